"""Which articles are watched for changes, and which of them it is time to ask for.

Watching is a trace: it changes nothing that anyone wrote, and needs no history. It lies in the
library and so goes with it to another machine; how often to ask is a setting of the machine, off
until it is turned on, so that no library that is opened somewhere asks for anything by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from reader.errors import NotFound
from reader.library import Library, Reader
from reader.model import Article, ArticleId, TraceKey
from reader.records import read_time


def watch(library: Library, article: ArticleId, on: bool) -> None:
    """Has an article watched, or no more."""
    library.trace(TraceKey("watched", article), on)


def is_watched(library: Reader, article: ArticleId) -> bool:
    return library.traced(TraceKey("watched", article)) is True


def watched(library: Reader) -> tuple[Article, ...]:
    """The articles that are watched, without those in the trash, oldest first."""
    ids = [ArticleId(id) for id, on in library.traces("watched").items() if on is True]
    found = (_article(library, id) for id in ids)
    kept = [each for each in found if each is not None and each.trashed is None]
    return tuple(sorted(kept, key=lambda article: (article.added, article.id)))


def due(library: Reader, every: timedelta, *, at: datetime) -> tuple[ArticleId, ...]:
    """Those of them that were not asked for within this time, by whoever it was."""
    checked = library.traces("checked")
    return tuple(
        article.id
        for article in watched(library)
        if not _is_recent(checked.get(article.id), at - every)
    )


def _is_recent(traced: Any, since: datetime) -> bool:
    try:
        return read_time(traced) > since
    except (TypeError, ValueError):
        return False


def _article(library: Reader, id: ArticleId) -> Article | None:
    """None for one whose adding was undone."""
    try:
        return library.article(id)
    except NotFound:
        return None
