"""What was changed in the library and in a file at once, and how a decision settles it.

Only values that are changes come out of here; nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal, cast

from reader import changes
from reader.errors import Detached, NotFound
from reader.export.parse import parse
from reader.library import Library, Reader
from reader.messages import _
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    Change,
    Checked,
    Conflict,
    Edit,
    Label,
    Passage,
)
from reader.values import dataclass

Choice = Literal["mine", "theirs", "both"]

FIELDS: Mapping[str, str] = {
    "note": _("Note"),
    "label": _("Label"),
    "checked": _("Check"),
    "passage": _("Marked words"),
    "title": _("Title"),
    "author": _("Byline"),
    "published": _("Date"),
}
"""What a field in conflict is called."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conflict that someone has to decide, with what it is about.

    `mark` is None where the article itself is meant; `ours` is what the library says now.
    """

    conflict: Conflict
    article: Article
    mark: Annotation | None
    ours: str

    @property
    def takes_both(self) -> bool:
        """Whether both values can stand one after the other."""
        return self.conflict.field == "note"


def waiting(reader: Reader) -> tuple[Waiting, ...]:
    """The conflicts that wait, oldest first; none of what is in the trash."""
    found = (_waiting(reader, each) for each in reader.conflicts())
    return tuple(each for each in found if each is not None)


def _waiting(reader: Reader, conflict: Conflict) -> Waiting | None:
    try:
        mark = _mark(reader, conflict)
        id = mark.article if mark else ArticleId(conflict.record.id)
        article = reader.article(id)
    except NotFound:
        return None
    if article.trashed or (mark and mark.trashed):
        return None
    return Waiting(conflict, article, mark, _ours(reader, conflict, article, mark))


def _mark(reader: Reader, conflict: Conflict) -> Annotation | None:
    if conflict.record.kind != "annotation":
        return None
    return reader.annotation(AnnotationId(conflict.record.id))


def _ours(reader: Reader, conflict: Conflict, article: Article, mark: Annotation | None) -> str:
    """What the library says now; it may have changed since the conflict arose."""
    match conflict.field:
        case "note":
            return mark.note if mark else article.note
        case "label" if mark:
            return next(each.name for each in reader.labels() if each.id == mark.label)
        case "checked" if mark:
            return mark.checked
        case "title":
            return article.title
        case "author":
            return ", ".join(article.bylines)
        case "published":
            return article.published or ""
        case "passage" if mark:
            return _marked_words(reader, article, mark)
        case _:
            return conflict.ours


def _marked_words(reader: Reader, article: Article, mark: Annotation) -> str:
    place = reader.place(mark.id, article.revision)
    if place is None or place.passage is None:
        return mark.anchor.exact
    return place.passage.of(reader.document(article.id).text)


def decided(library: Library, waits: Waiting, choice: Choice, *, at: datetime) -> Change:
    """The change that settles a conflict: the value that was chosen, and the conflict gone.

    The file is in step with the library then, and the next export writes it.
    """
    chosen = None if choice == "mine" else _taken(library, waits, choice, at=at)
    edits = chosen.edits if chosen else ()
    return Change("merge", (*edits, Edit(waits.conflict, None)))


def _taken(library: Library, waits: Waiting, choice: Choice, *, at: datetime) -> Change | None:
    theirs = waits.conflict.theirs
    if choice == "both" and waits.takes_both:
        theirs = "\n\n".join(filter(None, (waits.ours, theirs)))
    if waits.mark is not None:
        return _on_mark(library, waits.mark, waits.conflict.field, theirs, at=at)
    return _on_article(library, waits, theirs)


def _on_mark(
    library: Library, mark: Annotation, field: str, theirs: str, *, at: datetime
) -> Change | None:
    match field:
        case "note":
            return changes.edit_annotation(mark, at=at, note=theirs)
        case "checked":
            return changes.edit_annotation(mark, at=at, checked=cast(Checked, theirs))
        case "label":
            return _labelled(library, mark, theirs, at=at)
        case "passage":
            return _moved(library, mark, theirs, at=at)
        case _:
            return None


def _labelled(library: Library, mark: Annotation, name: str, *, at: datetime) -> Change | None:
    """The mark with the label of this name; a new grey one where there is none."""
    labels = sorted(library.labels(), key=lambda each: (each.retired, each.order, each.id))
    named = (each for each in labels if " ".join(each.name.split()).casefold() == name.casefold())
    label = next(named, None)
    made = None
    if label is None:
        label = Label(library.new_label_id(), name, "grey", labels[-1].order + 1)
        made = Change("labels", (Edit(None, label),))
    edited = changes.edit_annotation(mark, at=at, label=label.id)
    return changes.together("merge", [made, edited])


def _moved(library: Library, mark: Annotation, words: str, *, at: datetime) -> Change | None:
    """The mark on these words, where they stand nearest to it; None if they stand nowhere."""
    document = library.document(mark.article)
    number = library.article(mark.article).revision
    place = library.place(mark.id, number)
    places = list(_places(document.text, words))
    if place is None or not places:
        return None
    here = place.passage.start if place.passage else 0
    nearest = min(places, key=lambda each: abs(each.start - here))
    return changes.move_mark(document, mark, place, nearest, at=at)


def _places(text: str, words: str) -> Iterator[Passage]:
    start = text.find(words) if words else -1
    while start >= 0:
        yield Passage(start, start + len(words))
        start = text.find(words, start + 1)


def _on_article(library: Library, waits: Waiting, theirs: str) -> Change | None:
    match waits.conflict.field:
        case "note":
            return changes.edit_article(waits.article, note=theirs)
        case "title":
            return changes.edit_article(waits.article, title=theirs)
        case "author":
            return changes.edit_article(waits.article, bylines=_bylines(library, waits.conflict))
        case "published":
            return changes.edit_article(waits.article, published=theirs or None)
        case _:
            return None


def _bylines(library: Library, conflict: Conflict) -> tuple[str, ...]:
    """The names as the file had them one by one: a name may hold a comma."""
    for base in library.export_bases(conflict.file):
        try:
            names = parse(base.text).matter.author
        except Detached:
            continue
        if names is not None and ", ".join(names) == conflict.theirs:
            return names
    return tuple(conflict.theirs.split(", "))


def only(change: Change, left: frozenset[str]) -> Change | None:
    """The change without what it does to the records of these ids; None if nothing is left."""
    kept = tuple(edit for edit in change.edits if _owner(edit) not in left)
    labels = {each.after.label for each in kept if isinstance(each.after, Annotation)}
    used = tuple(
        each for each in kept if not isinstance(each.after, Label) or each.after.id in labels
    )
    return replace(change, edits=used) if used else None


def _owner(edit: Edit) -> str:
    """The id of the article or annotation that an edit is about."""
    match edit.key.kind:
        case "place":
            return edit.key.id.split("/")[0]
        case "conflict":
            return edit.key.id.split("/")[1]
        case _:
            return edit.key.id
