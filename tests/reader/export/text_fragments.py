"""Text fragments as their specification finds them, written down from it for tests alone.

https://wicg.github.io/scroll-to-text-fragment/#find-a-range-from-a-text-directive: every term
stands within one block, its case is ignored, and its edges are word boundaries of UAX #29 where
the algorithm asks for them. `found` goes on where a browser stops: it gives all places that fit.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from PySide6.QtCore import QTextBoundaryFinder

from reader.model import PICTURE, Document, Passage
from reader.text import Utf16


class Directive(NamedTuple):
    """The terms of one fragment, decoded."""

    prefix: str | None
    start: str
    end: str | None
    suffix: str | None


def parsed(fragment: str) -> Directive:
    """What a browser reads after `:~:text=`."""
    terms = fragment.split("&")[0].split(",")
    prefix = terms.pop(0)[:-1] if terms[0].endswith("-") else None
    suffix = terms.pop()[1:] if terms[-1].startswith("-") else None
    start, *end = terms
    assert len(end) <= 1
    decoded = [unquote(each) if each is not None else None for each in (prefix, start, suffix)]
    assert decoded[1]
    return Directive(decoded[0], decoded[1], unquote(end[0]) if end else None, decoded[2])


class Page:
    """The text of an article as the algorithm searches it: block by block, without pictures.

    With `strict`, no word begins or ends between two characters of a script without spaces: only
    a dictionary knows where, and browsers have different ones.
    """

    def __init__(self, document: Document, *, strict: bool = False) -> None:
        self._text = document.text
        self._folded = "".join(_lower(char) for char in self._text)
        self._blocks = [
            Passage(start, start + len(block.text))
            for start, block in zip(document.starts, document.blocks, strict=True)
        ]
        self._edges = frozenset(self._boundaries(strict))

    def _boundaries(self, strict: bool) -> Iterator[int]:
        for start, end in self._lines():
            line = self._text[start:end]
            units, finder = Utf16(line), QTextBoundaryFinder(_WORD, _in_signs(line))
            at = finder.position()
            while at >= 0:
                offset = start + units.points(at)
                inside = start < offset < end
                if not (strict and inside and self._is_between_signs(offset)):
                    yield offset
                at = finder.toNextBoundary()

    def _lines(self) -> Iterator[tuple[int, int]]:
        start = 0
        for at, char in enumerate(f"{self._text}\n"):
            if char in f"\n{PICTURE}":
                yield start, at
                start = at + 1

    def _is_between_signs(self, at: int) -> bool:
        return all(_is_without_spaces(char) for char in self._text[at - 1 : at + 1])

    def found(self, fragment: str) -> list[Passage]:
        """All places that the fragment leads to, in the order in which they are met."""
        terms = parsed(fragment)
        places, at = [], 0
        while at < len(self._text):
            match = self._next(terms, at)
            if match is None:
                break
            at, passage = match
            if passage is not None:
                places.append(passage)
        return places

    def _next(self, terms: Directive, at: int) -> tuple[int, Passage | None] | None:
        """Where to look on, and the passage if the next start is one; None if there is none."""
        ends_word = terms.end is not None or terms.suffix is None
        if terms.prefix is not None:
            before = self._find(terms.prefix, at, starts_word=True, ends_word=False)
            if before is None:
                return None
            here = self._past_space(before.end)
            start = self._at(terms.start, here, starts_word=False, ends_word=ends_word)
            at = before.start + 1
        else:
            start = self._find(terms.start, at, starts_word=True, ends_word=ends_word)
            if start is None:
                return None
            at = start.start + 1
        return (at, self._completed(terms, start)) if start else (at, None)

    def _completed(self, terms: Directive, start: Passage) -> Passage | None:
        at = start.end
        while True:
            passage = start
            if terms.end is not None:
                ends_word = terms.suffix is None
                end = self._find(terms.end, at, starts_word=True, ends_word=ends_word)
                if end is None:
                    return None
                passage = Passage(start.start, end.end)
            if terms.suffix is None:
                return passage
            here = self._past_space(passage.end)
            if self._at(terms.suffix, here, starts_word=False, ends_word=True):
                return passage
            if terms.end is None:
                return None
            at = passage.end

    def _find(self, term: str, at: int, *, starts_word: bool, ends_word: bool) -> Passage | None:
        wanted = "".join(map(_lower, term))
        first = bisect_left([block.end for block in self._blocks], at)
        for block in self._blocks[first:]:
            here = max(at, block.start)
            while (here := self._folded.find(wanted, here, block.end)) >= 0:
                found = self._at(term, here, starts_word=starts_word, ends_word=ends_word)
                if found:
                    return found
                here += 1
        return None

    def _at(self, term: str, at: int, *, starts_word: bool, ends_word: bool) -> Passage | None:
        """The term, if it stands just here, within one block."""
        end = at + len(term)
        if not any(block.start <= at and end <= block.end for block in self._blocks):
            return None
        fits = self._folded[at:end] == "".join(map(_lower, term))
        bounded = (at in self._edges or not starts_word) and (end in self._edges or not ends_word)
        return Passage(at, end) if fits and bounded else None

    def _past_space(self, at: int) -> int:
        while at < len(self._text) and self._text[at].isspace():
            at += 1
        return at


_WORD = QTextBoundaryFinder.BoundaryType.Word


def _in_signs(line: str) -> str:
    """The line with Thai and its neighbours in Chinese: Qt has ways of its own with their words,
    where UAX #29 treats both alike."""
    return "".join(_in_sign(char) for char in line)


def _in_sign(char: str) -> str:
    if not unicodedata.name(char, "").startswith(_SOUTH_EAST):
        return char
    return "\u0301" if unicodedata.category(char).startswith("M") else "\u4e00"


def _lower(char: str) -> str:
    lower = char.lower()
    return lower if len(lower) == 1 else char


_SOUTH_EAST = ("THAI", "LAO", "MYANMAR", "KHMER")
_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", *_SOUTH_EAST)


def _is_without_spaces(char: str) -> bool:
    name = unicodedata.name(char, "").removeprefix("HALFWIDTH ")
    return name.startswith(_WITHOUT_SPACES) and unicodedata.category(char)[0] in "LMN"
