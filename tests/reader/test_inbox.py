"""Which files of a watched folder have come or changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader import inbox
from reader.errors import GalleyError
from reader.inbox import QUIET, Look, Stamp, look
from reader.library import Library
from reader.model import sha256
from tests.ui.kit import Clock, adding

NOW = 1_700_000_000_000_000_000


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Test.galley") as library:
        yield library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def put(file: Path, words: str, changed: int = NOW - QUIET) -> None:
    file.write_text(words, "utf-8")
    os.utime(file, ns=(changed, changed))


def seen(library: Library, folder: Path, before: dict[str, Stamp] | None = None) -> Look:
    return look(library, folder, before or {}, NOW)


def keep(library: Library, found: Look) -> None:
    """Remembers what was found as taken."""
    for each in found.fresh:
        library.trace(inbox.trace_of(each.path), inbox.written(each.taken))


def names(found: Look) -> list[str]:
    return [Path(each.path).name for each in found.fresh]


def test_what_is_there_is_taken_once(library: Library, folder: Path) -> None:
    put(folder / "a.html", "A page.")
    put(folder / "b.jpg", "No page.")
    found = seen(library, folder)
    assert names(found) == ["a.html"]
    keep(library, found)
    assert names(seen(library, folder)) == []


def test_a_file_that_is_being_written_is_left_until_it_is_quiet(
    library: Library, folder: Path
) -> None:
    put(folder / "a.html", "Half a pa", NOW - QUIET // 2)
    first = seen(library, folder)
    assert names(first) == []
    put(folder / "a.html", "Half a page", NOW - QUIET // 3)
    assert names(seen(library, folder, dict(first.stamps))) == []
    put(folder / "a.html", "A page.", NOW - QUIET)
    assert names(seen(library, folder)) == ["a.html"]


def test_a_clock_that_is_wrong_is_outwaited(library: Library, folder: Path) -> None:
    put(folder / "a.html", "A page.", NOW + 10 * QUIET)
    first = seen(library, folder)
    assert names(first) == []
    assert names(seen(library, folder, dict(first.stamps))) == ["a.html"]


def test_a_file_that_changes_is_a_revision_of_what_it_was(library: Library, folder: Path) -> None:
    id, change, blobs = adding(library, at=Clock()())
    library.apply(change, at=Clock()(), by="window", blobs=blobs)
    content = library.blob(library.revision(id).source).decode()
    put(folder / "river.txt", content)
    first = seen(library, folder)
    assert [each.revision_of for each in first.fresh] == [None]
    keep(library, first)
    put(folder / "river.txt", content + "\nOne more line.", NOW - QUIET - 1)
    assert [each.revision_of for each in seen(library, folder).fresh] == [id]


def test_the_same_bytes_under_another_name_or_touched_again_are_nothing_new(
    library: Library, folder: Path
) -> None:
    put(folder / "a.html", "A page.")
    keep(library, seen(library, folder))
    put(folder / "copy.html", "A page.")
    put(folder / "a.html", "A page.", NOW - 9 * QUIET)
    found = seen(library, folder)
    assert names(found) == []
    assert sorted(Path(path).name for path in found.touched) == ["a.html", "copy.html"]
    assert {each.digest for each in found.touched.values()} == {sha256(b"A page.")}


def test_a_folder_that_is_gone_says_so(library: Library, folder: Path) -> None:
    folder.rmdir()
    with pytest.raises(GalleyError, match="is not there"):
        seen(library, folder)


def test_what_another_folder_had_is_not_known_of_this_one(library: Library, folder: Path) -> None:
    put(folder / "a.html", "A page.")
    keep(library, seen(library, folder))
    other = folder.with_name("inbox2")
    other.mkdir()
    put(other / "a.html", "A page.")
    assert names(seen(library, other)) == ["a.html"]
    assert set(inbox.taken_from(library, folder)) == {str(folder / "a.html")}
