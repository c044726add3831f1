"""Highlights of Readwise and documents of its Reader.

Readwise's CSV (readwise.io/export) has one row a highlight: Highlight, Book Title, Book Author,
Amazon Book ID, Note, Color, Tags, Location Type, Location, Highlighted at, Document tags. It names
no addresses; its Markdown export and its API (https://readwise.io/api_deets, `export`) do.
Reader's CSV has one row a document: Title, URL, ID, Document tags, Saved date, Reading progress,
Location, Seen; linkwarden/linkwarden reads it in `importFromReadwise.ts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from reader.intake.elsewhere import fields, tables
from reader.messages import _
from reader.model import Brought, Missed, Remark, Saved

NAME = "Readwise"
READER = "Readwise Reader"
COLUMNS = {"highlight", "book title", "book author"}
READER_COLUMNS = {"title", "url", "document tags", "saved date"}

_FINISHED = 0.95
"""A document that was read so far was read."""


def from_table(written: str) -> Brought:
    """The books and articles of the CSV, each with its highlights in their order."""
    missed: list[Missed] = []
    books: dict[tuple[str, str], list[tuple[float, Remark]]] = {}
    saved: dict[tuple[str, str], Saved] = {}
    for row in tables.rows(written, missed):
        cells = row.cells
        title, author = fields.line(cells.get("book title")), fields.line(cells.get("book author"))
        remark = _remark(cells)
        if not remark.quote and not remark.note:
            missed.append(Missed(row.name, _("It has neither a quote nor a note.")))
            continue
        if not title and not author:
            title = _("Highlights of Readwise")
        url = fields.address(cells.get("url") or cells.get("source url"))
        books.setdefault((title, author), []).append((_where(cells), remark))
        held = saved.setdefault((title, author), Saved(title=title, bylines=_people(author)))
        tags = fields.tags(fields.apart(cells.get("document tags"), ","))
        saved[title, author] = replace(
            held, url=held.url or url, tags=tuple(dict.fromkeys([*held.tags, *tags]))
        )
    return Brought(
        NAME, tuple(_with(saved[key], placed) for key, placed in books.items()), tuple(missed)
    )


def _remark(cells: Mapping[str, str]) -> Remark:
    is_page = fields.line(cells.get("location type")) == "page"
    return Remark(
        quote=fields.words(cells.get("highlight")),
        note=fields.words(cells.get("note")),
        tags=fields.tags(fields.apart(cells.get("tags"), ",")),
        colour=fields.colour(cells.get("color")),
        at=fields.moment(cells.get("highlighted at")),
        page=fields.page_number(cells.get("location")) if is_page else None,
    )


def _where(cells: Mapping[str, str]) -> float:
    return fields.number(cells.get("location"))


def _with(saved: Saved, placed: list[tuple[float, Remark]]) -> Saved:
    remarks = tuple(remark for _at, remark in sorted(placed, key=lambda each: each[0]))
    times = [remark.at for remark in remarks if remark.at]
    return replace(saved, remarks=remarks, read=True, saved_at=min(times, default=None))


def _people(written: str) -> tuple[str, ...]:
    return fields.names(*fields.apart(written, ", and ", " and ", ", ", ";"))


# --- the API's export ----------------------------------------------------------------------------


def is_document(data: Mapping[str, Any]) -> bool:
    """Whether this is one of the `results` of the API's export."""
    return "highlights" in data and ("source_url" in data or "user_book_id" in data)


def from_json(data: Any) -> Brought:
    """What is in one answer of the API, or in a list of its results."""
    listed = data if isinstance(data, list) else data.get("results")
    return Brought(NAME, tuple(map(_document, fields.objects(listed))))


def _document(data: Mapping[str, Any]) -> Saved:
    marks = [
        (
            fields.number(each.get("location")),
            Remark(
                quote=fields.words(each.get("text")),
                note=fields.words(each.get("note")),
                tags=fields.tags(each.get("tags")),
                colour=fields.colour(each.get("color")),
                at=fields.moment(each.get("highlighted_at")),
                page=_page(each),
            ),
        )
        for each in fields.objects(data.get("highlights"))
        if not each.get("is_deleted")
    ]
    saved = Saved(
        title=fields.line(data.get("readable_title") or data.get("title")),
        url=fields.address(data.get("source_url")),
        bylines=_people(fields.line(data.get("author"))),
        excerpt=fields.words(data.get("summary")),
        tags=fields.tags(data.get("book_tags")),
        note=fields.words(data.get("document_note")),
    )
    return _with(saved, marks)


def _page(data: Mapping[str, Any]) -> int | None:
    return fields.page_number(data.get("location")) if data.get("location_type") == "page" else None


# --- Markdown ------------------------------------------------------------------------------------

_FACT = re.compile(r"^- (Author|Full Title|Category|Document Tags|Summary|URL): *(.*)$", re.M)
_LINK = re.compile(r"\s*\(\[(?:View Highlight|Location \d+)\]\([^)\s]{1,2000}\)\)")
_UNDER = re.compile(r"^\s{2,}- \*{0,2}(Note|Tags):\*{0,2} *(.*)$")


def is_markdown(written: str) -> bool:
    return "\n## Metadata\n" in written and "\n## Highlights" in written


def from_markdown(written: str) -> Brought:
    """One document of the Markdown export, with its address where it has one."""
    about, _mark, below = written.partition("\n## Highlights")
    facts = {key: value.strip() for key, value in _FACT.findall(about)}
    heading = re.search(r"^# (.+)$", about, re.MULTILINE)
    saved = Saved(
        title=fields.line(facts.get("Full Title") or (heading[1] if heading else "")),
        url=_linked(facts.get("URL", "")),
        bylines=_people(_bare(facts.get("Author", ""))),
        excerpt=fields.words(facts.get("Summary")),
        tags=fields.tags(re.findall(r"#?\[\[([^\]]{1,200})\]\]", facts.get("Document Tags", ""))),
    )
    return Brought(NAME, (_with(saved, [(0.0, mark) for mark in _listed(below)]),))


def _linked(written: str) -> str | None:
    """The address in a line, which may stand in a link."""
    found = re.search(r"https?://[^\s)\]]{1,2000}", written)
    return fields.address(found[0]) if found else None


def _bare(written: str) -> str:
    return re.sub(r"\[\[|\]\]", "", written)


def _listed(below: str) -> Iterator[Remark]:
    """A list of quotes; what is indented below one is its note or its tags."""
    mark: Remark | None = None
    in_note = False
    for each in below.split("\n")[1:]:
        under = _UNDER.match(each)
        if each.startswith("- "):
            if mark is not None:
                yield _finished(mark)
            mark, in_note = Remark(quote=each[2:]), False
        elif mark is None or not each.strip():
            continue
        elif under is not None and under[1] == "Tags":
            found = re.findall(r"\[\[([^\]]{1,200})\]\]|#([^\s#]+)", under[2])
            mark = replace(mark, tags=fields.tags([one or other for one, other in found]))
        elif under is not None:
            mark, in_note = replace(mark, note=under[2]), True
        elif in_note:
            mark = replace(mark, note=f"{mark.note}\n{each.strip()}")
        elif not each.startswith("#"):
            mark = replace(mark, quote=f"{mark.quote}\n{each.strip()}")
    if mark is not None:
        yield _finished(mark)


def _finished(mark: Remark) -> Remark:
    return replace(mark, quote=fields.words(_LINK.sub("", mark.quote)))


# --- Reader --------------------------------------------------------------------------------------


def from_reader(written: str) -> Brought:
    """The documents of Reader's CSV. Its feed is what waits unread and was not kept by anyone."""
    missed: list[Missed] = []
    saved = []
    for row in tables.rows(written, missed):
        cells = row.cells
        found = _kept(cells)
        name = found.title or found.url or row.name
        if fields.line(cells.get("location")).casefold() == "feed":
            missed.append(Missed(name, _("It was in the feed and not kept.")))
        elif found.url is None:
            missed.append(Missed(name, _("It has no web address.")))
        else:
            saved.append(found)
    return Brought(READER, tuple(saved), tuple(missed))


def _kept(cells: Mapping[str, str]) -> Saved:
    listed = fields.words(cells.get("document tags")).strip("[]")
    names = [name.strip(" '\"") for name in fields.apart(listed, ",")]
    place = fields.line(cells.get("location")).casefold()
    progress = fields.number(cells.get("reading progress"))
    return Saved(
        title=fields.line(cells.get("title")),
        url=fields.address(cells.get("url")),
        saved_at=fields.moment(cells.get("saved date")),
        read=fields.is_yes(cells.get("seen")) or _FINISHED <= progress <= 100,
        archived=place == "archive",
        tags=fields.tags(names),
    )
