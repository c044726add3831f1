"""Brings edited Markdown home: reads the file, merges it, and keeps what it said.

Shared by the shell and the window. The file itself is not touched; the next export writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from reader import changes
from reader.anchoring import carry_over
from reader.errors import BadRequest, Detached, GalleyError, NotFound
from reader.export.merge import merge
from reader.export.merged import Ids, Merged
from reader.export.parse import parse
from reader.export.parsed import Parsed
from reader.export.update import forgetting
from reader.library import Library, Reader
from reader.messages import _
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    By,
    Change,
    Edit,
    ExportBase,
    LabelId,
    Place,
    Revision,
)
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Edited:
    """A file that someone may have written in, and what is known of it.

    `to_keep` is its text without what has become private since. `base` is the version that was
    last in step with the library, as far as one is kept.
    """

    path: Path
    parsed: Parsed
    to_keep: str
    article: Article
    revision: Revision
    base: ExportBase | None

    @property
    def is_untouched(self) -> bool:
        """Whether it is what was last written or brought home."""
        return self.base is not None and self.base.text == self.to_keep


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of one file: `number` is the journal's, None where nothing was changed."""

    path: Path
    article: Article
    merged: Merged
    number: int | None


def read(reader: Reader, path: Path) -> Edited:
    """The file and the article it is of.

    Raises BadRequest for a file that cannot be read, NotFound for one of an article that the
    library does not have, Detached for one that cannot be read as an export any more.
    """
    text = _text(path)
    parsed = parse(text)
    try:
        article = reader.article(ArticleId(parsed.id))
    except NotFound as missing:
        raise NotFound(
            _("{file} is of an article that this library does not have.").format(file=path.name),
            _("Name the library that wrote it with --library, or add the page first."),
        ) from missing
    to_keep = _without_private(reader, article.id, text)
    base = _base(reader, path, to_keep, parsed)
    revision = _revision(reader, article, parsed, base)
    return Edited(path, parsed, to_keep, article, revision, base)


def bring_home(
    library: Library, path: Path, *, at: datetime, by: By, dry_run: bool = False
) -> Brought:
    """Merges a file into the library: one change, one step to undo.

    Raises as `read` does; the library is as it was then. With `dry_run` nothing is written.
    """
    return take(library, read(library, path), at=at, by=by, dry_run=dry_run)


def take(
    library: Library, edited: Edited, *, at: datetime, by: By, dry_run: bool = False
) -> Brought:
    """The same for a file that was read already, on a worker perhaps."""
    found = brings(library, edited, at=at)
    if found.change is not None:
        found = replace(found, change=changes.naming_tags(found.change, library.tags()))
    number = None
    if found.change is not None and not dry_run:
        number = library.apply(found.change, at=at, by=by)
    if not dry_run:
        keep(library, edited, at=at)
    return Brought(edited.path, edited.article, found, number)


def brings(library: Library, edited: Edited, *, at: datetime) -> Merged:
    """What a file would change in the library; nothing is written.

    Whoever applies the change has its tags named, and keeps the file afterwards.
    """
    found = _merged(library, edited, _NewIds(library), at=at)
    if found.change is None:
        return found
    return replace(found, change=_on_current(library, edited, _as_stored(library, found.change)))


def keep(library: Library, edited: Edited, *, at: datetime) -> None:
    """Has what the file says now be what the next edit of it is held against."""
    if edited.is_untouched:
        return
    id = edited.article.id
    marks = tuple(mark for mark, _place in library.exported(id, edited.revision.number).marks)
    path = str(edited.path.resolve())
    library.keep_export(ExportBase(path, id, edited.to_keep, marks, at))


def in_step(reader: Reader, path: Path, id: ArticleId) -> Merged | None:
    """What is known of a file of this article from which there is nothing to bring home.

    None where there is something, where a conflict waits, or where it is no such file.
    """
    try:
        edited = read(reader, path)
    except GalleyError:
        return None
    found = _merged(reader, edited, _NoIds(), at=edited.revision.captured)
    has_news = found.change is not None or found.conflicts
    is_known = edited.is_untouched or not found.listed
    return found if edited.article.id == id and is_known and not has_news else None


def _merged(reader: Reader, edited: Edited, ids: Ids, *, at: datetime) -> Merged:
    id = edited.article.id
    return merge(
        parse(edited.base.text) if edited.base else None,
        edited.parsed,
        reader.exported(id, edited.revision.number),
        name=str(edited.path.resolve()),
        at=at,
        ids=ids,
        standing=reader.conflicts(id),
        away=[mark.id for mark in _gone(reader, id)],
    )


def _without_private(reader: Reader, id: ArticleId, text: str) -> str:
    private = [mark.id for mark in _gone(reader, id) if mark.private]
    return forgetting(text, private) if any(id in text for id in private) else text


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as problem:
        raise BadRequest(
            _("{file} cannot be read: {reason}.").format(
                file=path.name, reason=problem.strerror or problem
            ),
            _("Check its name and whether you may read it."),
        ) from problem
    except UnicodeDecodeError as problem:
        raise Detached(
            _("{file} is not in UTF-8.").format(file=path.name),
            _("Save it as UTF-8 in your editor and try again."),
        ) from problem


# --- what is known of the file -------------------------------------------------------------------


def _base(reader: Reader, path: Path, text: str, file: Parsed) -> ExportBase | None:
    """The version that this file was made from.

    The newest that was at its path; of a file that was moved or copied, the one that has the
    same annotations, or as nearly as there is.
    """
    here = [base for base in reader.export_bases(str(path.resolve())) if _is_of(base, file)]
    if here:
        return next((base for base in here if base.text == text), here[0])
    elsewhere = [base for base in reader.export_bases_of(ArticleId(file.id)) if _is_of(base, file)]
    return min(elsewhere, key=lambda base: _difference(base, file), default=None)


def _is_of(base: ExportBase, file: Parsed) -> bool:
    """Whether this is another state of such a file; notes alone and Word files are none."""
    try:
        return parse(base.text).id == file.id
    except Detached:
        return False


def _difference(base: ExportBase, file: Parsed) -> int:
    return len({*parse(base.text).definitions} ^ {*file.definitions})


def _revision(reader: Reader, article: Article, file: Parsed, base: ExportBase | None) -> Revision:
    """The revision whose text the file was made of, told by its digest."""
    for said in (file, parse(base.text)) if base else (file,):
        digest = (said.matter.hash or "").removeprefix("sha256-")
        same = [each for each in reader.revisions(article.id) if each.text == digest]
        named = [each for each in same if str(each.number) == said.matter.revision]
        if same:
            return (named or same)[-1]
    raise Detached(
        _("This file was made of a version of the article that this library does not have."),
        _("It was left as it is. Export the article again, into a new file."),
    )


# --- the change, as the library needs it ---------------------------------------------------------


class _NewIds:
    """Ids that the library never gave."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def annotation(self, wanted: str | None = None) -> AnnotationId:
        if wanted and not self._library.was_used(wanted):
            return AnnotationId(wanted)
        return self._library.new_annotation_id()

    def label(self) -> LabelId:
        return self._library.new_label_id()


class _NoIds:
    """Ids for a change that will not be made."""

    def annotation(self, wanted: str | None = None) -> AnnotationId:
        return AnnotationId("")

    def label(self) -> LabelId:
        return LabelId("")


def _gone(reader: Reader, id: ArticleId) -> Iterator[Annotation]:
    """The annotations of an article that are in no export: private ones, and those in the trash."""
    yield from (mark for mark in reader.annotations(id) if mark.private)
    yield from reader.annotations(id, trashed=True)


def _as_stored(library: Reader, change: Change) -> Change:
    """The change with places as they are stored: of an orphan there may be none."""
    edits = []
    for edit in change.edits:
        if isinstance(edit.after, Place):
            edit = Edit(library.place(edit.after.annotation, edit.after.revision), edit.after)
        edits.append(edit)
    return replace(change, edits=tuple(edits))


def _on_current(library: Reader, edited: Edited, change: Change) -> Change:
    """The change with what was placed on an older revision carried to the current one."""
    current = edited.article.revision
    placed = [
        edit.after
        for edit in change.edits
        if isinstance(edit.after, Place) and edit.after.revision != current
    ]
    if not placed:
        return change
    old = library.document(edited.article.id, edited.revision.number).text
    new = library.document(edited.article.id, current).text
    edits = []
    for place in placed:
        [found] = carry_over(old, new, [place.passage]) if place.passage else [None]
        there = (
            Place(place.annotation, current, found.passage, found.how, found.score, place.revision)
            if found
            else Place(place.annotation, current, None, "orphan", 0.0, place.revision)
        )
        edits.append(Edit(library.place(place.annotation, current), there))
    return replace(change, edits=(*change.edits, *edits))
