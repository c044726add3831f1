"""One article's text as a QTextDocument, set block by block, and where each character went.

It decides type, space and indents. What is drawn behind the words (list numbers, quote bars, code
panels, rules, marks) the view paints; here it is only written down, leaf by leaf. Nothing is read
from disk or network: pictures come from the callable that the page is given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from reader.messages import _, ngettext
from reader.model import (
    Block,
    Cell,
    Container,
    Direction,
    Document,
    Footnote,
    Item,
    Link,
    List,
    Passage,
    Picture,
    Quote,
    Style,
    Table,
)
from ui import paint, theme
from ui.reading.pictures import PICTURE_OBJECT, PictureObject, picture_format
from ui.reading.positions import PositionMap

PictureSource = Callable[[str], QImage | None]
"""The picture of that `src`, or None where the library has none."""

TOP_MARGIN = 28
BOTTOM_MARGIN = 96
CODE_INSET = 16
CELL_PADDING = 6
_BETWEEN_COLUMNS = 16
_INDENT_ITEM = 32
_MARKER_EDGE = 22
_INDENT_QUOTE = 28
_MOST_CELLS = 20_000
"""A table of more cells is set as plain paragraphs: Qt lays a table out whole."""
_MOST_NESTED = 3
"""A table within that many tables is set as plain paragraphs."""


@dataclass(frozen=True, slots=True)
class PageHead:
    """What is said around the headline, ready to read; empty parts are left out."""

    site: str = ""
    byline: str = ""
    date: str = ""
    minutes: int = 0

    @property
    def below(self) -> str:
        """The line under the headline."""
        took = (
            ngettext("{n} min", "{n} min", self.minutes).format(n=self.minutes)
            if self.minutes
            else ""
        )
        parts = (self.byline or _("No byline"), self.date, took)
        return "  ·  ".join(paint.isolated(part) for part in parts if part)


@dataclass(frozen=True, slots=True)
class ReadingStyle:
    """How the reader wants the page set: type size in pixels, measure in characters.

    `leading` is the line height of the body in hundredths of its type size. `sans` sets the page
    in the interface's face; `justified` sets both edges straight, with words hyphenated.
    """

    size: int = 19
    measure: int = 66
    leading: int = 158
    sans: bool = False
    justified: bool = False

    def scaled(self, at_19: float) -> int:
        """A size or space that is `at_19` pixels when the type is 19."""
        return round(at_19 * self.size / 19)

    def line(self, at_19: float) -> int:
        """A line height: scaled, and even so that half of it is whole."""
        return 2 * round(at_19 * self.size * self.leading / (38 * 158))


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the view must know of one block to paint behind its words; lengths in pixels.

    `em` is its type size. `markers` are list numbers and footnote marks with the distance of
    their far edge from the start of the column, `bars` the quotes it stands in with the distance
    of their bars. `row` is the first leaf of its table row, the leaf itself outside tables.
    """

    em: int
    direction: Direction
    markers: tuple[tuple[int, str], ...] = ()
    bars: tuple[tuple[int, int], ...] = ()
    code: tuple[Passage, ...] = ()
    panel: bool = False
    row: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """The line under a table row: it lies below the lowest of these leaves."""

    leaves: tuple[int, ...]
    table: QTextTable
    head: bool


class PageDocument(QTextDocument):
    """The set page. It answers for no resource but the article's own pictures."""

    def __init__(self, picture: PictureSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture = picture
        self.leaves: tuple[Leaf, ...] = ()
        self.rules: Mapping[int, tuple[Rule, ...]] = {}
        self.column = 595
        """Width of the column that pictures fit into; the view sets it before it lays out."""
        self._pictures = PictureObject(self)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """The library's picture of that `src`; never a file, never the network."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        return self.picture(name.toString() if isinstance(name, QUrl) else name)

    def attach_pictures(self) -> None:
        """Hands picture characters to their painter; called once, when all text is set."""
        self.documentLayout().registerHandler(PICTURE_OBJECT, self._pictures)


def build(
    document: Document, head: PageHead, style: ReadingStyle, picture: PictureSource
) -> tuple[PageDocument, PositionMap]:
    """The page of a document, and where its characters stand on it."""
    page = PageDocument(picture)
    page.setUndoRedoEnabled(False)
    page.setDocumentMargin(0)
    compositor = _Compositor(page, document, style)
    compositor.compose(head)
    page.leaves = tuple(compositor.leaves)
    page.rules = {leaf: tuple(rules) for leaf, rules in compositor.rules.items()}
    page.attach_pictures()
    return page, PositionMap(document, compositor.starts)


# --- type ----------------------------------------------------------------------------------------

Face = Literal["page", "ui", "mono"]
Script = Literal["european", "cjk", "arabic", "hebrew", "other"]


@dataclass(frozen=True, slots=True)
class _Type:
    """One kind of type as the design gives it at 19 pixels: sizes and spaces in pixels."""

    px: float
    line: float
    weight: int = 400
    italic: bool = False
    face: Face = "page"
    quiet: bool = False
    above: float = 0
    below: float = 0


_SITE = _Type(13, 20, 500, face="ui", quiet=True, below=10)
_BYLINE = _Type(13, 20, face="ui", quiet=True, below=26)
_HEADLINE = _Type(33, 40, 640, below=12)
_HEADING_2 = _Type(23, 30, 640, above=22, below=8)
_HEADING_3 = _Type(19, 28, 640, above=12, below=8)
_HEADING_4 = _Type(19, 28, italic=True, above=12, below=8)
_BODY = _Type(19, 30, below=16)
_ITEM = _Type(19, 30, below=6)
_QUOTE = _Type(19, 30, italic=True, above=10)
_QUOTE_SOURCE = _Type(13, 26, face="ui", quiet=True)
_CODE = _Type(15, 24, face="mono", above=14, below=30)
_CELL = _Type(17, 24)
_HEAD_CELL = _Type(17, 24, 600)
_CAPTION = _Type(13, 20, face="ui", quiet=True, above=6, below=22)
_FOOTNOTE = _Type(16, 25, quiet=True, above=6)
_PICTURE = _Type(19, 30, below=16)

_AFTER_LIST = 16
_AFTER_QUOTE = 20
_AFTER_NOTES = 22

_SCRIPTS: tuple[tuple[Script, re.Pattern[str]], ...] = (
    ("cjk", re.compile("[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]")),
    ("arabic", re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")),
    ("hebrew", re.compile("[\u0590-\u05ff\ufb1d-\ufb4f]")),
    ("european", re.compile("[A-Za-z\u00c0-\u052f\u1e00-\u1fff]")),
)


def script_of(text: str) -> Script:
    """The script that most letters of this text are in, as far as type cares."""
    if text.isascii():
        return "european"
    counts = {script: len(letters.findall(text)) for script, letters in _SCRIPTS}
    script = max(counts, key=lambda each: counts[each])
    if not counts[script]:
        return "european" if not any(map(str.isalpha, text)) else "other"
    letters = sum(map(str.isalpha, text))
    return script if counts[script] * 2 >= letters else "other"


def _type_of(block: Block, inside: Sequence[Container], script: Script) -> _Type:
    kind = _kind_of_type(block, inside)
    if kind.face != "page" or kind is _PICTURE:
        return kind
    if script in ("cjk", "arabic"):
        kind = replace(kind, line=kind.line + 2)
    if script in ("cjk", "arabic", "hebrew"):
        kind = replace(kind, italic=False)
    return kind


def _kind_of_type(block: Block, inside: Sequence[Container]) -> _Type:
    match block.kind:
        case "heading":
            return {1: _HEADLINE, 2: _HEADING_2, 3: _HEADING_3}.get(block.level, _HEADING_4)
        case "code":
            return _CODE
        case "picture":
            return _PICTURE
        case "caption":
            return _QUOTE_SOURCE if _has(inside, Quote) else _CAPTION
        case "paragraph":
            if _has(inside, Footnote):
                return _FOOTNOTE
            if _has(inside, Cell):
                return _HEAD_CELL if _innermost_cell(inside).header else _CELL
            if _has(inside, Quote):
                return _QUOTE
            return _ITEM if _has(inside, Item) else _BODY


def _has(containers: Sequence[Container], kind: type[Container]) -> bool:
    return any(isinstance(each, kind) for each in containers)


def _innermost_cell(containers: Sequence[Container]) -> Cell:
    return [each for each in containers if isinstance(each, Cell)][-1]


# --- setting -------------------------------------------------------------------------------------


class _Compositor:
    """Sets one document into one empty page, from the first block to the last."""

    def __init__(self, page: PageDocument, document: Document, style: ReadingStyle) -> None:
        self._page = page
        self._document = document
        self._blocks = document.blocks
        self._style = style
        self._theme = theme.current()
        self._cursor = QTextCursor(page)
        self._fresh = True
        self._formats: dict[object, QTextCharFormat] = {}
        self._numbered: set[int] = set()
        self._row: int | None = None
        self._columns = 1
        self._tables = 0
        self._right_aligned = False
        self.starts: list[int] = []
        self.leaves: list[Leaf] = []
        self.rules: dict[int, list[Rule]] = {}

    def compose(self, head: PageHead) -> None:
        self._page.setDefaultFont(theme.page_font(self._style.size))
        frame = self._page.rootFrame().frameFormat()
        frame.setTopMargin(TOP_MARGIN)
        frame.setBottomMargin(BOTTOM_MARGIN)
        self._page.rootFrame().setFrameFormat(frame)
        self._cursor.beginEditBlock()
        if head.site:
            self._head_line(head.site, _SITE)
        self._leaf(0, 0)
        self._head_line(head.below, _BYLINE)
        self._run(1, len(self._blocks), 0)
        self._cursor.endEditBlock()

    def _head_line(self, words: str, kind: _Type) -> None:
        letters = QTextCharFormat()
        letters.setFont(theme.ui_font(kind.px, kind.weight))
        letters.setForeground(self._theme.secondary)
        space = QTextBlockFormat()
        space.setLayoutDirection(_QT_DIRECTION[self._document.direction])
        space.setLineHeight(theme.scaled(kind.line), _FIXED)
        space.setBottomMargin(kind.below)
        self._start_block(space, letters)
        # Others' words: a line break in a site's name must not begin a block.
        self._cursor.insertText(_LINE_BREAKS.sub(" ", words), letters)

    def _run(self, first: int, end: int, outside: int) -> None:
        """Sets blocks [first, end); `outside` containers are around all of them."""
        index = first
        while index < end:
            at = _first_table(self._blocks[index].containers, outside)
            if at is None or self._tables == _MOST_NESTED:
                self._leaf(index, outside)
                index += 1
            else:
                after = self._end_of(index, end, at)
                self._table(index, after, outside, at)
                index = after

    def _end_of(self, first: int, end: int, at: int) -> int:
        """Index after the last block in a row that shares the container at depth `at`."""
        n = self._blocks[first].containers[at].n
        index = first
        while index < end and _number_at(self._blocks[index].containers, at) == n:
            index += 1
        return index

    # --- one leaf ------------------------------------------------------------------------------

    def _leaf(self, index: int, outside: int) -> None:
        block = self._blocks[index]
        script = script_of(block.text)
        kind = _type_of(block, block.containers, script)
        indent, markers, bars = self._edges(block.containers[outside:])
        pictures = any(isinstance(span.style, Picture) for span in block.spans)
        letters = self._letters(kind, script, ())
        self._start_block(self._space(index, kind, indent, pictures), letters)
        self.starts.append(self._cursor.position())
        self.leaves.append(
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
        for words, styles in runs(block):
            self._insert(words, styles, kind, script, indent)

    def _insert(
        self, words: str, styles: tuple[Style, ...], kind: _Type, script: Script, indent: int
    ) -> None:
        picture = next((style for style in styles if isinstance(style, Picture)), None)
        if picture is None:
            letters = self._letters(kind, script, styles)
            # Qt begins a new block at a newline; U+2028 breaks the line within one.
            self._cursor.insertText(words.replace("\n", "\u2028"), letters)
        else:
            base = self._letters(kind, script, ())
            alone = kind is _PICTURE
            self._cursor.insertText(
                words, picture_format(base, picture, alone, self._columns, indent)
            )

    def _start_block(self, space: QTextBlockFormat, letters: QTextCharFormat) -> None:
        if self._fresh:
            self._cursor.setBlockFormat(space)
            self._cursor.setBlockCharFormat(letters)
            self._fresh = False
        else:
            self._cursor.insertBlock(space, letters)

    def _space(self, index: int, kind: _Type, indent: int, pictures: bool) -> QTextBlockFormat:
        block = self._blocks[index]
        direction = block.direction or self._document.direction
        space = QTextBlockFormat()
        space.setLayoutDirection(_QT_DIRECTION[direction])
        # A line of fixed height would be overlapped by a picture in it.
        alone = kind is _PICTURE
        line = 1 if alone else self._style.line(kind.line)
        space.setLineHeight(line, _AT_LEAST if pictures else _FIXED)
        space.setTopMargin(self._style.scaled(kind.above))
        space.setBottomMargin(self._style.scaled(self._below(index, kind)))
        inset = CODE_INSET if block.kind == "code" else 0
        near, far = indent + inset, inset
        # Qt does not mirror a block's margins.
        space.setLeftMargin(near if direction == "ltr" else far)
        space.setRightMargin(far if direction == "ltr" else near)
        if _has(block.containers, Cell) and self._right_aligned:
            space.setAlignment(Qt.AlignmentFlag.AlignRight)
        return space

    def _below(self, index: int, kind: _Type) -> float:
        """Space under a block at 19 pixels; the end of a list, quote or figure has its own."""
        block = self._blocks[index]
        following = self._blocks[index + 1].containers if index + 1 < len(self._blocks) else ()
        ends = set(block.containers) - set(following)
        if any(isinstance(each, Cell) for each in ends):
            return 0
        if kind is _PICTURE and index + 1 < len(self._blocks):
            caption = self._blocks[index + 1].kind == "caption"
            return 0 if caption and not ends else kind.below
        if any(isinstance(each, Quote) for each in ends):
            return max(kind.below, _AFTER_QUOTE)
        if any(isinstance(each, List) for each in ends) and not _has(following, List):
            return max(kind.below, _AFTER_LIST)
        if any(isinstance(each, Footnote) for each in ends) and not _has(following, Footnote):
            return max(kind.below, _AFTER_NOTES)
        return kind.below

    def _edges(
        self, containers: Sequence[Container]
    ) -> tuple[int, tuple[tuple[int, str], ...], tuple[tuple[int, int], ...]]:
        """Indent of the words, markers in front of them, and bars of quotes beside them."""
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

    # --- letters -------------------------------------------------------------------------------

    def _letters(self, kind: _Type, script: Script, styles: tuple[Style, ...]) -> QTextCharFormat:
        plain = tuple(sorted({"link" if isinstance(s, Link) else str(s) for s in styles}))
        key = (kind, script, plain)
        if key not in self._formats:
            self._formats[key] = self._new_letters(kind, script, frozenset(plain))
        return self._formats[key]

    def _new_letters(self, kind: _Type, script: Script, styles: frozenset[str]) -> QTextCharFormat:
        letters = QTextCharFormat()
        letters.setFont(self._font(kind, script, styles))
        letters.setForeground(self._colour(kind, styles))
        if "link" in styles:
            letters.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            letters.setUnderlineColor(theme.faint(self._theme.accent, 0.45))
        if "deleted" in styles:
            letters.setFontStrikeOut(True)
        if "sub" in styles:
            letters.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSubScript)
        if "sup" in styles:
            letters.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        return letters

    def _font(self, kind: _Type, script: Script, styles: frozenset[str]) -> QFont:
        px = self._style.scaled(kind.px)
        if "code" in styles and kind.face != "mono":
            return theme.mono_font(0.84 * px)
        if kind.face == "mono":
            return theme.mono_font(px)
        upright = script in ("cjk", "arabic", "hebrew")
        stressed = "strong" in styles or ("emphasis" in styles and upright)
        if kind.face == "ui":
            font = theme.ui_font(px, 600 if stressed else kind.weight)
            font.setPixelSize(px)
            font.setItalic("emphasis" in styles and not upright)
            return font
        # Emphasis within italics is upright.
        italic = kind.italic != ("emphasis" in styles and not upright)
        weight = max(kind.weight, 640) if stressed else kind.weight
        font = theme.page_font(px, weight, italic, other_script=script != "european")
        if kind in (_CELL, _HEAD_CELL):
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _colour(self, kind: _Type, styles: frozenset[str]) -> QColor:
        if "link" in styles:
            return self._theme.accent
        return self._theme.secondary if kind.quiet else self._theme.text

    # --- tables --------------------------------------------------------------------------------

    def _table(self, first: int, end: int, outside: int, at: int) -> None:
        """Sets blocks [first, end), all within the table at depth `at`."""
        cells = self._cells(first, end, at + 1)
        if cells is None or not _fits_a_grid([cell for cell, *_blocks in cells]):
            self._plainly(first, end, at + 1)
            return
        indent, _markers, _bars = self._edges(self._blocks[first].containers[outside:at])
        table = self._insert_table([cell for cell, *_blocks in cells], indent)
        self._fill(table, cells, at + 2)
        self._pad(table)
        self._cursor.setPosition(table.lastPosition() + 1)
        self._small_block()
        self._rule(table, cells)

    def _fill(
        self, table: QTextTable, cells: Sequence[tuple[Cell, int, int]], outside: int
    ) -> None:
        kept = self._cursor, self._columns, self._row, self._right_aligned
        numbers = self._number_columns(cells)
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

    def _cells(self, first: int, end: int, at: int) -> list[tuple[Cell, int, int]] | None:
        """Each cell with its blocks; None if some block is in none."""
        cells = []
        index = first
        while index < end:
            containers = self._blocks[index].containers
            cell = containers[at] if at < len(containers) else None
            if not isinstance(cell, Cell):
                return None
            after = self._end_of(index, end, at)
            cells.append((cell, index, after))
            index = after
        return cells

    def _plainly(self, first: int, end: int, outside: int) -> None:
        for index in range(first, end):
            self._leaf(index, min(outside, len(self._blocks[index].containers)))

    def _insert_table(self, cells: Sequence[Cell], indent: int) -> QTextTable:
        shape = QTextTableFormat()
        shape.setBorder(0)
        shape.setCellPadding(0)
        shape.setCellSpacing(0)
        shape.setLeftMargin(indent)
        # Qt forgets the space under a paragraph that a table follows.
        shape.setTopMargin(0 if self._fresh else self._cursor.blockFormat().bottomMargin())
        shape.setBottomMargin(self._style.scaled(_AFTER_NOTES))
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        shape.setLayoutDirection(_QT_DIRECTION[self._document.direction])
        rows = max(cell.row + cell.rows for cell in cells)
        columns = max(cell.column + cell.columns for cell in cells)
        if self._fresh:
            self._small_block()
        table = self._cursor.insertTable(rows, columns, shape)
        for cell in cells:
            if cell.rows > 1 or cell.columns > 1:
                table.mergeCells(cell.row, cell.column, cell.rows, cell.columns)
        return table

    def _pad(self, table: QTextTable) -> None:
        """Room round every cell; the first block of a cell carries it, so it is set last."""
        for row in range(table.rows()):
            for column in range(table.columns()):
                self._pad_cell(table, row, column)

    def _pad_cell(self, table: QTextTable, row: int, column: int) -> None:
        cell = table.cellAt(row, column)
        room = cell.format().toTableCellFormat()
        # The top margin of a cell's first block is ignored: padding stands in for it.
        room.setTopPadding(CELL_PADDING)
        room.setBottomPadding(CELL_PADDING)
        between = _BETWEEN_COLUMNS if column else 0
        room.setLeftPadding(between if self._document.direction == "ltr" else 0)
        room.setRightPadding(between if self._document.direction == "rtl" else 0)
        cell.setFormat(room)

    def _number_columns(self, cells: Sequence[tuple[Cell, int, int]]) -> set[int]:
        """Columns after the first whose every body cell is a number."""
        columns: dict[int, bool] = {}
        for cell, start, stop in cells:
            if cell.header or cell.columns > 1 or cell.column == 0:
                continue
            number = stop - start == 1 and is_number(self._blocks[start].text)
            columns[cell.column] = columns.get(cell.column, True) and number
        return {column for column, numbers in columns.items() if numbers}

    def _small_block(self) -> None:
        """The empty block that Qt keeps after a table takes no room until it is used."""
        space = QTextBlockFormat()
        space.setLineHeight(1, _FIXED)
        self._cursor.setBlockFormat(space)
        self._fresh = True

    def _rule(self, table: QTextTable, cells: Sequence[tuple[Cell, int, int]]) -> None:
        """Notes a rule for each row, by the last leaf of the row."""
        ending: dict[int, list[int]] = {}
        body = min((cell.row for cell, *_blocks in cells if not cell.header), default=table.rows())
        for cell, _start, stop in cells:
            ending.setdefault(cell.row + cell.rows - 1, []).append(stop - 1)
        for row, last in ending.items():
            rule = Rule(tuple(last), table, head=row < body)
            self.rules.setdefault(max(last), []).append(rule)


_LINE_BREAKS = re.compile("[\n\r\v\f\u0085\u2028\u2029]+")
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value
_AT_LEAST = QTextBlockFormat.LineHeightTypes.MinimumHeight.value
_QT_DIRECTION = {
    "ltr": Qt.LayoutDirection.LeftToRight,
    "rtl": Qt.LayoutDirection.RightToLeft,
}


def runs(block: Block) -> Iterator[tuple[str, tuple[Style, ...]]]:
    """The block's text cut wherever a style begins or ends, each piece with its styles."""
    edges = sorted({0, len(block.text), *(e for s in block.spans for e in (s.start, s.end))})
    for start, end in pairwise(edges):
        yield (
            block.text[start:end],
            tuple(s.style for s in block.spans if s.start <= start and end <= s.end),
        )


def _first_table(containers: Sequence[Container], outside: int) -> int | None:
    return next(
        (at for at in range(outside, len(containers)) if isinstance(containers[at], Table)), None
    )


def _number_at(containers: Sequence[Container], at: int) -> int | None:
    return containers[at].n if at < len(containers) else None


def _fits_a_grid(cells: Sequence[Cell]) -> bool:
    """Cells in reading order that do not lie on each other, and not absurdly many."""
    rows = max(cell.row + cell.rows for cell in cells)
    columns = max(cell.column + cell.columns for cell in cells)
    if rows * columns > _MOST_CELLS or any(cell.rows < 1 or cell.columns < 1 for cell in cells):
        return False
    places = [(cell.row, cell.column) for cell in cells]
    if any(one >= other for one, other in pairwise(places)):
        return False
    taken: set[tuple[int, int]] = set()
    for cell in cells:
        covered = {
            (row, column)
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }
        if covered & taken:
            return False
        taken |= covered
    return True


def is_number(text: str) -> bool:
    """Whether a table cell holds one figure, with its sign, separators, currency or unit."""
    digits = sum(char.isdecimal() for char in text)
    if not digits:
        return text.strip() in ("-", "–", "—")
    others = [char for char in text if not char.isdecimal()]
    letters = sum(char.isalpha() for char in others)
    odd = [c for c in others if not (c.isalpha() or c in _IN_NUMBERS or _is_sign(c))]
    return not odd and letters <= 3


_IN_NUMBERS = " \u00a0\u202f.,'’-−–+()%‰/±~≈<>\u066b\u066c"


def _is_sign(char: str) -> bool:
    return unicodedata.category(char) in ("Sc", "Sm")
