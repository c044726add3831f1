"""Whether the cells of a table make a grid, how wide its columns are, which hold numbers. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from reader.model import Block, Cell
from reader.values import dataclass

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


# --- widths --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Need:
    """What a cell over `columns` columns needs, in pixels: `least` holds its longest word, `most`
    all of it on one line."""

    column: int
    columns: int
    least: int
    most: int


def column_widths(needs: Iterable[Need], columns: int, room: int, comfort: int) -> list[int]:
    """Widths at which no cell breaks a word; they fill the room, or need more than it.

    Where more is needed, columns of running text get `comfort`, so that they are no towers of
    single words.
    """
    asked = sorted(needs, key=lambda need: need.columns)
    least = _widened([(need.column, need.columns, need.least) for need in asked], columns)
    most = _widened([(need.column, need.columns, need.most) for need in asked], columns)
    most = [max(pair) for pair in zip(least, most, strict=True)]
    if sum(least) > room:
        return [min(high, max(low, comfort)) for low, high in zip(least, most, strict=True)]
    if sum(most) <= room:
        return shared(room, most, most)
    wants = [high - low for low, high in zip(least, most, strict=True)]
    return shared(room, least, wants)


def squeezed(widths: Sequence[int], room: int) -> list[int]:
    """The widths made to fit the room: the widest give way, and none below what others get."""
    fair: list[int] = list(widths)
    left, waiting = room, len(widths)
    for place in sorted(range(len(widths)), key=lambda place: widths[place]):
        fair[place] = min(widths[place], left // waiting)
        left -= fair[place]
        waiting -= 1
    return fair


def _widened(spans: Iterable[tuple[int, int, int]], columns: int) -> list[int]:
    """The narrowest columns that hold all (column, columns, width); narrow spans come first."""
    widths = [0] * columns
    for column, over, width in spans:
        lacking = width - sum(widths[column : column + over])
        if lacking > 0:
            within = slice(column, column + over)
            widths[within] = shared(width, widths[within], [1] * over)
    return widths


def shared(room: int, widths: Sequence[int], weights: Sequence[int]) -> list[int]:
    """The widths grown by these weights until they fill the room; they are not wider than it."""
    free, weight = room - sum(widths), sum(weights)
    if not weight:
        weights, weight = [1] * len(widths), len(widths)
    grown = []
    given = passed = 0
    for width, share in zip(widths, weights, strict=True):
        passed += share
        until = free * passed // weight
        grown.append(width + until - given)
        given = until
    return grown


# --- numbers -------------------------------------------------------------------------------------


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
