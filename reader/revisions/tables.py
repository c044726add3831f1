"""Where a paragraph stands in a table. Of a table within a table only the outer one counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from reader.model import Block, Cell, Document, Table


class Place(NamedTuple):
    """A cell of a table: the number of the table, and the cell's row and column."""

    table: int
    row: int
    column: int


def cell_of(block: Block) -> Cell | None:
    """The outermost cell that a paragraph is in."""
    return next((each for each in block.containers if isinstance(each, Cell)), None)


def place_of(block: Block) -> Place | None:
    """Where a paragraph stands in a table; None if it stands in none."""
    cell = cell_of(block)
    if cell is None:
        return None
    table = next(each for each in block.containers if isinstance(each, Table))
    return Place(table.n, cell.row, cell.column)


def cells(document: Document) -> Iterator[tuple[int, Place]]:
    """The leaves that are cells."""
    for leaf, block in enumerate(document.blocks):
        place = place_of(block)
        if place is not None:
            yield leaf, place


def tall_tables(document: Document) -> frozenset[int]:
    """The tables in which a cell reaches over several rows."""
    found = ((place_of(block), cell_of(block)) for block in document.blocks if block.containers)
    return frozenset(place.table for place, cell in found if place and cell and cell.rows > 1)


def with_rows_in_order(blocks: Iterable[tuple[Block, bool]]) -> Iterator[Block]:
    """The blocks, with the rows of each table numbered as they follow each other.

    With each block comes whether it is of another document: its rows are other rows.
    """
    for table, of_table in groupby(blocks, lambda each: _table(each[0])):
        if table is None:
            yield from (block for block, _other in of_table)
            continue
        for row, of_row in enumerate(_by_rows(of_table)):
            yield from (_in_row(block, row) for block in of_row)


def _by_rows(blocks: Iterable[tuple[Block, bool]]) -> Iterator[list[Block]]:
    for _row, of_row in groupby(blocks, lambda each: (_row_of(each[0]), each[1])):
        yield [block for block, _other in of_row]


def _table(block: Block) -> int | None:
    place = place_of(block)
    return None if place is None else place.table


def _row_of(block: Block) -> int | None:
    place = place_of(block)
    return None if place is None else place.row


def _in_row(block: Block, row: int) -> Block:
    cell = cell_of(block)
    if cell is None or cell.row == row:
        return block
    moved = (replace(each, row=row) if each is cell else each for each in block.containers)
    return replace(block, containers=tuple(moved))
