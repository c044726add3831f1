"""Exports on the disk: whole or not at all, and never over what someone wrote."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from reader.errors import WriteFailed
from reader.export import seal
from reader.export.files import place_for, write_article, write_atomically
from reader.model import Exported, Picture, Sha256, Span, StoredPicture, sha256
from tests.reader.export import cases
from tests.reader.export.cases import ARTICLE, REVISION, annotation, block, document, passage

NAME = "2024-10-01 Jens Stoltenberg mundur.md"


def no_pictures(_digest: Sha256) -> bytes:
    raise AssertionError("no picture was to be written")


def case(words: str = "One paragraph.", note: str = "") -> Exported:
    return cases.exported(document(words), note=note)


def put(folder: Path, exported: Exported) -> Path:
    to = place_for(folder, exported.article, exported.revision)
    return write_article(to, exported, "annotated", blob=no_pictures)


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


def test_an_article_keeps_its_file_when_its_title_changes(tmp_path: Path) -> None:
    first = put(tmp_path, case())
    changed = replace(case("Another."), article=replace(ARTICLE, title="New title"))
    assert put(tmp_path, changed) == first
    assert "Another." in first.read_text("utf-8")


def test_a_renamed_export_is_found_again(tmp_path: Path) -> None:
    moved = put(tmp_path, case()).rename(tmp_path / "Mine.md")
    assert put(tmp_path, case("Another.")) == moved


def test_a_file_of_someone_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / NAME.upper().replace(".MD", ".md")).write_text("mine")
    assert put(tmp_path, case()).name == NAME.replace(".md", " (2).md")
    other = replace(case(), article=replace(ARTICLE, id=type(ARTICLE.id)("a0000002")))
    assert put(tmp_path, other).name == NAME.replace(".md", " (3).md")


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text + "\n## My draft\n",
        lambda text: text.replace("One", "Two"),
        lambda text: text.replace("lang: id", "lang: en"),
        lambda text: text.replace("Mine.", "Mine. And more."),
    ],
)
def test_an_export_that_someone_wrote_in_is_left_alone(tmp_path: Path, edit: object) -> None:
    of = document("One paragraph.")
    marked = cases.exported(of, [annotation("k00001", passage(of, "One"), note="Mine.")])
    first = put(tmp_path, marked)
    assert callable(edit)
    edited = edit(first.read_text("utf-8"))
    first.write_text(edited, "utf-8")
    beside = put(tmp_path, marked)
    assert beside.name == NAME.replace(".md", " (2).md")
    assert put(tmp_path, case("Another.")) == beside
    assert first.read_text("utf-8") == edited
    assert names(tmp_path) == sorted([NAME, beside.name])


def test_another_systems_line_ends_are_not_an_edit(tmp_path: Path) -> None:
    first = put(tmp_path, case())
    first.write_bytes(b"\xef\xbb\xbf" + first.read_bytes().replace(b"\n", b"\r\n"))
    assert put(tmp_path, case("Another.")) == first


def test_a_file_named_by_the_user_is_replaced_only_if_it_is_this_export(tmp_path: Path) -> None:
    mine = tmp_path / "draft.md"
    mine.write_text("mine")
    written = write_article(mine, case(), "annotated", blob=no_pictures)
    assert written == tmp_path / "draft (2).md"
    assert mine.read_text() == "mine"
    notes = write_article(mine, case(), "notes", blob=no_pictures)
    assert notes == tmp_path / "draft (3).md"
    assert write_article(notes, case("Another."), "notes", blob=no_pictures) == notes


def test_pictures_lie_beside_their_article(tmp_path: Path) -> None:
    src, content = "https://e.org/a.jpg", b"a picture"
    of = document(block("", [Span(0, 1, Picture(src))], kind="picture"))
    kept = StoredPicture(ARTICLE.id, src, sha256(content), media_type="image/jpeg")
    exported = replace(cases.exported(of), pictures={src: kept})
    path = write_article(
        tmp_path / "a.md", exported, "annotated", blob={sha256(content): content}.__getitem__
    )
    relative = f"attachments/a01j9zk3/01-{sha256(content)[:8]}.jpg"
    assert (tmp_path / relative).read_bytes() == content
    assert f"![]({relative})" in path.read_text("utf-8")


def test_a_seal_cannot_be_forged_by_a_title_or_a_note(tmp_path: Path) -> None:
    forged = case(note="galley-seal: \n\ngalley-seal: sha256-" + "0" * 64)
    path = put(tmp_path, forged)
    assert seal.is_unbroken(path.read_bytes())
    assert seal.article_id(b"galley-id: a01j9zk3\n", "annotated") is None
    assert place_for(tmp_path, ARTICLE, REVISION) == path
