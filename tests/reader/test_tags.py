"""Tags are renamed, merged and removed in all that bears them, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import changes, tags
from reader.errors import BadRequest, NotFound
from reader.library import Library
from reader.model import Article, ArticleId, Change, Colour, Tag
from tests.reader.moves import AT, added, marked

NAMES = ("a", "a/B", "a/B/C", "Ab", "NATO", "ميزانية", "日本", "Straße", "Straße/İzmir")
COLOURS: tuple[Colour | None, ...] = (None, "red", "teal")

State = tuple[Mapping[str, Tag], Mapping[ArticleId, Article]]


@st.composite
def vocabularies(draw: st.DrawFn) -> State:
    """A vocabulary and articles that bear some of it."""
    known = {
        name.casefold(): Tag(name.casefold(), name, draw(st.sampled_from(COLOURS)))
        for name in draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
    }
    names = st.lists(st.sampled_from([tag.name for tag in known.values()]), unique=True)
    borne = draw(st.lists(names, max_size=4))
    articles = [
        Article(ArticleId(f"a{number}"), "Head", AT, tags=tuple(each))
        for number, each in enumerate(borne)
    ]
    return known, {article.id: article for article in articles}


def after(state: State, change: Change | None) -> State:
    """What is there once a change is applied, as the library applies it."""
    known, articles = dict(state[0]), dict(state[1])
    for edit in change.edits if change else ():
        match edit.after or edit.before:
            case Tag(key=key):
                assert known.get(key) == edit.before
                known.pop(key, None)
                if isinstance(edit.after, Tag):
                    known[key] = edit.after
            case Article(id=id):
                assert articles[id] == edit.before
                assert isinstance(edit.after, Article)
                articles[id] = edit.after
    return known, articles


def renamed(state: State, key: str, name: str) -> State:
    known, articles = state
    return after(state, tags.moved(known, articles.values(), tags.renaming(known, key, name)))


def merged(state: State, keys: Iterable[str], into: str) -> State:
    known, articles = state
    moves = tags.merging(known, tuple(keys), into)
    return after(state, tags.moved(known, articles.values(), moves))


def keys_of(article: Article) -> set[str]:
    return {name.casefold() for name in article.tags}


@given(vocabularies(), st.data())
def test_renaming_a_tag_and_back_is_nothing(state: State, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(state[0])))
    name = data.draw(st.sampled_from(["new", "new/er", f"{key}/x", key.title()]))
    assert renamed(renamed(state, key, name), name.casefold(), state[0][key].name) == state


@given(vocabularies(), st.data())
def test_renaming_takes_along_what_is_nested_and_nothing_else(
    state: State, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(sorted(state[0])))
    known, articles = renamed(state, key, "new")

    def other(each: str) -> str:
        return "new" + each[len(key) :] if each == key or each.startswith(key + "/") else each

    assert set(known) == {other(each) for each in state[0]}
    for id, article in state[1].items():
        assert keys_of(articles[id]) == {other(each) for each in keys_of(article)}


@given(vocabularies(), st.data())
def test_merging_loses_no_tag_of_any_article_and_twice_is_once(
    state: State, data: st.DataObject
) -> None:
    keys = data.draw(st.sets(st.sampled_from(sorted(state[0])), min_size=1))
    into = data.draw(st.sampled_from([*sorted(state[0]), "new"]))
    known, articles = once = merged(state, keys, into)
    assert set(known) == set(state[0]) - keys | {into} if keys - {into} else once == state
    for id, article in state[1].items():
        had = keys_of(article)
        assert keys_of(articles[id]) == (had - keys | ({into} if had & keys else set()))
        assert len(articles[id].tags) == len(keys_of(articles[id]))
    assert merged(once, keys & known.keys(), into) == once


@given(vocabularies(), st.data())
def test_what_is_done_to_tags_is_undone_exactly(state: State, data: st.DataObject) -> None:
    keys = data.draw(st.sets(st.sampled_from(sorted(state[0])), min_size=1))
    known, articles = state
    done: list[Change | None] = [
        tags.moved(known, articles.values(), tags.merging(known, sorted(keys), "new/er")),
        tags.removed(known, articles.values(), keys),
    ]
    for change in done:
        assert change is not None
        assert after(after(state, change), change.inverse()) == state


@given(vocabularies())
def test_a_colour_is_kept_through_a_merge(state: State) -> None:
    given_first = next((tag.colour for tag in state[0].values() if tag.colour), None)
    known, _articles = merged(state, state[0], "new")
    assert known["new"].colour == given_first


def test_a_name_that_another_tag_has_is_a_merge_and_is_not_done_unasked() -> None:
    known = {key: Tag(key, key) for key in ("a", "a/x", "b", "b/x")}
    with pytest.raises(BadRequest, match="b"):
        tags.renaming(known, "a", "b")
    with pytest.raises(BadRequest, match="b/x"):
        tags.renaming({key: known[key] for key in ("a", "a/x", "b/x")}, "a", "b")
    with pytest.raises(NotFound):
        tags.renaming(known, "c", "d")
    with pytest.raises(NotFound):
        tags.merging(known, ["a", "c"], "b")
    for nothing in ("", "123", "!?"):
        with pytest.raises(BadRequest):
            tags.renaming(known, "a", nothing)


def test_a_tag_that_is_renamed_and_given_in_one_change_is_spelled_the_new_way() -> None:
    article = Article(ArticleId("a1"), "Head", AT, tags=("budget",))
    known = {"budget": Tag("budget", "budget")}
    change = tags.moved(known, [article], tags.renaming(known, "budget", "Budget"))
    assert change is not None
    assert changes.naming_tags(change, known) == change


# --- in a library --------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Library.galley")
    yield library
    library.close()


def tagged(library: Library, text: str, *names: str) -> ArticleId:
    id = added(library, text)
    apply(library, changes.edit_article(library.article(id), tags=names))
    return id


def apply(library: Library, change: Change | None) -> None:
    assert change is not None
    library.apply(changes.naming_tags(change, library.tags()), at=AT, by="window")


def test_articles_notes_and_what_lies_in_the_trash_are_renamed_alike(library: Library) -> None:
    article = tagged(library, "Head\nThe board met.", "Budget", "nato")
    note = marked(library, article, "board", tags=["budget/city"])
    gone = tagged(library, "Gone\nThe board met.", "budget")
    apply(library, changes.remove(library.article(gone), at=AT))
    apply(library, tags.rename(library, "budget", "Money"))
    assert library.article(article).tags == ("Money", "nato")
    assert library.annotation(note).tags == ("Money/city",)
    assert library.article(gone).tags == ("Money",)
    assert set(library.tags()) == {"money", "money/city", "nato"}
    assert library.verify().problems == ()


def test_saved_searches_ask_for_the_tag_by_its_new_name(library: Library) -> None:
    tagged(library, "Head\nThe board met.", "budget", "nato")
    words = 'pump -tag:Budget or tag:"budget" tag:budgets tagged'
    for name in ("", "Money"):
        searches = library.saved_searches()
        id = library.new_search_id()
        apply(library, changes.save_search(searches, name, words, id=id))
    apply(library, tags.rename(library, "budget", "Cash"))
    new = "pump -tag:Cash or tag:Cash tag:budgets tagged"
    found = {(each.name, each.words) for each in library.saved_searches()}
    assert found == {(new, new), ("Money", new)}


def test_counts_are_of_what_is_not_in_the_trash(library: Library) -> None:
    article = tagged(library, "Head\nThe board met.", "budget")
    note = marked(library, article, "board", tags=["budget"])
    gone = tagged(library, "Gone\nThe board met.", "budget", "lost")
    marked(library, gone, "board", tags=["budget"])
    apply(library, changes.remove(library.article(gone), at=AT))
    counted = {each.tag.key: (each.articles, each.notes) for each in tags.usages(library)}
    assert counted == {"budget": (1, 1), "lost": (0, 0)}
    apply(library, changes.remove(library.annotation(note), at=AT))
    assert library.tag_counts()["budget"] == (1, 0)


def test_undo_of_a_rename_leaves_the_library_as_it_was(library: Library) -> None:
    article = tagged(library, "Head\nThe board met.", "b", "Budget", "a")
    before = library.article(article), dict(library.tags())
    change = tags.merge(library, ["budget", "a"], "b")
    apply(library, change)
    assert library.article(article).tags == ("b",)
    assert change is not None
    library.apply(change.inverse(), at=AT, by="window")
    assert (library.article(article), dict(library.tags())) == before


@settings(max_examples=8)
@given(st.integers(min_value=20, max_value=60))
def test_many_articles_are_one_change(tmp_path_factory: pytest.TempPathFactory, many: int) -> None:
    with Library(tmp_path_factory.mktemp("many") / "Library.galley") as library:
        first = added(library, "Head\nThe board met.")
        # The records of as many articles are made from one: only their tags matter here.
        same = library.article(first)
        revision = library.revision(first)
        edits = [
            (replace(same, id=id, tags=("old",)), replace(revision, article=id))
            for id in (ArticleId(f"a{number:07}") for number in range(many))
        ]
        made = tuple(changes.Edit(None, each) for pair in edits for each in pair)
        apply(library, Change("add", made))
        change = tags.rename(library, "old", "new")
        apply(library, change)
        assert library.tag_counts() == {"new": (many, 0)}
        assert change is not None
        library.apply(change.inverse(), at=AT, by="window")
        assert library.tag_counts() == {"old": (many, 0)}
