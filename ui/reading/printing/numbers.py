"""The small numbers that lead from marked words to their notes.

The space behind the words is made as wide as the number needs, so that nothing is covered. A
change of format within a word would break the joins of its letters (Arabic, Hindi): where words
go on behind a mark, the number stands over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLine,
)

from reader.model import Document, Passage
from reader.values import dataclass
from ui import theme
from ui.reading.layout import Layout
from ui.reading.positions import PositionMap
from ui.reading.typography import script_of

_SIZE = 0.62
"""Of the type it stands in."""
_RAISED = 0.36
_AROUND = 1.5
_CLOSING = frozenset(".,;:!?…)]}»”’\"'،؛؟。、」』）！？।")


@dataclass(frozen=True, slots=True)
class Number:
    """A note's number, or several, behind the character at `last` of a leaf.

    `gap` is the character that makes room for it, None where none can.
    """

    leaf: int
    last: int
    gap: int | None
    words: str


def numbers(document: Document, noted: Iterable[tuple[Passage, int]]) -> Mapping[int, list[Number]]:
    """Where the numbers of marks stand, by leaf; those of one place are joined."""
    places: dict[tuple[int, int], list[int]] = {}
    for passage, number in noted:
        pieces = list(document.pieces(passage))
        if pieces:
            leaf, piece = pieces[-1]
            last = _behind_stops(document.blocks[leaf].text, piece.end) - 1
            places.setdefault((leaf, last), []).append(number)
    found: dict[int, list[Number]] = {}
    for (leaf, last), of_place in sorted(places.items()):
        words = ", ".join(map(str, of_place))
        gap = _gap(document.blocks[leaf].text, last)
        found.setdefault(leaf, []).append(Number(leaf, last, gap, words))
    return found


def _behind_stops(text: str, end: int) -> int:
    """Where a number stands for words that end there: behind the stops that close them."""
    after = end
    while after < len(text) and text[after] in _CLOSING:
        after += 1
    return after if after == len(text) or text[after].isspace() else end


def _gap(text: str, last: int) -> int | None:
    after = last + 1
    if after < len(text) and text[after] == " ":
        return after
    if script_of(text[last]) == "cjk" or text[last] in _CLOSING:
        return last
    return None


class Numbers:
    """The numbers of one text: first they are given room, then they are painted."""

    def __init__(
        self,
        document: Document,
        page: QTextDocument,
        positions: PositionMap,
        layout: Layout,
        noted: Sequence[tuple[Passage, int]],
    ) -> None:
        self._page = page
        self._positions = positions
        self._layout = layout
        self._of_leaf = numbers(document, noted)

    def make_room(self, leaf: int, em: float) -> None:
        """Widens the spaces in a leaf that has just been set, before it is laid out."""
        for number in self._of_leaf.get(leaf, ()):
            if number.gap is not None:
                wider = QTextCharFormat()
                wider.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
                wider.setFontLetterSpacing(_advance(number.words, em))
                start = self._positions.position(leaf, number.gap)
                cursor = QTextCursor(self._page)
                cursor.setPosition(start)
                cursor.setPosition(start + 1, QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(wider)

    def paint(self, painter: QPainter, leaf: int, em: float, top: float, bottom: float) -> None:
        """Paints the numbers of a leaf whose lines lie between two heights."""
        of_leaf = self._of_leaf.get(leaf, ())
        if not of_leaf:
            return
        block, origin = self._layout.block(leaf), self._layout.rect(leaf).topLeft()
        leftwards = block.textDirection() == Qt.LayoutDirection.RightToLeft
        painter.setFont(_font(em))
        painter.setPen(theme.current().text)
        for number in of_leaf:
            last = self._positions.position(leaf, number.last) - block.position()
            line = block.layout().lineForTextPosition(last)
            baseline = origin.y() + line.y() + line.ascent()
            if top <= baseline <= bottom:
                width = _advance(number.words, em)
                edge = origin.x() + self._edge(line, block, number, width, leftwards)
                x = edge - width if leftwards else edge
                painter.drawText(QPointF(x + _AROUND, baseline - _RAISED * em), number.words)

    def _edge(
        self, line: QTextLine, block: QTextBlock, number: Number, width: float, leftwards: bool
    ) -> float:
        """Where a number begins: at the edge of its gap that is nearer to the words."""
        place = self._positions.position
        if number.gap is not None and number.gap > number.last:
            gap = _glyphs(line, place(number.leaf, number.gap) - block.position())
            if gap is not None:
                return gap.right() if leftwards else gap.left()
        last = _glyphs(line, place(number.leaf, number.last) - block.position())
        room = last if last is not None else line.naturalTextRect()
        inside = width if number.gap == number.last else 0
        return room.left() + inside if leftwards else room.right() - inside


def _glyphs(line: QTextLine, unit: int) -> QRectF | None:
    """Where the character at a unit stands on its line; None if it shows nothing there."""
    runs = line.glyphRuns(unit, 1)
    return runs[0].boundingRect() if runs else None


def _font(em: float) -> QFont:
    return theme.page_font(_SIZE * em, 600)


def _advance(words: str, em: float) -> float:
    return QFontMetricsF(_font(em)).horizontalAdvance(words) + 2 * _AROUND
