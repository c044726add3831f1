"""Blobs that a worker has made ready are stored as they would be without it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.library import Library
from reader.likeness import prints
from reader.model import ArticleId, Revision, Sha256, sha256
from reader.store.packing import pack, pack_entry, unpack, unpack_entry
from reader.store.ready import NOTHING, Ready, repetitions
from reader.text import fold
from tests.ui.kit import Clock, adding


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Test.galley") as library:
        yield library


def test_an_article_that_was_made_ready_is_found_read_and_erased_like_any_other(
    library: Library,
) -> None:
    at = Clock()()
    made, change, blobs = adding(library, "The pump of Oost", at=at)
    library.apply(change, at=at, by="window", blobs=library.ready(change, blobs))
    _other, second, others = adding(library, "The harbour", at=at)
    library.apply(second, at=at, by="window", blobs=others)
    assert {hit.article for hit in library.search("receded")} >= {made}
    assert [hit.article for hit in library.search("oost")] == [made]
    for digest, content in blobs.items():
        assert library.blob(digest) == content
    library.apply(change.inverse(), at=at, by="window")
    assert library.search("oost") == ()
    assert library.verify().problems == ()


@given(st.text(), st.text())
def test_what_is_ready_is_what_it_would_be_worked_out_to_be(text: str, other: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    ready = Ready({sha256(content): content}, [text])
    assert ready[sha256(content)] == content
    assert ready.packed(sha256(content)) == pack(content)
    for each in (text, other):
        assert ready.folded(each) == NOTHING.folded(each) == fold(each).text
        assert ready.prints_of(each) == NOTHING.prints_of(each) == prints(each)


@given(st.binary(), st.binary(max_size=200))
def test_what_is_packed_comes_back_and_cut_short_it_is_no_crash(
    content: bytes, known: bytes
) -> None:
    packed = pack(content, known)
    assert unpack(packed, known) == content
    assert unpack(packed[:-1], known) is None


@given(st.dictionaries(st.text(), st.text() | st.integers()))
def test_an_entry_comes_back_as_it_was_packed_or_not(fields: dict[str, object]) -> None:
    payload = json.dumps(fields).encode()
    assert unpack_entry(pack_entry(payload)) == unpack_entry(payload) == payload
    assert unpack_entry(payload.decode()) == payload


def test_a_document_takes_little_room_beside_its_text(library: Library) -> None:
    at = Clock()()
    made, change, blobs = adding(library, "The pump of Oost", at=at)
    library.apply(change, at=at, by="window", blobs=blobs)
    revision = library.revision(made)
    [(packed, repeats)] = library._db.rows(
        "select content, repeats from blob where sha256 = ?", (revision.document,)
    )
    assert repeats == revision.text
    assert len(packed) < len(pack(library.blob(revision.document))) / 2
    assert library.document(made).text.encode() == library.blob(revision.text)


@given(st.lists(st.tuples(*[st.sampled_from("abcde")] * 3), max_size=6))
def test_nothing_repeats_itself_by_way_of_others(named: list[tuple[str, str, str]]) -> None:
    revisions = [
        Revision(
            ArticleId("a0000000"), 1, Clock()(), "added", Sha256(source), Sha256(document),
            Sha256(text), "text/html", canonicaliser=1,
        )
        for source, document, text in named
    ]  # fmt: skip
    found = repetitions({Sha256(each): b"" for each in "abcd"}, revisions)
    assert set(found) <= set("abcd")
    assert not set(found) & set(found.values())


def test_bytes_under_a_digest_that_is_not_theirs_are_never_ready() -> None:
    with pytest.raises(ValueError, match="not the digest"):
        Ready({Sha256("0" * 64): b"words"})
