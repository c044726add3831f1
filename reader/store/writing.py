"""One change into the tables, the index and the journal, within the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from reader.model import (
    Annotation,
    Article,
    By,
    Change,
    Edit,
    Key,
    Label,
    Record,
    Sha256,
    Story,
)
from reader.store import blobs, index, journal, tables
from reader.store.connection import Connection, moved_on


def write(
    db: Connection,
    change: Change,
    kept: Mapping[Sha256, bytes],
    *,
    at: datetime,
    by: By,
    undoes: int | None = None,
) -> int:
    """The number of the journal's new entry.

    Raises Stale where a record is not as the change takes it to be, or a record that others
    depend on would go; the caller's transaction then undoes what was written.
    """
    blobs.put(db, kept)
    out_of_date = index.affected(db, _ends(change))
    for key in out_of_date:
        index.take_out(db, key)
    for edit in change.edits:
        _write_edit(db, edit)
    for key in _in_order(out_of_date, change):
        index.put(db, key)
    _remember_ids(db, change)
    return journal.append(db, change, at=at, by=by, undoes=undoes)


def _ends(change: Change) -> Iterator[tuple[Key, Record | None, Record | None]]:
    """Each record's key, and the record before the first and after the last of its edits."""
    ends: dict[Key, Edit] = {}
    for edit in change.edits:
        ends[edit.key] = edit
    firsts: dict[Key, Record | None] = {}
    for edit in change.edits:
        firsts.setdefault(edit.key, edit.before)
    return ((key, firsts[key], last.after) for key, last in ends.items())


def _write_edit(db: Connection, edit: Edit) -> None:
    if tables.find(db, edit.key) != edit.before:
        raise moved_on()
    if edit.after is not None:
        tables.put(db, edit.after, edit.before)
    elif edit.before is not None:
        tables.take_away(db, edit.before)


def _in_order(keys: set[Key], change: Change) -> Iterable[Key]:
    """Keys in the change's own order, then the rest, so that newer rows have higher numbers."""
    own = dict.fromkeys(edit.key for edit in change.edits if edit.key in keys)
    return (*own, *sorted(keys - own.keys()))


def _remember_ids(db: Connection, change: Change) -> None:
    for edit in change.edits:
        if edit.before is None and isinstance(edit.after, Article | Annotation | Label | Story):
            db.run("insert or ignore into used values (?)", (edit.after.id,))


def was_used(db: Connection, id: str) -> bool:
    """Whether an id was ever given to a record of this library."""
    return db.row("select 1 from used where id = ?", (id,)) is not None
