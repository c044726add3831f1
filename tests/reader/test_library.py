"""The library: what is applied is there, whole, undoable, announced, and really gone if erased."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import changes, model
from reader.errors import BadRequest, LibraryProblem, NotFound, Stale, WriteFailed
from reader.library import Library
from reader.model import (
    ArticleId,
    ArticleQuery,
    Change,
    Edit,
    ExportBase,
    Key,
    Label,
    LabelId,
    Story,
    TraceKey,
    key_of,
)
from reader.store import schema
from reader.store.comparable import address, instant
from reader.store.connection import Connection
from tests.reader.moves import AT, added, an_arrival, marked, next_change, revised

TEXT = "Rutte takes over\nMark Rutte took over from Jens Stoltenberg.\n選挙は昨日、行われた。"
GOLDEN = Path(__file__).parents[1] / "golden" / "schema.sql"

NOT_RECORDS = {"journal", "touched", "used", "indexed", "print", "state", "trace"}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Library.galley")
    yield library
    library.close()


@contextmanager
def some_library(moves: int, seed: int) -> Iterator[tuple[Library, Random]]:
    """A library after some random changes."""
    with tempfile.TemporaryDirectory() as folder:
        library, random = Library(Path(folder) / "Library.galley"), Random(seed)
        try:
            for _each in range(moves):
                change, blobs = next_change(random, library)
                library.apply(change, at=AT, by="window", blobs=blobs)
            yield library, random
        finally:
            library.close()


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all record tables and what the index gives back, whatever their order."""
    db = sqlite3.connect(path)
    try:
        names = [
            name
            for (name,) in db.execute("select name from sqlite_schema where type = 'table'")
            if name not in NOT_RECORDS and not name.startswith("search") and name != "blob"
        ]
        rows = {name: sorted(map(repr, db.execute(f"select * from {name}"))) for name in names}
        found = "select kind, id from indexed where live = 1"
        return {**rows, "live": sorted(map(repr, db.execute(found)))}
    finally:
        db.close()


def words_of_index(path: Path) -> list[tuple[object, ...]]:
    """Every word in the index with how often it stands there."""
    db = sqlite3.connect(path)
    try:
        db.execute("create virtual table temp.vocabulary using fts5vocab(main, search, col)")
        return sorted(db.execute("select term, col, doc, cnt from vocabulary"))
    finally:
        db.close()


def raw(path: Path) -> bytes:
    """All bytes of the library's file and of what SQLite keeps beside it."""
    beside = [path.with_name(path.name + end) for end in ("", "-wal", "-shm", "-journal")]
    return b"".join(each.read_bytes() for each in beside if each.exists())


# --- laws ----------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.integers(0, 25), st.integers(0, 2**32))
def test_a_change_and_its_inverse_change_nothing(moves: int, seed: int) -> None:
    with some_library(moves, seed) as (library, random):
        before, words = dump(library.path), words_of_index(library.path)
        change, blobs = next_change(random, library)
        number = library.apply(change, at=AT, by="window", blobs=blobs)
        assert dump(library.path) != before
        library.apply(change.inverse(), at=AT, by="window", undoes=number)
        assert dump(library.path) == before
        assert words_of_index(library.path) == words
        library.apply(change, at=AT, by="window")
        assert library.verify().problems == ()


@settings(max_examples=25)
@given(st.integers(1, 25), st.integers(0, 2**32))
def test_a_stale_change_writes_nothing(moves: int, seed: int) -> None:
    with some_library(moves, seed) as (library, random):
        change, blobs = next_change(random, library)
        label = library.labels()[0]
        wrong = Edit(replace(label, name="no such name"), replace(label, name="new name"))
        before, number = raw(library.path), len(library.history())
        with pytest.raises(Stale):
            library.apply(Change("labels", (*change.edits, wrong)), at=AT, by="shell", blobs=blobs)
        assert len(library.history()) == number
        assert raw(library.path) == before


@settings(max_examples=25)
@given(st.integers(2, 30), st.integers(0, 2**32))
def test_after_an_erasure_the_library_is_sound_and_takes_changes(moves: int, seed: int) -> None:
    with some_library(moves, seed) as (library, random):
        rows = library.articles(ArticleQuery(shelf=random.choice(["all", "trash"])))
        records: list[model.Article | model.Annotation] = [
            *(row.article for row in rows),
            *library.annotations(),
        ]
        for record in random.sample(records, min(2, len(records))):
            try:
                library.erase([key_of(record)], at=AT, by="window")
            except NotFound:  # it went with the article before it
                assert isinstance(record, model.Annotation)
        assert library.verify().problems == ()
        change, blobs = next_change(random, library)
        library.apply(change, at=AT, by="window", blobs=blobs)
        assert library.verify().problems == ()
        assert [entry.number for entry in library.history()] == list(
            range(1, len(library.history()) + 1)
        )


@settings(max_examples=30)
@given(st.integers(0, 25), st.integers(0, 2**32))
def test_what_is_stored_is_what_comes_back(moves: int, seed: int) -> None:
    with some_library(moves, seed) as (library, random):
        change, blobs = next_change(random, library)
        library.apply(change, at=AT, by="window", blobs=blobs)
        library.close()
        again = Library(library.path)
        try:
            [entry] = again.history()[-1:]
            assert entry.change == change
            for edit in change.edits:
                match edit.after:
                    case model.Article():
                        assert again.article(edit.after.id) == edit.after
                    case model.Annotation():
                        assert again.annotation(edit.after.id) == edit.after
                    case model.Revision():
                        assert edit.after in again.revisions(edit.after.article)
                    case model.Place():
                        article = again.annotation(edit.after.annotation).article
                        places = again.places(article, edit.after.revision)
                        assert places[edit.after.annotation] == edit.after
                    case Story():
                        assert edit.after in again.stories()
                    case model.StoredPicture():
                        assert again.pictures(edit.after.article)[edit.after.src] == edit.after
        finally:
            again.close()


# --- opening -------------------------------------------------------------------------------------


def test_a_new_library_has_six_labels_and_one_entry_that_made_them(library: Library) -> None:
    assert [(label.name, label.colour) for label in library.labels()] == [
        ("Quote", "yellow"), ("Claim", "blue"), ("Check", "orange"), ("Lead", "green"),
        ("Background", "grey"), ("Doubt", "red"),
    ]  # fmt: skip
    [entry] = library.history()
    assert (entry.what, entry.by, entry.number) == ("labels", "window", 1)
    assert library.articles() == ()


def test_a_library_that_is_opened_again_is_as_it_was_left(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "Library.galley"
    library = Library(path)
    id = added(library, TEXT)
    labels, history = library.labels(), library.history()
    library.close()
    library = Library(path)
    assert (library.labels(), library.history()) == (labels, history)
    assert library.document(id).text == TEXT
    library.close()


def test_a_closed_library_is_one_file(tmp_path: Path) -> None:
    library = Library(tmp_path / "Library.galley")
    added(library, TEXT)
    library.close()
    assert [each.name for each in tmp_path.iterdir()] == ["Library.galley"]


@pytest.mark.parametrize(
    "content", [b"hello", b"SQLite format 3\0" + b"x" * 4000, b"%PDF-1.4" * 600]
)
def test_a_file_that_is_no_library_is_refused_and_not_touched(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "x.galley"
    path.write_bytes(content)
    with pytest.raises(LibraryProblem):
        Library(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_another_programs_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    db = sqlite3.connect(path)
    db.execute("create table bookmark (url)")
    db.close()
    content = path.read_bytes()
    with pytest.raises(LibraryProblem, match="is not a Galley library"):
        Library(path)
    assert path.read_bytes() == content


def test_a_library_of_a_newer_galley_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "x.galley"
    Library(path).close()
    db = sqlite3.connect(path)
    db.execute("pragma user_version = 99")
    db.close()
    content = path.read_bytes()
    with pytest.raises(LibraryProblem, match="newer version"):
        Library(path)
    assert path.read_bytes() == content


def test_a_folder_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryProblem):
        Library(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryProblem, match="no folder"):
        Library(tmp_path / "file" / "Library.galley")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said_so(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    with pytest.raises(LibraryProblem):
        Library(folder / "Library.galley")


def test_a_library_that_cannot_be_written_is_said_so(library: Library) -> None:
    id = added(library, TEXT)
    library._db.run("pragma query_only = on")  # what a read-only disk answers
    with pytest.raises(LibraryProblem, match="cannot be written"):
        library.trace(TraceKey("opened", id), AT)


def test_a_full_disk_is_said_so_and_nothing_is_half_written(library: Library) -> None:
    added(library, TEXT)
    before = dump(library.path)
    library._db.run(f"pragma max_page_count = {library._db.value('pragma page_count')}")
    noise = " ".join(str(Random(seed).random()) for seed in range(9000))
    with pytest.raises(LibraryProblem, match="disk is full"):
        added(library, f"Long\n{noise}")
    assert dump(library.path) == before
    assert library.verify().problems == ()


def test_an_older_file_is_copied_before_it_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "Library.galley"
    Library(path).close()
    steps = (*schema.STEPS, "create table more (id text) strict;")
    db = schema.open_library(path, steps)
    assert db.value("pragma user_version") == len(steps)
    assert db.rows("select * from more") == []
    db.close()
    copy = Connection(tmp_path / f"Library.before-{len(steps)}.galley")
    assert copy.value("pragma user_version") == len(schema.STEPS)
    assert copy.value("pragma application_id") == schema.APPLICATION_ID
    copy.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "Library.galley"
    Library(path).close()
    with pytest.raises(sqlite3.OperationalError):
        schema.open_library(path, (*schema.STEPS, "create table more (id); create nonsense;"))
    db = schema.open_library(path)
    assert db.value("pragma user_version") == len(schema.STEPS)
    assert db.row("select 1 from sqlite_schema where name = 'more'") is None
    db.close()


def test_the_schema_is_the_one_on_record(library: Library) -> None:
    """Run with GALLEY_WRITE_GOLDEN=1 after a new step."""
    rows = library._db.rows(
        "select sql from sqlite_schema where sql is not null and name not like 'search_%'"
        " order by type = 'index', name"
    )
    found = "\n\n".join(f"{sql};" for (sql,) in rows) + "\n"
    if os.environ.get("GALLEY_WRITE_GOLDEN"):
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")


# --- applying ------------------------------------------------------------------------------------


def test_listeners_hear_each_change_once_it_is_stored(library: Library) -> None:
    heard: list[tuple[Change, int]] = []
    stop = library.subscribe(lambda change: heard.append((change, len(library.history()))))
    change, blobs = an_arrival(library.new_article_id(), TEXT)
    number = library.apply(change, at=AT, by="window", blobs=blobs)
    assert heard == [(change, number)]
    stop()
    stop()
    library.apply(change.inverse(), at=AT, by="window", undoes=number)
    assert len(heard) == 1


def test_several_edits_of_one_record_in_a_change_follow_one_another(library: Library) -> None:
    label = library.labels()[0]
    middle, last = replace(label, name="Zitat"), replace(label, name="引用")
    change = Change("labels", (Edit(label, middle), Edit(middle, last)))
    library.apply(change, at=AT, by="window")
    assert library.labels()[0] == last
    assert library.history()[-1].change == change
    library.apply(change.inverse(), at=AT, by="window")
    assert library.labels()[0] == label


def test_an_article_that_was_annotated_meanwhile_cannot_be_undone_away(library: Library) -> None:
    change, blobs = an_arrival(library.new_article_id(), TEXT)
    library.apply(change, at=AT, by="window", blobs=blobs)
    [row] = library.articles()
    mark = marked(library, row.article.id, "Stoltenberg")
    before = dump(library.path)
    with pytest.raises(Stale):
        library.apply(change.inverse(), at=AT, by="window")
    assert dump(library.path) == before
    assert library.annotation(mark).article == row.article.id


def test_a_label_that_is_in_use_cannot_be_removed(library: Library) -> None:
    marked(library, added(library, TEXT), "Rutte")
    with pytest.raises(Stale):
        library.apply(Change("labels", (Edit(library.labels()[0], None),)), at=AT, by="window")


def test_a_revision_without_its_bytes_is_refused(library: Library) -> None:
    change, _blobs = an_arrival(library.new_article_id(), TEXT)
    with pytest.raises(Stale):
        library.apply(change, at=AT, by="window")
    assert library.articles() == ()


def test_bytes_under_a_wrong_digest_are_refused(library: Library) -> None:
    with pytest.raises(ValueError, match="not the digest"):
        library.apply(Change("labels", ()), at=AT, by="window",
                      blobs={model.sha256(b"x"): b"y"})  # fmt: skip


def test_an_id_that_was_used_is_never_drawn_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, blobs = an_arrival(ArticleId("a0000000"), TEXT)
    number = library.apply(change, at=AT, by="window", blobs=blobs)
    library.apply(change.inverse(), at=AT, by="window", undoes=number)
    drawn = iter("0000000" + "0000001")
    monkeypatch.setattr("reader.library.secrets.choice", lambda digits: next(drawn))
    assert library.new_article_id() == "a0000001"


def test_ids_drawn_for_one_change_are_all_different(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter("00000" + "00000" + "00001")
    monkeypatch.setattr("reader.library.secrets.choice", lambda digits: next(drawn))
    assert [library.new_annotation_id() for _each in range(2)] == ["k00000", "k00001"]


def test_ids_have_the_letters_and_lengths_of_the_design(library: Library) -> None:
    ids = [library.new_article_id(), library.new_story_id(), library.new_label_id()]
    assert [(id[0], len(id)) for id in ids] == [("a", 8), ("s", 8), ("l", 8)]
    assert len(library.new_annotation_id()) == 6
    assert library.new_annotation_id()[0] == "k"


# --- reading -------------------------------------------------------------------------------------


def test_what_is_not_there_is_not_found(library: Library) -> None:
    id = added(library, TEXT)
    for ask in (
        lambda: library.article(ArticleId("a9999999")),
        lambda: library.document(ArticleId("../etc")),
        lambda: library.revisions(ArticleId("")),
        lambda: library.document(id, 2),
        lambda: library.annotation(model.AnnotationId("k99999")),
        lambda: library.blob(model.sha256(b"x")),
    ):
        with pytest.raises(NotFound):
            ask()


def test_the_shelves_hold_what_their_names_say(library: Library) -> None:
    names = ["plain", "opened", "starred", "archived", "trashed", "starred and archived"]
    ids = {name: added(library, f"{name}\nx", at=AT + timedelta(seconds=i))
           for i, name in enumerate(names)}  # fmt: skip
    for name, fields in (
        ("starred", {"starred": True}),
        ("archived", {"archived": True}),
        ("starred and archived", {"starred": True, "archived": True}),
    ):
        change = changes.edit_article(library.article(ids[name]), **fields)
        assert change is not None
        library.apply(change, at=AT, by="window")
    library.apply(changes.remove(library.article(ids["trashed"]), at=AT), at=AT, by="window")
    library.trace(TraceKey("opened", ids["opened"]), AT)
    shelves: dict[model.Shelf, list[str]] = {
        "reading": ["starred", "opened", "plain"],
        "unread": ["starred", "plain"],
        "starred": ["starred and archived", "starred"],
        "archive": ["starred and archived", "archived"],
        "trash": ["trashed"],
        "all": ["starred and archived", "archived", "starred", "opened", "plain"],
    }
    for shelf, titles in shelves.items():
        query = ArticleQuery(shelf=shelf)
        assert [row.article.title for row in library.articles(query)] == titles
        assert library.count(query) == len(titles)


def test_the_list_is_paged_and_counted_as_a_whole(library: Library) -> None:
    for number in range(7):
        added(library, f"{number}\nx", at=AT + timedelta(minutes=number))
    query = ArticleQuery(limit=3, offset=3)
    assert [row.article.title for row in library.articles(query)] == ["3", "2", "1"]
    assert library.count(query) == 7


def test_articles_are_sorted_by_the_instant_they_were_published(library: Library) -> None:
    for title, published in (
        ("second", "2024-10-01T07:00:00+07:00"),
        ("third", "2024-10-01T00:30:00Z"),
        ("first", "2024-09"),
        ("unknown", "yesterday"),
        ("none", None),
    ):
        added(library, f"{title}\nx", published=published)
    titles = [row.article.title for row in library.articles(ArticleQuery(sort="published"))]
    assert titles[:3] == ["third", "second", "first"]
    assert set(titles[3:]) == {"unknown", "none"}


def test_articles_are_sorted_by_title_and_by_site_without_regard_to_accents(
    library: Library,
) -> None:
    for title, site in (("zebra", "b.org"), ("Énergie", None), ("apple", "A.org")):
        added(library, f"{title}\nx", site=site)
    by_title = library.articles(ArticleQuery(sort="title"))
    by_site = library.articles(ArticleQuery(sort="site"))
    assert [row.article.title for row in by_title] == ["apple", "Énergie", "zebra"]
    assert [row.article.site for row in by_site] == ["A.org", "b.org", None]


def test_the_list_tells_the_different_labels_in_text_order(library: Library) -> None:
    id = added(library, TEXT)
    quote, claim, *_rest = (label.id for label in library.labels())
    marked(library, id, "Stoltenberg", label=quote)
    marked(library, id, "Mark", label=claim)
    marked(library, id, "選挙", label=claim)
    gone = marked(library, id, "Rutte", label=library.labels()[5].id)
    library.apply(changes.remove(library.annotation(gone), at=AT), at=AT, by="window")
    library.trace(TraceKey("opened", id), AT)
    library.trace(TraceKey("progress", id), 0.25)
    [row] = library.articles()
    assert (row.labels, row.annotations) == ((claim, quote), 3)
    assert (row.opened, row.progress) == (AT, 0.25)


def test_articles_are_found_by_tag_label_and_story(library: Library) -> None:
    one, two, three = (added(library, f"{name}\nx") for name in ("one", "two", "three"))
    change = changes.edit_article(library.article(one), tags=["選挙", "NATO"])
    assert change is not None
    library.apply(changes.naming_tags(change, library.tags()), at=AT, by="window")
    mark = marked(library, two, "x", tags=["nato"], label=library.labels()[3].id)
    story = Story(library.new_story_id(), "s", items=(three, mark))
    library.apply(Change("story", (Edit(None, story),)), at=AT, by="window")

    def titles(**fields: object) -> set[str]:
        query = replace(ArticleQuery(), **fields)
        assert library.count(query) == len(library.articles(query))
        return {row.article.title for row in library.articles(query)}

    assert titles(tag="nato") == {"one", "two"}
    assert titles(tag="選挙") == {"one"}
    assert titles(label=library.labels()[3].id) == {"two"}
    assert titles(story=story.id) == {"two", "three"}
    assert titles(tag="nato", story=story.id) == {"two"}
    assert set(library.tags()) == {"nato", "選挙"}


def test_annotations_come_in_text_order_and_orphans_last(library: Library) -> None:
    first, stays, last = "beta goes home", "What stays says most of all.", "delta rides away"
    id = added(library, f"Title\nalpha {first}\n{stays}\n{last}")
    delta, alpha, beta = (marked(library, id, words) for words in ("delta", "alpha", "beta"))
    assert [mark.id for mark in library.annotations(id)] == [alpha, beta, delta]
    assert revised(library, id, f"Title\n{last}\n{stays}\n{first}") == 2
    assert [mark.id for mark in library.annotations(id)] == [delta, beta, alpha]
    assert list(library.places(id)) == [delta, beta, alpha]
    assert library.places(id)[alpha].passage is None
    assert list(library.places(id, 1)) == [alpha, beta, delta]


def test_annotations_of_an_article_in_the_trash_are_not_among_all(library: Library) -> None:
    one, two = added(library, "one\nx"), added(library, "two\nx")
    first, second, third = marked(library, one, "x"), marked(library, two, "x"), marked(
        library, two, "two"
    )  # fmt: skip
    library.apply(changes.remove(library.article(one), at=AT), at=AT, by="window")
    library.apply(changes.remove(library.annotation(third), at=AT), at=AT, by="window")
    assert [mark.id for mark in library.annotations()] == [second]
    assert [mark.id for mark in library.annotations(one)] == [first]
    assert [mark.id for mark in library.annotations(trashed=True)] == [third]
    assert library.annotations(two, trashed=True)[0].trashed == AT


def test_a_page_is_known_again_whatever_its_address_carries(library: Library) -> None:
    id = added(library, TEXT, url="https://www.example.org/nato?id=3&utm_source=x#top")
    for same in (
        "http://example.org/nato?id=3",
        "https://EXAMPLE.org:443/nato/?fbclid=1&id=3&gclid=2",
    ):
        found = library.article_at(same)
        assert found is not None
        assert found.id == id
    assert library.article_at("https://example.org/nato?id=4") is None
    assert library.article_at("") is None
    library.apply(changes.remove(library.article(id), at=AT), at=AT, by="window")
    assert library.article_at("https://example.org/nato?id=3") is None


def test_addresses_that_are_none_are_no_crash() -> None:
    assert address("http://[") is not None
    assert address("選挙") == "選挙"
    assert address(None) is None


@pytest.mark.parametrize(
    ("published", "moment"),
    [
        ("2024", "2024-01-01T00:00:00.000000Z"),
        ("2024-10-01", "2024-10-01T00:00:00.000000Z"),
        ("2024-10-01T07:00:00+07:00", "2024-10-01T00:00:00.000000Z"),
        ("2024-13", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("gestern", None),
        ("", None),
    ],
)
def test_the_instant_of_publication_is_read_as_far_as_it_is_known(
    published: str, moment: str | None
) -> None:
    assert instant(published) == moment


def test_the_same_bytes_are_known_again(library: Library) -> None:
    id = added(library, TEXT)
    found = library.article_of_source(model.sha256(TEXT.encode()))
    assert found is not None
    assert found.id == id
    assert library.article_of_source(model.sha256(b"")) is None


def test_an_export_holds_no_private_and_no_trashed_annotation(library: Library) -> None:
    id = added(library, TEXT)
    shown = marked(library, id, "Stoltenberg")
    gone = marked(library, id, "Rutte")
    library.apply(changes.remove(library.annotation(gone), at=AT), at=AT, by="window")
    marked(library, id, "選挙", private=True)
    exported = library.exported(id)
    assert [(mark.id, place.state) for mark, place in exported.marks] == [(shown, "exact")]
    assert exported.stayed == 1
    assert exported.document.text == TEXT
    revised(library, id, "New\nstory")
    later = marked(library, id, "story")
    [(first, place), (second, orphan)] = library.exported(id, 1).marks
    assert (first.id, place.state, second.id, orphan.state) == (shown, "exact", later, "orphan")


def test_traces_hold_the_last_value_and_are_no_history(library: Library) -> None:
    id = added(library, TEXT)
    entries = len(library.history())
    key = TraceKey("position", id)
    assert library.traced(key) is None
    library.trace(key, 17)
    library.trace(key, {"offset": 9, "選": [1.5, None]})
    assert library.traced(key) == {"offset": 9, "選": [1.5, None]}
    assert len(library.history()) == entries


def test_the_last_versions_of_an_export_are_kept(library: Library) -> None:
    id = added(library, TEXT)
    mark = library.annotation(marked(library, id, "Rutte"))
    for number in range(12):
        library.keep_export(ExportBase("/x/a.md", id, f"version {number}", (mark,), AT))
    kept = library.export_bases("/x/a.md")
    assert [base.text for base in kept] == [f"version {number}" for number in range(11, 1, -1)]
    assert kept[0] == ExportBase("/x/a.md", id, "version 11", (mark,), AT)
    assert library.export_bases("/x/b.md") == ()


# --- erasing -------------------------------------------------------------------------------------

SECRET = "Zwergplumpudding Quellenschutzwort"


def test_of_an_erased_article_no_byte_is_left(library: Library) -> None:
    kept = added(library, TEXT)
    id = added(library, f"{SECRET}\n{SECRET} told us that Rutte agreed.", site="Secretsite",
               url="https://example.org/geheimadresse")  # fmt: skip
    mark = marked(library, id, "told us", note="Zettelgeheimnis", tags=["nato"])
    undone = changes.mark(library.document(id), id, 1, model.Passage(0, 20), library.labels()[0].id,
                          id=library.new_annotation_id(), at=AT, note="Undoneword")  # fmt: skip
    number = library.apply(undone, at=AT, by="window")
    library.apply(undone.inverse(), at=AT, by="window", undoes=number)
    change = changes.edit_annotation(library.annotation(mark), at=AT, note="Zweitgeheimnis")
    library.apply(change or undone, at=AT, by="window")
    revised(library, id, "Neu\nDrittgeheimnis told us that")
    picture = model.StoredPicture(id, "https://example.org/bildgeheim.png", None, "gone")
    library.apply(Change("revise", (Edit(None, picture),)), at=AT, by="capture")
    story = Story(library.new_story_id(), "s", items=(kept, id, mark))
    library.apply(Change("story", (Edit(None, story),)), at=AT, by="window")
    library.keep_export(ExportBase("/x", id, SECRET, (library.annotation(mark),), AT))
    library.trace(TraceKey("opened", id), AT)
    blobs = {library.revision(id, n).source for n in (1, 2)}
    packed = set(library._db.rows("select content from blob"))

    heard: list[Change] = []
    library.subscribe(heard.append)
    library.erase([Key("article", id)], at=AT, by="window")

    gone = packed - set(library._db.rows("select content from blob"))
    assert len(gone) == 4  # plain text is its own source
    assert not any(each in raw(library.path) for (each,) in gone)
    content = raw(library.path).lower()
    for word in (SECRET, *SECRET.split(), "Zettelgeheimnis", "Undoneword", "Zweitgeheimnis",
                 "Drittgeheimnis", "geheimadresse", "Secretsite", "bildgeheim"):  # fmt: skip
        assert word.lower().encode() not in content
    terms = {term for term, *_rest in words_of_index(library.path)}
    assert not any(term in terms for term in ("zwergplumpudding", "zettelgeheimnis", "told"))
    assert "stoltenberg" in terms
    for digest in blobs:
        with pytest.raises(NotFound):
            library.blob(digest)
    with pytest.raises(NotFound):
        library.article(id)
    assert library.stories()[0].items == (kept,)
    assert {edit.key for edit in heard[0].edits} >= {Key("article", id), Key("annotation", mark)}
    assert library.verify().problems == ()
    assert library.search("Zwerg") == ()
    assert [row.article.id for row in library.articles()] == [kept]
    assert library.history()[-1].what == "erase"


def test_of_an_erased_annotation_the_article_stays(library: Library) -> None:
    id = added(library, TEXT)
    gone, stays = marked(library, id, "Rutte", note=SECRET), marked(library, id, "Mark")
    library.keep_export(ExportBase("/x", id, SECRET, (), AT))
    library.erase([Key("annotation", gone)], at=AT, by="shell")
    assert SECRET.encode() not in raw(library.path)
    assert [mark.id for mark in library.annotations(id)] == [stays]
    assert library.document(id).text == TEXT
    assert library.export_bases("/x") == ()
    assert library.verify().problems == ()


def test_bytes_that_another_article_needs_stay(library: Library) -> None:
    one, two = added(library, TEXT), added(library, TEXT)
    library.erase([Key("article", one)], at=AT, by="window")
    assert library.document(two).text == TEXT


def test_an_article_whose_adding_was_undone_can_still_be_erased(library: Library) -> None:
    change, blobs = an_arrival(library.new_article_id(), f"{SECRET}\nx")
    number = library.apply(change, at=AT, by="window", blobs=blobs)
    library.apply(change.inverse(), at=AT, by="window", undoes=number)
    library.erase([change.edits[0].key], at=AT, by="window")
    assert SECRET.encode() not in raw(library.path)
    assert library.verify().problems == ()
    with pytest.raises(Stale):  # its bytes are gone, so it cannot come back
        library.apply(change, at=AT, by="window")


def test_what_never_was_cannot_be_erased(library: Library) -> None:
    id = added(library, TEXT)
    with pytest.raises(NotFound):
        library.erase([Key("article", id), Key("article", "a9999999")], at=AT, by="shell")
    assert library.article(id).id == id


def test_an_erasure_that_a_reader_holds_up_is_finished_at_the_next_opening(
    tmp_path: Path,
) -> None:
    library = Library(tmp_path / "Library.galley")
    library._db.run("pragma busy_timeout = 100")
    id = added(library, f"{SECRET}\nx")
    reader = library.reader()
    with reader._db.snapshot():
        assert reader.article(id).title == SECRET
        with pytest.raises(LibraryProblem, match="still holds remains"):
            library.erase([Key("article", id)], at=AT, by="window")
    reader.close()
    assert library.articles() == ()
    library.close()
    Library(library.path).close()
    assert SECRET.encode() not in raw(library.path)


# --- upkeep --------------------------------------------------------------------------------------


def test_a_backup_is_one_sound_file_that_opens(library: Library, tmp_path: Path) -> None:
    id = added(library, TEXT)
    folder = tmp_path / "backups"
    folder.mkdir()
    for _twice in range(2):
        library.back_up(folder / "b.galley")
    assert [each.name for each in folder.iterdir()] == ["b.galley"]
    copy = Library(folder / "b.galley")
    assert copy.document(id).text == TEXT
    assert copy.verify().problems == ()
    copy.close()


def test_a_backup_replaces_nothing_but_a_backup(library: Library, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("dear")
    for target in (letter, library.path, tmp_path):
        with pytest.raises(BadRequest):
            library.back_up(target)
    with pytest.raises(WriteFailed):
        library.back_up(tmp_path / "none" / "b.galley")
    assert letter.read_text() == "dear"


def test_verify_names_what_was_tampered_with(library: Library) -> None:
    id = added(library, TEXT)
    marked(library, id, "Rutte")
    assert library.verify().problems == ()
    assert (library.verify().articles, library.verify().annotations) == (1, 1)
    for sql, complaint in (
        ("update blob set content = x'00'", "damaged"),
        ("update annotation set start = 3", "not where they were marked"),
        ('update place set "end" = 9999', "outside the text"),
        ("update journal set payload = x'789c' where number = 3", "was altered"),
        ("update journal set at = '2020-01-01T00:00:00Z' where number = 2", "does not follow"),
        ("delete from journal where number = 2", "does not follow"),
    ):
        copy = library.path.with_name("copy.galley")
        library.back_up(copy)
        db = sqlite3.connect(copy)
        db.execute(sql)
        db.commit()
        db.close()
        tampered = Library(copy)
        assert any(complaint in problem for problem in tampered.verify().problems), sql
        tampered.close()
        copy.unlink()


def test_a_damaged_file_is_a_problem_in_words_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "Library.galley"
    library = Library(path)
    for number in range(40):
        added(library, f"{number} {TEXT}")
    library.close()
    content = bytearray(path.read_bytes())
    content[8192 : len(content) // 2] = b"\xa5" * (len(content) // 2 - 8192)
    path.write_bytes(content)
    with pytest.raises(LibraryProblem):  # noqa: PT012 - damage may show at any of these
        library = Library(path)
        try:
            for row in library.articles():
                library.document(row.article.id)
            library.history()
        finally:
            library.close()


def test_a_reader_reads_on_another_thread_and_cannot_write(library: Library) -> None:
    id = added(library, TEXT)
    found: list[object] = []

    def work() -> None:
        with library.reader() as reader:
            found.append(reader.document(id).text)
            try:
                reader._db.run("delete from trace")
            except LibraryProblem as error:
                found.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found[0] == TEXT
    assert isinstance(found[1], LibraryProblem)


def test_a_checkpoint_on_another_thread_brings_everything_home(library: Library) -> None:
    added(library, TEXT)
    thread = threading.Thread(target=library.checkpoint)
    thread.start()
    thread.join()
    copy = library.path.with_name("copy.galley")
    copy.write_bytes(library.path.read_bytes())
    opened = Library(copy)
    assert len(opened.articles()) == 1
    opened.close()


# --- two processes -------------------------------------------------------------------------------


def test_what_another_process_writes_is_news_once(library: Library) -> None:
    other = Library(library.path)
    heard: list[Change] = []
    library.subscribe(heard.append)
    assert library.news() == ()
    id = added(other, TEXT)
    own = Change("labels", (Edit(None, Label(LabelId("l0000009"), "Own", "teal", 9)),))
    library.apply(own, at=AT, by="window")
    mark = marked(other, id, "Rutte")
    news = library.news()
    assert [entry.what for entry in news] == ["add", "mark"]
    assert heard == [own, *(entry.change for entry in news)]
    assert library.news() == ()
    assert library.annotation(mark).article == id
    assert [entry.what for entry in other.news()] == ["labels"]
    other.close()


def test_an_erasure_elsewhere_is_news_without_its_words(library: Library) -> None:
    id = added(library, TEXT)
    assert library.document(id).text == TEXT
    other = Library(library.path)
    other.erase([Key("article", id)], at=AT, by="shell")
    heard: list[Change] = []
    library.subscribe(heard.append)
    library.news()
    assert heard == [Change("erase", ())]
    with pytest.raises(NotFound):
        library.document(id)
    other.close()


WRITER = """
import sys
from pathlib import Path
from datetime import datetime, UTC
from reader import changes
from reader.library import Library
from reader.errors import Stale
library = Library(Path(sys.argv[1]))
for number in range(60):
    while True:
        label = library.labels()[0]
        from dataclasses import replace
        from reader.model import Change, Edit
        change = Change("labels", (Edit(label, replace(label, order=label.order + 1)),))
        try:
            library.apply(change, at=datetime.now(UTC), by="shell")
            break
        except Stale:
            pass
library.close()
"""


def test_processes_that_write_at_once_lose_nothing(library: Library) -> None:
    first = min(library.labels(), key=lambda label: label.order)
    others = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(library.path)]) for _each in range(2)
    ]
    for number in range(40):
        added(library, f"{number}\nx")
    assert [other.wait(60) for other in others] == [0, 0]
    assert len(library.articles()) == 40
    assert len(library.history()) == 1 + 40 + 120
    assert sum(label.order for label in library.labels()) == sum(range(6)) + 120
    assert first.id in {label.id for label in library.labels()}
    assert library.verify().problems == ()


def test_a_writer_that_does_not_finish_is_said_so(library: Library) -> None:
    other = sqlite3.connect(library.path, isolation_level=None)
    other.execute("begin immediate")
    library._db.run("pragma busy_timeout = 50")
    with pytest.raises(LibraryProblem, match="Another program is writing"):
        library.trace(TraceKey("opened", "a0000000"), datetime(2024, 1, 1, tzinfo=UTC))
    other.execute("rollback")
    other.close()
    library.trace(TraceKey("opened", "a0000000"), AT)
