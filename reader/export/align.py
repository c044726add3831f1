"""Which words of one text are those of another; white space and the look of quotes do not count.

Patience, first by lines and then by words: what stands once on both sides is matched, in the
longest order that both have, and between two matches the same again. What is left is compared in
full only while that is cheap, so that two texts of a megabyte that have nothing in common take
seconds. (Cohen's patience diff: https://bramcohen.livejournal.com/73318.html)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise

from reader.model import Passage
from reader.text import words
from reader.values import dataclass

_CHEAP = 10_000
"""Pairs of items that are compared with each other; more are left unmatched."""
_DEEPEST = 25

_LOOKS = str.maketrans("‘’‚‛“”„‟«»‐‑‒–—−…", '\'\'\'\'""""""------.')


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of the one text and what stands in its place in the other; one may be empty."""

    one: Passage
    other: Passage


class Alignment:
    """The words of `one` in `other`."""

    def __init__(self, one: str, other: str) -> None:
        self._one, self._other = one, other
        self._is_same = one == other
        self._pairs = [] if self._is_same else _word_pairs(one, other)
        self._starts = [pair[0].start for pair in self._pairs]

    def place(self, passage: Passage) -> Passage | None:
        """Where the words of a passage of `one` stand in `other`.

        Words that were exchanged stand where the ones do that were there before. None for words
        in whose place there is nothing.
        """
        if self._is_same:
            return passage
        low, high = self._matched_within(passage)
        start = self._start(passage, low, high)
        end = self._end(passage, low, high)
        return Passage(start, end) if start < end else None

    def word_before(self, offset: int) -> Passage | None:
        """The last word of `other` that stands before an offset of `one`; None at the start."""
        if self._is_same:
            before = [Passage(*each) for each in words(self._one[:offset])]
            return before[-1] if before else None
        index = bisect_left(self._starts, offset) - 1
        while index >= 0 and not self._pairs[index][1].of(self._other)[0].isalnum():
            index -= 1
        return self._pairs[index][1] if index >= 0 else None

    def gaps(self) -> Iterator[Gap]:
        """What differs, in order; white space at the edges is in no gap."""
        if self._is_same:
            return
        ends = (
            Passage(len(self._one), len(self._one)),
            Passage(len(self._other), len(self._other)),
        )
        before = (Passage(0, 0), Passage(0, 0))
        for here in (*self._pairs, ends):
            one = _without_space(self._one, before[0].end, here[0].start)
            other = _without_space(self._other, before[1].end, here[1].start)
            if len(one) or len(other):
                yield Gap(one, other)
            before = here

    def _matched_within(self, passage: Passage) -> tuple[int, int]:
        """The pairs [low, high) whose words overlap the passage."""
        low = bisect_right(self._starts, passage.start) - 1
        if low < 0 or self._pairs[low][0].end <= passage.start:
            low += 1
        return low, bisect_left(self._starts, passage.end)

    def _start(self, passage: Passage, low: int, high: int) -> int:
        before = self._pairs[low - 1] if low else (Passage(0, 0), Passage(0, 0))
        first = self._pairs[low] if low < len(self._pairs) else None
        if first and low < high and first[0].start <= passage.start:
            return first[1].start + min(passage.start - first[0].start, len(first[1]) - 1)
        if first and low < high and not self._one[passage.start : first[0].start].strip():
            return first[1].start
        end = first[1].start if first else len(self._other)
        return _without_space(self._other, before[1].end, end).start

    def _end(self, passage: Passage, low: int, high: int) -> int:
        last = self._pairs[high - 1] if low < high else None
        if last and last[0].end >= passage.end:
            return max(last[1].end - (last[0].end - passage.end), last[1].start + 1)
        if last and not self._one[last[0].end : passage.end].strip():
            return last[1].end
        start = self._pairs[high - 1][1].end if high else 0
        end = self._pairs[high][1].start if high < len(self._pairs) else len(self._other)
        between = _without_space(self._other, start, end)
        if last and not len(between):
            return last[1].end
        return between.end


def _without_space(text: str, start: int, end: int) -> Passage:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Passage(start, end)


# --- words ---------------------------------------------------------------------------------------


def _word_pairs(one: str, other: str) -> list[tuple[Passage, Passage]]:
    """The words that stand on both sides, in order."""
    pairs: list[tuple[Passage, Passage]] = []
    lines, other_lines = _lines(one), _lines(other)
    matched = matches([each.of(one) for each in lines], [each.of(other) for each in other_lines])
    at = other_at = 0
    for index, other_index in (*matched, (len(lines), len(other_lines))):
        here = lines[index] if index < len(lines) else Passage(len(one), len(one))
        there = (
            other_lines[other_index]
            if other_index < len(other_lines)
            else Passage(len(other), len(other))
        )
        pairs += _pairs_between(one, Passage(at, here.start), other, Passage(other_at, there.start))
        pairs += zip(_words(one, here), _words(other, there), strict=True)
        at, other_at = here.end, there.end
    return pairs


def _pairs_between(
    one: str, within: Passage, other: str, other_within: Passage
) -> Iterator[tuple[Passage, Passage]]:
    ours, theirs = _words(one, within), _words(other, other_within)
    for index, other_index in matches(_looks(one, ours), _looks(other, theirs)):
        yield ours[index], theirs[other_index]


def _lines(text: str) -> list[Passage]:
    found, at = [], 0
    for line in text.split("\n"):
        found.append(Passage(at, at + len(line)))
        at += len(line) + 1
    return found


def _words(text: str, within: Passage) -> list[Passage]:
    """The words of a part, and every other character but white space."""
    part, found, at = within.of(text), [], 0
    for start, end in (*words(part), (len(part), len(part))):
        found += [Passage(i, i + 1) for i in range(at, start) if not part[i].isspace()]
        found.append(Passage(start, end))
        at = end
    found.pop()
    return [Passage(each.start + within.start, each.end + within.start) for each in found]


def _looks(text: str, found: Sequence[Passage]) -> list[str]:
    return [each.of(text).translate(_LOOKS) for each in found]


# --- patience ------------------------------------------------------------------------------------


def matches(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pairs of indexes of equal items, both rising."""
    found: list[tuple[int, int]] = []
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
        anchors = _unique(one, low, high, other, other_low, other_high) if depth < _DEEPEST else []
        if not anchors:
            found += _compared(one[low:high], low, other[other_low:other_high], other_low)
            continue
        found += anchors
        edges = [(low - 1, other_low - 1), *anchors, (high, other_high)]
        waiting += [
            (before[0] + 1, here[0], before[1] + 1, here[1], depth + 1)
            for before, here in pairwise(edges)
        ]
    return sorted(found)


def _unique(
    one: Sequence[Hashable], low: int, high: int, other: Sequence[Hashable], other_low: int,
    other_high: int,
) -> list[tuple[int, int]]:  # fmt: skip
    """Items that stand once on both sides, as many as have the same order there."""
    counts, other_counts = Counter(one[low:high]), Counter(other[other_low:other_high])
    where = {other[at]: at for at in range(other_low, other_high) if other_counts[other[at]] == 1}
    pairs = [
        (at, where[one[at]]) for at in range(low, high) if counts[one[at]] == 1 and one[at] in where
    ]
    return _rising(pairs)


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, left to right, in which the second numbers rise."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_at, value) in enumerate(pairs):
        length = bisect_left(tails, value)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [value]
        ends[length : length + 1] = [index]
    found = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _compared(
    one: Sequence[Hashable], start: int, other: Sequence[Hashable], other_start: int
) -> list[tuple[int, int]]:
    """The longest common sequence of two short runs; nothing if they are long."""
    if len(one) * len(other) > _CHEAP:
        return []
    lengths = [[0] * (len(other) + 1) for _each in range(len(one) + 1)]
    for i in range(len(one) - 1, -1, -1):
        for j in range(len(other) - 1, -1, -1):
            lengths[i][j] = (
                lengths[i + 1][j + 1] + 1
                if one[i] == other[j]
                else max(lengths[i + 1][j], lengths[i][j + 1])
            )
    found, i, j = [], 0, 0
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            found.append((start + i, other_start + j))
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return found
