"""The CSV of Instapaper (instapaper.com/user): URL, Title, Selection, Folder, Timestamp, and Tags.

karakeep-app/karakeep reads it in `packages/shared/import-export/parsers.ts`. There are no
highlights in it, but the words that were selected when a page was saved.
"""

from __future__ import annotations

import json

from reader.intake.elsewhere import fields, tables
from reader.messages import _
from reader.model import Brought, Missed, Remark, Saved

NAME = "Instapaper"
COLUMNS = {"url", "title", "selection", "folder"}

_STATES = ("", "unread", "archive", "starred")
"""Folders that say in which state an article is; others were made by people."""


def from_table(written: str) -> Brought:
    """The saved pages with their folders."""
    missed: list[Missed] = []
    saved = []
    for row in tables.rows(written, missed):
        cells = row.cells
        title, url = fields.line(cells.get("title")), fields.address(cells.get("url"))
        quote = fields.words(cells.get("selection"))
        if url is None and not quote:
            missed.append(Missed(title or row.name, _("It has no web address.")))
            continue
        folder = fields.line(cells.get("folder"))
        state = folder.casefold()
        saved.append(
            Saved(
                title=title,
                url=url,
                saved_at=fields.moment(cells.get("timestamp")),
                read=state == "archive",
                archived=state == "archive",
                starred=state == "starred",
                tags=_tags(cells.get("tags", "")),
                collections=() if state in _STATES else (folder,),
                remarks=(Remark(quote=quote),) if quote else (),
            )
        )
    return Brought(NAME, tuple(saved), tuple(missed))


def _tags(written: str) -> tuple[str, ...]:
    """Tags as a JSON list in a cell."""
    try:
        return fields.tags(json.loads(written)) if written.strip() else ()
    except (ValueError, RecursionError):
        return fields.tags(fields.apart(written, ","))
