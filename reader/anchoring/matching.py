"""Which stretches of an old text stand in a new one: equal lines, words between, moved words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from reader.anchoring.chains import common
from reader.anchoring.gaps import Gap, runs_of
from reader.anchoring.moves import moved
from reader.anchoring.words import Words, parts_a_word

_LINES = 100.0
"""Characters of equal lines in a row that need no second look at their words."""

_SLACK = 80
"""Characters of equal text around a change in which it may slide."""


class Match(NamedTuple):
    """A stretch of the old text and where it stands in the new one.

    `same` says character by character; else it is one word that is alike.
    """

    old: int
    old_end: int
    new: int
    new_end: int
    same: bool
    moved: bool


def matches_of(old: str, new: str) -> list[Match]:
    """Sorted by the old text; no two overlap in either text."""
    lines = _equal_lines(old, new)
    edges = [*lines, Match(len(old), len(old), len(new), len(new), True, False)]
    solid: list[Match] = []
    gaps: list[Gap] = []
    at, other_at = 0, 0
    for edge in edges:
        inner = _unequal(old, (at, edge.old), new, (other_at, edge.new))
        solid += inner.around
        if inner.one[0] < inner.one[1] or inner.other[0] < inner.other[1]:
            gaps.append(Gap(old, inner.one, new, inner.other))
        at, other_at = edge.old_end, edge.new_end
    return _joined(old, new, sorted([*lines, *solid, *_word_matches(old, new, gaps)]))


def _equal_lines(old: str, new: str) -> list[Match]:
    ours, theirs = old.split("\n"), new.split("\n")
    starts, other_starts = _starts(ours), _starts(theirs)
    return [
        Match(
            starts[run.one],
            starts[run.one + run.length] - 1,
            other_starts[run.other],
            other_starts[run.other + run.length] - 1,
            True,
            False,
        )
        for run in runs_of(common(ours, theirs, len, _LINES))
    ]


def _starts(lines: Sequence[str]) -> list[int]:
    """Where each line starts, and where one after the last would."""
    return [0, *accumulate(len(line) + 1 for line in lines)]


class _Unequal(NamedTuple):
    """What is left of two stretches without what both begin and end with."""

    one: tuple[int, int]
    other: tuple[int, int]
    around: list[Match]


def _unequal(
    old: str, within: tuple[int, int], new: str, other_within: tuple[int, int]
) -> _Unequal:
    (low, high), (other_low, other_high) = within, other_within
    ours, theirs = old[low:high], new[other_low:other_high]
    around = []
    head = _common_head(ours, theirs) - _SLACK
    while head > 0 and (parts_a_word(old, low + head) or parts_a_word(new, other_low + head)):
        head -= 1
    if head > 0:
        around.append(Match(low, low + head, other_low, other_low + head, True, False))
        low, other_low = low + head, other_low + head
        ours, theirs = ours[head:], theirs[head:]
    tail = _common_head(ours[::-1], theirs[::-1]) - _SLACK
    while tail > 0 and (parts_a_word(old, high - tail) or parts_a_word(new, other_high - tail)):
        tail -= 1
    if tail > 0:
        around.append(Match(high - tail, high, other_high - tail, other_high, True, False))
        high, other_high = high - tail, other_high - tail
    return _Unequal((low, high), (other_low, other_high), around)


def _common_head(one: str, other: str) -> int:
    """Like `common_prefix`, for long texts that are mostly the same."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _word_matches(old: str, new: str, gaps: Sequence[Gap]) -> Iterator[Match]:
    gone: list[set[int]] = [set() for _gap in gaps]
    come: list[set[int]] = [set() for _gap in gaps]
    for move in moved(gaps):
        gone[move.old.gap].add(move.old.word)
        come[move.new.gap].add(move.new.word)
        ours, theirs = gaps[move.old.gap].one, gaps[move.new.gap].other
        yield _match(old, ours, move.old.word, new, theirs, move.new.word)._replace(moved=True)
    for gap, went, came in zip(gaps, gone, come, strict=True):
        for run in gap.runs:
            whole = _match(old, gap.one, run.one, new, gap.other, run.other, run.length)
            if whole.same:
                yield whole
                continue
            for step in range(run.length):
                yield _match(old, gap.one, run.one + step, new, gap.other, run.other + step)
        for i, j in gap.alike(went, came):
            yield _match(old, gap.one, i, new, gap.other, j)


def _match(
    old: str, ours: Words, i: int, new: str, theirs: Words, j: int, length: int = 1
) -> Match:
    """So many words from the i-th and the j-th on."""
    start, end = ours.starts[i], ours.ends[i + length - 1]
    new_start, new_end = theirs.starts[j], theirs.ends[j + length - 1]
    return Match(start, end, new_start, new_end, old[start:end] == new[new_start:new_end], False)


def _joined(old: str, new: str, matches: Sequence[Match]) -> list[Match]:
    """The matches, those in one that go on without a change; none of them empty."""
    joined: list[Match] = []
    for match in matches:
        if match.old == match.old_end:
            continue
        if joined and _goes_on(old, new, joined[-1], match):
            first = joined[-1]
            joined[-1] = Match(
                first.old, match.old_end, first.new, match.new_end, True, first.moved
            )
        else:
            joined.append(match)
    return joined


def _goes_on(old: str, new: str, last: Match, match: Match) -> bool:
    if not (last.same and match.same) or last.moved != match.moved or match.new < last.new_end:
        return False
    between = old[last.old_end : match.old]
    return between == new[last.new_end : match.new] and (not between or between.isspace())
