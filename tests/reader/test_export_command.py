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


def test_articles_go_into_one_file_that_comes_home(give: Give, tmp_path: Path) -> None:
    for title in ("Pump", "Harbour"):
        added(give, tmp_path, title)
    to = tmp_path / "All.md"
    assert give("export", "--all", "--together", "--to", to).strip() == str(to)
    text = to.read_text("utf-8")
    assert "SECRET" not in text
    assert (text.count("<!-- galley:article "), text.count("open")) == (2, 2)
    to.write_text(text.replace("open", "closed", 1) + "\nMy own end.\n", "utf-8")
    give("export", "--all", "--together", "--to", to)
    notes = [each["note"] for each in json.loads(give("annotations", "--json"))]
    assert sorted(notes) == ["SECRET", "SECRET", "closed", "open"]
    assert "My own end." in to.read_text("utf-8")
    assert [each.name for each in tmp_path.glob("*.md")] == ["All.md"]


def test_a_story_goes_out_in_its_order(give: Give, tmp_path: Path) -> None:
    for title in ("Zebra", "Apple", "Mango"):
        page = tmp_path / f"{title}.txt"
        page.write_text(f"{title}\n\nThe board met.", encoding="utf-8")
        give("add", page, *(["--story", "Zoo"] if title != "Mango" else []))
    to = tmp_path / "Zoo.md"
    give("export", "--story", "Zoo", "--together", "--to", to)
    text = to.read_text("utf-8")
    assert "Mango" not in text
    assert text.index("# Zebra") < text.index("# Apple")
    assert "galley-story: " in text
    folder = tmp_path / "zoo"
    give("export", "--story", "Zoo", "--to", folder)
    assert len(list(folder.glob("*.md"))) == 2
    assert "There is no story" in give("export", "--story", "Farm", "--to", to, status=1)


@pytest.mark.parametrize("more", [("--format", "docx"), ("--revision", "1")])
def test_what_cannot_be_in_one_file_is_said(
    give: Give, tmp_path: Path, more: tuple[str, str]
) -> None:
    id = added(give, tmp_path, "Pump")
    said = give("export", id, "--together", "--to", tmp_path / "x.md", *more, status=1)
    assert "one" in said.lower()
    assert not (tmp_path / "x.md").exists()


def test_the_options_of_an_export(give: Give, tmp_path: Path) -> None:
    id = added(give, tmp_path, "Pump")
    marked = Path(give("export", id, "--marks", "html", "--to", tmp_path / "a.md").strip())
    assert "<mark>Tuesday</mark>" in marked.read_text("utf-8")
    [brought] = json.loads(give("merge", marked, "--json"))
    assert brought["entry"] is None
    assert brought["listed"] == []
    choices = ("--group", "label", "--order", "time", "--plain", "--no-block-ids", "--app-links")
    notes = Path(
        give("export", id, "--format", "notes", *choices, "--to", tmp_path / "b.md").strip()
    ).read_text("utf-8")
    assert "\n## " in notes
    assert f"[Galley](galley://{id}/" in notes
    assert " ^k" not in notes
    give("export", id, "--pictures", "somewhere", "--to", tmp_path / "c.md", status=2)


def test_a_template_is_filled_with_the_options(give: Give, tmp_path: Path) -> None:
    id = added(give, tmp_path, "Pump")
    template = tmp_path / "mine.md"
    template.write_text("{{ region }}\n\n{{ footnotes }}\n", "utf-8")
    to = tmp_path / "out.md"
    give("export", id, "--template", template, "--marks", "html", "--to", to)
    assert "<mark>Tuesday</mark>" in to.read_text("utf-8")
