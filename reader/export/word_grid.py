"""The cells of a table as Word merges them: one over several rows stands in each of these.

Pure over a grid. Sources contradict themselves; here no cell overlaps another, and every cell
comes out once, in the order of the text.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Literal

from reader.export import tables
from reader.export.tree import Group
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Merged:
    """A cell as Word has it: over so many columns; one over several rows stands in each."""

    cell: Group | None
    columns: int = 1
    goes_on: Literal["", "begins", "went on"] = ""


def merged(grid: tables.Grid) -> list[list[Merged]]:
    """The rows with every cell that reaches into them; none overlaps another."""
    made = []
    above: dict[int, tuple[int, int]] = {}
    for row in tables.laid(grid):
        cells, above = _merged_row(row, above)
        made.append(cells)
    return made


def _merged_row(
    row: Sequence[tables.Laid], above: Mapping[int, tuple[int, int]]
) -> tuple[list[Merged], dict[int, tuple[int, int]]]:
    """One row, and what reaches from it into the next one: by column, how wide and how far.

    `above` is that of the row before.
    """
    cells: list[Merged] = []
    below: dict[int, tuple[int, int]] = {}
    waiting = deque(row)
    column = 0
    while waiting or any(at >= column for at in above):
        if column in above:
            columns, further = above[column]
            cells.append(Merged(None, columns, "went on"))
        elif waiting:
            each = waiting.popleft()
            free = min((at - column for at in above if at > column), default=each.columns)
            columns, further = min(each.columns, free), each.rows
            cells.append(Merged(each.cell, columns, "begins" if further > 1 else ""))
        else:
            columns, further = 1, 1
            cells.append(Merged(None))
        if further > 1:
            below[column] = (columns, further - 1)
        column += columns
    return cells, below
