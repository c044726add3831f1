"""What to make of a value that two sides may have changed since they were the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from reader.export.align import matches

Verdict = Literal["keep", "take", "conflict"]


def verdict(base: object, theirs: object, ours: object) -> Verdict:
    """Whether to keep our value or to take theirs; None is what is not known or not said."""
    if theirs is None or theirs in (ours, base):
        return "keep"
    return "take" if base == ours else "conflict"


def merged_set(
    base: Sequence[str] | None, theirs: Sequence[str], ours: Sequence[str]
) -> tuple[str, ...]:
    """Ours with what they added and without what they took away, whatever its case.

    Without a base nothing was taken away.
    """
    before = {each.casefold() for each in base or ()}
    there = {each.casefold() for each in theirs}
    here = {each.casefold() for each in ours}
    kept = [each for each in ours if each.casefold() in there or each.casefold() not in before]
    added = [each for each in theirs if each.casefold() not in before | here]
    return (*kept, *added)


def merged_lines(base: str, theirs: str, ours: str) -> str | None:
    """Both changes in one text, line by line; None where they change the same lines."""
    merged: list[str] = []
    for before, there, here in _chunks(base.split("\n"), theirs.split("\n"), ours.split("\n")):
        if there in (before, here):
            merged += here
        elif here == before:
            merged += there
        else:
            return None
    return "\n".join(merged)


_Lines = list[str]


def _chunks(base: _Lines, theirs: _Lines, ours: _Lines) -> Iterator[tuple[_Lines, _Lines, _Lines]]:
    """The three texts cut at every line that all of them have (diff3: Khanna and others, 2007)."""
    there, here = dict(matches(base, theirs)), dict(matches(base, ours))
    common = [(at, there[at], here[at]) for at in sorted(there.keys() & here.keys())]
    edges = [(-1, -1, -1), *common, (len(base), len(theirs), len(ours))]
    for before, after in pairwise(edges):
        yield (
            base[before[0] + 1 : after[0]],
            theirs[before[1] + 1 : after[1]],
            ours[before[2] + 1 : after[2]],
        )
        if after[0] < len(base):
            line = [base[after[0]]]
            yield line, line, line
