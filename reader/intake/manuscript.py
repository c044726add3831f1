"""A document of a word processor as it is put together: Word, OpenDocument and RTF write into it.

It takes words with their styles one stretch after the other, ends them as blocks, and keeps over
which words each mark lies, however the text is cleaned afterwards.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count

from reader import model, text
from reader.errors import NotAnArticle
from reader.intake import blocks as page_blocks
from reader.intake.document import captured
from reader.intake.metadata import Metadata
from reader.messages import _
from reader.model import (
    Block,
    BlockKind,
    Captured,
    Carried,
    Cell,
    Colour,
    Container,
    Figure,
    Footnote,
    Link,
    Passage,
    Picture,
    Remark,
    Span,
    Style,
    Table,
)
from reader.values import dataclass

_MOST_CARRIED = 60_000_000
"""Bytes of pictures that come along with a document; the rest stays in the file."""

_MARK = "mark:"
"""While a text is put together, a mark is a link with such an address over its words: what moves
the styles of a text when it is cleaned then moves the marks too."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the words that are being written will be."""

    kind: BlockKind = "paragraph"
    level: int = 0
    containers: tuple[Container, ...] = ()


class Manuscript:
    """The blocks of a document in the making."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.carried: dict[str, bytes] = {}
        self._raw: list[str] = []
        self._length = 0
        self._spans: list[Span] = []
        self._apart: list[Span] = []
        self._open: dict[str, int] = {}
        self._empty: set[str] = set()
        self._points: set[str] = set()
        self._numbers = count(1)
        self._room = _MOST_CARRIED

    def number(self) -> int:
        """A number for a container that no other has."""
        return next(self._numbers)

    # --- words

    def words(self, words: str, styles: Iterable[Style] = ()) -> None:
        """Goes on with these words. A newline in them is a hard break."""
        if not words:
            return
        start = self._length
        self._raw.append(words.replace("\n", text.HARD_BREAK))
        self._length += len(words)
        self._spans += [Span(start, self._length, style) for style in styles]
        self._empty.clear()

    def picture(self, src: str, alt: str, *, apart: bool = False) -> None:
        """Goes on with a picture; one that floats `apart` stands before the paragraph."""
        shown = Picture(src, " ".join(alt.split())[:2000])
        if apart:
            self._apart.append(Span(0, 1, shown))
        else:
            self.words(model.PICTURE, (shown,))

    def carry(self, src: str, content: bytes) -> None:
        """Takes along the bytes of a picture, as long as there is room for them."""
        if src not in self.carried and len(content) <= self._room:
            self.carried[src] = content
            self._room -= len(content)

    # --- marks

    def begin_mark(self, key: str) -> None:
        """From here on the words are under this mark."""
        self._open[key] = self._length
        self._empty.add(key)

    def end_mark(self, key: str) -> None:
        """Up to here; a mark that began and ends between two words is on the whole paragraph."""
        start = self._open.pop(key, None)
        if start is None:
            return
        if key in self._empty:
            self._empty.discard(key)
            self._points.add(key)
        self._mark(key, start)

    def point(self, key: str) -> None:
        """A mark that stands here, on no words: it is on the whole paragraph."""
        self._points.add(key)

    def is_open(self, key: str) -> bool:
        return key in self._open

    def _mark(self, key: str, start: int) -> None:
        if start < self._length:
            self._spans.append(Span(start, self._length, Link(_MARK + key)))

    # --- blocks

    def end(self, place: Place = Place()) -> None:  # noqa: B008 - a frozen value
        """Ends what is being written as one block; marks that are open go on in the next."""
        for key, start in self._open.items():
            self._mark(key, start)
            self._open[key] = 0
        raw, spans, apart = "".join(self._raw), self._spans, self._apart
        self._raw, self._length, self._spans, self._apart = [], 0, [], []
        blocks = [_shown(span, place) for span in apart]
        blocks += _blocks_of(raw, spans, place)
        if blocks and self._points:
            points = [Link(_MARK + key) for key in sorted(self._points)]
            self._points.clear()
            blocks[-1] = _under(blocks[-1], points)
        self.blocks += blocks

    def more_code(self) -> None:
        """Joins the last two blocks, which are lines of one code."""
        last, line = self.blocks[-2:]
        at = len(last.text) + 1
        moved = (Span(each.start + at, each.end + at, each.style) for each in line.spans)
        joined = replace(last, text=f"{last.text}\n{line.text}", spans=(*last.spans, *moved))
        self.blocks[-2:] = [joined]


def _blocks_of(raw: str, spans: Sequence[Span], place: Place) -> list[Block]:
    """The block of these words; pictures without any words are each a block of their own."""
    pictures = [span for span in spans if isinstance(span.style, Picture)]
    without = raw.replace(model.PICTURE, "")
    if pictures and not without.strip(_NO_TEXT):
        marks = [span for span in spans if _is_mark(span)]
        return [_shown(each, place, _over(each, marks)) for each in pictures]
    if place.kind == "code":
        raw = raw.replace(text.HARD_BREAK, "\n")
        spans = [span for span in spans if isinstance(span.style, Link | Picture)]
    if place.kind == "heading":
        spans = [span for span in spans if span.style != "strong"]
    kind, level = place.kind, place.level
    if kind == "picture" or (kind == "heading" and len(raw) > _LONGEST_HEADING):
        kind, level = "paragraph", 0
    made = model.leaf(kind, raw, spans, containers=place.containers, level=level)
    return [] if made is None else [made]


_NO_TEXT = " \t\n\r\f\xa0\u200b\ufeff" + text.HARD_BREAK
_LONGEST_HEADING = 400


def _shown(span: Span, place: Place, marks: Iterable[Style] = ()) -> Block:
    spans = (Span(0, 1, span.style), *(Span(0, 1, mark) for mark in marks))
    return Block("picture", model.PICTURE, spans, place.containers)


def _over(span: Span, marks: Iterable[Span]) -> list[Style]:
    return [each.style for each in marks if each.start <= span.start and each.end >= span.end]


def _is_mark(span: Span) -> bool:
    return isinstance(span.style, Link) and span.style.href.startswith(_MARK)


def _under(block: Block, marks: Iterable[Link]) -> Block:
    """The block with these marks over all of it."""
    whole = tuple(Span(0, len(block.text), mark) for mark in marks)
    return replace(block, spans=(*block.spans, *whole))


# --- the whole -----------------------------------------------------------------------------------


def finished(
    source: model.Source,
    facts: Metadata,
    manuscript: Manuscript,
    remarks: Mapping[str, Remark],
    *,
    note: str = "",
    tags: tuple[str, ...] = (),
    as_it_was: bool = False,
) -> Captured:
    """The capture of a manuscript whose marks say what `remarks` says of their keys.

    A block that says just the title is the headline and not repeated. A remark whose mark is
    nowhere keeps its quote, if it has one. The topmost headings become those of level 2, unless
    the document is to be `as_it_was`. NotAnArticle if there are no words.
    """
    written = with_figures(manuscript)
    if not any(char.isalnum() for block in written for char in block.text):
        raise NotAnArticle(
            _("There are no words in this document."),
            _("If it shows scanned pages, ask for the text."),
        )
    headline = _headline(written, facts.title)
    facts = facts.titled(facts.title or (written[headline].text if headline is not None else ""))
    body = [block for at, block in enumerate(written) if at != headline]
    body = body if as_it_was else page_blocks.with_first_level(body)
    whole = captured(source, facts, [_unmarked(block) for block in body], tags=tags)
    starts = whole.document.starts[1:]
    places = _places(zip(starts, body, strict=True))
    if headline is not None:
        places = _places(((0, _on_one_line(written[headline])),), places)
    shown = set(whole.pictures)
    return replace(
        whole,
        carried=tuple(Carried(src, content) for src, content in _sorted(manuscript, shown)),
        remarks=_placed(remarks, places, whole.document.text),
        note=note,
    )


def _on_one_line(block: Block) -> Block:
    """The block as a headline has it: white space of every kind is one space."""
    landing: list[int] = []
    length, waits = 0, False
    for char in block.text:
        if not char.isspace():
            length += waits and length > 0
            waits = False
        landing.append(length)
        if char.isspace():
            waits = True
        else:
            length += 1
    landing.append(length)
    spans = (Span(landing[each.start], landing[each.end], each.style) for each in block.spans)
    return replace(block, text=" ".join(block.text.split()), spans=tuple(spans))


def _sorted(manuscript: Manuscript, shown: set[str]) -> list[tuple[str, bytes]]:
    return [each for each in manuscript.carried.items() if each[0] in shown]


def _headline(written: Sequence[Block], title: str) -> int | None:
    """Which block is the headline: the one that says the title near the top, else, without a
    title, a heading that opens the text, or a line that may be one."""
    near = range(min(_NEAR_TOP, len(written)))
    if title:
        same = page_blocks.letters(title)
        return next((at for at in near if page_blocks.letters(written[at].text) == same), None)
    first = next((at for at in near if written[at].kind != "picture"), None)
    if first is None or not any(map(_is_body, written[first + 1 :])):
        return None
    return first if _may_be_headline(written[first]) else None


def _is_body(block: Block) -> bool:
    return block.kind != "picture" and not any(
        isinstance(one, Footnote) for one in block.containers
    )


def _may_be_headline(block: Block) -> bool:
    if block.kind == "heading":
        return True
    is_line = block.kind == "paragraph" and not block.containers and "\n" not in block.text
    return is_line and len(block.text) <= _LONGEST_LINE and not block.text.endswith(_ENDS)


_LONGEST_LINE = 200
_ENDS = tuple(".!?…。！？:;,»”)")
_NEAR_TOP = 4


def _unmarked(block: Block) -> Block:
    if not any(map(_is_mark, block.spans)):
        return block
    return replace(block, spans=tuple(span for span in block.spans if not _is_mark(span)))


def _places(
    blocks: Iterable[tuple[int, Block]], known: Mapping[str, Passage] | None = None
) -> dict[str, Passage]:
    """From the first to the last word of each mark in these blocks, which begin at these
    offsets."""
    places = dict(known or {})
    for start, block in blocks:
        for span in block.spans:
            if not (isinstance(span.style, Link) and _is_mark(span)):
                continue
            key = span.style.href[len(_MARK) :]
            here = Passage(start + span.start, start + span.end)
            there = places.get(key, here)
            places[key] = Passage(min(here.start, there.start), max(here.end, there.end))
    return places


def _placed(
    remarks: Mapping[str, Remark], places: Mapping[str, Passage], words: str
) -> tuple[Remark, ...]:
    """The remarks in the order of their places, with their words; those without any come last."""
    made: list[tuple[int, Remark]] = []
    for key, remark in remarks.items():
        there = places.get(key)
        where = model.trimmed(words, there) if there else None
        if where is not None:
            made.append((where.start, replace(remark, passage=where, quote=where.of(words))))
        else:
            made.append((len(words), remark))
    return _without_doubles([remark for _at, remark in sorted(made, key=lambda each: each[0])])


def _without_doubles(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """Without the bare highlights whose words have a comment, and without those on no words; the
    comments that begin in a highlight take its colour."""
    said = [each for each in remarks if not _is_bare(each)]
    passages = [each.passage for each in said if each.passage]
    covered, begins = _joined(passages), sorted(each.start for each in passages)
    colours: dict[int, Colour] = {}
    doubles: set[int] = set()
    for pen in remarks:
        if not _is_bare(pen) or pen.colour is None:
            continue
        if pen.passage is None or _is_covered(pen.passage, covered):
            doubles.add(id(pen))
        if pen.passage is not None:
            first, end = (bisect_left(begins, at) for at in (pen.passage.start, pen.passage.end))
            colours |= dict.fromkeys(begins[first:end], pen.colour)
    return tuple(
        replace(each, colour=colours.get(each.passage.start))
        if each.passage and each.colour is None
        else each
        for each in remarks
        if id(each) not in doubles
    )


def _is_covered(passage: Passage, stretches: Sequence[tuple[float, float]]) -> bool:
    at = bisect_right(stretches, (passage.start, math.inf)) - 1
    return at >= 0 and stretches[at][1] >= passage.end


def _is_bare(remark: Remark) -> bool:
    return remark.colour is not None and not (remark.note or remark.by or remark.label)


def _joined(passages: Iterable[Passage]) -> list[tuple[float, float]]:
    """The passages as stretches in order, those that touch as one."""
    made: list[tuple[float, float]] = []
    for each in sorted(passages):
        if made and each.start <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(made[-1][1], each.end))
        else:
            made.append((each.start, each.end))
    return made


def with_figures(manuscript: Manuscript) -> list[Block]:
    """The blocks, each picture that a caption follows in one figure with it."""
    made: list[Block] = []
    for block in manuscript.blocks:
        before = made[-1] if made else None
        if (
            block.kind == "caption"
            and before is not None
            and before.kind == "picture"
            and before.containers == block.containers
            and not any(isinstance(each, Figure) for each in block.containers)
        ):
            figure = Figure(manuscript.number())
            made[-1] = replace(before, containers=(*before.containers, figure))
            block = replace(block, containers=(*block.containers, figure))
        made.append(block)
    return made


def without_start(block: Block, count: int) -> Block:
    """The block without its first characters, as many as `count`."""
    spans = (
        replace(span, start=max(0, span.start - count), end=span.end - count)
        for span in block.spans
        if span.end > count
    )
    return replace(block, text=block.text[count:], spans=tuple(spans))


def without_bold(block: Block) -> Block:
    """A cell of a header whose words are all bold, as headers are."""
    rest = tuple(span for span in block.spans if span.style != "strong")
    bold = [span for span in block.spans if span.style == "strong"]
    is_all = sum(span.end - span.start for span in bold) == len(block.text)
    return replace(block, spans=rest) if bold and is_all else block


def numbered_after(blocks: Iterable[Block], last: int) -> list[Block]:
    """The blocks with their containers' numbers moved up, so that those up to `last` are free."""
    return [
        replace(block, containers=tuple(replace(one, n=one.n + last) for one in block.containers))
        if block.containers
        else block
        for block in blocks
    ]


# --- highlights ----------------------------------------------------------------------------------


class Pen:
    """A highlighter: each stretch that it goes over in one colour becomes a remark.

    `remarks` gets them, under the keys of the manuscript's marks.
    """

    def __init__(self, manuscript: Manuscript, remarks: dict[str, Remark]) -> None:
        self._manuscript = manuscript
        self._remarks = remarks
        self._held: tuple[Colour, str] | None = None

    def over(self, colour: Colour | None, words: str) -> None:
        """Goes on over the words that come, in this colour or none; white space breaks nothing."""
        now = self._held[0] if self._held else None
        if colour == now or (colour is None and not words.strip()):
            return
        self.lift()
        if colour is not None:
            self.take(colour)

    def take(self, colour: Colour) -> None:
        """Begins a stretch in this colour."""
        self.lift()
        key = f"pen/{len(self._remarks)}"
        self._remarks[key] = Remark(colour=colour)
        self._held = (colour, key)
        self._manuscript.begin_mark(key)

    def lift(self) -> None:
        """Ends the stretch, if there is one."""
        if self._held is not None:
            self._manuscript.end_mark(self._held[1])
            self._held = None


# --- tables --------------------------------------------------------------------------------------


class Grid:
    """Where the cells of a table stand, told row by row, with the room that spanning ones take."""

    def __init__(self, manuscript: Manuscript) -> None:
        self._manuscript = manuscript
        self.table = Table(manuscript.number())
        self._row = -1
        self._column = 0
        self._taken: dict[int, int] = {}

    def row(self) -> None:
        """Begins the next row."""
        self._row += 1
        self._column = 0

    def skip(self, columns: int) -> None:
        """Leaves room at the beginning of a row."""
        self._column += max(0, min(columns, _WIDEST))

    def cell(self, *, rows: int = 1, columns: int = 1, header: bool = False) -> Cell:
        """The next cell of this row."""
        rows, columns = max(1, min(rows, _TALLEST)), max(1, min(columns, _WIDEST))
        while self._taken.get(self._column, 0) > self._row:
            self._column += 1
        at = self._column
        self._column += columns
        if rows > 1:
            for column in range(at, self._column):
                self._taken[column] = self._row + rows
        return Cell(self._manuscript.number(), self._row, at, header, rows, columns)


_WIDEST, _TALLEST = 100, 500

# --- colours -------------------------------------------------------------------------------------

_COLOURS: Mapping[Colour, tuple[int, int, int]] = {
    "yellow": (0xFF, 0xFF, 0x00),
    "blue": (0x00, 0x90, 0xFF),
    "orange": (0xFF, 0x99, 0x00),
    "green": (0x00, 0xE0, 0x00),
    "grey": (0xC0, 0xC0, 0xC0),
    "red": (0xFF, 0x20, 0x20),
    "teal": (0x00, 0x90, 0x90),
    "pink": (0xFF, 0x60, 0xE0),
}
"""One strong tone of each; of a paler one the hue decides."""


def colour_of(rgb: str) -> Colour | None:
    """Which colour of ours a marker pen of this colour (`FFFF00`) is; None for white and black,
    which mark nothing, and for what is no colour."""
    if not re.fullmatch(r"#?[0-9a-fA-F]{6}", rgb):
        return None
    red, green, blue = (int(rgb[-6:][at : at + 2], 16) for at in (0, 2, 4))
    low, high = min(red, green, blue), max(red, green, blue)
    if low > 0xF4 or high < 0x20:
        return None
    if high - low < 0x18:
        return "grey"
    strong = tuple(255 * (one - low) // (high - low) for one in (red, green, blue))
    if high < 0xB0:
        strong = tuple(one * high // 255 for one in strong)
    return min(_COLOURS, key=lambda name: _distance(_COLOURS[name], strong))


def _distance(one: Sequence[int], other: Sequence[int]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
