"""Exports into files that people work in, and what they wrote there, with a real library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import abroad, changes, exporting
from reader.errors import Detached, NotFound
from reader.export.flavours import HomeStyle
from reader.homecoming import bring_home, in_step
from reader.library import Library
from reader.model import ArticleId, Change, Edit, ExportBase, Sha256
from tests.reader.moves import AT, added, marked, revised
from tests.reader.test_library import some_library

TEXT = "Rutte takes over\nMark Rutte took over from Jens Stoltenberg.\nNATO has 32 members."
LATER = AT + timedelta(hours=1)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Library.galley")
    yield library
    library.close()


@pytest.fixture
def article(library: Library) -> ArticleId:
    id = added(library, TEXT)
    marked(library, id, "Jens Stoltenberg", note="Call him.")
    return id


@pytest.fixture
def file(library: Library, article: ArticleId, tmp_path: Path) -> Path:
    return export(library, article, tmp_path / "rutte.md")


def export(library: Library, article: ArticleId, to: Path, style: HomeStyle = "annotated") -> Path:
    """As the window does it: written by a reader, remembered by the library."""
    with library.reader() as reader:
        sent = exporting.send(reader, article, to, style)
    exporting.remember(library, sent, at=AT)
    return sent.written.path


def write_in(file: Path, old: str, new: str) -> str:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return text.replace(old, new)


def home(library: Library, file: Path) -> list[str]:
    return [each.kind for each in bring_home(library, file, at=LATER, by="file").merged.done]


def test_words_of_the_users_stay_in_their_file_through_every_export(
    library: Library, article: ArticleId, file: Path
) -> None:
    write_in(file, "<!-- galley:article", "My draft.\n\n<!-- galley:article")
    marked(library, article, "32 members", note="Since when?")
    assert export(library, article, file) == file
    assert "My draft." in file.read_text("utf-8")
    assert "Since when?" in file.read_text("utf-8")
    written = file.read_bytes()
    assert export(library, article, file) == file
    assert file.read_bytes() == written


def test_an_edit_that_was_not_brought_home_is_never_written_over(
    library: Library, article: ArticleId, file: Path
) -> None:
    edited = write_in(file, "Call him.", "Call *her*.")
    beside = export(library, article, file)
    assert beside.name == "rutte (2).md"
    assert file.read_text("utf-8") == edited
    assert home(library, file) == ["note"]
    assert export(library, article, file) == file
    assert library.annotations(article)[0].note == "Call *her*."


def test_words_of_the_article_that_were_corrected_in_the_file_are_kept_before_they_go(
    library: Library, article: ArticleId, file: Path
) -> None:
    edited = write_in(file, "took over", "takes over")
    assert export(library, article, file) != file
    brought = bring_home(library, file, at=LATER, by="file")
    assert [each.kind for each in brought.merged.listed] == ["text"]
    assert export(library, article, file) == file
    assert "took over" in file.read_text("utf-8")
    assert edited in [base.text for base in library.export_bases(str(file.resolve()))]


def test_what_a_file_brought_is_one_entry_by_the_file_and_one_step_back(
    library: Library, article: ArticleId, file: Path
) -> None:
    write_in(file, "NATO has", "==NATO==[^1] has")
    write_in(file, "Call him.", "Call *her*.")
    file.write_text(file.read_text("utf-8") + "\n[^1]: Which?\n", encoding="utf-8")
    before = library.annotations(article)
    brought = bring_home(library, file, at=LATER, by="file")
    entry = library.history()[-1]
    assert (entry.number, entry.by, entry.what) == (brought.number, "file", "merge")
    assert len(library.annotations(article)) == 2
    assert entry.change is not None
    library.apply(entry.change.inverse(), at=LATER, by="window", undoes=entry.number)
    assert library.annotations(article) == before


def test_a_footnote_that_became_an_annotation_is_renamed_at_the_next_export(
    library: Library, article: ArticleId, file: Path
) -> None:
    write_in(file, "NATO has", "==NATO==[^1] has")
    file.write_text(file.read_text("utf-8") + "\n[^1]: Which?\n", encoding="utf-8")
    assert home(library, file) == ["new"]
    assert export(library, article, file) == file
    [made] = [mark for mark in library.annotations(article) if mark.note == "Which?"]
    written = file.read_text("utf-8")
    assert f"==NATO==[^{made.id}] has" in written
    assert "[^1]" not in written
    assert written.count("Which?") == 1


def test_a_file_follows_the_article_to_its_next_version(
    library: Library, article: ArticleId, file: Path
) -> None:
    write_in(file, "NATO has 32", "==NATO==[^1] has 32")
    file.write_text(file.read_text("utf-8") + "\n[^1]: Which?\n\nMine.\n", encoding="utf-8")
    revised(library, article, TEXT.replace("Mark Rutte", "Yesterday Mark Rutte"))
    assert home(library, file) == ["new"]
    text = library.document(article).text
    places = {mark.note: place.passage for mark, place in library.exported(article).marks}
    assert {note: place and place.of(text) for note, place in places.items()} == {
        "Call him.": "Jens Stoltenberg",
        "Which?": "NATO",
    }
    assert export(library, article, file) == file
    assert "Yesterday Mark" in file.read_text("utf-8")
    assert file.read_text("utf-8").endswith("Mine.\n")


def test_an_orphan_that_has_no_stored_place_can_be_put_somewhere(
    library: Library, article: ArticleId, file: Path
) -> None:
    [mark] = library.annotations(article)
    revised(library, article, "Rutte takes over\nMark Rutte is new.")
    export(library, article, file)
    text = file.read_text("utf-8")
    section = text[text.index("<!-- galley:orphans") :]
    head = next(line for line in section.split("\n") if mark.id in line)[2:].partition(" · orphan")[
        0
    ]
    file.write_text(
        text.replace(section, f"[^{mark.id}]: {head}\n\n    Call him.\n").replace(
            "is new", f"==is new==[^{mark.id}]"
        ),
        encoding="utf-8",
    )
    assert home(library, file) == ["moved"]
    place = library.place(mark.id, 2)
    assert place is not None
    assert place.passage is not None
    assert place.passage.of(library.document(article).text) == "is new"


def test_a_restored_library_that_kept_no_version_still_reads_its_files(
    library: Library, article: ArticleId, file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "Restored.galley"
    library.back_up(path)
    with Library(path) as restored:
        for _each in range(11):
            restored.keep_export(ExportBase(str(file.resolve()), article, "other", (), AT))
        write_in(file, "Call him.", "Call *her*.")
        assert home(restored, file) == ["note"]
        assert restored.annotations(article)[0].note == "Call *her*."


def test_a_file_of_a_version_that_the_library_lacks_is_left_alone(
    library: Library, article: ArticleId, file: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.md"
    text = file.read_text("utf-8")
    digest = library.revision(article).text
    elsewhere.write_text(text.replace(digest, Sha256("0" * 64)), encoding="utf-8")
    assert home(library, elsewhere) == []  # the version kept of it elsewhere says which it was
    with Library(tmp_path / "Other.galley") as other:
        id = added(other, "Another text\nof another article.")
        elsewhere.write_text(text.replace(article, id), encoding="utf-8")
        with pytest.raises(Detached):
            bring_home(other, elsewhere, at=LATER, by="file")
        with pytest.raises(NotFound):
            bring_home(other, file, at=LATER, by="file")


def test_a_file_is_in_step_until_someone_writes_in_what_is_ours(
    library: Library, article: ArticleId, file: Path
) -> None:
    assert in_step(library, file, article) is not None
    write_in(file, "title:", "mine: x\ntitle:")
    assert in_step(library, file, article) is not None
    write_in(file, "Call him.", "Call *her*.")
    assert in_step(library, file, article) is None
    assert in_step(library, file.with_name("absent.md"), article) is None


@settings(max_examples=25, deadline=None)
@given(moves=st.integers(5, 40), seed=st.integers(0, 2**32))
def test_whatever_was_done_to_a_library_its_untouched_exports_bring_nothing(
    moves: int, seed: int
) -> None:
    with some_library(moves, seed) as (library, _random):
        for row in library.articles():
            id = row.article.id
            file = export(library, id, library.path.with_name(f"{id}.md"))
            brought = bring_home(library, file, at=LATER, by="file")
            assert brought.number is None
            assert not brought.merged.listed


@settings(max_examples=25, deadline=None)
@given(moves=st.integers(5, 40), seed=st.integers(0, 2**32))
def test_a_file_from_before_some_changes_undoes_none_of_them(moves: int, seed: int) -> None:
    with some_library(moves, seed) as (library, random):
        files = {}
        for row in library.articles():
            id = row.article.id
            files[id] = export(library, id, library.path.with_name(f"{id}.md"))
        for id, file in files.items():
            words = random_words(random, library.document(id).text)
            marked(library, id, words, note="Since then.")
            before = library.annotations(id)
            brought = bring_home(library, file, at=LATER, by="file")
            assert brought.number is None
            assert library.annotations(id) == before
            assert export(library, id, file) == file


def random_words(random: Random, text: str) -> str:
    return random.choice(text.split())


# --- with CriticMarkup ---------------------------------------------------------------------------


@pytest.fixture
def critic(library: Library, article: ArticleId, tmp_path: Path) -> Path:
    return export(library, article, tmp_path / "rutte.critic.md", "critic")


def test_what_is_written_in_comments_comes_home_and_goes_out_again_around_the_users_own_words(
    library: Library, article: ArticleId, critic: Path
) -> None:
    write_in(critic, "<!-- galley:article", "My draft.\n\n<!-- galley:article")
    write_in(critic, "Call him.", "Call *her*.")
    write_in(critic, "32 members", "{--32--} members")
    beside = export(library, article, critic, "critic")
    assert beside.name == "rutte.critic (2).md"
    assert home(library, critic) == ["note", "new"]
    assert home(library, critic) == []
    assert {mark.note for mark in library.annotations(article)} == {
        "Call *her*.",
        "suggests: delete this",
    }
    assert export(library, article, critic, "critic") == critic
    written = critic.read_text("utf-8")
    assert "My draft." in written
    assert "{==32==}{>>Quote: suggests: delete this (k" in written
    assert export(library, article, critic, "critic") == critic
    assert critic.read_text("utf-8") == written


def test_both_kinds_of_one_article_keep_in_step_side_by_side(
    library: Library, article: ArticleId, file: Path, critic: Path
) -> None:
    write_in(critic, "Call him.", "Call *her*.")
    write_in(file, "took over", "==took over==")
    assert home(library, critic) == ["note"]
    assert home(library, file) == ["new"]
    assert export(library, article, file) == file
    assert export(library, article, critic, "critic") == critic
    assert home(library, file) == home(library, critic) == []
    assert "Call *her*." in file.read_text("utf-8")
    assert "{==took over==}" in critic.read_text("utf-8")


def test_a_file_is_not_written_anew_while_a_comment_waits_for_a_decision(
    library: Library, article: ArticleId, critic: Path
) -> None:
    [mark] = library.annotations(article)
    change = changes.edit_annotation(mark, at=LATER, note="Call them.")
    assert change
    library.apply(change, at=LATER, by="window")
    edited = write_in(critic, "Call him.", "Call *her*.")
    assert bring_home(library, critic, at=LATER, by="file").merged.conflicts
    assert export(library, article, critic, "critic") != critic
    assert critic.read_text("utf-8") == edited


def test_an_edited_file_with_comments_is_found_among_the_exports(
    library: Library, article: ArticleId, critic: Path
) -> None:
    assert abroad.is_ours(library, critic)
    assert abroad.look(library, {}, 0).edited == ()
    write_in(critic, "Call him.", "Call *her*.")
    [found] = abroad.look(library, {}, 0).edited
    assert found.path == critic
    assert abroad.in_use(library, critic)


def test_a_comment_that_has_become_private_is_in_no_version_that_is_kept(
    library: Library, article: ArticleId, critic: Path
) -> None:
    [mark] = library.annotations(article)
    private = Change("mark", (Edit(mark, replace(mark, private=True)),))
    library.apply(private, at=LATER, by="window")
    write_in(critic, "32 members", "{==32==} members")
    assert home(library, critic) == ["new"]
    assert "Call him." not in library.export_bases(str(critic.resolve()))[0].text
