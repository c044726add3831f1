"""Notes of Obsidian Web Clipper: Markdown whose properties tell of the page.

The properties are those of the default template (https://help.obsidian.md/web-clipper/templates):
title, source, author, published, created, description, tags. What was highlighted on the page
stands in the text between `==`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from reader.intake import front_matter
from reader.intake.elsewhere import fields
from reader.model import Brought, Remark, Saved, Source

NAME = "Obsidian Web Clipper"

_MARKED = re.compile(r"==(?=\S)([^=\n]{1,20000}?)(?<=\S)==")
_LINK = re.compile(r"\[\[(?:[^\]|]{1,300}\|)?([^\]|]{1,300})\]\]")
_MARKDOWN_LINK = re.compile(r"!?\[([^\]\n]{0,2000})\]\([^)\s]{0,2000}[^)\n]{0,200}\)|[*_`]{1,3}")


def is_note(written: str) -> bool:
    """Whether properties at the head tell of a web page that the note is of."""
    if not written.lstrip("\ufeff").startswith("---"):
        return False
    values, _body = front_matter.split(written.replace("\r\n", "\n"))
    is_our_own = "galley-format" in values
    return not is_our_own and fields.address(_first(values, "source", "url")) is not None


def from_markdown(written: str, at: datetime) -> Brought:
    """The one page that such a note is of, with its text and what was marked in it."""
    values, body = front_matter.split(written.replace("\r\n", "\n"))
    saved = Saved(
        title=fields.line(_first(values, "title")),
        url=fields.address(_first(values, "source", "url")),
        bylines=fields.names(*(_LINK.sub(r"\1", each) for each in values.get("author", ()))),
        site=fields.line(_first(values, "site", "publisher")) or None,
        published=fields.published(_first(values, "published")),
        excerpt=fields.words(_first(values, "description")),
        saved_at=fields.moment(_first(values, "created", "clipped")),
        read=True,
        tags=fields.tags([tag for tag in values.get("tags", ()) if tag != "clippings"]),
        remarks=tuple(Remark(quote=_bare(found)) for found in _MARKED.findall(body)),
        content=_content(body, at),
    )
    return Brought(NAME, (saved,))


def _first(values: Mapping[str, tuple[str, ...]], *keys: str) -> str:
    return next((values[key][0] for key in keys if values.get(key)), "")


def _bare(marked: str) -> str:
    """The words as they are read: without the signs of links and emphasis."""
    return _MARKDOWN_LINK.sub(r"\1", marked)


def _content(body: str, at: datetime) -> Source | None:
    plain = _LINK.sub(r"\1", _MARKED.sub(r"\1", body))
    if not plain.strip():
        return None
    return Source(plain.encode("utf-8", "replace"), "text/markdown", at, charset="utf-8")
