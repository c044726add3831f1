"""Where pages end: between lines, never within one. Pure.

What no page may cut is a strip; strips that belong together (a heading and what it heads, the
first two lines of a paragraph) stay together as far as a page has room. Lengths are pixels of the
texts that are cut, from the top of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Strip:
    """A line, a picture or a table row. `keeps`: it is not the last on its page."""

    top: float
    bottom: float
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """The part [top, bottom) of one text, as it lies `down` from the top of a page."""

    text: int
    top: float
    bottom: float
    down: float


class Cutting:
    """Lays the strips of several texts one after the other on pages of one height."""

    def __init__(self, height: float) -> None:
        self.pages: list[tuple[Piece, ...]] = []
        """The pages that are full."""
        self._height = height
        self._begun: list[Piece] = []
        self._text = 0
        self._gap = 0.0
        self._top: float | None = None
        self._bottom = 0.0
        self._down = 0.0
        self._waiting: list[Strip] = []

    def add(self, strips: Iterable[Strip]) -> None:
        """Goes on with these strips, which lie below all those before."""
        for strip in strips:
            self._waiting.append(strip)
            if not strip.keeps:
                self._place_waiting()

    def next_text(self, gap: float) -> None:
        """Ends the present text; the next one begins so far below it, or on a new page."""
        self._place_waiting()
        self._end_piece()
        self._text += 1
        self._gap = gap

    def end(self) -> None:
        """Ends the last page; there is always one."""
        self._place_waiting()
        self._end_piece()
        if self._begun or not self.pages:
            self._turn()

    def _place_waiting(self) -> None:
        together, self._waiting = self._waiting, []
        if not together:
            return
        if together[-1].bottom - together[0].top > self._height:
            for strip in together:
                self._place(strip.top, strip.bottom)
        else:
            self._place(together[0].top, together[-1].bottom)

    def _place(self, top: float, bottom: float) -> None:
        if not self._has_room(top, bottom):
            self._end_piece()
            self._turn()
        if self._top is None:
            self._top = top
            self._down = self._begun[-1].down + _height(self._begun[-1]) if self._begun else 0.0
            self._down += self._gap if self._begun else 0.0
        # Only what is higher than a page is ever cut.
        while bottom - self._top > self._height:
            self._bottom = self._top + self._height
            top = self._bottom
            self._end_piece()
            self._turn()
            self._top, self._down = top, 0.0
        self._bottom = bottom

    def _has_room(self, top: float, bottom: float) -> bool:
        if self._top is not None:
            return self._down + bottom - self._top <= self._height
        if not self._begun:
            return True
        used = self._begun[-1].down + _height(self._begun[-1]) + self._gap
        return used + bottom - top <= self._height

    def _end_piece(self) -> None:
        if self._top is not None:
            self._begun.append(Piece(self._text, self._top, self._bottom, self._down))
            self._top = None

    def _turn(self) -> None:
        self.pages.append(tuple(self._begun))
        self._begun = []
        self._down = 0.0


def _height(piece: Piece) -> float:
    return piece.bottom - piece.top


def joined(strips: Sequence[Strip]) -> list[Strip]:
    """The strips from top to bottom; those that lie beside each other, as in cells, made one."""
    found: list[Strip] = []
    for strip in sorted(strips, key=lambda each: each.top):
        last = found[-1] if found else None
        if last is not None and strip.top < last.bottom - _TOUCHING:
            low, high = (last, strip) if strip.bottom >= last.bottom else (strip, last)
            found[-1] = Strip(last.top, high.bottom, low.keeps or high.keeps)
        else:
            found.append(strip)
    return found


_TOUCHING = 0.5


def paragraph(lines: Sequence[Strip], *, keeps: bool = False) -> list[Strip]:
    """The lines of a paragraph: its first two stay together and its last two.

    `keeps`: it is not the last on its page either.
    """
    last = len(lines) - 1
    if keeps and last < _SHORT:
        return [replace(each, keeps=True) for each in lines]
    joins = {0, last - 1} - {last, -1}
    if keeps:
        joins.add(last)
    return [replace(each, keeps=number in joins) for number, each in enumerate(lines)]


_SHORT = 4
"""Lines of a heading that are kept together with what follows."""
