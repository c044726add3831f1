"""The article that a page holds as text of a script, to be shown when the script runs.

No script is run. Strings of JSON or JavaScript that are markup with paragraphs are looked for.
"""

from __future__ import annotations

import json
import re

from reader.errors import NotAnArticle
from reader.intake import html
from reader.intake.html import Element

_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*+)"')
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_WRITTEN_PARAGRAPH = re.compile(r"(?:<|\\u003c)p(?:[\s>]|\\u003e)", re.IGNORECASE)
_LEAST_PARAGRAPHS = 3
_LONGEST_SCRIPT = 10_000_000
_SHORTEST = 400


def find(root: Element) -> Element | None:
    """The body of the longest markup that a script of the page holds; None if none does."""
    held = (markup for script in root.iter("script") for markup in _markup_in(script.text or ""))
    longest = max(held, key=len, default="")
    if not longest:
        return None
    try:
        return html.parse(f"<html><body>{longest}</body></html>").find("body")
    except NotAnArticle:
        return None


def _markup_in(script: str) -> list[str]:
    """The strings of a script that are markup with some paragraphs."""
    if len(script) > _LONGEST_SCRIPT or _WRITTEN_PARAGRAPH.search(script) is None:
        return []
    strings = (found[1] for found in _STRING.finditer(script) if len(found[1]) > _SHORTEST)
    return [markup for written in strings if _is_article(markup := _unescaped(written))]


def _unescaped(written: str) -> str:
    try:
        said = json.loads(f'"{written}"', strict=False)
    except ValueError:
        return ""
    return said if isinstance(said, str) else ""


def _is_article(markup: str) -> bool:
    return markup.lstrip()[:1] == "<" and len(_PARAGRAPH.findall(markup)) >= _LEAST_PARAGRAPHS
