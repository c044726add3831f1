"""Front matter read again: flat YAML as we write it and as Obsidian's property editor leaves it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from reader.export.parsed import Matter
from reader.patterns import pattern
from reader.values import dataclass

PREFIXED = {f"galley-{name}": name for name in ("format", "id", "revision", "hash")}
MANAGED = (
    *("title", "author", "published", "modified", "site", "url", "canonical", "captured"),
    *("lang", "tags", "galley-format", "galley-flavour", "galley-id", "galley-revision"),
    "galley-old-revision",
    "galley-hash",
)
"""The keys that are ours, in the order in which they are written."""

COVER = ("title", "tags", "galley-format", "galley-story")
"""Those of a file of several articles."""

_KEY = pattern(r"([A-Za-z][\w-]*):(?:[ \t]+(.*))?")
_QUOTED = pattern(r'"(?:\\.|[^"\\])*+"' + r"|'(?:''|[^'])*+'")
_FLOW = pattern(r'[ \t]*("(?:\\.|[^"\\])*+"' + r"|'(?:''|[^'])*+'|[^,]*+)[ \t]*(?:,|$)")
_COMMENT = pattern(r"[ \t]+#.*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One key with its value; `start` and `end` count lines of the front matter."""

    key: str
    start: int
    end: int
    value: str | tuple[str, ...]


def entries(lines: Sequence[str]) -> Iterator[Line]:
    """The keys between the `---` lines, each with the lines that are its value."""
    at = 0
    while at < len(lines):
        found = _KEY.fullmatch(lines[at].rstrip())
        end = at + 1
        if not found:
            at = end
            continue
        while end < len(lines) and re.match(r"[ \t]+\S|-[ \t]", lines[end]):
            end += 1
        yield Line(found[1], at, end, _value(found[2] or "", lines[at + 1 : end]))
        at = end


def matter(lines: Sequence[str]) -> Matter:
    """The managed values; of a key that stands twice the last one counts."""
    given = {line.key: line.value for line in entries(lines) if line.key in MANAGED}
    words = {PREFIXED.get(key, key): _one(value) for key, value in given.items()}
    return Matter(
        title=words.get("title"),
        author=_several(given.get("author")),
        published=words.get("published"),
        modified=words.get("modified"),
        site=words.get("site"),
        url=words.get("url"),
        canonical=words.get("canonical"),
        captured=words.get("captured"),
        lang=words.get("lang"),
        tags=_several(given.get("tags")),
        format=words.get("format"),
        id=words.get("id"),
        revision=words.get("revision"),
        hash=words.get("hash"),
    )


def _one(value: str | tuple[str, ...]) -> str:
    return ", ".join(value) if isinstance(value, tuple) else value


def _several(value: str | tuple[str, ...] | None) -> tuple[str, ...] | None:
    return ((value,) if value else ()) if isinstance(value, str) else value


def _value(first: str, below: Sequence[str]) -> str | tuple[str, ...]:
    first = first.strip()
    if first.startswith("["):
        inside = " ".join([first, *(line.strip() for line in below)])
        return tuple(_flow(_COMMENT.sub("", inside).strip().removeprefix("[").removesuffix("]")))
    if not first and below:
        items = [line.strip() for line in below]
        return tuple(_scalar(item[1:].strip()) for item in items if item.startswith("-"))
    return _scalar(" ".join([first, *(line.strip() for line in below)]).strip())


def _flow(inside: str) -> Iterator[str]:
    at = 0
    while at < len(inside):
        found = _FLOW.match(inside, at)
        if not found:
            return
        if found[1].strip():
            yield _scalar(found[1].strip())
        at = found.end()


def _scalar(source: str) -> str:
    quoted = _QUOTED.match(source)
    if not quoted:
        return _COMMENT.sub("", source).strip()
    words = quoted.group()
    if words[0] == "'":
        return words[1:-1].replace("''", "'")
    try:
        return str(json.loads(words, strict=False))
    except ValueError:
        return words[1:-1]
