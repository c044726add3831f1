"""Lists of feeds in and out: OPML, as other readers write and read it (http://opml.org/spec2.opml).

Folders are outlines around the outlines of feeds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from itertools import groupby
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from reader.errors import NotAFeed
from reader.intake import charset
from reader.intake.mended_xml import mended
from reader.messages import _
from reader.model import Outline, Source, Subscription
from reader.text import clean

MOST_FEEDS = 10_000
_DEEPEST = 20
_LONGEST = 500
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]{0,1000}(?:\[.{0,100000}?\]\s*)?>", re.DOTALL)


def is_opml(content: bytes) -> bool:
    """Whether bytes begin as a list of feeds does."""
    return re.search(rb"<opml\b", content[:4000], re.IGNORECASE) is not None


def read(source: Source) -> tuple[Outline, ...]:
    """The feeds of a list, each address once; NotAFeed where there are none."""
    found: dict[str, Outline] = {}
    for outline in _outlines(_root(source)):
        found.setdefault(outline.url, outline)
        if len(found) == MOST_FEEDS:
            break
    if not found:
        raise NotAFeed(
            _("There are no feeds in this file."), _("Choose an OPML file of another reader.")
        )
    return tuple(found.values())


def _root(source: Source) -> etree._Element:
    written = charset.decode(source.content, source.charset)
    bare = _DOCTYPE.sub("", mended(written), count=1)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(bare.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or _name(root) != "opml":
        raise NotAFeed(_("This is no list of feeds."), _("Choose an OPML file of another reader."))
    return root


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].casefold() if isinstance(tag, str) else ""


def _outlines(root: etree._Element) -> Iterator[Outline]:
    """In the order of the file, without recursion: lists nest as deep as they like."""
    folders: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if _name(element) != "outline":
            continue
        said = _attributes(element)
        if event == "end":
            if "xmlurl" not in said:
                folders.pop()
        elif "xmlurl" in said:
            outline = _outline(said, folders)
            if outline is not None:
                yield outline
        else:
            folders.append(_tidy(said.get("text") or said.get("title") or "").replace("/", "∕"))


def _attributes(element: etree._Element) -> Mapping[str, str]:
    return {str(name).casefold(): str(value) for name, value in element.attrib.items()}


def _outline(said: Mapping[str, str], folders: Sequence[str]) -> Outline | None:
    url = _address(said["xmlurl"])
    if url is None:
        return None
    folder = "/".join([each for each in folders if each][:_DEEPEST])
    title = _tidy(said.get("title") or said.get("text") or "")
    return Outline(url, title, _address(said.get("htmlurl", "")), folder[:_LONGEST])


def _tidy(words: str) -> str:
    return " ".join(clean(words)[0].split())[:_LONGEST]


def _address(written: str) -> str | None:
    """An address of the web; `feed:` is what some readers put before it."""
    written = re.sub(r"^feed:(?://)?(?=https?:)", "", written.strip())
    written = re.sub(r"^feed:", "http:", written)
    try:
        parts = urlsplit(written)
    except ValueError:
        return None
    is_of_the_web = parts.scheme in ("http", "https") and parts.hostname
    return written if is_of_the_web and len(written) <= 2000 else None


# --- out -----------------------------------------------------------------------------------------


def write(feeds: Sequence[Subscription], *, at: datetime) -> str:
    """The feeds as OPML 2.0, those of a folder within it, in the order given."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "  <head>",
        f"    <title>{escape(_('Feeds of Galley'))}</title>",
        f"    <dateCreated>{format_datetime(at)}</dateCreated>",
        "  </head>",
        "  <body>",
        *_body(feeds),
        "  </body>",
        "</opml>",
    ]
    return "\n".join(lines) + "\n"


def _body(feeds: Sequence[Subscription]) -> Iterator[str]:
    for folder, inside in groupby(feeds, key=lambda feed: feed.folder):
        names = [name for name in folder.split("/") if name]
        for depth, name in enumerate(names):
            yield f"{_indent(depth)}<outline text={_quoted(name)}>"
        for feed in inside:
            yield f"{_indent(len(names))}{_written(feed)}"
        for depth in reversed(range(len(names))):
            yield f"{_indent(depth)}</outline>"


def _indent(depth: int) -> str:
    return "  " * (depth + 2)


def _written(feed: Subscription) -> str:
    said = {
        "type": "rss",
        "text": _tidy(feed.shown_name),
        "title": _tidy(feed.shown_name),
        "xmlUrl": feed.url,
        "htmlUrl": feed.site or "",
    }
    inside = " ".join(f"{name}={_quoted(value)}" for name, value in said.items() if value)
    return f"<outline {inside}/>"


def _quoted(value: str) -> str:
    """As an attribute, without what XML cannot hold."""
    return quoteattr(mended(value), {"\n": " ", "\t": " "})
