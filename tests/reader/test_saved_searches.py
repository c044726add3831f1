"""Searches that are kept: live, in an order of her own, and nothing but their words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import changes
from reader.cli import main
from reader.errors import BadRequest
from reader.library import Library
from reader.model import Change, SavedSearch, SearchId
from tests.reader.moves import AT, added


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Library.galley") as library:
        yield library


def keep(library: Library, name: str, words: str) -> Change:
    known = library.saved_searches()
    change = changes.save_search(known, name, words, id=library.new_search_id())
    assert change is not None
    library.apply(change, at=AT, by="window")
    return change


def names(library: Library) -> list[str]:
    return [each.name for each in library.saved_searches()]


def test_a_search_is_kept_under_its_words_or_a_name(library: Library) -> None:
    keep(library, "", "  pump  is:unread ")
    keep(library, " To  check ", "is:open")
    assert [(each.name, each.words) for each in library.saved_searches()] == [
        ("pump  is:unread", "pump  is:unread"),
        ("To check", "is:open"),
    ]


def test_the_same_search_is_kept_once_and_one_for_nothing_never(library: Library) -> None:
    keep(library, "", "pump")
    known = library.saved_searches()
    assert changes.save_search(known, "", "pump", id=library.new_search_id()) is None
    with pytest.raises(BadRequest):
        changes.save_search(known, "All", "  ", id=library.new_search_id())


def test_it_is_renamed_refined_and_dropped_and_undo_brings_it_back(library: Library) -> None:
    keep(library, "Pump", "pump")
    [search] = library.saved_searches()
    for change in (
        changes.edit_search(search, name="Water"),
        changes.edit_search(SavedSearch(search.id, "Water", "pump"), words="pump -old"),
    ):
        assert change is not None
        library.apply(change, at=AT, by="window")
    [now] = library.saved_searches()
    assert (now.name, now.words) == ("Water", "pump -old")
    assert changes.edit_search(now, name=" ", words="") is None
    dropped = changes.drop_search(now)
    library.apply(dropped, at=AT, by="window")
    assert library.saved_searches() == ()
    library.apply(dropped.inverse(), at=AT, by="window")
    assert library.saved_searches() == (now,)


@given(st.integers(1, 6), st.data())
def test_moving_keeps_all_of_them_and_moves_one(count: int, data: st.DataObject) -> None:
    known = [SavedSearch(SearchId(f"q{n}"), f"{n}", f"{n}", n) for n in range(count)]
    moved = data.draw(st.sampled_from(known))
    by = data.draw(st.integers(-7, 7))
    change = changes.move_search(known, moved, by)
    after = {each.id: each for each in known}
    for edit in change.edits if change else ():
        assert isinstance(edit.after, SavedSearch)
        after[edit.after.id] = edit.after
    order = sorted(after.values(), key=lambda each: each.order)
    assert [each.order for each in order] == list(range(count))
    wanted = max(0, min(count - 1, known.index(moved) + by))
    assert order[wanted].id == moved.id
    assert [each.id for each in order if each.id != moved.id] == [
        each.id for each in known if each.id != moved.id
    ]


def test_the_shell_keeps_lists_and_drops_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "Library.galley"
    with Library(path) as library:
        added(library, "Pump\nThe board met.")

    def run(*words: str) -> str:
        assert main(["--library", str(path), "searches", *words]) == 0
        return capsys.readouterr().out

    [kept] = json.loads(run("--save", "Water", "pump is:unread", "--json"))
    assert (kept["name"], kept["query"], kept["articles"]) == ("Water", "pump is:unread", 1)
    assert "Water  (pump is:unread)" in run()
    assert json.loads(run("--drop", "Water", "--json")) == []
    assert main(["--library", str(path), "searches", "--drop", "Water"]) == 1
