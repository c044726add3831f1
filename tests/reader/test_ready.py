"""Blobs that a worker has made ready are stored as they would be without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.library import Library
from reader.likeness import prints
from reader.model import Sha256, sha256
from reader.store.ready import NOTHING, Ready, pack
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


def test_bytes_under_a_digest_that_is_not_theirs_are_never_ready() -> None:
    with pytest.raises(ValueError, match="not the digest"):
        Ready({Sha256("0" * 64): b"words"})
