"""A table of the page: its shape, the room in and between its cells, the widths of its columns.

Qt gives all columns the same width and breaks their words into letters. Here a column is at least
as wide as its longest word; a table for which that is too much is wider than the page's column.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest

from PySide6.QtGui import (
    QTextBlock,
    QTextCursor,
    QTextLayout,
    QTextLength,
    QTextOption,
    QTextTable,
    QTextTableFormat,
)

from reader.model import Block, Cell, Picture
from reader.patterns import pattern
from ui.reading.document import CELL_PADDING, PageDocument, Rule, Wide
from ui.reading.grid import Filled, Need, column_widths, squeezed
from ui.reading.positions import PositionMap

BETWEEN_COLUMNS = 16
_COMFORT = 200
"""Pixels at 19 that a column of running text gets in a table that is scrolled."""
_LONGEST_WORD = 300
"""Pixels at 19; what is longer is an address and is broken."""
_MEASURED = 12
"""Cells of a column that are measured: those with the longest words and with the most of them."""
_ENDLESS = 1e6
_REACH = 3
_WORD = pattern("[^\\s\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]+")
"""Words as far as their length matters: Chinese, Japanese and Korean lines break anywhere."""
_FIXED = QTextLength.Type.FixedLength


def shape(indent: int, above: float, below: float) -> QTextTableFormat:
    """The format of a table without frame, as wide as its column until it is fitted."""
    made = QTextTableFormat()
    made.setBorder(0)
    made.setCellPadding(0)
    made.setCellSpacing(0)
    made.setLeftMargin(indent)
    made.setTopMargin(above)
    made.setBottomMargin(below)
    made.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    return made


def insert(cursor: QTextCursor, cells: Sequence[Cell], made: QTextTableFormat) -> QTextTable:
    """An empty table for these cells, where the cursor is."""
    rows = max(cell.row + cell.rows for cell in cells)
    columns = max(cell.column + cell.columns for cell in cells)
    table = cursor.insertTable(rows, columns, made)
    for cell in cells:
        if cell.rows > 1 or cell.columns > 1:
            table.mergeCells(cell.row, cell.column, cell.rows, cell.columns)
    return table


def pad(table: QTextTable) -> None:
    """Room round every cell; the first block of a cell carries it, so it is set last."""
    for row in range(table.rows()):
        for column in range(table.columns()):
            _pad_cell(table, row, column)


def _pad_cell(table: QTextTable, row: int, column: int) -> None:
    cell = table.cellAt(row, column)
    room = cell.format().toTableCellFormat()
    # The top margin of a cell's first block is ignored: padding stands in for it.
    room.setTopPadding(CELL_PADDING)
    room.setBottomPadding(CELL_PADDING)
    # Qt begins a table at the left, whatever its direction.
    room.setLeftPadding(BETWEEN_COLUMNS if column else 0)
    cell.setFormat(room)


def rules(table: QTextTable, cells: Sequence[Filled]) -> Iterator[Rule]:
    """The rule under each row."""
    ending: dict[int, list[int]] = {}
    body = min((cell.row for cell, *_blocks in cells if not cell.header), default=table.rows())
    for cell, _start, stop in cells:
        ending.setdefault(cell.row + cell.rows - 1, []).append(stop - 1)
    for row, last in ending.items():
        yield Rule(tuple(last), table, head=row < body)


# --- widths --------------------------------------------------------------------------------------


def fit(page: PageDocument, wide: Wide, em: int) -> None:
    """Gives the columns of a table their widths in the page's column; `em` is the page's type."""
    table = wide.table
    if table is None or not wide.needs:
        return
    room = max(1, page.column - wide.indent)
    widths = column_widths(wide.needs, table.columns(), room, _COMFORT * em // 19)
    if sum(widths) > room and not page.scrolls_sideways:
        widths = squeezed(widths, room)
    made = table.format()
    made.setWidth(QTextLength(_FIXED, sum(widths)))
    made.setColumnWidthConstraints([QTextLength(_FIXED, width) for width in widths])
    if made != table.format():
        table.setFormat(made)


def needs(
    page: PageDocument,
    positions: PositionMap,
    blocks: Sequence[Block],
    cells: Iterable[Filled],
    em: int,
) -> tuple[Need, ...]:
    """What the cells need that decide the width of their columns.

    Nothing where there are pictures: they are as wide as Qt's columns, and change with the room.
    """
    cells = list(cells)
    if any(_has_picture(block) for _cell, start, stop in cells for block in blocks[start:stop]):
        return ()
    by_span: dict[tuple[int, int], list[int]] = {}
    for cell, start, stop in cells:
        by_span.setdefault((cell.column, cell.columns), []).extend(range(start, stop))
    found = []
    for (column, columns), leaves in by_span.items():
        between = BETWEEN_COLUMNS if column else 0
        for leaf in _deciding(leaves, blocks):
            least, most = _measured(page.findBlock(positions.start(leaf)))
            if blocks[leaf].kind == "paragraph":
                least = min(least, _LONGEST_WORD * em // 19)
            found.append(Need(column, columns, least + between, most + between))
    return tuple(found)


def _has_picture(block: Block) -> bool:
    return any(isinstance(span.style, Picture) for span in block.spans)


def _deciding(leaves: Sequence[int], blocks: Sequence[Block]) -> Iterable[int]:
    """The leaves of a column that can be its widest."""
    if len(leaves) <= 2 * _MEASURED:
        return leaves
    longest = nlargest(_MEASURED, leaves, key=lambda leaf: len(blocks[leaf].text))
    words = nlargest(_MEASURED, leaves, key=lambda leaf: _longest_word(blocks[leaf].text))
    return {*longest, *words}


def _longest_word(text: str) -> int:
    return max(map(len, _WORD.findall(text)), default=0)


def _measured(block: QTextBlock) -> tuple[int, int]:
    """The widths of a block's longest word and of its longest line, its margins included."""
    shape = block.blockFormat()
    option = QTextOption()
    unbroken = shape.nonBreakableLines()
    option.setWrapMode(
        QTextOption.WrapMode.ManualWrap if unbroken else QTextOption.WrapMode.WordWrap
    )
    layout = QTextLayout(block)
    layout.setTextOption(option)
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(_ENDLESS)
    layout.endLayout()
    around = shape.leftMargin() + shape.rightMargin()
    most = math.ceil(layout.maximumWidth() + around) + 1
    if unbroken:
        return most, most
    # Qt forgets how far the last letter of the longest word reaches.
    return min(most, math.ceil(layout.minimumWidth() + around) + _REACH), most
