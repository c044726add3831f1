"""Rich text that was copied, to an article: the words someone selected, with their formatting.

All of it is wanted, so nothing is chosen and nothing is furniture. What browsers, Word,
LibreOffice, Google Docs and Outlook put on the clipboard says bold with styles, and Word says
lists with paragraphs: that is brought to plain HTML first. A picture comes along where its bytes
do; one that is a file of this computer (`file:`) is never read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from lxml import etree

from reader import text
from reader.errors import NotAnArticle
from reader.intake import blocks, charset, html
from reader.intake.document import captured
from reader.intake.html import Element
from reader.intake.metadata import Metadata
from reader.messages import _
from reader.model import Block, Captured, Source
from reader.values import dataclass

_HEADER = re.compile(r"\A\s*Version:[\d.]+\s[^<]{0,4000}", re.IGNORECASE)
_COPIED_FROM = re.compile(r"^SourceURL:(https?://\S{1,4000})", re.IGNORECASE | re.MULTILINE)
_CONDITION = re.compile(r"<!\[(?:if[^\]<>]{0,200}|endif)\]>", re.IGNORECASE)
"""`<![if !supportLists]>`: what is between two of them is for everyone who is not Word."""

_DEEPEST_LIST = 9


def to_article(source: Source) -> Captured:
    """The article of what was copied; NotAnArticle if there are no words in it."""
    written = charset.decode(source.content, source.charset)
    header = _HEADER.match(written)
    if header is not None:
        told = _COPIED_FROM.search(header[0])
        source = replace(source, url=source.url or (told[1] if told else None))
        written = written[header.end() :]
    root = html.parse(_CONDITION.sub("", written))
    _bring_to_plain(root)
    read = blocks.read([root], base=source.url, is_page=False)
    title, rest = _headed(read)
    if not rest and not title:
        raise NotAnArticle(
            _("There are no words in what was copied."), _("Select the text and copy it again.")
        )
    host = (urlsplit(source.url).hostname or "") if source.url else ""
    facts = Metadata(title=title, url=source.url, site=host.removeprefix("www.") or None)
    return captured(source, facts, rest)


def _headed(read: list[Block]) -> tuple[str, list[Block]]:
    """The title and what follows it, where what was copied begins with a heading."""
    if read and read[0].kind == "heading" and not read[0].containers:
        return read[0].text.replace(text.HARD_BREAK, " "), blocks.with_first_level(read[1:])
    return "", read


def _bring_to_plain(root: Element) -> None:
    """The markup of programs as markup of the web."""
    _lists_of_paragraphs(root)
    for element in list(root.iter()):
        if isinstance(element.tag, str):
            _name_by_class(element)
            _tag_by_style(element)
    for inner in list(root.iter("ul", "ol")):
        _into_the_item_before(inner)


# --- styles --------------------------------------------------------------------------------------

_INLINE = frozenset({"span", "font", "b", "strong", "i", "em", "a", "u"})
_BOLD = re.compile(r"bold|bolder|[6-9]\d\d")
_NOT_BOLD = re.compile(r"normal|lighter|[1-5]\d\d")
_STRUCK = ("text-decoration", "text-decoration-line")
_CLASSES = {"MsoTitle": "h1", "MsoQuote": "blockquote", "MsoIntenseQuote": "blockquote"}


def _name_by_class(element: Element) -> None:
    """Word calls the title and quotes paragraphs of a class."""
    name = _CLASSES.get(element.get("class") or "")
    if name is not None and element.tag == "p":
        element.tag = name


def _tag_by_style(element: Element) -> None:
    """Bold, italic, struck, raised and lowered as elements, where a style says so; and not where
    a style takes back what the element says (Google Docs wraps everything in such a `b`)."""
    if element.tag not in _INLINE:
        return
    said = _declared(element)
    if "style" in element.attrib:
        del element.attrib["style"]
    weight, slant = said.get("font-weight", ""), said.get("font-style", "")
    if element.tag in ("b", "strong") and _NOT_BOLD.fullmatch(weight):
        element.tag = "span"
    if element.tag in ("i", "em") and slant == "normal":
        element.tag = "span"
    wanted = {
        "b": _BOLD.fullmatch(weight) is not None,
        "i": slant in ("italic", "oblique"),
        "s": any("line-through" in said.get(name, "") for name in _STRUCK),
        "sup": said.get("vertical-align") == "super",
        "sub": said.get("vertical-align") == "sub",
    }
    for tag in (tag for tag, holds in wanted.items() if holds and tag != element.tag):
        _fill_with(element, tag)


def _declared(element: Element) -> Mapping[str, str]:
    """What the style of an element says, by property."""
    pairs = (each.partition(":") for each in (element.get("style") or "")[:4000].split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _is, value in pairs}


def _fill_with(element: Element, tag: str) -> None:
    """Puts one element around all that is in another."""
    inner = etree.Element(tag)
    inner.text, element.text = element.text, None
    inner.extend(list(element))
    element.append(inner)


# --- lists ---------------------------------------------------------------------------------------

_LEVEL = re.compile(r"\bmso-list\s*:[^;]*?\blevel(\d{1,2})", re.IGNORECASE)
_IGNORED = re.compile(r"\bmso-list\s*:\s*ignore", re.IGNORECASE)
_NUMBER = re.compile(r"\(?(\d{1,6}|[a-z]{1,5})[.)]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Mark:
    """What stands before a paragraph that is an item of a list in Word."""

    level: int
    ordered: bool
    start: int


def _lists_of_paragraphs(root: Element) -> None:
    """Word writes an item as a paragraph that says its level and begins with a bullet."""
    open_lists: list[Element] = []
    last: Element | None = None
    for paragraph in list(root.iter("p", "h1", "h2", "h3", "h4", "h5", "h6")):
        mark = _mark_of(paragraph)
        if mark is None:
            open_lists = []
            continue
        if last is None or not open_lists or not _follows(paragraph, open_lists[0]):
            open_lists = []
        _put_into_list(paragraph, mark, open_lists)
        last = paragraph


def _mark_of(paragraph: Element) -> _Mark | None:
    """The mark of an item, which is taken out of it; None for what is no item."""
    level = _LEVEL.search(paragraph.get("style") or "")
    if level is None:
        return None
    signs = [each for each in paragraph.iter("span") if _IGNORED.search(each.get("style") or "")]
    said = "".join(str(word) for each in signs for word in each.itertext()).strip()
    for each in signs:
        _take_out(each)
    number = _NUMBER.fullmatch(said)
    start = int(number[1]) if number is not None and number[1].isdigit() else 1
    return _Mark(max(1, min(int(level[1]), _DEEPEST_LIST)), number is not None, start)


def _take_out(element: Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _follows(paragraph: Element, outermost: Element) -> bool:
    """Whether nothing but space is between a list and the paragraph."""
    return paragraph.getprevious() is outermost and not (outermost.tail or "").strip()


def _put_into_list(paragraph: Element, mark: _Mark, open_lists: list[Element]) -> None:
    del open_lists[mark.level :]
    if not open_lists:
        open_lists.append(_list(mark))
        paragraph.addprevious(open_lists[0])
        # What stands after the paragraph follows the list now.
    while len(open_lists) < mark.level:
        inner = _list(mark)
        outer = open_lists[-1]
        (outer[-1] if len(outer) else etree.SubElement(outer, "li")).append(inner)
        open_lists.append(inner)
    item = etree.SubElement(open_lists[-1], "li")
    tail, paragraph.tail = paragraph.tail, None
    open_lists[0].tail = tail
    paragraph.attrib.clear()
    paragraph.tag = "p"
    item.append(paragraph)


def _list(mark: _Mark) -> Element:
    made = etree.Element("ol" if mark.ordered else "ul")
    if mark.ordered and mark.start != 1:
        made.set("start", str(mark.start))
    return made


def _into_the_item_before(inner: Element) -> None:
    """Google Docs and LibreOffice write a list within a list beside its item, not in it."""
    outer, before = inner.getparent(), inner.getprevious()
    if (
        outer is not None
        and outer.tag in ("ul", "ol")
        and before is not None
        and before.tag == "li"
    ):
        inner.tail = None
        before.append(inner)
