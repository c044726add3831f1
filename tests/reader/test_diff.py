"""`galley diff`: pieces of two revisions that a script can rely on, and lines for people."""

from pathlib import Path

import pytest

from tests.reader.test_cli import Run, library, run

__all__ = ["library", "run"]

HEAD = '<title>Pump</title><link rel="canonical" href="https://example.org/pump">'
DIKE = "<p>It had failed twice since the spring, and the dike road was closed both times.</p>"
BOARD = (
    "<p>The pump at Zandpolder cost 14 people their homes before the winter, the board said.</p>"
)
RIGHT = "<p>Correction: The pump cost 40 people their homes, not 14.</p>"


@pytest.fixture
def article(run: Run, tmp_path: Path) -> str:
    """An article of three revisions: as it was, a number changed, a paragraph moved."""
    changed = BOARD.replace("14", "40")
    page = tmp_path / "page.html"
    id = ""
    for body in (BOARD + DIKE, changed + DIKE + RIGHT, DIKE + changed + RIGHT):
        page.write_text(f"{HEAD}<article><h1>Pump</h1>{body}</article>", encoding="utf-8")
        [added] = run("add", page, "--json")
        id = added["id"]
    return id


def test_the_pieces_make_one_text_of_the_other(run: Run, article: str) -> None:
    old = run("show", article, "--revision", 1, "--text").rstrip("\n")
    new = run("show", article, "--revision", 2, "--text").rstrip("\n")
    found = run("diff", article, "--from", 1, "--to", 2, "--json")
    made = ""
    for piece in found:
        start, end = piece["to"] if piece["op"] in ("inserted", "replaced") else piece["from"]
        made += (new if piece["op"] in ("inserted", "replaced") else old)[start:end] * (
            piece["op"] != "deleted"
        )
    assert made == new
    [replaced] = [piece for piece in found if piece["op"] == "replaced"]
    assert old[slice(*replaced["from"])] == "14"
    assert new[slice(*replaced["to"])] == "40"


def test_it_compares_the_current_revision_with_the_one_before(run: Run, article: str) -> None:
    found = run("diff", article, "--json")
    assert found == run("diff", article, "--from", 2, "--to", 3, "--json")
    assert {piece["op"] for piece in found} == {"equal", "moved"}
    assert run("diff", article, "--from", 3, "--to", 3, "--json")[0]["op"] == "equal"


def test_people_read_the_paragraphs_that_differ(run: Run, article: str) -> None:
    lines = run("diff", article, "--from", 1, "--to", 2).splitlines()
    assert lines == [
        "The pump at Zandpolder cost [-14-]{+40+} people their homes before the winter, "
        "the board said.",
        "{+Correction: The pump cost 40 people their homes, not 14.+}",
    ]
    [moved] = run("diff", article).splitlines()
    assert moved.startswith("moved: It had failed")


def test_what_is_not_there_is_said_in_plain_words(run: Run, article: str) -> None:
    assert "no revision before number 1" in run("diff", article, "--to", 1, status=1)
    assert "no revision 9" in run("diff", article, "--to", 9, status=1)
    assert "no article" in run("diff", "a0000000", status=1)
