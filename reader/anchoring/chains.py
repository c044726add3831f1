"""What two sequences have in common, in order: the heaviest chain of equal items.

Not the longest: a chain of rare long words is worth more than one of commas. Heaviest common
subsequence after Jacobson and Vo (1992), over the pairs of equal items only, as Hunt and
Szymanski (1977) do for the longest; best predecessors in a Fenwick tree (1994). Where there are too
many pairs, runs that stand once on both sides part the sequences first (patience diff, Bram Cohen:
https://bramcohen.livejournal.com/73318.html), so that the time stays nearly linear.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

Pair = tuple[int, int]
Point = tuple[int, int, float]
"""Two indexes of items that may be matched, and what that is worth."""

_PAIRS_AN_ITEM = 1
_FEW_PAIRS = 2000
"""Up to so many pairs of equal items, and one for each item, are weighed against each other."""

_RUN = 4
"""Items of the runs that part longer sequences."""

_DEEPEST = 25
"""How often sequences are parted; what is then still too long has nothing in common."""


def heaviest(points: Sequence[Point], columns: int, toll: float) -> list[Pair]:
    """The chain, both indexes rising, with the most weight; a match away from the last pays `toll`.

    `points` are sorted by their first index; the second ones are below `columns`.
    """
    best = _Best(columns)
    totals: list[float] = []
    before: list[int] = []
    row: dict[int, int] = {}
    row_before: dict[int, int] = {}
    current = -2
    waiting: list[int] = []
    for index, (one, other, worth) in enumerate(points):
        if one != current:
            for each in waiting:
                best.enter(points[each][1], totals[each], each)
            row_before = row if one == current + 1 else {}
            row, waiting, current = {}, [], one
        total, previous = best.left_of(other)
        total -= toll
        beside = row_before.get(other - 1, -1)
        if beside >= 0 and totals[beside] >= total:
            total, previous = totals[beside], beside
        totals.append(total + worth)
        before.append(previous)
        row[other] = index
        waiting.append(index)
    return _walked_back(points, totals, before)


class _Best:
    """The best total so far over all columns left of one."""

    def __init__(self, columns: int) -> None:
        self._totals = [0.0] * (columns + 1)
        self._who = [-1] * (columns + 1)

    def enter(self, column: int, total: float, who: int) -> None:
        at = column + 1
        while at < len(self._totals):
            if total > self._totals[at]:
                self._totals[at], self._who[at] = total, who
            at += at & -at

    def left_of(self, column: int) -> tuple[float, int]:
        total, who = 0.0, -1
        while column:
            if self._totals[column] > total:
                total, who = self._totals[column], self._who[column]
            column &= column - 1
        return total, who


def _walked_back(
    points: Sequence[Point], totals: Sequence[float], before: Sequence[int]
) -> list[Pair]:
    at = max(range(len(totals)), key=totals.__getitem__, default=-1)
    if at < 0 or totals[at] <= 0:
        return []
    chain = []
    while at >= 0:
        chain.append(points[at][:2])
        at = before[at]
    return chain[::-1]


def common(
    one: Sequence[str], other: Sequence[str], weight: Callable[[str], float], toll: float
) -> list[Pair]:
    """Pairs of indexes of equal items, both rising.

    An item that weighs no more than `toll` is matched beside others only.
    """
    found: list[Pair] = []
    waiting = [(0, len(one), 0, len(other), 0)]
    while waiting:
        low, high, other_low, other_high, depth = waiting.pop()
        while low < high and other_low < other_high and one[low] == other[other_low]:
            found.append((low, other_low))
            low, other_low = low + 1, other_low + 1
        while low < high and other_low < other_high and one[high - 1] == other[other_high - 1]:
            high, other_high = high - 1, other_high - 1
            found.append((high, other_high))
        if low == high or other_low == other_high:
            continue
        ours, theirs = one[low:high], other[other_low:other_high]
        points = _points(ours, theirs, weight, toll)
        chain = (
            # Not the longest rising sequence: among equals, runs that adjoin are the right ones.
            heaviest([(i, j, 1.0) for i, j in _runs_that_stand_once(ours, theirs)], len(theirs), 0)
            if points is None
            else heaviest(points, len(theirs), toll)
        )
        chain = [(low + i, other_low + j) for i, j in chain]
        found += chain
        if points is None and chain and depth < _DEEPEST:
            edges = [(low - 1, other_low - 1), *chain, (high, other_high)]
            waiting += [
                (before[0] + 1, here[0], before[1] + 1, here[1], depth + 1)
                for before, here in pairwise(edges)
            ]
    return sorted(found)


def _points(
    one: Sequence[str], other: Sequence[str], weight: Callable[[str], float], toll: float
) -> list[Point] | None:
    """All pairs that may be matched; None if they are too many to weigh."""
    where: dict[str, list[int]] = defaultdict(list)
    for j, item in enumerate(other):
        where[item].append(j)
    pairs = sum(len(where[item]) for item in one if item in where)
    if pairs > _PAIRS_AN_ITEM * (len(one) + len(other)) + _FEW_PAIRS:
        return None
    points = []
    for i, item in enumerate(one):
        if item in where:
            worth = weight(item)
            points += [
                (i, j, worth) for j in where[item] if worth > toll or _has_company(one, i, other, j)
            ]
    return points


def _has_company(one: Sequence[str], i: int, other: Sequence[str], j: int) -> bool:
    return (i > 0 and j > 0 and one[i - 1] == other[j - 1]) or (
        i + 1 < len(one) and j + 1 < len(other) and one[i + 1] == other[j + 1]
    )


def _runs_that_stand_once(one: Sequence[str], other: Sequence[str]) -> Iterator[Pair]:
    length = min(_RUN, len(one), len(other))
    there = _standing_once(other, length)
    for run, i in _standing_once(one, length).items():
        if i >= 0 and there.get(run, -1) >= 0:
            yield i, there[run]


def _standing_once(items: Sequence[str], length: int) -> dict[tuple[str, ...], int]:
    """Where each run starts, in order; -1 for runs that stand more than once."""
    found: dict[tuple[str, ...], int] = {}
    for start in range(len(items) - length + 1):
        run = tuple(items[start : start + length])
        found[run] = -1 if run in found else start
    return found
