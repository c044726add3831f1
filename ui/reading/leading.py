"""Where the words of an article lead: to the web, to a footnote and back, to a picture. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urldefrag

from reader.model import Document, Footnote, Link, Passage, Picture
from reader.values import dataclass

Goal = Link | Passage | Picture
"""An address to open, a passage to go to, a picture to see at its full size."""

_AROUND = " [](){}.*↩︎↑^"


@dataclass(frozen=True, slots=True)
class Lead:
    """Words that lead somewhere; those of a picture are what it is said to show."""

    words: str
    goal: Goal


def leads(document: Document, passage: Passage) -> tuple[Lead, ...]:
    """What the words of a passage lead to, in their order; words cut by its edges count too."""
    found: list[Lead] = []
    for leaf, piece in document.pieces(passage):
        block = document.blocks[leaf]
        for span in block.spans:
            if span.start >= piece.end or span.end <= piece.start:
                continue
            words = block.text[span.start : span.end]
            match span.style:
                case Link() as link:
                    found.append(Lead(words, leads_to(document, link, leaf, words) or link))
                case Picture() as picture:
                    found.append(Lead(picture.alt, picture))
                case _:
                    pass
    return tuple(found)


def leads_to(document: Document, link: Link, leaf: int, words: str) -> Passage | None:
    """The passage of this document that a link with these words in a leaf means, if it means one.

    A link to a place of its own page whose words are a footnote's mark leads to the footnote; one
    within a footnote leads back to where that is called.
    """
    if not urldefrag(link.href).fragment:
        return None
    inside = _footnote_of(document, leaf)
    if inside is not None:
        return _call_of(document, inside.mark)
    mark = words.strip(_AROUND)
    return _first_words(document, mark) if mark else None


def footnotes(document: Document) -> Iterator[tuple[int, Footnote]]:
    """The leaves that begin a footnote, each with it."""
    seen = set()
    for leaf, block in enumerate(document.blocks):
        for each in block.containers:
            if isinstance(each, Footnote) and each.n not in seen:
                seen.add(each.n)
                yield leaf, each


def _footnote_of(document: Document, leaf: int) -> Footnote | None:
    inside = document.blocks[leaf].containers
    return next((each for each in inside if isinstance(each, Footnote)), None)


def _first_words(document: Document, mark: str) -> Passage | None:
    for leaf, footnote in footnotes(document):
        if footnote.mark.strip(_AROUND) == mark:
            start = document.starts[leaf]
            return Passage(start, start + len(document.blocks[leaf].text))
    return None


def _call_of(document: Document, mark: str) -> Passage | None:
    """The link that calls a footnote: its words are the mark."""
    wanted = mark.strip(_AROUND)
    for leaf, block in enumerate(document.blocks):
        if _footnote_of(document, leaf) is not None:
            continue
        for span in block.spans:
            if not (isinstance(span.style, Link) and urldefrag(span.style.href).fragment):
                continue
            if wanted and block.text[span.start : span.end].strip(_AROUND) == wanted:
                start = document.starts[leaf]
                return Passage(start + span.start, start + span.end)
    return None
