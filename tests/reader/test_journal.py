"""The journal: what was decided comes back as it was, in order, and cannot be altered unseen."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import changes
from reader.library import Library
from reader.model import ArticleQuery, Change, Edit, Key, key_of
from reader.store.packing import pack_entry, unpack_entry
from tests.reader.moves import AT, added, marked, next_change
from tests.reader.test_library import TEXT, some_library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Library.galley")
    yield library
    library.close()


@settings(max_examples=25)
@given(st.integers(1, 30), st.integers(0, 2**32))
def test_the_history_gives_back_every_change_as_it_was_applied(moves: int, seed: int) -> None:
    with some_library(0, seed) as (library, random):
        applied = []
        for _each in range(moves):
            change, blobs = next_change(random, library)
            applied.append((library.apply(change, at=AT, by="file", blobs=blobs), change))
        entries = library.history(since=1)
        assert [(entry.number, entry.change) for entry in entries] == applied
        since = random.randint(0, moves)
        assert library.history(since=1 + since) == entries[since:]


@settings(max_examples=25)
@given(st.integers(1, 30), st.integers(0, 2**32))
def test_the_history_of_a_record_is_what_touched_it_alone(moves: int, seed: int) -> None:
    with some_library(moves, seed) as (library, random):
        entries = library.history()
        keys = [edit.key for entry in entries if entry.change for edit in entry.change.edits]
        key = random.choice(keys)
        touched = []
        for entry in entries:
            edits = [edit for edit in entry.change.edits if edit.key == key] if entry.change else []
            if edits:
                alone = Change(entry.what, tuple(edits))
                touched.append(replace(entry, change=alone))
        assert list(library.history(of=key)) == touched


def test_the_history_of_what_never_was_is_empty(library: Library) -> None:
    assert library.history(of=Key("article", "a9999999")) == ()
    assert library.history(since=99) == ()


def test_the_hash_is_made_as_the_docstring_says(library: Library) -> None:
    added(library, TEXT)
    db = sqlite3.connect(library.path)
    previous = "0" * 64
    rows = db.execute("select number, at, by, payload, digest, hash from journal order by number")
    for number, at, by, payload, digest, found in rows:
        assert digest == hashlib.sha256(unpack_entry(payload)).hexdigest()
        bound = f"{previous}\n{number}\n{at}\n{by}\n{digest}".encode()
        assert found == hashlib.sha256(bound).hexdigest()
        previous = found
    db.close()
    assert library.history()[-1].hash == previous


def test_an_edit_of_one_field_takes_little_room(library: Library) -> None:
    ids = [added(library, f"{number}\nx") for number in range(20)]
    edits = [
        edit
        for id in ids
        for change in [changes.edit_article(library.article(id), tags=["nato"])]
        if change
        for edit in change.edits
    ]
    library.apply(Change("tag", tuple(edits)), at=AT, by="window")
    packed = library._db.value("select payload from journal order by number desc")
    payload = unpack_entry(packed)
    assert len(payload) / len(ids) < 75
    assert len(packed) / len(ids) < 30
    assert json.loads(payload)["what"] == "tag"


def test_times_and_undone_entries_are_kept(library: Library) -> None:
    at = AT + timedelta(microseconds=7)
    label = library.labels()[0]
    change = Change("labels", (Edit(label, replace(label, name="Zitat")),))
    number = library.apply(change, at=at, by="shell")
    library.apply(change.inverse(), at=at, by="window", undoes=number)
    entries = library.history(since=1)
    assert [(entry.at, entry.by, entry.undoes) for entry in entries] == [
        (at, "shell", None),
        (at, "window", number),
    ]


def test_undo_takes_the_newest_entry_of_ones_own_that_is_not_undone(library: Library) -> None:
    def undo() -> str | None:
        entry = library.undoable("shell")
        if entry is None or entry.change is None:
            return None
        library.apply(entry.change.inverse(), at=AT, by="shell", undoes=entry.number)
        return library.labels()[0].name

    def rename(name: str, by: str = "shell") -> int:
        label = library.labels()[0]
        change = Change("labels", (Edit(label, replace(label, name=name)),))
        return library.apply(change, at=AT, by="shell" if by == "shell" else "window")

    assert undo() is None
    rename("one")
    rename("two")
    added(library, TEXT)  # by the window
    assert undo() == "one"
    assert undo() == "Quote"
    assert undo() is None
    rename("three")
    assert undo() == "Quote"


def test_what_was_done_again_after_an_undo_can_be_undone_again(library: Library) -> None:
    label = library.labels()[0]
    change = Change("labels", (Edit(label, replace(label, name="one")),))
    number = library.apply(change, at=AT, by="shell")
    undone = library.apply(change.inverse(), at=AT, by="shell", undoes=number)
    library.apply(change, at=AT, by="shell", undoes=undone)
    entry = library.undoable("shell")
    assert entry is not None
    assert (entry.number, entry.change) == (number, change)


def test_what_an_erasure_leaves_of_an_entry_is_still_there(library: Library) -> None:
    one, two = added(library, "one\nx"), added(library, "two\nx")
    both = [library.article(one), library.article(two)]
    starred = Change("star", tuple(Edit(each, replace(each, starred=True)) for each in both))
    number = library.apply(starred, at=AT, by="shell")
    only_one = Change("star", (Edit(library.article(one), replace(both[0], starred=False)),))
    lone = library.apply(only_one, at=AT, by="shell")
    library.erase([Key("article", one)], at=AT, by="window")

    entries = {entry.number: entry for entry in library.history()}
    assert entries[number].change == Change("star", (starred.edits[1],))
    assert entries[lone].change is None
    assert entries[lone].what == "star"
    assert library.undoable("shell") is None
    assert library.verify().problems == ()
    assert library.history(of=Key("article", one)) == ()
    assert [entry.number for entry in library.history(of=Key("article", two))] == [3, number]


@pytest.mark.parametrize("which", ["number", "at", "by", "what", "undoes", "payload", "hash"])
def test_any_column_that_is_altered_is_noticed(library: Library, which: str) -> None:
    added(library, TEXT)
    marked(library, library.articles()[0].article.id, "Rutte")
    altered = {
        "number": "number = number + 1 where number = 3",
        "at": "at = '2020-01-01T00:00:00Z' where number = 2",
        "by": "by = 'shell' where number = 2",
        "what": "what = 'merge' where number = 2",
        "undoes": "undoes = 1 where number = 2",
        "payload": "payload = (select payload from journal where number = 2) where number = 3",
        "hash": "hash = 'x' where number = 3",
    }[which]
    db = sqlite3.connect(library.path, isolation_level=None)
    db.execute(f"update journal set {altered}")
    db.close()
    assert library.verify().problems


def test_what_an_erasure_left_cannot_be_altered_unseen(library: Library) -> None:
    one, two = added(library, "one\nx"), added(library, "two\nx")
    both = [library.article(one), library.article(two)]
    starred = Change("star", tuple(Edit(each, replace(each, starred=True)) for each in both))
    number = library.apply(starred, at=AT, by="window")
    library.erase([Key("article", one)], at=AT, by="window")
    payload = json.dumps({"edits": [], "what": "star"}, separators=(",", ":"))
    digest = hashlib.sha256(payload.encode()).hexdigest()
    db = sqlite3.connect(library.path, isolation_level=None)
    db.execute("update journal set payload = ?, left_digest = ? where number = ?",
               (pack_entry(payload.encode()), digest, number))  # fmt: skip
    db.close()
    assert any("was altered" in problem for problem in library.verify().problems)


def test_records_erased_one_after_the_other_leave_a_sound_history(library: Library) -> None:
    random = Random(7)
    for _each in range(40):
        change, blobs = next_change(random, library)
        library.apply(change, at=AT, by="window", blobs=blobs)
    for row in library.articles(ArticleQuery(shelf="all")):
        library.erase([key_of(row.article)], at=AT, by="window")
        assert library.verify().problems == ()
    assert library.annotations() == ()
    assert {item for story in library.stories() for item in story.items} <= {
        row.article.id for row in library.articles(ArticleQuery(shelf="trash"))
    }
