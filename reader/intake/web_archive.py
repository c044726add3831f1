"""A page saved by a browser in one file (MHTML) to an article."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import Message

from reader.errors import NotAnArticle
from reader.intake import page
from reader.messages import _
from reader.model import Captured, Source


def to_article(source: Source) -> Captured:
    """The article of the page in a web archive; NotAnArticle as `page.to_article` and without
    one."""
    return page.to_article(page_of(source))


def page_of(source: Source) -> Source:
    """The first page of a web archive as a source of its own; NotAnArticle without one."""
    whole = email.message_from_bytes(source.content, policy=email.policy.compat32)
    for part in whole.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            return _as_source(source, whole, part)
    raise NotAnArticle(
        _("There is no page in this web archive."), _("Save the page again in your browser.")
    )


def _as_source(source: Source, whole: Message, part: Message) -> Source:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)  # a text part is no multipart
    location = part.get("Content-Location") or whole.get("Snapshot-Content-Location") or ""
    address = location.strip() if location.strip().lower().startswith(("http:", "https:")) else None
    return replace(
        source,
        content=content,
        media_type="text/html",
        charset=part.get_content_charset(),
        url=source.url or address,
    )
