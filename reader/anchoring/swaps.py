"""Words that changed places within a sentence, as they often do in Chinese and Japanese."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reader.anchoring.matching import Match
from reader.anchoring.words import Words, ink, weight, words_of
from reader.model import Passage

if TYPE_CHECKING:
    from reader.anchoring.alignment import Alignment

_NEAR = 60
"""Code points around what stayed in order, among which the others are looked for."""

_LEAST = 4.0
"""Weight of what may have changed places: a word of four letters, two characters of Chinese."""

_MOST_COMPARED = 100_000
"""Pairs of words in a passage and around its place; a longer one does without."""

_STAYED = 0.1
"""Share of the passage that must be in order, or nothing says where to look."""


def swapped(alignment: Alignment, passage: Passage) -> list[Match]:
    """Matches of words of a passage that stand near the rest of it, in another order."""
    stayed = [
        match for _index, match in alignment.within(passage.start, passage.end) if not match.moved
    ]
    whole = ink(alignment.old, passage.start, passage.end)
    if not whole or sum(map(alignment.kept, stayed)) < _STAYED * whole:
        return []
    low = max(0, stayed[0].new - _NEAR)
    high = min(len(alignment.new), stayed[-1].new_end + _NEAR)
    taken = [
        (match.new, match.new_end)
        for match in alignment.matches
        if match.new < high and match.new_end > low
    ]
    ours = _free(alignment.old, passage.start, passage.end, [(m.old, m.old_end) for m in stayed])
    theirs = _free(alignment.new, low, high, sorted(taken))
    if len(ours.keys) * len(theirs.keys) > _MOST_COMPARED:
        return []
    return [
        Match(
            ours.starts[i],
            ours.ends[i + length - 1],
            theirs.starts[j],
            theirs.ends[j + length - 1],
            False,
            True,
        )
        for i, j, length in _taken(ours.keys, theirs.keys)
    ]


def _free(text: str, start: int, end: int, taken: Sequence[tuple[int, int]]) -> Words:
    """The words outside the taken ranges; "" stands for those ranges."""
    free = Words([], [], [])
    at = start
    for low, high in [*taken, (end, end)]:
        starts, ends, keys = words_of(text, at, max(at, low))
        free.starts.extend([*starts, low])
        free.ends.extend([*ends, low])
        free.keys.extend([*keys, ""])
        at = max(at, high)
    return free


def _taken(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Equal runs as (start, start there, length), the heaviest first, none twice."""
    ours, theirs = [not key for key in one], [not key for key in other]
    for _weight, i, j, length in sorted(_runs(one, other), reverse=True):
        if not any(ours[i : i + length]) and not any(theirs[j : j + length]):
            ours[i : i + length] = theirs[j : j + length] = [True] * length
            yield i, j, length


def _runs(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[float, int, int, int]]:
    where: dict[str, list[int]] = defaultdict(list)
    for j, key in enumerate(other):
        where[key].append(j)
    for i, key in enumerate(one):
        for j in where[key] if key else []:
            if i and j and one[i - 1] == other[j - 1] != "":
                continue
            length = 1
            while one[i + length] and one[i + length] == other[j + length]:
                length += 1
            total = sum(map(weight, one[i : i + length]))
            if total >= _LEAST:
                yield total, i, j, length
