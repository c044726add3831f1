"""`export --template` and `templates`: the user's own shape of a file, by the rules of exports."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reader import paths
from reader.cli import main

Give = Callable[..., str]


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of this test's own templates."""
    folder = tmp_path / "templates"
    folder.mkdir()
    monkeypatch.setattr(paths, "templates_folder", lambda: folder)
    return folder


@pytest.fixture
def give(
    tmp_path: Path,
    templates: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
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


@pytest.fixture
def article(give: Give, tmp_path: Path) -> str:
    """The id of an article with a private mark and another one."""
    page = tmp_path / "Pump.txt"
    page.write_text("Pump\n\nThe board met before winter on Tuesday.", encoding="utf-8")
    [added] = json.loads(give("add", page, "--json"))
    id = str(added["id"])
    give("annotate", id, "--quote", "winter", "--note", "SECRET", "--private")
    give("annotate", id, "--quote", "Tuesday", "--note", "open")
    return id


def test_a_template_makes_the_file_and_says_its_name(
    give: Give, tmp_path: Path, templates: Path, article: str
) -> None:
    source = "{#\nfile: {{ article.title }} for the desk\n#}\n{{ annotations[0].quote }}\n"
    (templates / "Desk.md").write_text(source, encoding="utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    for _twice in range(2):
        written = Path(give("export", article, "--template", "desk", "--to", folder).strip())
    assert [each.name for each in folder.iterdir()] == ["Pump for the desk.md"]
    assert written.read_text("utf-8") == "Tuesday\n"


def test_a_private_note_is_in_no_template(give: Give, article: str) -> None:
    for name in ("obsidian", "logseq", "fact-check-sheet", "working-file"):
        printed = give("export", article, "--template", name, "--to", article + ".md")
        assert "SECRET" not in Path(printed.strip()).read_text("utf-8")
        Path(printed.strip()).unlink()


def test_a_file_of_someones_own_is_left_alone(give: Give, tmp_path: Path, article: str) -> None:
    mine = tmp_path / "mine.md"
    mine.write_text("my own", encoding="utf-8")
    for name in ("obsidian", "working-file"):
        written = Path(give("export", article, "--template", name, "--to", mine).strip())
        assert written != mine
    assert mine.read_text("utf-8") == "my own"


def test_what_is_written_into_a_working_file_comes_home_and_stays(
    give: Give, tmp_path: Path, article: str
) -> None:
    file = tmp_path / "draft.md"
    words = ("export", article, "--template", "working-file", "--to", file)
    give(*words)
    text = file.read_text("utf-8")
    edited = text.replace("# Draft\n", "# Draft\n\nMy lead.\n").replace("    open", "    shut")
    file.write_text(edited, encoding="utf-8")
    give(*words)
    end = "<!-- /galley:article -->"
    assert file.read_text("utf-8").partition(end)[0] == edited.partition(end)[0]
    assert json.loads(give("annotations", article, "--json"))[1]["note"] == "shut"


def test_a_template_that_is_wrong_writes_nothing(give: Give, tmp_path: Path, article: str) -> None:
    wrong = tmp_path / "wrong.md"
    wrong.write_text("{{ article.nix }}", encoding="utf-8")
    problem = give("export", article, "--template", wrong, "--to", tmp_path / "x.md", status=1)
    assert "Line 1, column 12" in problem
    assert not (tmp_path / "x.md").exists()


def test_a_template_that_is_not_there_is_said_with_those_that_are(give: Give, article: str) -> None:
    assert "Obsidian" in give("export", article, "--template", "nix", "--to", "-", status=1)


def test_the_templates_are_listed(give: Give, templates: Path) -> None:
    (templates / "Desk.md").write_text("{{ region }}{{ footnotes }}", encoding="utf-8")
    listed = {each["name"]: each for each in json.loads(give("templates", "--json"))}
    assert listed["Desk"]["comes_home"] is True
    assert listed["Desk"]["path"] == str(templates / "Desk.md")
    assert listed["Obsidian"]["path"] is None
    assert "Desk  (yours)" in give("templates")
