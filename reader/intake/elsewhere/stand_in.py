"""What stands in for an article until its text comes: its headline, and the words marked in it.

So highlights can be read, searched and marked at once, offline. The source that is kept tells
only what is shown: no note of the journalist's is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from reader import records
from reader.errors import NotAnArticle
from reader.intake import blocks
from reader.intake.document import captured
from reader.intake.metadata import Metadata
from reader.messages import _
from reader.model import (
    SAVED,
    Block,
    Captured,
    Document,
    Passage,
    Quote,
    Remark,
    Saved,
    Source,
)


def source(saved: Saved, at: datetime) -> Source:
    """What is kept of such an article as its source."""
    shown = Saved(
        title=saved.title,
        url=saved.url,
        bylines=saved.bylines,
        site=saved.site,
        published=saved.published,
        excerpt=saved.excerpt,
        remarks=tuple(
            Remark(quote=each.quote, page=each.page) for each in saved.remarks if each.quote.strip()
        ),
    )
    return Source(records.dumps(shown), SAVED, at, url=saved.url)


def saved_in(kept: Source) -> Saved:
    """What `source` kept; NotAnArticle if it is not that."""
    try:
        return records.loads(Saved, kept.content)
    except ValueError as error:
        raise NotAnArticle(
            _("What is kept of this article cannot be read."), _("Add its address again.")
        ) from error


def to_article(kept: Source) -> Captured:
    """The headline, what is said of the article, and its marked words, each a quotation."""
    saved = saved_in(kept)
    facts = Metadata(
        title=saved.title or saved.url or "",
        bylines=saved.bylines,
        site=saved.site,
        url=saved.url,
        canonical=saved.url,
        published=saved.published,
        excerpt=" ".join(saved.excerpt.split())[:1000],
    )
    shown = [*blocks.paragraphs(saved.excerpt.split("\n")), *_quotes(saved.remarks)]
    return captured(kept, facts, shown)


def _quotes(remarks: Sequence[Remark]) -> Iterator[Block]:
    """The blocks of the quotes, each quote once."""
    seen: set[str] = set()
    for number, remark in enumerate(remarks, 1):
        if remark.quote in seen:
            continue
        seen.add(remark.quote)
        for block in blocks.paragraphs(remark.quote.split("\n")):
            yield replace(block, containers=(Quote(number),), page=remark.page)


def standing_in(saved: Saved, kept: Source) -> Captured:
    """The capture of `kept`, with the marks on their words."""
    read = to_article(kept)
    places = _places(read.document)
    marks = tuple(
        replace(each, passage=places.get(_key(each.quote))) if each.quote.strip() else each
        for each in saved.remarks
    )
    return replace(read, remarks=marks, note=saved.note, tags=saved.tags)


def _places(document: Document) -> dict[str, Passage]:
    """Where each quotation of a document stands, by its words."""
    found: dict[int, Passage] = {}
    for start, block in zip(document.starts, document.blocks, strict=True):
        for container in block.containers:
            if isinstance(container, Quote):
                first = found.get(container.n, Passage(start, start)).start
                found[container.n] = Passage(first, start + len(block.text))
    return {_key(passage.of(document.text)): passage for passage in found.values()}


def _key(quote: str) -> str:
    """A quote as its blocks say it."""
    return "\n".join(block.text for block in blocks.paragraphs(quote.split("\n")))
