"""All that a library holds as lines of JSON, and a library made of such lines.

Each kind of record has its lines, written as `reader.records` writes them; of the other tables each
row is a line, with its columns by name. What is made from these (the index, what is compared) is
made anew.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from reader import records
from reader.errors import LibraryProblem
from reader.messages import _
from reader.model import Revision, Sha256
from reader.store import blobs, journal, tables
from reader.store.connection import Connection
from reader.store.packing import pack_entry, unpack_entry

ROWS = ("journal", "touched", "used", "trace", "export_file", "feed_item", "indexed")
"""The tables that hold no records: history, what was merely noticed, and which numbers records have
in the index."""

_SINCE: Mapping[str, Mapping[str, None]] = {"indexed": {"article": None}}
"""Columns that an older archive does not have."""

_PACKED = "payload"
"""The column of the journal that is packed in the file, and legible in an archive."""


def counts(db: Connection) -> Mapping[str, int]:
    """How many lines there will be, by the name of the table."""
    return {
        name: int(db.value(f"select count(*) from {name}"))  # noqa: S608 - names of ours
        for name in (*tables.KINDS, *ROWS, "blob")
    }


def lines(db: Connection, name: str) -> Iterator[bytes]:
    """The lines of one table, without their ends."""
    if name in ROWS:
        names = columns(db, name)
        for row in db.each(f"select {', '.join(names)} from {name}"):  # noqa: S608 - names of ours
            plain = zip(names, map(_written, names, row), strict=True)
            yield records.canonical(dict(plain))
        return
    for record in tables.each(db, name):
        yield records.canonical(records.to_json(record))


def digests(db: Connection) -> Iterator[Sha256]:
    """The digests of all blobs."""
    for (digest,) in db.each("select sha256 from blob order by sha256"):
        yield Sha256(digest)


def take_in(
    db: Connection,
    lines_of: Callable[[str], Iterable[bytes]],
    contents: Iterable[tuple[Sha256, bytes]],
) -> None:
    """Fills an empty library with the lines of each table and the blobs; all of it or nothing.

    Raises ValueError for what is no line of ours, LibraryProblem where history, blobs and records
    do not fit together.
    """
    with db.writing():
        for digest, content in contents:
            blobs.put(db, {digest: content})
        for kind in tables.KINDS:
            for line in lines_of(kind):
                tables.put(db, records.read_record(kind, records.parsed(line)), None)
        for revision in tables.each(db, "revision"):
            assert isinstance(revision, Revision)
            blobs.pack_beside(db, revision)
        for name in ROWS:
            _put_rows(db, name, lines_of(name))
        # The index itself is made at the first opening.
        db.run("delete from state where name = 'fold'")
        problem = next(journal.problems(db), None)
        if problem is None and db.row("pragma foreign_key_check") is not None:
            problem = _("A record has lost what it belongs to.")
        if problem is not None:
            raise LibraryProblem(problem, _("The archive is not sound; take an older one."))


def _put_rows(db: Connection, name: str, lines: Iterable[bytes]) -> None:
    names = columns(db, name)
    places = ", ".join("?" * len(names))
    for line in lines:
        row = records.parsed(line)
        if isinstance(row, dict):
            row = {**_SINCE.get(name, {}), **row}
        if not isinstance(row, dict) or row.keys() != set(names):
            raise ValueError(f"no row of {name}: {line[:60]!r}")
        db.run(
            f"insert into {name} values ({places})",  # noqa: S608 - names of ours
            [_read(column, row[column]) for column in names],
        )


def columns(db: Connection, name: str) -> tuple[str, ...]:
    """The columns of a table in their order."""
    return tuple(row[1] for row in db.rows(f"pragma table_info({name})"))


def _written(column: str, value: Any) -> Any:
    if column == _PACKED:
        return unpack_entry(value).decode()
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _read(column: str, value: Any) -> Any:
    if column == _PACKED:
        return pack_entry(value.encode())
    if isinstance(value, dict):
        return base64.b64decode(value["base64"], validate=True)
    if value is not None and not isinstance(value, int | float | str):
        raise ValueError(f"no value of a column: {value!r:.60}")
    return value
