"""Lists of Pocket: the package of CSV and JSON of its last year, and the page `ril_export.html`.

The package (pocket/list-export of pocket-tools) has parts with title, url, time_added, tags and
status, and parts with the highlights of each address (`annotationsExportService.ts`). The page
before it has a list of links under "Unread" and one under "Read Archive".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from reader.intake import html
from reader.intake.elsewhere import fields, tables
from reader.messages import _
from reader.model import Brought, Missed, Remark, Saved

NAME = "Pocket"
COLUMNS = {"title", "url", "time_added"}


def from_table(written: str) -> Brought:
    """The saved addresses of one part."""
    missed: list[Missed] = []
    saved = []
    for row in tables.rows(written, missed):
        cells = row.cells
        url, title = fields.address(cells.get("url")), _title(cells.get("title"))
        if url is None:
            missed.append(Missed(title or row.name, _("It has no web address.")))
            continue
        is_archived = fields.line(cells.get("status")).casefold() in ("archive", "read")
        saved.append(
            Saved(
                title=title,
                url=url,
                saved_at=fields.moment(cells.get("time_added")),
                read=is_archived,
                archived=is_archived,
                starred=fields.is_yes(cells.get("favorite")),
                tags=fields.tags(fields.apart(cells.get("tags"), "|", ",")),
            )
        )
    return Brought(NAME, tuple(saved), tuple(missed))


def _title(given: Any) -> str:
    """A title; Pocket writes the address where it knows none."""
    title = fields.line(given)
    return "" if fields.address(title) else title


def is_highlights(data: Mapping[str, Any]) -> bool:
    """Whether this is an address with the quotes that were marked there."""
    listed = fields.many(data.get("highlights"))
    return "url" in data and bool(listed) and all("quote" in fields.inside(it) for it in listed)


def from_highlights(data: Iterable[Any]) -> Brought:
    """The highlights of one part, each address with its own."""
    saved = []
    for each in fields.objects(data):
        marks = sorted(
            (
                Remark(
                    quote=fields.words(mark.get("quote")),
                    note=fields.words(mark.get("note")),
                    at=fields.moment(mark.get("created_at")),
                )
                for mark in fields.objects(each.get("highlights"))
            ),
            key=lambda mark: mark.at.timestamp() if mark.at else 0.0,
        )
        url, title = fields.address(each.get("url")), _title(each.get("title"))
        saved.append(Saved(title=title, url=url, remarks=tuple(marks)))
    return Brought(NAME, tuple(saved))


def in_collection(data: Mapping[str, Any]) -> Brought:
    """The addresses of a collection, which is a list with a title."""
    name = fields.line(data.get("title") or data.get("name"))
    listed = data.get("items") or data.get("listItems")
    saved = [
        Saved(
            title=_title(each.get("title")),
            url=url,
            excerpt=fields.words(each.get("excerpt")),
            note=fields.words(each.get("note")),
            collections=fields.names(name),
        )
        for each in fields.objects(listed)
        if (url := fields.address(each.get("url"))) is not None
    ]
    return Brought(NAME, tuple(saved))


def is_page(head: str) -> bool:
    return "<title>pocket export</title>" in head.lower() or (
        "time_added=" in head and "netscape-bookmark" not in head.lower()
    )


def from_page(written: str) -> Brought:
    """The links of `ril_export.html`."""
    root = html.parse(written)
    saved: list[Saved] = []
    missed: list[Missed] = []
    is_archived = False
    for each in root.iter("h1", "a"):
        if each.tag == "h1":
            is_archived = "archive" in html.text_of(each).casefold()
            continue
        title, url = _title(html.text_of(each)), fields.address(each.get("href"))
        if url is None:
            name = title or fields.line(each.get("href")) or _("A link")
            missed.append(Missed(name, _("It has no web address.")))
            continue
        is_read = is_archived or each.get("status") == "archive"
        saved.append(
            Saved(
                title=title,
                url=url,
                saved_at=fields.moment(each.get("time_added")),
                read=is_read,
                archived=is_read,
                starred=each.get("favorite") == "1",
                tags=fields.tags(fields.apart(each.get("tags"), ",")),
            )
        )
    return Brought(NAME, tuple(saved), tuple(missed))


def united(parts: Iterable[Brought]) -> Brought:
    """The parts of a package as one: highlights stand with the address that they are of."""
    saved: dict[str, Saved] = {}
    loose: list[Saved] = []
    missed: list[Missed] = []
    for part in parts:
        missed += part.missed
        for each in part.saved:
            if each.url is None:
                loose.append(each)
                continue
            held = saved.get(each.url)
            saved[each.url] = each if held is None else _together(held, each)
    return Brought(NAME, (*saved.values(), *loose), tuple(missed))


def _together(one: Saved, other: Saved) -> Saved:
    return replace(
        one if one.saved_at else other,
        title=one.title or other.title,
        excerpt=one.excerpt or other.excerpt,
        note=fields.joined(one.note, other.note),
        collections=tuple(dict.fromkeys([*one.collections, *other.collections])),
        remarks=(*one.remarks, *other.remarks),
    )
