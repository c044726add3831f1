"""What an exported file says when it is read again: frozen values, as the file has them.

Offsets are code points into `Parsed.text`, the canonical text of the article as it stands in the
file. Ids are labels of footnotes and may be anybody's. It knows no library.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from reader.model import Block, Checked, Document, Passage
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """The managed lines of the front matter; None where the file has no such line."""

    title: str | None = None
    author: tuple[str, ...] | None = None
    published: str | None = None
    modified: str | None = None
    site: str | None = None
    url: str | None = None
    canonical: str | None = None
    captured: str | None = None
    lang: str | None = None
    tags: tuple[str, ...] | None = None
    format: str | None = None
    id: str | None = None
    revision: str | None = None
    hash: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A marked stretch of one block; `ids` are the references behind it, perhaps none."""

    start: int
    end: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeadLine:
    """The first line of a definition: what is known of an annotation besides its note.

    `rest` is what stands behind it and means nothing to us; `chars` are ranges in code blocks.
    """

    label: str
    colour: str
    tags: tuple[str, ...] = ()
    created: datetime | None = None
    edited: datetime | None = None
    checked: Checked = "none"
    checked_at: datetime | None = None
    chars: tuple[Passage, ...] = ()
    orphan: str | None = None
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A footnote: its head line, if it has one of ours, and its note."""

    head: HeadLine | None
    note: str


@dataclass(frozen=True, slots=True)
class Orphan:
    """A mark whose words were gone: what it quoted, and what was noted."""

    id: str
    quote: str
    head: HeadLine
    note: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """One exported article, read from its file.

    `places` has every annotation's passages, those that touch made one, in the order of the
    text; `unnamed` the passages that are marked and have no reference. `note` is None where the
    file has no section for it. `asides` is what the article's text does not show: comments, and
    where links and pictures lead. `loose` are references that stand behind no mark, and where
    the first of each stands. An article that is one of several in its file says in `matter` only
    of which text it was made; `source` is the credit before it. `flavour` is which kind of export
    the file is: of two kinds none is a state of the other.
    """

    matter: Matter
    id: str
    document: Document
    places: Mapping[str, tuple[Passage, ...]]
    unnamed: tuple[Passage, ...]
    loose: Mapping[str, int]
    definitions: Mapping[str, Definition]
    orphans: tuple[Orphan, ...]
    note: str | None
    asides: tuple[str, ...] = ()
    is_one_of_several: bool = False
    source: str = ""
    flavour: str = "annotated"

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.document.blocks


def aside(leads_to: str, words: str) -> str:
    """One of the `asides`: where a link or a picture leads, and the words that it has for it."""
    return " ".join(filter(None, (leads_to, words)))
