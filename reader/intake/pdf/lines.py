"""Words to lines: what stands on one line, in the order in which it is read, with its spaces."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal

from reader.intake.pdf import leftward
from reader.intake.pdf.paper import Letters, Word
from reader.values import dataclass

LEADER = re.compile(r"(?:\.\s?){4,}\s*[\divxl]+\s*$")
"""The end of a line in a table of contents: dots, and a page."""
BULLET = re.compile(r"\s*[•‣⁃◦▪▫●○■□∙·➢➤✓❖]\s*")
NUMBER = re.compile(r"\s*(?:\(?(\d{1,3}|[a-z])[.)]|\((\d{1,3}|[a-z])\))(?=\s)\s*")
MARK = re.compile(r"(?:[•‣⁃◦▪▫●○■□∙·➢➤✓❖]|\(?(?:\d{1,3}|[a-z])[.)])$")
"""What stands before an item of a list, and nothing else."""

Raised = Literal["sup", "sub"]

_ON_ONE_LINE = 0.5
"""The share of the lower of two words that is beside the other if they stand on one line."""
_SMALL = 0.48
"""How much smaller a word on the same line may be; a large first letter stands beside several."""
_SPACE = 0.12
"""Ems between words that are not written one after the other, or the space would be lost."""
_WIDE_SPACE = 0.5
"""Ems between two Chinese or Japanese words with a space between them."""


@dataclass(frozen=True, slots=True)
class Run:
    """Part of a line in one style; `at[i]` is the letter that `text[i]` is from, -1 for none."""

    text: str
    at: Sequence[int]
    bold: bool = False
    italic: bool = False
    raised: Raised | None = None
    src: str | None = None
    page: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `size` and `bold` are of most of its letters; `words` are in their places."""

    runs: tuple[Run, ...]
    words: tuple[Word, ...]
    left: float
    right: float
    top: float
    base: float
    size: float
    bold: bool
    leftward: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def src(self) -> str | None:
        """The picture that stands in place of a line."""
        return self.words[0].src if len(self.words) == 1 else None


def lines(words: Sequence[Word], letters: Letters, *, runs_left: bool) -> list[Line]:
    """The lines of words that stand in one column, from the top.

    `runs_left` tells that most of the document is written from right to left; a line runs as most
    of its letters do, and those above and below it.
    """
    groups = _with_capitals(_groups(words))
    balance = [_balance(group) for group in groups]
    found: list[Line] = []
    for at, group in enumerate(groups):
        leftwards, rightwards = balance[at]
        if leftwards and rightwards:
            near = balance[max(0, at - 1) : at + 2]
            leftwards, rightwards = (sum(each) for each in zip(*near, strict=True))
        is_left = leftwards > rightwards if leftwards or rightwards else runs_left
        found.append(line_of(group, letters, is_left))
    return found


def _groups(words: Sequence[Word]) -> list[list[Word]]:
    """Words beside each other, each group from the left, the groups from the top."""
    groups: list[_Group] = []
    points = [word for word in words if _is_points(word.text)]
    bearing = [word for word in words if not _is_points(word.text)] or points
    # The largest first: raised numbers join the line that they stand beside.
    for word in sorted(bearing, key=lambda word: (-round(word.size), word.base)):
        home = next((group for group in reversed(groups) if group.takes(word)), None)
        if home is None:
            groups.append(_Group(word))
        else:
            home.words.append(word)
    for point in points if bearing is not points else ():
        min(groups, key=lambda group: group.away(point)).words.append(point)
    groups.sort(key=lambda group: group.base)
    return [sorted(group.words, key=lambda word: (word.left, word.right)) for group in groups]


class _Group:
    """Words on one line while it is gathered; its first word is its largest."""

    __slots__ = ("base", "is_picture", "top", "words")

    def __init__(self, word: Word) -> None:
        self.words = [word]
        self.top, self.base = word.top, word.base
        self.is_picture = word.src is not None

    def takes(self, word: Word) -> bool:
        if self.is_picture or word.src is not None or word.size < _SMALL * self.words[0].size:
            return False
        beside = min(self.base, word.base) - max(self.top, word.top)
        return beside >= _ON_ONE_LINE * (word.base - word.top)

    def away(self, point: Word) -> tuple[bool, float]:
        """How far vowel points are from this line: what they stand over or under comes first."""
        middle = (point.left + point.right) / 2
        over = any(word.left - 1 < middle < word.right + 1 for word in self.words)
        return not over, abs(point.base - self.base)


def _is_points(text: str) -> bool:
    return not text.isascii() and all(unicodedata.combining(char) for char in text)


def _with_capitals(groups: list[list[Word]]) -> list[list[Word]]:
    """Large first letters of a paragraph put before the line that they begin."""
    kept: list[list[Word]] = []
    capital: Word | None = None
    for group in sorted(groups, key=lambda group: min(word.top for word in group)):
        if capital is not None and _begins(capital, group):
            group = [capital, *group]
            capital = None
        elif capital is not None:
            kept.append([capital])
            capital = None
        if len(group) == 1 and len(group[0].text) <= 2 and group[0].text[0].isalpha():
            capital = group[0]
            continue
        kept.append(group)
    if capital is not None:
        kept.append([capital])
    return sorted(kept, key=lambda group: max(word.base for word in group[-1:]))


def _begins(capital: Word, group: Sequence[Word]) -> bool:
    first = group[0]
    is_large = capital.size >= 1.7 * first.size
    beside = capital.top - first.size < first.base < capital.base + 0.3 * first.size
    return is_large and beside and -0.2 * first.size < first.left - capital.right < 1.5 * first.size


def line_of(words: Sequence[Word], letters: Letters, runs_left: bool) -> Line:
    """The line of these words, which stand in it from the left."""
    plain = Counter[tuple[float, bool]]()
    for word in words:
        plain[word.size, word.face.bold] += len(word.text)
    size, bold = plain.most_common(1)[0][0]
    base = statistics.median_low([word.base for word in words if word.size == size])
    style = _Style(base, size, letters.page)
    if runs_left or any(is_leftward(word.text) for word in words):
        ordered = leftward.runs(words, letters, runs_left=runs_left, run=style.run, size=size)
    else:
        ordered = _rightward(words, style)
    return Line(
        tuple(ordered),
        tuple(words),
        min(word.left for word in words),
        max(word.right for word in words),
        min(word.top for word in words),
        base,
        size,
        bold,
        runs_left,
    )


def _balance(words: Sequence[Word]) -> tuple[int, int]:
    """How many letters are written from right to left, and from left to right."""
    leftwards = rightwards = 0
    for word in words:
        if is_leftward(word.text):
            leftwards += len(word.text)
        elif word.text.isalpha():
            rightwards += len(word.text)
    return leftwards, rightwards


def is_leftward(text: str) -> bool:
    """Whether there are letters in it that are written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def _rightward(words: Sequence[Word], style: _Style) -> list[Run]:
    runs: list[Run] = []
    before: Word | None = None
    tracked = _tracking(words)
    for word in words:
        if before is not None and (
            word.left - before.right > 1.8 * tracked if tracked else is_spaced(before, word)
        ):
            bold, italic = before.face.bold, before.face.italic
            runs.append(Run(" ", (-1,), bold and word.face.bold, italic and word.face.italic))
        runs.append(style.run(word, word.text, word.at))
        before = word
    return runs


def _tracking(words: Sequence[Word]) -> float:
    """The points between the letters of a line that is s p a c e d  o u t; 0 if it is not."""
    single = [word for word in words if len(word.text) == 1 and word.text.isalpha()]
    if len(single) < 5 or len(single) < 0.8 * len(words) or is_wide(single[0].text):
        return 0.0
    gaps = sorted(other.left - one.right for one, other in pairwise(words))
    usual = gaps[len(gaps) // 3]
    return usual if usual > 0 and gaps[len(gaps) // 2] < 1.5 * usual else 0.0


@dataclass(frozen=True, slots=True)
class _Style:
    """What most letters of a line stand on, and how large they are."""

    base: float
    size: float
    page: int

    def run(self, word: Word, text: str, at: Sequence[int]) -> Run:
        face, raised = word.face, self._raised(word)
        return Run(text, at, face.bold, face.italic, raised, word.src, self.page)

    def _raised(self, word: Word) -> Raised | None:
        if word.size > 0.85 * self.size:
            return None
        if self.base - word.base > 0.2 * self.size:
            return "sup"
        return "sub" if word.base - self.base > 0.08 * self.size else None


def is_spaced(one: Word, other: Word) -> bool:
    """Whether there is a space between two words of a line, the second to the right."""
    gap = (other.left - one.right) / max(one.size, other.size)
    if not one.at or not other.at:
        return True
    wide = is_wide(one.text[-1]), is_wide(other.text[0])
    if any(wide):
        return gap > _WIDE_SPACE or (other.spaced and not all(wide))
    follows = one.at[-1] < other.at[0]
    if follows and other.at[0] - one.at[-1] <= 3:
        return (other.spaced and gap > -0.3) or gap > 2 * _SPACE
    return gap > _SPACE


def is_wide(char: str) -> bool:
    """Whether it is Chinese or Japanese, which put no spaces between words."""
    if char < "\u2e80":
        return False
    return not "\uac00" <= char <= "\ud7a3" and unicodedata.east_asian_width(char) in "WF"


def leading(found: Iterable[Line]) -> float:
    """The usual distance of lines, in ems; where it cannot be told, what is wide for most."""
    steps: Counter[float] = Counter()
    before: Line | None = None
    for line in found:
        if before is not None and line.size == before.size and line.base > before.base:
            steps[round((line.base - before.base) / line.size, 1)] += 1
        before = line
    usual = next((step for step, _count in steps.most_common(1) if 0.8 < step < 3), None)
    if usual is not None:
        # Two or three lines may be paragraphs of their own.
        return usual if steps.total() > 3 else min(usual, 1.5)
    return 1.7 if before is not None and before.leftward else 1.2
