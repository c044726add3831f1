"""Two revisions side by side, scrolled together: what belongs together stands at one height."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reader.messages import _
from reader.revisions import Comparison, Difference
from reader.revisions.comparison import Side
from ui import paint
from ui.reading.typography import ReadingStyle
from ui.revisions.page import ComparedPage

_READ_AT = 1 / 3
"""The share of the height at which both pages show the same."""


_SIDES: tuple[Side, ...] = ("old", "new")


class Beside(NamedTuple):
    """The leaves of a row on one side, and those at their height on the other."""

    ours: range
    theirs: range


class Columns(QWidget):
    """The older revision where lines begin, the newer one beside it."""

    def __init__(self, style: ReadingStyle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.old = ComparedPage(_("The older revision"), style=style)
        self.new = ComparedPage(_("The newer revision"), style=style)
        self._beside: dict[Side, list[Beside]] = {}
        self._moving = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        row.addWidget(self.old, 1)
        row.addWidget(self.new, 1)
        self.old.verticalScrollBar().valueChanged.connect(partial(self._follow, "old"))
        self.new.verticalScrollBar().valueChanged.connect(partial(self._follow, "new"))

    def show_rows(self, comparison: Comparison) -> None:
        """Which rows keep the pages at one height."""
        self._beside = {side: beside(comparison, side) for side in _SIDES}

    def page(self, side: Side) -> ComparedPage:
        return self.old if side == "old" else self.new

    def set_current(self, difference: Difference) -> None:
        """Shows a difference on both pages; of what moved each shows where it stands there."""
        if difference.kind == "moved":
            with self._still():
                self.old.set_current(difference.old)
                self.new.set_current(difference.new)
            return
        # The side that has the words leads, and the other one follows.
        led: Side = "new" if len(difference.new) else "old"
        for side in sorted(_SIDES, key=lambda side: side == led):
            passage = difference.old if side == "old" else difference.new
            self.page(side).set_current(passage)

    def show_place(self, side: Side, difference: Difference) -> None:
        """Shows on one page where a difference is; the other one stays where it is."""
        with self._still():
            self.page(side).go_to(difference.old if side == "old" else difference.new)

    @contextmanager
    def _still(self) -> Iterator[None]:
        """While this lasts neither page follows the other."""
        self._moving = True
        try:
            yield
        finally:
            self._moving = False

    def _follow(self, side: Side, value: int) -> None:
        """Brings the other page to where this one is."""
        if self._moving or not self._beside or not self.isVisible():
            return
        with self._still():
            other = self.page("new" if side == "old" else "old")
            if value == 0:
                other.verticalScrollBar().setValue(0)
            else:
                self._align(side, self.page(side), other)

    def _align(self, side: Side, leader: ComparedPage, follower: ComparedPage) -> None:
        read = leader.leaf_read(_READ_AT)
        if read is not None:
            leaf, share = read
            goal, share = partner(self._beside[side][leaf], leaf, share)
            follower.bring_leaf(goal, share, _READ_AT)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.hairline(QPainter(self), self.old.geometry().right() + 1, 0, 1, self.height())


def beside(comparison: Comparison, side: Side) -> list[Beside]:
    """For each leaf of one side the leaves that stand at its height on the other.

    Beside what only one side has, and what has moved, the other page waits: its range is empty.
    """
    found: dict[int, Beside] = {}
    for row in comparison.rows:
        ours, theirs = (row.old, row.new) if side == "old" else (row.new, row.old)
        stays = row.kind in ("same", "changed")
        for leaf in ours:
            found[leaf] = Beside(ours, theirs if stays else range(0))
    ordered, waits = [], range(0)
    for leaf in range(len(found)):
        each = found[leaf]
        if each.theirs:
            waits = range(each.theirs.stop, each.theirs.stop)
        ordered.append(each if each.theirs else Beside(each.ours, waits))
    return ordered


def partner(of: Beside, leaf: int, share: float) -> tuple[int, float]:
    """The leaf of the other page at the height of `share` of a leaf, and how far down that one."""
    if not of.theirs:
        return of.theirs.start, 0.0
    whole = (leaf - of.ours.start + share) / len(of.ours) * len(of.theirs)
    step = min(int(whole), len(of.theirs) - 1)
    return of.theirs[step], whole - step
