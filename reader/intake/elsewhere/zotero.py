"""Items, notes and annotations of Zotero: as Zotero RDF, CSV, CSL JSON, RIS, or a note as HTML.

The formats are those of zotero/translators: `Zotero RDF.js`, `CSV.js`, `CSL JSON.js`, `RIS.js`
and `Note HTML.js`. Annotations of a PDF leave Zotero in notes ("Add Note from Annotations"): each
is a `span.highlight` with the citation and the comment behind it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from reader.intake import as_note, blocks, charset, html, packed
from reader.intake.elsewhere import fields, tables
from reader.model import Brought, Colour, Missed, Remark, Saved, Source
from reader.values import dataclass

NAME = "Zotero"
COLUMNS = {"key", "item type", "title", "url", "date added"}

_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"

_COLOURS: Mapping[str, Colour] = {
    "#ffd400": "yellow",
    "#ff6666": "red",
    "#5fb236": "green",
    "#2ea8e5": "blue",
    "#a28ae5": "pink",
    "#e56eee": "pink",
    "#f19837": "orange",
    "#aaaaaa": "grey",
}
"""The eight that Zotero has."""


# --- notes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken apart: the passages in it that are annotations, and the rest of its words."""

    title: str
    remarks: tuple[Remark, ...]
    rest: str


def note(markup: str) -> Note:
    """What is in the HTML of one note."""
    root = html.parse(f"<html><body>{markup[: fields.LONGEST_TEXT]}</body></html>")
    return _note(root)


def _note(root: html.Element) -> Note:
    headings = html.find_all(root, ".//h1")
    title = fields.line(" ".join(map(str, headings[0].itertext()))) if headings else ""
    spans = html.find_all(root, ".//span[@class='highlight' or @class='underline']")
    paragraphs: dict[html.Element, list[html.Element]] = {}
    for span in spans:
        if (around := span.getparent()) is not None:
            paragraphs.setdefault(around, []).append(span)
    remarks = [mark for around, held in paragraphs.items() for mark in _remarks(around, held)]
    if remarks and headings:
        # What Zotero itself writes over annotations: when they were put there.
        _take_out(headings[0])
    return Note(title, tuple(remarks), _markdown(root))


def _take_out(element: html.Element) -> None:
    """An element without its words; it stays where it is, so that what follows does too."""
    for child in list(element):
        element.remove(child)
    element.text = None


def _markdown(element: html.Element) -> str:
    return as_note.as_note(blocks.read([element], base=None, is_page=False))


def _remarks(around: html.Element, spans: Sequence[html.Element]) -> list[Remark]:
    """The annotations in a paragraph; what else stands in it, but for citations, is said of the
    last one. The paragraph is taken out."""
    marks = [_remark(span) for span in spans]
    for each in [*spans, *html.find_all(around, ".//span[@class='citation']")]:
        _take_out(each)
    marks[-1] = replace(marks[-1], note=_markdown(around))
    if around.getparent() is not None:
        _take_out(around)
    return marks


def _remark(span: html.Element) -> Remark:
    about = _annotation(span)
    return Remark(
        quote=fields.words(html.text_of(span)).strip("“”„«»\"' "),
        colour=_COLOURS.get(fields.line(about.get("color")).lower()[:7]),
        page=fields.page_number(about.get("pageLabel")),
    )


def _annotation(span: html.Element) -> Mapping[str, Any]:
    try:
        return fields.inside(json.loads(unquote(span.get("data-annotation") or "")))
    except (ValueError, RecursionError):
        return {}


def _with_notes(saved: Saved, markups: Iterable[str]) -> Saved:
    """An item with its notes: what is marked in them, and what else they say."""
    found = [note(markup) for markup in markups if markup.strip()]
    return replace(
        saved,
        note=fields.joined(saved.note, *(each.rest for each in found)),
        remarks=(*saved.remarks, *(mark for each in found for mark in each.remarks)),
    )


def is_notes(head: str) -> bool:
    return 'class="zotero-note' in head


def from_notes(content: bytes, given: str | None, at: datetime) -> Brought:
    """Notes that were exported by themselves: of what they are is not said in them."""
    root = html.parse(charset.decode(content, given))
    saved = []
    for each in html.find_all(root, ".//div[@class='zotero-note']"):
        saved.append(_alone(_note(each), at))
    return Brought(NAME, tuple(saved))


def _alone(found: Note, at: datetime) -> Saved:
    """A note of no item: what is said beside its annotations, or else the note as a text."""
    title = found.title or found.rest.split("\n")[0][:200]
    saved = Saved(title=title, remarks=found.remarks, read=True)
    if found.remarks:
        return replace(saved, note=found.rest)
    content = Source(found.rest.encode("utf-8", "replace"), "text/markdown", at, charset="utf-8")
    return replace(saved, content=content if found.rest.strip() else None)


# --- RDF -----------------------------------------------------------------------------------------


def from_rdf(content: bytes, at: datetime) -> Brought:
    """The items of a Zotero RDF with their notes, in the collections that hold them."""
    root = packed.parse_xml(content)
    things = list(root) if root is not None else []
    named = {thing.get(_ABOUT, ""): thing for thing in things}
    collections = _collections(things)
    saved = [
        _item(thing, named, collections.get(thing.get(_ABOUT, ""), ()))
        for thing in things
        if packed.local(thing) not in ("Collection", "Attachment", "Memo", "Journal")
        and _text(thing, "itemType") not in ("attachment", "note")
        and _text(thing, "title")
    ]
    return Brought(NAME, (*saved, *_notes_alone(things, at)))


def _collections(things: Sequence[html.Element]) -> Mapping[str, tuple[str, ...]]:
    """The names of the collections that each item is in."""
    within: dict[str, tuple[str, ...]] = {}
    for thing in things:
        if packed.local(thing) == "Collection":
            name = _text(thing, "title")
            for part in _children(thing, "hasPart"):
                key = part.get(_RESOURCE, "")
                within[key] = (*within.get(key, ()), name)
    return within


def _item(
    thing: html.Element, named: Mapping[str, html.Element], collections: tuple[str, ...]
) -> Saved:
    notes = [named.get(each.get(_RESOURCE, "")) for each in _children(thing, "isReferencedBy")]
    memos = [each for each in notes if each is not None and packed.local(each) == "Memo"]
    subjects = [fields.line(html.text_of(each)) for each in _children(thing, "subject")]
    saved = Saved(
        title=_text(thing, "title"),
        url=_url(thing),
        bylines=fields.names(*map(_person, _people(thing))),
        site=_container(thing),
        published=fields.published(_text(thing, "date")),
        excerpt=_text(thing, "abstract"),
        saved_at=fields.moment(_text(thing, "dateSubmitted")),
        tags=fields.tags([*subjects, *(tag for each in memos for tag in _tags(each))]),
        collections=fields.names(*collections),
        note=fields.words(_text(thing, "description")),
    )
    return _with_notes(saved, [_text(each, "value") for each in memos])


def _notes_alone(things: Sequence[html.Element], at: datetime) -> list[Saved]:
    """Notes that belong to no item."""
    used = {
        each.get(_RESOURCE, "") for thing in things for each in _children(thing, "isReferencedBy")
    }
    alone = []
    for thing in things:
        if packed.local(thing) == "Memo" and thing.get(_ABOUT, "") not in used:
            alone.append(_alone(note(_text(thing, "value")), at))
    return alone


def _children(thing: html.Element, name: str) -> list[html.Element]:
    return [each for each in thing if packed.local(each) == name]


def _text(thing: html.Element, name: str) -> str:
    found = _children(thing, name)
    return fields.words(html.text_of(found[0])) if found else ""


def _tags(thing: html.Element) -> list[str]:
    return [fields.line(html.text_of(each)) for each in _children(thing, "subject")]


def _url(thing: html.Element) -> str | None:
    """The address that is said to be one, else the name of the item if that is one."""
    said = (fields.address(html.text_of(each)) for each in _children(thing, "identifier"))
    return next(filter(None, said), None) or fields.address(thing.get(_ABOUT))


def _container(thing: html.Element) -> str | None:
    for part in _children(thing, "isPartOf"):
        for each in part:
            if title := _text(each, "title"):
                return fields.line(title)
    return None


def _people(thing: html.Element) -> list[html.Element]:
    return [
        person
        for authors in _children(thing, "authors")
        for person in authors.iter("{http://xmlns.com/foaf/0.1/}Person")
    ]


def _person(person: html.Element) -> str:
    given = _text(person, "givenName") or _text(person, "givenname")
    return f"{given} {_text(person, 'surname')}".strip()


# --- CSV -----------------------------------------------------------------------------------------


def from_table(written: str) -> Brought:
    """The items of the CSV, whose notes stand in one cell."""
    missed: list[Missed] = []
    saved = []
    for row in tables.rows(written, missed):
        cells = row.cells
        people = [_turned(name) for name in fields.apart(cells.get("author"), ";")]
        tags = [
            *fields.apart(cells.get("manual tags"), ";"),
            *fields.apart(cells.get("automatic tags"), ";"),
        ]
        item = Saved(
            title=fields.line(cells.get("title")),
            url=fields.address(cells.get("url")),
            bylines=fields.names(*people),
            site=fields.line(cells.get("publication title")) or None,
            published=fields.published(cells.get("date")),
            excerpt=fields.words(cells.get("abstract note")),
            saved_at=fields.moment(cells.get("date added")),
            tags=fields.tags(tags),
            note=fields.words(cells.get("extra")),
        )
        saved.append(_with_notes(item, [cells.get("notes", "")]))
    return Brought(NAME, tuple(saved), tuple(missed))


def _turned(name: str) -> str:
    """`Doe, Jane` as she is called."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma else name


# --- CSL JSON ------------------------------------------------------------------------------------


def is_csl(data: Mapping[str, Any]) -> bool:
    return "id" in data and "type" in data and ("title" in data or "container-title" in data)


def from_csl(data: Sequence[Any]) -> Brought:
    """The items of CSL JSON, in which there are no notes, tags or collections."""
    return Brought(NAME, tuple(map(_csl, fields.objects(data))))


def _csl(data: Mapping[str, Any]) -> Saved:
    people = [
        fields.line(each.get("literal"))
        or f"{fields.line(each.get('given'))} {fields.line(each.get('family'))}"
        for each in fields.objects(data.get("author"))
    ]
    return Saved(
        title=fields.line(data.get("title")),
        url=fields.address(data.get("URL")),
        bylines=fields.names(*people),
        site=fields.line(data.get("container-title")) or None,
        published=_parts(data.get("issued")),
        excerpt=fields.words(data.get("abstract")),
        note=fields.words(data.get("note")),
        saved_at=fields.moment(_parts(data.get("accessed"))),
    )


def _parts(date: Any) -> str | None:
    """`{"date-parts": [[2020, 1, 2]]}` as far as it goes."""
    first = next(iter(fields.many(fields.inside(date).get("date-parts"))), None)
    numbers = [fields.line(each) for each in fields.many(first)[:3]]
    return fields.published("-".join(each.zfill(2) for each in numbers if each.isdecimal()))


# --- RIS -----------------------------------------------------------------------------------------

_LINE = re.compile(r"^([A-Z][A-Z0-9])  - ?(.*)$")


def is_ris(head: str) -> bool:
    return re.match(r"\s*TY  - ", head) is not None


def from_ris(written: str) -> Brought:
    """The items of a RIS file: a letter and a number say what a line is."""
    saved: list[Saved] = []
    item: dict[str, list[str]] = {}
    last = ""
    for each in written.lstrip("\ufeff").splitlines():
        found = _LINE.match(each)
        if found is None:
            if last:
                item[last][-1] += f"\n{each}"
            continue
        last = found[1]
        item.setdefault(last, []).append(found[2])
        if last == "ER":
            saved.append(_of_ris(item))
            item, last = {}, ""
    if item:
        saved.append(_of_ris(item))
    return Brought(NAME, tuple(saved))


def _of_ris(item: Mapping[str, list[str]]) -> Saved:
    def first(*tags: str, as_: Callable[[Any], str] = fields.line) -> str:
        return next((as_(value) for tag in tags for value in item.get(tag, ())), "")

    saved = Saved(
        title=first("TI", "T1"),
        url=next(filter(None, map(fields.address, item.get("UR", ()))), None),
        bylines=fields.names(*map(_turned, (*item.get("AU", ()), *item.get("A1", ())))),
        site=first("T2", "JO", "JF") or None,
        published=fields.published(first("DA", "PY").strip("/")),
        excerpt=first("AB", "N2", as_=fields.words),
        tags=fields.tags([tag for value in item.get("KW", ()) for tag in value.split("\n")]),
        saved_at=fields.moment(first("Y2").replace("/", "-")),
    )
    return _with_notes(saved, item.get("N1", ()))
