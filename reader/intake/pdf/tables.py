"""Tables: rows of lines whose cells stand under each other, told by alignment and by rules."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import pairwise

from reader.intake.pdf.lines import LEADER, MARK, Line
from reader.intake.pdf.paper import Box, Word
from reader.values import dataclass

_APART = 1.0
"""Ems between cells, at least."""
_MOST_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines [start, end) of a column as a table. `rows[r]` are the lines of a row, `edges` where
    its columns are cut: one fewer than there are columns. `header` is how many rows are heads."""

    start: int
    end: int
    rows: tuple[tuple[Line, ...], ...]
    edges: tuple[float, ...]
    header: int = 0

    def column(self, word: Word) -> int:
        """The column that a word stands in, from 0 at the left."""
        middle = (word.left + word.right) / 2
        return sum(middle > edge for edge in self.edges)


def grids(lines: Sequence[Line], rules: Sequence[Box]) -> dict[int, Grid]:
    """The tables among these lines, by where they begin."""
    found: dict[int, Grid] = {}
    at = 0
    while at < len(lines):
        grid = _grid(lines, at, rules) if len(_cells(lines[at])) > 1 else None
        if grid is not None:
            found[at] = grid
            at = grid.end
        else:
            at += 1
    return found


def _cells(line: Line) -> list[tuple[float, float]]:
    """How far the parts of a line reach that stand well apart."""
    if line.src is not None:
        return []
    parts: list[tuple[float, float]] = []
    mark = line.words[-1 if line.leftward else 0]
    is_marked = MARK.match(mark.text[::-1] if line.leftward else mark.text) is not None
    for word in line.words:
        after_mark = is_marked and (word is mark if line.leftward else parts == [_reach(mark)])
        if parts and (after_mark or word.left - parts[-1][1] < _APART * line.size):
            parts[-1] = (parts[-1][0], max(parts[-1][1], word.right))
        else:
            parts.append((word.left, word.right))
    return parts


def _reach(word: Word) -> tuple[float, float]:
    return word.left, word.right


def _grid(lines: Sequence[Line], start: int, rules: Sequence[Box]) -> Grid | None:
    """The longest table that begins with this line."""
    best: Grid | None = None
    free = _gaps(lines[start])
    end = start
    while end < len(lines) and lines[end].src is None:
        line = lines[end]
        if LEADER.search(line.text) or (end > start and not _is_near(lines[end - 1], line)):
            break
        shared = _shared(free, _free(line))
        if not shared:
            break
        free, end = shared, end + 1
        if len(_cells(line)) > 1:
            best = _sound(lines, start, end, free, rules) or best
    return best


def _gaps(line: Line) -> list[tuple[float, float]]:
    cells = _cells(line)
    return [(one[1], other[0]) for one, other in pairwise(cells)]


def _free(line: Line) -> list[tuple[float, float]]:
    cells = _cells(line)
    return [(float("-inf"), cells[0][0]), *_gaps(line), (cells[-1][1], float("inf"))]


def _shared(
    some: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    return [
        (max(one[0], other[0]), min(one[1], other[1]))
        for one in some
        for other in others
        if min(one[1], other[1]) - max(one[0], other[0]) > 2.0
    ]


def _is_near(before: Line, line: Line) -> bool:
    return 0 < line.base - before.base < 4 * max(before.size, line.size)


def _sound(
    lines: Sequence[Line],
    start: int,
    end: int,
    free: Sequence[tuple[float, float]],
    rules: Sequence[Box],
) -> Grid | None:
    """The table of these lines if that is beyond doubt."""
    inside = lines[start:end]
    split = [line for line in inside if len(_cells(line)) > 1]
    ruled = _ruled(inside, rules)
    if len(split) < (2 if ruled else 3) or len(free) >= _MOST_COLUMNS:
        return None
    if not ruled and (len(split) < 0.6 * len(inside) or _is_prose(inside)):
        return None
    edges = tuple((low + high) / 2 for low, high in free)
    rows = _rows(inside, edges, ruled)
    if len(rows) < 2:
        return None
    return Grid(start, end, tuple(rows), edges, _header(rows))


def _is_prose(lines: Sequence[Line]) -> bool:
    """Whether it rather is text with wide spaces: cells do not fill their line."""
    wide = max(line.right for line in lines) - min(line.left for line in lines)
    filled = [sum(word.right - word.left for word in line.words) / max(wide, 1) for line in lines]
    return statistics.median(filled) > 0.8


def _ruled(lines: Sequence[Line], rules: Sequence[Box]) -> list[float]:
    """The heights of the rules between these lines, from the top."""
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    top, bottom = lines[0].base, lines[-1].top
    across: dict[int, float] = {}
    for rule in rules:
        if rule.height < 2.6 and top - 2 < rule.top < bottom + 2:
            shared = min(rule.right, right) - max(rule.left, left)
            height = round(rule.top / 3)
            across[height] = across.get(height, 0.0) + max(shared, 0)
    return sorted(3.0 * height for height, wide in across.items() if wide > 0.5 * (right - left))


def _rows(
    lines: Sequence[Line], edges: Sequence[float], ruled: Sequence[float]
) -> list[tuple[Line, ...]]:
    """Lines that are one row: between two rules, else those that go on below a first cell."""
    rows: list[list[Line]] = []
    by_rules = len(ruled) >= 1 and _rules_part_rows(lines, ruled)
    for line in lines:
        if not rows:
            rows.append([line])
        elif by_rules:
            between = any(rows[-1][-1].base - 2 < each < line.base for each in ruled)
            rows.append([line]) if between else rows[-1].append(line)
        elif line.left > edges[0] and line.base - rows[-1][-1].base < 1.45 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [tuple(row) for row in rows]


def _rules_part_rows(lines: Sequence[Line], ruled: Sequence[float]) -> bool:
    """Whether there are rules between rows, and not only under the head."""
    starts = [line for line in lines if len(_cells(line)) > 1]
    return len(ruled) >= 0.6 * (len(starts) - 1) or len(ruled) >= 3


def _header(rows: Sequence[tuple[Line, ...]]) -> int:
    first = [run for line in rows[0] for run in line.runs if run.text.strip()]
    others = [run for row in rows[1:] for line in row for run in line.runs if run.text.strip()]
    bold = all(run.bold for run in first)
    return 1 if bold and sum(run.bold for run in others) < 0.5 * len(others) else 0
