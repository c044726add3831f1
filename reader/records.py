"""The one JSON codec of the model: journal, archive, child process, saved searches.

Every type has one `_Shape`, written out by hand: its fields in order, and how each is written
and read. Fields that hold their default are left out. Reading is strict: an unknown, missing or
ill-typed field is a ValueError that names the way to it. Bytes are canonical (UTF-8, keys
sorted, no spaces), so equal values have equal digests.

It knows no file and no table; the journal's edits by fields live here because they are JSON of
the model too.
"""

from __future__ import annotations

import base64
import json
import re
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Literal, TypeVar, cast, get_args

from reader import model
from reader.model import (
    Annotation,
    Article,
    Change,
    Conflict,
    Document,
    Edit,
    Key,
    Label,
    Packed,
    Passage,
    Place,
    Record,
    Revision,
    SavedSearch,
    Source,
    StoredPicture,
    Story,
    Subscription,
    Tag,
    sha256,
)
from reader.values import dataclass, defaults

Json = Any
"""What `json.loads` gives: None, bool, int, float, str, list, dict."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Codec:
    """How one kind of value is written to JSON and read back; `read` raises ValueError."""

    write: Callable[[Any], Json]
    read: Callable[[Json], Any]


def _same(value: Any) -> Any:
    return value


def _plain(kind: type, name: str) -> _Codec:
    def read(data: Json) -> Any:
        if type(data) is not kind:
            raise ValueError(f"not {name}: {data!r:.60}")
        return data

    return _Codec(_same, read)


def _read_real(data: Json) -> float:
    if type(data) not in (int, float):
        raise ValueError(f"not a number: {data!r:.60}")
    return float(data)


_ZULU = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?Z")


def write_time(at: datetime) -> str:
    """ISO 8601 in UTC with `Z`; microseconds where there are any. ValueError if `at` is naive."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {at}")
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"


def read_time(text: str) -> datetime:
    """The aware time that `write_time` wrote; ValueError for any other form."""
    if type(text) is not str or not _ZULU.fullmatch(text):
        raise ValueError(f"not a time in UTC: {text!r:.60}")
    return datetime.fromisoformat(text)


def _read_bytes(data: Json) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except (TypeError, ValueError, NotBase64):
        raise ValueError("not base64") from None


TEXT = _plain(str, "a text")
NUMBER = _plain(int, "a whole number")
FLAG = _plain(bool, "true or false")
REAL = _Codec(_same, _read_real)
TIME = _Codec(write_time, read_time)
BYTES = _Codec(lambda content: base64.b64encode(content).decode("ascii"), _read_bytes)


def _optional(codec: _Codec) -> _Codec:
    return _Codec(
        lambda value: None if value is None else codec.write(value),
        lambda data: None if data is None else codec.read(data),
    )


def _one_of(choices: Any) -> _Codec:
    allowed = frozenset(get_args(choices))

    def read(data: Json) -> str:
        if type(data) is not str or data not in allowed:
            raise ValueError(f"none of {', '.join(sorted(allowed))}: {data!r:.60}")
        return data

    return _Codec(_same, read)


def _many(codec: _Codec) -> _Codec:
    def read(data: Json) -> tuple[Any, ...]:
        items = _list(data)
        try:
            return tuple([codec.read(item) for item in items])
        except ValueError:
            # Read once more, now with the names of what is wrong.
            return tuple(_named(str(index), codec.read, each) for index, each in enumerate(items))

    return _Codec(lambda values: [codec.write(value) for value in values], read)


def _map(codec: _Codec) -> _Codec:
    def read(data: Json) -> dict[str, Any]:
        return {name: _named(name, codec.read, item) for name, item in _object(data).items()}

    return _Codec(lambda values: {name: codec.write(value) for name, value in values.items()}, read)


def _pair(first: _Codec, second: _Codec) -> _Codec:
    def read(data: Json) -> tuple[Any, Any]:
        if len(_list(data)) != 2:
            raise ValueError("not a pair")
        return first.read(data[0]), second.read(data[1])

    return _Codec(lambda both: [first.write(both[0]), second.write(both[1])], read)


def _list(data: Json) -> list[Json]:
    if type(data) is not list:
        raise ValueError(f"not a list: {data!r:.60}")
    return data


def _object(data: Json) -> dict[str, Json]:
    if type(data) is not dict:
        raise ValueError(f"not an object: {data!r:.60}")
    return data


def _named(name: str, read: Callable[[Json], T], data: Json) -> T:
    try:
        return read(data)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


# --- shapes --------------------------------------------------------------------------------------

_ALWAYS = object()
"""The default of a field that is always written."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    codec: _Codec
    default: Any = _ALWAYS


class _Shape:
    """The fields of one dataclass; fields with a default may be absent from the JSON."""

    def __init__(self, cls: type, *, always: Sequence[str] = (), **codecs: _Codec) -> None:
        declared = cast(Any, cls).__match_args__
        if declared != tuple(codecs):
            raise TypeError(f"{cls.__name__} has the fields {declared}")
        self.cls = cls
        standing = defaults(cls)
        self.fields = {
            name: _Field(name, codec, _ALWAYS if name in always else standing.get(name, _ALWAYS))
            for name, codec in codecs.items()
        }
        self.values = attrgetter(*codecs)
        self._required = [each.name for each in self.fields.values() if each.default is _ALWAYS]

    def write(self, value: Any) -> dict[str, Json]:
        return {
            field.name: field.codec.write(held)
            for field in self.fields.values()
            if (held := getattr(value, field.name)) != field.default
        }

    def read(self, data: Json) -> Any:
        held = _object(data)
        for name in self._required:
            if name not in held:
                raise ValueError(f"{name}: missing")
        return self.cls(**{name: self.read_field(name, item) for name, item in held.items()})

    def read_field(self, name: str, data: Json) -> Any:
        field = self.fields.get(name)
        if field is None:
            raise ValueError(f"{name}: no such field")
        try:
            return field.codec.read(data)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None

    @property
    def codec(self) -> _Codec:
        return _Codec(self.write, self.read)


_PASSAGE = _Codec(
    lambda passage: [passage.start, passage.end],
    lambda data: Passage(*_pair(NUMBER, NUMBER).read(data)),
)


def _read_key(data: Json) -> Key:
    key = Key(*_pair(TEXT, TEXT).read(data))
    if key.kind not in _RECORDS:
        raise ValueError(f"no kind of record: {key.kind!r:.60}")
    return key


_KEY = _Codec(list, _read_key)

_LINK = _Shape(model.Link, href=TEXT, title=TEXT)
_PICTURE = _Shape(model.Picture, src=TEXT, alt=TEXT)
_PLAIN_STYLE = _one_of(get_args(model.Style)[0])


def _write_style(style: model.Style) -> Json:
    match style:
        case model.Link():
            return _LINK.write(style)
        case model.Picture():
            return _PICTURE.write(style)
        case str():
            return style


def _read_style(data: Json) -> model.Style:
    if type(data) is not dict:
        return cast(model.Style, _PLAIN_STYLE.read(data))
    shape = _LINK if "href" in data else _PICTURE
    return cast(model.Style, shape.read(data))


_SPAN = _Shape(model.Span, start=NUMBER, end=NUMBER, style=_Codec(_write_style, _read_style))


def _union(shapes: Mapping[str, _Shape]) -> _Codec:
    """One of several types, as an object whose only key is the name of the type."""
    names = {shape.cls: name for name, shape in shapes.items()}

    def write(value: Any) -> Json:
        name = names[type(value)]
        return {name: shapes[name].write(value)}

    def read(data: Json) -> Any:
        if len(_object(data)) != 1:
            raise ValueError(f"not one of {', '.join(shapes)}")
        [(name, item)] = data.items()
        if name not in shapes:
            raise ValueError(f"{name}: none of {', '.join(shapes)}")
        return _named(name, shapes[name].read, item)

    return _Codec(write, read)


_CONTAINERS: dict[str, _Shape] = {
    "list": _Shape(model.List, n=NUMBER, ordered=FLAG, start=NUMBER),
    "item": _Shape(model.Item, n=NUMBER, ordinal=NUMBER),
    "quote": _Shape(model.Quote, n=NUMBER),
    "table": _Shape(model.Table, n=NUMBER),
    "cell": _Shape(
        model.Cell, n=NUMBER, row=NUMBER, column=NUMBER, header=FLAG, rows=NUMBER, columns=NUMBER
    ),
    "figure": _Shape(model.Figure, n=NUMBER),
    "footnote": _Shape(model.Footnote, n=NUMBER, mark=TEXT),
}

_BLOCK = _Shape(
    model.Block,
    kind=_one_of(model.BlockKind),
    text=TEXT,
    spans=_many(_SPAN.codec),
    containers=_many(_union(_CONTAINERS)),
    level=NUMBER,
    direction=_optional(_one_of(model.Direction)),
    lang=_optional(TEXT),
    page=_optional(NUMBER),
)
_DOCUMENT = _Shape(
    Document, blocks=_many(_BLOCK.codec), lang=_optional(TEXT), direction=_one_of(model.Direction)
)

_ANCHOR = _Shape(model.Anchor, exact=TEXT, prefix=TEXT, suffix=TEXT, start=NUMBER)

_RECORDS: dict[str, _Shape] = {
    "article": _Shape(
        Article,
        id=TEXT,
        title=TEXT,
        added=TIME,
        revision=NUMBER,
        bylines=_many(TEXT),
        site=_optional(TEXT),
        url=_optional(TEXT),
        canonical=_optional(TEXT),
        published=_optional(TEXT),
        modified=_optional(TEXT),
        lang=_optional(TEXT),
        excerpt=TEXT,
        picture=_optional(TEXT),
        archived=FLAG,
        starred=FLAG,
        tags=_many(TEXT),
        note=TEXT,
        trashed=_optional(TIME),
    ),
    "revision": _Shape(
        Revision,
        always=("canonicaliser",),  # its default moves with the program
        article=TEXT,
        number=NUMBER,
        captured=TIME,
        why=_one_of(Literal["added", "again", "reread"]),
        source=TEXT,
        document=TEXT,
        text=TEXT,
        media_type=TEXT,
        charset=_optional(TEXT),
        url=_optional(TEXT),
        name=_optional(TEXT),
        status=_optional(NUMBER),
        etag=_optional(TEXT),
        last_modified=_optional(TEXT),
        canonicaliser=NUMBER,
        set_aside=_optional(TEXT),
    ),
    "annotation": _Shape(
        Annotation,
        id=TEXT,
        article=TEXT,
        revision=NUMBER,
        anchor=_ANCHOR.codec,
        label=TEXT,
        created=TIME,
        note=TEXT,
        tags=_many(TEXT),
        private=FLAG,
        checked=_one_of(model.Checked),
        checked_at=_optional(TIME),
        edited=_optional(TIME),
        trashed=_optional(TIME),
    ),
    "place": _Shape(
        Place,
        annotation=TEXT,
        revision=NUMBER,
        passage=_optional(_PASSAGE),
        state=_one_of(model.State),
        score=REAL,
        came_from=_optional(NUMBER),
        settled=FLAG,
    ),
    "label": _Shape(
        Label, id=TEXT, name=TEXT, colour=_one_of(model.Colour), order=NUMBER, retired=FLAG
    ),
    "tag": _Shape(Tag, key=TEXT, name=TEXT, colour=_optional(_one_of(model.Colour))),
    "story": _Shape(Story, id=TEXT, title=TEXT, note=TEXT, items=_many(TEXT)),
    "picture": _Shape(
        StoredPicture,
        article=TEXT,
        src=TEXT,
        sha256=_optional(TEXT),
        missing=_optional(TEXT),
        media_type=_optional(TEXT),
        width=NUMBER,
        height=NUMBER,
    ),
    "conflict": _Shape(
        Conflict, record=_KEY, field=TEXT, ours=TEXT, theirs=TEXT, file=TEXT, since=TIME
    ),
    "saved_search": _Shape(SavedSearch, id=TEXT, name=TEXT, words=TEXT, order=NUMBER),
    "subscription": _Shape(
        Subscription,
        id=TEXT,
        url=TEXT,
        title=TEXT,
        added=TIME,
        name=TEXT,
        site=_optional(TEXT),
        folder=TEXT,
        by_itself=FLAG,
        retired=_optional(TIME),
    ),
}

_RECORD = _union(_RECORDS)
_EDIT = _Shape(Edit, before=_optional(_RECORD), after=_optional(_RECORD))
_CHANGE = _Shape(Change, what=_one_of(model.What), edits=_many(_EDIT.codec))

_SOURCE = _Shape(
    Source,
    content=BYTES,
    media_type=TEXT,
    got_at=TIME,
    charset=_optional(TEXT),
    url=_optional(TEXT),
    name=_optional(TEXT),
    status=_optional(NUMBER),
    etag=_optional(TEXT),
    last_modified=_optional(TEXT),
)
_CARRIED = _Shape(model.Carried, src=TEXT, content=BYTES, missing=_optional(TEXT))
_OFFER = _Shape(model.Offer, src=TEXT, url=TEXT)
_REMARK = _Shape(
    model.Remark,
    quote=TEXT,
    passage=_optional(_PASSAGE),
    prefix=TEXT,
    suffix=TEXT,
    note=TEXT,
    tags=_many(TEXT),
    label=_optional(TEXT),
    colour=_optional(_one_of(model.Colour)),
    by=_optional(TEXT),
    at=_optional(TIME),
    page=_optional(NUMBER),
)
_FEED_ITEM = _Shape(
    model.FeedItem,
    identity=TEXT,
    title=TEXT,
    url=_optional(TEXT),
    published=_optional(TEXT),
    bylines=_many(TEXT),
    lang=_optional(TEXT),
    excerpt=TEXT,
    content=TEXT,
    base=_optional(TEXT),
    picture=_optional(TEXT),
    characters=NUMBER,
)

_SAVED = _Shape(
    model.Saved,
    title=TEXT,
    url=_optional(TEXT),
    bylines=_many(TEXT),
    site=_optional(TEXT),
    published=_optional(TEXT),
    excerpt=TEXT,
    saved_at=_optional(TIME),
    read=FLAG,
    archived=FLAG,
    starred=FLAG,
    tags=_many(TEXT),
    collections=_many(TEXT),
    note=TEXT,
    remarks=_many(_REMARK.codec),
    content=_optional(_SOURCE.codec),
)
_MISSED = _Shape(model.Missed, name=TEXT, why=TEXT)

_SHAPES: dict[type, _Shape] = {
    shape.cls: shape
    for shape in (
        *_RECORDS.values(),
        *_CONTAINERS.values(),
        _LINK,
        _PICTURE,
        _SPAN,
        _BLOCK,
        _DOCUMENT,
        _ANCHOR,
        _EDIT,
        _CHANGE,
        _Shape(
            model.Entry,
            number=NUMBER,
            at=TIME,
            by=_one_of(model.By),
            what=_one_of(model.What),
            undoes=_optional(NUMBER),
            change=_optional(_CHANGE.codec),
            hash=TEXT,
        ),
        _SOURCE,
        _CARRIED,
        _OFFER,
        _Shape(
            model.Asked,
            at=TIME,
            url=TEXT,
            why=_one_of(model.Asking),
            address=_optional(TEXT),
            by_proxy=FLAG,
            status=_optional(NUMBER),
            size=NUMBER,
            failure=_optional(TEXT),
        ),
        _REMARK,
        _Shape(model.Part, title=TEXT, source=_SOURCE.codec),
        _FEED_ITEM,
        _Shape(model.Feed, title=TEXT, site=_optional(TEXT), items=_many(_FEED_ITEM.codec)),
        _Shape(model.Outline, url=TEXT, title=TEXT, site=_optional(TEXT), folder=TEXT),
        _Shape(
            model.Captured,
            document=_DOCUMENT.codec,
            title=TEXT,
            bylines=_many(TEXT),
            site=_optional(TEXT),
            url=_optional(TEXT),
            canonical=_optional(TEXT),
            published=_optional(TEXT),
            modified=_optional(TEXT),
            lang=_optional(TEXT),
            excerpt=TEXT,
            picture=_optional(TEXT),
            pictures=_many(TEXT),
            tags=_many(TEXT),
            carried=_many(_CARRIED.codec),
            offers=_many(_OFFER.codec),
            remarks=_many(_REMARK.codec),
            note=TEXT,
        ),
        _SAVED,
        _MISSED,
        _Shape(
            model.Brought,
            program=TEXT,
            saved=_many(_SAVED.codec),
            missed=_many(_MISSED.codec),
        ),
        _Shape(Packed, source=TEXT, document=TEXT, text=TEXT, blobs=_map(BYTES)),
        _Shape(
            model.Exported,
            article=_RECORDS["article"].codec,
            revision=_RECORDS["revision"].codec,
            document=_DOCUMENT.codec,
            marks=_many(_pair(_RECORDS["annotation"].codec, _RECORDS["place"].codec)),
            labels=_map(_RECORDS["label"].codec),
            pictures=_map(_RECORDS["picture"].codec),
            stayed=NUMBER,
            old=FLAG,
        ),
        _Shape(
            model.ExportBase,
            path=TEXT,
            article=TEXT,
            text=TEXT,
            annotations=_many(_RECORDS["annotation"].codec),
            exported_at=TIME,
        ),
        _Shape(
            model.ArticleQuery,
            words=TEXT,
            shelf=_one_of(model.Shelf),
            tag=_optional(TEXT),
            label=_optional(TEXT),
            story=_optional(TEXT),
            sort=_one_of(model.Sort),
            limit=NUMBER,
            offset=NUMBER,
            ids=_optional(_many(TEXT)),
        ),
        _Shape(
            model.Listed,
            article=_RECORDS["article"].codec,
            opened=_optional(TIME),
            progress=REAL,
            annotations=NUMBER,
            labels=_many(TEXT),
            waits=NUMBER,
            text=_one_of(model.Standing),
        ),
        _Shape(
            model.Hit,
            article=TEXT,
            title=TEXT,
            annotation=_optional(TEXT),
            passage=_optional(_PASSAGE),
            snippet=TEXT,
            matches=_many(_PASSAGE),
        ),
        _Shape(
            model.Report,
            problems=_many(TEXT),
            articles=NUMBER,
            annotations=NUMBER,
            entries=NUMBER,
        ),
    )
}


def _codec_of(cls: type) -> _Codec:
    if cls is Passage:
        return _PASSAGE
    if cls is Key:
        return _KEY
    if cls in _SHAPES:
        return _SHAPES[cls].codec
    raise TypeError(f"{cls.__name__} is no type of the model")


def to_json(value: Any) -> Json:
    """A value of the model (any dataclass of it, or a Key) as what `json.dumps` takes.

    Raises ValueError for a time without a zone, TypeError for what is not of the model.
    """
    return _codec_of(type(value)).write(value)


def from_json(cls: type[T], data: Json) -> T:
    """The value that `to_json` wrote; ValueError, naming the field, for anything else."""
    return cast(T, _codec_of(cls).read(data))


def is_kind(name: str) -> bool:
    """Whether this is the name of a kind of record."""
    return name in _RECORDS


def read_record(kind: str, data: Json) -> Record:
    """The record of a kind that `to_json` wrote; ValueError for anything else."""
    if kind not in _RECORDS:
        raise ValueError(f"no kind of record: {kind!r:.60}")
    return cast(Record, _RECORDS[kind].read(data))


def canonical(data: Json) -> bytes:
    """The one way these JSON values are written: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        data, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode()


def parsed(content: bytes | str) -> Json:
    """The JSON values of a text; ValueError if it is none (or nested beyond all measure)."""
    try:
        return json.loads(content)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def dumps(value: Any) -> bytes:
    """The canonical bytes of a value of the model: equal values, equal bytes."""
    return canonical(to_json(value))


def loads(cls: type[T], content: bytes) -> T:
    """The value that `dumps` wrote; ValueError, naming the field, for anything else."""
    return from_json(cls, parsed(content))


def pack(source: Source, document: Document) -> Packed:
    """A capture as blobs: the source's bytes, the document, its text in UTF-8."""
    read, text = dumps(document), document.text.encode()
    blobs = {sha256(content): content for content in (source.content, read, text)}
    return Packed(sha256(source.content), sha256(read), sha256(text), blobs)


# --- edits by fields -----------------------------------------------------------------------------


def write_edit(edit: Edit) -> Json:
    """An edit as the journal keeps it: its key, and only what differs.

    `{"key": [kind, id], "made": record}`, `{.., "removed": record}`, or
    `{.., "fields": {name: [before, after]}}`.
    """
    key = edit.key
    shape = _RECORDS[key.kind]
    if edit.before is None:
        return {"key": list(key), "made": shape.write(edit.after)}
    if edit.after is None:
        return {"key": list(key), "removed": shape.write(edit.before)}
    return {"key": list(key), "fields": _differing(shape, edit.before, edit.after)}


def _differing(shape: _Shape, before: Record, after: Record) -> dict[str, Json]:
    pairs = zip(shape.fields.values(), shape.values(before), shape.values(after), strict=True)
    return {
        field.name: [field.codec.write(old), field.codec.write(new)]
        for field, old, new in pairs
        if old is not new and old != new
    }


def read_edit(data: Json, after: Record | None) -> Edit:
    """The edit that `write_edit` wrote, given the record as the edit left it.

    Raises ValueError where the two do not belong together.
    """
    key = edit_key(data)
    shape = _RECORDS[key.kind]
    match data:
        case {"made": record}:
            return Edit(None, shape.read(record))
        case {"removed": record}:
            return Edit(shape.read(record), None)
        case {"fields": dict(pairs)} if after is not None:
            return Edit(_with_fields(shape, after, pairs, 0), _with_fields(shape, after, pairs, 1))
    raise ValueError(f"{key.kind} {key.id}: no edit of this record")


def edit_key(data: Json) -> Key:
    """The key of the record that an edit of the journal is of."""
    key = cast(Key, _named("key", _KEY.read, _object(data).get("key")))
    if key.kind not in _RECORDS:
        raise ValueError(f"key: no kind of record: {key.kind}")
    return key


def _with_fields(shape: _Shape, record: Record, pairs: Mapping[str, Json], side: int) -> Record:
    values = {name: shape.read_field(name, _list(pair)[side]) for name, pair in pairs.items()}
    return replace(record, **values)
