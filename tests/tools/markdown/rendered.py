"""What a reader sees of an article: its text, the marked stretches and the references."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Comment, NavigableString, PageElement, Tag

_BLOCKS = frozenset(
    (
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "div", "section"),
        *("li", "ul", "ol", "dl", "dt", "dd", "figure", "figcaption", "caption"),
        *("table", "thead", "tbody", "tfoot", "tr", "td", "th"),
        *("body", "html", "details", "summary", "aside", "article"),
    )
)


_PICTURES = frozenset(("img", "embed", "video", "audio"))
"""Pandoc goes by the ending of the address."""


@dataclass
class Stretch:
    """A marked range; `references` are footnote anchors, `ids` what the mark itself names."""

    start: int
    end: int
    references: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


@dataclass
class Reference:
    target: str
    at: int


class Rendered:
    """Reads HTML in order; blocks are set apart by one newline, a picture is U+FFFC."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.marks: list[Stretch] = []
        self.references: list[Reference] = []
        self.problems: list[str] = []
        self.code: list[tuple[int, int]] = []
        self.length = 0
        self._out: list[str] = []
        self._is_apart = True
        self._depth = 0
        self._closed: Stretch | None = None
        self._after_break = False
        self._read(soup, within_code=False)

    @property
    def text(self) -> str:
        return "".join(self._out)

    def _put(self, words: str) -> None:
        if words:
            self._out.append(words)
            self.length += len(words)
            self._is_apart = self._after_break = False
            self._closed = None

    def _set_apart(self) -> None:
        while self._out and self._out[-1].endswith("\n") and not self._is_apart:
            self._out[-1] = self._out[-1][:-1]
            self.length -= 1
        if not self._is_apart:
            self._out.append("\n")
            self.length += 1
            self._is_apart = True
        self._closed = None

    def _read(self, element: Tag, *, within_code: bool) -> None:
        for child in list(element.children):
            if isinstance(child, Comment):
                continue
            if isinstance(child, NavigableString):
                self._put_string(child, within_code)
            elif isinstance(child, Tag):
                self._read_tag(child, within_code)

    def _put_string(self, string: NavigableString, within_code: bool) -> None:
        words = str(string)
        if within_code:
            self._put(words)
            return
        if not words.strip("\n\r\t ") and "\n" in words:
            return
        if self._after_break:
            # No browser shows white space at the start of a line.
            words = words.lstrip("\r\n ")
        if self._is_apart:
            words = words.lstrip("\r\n")
        following: PageElement | None = string.next_sibling
        at_end = following is None or (isinstance(following, Tag) and following.name in _BLOCKS)
        self._put(words.rstrip("\r\n") if at_end else words)

    def _read_tag(self, tag: Tag, within_code: bool) -> None:
        if _is_footnotes(tag):
            return
        target = _footnote_target(tag)
        if target:
            self._refer(target)
        elif tag.name == "br":
            self._put("\n")
            self._after_break = True
        elif tag.name in _PICTURES:
            self._put("\ufffc")
        elif tag.name == "mark":
            self._read_mark(tag, within_code)
        elif tag.name == "pre":
            self._set_apart()
            self._read_code(tag)
            self._set_apart()
        elif tag.name in _BLOCKS:
            self._set_apart()
            self._read(tag, within_code=within_code)
            self._set_apart()
        else:
            self._read(tag, within_code=within_code)

    def _refer(self, target: str) -> None:
        self.references.append(Reference(target, self.length))
        if self._closed is not None:
            self._closed.references.append(target)

    def _read_mark(self, tag: Tag, within_code: bool) -> None:
        if self._depth:
            self.problems.append(f"nested mark at {self.length}")
        self._depth += 1
        start = self.length
        self._read(tag, within_code=within_code)
        self._depth -= 1
        ids = str(tag.get("data-galley") or "").split()
        self._closed = Stretch(start, self.length, ids=ids)
        self.marks.append(self._closed)

    def _read_code(self, tag: Tag) -> None:
        start = self.length
        self._read(tag, within_code=True)
        text = self.text
        self._out = [text[:start] + text[start:].rstrip("\n")]
        self.length = len(self._out[0])
        self.code.append((start, self.length))


def footnotes(soup: BeautifulSoup) -> Iterator[str]:
    """The words of each footnote."""
    for section in soup.select(".footnotes, div.footnote"):
        for item in section.find_all("li"):
            yield item.get_text()


def normal(text: str) -> tuple[str, list[int]]:
    """Each run of line ends, tabs and white lines as one newline, and where each offset lands."""
    out: list[str] = []
    landing: list[int] = []
    at = length = 0
    for run in re.finditer(r"[\n\r\t]+(?: *[\n\r\t]+)*", text):
        landing.extend(range(length, length + run.start() - at))
        out.append(text[at : run.start()])
        length += run.start() - at
        landing.extend([length] * len(run.group()))
        if length:
            out.append("\n")
            length += 1
        at = run.end()
    landing.extend(range(length, length + len(text) - at + 1))
    out.append(text[at:])
    return "".join(out).removesuffix("\n"), landing


def _is_footnotes(tag: Tag) -> bool:
    classes = tag.get("class") or []
    return "footnotes" in classes or ("footnote" in classes and tag.name == "div")


def _footnote_target(tag: Tag) -> str:
    link = tag if tag.name == "a" else tag.find("a") if tag.name == "sup" else None
    href = str(link.get("href") or "") if isinstance(link, Tag) else ""
    return href[1:] if href.startswith("#fn") else ""
