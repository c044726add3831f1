"""What was decided, line by line, each bound to the one before it.

An entry's payload is canonical JSON: `{"edits": [...], "undoes": number, "what": name}`, its
edits as `records.write_edit` writes them; `undoes` is left out where there is none.

    digest = sha256(payload)
    hash = sha256(previous + "\\n" + number + "\\n" + at + "\\n" + by + "\\n" + digest)

all in UTF-8: `previous` is the hash of the entry before (64 zeros for the first), `number` in
decimal digits, `at` as `records.write_time` writes it, hashes and digests as 64 lower-case hex
digits. A payload can so be taken away while the chain of hashes still holds. What an erasure
leaves of a payload has a digest of its own, and the erasing entry's payload names it.
Payloads are stored packed (`packing`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from reader import records
from reader.errors import LibraryProblem
from reader.messages import _
from reader.model import (
    ArticleId,
    By,
    Change,
    Edit,
    Entry,
    Key,
    Record,
    Sha256,
    What,
    sha256,
)
from reader.records import Json
from reader.store import tables
from reader.store.connection import Connection, Row
from reader.store.packing import pack_entry, unpack_entry

START = "0" * 64
"""What stands for the hash before the first entry."""


def last_entry(db: Connection) -> tuple[int, str] | None:
    """Number and hash of the newest entry; None where there is none."""
    row = db.row("select number, hash from journal order by number desc limit 1")
    return None if row is None else (row[0], row[1])


def hash_of(db: Connection, number: int) -> str | None:
    """The hash of an entry; None where there is no such one."""
    found: str | None = db.value("select hash from journal where number = ?", (number,))
    return found


def last(db: Connection) -> int:
    """The number of the newest entry; 0 in an empty journal."""
    return int(db.value("select coalesce(max(number), 0) from journal"))


def append(
    db: Connection,
    change: Change,
    *,
    at: datetime,
    by: By,
    undoes: int | None,
    left: Mapping[int, str] | None = None,
) -> int:
    """Writes the next entry and gives its number; `left` is what an erasure left of others."""
    payload: dict[str, Json] = {
        "what": change.what,
        "edits": [records.write_edit(edit) for edit in change.edits],
    }
    if undoes is not None:
        payload["undoes"] = undoes
    if left is not None:
        payload["left"] = sorted(left.items())
    written = records.canonical(payload)
    number = last(db) + 1
    previous = db.value("select hash from journal where number = ?", (number - 1,)) or START
    time, digest = records.write_time(at), sha256(written)
    db.run(
        "insert into journal values (?, ?, ?, ?, ?, ?, null, ?, ?)",
        (
            number,
            time,
            by,
            change.what,
            undoes,
            digest,
            chained(previous, number, time, by, digest),
            pack_entry(written),
        ),
    )
    keys = dict.fromkeys(edit.key for edit in change.edits)
    db.run_many("insert into touched values (?, ?, ?)", ((*key, number) for key in keys))
    return number


def chained(previous: str, number: int, at: str, by: str, digest: str) -> Sha256:
    """The hash of an entry, as the module's page says."""
    return sha256("\n".join((previous, str(number), at, by, digest)).encode())


# --- reading -------------------------------------------------------------------------------------


def entries(db: Connection, *, since: int = 0, of: Key | None = None) -> tuple[Entry, ...]:
    """The entries after number `since` in order; of one record, with no other's edits in them.

    The journal keeps only what differs, so the records are taken from the tables and led back,
    newest entry first.
    """
    with db.snapshot():
        rows = _rows_touching(db, {of}, since + 1) if of else _rows_from(db, since + 1)
        found = list(_led_back(db, rows, only=None if of is None else {of}))
    return tuple(reversed(found))


def articles_touched(db: Connection, since: int) -> tuple[int, frozenset[ArticleId]]:
    """The newest number, and the articles of which an export may differ since another one.

    Their own records count, those of their marks, and the labels of these; what a merge did came
    from an export and does not.
    """
    with db.snapshot():
        rows = db.rows(
            """
            with fresh as (
                select case kind when 'conflict' then substr(id, instr(id, '/') + 1) else id end
                    || '/' as path
                from touched join journal using (number)
                where number > ? and journal.what <> 'merge'
            ), named as (
                select distinct substr(path, 1, instr(path, '/') - 1) as id from fresh
            )
            select article.id from named join article on article.id = named.id
            union
            select annotation.article from named join annotation on annotation.id = named.id
            union
            select annotation.article from named join annotation on annotation.label = named.id
            """,
            (since,),
        )
        return last(db), frozenset(ArticleId(id) for (id,) in rows)


def entry(db: Connection, number: int) -> Entry:
    """One entry that is known to be there."""
    with db.snapshot():
        rows = db.rows("select kind, id from touched where number = ?", (number,))
        keys = {Key(*row) for row in rows}
        later = _rows_touching(db, keys, number) if keys else _rows_from(db, number)
        *_newer, found = _led_back(db, later, only=keys)
    return found


_COLUMNS = "number, at, by, what, undoes, left_digest, hash, payload"


def _rows_from(db: Connection, first: int) -> Iterator[Row]:
    """The entries from number `first` on, newest first."""
    return db.each(
        f"select {_COLUMNS} from journal where number >= ? order by number desc",  # noqa: S608 - names of ours
        (first,),
    )


def _rows_touching(db: Connection, keys: set[Key], first: int = 1) -> Iterator[Row]:
    """Those from number `first` on that touch one of the keys, newest first."""
    return db.each(
        f"""
        select {_COLUMNS} from journal where number in (
            select touched.number from json_each(?) as wanted
            join touched on touched.kind = json_extract(wanted.value, '$[0]')
                and touched.id = json_extract(wanted.value, '$[1]')
            where touched.number >= ?
        ) order by number desc
        """,  # noqa: S608
        (json.dumps(sorted(keys)), first),
    )


def _led_back(db: Connection, rows: Iterable[Row], only: set[Key] | None) -> Iterator[Entry]:
    """The entries, newest first, of rows that are newest first; `only` these records' edits."""
    then: dict[Key, Record | None] = {}
    for number, at, by, what, undoes, left_digest, hash, packed in rows:
        edits = _read_back(db, number, packed, then, only)
        change = Change(what, edits) if edits or left_digest is None else None
        yield Entry(number, records.read_time(at), by, what, undoes, change, hash)


def _read_back(
    db: Connection,
    number: int,
    packed: bytes,
    then: dict[Key, Record | None],
    only: set[Key] | None,
) -> tuple[Edit, ...]:
    edits: list[Edit] = []
    try:
        for written in reversed(records.parsed(unpack_entry(packed))["edits"]):
            key = records.edit_key(written)
            if only is not None and key not in only:
                continue
            if key not in then:
                then[key] = tables.find(db, key)
            edit = records.read_edit(written, then[key])
            then[key] = edit.before
            edits.append(edit)
    except (ValueError, KeyError, TypeError) as error:
        raise LibraryProblem(
            _("Entry {number} of the history in “{file}” is damaged.").format(
                number=number, file=db.path
            ),
            _("Run “galley verify” to see what else is, and restore the newest backup."),
        ) from error
    return tuple(reversed(edits))


def undoable(db: Connection, by: By) -> Entry | None:
    """The newest entry by `by` that is neither an undo, nor undone, nor (partly) erased."""
    number = _undoable(db, by)
    return None if number is None else entry(db, number)


def _undoable(db: Connection, by: By) -> int | None:
    undone: set[int] = set()
    rows = db.each("select number, by, what, undoes, left_digest from journal order by number desc")
    for number, who, what, undoes, left_digest in rows:
        if number in undone:
            continue
        if undoes is not None:
            undone.add(undoes)
        elif who == by and what != "erase" and left_digest is None:
            return int(number)
    return None


# --- erasing -------------------------------------------------------------------------------------


def keys_under(db: Connection, keys: set[Key]) -> set[Key]:
    """These keys and all that the journal knows to belong to them, there or long undone."""
    marks = _annotations_gone(db, [key.id for key in keys if key.kind == "article"])
    owners = keys | marks
    return owners | {key for owner in owners for key in _keys_within(db, owner)}


def _annotations_gone(db: Connection, articles: Sequence[str]) -> set[Key]:
    """The annotations that these articles once had, as far as some are in no table any more."""
    rows = db.each(
        """
        select payload from journal where number in (
            select number from touched where kind = 'annotation' and not exists (
                select 1 from annotation where annotation.id = touched.id
            )
        )
        """
    )
    edits = (edit for (packed,) in rows for edit in records.parsed(unpack_entry(packed))["edits"])
    return {
        key
        for edit in edits
        if (key := records.edit_key(edit)).kind == "annotation"
        and (edit.get("made") or edit.get("removed") or {}).get("article") in articles
    }


def _keys_within(db: Connection, owner: Key) -> set[Key]:
    """Revisions, pictures, places and conflicts of a record: their ids begin with its own."""
    own = f"{owner.id}/"
    conflict = f"{owner.kind}/{owner.id}/"
    rows = db.rows(
        """
        select distinct kind, id from touched
        where kind in ('revision', 'picture', 'place') and id >= ? and id < ?
            or kind = 'conflict' and id >= ? and id < ?
        """,
        (own, own[:-1] + "0", conflict, conflict[:-1] + "0"),  # "0" follows "/"
    )
    return {Key(*row) for row in rows}


def erase(db: Connection, keys: set[Key]) -> dict[int, str]:
    """Takes all edits of these records out of the journal.

    Gives, by entry, the digest of what is left of its payload.
    """
    left = {}
    for number, *_columns, packed in list(_rows_touching(db, keys)):
        rest = cast(dict[str, Any], records.parsed(unpack_entry(packed)))
        rest["edits"] = [edit for edit in rest["edits"] if records.edit_key(edit) not in keys]
        written = records.canonical(rest)
        left[number] = sha256(written)
        db.run(
            "update journal set payload = ?, left_digest = ? where number = ?",
            (pack_entry(written), left[number], number),
        )
    db.run_many("delete from touched where (kind, id) = (?, ?)", keys)
    return {number: str(digest) for number, digest in left.items()}


# --- checking ------------------------------------------------------------------------------------


def problems(db: Connection) -> Iterator[str]:
    """A sentence for each entry that does not follow from the ones before it."""
    previous = START
    left: dict[int, str] = {}
    named: dict[int, str] = {}
    expected = 1
    rows = db.each(
        """
        select number, at, by, what, undoes, digest, left_digest, hash, payload
        from journal order by number
        """
    )
    for number, at, by, what, undoes, digest, left_digest, hash, packed in rows:
        payload = _unpacked(packed)
        if number != expected or hash != chained(previous, number, at, by, digest):
            yield _("Entry {number} of the history does not follow the one before.").format(
                number=number
            )
        if not _agrees(what, undoes, payload, left_digest or digest):
            yield _("Entry {number} of the history was altered.").format(number=number)
        if left_digest is not None:
            left[number] = left_digest
        named |= _named_left(payload) if what == "erase" else {}
        previous, expected = hash, number + 1
    for number in sorted(left):
        if named.get(number) != left[number]:
            yield _("Entry {number} of the history was altered.").format(number=number)


def _unpacked(packed: bytes) -> bytes:
    """The payload; nothing for what cannot be unpacked, and so has another digest."""
    try:
        return unpack_entry(packed)
    except ValueError:
        return b""


def _agrees(what: What, undoes: int | None, payload: bytes, digest: str) -> bool:
    if sha256(payload) != digest:
        return False
    written = records.parsed(payload)
    return bool(written.get("what") == what and written.get("undoes") == undoes)


def _named_left(payload: bytes) -> dict[int, str]:
    try:
        return dict(records.parsed(payload).get("left", []))
    except (ValueError, TypeError, AttributeError):
        return {}
