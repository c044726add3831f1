"""Passages of the canonical text as positions of the view, and back.

The article counts code points of its canonical text; Qt counts UTF-16 units of a QTextDocument
that also holds a site line, a byline, the frames of tables and, on a justified page, soft hyphens.
A page is set from its start on: only blocks that stand on it have positions. It knows no widget.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from reader.model import Document, Passage


class PositionMap:
    """Passages of one document to positions of its view, and positions to offsets.

    `append` says where the next block stands; positions ascend.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._starts: list[int] = []
        self._units: list[_Units] = []

    @property
    def count(self) -> int:
        """How many blocks stand on the page so far."""
        return len(self._starts)

    def append(self, start: int, hyphens: Sequence[int] = ()) -> None:
        """The next block's first character stands at `start`; a soft hyphen stands before each of
        these offsets of its text."""
        self._units.append(_Units(self._document.blocks[len(self._starts)].text, hyphens))
        self._starts.append(start)

    def to_view(self, passage: Passage) -> list[tuple[int, int]]:
        """The view's [start, end) ranges that show this passage, one for each block it touches.

        Blocks that do not stand on the page yet are left out.
        """
        return [
            (self.position(leaf, piece.start), self.position(leaf, piece.end))
            for leaf, piece in self._document.pieces(passage)
            if leaf < len(self._starts)
        ]

    def to_text(self, position: int) -> int:
        """The offset that this position shows.

        A position outside the article's own words goes to the end of the block before it (to 0
        above the headline); one inside a surrogate pair goes before the character.
        """
        leaf = self.leaf_at(position)
        unit = min(max(position - self._starts[leaf], 0), self._units[leaf].whole)
        return self._document.starts[leaf] + self._units[leaf].points(unit)

    def passage(self, start: int, end: int) -> Passage:
        """The passage between two positions."""
        return Passage(self.to_text(start), self.to_text(end))

    def leaf_at(self, position: int) -> int:
        """Index of the block that stands at this position, else of the one before it."""
        return max(0, bisect_right(self._starts, position) - 1)

    def start(self, leaf: int) -> int:
        """Position of this block's first character."""
        return self._starts[leaf]

    def position(self, leaf: int, offset: int) -> int:
        """Position of a code point offset within this block; behind a soft hyphen there."""
        return self._starts[leaf] + self._units[leaf].units(offset)


class _Units:
    """Code point offsets of one block's text to UTF-16 units as it is shown, and back."""

    __slots__ = ("_astral", "_hyphens", "_length", "whole")

    def __init__(self, text: str, hyphens: Sequence[int]) -> None:
        self._length = len(text)
        self._hyphens = hyphens
        self._astral: Sequence[int] = (
            ()
            if text.isascii()
            else tuple(index for index, char in enumerate(text) if char > "\uffff")
        )
        self.whole = len(text) + len(self._astral) + len(hyphens)

    def units(self, offset: int) -> int:
        """Units before the character at `offset`, its soft hyphen included."""
        if not self._hyphens and not self._astral:
            return offset
        return offset + bisect_left(self._astral, offset) + bisect_right(self._hyphens, offset)

    def points(self, unit: int) -> int:
        """The offset at a unit; before the character for one inside a pair, and the same offset on
        both sides of a soft hyphen."""
        if not self._hyphens and not self._astral:
            return unit
        return bisect_right(range(self._length + 1), unit, key=self._before_hyphen) - 1

    def _before_hyphen(self, offset: int) -> int:
        return offset + bisect_left(self._astral, offset) + bisect_left(self._hyphens, offset)
