"""Between two texts' equal lines: which words are the same, which are alike, which are chance."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from math import log2
from typing import NamedTuple

from reader.anchoring.chains import Pair, Point, common, heaviest
from reader.anchoring.words import Words, running_weights, weight, words_of
from reader.text import common_prefix

TOLL = 2.0
"""What a match away from the last one costs: a lone comma is not worth it."""

CHANCE = 1.0
"""Weight that a run of equal words needs for each bit of freedom it had to be somewhere else."""

ALIKE = 0.6
"""Share of the longer word that two alike ones begin and end with."""

ALIKE_ALONE = 0.4
"""The same where one word took the place of one."""

SHORTEST = 4
"""Letters of the words that may be alike without taking each other's place."""

_PASSES = 20
"""How often runs are judged again after their neighbours fell."""

_MOST_COMPARED = 3000
"""Pairs of words that are compared letter by letter in one replaced stretch."""


class Run(NamedTuple):
    """Equal words, one after the other on both sides."""

    one: int
    other: int
    length: int


class Block(NamedTuple):
    """A stretch of words without a match and what stands in its place; one may be empty."""

    low: int
    high: int
    other_low: int
    other_high: int


class Gap:
    """The words of a stretch of the old text and of the new one, and those that are the same."""

    def __init__(self, old: str, within: Pair, new: str, other_within: Pair) -> None:
        self.texts = (old, new)
        self.one = words_of(old, *within)
        self.other = words_of(new, *other_within)
        self._size = (len(self.one.keys), len(self.other.keys))
        self._weights = running_weights(self.one.keys)
        self.runs = self._matched()
        self.pairs = [
            (run.one + step, run.other + step) for run in self.runs for step in range(run.length)
        ]

    def _matched(self) -> list[Run]:
        runs = runs_of(common(self.one.keys, self.other.keys, weight, TOLL))
        # Step by step: what stands alone among chances is not judged by them.
        for chance in (CHANCE / 4, CHANCE / 2, CHANCE):
            runs = self._without_chance(runs, chance)
        return self._slid(runs)

    def _without_chance(self, runs: list[Run], chance: float) -> list[Run]:
        """The runs that weigh more than a run does that could have been anywhere around it.

        In place of the semantic clean-up of Neil Fraser's diff-match-patch, which looks at the
        longer side of the edits around a match, this asks how many ways there were to match.
        """
        for _pass in range(_PASSES):
            kept: list[Run] = []
            before = Run(0, 0, 0)
            for run, after in pairwise([*runs, Run(*self._size, 0)]):
                one = after.one - before.one - before.length - run.length
                other = after.other - before.other - before.length - run.length
                needed = chance * log2(1 + one * other)
                if self._in_a_corner(run) or self._weight(run) > needed:
                    kept.append(run)
                    before = run
            if len(kept) == len(runs):
                break
            runs = kept
        return runs

    def _in_a_corner(self, run: Run) -> bool:
        """Whether the run goes on from the equal text before the gap, or up to that after it."""
        ends = (run.one + run.length, run.other + run.length)
        return run.one == run.other == 0 or ends == self._size

    def _weight(self, run: Run) -> float:
        return self._weights[run.one + run.length] - self._weights[run.one]

    # --- where an insertion begins -----------------------------------------------------------

    def _slid(self, runs: list[Run]) -> list[Run]:
        """The runs with each lone insertion or deletion at the best of its equal places.

        "The cat came. [The cat went.]" and "The cat [came. The cat] went." are one insertion:
        it begins where a line, a sentence or at least a word does.
        """
        for index in range(len(runs) - 1):
            run, following = runs[index], runs[index + 1]
            by = 0
            if run.one + run.length == following.one:
                by = self._best_slide(1, run.other + run.length, following.other, run, following)
            elif run.other + run.length == following.other:
                by = self._best_slide(0, run.one + run.length, following.one, run, following)
            if not by:
                continue
            runs[index] = Run(run.one, run.other, run.length + by)
            runs[index + 1] = Run(following.one + by, following.other + by, following.length - by)
        return [run for run in runs if run.length]

    def _best_slide(self, side: int, low: int, high: int, run: Run, following: Run) -> int:
        words = (self.one, self.other)[side]
        back = forth = 0
        while back < run.length and words.keys[low - back - 1] == words.keys[high - back - 1]:
            back += 1
        while forth < following.length and words.keys[low + forth] == words.keys[high + forth]:
            forth += 1
        return max(
            range(-back, forth + 1),
            key=lambda by: (
                _seam(self.texts[side], words, low + by)
                + _seam(self.texts[side], words, high + by),
                by,
            ),
        )

    # --- words that are alike ----------------------------------------------------------------

    def blocks(self) -> Iterator[Block]:
        """The stretches between matches, in order."""
        before = (-1, -1)
        for one, other in [*self.pairs, self._size]:
            if one > before[0] + 1 or other > before[1] + 1:
                yield Block(before[0] + 1, one, before[1] + 1, other)
            before = (one, other)

    def alike(self, gone: Collection[int], come: Collection[int]) -> list[Pair]:
        """Words that were misspelt, inflected or compounded otherwise, in order.

        `gone` and `come` are words that moved away and here.
        """
        return [pair for block in self.blocks() for pair in self._alike_in(block, gone, come)]

    def _alike_in(
        self, block: Block, gone: Collection[int], come: Collection[int]
    ) -> Iterator[Pair]:
        one, other = block.high - block.low, block.other_high - block.other_low
        if not 0 < one * other <= _MOST_COMPARED:
            return
        if self._has_other_numbers(block, gone, come):
            yield from zip(
                range(block.low, block.high), range(block.other_low, block.other_high), strict=True
            )
            return
        points = list(self._alike_points(block, gone, come))
        worths = {(i, j): worth for i, j, worth in points}
        chain = heaviest(points, other, 0)
        for before, (i, j), after in zip(
            [(-1, -1), *chain], chain, [*chain[1:], (one, other)], strict=False
        ):
            free = (after[0] - before[0] - 2) * (after[1] - before[1] - 2)
            if worths[i, j] > CHANCE * log2(1 + free):
                yield block.low + i, block.other_low + j

    def _has_other_numbers(
        self, block: Block, gone: Collection[int], come: Collection[int]
    ) -> bool:
        """Whether only numbers changed, as in a date, a sum or the paragraph of a law."""
        places = range(block.low, block.high), range(block.other_low, block.other_high)
        ours, theirs = (
            [words.keys[at] for at in where]
            for words, where in zip((self.one, self.other), places, strict=True)
        )
        if any(at in gone for at in places[0]) or any(at in come for at in places[1]):
            return False
        return len(ours) == len(theirs) and all(
            one == other or (one[0].isdigit() and other[0].isdigit())
            for one, other in zip(ours, theirs, strict=True)
        )

    def _alike_points(
        self, block: Block, gone: Collection[int], come: Collection[int]
    ) -> Iterator[Point]:
        alone = block.high - block.low == block.other_high - block.other_low == 1
        least, share = (1, ALIKE_ALONE) if alone else (SHORTEST, ALIKE)
        ours = [(i, self.one.keys[i]) for i in range(block.low, block.high) if i not in gone]
        theirs = [
            (j, self.other.keys[j])
            for j in range(block.other_low, block.other_high)
            if j not in come and len(self.other.keys[j]) >= least
        ]
        for i, one in ours:
            if len(one) < least:
                continue
            for j, other in theirs:
                same = same_letters(one, other)
                if same >= share * max(len(one), len(other)):
                    yield i - block.low, j - block.other_low, float(same)


def same_letters(one: str, other: str) -> int:
    """How many letters two words begin and end with in common."""
    head = common_prefix(one, other)
    rest = min(len(one), len(other)) - head
    return head + min(common_prefix(one[::-1], other[::-1]), rest)


def runs_of(pairs: Iterable[Pair]) -> list[Run]:
    """Rising pairs of indexes as runs."""
    runs: list[Run] = []
    before = (-2, -2)
    for one, other in pairs:
        if before != (one - 1, other - 1):
            runs.append(Run(one, other, 1))
        else:
            first, other_first, length = runs[-1]
            runs[-1] = Run(first, other_first, length + 1)
        before = (one, other)
    return runs


_FULL_STOPS = ".!?…؟।"
_WIDE_STOPS = "。！？｡"


def _seam(text: str, words: Words, at: int) -> int:
    """How well a text can be parted before a word: at a line 4, a sentence 3, a clause 2."""
    if at in (0, len(words.keys)):
        return 4
    between = text[words.ends[at - 1] : words.starts[at]]
    last = words.keys[at - 1]
    if "\n" in between:
        return 4
    if last in _WIDE_STOPS or (last in _FULL_STOPS and between):
        return 3
    if last in ";:；：，、،" or (last == "," and between):
        return 2
    return 1 if between else 0
