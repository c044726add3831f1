"""Marks that someone sent as JSON-LD: those that are not here yet are put on their articles.

An article is the same if it has the same address, or the same id where it has none. What is here
already is never changed by what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path

from reader import changes
from reader.anchoring import locate
from reader.edited import text_of
from reader.errors import NotFound
from reader.export.jsonld import Read, read
from reader.export.merged import Ids
from reader.library import Library, Reader
from reader.messages import _, ngettext
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    By,
    Change,
    Edit,
    Label,
    LabelId,
    Place,
)
from reader.values import dataclass

SUFFIX = ".jsonld"
"""The ending of a file of marks."""

_NEAR = 20
"""Code points before a mark that tell it from the same words elsewhere."""


@dataclass(frozen=True, slots=True)
class SentMarks:
    """What came of a file of marks, by the ids that they have here.

    `lost` are those among the new ones whose words are not in the article as it is here; `other`
    those that are here and say something else; `away` the addresses of articles that are not here.
    `number` is the journal's, None where nothing was changed.
    """

    path: Path
    new: tuple[AnnotationId, ...]
    lost: tuple[AnnotationId, ...]
    known: tuple[AnnotationId, ...]
    other: tuple[AnnotationId, ...]
    away: tuple[str, ...]
    change: Change | None
    number: int | None = None


def take_marks(
    library: Library, path: Path, *, ids: Ids, at: datetime, by: By, dry_run: bool = False
) -> SentMarks:
    """Puts the marks of a file on their articles: one change, one step to undo.

    Raises as `text_of` does, and NotAnnotations for a file that holds something else; the library
    is as it was then. With `dry_run` nothing is written.
    """
    found = marks_in(library, path, ids=ids)
    if found.change is None or dry_run:
        return found
    named = changes.naming_tags(found.change, library.tags())
    return replace(found, number=library.apply(named, at=at, by=by))


def marks_in(library: Reader, path: Path, *, ids: Ids) -> SentMarks:
    """What a file of marks would bring; nothing is written."""
    return _Taking(library, ids).take(path, read(text_of(path)))


def what_came(came: SentMarks) -> str:
    """What a file of marks brought, in a few short sentences."""
    counted = (
        (len(came.new), _("{count} new mark."), _("{count} new marks.")),
        (
            len(came.lost),
            _("{count} does not find its words."),
            _("{count} do not find their words."),
        ),
        (len(came.known), _("{count} was here already."), _("{count} were here already.")),
        (
            len(came.other),
            _("{count} says something else here."),
            _("{count} say something else here."),
        ),
        (len(came.away), _("{count} article is not here."), _("{count} articles are not here.")),
    )
    said = [ngettext(one, many, n).format(count=n) for n, one, many in counted if n]
    return " ".join(said) or _("There are no marks in it.")


class _Taking:
    """One file on its way in."""

    def __init__(self, library: Reader, ids: Ids) -> None:
        self._library = library
        self._ids = ids
        self._labels = {label.name.casefold(): label for label in library.labels()}
        self._names = {label.id: label.name for label in library.labels()}
        self._here: dict[ArticleId, Mapping[Said, AnnotationId]] = {}
        self._edits: list[Edit] = []
        self._new: list[AnnotationId] = []
        self._lost: list[AnnotationId] = []
        self._known: list[AnnotationId] = []
        self._other: list[AnnotationId] = []
        self._away: dict[str, None] = {}

    def take(self, path: Path, sent: Sequence[Read]) -> SentMarks:
        for each in sent:
            article = self._article(each)
            if article is None:
                self._away[each.source] = None
            else:
                self._take_one(article, each)
        return SentMarks(
            path,
            tuple(self._new),
            tuple(self._lost),
            tuple(self._known),
            tuple(self._other),
            tuple(self._away),
            Change("merge", tuple(self._edits)) if self._edits else None,
        )

    def _article(self, sent: Read) -> Article | None:
        by_address = self._library.article_at(sent.source)
        if by_address is not None or not sent.source.startswith("urn:"):
            return by_address
        try:
            return self._library.article(sent.annotation.article)
        except NotFound:
            return None

    def _take_one(self, article: Article, sent: Read) -> None:
        same = self._marks_on(article.id).get(_said(sent.annotation, sent.label.name))
        if same is not None:
            self._known.append(same)
            return
        if self._has(article.id, sent.annotation.id):
            self._other.append(sent.annotation.id)
            return
        id = self._ids.annotation(sent.annotation.id)
        mark = replace(
            sent.annotation,
            id=id,
            article=article.id,
            revision=article.revision,
            label=self._label(sent.label),
            tags=changes.tidy_tags(sent.annotation.tags),
        )
        place = self._place(article, sent, id)
        self._edits += (Edit(None, mark), Edit(None, place))
        self._new.append(id)
        if place.passage is None:
            self._lost.append(id)

    def _marks_on(self, article: ArticleId) -> Mapping[Said, AnnotationId]:
        """What is here on an article, in the trash or not, by what it says."""
        if article not in self._here:
            marks = chain.from_iterable(
                self._library.annotations(article, trashed=trashed) for trashed in (True, False)
            )
            self._here[article] = {_said(each, self._names[each.label]): each.id for each in marks}
        return self._here[article]

    def _has(self, article: ArticleId, id: AnnotationId) -> bool:
        try:
            return self._library.annotation(id).article == article
        except NotFound:
            return False

    def _place(self, article: Article, sent: Read, id: AnnotationId) -> Place:
        text = self._library.document(article.id, article.revision).text
        passage = sent.place.passage
        if passage is not None and passage.of(text) == sent.annotation.anchor.exact:
            return Place(id, article.revision, passage)
        [found] = locate(text, [sent.annotation.anchor])
        if found is None:
            return Place(id, article.revision, None, "orphan", 0.0)
        return Place(id, article.revision, found.passage, found.how, found.score)

    def _label(self, sent: Label) -> LabelId:
        """The label of this name; a new one where there is none."""
        known = self._labels.get(sent.name.casefold())
        if known is None:
            order = 1 + max((each.order for each in self._labels.values()), default=-1)
            known = Label(self._ids.label(), sent.name, sent.colour, order)
            self._labels[sent.name.casefold()] = known
            self._edits.append(Edit(None, known))
        return known.id


Said = tuple[str, str, str, str, frozenset[str]]


def _said(mark: Annotation, label: str) -> Said:
    """What two marks have in common that say the same, whatever their ids are."""
    anchor = mark.anchor
    tags = frozenset(changes.tidy_tags(mark.tags))
    return anchor.exact, anchor.prefix[-_NEAR:], label.casefold(), mark.note, tags
