"""The flat YAML at the head of a Markdown file: keys with one value or a list of them.

Enough for what note programs, site generators and Galley's own exports write; what is more
(nested maps, block texts) is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_KEY = re.compile(r"([A-Za-z][\w-]{0,60})\s*:(?:\s+(.*)|\s*)$")
_ITEM = re.compile(r"\s*-\s+(.*)$")
_MOST_LINES = 500


def split(markdown: str) -> tuple[Mapping[str, tuple[str, ...]], str]:
    """The values by lower-case key, and the text after them; no front matter gives no keys."""
    lines = markdown.removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() != "---":
        return {}, markdown
    for end in range(1, min(len(lines), _MOST_LINES)):
        if lines[end].rstrip() in ("---", "..."):
            return _values(lines[1:end]), "\n".join(lines[end + 1 :])
    return {}, markdown


def _values(lines: list[str]) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    last = ""
    for line in lines:
        if (item := _ITEM.match(line)) is not None and last:
            values[last] = (*values[last], *_scalars(item[1]))
        elif (key := _KEY.match(line)) is not None:
            last = key[1].lower()
            values[last] = _scalars(key[2] or "")
        elif not line[:1].isspace():
            last = ""
    return values


def _scalars(written: str) -> tuple[str, ...]:
    """The value, or the values of a list in brackets."""
    written = written.strip()
    if written.startswith("[") and written.endswith("]"):
        return tuple(value for one in _items(written[1:-1]) if (value := _scalar(one)))
    value = _scalar(written)
    return (value,) if value else ()


def _items(inside: str) -> list[str]:
    """Split at commas that stand outside quotes."""
    return re.findall(r"\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^,]+)\s*,?", inside)


def _scalar(written: str) -> str:
    written = written.strip()
    if written.startswith('"') and (end := _closing(written)) > 0:
        return _unescaped(written[: end + 1])
    if written.startswith("'") and written.rfind("'") > 0:
        return written[1 : written.rfind("'")].replace("''", "'")
    bare = re.split(r"\s#", written)[0].strip()
    return "" if bare.lower() in ("null", "~", "|", ">", "|-", ">-") else bare


def _closing(written: str) -> int:
    closed = re.match(r'"(?:[^"\\]|\\.)*"', written)
    return closed.end() - 1 if closed else 0


def _unescaped(quoted: str) -> str:
    try:
        value = json.loads(quoted)
    except ValueError:
        return quoted[1:-1]
    return value if isinstance(value, str) else quoted[1:-1]
