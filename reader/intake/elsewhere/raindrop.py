"""The CSV of Raindrop.io (https://developer.raindrop.io/v1/export): bookmarks with note, folder,
tags and highlights. Its HTML is that of browsers' bookmarks and read there.
"""

from __future__ import annotations

import re

from reader.intake.elsewhere import fields, tables
from reader.messages import _
from reader.model import Brought, Missed, Remark, Saved

NAME = "Raindrop.io"
COLUMNS = {"id", "title", "note", "excerpt", "url", "folder", "highlights"}

_UNSORTED = "unsorted"
_MARK = re.compile(r"^Highlight:", re.MULTILINE)
_NOTE = re.compile(r"^Note:", re.MULTILINE)


def from_table(written: str) -> Brought:
    """The bookmarks that have an address."""
    missed: list[Missed] = []
    saved = []
    for row in tables.rows(written, missed):
        cells = row.cells
        title, url = fields.line(cells.get("title")), fields.address(cells.get("url"))
        if url is None:
            missed.append(Missed(title or row.name, _("It has no web address.")))
            continue
        folder = fields.line(cells.get("folder"))
        saved.append(
            Saved(
                title=title,
                url=url,
                excerpt=fields.words(cells.get("excerpt")),
                saved_at=fields.moment(cells.get("created")),
                starred=fields.is_yes(cells.get("favorite")),
                tags=fields.tags(fields.apart(cells.get("tags"), ",")),
                collections=() if folder.casefold() in ("", _UNSORTED) else (folder,),
                note=fields.words(cells.get("note")),
                remarks=_marks(fields.words(cells.get("highlights"))),
            )
        )
    return Brought(NAME, tuple(saved), tuple(missed))


def _marks(written: str) -> tuple[Remark, ...]:
    """The highlights of a cell: each after `Highlight:`, its note after `Note:`; or one a line."""
    if not _MARK.search(written):
        return tuple(Remark(quote=each.strip()) for each in written.split("\n") if each.strip())
    return tuple(_mark(each) for each in _MARK.split(written) if each.strip())


def _mark(written: str) -> Remark:
    quote, *notes = _NOTE.split(written)
    return Remark(quote=quote.strip(), note=fields.joined(*(note.strip() for note in notes)))
