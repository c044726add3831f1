"""Exports on the disk: whole or not at all, and never over what someone wrote."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from reader.errors import WriteFailed
from reader.export import Style, file_name, files
from reader.export.files import (
    article_id,
    exports_in,
    place_for,
    write_article,
    write_atomically,
)
from reader.model import Exported, Picture, Sha256, Span, StoredPicture, sha256
from tests.reader.export import cases
from tests.reader.export.cases import ARTICLE, REVISION, annotation, block, document, passage

NAME = "2024-10-01 Jens Stoltenberg mundur.md"


def no_pictures(_digest: Sha256) -> bytes:
    raise AssertionError("no picture was to be written")


def case(words: str = "One paragraph.", note: str = "") -> Exported:
    return cases.exported(document(words), note=note)


class Desk:
    """A folder that is exported to, and the digests of what was written there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: set[Sha256] = set()

    def put(self, exported: Exported) -> Path:
        """Exports into the folder."""
        to = place_for(self.folder, exported.article, exported.revision, known=self.known)
        return self.write(to, exported)

    def write(self, to: Path, exported: Exported, style: Style = "annotated") -> Path:
        """Exports to this file."""
        written = write_article(to, exported, style, blob=no_pictures, known=self.known)
        self.known.add(sha256(written.text.encode()))
        assert written.beside == (written.path != to)
        return written.path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    assert write_atomically(path, "eins\n") is True
    os.utime(path, (1, 1))
    assert write_atomically(path, "eins\n") is False
    assert path.stat().st_mtime == 1
    assert write_atomically(path, "zwei\n") is True
    assert path.read_bytes() == b"zwei\n"
    assert names(tmp_path) == ["a.md"]


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions and links")
def test_permissions_stay_and_a_link_is_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_atomically(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    in_the_way = tmp_path / "folder.md"
    in_the_way.mkdir()
    with pytest.raises(WriteFailed):
        write_atomically(in_the_way, "x")
    (tmp_path / "file").write_text("x")
    with pytest.raises(WriteFailed):
        write_atomically(tmp_path / "file" / "a.md", "x")
    assert names(tmp_path) == ["file", "folder.md"]


def test_an_article_keeps_its_file_when_its_title_changes(desk: Desk) -> None:
    first = desk.put(case())
    changed = replace(case("Another."), article=replace(ARTICLE, title="New title"))
    assert desk.put(changed) == first
    assert "Another." in first.read_text("utf-8")


def test_a_renamed_export_is_found_again(desk: Desk, tmp_path: Path) -> None:
    moved = desk.put(case()).rename(tmp_path / "Mine.md")
    assert desk.put(case("Another.")) == moved


def test_an_export_that_was_moved_into_a_subfolder_is_found_again(
    desk: Desk, tmp_path: Path
) -> None:
    deep = tmp_path / "NATO" / "2024"
    deep.mkdir(parents=True)
    moved = desk.put(case()).rename(deep / "Mine.md")
    assert desk.put(case("Another.")) == moved
    assert names(tmp_path) == ["NATO"]
    assert list(exports_in(tmp_path)) == [(moved, ARTICLE.id)]


@pytest.mark.parametrize("hidden", [".trash", "attachments"])
def test_nobody_looks_for_exports_in_hidden_folders_and_among_pictures(
    desk: Desk, tmp_path: Path, hidden: str
) -> None:
    (tmp_path / hidden).mkdir()
    first = desk.put(case())
    first.rename(tmp_path / hidden / first.name)
    assert list(exports_in(tmp_path)) == []
    assert desk.put(case()) == first


def test_a_search_for_a_moved_export_ends(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_MOST_ENTRIES", 10)
    for number in range(20):
        (tmp_path / f"{number:02}").mkdir()
    first = desk.put(case())
    first.rename(tmp_path / "07" / first.name)
    assert list(exports_in(tmp_path)) == []
    assert desk.put(case()) == first


def test_a_template_makes_folders_and_an_article_keeps_its_file_for_ever(tmp_path: Path) -> None:
    template = "{site}/{captured:%Y}/{title}"
    place = place_for(tmp_path, ARTICLE, REVISION, template=template)
    assert place == tmp_path / ARTICLE.site / "2024" / "Jens Stoltenberg mundur.md"
    known = {sha256(write_article(place, case(), "annotated", blob=no_pictures).text.encode())}
    elsewhere = replace(ARTICLE, title="New title", site="e.org")
    for other in (template, "{title}", "{captured}/"):
        assert place_for(tmp_path, elsewhere, REVISION, known=known, template=other) == place


def test_a_long_path_is_cut_in_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_LONGEST_PATH", len(str(tmp_path)) + 30)
    place = place_for(tmp_path, ARTICLE, REVISION)
    assert place.name == "2024-10-01 Jens Stolt.md"
    place.touch()
    assert len(str(place_for(tmp_path, ARTICLE, REVISION))) <= len(str(tmp_path)) + 30


def test_a_file_of_someone_else_is_never_replaced(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / NAME.upper().replace(".MD", ".md")).write_text("mine")
    assert desk.put(case()).name == NAME.replace(".md", " (2).md")
    other = replace(case(), article=replace(ARTICLE, id=type(ARTICLE.id)("a0000002")))
    assert desk.put(other).name == NAME.replace(".md", " (3).md")


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text + "\n## My draft\n",
        lambda text: text.replace("One", "Two"),
        lambda text: text.replace("lang: id", "lang: en"),
        lambda text: text.replace("Mine.", "Mine. And more."),
    ],
)
def test_an_export_that_someone_wrote_in_is_left_alone(
    desk: Desk, tmp_path: Path, edit: object
) -> None:
    of = document("One paragraph.")
    marked = cases.exported(of, [annotation("k00001", passage(of, "One"), note="Mine.")])
    first = desk.put(marked)
    assert callable(edit)
    edited = edit(first.read_text("utf-8"))
    first.write_text(edited, "utf-8")
    beside = desk.put(marked)
    assert beside.name == NAME.replace(".md", " (2).md")
    assert desk.put(case("Another.")) == beside
    assert first.read_text("utf-8") == edited
    assert names(tmp_path) == sorted([NAME, beside.name])


def test_an_export_of_another_library_is_left_alone(tmp_path: Path) -> None:
    first = Desk(tmp_path).put(case())
    assert Desk(tmp_path).put(case("Another.")) != first


def test_an_empty_file_holds_nothing_to_lose(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "out.md").touch()
    assert desk.write(tmp_path / "out.md", case()) == tmp_path / "out.md"


def test_a_file_named_by_the_user_is_replaced_only_if_it_is_this_export(
    desk: Desk, tmp_path: Path
) -> None:
    mine = tmp_path / "draft.md"
    mine.write_text("mine")
    written = desk.write(mine, case())
    assert written == tmp_path / "draft (2).md"
    assert mine.read_text() == "mine"
    notes = desk.write(mine, case(), "notes")
    assert notes == tmp_path / "draft (3).md"
    assert desk.write(notes, case("Another."), "notes") == notes


def test_pictures_lie_beside_their_article(tmp_path: Path) -> None:
    src, content = "https://e.org/a.jpg", b"a picture"
    of = document(block("", [Span(0, 1, Picture(src))], kind="picture"))
    kept = StoredPicture(ARTICLE.id, src, sha256(content), media_type="image/jpeg")
    exported = replace(cases.exported(of), pictures={src: kept})
    written = write_article(
        tmp_path / "a.md", exported, "annotated", blob={sha256(content): content}.__getitem__
    )
    relative = f"attachments/a01j9zk3/01-{sha256(content)[:8]}.jpg"
    assert (tmp_path / relative).read_bytes() == content
    assert f"![]({relative})" in written.path.read_text("utf-8")


@pytest.mark.parametrize("style", ["critic", "html", "csv", "jsonld", "docx", "docx-notes"])
def test_other_kinds_of_files_are_replaced_and_left_alone_like_markdown(
    desk: Desk, tmp_path: Path, style: Style
) -> None:
    to = tmp_path / file_name(NAME, style)
    assert desk.write(to, case(), style) == to
    first = to.read_bytes()
    assert desk.write(to, case("Another.", note="New."), style) == to
    assert to.read_bytes() != first or style in ("csv", "jsonld")
    to.write_bytes(to.read_bytes() + b" ")
    beside = desk.write(to, case("A third."), style)
    assert beside.name == f"{to.stem} (2){to.suffix}"
    assert desk.write(to, case("A fourth."), style) == beside


def test_only_markdown_is_kept_as_text(tmp_path: Path) -> None:
    html = write_article(tmp_path / "a.html", case(), "html", blob=no_pictures)
    assert html.text == f"sha256-{sha256(html.path.read_bytes())}"
    markdown = write_article(tmp_path / "a.md", case(), "annotated", blob=no_pictures)
    assert markdown.text == markdown.path.read_text("utf-8")


@pytest.mark.parametrize(
    ("style", "there"), [("annotated", "critic"), ("critic", "annotated"), ("notes", "critic")]
)
def test_no_kind_is_written_over_another_that_can_come_home(
    desk: Desk, tmp_path: Path, style: Style, there: Style
) -> None:
    to = desk.write(tmp_path / "a.md", case(), there)
    written = to.read_bytes()
    assert desk.write(to, case("Another."), style).name == "a (2).md"
    assert to.read_bytes() == written


def test_an_id_is_read_from_the_front_matter_only() -> None:
    assert article_id(b"---\ntitle: x\ngalley-id: a01j9zk3\n---\n") == "a01j9zk3"
    assert article_id(b"---\ngalley-flavour: critic\ngalley-id: a01j9zk3\n---\n") is None
    assert article_id(b"galley-id: a01j9zk3\n") is None
    assert article_id(b"---\ntitle: x\n---\ngalley-id: a01j9zk3\n") is None
