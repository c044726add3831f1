"""What a note said before is never lost: each version, who made it and when, and the way back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import changes, past
from reader.cli import main
from reader.library import Library
from reader.model import Annotation, AnnotationId, Change, Key
from tests.reader.moves import AT, added, marked

TEXT = "Pump\nThe board met on Tuesday."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Library.galley") as library:
        yield library


def edit(library: Library, id: AnnotationId, minutes: int, **fields: object) -> None:
    at = AT + timedelta(minutes=minutes)
    change = changes.edit_annotation(library.annotation(id), at=at, **fields)  # type: ignore[arg-type]
    assert change is not None
    library.apply(change, at=at, by="window")


def test_each_version_is_there_with_who_when_and_what(library: Library) -> None:
    mark = marked(library, added(library, TEXT), "board")
    edit(library, mark, 1, note="Which board?")
    edit(library, mark, 2, tags=["cost"])
    library.apply(changes.remove(library.annotation(mark), at=AT), at=AT, by="shell")
    found = past.versions(library, mark)
    assert [each.what for each in found] == ["remove", "tag", "edit-note", "mark"]
    assert [each.by for each in found] == ["shell", "window", "window", "window"]
    assert found[2].after is not None
    assert found[2].after.note == "Which board?"
    assert [past.differences(each.before, each.after) for each in found] == [
        ("trashed",),
        ("tags",),
        ("note",),
        (),
    ]


def test_what_an_undo_did_is_told_as_one(library: Library) -> None:
    mark = marked(library, added(library, TEXT), "board")
    edit(library, mark, 1, note="Which board?")
    entry = library.history()[-1]
    assert entry.change is not None
    library.apply(entry.change.inverse(), at=AT, by="window", undoes=entry.number)
    newest = past.versions(library, mark)[0]
    assert newest.is_undo
    assert newest.after is not None
    assert newest.after.note == ""


@given(notes=st.lists(st.sampled_from(["One.", "Two.", "- *a*", ""]), min_size=1, max_size=6))
def test_any_version_can_be_put_back(
    notes: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Library(tmp_path_factory.mktemp("past") / "Library.galley") as library:
        mark = marked(library, added(library, TEXT), "board")
        for minutes, note in enumerate(notes):
            now = library.annotation(mark)
            change = changes.edit_annotation(now, at=AT + timedelta(minutes=minutes), note=note)
            if change is not None:
                library.apply(change, at=AT, by="window")
        for version in past.versions(library, mark):
            assert version.after is not None
            back = past.put_back(library.annotation(mark), version.after, at=AT)
            if back is not None:
                library.apply(back, at=AT, by="window")
            assert library.annotation(mark).note == version.after.note


def test_putting_back_takes_a_note_out_of_the_trash_and_leaves_its_words(library: Library) -> None:
    mark = marked(library, added(library, TEXT), "board")
    edit(library, mark, 1, note="Which board?", private=True)
    wanted = library.annotation(mark)
    edit(library, mark, 2, note="")
    library.apply(changes.remove(library.annotation(mark), at=AT), at=AT, by="window")
    back = past.put_back(library.annotation(mark), wanted, at=AT)
    assert isinstance(back, Change)
    library.apply(back, at=AT, by="window")
    now = library.annotation(mark)
    assert (now.note, now.private, now.trashed) == ("Which board?", True, None)
    assert now.anchor == wanted.anchor
    assert past.put_back(now, now, at=AT) is None


def test_of_what_was_erased_for_good_nothing_is_left(library: Library) -> None:
    mark = marked(library, added(library, TEXT), "board")
    edit(library, mark, 1, note="SECRET")
    library.erase([Key("annotation", mark)], at=AT, by="window")
    assert past.versions(library, mark) == ()


def test_nothing_is_said_to_differ_from_nothing() -> None:
    assert past.differences(None, None) == ()


def test_the_shell_lists_them_and_puts_one_back(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = marked(library, added(library, TEXT), "board")
    edit(library, mark, 1, note="Which board?")
    edit(library, mark, 2, note="Never mind.")

    def run(*words: str, status: int = 0) -> str:
        capsys.readouterr()
        assert main(["--library", str(library.path), "history", mark, *words]) == status
        return capsys.readouterr().out

    newest, older, first = json.loads(run("--json"))
    assert (newest["note"], older["note"], first["what"]) == ("Never mind.", "Which board?", "mark")
    assert "Which board?" in run("--put-back", str(older["number"]))
    library.news()
    found: Annotation = library.annotation(mark)
    assert found.note == "Which board?"
    run("--put-back", "9999", status=1)
