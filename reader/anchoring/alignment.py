"""Two texts side by side: which words of the old one stand where in the new one.

A value that can be asked where a passage went, and drawn as a word diff.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from reader.anchoring.carrying import carry
from reader.anchoring.found import Found
from reader.anchoring.gaps import same_letters
from reader.anchoring.matching import Match, matches_of
from reader.anchoring.pieces import Piece, pieces_of
from reader.anchoring.scores import found
from reader.anchoring.words import alike, ink
from reader.model import Passage
from reader.text import common_prefix


class Alignment:
    """The words of `old` in `new`."""

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new
        self.matches: Sequence[Match] = matches_of(old, new)
        """Sorted by the old text; no two overlap in either text."""
        self._starts = [match.old for match in self.matches]

    def within(self, start: int, end: int) -> list[tuple[int, Match]]:
        """The matches in a range of the old text, cut to it, with their index."""
        index = bisect_right(self._starts, start) - 1
        if index < 0 or self.matches[index].old_end <= start:
            index += 1
        found = []
        while index < len(self.matches) and self.matches[index].old < end:
            found.append((index, self._cut(self.matches[index], start, end)))
            index += 1
        return found

    def _cut(self, match: Match, start: int, end: int) -> Match:
        if start <= match.old and match.old_end <= end:
            return match
        start, end = max(start, match.old), min(end, match.old_end)
        return match._replace(
            old=start, old_end=end, new=self._place(match, start), new_end=self._place(match, end)
        )

    def _place(self, match: Match, offset: int) -> int:
        """Where an offset of the old text lies in a match."""
        step = offset - match.old
        if match.same:
            return match.new + step
        one, other = self.old[match.old : match.old_end], self.new[match.new : match.new_end]
        if len(one) == len(other) or step <= common_prefix(one, other):
            return min(match.new + step, match.new_end)
        return max(match.new_end - (match.old_end - offset), match.new)

    def kept(self, match: Match) -> int:
        """The characters of a match that survive, white space apart."""
        if match.same:
            return ink(self.old, match.old, match.old_end)
        return same_letters(
            alike(self.old[match.old : match.old_end]), alike(self.new[match.new : match.new_end])
        )

    def carry(self, passage: Passage) -> Found | None:
        """Where a passage of the old text stands in the new one; None if its words are gone."""
        carried = carry(self, passage)
        return found(carried) if carried else None

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """What to draw, in the order of the new text; what was deleted, where it stood."""
        return tuple(pieces_of(self.old, self.new, self.matches))
