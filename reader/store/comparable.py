"""What is made from a record's fields so that SQLite can sort and compare them; pure functions."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from reader.text import fold

_TRACKING = re.compile(r"utm_.*|fbclid|gclid", re.IGNORECASE)
_PORTS = {"http": "80", "https": "443"}


def address(url: str | None) -> str | None:
    """A URL without what does not tell two pages apart; None for none.

    Scheme, default port, `www.`, fragment and the marks of trackers go; so does a last slash.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        query = urlencode(
            [
                (name, value)
                for name, value in parse_qsl(parts.query, keep_blank_values=True)
                if not _TRACKING.fullmatch(name)
            ]
        )
    except ValueError:
        return url.strip()
    host = parts.netloc.rpartition("@")[2].casefold().removeprefix("www.")
    host = host.removesuffix(f":{_PORTS.get(parts.scheme.casefold())}")
    return host + parts.path.rstrip("/") + ("?" + query if query else "")


_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def instant(published: str | None) -> str | None:
    """When something was published, in UTC, to sort by; None where no time can be read.

    A year or a month counts as its first moment, a time without a zone as UTC.
    """
    if not published:
        return None
    text = published.strip()
    try:
        if partial := _PARTIAL.fullmatch(text):
            year, month, day = (int(part or 1) for part in partial.groups())
            at = datetime(year, month, day, tzinfo=UTC)
        else:
            at = datetime.fromisoformat(text)
    except ValueError:
        return None
    zoned = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    # Not astimezone(), which fails at the ends of the calendar.
    offset = zoned.utcoffset() or timedelta()
    try:
        return stored_time(zoned.replace(tzinfo=UTC) - offset)
    except OverflowError:
        return None


def stored_time(at: datetime) -> str:
    """A time in UTC as the tables keep it: always with microseconds, so that text order is time."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


@lru_cache(512)
def order(name: str) -> str:
    """What a title or a site is sorted by."""
    return " ".join(fold(name).text.split())
