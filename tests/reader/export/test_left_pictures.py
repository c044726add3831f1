"""Pictures that no export refers to any more go; whatever else lies beside them stays."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from reader.export import USUAL, ExportOptions, Style, left_pictures
from reader.export.files import clear_pictures, write_article, write_articles
from reader.export.pictures import attachments
from reader.model import Exported, Picture, Sha256, Span, sha256
from tests.reader.export import cases
from tests.reader.export.cases import block, document
from tests.reader.export.several import as_number, together_with

WORDS = ExportOptions(pictures="none")
ONE, TWO = b"a picture of a dike", b"a picture of a river"
BLOBS: Mapping[Sha256, bytes] = {sha256(each): each for each in (ONE, TWO)}


def case(*contents: bytes) -> Exported:
    """An article with these pictures."""
    sources = {f"https://e.org/{sha256(each)[:4]}.jpg": each for each in contents}
    shown = (block("", [Span(0, 1, Picture(src))], kind="picture") for src in sources)
    kept = {src: cases.stored(src, each) for src, each in sources.items()}
    return replace(cases.exported(document("Words.", *shown)), pictures=kept)


class Desk:
    """A folder that is exported to by a library that knows all it wrote there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: set[Sha256] = set()

    def write(
        self,
        name: str,
        exported: Exported,
        options: ExportOptions = USUAL,
        style: Style = "annotated",
    ) -> Path:
        to = self.folder / name
        written = write_article(
            to, exported, style, options, blob=BLOBS.__getitem__, known=self._known
        )
        self._known.add(sha256(written.text.encode()))
        return written.path

    def pictures(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("attachments/*/*"))

    def path_of(self, exported: Exported, number: int = 0) -> Path:
        return self.folder / attachments(exported)[number].path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "vault")


def names(exported: Exported) -> list[str]:
    return [each.path.rpartition("/")[2] for each in attachments(exported)]


@pytest.mark.parametrize("style", ["annotated", "notes", "critic"])
def test_a_picture_goes_when_the_export_does_without_it(desk: Desk, style: Style) -> None:
    desk.write("a.md", case(ONE, TWO), style=style)
    assert desk.pictures() == names(case(ONE, TWO))
    desk.write("a.md", case(ONE), style=style)
    assert desk.pictures() == names(case(ONE))
    desk.write("a.md", case(ONE), WORDS, style=style)
    assert not (desk.folder / "attachments" / "a01j9zk3").exists()
    desk.write("a.md", case(ONE), style=style)
    assert desk.path_of(case(ONE)).read_bytes() == ONE


@pytest.mark.parametrize("other", ["b.md", "deep/in/b.md", "b.canvas", "B.MARKDOWN"])
@pytest.mark.parametrize(
    "shown", ["![[{name}]]", "![](../../attachments/a01j9zk3/{name})", '<img src="x\\{name}">']
)
def test_what_another_text_in_the_folder_refers_to_stays(
    desk: Desk, other: str, shown: str
) -> None:
    """In whatever way a note of the user's shows it."""
    desk.write("a.md", case(ONE, TWO))
    theirs = desk.folder / other
    theirs.parent.mkdir(parents=True, exist_ok=True)
    theirs.write_text(shown.format(name=names(case(ONE))[0]), "utf-8")
    desk.write("a.md", case(ONE, TWO), WORDS)
    assert desk.pictures() == names(case(ONE))
    theirs.write_text("No picture here now, and more words.", "utf-8")
    desk.write("a.md", case(ONE, TWO), WORDS)
    assert desk.pictures() == []


def test_an_export_beside_a_file_of_someones_own_leaves_that_its_pictures(desk: Desk) -> None:
    mine = desk.write("a.md", case(ONE, TWO))
    mine.write_text(mine.read_text("utf-8") + "\nMine.\n", "utf-8")
    assert desk.write("a.md", case(ONE, TWO), WORDS).name == "a (2).md"
    assert desk.pictures() == names(case(ONE, TWO))


def test_only_what_was_written_here_and_not_changed_since_goes(desk: Desk) -> None:
    desk.write("a.md", case(ONE, TWO))
    inside = desk.path_of(case(ONE)).parent
    desk.path_of(case(ONE, TWO)).write_bytes(b"retouched")
    others = {
        "holiday.jpg": ONE,
        "01-00000000.jpg": ONE,
        f"01-{sha256(ONE)[:8]}.jpg.bak": ONE,
        f"1-{sha256(ONE)[:8]}.jpg": ONE,
        f"01-{sha256(ONE)[:8]}.exe": ONE,
    }
    for name, content in others.items():
        (inside / name).write_bytes(content)
    (inside / f"07-{sha256(TWO)[:8]}.jpg").mkdir()
    elsewhere = desk.folder / "attachments" / "a0000009" / names(case(ONE))[0]
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(ONE)
    before = {path for path in desk.folder.rglob("*") if path != desk.path_of(case(ONE, TWO), 1)}
    desk.write("a.md", case(ONE, TWO), WORDS)
    assert {*desk.folder.rglob("*")} == before


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_nothing_goes_where_links_lead(desk: Desk, tmp_path: Path) -> None:
    """Other folders may refer to what lies there."""
    desk.write("a.md", case(ONE))
    (desk.folder / "attachments").rename(tmp_path / "shared")
    (desk.folder / "attachments").symlink_to(tmp_path / "shared")
    desk.write("a.md", case(ONE), WORDS)
    assert desk.pictures() == names(case(ONE))
    link = tmp_path / "link" / "attachments" / "a01j9zk3" / names(case(TWO))[0]
    link.parent.mkdir(parents=True)
    link.symlink_to(desk.path_of(case(ONE)))
    clear_pictures(tmp_path / "link", case(ONE), WORDS)
    assert link.is_symlink()


def test_nothing_goes_where_not_every_text_can_be_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("a.md", case(ONE))
    (desk.folder / "b.md").mkdir()
    desk.write("a.md", case(ONE), WORDS)
    assert desk.pictures() == []
    desk.write("a.md", case(ONE))
    for number in range(5):
        (desk.folder / f"{number}.txt").write_text("", "utf-8")
    monkeypatch.setattr(left_pictures, "_MOST_ENTRIES", 3)
    desk.write("a.md", case(ONE), WORDS)
    assert desk.pictures() == names(case(ONE))


@pytest.mark.skipif(os.name != "posix", reason="needs a pipe")
@pytest.mark.timeout(20)
def test_a_text_that_is_no_file_holds_everything_back(desk: Desk) -> None:
    desk.write("a.md", case(ONE))
    os.mkfifo(desk.folder / "pipe.md")
    desk.write("a.md", case(ONE), WORDS)
    assert desk.pictures() == names(case(ONE))


def test_what_could_not_be_removed_goes_with_the_next_export(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("a.md", case(ONE))

    def refuse(_path: object) -> None:
        raise PermissionError("in use")

    with monkeypatch.context() as refusing:
        refusing.setattr(left_pictures.os, "unlink", refuse)
        path = desk.write("a.md", case(ONE), WORDS)
    assert "![]()" in path.read_text("utf-8")
    assert desk.pictures() == names(case(ONE))
    desk.write("a.md", case(ONE), WORDS)
    assert desk.pictures() == []


def test_it_is_so_for_each_of_several_articles_in_one_file(desk: Desk) -> None:
    articles = [as_number(case(ONE), 1), as_number(case(ONE, TWO), 2)]

    def write(options: ExportOptions) -> None:
        write_articles(
            desk.folder / "story.md",
            articles,
            options,
            blob=BLOBS.__getitem__,
            is_ours=lambda _content: True,
            made=lambda _path, _before: together_with(articles, options),
        )

    write(USUAL)
    assert len(desk.pictures()) == 3
    desk.write("one.md", articles[0])
    write(WORDS)
    assert desk.pictures() == names(articles[0])
