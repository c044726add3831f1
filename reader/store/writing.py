"""One change into the tables, the index and the journal, within the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Literal

from reader.model import (
    Annotation,
    Article,
    By,
    Change,
    Edit,
    Key,
    Label,
    Record,
    Revision,
    SavedSearch,
    Sha256,
    Story,
    Subscription,
)
from reader.store import blobs, index, journal, tables
from reader.store.connection import Connection, moved_on
from reader.store.ready import NOTHING, Ready


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
    ready = kept if isinstance(kept, Ready) else NOTHING
    revisions = (each.after for each in change.edits if isinstance(each.after, Revision))
    blobs.put(db, kept, revisions)
    out_of_date = index.affected(db, _ends(change))
    for key in out_of_date:
        index.take_out(db, key, ready)
    for kind, edits in groupby(change.edits, _alike):
        _write_edits(db, kind, list(edits))
    for key in _in_order(out_of_date, change):
        index.put(db, key, ready)
    _remember_ids(db, change)
    return journal.append(db, change, at=at, by=by, undoes=undoes)


def _ends(change: Change) -> Iterator[tuple[Key, Record | None, Record | None]]:
    """Each record's key, and the record before the first and after the last of its edits."""
    ends: dict[Key, Edit] = {}
    firsts: dict[Key, Record | None] = {}
    for edit in change.edits:
        key = edit.key
        ends[key] = edit
        firsts.setdefault(key, edit.before)
    return ((key, firsts[key], last.after) for key, last in ends.items())


def _alike(edit: Edit) -> Kind | None:
    """The kind of a record that is there before and after; None for what is written by itself."""
    if edit.before is None or edit.after is None:
        return None
    return _KINDS.get(type(edit.before))


def _write_edits(db: Connection, kind: Kind | None, edits: Sequence[Edit]) -> None:
    """Writes edits that stand side by side, together where they are many of a kind."""
    if kind and len(edits) >= _MANY and len({edit.key for edit in edits}) == len(edits):
        if not tables.update_all(db, kind, edits):
            raise moved_on()
        return
    for edit in edits:
        _write_edit(db, edit)


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
        if edit.before is None and isinstance(edit.after, _WITH_IDS):
            db.run("insert or ignore into used values (?)", (edit.after.id,))


_WITH_IDS = Article | Annotation | Label | Story | Subscription | SavedSearch


Kind = Literal["article", "annotation"]
_KINDS: Mapping[type, Kind] = {Article: "article", Annotation: "annotation"}
_MANY = 20


def was_used(db: Connection, id: str) -> bool:
    """Whether an id was ever given to a record of this library."""
    return db.row("select 1 from used where id = ?", (id,)) is not None
