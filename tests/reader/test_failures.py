"""Disks that are full, gone, damaged or may not be written: said plainly, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from reader import changes
from reader.errors import LibraryProblem, WriteFailed
from reader.library import Library, open_copy
from reader.model import ArticleQuery, Change, Edit, Key, TraceKey
from reader.store import schema
from reader.store.packing import pack, unpack_entry
from tests.reader.moves import AT, added, marked
from tests.reader.test_library import TEXT, dump

POSIX = pytest.mark.skipif(os.name != "posix", reason="another system has other rights")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Library.galley")
    yield library
    library.close()


def a_library(path: Path, articles: int = 3) -> None:
    with Library(path) as library:
        for number in range(articles):
            added(library, f"{number} {TEXT}")


def long_text(words: int = 9000) -> str:
    return "Long\n" + " ".join(str(Random(seed).random()) for seed in range(words))


# --- what may not be written ---------------------------------------------------------------------


@contextmanager
def without_rights() -> Iterator[Path]:
    """A folder, and no more rights than anyone has: root may write everywhere."""
    folder = Path(tempfile.mkdtemp(prefix="galley-rights-"))
    folder.chmod(0o777)
    was_root = os.geteuid() == 0
    try:
        if was_root:
            os.chown(folder, 65534, 65534)
            os.setresuid(65534, 65534, 0)
        yield folder
    finally:
        if was_root:
            os.setresuid(0, 0, 0)
        folder.chmod(0o777)
        shutil.rmtree(folder)


@POSIX
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_may_not_be_written_is_said_and_not_touched(what: str) -> None:
    with without_rights() as folder:
        path = folder / "Library.galley"
        a_library(path)
        content = path.read_bytes()
        (path if what == "file" else folder).chmod(0o444 if what == "file" else 0o555)
        with pytest.raises(LibraryProblem, match=r"cannot be (written to|opened)"):
            Library(path)
        assert [each.name for each in folder.iterdir()] == [path.name]
        assert path.read_bytes() == content


@POSIX
def test_a_copy_in_a_folder_that_may_not_be_written_can_be_read() -> None:
    with without_rights() as folder:
        path = folder / "Backup.galley"
        a_library(path)
        back = folder / "b.galley"
        with Library(path) as library:
            library.back_up(back)
        back.chmod(0o444)
        folder.chmod(0o555)
        with open_copy(back) as copy:
            assert len(copy.articles()) == 3
            assert copy.verify().problems == ()


@POSIX
def test_a_log_that_was_left_where_nothing_may_be_written_is_lost_to_nobody() -> None:
    with without_rights() as folder:
        path = folder / "Library.galley"
        library = Library(path)
        id = added(library, TEXT)
        left = folder / "left"
        left.mkdir()
        for end in ("", "-wal"):
            shutil.copy(path.with_name(path.name + end), left / f"Library.galley{end}")
        library.close()
        contents = {each.name: each.read_bytes() for each in left.iterdir()}
        left.chmod(0o555)
        with pytest.raises(LibraryProblem, match=r"cannot be (written to|opened)"):
            Library(left / path.name)
        assert {each.name: each.read_bytes() for each in left.iterdir()} == contents
        left.chmod(0o777)
        with Library(left / path.name) as again:
            assert again.document(id).text == TEXT


# --- a full disk ---------------------------------------------------------------------------------


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Writing behind this many bytes of any file fails, as on a disk without room."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@POSIX
def test_no_room_during_a_change_changes_nothing(library: Library) -> None:
    added(library, TEXT)
    before = dump(library.path)
    log = library.path.with_name(library.path.name + "-wal")
    with no_file_larger_than(log.stat().st_size + 8000), pytest.raises(LibraryProblem):
        added(library, long_text())
    assert dump(library.path) == before
    id = added(library, long_text())
    assert library.document(id).text == long_text()
    assert library.verify().problems == ()


@POSIX
def test_no_room_when_the_log_is_brought_home_loses_nothing(library: Library) -> None:
    size = library.path.stat().st_size
    id = added(library, long_text())
    with no_file_larger_than(size), pytest.raises(LibraryProblem):
        library.checkpoint()
    assert library.document(id).text == long_text()
    mark = marked(library, id, "Long")
    library.checkpoint()
    assert library.verify().problems == ()
    library.close()
    with Library(library.path) as again:
        assert again.annotation(mark).article == id


@POSIX
def test_no_room_for_a_backup_leaves_the_one_that_was_there(
    library: Library, tmp_path: Path
) -> None:
    added(library, TEXT)
    to = tmp_path / "b.galley"
    library.back_up(to)
    content = to.read_bytes()
    added(library, long_text())
    with no_file_larger_than(len(content)), pytest.raises((WriteFailed, LibraryProblem)):
        library.back_up(to)
    assert to.read_bytes() == content
    assert not list(tmp_path.glob(".*"))
    assert library.verify().problems == ()


# --- a disk that is gone -------------------------------------------------------------------------


@POSIX
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_library_that_was_moved_away_takes_nothing_until_it_is_back(
    tmp_path: Path, what: str
) -> None:
    folder = tmp_path / "drive"
    path = folder / "Library.galley"
    library = Library(path)
    id = added(library, TEXT)
    gone, away = (path, tmp_path / "away.galley") if what == "file" else (folder, tmp_path / "away")
    history = library.history()
    gone.rename(away)
    for write in (
        lambda: added(library, "More\nwords"),
        lambda: library.trace(TraceKey("opened", id), AT),
        lambda: library.erase([Key("article", id)], at=AT, by="window"),
        library.checkpoint,
        library.reader,
        lambda: library.back_up(tmp_path / "b.galley"),
    ):
        with pytest.raises(LibraryProblem, match="not there any more"):
            write()
    assert not gone.exists()
    assert library.history() == history
    away.rename(gone)
    added(library, "More\nwords")
    assert len(library.articles()) == 2
    assert library.verify().problems == ()
    library.close()


@POSIX
def test_a_library_in_whose_place_another_was_put_takes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "Library.galley"
    library = Library(path)
    added(library, TEXT)
    library.checkpoint()
    shutil.copy(path, tmp_path / "synced")
    os.replace(tmp_path / "synced", path)
    with pytest.raises(LibraryProblem, match="not there any more"):
        added(library, "More\nwords")
    assert len(library.articles()) == 1
    library._db._sqlite.close()


@POSIX
def test_a_deleted_library_is_not_made_anew_by_those_who_read_it(tmp_path: Path) -> None:
    library = Library(tmp_path / "Library.galley")
    id = added(library, TEXT)
    library.path.unlink()
    with pytest.raises(LibraryProblem, match="not there any more"):
        library.reader()
    with pytest.raises(LibraryProblem, match="not there any more"):
        library.apply(changes.remove(library.article(id), at=AT), at=AT, by="window")
    assert not library.path.exists()
    assert library.document(id).text == TEXT  # what is open can still be read, and exported
    library.close()


# --- damage --------------------------------------------------------------------------------------


def overwritten(path: Path, packed: bytes) -> None:
    """Puts other bytes where a blob lies in the file."""
    content = bytearray(path.read_bytes())
    start = content.index(packed[:200])
    content[start + 20 : start + 120] = bytes(100)
    path.write_bytes(content)


def test_of_damaged_bytes_the_article_is_named_and_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "Library.galley"
    with Library(path) as library:
        ids = [added(library, f"Story {number}\n{long_text(60)} {number}") for number in range(4)]
        digest = library.revision(ids[2]).text
        packed = library._db.value("select content from blob where sha256 = ?", (digest,))
    overwritten(path, packed)
    with Library(path) as library:
        for id in (ids[0], ids[1], ids[3]):
            assert library.document(id).text
        with pytest.raises(LibraryProblem, match="is damaged"):
            library.document(ids[2])
        problems = library.verify().problems
        assert any("Story 2" in problem and ids[2] in problem for problem in problems)
        assert not any("Story 1" in problem for problem in problems)


def test_of_a_page_of_nonsense_all_is_told_that_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "Library.galley"
    with Library(path) as library:
        ids = [added(library, f"Story {number}\n{TEXT}") for number in range(60)]
        root = library._db.value("select rootpage from sqlite_schema where name = 'place'")
        size = library._db.value("pragma page_size")
    content = bytearray(path.read_bytes())
    content[(root - 1) * size : root * size] = b"\xa5" * size
    path.write_bytes(content)
    with Library(path) as library:
        assert library.document(ids[30]).text.startswith("Story 30")
        report = library.verify()
        assert report.problems
        assert (report.articles, report.entries) == (60, 61)
        added(library, "More\nwords")  # what does not touch the page goes on


# --- clocks and versions -------------------------------------------------------------------------


def test_a_clock_that_jumps_disorders_nothing(library: Library) -> None:
    label = library.labels()[0]
    for number, days in enumerate((0, 4000, -4000, 1)):
        renamed = replace(label, name=f"Name {number}")
        at = AT + timedelta(days=days)
        library.apply(Change("labels", (Edit(label, renamed),)), at=at, by="shell")
        label = renamed
    entries = library.history(since=1)
    names = [entry.change.edits[0].after for entry in entries if entry.change]
    assert [each.name for each in names if each is not None and hasattr(each, "name")] == [
        f"Name {number}" for number in range(4)
    ]
    newest = library.undoable("shell")
    assert newest is not None
    assert newest.number == entries[-1].number
    assert library.verify().problems == ()


def as_older(path: Path) -> None:
    """Makes a library what it would be if the step that packs had not been there yet."""
    with Library(path) as library:
        blobs = {digest: library.blob(digest) for digest in library.digests()}
    db = sqlite3.connect(path, isolation_level=None)
    for name in ("numbered", "numbered_before"):
        db.execute(f"drop trigger {name}")
    for name in (
        "article_by_number", "article_by_lang", "annotation_noted", "article_noted",
        "annotation_private", "place_lost", "article_revised", "annotation_by_label",
    ):  # fmt: skip
        db.execute(f"drop index {name}")
    db.execute("create index annotation_by_label on annotation (label, trashed, article)")
    db.execute("alter table article drop column number")
    db.execute("alter table indexed drop column article")
    db.execute("alter table blob drop column repeats")
    for digest, content in blobs.items():
        db.execute("update blob set content = ? where sha256 = ?", (pack(content), digest))
    entries = [(unpack_entry(packed).decode(), number) for number, packed in
               db.execute("select number, payload from journal")]  # fmt: skip
    db.execute("alter table journal add column written text not null default ''")
    db.executemany("update journal set written = ? where number = ?", entries)
    db.execute("alter table journal drop column payload")
    db.execute("alter table journal rename column written to payload")
    db.execute(f"pragma user_version = {schema.STEPS.index(schema.PACKED)}")
    db.execute("vacuum")
    db.close()


def test_a_library_of_an_older_version_is_read_as_it_is_and_brought_up_to_date(
    tmp_path: Path,
) -> None:
    path = tmp_path / "Library.galley"
    with Library(path) as library:
        id = added(library, TEXT)
        mark = marked(library, id, "Rutte", note="embassy")
        history = library.history()
    as_older(path)
    with open_copy(path) as copy:
        assert copy.verify().problems == ()
        assert copy.document(id).text == TEXT
        assert copy.history() == history
    with Library(path) as library:
        assert library.history() == history
        assert [hit.annotation for hit in library.search("embassy")] == [mark]
        assert len(library.articles(ArticleQuery(words="embassy"))) == 1
        library.erase([Key("annotation", mark)], at=AT, by="window")
        assert library.verify().problems == ()
