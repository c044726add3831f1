"""Which words of one text are those of another; white space and the look of quotes do not count.

First by lines and then by words between them. Unlike `reader.anchoring`, which follows a passage
that may have been rewritten, this says what was typed into a file: every word that is the same on
both sides counts, and nothing moves.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from reader.anchoring.chains import common
from reader.model import Passage
from reader.text import words
from reader.values import dataclass

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


# --- sequences -----------------------------------------------------------------------------------


def matches(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of indexes of equal items, both rising, with the most characters together."""
    return common(one, other, lambda item: len(item) + 1, 0)
