"""The records of the model in their tables: found, put, taken away by key.

One `_Table` a type says how a record becomes a row and a row a record.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from reader.model import (
    Anchor,
    Annotation,
    Article,
    Conflict,
    Edit,
    Key,
    Label,
    Passage,
    Place,
    Record,
    Revision,
    SavedSearch,
    StoredPicture,
    Story,
    Subscription,
    Tag,
    key_of,
)
from reader.store.comparable import address, instant, order, stored_time
from reader.store.connection import Connection, Row
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class _Table:
    """`made` counts the columns at the end that a row is not read from; `alone` are the fields
    that are one column each, of the same name, from which no other is made."""

    name: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    row: Callable[[Any], Row]
    record: Callable[[Row], Any]
    key: Callable[[str], tuple[Any, ...]]
    made: int = 0
    alone: Mapping[str, Callable[[Any], Any]] = MappingProxyType({})

    @property
    def read_columns(self) -> str:
        kept = self.columns[: len(self.columns) - self.made]
        return ", ".join(f"{self.name}.{_quoted(column)}" for column in kept)

    @property
    def where(self) -> str:
        return " and ".join(f"{_quoted(key)} = ?" for key in self.keys)


def _quoted(column: str) -> str:
    return f'"{column}"'


def _time(at: datetime | None) -> str | None:
    return None if at is None else stored_time(at)


def _read_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _list(values: Sequence[str]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if values else "[]"


def _read_list(text: str) -> tuple[Any, ...]:
    return () if text == "[]" else tuple(json.loads(text))


def _one(id: str) -> tuple[str]:
    return (id,)


def _numbered(id: str) -> tuple[str, int]:
    owner, _slash, number = id.rpartition("/")
    return owner, int(number)


def _owned(id: str) -> tuple[str, str]:
    owner, _slash, rest = id.partition("/")
    return owner, rest


# --- articles and revisions ----------------------------------------------------------------------


def _article_row(article: Article) -> Row:
    return (
        article.id,
        article.title,
        stored_time(article.added),
        article.revision,
        _list(article.bylines),
        article.site,
        article.url,
        article.canonical,
        article.published,
        article.modified,
        article.lang,
        article.excerpt,
        article.picture,
        article.archived,
        article.starred,
        _list(article.tags),
        article.note,
        _time(article.trashed),
        instant(article.published),
        order(article.title),
        None if article.site is None else order(article.site),
        address(article.canonical or article.url),
    )


def _article(row: Row) -> Article:
    return Article(
        id=row[0],
        title=row[1],
        added=datetime.fromisoformat(row[2]),
        revision=row[3],
        bylines=_read_list(row[4]),
        site=row[5],
        url=row[6],
        canonical=row[7],
        published=row[8],
        modified=row[9],
        lang=row[10],
        excerpt=row[11],
        picture=row[12],
        archived=bool(row[13]),
        starred=bool(row[14]),
        tags=_read_list(row[15]),
        note=row[16],
        trashed=_read_time(row[17]),
    )


_ARTICLE = _Table(
    "article",
    ("id",),
    (
        "id", "title", "added", "revision", "bylines", "site", "url", "canonical", "published",
        "modified", "lang", "excerpt", "picture", "archived", "starred", "tags", "note", "trashed",
        "published_at", "title_order", "site_order", "address",
    ),
    _article_row,
    _article,
    _one,
    made=4,
    alone={"archived": int, "starred": int, "tags": _list, "note": str, "trashed": _time},
)  # fmt: skip


def _revision_row(revision: Revision) -> Row:
    return (
        revision.article,
        revision.number,
        stored_time(revision.captured),
        revision.why,
        revision.source,
        revision.document,
        revision.text,
        revision.media_type,
        revision.charset,
        revision.url,
        revision.name,
        revision.status,
        revision.etag,
        revision.last_modified,
        revision.canonicaliser,
        revision.set_aside,
    )


def _revision(row: Row) -> Revision:
    return Revision(row[0], row[1], datetime.fromisoformat(row[2]), *row[3:])


_REVISION = _Table(
    "revision",
    ("article", "number"),
    (
        "article", "number", "captured", "why", "source", "document", "text", "media_type",
        "charset", "url", "name", "status", "etag", "last_modified", "canonicaliser", "set_aside",
    ),
    _revision_row,
    _revision,
    _numbered,
)  # fmt: skip


# --- annotations and places ----------------------------------------------------------------------


def _annotation_row(annotation: Annotation) -> Row:
    anchor = annotation.anchor
    return (
        annotation.id,
        annotation.article,
        annotation.revision,
        anchor.exact,
        anchor.prefix,
        anchor.suffix,
        anchor.start,
        annotation.label,
        stored_time(annotation.created),
        annotation.note,
        _list(annotation.tags),
        annotation.private,
        annotation.checked,
        _time(annotation.checked_at),
        _time(annotation.edited),
        _time(annotation.trashed),
    )


def _annotation(row: Row) -> Annotation:
    return Annotation(
        id=row[0],
        article=row[1],
        revision=row[2],
        anchor=Anchor(*row[3:7]),
        label=row[7],
        created=datetime.fromisoformat(row[8]),
        note=row[9],
        tags=_read_list(row[10]),
        private=bool(row[11]),
        checked=row[12],
        checked_at=_read_time(row[13]),
        edited=_read_time(row[14]),
        trashed=_read_time(row[15]),
    )


_ANNOTATION = _Table(
    "annotation",
    ("id",),
    (
        "id", "article", "revision", "exact", "prefix", "suffix", "start", "label", "created",
        "note", "tags", "private", "checked", "checked_at", "edited", "trashed",
    ),
    _annotation_row,
    _annotation,
    _one,
    alone={"label": str, "tags": _list, "note": str, "edited": _time, "trashed": _time},
)  # fmt: skip


def _place_row(place: Place) -> Row:
    start, end = (None, None) if place.passage is None else (place.passage.start, place.passage.end)
    return (
        place.annotation,
        place.revision,
        start,
        end,
        place.state,
        place.score,
        place.came_from,
        place.settled,
    )


def _place(row: Row) -> Place:
    passage = None if row[2] is None else Passage(row[2], row[3])
    return Place(row[0], row[1], passage, row[4], row[5], row[6], bool(row[7]))


_PLACE = _Table(
    "place",
    ("annotation", "revision"),
    ("annotation", "revision", "start", "end", "state", "score", "came_from", "settled"),
    _place_row,
    _place,
    _numbered,
)


# --- the small ones ------------------------------------------------------------------------------

_LABEL = _Table(
    "label",
    ("id",),
    ("id", "name", "colour", "position", "retired"),
    lambda label: (label.id, label.name, label.colour, label.order, label.retired),
    lambda row: Label(row[0], row[1], row[2], row[3], bool(row[4])),
    _one,
)

_TAG = _Table(
    "tag",
    ("key",),
    ("key", "name", "colour"),
    lambda tag: (tag.key, tag.name, tag.colour),
    lambda row: Tag(*row),
    _one,
)

_STORY = _Table(
    "story",
    ("id",),
    ("id", "title", "note", "items"),
    lambda story: (story.id, story.title, story.note, _list(story.items)),
    lambda row: Story(row[0], row[1], row[2], _read_list(row[3])),
    _one,
)

_PICTURE = _Table(
    "picture",
    ("article", "src"),
    ("article", "src", "sha256", "missing", "media_type", "width", "height"),
    lambda picture: (
        picture.article,
        picture.src,
        picture.sha256,
        picture.missing,
        picture.media_type,
        picture.width,
        picture.height,
    ),
    lambda row: StoredPicture(*row),
    _owned,
)


def _conflict_key(id: str) -> tuple[str, str, str]:
    kind, _slash, rest = id.partition("/")
    record, _slash, field = rest.rpartition("/")
    return kind, record, field


_CONFLICT = _Table(
    "conflict",
    ("kind", "id", "field"),
    ("kind", "id", "field", "ours", "theirs", "file", "since"),
    lambda conflict: (
        *conflict.record,
        conflict.field,
        conflict.ours,
        conflict.theirs,
        conflict.file,
        stored_time(conflict.since),
    ),
    lambda row: Conflict(
        Key(row[0], row[1]), row[2], row[3], row[4], row[5], datetime.fromisoformat(row[6])
    ),
    _conflict_key,
)


def _search_row(search: SavedSearch) -> Row:
    return search.id, search.name, search.words, search.order


def _search(row: Row) -> SavedSearch:
    return SavedSearch(id=row[0], name=row[1], words=row[2], order=row[3])


_SEARCH = _Table(
    "saved_search",
    ("id",),
    ("id", "name", "words", "position"),
    _search_row,
    _search,
    _one,
)


def _subscription_row(feed: Subscription) -> Row:
    return (
        feed.id,
        feed.url,
        feed.title,
        stored_time(feed.added),
        feed.name,
        feed.site,
        feed.folder,
        feed.by_itself,
        _time(feed.retired),
    )


def _subscription(row: Row) -> Subscription:
    return Subscription(
        id=row[0],
        url=row[1],
        title=row[2],
        added=datetime.fromisoformat(row[3]),
        name=row[4],
        site=row[5],
        folder=row[6],
        by_itself=bool(row[7]),
        retired=_read_time(row[8]),
    )


_SUBSCRIPTION = _Table(
    "subscription",
    ("id",),
    ("id", "url", "title", "added", "name", "site", "folder", "by_itself", "retired"),
    _subscription_row,
    _subscription,
    _one,
)

_TABLES = {
    table.name: table
    for table in (
        _ARTICLE,
        _REVISION,
        _ANNOTATION,
        _PLACE,
        _LABEL,
        _TAG,
        _STORY,
        _PICTURE,
        _CONFLICT,
        _SUBSCRIPTION,
        _SEARCH,
    )
}

_FIND = {
    kind: f"select {table.read_columns} from {table.name} where {table.where}"  # noqa: S608 - names of ours
    for kind, table in _TABLES.items()
}
_INSERT = {
    kind: f"insert into {table.name} ({', '.join(map(_quoted, table.columns))})"  # noqa: S608
    f" values ({', '.join('?' * len(table.columns))})"
    for kind, table in _TABLES.items()
}
_DELETE = {
    kind: f"delete from {table.name} where {table.where}"  # noqa: S608
    for kind, table in _TABLES.items()
}


KINDS = tuple(_TABLES)
"""The kinds of records."""


def reading(kind: str) -> tuple[str, Callable[[Row], Any]]:
    """The columns that a record of a kind is read from, and what makes it of a row of them."""
    table = _TABLES[kind]
    return table.read_columns, table.record


def each(db: Connection, kind: str) -> Iterator[Record]:
    """All records of a kind, one by one."""
    table = _TABLES[kind]
    for row in db.each(f"select {table.read_columns} from {table.name} {_by_key(table)}"):  # noqa: S608 - names of ours
        yield table.record(row)


def _by_key(table: _Table) -> str:
    return f"order by {', '.join(map(_quoted, table.keys))}"


def find(db: Connection, key: Key) -> Record | None:
    """The record under a key; None where there is none."""
    table = _TABLES.get(key.kind)
    if table is None:
        return None
    try:
        where = table.key(key.id)
    except ValueError:
        return None
    row = db.row(_FIND[key.kind], where)
    return None if row is None else table.record(row)


def some(db: Connection, kind: str, rest: str = "", values: Sequence[Any] = ()) -> list[Any]:
    """The records of a kind; `rest` is the SQL after `from`: joins, `where`, `order by`."""
    table = _TABLES[kind]
    rows = db.rows(f"select {table.read_columns} from {table.name} {rest}", values)  # noqa: S608
    return [table.record(row) for row in rows]


def put(db: Connection, record: Record, before: Record | None) -> None:
    """Writes a record into its table, and its tags beside it; `before` is what is there now."""
    key = key_of(record)
    if before is None:
        db.run(_INSERT[key.kind], _TABLES[key.kind].row(record))
    else:
        _update_all(db, key.kind, [Edit(before, record)])
    if isinstance(record, Article | Annotation):
        there = before.tags if isinstance(before, Article | Annotation) else ()
        _put_tags(db, [(key, there, record.tags)])


def update_all(db: Connection, kind: str, edits: Sequence[Edit]) -> bool:
    """Writes many edits of different records of a kind, each there before and after; False, and
    nothing is written, where one of them is not there as its edit takes it to be.

    One by one, 10,000 articles that are tagged would be read and written in four seconds.
    """
    befores = [edit.before for edit in edits]
    ids = [record.id for record in befores if isinstance(record, Article | Annotation)]
    rest = f"join json_each(?) as wanted on wanted.value = {kind}.id order by wanted.key"
    if some(db, kind, rest, (json.dumps(ids),)) != befores:
        return False
    _update_all(db, kind, edits)
    _put_tags(db, [(Key(kind, id), *_tags_of(edit)) for id, edit in zip(ids, edits, strict=True)])
    return True


def _tags_of(edit: Edit) -> tuple[Sequence[str], Sequence[str]]:
    before, after = edit.before, edit.after
    assert isinstance(before, Article | Annotation)
    assert isinstance(after, Article | Annotation)
    return before.tags, after.tags


def _update_all(db: Connection, kind: str, edits: Sequence[Edit]) -> None:
    """Writes only what differs: SQLite would write the index of every column that is named."""
    table = _TABLES[kind]
    written: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for edit in edits:
        columns = _differing(table, edit.before, edit.after)
        written[tuple(columns)].append((*columns.values(), *table.key(edit.key.id)))
    for names, rows in written.items():
        if names:
            columns_set = ", ".join(f"{_quoted(name)} = ?" for name in names)
            db.run_many(
                f"update {table.name} set {columns_set} where {table.where}",  # noqa: S608 - names of ours
                rows,
            )


@cache
def _fields(cls: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of a record's fields, and what gives their values."""
    names = cls.__match_args__
    return names, attrgetter(*names)


def _differing(table: _Table, before: Any, after: Any) -> dict[str, Any]:
    """The columns in which two records of a table differ, as the second has them."""
    record_type: Any = type(before)
    names, fields_of = _fields(record_type)
    values = zip(names, fields_of(before), fields_of(after), strict=True)
    fields = [name for name, old, new in values if old is not new and old != new]
    if all(name in table.alone for name in fields):
        return {name: table.alone[name](getattr(after, name)) for name in fields}
    pairs = zip(table.columns, table.row(before), table.row(after), strict=True)
    return {column: new for column, old, new in pairs if old != new}


def take_away(db: Connection, record: Record) -> None:
    """Removes a record; Stale if others still depend on it."""
    key = key_of(record)
    db.run(_DELETE[key.kind], _TABLES[key.kind].key(key.id))
    if isinstance(record, Article | Annotation):
        _put_tags(db, [(key, record.tags, ())])


def _put_tags(db: Connection, edited: Iterable[tuple[Key, Sequence[str], Sequence[str]]]) -> None:
    """Writes which records bear which tags: each has its tags before and after."""
    gone: list[Row] = []
    new: list[Row] = []
    for key, before, after in edited:
        if before == after:
            continue
        there, wanted = ({tag.casefold() for tag in tags} for tags in (before, after))
        gone += [(tag, *key) for tag in there - wanted]
        new += [(tag, *key) for tag in wanted - there]
    if gone:
        db.run_many("delete from tagged where (tag, kind, id) = (?, ?, ?)", gone)
    if new:
        db.run_many("insert into tagged values (?, ?, ?)", new)
