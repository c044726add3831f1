"""What is whole of a damaged library, row by row, into a new one.

Nothing that is read is trusted to fit: what has lost what it belongs to is mended where that can be
done honestly, else left out and told. The journal cannot be taken over, since its chain must be
whole; a new one begins.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

from reader.errors import LibraryProblem
from reader.messages import _, ngettext
from reader.model import (
    Annotation,
    Article,
    Change,
    Label,
    Place,
    Revision,
    Sha256,
    StoredPicture,
    sha256,
)
from reader.store import archive, blobs, journal, tables
from reader.store.connection import Connection, Row

_GIVE_UP = 5000
"""Rows that cannot be read one after the other, after which a table is left."""

_PLAIN = ("label", "tag", "story", "conflict", "subscription", "saved_search")
_ROWS = ("trace", "export_file", "feed_item")


def into(db: Connection, damaged: Connection, *, at: datetime) -> tuple[str, ...]:
    """Fills an empty library with what is whole of a damaged one; a sentence for each loss."""
    lost: list[str] = []
    found = {kind: _records(damaged, kind, lost) for kind in tables.KINDS}
    sound = _sound_blobs(damaged, lost)
    revisions = list(_revisions(found["revision"], sound, lost))
    articles = list(_articles(found["article"], revisions, lost))
    numbers = {(each.article, each.number) for each in revisions}
    marks, orphaned = _marks(found["annotation"], articles, numbers, lost)
    kept: set[str] = {each.id for each in articles} | {each.id for each in marks}
    places = [
        each for each in found["place"]
        if each.annotation in kept and each.annotation not in orphaned
    ]  # fmt: skip
    whole: dict[str, list[Any]] = {
        **{kind: found[kind] for kind in _PLAIN},
        "label": list(_labels(found["label"], marks)),
        "revision": [each for each in revisions if each.article in kept],
        "article": articles,
        "annotation": marks,
        "place": [*places, *orphaned.values()],
        "picture": [each for each in found["picture"] if _picture_is_whole(each, kept, sound)],
    }
    with db.writing():
        for digest in sound:
            blobs.put(db, {digest: blobs.get(damaged, digest)})
        for record in chain.from_iterable(whole.values()):
            tables.put(db, record, None)
        for revision in whole["revision"]:
            blobs.pack_beside(db, revision)
        blobs.drop_unused(db)
        _put_rows(db, damaged, (*articles, *marks), lost)
        journal.append(db, Change("rescue", ()), at=at, by="shell", undoes=None)
        db.run("delete from state where name = 'fold'")
    return tuple(lost)


# --- reading as far as it goes -------------------------------------------------------------------


def _records(damaged: Connection, kind: str, lost: list[str]) -> list[Any]:
    columns, record = tables.reading(kind)
    return [
        made
        for row in _rows(damaged, kind, columns, lost)
        if (made := _made(record, row)) is not None
    ]


def _made(record: Callable[[Row], Any], row: Row) -> Any:
    try:
        return record(row)
    except (ValueError, TypeError, IndexError):
        return None


def _rows(damaged: Connection, table: str, columns: str, lost: list[str]) -> list[Row]:
    """The rows of a table as far as they can be read."""
    ways = (_by_number, _from_both_ends)
    for way in ways:
        try:
            rows, missed = way(damaged, table, columns)
        except LibraryProblem:
            continue
        if missed:
            lost.append(_("Some of “{table}” cannot be read.").format(table=table))
        return rows
    lost.append(_("Nothing of “{table}” can be read.").format(table=table))
    return []


def _by_number(damaged: Connection, table: str, columns: str) -> tuple[list[Row], bool]:
    """By SQLite's own numbers, over what cannot be read; LibraryProblem where it has none."""
    if damaged.value("select wr from pragma_table_list where name = ?", (table,)):
        raise LibraryProblem(f"{table} has no numbers")
    rows: list[Row] = []
    last = misses = 0
    missed = False
    sql = f"select rowid, {columns} from {table} not indexed where rowid > ? order by rowid"  # noqa: S608 - names of ours
    while misses < _GIVE_UP:
        try:
            for row in damaged.each(sql, (last,)):
                rows.append(row[1:])
                last, misses = row[0], 0
        except LibraryProblem:
            last, misses, missed = last + 1, misses + 1, True
        else:
            break
    return rows, missed


def _from_both_ends(damaged: Connection, table: str, columns: str) -> tuple[list[Row], bool]:
    """By the key: from the first to where it cannot be read, and from the last back to there."""
    keys = ", ".join(
        f'"{name}" {{way}}'
        for _cid, name, _type, _not_null, _default, key in damaged.rows(
            f"pragma table_info({table})"
        )
        if key
    )
    rows: dict[Row, None] = {}
    for way in ("asc", "desc"):
        sql = f"select {columns} from {table} order by {keys.format(way=way)}"  # noqa: S608 - names of ours
        try:
            for row in damaged.each(sql):
                rows[row] = None
        except LibraryProblem:
            continue
        return list(rows), False
    return list(rows), True


def _sound_blobs(damaged: Connection, lost: list[str]) -> dict[Sha256, None]:
    found: dict[Sha256, None] = {}
    for (digest,) in _rows(damaged, "blob", "sha256", lost):
        try:
            if sha256(blobs.get(damaged, digest)) == digest:
                found[digest] = None
        except LibraryProblem:
            continue
    return found


# --- what fits -----------------------------------------------------------------------------------


def _revisions(
    found: Iterable[Revision], sound: Mapping[Sha256, None], lost: list[str]
) -> Iterator[Revision]:
    """Those whose text is there; where only the source is lost, the text stands in for it."""
    for each in found:
        named = {"article": each.article, "number": each.number}
        if each.document not in sound or each.text not in sound:
            lost.append(_("The text of {article}, revision {number}.").format(**named))
        elif each.source not in sound:
            lost.append(_("The source of {article}, revision {number}.").format(**named))
            yield replace(each, source=each.text, media_type="text/plain", charset="utf-8")
        else:
            yield each


def _articles(
    found: Iterable[Article], revisions: Sequence[Revision], lost: list[str]
) -> Iterator[Article]:
    """Those of which a revision is left: the one that was shown, else the newest."""
    numbers: dict[str, list[int]] = {}
    for each in revisions:
        numbers.setdefault(each.article, []).append(each.number)
    for article in found:
        left = numbers.get(article.id)
        if left is None:
            lost.append(
                _("The article “{title}” ({id}), {url}.").format(
                    title=article.title, id=article.id, url=article.url or "—"
                )
            )
        elif article.revision in left:
            yield article
        else:
            yield replace(article, revision=max(left))


def _marks(
    found: Iterable[Annotation],
    articles: Iterable[Article],
    numbers: set[tuple[Any, int]],
    lost: list[str],
) -> tuple[list[Annotation], dict[str, Place]]:
    """Marks whose article is left, and places for those whose revision is not: orphans."""
    shown = {each.id: each.revision for each in articles}
    kept: list[Annotation] = []
    orphaned: dict[str, Place] = {}
    for mark in found:
        if mark.article not in shown:
            lost.append(
                _("A mark on “{words}”: {note}").format(words=mark.anchor.exact, note=mark.note)
            )
        elif (mark.article, mark.revision) in numbers:
            kept.append(mark)
        else:
            number = shown[mark.article]
            kept.append(replace(mark, revision=number))
            orphaned[mark.id] = Place(mark.id, number, None, "orphan", 0.0)
    return kept, orphaned


def _labels(found: Sequence[Label], marks: Iterable[Annotation]) -> Iterator[Label]:
    """All that are left, and new ones in the place of those that marks still name."""
    yield from found
    missing = {each.label for each in marks} - {each.id for each in found}
    for number, id in enumerate(sorted(missing), start=len(found)):
        yield Label(id, _("Rescued {number}").format(number=number), "grey", number)


def _picture_is_whole(
    picture: StoredPicture, kept: Collection[str], sound: Mapping[Sha256, None]
) -> bool:
    return picture.article in kept and (picture.sha256 is None or picture.sha256 in sound)


# --- rows that are no records --------------------------------------------------------------------


def _put_rows(
    db: Connection,
    damaged: Connection,
    indexed: Sequence[Article | Annotation],
    lost: list[str],
) -> None:
    used = {row[0] for row in _rows(damaged, "used", "id", lost)}
    used |= {
        getattr(each, "id", None) for kind in tables.KINDS for each in tables.each(db, kind)
    } - {None}
    db.run_many("insert into used values (?)", ((id,) for id in sorted(used)))
    for table in _ROWS:
        columns = archive.columns(db, table)
        places = ", ".join("?" * len(columns))
        db.run_many(
            f"insert or ignore into {table} values ({places})",  # noqa: S608 - names of ours
            _rows(damaged, table, ", ".join(columns), lost),
        )
    # The index itself is made at the first opening.
    rows = [("article" if isinstance(each, Article) else "annotation", each.id) for each in indexed]
    db.run_many("insert into indexed (kind, id, live) values (?, ?, 0)", rows)


def summary(lost: Sequence[str], most: int = 200) -> Iterator[str]:
    """The losses, each once, and how many more there are."""
    told = list(dict.fromkeys(lost))
    yield from told[:most]
    if len(told) > most:
        more = len(told) - most
        yield ngettext("… and {count} more", "… and {count} more", more).format(count=more)
