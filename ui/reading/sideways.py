"""What of a page is wider than its column, and how far each of these parts is scrolled.

Code and wide tables are set as wide as they need to be. Qt lays them out in full; what is seen of
them is a pane, under which they are moved. Where Qt has a character stays as it is: only what is
painted, and where the mouse points, is moved by `at`. It knows no widget.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping

from PySide6.QtCore import QPointF, QRectF

from reader.values import dataclass
from ui.reading.document import CELL_PADDING, PageDocument, Wide
from ui.reading.leaves import Leaves

_BAR = 6
_BAR_UP = 3
_BAR_IN = 8
_LEAST_THUMB = 32
_FOOT = 12
"""Pixels under a table for its bar; code has them in its panel."""
_ROOM = 40
"""Pixels kept free beside what is brought into view."""
_BESIDE = 2
"""Pixels that a mark is wider than its words."""


@dataclass(frozen=True, slots=True)
class Pane:
    """Leaves [first, end) that are wider than what is seen of them, `view`.

    `width` pixels from the view's left edge on are filled; it is scrolled by `at`.
    """

    first: int
    end: int
    view: QRectF
    width: int
    at: int
    is_table: bool

    @property
    def most(self) -> int:
        """How far it can be scrolled."""
        return self.width - int(self.view.width())

    @property
    def sight(self) -> QRectF:
        """Where its words and what belongs to them are seen."""
        return self.view.adjusted(-_BESIDE, 0, _BESIDE, 0) if self.is_table else self.view

    @property
    def groove(self) -> QRectF:
        """Where its bar lies."""
        view = self.view
        top = view.bottom() - _BAR_UP - _BAR
        inset = 0 if self.is_table else _BAR_IN
        return QRectF(view.left() + inset, top, view.width() - 2 * inset, _BAR)

    @property
    def thumb(self) -> QRectF:
        """The part of its bar that is dragged."""
        groove = self.groove
        width = max(_LEAST_THUMB, groove.width() * self.view.width() / self.width)
        x = groove.left() + (groove.width() - width) * self.at / self.most
        return QRectF(x, groove.top(), width, groove.height())

    def set_point(self, point: QPointF) -> QPointF:
        """The point where Qt has what is seen at `point`, beside the pane what is at its edge."""
        x = max(self.view.left(), min(self.view.right() - 1, point.x()))
        return QPointF(x + self.at, point.y())

    def dragged(self, pixels: float) -> float:
        """How far it moves when its thumb is moved by so many pixels."""
        free = self.groove.width() - self.thumb.width()
        return pixels * self.most / free if free > 0 else 0.0

    def showing(self, left: float, right: float) -> int:
        """How far it is to be scrolled so that what Qt has from `left` to `right` is seen: as
        little as that takes, and its beginning first."""
        left, right = left - self.view.left() - _ROOM, right - self.view.left() + _ROOM
        at = float(self.at)
        if right > at + self.view.width():
            at = right - self.view.width()
        if left < at:
            at = left
        return max(0, min(self.most, round(at)))


class Sideways:
    """The panes of one page. `at` is how far each is scrolled, by its first leaf, to begin with.

    Where they lie is asked once; `forget_layout` after every new layout.
    """

    def __init__(
        self, page: PageDocument, leaves: Leaves, at: Mapping[int, int] | None = None
    ) -> None:
        self._page = page
        self._leaves = leaves
        self._at = dict(at or {})
        self._lie: dict[int, tuple[QRectF, int]] = {}

    def forget_layout(self) -> None:
        """The lines have moved: where a pane lies is asked again."""
        self._lie.clear()

    @property
    def at(self) -> Mapping[int, int]:
        """How far each is scrolled; what is not named stands at its beginning."""
        return self._at

    def scroll(self, pane: Pane, to: float) -> bool:
        """Scrolls a pane there, as far as it goes; whether that moved it."""
        at = max(0, min(pane.most, round(to)))
        self._at[pane.first] = at
        return at != pane.at

    def panes(self, leaves: Iterable[int]) -> Iterator[Pane]:
        """The panes that hold any of these leaves, which ascend; each once."""
        end = -1
        for leaf in leaves if self._page.scrolls_sideways and self._page.wide else ():
            pane = self.pane(leaf) if leaf >= end else None
            if pane is not None:
                end = pane.end
                yield pane

    def pane(self, leaf: int) -> Pane | None:
        """The pane that holds a leaf; None where all of it is seen."""
        wide = self._wide(leaf) if self._page.scrolls_sideways else None
        if wide is None:
            return None
        if wide.first not in self._lie:
            lie = self._of_code(wide) if wide.table is None else self._of_table(wide)
            self._lie[wide.first] = lie
        view, width = self._lie[wide.first]
        most = width - int(view.width())
        if most <= 0:
            return None
        at = min(self._at.get(wide.first, 0), most)
        return Pane(wide.first, wide.end, view, width, at, wide.table is not None)

    def _wide(self, leaf: int) -> Wide | None:
        every = self._page.wide
        place = bisect_right(every, leaf, key=lambda wide: wide.first) - 1
        return every[place] if place >= 0 and leaf < every[place].end else None

    def _of_code(self, wide: Wide) -> tuple[QRectF, int]:
        view = self._leaves.panel(wide.first)
        block = self._leaves.block(wide.first)
        space = block.blockFormat()
        left = self._leaves.rect(wide.first).left() + space.leftMargin()
        inset = left - view.left()
        return view, round(block.layout().maximumWidth() + 2 * inset)

    def _of_table(self, wide: Wide) -> tuple[QRectF, int]:
        assert wide.table is not None
        table = self._page.documentLayout().frameBoundingRect(wide.table)
        left = table.left() + wide.table.format().leftMargin()
        # The rectangle of a table holds some of its margins.
        top = self._leaves.rect(wide.first).top() - CELL_PADDING
        bottom = max(self._leaves.rule(rule).bottom() for rule in self._page.rules[wide.end - 1])
        right = self._leaves.column_end()
        view = QRectF(left, top, right - left, bottom + _FOOT - top)
        return view, round(table.right() - left)


def seen(rect: QRectF, pane: Pane) -> QRectF:
    """What is seen of a rectangle that Qt has at `rect`; without width at the edge if nothing."""
    sight = pane.sight
    left, right = (
        max(sight.left(), min(sight.right(), x - pane.at)) for x in (rect.left(), rect.right())
    )
    return QRectF(left, rect.top(), right - left, rect.height())
