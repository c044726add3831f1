"""Search: what is typed is found where it stands, in every script, and never a syntax error."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import changes
from reader.library import Library
from reader.model import ArticleQuery, Hit
from reader.store import index
from reader.text import fold, words
from tests.reader import strategies as make
from tests.reader.moves import AT, SENTENCES, added, marked, revised


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """An article of each sentence, which nobody changes."""
    library = Library(tmp_path_factory.mktemp("search") / "Library.galley")
    for number, sentence in enumerate(SENTENCES):
        added(library, f"Headline {number}\n{sentence}", at=AT + timedelta(minutes=number))
    yield library
    library.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Library.galley")
    yield library
    library.close()


def titles(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.title for hit in hits]


def shown(hit: Hit) -> list[str]:
    return [match.of(hit.snippet) for match in hit.matches]


# --- laws ----------------------------------------------------------------------------------------


@settings(max_examples=200)
@given(st.text(max_size=40) | st.text('"*^:(){}+-', max_size=12) | make.texts())
def test_whatever_is_typed_is_no_error(archive: Library, typed: str) -> None:
    hits = archive.search(typed)
    rows = archive.articles(ArticleQuery(words=typed))
    if index.terms(typed):
        assert {hit.article for hit in hits} == {row.article.id for row in rows}


@settings(max_examples=100)
@given(st.data())
def test_any_word_of_a_text_finds_it_and_is_shown(archive: Library, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(SENTENCES) - 1))
    sentence = SENTENCES[number]
    found = [sentence[start:end] for start, end in words(sentence)]
    word = data.draw(st.sampled_from(found)) if found else "headline"
    typed = data.draw(st.sampled_from([word, word.upper(), f'"{word}"']))
    # German ß in capitals is SS: it folds the same.
    hits = archive.search(typed, 100)
    if not index.terms(typed):
        return
    assert f"Headline {number}" in titles(hits)
    for hit in hits:
        assert all(fold(part).text.strip() for part in shown(hit))


@settings(max_examples=100)
@given(make.texts(1, 80), st.data())
def test_the_passage_of_a_hit_holds_a_typed_word(text: str, data: st.DataObject) -> None:
    spaced = text.replace('"', " ").split() or ["x"]
    wanted = index.terms(f'"{data.draw(st.sampled_from(spaced))}"')
    if not wanted or spaced == ["x"]:
        return
    matches = index.found_in(text, wanted)
    assert matches
    for match in matches:
        assert _tokens(match.passage.of(text)) == list(wanted[0].tokens)


def _tokens(text: str) -> list[str]:
    return [token for term in index.terms(f'"{text}"') for token in term.tokens]


@settings(max_examples=60)
@given(make.texts(1, 400), st.data())
def test_matches_lie_in_the_snippet_apart_and_in_order(text: str, data: st.DataObject) -> None:
    typed = " ".join(data.draw(st.lists(st.sampled_from(text.split() or ["x"]), max_size=3)))
    matches = index.found_in(text, index.terms(typed))
    if not matches:
        return
    best = index._best(matches)
    snippet, ranges = index._cut(text, best.passage, matches)
    assert "\n" not in snippet
    assert ranges
    assert list(ranges) == sorted(ranges)
    assert all(one.end <= two.start for one, two in pairwise(ranges))
    assert ranges[-1].end <= len(snippet)


# --- what is found -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("rutte", 0),
        ("sekretaris nato", 0),
        ("nato sekr", 0),
        ("الميزانيه", 2),
        ("تخفض", 2),
        ("הממשלה", 3),
        ("क़ानून", 4),
        ("法案", 5),
        ("국방", None),
        ("发言人", 6),
        ("새 법안", 7),
        ("deja angstrom istanbul", 8),
        ("STRASSE", 8),
        ("ete nino", 9),
        ("野家", 10),
        ("𝒜𝓑", 10),
        ("ab", 10),
        ("b bold", 11),
        ('"not marked"', 12),
        ('"marked not"', None),
        ("sekretar rutte", None),
    ],
)
def test_words_are_found_in_their_script_whatever_their_marks(
    archive: Library, typed: str, sentence: int | None
) -> None:
    expected = [] if sentence is None else [f"Headline {sentence}"]
    assert titles(archive.search(typed)) == expected


def test_every_word_must_occur_and_the_last_may_be_begun(library: Library) -> None:
    added(library, "One\nThe budget of the ministry")
    added(library, "Two\nThe budget of the church")
    assert titles(library.search("budget minis")) == ["One"]
    assert titles(library.search("minis budget")) == []
    assert titles(library.search('budget "minis"')) == []
    assert titles(library.search('the "budget of')) == ["Two", "One"]


def test_hits_come_newest_first_and_no_more_than_asked_for(library: Library) -> None:
    for number in range(5):
        added(library, f"{number}\nbudget")
    assert titles(library.search("budget", 3)) == ["4", "3", "2"]
    assert library.search("budget", 0) == ()
    assert library.search("") == ()


def test_a_hit_in_the_text_has_its_passage_and_a_snippet_around_it(library: Library) -> None:
    filler = "Nothing of interest happens here. " * 20
    id = added(library, f"Title\n{filler}The Straße was closed. {filler}")
    [hit] = library.search("strasse")
    assert hit.passage is not None
    assert hit.passage.of(library.document(id).text) == "Straße"
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert shown(hit) == ["Straße"]
    assert len(hit.snippet) < 200


def test_the_snippet_is_taken_where_most_of_the_words_stand(library: Library) -> None:
    filler = "Nothing of interest happens here. " * 20
    added(library, f"Title\nThe minister. {filler}The minister cut the budget. {filler}")
    [hit] = library.search("minister budget")
    assert shown(hit) == ["minister", "budget"]


def test_titles_bylines_sites_and_notes_are_found_without_a_passage(library: Library) -> None:
    id = added(library, "Title\ntext", bylines=("山田 太郎",), site="Tempo.co")
    change = changes.edit_article(library.article(id), note="Ring the *embassy*", title="Renamed")
    assert change is not None
    library.apply(change, at=AT, by="window")
    for typed, part in (("太郎", ["太", "郎"]), ("tempo", ["Tempo"]), ("embassy", ["embassy"]),
                        ("renamed", ["Renamed"])):  # fmt: skip
        [hit] = library.search(typed)
        assert (hit.article, hit.annotation, hit.passage) == (id, None, None)
        assert "".join(shown(hit)) == "".join(part)
    # the headline stays in the text
    assert library.search("title")[0].passage is not None


def test_an_annotation_is_found_by_its_note_its_quote_and_its_tags(library: Library) -> None:
    id = added(library, "Title\nMark Rutte took over")
    mark = marked(library, id, "took over", note="Ask the embassy", tags=["ministry"])
    [note] = library.search("embassy")
    assert (note.annotation, note.snippet) == (mark, "Ask the embassy")
    assert note.passage == library.places(id)[mark].passage
    assert titles(library.search("ministry")) == ["Title"]
    assert {hit.annotation for hit in library.search("took")} == {mark, None}


def test_an_edited_note_is_found_by_its_new_words_only(library: Library) -> None:
    id = added(library, "Title\nMark Rutte")
    mark = library.annotation(marked(library, id, "Rutte", note="embassy"))
    change = changes.edit_annotation(mark, at=AT, note="consulate")
    assert change is not None
    library.apply(change, at=AT, by="window")
    assert library.search("embassy") == ()
    assert len(library.search("consulate")) == 1


def test_only_the_current_revision_is_found(library: Library) -> None:
    id = added(library, "Title\nold words")
    revised(library, id, "Title\nnew words")
    assert library.search("old") == ()
    assert titles(library.search("new")) == ["Title"]


def test_what_is_in_the_trash_is_not_found_until_it_is_restored(library: Library) -> None:
    id = added(library, "Title\nMark Rutte")
    marked(library, id, "Rutte", note="embassy")
    newer = added(library, "Newer\nRutte")
    library.apply(changes.remove(library.article(id), at=AT), at=AT, by="window")
    assert library.search("embassy") == ()
    assert [hit.article for hit in library.search("rutte")] == [newer]
    rows = library.articles(ArticleQuery(words="tit", shelf="trash"))
    assert [row.article.id for row in rows] == [id]
    library.apply(changes.restore(library.article(id)), at=AT, by="window")
    assert len(library.search("embassy")) == 1
    assert [hit.article for hit in library.search("rutte")] == [newer, id, id]


def test_the_list_finds_articles_by_their_annotations_too(library: Library) -> None:
    id = added(library, "Title\nMark Rutte")
    added(library, "Other\nwords")
    marked(library, id, "Rutte", note="embassy")
    query = ArticleQuery(words="embass")
    assert [row.article.id for row in library.articles(query)] == [id]
    assert library.count(query) == 1
    assert library.count(ArticleQuery(words="—")) == 2


def test_a_very_long_search_is_no_error(archive: Library) -> None:
    many = " ".join(f"word{number}" for number in range(5000))
    assert archive.search(many) == ()
    assert archive.search(f'"{many}"') == ()
    assert archive.search("rutte " * 5000)[0].title == "Headline 0"


def test_an_index_folded_by_another_version_is_built_anew(tmp_path: Path) -> None:
    path = tmp_path / "Library.galley"
    library = Library(path)
    id = added(library, "Title\nMark Rutte")
    added(library, "Other\nRutte")
    library.close()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("update state set value = 'older' where name = 'fold'")
    db.execute("insert into search (search) values ('delete-all')")
    db.close()
    library = Library(path)
    assert titles(library.search("rutte")) == ["Other", "Title"]
    library.apply(changes.remove(library.article(id), at=AT), at=AT, by="window")
    assert titles(library.search("rutte")) == ["Other"]
    library.close()
