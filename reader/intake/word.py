"""A Word file (DOCX) to an article, with its comments and highlights as marks.

A Word file of Galley's own comes back as the article that it was made of, its comments under
their labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from reader import text
from reader.intake import blocks as page_blocks
from reader.intake import dates
from reader.intake.as_note import as_note
from reader.intake.manuscript import finished
from reader.intake.metadata import Metadata
from reader.intake.word_comments import Comments, told_apart
from reader.intake.word_lists import Numbering
from reader.intake.word_parts import Facts, Styles, WordFile, facts, moment
from reader.intake.word_text import Reading
from reader.model import Block, Captured, Source

_OURS = "urn:galley:"


def to_article(source: Source) -> Captured:
    """The article of a Word file; NotAnArticle if it is damaged, locked, or holds no words."""
    file = WordFile(source.content)
    said = facts(file.core)
    is_ours = said.identifier.startswith(_OURS)
    styles = Styles(file.part("styles"))
    numbering = Numbering(file.part("numbering"), styles)
    comments = Comments(file, styles, numbering, is_ours=is_ours)
    reading = Reading(file, styles, numbering, is_ours=is_ours)
    reading.all(comments.remarks, comments.keys)
    made = finished(
        source,
        _facts(said, reading, styles.lang),
        reading.made,
        reading.remarks,
        note=as_note(reading.about),
        tags=_tags(said) if is_ours else (),
        as_it_was=is_ours,
    )
    return replace(made, remarks=tuple(map(told_apart, made.remarks))) if is_ours else made


# --- what the file says of the article -----------------------------------------------------------


def _facts(said: Facts, reading: Reading, lang: str | None) -> Metadata:
    title = " ".join(reading.roles.get("title", ()))
    if not title and (_heads(said.title, reading.made.blocks) or not _opens_with_heading(reading)):
        title = said.title
    created, modified = moment(said.created), moment(said.modified)
    apart = ", " if reading.is_ours else ";"
    made = Metadata(
        title=title,
        bylines=_bylines(reading.roles.get("author") or said.author.split(apart)),
        published=_iso(created),
        modified=_iso(modified),
        declared_lang=said.language or lang,
    )
    dated = " ".join(reading.roles.get("date", ()))
    written = dates.iso(dated) or dates.in_words(dated)
    made = replace(made, published=written, modified=None) if written else made
    return _as_credited(made, reading) if reading.is_ours else made


def _opens_with_heading(reading: Reading) -> bool:
    first = next((block for block in reading.made.blocks if block.kind != "picture"), None)
    return first is not None and first.kind == "heading"


def _heads(title: str, blocks: Sequence[Block]) -> bool:
    """Whether a title stands above the text as a heading."""
    above = {page_blocks.letters(block.text) for block in blocks[:4] if block.kind == "heading"}
    return bool(title) and page_blocks.letters(title) in above


def _iso(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None


def _bylines(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _as_credited(made: Metadata, reading: Reading) -> Metadata:
    """With what the line under the headline of Galley's own files says: site, day, address."""
    names = ", ".join(made.bylines)
    rest = re.sub(r"[\u2066-\u2069\u200e\u200f]", "", reading.credit)
    rest = rest.removeprefix(names).strip(" ,·")
    site, _comma, day = rest.rpartition(", ")
    published = dates.in_words(day)
    url = reading.address or None
    return replace(
        made,
        site=(site if published else rest) or None,
        published=published,
        modified=None,
        url=url,
        canonical=url,
    )


def _tags(said: Facts) -> tuple[str, ...]:
    given = (text.tag(each.strip()) for each in said.keywords.split(","))
    return tuple(dict.fromkeys(tag for tag in given if tag))
