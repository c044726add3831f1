"""A note's Markdown as HTML: one dialect for the cards, for pages and for Word files.

HTML in a note is words. What comes out may still hold pictures and links to anywhere: whoever
shows it takes only the tags that it knows.
"""

from __future__ import annotations

import re
from functools import cache
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.nl2br import Nl2BrExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.inlinepatterns import InlineProcessor

_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)]) ")
_CODE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
_ADDRESS = r"https?://[^\s<>\"“”«»]{1,2000}"
_ENDS_A_SENTENCE = ".,;:!?…'’*_)]}"


def to_html(note: str) -> str | None:
    """The note as HTML; None where it nests too deeply to be read."""
    try:
        return _markdown().reset().convert(_lists_apart(note))
    except RecursionError:
        return None


def reads_the_same(one: str, other: str) -> bool:
    """Whether two notes show the same: other stars, other bullets, more escapes are no change."""
    if one == other:
        return True
    shown, others = to_html(one), to_html(other)
    return shown is not None and others is not None and _spaced(shown) == _spaced(others)


def _spaced(html: str) -> list[str]:
    """The HTML without white space that nobody sees; in code everybody does."""
    parts = _CODE.split(html)
    return [part if at % 2 else " ".join(part.split()) for at, part in enumerate(parts)]


@cache
def _markdown() -> Markdown:
    markdown = Markdown(
        extensions=[FencedCodeExtension(), Nl2BrExtension(), SaneListExtension(), _BareAddresses()]
    )
    markdown.preprocessors.deregister("html_block")
    for pattern in ("html", "automail"):
        markdown.inlinePatterns.deregister(pattern)
    return markdown


def _lists_apart(note: str) -> str:
    """The note with an empty line before each list: people leave it out, Markdown wants it."""
    lines: list[str] = []
    in_code = in_list = False
    for line in note.split("\n"):
        in_code ^= bool(_FENCE.match(line))
        item = bool(_ITEM.match(line))
        if item and not in_list and not in_code and lines and lines[-1].strip():
            lines.append("")
        in_list = item or (in_list and bool(line.strip()))
        lines.append(line)
    return "\n".join(lines)


# --- addresses without any marks -----------------------------------------------------------------


class _BareAddresses(Extension):
    """Makes `https://…` a link wherever it is not one already."""

    def extendMarkdown(self, md: Markdown) -> None:
        # Before emphasis (60), whose marks are letters of an address; after links (160).
        md.inlinePatterns.register(_BareAddress(_ADDRESS, md), "bare-address", 115)


class _BareAddress(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # the base class returns None for both offsets
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        address = _without_end_of_sentence(m[0])
        link = Element("a", href=address)
        link.text = address
        return link, m.start(), m.start() + len(address)


def _without_end_of_sentence(address: str) -> str:
    """The address without what ends the sentence; a bracket that it opened itself stays."""
    while address[-1] in _ENDS_A_SENTENCE and not (
        address[-1] == ")" and address.count("(") >= address.count(")")
    ):
        address = address[:-1]
    return address
