"""What the window of revisions asks the library for: plain functions that may run on a worker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from reader.library import Reader
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    Document,
    LabelId,
    Passage,
    Place,
    Revision,
    TraceKey,
)
from reader.model import Label as LabelRecord
from reader.revisions import Comparison, before, compared
from reader.revisions.interleaved import Interleaved, interleaved, struck
from reader.values import dataclass
from ui.reading.highlights import Mark
from ui.revisions import drawing
from ui.revisions.page import Drawing


@dataclass(frozen=True, slots=True)
class Listed:
    """A revision as the list shows it. `removed` and `added` count the words that differ from the
    one before; None as long as nobody has counted, and for the first."""

    revision: Revision
    characters: int
    is_current: bool
    is_unread: bool
    removed: int | None = None
    added: int | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """An article with its revisions, newest first."""

    article: Article
    listed: tuple[Listed, ...]


def seen(article: ArticleId) -> TraceKey:
    """The trace of which revisions were shown beside another: their numbers."""
    return TraceKey("compared", article)


def shelf(reader: Reader, id: ArticleId) -> Shelf:
    """What there is of an article; NotFound if it is gone."""
    article = reader.article(id)
    shown = set(reader.traced(seen(id)) or ())
    listed = [
        Listed(
            each,
            len(reader.document(id, each.number).text),
            each.number == article.revision,
            each.number > 1 and each.number not in shown,
        )
        for each in reader.revisions(id)
    ]
    return Shelf(article, tuple(reversed(listed)))


def counted(reader: Reader, id: ArticleId, number: int) -> tuple[int, int, int]:
    """A revision's number, and how many words are gone and new in it since the one before."""
    old = before(reader.revisions(id), number)
    if old is None:
        return number, 0, 0
    comparison = compared(reader.document(id, old), reader.document(id, number))
    return number, comparison.words_removed, comparison.words_added


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of an article on the old text, on the new one, and on the two as one."""

    old: tuple[Mark, ...]
    new: tuple[Mark, ...]
    both: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What differs, as it is drawn on the pages."""

    old: Drawing
    new: Drawing
    both: Drawing


@dataclass(frozen=True, slots=True)
class Compared:
    """Two revisions of an article, ready to be shown."""

    article: Article
    old: Revision
    new: Revision
    struck: Document
    woven: Interleaved
    marks: Marks
    drawn: Drawn

    @property
    def comparison(self) -> Comparison:
        return self.woven.comparison


def two(reader: Reader, id: ArticleId, old: int, new: int, small: bool) -> Compared:
    """Two revisions compared; with `small` white space and the shape of signs too."""
    comparison = compared(reader.document(id, old), reader.document(id, new))
    woven = interleaved(comparison, small=small)
    return Compared(
        reader.article(id),
        reader.revision(id, old),
        reader.revision(id, new),
        struck(comparison),
        woven,
        marks(reader, id, old, new, woven),
        Drawn(
            drawing.of_side(comparison, "old", small=small),
            drawing.of_side(comparison, "new", small=small),
            drawing.of_both(woven, small=small),
        ),
    )


def marks(reader: Reader, id: ArticleId, old: int, new: int, woven: Interleaved) -> Marks:
    """The marks of an article as they stand in two of its revisions."""
    annotations = reader.annotations(id)
    labels = {label.id: label for label in reader.labels()}
    ours, theirs = reader.places(id, old), reader.places(id, new)
    return Marks(
        tuple(_marks(annotations, ours, labels)),
        tuple(_marks(annotations, theirs, labels)),
        tuple(_woven(annotations, ours, theirs, labels, woven)),
    )


def _marks(
    annotations: Iterable[Annotation],
    places: Mapping[AnnotationId, Place],
    labels: Mapping[LabelId, LabelRecord],
) -> Iterator[Mark]:
    for annotation in annotations:
        place = places.get(annotation.id)
        if place is not None and place.passage is not None:
            yield _mark(annotation, place, place.passage, labels)


def _mark(
    annotation: Annotation,
    place: Place,
    passage: Passage,
    labels: Mapping[LabelId, LabelRecord],
) -> Mark:
    label = labels.get(annotation.label)
    return Mark(
        annotation.id,
        passage,
        label.colour if label else "grey",
        bool(annotation.note),
        "exact" if place.settled else place.state,
    )


def _woven(
    annotations: Iterable[Annotation],
    ours: Mapping[AnnotationId, Place],
    theirs: Mapping[AnnotationId, Place],
    labels: Mapping[LabelId, LabelRecord],
    woven: Interleaved,
) -> Iterator[Mark]:
    """The marks where they stand now, with the words that they had before; what is gone, there."""
    for annotation in annotations:
        old, new = ours.get(annotation.id), theirs.get(annotation.id)
        before = woven.passage("old", old.passage) if old and old.passage else None
        now = woven.passage("new", new.passage) if new and new.passage else None
        if now is not None and new is not None:
            beside = before is not None and before.overlaps(now)
            whole = _both(before, now) if before is not None and beside else now
            yield _mark(annotation, new, whole, labels)
        elif before is not None and old is not None:
            yield _mark(annotation, new or replace(old, state="orphan"), before, labels)


def _both(one: Passage, other: Passage) -> Passage:
    return Passage(min(one.start, other.start), max(one.end, other.end))
