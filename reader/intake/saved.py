"""What saved pages say of themselves: the address that they came from, and when that was."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from reader.intake import sniff
from reader.patterns import pattern
from reader.values import dataclass

_LOOKED_AT = 20_000
_URL = rb"(https?://[^\s<>\"']{1,4000})"

_BROWSER = pattern(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s<>]{1,4000}?)\s*-->")
_SINGLE_FILE = pattern(
    rb"Page saved with SingleFile\s+url:\s*" + _URL + rb"(?:\s+saved date:\s*([^\n]{1,120}))?"
)
_SAVE_PAGE = pattern(
    rb"<meta\s+name=[\"']?savepage-(url|date)[\"']?\s+content=\"([^\"<>]{1,4000})\""
)
_SCRAPBOOK = pattern(rb"\bdata-scrapbook-source=\"" + _URL)
_SNAPSHOT = pattern(rb"^Snapshot-Content-Location:\s*" + _URL, re.MULTILINE | re.IGNORECASE)
_DATE = pattern(rb"^Date:\s*([^\r\n]{1,120})", re.MULTILINE | re.IGNORECASE)
_SCRIPT_DATE = re.compile(
    r"\w{3} (\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d) (?:GMT|UTC)([+-]\d{4})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Said:
    """Where a saved page came from and when it was saved, as far as it says so."""

    url: str | None = None
    at: datetime | None = None


def of(content: bytes, kind: str) -> Said:
    """What these bytes of a page or a web archive say; nothing for other kinds."""
    head = content[:_LOOKED_AT]
    if kind in ("text/html", sniff.ZIPPED_PAGE):
        return _of_page(head)
    if kind == "multipart/related":
        return _of_archive(head)
    return Said()


def _of_page(head: bytes) -> Said:
    """Chrome and Internet Explorer, SingleFile, Save Page WE, WebScrapBook."""
    if (browser := _BROWSER.search(head)) is not None:
        return Said(_text(browser[1]))
    if (single := _SINGLE_FILE.search(head)) is not None:
        return Said(_text(single[1]), _script_date(_text(single[2] or b"")))
    extension = {name: _text(value) for name, value in _SAVE_PAGE.findall(head)}
    if b"url" in extension:
        return Said(extension[b"url"], _script_date(extension.get(b"date", "")))
    book = _SCRAPBOOK.search(head)
    return Said(_text(book[1])) if book is not None else Said()


def _of_archive(head: bytes) -> Said:
    location, date = _SNAPSHOT.search(head), _DATE.search(head)
    return Said(
        _text(location[1]) if location else None, _letter_date(_text(date[1])) if date else None
    )


def _text(found: bytes) -> str:
    return found.decode("utf-8", errors="replace").strip()


def _script_date(said: str) -> datetime | None:
    """A date as JavaScript writes it: `Wed Oct 02 2024 16:29:55 GMT+0200 (...)`."""
    found = _SCRIPT_DATE.match(said)
    try:
        return _parsed(found[1], found[2]) if found else None
    except (ValueError, OverflowError):
        return None


def _parsed(day: str, zone: str) -> datetime:
    return datetime.strptime(f"{day} {zone}", "%b %d %Y %H:%M:%S %z").astimezone(UTC)


def _letter_date(said: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(said)
        return date.astimezone(UTC) if date.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None
