"""Brings edited Markdown home: reads the file, merges it, and keeps what it said.

Shared by the shell and the window. The file itself is not touched; the next export writes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path

from reader import changes
from reader.edited import Edited, EditedArticle, gone, owner_in, read
from reader.errors import GalleyError
from reader.export.merge import merge
from reader.export.merged import Ids, Merged, Remark
from reader.export.parse import parse
from reader.export.parsed import Parsed
from reader.export.read_together import cover_of, portions
from reader.library import Library, Reader
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    By,
    Change,
    Edit,
    ExportBase,
    Exported,
    Label,
    LabelId,
    Place,
    sha256,
)
from reader.revising import on_current
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one article of a file."""

    article: Article
    merged: Merged


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of one file: `number` is the journal's, None where nothing was changed.

    `merged` is what came of all its articles together.
    """

    path: Path
    came: tuple[Came, ...]
    merged: Merged
    number: int | None


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
    came = brings_each(library, edited, at=at)
    found = _all_of(came)
    if found.change is not None:
        found = replace(found, change=changes.naming_tags(found.change, library.tags()))
    number = None
    if found.change is not None and not dry_run:
        number = library.apply(found.change, at=at, by=by)
    if not dry_run:
        keep(library, edited, at=at)
    return Brought(edited.path, came, found, number)


def brings(library: Library, edited: Edited, *, at: datetime) -> Merged:
    """What a file would change in the library, all its articles together; nothing is written.

    Whoever applies the change has its tags named, and keeps the file afterwards.
    """
    return _all_of(brings_each(library, edited, at=at))


def brings_each(library: Library, edited: Edited, *, at: datetime) -> tuple[Came, ...]:
    """The same article by article; what is seen of the whole file is told with the first."""
    name, ids = str(edited.path.resolve()), NewIds(library)
    labels: dict[LabelId, Label] = {}
    came = []
    for each in edited.articles:
        if len(edited.articles) > 1 and each.is_untouched:
            came.append(Came(each.article, _as_before(library, each, name)))
            continue
        found = _merged(library, each, ids, labels, name=name, at=at)
        if found.change is not None:
            labels |= _new_labels(found.change)
            stored = _as_stored(library, found.change)
            found = replace(found, change=on_current(library, each.article, stored))
        came.append(Came(each.article, found))
    return (_with_what_was_seen(came[0], edited), *came[1:])


def _all_of(came: Sequence[Came]) -> Merged:
    """What came of all articles of a file as one outcome."""
    if len(came) == 1:
        return came[0].merged
    return Merged(
        change=changes.together("merge", (each.merged.change for each in came)),
        conflicts=tuple(chain.from_iterable(each.merged.conflicts for each in came)),
        done=tuple(
            replace(it, article=each.article.id) for each in came for it in each.merged.done
        ),
        listed=tuple(
            replace(it, article=each.article.id) for each in came for it in each.merged.listed
        ),
        adopted=dict(chain.from_iterable(each.merged.adopted.items() for each in came)),
    )


def keep(library: Library, edited: Edited, *, at: datetime) -> None:
    """Has what the file says now be what the next edit of it is held against."""
    path = str(edited.path.resolve())
    for each in edited.articles:
        if each.is_untouched:
            continue
        shown = library.exported(each.article.id, each.revision.number)
        base = ExportBase(path, each.article.id, each.to_keep, _marks_of(shown), at)
        library.keep_export(base, file=edited.digest)


def remember(
    library: Library, path: Path, text: str, articles: Sequence[Exported], *, at: datetime
) -> None:
    """Keeps what was written of several articles to one file, unless it is known already."""
    file, digest = str(path.resolve()), sha256(text.encode())
    if library.exported_files().get(file) == digest:
        return
    written = {each.article.id: each for each in articles}
    kept = {base.article: base.text for base in reversed(library.export_bases(file))}
    texts = {ArticleId(each.parsed.id): each.text for each in portions(text, owner_in(library))}
    # Of several versions that are kept none shall be the same; one at least has to name the file.
    changed = [id for id in written if kept.get(id) != texts[id]] or [articles[0].article.id]
    for id in changed:
        library.keep_export(
            ExportBase(file, id, texts[id], _marks_of(written[id]), at), file=digest
        )


def _marks_of(exported: Exported) -> tuple[Annotation, ...]:
    return tuple(mark for mark, _place in exported.marks)


def in_step(reader: Reader, path: Path, id: ArticleId) -> Merged | None:
    """What is known of a file of this article from which there is nothing to bring home.

    None where there is something, where a conflict waits, or where it is no such file.
    """
    edited = _readable(reader, path)
    if edited is None or edited.is_of_several or edited.articles[0].article.id != id:
        return None
    came = _came_in_step(reader, edited)
    return came[0].merged if came else None


def all_in_step(reader: Reader, path: Path) -> tuple[Came, ...] | None:
    """The same of a file of several articles, article by article."""
    edited = _readable(reader, path)
    if edited is None or not edited.is_of_several:
        return None
    return _came_in_step(reader, edited)


def _readable(reader: Reader, path: Path) -> Edited | None:
    try:
        return read(reader, path)
    except GalleyError:
        return None


def _came_in_step(reader: Reader, edited: Edited) -> tuple[Came, ...] | None:
    name = str(edited.path.resolve())
    came = tuple(
        Came(
            each.article, _merged(reader, each, _NoIds(), {}, name=name, at=each.revision.captured)
        )
        for each in edited.articles
    )
    has_news = any(each.merged.change or each.merged.conflicts for each in came)
    is_seen = any(each.merged.listed for each in came) or any(_changed_cover(edited))
    is_known = edited.is_untouched or not is_seen
    return came if is_known and not has_news else None


def _merged(
    reader: Reader,
    edited: EditedArticle,
    ids: Ids,
    labels: Mapping[LabelId, Label],
    *,
    name: str,
    at: datetime,
) -> Merged:
    """What one article of a file would change; `labels` are new with those before it."""
    id = edited.article.id
    now = reader.exported(id, edited.revision.number)
    base, file = _states(edited, now)
    return merge(
        base,
        file,
        replace(now, labels={**now.labels, **labels}) if labels else now,
        name=name,
        at=at,
        ids=ids,
        standing=reader.conflicts(id),
        away=[mark.id for mark in gone(reader, id)],
    )


def _states(edited: EditedArticle, now: Exported) -> tuple[Parsed | None, Parsed]:
    """What an article of a file said when it was in step, and what it says."""
    base = parse(edited.base.text) if edited.base else None
    if edited.parsed.flavour != "critic":
        return base, edited.parsed
    # What most files are not is read when there is one.
    from reader.export import read_critic

    known = [*(edited.base.annotations if edited.base else ()), *_marks_of(now)]
    names = [" ".join(label.name.split()) for label in now.labels.values()]
    return read_critic.completed(base, edited.parsed, known, names)


def _as_before(reader: Reader, edited: EditedArticle, name: str) -> Merged:
    """What comes of an article in which nobody wrote."""
    waiting = (each for each in reader.conflicts(edited.article.id) if each.file == name)
    return Merged(None, tuple(waiting), (), (), {})


def _new_labels(change: Change) -> dict[LabelId, Label]:
    return {
        edit.after.id: edit.after
        for edit in change.edits
        if edit.before is None and isinstance(edit.after, Label)
    }


def _with_what_was_seen(came: Came, edited: Edited) -> Came:
    strange = (Remark("strange-article", words=headline) for headline in edited.strange)
    listed = (*came.merged.listed, *strange, *_changed_cover(edited))
    return replace(came, merged=replace(came.merged, listed=listed))


def _changed_cover(edited: Edited) -> Iterator[Remark]:
    """What was changed in the front matter of several articles; nothing of it is taken over."""
    first = next((each for each in edited.articles if each.base), None)
    if first is None or first.base is None or not edited.is_of_several:
        return
    before = cover_of(first.base.text)
    for key, value in cover_of(first.to_keep).items():
        if value != before.get(key):
            words = ", ".join(value) if isinstance(value, tuple) else value
            yield Remark("matter", words=f"{key}: {words}")


# --- the change, as the library needs it ---------------------------------------------------------


class NewIds:
    """Ids that the library never gave, and that no other article of the file was given."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._given: set[str] = set()

    def annotation(self, wanted: str | None = None) -> AnnotationId:
        if wanted and wanted not in self._given and not self._library.was_used(wanted):
            self._given.add(wanted)
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


def _as_stored(library: Reader, change: Change) -> Change:
    """The change with places as they are stored: of an orphan there may be none."""
    edits = []
    for edit in change.edits:
        if isinstance(edit.after, Place):
            edit = Edit(library.place(edit.after.annotation, edit.after.revision), edit.after)
        edits.append(edit)
    return replace(change, edits=tuple(edits))
