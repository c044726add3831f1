"""A page's markup as a tree of elements, however large, deep or broken it is.

Nothing here recurses. `parse` first looks, in linear time, for what makes the parser or later
passes slow (attributes of one tag, depth), and where it finds some, caps it.
"""

from __future__ import annotations

import re
from itertools import accumulate
from operator import sub
from typing import TypeAlias

from lxml import etree

from reader.errors import NotAnArticle
from reader.messages import _

Element: TypeAlias = etree._Element


def names(words: str) -> frozenset[str]:
    """The words of a line as a set."""
    return frozenset(words.split())


MOST_ATTRIBUTES = 200
"""One tag with 100,000 attributes keeps libxml2 busy for minutes (it compares each with each)."""

MOST_DEPTH = 500
"""Deeper tags are left out, their text stays. libxml2 drops what lies below 2,048."""

MOST_TAGS = 1_000_000
_MANY_TAGS = 200_000
"""A page of so many is one of drawings, more often than not."""

BLOCKS = names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html"
    " legend li main menu nav ol optgroup option p pre search section summary table tbody"
    " td tfoot th thead tr ul"
)
"""Elements that begin a new line; every other one runs within the text."""

_NAME = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9:-]*)")
_EMPTY_IN_DRAWING = re.compile(
    r"<(path|use|g|symbol|defs|circle|rect|line|polygon|polyline|ellipse|stop|image|svg|title|mask"
    r"|clipPath|linearGradient|radialGradient|animate|style|fe\w{3,20})\b([^<>]*)/>"
)
"""`<symbol/>` is complete in SVG; libxml2 would put the rest of the page into it."""

_LONG_TAG = re.compile(r"<[a-zA-Z](?:[^<>=]*+=){200}")
_TAG = re.compile(r"<(?:(!--)|(/?)([a-zA-Z][a-zA-Z0-9:-]*))")
_TAG_END = re.compile(r"(?:[^\"'<>]|\"[^\"<>]{0,9999}\"|'[^'<>]{0,9999}')*+>")
_RAW = {"script", "style", "textarea", "xmp", "noembed", "noframes"}
_NOT_NESTING = names(
    "area base br col embed hr img input link meta source track wbr param frame p li dt"
    " dd tr td th option thead tbody tfoot html head body"
)
_KEPT_SCRIPT = re.compile(r"application/(?:ld\+)?json", re.IGNORECASE)


def parse(markup: str) -> Element:
    """The `html` element of a page; NotAnArticle if there is nothing in it, or far too much."""
    markup = markup.replace("\0", "")
    if "<svg" in markup:
        if markup.count("<") > _MANY_TAGS:
            markup = without_drawings(markup)
        markup = _EMPTY_IN_DRAWING.sub(r"<\1\2></\1>", markup)
    capped = cap(markup) if _overdoes(markup) else markup
    parser = etree.HTMLParser(
        huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    content = capped.encode("utf-8", errors="replace")
    root = etree.fromstring(content, parser) if content.strip() else None
    if root is None:
        raise NotAnArticle(
            _("This page is empty."), _("Open it in a browser to see whether it has loaded.")
        )
    return root


def without_drawings(markup: str) -> str:
    """The markup without what stands in `svg` elements, which may be a million lines."""
    kept: list[str] = []
    copied = 0
    while (start := markup.find("<svg", copied)) >= 0 and (end := markup.find("</svg", start)) >= 0:
        kept += (markup[copied:start], "<svg>")
        copied = end
    return "".join([*kept, markup[copied:]])


def _overdoes(markup: str) -> bool:
    """Whether a tag may have too many attributes or tags nest too deep; errs towards True."""
    if _LONG_TAG.search(markup):
        return True
    names: list[str] = _NAME.findall(markup)
    if len(names) > MOST_TAGS:
        raise NotAnArticle(
            _("This page has more than a million tags."), _("Copy the article as text.")
        )
    step = {name: _step(name) for name in set(names)}
    depths = list(accumulate(map(step.__getitem__, names)))
    climbs = map(sub, depths, accumulate(depths, min))
    return max(climbs, default=0) >= MOST_DEPTH


def _step(name: str) -> int:
    """How much deeper the parser stands after this tag."""
    if name.lstrip("/").lower() in _NOT_NESTING:
        return 0
    return -1 if name.startswith("/") else 1


def find_all(root: Element, path: str) -> list[Element]:
    """The elements that an XPath finds, in document order."""
    found = root.xpath(path)
    every = found if isinstance(found, list) else []
    return [one for one in every if isinstance(one, etree._Element)]


def find_values(root: Element, path: str) -> list[str]:
    """The attribute values that an XPath finds, in document order."""
    found = root.xpath(path)
    return [str(one) for one in found if isinstance(one, str)] if isinstance(found, list) else []


def text_of(element: Element) -> str:
    """All the text within an element, as it is."""
    return "".join(str(piece) for piece in element.itertext())


def cap(markup: str) -> str:
    """The markup with what hostile pages overdo left out, in one pass from left to right."""
    kept: list[str] = []
    copied = at = depth = dropped = 0
    while (tag := _TAG.search(markup, at)) is not None:
        start, name = tag.start(), (tag[3] or "").lower()
        if tag[1]:
            at = _after(markup, "-->", tag.end())
            continue
        at = end = _end_of_tag(markup, tag.end())
        if tag[2]:
            drop = dropped > 0 and name not in _NOT_NESTING
            dropped -= drop
            depth -= name not in _NOT_NESTING and not drop and depth > 0
        elif name in _RAW:
            at = _after_raw(markup, name, end)
            drop = not (name == "script" and _KEPT_SCRIPT.search(markup, start, end))
            end = at
        else:
            drop = depth >= MOST_DEPTH and name not in _NOT_NESTING
            dropped += drop
            depth += name not in _NOT_NESTING and not drop
        replacement = "" if drop else _with_fewer_attributes(markup, start, end)
        if replacement is not None:
            kept += (markup[copied:start], replacement)
            copied = end
    return "".join([*kept, markup[copied:]])


def _after(markup: str, mark: str, start: int) -> int:
    found = markup.find(mark, start)
    return len(markup) if found < 0 else found + len(mark)


def _end_of_tag(markup: str, start: int) -> int:
    """Just after the tag's `>`; one within quotes does not count."""
    nearest = markup.find(">", start)
    if nearest < 0:
        return len(markup)
    if markup.find('"', start, nearest) < 0 and markup.find("'", start, nearest) < 0:
        return nearest + 1
    whole = _TAG_END.match(markup, start)
    return whole.end() if whole else nearest + 1


def _after_raw(markup: str, name: str, start: int) -> int:
    """Just after the end tag of an element whose content is no markup."""
    closing = re.compile(rf"</{name}\b[^>]*>?", re.IGNORECASE).search(markup, start)
    return closing.end() if closing else len(markup)


def _with_fewer_attributes(markup: str, start: int, end: int) -> str | None:
    """The tag cut to its first attributes; None where it is fine as it is."""
    if end - start < 2 * MOST_ATTRIBUTES:
        return None
    pieces = markup[start : end - 1].split(None, MOST_ATTRIBUTES)
    if len(pieces) <= MOST_ATTRIBUTES or markup.count("=", start, end) < MOST_ATTRIBUTES:
        return None
    return " ".join(pieces[:MOST_ATTRIBUTES]) + ">"
