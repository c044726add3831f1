"""The whole library leaves in an open archive and comes back equal; a damaged one makes nothing."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import archiving, changes
from reader.cli import main
from reader.errors import BadRequest, GalleyError, LibraryProblem
from reader.library import Library
from reader.model import ArticleQuery, Key, TraceKey
from tests.reader.moves import AT, added, marked, next_change

TEXT = "Rutte takes over\nMark Rutte took over from Jens Stoltenberg.\n選挙は昨日、行われた。"
MADE = {"search", "state"}
"""What is made from the rest."""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Library.galley") as library:
        yield library


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that is in a file, by table, but for what is made from the rest."""
    db = sqlite3.connect(path)
    try:
        names = [
            name
            for (name,) in db.execute("select name from sqlite_schema where type = 'table'")
            if name not in MADE and not name.startswith("search_")
        ]
        return {name: sorted(db.execute(f"select * from {name}"), key=repr) for name in names}
    finally:
        db.close()


def there_and_back(library: Library, folder: Path) -> Path:
    to = folder / "Back.galley"
    archiving.write_archive(library, folder / "All.zip", at=AT)
    archiving.read_archive(folder / "All.zip", to)
    return to


@settings(max_examples=12)
@given(seed=st.integers(0, 10**6), steps=st.integers(3, 25))
def test_out_of_one_library_and_into_an_empty_one_both_are_equal(
    seed: int, steps: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, random = tmp_path_factory.mktemp("archive"), Random(seed)
    with Library(folder / "Library.galley") as library:
        for _step in range(steps):
            change, blobs = next_change(random, library)
            if change is not None:
                library.apply(change, at=AT, by="window", blobs=blobs)
        back = there_and_back(library, folder)
    assert rows(back) == rows(folder / "Library.galley")


def test_search_history_and_undo_work_in_what_came_back(library: Library, tmp_path: Path) -> None:
    id = added(library, TEXT)
    mark = marked(library, id, "Rutte")
    library.trace(TraceKey("position", id), [7, 1])
    library.erase([Key("article", added(library, "Secret\nA source."))], at=AT, by="window")
    with Library(there_and_back(library, tmp_path)) as back:
        assert back.verify().problems == ()
        assert back.last_entry() == library.last_entry()
        assert [hit.article for hit in back.search("stoltenberg")] == [id]
        assert back.search("source") == ()
        assert back.traced(TraceKey("position", id)) == [7, 1]
        [entry] = [each for each in back.history() if each.what == "mark"]
        assert entry.change is not None
        back.apply(entry.change.inverse(), at=AT, by="window", undoes=entry.number)
        assert back.annotations(id) == ()
    assert library.annotation(mark).id == mark


def test_a_person_can_read_what_is_in_it(library: Library, tmp_path: Path) -> None:
    marked(library, added(library, TEXT), "Jens Stoltenberg")
    added(library, TEXT.replace("Mark", "Marc"))
    archiving.write_archive(library, tmp_path / "All.zip", at=AT)
    with zipfile.ZipFile(tmp_path / "All.zip") as archive:
        texts = [archive.read(n).decode() for n in archive.namelist() if n.startswith("articles/")]
        assert len(texts) == 2
        assert any("==Jens Stoltenberg==" in text for text in texts)
        assert "SHA-256" in archive.read("README.txt").decode()
        lines = archive.read("records/annotation.jsonl").decode().split("\n")[:-1]
        assert json.loads(lines[0])["anchor"]["exact"] == "Jens Stoltenberg"


def test_private_notes_are_in_the_records_and_in_no_page(library: Library, tmp_path: Path) -> None:
    mark = library.annotation(marked(library, added(library, TEXT), "Rutte"))
    change = changes.edit_annotation(mark, at=AT, note="SECRET", private=True)
    assert change is not None
    library.apply(change, at=AT, by="window")
    archiving.write_archive(library, tmp_path / "All.zip", at=AT)
    with zipfile.ZipFile(tmp_path / "All.zip") as archive:
        holding = {name for name in archive.namelist() if b"SECRET" in archive.read(name)}
    assert holding == {"records/annotation.jsonl", "rows/journal.jsonl"}


def test_progress_is_told_and_can_stop_it(library: Library, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    for number in range(30):
        added(library, f"{number}\n{TEXT}")
    archiving.write_archive(
        library, tmp_path / "All.zip", at=AT, going_on=lambda done, of: told.append((done, of))
    )
    assert len(told) > 2
    assert all(done <= of for done, of in told)

    def stop(_done: int, _of: int) -> None:
        raise InterruptedError

    before = (tmp_path / "All.zip").read_bytes()
    with pytest.raises(GalleyError):
        archiving.write_archive(library, tmp_path / "All.zip", at=AT, going_on=stop)
    assert (tmp_path / "All.zip").read_bytes() == before
    assert len(list(tmp_path.glob("*zip*"))) == 1


# --- what is refused -----------------------------------------------------------------------------


def test_no_file_of_someone_else_is_written_over(library: Library, tmp_path: Path) -> None:
    (tmp_path / "All.zip").write_text("mine")
    with pytest.raises(BadRequest):
        archiving.write_archive(library, tmp_path / "All.zip", at=AT)
    archiving.write_archive(library, tmp_path / "Other.zip", at=AT)
    with pytest.raises(BadRequest, match="already"):
        archiving.read_archive(tmp_path / "Other.zip", library.path)
    assert (tmp_path / "All.zip").read_text() == "mine"


def _without(name: str) -> Callable[[str, bytes], bytes | None]:
    return lambda each, content: None if each.startswith(name) else content


def _changed(name: str, old: bytes, new: bytes) -> Callable[[str, bytes], bytes | None]:
    return lambda each, content: content.replace(old, new) if each.startswith(name) else content


@pytest.mark.parametrize(
    "damage",
    [
        _without("blobs/"),
        _without("galley.json"),
        _without("records/revision"),
        _changed("records/annotation", b"Rutte", b"Other"),
        _changed("records/article", b'"title"', b'"headline"'),
        _changed("rows/journal", b'"by":"window"', b'"by":"shell"'),
        _changed("rows/used", b'"id"', b'"name"'),
        _changed("blobs/", b"Rutte", b"Other"),
        _changed("galley.json", b'"format": 1', b'"format": 2'),
    ],
)
def test_a_damaged_archive_makes_no_library(
    library: Library, tmp_path: Path, damage: Callable[[str, bytes], bytes | None]
) -> None:
    marked(library, added(library, TEXT), "Rutte")
    archiving.write_archive(library, tmp_path / "All.zip", at=AT)
    with (
        zipfile.ZipFile(tmp_path / "All.zip") as whole,
        zipfile.ZipFile(tmp_path / "Damaged.zip", "w") as damaged,
    ):
        for name in whole.namelist():
            content = damage(name, whole.read(name))
            if content is not None:
                damaged.writestr(name, content)
    with pytest.raises((BadRequest, LibraryProblem)):
        archiving.read_archive(tmp_path / "Damaged.zip", tmp_path / "Back.galley")
    assert not (tmp_path / "Back.galley").exists()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library and its archive, which nobody changes."""
    folder = tmp_path_factory.mktemp("whole")
    with Library(folder / "Library.galley") as library:
        marked(library, added(library, TEXT), "Rutte")
        archiving.write_archive(library, folder / "All.zip", at=AT)
    return folder


@settings(max_examples=60)
@given(data=st.data())
def test_a_file_that_was_cut_or_altered_makes_no_library_or_the_same_one(
    data: st.DataObject, whole: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    content = bytearray((whole / "All.zip").read_bytes())
    at = int(data.draw(st.floats(0, 1, exclude_max=True)) * len(content))
    if data.draw(st.booleans()):
        del content[at:]
    else:
        content[at] ^= data.draw(st.integers(1, 255))
    altered, back = folder / "Altered.zip", folder / "Back.galley"
    altered.write_bytes(bytes(content))
    refused = refusal(altered, back)
    assert back.exists() == (refused is None)
    if refused is None:
        assert rows(back) == rows(whole / "Library.galley")
    else:
        assert refused.advice


def refusal(archive: Path, back: Path) -> GalleyError | None:
    """Why there is no library of an archive; None if there is one."""
    try:
        archiving.read_archive(archive, back)
    except GalleyError as error:
        return error
    return None


def test_the_shell_packs_and_unpacks(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    added(library, TEXT)
    path, back = str(library.path), str(tmp_path / "Back.galley")
    assert main(["--library", path, "pack", str(tmp_path / "All.zip")]) == 0
    assert main(["unpack", str(tmp_path / "All.zip"), back]) == 0
    with Library(Path(back)) as made:
        assert made.count(ArticleQuery(shelf="all")) == 1
    assert main(["unpack", str(tmp_path / "All.zip"), back]) == 1
    assert "already" in capsys.readouterr().err
