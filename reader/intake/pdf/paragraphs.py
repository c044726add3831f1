"""Lines to paragraphs: where one ends, told by room, indents, distances and sizes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from reader.intake.pdf.columns import Column
from reader.intake.pdf.lines import BULLET, LEADER, NUMBER, Line, is_wide, leading
from reader.intake.pdf.paper import Box
from reader.intake.pdf.tables import Grid, grids
from reader.values import dataclass

_ENDS = tuple(".!?…:;。！？؟۔»”\"’')]）」』")
_MIDDLE = re.compile(r"[\w,\-–—‐]$")


@dataclass(frozen=True)
class Para:
    """A paragraph on its page; `left` and `right` are how far its column reaches.

    `opens` and `ends` tell that it is the first or last one of its column; `bullet` that one is
    drawn before it; `aside` that it is not in the flow of the text. A table has a grid, a picture
    one line without words.
    """

    lines: tuple[Line, ...]
    page: int
    left: float
    right: float
    opens: bool = False
    ends: bool = False
    grid: Grid | None = None
    bullet: bool = False
    aside: bool = False

    @cached_property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @cached_property
    def size(self) -> float:
        sizes: Counter[float] = Counter()
        for line in self.lines:
            sizes[line.size] += len(line.text)
        return sizes.most_common(1)[0][0]

    @property
    def src(self) -> str | None:
        return self.lines[0].src if len(self.lines) == 1 and self.grid is None else None

    @cached_property
    def is_bold(self) -> bool:
        return all(is_bold(line) for line in self.lines)

    @property
    def is_indented(self) -> bool:
        """Whether its first line begins further in than its second, or than its column."""
        first = self.lines[0]
        if len(self.lines) > 1:
            rest = start(self.lines[1])
        else:
            rest = -self.right if first.leftward else self.left
        return start(first) - rest > 0.6 * self.size

    @property
    def is_open(self) -> bool:
        """Whether its last words look as if the sentence went on."""
        return _MIDDLE.search(self.lines[-1].text.rstrip()) is not None

    @property
    def is_full(self) -> bool:
        """Whether its last line reaches the end of the column."""
        return room(self.lines[-1], self.left, self.right) < 1.5 * self.size


def _said(line: Line) -> str:
    """The words of a line without the number of a note behind them."""
    runs = list(line.runs)
    while runs and (runs[-1].raised or not runs[-1].text.strip()):
        runs.pop()
    return "".join(run.text for run in runs)


def start(line: Line) -> float:
    """Where a line begins, counted in the direction in which it is read."""
    return -line.right if line.leftward else line.left


def room(line: Line, left: float, right: float) -> float:
    """What is left of a line behind its last word."""
    return line.left - left if line.leftward else right - line.right


def is_bold(line: Line) -> bool:
    return all(run.bold for run in line.runs if run.text.strip())


def paragraphs(
    columns: Sequence[Column], page: int, rules: Sequence[Box], dots: Sequence[Box]
) -> list[Para]:
    """The paragraphs of a page's columns, in order."""
    found: list[Para] = []
    for column in columns:
        of_column = list(_of_column(column, page, rules, dots))
        if of_column:
            of_column[0] = replace(of_column[0], opens=True)
            of_column[-1] = replace(of_column[-1], ends=True)
        found += of_column
    return found


def _of_column(
    column: Column, page: int, rules: Sequence[Box], dots: Sequence[Box]
) -> Iterator[Para]:
    tables = grids(column.lines, rules)
    at = 0
    while at < len(column.lines):
        grid = tables.get(at)
        if grid is not None:
            lines = column.lines[at : grid.end]
            yield Para(lines, page, column.left, column.right, grid=grid)
            at = grid.end
            continue
        end = next((each for each in sorted(tables) if each > at), len(column.lines))
        for lines in _Splitter(column, column.lines[at:end], dots).split():
            bullet = any(_is_bullet(dot, lines[0]) for dot in dots)
            yield Para(lines, page, column.left, column.right, bullet=bullet)
        at = end


def _is_bullet(dot: Box, line: Line) -> bool:
    """Whether a dot is drawn before a line, as Chromium draws the bullets of its lists."""
    middle = (dot.top + dot.bottom) / 2
    gap = dot.left - line.right if line.leftward else line.left - dot.right
    small = 0.15 * line.size < dot.width < 0.7 * line.size
    return small and 0 < gap < 2 * line.size and line.base - line.size < middle < line.base


class _Splitter:
    """The lines of one column without its tables, and what is usual among them."""

    def __init__(self, column: Column, lines: Sequence[Line], dots: Sequence[Box]) -> None:
        self._column = column
        self._lines = lines
        self._dots = dots
        self._leading = {
            kind: leading(line for line in lines if _kind(line) == kind)
            for kind in {_kind(line) for line in lines}
        }

    def split(self) -> Iterator[tuple[Line, ...]]:
        run: list[Line] = []
        for at, line in enumerate(self._lines):
            after = self._lines[at + 1] if at + 1 < len(self._lines) else None
            if run and self._begins(run, line, after):
                yield tuple(run)
                run = []
            run.append(line)
        if run:
            yield tuple(run)

    def _begins(self, run: Sequence[Line], line: Line, after: Line | None) -> bool:
        """Whether a line begins a paragraph after those in `run`."""
        before = run[-1]
        if before.src or line.src or self._is_apart(before, line) or _looks_other(before, line):
            return True
        if self._is_marked(run, line) or LEADER.search(before.text):
            return True
        if _is_title(before, self._column) and _is_title(line, self._column):
            return False
        if _is_outdented(run, line):
            return True
        ended = _said(before).endswith(_ENDS)
        left_over = room(before, self._left(run), self._right(run))
        if _is_indented(before, line, after) and not self._is_hanging(run):
            return ended or left_over > 1.5 * line.size
        if ended:
            return left_over > _first_word(line) + 0.8 * line.size
        wide = self._column.right - self._column.left
        return left_over > max(_first_word(line) + line.size, 0.3 * wide)

    def _is_apart(self, before: Line, line: Line) -> bool:
        step = line.base - before.base
        size = max(before.size, line.size)
        usual = max(self._leading[_kind(line)], 1.15)
        return step > (usual + 0.28) * size or step < -size

    def _is_marked(self, run: Sequence[Line], line: Line) -> bool:
        """Whether a line begins with a bullet or a number of a list."""
        if BULLET.match(line.text) or any(_is_bullet(dot, line) for dot in self._dots):
            return True
        if not NUMBER.match(line.text):
            return False
        first, before = run[0], run[-1]
        same = NUMBER.match(first.text) and abs(start(first) - start(line)) < 0.5 * line.size
        further_out = start(before) - start(line) > 0.5 * line.size
        return bool(same) or further_out or _said(before).endswith(_ENDS)

    def _is_hanging(self, run: Sequence[Line]) -> bool:
        """Whether a list's item, or a title with a number, goes on further in."""
        first = run[0].text
        marked = BULLET.match(first) or NUMBER.match(first)
        return bool(marked) or any(_is_bullet(dot, run[0]) for dot in self._dots)

    def _left(self, run: Sequence[Line]) -> float:
        return self._edge(run)[0]

    def _right(self, run: Sequence[Line]) -> float:
        return self._edge(run)[1]

    def _edge(self, run: Sequence[Line]) -> tuple[float, float]:
        """How far lines may reach: those of a narrower block to where most of them end."""
        if len(run) >= 2:
            left = min(line.left for line in run)
            right = max(line.right for line in run)
            ends = [room(line, left, right) for line in run]
            if all(end < 1.0 * run[0].size for end in ends):
                return left, right
        return self._column.left, self._column.right


def _kind(line: Line) -> tuple[bool, int]:
    """What has its own distance of lines: a size, and a direction of script."""
    return line.leftward, round(2 * line.size)


def _looks_other(before: Line, line: Line) -> bool:
    """Whether a line is set in another size or weight than the one before it."""
    if not 0.88 < line.size / before.size < 1.13:
        return True
    words = [run for run in line.runs if run.text.strip()]
    words_before = [run for run in before.runs if run.text.strip()]
    if is_bold(before) and not words[0].bold:
        return True
    return is_bold(line) and not words_before[-1].bold


def _is_title(line: Line, column: Column) -> bool:
    """Whether a line is set in the middle of its column."""
    left, right = line.left - column.left, column.right - line.right
    return min(left, right) > line.size and abs(left - right) < line.size


def _is_indented(before: Line, line: Line, after: Line | None) -> bool:
    further = start(line) - start(before)
    if not 0.6 * line.size < further < 6 * line.size:
        return False
    goes_back = after is None or after.base - line.base > 2 * line.size
    return goes_back or after is None or start(line) - start(after) > 0.6 * line.size


def _is_outdented(run: Sequence[Line], line: Line) -> bool:
    """Whether a line begins further out than the lines before it, the first of them aside."""
    if len(run) < 2:
        return False
    if any(word.size > 1.7 * line.size for word in run[0].words):
        return start(run[0]) - start(line) > 0.6 * line.size  # beside a large first letter
    return start(run[-1]) - start(line) > 0.6 * line.size


def _first_word(line: Line) -> float:
    """How wide the first word of a line is."""
    words = sorted(line.words, key=lambda word: word.left)
    first = words[-1] if line.leftward else words[0]
    return line.size if is_wide(first.text[0]) else first.right - first.left


# --- over columns and pages ----------------------------------------------------------------------

_FURTHEST = 6
"""Pictures, captions, notes and tables that may stand between two halves of a paragraph."""


def joined(found: Sequence[Para], size: float) -> list[Para]:
    """Paragraphs that go on in the next column, or on the next page, made one.

    `size` is that of the text: what is smaller is a note or a caption, and passed over.
    """
    indents = _uses_indents(found)
    taken: set[int] = set()
    whole: list[Para] = []
    for at, para in enumerate(found):
        if at in taken:
            continue
        lines, last = [*para.lines], at
        while (after := _continuation(found, last, taken, size, indents)) is not None:
            taken.add(after)
            lines += found[after].lines
            last = after
        end = found[last]
        whole.append(
            replace(para, lines=tuple(lines), ends=end.ends, left=end.left, right=end.right)
            if last != at
            else para
        )
    return whole


def _uses_indents(found: Sequence[Para]) -> bool:
    long = [para for para in found if len(para.lines) > 1 and para.grid is None]
    return sum(para.is_indented for para in long) > 0.5 * len(long)


def _continuation(
    found: Sequence[Para], last: int, taken: Collection[int], size: float, indents: bool
) -> int | None:
    """Which of the paragraphs goes on where the one at `last` breaks off."""
    para = found[last]
    if not _is_of_text(para, size) or is_heading_like(para, size):
        return None
    between = 0
    ended = para.ends
    for at in range(last + 1, min(last + 2 + _FURTHEST, len(found))):
        other = found[at]
        if at in taken or not _is_of_text(other, size):
            ended = ended or other.opens or other.ends
            between += 1
            continue
        if not (ended or other.opens):
            return None
        return at if _goes_on(para, other, size, indents, between) else None
    return None


def _is_of_text(para: Para, size: float) -> bool:
    return not (para.aside or para.grid or para.src) and abs(para.size - size) < 0.07 * size


def is_heading_like(para: Para, size: float) -> bool:
    return para.is_bold or para.size > 1.12 * size


def _goes_on(para: Para, other: Para, size: float, indents: bool, between: int) -> bool:
    if is_heading_like(other, size) or other.bullet or LEADER.search(para.lines[-1].text):
        return False
    text = other.text.lstrip()
    if BULLET.match(text) or NUMBER.match(text):
        return False
    left_over = room(para.lines[-1], para.left, para.right)
    next_word = _first_word(other.lines[0])
    if left_over > next_word + 0.3 * (para.right - para.left):
        return False
    if para.is_open:
        return text[:1].islower() or (para.is_full and not other.is_indented)
    if not _said(para.lines[-1]).endswith(_ENDS):
        return para.is_full
    return bool(
        indents
        and not between
        and left_over < next_word + 0.5 * para.size
        and not other.is_indented
        and not _said(para.lines[-1]).endswith(":")
    )
