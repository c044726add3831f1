"""What the page says around the headline: site, byline, date, reading time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from PySide6.QtCore import QDate, QDateTime, QLocale, QTimeZone

from reader.messages import _
from reader.model import Article, Document, Revision
from reader.text import minutes
from ui import paint
from ui.reading.document import PageHead

_GIVEN = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:[T ].*)?")


def page_head(article: Article, revision: Revision, document: Document) -> PageHead:
    """The head of this article's page; times of our own are shown in local time."""
    return PageHead(
        site=article.site or _host(article.url or revision.url) or revision.name or "",
        byline=_byline(article.bylines),
        date=_date(article, revision),
        minutes=minutes(document.text),
    )


def _byline(names: Sequence[str]) -> str:
    return _("By {names}").format(names=", ".join(map(paint.isolated, names))) if names else ""


def _host(url: str | None) -> str:
    if not url:
        return ""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # an address that no parser reads: "http://[::1"
        return ""


def _date(article: Article, revision: Revision) -> str:
    if article.published:
        return published(article.published)
    return saved(revision)


def saved(revision: Revision, *, zone: bool = False) -> str:
    """When a revision was saved, in local time; on paper, which travels, with its zone."""
    seconds = int(revision.captured.timestamp())
    local = QDateTime.fromSecsSinceEpoch(seconds, QTimeZone.systemTimeZone())
    when = QLocale().toString(local, "d MMMM yyyy, HH:mm")
    return _("saved {when}").format(when=f"{when} {local.timeZoneAbbreviation()}" if zone else when)


def published(given: str) -> str:
    """A date as the source gave it, in words and no more precise; what is no date stays as it is.

    The day is the source's own: it is not moved into the reader's time zone.
    """
    found = _GIVEN.fullmatch(given.strip())
    if not found:
        return given
    year, month, day = (int(part) if part else 0 for part in found.groups())
    date = QDate(year, month or 1, day or 1)
    if not date.isValid():
        return given
    return QLocale().toString(date, "d MMMM yyyy" if day else "MMMM yyyy" if month else "yyyy")
