"""`galley feeds` and `galley feed`, against sites of our own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reader import checking
from reader.cli import main
from tests.reader.sites import Shown, Sites, serving
from tests.reader.test_feeding import page, rss

Run = Callable[..., Any]


@pytest.fixture
def sites() -> Iterator[Sites]:
    with serving() as sites:
        yield sites


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command with --json and gives what it printed; fails on another exit status."""
    monkeypatch.setenv("GALLEY_LIBRARY", str(tmp_path / "Test.galley"))
    monkeypatch.setattr(checking, "Manners", partial(checking.Manners, pause=0.0))

    def _run(*words: object, status: int = 0) -> Any:
        capsys.readouterr()
        got = main([*map(str, words), "--json"])
        out, err = capsys.readouterr()
        assert got == status, err
        return json.loads(out) if out.strip() else err

    return _run


def test_a_feed_is_followed_read_kept_and_left(run: Run, sites: Sites, tmp_path: Path) -> None:
    sites.show("/rss", Shown(rss(1, 2)))
    sites.show("/2", Shown(page("The page of story 2")))
    [feed] = run("feed", "add", sites.url("/rss"), "--folder", "News")
    assert (feed["title"], feed["waiting"], feed["folder"]) == ("The Polder Times", 2, "News")
    items = run("feed", "items", feed["id"])
    assert [each["title"] for each in items] == ["Story 2", "Story 1"]
    assert [each["article"] for each in items] == [None, None]
    [kept] = run("feed", "keep", items[0]["number"])
    assert run("show", kept["article"])["title"] == "The page of story 2"
    [kept] = run("feed", "keep", "--as-given", items[1]["number"])
    assert run("show", kept["article"])["text"] == "Story 1\nIn short."
    assert "/1" not in sites.paths()
    assert run("feed", "items") == []
    assert len(run("feed", "items", "--kept", "--folder", "News")) == 2
    sites.show("/rss", Shown(rss(1, 2, 3)))
    assert [each["new"] for each in run("feed", "refresh")] == [1]
    [waiting] = run("feed", "items")
    [gone] = run("feed", "dismiss", waiting["number"])
    assert gone["state"] == "dismissed"
    assert run("feed", "items", "--dismissed") == [gone]
    assert run("feed", "export-opml", tmp_path / "f.opml")["feeds"] == 1
    assert [each["id"] for each in run("feed", "remove", feed["id"])] == [feed["id"]]
    assert run("feeds") == []
    [again] = run("feed", "add", tmp_path / "f.opml")
    assert (again["title"], again["folder"], again["waiting"]) == ("The Polder Times", "News", 0)
    assert main(["undo"]) == 0
    assert run("feeds") == []


def test_what_fails_is_named_and_the_status_is_one(
    run: Run, sites: Sites, capsys: pytest.CaptureFixture[str]
) -> None:
    sites.show("/polder", Shown(rss(1)))
    sites.show("/page", Shown("<title>A page</title>"))
    [feed] = run("feed", "add", sites.url("/polder"))
    assert feed["error"] is None
    assert main(["feed", "add", sites.url("/page")]) == 1
    assert "There is no feed at this address." in capsys.readouterr().err
    sites.show("/polder", Shown("oh", 500))
    [found] = run("feed", "refresh", status=1)
    assert (found["outcome"], found["new"]) == ("failed", 0)
    [told] = run("feeds")
    assert "status 500" in told["error"]
    assert "no item 99" in run("feed", "dismiss", 99, status=1)
    assert "no feed “f1”" in run("feed", "remove", "f1", status=1)
    assert run("feed", "keep", 99, status=1) == []


def test_the_lists_are_lines_for_people(
    run: Run, sites: Sites, capsys: pytest.CaptureFixture[str]
) -> None:
    sites.show("/rss", Shown(rss(1)))
    [feed] = run("feed", "add", sites.url("/rss"), "--folder", "News")
    capsys.readouterr()
    assert main(["feeds"]) == 0
    line = capsys.readouterr().out.split()
    assert line == [feed["id"], "1", "The", "Polder", "Times", "[News]", sites.url("/rss")]
    assert main(["feed", "items"]) == 0
    assert capsys.readouterr().out == "1  2024-09-01  Story 1\n"
    assert main(["feed", "refresh"]) == 0
    assert capsys.readouterr().out == f"{feed['id']}  fresh  The Polder Times\n"
