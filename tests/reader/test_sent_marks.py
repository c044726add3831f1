"""Marks that a colleague sent are put on the same article, and change nothing that is here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader import changes
from reader.cli import main
from reader.errors import GalleyError
from reader.export import write
from reader.homecoming import NewIds
from reader.library import Library
from reader.model import ArticleId, Change, Edit, Label, LabelId
from reader.sent_marks import SentMarks, take_marks
from tests.ui.kit import Clock, adding, marking

ADDRESS = "https://example.org/river"


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Mine.galley") as library:
        yield library


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Theirs.galley") as library:
        yield library


def add(library: Library, url: str | None = ADDRESS) -> ArticleId:
    id, change, blobs = adding(library, at=Clock()(), url=url)
    library.apply(change, at=Clock()(), by="window", blobs=blobs)
    return id


def mark(library: Library, article: ArticleId, words: str, note: str = "") -> str:
    id, change = marking(library, article, words, at=Clock()())
    library.apply(change, at=Clock()(), by="window")
    noted = changes.edit_annotation(library.annotation(id), at=Clock()(), note=note, tags=("nato",))
    assert noted is not None
    library.apply(noted, at=Clock()(), by="window")
    return id


def sent(library: Library, article: ArticleId, to: Path) -> Path:
    file = to / "marks.jsonld"
    file.write_text(write(library.exported(article), "jsonld"), "utf-8")
    return file


def take(library: Library, file: Path) -> SentMarks:
    return take_marks(library, file, ids=NewIds(library), at=Clock()(), by="shell")


def test_marks_come_whole_and_once(mine: Library, theirs: Library, tmp_path: Path) -> None:
    here, there = add(mine), add(theirs)
    first = mark(theirs, there, "spring flood", "Which year?")
    mark(theirs, there, "eleven families")
    file = sent(theirs, there, tmp_path)
    came = take(mine, file)
    assert (len(came.new), came.known, came.other, came.away) == (2, (), (), ())
    [found, _other] = mine.annotations(here)
    original = theirs.annotation(first)  # type: ignore[arg-type]
    assert (found.note, found.tags, found.created) == ("Which year?", ("nato",), original.created)
    assert found.anchor == original.anchor
    place = mine.place(found.id, 1)
    assert place is not None
    assert place.state == "exact"
    again = take(mine, file)
    assert (again.new, len(again.known), again.number) == ((), 2, None)


def test_what_is_here_stays_as_it_is(mine: Library, tmp_path: Path) -> None:
    here = add(mine)
    id = mark(mine, here, "spring flood", "As I had it.")
    file = sent(mine, here, tmp_path)
    change = changes.edit_annotation(
        mine.annotation(id),  # type: ignore[arg-type]
        at=Clock()(),
        note="As I have it now.",
    )
    assert change is not None
    mine.apply(change, at=Clock()(), by="window")
    came = take(mine, file)
    assert (came.new, came.other) == ((), (id,))
    assert mine.annotations(here)[0].note == "As I have it now."


def test_what_went_to_the_trash_does_not_come_back(mine: Library, tmp_path: Path) -> None:
    here = add(mine)
    id = mark(mine, here, "spring flood")
    file = sent(mine, here, tmp_path)
    mine.apply(changes.remove(mine.annotations(here)[0], at=Clock()()), at=Clock()(), by="window")
    assert take(mine, file).known == (id,)
    assert mine.annotations(here) == ()


def test_marks_of_an_article_that_is_not_here_are_named(
    mine: Library, theirs: Library, tmp_path: Path
) -> None:
    there = add(theirs)
    mark(theirs, there, "spring flood")
    came = take(mine, sent(theirs, there, tmp_path))
    assert (came.new, came.away) == ((), (ADDRESS,))


def test_a_label_that_is_not_here_is_made(mine: Library, theirs: Library, tmp_path: Path) -> None:
    here, there = add(mine), add(theirs)
    strange = Label(LabelId("l00000zz"), "Libel risk", "red", 9)
    theirs.apply(Change("labels", (Edit(None, strange),)), at=Clock()(), by="window")
    mark(theirs, there, "spring flood")
    [made] = theirs.annotations(there)
    relabelled = changes.edit_annotation(made, at=Clock()(), label=strange.id)
    assert relabelled is not None
    theirs.apply(relabelled, at=Clock()(), by="window")
    take(mine, sent(theirs, there, tmp_path))
    names = {label.id: (label.name, label.colour) for label in mine.labels()}
    assert names[mine.annotations(here)[0].label] == ("Libel risk", "red")


def test_a_dry_run_writes_nothing(mine: Library, theirs: Library, tmp_path: Path) -> None:
    here, there = add(mine), add(theirs)
    mark(theirs, there, "spring flood")
    file = sent(theirs, there, tmp_path)
    came = take_marks(mine, file, ids=NewIds(mine), at=Clock()(), by="shell", dry_run=True)
    assert len(came.new) == 1
    assert mine.annotations(here) == ()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"[]x", b'{"first": {"items": [{}]}}'])
def test_anything_else_is_refused_in_a_sentence(
    mine: Library, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "marks.jsonld"
    file.write_bytes(content)
    with pytest.raises(GalleyError) as refused:
        take(mine, file)
    assert refused.value.advice


def test_the_shell_takes_them_and_says_what_came(
    mine: Library, theirs: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here, there = add(mine), add(theirs)
    mark(theirs, there, "spring flood", "Which year?")
    file = sent(theirs, there, tmp_path)
    words = ["--library", str(mine.path), "merge", str(file)]
    assert main([*words, "--dry-run"]) == 0
    assert mine.annotations(here) == ()
    assert main(words) == 0
    assert "1 new mark." in capsys.readouterr().out
    assert [each.note for each in mine.annotations(here)] == ["Which year?"]
    assert main([*words, "--json"]) == 0
    [shape] = json.loads(capsys.readouterr().out)
    assert (shape["new"], len(shape["known"]), shape["entry"]) == ([], 1, None)
    assert main(["--library", str(mine.path), "undo"]) == 0
    assert mine.annotations(here) == ()


def test_the_shell_names_the_article_that_is_not_here(
    mine: Library, theirs: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = add(theirs)
    mark(theirs, there, "spring flood")
    file = sent(theirs, there, tmp_path)
    assert main(["--library", str(mine.path), "merge", str(file)]) == 1
    assert ADDRESS in capsys.readouterr().err
