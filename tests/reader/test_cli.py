"""The shell keeps its contract: shapes, offsets, exit statuses, and nothing is lost on the way."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reader import changes, paths
from reader.cli import main
from reader.library import Library
from tests.shared import shared

Run = Callable[..., Any]

STORY = """The pump at Zandpolder

The board met on Tuesday, and its minutes say in four lines what the town has argued about.

The pump is to be replaced before the winter. The cost is in item 5, and item 5 is missing.
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "Test.galley"
    monkeypatch.setenv("GALLEY_LIBRARY", str(path))
    return path


@pytest.fixture
def run(library: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command with --json and gives what it printed; fails on another exit status."""

    def _run(*words: object, status: int = 0) -> Any:
        capsys.readouterr()
        got = main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert got == status, err
        if status:
            return err
        return json.loads(out) if "--json" in words else out

    return _run


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "pump.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture
def article(run: Run, story: Path) -> str:
    [added] = run("add", story, "--json")
    return str(added["id"])


def test_adding_says_what_came_of_each_file(run: Run, story: Path) -> None:
    [added] = run("add", story, "--tag", "water", "--tag", "Pump 2", "--story", "Polder", "--json")
    assert added["outcome"] == "new"
    assert added["title"] == "The pump at Zandpolder"
    assert re.fullmatch("a[0-9a-hjkmnp-tv-z]{7}", added["id"])
    assert added["tags"] == ["water", "Pump-2"]
    assert added["stories"] == ["Polder"]
    [again] = run("add", story, "--json")
    assert (again["id"], again["outcome"]) == (added["id"], "unchanged")


def test_one_bad_file_stops_nothing(run: Run, story: Path, tmp_path: Path) -> None:
    problem = run("add", tmp_path / "absent.txt", story, tmp_path, status=1)
    assert "absent.txt" in problem
    assert "Traceback" not in problem
    assert len(run("list", "--json")) == 1


def test_a_page_seen_again_with_other_words_is_a_revision(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    head = '<title>Pump</title><link rel="canonical" href="https://example.org/pump">'
    words = (
        "<p>The pump at Zandpolder is to be replaced before the winter, the board said.</p>"
        "<p>It had failed twice since the spring, and the dike road was closed both times.</p>"
    )
    page.write_text(f"{head}<article><h1>Pump</h1>{words}</article>", encoding="utf-8")
    [first] = run("add", page, "--json")
    quote = ("--quote", "pump at Zandpolder", "--label", "claim")
    run("annotate", first["id"], *quote, "--json")
    more = "<p>It will cost more than the minutes say, two members told this paper.</p>"
    page.write_text(f"{head}<article><h1>Pump</h1>{more}{words}</article>", encoding="utf-8")
    [second] = run("add", page, "--json")
    assert (second["id"], second["outcome"], second["revision"]) == (first["id"], "revision", 2)
    [mark] = run("annotations", first["id"], "--json")
    text = run("show", first["id"], "--text")
    assert text[mark["start"] : mark["end"]] == mark["quote"] == "pump at Zandpolder"
    assert mark["state"] == "exact"
    assert [each["current"] for each in run("revisions", first["id"], "--json")] == [False, True]
    assert "two members" not in run("show", first["id"], "--revision", 1, "--text")


def test_a_page_that_goes_back_to_what_it_said_has_changed_again(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    head = '<title>Pump</title><link rel="canonical" href="https://example.org/pump">'
    more = "<p>It had failed twice since spring, and the dike road was closed both times.</p>"
    outcomes = []
    for said in ("14 were hurt", "40 were hurt", "14 were hurt", "14 were hurt"):
        words = f"<p>The pump at Zandpolder failed on Tuesday, and {said}, the board said.</p>"
        page.write_text(f"{head}<article><h1>Pump</h1>{words}{more}</article>", encoding="utf-8")
        [added] = run("add", page, "--tag", f"{said[:2]}x", "--json")
        outcomes.append(added["outcome"])
    assert outcomes == ["new", "revision", "revision", "unchanged"]
    [listed] = run("list", "--json")
    assert (listed["revision"], listed["tags"]) == (3, ["14x", "40x"])
    assert "14 were hurt" in run("show", listed["id"], "--text")


def test_a_quote_is_marked_at_its_offsets(run: Run, article: str) -> None:
    mark = run(
        "annotate", article, "--quote", "before the winter", "--label", "Check",
        "--note", "Ask **M.**", "--tag", "cost", "--json",
    )  # fmt: skip
    text = run("show", article, "--json")["text"]
    assert text[mark["start"] : mark["end"]] == mark["quote"] == "before the winter"
    assert text[: mark["start"]].endswith(mark["prefix"])
    assert text[mark["end"] :].startswith(mark["suffix"])
    assert (mark["label"], mark["colour"], mark["tags"]) == ("Check", "orange", ["cost"])
    assert (mark["checked"], mark["state"], mark["private"]) == ("none", "exact", False)
    edited = run("edit-note", f"{article}/{mark['id']}", "--note", "Done.", "--json")
    assert (edited["note"], edited["label"]) == ("Done.", "Check")
    assert edited["edited"] is not None


def test_a_quote_that_stands_twice_or_nowhere_is_refused_with_its_contexts(
    run: Run, article: str
) -> None:
    twice = run("annotate", article, "--quote", "item 5", status=1)
    assert twice.count("item 5") >= 2
    assert "--prefix" in twice
    assert "nowhere" not in run("annotate", article, "--quote", "item 6", status=1)
    run("annotate", article, "--quote", "item 5", "--suffix", ", and", "--json")


def test_an_unknown_label_names_those_there_are(run: Run, article: str) -> None:
    problem = run("annotate", article, "--quote", "winter", "--label", "Nope", status=1)
    assert "Quote, Claim, Check, Lead, Background, Doubt" in problem


def test_a_range_outside_the_text_is_refused(run: Run, article: str) -> None:
    assert "9999" in run("annotate", article, "--range", 0, 9999, status=1)


def test_the_article_has_one_free_note(run: Run, article: str) -> None:
    run("annotate", article, "--article", "--note", "Call the board.\n", "--json")
    assert "--note" in run("annotate", article, "--article", status=1)
    assert run("show", article, "--json")["note"] == "Call the board."


def test_a_private_note_leaves_with_no_export(run: Run, article: str, tmp_path: Path) -> None:
    run("annotate", article, "--quote", "winter", "--note", "SECRET", "--private", "--json")
    run("annotate", article, "--quote", "Tuesday", "--note", "open", "--json")
    for style in ("annotated", "notes"):
        out = run("export", article, "--to", "-", "--format", style)
        assert "SECRET" not in out
        assert "open" in out
    assert "SECRET" not in run("show", article, "--markdown")


def test_an_export_goes_to_a_file_or_a_folder_and_is_the_same_twice(
    run: Run, article: str, tmp_path: Path
) -> None:
    run("annotate", article, "--quote", "winter", "--json")
    run("export", article, "--to", tmp_path / "out.md")
    first = (tmp_path / "out.md").read_bytes()
    run("export", article, "--to", tmp_path / "out.md")
    assert (tmp_path / "out.md").read_bytes() == first
    run("annotate", article, "--quote", "Tuesday", "--json")
    run("export", article, "--to", tmp_path / "out.md")
    first = (tmp_path / "out.md").read_bytes()
    assert b"Tuesday==" in first
    run("export", "--all", "--to", tmp_path / "vault")
    [written] = (tmp_path / "vault").glob("*.md")
    assert written.read_bytes() == first


def test_an_export_keeps_what_someone_wrote_around_the_article(
    run: Run, article: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.md"
    run("export", article, "--to", out)
    out.write_text(out.read_text("utf-8") + "\nMy own words.\n", encoding="utf-8")
    run("annotate", article, "--quote", "winter", "--json")
    assert run("export", article, "--to", out).strip() == str(out)
    written = out.read_text("utf-8")
    assert "==winter==" in written
    assert "\nMy own words.\n" in written
    assert run("export", article, "--to", tmp_path).strip() == str(out)
    assert out.read_text("utf-8") == written


@pytest.mark.parametrize("broken", ["/galley:article", "galley-hash: sha256-"])
def test_an_export_that_can_no_longer_be_read_is_left_alone(
    run: Run, article: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], broken: str
) -> None:
    out = tmp_path / "out.md"
    run("export", article, "--to", out)
    edited = out.read_text("utf-8").replace(broken, f"{broken}0") + "\nMy own words.\n"
    edited = edited.replace("/galley:article0", "")
    out.write_text(edited, encoding="utf-8")
    run("annotate", article, "--quote", "winter", "--json")
    if broken.startswith("/"):
        assert "Export the article again" in run("merge", out, status=1)
        capsys.readouterr()
        assert main(["export", article, "--to", str(out)]) == 0
        printed = capsys.readouterr()
        assert printed.out.strip() == str(tmp_path / "out (2).md")
        assert "left alone" in printed.err
        assert out.read_text("utf-8") == edited
    else:
        [brought] = run("merge", out, "--json")
        assert [each["what"] for each in brought["listed"]] == ["matter"]


# --- merge ---------------------------------------------------------------------------------------


@pytest.fixture
def exported(run: Run, article: str, tmp_path: Path) -> Path:
    """An article with two notes, exported."""
    run("annotate", article, "--quote", "the winter", "--note", "Which winter?", "--json")
    run("annotate", article, "--quote", "Tuesday", "--label", "Check", "--json")
    out = tmp_path / "pump.md"
    run("export", article, "--to", out)
    return out


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def notes(run: Run, article: str) -> dict[str, str]:
    return {each["quote"]: each["note"] for each in run("annotations", article, "--json")}


def test_edited_markdown_comes_home(run: Run, article: str, exported: Path) -> None:
    rewrite(exported, "Which winter?", "Which winter?\n    \n    This one.")
    rewrite(exported, "four lines", "==four lines==[^1]")
    exported.write_text(exported.read_text("utf-8") + "\n[^1]: Four.\n", encoding="utf-8")
    [brought] = run("merge", exported, "--json")
    assert brought["file"] == str(exported)
    assert brought["article"] == article
    assert [each["what"] for each in brought["done"]] == ["new", "note"]
    assert (brought["listed"], brought["conflicts"]) == ([], [])
    assert notes(run, article) == {
        "Tuesday": "",
        "four lines": "Four.",
        "the winter": "Which winter?\n\nThis one.",
    }


def test_what_came_home_is_one_step_back(run: Run, article: str, exported: Path) -> None:
    before = notes(run, article)
    rewrite(exported, "Which winter?", "Another.")
    rewrite(exported, "four lines", "==four lines==")
    run("merge", exported)
    assert notes(run, article) != before
    run("undo")
    assert notes(run, article) == before
    assert run("verify").startswith("All is sound")


def test_merging_again_brings_nothing(run: Run, article: str, exported: Path) -> None:
    rewrite(exported, "four lines", "==four lines== and more")
    run("merge", exported)
    marks = run("annotations", article, "--json")
    [again] = run("merge", exported, "--json")
    assert (again["done"], again["entry"]) == ([], None)
    assert run("annotations", article, "--json") == marks
    assert "nothing to bring home" in run("merge", exported)


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    run: Run, article: str, exported: Path
) -> None:
    rewrite(exported, "Which winter?", "Another.")
    before = notes(run, article)
    assert "note: Another." in run("merge", exported, "--dry-run")
    assert notes(run, article) == before
    [brought] = run("merge", exported, "--json")
    assert [each["what"] for each in brought["done"]] == ["note"]


def test_a_printed_file_of_several_articles_comes_home_article_by_article(
    run: Run, article: str, exported: Path, tmp_path: Path
) -> None:
    page = tmp_path / "dike.txt"
    page.write_text("The dike\n\nThe dike held through the night.\n", encoding="utf-8")
    [other] = run("add", page, "--json")
    printed = tmp_path / "both.md"
    printed.write_text(run("export", article, other["id"], "--to", "-"), encoding="utf-8")
    rewrite(printed, "Which winter?", "That of 1953.")
    rewrite(printed, "held through", "==held== through")
    lines = run("merge", printed, "--dry-run").splitlines()
    assert [line for line in lines if str(printed) in line] == [
        f"{printed}  {article}",
        f"{printed}  {other['id']}",
    ]
    one, two = run("merge", printed, "--json")
    assert (one["article"], two["article"]) == (article, other["id"])
    assert one["entry"] == two["entry"]
    assert [each["what"] for each in two["done"]] == ["new"]
    assert notes(run, article)["the winter"] == "That of 1953."
    run("undo")
    assert notes(run, article)["the winter"] == "Which winter?"
    assert notes(run, other["id"]) == {}


def test_several_files_are_each_tried(run: Run, article: str, exported: Path) -> None:
    other = exported.with_name("other.md")
    other.write_text("My own file.\n", encoding="utf-8")
    rewrite(exported, "Which winter?", "Another.")
    problem = run("merge", exported.with_name("absent.md"), other, exported, status=1)
    assert "absent.md" in problem
    assert "other.md" in problem
    assert notes(run, article)["the winter"] == "Another."


def test_a_note_changed_on_both_sides_waits_and_its_file_is_not_rewritten(
    run: Run, article: str, exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [mark] = [each for each in run("annotations", article, "--json") if each["note"]]
    rewrite(exported, "Which winter?", "Theirs.")
    run("edit-note", f"{article}/{mark['id']}", "--note", "Ours.", "--json")
    problem = run("merge", exported, status=1)
    assert "both are kept" in problem
    assert notes(run, article)["the winter"] == "Ours."
    capsys.readouterr()
    assert main(["export", article, "--to", str(exported)]) == 0
    assert capsys.readouterr().out.strip() == str(exported.with_name("pump (2).md"))
    assert "Theirs." in exported.read_text("utf-8")
    run("edit-note", f"{article}/{mark['id']}", "--note", "Theirs.", "--json")
    run("merge", exported)
    assert run("export", article, "--to", exported).strip() == str(exported)


def test_a_file_that_was_moved_is_still_known(run: Run, article: str, exported: Path) -> None:
    folder = exported.parent / "elsewhere"
    folder.mkdir()
    moved = exported.rename(folder / "mine.md")
    text = moved.read_text("utf-8")
    text = text[: text.index("[^k", text.index("/galley:article"))]
    for mark in run("annotations", article, "--json"):
        text = text.replace(f"=={mark['quote']}==[^{mark['id']}]", mark["quote"])
    moved.write_text(text, encoding="utf-8")
    [brought] = run("merge", moved, "--json")
    assert [each["what"] for each in brought["done"]] == ["removed", "removed"]
    assert notes(run, article) == {}


def test_an_export_brings_home_first_what_was_edited(
    run: Run, article: str, exported: Path
) -> None:
    rewrite(exported, "Which winter?", "Another.")
    rewrite(exported, "four lines", "==four lines==")
    rewrite(exported, "<!-- galley:article", "My draft.\n\n<!-- galley:article")
    run("edit-note", run("annotations", article, "--json")[0]["id"], "--tag", "x", "--json")
    assert run("export", "--all", "--to", exported.parent).strip() == str(exported)
    assert notes(run, article) == {"Tuesday": "", "four lines": "", "the winter": "Another."}
    written = exported.read_text("utf-8")
    assert "My draft." in written
    assert re.search(r"==four lines==\[\^k\w{5}\]", written)
    assert "#x" in written


def test_what_became_private_leaves_the_file_and_is_kept_in_no_copy(
    run: Run, article: str, exported: Path, library: Path
) -> None:
    [mark] = [each for each in run("annotations", article, "--json") if each["note"]]
    with Library(library) as opened:
        found = opened.annotation(mark["id"])
        change = changes.edit_annotation(found, at=datetime.now(UTC), private=True)
        assert change is not None
        opened.apply(change, at=datetime.now(UTC), by="shell")
    rewrite(exported, "four lines", "==four lines==")
    run("merge", exported, "--json")
    with Library(library) as opened:
        newest, *_older = opened.export_bases(str(exported))
        assert "Which winter?" not in newest.text
    run("export", article, "--to", exported)
    assert "Which winter?" not in exported.read_text("utf-8")
    assert mark["id"] not in exported.read_text("utf-8")


def test_a_mark_made_on_an_older_version_stands_in_the_current_one_too(
    run: Run, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    head = '<title>Pump</title><link rel="canonical" href="https://example.org/pump">'
    page.write_text(f"{head}<p>The pump is old.</p><p>It has to go soon.</p>", encoding="utf-8")
    [first] = run("add", page, "--json")
    run("export", first["id"], "--to", tmp_path / "pump.md")
    page.write_text(
        f"{head}<p>News of the day.</p><p>The pump is old.</p><p>It has to go soon.</p>",
        encoding="utf-8",
    )
    run("add", page, "--json")
    rewrite(tmp_path / "pump.md", "to go soon", "==to go soon==")
    run("merge", tmp_path / "pump.md")
    [mark] = run("annotations", first["id"], "--json")
    text = run("show", first["id"], "--json")["text"]
    assert mark["revision"] == 2
    assert text[mark["start"] : mark["end"]] == "to go soon"


def test_a_file_of_another_library_is_refused_in_plain_words(
    run: Run, exported: Path, tmp_path: Path
) -> None:
    problem = run("--library", tmp_path / "Other.galley", "merge", exported, status=1)
    assert "this library does not have" in problem


def test_search_finds_words_in_articles_and_notes(run: Run, article: str) -> None:
    mark = run("annotate", article, "--quote", "winter", "--note", "Dike warden", "--json")
    [hit] = run("search", "zandpolder", "--json")
    assert (hit["article"], hit["annotation"]) == (article, None)
    [noted] = run("search", "warden", "--json")
    assert (noted["annotation"], noted["start"]) == (mark["id"], mark["start"])


def test_what_is_removed_comes_back_and_what_is_erased_does_not(run: Run, article: str) -> None:
    mark = run("annotate", article, "--quote", "winter", "--json")
    name = f"{article}/{mark['id']}"
    run("remove", name)
    assert run("annotations", article, "--json") == []
    run("restore", name)
    assert len(run("annotations", article, "--json")) == 1
    run("remove", article)
    assert run("list", "--json") == []
    run("undo")
    assert len(run("list", "--json")) == 1
    run("erase", article)
    run("show", article, status=1)
    assert "sound" in run("verify")


def test_undo_steps_back_through_what_the_shell_did(run: Run, article: str) -> None:
    run("annotate", article, "--quote", "winter", "--json")
    run("annotate", article, "--quote", "Tuesday", "--json")
    run("undo")
    assert [each["quote"] for each in run("annotations", "--json")] == ["winter"]
    run("undo")
    assert run("annotations", "--json") == []


def test_extract_prints_an_article_and_touches_no_library(
    run: Run, story: Path, library: Path
) -> None:
    out = json.loads(run("extract", story, "--url", "https://example.org/pump"))
    assert set(out) == {
        "title", "byline", "published", "site", "lang", "excerpt", "image", "url", "text", "html"
    }  # fmt: skip
    assert out["title"] == "The pump at Zandpolder"
    assert not library.exists()


def test_a_backup_is_a_library(run: Run, article: str, tmp_path: Path) -> None:
    run("backup", tmp_path / "copy.galley")
    assert main(["--library", str(tmp_path / "copy.galley"), "show", article]) == 0


def test_backups_are_listed_looked_into_and_restored(
    run: Run, article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "data_folder", lambda: tmp_path / "data")
    assert run("backups", "--json") == []
    [made] = run("backups", "--now", "--json")
    run("annotate", article, "--range", "0", "3")
    would = run("restore-backup", made["path"], "--dry-run")
    assert "Marks: 1 now, 0 in the backup." in would
    assert "1 change was made since" in would
    assert len(run("annotations", article, "--json")) == 1
    run("restore-backup", made["path"])
    assert run("annotations", article, "--json") == []
    assert len(run("backups", "--json")) == 2
    assert "cannot be read" in run("restore-backup", tmp_path / "none.galley", status=1)


def test_one_article_that_is_gone_stops_no_export(run: Run, article: str, tmp_path: Path) -> None:
    problem = run("export", "a0000000", article, "--to", tmp_path / "vault", status=1)
    assert "a0000000" in problem
    assert len(list((tmp_path / "vault").glob("*.md"))) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--nonsense"],
        ["export", "--to", "x"],
        ["show"],
        ["export", "x"],
        ["annotate", "a1", "--range", "1"],
    ],
)
def test_wrong_usage_is_status_2(library: Path, words: list[str]) -> None:
    assert main(words) == 2


def test_an_address_of_another_kind_is_refused_in_plain_words(run: Run) -> None:
    assert "http" in run("add", "ftp://example.org/x", status=1)


def test_a_missing_article_is_one_sentence(run: Run) -> None:
    problem = run("show", "a0000000", status=1)
    assert len(problem.strip().splitlines()) == 1
    assert "a0000000" in problem


def test_without_the_window_it_says_what_is_missing(run: Run) -> None:
    assert "window" in run("some.html", status=1)


def test_a_bug_leaves_a_report_and_status_3(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken() -> Path:
        raise RuntimeError("bug")

    monkeypatch.delenv("GALLEY_LIBRARY")
    monkeypatch.setattr("reader.cli.paths.default_library", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert "galley-report" in run("list", status=3)
    [report] = tmp_path.glob("galley-report-*")
    assert "RuntimeError: bug" in report.read_text()


def test_the_indonesian_article_comes_in_and_goes_out_well(run: Run, tmp_path: Path) -> None:
    [added] = run("add", shared("articles/nato-rutte.id.txt"), "--json")
    assert added["title"].startswith("Jens Stoltenberg Mundur Sebagai Sekjen NATO")
    assert added["lang"] == "id"
    for quote in (
        "belanja pertahanan di aliansi keamanan terbesar",
        "terbesar di dunia, yang meningkat pesat",
        "selama masa jabatannya.\nMasa jabatannya melampaui",
    ):
        run("annotate", added["id"], "--quote", quote, "--label", "Claim", "--json")
    run("export", added["id"], "--to", tmp_path / "out.md")
    assert len(re.findall(r"^\[\^k", (tmp_path / "out.md").read_text("utf-8"), re.M)) == 3
