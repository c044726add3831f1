"""A story in one file: written, edited, brought home article by article, with a real library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import abroad, exporting
from reader.changes import edit_annotation, edit_article
from reader.edited import read
from reader.errors import Detached, NotFound
from reader.export.files import write_atomically
from reader.export.read_together import parse_all, portions
from reader.homecoming import all_in_step, bring_home, in_step
from reader.library import Library
from reader.model import ArticleId, Change, Edit, Key, StoryId
from tests.reader.moves import AT, added, marked, revised
from tests.reader.test_library import some_library

LATER = AT + timedelta(hours=1)
STORY = StoryId("s00dam00")
NOTES = ("Which winter?", "Call her.", "In metres?")
TEXTS = (
    "The dikes\nThe dikes held through the winter.\nNobody was hurt.",
    "The sluices\nThe minister opened the sluices.\nThe water fell.",
    "The polders\nThe polders lie below the sea.\nSheep graze there.",
)
WORDS = ("winter", "minister", "below the sea")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Library.galley")
    yield library
    library.close()


@pytest.fixture
def articles(library: Library) -> list[ArticleId]:
    ids = [added(library, text, site="example.org") for text in TEXTS]
    for id, words, note in zip(ids, WORDS, NOTES, strict=True):
        marked(library, id, words, note=note)
    return ids


@pytest.fixture
def file(library: Library, articles: Sequence[ArticleId], tmp_path: Path) -> Path:
    return export(library, articles, tmp_path / "Dam.md")


def export(library: Library, articles: Sequence[ArticleId], to: Path) -> Path:
    """As the window does it: written by a reader, remembered by the library."""
    with library.reader() as reader:
        sent = exporting.send_together(reader, articles, to, "annotated", story=STORY)
    exporting.remember(library, sent, at=AT)
    return sent.written.path


def write_in(file: Path, *changes: tuple[str, str]) -> str:
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return text


def notes(library: Library, articles: Sequence[ArticleId]) -> list[list[str]]:
    return [[mark.note for mark in library.annotations(id)] for id in articles]


def test_edits_in_several_articles_are_one_change_and_one_step_back(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    before = notes(library, articles)
    write_in(file, ("Which winter?", "That of 1953."), ("Call her.", "Called."))
    brought = bring_home(library, file, at=LATER, by="file")
    assert notes(library, articles) == [["That of 1953."], ["Called."], ["In metres?"]]
    assert [[each.kind for each in came.merged.done] for came in brought.came] == [
        ["note"],
        ["note"],
        [],
    ]
    entry = library.history()[-1]
    assert (entry.number, entry.by, entry.what) == (brought.number, "file", "merge")
    assert entry.change is not None
    library.apply(entry.change.inverse(), at=LATER, by="window", undoes=entry.number)
    assert notes(library, articles) == before


def test_a_file_that_nobody_edited_changes_nothing(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    entries = len(library.history())
    brought = bring_home(library, file, at=LATER, by="file")
    assert brought.number is None
    assert not brought.merged.listed
    assert len(library.history()) == entries
    written = file.read_bytes()
    assert export(library, articles, file) == file
    assert file.read_bytes() == written


def test_a_conflict_is_that_articles_and_the_others_come_home(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    [mark] = library.annotations(articles[0])
    library.apply(Change("note", (Edit(mark, replace(mark, note="Mine.")),)), at=AT, by="window")
    write_in(file, ("Which winter?", "Theirs."), ("Call her.", "Called."))
    brought = bring_home(library, file, at=LATER, by="file")
    assert [len(came.merged.conflicts) for came in brought.came] == [1, 0, 0]
    assert notes(library, articles)[:2] == [["Mine."], ["Called."]]
    edited = file.read_text("utf-8")
    assert export(library, articles, file).name == "Dam (2).md"
    assert file.read_text("utf-8") == edited
    write_in(file, ("Theirs.", "Mine."))
    assert not bring_home(library, file, at=LATER, by="file").merged.conflicts
    assert export(library, articles, file) == file


def test_what_was_typed_is_home_before_its_lines_are_written_anew(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    edited = write_in(
        file,
        ("Nobody was hurt", "==Nobody==[^1] was hurt"),
        ("Sheep graze", "==Sheep== graze"),
        ("<!-- galley:source id=", "My words.\n\n<!-- galley:source id="),
    )
    file.write_text(f"{edited}\n[^1]: Says who?\n", encoding="utf-8")
    beside = export(library, articles, file)
    assert beside.name == "Dam (2).md"
    bring_home(library, file, at=LATER, by="file")
    assert notes(library, articles) == [
        ["Which winter?", "Says who?"],
        ["Call her."],
        ["In metres?", ""],
    ]
    assert export(library, articles, file) == file
    written = file.read_text("utf-8")
    assert written.count("My words.") == 3
    assert written.count("Says who?") == 1
    assert "[^1]" not in written


def test_a_label_that_is_new_to_two_articles_is_made_once(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    name = library.labels()[0].name
    write_in(file, (f"**{name}**", "**Rumour**"))
    bring_home(library, file, at=LATER, by="file")
    [made] = [each for each in library.labels() if each.name == "Rumour"]
    assert {mark.label for id in articles for mark in library.annotations(id)} == {made.id}


def test_articles_that_the_library_lacks_are_listed_and_the_others_come_home(
    library: Library, articles: list[ArticleId], file: Path, tmp_path: Path
) -> None:
    write_in(file, ("Call her.", "Called."), ("In metres?", "In feet?"))
    library.erase([Key("article", articles[2])], at=LATER, by="window")
    brought = bring_home(library, file, at=LATER, by="file")
    assert [(each.kind, each.words) for each in brought.merged.listed] == [
        ("strange-article", "The polders")
    ]
    assert notes(library, articles[:2]) == [["Which winter?"], ["Called."]]
    assert export(library, articles[:2], file) == file
    assert "In feet?" in file.read_text("utf-8")
    with Library(tmp_path / "Other.galley") as other, pytest.raises(NotFound):
        bring_home(other, file, at=LATER, by="file")


def test_an_article_that_left_the_story_goes_unless_someone_wrote_in_it(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    write_in(file, ("water fell.", "water fell fast."))
    bring_home(library, file, at=LATER, by="file")
    assert export(library, articles[1:], file) == file
    assert [each.id for each in parse_all(file.read_text("utf-8"))] == articles[1:]
    write_in(file, ("Sheep graze", "Some sheep graze"))
    assert export(library, articles[1:2], file).name == "Dam (2).md"  # not brought home yet
    assert "Some sheep graze" in file.read_text("utf-8")


def test_what_is_private_leaves_the_file_and_is_in_no_version_that_is_kept_after(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    [mark] = library.annotations(articles[0])
    edit = edit_annotation(mark, at=LATER, private=True)
    assert edit is not None
    library.apply(edit, at=LATER, by="window")
    write_in(file, ("Call her.", "Called."), ("Which winter?", "That of 1953."))
    bring_home(library, file, at=LATER, by="file")
    assert library.annotation(mark.id).note == "Which winter?"
    [newest, *_older] = [
        base for base in library.export_bases(str(file.resolve())) if base.article == articles[0]
    ]
    assert mark.id not in newest.text
    path = export(library, articles, file)
    assert mark.id not in path.read_text("utf-8")
    assert "winter?" not in path.read_text("utf-8")


def test_of_every_article_its_own_last_versions_are_kept(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    for number in range(12):
        write_in(
            file, ("Call her." if not number else f"Called {number}.", f"Called {number + 1}.")
        )
        bring_home(library, file, at=LATER, by="file")
    bases = library.export_bases(str(file.resolve()))
    assert [sum(base.article == id for base in bases) for id in articles] == [1, 10, 1]
    [only] = [base for base in bases if base.article == articles[0]]
    assert only.text == portions(file.read_text("utf-8"))[0].text


def test_of_an_erased_article_no_version_of_the_file_is_left(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    library.erase([Key("article", articles[1])], at=LATER, by="window")
    bases = library.export_bases(str(file.resolve()))
    assert {base.article for base in bases} == {articles[0], articles[2]}
    assert not any("sluices" in base.text for base in bases)


def test_a_moved_file_is_known_by_its_articles(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    moved = file.rename(file.with_name("Moved.md"))
    write_in(moved, ("Call her.", "Called."))
    assert bring_home(library, moved, at=LATER, by="file").merged.conflicts == ()
    assert notes(library, articles)[1] == ["Called."]
    assert export(library, articles, moved) == moved


def test_a_file_follows_one_article_to_its_next_version(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    write_in(file, ("Nobody was", "==Nobody== was"))
    revised(library, articles[0], TEXTS[0].replace("Nobody", "By luck Nobody"))
    bring_home(library, file, at=LATER, by="file")
    text = library.document(articles[0]).text
    places = [place.passage for _mark, place in library.exported(articles[0]).marks]
    assert [each and each.of(text) for each in places] == ["winter", "Nobody"]
    assert export(library, articles, file) == file
    assert "By luck ==Nobody==" in file.read_text("utf-8")


def test_what_the_front_matter_says_of_all_articles_is_not_taken_for_one_of_them(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    edit = edit_article(library.article(articles[0]), tags=("sea",))
    assert edit is not None
    library.apply(edit, at=AT, by="window")
    write_in(file, ('title: "Dam"', 'title: "The great dam"'))
    brought = bring_home(library, file, at=LATER, by="file")
    assert brought.number is None
    assert [each.words for each in brought.merged.listed] == ["title: The great dam"]
    assert library.article(articles[0]).tags == ("sea",)


def test_an_article_that_lost_itself_in_another_one_leaves_the_file_alone(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    write_in(file, ("Nobody was hurt.", "```"), ("The water fell.", "```\nx\n```"))
    with pytest.raises(Detached):
        read(library, file)
    assert export(library, articles, file).name == "Dam (2).md"


def test_a_file_of_several_is_never_taken_for_one_of_a_single_article(
    library: Library, articles: list[ArticleId], file: Path, tmp_path: Path
) -> None:
    written = file.read_bytes()
    for style in ("annotated", "notes"):
        sent = exporting.send(library, articles[0], file, style)
        assert sent.written.path != file
    assert file.read_bytes() == written
    assert in_step(library, file, articles[0]) is None
    assert all_in_step(library, file) is not None
    single = exporting.send(library, articles[0], tmp_path / "Dikes.md", "annotated")
    exporting.remember(library, single, at=AT)
    assert all_in_step(library, single.written.path) is None
    assert export(library, articles, single.written.path) != single.written.path


def test_a_look_finds_the_file_that_was_edited_and_only_that(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    quiet_since = file.stat().st_mtime_ns + 10**12
    assert abroad.look(library, {}, quiet_since).edited == ()
    assert abroad.is_ours(library, file)
    write_in(file, ("Call her.", "Called."))
    [edited] = abroad.look(library, {}, quiet_since).edited
    assert (edited.path, edited.is_untouched) == (file, False)
    assert [each.is_untouched for each in edited.articles] == [True, False, True]
    assert abroad.in_use(library, file) is not None
    bring_home(library, file, at=LATER, by="file")
    assert abroad.look(library, {}, quiet_since).edited == ()
    assert abroad.in_use(library, file) is None


def test_a_file_that_changes_while_it_is_written_anew_is_not_harmed(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    other = export(library, articles[:2], file.with_name("Other.md"))
    assert write_atomically(other, "Mine alone.\n")
    assert export(library, articles[:2], other).name == "Other (2).md"
    assert other.read_text("utf-8") == "Mine alone.\n"


def test_what_was_typed_into_a_credit_is_said_and_kept_before_it_goes(
    library: Library, articles: list[ArticleId], file: Path
) -> None:
    edited = file.read_text("utf-8").replace("*example.org*", "*example.org*\n\nAsk him.", 1)
    file.write_text(edited, encoding="utf-8")
    assert export(library, articles, file) != file
    brought = bring_home(library, file, at=LATER, by="file")
    assert [each.words for each in brought.merged.listed] == ["source: example.org Ask him."]
    assert export(library, articles, file) == file
    assert "Ask him." not in file.read_text("utf-8")
    kept = [base.text for base in library.export_bases(str(file.resolve()))]
    assert any("Ask him." in text for text in kept)


@settings(max_examples=15, deadline=None)
@given(moves=st.integers(5, 40), seed=st.integers(0, 2**32))
def test_whatever_was_done_to_a_library_its_untouched_story_brings_nothing(
    moves: int, seed: int
) -> None:
    with some_library(moves, seed) as (library, _random):
        ids = [row.article.id for row in library.articles()]
        if not ids:
            return
        file = export(library, ids, library.path.with_name("All.md"))
        brought = bring_home(library, file, at=LATER, by="file")
        assert brought.number is None
        assert not brought.merged.listed
        written = file.read_text("utf-8")
        assert export(library, ids, file) == file
        assert file.read_text("utf-8") == written
        private = [mark.id for id in ids for mark in library.annotations(id) if mark.private]
        assert not any(id in written for id in private)
