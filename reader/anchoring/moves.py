"""Words that stand elsewhere now: among those without a partner, the runs that are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reader.anchoring.chains import Pair, common
from reader.anchoring.gaps import TOLL, Gap
from reader.anchoring.words import weight

SEED = 12.0
"""Weight of the shortest run that is taken for moved: three words, or six of Chinese."""

_CROWD = 16
"""A run that stands more often than this tells nothing."""

_REACH = 12
"""Words beside a moved run among which those are looked for that went with it."""


class Place(NamedTuple):
    """A word: the gap that it is in, and which of its words it is."""

    gap: int
    word: int


class Move(NamedTuple):
    old: Place
    new: Place


def moved(gaps: Sequence[Gap]) -> list[Move]:
    """The words that moved, each with its partner."""
    ours, theirs = _Left(), _Left()
    for number, gap in enumerate(gaps):
        ours.add(number, gap.one.keys, {one for one, _other in gap.pairs})
        theirs.add(number, gap.other.keys, {other for _one, other in gap.pairs})
    runs = _taken(sorted(_runs(ours, theirs), reverse=True), ours, theirs)
    pairs = [(i + step, j + step) for i, j, length in runs for step in range(length)]
    for i, j, length in runs:
        pairs += _beside(ours, i - 1, theirs, j - 1, -1)
        pairs += _beside(ours, i + length, theirs, j + length, 1)
    return [Move(ours.places[i], theirs.places[j]) for i, j in pairs]


class _Left:
    """Words without a partner, in order; "" parts what does not adjoin in the text."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.places: list[Place] = []
        self.taken: list[bool] = []

    def add(self, gap: int, keys: Sequence[str], matched: set[int]) -> None:
        for word, key in enumerate([*keys, ""]):
            is_left = key != "" and word not in matched
            if is_left or (self.keys and self.keys[-1]):
                self.keys.append(key if is_left else "")
                self.places.append(Place(gap, word))
                self.taken.append(not is_left)

    def seeds(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """From each word on, the words that weigh enough together."""
        end, total = 0, 0.0
        for start, key in enumerate(self.keys):
            if end <= start:
                end, total = start, 0.0
            while end < len(self.keys) and self.keys[end] and (total < SEED or end - start < 2):
                total += weight(self.keys[end])
                end += 1
            if key and total >= SEED and end - start > 1:
                yield start, tuple(self.keys[start:end])
            if key:
                total -= weight(key)


_Run = tuple[float, int, int, int]


def _runs(ours: _Left, theirs: _Left) -> Iterator[_Run]:
    """Equal runs as (weight, start, start there, length)."""
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j, seed in theirs.seeds():
        where[seed].append(j)
    for i, seed in ours.seeds():
        there = where.get(seed, [])
        if len(there) > _CROWD:
            continue
        for j in there:
            if i and j and ours.keys[i - 1] and ours.keys[i - 1] == theirs.keys[j - 1]:
                continue
            length = 0
            while ours.keys[i + length] and ours.keys[i + length] == theirs.keys[j + length]:
                length += 1
            yield sum(map(weight, ours.keys[i : i + length])), i, j, length


def _taken(runs: Sequence[_Run], ours: _Left, theirs: _Left) -> list[tuple[int, int, int]]:
    """The heaviest first, each without the words that a heavier one took."""
    taken = []
    for _weight, start, other_start, whole in runs:
        i, j, length = start, other_start, whole
        while length and (ours.taken[i] or theirs.taken[j]):
            i, j, length = i + 1, j + 1, length - 1
        free = 0
        while free < length and not (ours.taken[i + free] or theirs.taken[j + free]):
            free += 1
        if sum(map(weight, ours.keys[i : i + free])) < SEED:
            continue
        ours.taken[i : i + free] = theirs.taken[j : j + free] = [True] * free
        taken.append((i, j, free))
    return taken


def _beside(ours: _Left, i: int, theirs: _Left, j: int, step: int) -> list[Pair]:
    """The words beside a moved run, outward, that went with it though others changed."""
    mine, yours = _free(ours, i, step), _free(theirs, j, step)
    if not mine or not yours:
        return []
    pairs = common(
        [ours.keys[each] for each in mine], [theirs.keys[each] for each in yours], weight, TOLL
    )
    for one, other in pairs:
        ours.taken[mine[one]] = theirs.taken[yours[other]] = True
    return [(mine[one], yours[other]) for one, other in pairs]


def _free(left: _Left, start: int, step: int) -> list[int]:
    found: list[int] = []
    at = start
    while 0 <= at < len(left.keys) and len(found) < _REACH and not left.taken[at]:
        found.append(at)
        at += step
    return found
