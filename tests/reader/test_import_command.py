"""`galley import`: what comes, what would come, and the texts that are fetched afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reader import checking
from reader.cli import main
from tests.reader.intake.elsewhere import made
from tests.reader.intake.sources import PROSE
from tests.reader.sites import Shown, serving

Run = Callable[..., str]

MORE = "".join(f"<p>The {word} sentence of it says something else.</p>" for word in "abcdefgh")
QUOTE = "The pump is to be replaced before the winter"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command and gives what it printed; fails on another exit status."""
    monkeypatch.setenv("GALLEY_LIBRARY", str(tmp_path / "Test.galley"))
    monkeypatch.setattr(checking, "Manners", partial(checking.Manners, pause=0.0))

    def _run(*words: object, status: int = 0) -> str:
        capsys.readouterr()
        got = main([*map(str, words)])
        out, err = capsys.readouterr()
        assert got == status, err
        return out if status == 0 else err

    return _run


def as_json(printed: str) -> Any:
    return json.loads(printed)


@pytest.fixture
def export(tmp_path: Path) -> Callable[[str], Path]:
    def _export(name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(made.content(name))
        return path

    return _export


def test_what_would_come_is_said_and_nothing_is_written(
    run: Run, export: Callable[[str], Path]
) -> None:
    foretold = run("import", export("readwise.csv"), "--dry-run")
    assert "2 new with their marked words, 3 highlights, 1 left out" in foretold
    assert as_json(run("list", "--json")) == []
    assert run("import", export("readwise.csv")) == foretold
    assert len(as_json(run("list", "--json"))) == 2


def test_one_undo_takes_an_import_back(run: Run, export: Callable[[str], Path]) -> None:
    run("import", export("pocket.csv"))
    run("undo")
    assert as_json(run("list", "--json")) == []


def test_a_file_that_is_none_stops_no_other(run: Run, export: Callable[[str], Path]) -> None:
    letter = export("pocket.csv").with_name("letter.txt")
    letter.write_text("Hello.", encoding="utf-8")
    said = run("import", letter, letter.with_name("gone.csv"), export("pocket.csv"), status=1)
    assert "letter.txt: This is no export" in said
    assert "gone.csv is not a file" in said
    assert len(as_json(run("list", "--json"))) == 3


def test_it_has_to_be_said_what_is_wanted(run: Run) -> None:
    assert "Which files shall be imported?" in run("import", status=1)


def test_another_programs_file_is_refused_when_one_is_named(
    run: Run, export: Callable[[str], Path]
) -> None:
    said = run("import", export("pocket.csv"), "--from", "readwise", status=1)
    assert "This file is from Pocket." in said
    run("import", export("pocket.csv"), "--from", "pocket")


def test_texts_are_fetched_and_the_highlights_stand_in_them(run: Run, tmp_path: Path) -> None:
    with serving() as sites:
        sites.show(
            "/pump",
            Shown(f"<title>The pump</title><article><h1>The pump</h1>{PROSE}{MORE}</article>"),
        )
        sites.show("/gone", Shown("<title>Post</title><p>It could not be found.</p>", 404))
        rows = "URL,Title,Selection,Folder,Timestamp,Tags\n"
        rows += f"{sites.url('/pump')},The pump,{QUOTE},Unread,1711963800,[]\n"
        rows += f"{sites.url('/gone')},Gone,,Unread,1711963800,[]\n"
        path = tmp_path / "instapaper.csv"
        path.write_text(rows, encoding="utf-8")
        found = as_json(run("import", path, "--fetch", "--json"))
        again = as_json(run("import", "--fetch", "--json"))
    assert [each["outcome"] for each in found["files"][0]["articles"]] == ["link", "link"]
    outcomes = {each["id"]: each["outcome"] for each in found["fetched"]}
    pump, gone = (each["id"] for each in found["files"][0]["articles"])
    assert (outcomes[pump], outcomes[gone]) == ("changed", "set-aside")
    assert [each["id"] for each in again["fetched"]] == [gone]
    [mark] = as_json(run("annotations", pump, "--json"))
    assert (mark["quote"], mark["state"], mark["revision"]) == (QUOTE, "exact", 2)
