"""The fields of other programs' files as our values, whatever stands in them.

Nothing here raises: a field of another kind than its program writes is one that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from reader import text
from reader.intake import dates
from reader.model import Colour, Source

LONGEST_LINE = 1_000
"""Code points of a title or a name; what is longer is cut."""

LONGEST_TEXT = 200_000
"""Code points of a note or a quote."""

_LONGEST_URL = 8_000
_MOST_TAGS = 200


def line(value: Any) -> str:
    """A text in one line; empty for what is none."""
    return " ".join(words(value)[: 4 * LONGEST_LINE].split())[:LONGEST_LINE]


def words(value: Any) -> str:
    """A text as it is, without what no file can hold; empty for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    written = str(value)[:LONGEST_TEXT]
    return written.encode("utf-8", "replace").decode("utf-8").replace("\0", "").strip()


def address(value: Any) -> str | None:
    """A web address; None for what is none."""
    written = words(value)
    if len(written) > _LONGEST_URL or any(char.isspace() for char in written):
        return None
    try:
        parts = urlsplit(written)
    except ValueError:
        return None
    is_web = parts.scheme.lower() in ("http", "https") and parts.netloc
    return written if is_web else None


def moment(value: Any) -> datetime | None:
    """A time as programs write it (ISO 8601, RFC 2822, seconds or milliseconds since 1970); one
    without a zone counts as UTC."""
    written = words(value)
    if re.fullmatch(r"\d{1,13}(\.\d{1,6})?", written):
        seconds = float(written)
        return _epoch(seconds / 1000 if seconds >= 1e11 else seconds)
    whole = dates.iso(written[:80])
    if whole is None:
        return None
    try:
        at = datetime.fromisoformat(whole if len(whole) >= 10 else f"{whole}-01-01"[:10])
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _epoch(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def published(value: Any) -> str | None:
    """A date of publication, as precise as it was given."""
    written = words(value)[:80]
    return (dates.iso(written) or dates.in_words(written)) if written else None


def tags(values: Any) -> tuple[str, ...]:
    """Tags as they are kept, from a list of names or of objects that have one."""
    named = (value.get("name") if isinstance(value, Mapping) else value for value in many(values))
    kept = (text.tag(line(name)) for name in named)
    return tuple(dict.fromkeys(tag for tag in kept if tag))[:_MOST_TAGS]


def apart(value: Any, *separators: str) -> list[str]:
    """The parts of a text between any of these separators, none empty."""
    pattern = "|".join(map(re.escape, separators))
    return [part.strip() for part in re.split(pattern, words(value)) if part.strip()]


def names(*values: Any) -> tuple[str, ...]:
    """Names of people or folders, each once."""
    return tuple(dict.fromkeys(name for value in values if (name := line(value))))


def many(value: Any) -> list[Any]:
    """A list; empty for what is none."""
    return value if isinstance(value, list) else []


def objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of a list."""
    return (each for each in many(value) if isinstance(each, dict))


def inside(value: Any) -> Mapping[str, Any]:
    """An object; an empty one for what is none."""
    return value if isinstance(value, dict) else {}


def is_yes(value: Any) -> bool:
    """Whether a program that says yes in one of many ways says so here."""
    return value is True or line(value).casefold() in ("1", "true", "yes")


def number(value: Any) -> float:
    """A number to sort by; beyond all others where there is none."""
    found = re.search(r"\d{1,15}(\.\d{1,9})?", words(value)[:100])
    return float(found.group()) if found else float("inf")


def page_number(value: Any) -> int | None:
    """The number of a page; None where its name is none."""
    written = line(value)
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 7 else None


# --- marks ---------------------------------------------------------------------------------------

_COLOURS: Mapping[str, Colour] = {
    "yellow": "yellow",
    "gold": "yellow",
    "orange": "orange",
    "red": "red",
    "pink": "pink",
    "magenta": "pink",
    "purple": "pink",
    "violet": "pink",
    "green": "green",
    "olive": "green",
    "blue": "blue",
    "cyan": "teal",
    "teal": "teal",
    "gray": "grey",
    "grey": "grey",
}


def colour(value: Any) -> Colour | None:
    """Which of our colours a name stands for; None where it is none that we know."""
    return _COLOURS.get(line(value).casefold())


def joined(*notes: str) -> str:
    """Notes one below the other, without the empty ones."""
    return "\n\n".join(note for note in notes if note.strip())


# --- HTML ----------------------------------------------------------------------------------------


def page(
    body: str,
    at: datetime,
    *,
    title: str,
    url: str | None,
    bylines: Iterable[str] = (),
    site: str | None = None,
    published: str | None = None,
    lang: str | None = None,
) -> Source:
    """A fragment of HTML as a page that says of itself what the other program knew of it.

    It can be read again at any later time like a page that was saved.
    """
    facts = {
        "og:type": "article",
        "og:title": title,
        "og:site_name": site,
        "article:published_time": published,
    }
    metas = [f'<meta property="{key}" content="{_quoted(it)}">' for key, it in facts.items() if it]
    metas += [f'<meta name="author" content="{_quoted(name)}">' for name in bylines]
    if url:
        metas.append(f'<link rel="canonical" href="{_quoted(url)}">')
    opening = f'<html lang="{_quoted(lang)}">' if lang else "<html>"
    head = f'<!DOCTYPE html>\n{opening}<head><meta charset="utf-8">{"".join(metas)}'
    whole = (
        f"{head}<title>{_quoted(title)}</title></head><body><article>"
        f"<h1>{_quoted(title)}</h1>\n{body}\n</article></body></html>"
    )
    content = whole.encode("utf-8", "replace")
    return Source(content, "text/html", at, charset="utf-8", url=url)


def _quoted(value: str) -> str:
    return (
        value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    )
