"""The footnotes of an e-book: which links lead to one, and where its words stand.

A note is told by what the book calls it, else by a small number whose link leads to a paragraph
that leads back. It is taken out of where it stands and told after the chapter that refers to it.
"""

from __future__ import annotations

import re

from reader.intake.epub_book import kinds
from reader.intake.html import Element, text_of
from reader.intake.packed import resolved
from reader.values import dataclass

_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§¶]{1,4}|[ivxlc]{1,6}|[a-z])[\])]?\.?")
_HOLDERS = ("aside", "li", "p", "div", "dd", "dl", "section", "td")
_LONGEST = 8_000


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its mark in the text, the element that holds its words, and what of that is none."""

    mark: str
    element: Element
    left_out: frozenset[Element]


class Notes:
    """The notes of a whole book; each is given to the first chapter that refers to it."""

    def __init__(self, documents: dict[str, Element]) -> None:
        self._documents = documents
        self._ids = {
            (name, id): each
            for name, root in documents.items()
            for each in root.iter()
            for id in {each.get("id"), each.get("name") if each.tag == "a" else None}
            if id
        }
        self.taken: set[Element] = set()
        self._holders: dict[Element, Element | None] = {}

    def of(self, name: str) -> list[Note]:
        """The notes that a document refers to, in order; the references become raised marks."""
        found = []
        for link in list(self._documents[name].iter("a")):
            target = self._target(name, link)
            if target is None or not self._refers(link, target):
                continue
            holder = self._holder(target)
            mark = " ".join(text_of(link).split()).strip("[]().") or "*"
            link.tag = "sup"
            if holder is not None and holder not in self.taken and not _is_above(holder, link):
                self.taken.add(holder)
                found.append(Note(mark, holder, _back_links(holder)))
        return found

    def _target(self, name: str, link: Element) -> Element | None:
        path, _hash, fragment = (link.get("href") or "").partition("#")
        there = resolved(name, path) if path else name
        return self._ids.get((there, fragment)) if fragment else None

    def _holder(self, target: Element) -> Element | None:
        if target not in self._holders:
            self._holders[target] = _holder(target)
        return self._holders[target]

    def _refers(self, link: Element, target: Element) -> bool:
        """Whether a link is the reference of a note."""
        if "backlink" in kinds(link):
            return False
        if "noteref" in kinds(link):
            return True
        if _MARK.fullmatch(" ".join(text_of(link).split())) is None:
            return False
        if kinds(target) & _NOTES or "footnote-ref" in (link.get("class") or ""):
            return True
        parent = link.getparent()
        is_raised = link.find(".//sup") is not None or (parent is not None and parent.tag == "sup")
        return is_raised and self._leads_back(target, link)

    def _leads_back(self, target: Element, link: Element) -> bool:
        holder = self._holder(target)
        around = {each.get("id") for each in (link, link.getparent()) if each is not None}
        return holder is not None and any(
            (each.get("href") or "").partition("#")[2] in around - {None}
            for each in holder.iter("a")
        )


def _back_links(holder: Element) -> frozenset[Element]:
    """The links of a note that lead to where it is referred to."""
    return frozenset(
        each
        for each in holder.iter("a")
        if (each.get("href") or "").partition("#")[2]
        and _MARK_OR_ARROW.fullmatch(" ".join(text_of(each).split()))
    )


_MARK_OR_ARROW = re.compile(
    rf"[↩↑^←\ufe0e\s]*(?:{_MARK.pattern})?[↩↑\ufe0e\s]*|back|return", re.IGNORECASE
)


_NOTES = frozenset(("footnote", "endnote", "rearnote", "note"))


def _holder(target: Element) -> Element | None:
    """The element that holds all words of the note that begins here."""
    each: Element | None = target
    while each is not None and each.tag not in _HOLDERS:
        each = each.getparent()
    if each is None or len(text_of(each)) > _LONGEST:
        return None
    return each


def _is_above(holder: Element, link: Element) -> bool:
    return any(each is holder for each in link.iterancestors())
