"""A further revision of an article that is known, with its annotations carried over.

Shared by whatever brings one: an input, a check for changes, a source that is read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from reader import changes
from reader.anchoring import Found, carry_over, locate
from reader.intake import pictures
from reader.library import Reader
from reader.model import (
    SAVED,
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
    State,
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
    kept, blobs = gathered(article.id, captured)
    change = changes.revise(
        article,
        captured,
        source,
        packed,
        number=number,
        places=_carried(library, article, number, source, captured.document.text),
        pictures=[picture for picture in kept if picture.src not in known],
        set_aside=set_aside,
        why=why,
    )
    change = replace(change, edits=(*change.edits, *_found_since(known, kept)))
    if source.media_type != SAVED and waits_for_text(library, article):
        change = _completed(change, captured)
    return change, {**packed.blobs, **blobs}


def waits_for_text(library: Reader, article: Article) -> bool:
    """Whether all that is shown of an article is what another program kept of it."""
    return library.revision(article.id, article.revision).media_type == SAVED


def _completed(change: Change, captured: Captured) -> Change:
    """The change to the first text of an article that was known by its address alone: what the
    page says of itself is taken where nothing was known."""

    def complete(edit: Edit) -> Edit:
        after = edit.after
        if not isinstance(after, Article):
            return edit
        told = replace(
            after,
            title=captured.title if after.title == after.url else after.title,
            bylines=after.bylines or captured.bylines,
            site=after.site or captured.site,
            canonical=captured.canonical or after.canonical,
            lang=captured.lang or after.lang,
            picture=after.picture or captured.picture,
        )
        return Edit(edit.before, told)

    return replace(change, edits=tuple(map(complete, change.edits)))


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
    article: ArticleId, captured: Captured
) -> tuple[list[StoredPicture], dict[Sha256, bytes]]:
    """The records of a capture's pictures, and the bytes of those that came with it."""
    found, missing = pictures.gather(captured)
    kept = [
        StoredPicture(
            article, src, sha256(each.content), None, each.media_type, each.width, each.height
        )
        for src, each in found.items()
    ]
    absent = [StoredPicture(article, src, missing=why) for src, why in missing.items()]
    return [*kept, *absent], {sha256(each.content): each.content for each in found.values()}


def pictured(
    library: Reader, article: ArticleId, captured: Captured
) -> tuple[Change | None, Mapping[Sha256, bytes]]:
    """An article with those of its pictures that were missing and have come now, or with the
    reason why they have not; None if there are none."""
    known = library.pictures(article)
    kept, blobs = gathered(article, captured)
    new = [Edit(None, picture) for picture in kept if picture.src not in known]
    edits = (*new, *_found_since(known, kept))
    return (Change("pictures", edits), blobs) if edits else (None, {})


def _found_since(
    known: Mapping[str, StoredPicture], kept: Iterable[StoredPicture]
) -> tuple[Edit, ...]:
    """What is now known of pictures that were missing."""
    before = ((known.get(picture.src), picture) for picture in kept)
    return tuple(Edit(old, new) for old, new in before if old and old.sha256 is None and old != new)


# --- places --------------------------------------------------------------------------------------


def is_carried(library: Reader, article: ArticleId, change: Change) -> bool:
    """Whether a change to a further revision has a place for each mark that there is by now.

    One that was made from an older state of the library may lack the newest ones.
    """
    placed = {each.after.annotation for each in change.edits if isinstance(each.after, Place)}
    return placed == {each.id for each in _all_annotations(library, article)}


def _carried(
    library: Reader, article: Article, number: int, source: Source, new: str
) -> list[Place]:
    """The place of each annotation in a text that becomes revision `number`."""
    marks = _all_annotations(library, article.id)
    return _carry(library, article.id, marks, number, source.media_type, new)


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
    kind = library.revision(article, number).media_type
    carried = _carry(library, article, moving, number, kind, text)
    return [
        Edit(known.get(place.annotation), place)
        for place in carried
        if known.get(place.annotation) != place
    ]


def _all_annotations(library: Reader, article: ArticleId) -> list[Annotation]:
    return [*library.annotations(article), *library.annotations(article, trashed=True)]


def _carry(
    library: Reader,
    article: ArticleId,
    annotations: Iterable[Annotation],
    number: int,
    kind: str,
    new: str,
) -> list[Place]:
    """The places of annotations in a revision's text, carried from where each was last sure.

    One that never was is looked for by its words. So is one that was sure only where these words
    stood for the text they are of, which tells nothing of what stands around them.
    """
    others = [
        each.number
        for each in library.revisions(article)
        if each.number != number and (each.media_type != SAVED or kind == SAVED)
    ]
    places = {each: library.places(article, each) for each in sorted(others, reverse=True)}
    sure: dict[int, list[tuple[Annotation, Passage]]] = {}
    lost: list[Annotation] = []
    for annotation in annotations:
        where = next((each for each in places if _is_sure(places[each].get(annotation.id))), None)
        place = places[where][annotation.id] if where is not None else None
        if where is None or place is None or place.passage is None:
            lost.append(annotation)
        else:
            sure.setdefault(where, []).append((annotation, place.passage))
    carried = _found_again(lost, number, new)
    for revision, held in sure.items():
        old = library.document(article, revision).text
        found = carry_over(old, new, [passage for _annotation, passage in held])
        carried += [
            _carried_to(annotation, number, revision, here)
            for (annotation, _passage), here in zip(held, found, strict=True)
        ]
    return carried


def _found_again(lost: Sequence[Annotation], number: int, new: str) -> list[Place]:
    """The places of annotations whose words are all that is known of them."""
    found = locate(new, [each.anchor for each in lost]) if lost else []
    return [
        Place(each.id, number, here.passage, _how(here), here.score)
        if here
        else Place(each.id, number, None, "orphan", 0.0)
        for each, here in zip(lost, found, strict=True)
    ]


def _how(found: Found) -> State:
    """The state of words that were looked for: those that are there have not moved from where
    nobody knows they were."""
    return "exact" if found.how == "moved" else found.how


def _is_sure(place: Place | None) -> bool:
    if place is None or place.passage is None:
        return False
    return place.settled or place.state in ("exact", "moved")


def _carried_to(annotation: Annotation, number: int, from_: int, found: Found | None) -> Place:
    if found is None:
        return Place(annotation.id, number, None, "orphan", 0.0, from_)
    return Place(annotation.id, number, found.passage, found.how, found.score, from_)
