"""From elements straight to the model's blocks: headings, paragraphs, lists, quotes, tables,
code, figures, footnotes, and the inline styles over their text.

It is told which elements are the article and does not judge that, but for single lines that are
furniture (`Read also: ...`). It walks with a stack of its own, so depth does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import takewhile
from urllib.parse import urljoin, urlsplit

from reader import model, text
from reader.intake import furniture, language, posts, unmarked
from reader.intake.figures import is_caption, is_figure, is_subhead, shows_picture
from reader.intake.html import BLOCKS, Element, names
from reader.intake.picture_source import picture_named, source_of
from reader.model import (
    Block,
    BlockKind,
    Cell,
    Container,
    Direction,
    Figure,
    Footnote,
    Item,
    Link,
    List,
    Picture,
    Quote,
    Span,
    Style,
    Table,
)
from reader.values import dataclass

_STYLES: dict[str, Style] = {
    "b": "strong",
    "strong": "strong",
    "em": "emphasis",
    "i": "emphasis",
    "cite": "emphasis",
    "dfn": "emphasis",
    "var": "emphasis",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
    "sub": "sub",
    "sup": "sup",
    "del": "deleted",
    "s": "deleted",
    "strike": "deleted",
}
_SKIPPED = names(
    "script style noscript template svg object embed applet canvas input select option"
    " optgroup textarea button datalist meta link title iframe audio video map"
    " annotation annotation-xml track meter progress"
)
_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LONGEST_HEADING = 400


@dataclass(frozen=True, slots=True)
class _Place:
    """What a block that begins here would be."""

    kind: BlockKind = "paragraph"
    level: int = 0
    containers: tuple[Container, ...] = ()
    lang: str | None = None
    direction: Direction | None = None


def read(
    elements: Sequence[Element],
    *,
    base: str | None,
    headline: str = "",
    left_out: frozenset[Element] = frozenset(),
    is_page: bool = True,
) -> list[Block]:
    """The blocks of these elements in order, the headline not among them.

    `base` makes links absolute; `is_page` drops furniture lines, which are a page's, not a
    document's.
    """
    walk = _Walk(base, left_out, parts_at_breaks=is_page)
    for element in elements:
        walk.over(element)
    blocks = walk.blocks
    if is_page:
        blocks = [block for block in blocks if not _is_furniture(block)]
        blocks = unmarked.with_headings(unmarked.with_captions(blocks))
    blocks = _without_repeats(blocks, headline)
    return with_first_level(blocks)


def paragraphs(lines: Iterable[str]) -> list[Block]:
    """A paragraph block for each line that holds text."""
    return [block for line in lines if (block := model.leaf("paragraph", line)) is not None]


class _Walk:
    """One pass over the elements, with what is open at this point of it."""

    def __init__(
        self, base: str | None, left_out: frozenset[Element], *, parts_at_breaks: bool
    ) -> None:
        self.blocks: list[Block] = []
        self._base = base
        self._left_out = left_out
        self._parts_at_breaks = parts_at_breaks
        self._places = [_Place()]
        self._raw: list[str] = []
        self._length = 0
        self._spans: dict[int, Span] = {}
        self._open: list[tuple[int, int, Style]] = []
        self._opened = 0
        self._containers = 0
        self._cells: dict[Element, Cell] = {}
        self._items: dict[Element, int] = {}
        self._notes: dict[Element, bool] = {}

    def over(self, top: Element) -> None:
        """Read one element and all that is in it."""
        leaving: list[tuple[Element, Callable[[], None]]] = []
        waiting: list[tuple[Element, bool]] = [(top, False)]
        while waiting:
            element, done = waiting.pop()
            if done:
                leaving.pop()[1]()
            elif element.tag == "noscript":
                self._without_script(element)
            elif element.tag == "iframe":
                self._frame(element)
            elif element not in self._left_out and not _is_skipped(element):
                leaving.append((element, self._enter(element)))
                waiting.append((element, True))
                waiting.extend((child, False) for child in reversed(element))
                self._write(element.text)
                continue
            if element is not top:
                self._write(element.tail)
        self._finish()

    # what an element opens; the answer closes it

    def _enter(self, element: Element) -> Callable[[], None]:
        name = element.tag
        if name == "br":
            return self._break()
        if name == "img":
            return self._picture(element)
        if name in BLOCKS or is_caption(element):
            return self._begin(element)
        if is_break(element):
            return self._break()
        if name == "span" and self._runs_on(element):
            self._write(" ")
        style = self._style(element)
        if style is not None:
            self._opened += 1
            self._open.append((self._opened, self._length, style))
            return self._close_style
        if name == "q" or (name == "rt" and not _has_brackets(element)):
            return self._quoted(name)
        return _nothing

    def _runs_on(self, element: Element) -> bool:
        """Whether a sentence in a `span` of its own would touch the one before it."""
        before = element.getprevious()
        if before is None or before.tag != "span" or before.tail or not element.text:
            return False
        said = self._raw[-1] if self._raw else ""
        whole = len(said) >= _LONG_LINE and _ENDS_SENTENCE.search(said) is not None
        return whole and element.text[:1].isupper()

    def _begin(self, element: Element) -> Callable[[], None]:
        self._finish()
        self._places.append(self._place(element))
        if element.tag == "figure" and (shown := picture_named(element)) is not None:
            self._show(shown, "")
        if element.tag == "blockquote" and (address := posts.quoted(element)) is not None:
            return lambda: self._end_post(address)
        return self._end

    def _frame(self, element: Element) -> None:
        """A post of another site in a frame: a quote of which only the link is known."""
        if (address := posts.framed(element)) is not None:
            self._finish()
            place = self._places[-1]
            quote = (*place.containers, Quote(self._number()))
            self._places.append(replace(place, containers=quote))
            self._end_post(address)

    def _end_post(self, address: str) -> None:
        """End a post from another site with the link to it."""
        self._finish()
        self._spans[0] = Span(0, len(address), Link(address))
        self._write(address)
        self._end()

    def _end(self) -> None:
        self._finish()
        self._places.pop()

    def _place(self, element: Element) -> _Place:
        above = self._places[-1]
        name = str(element.tag)
        if above.kind == "heading" and name not in _HEADINGS:
            return above
        place = self._in_language(element, above)
        kind, level = self._kind(element, name, place)
        containers = place.containers
        if kind not in ("heading", "code") or name in ("li", "td", "th"):
            containers += self._container(element)
        return _Place(kind, level, containers, place.lang, place.direction)

    def _kind(self, element: Element, name: str, place: _Place) -> tuple[BlockKind, int]:
        """Kind and level of what begins with this element."""
        kept: BlockKind = place.kind if place.kind in ("caption", "code") else "paragraph"
        if name in _HEADINGS:
            nested = any(isinstance(one, Cell | Item | Figure) for one in place.containers)
            return (kept, 0) if nested else ("heading", _HEADINGS[name])
        if name in ("figcaption", "caption") or is_caption(element):
            return "caption", 0
        if name in ("p", "div") and not place.containers and is_subhead(element):
            return "heading", 3
        return ("code" if name in ("pre", "listing", "xmp") else kept), 0

    def _in_language(self, element: Element, place: _Place) -> _Place:
        declared, direction = element.get("lang"), element.get("dir")
        if declared:
            place = replace(place, lang=language.tag(declared))
        if direction in ("ltr", "rtl"):
            place = replace(place, direction="rtl" if direction == "rtl" else "ltr")
        return place

    def _container(self, element: Element) -> tuple[Container, ...]:
        match element.tag:
            case "ul" | "ol" | "menu" | "dir" if _is_notes(element) or _is_of_sections(element):
                return ()
            case "ul" | "menu" | "dir":
                return (List(self._number()),)
            case "ol":
                start = _whole_number(element.get("start"), 1)
                return (List(self._number(), True, start),)
            case "li":
                return self._item(element)
            case "blockquote":
                return (Quote(self._number()),)
            case "table" if _holds_data(element):
                table = Table(self._number())
                self._cells.update(self._grid(element))
                return (table,)
            case "td" | "th" if element in self._cells:
                return (self._cells[element],)
            case "figure" | "div" if is_figure(element):
                inside = any(isinstance(one, Figure) for one in self._places[-1].containers)
                return () if inside else (Figure(self._number()),)
        return ()

    def _item(self, element: Element) -> tuple[Container, ...]:
        parent = element.getparent()
        before = self._before(element, parent)
        if parent is not None and self._notes[parent]:
            return (Footnote(self._number(), str(1 + before)),)
        above = self._places[-1].containers
        if not above or not isinstance(above[-1], List):
            return ()
        start = above[-1].start if above[-1].ordered else 1
        return (Item(self._number(), _whole_number(element.get("value"), start + before)),)

    def _before(self, item: Element, parent: Element | None) -> int:
        """How many items its list has before this one; the list is looked at once."""
        if parent is not None and parent not in self._notes:
            self._notes[parent] = _is_notes(parent)
            items = enumerate(parent.iterchildren("li"))
            self._items.update({item: number for number, item in items})
        return self._items.get(item, 0)

    def _grid(self, table: Element) -> dict[Element, Cell]:
        """Where each cell of a table stands, with the room that spanning cells take."""
        cells: dict[Element, Cell] = {}
        taken: set[tuple[int, int]] = set()
        lines = _rows(table)
        for row, line in enumerate(lines):
            column = 0
            for cell in line.iterchildren("td", "th"):
                while (row, column) in taken:
                    column += 1
                rows = max(1, min(_whole_number(cell.get("rowspan"), 1), len(lines) - row))
                columns = max(1, min(_whole_number(cell.get("colspan"), 1), 100))
                if len(taken) > _MOST_TAKEN:
                    rows = columns = 1
                header = cell.tag == "th"
                cells[cell] = Cell(self._number(), row, column, header, rows, columns)
                taken |= {
                    (row + down, column + on) for down in range(rows) for on in range(columns)
                }
                column += columns
        return cells

    def _number(self) -> int:
        self._containers += 1
        return self._containers

    def _style(self, element: Element) -> Style | None:
        if element.tag == "a":
            href = self.absolute(element.get("href"))
            return Link(href, _line(element.get("title"))) if href else None
        style = None if _cites_work(element) else _STYLES.get(str(element.tag))
        return style or _named_style(element) or _drawn_style(element.get("style"))

    def absolute(self, href: str | None) -> str | None:
        """An http, https or mailto address in full; None for any other."""
        if not href or (href.lstrip()[:1] == "#" and not self._base):
            return None
        try:
            whole = urljoin(self._base or "", "".join(href.split("\n")).strip())
            parts = urlsplit(whole)
        except ValueError:
            return None
        if parts.scheme == "mailto" or (parts.scheme in ("http", "https") and parts.netloc):
            return whole
        return None

    # text

    def _write(self, words: str | None) -> None:
        if not words:
            return
        if self._places[-1].kind != "code":
            words = words.replace("\u2028", "\n").replace("\u2029", "\n")
        self._raw.append(words)
        self._length += len(words)

    def _break(self) -> Callable[[], None]:
        if self._places[-1].kind == "code":
            self._write("\n")
            return _nothing
        if self._ends_with_break():
            self._finish()
        else:
            self._raw.append(text.HARD_BREAK)
            self._length += 1
        return _nothing

    def _ends_with_break(self) -> bool:
        for piece in reversed(self._raw):
            if piece.strip(" \t\n\r\f\xa0"):
                return piece.rstrip(" \t\n\r\f\xa0").endswith(text.HARD_BREAK)
        return False

    def _picture(self, image: Element) -> Callable[[], None]:
        alt = _line(image.get("alt"))
        if _is_emoji(image, alt):
            self._write(alt)
            return _nothing
        source = source_of(image)
        if source is not None:
            self._show(source, alt)
        return _nothing

    def _show(self, source: str, alt: str) -> None:
        """Write the picture at this address as the page gives it, if it may be shown."""
        address: str | None = source
        if not source.startswith(("data:", "cid:")):
            address = self.absolute(source) or (None if self._base else _relative(source))
        if address is not None:
            self._opened += 1
            self._spans[self._opened] = Span(self._length, self._length + 1, Picture(address, alt))
            self._write(model.PICTURE)

    def _without_script(self, element: Element) -> None:
        """A picture that the page has for browsers without scripts, if it shows no other there."""
        parent = element.getparent()
        if parent is None or (element.tail and element.tail.strip()):
            return
        others = (image for image in parent.iter("img") if image.getparent() is not element)
        if any(source_of(image) for image in others):
            return
        for image in element.iter("img"):
            self._picture(image)

    def _quoted(self, name: str) -> Callable[[], None]:
        opening, closing = ("“", "”") if name == "q" else ("(", ")")
        self._write(opening)
        return lambda: self._write(closing)

    def _close_style(self) -> None:
        order, start, style = self._open.pop()
        self._spans[order] = Span(start, self._length, style)

    # blocks

    def _finish(self) -> None:
        """End the block that is being written; styles open here go on in the next one."""
        for order, start, style in self._open:
            self._spans[order] = Span(start, self._length, style)
        # In the order they were opened, so that of two over the same words the outer is first.
        spans = [self._spans[order] for order in sorted(self._spans)]
        raw = "".join(self._raw)
        self._raw, self._length, self._spans = [], 0, {}
        self._open = [(order, 0, style) for order, _start, style in self._open]
        if raw and not raw.isspace():
            place = self._places[-1]
            whole = not self._parts_at_breaks or place.kind != "paragraph"
            for part, over in [(raw, spans)] if whole else _parts(raw, spans):
                self.blocks.extend(_blocks_of(part, over, place))


def _has_brackets(reading: Element) -> bool:
    """Whether a ruby text brings the brackets for where it cannot stand above its word."""
    before = reading.getprevious()
    return before is not None and before.tag == "rp"


def _nothing() -> None:
    """Closes what needs no closing."""


def _whole_number(given: str | None, otherwise: int) -> int:
    return int(given) if given and re.fullmatch(r"\d{1,6}", given.strip()) else otherwise


def _line(given: str | None) -> str:
    return " ".join((given or "").split())[:2000]


def _relative(source: str) -> str | None:
    """A picture beside a saved page keeps its relative name; nothing is fetched from it here."""
    scheme = re.match(r"[a-z][a-z0-9+.-]*:|//|/|\\", source, re.IGNORECASE)
    return None if scheme else source


def _cites_work(element: Element) -> bool:
    """Whether a `cite` holds a whole reference, in which a work has emphasis of its own."""
    return element.tag == "cite" and next(element.iter("i", "em"), None) is not None


def _named_style(element: Element) -> Style | None:
    """What a `span` is called that stands for an element of this name."""
    if element.tag != "span":
        return None
    return _NAMED_STYLES.get((element.get("class") or "").strip().lower())


_NAMED_STYLES: dict[str, Style] = {
    "strong": "strong",
    "bold": "strong",
    "em": "emphasis",
    "italic": "emphasis",
}


def _drawn_style(style: str | None) -> Style | None:
    if not style:
        return None
    if re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", style, re.IGNORECASE):
        return "strong"
    if re.search(r"font-style\s*:\s*(?:italic|oblique)", style, re.IGNORECASE):
        return "emphasis"
    return None


def _is_emoji(image: Element, alt: str) -> bool:
    if not alt or len(alt) > 8 or alt.isascii():
        return False
    return "emoji" in (image.get("class") or "").lower() or "emoji" in (image.get("src") or "")


# --- what elements are ---------------------------------------------------------------------------


def _is_skipped(element: Element) -> bool:
    return element.tag in _SKIPPED and not shows_picture(element)


def is_break(element: Element) -> bool:
    """Whether an empty `span` is called a line break."""
    if element.tag != "span" or len(element) or (element.text and element.text.strip()):
        return False
    return bool(_BREAKS & set((element.get("class") or "").lower().split()))


_BREAKS = names("br break linebreak line-break")


_NOTE_ID = re.compile(r"^(?:fn|footnote|cite_note|endnote|note|ftn|_ftn)[-_:]?\w*$", re.IGNORECASE)


def _is_notes(element: Element) -> bool:
    """A list whose every item has the id of a note."""
    ids = [item.get("id") for item in element.iterchildren("li")]
    return bool(ids) and all(one and _NOTE_ID.match(one) for one in ids)


_MOST_TAKEN = 200_000
"""Places in a table's grid beyond which cells span nothing: no table of words has so many."""


def _is_of_sections(element: Element) -> bool:
    """A list whose items are most of them sections with a heading, as of live reports.

    Numbers are kept, unless the items are articles of their own.
    """
    items = list(element.iterchildren("li"))[:_LOOKED_AT_ITEMS]
    if element.tag == "ol" and next(element.iter("article"), None) is None:
        return False
    headed = sum(next(item.iter(*_HEADINGS), None) is not None for item in items)
    return headed > 0 and 2 * headed >= len(items)


_LOOKED_AT_ITEMS = 50


def _rows(table: Element) -> list[Element]:
    return [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]


def _holds_data(table: Element) -> bool:
    """Whether a table is one, not a means of layout."""
    if table.get("role") in ("presentation", "none"):
        return False
    if next((one for one in table.iterdescendants("table")), None) is not None:
        return False
    rows = _rows(table)
    widest = max((len(list(row.iterchildren("td", "th"))) for row in rows), default=0)
    if next(table.iter("th", "caption", "thead"), None) is not None:
        return len(rows) * widest > 1
    if len(rows) < 2 or widest < 2:
        return False
    blocks = sum(1 for _one in table.iter("p", "div", "li", "h2", "h3"))
    return blocks <= 2 * len(rows) * widest


# --- from raw text to blocks ---------------------------------------------------------------------


def _parts(raw: str, spans: list[Span]) -> Iterable[tuple[str, list[Span]]]:
    """The text whole, or cut at its breaks where what they part are paragraphs."""
    lines = raw.split(text.HARD_BREAK)
    if len(lines) * len(spans) > _MOST_COMPARED or not _is_of_paragraphs(lines):
        yield raw, spans
        return
    start = 0
    for line in lines:
        end = start + len(line)
        over = [one for one in spans if one.start < end and one.end > start]
        yield line, [_moved(one, start, end) for one in over]
        start = end + len(text.HARD_BREAK)


def _moved(span: Span, start: int, end: int) -> Span:
    return Span(max(span.start, start) - start, min(span.end, end) - start, span.style)


_MOST_COMPARED = 1_000_000
_LONG_LINE = 80


def _is_of_paragraphs(lines: list[str]) -> bool:
    """Whether lines are paragraphs (long, and ending as sentences do), not verses or addresses."""
    told = [line.strip() for line in lines if line.strip()]
    long = [line for line in told[:-1] if len(line) >= _LONG_LINE]
    if not long or 2 * len(long) < len(told) - 1:
        return False
    return sum(bool(_ENDS_SENTENCE.search(line)) for line in long) >= 0.7 * len(long)


_ENDS_SENTENCE = re.compile(r"[.!?…。！？।؟:：][\"'”’»)\]]*$")


_BACK_LINKS = re.compile(r"\s*[↩↑^]\ufe0e?\s*$")


def _blocks_of(raw: str, spans: list[Span], place: _Place) -> Iterable[Block]:
    """The block of this text, and as blocks of their own the pictures at its ends."""
    if place.kind == "code":
        return _only(model.leaf("code", raw, _without_links(spans), containers=place.containers))
    pictures = sorted(
        (span for span in spans if isinstance(span.style, Picture)), key=lambda span: span.start
    )
    before = [span for span in pictures if not raw[: span.start].strip(_NO_TEXT)]
    after = [
        span for span in pictures if span not in before and not raw[span.end :].strip(_NO_TEXT)
    ]
    outside = before + after
    words = _wordless(raw, outside)
    rest = [span for span in spans if span not in outside]
    return [
        *(_alone(span, place) for span in before),
        *_only(_worded(words, rest, place)),
        *(_alone(span, place) for span in after),
    ]


_NO_TEXT = " \t\n\r\f\xa0\u200b\ufeff\ufffc" + text.HARD_BREAK


def _only(block: Block | None) -> list[Block]:
    return [] if block is None else [block]


def _wordless(raw: str, spans: list[Span]) -> str:
    for span in spans:
        raw = raw[: span.start] + " " + raw[span.end :]
    return raw


def _without_links(spans: list[Span]) -> list[Span]:
    return [span for span in spans if isinstance(span.style, Link)]


def _alone(span: Span, place: _Place) -> Block:
    return model.Block(
        "picture", model.PICTURE, (Span(0, 1, span.style),), containers=place.containers
    )


def _worded(raw: str, spans: list[Span], place: _Place) -> Block | None:
    if not raw.strip(_NO_TEXT) and not any(isinstance(span.style, Picture) for span in spans):
        return None
    if any(isinstance(one, Footnote) for one in place.containers):
        raw = _BACK_LINKS.sub(lambda found: " " * len(found[0]), raw)
    kind, level = place.kind, place.level
    if kind == "heading" and len(raw) > _LONGEST_HEADING:
        kind, level = "paragraph", 0
    return model.leaf(
        kind,
        raw,
        _sound(spans, kind, raw),
        containers=place.containers,
        level=level,
        direction=place.direction,
        lang=place.lang,
    )


def _sound(spans: list[Span], kind: BlockKind, raw: str) -> list[Span]:
    """Without a link around a link, and without bold type over a whole heading."""
    if kind != "heading":
        return spans
    return [span for span in spans if span.style != "strong" or not _is_over(span, raw)]


def _is_over(span: Span, raw: str) -> bool:
    """Whether a span is over all the words of a text."""
    return not (raw[: span.start] + raw[span.end :]).strip(_NO_TEXT)


# --- judging whole blocks ------------------------------------------------------------------------


def _is_furniture(block: Block) -> bool:
    if block.kind in ("picture", "code", "caption"):
        return False
    if any(isinstance(one, Cell | Footnote) for one in block.containers):
        return False
    return furniture.is_line(block.text, linked_share(block))


def linked_share(block: Block) -> float:
    """How much of a block's text is within links, 0 to 1."""
    linked = sum(span.end - span.start for span in block.spans if isinstance(span.style, Link))
    return min(1.0, linked / max(1, len(block.text)))


def letters(words: str) -> str:
    """What two lines have in common that differ in case, spaces and punctuation only."""
    return re.sub(r"[\W_]+", "", words).casefold()


_NEAR_TOP = 4
_NEAR_PICTURE = 8
"""A page shows its first picture again within so many blocks; what comes later is meant."""


def _without_repeats(blocks: list[Block], headline: str) -> list[Block]:
    """Without the headline, a picture that was shown before, its caption, a heading said twice.

    Equal paragraphs stay: some texts repeat a line.
    """
    kept: list[Block] = []
    shown: dict[str, int] = {}
    head = letters(headline)
    for block in blocks:
        near_top = block.kind == "heading" or len(kept) < _NEAR_TOP
        if head and near_top and letters(block.text) == head:
            head = ""
            continue
        if block.kind == "picture":
            source = _source(block)
            if source in shown and len(kept) - shown[source] < _NEAR_PICTURE:
                continue
            shown[source] = len(kept)
        elif kept and _says_the_same(kept, block):
            continue
        kept.append(block)
    return kept


def _source(block: Block) -> str:
    return next(span.style.src for span in block.spans if isinstance(span.style, Picture))


def _says_the_same(kept: list[Block], block: Block) -> bool:
    if block.kind == "caption":
        since = takewhile(lambda one: one.kind != "picture", reversed(kept[-3:]))
        return any(one.kind == "caption" and one.text == block.text for one in since)
    return block.kind == "heading" and kept[-1] == block


def with_first_level(blocks: list[Block]) -> list[Block]:
    """Headings moved up so that the topmost is of level 2."""
    levels = [block.level for block in blocks if block.kind == "heading"]
    up = min(levels, default=2) - 2
    if up <= 0:
        return blocks
    return [
        replace(block, level=block.level - up) if block.kind == "heading" else block
        for block in blocks
    ]
