"""Reading order: the words of a sheet cut into columns, each read from the top before the next.

The sheet is cut into bands, as many below each other as share a gutter between columns, and
those at their gutters; each column is then cut again in the same way. So a headline over all
columns comes before them, and a picture across them stands between what is above and below.
Side by side is not always a column: rows of a table are kept together. What is a column shows in
how full its lines are, and in the order in which the words were written.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from reader.intake.pdf.lines import Line, lines
from reader.intake.pdf.paper import Box, Letters, Word, around
from reader.values import dataclass

_GUTTER = 0.7
"""Ems of a gutter, at least; what shows is that it goes through many lines."""
_DEEPEST = 12
_NEXT = 3
"""Letters from one word to the next one written, at most: a space or a line's end are letters."""

_Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Column:
    """Lines that are read one after the other, and how far they may reach to either side."""

    lines: tuple[Line, ...]
    left: float
    right: float


def columns(
    words: Sequence[Word], letters: Letters, rules: Sequence[Box], *, runs_left: bool
) -> list[Column]:
    """The columns of these words in reading order; `rules` are drawn between them."""
    cutter = _Cutter(letters, _across(rules), runs_left)
    return [cutter.column(part) for part in cutter.parts(list(words), 0) if part]


def bands(words: Iterable[Word]) -> list[list[Word]]:
    """The words cut where there is nothing beside nothing, from the top."""
    cut: list[list[Word]] = []
    lowest = float("-inf")
    for word in sorted(words, key=lambda word: word.top):
        if not cut or word.top >= lowest:
            cut.append([])
        cut[-1].append(word)
        lowest = max(lowest, word.base)
    return cut


def pieces(words: Sequence[Word], apart: float) -> list[list[Word]]:
    """Words from the left, cut where nothing stands for so many points."""
    cut: list[list[Word]] = []
    reached = float("-inf")
    for word in sorted(words, key=lambda word: word.left):
        if not cut or word.left - reached >= apart:
            cut.append([])
        cut[-1].append(word)
        reached = max(reached, word.right)
    return cut


class _Cutter:
    def __init__(self, letters: Letters, rules: Sequence[Box], runs_left: bool) -> None:
        self._letters = letters
        self._rules = rules
        self._runs_left = runs_left

    def column(self, words: Sequence[Word]) -> Column:
        found = lines(words, self._letters, runs_left=self._runs_left)
        left, right = min(word.left for word in words), max(word.right for word in words)
        return Column(tuple(found), left, right)

    def parts(self, words: list[Word], depth: int) -> Iterator[list[Word]]:
        """The words of each column; stretches that are no columns stay together."""
        together: list[Word] = []
        for stretch in _stretches(words, self._rules, self._runs_left):
            cut = self._cut(stretch) if depth < _DEEPEST else [stretch]
            if len(cut) == 1:
                together += stretch
                continue
            yield from self._as_written(together)
            together = []
            for part in cut:
                yield from self.parts(part, depth + 1)
        yield from self._as_written(together)

    def _cut(self, words: list[Word]) -> list[list[Word]]:
        """A stretch cut at those of its gutters that have columns on both sides."""
        cut = [words]
        for left, right in _inner(_free(words), words):
            middle = (left + right) / 2
            one = [word for word in cut[-1] if word.left < middle]
            other = [word for word in cut[-1] if word.left >= middle]
            if not (one and other) or self._is_ruled(left, right, cut[-1]):
                continue
            if _are_columns(one, other):
                cut[-1:] = [one, other]
        return _with_tail(cut[::-1] if self._runs_left else cut)

    def _is_ruled(self, left: float, right: float, words: Sequence[Word]) -> bool:
        """Whether lines are drawn across a gutter: between the rows of a table."""
        top, bottom = min(word.base for word in words), max(word.top for word in words)
        across = {
            round(rule.top / 3)
            for rule in self._rules
            if rule.left <= left + 1 and rule.right >= right - 1 and top < rule.top < bottom
        }
        return len(across) >= 2

    def _as_written(self, words: list[Word]) -> Iterator[list[Word]]:
        """The words, cut where they were written elsewhere if no gutter tells texts beside each
        other apart."""
        if words:
            yield from _written_apart(words) if _stand_beside(words) else [words]


def _with_tail(cut: list[list[Word]]) -> list[list[Word]]:
    """Columns in reading order, and after them what stands below all that come later and was
    written after them: it only looks like the end of its column."""
    if len(cut) == 1:
        return cut
    kept: list[list[Word]] = []
    tail: list[Word] = []
    for at, column in enumerate(cut):
        later = [word for other in cut[at + 1 :] for word in other if word.at]
        lowest = max((word.base for word in later), default=float("inf"))
        last = max((word.at[-1] for word in later), default=0)
        after = [word for word in column if word.at and word.top > lowest and word.at[0] > last]
        moved = {id(word) for word in after} if len(after) < len(column) else set()
        kept.append([word for word in column if id(word) not in moved])
        tail += [word for word in column if id(word) in moved]
    return [*kept, tail] if tail else kept


def _across(rules: Sequence[Box]) -> list[Box]:
    """The rules from left to right, those that touch as one."""
    flat = [rule for rule in rules if rule.height < 2.6]
    whole: list[Box] = []
    for rule in sorted(flat, key=lambda rule: (round(rule.top / 1.5), rule.left)):
        last = whole[-1] if whole else None
        if last and abs(last.top - rule.top) < 2 and rule.left <= last.right + 2:
            whole[-1] = around((last, rule))
        else:
            whole.append(rule)
    return whole


# --- gutters -------------------------------------------------------------------------------------


def _stretches(
    words: Sequence[Word], rules: Sequence[Box], runs_left: bool
) -> Iterator[list[Word]]:
    """The words cut from the top into stretches: as many bands as share a gutter, or have none.

    A rule over all columns ends a stretch, and so does a heading over several.
    """
    size = _usual_size(words)
    cut = bands(words)
    ends = _separators(words, rules, size)
    stretch = _Stretch(_GUTTER * size, [])
    for at, band in enumerate(cut):
        if stretch.bands and _is_parted(stretch.bands[-1], band, ends):
            yield stretch.words
            stretch = _Stretch(stretch.least, [])
        elif not stretch.takes(band) or stretch.is_under(band, cut[at + 1 : at + 4], size):
            back = stretch.given_back(band, runs_left)
            yield stretch.words
            stretch = _Stretch(stretch.least, back)
        stretch.add(band)
    if stretch.bands:
        yield stretch.words


def _separators(words: Sequence[Word], rules: Sequence[Box], size: float) -> list[float]:
    """The heights of rules from side to side; those of a table, which follow closely, are none."""
    if not words:
        return []
    left, right = min(word.left for word in words), max(word.right for word in words)
    across = sorted(
        rule.top
        for rule in rules
        if min(rule.right, right) - max(rule.left, left) > 0.9 * (right - left)
    )
    least = 8 * size
    return [
        each
        for at, each in enumerate(across)
        if all(
            abs(each - other) > least for other in across[max(0, at - 1) : at + 2] if other != each
        )
    ]


def _is_parted(above: Sequence[Word], below: Sequence[Word], ends: Sequence[float]) -> bool:
    low, high = max(word.base for word in above), min(word.top for word in below)
    return any(low - 2 < end < high + 2 for end in ends)


class _Stretch:
    """Bands below each other, and where nothing stands in any of them."""

    def __init__(self, least: float, bands: list[list[Word]]) -> None:
        self.least = least
        self.bands: list[list[Word]] = []
        self.free: list[_Interval] = [(float("-inf"), float("inf"))]
        self._reach = _NOWHERE
        for band in bands:
            self.add(band)

    @property
    def words(self) -> list[Word]:
        return [word for band in self.bands for word in band]

    def add(self, band: list[Word]) -> None:
        self.free = self._shared(band)
        self._reach = _joined(self._reach, _reach(band))
        self.bands.append(band)

    @property
    def gutters(self) -> list[_Interval]:
        """Where nothing stands between words."""
        return _between(self.free, self._reach)

    def takes(self, band: Sequence[Word]) -> bool:
        """Whether a band goes on as the ones before it: with one of their gutters, or with none."""
        if not self.bands:
            return True
        if self.gutters:
            return bool(_between(self._shared(band), _joined(self._reach, _reach(band))))
        return not _inner(_free(band), band)

    def is_under(self, band: Sequence[Word], below: Sequence[list[Word]], size: float) -> bool:
        """Whether a band is a heading that ends these columns, with other columns below it."""
        gutters = self.gutters
        if not gutters or min(word.size for word in band) < 1.25 * size:
            return False
        if any(_is_on_both_sides(band, gutter) for gutter in gutters):
            return False
        return any(_is_on_both_sides(each, gutter) for each in below for gutter in gutters)

    def _shared(self, band: Sequence[Word]) -> list[_Interval]:
        shared = _common(self.free, _free(band))
        return [each for each in shared if each[1] - each[0] >= self.least]

    def given_back(self, below: Sequence[Word], runs_left: bool) -> list[list[Word]]:
        """The last bands if they rather belong to what comes below; they are taken out."""
        gutters = self.gutters
        back = self._heading(gutters) if gutters else self._tops(below, runs_left)
        last = self.bands[len(self.bands) - back :]
        del self.bands[len(self.bands) - back :]
        return last

    def _heading(self, gutters: Sequence[_Interval]) -> int:
        """How many of the last bands are a heading over what comes below columns."""
        for back in range(1, min(4, len(self.bands))):
            band, above = self.bands[-back], self.bands[-back - 1]
            if any(_is_on_both_sides(band, gutter) for gutter in gutters):
                return 0
            if _gap(above, band) > 1.2 * max(word.size for word in band):
                return back
        return 0

    def _tops(self, below: Sequence[Word], runs_left: bool) -> int:
        """How many of the last bands are the first lines of later columns, which begin higher."""
        back = 0
        for band in reversed(self.bands[1:]):
            size = max(word.size for word in band)
            left, right = min(word.left for word in band), max(word.right for word in band)
            begins = any(
                -0.5 * size < (gutter[0] - right if runs_left else left - gutter[1]) < 2 * size
                for gutter in _inner(_free(below), below)
                if gutter[1] - gutter[0] > size
            )
            if not begins or _gap(band, below) > size:
                return back
            back += 1
            below = [*band, *below]
        return back


def _gap(above: Sequence[Word], below: Sequence[Word]) -> float:
    return min(word.top for word in below) - max(word.base for word in above)


def _is_on_both_sides(words: Sequence[Word], gutter: _Interval) -> bool:
    sides = {word.left >= gutter[0] for word in words}
    return len(sides) == 2


def _usual_size(words: Sequence[Word]) -> float:
    return statistics.median(word.size for word in words) if words else 10.0


def _free(words: Sequence[Word]) -> list[_Interval]:
    """Where from left to right nothing stands, the margins too; narrow gaps between words not."""
    least = _GUTTER * _usual_size(words)
    free: list[_Interval] = []
    reached = float("-inf")
    for word in sorted(words, key=lambda word: word.left):
        if word.left - reached >= least:
            free.append((reached, word.left))
        reached = max(reached, word.right)
    return [*free, (reached, float("inf"))]


def _common(some: Sequence[_Interval], others: Sequence[_Interval]) -> list[_Interval]:
    return [
        (max(one[0], other[0]), min(one[1], other[1]))
        for one in some
        for other in others
        if max(one[0], other[0]) < min(one[1], other[1])
    ]


def _inner(intervals: Iterable[_Interval], words: Sequence[Word]) -> list[_Interval]:
    """Those with words on both sides."""
    return _between(intervals, _reach(words))


_NOWHERE = (float("inf"), float("-inf"))


def _reach(words: Sequence[Word]) -> _Interval:
    """Where the leftmost word ends and the rightmost begins."""
    if not words:
        return _NOWHERE
    return min(word.right for word in words), max(word.left for word in words)


def _joined(one: _Interval, other: _Interval) -> _Interval:
    return min(one[0], other[0]), max(one[1], other[1])


def _between(intervals: Iterable[_Interval], reach: _Interval) -> list[_Interval]:
    first, last = reach
    return [each for each in intervals if each[0] >= first - 0.01 and each[1] <= last + 0.01]


# --- columns or rows -----------------------------------------------------------------------------


def _are_columns(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether two sides are read one after the other and not line by line."""
    one, other = _Side(left), _Side(right)
    if not one.words or not other.words:
        return True  # a picture beside words
    if one.is_of_bullets:
        return False
    if min(one.lines, other.lines) < 2:
        return (one.is_prose or other.is_prose) and _is_first(one, other)
    full = one.is_prose and other.is_prose
    if _are_written_in_rows(one, other, 6 if full else 4):
        return full and one.is_long and other.is_long and one.is_written_by_lines(other)
    return full or not (one.is_narrow or other.is_narrow) or _is_first(one, other)


class _Side:
    """What stands on one side of a gutter."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = sorted((word for word in words if word.at), key=lambda word: word.at[0])
        self._rows: dict[int, list[Word]] = {}
        for word in self.words:
            self._rows.setdefault(round(word.base / max(word.size / 2, 1)), []).append(word)
        self.lines = len(self._rows)

    @property
    def size(self) -> float:
        return _usual_size(self.words)

    @property
    def width(self) -> float:
        return max(word.right for word in self.words) - min(word.left for word in self.words)

    @property
    def is_narrow(self) -> bool:
        return self.width < 4 * self.size

    @property
    def is_of_bullets(self) -> bool:
        return all(len(word.text) <= 3 and not word.text.isalpha() for word in self.words)

    @property
    def is_prose(self) -> bool:
        """Whether most lines are full."""
        rows = self._rows.values()
        widths = [max(w.right for w in row) - min(w.left for w in row) for row in rows]
        letters = sum(len(word.text) for word in self.words)
        full = statistics.median(widths) >= 0.7 * self.width
        return self.lines >= 3 and full and letters >= 10 * self.lines

    @property
    def is_long(self) -> bool:
        """Whether it is beyond chance that there is a gutter beside it."""
        return self.lines >= 6 and sum(len(word.text) for word in self.words) >= 14 * self.lines

    def is_written_by_lines(self, other: _Side) -> bool:
        return len(_turns(self, other)) >= 1.5 * min(self.lines, other.lines)


def _turns(one: _Side, other: _Side) -> list[list[Word]]:
    """The words of both sides as they were written, cut where the side changes."""
    size = _usual_size([*one.words, *other.words])
    sided = [
        (word.at[0], side, word)
        for side, words in enumerate((one.words, other.words))
        for word in words
        if word.size < 1.6 * size
    ]
    turns: list[list[Word]] = []
    before = -1
    for _at, side, word in sorted(sided, key=lambda each: each[:2]):
        if side != before:
            turns.append([])
        turns[-1].append(word)
        before = side
    return turns


def _are_written_in_rows(one: _Side, other: _Side, fewest: int) -> bool:
    """Whether the writing went from side to side, so often at least, and always downwards."""
    turns = _turns(one, other)
    if len(turns) < fewest:
        return False
    tops = [min(word.base for word in turn) for turn in turns]
    size = max(one.size, other.size)
    down = sum(there >= here - size for here, there in pairwise(tops))
    return down >= 0.8 * (len(turns) - 1)


def _is_first(one: _Side, other: _Side) -> bool:
    """Whether one side was written before the other was begun."""
    return len(_turns(one, other)) == 2


# --- texts beside each other without a gutter ----------------------------------------------------


def _stand_beside(words: Sequence[Word]) -> bool:
    """Whether many lines hold words of two texts: apart on the sheet, and not written together."""
    beside = counted = 0
    for band in bands(words):
        cut = pieces([word for word in band if word.at], 1.2 * _usual_size(band))
        counted += bool(cut)
        beside += len(cut) > 1 and all(
            _is_a_phrase(one) and _is_a_phrase(other) and not _follows(one, other)
            for one, other in pairwise(cut)
        )
    return beside >= 3 and beside >= 0.2 * counted


def _is_a_phrase(words: Sequence[Word]) -> bool:
    return sum(len(word.text) for word in words) >= 10


def _follows(one: Sequence[Word], other: Sequence[Word]) -> bool:
    return 0 < min(w.at[0] for w in other) - max(w.at[-1] for w in one) <= _NEXT


def _written_apart(words: Sequence[Word]) -> list[list[Word]]:
    """The words in the order of writing, cut where it went up again or far to the side."""
    cut: list[list[Word]] = []
    left, right = float("inf"), float("-inf")
    for word in sorted((word for word in words if word.at), key=lambda word: word.at[0]):
        if not cut or _is_elsewhere(cut[-1][-1], word) or not _meets(word, left, right):
            cut.append([])
            left, right = word.left, word.right
        cut[-1].append(word)
        left, right = min(left, word.left), max(right, word.right)
    pictures = [word for word in words if not word.at]
    return [*cut, *([word] for word in pictures)]


def _is_elsewhere(one: Word, other: Word) -> bool:
    size = max(one.size, other.size)
    if other.base < one.base - size:
        return True
    same_line = abs(other.base - one.base) < 0.5 * size
    return same_line and other.left - one.right > 2 * size


def _meets(word: Word, left: float, right: float) -> bool:
    """Whether a word is over, under or close beside what reaches from left to right."""
    close = 2 * word.size
    return left - close < word.right and word.left < right + close
