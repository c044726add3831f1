"""The codec: what is written comes back, and nothing else is taken for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader import model, records
from tests.reader import strategies as make

AT = datetime(2024, 10, 2, 14, 31, 7, tzinfo=UTC)


def sources() -> st.SearchStrategy[model.Source]:
    return st.builds(
        model.Source,
        content=st.binary(max_size=40),
        media_type=st.just("text/html"),
        got_at=make.times(),
        charset=make.maybe(st.just("utf-8")),
        url=make.maybe(make.texts(max_size=9)),
        name=make.maybe(make.texts(max_size=9)),
        status=make.maybe(st.just(200)),
        etag=make.maybe(st.just('"x"')),
        last_modified=make.maybe(st.just("Tue, 01 Oct 2024 07:00:00 GMT")),
    )


def captured() -> st.SearchStrategy[model.Captured]:
    return st.builds(
        model.Captured,
        document=make.documents(),
        title=make.texts(max_size=20),
        bylines=st.lists(make.texts(max_size=9), max_size=2).map(tuple),
        published=make.maybe(st.just("2024-10")),
        pictures=st.lists(make.texts(max_size=9), max_size=2).map(tuple),
        tags=make.tags(),
    )


def exported() -> st.SearchStrategy[model.Exported]:
    return st.builds(
        model.Exported,
        article=make.articles(),
        revision=make.revisions(),
        document=make.documents(),
        marks=st.lists(st.tuples(make.annotations(), make.places()), max_size=2).map(tuple),
        labels=make.labels().map(lambda label: {label.id: label}),
        pictures=make.stored_pictures().map(lambda picture: {picture.src: picture}),
        stayed=st.integers(0, 3),
    )


def hits() -> st.SearchStrategy[model.Hit]:
    return st.builds(
        model.Hit,
        article=make.article_ids(),
        title=make.texts(max_size=9),
        annotation=make.maybe(make.annotation_ids()),
        passage=make.maybe(make.some_passages()),
        snippet=make.texts(max_size=20),
        matches=st.lists(make.some_passages(), max_size=2).map(tuple),
    )


def entries() -> st.SearchStrategy[model.Entry]:
    return st.builds(
        model.Entry,
        number=st.integers(1, 99),
        at=make.times(),
        by=st.sampled_from(["window", "shell", "file", "capture"]),
        what=st.just("mark"),
        undoes=make.maybe(st.integers(1, 9)),
        change=make.maybe(make.changes()),
        hash=make.digests(),
    )


def others() -> st.SearchStrategy[Any]:
    query = st.builds(
        model.ArticleQuery,
        words=make.texts(max_size=20),
        shelf=st.sampled_from(["reading", "trash"]),
        tag=make.maybe(st.just("nato")),
        sort=st.sampled_from(["added", "title"]),
        limit=st.integers(0, 500),
    )
    listed = st.builds(
        model.Listed,
        article=make.articles(),
        opened=make.maybe(make.times()),
        progress=st.floats(0, 1),
        annotations=st.integers(0, 9),
        labels=st.lists(make.label_ids(), max_size=8).map(tuple),
    )
    keys = make.any_records().map(model.key_of)
    items = st.lists(make.feed_items(), max_size=2).map(tuple)
    feeds = st.builds(model.Feed, make.texts(max_size=9), make.maybe(make.texts(max_size=9)), items)
    remark = st.builds(
        model.Remark,
        quote=make.texts(max_size=20),
        at=make.maybe(make.times()),
        page=make.maybe(st.integers(1, 900)),
    )
    saved = st.builds(
        model.Saved,
        title=make.texts(max_size=20),
        saved_at=make.maybe(make.times()),
        tags=make.tags(),
        remarks=st.lists(remark, max_size=2).map(tuple),
        content=make.maybe(sources()),
    )
    missed = st.builds(model.Missed, make.texts(max_size=9), make.texts(max_size=9))
    brought = st.builds(
        model.Brought,
        program=make.texts(max_size=9),
        saved=st.lists(saved, max_size=2).map(tuple),
        missed=st.lists(missed, max_size=2).map(tuple),
    )
    return st.one_of(
        brought, feeds, query, listed, keys, hits(), entries(), make.some_passages(), make.edits()
    )


def everything() -> st.SearchStrategy[Any]:
    return st.one_of(
        make.any_records(), make.documents(), make.changes(), sources(), captured(), exported(),
        others(),
    )  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(everything())
def test_every_value_comes_back_from_its_json(value: Any) -> None:
    assert records.from_json(type(value), records.to_json(value)) == value


@settings(max_examples=50, deadline=None)
@given(everything())
def test_every_value_comes_back_from_its_bytes_and_they_are_canonical(value: Any) -> None:
    content = records.dumps(value)
    again = records.loads(type(value), content)
    assert again == value
    assert records.dumps(again) == content
    assert b": " not in records.canonical({"a": {"b": 1}})


def test_every_dataclass_of_the_model_has_a_shape() -> None:
    of_the_model = {
        value
        for value in vars(model).values()
        if isinstance(value, type) and hasattr(value, "__dataclass_fields__")
    }
    assert of_the_model - set(records._SHAPES) == {model.Passage}


@settings(max_examples=50, deadline=None)
@given(make.edits())
def test_an_edit_comes_back_from_what_differs(edit: model.Edit) -> None:
    written = json.loads(json.dumps(records.write_edit(edit)))
    assert records.read_edit(written, edit.after) == edit
    assert records.edit_key(written) == edit.key


def test_an_edit_of_one_field_is_written_as_that_field_alone() -> None:
    article = model.Article(model.ArticleId("a0000001"), "選挙", AT)
    edit = model.Edit(article, replace(article, tags=("nato",)))
    assert records.write_edit(edit) == {
        "key": ["article", "a0000001"],
        "fields": {"tags": [[], ["nato"]]},
    }


@settings(max_examples=50, deadline=None)
@given(sources(), make.documents())
def test_a_packed_capture_holds_its_three_blobs_under_their_digests(
    source: model.Source, document: model.Document
) -> None:
    packed = records.pack(source, document)
    assert packed.blobs[packed.source] == source.content
    assert packed.blobs[packed.text].decode() == document.text
    assert records.loads(model.Document, packed.blobs[packed.document]) == document
    assert all(model.sha256(content) == digest for digest, content in packed.blobs.items())
    assert records.from_json(model.Packed, records.to_json(packed)) == packed


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"title": "x", "added": "2024-10-02T14:31:07Z"}, "id: missing"),
        ({"id": "a", "title": 3, "added": "2024-10-02T14:31:07Z"}, "title: not a text: 3"),
        ({"id": "a", "title": "x", "added": "2024-10-02 14:31"}, "added: not a time in UTC"),
        ({"id": "a", "title": "x", "added": "2024-13-02T14:31:07Z"}, "added: "),
        ({"id": "a", "title": "x", "added": "2024-10-02T14:31:07Z", "tags": ["x", 1]}, "tags: 1:"),
        ({"id": "a", "title": "x", "added": "2024-10-02T14:31:07Z", "hue": 1}, "hue: no such"),
        ({"id": "a", "title": "x", "added": "2024-10-02T14:31:07Z", "starred": 1}, "starred: "),
        ({"id": "a", "title": "x", "added": "2024-10-02T14:31:07Z", "revision": True}, "revision"),
        ([], "not an object"),
    ],
)
def test_json_that_does_not_fit_is_refused_by_the_name_of_its_field(
    data: Any, complaint: str
) -> None:
    with pytest.raises(ValueError, match="^" + complaint):
        records.from_json(model.Article, data)


def test_a_fault_deep_in_a_document_is_named_by_its_way() -> None:
    document = {"blocks": [{"kind": "heading", "text": "x", "level": 1,
                            "spans": [{"start": 0, "end": 1, "style": "blink"}]}]}  # fmt: skip
    with pytest.raises(ValueError, match=r"^blocks: 0: spans: 0: style: none of"):
        records.from_json(model.Document, document)


@settings(max_examples=50, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))  # fmt: skip
@example(["", "a01j9zk3"])
def test_strange_json_is_a_value_error_and_nothing_else(data: Any) -> None:
    for cls in (model.Article, model.Document, model.Change, model.Source, model.Key):
        with pytest.raises(ValueError, match=r"."):
            records.from_json(cls, data)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000, b"NaN"])
def test_bytes_that_are_no_json_of_ours_are_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        records.loads(model.Article, content)


def test_times_are_written_in_utc_with_their_microseconds_kept() -> None:
    jakarta = timezone(timedelta(hours=7))
    assert records.write_time(datetime(2024, 10, 2, 21, 31, 7, tzinfo=jakarta)) == (
        "2024-10-02T14:31:07Z"
    )
    assert records.write_time(AT.replace(microsecond=5)) == "2024-10-02T14:31:07.000005Z"
    with pytest.raises(ValueError, match="without a zone"):
        records.write_time(datetime(2024, 10, 2))  # noqa: DTZ001 - the point of the test
