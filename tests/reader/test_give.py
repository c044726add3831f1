"""`export` gives every kind of file: to a file, to a folder, and as it is to whoever reads it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.cli import main

KINDS = {
    "html": b"<!DOCTYPE html>",
    "csv": b"\xef\xbb\xbf",
    "jsonld": b"{",
    "docx": b"PK",
    "docx-notes": b"PK",
}

Give = Callable[..., str]


@pytest.fixture
def give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Give:
    """Runs a command on a library of the test's own; what it printed, or its problem."""
    monkeypatch.setenv("GALLEY_LIBRARY", str(tmp_path / "Test.galley"))

    def _give(*words: object, status: int = 0) -> str:
        capsys.readouterr()
        got = main([str(word) for word in words])
        printed = capsys.readouterr()
        assert got == status, printed.err
        return printed.err if status else printed.out

    return _give


def added(give: Give, folder: Path, title: str) -> str:
    """The id of a new article with a private mark and another one."""
    page = folder / f"{title}.txt"
    page.write_text(f"{title}\n\nThe board met before winter on Tuesday.", encoding="utf-8")
    [article] = json.loads(give("add", page, "--json"))
    id = str(article["id"])
    give("annotate", id, "--quote", "winter", "--note", "SECRET", "--private")
    give("annotate", id, "--quote", "Tuesday", "--note", "open")
    return id


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_goes_to_a_file_a_folder_or_the_screen(
    give: Give, tmp_path: Path, kind: str
) -> None:
    words = ["export", added(give, tmp_path, "Pump"), "--format", kind, "--to"]
    printed = subprocess.run(
        [sys.executable, "-m", "reader", *words, "-"], capture_output=True, check=True
    ).stdout
    assert printed.startswith(KINDS[kind])
    assert b"SECRET" not in printed
    folder = tmp_path / "folder"
    folder.mkdir()
    for to in (tmp_path / "one", folder):
        for _twice in range(2):
            written = Path(give(*words, to).strip())
            assert written.read_bytes() == printed
    [alone] = folder.iterdir()
    assert alone.suffix == f".{kind.removesuffix('-notes')}"


def test_a_spreadsheet_holds_the_marks_of_all_articles(give: Give, tmp_path: Path) -> None:
    for title in ("Pump", "Dike"):
        added(give, tmp_path, title)
    sheet = give("export", "--all", "--to", "-", "--format", "csv")
    assert len(sheet.splitlines()) == 3
    assert len(json.loads(give("export", "--all", "--to", "-", "--format", "jsonld"))) == 2


def test_a_word_file_holds_one_article(give: Give, tmp_path: Path) -> None:
    for title in ("Pump", "Dike"):
        added(give, tmp_path, title)
    problem = give("export", "--all", "--to", "-", "--format", "docx", status=1)
    assert "--to FOLDER" in problem
    give("export", "--all", "--to", tmp_path / "all", "--format", "docx")
    assert len(list((tmp_path / "all").glob("*.docx"))) == 2
