"""A text of LibreOffice and its kin (ODT) to an article, with its comments as marks.

What was deleted under *Track changes* stands apart in such a file and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from reader.errors import NotAnArticle
from reader.intake import dates
from reader.intake.as_note import as_note
from reader.intake.html import Element
from reader.intake.manuscript import Grid, Manuscript, Pen, Place, colour_of, finished, without_bold
from reader.intake.metadata import Metadata
from reader.intake.packed import Package, damaged, local, locked, resolved
from reader.intake.word_parts import facts, moment
from reader.messages import _
from reader.model import (
    BlockKind,
    Captured,
    Cell,
    Colour,
    Container,
    Footnote,
    Item,
    Link,
    List,
    Quote,
    Remark,
    Source,
    Style,
)
from reader.values import dataclass

_MOST_REPEATED = 1_000
_MOST_STEPS = 20


def to_article(source: Source) -> Captured:
    """The article of an OpenDocument text; NotAnArticle if it is damaged, locked, or empty."""
    package = Package(source.content)
    content = package.xml("content.xml")
    text = content.find("{*}body/{*}text") if content is not None else None
    if content is None or text is None:
        raise _unreadable(package)
    styles = _Styles(content, package.xml("styles.xml"))
    reading = _Reading(package, styles)
    reading.all(text)
    return finished(source, _facts(package, reading), reading.made, reading.remarks)


def _unreadable(package: Package) -> NotAnArticle:
    manifest = package.xml("META-INF/manifest.xml")
    is_locked = manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None
    if is_locked:
        return locked()
    if package.has("content.xml"):
        return NotAnArticle(
            _("There is no text in this file that could be read."),
            _("Open it in LibreOffice, and save it once more."),
        )
    return damaged()


def _facts(package: Package, reading: _Reading) -> Metadata:
    meta = package.xml("meta.xml")
    inner = meta.find("{*}meta") if meta is not None else None
    said = facts(inner)
    creation = inner.find("{*}creation-date") if inner is not None else None
    first = inner.find("{*}initial-creator") if inner is not None else None
    author = " ".join((first.text or "").split()) if first is not None else said.author
    created = moment(creation.text if creation is not None else None)
    dated = " ".join(reading.roles.get("date", ()))
    opens = next((block for block in reading.made.blocks if block.kind != "picture"), None)
    title = " ".join(reading.roles.get("title", ()))
    if not title and not (opens is not None and opens.kind == "heading"):
        title = said.title
    written = dates.iso(dated) or dates.in_words(dated)
    made = created.isoformat().replace("+00:00", "Z") if created else None
    names = reading.roles.get("author") or [author or said.author]
    return Metadata(
        title=title,
        bylines=tuple(dict.fromkeys(name for name in names if name)),
        published=written or made,
        declared_lang=said.language or reading.styles.lang,
    )


# --- styles --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Look:
    """What a style makes of a paragraph or of words in it."""

    kind: BlockKind = "paragraph"
    role: str = ""
    styles: tuple[Style, ...] = ()
    colour: Colour | None = None
    hidden: bool = False


_ROLES = {
    "title": "title",
    "author": "author",
    "date": "date",
    "quotations": "quote",
    "quote": "quote",
    "block quotation": "quote",
    "block text": "quote",
}
_CODE = re.compile(r"preformatted text|source code|code|html preformatted")
_CAPTION = re.compile(r"(?:caption|illustration|figure|drawing|table|figurecaption|tablecaption)")
_CODE_WORDS = re.compile(r"source text|teletype|verbatim.*|code")


class _Styles:
    """The styles of a text, each asked for by family and name."""

    def __init__(self, content: Element, others: Element | None) -> None:
        self._by_name: dict[tuple[str, str], Element] = {}
        self._lists: dict[str, Element] = {}
        self._looks: dict[tuple[str, str], _Look] = {}
        self.lang: str | None = None
        for root in (others, content) if others is not None else (content,):
            for each in root.iter("{*}style"):
                self._by_name[_get(each, "family"), _get(each, "name")] = each
            for each in root.iter("{*}list-style"):
                self._lists[_get(each, "name")] = each
            for each in root.iter("{*}default-style"):
                said = each.find("{*}text-properties")
                if (
                    _get(each, "family") == "paragraph"
                    and said is not None
                    and _get(said, "language")
                ):
                    self.lang = "-".join(
                        part
                        for name in ("language", "country")
                        if (part := _get(said, name)) and part != "none"
                    )

    def look(self, family: str, name: str) -> _Look:
        """What a style makes of what is under it; an unknown one changes nothing."""
        key = (family, name)
        if key not in self._looks:
            self._looks[key] = self._read(family, name)
        return self._looks[key]

    def is_ordered(self, name: str, level: int) -> tuple[bool, int]:
        """Whether a list has numbers on that level, and the first of them."""
        levels = {_get(each, "level"): each for each in self._lists.get(name, ())}
        found = levels.get(str(level + 1), levels.get("1"))
        if found is None:
            return False, 1
        has_number = local(found).endswith("number") and bool(_get(found, "num-format"))
        return has_number, _whole(_get(found, "start-value"), 1)

    def list_of(self, paragraph: str) -> str:
        """The list that a style of paragraphs belongs to."""
        return next(
            (
                name
                for each in self._chain("paragraph", paragraph)
                if (name := _get(each, "list-style-name"))
            ),
            "",
        )

    def _chain(self, family: str, name: str) -> list[Element]:
        found: list[Element] = []
        while len(found) < _MOST_STEPS and (style := self._by_name.get((family, name))) is not None:
            found.append(style)
            name = _get(style, "parent-style-name")
        return found

    def _read(self, family: str, name: str) -> _Look:
        chain = self._chain(family, name)
        names = [_name(_get(each, "display-name") or _get(each, "name")) for each in chain]
        names = names or [_name(name)]
        kind: BlockKind = "paragraph"
        role = next((_ROLES[each] for each in names if each in _ROLES), "")
        said: dict[str, str] = {}
        for each in reversed(chain):
            properties = each.find("{*}text-properties")
            said |= (
                {}
                if properties is None
                else {_bare(key): str(value) for key, value in properties.items()}
            )
        if family == "paragraph":
            if any(_CODE.fullmatch(each) for each in names):
                kind = "code"
            elif any(_CAPTION.fullmatch(each) for each in names):
                kind = "caption"
        is_code = family == "text" and any(_CODE_WORDS.fullmatch(each) for each in names)
        return _Look(
            kind,
            role,
            (*_styles(said), *(("code",) if is_code else ())),
            colour_of(said.get("background-color", "")),
            said.get("display") == "none",
        )


def _styles(said: Mapping[str, str]) -> Iterable[Style]:
    if re.match(r"bold|[6-9]00", said.get("font-weight", "")):
        yield "strong"
    if said.get("font-style") in ("italic", "oblique"):
        yield "emphasis"
    if (
        said.get("text-line-through-style", "none") != "none"
        or said.get("text-line-through-type", "none") != "none"
    ):
        yield "deleted"
    position = said.get("text-position", "")
    if re.match(r"super|[1-9]", position):
        yield "sup"
    elif re.match(r"sub|-", position):
        yield "sub"


def _name(name: str) -> str:
    """A style's name as it is shown, in lower case."""
    return re.sub(r"_20_|_", " ", name).strip().casefold()


def _bare(key: object) -> str:
    return str(key).rpartition("}")[2]


def _get(element: Element, name: str) -> str:
    """An attribute by its name without the namespace; empty without it."""
    return next((str(value) for key, value in element.items() if _bare(key) == name), "")


def _whole(given: str, otherwise: int) -> int:
    return int(given) if re.fullmatch(r"\d{1,6}", given) else otherwise


# --- the text ------------------------------------------------------------------------------------


class _Reading:
    """One pass over the text, with what is open at this point of it."""

    def __init__(self, package: Package, styles: _Styles) -> None:
        self.made = Manuscript()
        self.styles = styles
        self.remarks: dict[str, Remark] = {}
        self.roles: dict[str, list[str]] = {}
        self._package = package
        self._notes: list[tuple[str, Element]] = []
        self._pen = Pen(self.made, self.remarks)
        self._quote: Quote | None = None
        self._captions: list[Element] = []
        self._counted: dict[str, int] = {}

    def all(self, text: Element) -> None:
        """Read the text, then its notes."""
        self.blocks(text, ())
        self._pen.lift()
        for mark, body in self._notes:
            self._quote = None
            self.blocks(body, (Footnote(self.made.number(), mark),))

    def blocks(self, parent: Iterable[Element], within: tuple[Container, ...]) -> None:
        """Read paragraphs, lists and tables."""
        for each in parent:
            match local(each):
                case "h":
                    self._heading(each, within)
                case "p":
                    self._paragraph(each, within)
                case "list":
                    self._list(each, within, "", 0)
                case "table":
                    self._table(each, within)
                case "tracked-changes" | "table-of-content" | "forms" | "sequence-decls":
                    pass
                case name if name.endswith("-index") or name == "bibliography":
                    pass
                case "frame":
                    self._frame(each)
                    self.made.end(Place(containers=within))
                case "annotation" | "annotation-end":
                    self._piece(each, ())
                case _:
                    self.blocks(each, within)

    def _heading(self, heading: Element, within: tuple[Container, ...]) -> None:
        self._quote = None
        self._inline(heading, ())
        level = min(_whole(_get(heading, "outline-level"), 1) + 1, 6)
        is_inside = any(isinstance(each, Cell | Item) for each in within)
        self.made.end(Place(containers=within) if is_inside else Place("heading", level, within))

    def _paragraph(self, paragraph: Element, within: tuple[Container, ...]) -> None:
        look = self.styles.look("paragraph", _get(paragraph, "style-name"))
        if look.role == "quote":
            self._quote = self._quote or Quote(self.made.number())
        else:
            self._quote = None
        before = len(self.made.blocks)
        self._inline(paragraph, look.styles if look.kind == "paragraph" and not look.role else ())
        inside = (*within, self._quote) if self._quote else within
        is_title = look.role == "title"
        self.made.end(Place("heading", 2, within) if is_title else Place(look.kind, 0, inside))
        self._remember(look.role, before)
        new = self.made.blocks[before - 1 :] if before and look.kind == "code" else []
        if len(new) == 2 and new[0].kind == "code" and new[0].containers == new[1].containers:
            self.made.more_code()
        captions, self._captions = self._captions, []
        for box in captions:
            self.blocks(box, within)

    def _remember(self, role: str, before: int) -> None:
        """Keeps title, author and date where the text says them near its top."""
        new = self.made.blocks[before:]
        if role not in ("title", "author", "date") or before > 6 or len(new) != 1:
            return
        said = self.roles.setdefault(role, [])
        if said and role != "author":
            return
        said.append(" ".join(new[0].text.split()))
        if role != "title":
            del self.made.blocks[before:]

    # --- lists and tables

    def _list(self, items: Element, within: tuple[Container, ...], above: str, level: int) -> None:
        if level > 40:
            self.blocks(items, within)
            return
        name = _get(items, "style-name") or above or self._list_of_first(items)
        ordered, first = self.styles.is_ordered(name, min(level, 9))
        ordinal = first - 1
        continued = _get(items, "continue-list")
        if continued or _get(items, "continue-numbering") == "true":
            ordinal = self._counted.get(continued or name, ordinal)
        of: List | None = None
        for item in items:
            if local(item) not in ("list-item", "list-header"):
                continue
            if _has_own_words(item):
                # An item that only holds another list has no number.
                ordinal = _whole(_get(item, "start-value"), ordinal + 1)
            start = ordinal if _has_own_words(item) else ordinal + 1
            of = of or List(self.made.number(), ordered, start if ordered else 1)
            inside = (*within, of, Item(self.made.number(), max(ordinal, 1)))
            self._quote = None
            for each in item:
                if local(each) == "list":
                    self._list(each, inside, name, level + 1)
                else:
                    self.blocks([each], inside)
        self._counted |= {name: ordinal, _get(items, "id"): ordinal}

    def _list_of_first(self, items: Element) -> str:
        first = items.find("{*}list-item/{*}p")
        return self.styles.list_of(_get(first, "style-name")) if first is not None else ""

    def _table(self, table: Element, within: tuple[Container, ...]) -> None:
        self._quote = None
        rows = _rows(table)
        widest = max((len(_cells(row)) for row, _header in rows), default=0)
        nested = any(isinstance(each, Cell) for each in within)
        holds = next(table.iterdescendants("{*}table"), None) is not None
        is_data = len(rows) > 1 and widest > 1 and not nested and not holds
        grid = Grid(self.made) if is_data else None
        for row, header in rows:
            if grid:
                grid.row()
            for cell in _cells(row):
                inside = within
                if grid:
                    placed = grid.cell(
                        rows=_whole(_get(cell, "number-rows-spanned"), 1),
                        columns=_whole(_get(cell, "number-columns-spanned"), 1),
                        header=header,
                    )
                    inside = (*within, grid.table, placed)
                before = len(self.made.blocks)
                self.blocks(cell, inside)
                self._quote = None
                if header:
                    self.made.blocks[before:] = map(without_bold, self.made.blocks[before:])

    # --- within a paragraph

    def _inline(self, parent: Element, styles: tuple[Style, ...]) -> None:
        self._words(parent.text, styles)
        for each in parent:
            self._piece(each, styles)
            self._words(each.tail, styles)

    def _piece(self, piece: Element, styles: tuple[Style, ...]) -> None:
        match local(piece):
            case "span":
                self._span(piece, styles)
            case "a":
                self._inline(piece, (*styles, *_link(piece)))
            case "s":
                self.made.words(" " * min(_whole(_get(piece, "c"), 1), _MOST_REPEATED), styles)
            case "tab":
                self.made.words("\t", styles)
            case "line-break":
                self.made.words("\n", styles)
            case "note":
                self._note(piece)
            case "annotation":
                self._annotation(piece)
            case "annotation-end":
                self.made.end_mark(f"comment/{_get(piece, 'name')}")
            case "frame":
                self._frame(piece)
            case "ruby":
                self._ruby(piece, styles)
            case "change" | "change-start" | "change-end" | "tracked-changes" | "script":
                pass
            case _:
                self._inline(piece, styles)

    def _span(self, span: Element, styles: tuple[Style, ...]) -> None:
        look = self.styles.look("text", _get(span, "style-name"))
        if look.hidden:
            return
        if look.colour is not None:
            self._pen.take(look.colour)
        self._inline(span, (*styles, *(each for each in look.styles if each not in styles)))
        if look.colour is not None:
            self._pen.lift()

    def _words(self, words: str | None, styles: Sequence[Style]) -> None:
        # Spaces and newlines as the file has them mean one space; more are told by elements.
        self.made.words(re.sub(r"[ \t\r\n]+", " ", words or ""), styles)

    def _ruby(self, ruby: Element, styles: tuple[Style, ...]) -> None:
        for each in ruby:
            is_reading = local(each) == "ruby-text"
            self.made.words("(" if is_reading else "", styles)
            self._inline(each, styles)
            self.made.words(")" if is_reading else "", styles)

    def _note(self, note: Element) -> None:
        cited, body = note.find("{*}note-citation"), note.find("{*}note-body")
        mark = "".join(map(str, cited.itertext())).strip() if cited is not None else ""
        mark = mark or str(len(self._notes) + 1)
        self.made.words(mark, ("sup",))
        if body is not None:
            self._notes.append((mark, body))

    def _annotation(self, annotation: Element) -> None:
        inner = _Reading(self._package, self.styles)
        written = (each for each in annotation if local(each) in ("p", "list", "h"))
        inner.blocks(written, ())
        name = _get(annotation, "name") or f"#{len(self.remarks)}"
        key = f"comment/{name}"
        by, at = annotation.find("{*}creator"), annotation.find("{*}date")
        self.remarks[key] = Remark(
            note=as_note(inner.made.blocks),
            by=" ".join((by.text or "").split())[:200] or None if by is not None else None,
            at=moment(at.text if at is not None else None),
        )
        if _get(annotation, "name"):
            self.made.begin_mark(key)
        else:
            self.made.point(key)

    def _frame(self, frame: Element) -> None:
        titled = [frame.find("{*}title"), frame.find("{*}desc")]
        alt = next((each.text for each in titled if each is not None and each.text), "")
        for each in frame:
            match local(each):
                case "image":
                    src = _get(each, "href")
                    name = resolved("content.xml", src)
                    if name and (content := self._package.read(name)):
                        self.made.carry(name, content)
                    if name or src.startswith(("http://", "https://")):
                        self.made.picture(name or src, alt)
                    return
                case "text-box":
                    self._captions.append(each)


def _has_own_words(item: Element) -> bool:
    first = next(iter(item), None)
    return first is not None and local(first) != "list"


def _link(element: Element) -> tuple[Style, ...]:
    href = _get(element, "href")
    is_web = re.match(r"(?:https?://[^/]|mailto:.)", href, re.IGNORECASE)
    return (Link(href),) if is_web else ()


def _rows(table: Element, *, header: bool = False) -> list[tuple[Element, bool]]:
    """The rows of a table, and whether each is of its head."""
    found: list[tuple[Element, bool]] = []
    for each in table:
        match local(each):
            case "table-row":
                found.append((each, header))
            case "table-header-rows":
                found += _rows(each, header=True)
            case "table-rows" | "table-row-group":
                found += _rows(each, header=header)
    return found


def _cells(row: Element) -> list[Element]:
    return [each for each in row if local(each) == "table-cell"]
