"""What is painted on the page for the reader: marks, hits of a search, the place jumped to, signs.

All of it in the coordinates of the document, over what is behind the words and under the words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import islice

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from reader.model import Passage
from reader.values import dataclass
from ui import theme
from ui.reading import highlights
from ui.reading.column import Column
from ui.reading.highlights import MarginSign
from ui.reading.shown import Shown

_FIND_LINE = 1.5
_SIGNS_AWAY = 18


@dataclass(frozen=True, slots=True)
class Finds:
    """What was found: the hits ascend and do not overlap."""

    hits: Sequence[Passage] = ()
    current: Passage | None = None

    def among(self, begin: int, end: int) -> Iterable[Passage]:
        """The hits that share characters with [begin, end)."""
        first = bisect_left(self.hits, begin, key=lambda hit: hit.end)
        for hit in islice(self.hits, first, None):
            if hit.start >= end:
                return
            yield hit


def paint_finds(painter: QPainter, shown: Shown, finds: Finds, leaves: Sequence[int]) -> None:
    """An outline round each hit on these leaves; the current one has a ground too."""
    if not finds.hits or not leaves:
        return
    starts, last = shown.document.starts, leaves[-1]
    end = starts[last] + len(shown.document.blocks[last].text)
    for hit in finds.among(starts[leaves[0]], end):
        _paint_find(painter, shown, hit, current=hit == finds.current)


def _paint_find(painter: QPainter, shown: Shown, hit: Passage, *, current: bool) -> None:
    now = theme.current()
    painter.setPen(QPen(now.accent, _FIND_LINE))
    painter.setBrush(now.selection if current else Qt.BrushStyle.NoBrush)
    inset = _FIND_LINE / 2
    for rect in shown.layout.lines(hit):
        within = rect.adjusted(inset, inset, -inset, -inset)
        if within.isValid():  # not hidden in a pane
            painter.drawRoundedRect(within, highlights.RADIUS, highlights.RADIUS)


def paint_place(painter: QPainter, shown: Shown, passage: Passage) -> None:
    """The ground of a place that was jumped to."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current().selected_words)
    for rect in shown.layout.lines(passage):
        painter.drawRoundedRect(rect, highlights.RADIUS, highlights.RADIUS)


def margin_signs(
    shown: Shown, leaves: Iterable[int], column: Column, page: int, *, reads_left: bool
) -> list[MarginSign]:
    """The signs of the marks on these leaves, beside the column of a page `page` wide.

    They stand where lines end: at the left where those read from right to left.
    """
    drawn = (
        (each, float(shown.page.leaves[leaf].em))
        for leaf in leaves
        for each in shown.marks.on(leaf)
    )
    if reads_left:
        x = column.left - _SIGNS_AWAY
        return highlights.margin_signs(drawn, x, x, pitch=-highlights.SIGN_PITCH)
    x = column.right + _SIGNS_AWAY
    return highlights.margin_signs(drawn, x, page - x)
