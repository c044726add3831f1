"""The JSON of wallabag: each entry with its text and annotations.

What writes it is `src/Helper/EntriesExport.php` of wallabag/wallabag, with the serializer groups
of its `Entry` and `Annotation`. "Archived" is what wallabag calls read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reader.intake.elsewhere import fields
from reader.model import Brought, Remark, Saved, Source

NAME = "wallabag"

_NOTHING = "wallabag can't retrieve contents"
"""What it writes in the place of a text that it could not have."""


def is_entry(data: Mapping[str, Any]) -> bool:
    return "is_archived" in data and "url" in data


def from_json(data: Any, at: datetime) -> Brought:
    """The entries of an export, or of a page of the API."""
    embedded = fields.inside(fields.inside(data).get("_embedded"))
    listed = data if isinstance(data, list) else embedded.get("items")
    return Brought(NAME, tuple(_entry(each, at) for each in fields.objects(listed)))


def _entry(data: Mapping[str, Any], at: datetime) -> Saved:
    title = fields.line(data.get("title"))
    url = fields.address(data.get("url")) or fields.address(data.get("given_url"))
    people = data.get("published_by")
    bylines = fields.names(*(people if isinstance(people, list) else [people]))
    published = fields.published(data.get("published_at"))
    is_read = fields.is_yes(data.get("is_archived"))
    return Saved(
        title=title,
        url=url,
        bylines=bylines,
        site=fields.line(data.get("domain_name")) or None,
        published=published,
        saved_at=fields.moment(data.get("created_at")),
        read=is_read,
        archived=is_read,
        starred=fields.is_yes(data.get("is_starred")),
        tags=fields.tags(_labels(data.get("tags"))),
        remarks=tuple(map(_remark, fields.objects(data.get("annotations")))),
        content=_content(data, at, title, url, bylines, published),
    )


def _labels(tags: Any) -> list[Any]:
    return [
        each.get("label") or each.get("slug") if isinstance(each, dict) else each
        for each in fields.many(tags)
    ]


def _remark(data: Mapping[str, Any]) -> Remark:
    return Remark(
        quote=fields.words(data.get("quote")),
        note=fields.words(data.get("text")),
        at=fields.moment(data.get("created_at")),
    )


def _content(
    data: Mapping[str, Any],
    at: datetime,
    title: str,
    url: str | None,
    bylines: tuple[str, ...],
    published: str | None,
) -> Source | None:
    body = data.get("content")
    kind = fields.line(data.get("mimetype")) or "text/html"
    if not isinstance(body, str) or not body.strip() or _NOTHING in body or "html" not in kind:
        return None
    return fields.page(
        body,
        at,
        title=title,
        url=url,
        bylines=bylines,
        published=published,
        lang=fields.line(data.get("language")).replace("_", "-") or None,
    )
