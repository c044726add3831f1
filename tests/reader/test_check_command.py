"""`galley check`, `watch` and `read-again`, against sites of our own."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reader import checking
from reader.cli import main
from tests.reader.intake.sources import PROSE
from tests.reader.sites import Shown, Sites, serving

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
        return json.loads(out) if out else err

    return _run


def page(title: str, words: str = PROSE * 3) -> Shown:
    return Shown(f"<title>{title}</title><article><h1>{title}</h1>{words}</article>")


@pytest.fixture
def ids(run: Run, sites: Sites) -> list[str]:
    """Three articles of one story."""
    for name in ("one", "two", "three"):
        sites.show(f"/{name}", page(name))
    urls = [sites.url(f"/{name}") for name in ("one", "two", "three")]
    return [str(each["id"]) for each in run("add", *urls, "--story", "Polder")]


def outcomes(found: list[dict[str, Any]]) -> dict[str, str]:
    return {each["title"]: each["outcome"] for each in found}


def test_a_story_is_checked_and_each_page_has_its_outcome(
    run: Run, sites: Sites, ids: list[str]
) -> None:
    run("annotate", ids[1], "--range", 4, 13)
    sites.show("/two", page("two", PROSE.replace("Tuesday", "Friday") * 3))
    sites.show("/three", Shown("<title>Post</title><p>It could not be found here.</p>", 404))
    found = run("check", "--story", "Polder")
    assert outcomes(found) == {"one": "unchanged", "two": "changed", "three": "set-aside"}
    by_title = {each["title"]: each for each in found}
    assert by_title["two"]["revision"] == 2
    assert sum(by_title["two"]["marks"].values()) == 1
    assert by_title["three"]["set_aside"] == "There was no page at this address (status 404)."
    assert by_title["three"]["revision"] == 1


def test_what_became_of_a_mark_is_told_word_by_word(run: Run, sites: Sites, ids: list[str]) -> None:
    text = run("show", ids[0])["text"]
    start = text.index("met on Tuesday, and its minutes")
    run("annotate", ids[0], "--range", start, start + len("met on Tuesday, and its minutes"))
    sites.show("/one", page("one", PROSE.replace("Tuesday", "Friday") * 3))
    assert outcomes(run("check", ids[0])) == {"one": "changed"}
    [found] = run("annotations", ids[0], "--drift")
    assert (found["old"]["revision"], found["old"]["start"]) == (1, start)
    assert found["old"]["words"] == "met on Tuesday, and its minutes"
    assert (
        "".join(piece["words"] for piece in found["pieces"] if piece["what"] != "gone")
        == (found["new"]["words"])
    )
    assert found["new"]["revision"] == 2
    assert "Whose marks" in run("annotations", "--drift", status=1)


def test_another_revision_is_shown_and_that_can_be_undone(
    run: Run, sites: Sites, ids: list[str]
) -> None:
    sites.show(
        "/one", page("one", "<p>All of it is withdrawn, says the board, and no more.</p>" * 2)
    )
    [came] = run("check", ids[0])
    assert (came["outcome"], came["revision"]) == ("set-aside", 1)
    assert run("make-current", ids[0], 2)["revision"] == 2
    assert run("make-current", ids[0], 2)["revision"] == 2
    assert "no revision 7" in run("make-current", ids[0], 7, status=1)
    assert main(["undo"]) == 0
    assert run("show", ids[0])["revision"] == 1


def test_a_page_that_cannot_be_had_is_named_and_the_status_is_one(
    run: Run, sites: Sites, ids: list[str]
) -> None:
    sites.show("/one", Shown("oh", 500))
    found = run("check", "--all", status=1)
    assert outcomes(found) == {"one": "failed", "two": "unchanged", "three": "unchanged"}
    assert "status 500" in next(each["error"] for each in found if each["error"])


def test_without_a_name_those_are_checked_that_are_watched(
    run: Run, sites: Sites, ids: list[str]
) -> None:
    assert run("check") == []
    assert [each["id"] for each in run("watch", ids[2])] == [ids[2]]
    assert [each["id"] for each in run("watch")] == [ids[2]]
    assert outcomes(run("check")) == {"three": "unchanged"}
    run("watch", ids[2], "--off")
    assert run("watch") == []


def test_an_article_without_an_address_is_refused_by_its_name(run: Run, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("A note\n\nFrom a file, not from the web.", "utf-8")
    [added] = run("add", note)
    assert "“A note” has no address" in run("check", added["id"], status=1)
    assert run("check", "--all") == []


def test_sources_are_read_again_without_asking_anyone(
    run: Run, sites: Sites, ids: list[str]
) -> None:
    asked = len(sites.asked)
    assert set(outcomes(run("read-again", "--all")).values()) == {"unchanged"}
    assert outcomes(run("read-again", ids[0])) == {"one": "unchanged"}
    assert "Which articles" in run("read-again", status=1)
    assert len(sites.asked) == asked
