"""Markdown to an article: front matter to metadata, the rest to the same blocks as a page.

An export of Galley's own comes in without its markers, marks and references; what they say is
`galley merge`'s to read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import markdown as python_markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import SimpleTagInlineProcessor

from reader import text
from reader.errors import NotAnArticle
from reader.intake import blocks, charset, dates, front_matter, html, plain
from reader.intake.document import captured
from reader.intake.metadata import Metadata
from reader.messages import _
from reader.model import Block, Captured, Source

_EXTENSIONS = (
    # In full: short names need entry points, which a frozen program does not have.
    "markdown.extensions.tables",
    "markdown.extensions.fenced_code",
    "markdown.extensions.footnotes",
    "markdown.extensions.def_list",
    "markdown.extensions.sane_lists",
)
_DEEPEST = 60


def to_article(source: Source) -> Captured:
    """The article of a Markdown text; NotAnArticle if it has no words."""
    written = charset.decode(source.content, source.charset)
    written = written.replace("\r\n", "\n").replace("\r", "\n")
    values, body = front_matter.split(written)
    if "galley-format" in values:
        body = _without_marks(body)
    if _is_too_deep(body):
        return plain.of_words(source, body)
    facts = _facts(values, source)
    elements = html.parse(f"<html><body>{_to_html(body)}</body></html>")
    facts, read = _with_headline(facts, _blocks(elements, facts), _first_heading(elements))
    if not read and not facts.title:
        raise NotAnArticle(_("There are no words in this text."), _("Choose another file."))
    return captured(source, facts, read, tags=_tags(values))


def _to_html(body: str) -> str:
    """HTML of the Markdown. Raw HTML in it comes along: no part of it is ever run or loaded."""
    return python_markdown.markdown(body, extensions=[*_EXTENSIONS, _Strike()])


class _Strike(Extension):
    """`~~deleted~~`."""

    def extendMarkdown(self, md: python_markdown.Markdown) -> None:
        pattern = SimpleTagInlineProcessor(r"()~~(?=\S)([^~\n]{1,2000}?)(?<=\S)~~", "del")
        md.inlinePatterns.register(pattern, "del", 75)


def _is_too_deep(body: str) -> bool:
    """Whether quotes or lists nest deeper than a recursive parser should be asked to go."""
    deep = rf"^(?:[ \t]*(?:>|[-*+][ \t]|\d{{1,9}}[.)][ \t])){{{_DEEPEST}}}|^[ \t]{{400}}"
    return re.search(deep, body, re.MULTILINE) is not None


# --- Galley's own exports ------------------------------------------------------------------------

_REGION = re.compile(
    r"^<!-- galley:article\b[^\n]*-->$(.*?)^<!-- /galley:article -->$", re.MULTILINE | re.DOTALL
)
_MARKER = re.compile(r"^<!-- /?galley:[^\n]*-->$", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^k[0-9a-z]{5}\]")


def _without_marks(body: str) -> str:
    region = _REGION.search(body)
    inside = _MARKER.sub("", region[1] if region else body)
    return _REFERENCE.sub("", inside.replace("==", ""))


# --- metadata ------------------------------------------------------------------------------------


def _facts(values: Mapping[str, tuple[str, ...]], source: Source) -> Metadata:
    def all_of(*keys: str) -> tuple[str, ...]:
        return next((values[key] for key in keys if values.get(key)), ())

    def one_of(*keys: str) -> str:
        return next(iter(all_of(*keys)), "")

    url = source.url or _address(one_of("url", "source", "link"))
    return Metadata(
        title=one_of("title"),
        bylines=all_of("author", "authors", "byline", "creator"),
        site=one_of("site", "publication", "publisher", "website") or None,
        url=url,
        canonical=_address(one_of("canonical")) or url,
        published=_date(one_of("published", "date", "created")),
        modified=_date(one_of("modified", "updated", "lastmod")),
        declared_lang=one_of("lang", "language") or None,
        excerpt=one_of("description", "excerpt", "summary"),
        picture=_address(one_of("image", "cover")),
    )


def _date(written: str) -> str | None:
    return dates.iso(written) or dates.in_words(written) if written else None


def _address(written: str) -> str | None:
    try:
        parts = urlsplit(written)
    except ValueError:
        return None
    return written if parts.scheme in ("http", "https") and parts.netloc else None


def _tags(values: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    given = values.get("tags") or values.get("keywords") or ()
    apart = given if len(given) != 1 else tuple(re.split(r"\s*,\s*", given[0]))
    return tuple(dict.fromkeys(tag for one in apart if (tag := text.tag(one))))


# --- headline and blocks -------------------------------------------------------------------------


def _blocks(elements: html.Element, facts: Metadata) -> list[Block]:
    body = elements.find("body")
    whole = elements if body is None else body
    return blocks.read([whole], base=facts.url, headline=facts.title, is_page=False)


def _first_heading(elements: html.Element) -> str:
    heading = next(elements.iter("h1"), None)
    return " ".join(html.text_of(heading).split()) if heading is not None else ""


def _with_headline(facts: Metadata, read: list[Block], first: str) -> tuple[Metadata, list[Block]]:
    """Without a title in the front matter, a heading that opens the text is the headline."""
    if facts.title or not read or read[0].kind != "heading":
        return facts, read
    if first and read[0].text != first:
        return facts, read
    return facts.titled(read[0].text), blocks.with_first_level(read[1:])
