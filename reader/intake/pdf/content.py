"""Paragraphs to blocks: headings, lists, tables, figures, footnotes, with their inline styles."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import count

from reader import model, text
from reader.intake.pdf import hyphens, leftward
from reader.intake.pdf.hyphens import Words
from reader.intake.pdf.lines import BULLET, LEADER, NUMBER, Run, line_of
from reader.intake.pdf.paper import Letters, Word
from reader.intake.pdf.paragraphs import Para
from reader.model import Block, BlockKind, Cell, Container, Figure, Footnote, Item, Span
from reader.values import dataclass

_LONGEST_HEADING = 220
_MOST_HEADING_LINES = 5
_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|abb(?:ildung|\.)|foto|photo|image|picture|bild|graph(?:ic|ique)?|grafik"
    r"|map|karte|chart|figura|図|图|рис\.?|شكل)\b",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\s*(\d{1,3}|[*†‡§¶]{1,3})[.)\]]?\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Made:
    """A block, and for each place in its text the letter that it is from (`spot`), -1 for none.

    `spots` is empty where nobody asked.
    """

    block: Block
    spots: Sequence[int]
    size: float


def spot(page: int, letter: int) -> int:
    """A number for a letter of a page."""
    return page << 24 | letter if letter >= 0 else -1


def made(
    paras: Sequence[Para],
    size: float,
    letters: dict[int, Letters],
    *,
    runs_left: bool,
    marked: Collection[int] = (),
) -> list[Made]:
    """The blocks of all paragraphs; `size` is that of the text, `letters` are by page.

    Where letters stand is only kept for the pages in `marked`.
    """
    maker = _Maker(paras, size, letters, runs_left, marked)
    return list(maker.blocks())


class _Maker:
    def __init__(
        self,
        paras: Sequence[Para],
        size: float,
        letters: dict[int, Letters],
        runs_left: bool,
        marked: Collection[int],
    ) -> None:
        self._size = size
        self._letters = letters
        self._runs_left = runs_left
        self._marked = marked
        self._words = Words(line for para in paras if not para.src for line in para.lines)
        self._numbers = count(1)
        self._levels = _levels(paras, size)
        self._raised = _raised(paras)
        self._paras, self._notes = self._apart(paras)

    def blocks(self) -> Iterator[Made]:
        at = 0
        while at < len(self._paras):
            para = self._paras[at]
            items = _items(self._paras, at)
            if items:
                yield from self._list(self._paras[at : at + items])
                at += items
            elif para.grid is not None:
                yield from self._table(para)
                at += 1
            elif para.src is not None:
                caption = self._caption(at)
                yield from self._figure(para, caption)
                at += 2 if caption else 1
            else:
                yield from self._words_of(para)
                at += 1
        for mark, paras in self._notes:
            yield from self._footnote(mark, paras)

    def _words_of(self, para: Para) -> Iterator[Made]:
        level = self._levels.get(id(para), 0)
        runs = hyphens.joined(para.lines, self._words)
        yield from self._leaf("heading" if level else "paragraph", runs, para, level=level)

    def _leaf(
        self,
        kind: BlockKind,
        runs: Sequence[Run],
        para: Para,
        containers: tuple[Container, ...] = (),
        level: int = 0,
    ) -> Iterator[Made]:
        raw = "".join(run.text for run in runs)
        if para.lines[0].leftward:
            raw = leftward.with_brackets(raw)
        spans = _spans(runs, kind)
        block = model.leaf(kind, raw, spans, containers=containers, level=level, page=para.page)
        if block is not None:
            is_marked = any(run.page in self._marked for run in runs)
            yield Made(block, _landed(raw, runs, len(block.text)) if is_marked else (), para.size)

    # --- lists -----------------------------------------------------------------------------------

    def _list(self, paras: Sequence[Para]) -> Iterator[Made]:
        """The items of a list; one further in than the one before is in a list within it."""
        open_: list[_Open] = []
        for para in paras:
            at, ordinal = _indent(para), _ordinal(para)
            while len(open_) > 1 and at < open_[-1].indent - _FURTHER * para.size:
                open_.pop()
            if (
                open_
                and open_[-1].list.ordered != (ordinal is not None)
                and _level(open_, at, para)
            ):
                open_.pop()
            if not open_ or at > open_[-1].indent + _FURTHER * para.size:
                made = model.List(next(self._numbers), ordinal is not None, ordinal or 1)
                open_.append(_Open(at, made, None))
            last = open_[-1]
            number = ordinal or (last.item.ordinal + 1 if last.item else 1)
            open_[-1] = replace(last, item=Item(next(self._numbers), number))
            runs = _without_mark(hyphens.joined(para.lines, self._words), ordinal)
            containers = tuple(each for one in open_ for each in (one.list, one.item) if each)
            yield from self._leaf("paragraph", runs, para, containers)

    # --- tables ----------------------------------------------------------------------------------

    def _table(self, para: Para) -> Iterator[Made]:
        assert para.grid is not None
        table = model.Table(next(self._numbers))
        columns = len(para.grid.edges) + 1
        for row, lines in enumerate(para.grid.rows):
            cells: list[list[list[Word]]] = [[] for _column in range(columns)]
            for line in lines:
                parts: dict[int, list[Word]] = {}
                for word in line.words:
                    parts.setdefault(para.grid.column(word), []).append(word)
                for column, words in parts.items():
                    cells[column].append(words)
            for column, of_cell in enumerate(reversed(cells) if self._runs_left else cells):
                if of_cell:
                    cell = Cell(next(self._numbers), row, column, header=row < para.grid.header)
                    yield from self._cell(para, of_cell, (table, cell))

    def _cell(
        self, para: Para, words: Sequence[Sequence[Word]], containers: tuple[Container, ...]
    ) -> Iterator[Made]:
        letters = self._letters[para.page]
        lines = [line_of(each, letters, self._runs_left) for each in words]
        runs = hyphens.joined(lines, self._words)
        cell = containers[-1]
        if isinstance(cell, Cell) and cell.header:
            runs = [replace(run, bold=False) for run in runs]
        yield from self._leaf("paragraph", runs, para, containers)

    # --- figures ---------------------------------------------------------------------------------

    def _caption(self, at: int) -> Para | None:
        """The next paragraph if it is the caption of the picture before it."""
        if at + 1 >= len(self._paras):
            return None
        picture, after = self._paras[at], self._paras[at + 1]
        if after.page != picture.page or after.src or after.grid or len(after.text) > 1000:
            return None
        gap = after.lines[0].top - picture.lines[0].base
        below = -after.size < gap < 3 * after.size
        named = _CAPTION.match(after.text.lstrip()) is not None
        small = after.size < 0.95 * self._size
        return after if below and (small or named) else None

    def _figure(self, picture: Para, caption: Para | None) -> Iterator[Made]:
        shown = model.Picture(picture.src or "")
        around: tuple[Container, ...] = (Figure(next(self._numbers)),) if caption else ()
        block = model.leaf("picture", "", [Span(0, 1, shown)], containers=around, page=picture.page)
        assert block is not None
        yield Made(block, (-1,), 0.0)
        if caption:
            runs = hyphens.joined(caption.lines, self._words)
            yield from self._leaf("caption", runs, caption, around)

    # --- footnotes -------------------------------------------------------------------------------

    def _apart(self, paras: Sequence[Para]) -> tuple[list[Para], list[tuple[str, list[Para]]]]:
        """The paragraphs of the text, and the footnotes, each with its mark."""
        flow: list[Para] = []
        notes: list[tuple[str, list[Para]]] = []
        before: Para | None = None
        for para in paras:
            mark = self._note_mark(para)
            if mark is not None:
                notes.append((mark, [para]))
                before = para
            elif before is not None and _goes_on_below(before, para):
                notes[-1][1].append(para)
                before = para
            else:
                flow.append(para)
                before = None
        return flow, notes

    def _note_mark(self, para: Para) -> str | None:
        """The mark of a footnote: small text below, begun by what stands raised in the text."""
        if para.grid or para.src:
            return None
        if para.size > 0.93 * self._size or para.aside:
            return None
        begun = _NOTE.match(para.text)
        said = (marks for page, marks in self._raised.items() if page <= para.page)
        if begun is None or not any(begun[1] in marks for marks in said):
            return None
        return begun[1]

    def _footnote(self, mark: str, paras: Sequence[Para]) -> Iterator[Made]:
        note = Footnote(next(self._numbers), mark)
        for at, para in enumerate(paras):
            runs = hyphens.joined(para.lines, self._words)
            begun = _NOTE.match("".join(run.text for run in runs)) if at == 0 else None
            rest = _cut(runs, begun.end()) if begun else runs
            yield from self._leaf("paragraph", rest, para, (note,))


def _goes_on_below(note: Para, para: Para) -> bool:
    """Whether a paragraph belongs to the footnote before it."""
    if para.grid or para.src or para.opens or para.page != note.page:
        return False
    return abs(para.size - note.size) < 0.3


# --- runs to a leaf ------------------------------------------------------------------------------


def _landed(raw: str, runs: Sequence[Run], length: int) -> list[int]:
    """The spots by the places of the canonical text."""
    landing = text.clean(raw)[1]
    landed = [-1] * length
    spots = (spot(run.page, at) for run in runs for at in run.at)
    for at, each in enumerate(spots):
        if landing[at] < min(landing[at + 1], length):
            landed[landing[at]] = each
    return landed


def _spans(runs: Sequence[Run], kind: BlockKind) -> list[Span]:
    """The inline styles of runs; what is bold or slanted as a whole is no emphasis."""
    words = [run for run in runs if run.text.strip()]
    all_bold = kind != "paragraph" or all(run.bold for run in words)
    all_italic = kind != "paragraph" or all(run.italic for run in words)
    spans: list[Span] = []
    at = 0
    for run in runs:
        end = at + len(run.text)
        is_said = any(char.isalnum() for char in run.text) or run.text == " "
        if run.bold and not all_bold and is_said:
            spans.append(Span(at, end, "strong"))
        if run.italic and not all_italic and is_said:
            spans.append(Span(at, end, "emphasis"))
        if run.raised:
            spans.append(Span(at, end, run.raised))
        at = end
    return spans


def _cut(runs: Sequence[Run], length: int) -> list[Run]:
    """The runs without their first letters, as many as `length`."""
    kept: list[Run] = []
    for run in runs:
        if length >= len(run.text):
            length -= len(run.text)
        else:
            kept.append(replace(run, text=run.text[length:], at=run.at[length:]))
            length = 0
    return kept


# --- lists ---------------------------------------------------------------------------------------


_FURTHER = 0.8
"""Ems that a list within a list begins further in."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A list that is open, how far in its items begin, and the one that was last."""

    indent: float
    list: model.List
    item: Item | None


def _level(open_: Sequence[_Open], indent: float, para: Para) -> bool:
    return abs(open_[-1].indent - indent) <= _FURTHER * para.size


def _items(paras: Sequence[Para], at: int) -> int:
    """How many paragraphs from here are items of one list, and of lists within it."""
    last: dict[int, int] = {}
    end = at
    while end < len(paras):
        para, ordinal = paras[end], _ordinal(paras[end])
        level = round(_indent(para) / para.size) if para.lines else 0
        if ordinal is not None and abs(para.size - paras[at].size) < 0.5:
            expected = last.get(level, ordinal - 1 if end == at else 0) + 1
            if ordinal != expected or (end == at and para.is_bold):
                break
            last[level] = ordinal
        elif not _is_bulleted(para):
            break
        end += 1
    is_lone = end - at == 1 and not _is_bulleted(paras[at])
    return 0 if is_lone else end - at


def _is_bulleted(para: Para) -> bool:
    if para.grid is not None or para.src is not None:
        return False
    return para.bullet or BULLET.match(para.text) is not None


def _ordinal(para: Para) -> int | None:
    if para.grid is not None or para.bullet:
        return None
    found = NUMBER.match(para.text)
    if found is None:
        return None
    written = found[1] or found[2]
    return int(written) if written.isdigit() else ord(written) - ord("a") + 1


def _indent(para: Para) -> float:
    """How far in a paragraph begins in its column."""
    first = para.lines[0]
    return para.right - first.right if first.leftward else first.left - para.left


def _without_mark(runs: Sequence[Run], ordinal: int | None) -> list[Run]:
    written = "".join(run.text for run in runs)
    mark = (BULLET if ordinal is None else NUMBER).match(written)
    return _cut(runs, mark.end()) if mark else list(runs)


# --- headings ------------------------------------------------------------------------------------


def _levels(paras: Sequence[Para], size: float) -> dict[int, int]:
    """The levels of those paragraphs that are headings, from 2, by their `id`."""
    bold = sum(len(para.text) for para in paras if para.is_bold) > 0.4 * sum(
        len(para.text) for para in paras
    )
    ranks: dict[int, tuple[float, bool]] = {}
    for at, para in enumerate(paras):
        if _may_be_heading(para, paras[at + 1 : at + 2]):
            if para.size > 1.12 * size:
                ranks[id(para)] = (-round(para.size), False)
            elif para.is_bold and not bold and para.size > 0.95 * size:
                ranks[id(para)] = (-round(size), True)
    order = sorted(set(ranks.values()))
    return {key: min(2 + order.index(rank), 6) for key, rank in ranks.items()}


def _may_be_heading(para: Para, after: Sequence[Para]) -> bool:
    if para.grid or para.src or para.aside or para.bullet or BULLET.match(para.text):
        return False
    said = para.text.strip()
    if len(said) > _LONGEST_HEADING or len(para.lines) > _MOST_HEADING_LINES:
        return False
    if not any(char.isalpha() for char in said) or LEADER.search(said):
        return False
    return not said.endswith((".", ":", ",")) or bool(re.match(r"[\dA-Z]+\.", said))


# --- raised marks --------------------------------------------------------------------------------


def _raised(paras: Sequence[Para]) -> dict[int, set[str]]:
    """What stands raised in the text of each page, taken apart at commas."""
    found: dict[int, set[str]] = {}
    for para in paras:
        for line in para.lines:
            for at, run in enumerate(line.runs):
                if run.raised == "sup" and at > 0:
                    found.setdefault(run.page, set()).update(run.text.strip("()[]").split(","))
    return found
