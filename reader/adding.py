"""From a file or address to the Change that adds it: shared by the shell and the window.

An article that the library knows by its canonical address becomes a further revision, with its
annotations carried over; the same text again is only seen unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from reader import changes, records
from reader.anchoring import Found, carry_over
from reader.intake import files, pictures
from reader.library import Reader
from reader.messages import _
from reader.model import (
    Annotation,
    Article,
    ArticleId,
    Captured,
    Change,
    Packed,
    Passage,
    Place,
    Sha256,
    Source,
    StoredPicture,
    TraceKey,
    sha256,
)
from reader.values import dataclass

MUCH_SHORTER = 0.5
"""A capture with less than this share of the text before is kept but set aside."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an input is to a library. `change` is None for `unchanged`."""

    outcome: Literal["new", "revision", "unchanged"]
    article: ArticleId
    change: Change | None
    blobs: Mapping[Sha256, bytes]


@dataclass(frozen=True, slots=True)
class Read:
    """A source and what intake read from it."""

    source: Source
    captured: Captured


class Extractor(Protocol):
    def to_article(self, source: Source) -> Captured:
        """The article in a source; raises NotAnArticle."""


def seen(article: ArticleId) -> TraceKey:
    """The trace of when an article was last seen unchanged."""
    return TraceKey("seen-unchanged", article)


_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
"""What `fetch` should judge: it says in its own words that it does not take `ftp:`."""


def is_address(words: str) -> bool:
    """Whether what was typed, pasted or dropped is a web address rather than a file's name."""
    return _ADDRESS.match(words.strip()) is not None


def read(words: str, *, at: datetime, extractor: Extractor) -> Read:
    """Fetch an address or read a file, and extract its article; raises GalleyError."""
    # Here and not above: the window opens without loading what talks to the network.
    from reader.intake.fetch import fetch

    address = words.strip()
    far = _SCHEME.match(address) is not None
    source = fetch(address, at=at) if far else files.read(Path(words), at=at)
    return Read(source, extractor.to_article(source))


def arrive(
    library: Reader,
    arrived: Read,
    *,
    new_id: ArticleId,
    at: datetime,
    tags: Sequence[str] = (),
    revision_of: ArticleId | None = None,
) -> Arrival:
    """What has arrived as a Change on this library: a new article, a revision, or nothing new."""
    source, captured = arrived.source, arrived.captured
    packed = records.pack(source, captured.document)
    known = _known(library, captured, packed, revision_of)
    if known is None:
        kept, blobs = _pictures(new_id, source, captured)
        change = changes.add(
            captured, source, packed, article=new_id, at=at, tags=tags, pictures=kept
        )
        return Arrival("new", new_id, change, {**packed.blobs, **blobs})
    if packed.text in _last_texts(library, known):
        return Arrival("unchanged", known.id, None, {})
    return _further_revision(library, known, arrived, packed)


def _known(
    library: Reader, captured: Captured, packed: Packed, revision_of: ArticleId | None
) -> Article | None:
    if revision_of is not None:
        return library.article(revision_of)
    if captured.canonical:
        return library.article_at(captured.canonical)
    return library.article_of_source(packed.source)


def _last_texts(library: Reader, article: Article) -> set[Sha256]:
    """The current text and the newest one, which may have been set aside.

    Not all of them: a page that goes back to what it said before has changed once more.
    """
    newest = library.revisions(article.id)[-1]
    return {library.revision(article.id).text, newest.text}


def _further_revision(library: Reader, article: Article, arrived: Read, packed: Packed) -> Arrival:
    numbers = [revision.number for revision in library.revisions(article.id)]
    number = max(numbers) + 1
    old, new = library.document(article.id).text, arrived.captured.document.text
    known = library.pictures(article.id)
    kept, blobs = _pictures(article.id, arrived.source, arrived.captured)
    shorter = len(new) < MUCH_SHORTER * len(old)
    change = changes.revise(
        article,
        arrived.captured,
        arrived.source,
        packed,
        number=number,
        places=_carried(library, article, number, new),
        pictures=[picture for picture in kept if picture.src not in known],
        set_aside=_("Much shorter than the text before it.") if shorter else None,
    )
    return Arrival("revision", article.id, change, {**packed.blobs, **blobs})


def _carried(library: Reader, article: Article, number: int, new: str) -> list[Place]:
    """The place of each annotation in the new text, carried from where it was last sure."""
    sure: dict[int, list[tuple[Annotation, Passage]]] = {}
    lost: list[Annotation] = []
    earlier = sorted((each.number for each in library.revisions(article.id)), reverse=True)
    places = {revision: library.places(article.id, revision) for revision in earlier}
    annotations = [
        *library.annotations(article.id),
        *library.annotations(article.id, trashed=True),
    ]
    for annotation in annotations:
        for revision in earlier:
            place = places[revision].get(annotation.id)
            if place and place.passage and (place.settled or place.state in ("exact", "moved")):
                sure.setdefault(revision, []).append((annotation, place.passage))
                break
        else:
            lost.append(annotation)
    carried = [Place(each.id, number, None, "orphan", 0.0) for each in lost]
    for revision, held in sure.items():
        old = library.document(article.id, revision).text
        found = carry_over(old, new, [passage for _annotation, passage in held])
        carried += [
            _carried_to(annotation, number, revision, here)
            for (annotation, _passage), here in zip(held, found, strict=True)
        ]
    return carried


def _carried_to(annotation: Annotation, number: int, from_: int, found: Found | None) -> Place:
    if found is None:
        return Place(annotation.id, number, None, "orphan", 0.0, from_)
    return Place(annotation.id, number, found.passage, found.how, found.score, from_)


def _pictures(
    article: ArticleId, source: Source, captured: Captured
) -> tuple[list[StoredPicture], dict[Sha256, bytes]]:
    found, missing = pictures.gather(source, captured)
    kept = [
        StoredPicture(article, src, sha256(content), media_type=pictures.media_type(content))
        for src, content in found.items()
    ]
    absent = [StoredPicture(article, src, missing=why) for src, why in missing.items()]
    return [*kept, *absent], {sha256(content): content for content in found.values()}
