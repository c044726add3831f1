"""What the program merely noticed: traces and exported files. No journal, no undo."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from reader import records
from reader.model import Annotation, ArticleId, ExportBase, Sha256, TraceKey, sha256
from reader.store.connection import Connection, Row

KEPT_EXPORTS = 10
"""Versions kept of each exported file; of one that holds several articles, of each of them."""


def trace(db: Connection, key: TraceKey, value: Any) -> None:
    """Puts a JSON value under a key, where the last writer wins; None forgets what was there."""
    if value is None:
        db.run("delete from trace where (kind, id) = (?, ?)", key)
        return
    written = records.canonical(value).decode()
    db.run("insert or replace into trace values (?, ?, ?)", (*key, written))


def traced(db: Connection, key: TraceKey) -> Any:
    """The value under a key; None if nothing was traced."""
    value = db.value("select value from trace where (kind, id) = (?, ?)", key)
    return None if value is None else records.parsed(value)


def traces(db: Connection, kind: str) -> Mapping[str, Any]:
    """All values of a kind by their ids."""
    rows = db.rows("select id, value from trace where kind = ?", (kind,))
    return {id: records.parsed(value) for id, value in rows}


def keep_export(db: Connection, base: ExportBase, file: Sha256 | None = None) -> None:
    """Adds a version of an exported file and drops the oldest ones.

    `file` is the digest of the whole file where the base is only a portion of it.
    """
    content = base.text.encode()
    marks = records.canonical([records.to_json(each) for each in base.annotations])
    db.run(
        """
        insert into export_file (path, article, sha256, content, annotations, exported_at)
        values (?, ?, ?, ?, ?, ?)
        """,
        (
            base.path,
            base.article,
            file or sha256(content),
            zlib.compress(content),
            marks.decode(),
            records.write_time(base.exported_at),
        ),
    )
    db.run(
        """
        delete from export_file where path = ?1 and article = ?2 and number not in (
            select number from export_file where path = ?1 and article = ?2
            order by number desc limit ?3
        )
        """,
        (base.path, base.article, KEPT_EXPORTS),
    )


def exported_files(db: Connection, limit: int) -> Mapping[str, Sha256]:
    """Every file of which a version is kept, newest first, with the digest of its newest."""
    rows = db.rows(
        """
        select path, sha256 from export_file
        where number in (select max(number) from export_file group by path)
        order by number desc limit ?
        """,
        (limit,),
    )
    return {path: Sha256(digest) for path, digest in rows}


def export_bases(db: Connection, path: str) -> tuple[ExportBase, ...]:
    """The versions kept of a file, newest first; each of several articles has its own."""
    rows = db.rows(
        """
        select path, article, content, annotations, exported_at from export_file
        where path = ? order by number desc
        """,
        (path,),
    )
    return tuple(map(_base, rows))


def export_bases_of(db: Connection, article: ArticleId) -> tuple[ExportBase, ...]:
    """The versions kept of every file that an article was written to, newest first."""
    rows = db.rows(
        """
        select path, article, content, annotations, exported_at from export_file
        where article = ? order by number desc
        """,
        (article,),
    )
    return tuple(map(_base, rows))


def _base(row: Row) -> ExportBase:
    path, article, content, marks, at = row
    annotations = (records.from_json(Annotation, each) for each in records.parsed(marks))
    text = zlib.decompress(content).decode()
    return ExportBase(path, article, text, tuple(annotations), records.read_time(at))


def exported_digests(db: Connection, article: ArticleId) -> frozenset[Sha256]:
    """Digests of the kept versions of every file that an article was written to."""
    rows = db.rows("select sha256 from export_file where article = ?", (article,))
    return frozenset(Sha256(digest) for (digest,) in rows)
