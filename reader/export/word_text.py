"""Runs of text as Word keeps them, and paragraphs made of such runs.

A run has one look and one direction. What XML cannot hold is shown as U+FFFD, so that offsets
stay what they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, pairwise
from typing import cast

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from reader.export import links
from reader.export.pieces import Plain
from reader.export.rendered import Paragraph, is_safe, paragraphs
from reader.model import Colour
from reader.patterns import pattern
from reader.values import dataclass

HIGHLIGHTS: dict[Colour, str] = {
    "yellow": "yellow",
    "blue": "cyan",
    "orange": "darkYellow",
    "green": "green",
    "grey": "lightGray",
    "red": "red",
    "teal": "darkCyan",
    "pink": "magenta",
}
"""Word has fifteen colours and no others; on each of these black words have a contrast of at
least 4.4."""

STEP, HANGING = 440, 330
"""How far each list and each quotation moves in, and how far before its words an item's number
stands; in twentieths of a point."""

_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "\u200e", "\u200f"

_NOT_XML = pattern("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EAST_ASIAN = frozenset(("zh", "ja", "ko", "yue"))
_LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Look:
    """What the characters of a run have in common; `style` is the id of a character style."""

    styles: tuple[Plain, ...] = ()
    highlight: Colour | None = None
    right_to_left: bool = False
    lang: str | None = None
    style: str = ""


PLAIN = Look()


def element(tag: str, **attributes: str | int) -> Element:
    """An element of WordprocessingML: `element("ind", left=400)`."""
    made = cast(Element, OxmlElement(f"w:{tag}"))
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def legal(text: str) -> str:
    """The text, one for one, with U+FFFD for what XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def run(text: str, look: Look = PLAIN) -> Element:
    """A run with these characters; line breaks and tabs are Word's own."""
    made = element("r")
    properties = element("rPr")
    properties.extend(_properties(look))
    if len(properties):
        made.append(properties)
    made.extend(_characters(legal(text)))
    return made


def _properties(look: Look) -> Iterator[Element]:
    """In the order that the schema of Word wants."""
    if look.style or "code" in look.styles:
        yield element("rStyle", val=look.style or "CodeWords")
    if "strong" in look.styles:
        yield from (element("b"), element("bCs"))
    if "emphasis" in look.styles:
        yield from (element("i"), element("iCs"))
    if "deleted" in look.styles:
        yield element("strike")
    if look.highlight:
        yield element("color", val="000000")
        yield element("highlight", val=HIGHLIGHTS[look.highlight])
    if "sub" in look.styles or "sup" in look.styles:
        yield element("vertAlign", val="subscript" if "sub" in look.styles else "superscript")
    if look.right_to_left:
        yield element("rtl")
    if look.lang and (said := language(look.lang, right_to_left=look.right_to_left)) is not None:
        yield said


def language(lang: str, *, right_to_left: bool) -> Element | None:
    """The language of a run, named where Word looks for it in that script; None for no tag."""
    if not _LANG.fullmatch(lang):
        return None
    if right_to_left:
        return element("lang", bidi=lang)
    if lang.split("-")[0].lower() in _EAST_ASIAN:
        return element("lang", eastAsia=lang)
    return element("lang", val=lang)


def _characters(text: str) -> Iterator[Element]:
    for part in re.split("([\n\t])", text):
        if part == "\n":
            yield element("br")
        elif part == "\t":
            yield element("tab")
        elif part:
            words = element("t")
            words.text = part
            words.set(qn("xml:space"), "preserve")
            yield words


def hyperlink(part: Part, href: str, runs: Iterable[Element]) -> Element | None:
    """These runs as a link; None if the address is no whole one, which Word would not open."""
    address = links.percent_encoded(href)
    if not (is_safe(href) and is_safe(address)):
        return None
    made = element("hyperlink")
    made.set(qn("r:id"), part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    made.extend(runs)
    return made


# --- directions ----------------------------------------------------------------------------------


def directions(text: str, *, right_to_left: bool) -> dict[int, bool]:
    """The offsets where the direction of the letters changes, and whether it is right to left
    from there on; the first is 0.

    What has no direction takes that of the letters on both sides, else the paragraph's: rules
    N1 and N2 of https://www.unicode.org/reports/tr9/, with numbers counted as such.
    """
    if text.isascii() and not right_to_left:
        return {0: False}
    letters = (_STRONG.get(unicodedata.bidirectional(char)) for char in text)
    runs = [(strong, len([*same])) for strong, same in groupby(letters)]
    found: dict[int, bool] = {}
    at, now, before = 0, None, right_to_left
    for (strong, length), (after, _length) in pairwise([*runs, (right_to_left, 0)]):
        if strong is not None:
            before = direction = strong
        else:
            direction = right_to_left if before != after else before
        if direction != now:
            found[at] = now = direction
        at += length
    return found


_STRONG = {"L": False, "R": True, "AL": True, "AN": True}


# --- paragraphs ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph stands: its style's id, how far in, its direction, and its number.

    `number` is a list of Word's and a level in it.
    """

    style: str
    indent: int = 0
    right_to_left: bool = False
    number: tuple[int, int] | None = None
    quoted: bool = False


def paragraph(setting: Setting, inside: Iterable[Element] = ()) -> Element:
    """A paragraph with these runs."""
    made = element("p")
    properties = element("pPr")
    properties.append(element("pStyle", val=setting.style))
    if setting.quoted:
        bar = element("pBdr")
        side = "right" if setting.right_to_left else "left"
        bar.append(element(side, val="single", sz=18, space=10, color="C9C5BC"))
        properties.append(bar)
    if setting.right_to_left:
        properties.append(element("bidi"))
    if setting.indent:
        properties.append(element("ind", left=setting.indent))
    made.append(properties)
    made.extend(inside)
    if setting.number:
        give_number(made, *setting.number)
    return made


def has_number(made: Element) -> bool:
    return made.find(f".//{qn('w:numPr')}") is not None


def give_number(made: Element, list_id: int, level: int) -> None:
    """Makes this paragraph an item of a list, its number left of the words."""
    numbered = element("numPr")
    numbered.append(element("ilvl", val=level))
    numbered.append(element("numId", val=list_id))
    properties = made[0]
    properties.insert(1, numbered)
    indent = properties.find(qn("w:ind"))
    if indent is not None:
        indent.set(qn("w:hanging"), str(HANGING))


def line(style: str, words: str) -> Element:
    """A paragraph of plain words, in the direction that they begin with."""
    base = begins_right_to_left(words)
    return paragraph(Setting(style, 0, base), turned(words, PLAIN, right_to_left=base))


# --- notes ---------------------------------------------------------------------------------------


def note_paragraphs(note: str, style: str, part: Part) -> list[Element]:
    """A note's Markdown as paragraphs, lists as words before them."""
    return [_note_paragraph(each, style, part) for each in paragraphs(note)]


def _note_paragraph(each: Paragraph, style: str, part: Part) -> Element:
    base = _begins_right_to_left(each)
    setting = Setting(style, STEP * each.depth, base)
    inside = [run(f"{each.before} ", Look(right_to_left=base))] if each.before else []
    for words in each.runs:
        styles: list[Plain] = []
        styles += ["strong"] if words.strong else []
        styles += ["emphasis"] if words.emphasis else []
        styles += ["code"] if words.code else []
        look = Look(tuple(styles), style="Hyperlink" if words.href else "")
        runs = list(turned(words.text, look, right_to_left=base))
        link = hyperlink(part, words.href, runs) if words.href else None
        inside += runs if link is None else [link]
    return paragraph(setting, inside)


def turned(text: str, look: Look, *, right_to_left: bool) -> Iterator[Element]:
    """Runs with this look, a new one where the direction changes."""
    turns = directions(text, right_to_left=right_to_left)
    for start, end in pairwise((*turns, len(text))):
        yield run(text[start:end], replace(look, right_to_left=turns[start]))


def _begins_right_to_left(each: Paragraph) -> bool:
    return begins_right_to_left("".join(words.text for words in each.runs))


def begins_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs to the left."""
    letters = (_STRONG.get(unicodedata.bidirectional(char)) for char in text)
    return next((strong for strong in letters if strong is not None), False)


def side_by_side(parts: Iterable[str]) -> list[str]:
    """Parts of one line, with marks of direction where one would tear another apart: a date in
    English stays whole beside an Arabic name."""
    given = list(parts)
    if not any(_STRONG.get(unicodedata.bidirectional(char)) for part in given for char in part):
        return given
    marks = [_RIGHT_TO_LEFT if begins_right_to_left(part) else _LEFT_TO_RIGHT for part in given]
    return [f"{mark}{part}{mark}" for mark, part in zip(marks, given, strict=True)]
