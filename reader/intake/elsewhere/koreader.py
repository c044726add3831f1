"""Highlights and notes of KOReader: the file beside each book, and its JSON export.

The file, `metadata.*.lua`, is what `frontend/docsettings.lua` of koreader/koreader writes:
`annotations` since 2024, `highlight` and `bookmarks` before. The export is
`plugins/exporter.koplugin/target/json.lua`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from reader.intake.elsewhere import fields, lua
from reader.messages import _
from reader.model import Brought, Missed, Remark, Saved

NAME = "KOReader"


def is_export(data: Mapping[str, Any]) -> bool:
    return "entries" in data or any(
        "entries" in each for each in fields.objects(data.get("documents"))
    )


def from_json(data: Mapping[str, Any]) -> Brought:
    """The books of the export, one or several."""
    documents = list(fields.objects(data.get("documents"))) or [data]
    return Brought(NAME, tuple(map(_exported, documents)))


def _exported(data: Mapping[str, Any]) -> Saved:
    marks = [
        Remark(
            quote=fields.words(each.get("text")),
            note=fields.words(each.get("note")),
            colour=fields.colour(each.get("color")),
            at=fields.moment(each.get("time")),
            page=fields.page_number(each.get("page")),
        )
        for each in fields.objects(data.get("entries"))
    ]
    return _book(data.get("title"), data.get("author"), marks)


def _book(title: Any, author: Any, marks: list[Remark]) -> Saved:
    kept = [mark for mark in marks if mark.quote or mark.note]
    return Saved(
        title=fields.line(title),
        bylines=fields.names(*fields.apart(author, "\n", ";")),
        saved_at=min((mark.at for mark in kept if mark.at), default=None),
        read=True,
        remarks=tuple(kept),
    )


# --- the file beside a book ----------------------------------------------------------------------


def is_sidecar(head: str) -> bool:
    return re.match(r"\s*(?:--[^\n]*\n\s*)*return\s*\{", head) is not None


def from_sidecar(written: str, name: str) -> Brought:
    """The one book that such a file is of; ValueError where it is no table of data."""
    data = lua.table(written)
    about = {**fields.inside(data.get("stats")), **fields.inside(data.get("doc_props"))}
    title = fields.line(about.get("title")) or _file_name(data, name)
    missed: list[Missed] = []
    listed = _numbered(data.get("annotations"))
    marks = list(_marks(listed, title, missed) if listed else _old_marks(data))
    return Brought(NAME, (_book(title, about.get("authors"), marks),), tuple(missed))


def _file_name(data: Mapping[str, Any], name: str) -> str:
    path = fields.line(data.get("doc_path")) or name.removeprefix("metadata.").removesuffix(".lua")
    return path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or path


def _numbered(value: Any) -> list[Mapping[str, Any]]:
    """The tables in a list, in its order."""
    return [each for each in fields.inside(value).values() if isinstance(each, dict)]


def _marks(listed: list[Mapping[str, Any]], title: str, missed: list[Missed]) -> Iterator[Remark]:
    for each in listed:
        if not each.get("drawer") and not each.get("pos0"):
            where = _("{title}, page {page}").format(
                title=title, page=fields.line(each.get("pageno")) or "?"
            )
            missed.append(Missed(where, _("A bookmark marks no words.")))
            continue
        yield Remark(
            quote=fields.words(each.get("text")),
            note=fields.words(each.get("note")),
            colour=fields.colour(each.get("color")),
            at=fields.moment(each.get("datetime")),
            page=fields.page_number(each.get("pageno")) or fields.page_number(each.get("page")),
        )


def _old_marks(data: Mapping[str, Any]) -> Iterator[Remark]:
    """Highlights by page; what was said of one stands in a bookmark of the same second."""
    notes = {
        fields.line(each.get("datetime")): fields.words(each.get("text"))
        for each in _numbered(data.get("bookmarks"))
    }
    for page, listed in fields.inside(data.get("highlight")).items():
        for each in _numbered(listed):
            mark = Remark(
                quote=fields.words(each.get("text")),
                at=fields.moment(each.get("datetime")),
                page=fields.page_number(page),
            )
            note = notes.get(fields.line(each.get("datetime")), "")
            # What the program itself wrote there repeats the words and the time.
            own = not note or mark.quote[:50] in note or note in mark.quote
            yield mark if own else replace(mark, note=note)
