"""Where each character of an article stands in the view, and back.

The article counts code points of its canonical text; Qt counts UTF-16 units of a QTextDocument
that also holds a site line, a byline and the frames of tables. It knows no widget.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from reader.model import Document, Passage
from reader.text import Utf16


class PositionMap:
    """Passages of one document to positions of its view, and positions to offsets.

    `view_starts[i]` is the position of block i's first character; they ascend.
    """

    def __init__(self, document: Document, view_starts: Sequence[int]) -> None:
        if len(view_starts) != len(document.blocks):
            raise ValueError("every block stands somewhere in the view")
        self._document = document
        self._starts = tuple(view_starts)
        self._units = tuple(Utf16(block.text) for block in document.blocks)

    def to_view(self, passage: Passage) -> list[tuple[int, int]]:
        """The view's [start, end) ranges that show this passage, one for each block it touches."""
        return [
            (self.position(leaf, piece.start), self.position(leaf, piece.end))
            for leaf, piece in self._document.pieces(passage)
        ]

    def to_text(self, position: int) -> int:
        """The offset that this position shows.

        A position outside the article's own words goes to the end of the block before it (to 0
        above the headline); one inside a surrogate pair goes before the character.
        """
        leaf = self.leaf_at(position)
        unit = min(max(position - self._starts[leaf], 0), self._units[leaf].whole_units)
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
        """Position of a code point offset within this block."""
        return self._starts[leaf] + self._units[leaf].units(offset)
