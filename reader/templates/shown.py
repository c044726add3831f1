"""Markdown as it reads, for a preview: HTML that holds no more than a preview can show.

Whatever the Markdown holds, only the tags that are named here come out. Links lead to the web or
to a mailbox; a picture is one that lies beside an export, or its words. This runs in the far end
of `reader.templates.child`: a parser of Markdown can be kept busy for hours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser

from markdown import Markdown
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import SimpleTagInlineProcessor

from reader.export.rendered import is_safe

MOST = 200_000
"""Characters that are shown; of longer Markdown only the beginning is."""

_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_PROPERTY = re.compile(r"([\w-]+)[ \t]*:[ \t]*(.*)")
_MARK = r"()==(?=\S)(.+?)(?<=\S)=="
_NAMES = {"em": "i", "strong": "b", "del": "s", "mark": "span"}
_TAGS = frozenset(
    (
        *("p", "pre", "blockquote", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("table", "thead", "tbody", "tr", "th", "td", "i", "b", "s", "code", "sub", "sup"),
        *("a", "span"),
    )
)
_ALONE = ("br", "hr")
_WORDLESS = ("script", "style", "title", "template")


def shown(markdown: str) -> str:
    """The HTML; raises RecursionError where the Markdown nests too deeply."""
    cut = markdown[:MOST] + ("\n\n…" if len(markdown) > MOST else "")
    matter = _MATTER.match(cut)
    reader = Markdown(
        extensions=[
            FencedCodeExtension(),
            FootnoteExtension(BACKLINK_TEXT=""),
            SaneListExtension(),
            TableExtension(),
        ]
    )
    # Before emphasis (60), which may stand in a mark; after code and links.
    reader.inlinePatterns.register(SimpleTagInlineProcessor(_MARK, "mark"), "mark", 65)
    tags = _Tags()
    tags.feed(reader.convert(cut[matter.end() :] if matter else cut))
    tags.close()
    return "".join((*(_properties(matter[1]) if matter else ()), *tags.finished()))


def _properties(matter: str) -> Iterator[str]:
    """The lines of the front matter as a small table."""
    yield '<table class="properties">'
    for line in matter.split("\n"):
        said = _PROPERTY.fullmatch(line)
        key, value = (said[1], said[2]) if said else ("", line)
        yield f"<tr><td>{escape(key)}</td><td>{escape(_words_of(value))}</td></tr>"
    yield "</table>"


def _words_of(value: str) -> str:
    """What a value says: without its quotation marks and brackets, if it has such."""
    try:
        said = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return ", ".join(map(str, said)) if isinstance(said, list) else str(said or "")


class _Tags(HTMLParser):
    """Writes only tags that are named, each that was opened shut again."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._written: list[str] = []
        self._open: list[str] = []
        self._unseen = 0

    def finished(self) -> Iterator[str]:
        yield from self._written
        yield from (f"</{tag}>" for tag in reversed(self._open))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = _NAMES.get(tag, tag)
        if tag in _WORDLESS:
            self._unseen += 1
        elif name == "img":
            self._picture(given)
        elif name in _ALONE:
            self._written.append(f"<{name}>")
        elif name in _TAGS and (name != "a" or is_safe(given.get("href", ""))):
            self._written.append(f"<{name}{_attributes(tag, given)}>")
            self._open.append(name)

    def handle_endtag(self, tag: str) -> None:
        name = _NAMES.get(tag, tag)
        if tag in _WORDLESS:
            self._unseen = max(0, self._unseen - 1)
        elif name in self._open:
            while (last := self._open.pop()) != name:
                self._written.append(f"</{last}>")
            self._written.append(f"</{name}>")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._written.append(escape(data, quote=False))

    def _picture(self, given: dict[str, str]) -> None:
        source, words = given.get("src", ""), escape(given.get("alt", ""))
        if source.startswith("attachments/"):
            self._written.append(f'<img src="{escape(source)}" alt="{words}">')
        else:
            self._written.append(words)


def _attributes(tag: str, given: dict[str, str]) -> str:
    if tag == "a":
        return f' href="{escape(given["href"])}"'
    if tag == "mark":
        return ' class="mark"'
    spans = ((name, given.get(name, "")) for name in ("colspan", "rowspan"))
    return "".join(f' {name}="{value}"' for name, value in spans if _is_small(value))


def _is_small(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) < 3
