"""What is whole of a damaged library goes into a new one, which is sound."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.cli import main
from reader.errors import LibraryProblem
from reader.library import Library, rescue
from reader.model import ArticleQuery
from tests.reader.moves import AT, added, marked, next_change
from tests.reader.test_library import TEXT, dump, words_of_index

ALL = ArticleQuery(shelf="all", limit=1000)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of 30 articles, each with a mark."""
    path = tmp_path_factory.mktemp("whole") / "Library.galley"
    with Library(path) as library:
        for number in range(30):
            id = added(library, f"Story {number}\n{TEXT * 20}")
            marked(library, id, "Rutte", note=f"Ask number {number}")
    return path


@settings(max_examples=10)
@given(st.integers(0, 30), st.integers(0, 2**32))
def test_of_a_sound_library_all_is_rescued(
    tmp_path_factory: pytest.TempPathFactory, moves: int, seed: int
) -> None:
    folder, random = tmp_path_factory.mktemp("sound"), Random(seed)
    with Library(folder / "a.galley") as library:
        for _each in range(moves):
            change, blobs = next_change(random, library)
            library.apply(change, at=AT, by="window", blobs=blobs)
    assert rescue(folder / "a.galley", folder / "b.galley", at=AT) == ()
    one, other = dump(folder / "a.galley"), dump(folder / "b.galley")
    made = {"indexed", "article", "sqlite_sequence"}
    assert {name: rows for name, rows in one.items() if name not in made} == {
        name: rows for name, rows in other.items() if name not in made
    }
    with Library(folder / "b.galley") as library, Library(folder / "a.galley") as before:
        assert library.verify().problems == ()
        assert [entry.what for entry in library.history()] == ["rescue"]
        assert library.articles(ALL) == before.articles(ALL)
        change, blobs = next_change(random, library)
        library.apply(change, at=AT, by="window", blobs=blobs)


@settings(max_examples=12)
@given(st.data())
def test_whichever_page_is_nonsense_what_is_rescued_is_sound(
    tmp_path_factory: pytest.TempPathFactory, whole: Path, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    content = bytearray(whole.read_bytes())
    page = data.draw(st.integers(1, len(content) // 4096 - 1))
    content[page * 4096 : (page + 1) * 4096] = data.draw(st.sampled_from((b"\xa5", b"\0"))) * 4096
    damaged, to = folder / "damaged.galley", folder / "new.galley"
    damaged.write_bytes(content)
    try:
        lost = rescue(damaged, to, at=AT)
    except LibraryProblem:
        assert not to.exists()
        return
    assert damaged.read_bytes() == content
    with Library(to) as library:
        assert library.verify().problems == ()
        rescued = library.articles(ALL)
        for row in rescued:
            assert library.document(row.article.id).text
        assert len(rescued) == 30 or lost
        assert added(library, TEXT)


def test_one_damaged_text_costs_one_article_and_says_which(tmp_path: Path, whole: Path) -> None:
    with Library(whole) as library:
        [victim] = [each for each in library.articles(ALL) if each.article.title == "Story 7"]
        digest = library.revision(victim.article.id).text
        packed = library._db.value("select content from blob where sha256 = ?", (digest,))
    content = bytearray(whole.read_bytes())
    start = content.index(packed)
    content[start + 10 : start + 60] = bytes(50)
    damaged = tmp_path / "damaged.galley"
    damaged.write_bytes(content)
    lost = rescue(damaged, tmp_path / "new.galley", at=AT)
    assert any("Story 7" in each for each in lost)
    assert any("Ask number 7" in each for each in lost)
    with Library(tmp_path / "new.galley") as library:
        assert len(library.articles(ALL)) == 29
        assert len(library.search("ask number", 100)) == 29
    assert words_of_index(tmp_path / "new.galley")


def test_the_command_says_what_is_lost_and_replaces_nothing(
    tmp_path: Path, whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.galley"
    assert main(["rescue", str(whole), str(new)]) == 0
    assert capsys.readouterr().out.split("\n")[0] == str(new)
    content = new.read_bytes()
    assert main(["rescue", str(whole), str(new)]) != 0
    assert "already" in capsys.readouterr().err
    assert new.read_bytes() == content
