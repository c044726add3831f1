"""Where templates lie, and what may be done to the user's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reader.errors import BadRequest, NotFound, WriteFailed
from reader.templates import Template, all_templates, find, shelf


def put(folder: Path, name: str, source: str = "x") -> Template:
    return shelf.save(Template(name, source), folder)


def names(folder: Path) -> list[str]:
    return [template.name for template in all_templates(folder)]


def test_ours_are_there_without_a_folder(tmp_path: Path) -> None:
    assert "Obsidian" in names(tmp_path / "none")


def test_one_of_hers_takes_the_place_of_ours(tmp_path: Path) -> None:
    put(tmp_path, "obsidian", "mine")
    found = find("Obsidian", tmp_path)
    assert found.source == "mine"
    assert not found.is_built_in
    assert names(tmp_path).count("Obsidian") == 0


@pytest.mark.parametrize("wanted", ["Fact-check sheet", "fact-check-sheet", "FACT check SHEET"])
def test_a_template_is_found_by_its_name_as_it_is_typed(tmp_path: Path, wanted: str) -> None:
    assert find(wanted, tmp_path).name == "Fact-check sheet"


def test_a_template_is_found_by_its_file(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.txt"
    file.write_bytes(b"\xef\xbb\xbfa\r\nb")
    assert find(str(file), tmp_path / "none").source == "a\nb"


def test_what_is_not_there_is_said_with_what_is(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Obsidian"):
        find("nix", tmp_path)


def test_a_file_that_is_no_text_is_no_template(tmp_path: Path) -> None:
    picture = tmp_path / "picture.md"
    picture.write_bytes(b"\x89PNG\xff")
    assert "picture" not in names(tmp_path)
    with pytest.raises(BadRequest, match="UTF-8"):
        find(str(picture), tmp_path)


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    assert shelf.free_name("Obsidian", tmp_path) == "Obsidian (2)"
    put(tmp_path, "OBSIDIAN (2)")
    assert shelf.free_name("obsidian", tmp_path) == "obsidian (3)"
    assert shelf.free_name("a/b", tmp_path) == "a b"


def test_a_renamed_template_is_under_its_new_name_alone(tmp_path: Path) -> None:
    mine = put(tmp_path, "One", "1")
    renamed = shelf.rename(mine, "Two: b", tmp_path)
    assert renamed.source == "1"
    assert {"One", renamed.name} & {*names(tmp_path)} == {renamed.name}
    assert shelf.rename(renamed, "TWO - b", tmp_path).name == "TWO - b"


def test_no_template_is_renamed_over_another(tmp_path: Path) -> None:
    mine = put(tmp_path, "One", "1")
    put(tmp_path, "Two", "2")
    for taken in ("two", "Obsidian"):
        with pytest.raises(BadRequest, match="already"):
            shelf.rename(mine, taken, tmp_path)
    with pytest.raises(BadRequest):
        shelf.rename(find("Logseq", tmp_path), "Mine", tmp_path)
    assert find("Two", tmp_path).source == "2"


def test_what_is_removed_comes_back_by_saving_it(tmp_path: Path) -> None:
    mine = put(tmp_path, "One", "1")
    shelf.remove(mine)
    shelf.remove(mine)
    assert "One" not in names(tmp_path)
    assert shelf.save(mine, tmp_path) == find("One", tmp_path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_said(tmp_path: Path) -> None:
    mine = put(tmp_path, "One")
    tmp_path.chmod(0o500)
    with pytest.raises(WriteFailed, match=r"One\.md"):
        shelf.rename(mine, "Two", tmp_path)
    tmp_path.chmod(0o700)


def test_nothing_can_be_included_but_what_lies_on_the_shelf(tmp_path: Path) -> None:
    put(tmp_path, "Part")
    (tmp_path / "secret.txt").write_text("x")
    beside = shelf.beside(tmp_path)
    assert {*beside} == {f"{name}.md" for name in names(tmp_path)}
    assert "Part.md" in beside
