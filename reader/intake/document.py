"""Blocks and metadata put together to what intake hands over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from reader import model, text
from reader.intake import language
from reader.intake.metadata import Metadata
from reader.model import Block, Captured, Direction, Document, Picture, Source


def captured(
    source: Source, facts: Metadata, blocks: Sequence[Block], *, tags: tuple[str, ...] = ()
) -> Captured:
    """The capture of these blocks under their headline."""
    words = "\n".join(block.text for block in blocks)
    lang = language.of(words, facts.declared_lang)
    direction = text.direction(words)
    headline = _headline(facts.title, source, words)
    document = Document(
        (headline, *(_own(one, lang, direction) for one in blocks)), lang, direction
    )
    return Captured(
        document=document,
        title=headline.text,
        bylines=facts.bylines,
        site=facts.site,
        url=facts.url or source.url,
        canonical=facts.canonical,
        published=facts.published,
        modified=facts.modified,
        lang=lang,
        excerpt=facts.excerpt or _excerpt(blocks),
        picture=facts.picture,
        pictures=_pictures(blocks),
        tags=tags,
    )


def _headline(title: str, source: Source, words: str) -> Block:
    """The title as block 0; without one the first sentence, else the file's name."""
    name = PurePath(source.name or source.url or "?").stem
    for raw in (title, text.opening(words.replace(model.PICTURE, " ")), name, "?"):
        if (block := model.leaf("heading", " ".join(raw.split()), level=1)) is not None:
            return block
    raise AssertionError("a question mark is a title")


def _own(block: Block, lang: str | None, direction: Direction) -> Block:
    """The block with direction and language only where they differ from the document's."""
    runs = block.direction or _direction(block, direction)
    spoken = block.lang if block.lang and _differs(block.lang, lang) else None
    runs_apart = None if runs == direction else runs
    if (runs_apart, spoken) == (block.direction, block.lang):
        return block
    return replace(block, direction=runs_apart, lang=spoken)


def _direction(block: Block, otherwise: Direction) -> Direction:
    """The direction of a block's own words; the document's where it has none, and for code."""
    if block.kind == "code" or not any(char.isalpha() for char in block.text):
        return otherwise
    return "ltr" if block.text.isascii() else text.direction(block.text)


def _differs(one: str, other: str | None) -> bool:
    return other is None or one.split("-")[0] != other.split("-")[0]


def _excerpt(blocks: Sequence[Block]) -> str:
    first = next((block.text for block in blocks if block.kind == "paragraph"), "")
    return " ".join(first.replace(model.PICTURE, " ").split())[:1000]


def _pictures(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The sources of the pictures in reading order, each once."""
    spans = (span.style for block in blocks for span in block.spans)
    return tuple(dict.fromkeys(style.src for style in spans if isinstance(style, Picture)))
