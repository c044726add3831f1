"""Erasing for good, backing up and checking a library file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from reader.errors import BadRequest, GalleyError, LibraryProblem, NotFound, WriteFailed
from reader.messages import _
from reader.model import (
    Annotation,
    Article,
    By,
    Change,
    Conflict,
    Edit,
    Key,
    Record,
    Report,
    Revision,
    Story,
    key_of,
    sha256,
)
from reader.store import blobs, feeds, index, journal, schema, tables
from reader.store.connection import Connection

# --- erasing -------------------------------------------------------------------------------------


def erase(db: Connection, keys: Iterable[Key], *, at: datetime, by: By) -> tuple[int, Change]:
    """Erases records with all that depends on them: the entry's number and what went.

    Their edits go from the journal, their blobs where nothing else names them, their words from
    the index, and the versions kept of their exports. The file still holds the bytes in places
    it does not use until `compact`.
    """
    with db.writing():
        # So that a kill between commit and `compact` is made good at the next opening.
        db.run("insert or replace into state values ('compact', 'wanted')")
        asked = sorted(set(keys), key=lambda key: (key.kind != "article", key))
        gone = [record for key in asked for record in _with_dependants(db, key)]
        unknown = {key for key in asked if not _known(db, key)}
        if unknown:
            raise NotFound(_("There is no record “{id}”.").format(id=min(unknown).id))
        return _erase(db, gone, set(asked), at, by)


def _erase(
    db: Connection, gone: list[Record], asked: set[Key], at: datetime, by: By
) -> tuple[int, Change]:
    going = list(reversed(dict.fromkeys(gone)))
    edits = [Edit(record, None) for record in going]
    keys = journal.keys_under(db, asked | {edit.key for edit in edits})
    left_out = list(_stories_without(db, {key.id for key in keys}))
    for key in keys:
        index.take_out(db, key)
    for record in going:
        tables.take_away(db, record)
    for edit in left_out:
        if edit.after is not None:
            tables.put(db, edit.after, edit.before)
    _drop_traces(db, keys, edits)
    index.forget(db, keys)
    blobs.drop_unused(db)
    left = journal.erase(db, keys)
    number = journal.append(
        db, Change("erase", tuple(left_out)), at=at, by=by, undoes=None, left=left
    )
    return number, Change("erase", (*edits, *left_out))


def _known(db: Connection, key: Key) -> bool:
    if tables.find(db, key) is not None:
        return True
    return db.row("select 1 from touched where (kind, id) = (?, ?)", key) is not None


def _with_dependants(db: Connection, key: Key) -> list[Record]:
    """The record and what cannot stay without it, each after what it depends on."""
    record = tables.find(db, key)
    if record is None:
        return []
    own = [record, *_conflicts_of(db, key)]
    match record:
        case Article(id=id):
            annotations: list[Annotation] = tables.some(
                db, "annotation", "where article = ?", (id,)
            )
            return [
                *own,
                *tables.some(db, "revision", "where article = ?", (id,)),
                *tables.some(db, "picture", "where article = ?", (id,)),
                *(each for mark in annotations for each in _with_dependants(db, key_of(mark))),
            ]
        case Annotation(id=id):
            return [*own, *tables.some(db, "place", "where annotation = ?", (id,))]
    return own


def _conflicts_of(db: Connection, key: Key) -> list[Conflict]:
    return tables.some(db, "conflict", "where (kind, id) = (?, ?)", key)


def _stories_without(db: Connection, ids: set[str]) -> Iterator[Edit]:
    for story in tables.some(db, "story"):
        items = tuple(item for item in story.items if item not in ids)
        if items != story.items and story.id not in ids:
            yield Edit(story, Story(story.id, story.title, story.note, items))


def _drop_traces(db: Connection, keys: set[Key], edits: Iterable[Edit]) -> None:
    ids = json.dumps([key.id for key in keys])
    db.run("delete from trace where id in (select value from json_each(?))", (ids,))
    articles = {key.id for key in keys if key.kind == "article"} | {
        edit.before.article for edit in edits if isinstance(edit.before, Annotation)
    }
    # The versions kept of an export hold the notes too.
    db.run_many("delete from export_file where article = ?", ((id,) for id in articles))
    addresses = {
        str(edit.before.id): edit.before.canonical or edit.before.url
        for edit in edits
        if isinstance(edit.before, Article)
    }
    feeds.forget(db, ((key.id, addresses.get(key.id)) for key in keys if key.kind == "article"))


def compact(db: Connection) -> None:
    """Writes the file anew, so that nothing erased is left in it or beside it.

    Raises LibraryProblem while another process reads; it is made up for at the next opening.
    """
    if db.value("select value from state where name = 'compact'") is None:
        return
    db.run("pragma secure_delete = on")
    db.run("vacuum")
    if _folded_in(db):
        db.run("delete from state where name = 'compact'")
        _folded_in(db)
        return
    raise LibraryProblem(
        _("What you erased is gone from the library, but its file still holds remains."),
        _("Close other Galley windows and open the library again: they are cleared then."),
    )


def _folded_in(db: Connection) -> bool:
    """Whether all of the -wal file is now in the library's own file, and the -wal file empty."""
    row = db.row("pragma wal_checkpoint(truncate)")
    return row is not None and row[0] == 0


# --- backing up ----------------------------------------------------------------------------------


def back_up(path: Path, to: Path) -> None:
    """A checked copy of the library in one file; one that stood there is replaced at the end.

    Raises BadRequest for the library itself and for a file that is no library, WriteFailed where
    the copy cannot be written, LibraryProblem where it is not sound.
    """
    unfinished = to.with_name(f".{to.name}.galley-tmp")
    try:
        _check_target(path, to)
        _copy(path, unfinished, to)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(unfinished, to)
    except OSError as error:
        raise WriteFailed(
            _("The backup “{file}” could not be written.").format(file=to),
            _("Check that the folder exists, that you may write there, and that there is room."),
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _check_target(path: Path, to: Path) -> None:
    if not to.parent.is_dir():
        raise WriteFailed(
            _("There is no folder “{folder}”.").format(folder=to.parent),
            _("Make it first, or choose another one."),
        )
    if not to.exists():
        return
    if to.is_dir() or to.samefile(path) or not schema.is_library(to):
        raise BadRequest(
            _("“{file}” is not a backup that could be replaced.").format(file=to),
            _("Give the backup another name."),
        )


def _copy(path: Path, unfinished: Path, to: Path) -> None:
    unfinished.unlink(missing_ok=True)
    library = Connection(path, make=False, any_thread=True)
    copy = Connection(unfinished, any_thread=True)
    copy.path = to  # the name to complain of
    try:
        library.copy_to(copy)
        copy.run("pragma journal_mode = delete")
        if copy.value("pragma integrity_check") != "ok" or any(journal.problems(copy)):
            raise LibraryProblem(
                _("The backup is not sound, so it was not kept."),
                _("Run “galley verify” on the library, and try another disk."),
            )
    finally:
        copy.close()
        library.close()


# --- checking ------------------------------------------------------------------------------------


def verify(db: Connection) -> Report:
    """Checks the file, its history, its blobs and all anchors."""
    checks = (_file_problems, journal.problems, _blob_problems, _anchor_problems)
    problems = [problem for check in checks for problem in _as_far_as_it_goes(check(db))]
    articles, annotations, entries = (
        _count(db, kind) for kind in ("article", "annotation", "journal")
    )
    return Report(tuple(dict.fromkeys(problems)), articles, annotations, entries)


def _as_far_as_it_goes(problems: Iterator[str]) -> Iterator[str]:
    """The problems, at last the one that kept the check from going on."""
    try:
        yield from problems
    except GalleyError as error:
        yield str(error)


def _count(db: Connection, kind: str) -> int:
    """How many of a kind there are; 0 where that cannot be counted, which is said elsewhere."""
    try:
        return int(db.value(f"select count(*) from {kind}"))  # noqa: S608 - names of ours
    except LibraryProblem:
        return 0


def _file_problems(db: Connection) -> Iterator[str]:
    for (problem,) in db.rows("pragma integrity_check(20)"):
        if problem != "ok":
            yield _("The file is damaged: {problem}.").format(problem=problem)
    for table, *_rest in db.rows("pragma foreign_key_check"):
        yield _("A record ({kind}) has lost what it belongs to.").format(kind=table)


def _blob_problems(db: Connection) -> Iterator[str]:
    for digest, *packed in db.each("select * from blob"):
        content = blobs.unpacked(db, *packed)
        if content is None or sha256(content) != digest:
            yield _what_is_damaged(db, digest)


def _what_is_damaged(db: Connection, digest: str) -> str:
    """Which article damaged bytes are of, as far as that can still be told."""
    row = db.row(
        """
        select article.id, article.title from article where article.id in (
            select article from revision where ? in (source, document, text)
            union all select article from picture where sha256 = ?
        )
        """,
        (digest, digest),
    )
    if row is None:
        return _("The bytes {sha256} are damaged.").format(sha256=digest)
    return _("Of “{title}” ({article}) the bytes {sha256} are damaged.").format(
        article=row[0], title=row[1], sha256=digest
    )


def _anchor_problems(db: Connection) -> Iterator[str]:
    revisions: list[Revision] = tables.some(db, "revision", "order by article, number")
    for revision in revisions:
        try:
            text = blobs.get(db, revision.text).decode()
        except (GalleyError, UnicodeDecodeError):
            continue  # said among the blobs
        yield from _wrong_anchors(db, revision, text)
        yield from _wrong_places(db, revision, text)


def _wrong_anchors(db: Connection, revision: Revision, text: str) -> Iterator[str]:
    # Marks that came from elsewhere may be of another text than the one they came to.
    rest = """
        where (article, revision) = (?, ?) and not exists (
            select 1 from place where place.annotation = annotation.id
                and place.revision = annotation.revision and place.start is null
        )
    """
    marks: list[Annotation] = tables.some(
        db, "annotation", rest, (revision.article, revision.number)
    )
    for mark in marks:
        if not text.startswith(mark.anchor.exact, mark.anchor.start):
            yield _("The words of {article}/{annotation} are not where they were marked.").format(
                article=mark.article, annotation=mark.id
            )


def _wrong_places(db: Connection, revision: Revision, text: str) -> Iterator[str]:
    rows = db.rows(
        """
        select place.annotation from place
        join annotation on annotation.id = place.annotation
        where annotation.article = ? and place.revision = ? and place."end" > ?
        """,
        (revision.article, revision.number, len(text)),
    )
    for (annotation,) in rows:
        yield _("The place of {article}/{annotation} lies outside the text.").format(
            article=revision.article, annotation=annotation
        )
