"""Whether the cells of a table make a grid, and which of its columns hold numbers. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from reader.model import Block, Cell

_MOST_CELLS = 20_000
"""A table of more cells is set as plain paragraphs: Qt lays a table out whole."""

Filled = tuple[Cell, int, int]
"""A cell with its blocks: [start, stop) by index."""


def fits_a_grid(cells: Sequence[Cell]) -> bool:
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


def number_columns(cells: Iterable[Filled], blocks: Sequence[Block]) -> set[int]:
    """Columns after the first whose every body cell is a number."""
    columns: dict[int, bool] = {}
    for cell, start, stop in cells:
        if cell.header or cell.columns > 1 or cell.column == 0:
            continue
        number = stop - start == 1 and is_number(blocks[start].text)
        columns[cell.column] = columns.get(cell.column, True) and number
    return {column for column, numbers in columns.items() if numbers}
