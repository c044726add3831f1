"""One text set for paper: the article, or its notes. It is set in slices, and painted in pieces.

It tells what of it may not be cut, and paints just the lines of a piece: a line is on one page or
on another, never on both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import (
    QFont,
    QPainter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)

from reader.model import Cell, Colour, Document, Passage
from reader.values import dataclass
from ui import paint, theme
from ui.reading import highlights
from ui.reading.behind import Behind
from ui.reading.document import CELL_PADDING, PageDocument, PageHead, PictureSource
from ui.reading.highlights import Highlights, Mark
from ui.reading.layout import Layout
from ui.reading.page import Setting
from ui.reading.printing.cuts import Strip, joined, paragraph
from ui.reading.printing.numbers import Numbers
from ui.reading.printing.pictures import PrintedPictures
from ui.reading.typography import ReadingStyle, script_of

_CODE_ABOVE = 6
_CODE_BELOW = 12
_OVER_ROW = CELL_PADDING - 3
_UNDER_ROW = CELL_PADDING + 2
_SIGN_IN = 6
_SIGN_UP = 0.32
_BESIDE = 60
"""Pixels beside the column that list numbers and notes' numbers may take."""
_HEADING = 23
_HEADING_LINE = 28


@dataclass(frozen=True, slots=True)
class Text:
    """What is set: a document with marks, the numbers behind some, and signs before leaves.

    `plain_head`: its headline is no more than a heading. `ends` are leaves that are followed by
    more space than others.
    """

    document: Document
    head: PageHead
    style: ReadingStyle
    pictures: PictureSource
    marks: Sequence[Mark] = ()
    noted: Sequence[tuple[Passage, int]] = ()
    signs: Mapping[int, Colour] = field(default_factory=dict)
    ends: frozenset[int] = frozenset()
    plain_head: bool = False


class Flow:
    """A text on pages of one size, set from its start on as far as it is asked to."""

    def __init__(self, text: Text, room: QSizeF) -> None:
        self._text = text
        self._blocks = text.document.blocks
        self._height = room.height()
        self._page = PageDocument(text.pictures)
        self._page.column = math.floor(room.width())
        self._page.setTextWidth(self._page.column)
        # Held: Qt does not keep what paints its pictures.
        self._pictures = PrintedPictures(self._page, room.height() - 2)
        self._setting = Setting(self._page, text.document, text.head, text.style)
        self._layout = Layout(text.document, self._page, self._setting.positions)
        self._behind = Behind(self._page, self._setting.positions, self._layout)
        self._marks = Highlights(text.document, self._setting.positions, self._layout.boxes)
        self._marks.replace(text.marks)
        self._numbers = Numbers(
            text.document, self._page, self._setting.positions, self._layout, text.noted
        )

    @property
    def document(self) -> Document:
        """What is set."""
        return self._text.document

    @property
    def done(self) -> bool:
        return self._setting.done

    @property
    def share(self) -> float:
        """How much of it is set, 0 to 1."""
        return self._setting.positions.count / len(self._blocks)

    def go_on(self, leaves: int) -> list[Strip]:
        """Sets so many leaves more; what of them may not be cut, from top to bottom."""
        first = self._setting.positions.count
        # One edit, so that the page is laid out once.
        edit = QTextCursor(self._page)
        edit.beginEditBlock()
        self._setting.reach(min(first + leaves, len(self._blocks)) - 1)
        count = self._setting.positions.count
        for leaf in range(first, count):
            self._fit_for_paper(leaf)
        edit.endEditBlock()
        return list(self._strips(first, count))

    def lines(self, leaf: int) -> list[Strip]:
        """The lines of a leaf that is set, as they lie below each other."""
        return self._lines(self._layout.block(leaf))

    # --- what paper wants otherwise ------------------------------------------------------------

    def _fit_for_paper(self, leaf: int) -> None:
        """Code is wrapped, since paper does not scroll; spaces make room for numbers."""
        block = self._layout.block(leaf)
        if block.blockFormat().nonBreakableLines():
            wrapped = QTextBlockFormat()
            wrapped.setNonBreakableLines(False)
            QTextCursor(block).mergeBlockFormat(wrapped)
        if leaf == 0 and self._text.plain_head:
            self._make_plain(block)
        if script_of(self._blocks[leaf].text) == "european":
            for each in self._head_blocks() if leaf == 0 else (block,):
                self._part_ligatures(each)
        if leaf in self._text.ends:
            more = QTextBlockFormat()
            more.setBottomMargin(block.blockFormat().bottomMargin() + self._em(leaf) * 0.5)
            QTextCursor(block).mergeBlockFormat(more)
        self._numbers.make_room(leaf, self._em(leaf))

    def _part_ligatures(self, block: QTextBlock) -> None:
        """Sets f and i as two letters: a PDF gives back what is set, and "ﬁnal" is not found.

        Nor would a colon be that the font raises between figures.
        """
        if not _MAY_JOIN.search(block.text()):
            return
        font = QFont()
        for feature in ("liga", "calt"):
            font.setFeature(QFont.Tag(feature), 0)
        letters = QTextCharFormat()
        letters.setFont(font, _AS_SPECIFIED)
        cursor = QTextCursor(block)
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        cursor.mergeCharFormat(letters)

    def _make_plain(self, block: QTextBlock) -> None:
        line = QTextBlockFormat()
        line.setLineHeight(_HEADING_LINE, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        letters = QTextCharFormat()
        letters.setFont(theme.page_font(_HEADING, 640))
        cursor = QTextCursor(block)
        cursor.mergeBlockFormat(line)
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        cursor.mergeCharFormat(letters)

    def _em(self, leaf: int) -> int:
        return self._page.leaves[leaf].em

    # --- what may not be cut -------------------------------------------------------------------

    def _strips(self, first: int, end: int) -> Iterator[Strip]:
        leaf = first
        while leaf < end:
            if self._in_table(leaf):
                after = self._end_of_table(leaf, end)
                yield from self._rows(leaf, after)
                leaf = after
            else:
                yield from self._of_leaf(leaf)
                leaf += 1

    def _in_table(self, leaf: int) -> bool:
        return QTextCursor(self._layout.block(leaf)).currentTable() is not None

    def _end_of_table(self, leaf: int, end: int) -> int:
        while leaf < end and self._in_table(leaf):
            leaf += 1
        return leaf

    def _of_leaf(self, leaf: int) -> list[Strip]:
        if leaf == 0:
            return [
                replace(line, keeps=len(self._blocks) > 1)
                for block in self._head_blocks()
                for line in self._lines(block)
            ]
        lines = self.lines(leaf)
        if self._page.leaves[leaf].panel:
            lines[0] = replace(lines[0], top=lines[0].top - _CODE_ABOVE)
            lines[-1] = replace(lines[-1], bottom=lines[-1].bottom + _CODE_BELOW)
        return paragraph(lines, keeps=self._keeps_with_next(leaf))

    def _keeps_with_next(self, leaf: int) -> bool:
        if leaf + 1 == len(self._blocks):
            return False
        signs = self._text.signs
        if leaf in signs or leaf - 1 in signs:
            return True  # a label, and the words it is on, stay with the note
        kind = self._blocks[leaf].kind
        return kind == "heading" or (kind == "picture" and self._blocks[leaf + 1].kind == "caption")

    def _rows(self, first: int, end: int) -> Iterator[Strip]:
        """The rows of a table. One that is higher than a page is cut between its lines."""
        rows: dict[int, list[Strip]] = {}
        for leaf in range(first, end):
            row = rows.setdefault(self._page.leaves[leaf].row, [])
            row += self.lines(leaf)
        whole = [self._row(row, lines) for row, lines in rows.items()]
        every = joined([line for lines in rows.values() for line in lines])
        for band in joined(whole):
            if band.bottom - band.top <= self._height:
                yield band
            else:
                yield from (each for each in every if band.top <= each.top <= band.bottom)

    def _row(self, leaf: int, lines: Sequence[Strip]) -> Strip:
        cells = [each for each in self._blocks[leaf].containers if isinstance(each, Cell)]
        return Strip(
            min(line.top for line in lines) - _OVER_ROW,
            max(line.bottom for line in lines) + _UNDER_ROW,
            cells[0].header,
        )

    def _head_blocks(self) -> Iterator[QTextBlock]:
        """What stands above the text: site, headline, byline."""
        block, last = self._page.begin(), self._layout.block(0).next()
        while block.isValid() and block.position() <= last.position():
            yield block
            block = block.next()

    def _lines(self, block: QTextBlock) -> list[Strip]:
        """The lines of a block; they touch each other."""
        top = self._page.documentLayout().blockBoundingRect(block).top()
        count, shape = block.layout().lineCount(), block.blockFormat()
        if shape.lineHeightType() == _FIXED:
            # Qt counts a line's own height, not the fixed one.
            pitch = shape.lineHeight()
            return [Strip(top + n * pitch, top + (n + 1) * pitch) for n in range(count)]
        lines = [block.layout().lineAt(n) for n in range(count)]
        return [Strip(top + each.y(), top + each.y() + each.height()) for each in lines]

    # --- painting --------------------------------------------------------------------------------

    def paint(self, painter: QPainter, top: float, bottom: float) -> None:
        """Paints the lines between two heights, in the coordinates of the text."""
        leaves = list(self._layout.between(top, bottom))
        drawn = [self._marks.on(leaf) for leaf in leaves]
        band = top, bottom + 1
        painter.save()
        painter.setClipRect(QRectF(-_BESIDE, top, self._page.column + 2 * _BESIDE, bottom - top))
        self._behind.paint(painter, leaves)
        painter.restore()
        for of_leaf in drawn:
            highlights.paint_fills(painter, of_leaf, None, band)
        for of_leaf in drawn:
            highlights.paint_underlines(painter, of_leaf, band)
        for leaf in leaves:
            for block in self._head_blocks() if leaf == 0 else (self._layout.block(leaf),):
                self._paint_lines(painter, block, top, bottom)
            self._numbers.paint(painter, leaf, self._em(leaf), *band)
            if leaf in self._text.signs and top <= self._layout.baseline(leaf) <= bottom:
                self._paint_sign(painter, leaf, self._text.signs[leaf])

    def _paint_lines(self, painter: QPainter, block: QTextBlock, top: float, bottom: float) -> None:
        origin = self._page.documentLayout().blockBoundingRect(block).topLeft()
        for number, line in enumerate(self._lines(block)):
            if top <= (line.top + line.bottom) / 2 < bottom:
                block.layout().lineAt(number).draw(painter, origin)

    def _paint_sign(self, painter: QPainter, leaf: int, colour: Colour) -> None:
        line = self._layout.block(leaf).layout().lineAt(0).naturalTextRect()
        left = self._layout.rect(leaf).left()
        leftwards = self._page.leaves[leaf].direction == "rtl"
        x = line.right() - _SIGN_IN if leftwards else line.left() + _SIGN_IN
        y = self._layout.baseline(leaf) - _SIGN_UP * self._em(leaf)
        paint.sign(painter, colour, QPointF(left + x, y))


_MAY_JOIN = re.compile("[f:]")
_AS_SPECIFIED = QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value
