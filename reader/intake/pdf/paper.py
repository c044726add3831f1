"""The sheets of a PDF as values: words where they stand, pictures, rules, other people's marks.

Lengths are points (72 to the inch), counted from the left and from the top, on a sheet that is
held so that most of its words stand upright.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from reader.model import Colour
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `top` is less than `bottom`."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds all of these; there is at least one."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


@dataclass(frozen=True, slots=True)
class Face:
    """What a font looks like, as far as it matters here."""

    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """Letters that stand together. `at[i]` is the number of the letter that `text[i]` is from, in
    the order in which the sheet was written; `base` is the line that they stand on.

    `spaced` tells that a space was written before it. A picture is a word too: U+FFFC, with its
    `src`.
    """

    text: str
    at: Sequence[int]
    left: float
    right: float
    base: float
    size: float
    face: Face
    spaced: bool = False
    src: str | None = None
    height: float = 0.0

    @property
    def top(self) -> float:
        """The top of its small letters' stems, about; of a picture, its upper edge."""
        return self.base - (self.height or 0.7 * self.size)


@dataclass(frozen=True, slots=True)
class Letters:
    """Where each letter of a sheet stands, by its number."""

    page: int
    lefts: Sequence[float]
    rights: Sequence[float]
    bases: Sequence[float]


MarkKind = Literal["words", "place"]


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark that someone made in the PDF: on words (in these boxes), or at a place."""

    kind: MarkKind
    boxes: tuple[Box, ...]
    note: str = ""
    by: str | None = None
    at: datetime | None = None
    colour: Colour | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page. `askew` are words that stand at another angle, each kind of angle held upright;
    `unread` counts letters of which nothing tells what they are, `vertical` those that stand one
    under the other; `pictured` tells that a picture covers the page.
    """

    number: int
    box: Box
    words: tuple[Word, ...]
    askew: tuple[Word, ...]
    rules: tuple[Box, ...]
    dots: tuple[Box, ...]
    marks: tuple[Marked, ...]
    letters: Letters
    unread: int = 0
    vertical: int = 0
    pictured: bool = False
