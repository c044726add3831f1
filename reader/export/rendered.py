"""A note's Markdown, rendered for places that are not Markdown.

A note is the journalist's, but it may hold anything that was pasted into it. HTML in it is words,
pictures are their words, and links lead to the web or to a mailbox. Whatever the renderer makes
of a note, only the tags that are named here come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from reader.export.markup import to_html
from reader.values import dataclass

_BLOCKS = ("p", "pre", "blockquote", "ul", "ol", "li")
_WITHIN = ("em", "strong", "code", "a")
_TAGS = frozenset((*_BLOCKS, *_WITHIN, "br", "hr"))
_HEADING = re.compile(r"h[1-6]")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a note that look the same; `href` is empty where they are no link."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a note: its runs, how deep it stands in lists and quotations, and what
    stands before it there ("•", "2.")."""

    runs: tuple[Run, ...]
    depth: int = 0
    before: str = ""


def html(note: str) -> str:
    """The note as HTML, safe to put into a page."""
    filtered = _Html()
    _feed(note, filtered)
    return "".join(filtered.written)


def paragraphs(note: str) -> tuple[Paragraph, ...]:
    """The note as paragraphs, lists as words; none for an empty note."""
    filtered = _Paragraphs()
    _feed(note, filtered)
    return tuple(paragraph for paragraph in filtered.finished() if paragraph.runs)


def is_safe(href: str) -> bool:
    """Whether a link of ours may lead there: a whole address on the web, or a mailbox."""
    try:
        address = urlsplit(href)
        port_is_sound = address.port is None or address.port > 0
    except ValueError:
        return False
    if address.scheme == "mailto":
        return "@" in address.path
    return address.scheme in ("http", "https") and bool(address.hostname) and port_is_sound


def _feed(note: str, filtered: _Filter) -> None:
    rendered = to_html(note)
    if rendered is None:
        # Some hundred quotations within each other: then it is shown as it was typed.
        rendered = "".join(f"<p>{escape(line)}</p>" for line in note.split("\n"))
    filtered.feed(rendered)
    filtered.close()
    filtered.end()


class _Filter(HTMLParser):
    """Opens and shuts only tags that are named, each one that was opened, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []

    def begin(self, tag: str, href: str) -> None:
        raise NotImplementedError

    def finish(self, tag: str) -> None:
        raise NotImplementedError

    def words(self, words: str) -> None:
        raise NotImplementedError

    def end(self) -> None:
        """Shuts what is still open."""
        while self._open:
            self.finish(self._open.pop())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "img":
            self.words(said.get("alt", ""))
        elif _HEADING.fullmatch(tag):
            self._begin("p", "")
            self._begin("strong", "")
        elif tag == "a":
            if is_safe(said.get("href", "")):
                self._begin(tag, said["href"])
        elif tag in ("br", "hr"):
            self.begin(tag, "")
        elif tag in _TAGS:
            self._begin(tag, "")

    def handle_endtag(self, tag: str) -> None:
        if _HEADING.fullmatch(tag):
            tag = "p"
        if tag in self._open:
            while (last := self._open.pop()) != tag:
                self.finish(last)
            self.finish(tag)

    def handle_data(self, data: str) -> None:
        self.words(data)

    def _begin(self, tag: str, href: str) -> None:
        self.begin(tag, href)
        self._open.append(tag)


class _Html(_Filter):
    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def begin(self, tag: str, href: str) -> None:
        link = f' href="{escape(href)}" rel="noopener noreferrer"' if href else ""
        self.written.append(f"<{tag}{link}>")

    def finish(self, tag: str) -> None:
        self.written.append(f"</{tag}>")

    def words(self, words: str) -> None:
        self.written.append(escape(words, quote=False))


class _Paragraphs(_Filter):
    def __init__(self) -> None:
        super().__init__()
        self._done: list[Paragraph] = []
        self._runs: list[Run] = []
        self._links: list[str] = []
        self._lists: list[int | None] = []
        self._before = ""

    def finished(self) -> Iterator[Paragraph]:
        self._end_paragraph()
        yield from self._done

    def begin(self, tag: str, href: str) -> None:
        match tag:
            case "br":
                self._runs.append(Run("\n"))
            case "hr":
                self._end_paragraph()
            case "a":
                self._links.append(href)
            case "ul" | "ol":
                self._end_paragraph()
                self._lists.append(0 if tag == "ol" else None)
            case "li":
                self._end_paragraph()
                self._before = self._next_marker()
            case "p" | "pre" | "blockquote":
                self._end_paragraph()

    def finish(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_paragraph()
        if tag in ("ul", "ol"):
            self._lists.pop()
        elif tag == "a":
            self._links.pop()

    def words(self, words: str) -> None:
        within = set(self._open)
        text = words.strip("\n") if "pre" in within else words.replace("\n", " ")
        if not self._runs or self._runs[-1].text == "\n":
            text = text.lstrip(" ") if "pre" not in within else text
        if not text:
            return
        self._runs.append(
            Run(
                text,
                strong="strong" in within,
                emphasis="em" in within,
                code=bool(within & {"code", "pre"}),
                href=self._links[-1] if self._links else "",
            )
        )

    def _next_marker(self) -> str:
        if not self._lists or self._lists[-1] is None:
            return "•"
        self._lists[-1] += 1
        return f"{self._lists[-1]}."

    def _end_paragraph(self) -> None:
        runs = _without_white_edges(self._runs)
        if runs:
            depth = sum(tag in ("ul", "ol", "blockquote") for tag in self._open)
            self._done.append(Paragraph(runs, depth, self._before))
            self._before = ""
        self._runs = []


def _without_white_edges(runs: list[Run]) -> tuple[Run, ...]:
    first = next((at for at, run in enumerate(runs) if run.text.strip()), len(runs))
    last = next((at for at in range(len(runs), first, -1) if runs[at - 1].text.strip()), first)
    return tuple(runs[first:last])
