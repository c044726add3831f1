"""Copies by themselves: the newest is always there, old ones thin out, and one brings all back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import backups
from reader.errors import LibraryProblem, NotFound, WriteFailed
from reader.library import Library, open_copy
from tests.reader.moves import added, marked

NOW = datetime(2026, 5, 20, 12, 30, tzinfo=UTC)


def times() -> st.SearchStrategy[list[datetime]]:
    ages = st.one_of(st.integers(0, 3000), st.integers(0, 60 * 24 * 400))
    return st.lists(ages.map(lambda minutes: NOW - timedelta(minutes=minutes)), max_size=60)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Investigation.galley") as library:
        yield library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


# --- which are kept ------------------------------------------------------------------------------


@given(times())
def test_the_newest_is_kept_and_nothing_that_was_never_made(made: list[datetime]) -> None:
    staying = backups.kept(made, NOW)
    assert staying <= set(made)
    assert not made or max(made) in staying


@given(times())
def test_what_was_thinned_out_once_is_thin_enough(made: list[datetime]) -> None:
    staying = backups.kept(made, NOW)
    assert backups.kept(staying, NOW) == staying


@given(times())
def test_whoever_looks_back_finds_one_near(made: list[datetime]) -> None:
    """Of each copy that goes, a later one of the same hour, day, week or month stays."""
    staying = backups.kept(made, NOW)
    for at in set(made) - staying:
        age = NOW - at
        most = (
            timedelta(hours=1)
            if age <= timedelta(hours=24)
            else timedelta(days=1 if age <= timedelta(days=14) else 7 if age.days <= 60 else 31)
        )
        assert any(timedelta(0) < other - at < most for other in staying)


def test_a_year_of_work_leaves_a_few_dozen(folder: Path) -> None:
    hourly = [NOW - timedelta(hours=hour) for hour in range(24 * 365)]
    assert len(backups.kept(hourly, NOW)) <= 24 + 15 + 9 + 12


def test_a_copy_from_the_future_is_never_taken_for_an_old_one() -> None:
    ahead = NOW + timedelta(days=400)
    assert backups.kept([ahead, NOW], NOW) == {ahead, NOW}


# --- making --------------------------------------------------------------------------------------


def test_a_copy_is_due_when_something_has_changed_and_an_hour_has_passed(
    library: Library, folder: Path
) -> None:
    added(library, "Pump\nThe board met.")
    assert backups.is_due(library, folder, NOW)
    backups.back_up(library, folder, NOW)
    added(library, "Bridge\nIt was closed.")
    assert not backups.is_due(library, folder, NOW + timedelta(minutes=59))
    assert backups.is_due(library, folder, NOW + timedelta(minutes=60))
    backups.back_up(library, folder, NOW + timedelta(minutes=60))
    assert not backups.is_due(library, folder, NOW + timedelta(days=30))


def test_a_copy_is_a_whole_library_and_dated(library: Library, folder: Path) -> None:
    marked(library, added(library, "Pump\nThe board met."), "board")
    made = backups.back_up(library, folder, NOW)
    assert made.path.name == "Investigation 2026-05-20 123000.galley"
    assert made.at == NOW
    with open_copy(made.path) as copy:
        assert copy.last_entry() == library.last_entry()
        assert copy.verify().problems == ()
    assert [each.name for each in folder.iterdir()] == [made.path.name]


def test_two_copies_of_one_moment_both_stay(library: Library, folder: Path) -> None:
    one = backups.back_up(library, folder, NOW)
    other = backups.back_up(library, folder, NOW)
    assert one.path != other.path
    assert set(backups.backups_in(folder)) == {one, other}


def test_files_of_someone_else_are_no_copies_and_stay(library: Library, folder: Path) -> None:
    folder.mkdir()
    for name in ("notes.txt", "Investigation 2026-99-20 123000.galley", "Investigation.galley"):
        (folder / name).write_text("mine")
    backups.back_up(library, folder, NOW)
    backups.thin(folder, NOW + timedelta(days=4000))
    assert len(list(folder.iterdir())) == 4
    assert len(backups.backups_in(folder)) == 1


def test_libraries_of_one_name_do_not_share_a_folder(tmp_path: Path) -> None:
    one = backups.folder_of(tmp_path / "a" / "Library.galley", tmp_path)
    assert one != backups.folder_of(tmp_path / "b" / "Library.galley", tmp_path)
    assert one.name.startswith("Library ")


def test_a_folder_that_cannot_be_made_is_said(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WriteFailed, match="cannot be made"):
        backups.back_up(library, tmp_path / "file" / "backups", NOW)


# --- restoring -----------------------------------------------------------------------------------


def test_a_preview_says_what_would_go(library: Library, folder: Path) -> None:
    added(library, "Pump\nThe board met.")
    made = backups.back_up(library, folder, NOW)
    marked(library, added(library, "Bridge\nIt was closed."), "closed")
    found = backups.compared(library, made.path)
    assert (found.articles, found.annotations) == ((2, 1), (1, 0))
    assert found.since == {"add": 1, "mark": 1}
    assert not found.is_other


def test_a_copy_of_another_library_is_told(library: Library, folder: Path, tmp_path: Path) -> None:
    added(library, "Pump\nThe board met.")
    with Library(tmp_path / "Other.galley") as other:
        added(other, "Bridge\nIt was closed.")
        made = backups.back_up(other, folder, NOW)
    assert backups.compared(library, made.path).is_other


def test_restoring_brings_all_back_and_keeps_what_was_there(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "Investigation.galley"
    with Library(path) as library:
        pump = added(library, "Pump\nThe board met.")
        old = backups.back_up(library, folder, NOW - timedelta(hours=3))
        marked(library, pump, "board")
        newest = library.last_entry()
    before = backups.restore(path, old.path, folder, NOW)
    assert before is not None
    with Library(path) as library:
        assert library.annotations(pump) == ()
        assert library.verify().problems == ()
    with open_copy(before.path) as copy:
        assert copy.last_entry() == newest
    back = backups.restore(path, before.path, folder, NOW + timedelta(hours=1))
    assert back is not None
    with Library(path) as library:
        assert len(library.annotations(pump)) == 1


def test_the_copy_that_is_restored_is_not_thinned_out_before(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "Investigation.galley"
    with Library(path) as library:
        made = backups.back_up(library, folder, NOW - timedelta(minutes=5))
        added(library, "Pump\nThe board met.")
    backups.restore(path, made.path, folder, NOW)
    with Library(path) as library:
        assert library.verify().articles == 0
    assert len(backups.backups_in(folder)) == 2


def test_a_library_that_is_open_elsewhere_is_not_replaced(library: Library, folder: Path) -> None:
    added(library, "Pump\nThe board met.")
    made = backups.back_up(library, folder, NOW)
    added(library, "Bridge\nIt was closed.")
    with pytest.raises(LibraryProblem, match="open elsewhere"):
        backups.restore(library.path, made.path, folder, NOW)
    assert len(library.history()) == 3  # the labels, and two articles


@pytest.mark.parametrize("damage", ["cut", "text", "gone"])
def test_a_damaged_copy_replaces_nothing(tmp_path: Path, folder: Path, damage: str) -> None:
    path = tmp_path / "Investigation.galley"
    with Library(path) as library:
        added(library, "Pump\nThe board met.")
        made = backups.back_up(library, folder, NOW)
    content = path.read_bytes()
    match damage:
        case "cut":
            made.path.write_bytes(made.path.read_bytes()[:20_000])
        case "text":
            made.path.write_text("no library at all")
        case "gone":
            made.path.unlink()
    with pytest.raises(LibraryProblem):
        backups.restore(path, made.path, folder, NOW)
    assert path.read_bytes() == content


def test_a_library_that_was_lost_is_brought_back(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "Investigation.galley"
    with Library(path) as library:
        pump = added(library, "Pump\nThe board met.")
        made = backups.back_up(library, folder, NOW)
    path.unlink()
    assert backups.restore(path, made.path, folder, NOW) is None
    with Library(path) as library:
        assert library.article(pump).title == "Pump"


def test_the_latest_is_named_or_that_there_is_none(library: Library, folder: Path) -> None:
    with pytest.raises(NotFound):
        backups.latest(backups.backups_in(folder))
    made = backups.back_up(library, folder, NOW)
    assert backups.latest(backups.backups_in(folder)) == made
