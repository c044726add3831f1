"""One article's text set as a QTextDocument, block by block, as far as it is wanted.

It decides type, space and indents. What is drawn behind the words (list numbers, quote bars, code
panels, rules, marks) the view paints; here it is only written down, leaf by leaf. Nothing is read
from disk or network: pictures come from the callable that the page is given.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextTable,
)

from reader.model import (
    Block,
    Cell,
    Container,
    Document,
    Footnote,
    Item,
    List,
    Passage,
    Picture,
    Quote,
    Style,
    Table,
)
from ui import theme
from ui.reading import tables, typography
from ui.reading.document import CODE_INSET, Leaf, PageDocument, PageHead, PictureSource, Wide
from ui.reading.grid import Filled, fits_a_grid, number_columns
from ui.reading.pictures import picture_format
from ui.reading.positions import PositionMap
from ui.reading.typography import Letters, ReadingStyle, Script, Type, has, script_of, type_of

TOP_MARGIN = 28
BOTTOM_MARGIN = 96
_INDENT_ITEM = 32
_MARKER_EDGE = 22
_INDENT_QUOTE = 28
_MOST_NESTED = 3
"""A table within that many tables is set as plain paragraphs."""
_LONGEST_LINE = 200_000
"""Characters of a line of code that is not broken: one of a million takes 0.1 s to paint."""
_AFTER_LIST = 16
_AFTER_QUOTE = 20
_AFTER_NOTES = 22


def build(
    document: Document, head: PageHead, style: ReadingStyle, picture: PictureSource
) -> tuple[PageDocument, PositionMap]:
    """The whole page of a document, and where its characters stand on it."""
    page = PageDocument(picture)
    setting = Setting(page, document, head, style)
    setting.reach(len(document.blocks) - 1)
    return page, setting.positions


class Setting:
    """Sets one document into one empty page, from its first block on, as far as it is asked to."""

    def __init__(
        self, page: PageDocument, document: Document, head: PageHead, style: ReadingStyle
    ) -> None:
        self.positions = PositionMap(document)
        self._page = page
        self._document = document
        self._blocks = document.blocks
        self._head = head
        self._style = style
        self._letters = Letters(style)
        self._spaces: dict[object, QTextBlockFormat] = {}
        self._cursor = QTextCursor(page)
        self._fresh = True
        self._numbered: set[int] = set()
        self._row: int | None = None
        self._columns = 1
        self._tables = 0
        self._right_aligned = False
        page.setDefaultFont(theme.page_font(style.size, sans=style.sans))

    @property
    def done(self) -> bool:
        """Whether the whole document stands on the page."""
        return self.positions.count == len(self._blocks)

    def reach(self, leaf: int) -> None:
        """Sets the page at least to the end of this leaf; a table is set whole."""
        if self.positions.count > leaf:
            return
        self._cursor.beginEditBlock()
        if self.positions.count == 0:
            self._begin()
        self._run(self.positions.count, min(leaf + 1, len(self._blocks)), 0)
        self._cursor.endEditBlock()

    def _begin(self) -> None:
        if self._head.site:
            self._head_line(self._head.site, typography.SITE)
        self._leaf(0, 0)
        self._head_line(self._head.below, typography.BYLINE)

    def _head_line(self, words: str, kind: Type) -> None:
        letters = QTextCharFormat()
        letters.setFont(theme.ui_font(kind.px, kind.weight))
        letters.setForeground(theme.current().secondary)
        space = QTextBlockFormat()
        space.setLayoutDirection(_QT_DIRECTION[self._document.direction])
        space.setLineHeight(theme.scaled(kind.line), _FIXED)
        space.setBottomMargin(kind.below)
        self._start_block(space, letters)
        # Others' words: a line break in a site's name must not begin a block.
        self._cursor.insertText(_LINE_BREAKS.sub(" ", words), letters)

    def _run(self, first: int, end: int, outside: int) -> None:
        """Sets blocks [first, end), and a table that begins among them whole.

        `outside` containers are around all of them.
        """
        index = first
        while index < end:
            containers = self._blocks[index].containers
            at = _first_table(containers, outside) if containers else None
            if at is None or self._tables == _MOST_NESTED:
                self._leaf(index, outside)
                index += 1
            else:
                after = self._end_of(index, at)
                self._table(index, after, outside, at)
                index = after

    def _end_of(self, first: int, at: int) -> int:
        """Index after the last block in a row that shares the container at depth `at`."""
        n, end = self._blocks[first].containers[at].n, len(self._blocks)
        index = first
        while index < end and _number_at(self._blocks[index].containers, at) == n:
            index += 1
        return index

    # --- one leaf ------------------------------------------------------------------------------

    def _leaf(self, index: int, outside: int) -> None:
        block = self._blocks[index]
        script = script_of(block.text)
        kind = type_of(block, script)
        indent, markers, bars = self._edges(block.containers[outside:])
        pictures = any(isinstance(span.style, Picture) for span in block.spans)
        letters = self._letters.of(kind, script, ())
        unbroken = self._is_unbroken(block)
        self._start_block(self._space(index, kind, indent, pictures, unbroken), letters)
        hyphens = self._hyphens(block, kind)
        self.positions.append(self._cursor.position(), hyphens)
        self._page.leaves.append(
            Leaf(
                em=self._style.scaled(kind.px),
                direction=block.direction or self._document.direction,
                markers=markers,
                bars=bars,
                code=tuple(
                    Passage(span.start, span.end) for span in block.spans if span.style == "code"
                ),
                panel=block.kind == "code",
                row=index if self._row is None else self._row,
            )
        )
        if unbroken and not self._tables:
            self._page.wide.append(Wide(index, index + 1))
        at = 0
        for words, styles in runs(block):
            shown = _hyphenated(words, at, hyphens) if hyphens else words
            self._insert(shown, styles, kind, script, indent)
            at += len(words)

    def _is_unbroken(self, block: Block) -> bool:
        """Whether the lines of a block stay whole; verses that begin at the right are wrapped."""
        if block.kind != "code" or not self._page.scrolls_sideways:
            return False
        direction = block.direction or self._document.direction
        return direction == "ltr" and max(map(len, block.text.split("\n"))) <= _LONGEST_LINE

    def _hyphens(self, block: Block, kind: Type) -> Sequence[int]:
        """Where words of a justified page may be broken; none on a ragged one."""
        if not (self._style.justified and kind.runs):
            return ()
        # Here and not above: a page is ragged unless someone asks, and then needs no dictionary.
        from reader.hyphens import soft_hyphens

        return soft_hyphens(block.text, block.lang or self._document.lang)

    def _insert(
        self, words: str, styles: tuple[Style, ...], kind: Type, script: Script, indent: int
    ) -> None:
        picture = next((style for style in styles if isinstance(style, Picture)), None)
        if picture is None:
            letters = self._letters.of(kind, script, styles)
            # Qt begins a new block at a newline; U+2028 breaks the line within one.
            self._cursor.insertText(words.replace("\n", "\u2028"), letters)
        else:
            base = self._letters.of(kind, script, ())
            alone = kind is typography.PICTURE
            beside = indent + (tables.BETWEEN_COLUMNS if self._columns > 1 else 0)
            self._cursor.insertText(
                words, picture_format(base, picture, alone, self._columns, beside)
            )

    def _start_block(self, space: QTextBlockFormat, letters: QTextCharFormat) -> None:
        if self._fresh:
            self._cursor.setBlockFormat(space)
            self._cursor.setBlockCharFormat(letters)
            self._fresh = False
        else:
            self._cursor.insertBlock(space, letters)

    def _space(
        self, index: int, kind: Type, indent: int, pictures: bool, unbroken: bool
    ) -> QTextBlockFormat:
        """The format of a block; the same object for all blocks that are alike."""
        block = self._blocks[index]
        direction = block.direction or self._document.direction
        below = self._below(index, kind)
        right = self._right_aligned and has(block.containers, Cell)
        key = kind, direction, below, indent, pictures, right, unbroken
        if key not in self._spaces:
            space = QTextBlockFormat()
            space.setLayoutDirection(_QT_DIRECTION[direction])
            space.setNonBreakableLines(unbroken)
            # A line of fixed height would be overlapped by a picture in it.
            line = 1 if kind is typography.PICTURE else self._style.line(kind.line)
            space.setLineHeight(line, _AT_LEAST if pictures else _FIXED)
            space.setTopMargin(self._style.scaled(kind.above))
            space.setBottomMargin(self._style.scaled(below))
            inset = CODE_INSET if kind is typography.CODE else 0
            near, far = indent + inset, inset
            # Qt does not mirror a block's margins.
            space.setLeftMargin(near if direction == "ltr" else far)
            space.setRightMargin(far if direction == "ltr" else near)
            if right:
                space.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
            elif self._style.justified and kind.runs:
                space.setAlignment(Qt.AlignmentFlag.AlignJustify)
            self._spaces[key] = space
        return self._spaces[key]

    def _below(self, index: int, kind: Type) -> float:
        """Space under a block at 19 pixels; the end of a list, quote or figure has its own."""
        block = self._blocks[index]
        following = self._blocks[index + 1].containers if index + 1 < len(self._blocks) else ()
        if not block.containers and kind is not typography.PICTURE:
            return kind.below
        ends = set(block.containers) - set(following)
        if any(isinstance(each, Cell) for each in ends):
            return 0
        if kind is typography.PICTURE and index + 1 < len(self._blocks):
            caption = self._blocks[index + 1].kind == "caption"
            return 0 if caption and not ends else kind.below
        if any(isinstance(each, Quote) for each in ends):
            return max(kind.below, _AFTER_QUOTE)
        if any(isinstance(each, List) for each in ends) and not has(following, List):
            return max(kind.below, _AFTER_LIST)
        if any(isinstance(each, Footnote) for each in ends) and not has(following, Footnote):
            return max(kind.below, _AFTER_NOTES)
        return kind.below

    def _edges(
        self, containers: Sequence[Container]
    ) -> tuple[int, tuple[tuple[int, str], ...], tuple[tuple[int, int], ...]]:
        """Indent of the words, markers in front of them, and bars of quotes beside them."""
        if not containers:
            return 0, (), ()
        indent = 0
        markers: list[tuple[int, str]] = []
        bars: list[tuple[int, int]] = []
        ordered = False
        for each in containers:
            match each:
                case List(ordered=numbers):
                    ordered = numbers
                case Item(n=n, ordinal=ordinal):
                    edge = indent + self._style.scaled(_MARKER_EDGE)
                    self._mark_once(n, (edge, f"{ordinal}." if ordered else "•"), markers)
                    indent += self._style.scaled(_INDENT_ITEM)
                case Footnote(n=n, mark=mark):
                    edge = indent + self._style.scaled(_MARKER_EDGE)
                    self._mark_once(n, (edge, mark), markers)
                    indent += self._style.scaled(_INDENT_ITEM)
                case Quote(n=n):
                    bars.append((n, indent))
                    indent += self._style.scaled(_INDENT_QUOTE)
                case _:
                    pass
        # A hostile page can nest without end; the words keep a column to stand in.
        return min(indent, 10 * self._style.size), tuple(markers), tuple(bars)

    def _mark_once(self, n: int, marker: tuple[int, str], markers: list[tuple[int, str]]) -> None:
        if n not in self._numbered:
            self._numbered.add(n)
            markers.append(marker)

    # --- tables --------------------------------------------------------------------------------

    def _table(self, first: int, end: int, outside: int, at: int) -> None:
        """Sets blocks [first, end), all within the table at depth `at`."""
        cells = self._cells(first, end, at + 1)
        if cells is None or not fits_a_grid([cell for cell, *_blocks in cells]):
            self._plainly(first, end, at + 1)
            return
        indent, _markers, _bars = self._edges(self._blocks[first].containers[outside:at])
        table = self._insert_table([cell for cell, *_blocks in cells], indent)
        self._fill(table, cells, at + 2)
        tables.pad(table)
        if not self._tables:
            self._fit(table, cells, indent)
        self._cursor.setPosition(table.lastPosition() + 1)
        self._small_block()
        for rule in tables.rules(table, cells):
            self._page.rules.setdefault(max(rule.leaves), []).append(rule)

    def _insert_table(self, cells: Sequence[Cell], indent: int) -> QTextTable:
        # Qt forgets the space under a paragraph that a table follows.
        above = 0 if self._fresh else self._cursor.blockFormat().bottomMargin()
        if self._fresh:
            self._small_block()
        shape = tables.shape(indent, above, self._style.scaled(_AFTER_NOTES))
        return tables.insert(self._cursor, cells, shape)

    def _fit(self, table: QTextTable, cells: Sequence[Filled], indent: int) -> None:
        """Gives the columns their widths, and notes what they need for when the room changes."""
        size = self._style.size
        needs = tables.needs(self._page, self.positions, self._blocks, cells, size)
        wide = Wide(cells[0][1], cells[-1][2], table, needs, indent)
        self._page.wide.append(wide)
        tables.fit(self._page, wide, size)

    def _fill(self, table: QTextTable, cells: Sequence[Filled], outside: int) -> None:
        kept = self._cursor, self._columns, self._row, self._right_aligned
        numbers = number_columns(cells, self._blocks)
        row_starts: dict[int, int] = {}
        self._tables += 1
        self._columns *= table.columns()
        for cell, start, stop in cells:
            if kept[2] is None:
                self._row = row_starts.setdefault(cell.row, start)
            self._cursor = table.cellAt(cell.row, cell.column).firstCursorPosition()
            self._fresh = True
            self._right_aligned = cell.column in numbers and cell.columns == 1
            self._run(start, stop, outside)
        self._tables -= 1
        self._cursor, self._columns, self._row, self._right_aligned = kept

    def _cells(self, first: int, end: int, at: int) -> list[Filled] | None:
        """Each cell with its blocks; None if some block is in none."""
        cells = []
        index = first
        while index < end:
            containers = self._blocks[index].containers
            cell = containers[at] if at < len(containers) else None
            if not isinstance(cell, Cell):
                return None
            after = self._end_of(index, at)
            cells.append((cell, index, after))
            index = after
        return cells

    def _plainly(self, first: int, end: int, outside: int) -> None:
        for index in range(first, end):
            self._leaf(index, min(outside, len(self._blocks[index].containers)))

    def _small_block(self) -> None:
        """The empty block that Qt keeps after a table takes no room until it is used."""
        space = QTextBlockFormat()
        space.setLineHeight(1, _FIXED)
        self._cursor.setBlockFormat(space)
        self._fresh = True


_LINE_BREAKS = re.compile("[\n\r\v\f\u0085\u2028\u2029]+")
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value
_AT_LEAST = QTextBlockFormat.LineHeightTypes.MinimumHeight.value
_QT_DIRECTION = {
    "ltr": Qt.LayoutDirection.LeftToRight,
    "rtl": Qt.LayoutDirection.RightToLeft,
}


def runs(block: Block) -> Iterator[tuple[str, tuple[Style, ...]]]:
    """The block's text cut wherever a style begins or ends, each piece with its styles."""
    if not block.spans:
        yield block.text, ()
        return
    edges = sorted({0, len(block.text), *(e for s in block.spans for e in (s.start, s.end))})
    for start, end in pairwise(edges):
        yield (
            block.text[start:end],
            tuple(s.style for s in block.spans if s.start <= start and end <= s.end),
        )


def _hyphenated(words: str, at: int, hyphens: Sequence[int]) -> str:
    """The words, which begin at offset `at` of their block, with soft hyphens at these offsets."""
    inside = hyphens[bisect_left(hyphens, at) : bisect_left(hyphens, at + len(words))]
    cuts = [0, *(offset - at for offset in inside), len(words)]
    return "\u00ad".join(words[start:end] for start, end in pairwise(cuts))


def _first_table(containers: Sequence[Container], outside: int) -> int | None:
    return next(
        (at for at in range(outside, len(containers)) if isinstance(containers[at], Table)), None
    )


def _number_at(containers: Sequence[Container], at: int) -> int | None:
    return containers[at].n if at < len(containers) else None
