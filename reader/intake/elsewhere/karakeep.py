"""The JSON of Karakeep (once Hoarder): links and texts with tags, lists and a note.

What writes it is `packages/shared/import-export/exporters.ts` of karakeep-app/karakeep. It names
no highlights and no pictures or files.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reader.intake.elsewhere import fields
from reader.messages import _
from reader.model import Brought, Missed, Saved, Source

NAME = "Karakeep"


def is_export(data: Mapping[str, Any]) -> bool:
    listed = list(fields.objects(data.get("bookmarks")))
    return bool(listed) and "content" in listed[0] and "createdAt" in listed[0]


def from_json(data: Mapping[str, Any], at: datetime) -> Brought:
    """The bookmarks that have an address or a text."""
    names = {
        fields.line(each.get("id")): fields.line(each.get("name"))
        for each in fields.objects(data.get("lists"))
        if each.get("type", "manual") == "manual"
    }
    saved: list[Saved] = []
    missed: list[Missed] = []
    for each in fields.objects(data.get("bookmarks")):
        found = _bookmark(each, names, at)
        if found.url is None and found.content is None:
            name = found.title or _("A bookmark without a title")
            missed.append(
                Missed(name, _("It is a picture or a file, which the export leaves out."))
            )
        else:
            saved.append(found)
    return Brought(NAME, tuple(saved), tuple(missed))


def _bookmark(data: Mapping[str, Any], names: Mapping[str, str], at: datetime) -> Saved:
    content = fields.inside(data.get("content"))
    title, written = fields.line(data.get("title")), content.get("text")
    text = written if isinstance(written, str) and written.strip() else ""
    lists = (names.get(fields.line(id), "") for id in fields.many(data.get("lists")))
    return Saved(
        title=title,
        url=fields.address(content.get("url")),
        saved_at=fields.moment(data.get("createdAt")),
        archived=fields.is_yes(data.get("archived")),
        tags=fields.tags(data.get("tags")),
        collections=fields.names(*lists),
        note=fields.words(data.get("note")),
        content=_text(title, text, at) if text else None,
    )


def _text(title: str, written: str, at: datetime) -> Source:
    whole = f"# {title}\n\n{written}" if title else written
    return Source(whole.encode("utf-8", "replace"), "text/markdown", at, charset="utf-8")
