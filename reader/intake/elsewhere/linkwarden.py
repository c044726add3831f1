"""The JSON of Linkwarden: collections of links with their tags.

What writes it is `apps/web/lib/api/controllers/migration/exportData.ts` of linkwarden/linkwarden.
It holds no highlights and no archived pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reader.intake.elsewhere import fields
from reader.messages import _
from reader.model import Brought, Missed, Remark, Saved

NAME = "Linkwarden"

_UNSORTED = "unorganized"
"""The collection of what was put into none."""


def is_export(data: Mapping[str, Any]) -> bool:
    return any("links" in each for each in fields.objects(data.get("collections")))


def from_json(data: Mapping[str, Any]) -> Brought:
    """The links of all collections; pinned ones have a star."""
    pinned = {fields.line(each.get("id")) for each in fields.objects(data.get("pinnedLinks"))}
    saved: list[Saved] = []
    missed: list[Missed] = []
    for collection in fields.objects(data.get("collections")):
        name = fields.line(collection.get("name"))
        named = () if name.casefold() == _UNSORTED else fields.names(name)
        for each in fields.objects(collection.get("links")):
            found = _link(each, named, pinned)
            if found.url is None:
                missed.append(Missed(found.title or name, _("It has no web address.")))
            else:
                saved.append(found)
    return Brought(NAME, tuple(saved), tuple(missed))


def _link(data: Mapping[str, Any], collections: tuple[str, ...], pinned: set[str]) -> Saved:
    return Saved(
        title=fields.line(data.get("name")),
        url=fields.address(data.get("url")),
        excerpt=fields.words(data.get("description")),
        saved_at=fields.moment(data.get("importDate")) or fields.moment(data.get("createdAt")),
        starred=bool(pinned) and fields.line(data.get("id")) in pinned,
        tags=fields.tags(data.get("tags")),
        collections=collections,
        remarks=tuple(map(_remark, fields.objects(data.get("highlights")))),
    )


def _remark(data: Mapping[str, Any]) -> Remark:
    return Remark(
        quote=fields.words(data.get("text")),
        note=fields.words(data.get("comment")),
        colour=fields.colour(data.get("color")),
        at=fields.moment(data.get("createdAt")),
    )
