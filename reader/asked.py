"""What was asked of the network for an article, kept with it and shown when someone wants to know.

It is merely noticed: no decision, nothing to undo, and it leaves the library in no export.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from reader import records
from reader.library import Library, Reader
from reader.messages import _, ngettext
from reader.model import ArticleId, Asked, Asking, FeedId, Source, TraceKey

if TYPE_CHECKING:
    from reader.intake.fetch import Tell, Turn, Validators

MOST = 300
"""Older requests of an article are forgotten."""


def of(library: Reader, article: ArticleId | FeedId) -> tuple[Asked, ...]:
    """All that is remembered of what was asked for an article or a feed, in the order of asking."""
    kept = library.traced(_key(article))
    return tuple(asked for each in kept if (asked := _read(each))) if isinstance(kept, list) else ()


def keep(library: Library, article: ArticleId | FeedId, requests: Iterable[Asked]) -> None:
    """Remembers these requests with what was asked for the article before."""
    new = list(requests)
    if new:
        all_of_them = [*of(library, article), *new][-MOST:]
        library.trace(_key(article), [records.to_json(each) for each in all_of_them])


def _key(article: ArticleId | FeedId) -> TraceKey:
    return TraceKey("asked", article)


def _read(kept: records.Json) -> Asked | None:
    try:
        return records.from_json(Asked, kept)
    except ValueError:  # of another version of the program
        return None


class Fetch(Protocol):
    def __call__(
        self, url: str, known: Validators, /, *, at: datetime, turn: Turn, tell: Tell
    ) -> Source | None:
        """`reader.intake.fetch.fetch_again`."""


class Noting:
    """Asks for pages as `fetch_again` does, and notes every request by the page that it was for.

    May be called from any thread; each page is asked for on one at a time.
    """

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._noted: dict[str, list[Asked]] = {}

    def __call__(
        self, url: str, known: Validators, /, *, at: datetime, turn: Turn
    ) -> Source | None:
        noted = self._noted.setdefault(url, [])
        return self._fetch(url, known, at=at, turn=turn, tell=noted.append)

    def taken(self, url: str) -> tuple[Asked, ...]:
        """What was noted for a page since this was last called."""
        return tuple(self._noted.pop(url, ()))


# --- in words ------------------------------------------------------------------------------------


def summary(requests: Sequence[Asked]) -> str:
    """One sentence about all of them; says so if there are none."""
    if not requests:
        return _("Nothing was asked of the network for this article.")
    hosts = len({urlsplit(each.url).hostname for each in requests})
    asked = ngettext("{count} request", "{count} requests", len(requests))
    among = ngettext("{count} site", "{count} sites", hosts)
    return _("{requests} to {sites}, {size} received.").format(
        requests=asked.format(count=len(requests)),
        sites=among.format(count=hosts),
        size=in_bytes(sum(each.size for each in requests)),
    )


def why(asking: Asking) -> str:
    """What a request was for, in one word or two."""
    match asking:
        case "page":
            return _("page")
        case "picture":
            return _("picture")
        case "feed":
            return _("feed")
        case "check":
            return _("check for changes")


def outcome(asked: Asked) -> str:
    """What came of a request: who answered, how, how much, and what was wrong with it."""
    by = _("{address} (proxy)") if asked.by_proxy else "{address}"
    parts = [
        by.format(address=asked.address) if asked.address else _("nobody was reached"),
        _("status {status}").format(status=asked.status) if asked.status is not None else "",
        in_bytes(asked.size) if asked.size else "",
    ]
    answered = ", ".join(part for part in parts if part)
    return f"{answered}. {asked.failure}" if asked.failure else answered


def in_bytes(size: int) -> str:
    """A size as people read it."""
    if size < 1_000:
        return _("{count} bytes").format(count=size)
    if size < 1_000_000:
        return _("{count} kB").format(count=round(size / 1_000))
    return _("{count} MB").format(count=f"{size / 1_000_000:.1f}")
