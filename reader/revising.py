"""A further revision of an article that is known, with its annotations carried over.

Shared by whatever brings one: an input, a check for changes, a source that is read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from reader import changes
from reader.anchoring import Found, carry_over
from reader.intake import pictures
from reader.library import Reader
from reader.model import (
    Annotation,
    Article,
    ArticleId,
    Captured,
    Change,
    Edit,
    Packed,
    Passage,
    Place,
    Sha256,
    Source,
    StoredPicture,
    sha256,
)


def revise(
    library: Reader,
    article: Article,
    source: Source,
    captured: Captured,
    packed: Packed,
    *,
    why: Literal["again", "reread"] = "again",
    set_aside: str | None = None,
) -> tuple[Change, Mapping[Sha256, bytes]]:
    """The article with this capture as its newest revision, and the blobs of that."""
    number = library.revisions(article.id)[-1].number + 1
    known = library.pictures(article.id)
    kept, blobs = gathered(article.id, source, captured)
    change = changes.revise(
        article,
        captured,
        source,
        packed,
        number=number,
        places=_carried(library, article, number, captured.document.text),
        pictures=[picture for picture in kept if picture.src not in known],
        set_aside=set_aside,
        why=why,
    )
    return change, {**packed.blobs, **blobs}


def make_current(library: Reader, article: ArticleId, revision: int) -> Change | None:
    """The article with another of its revisions shown, as the reader chose; None if it is shown.

    Marks that were made or put right since that revision came are carried to it.
    """
    return changes.make_current(
        library.article(article), revision, _places_in(library, article, revision)
    )


def on_current(library: Reader, article: Article, change: Change) -> Change:
    """The change with what it places on another revision carried to the current one as well."""
    current, edits = article.revision, []
    placed = [
        each.after
        for each in change.edits
        if isinstance(each.after, Place) and each.after.revision != current
    ]
    new = library.document(article.id, current).text if placed else ""
    for place in placed:
        old = library.document(article.id, place.revision).text
        [found] = carry_over(old, new, [place.passage]) if place.passage else [None]
        there = (
            Place(place.annotation, current, found.passage, found.how, found.score, place.revision)
            if found
            else Place(place.annotation, current, None, "orphan", 0.0, place.revision)
        )
        edits.append(Edit(library.place(place.annotation, current), there))
    return replace(change, edits=(*change.edits, *edits)) if edits else change


def gathered(
    article: ArticleId, source: Source, captured: Captured
) -> tuple[list[StoredPicture], dict[Sha256, bytes]]:
    """The records of a capture's pictures, and the bytes of those that its source holds."""
    found, missing = pictures.gather(source, captured)
    kept = [
        StoredPicture(article, src, sha256(content), media_type=pictures.media_type(content))
        for src, content in found.items()
    ]
    absent = [StoredPicture(article, src, missing=why) for src, why in missing.items()]
    return [*kept, *absent], {sha256(content): content for content in found.values()}


# --- places --------------------------------------------------------------------------------------


def is_carried(library: Reader, article: ArticleId, change: Change) -> bool:
    """Whether a change to a further revision has a place for each mark that there is by now.

    One that was made from an older state of the library may lack the newest ones.
    """
    placed = {each.after.annotation for each in change.edits if isinstance(each.after, Place)}
    return placed == {each.id for each in _all_annotations(library, article)}


def _carried(library: Reader, article: Article, number: int, new: str) -> list[Place]:
    """The place of each annotation in a text that becomes revision `number`."""
    return _carry(library, article.id, _all_annotations(library, article.id), number, new)


def _places_in(library: Reader, article: ArticleId, number: int) -> list[Edit]:
    """What differs if the places in a revision that is there already were carried to it now.

    What the reader said there stays: marks made or put there, and places that were settled.
    """
    known = library.places(article, number)
    said = {id for id, place in known.items() if place.settled}
    moving = [
        each
        for each in _all_annotations(library, article)
        if each.id not in said and not (each.revision == number and each.id in known)
    ]
    text = library.document(article, number).text
    carried = _carry(library, article, moving, number, text)
    return [
        Edit(known.get(place.annotation), place)
        for place in carried
        if known.get(place.annotation) != place
    ]


def _all_annotations(library: Reader, article: ArticleId) -> list[Annotation]:
    return [*library.annotations(article), *library.annotations(article, trashed=True)]


def _carry(
    library: Reader, article: ArticleId, annotations: Iterable[Annotation], number: int, new: str
) -> list[Place]:
    """The places of annotations in a revision's text, carried from where each was last sure."""
    others = [each.number for each in library.revisions(article) if each.number != number]
    places = {each: library.places(article, each) for each in sorted(others, reverse=True)}
    sure: dict[int, list[tuple[Annotation, Passage]]] = {}
    carried: list[Place] = []
    for annotation in annotations:
        where = next((each for each in places if _is_sure(places[each].get(annotation.id))), None)
        place = places[where][annotation.id] if where is not None else None
        if where is None or place is None or place.passage is None:
            carried.append(Place(annotation.id, number, None, "orphan", 0.0))
        else:
            sure.setdefault(where, []).append((annotation, place.passage))
    for revision, held in sure.items():
        old = library.document(article, revision).text
        found = carry_over(old, new, [passage for _annotation, passage in held])
        carried += [
            _carried_to(annotation, number, revision, here)
            for (annotation, _passage), here in zip(held, found, strict=True)
        ]
    return carried


def _is_sure(place: Place | None) -> bool:
    if place is None or place.passage is None:
        return False
    return place.settled or place.state in ("exact", "moved")


def _carried_to(annotation: Annotation, number: int, from_: int, found: Found | None) -> Place:
    if found is None:
        return Place(annotation.id, number, None, "orphan", 0.0, from_)
    return Place(annotation.id, number, found.passage, found.how, found.score, from_)
