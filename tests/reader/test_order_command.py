"""`galley tags`, `labels` and `stories` do what the window does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reader.cli import main
from reader.library import Library
from tests.reader.moves import added, marked

Run = Callable[..., Any]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "Test.galley"
    monkeypatch.setenv("GALLEY_LIBRARY", str(path))
    return path


@pytest.fixture
def ids(path: Path) -> tuple[str, str]:
    """An article that bears a tag, and its mark, which bears two."""
    with Library(path) as library:
        article = added(library, "The pump\nThe board met on Tuesday.")
        mark = marked(library, article, "board", tags=["Budget", "nato"])
    return article, mark


@pytest.fixture
def run(path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def _run(*words: str, status: int = 0) -> Any:
        capsys.readouterr()
        assert main(list(words)) == status
        out, err = capsys.readouterr()
        return err if status else json.loads(out) if "--json" in words else out

    return _run


def test_tags_are_listed_renamed_merged_coloured_and_removed(
    run: Run, ids: tuple[str, str]
) -> None:
    names = [each["tag"] for each in run("tags", "--json")]
    assert names == ["Budget", "nato"]
    run("tags", "rename", "budget", "Money/city")
    assert run("tags", "colour", "#money/city", "red", "--json")[0] == {
        "tag": "Money/city",
        "colour": "red",
        "articles": 0,
        "annotations": 1,
    }
    assert [each["tag"] for each in run("tags", "merge", "nato", "Money/city", "--json")] == [
        "Money/city"
    ]
    assert run("annotations", ids[0], "--json")[0]["tags"] == ["Money/city"]
    assert run("tags", "remove", "money/city", "--json") == []
    run("undo")
    assert run("annotations", ids[0], "--json")[0]["tags"] == ["Money/city"]
    assert "“lost”" in run("tags", "remove", "lost", status=1)


def test_labels_are_added_renamed_ordered_and_retired(run: Run, ids: tuple[str, str]) -> None:
    run("labels", "add", "On record", "teal")
    run("labels", "rename", "quote", "Said")
    run("labels", "order", "On record", "Said")
    shown = run("labels", "retire", "claim", "--json")
    assert [each["name"] for each in shown][:2] == ["On record", "Said"]
    assert shown[-1] == {"id": shown[-1]["id"], "name": "Claim", "colour": "blue", "retired": True}
    assert run("annotations", ids[0], "--json")[0]["label"] == "Said"
    assert run("labels", "bring-back", "Claim", "--json")[-1]["retired"] is False
    assert "“said”" in run("labels", "add", "said", "red", status=1)


def test_a_story_is_made_filled_ordered_shown_and_deleted(run: Run, ids: tuple[str, str]) -> None:
    article, mark = ids
    run("stories", "new", "Pump")
    run("stories", "add", "pump", article, f"{article}/{mark}")
    shown = run("stories", "order", "pump", mark, "1", "--json")
    assert [each["id"] for each in shown["items"]] == [mark, article]
    assert shown["items"][0]["quote"] == "board"
    run("stories", "note", "pump", "Who pays?")
    page = run("stories", "show", "pump", "--markdown")
    assert page.startswith("# Pump\n\nWho pays?\n\n> board\n")
    assert len(run("stories", "remove", "pump", article, "--json")["items"]) == 1
    run("stories", "rename", "pump", "The pump")
    assert [each["title"] for each in run("stories", "--json")] == ["The pump"]
    assert run("stories", "delete", "The pump", "--json") == []
    assert "“pump”" in run("stories", "show", "pump", status=1)
