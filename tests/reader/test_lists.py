"""What a list of articles asks of a library: its orders, its rows, and many changed at once."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import changes, erasing
from reader.backups import back_up
from reader.cli import main
from reader.errors import BadRequest, Stale
from reader.library import Library
from reader.model import (
    SAVED,
    Article,
    ArticleId,
    ArticleQuery,
    Change,
    Edit,
    Key,
    Shelf,
    Sort,
    TraceKey,
)
from tests.reader.moves import AT, next_change
from tests.ui.kit import adding, marking

SHELVES: tuple[Shelf, ...] = get_args(Shelf)
SORTS: tuple[Sort, ...] = get_args(Sort)


@contextmanager
def some_library(moves: int, seed: int) -> Iterator[tuple[Library, Random]]:
    """A library after some random changes, and some of its articles opened."""
    with tempfile.TemporaryDirectory() as folder:
        library, chance = Library(Path(folder) / "Library.galley"), Random(seed)
        try:
            for _each in range(moves):
                change, blobs = next_change(chance, library)
                library.apply(change, at=AT, by="window", blobs=blobs)
            for shelf in SHELVES[-2:]:
                _open_some(library, chance, ArticleQuery(shelf=shelf))
            yield library, chance
        finally:
            library.close()


def _open_some(library: Library, chance: Random, query: ArticleQuery) -> None:
    for id in library.article_ids(query):
        if chance.random() < 0.6:
            at = AT + timedelta(minutes=chance.randrange(100))
            library.trace(TraceKey("opened", id), at)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Library.galley")
    yield library
    library.close()


def added(library: Library, title: str = "The river") -> ArticleId:
    id, change, blobs = adding(library, title, at=AT)
    library.apply(change, at=AT, by="window", blobs=blobs)
    return id


# --- orders --------------------------------------------------------------------------------------


@settings(max_examples=12)
@given(st.integers(4, 30), st.integers(0, 2**32))
def test_every_order_of_every_shelf_has_the_same_articles(moves: int, seed: int) -> None:
    with some_library(moves, seed) as (library, _chance):
        for shelf in SHELVES:
            wanted = {row.article.id for row in library.articles(ArticleQuery(shelf=shelf))}
            assert library.count(ArticleQuery(shelf=shelf)) == len(wanted)
            for sort in SORTS:
                query = ArticleQuery(shelf=shelf, sort=sort)
                ids = library.article_ids(query)
                assert sorted(ids) == sorted(wanted)
                assert library.articles(query) == library.listed(ids)
                assert [each.id for each in library.articles_of(ids)] == list(ids)
                assert library.among(query, ids) == wanted
                pages = [library.article_ids(replace(query, limit=2, offset=n)) for n in (0, 2)]
                assert (*pages[0], *pages[1]) == ids[:4]
                end = library.articles(replace(query, limit=3, offset=1), from_end=True)
                assert [row.article.id for row in end] == list(ids[:-1][-3:])


@settings(max_examples=12)
@given(st.integers(4, 30), st.integers(0, 2**32))
def test_those_read_last_and_those_with_most_notes_stand_first(moves: int, seed: int) -> None:
    """Whatever was marked, removed, brought back and undone before."""
    with some_library(moves, seed) as (library, _chance):
        for shelf in SHELVES:
            notes = library.articles(ArticleQuery(shelf=shelf, sort="notes"))
            counts = [row.annotations for row in notes]
            assert counts == sorted(counts, reverse=True)
            opened = [
                row.opened for row in library.articles(ArticleQuery(shelf=shelf, sort="read"))
            ]
            times = [at for at in opened if at is not None]
            assert times == sorted(times, reverse=True)
            assert opened == [*times, *[None] * (len(opened) - len(times))]


def test_what_counts_as_unread_is_what_was_never_opened(library: Library) -> None:
    id = added(library)
    key = TraceKey("opened", id)
    unread = ArticleQuery(shelf="unread")
    for value, ids in ((AT, ()), (AT + timedelta(days=1), ()), (None, (id,)), (AT, ())):
        library.trace(key, value)
        assert library.article_ids(unread) == ids
    assert library.traced(key) is not None
    library.trace(key, None)
    assert library.traced(key) is None


def test_an_article_that_comes_back_was_opened_when_it_was(library: Library) -> None:
    id, change, blobs = adding(library, at=AT)
    library.apply(change, at=AT, by="window", blobs=blobs)
    library.trace(TraceKey("opened", id), AT)
    library.apply(change.inverse(), at=AT, by="window")
    library.apply(change, at=AT, by="window")
    assert library.article_ids(ArticleQuery(shelf="unread")) == ()


def test_a_query_of_some_articles_asks_for_no_others(library: Library) -> None:
    ids = [added(library, title) for title in ("B", "A", "C")]
    some = ArticleQuery(ids=(ids[0], ids[1]), sort="title")
    assert library.article_ids(some) == (ids[1], ids[0])
    assert library.count(some) == 2
    assert library.count(ArticleQuery(ids=())) == 0


def test_a_row_says_that_its_text_is_to_come_or_that_a_capture_was_set_aside(
    library: Library,
) -> None:
    id = added(library)
    (row,) = library.listed([id])
    assert row.text == "whole"
    shown = library.revision(id)
    aside = replace(shown, number=2, set_aside="much shorter", why="again")
    library.apply(Change("revise", (Edit(None, aside),)), at=AT, by="capture")
    assert library.listed([id])[0].text == "set-aside"
    other = added(library, "Only its address")
    first = library.revision(other)
    saved = replace(first, media_type=SAVED)
    library.apply(Change("revise", (Edit(first, saved),)), at=AT, by="capture")
    assert [row.text for row in library.listed([other, id])] == ["to-come", "set-aside"]


# --- many at once --------------------------------------------------------------------------------


def many(library: Library) -> tuple[Article, ...]:
    for n in range(25):
        added(library, f"Report {n}")
    return library.articles_of(library.article_ids(ArticleQuery()))


@pytest.mark.parametrize(
    "change",
    [
        lambda found: changes.tag_all(found, ["Flood", "delta"]),
        lambda found: changes.edit_all("star", found, starred=True),
        lambda found: changes.edit_all("archive", found, archived=True),
        lambda found: changes.edit_all("remove", found, trashed=AT),
        lambda found: changes.edit_all("edit-article", found, title="One", site="other.example"),
    ],
)
def test_many_in_one_change_are_as_if_one_by_one_and_one_undo(
    library: Library, tmp_path: Path, change: object
) -> None:
    articles = many(library)
    made = changes.naming_tags(change(articles), library.tags())  # type: ignore[operator]
    number = library.apply(made, at=AT, by="window")
    after = library.articles_of([each.id for each in articles])
    assert after == tuple(edit.after for edit in made.edits if isinstance(edit.after, Article))
    assert library.verify().problems == ()
    library.apply(made.inverse(), at=AT, by="window", undoes=number)
    assert library.articles_of([each.id for each in articles]) == articles
    for edit in made.edits:
        library.apply(Change(made.what, (edit,)), at=AT, by="window")
    assert library.articles_of([each.id for each in articles]) == after
    assert library.verify().problems == ()


def test_tags_of_many_are_found_by_them_and_gone_after_undo(library: Library) -> None:
    made = changes.tag_all(many(library), ["Flood"])
    assert made is not None
    named = changes.naming_tags(made, library.tags())
    library.apply(named, at=AT, by="window")
    assert library.count(ArticleQuery(tag="flood")) == 25
    library.apply(named.inverse(), at=AT, by="window")
    assert library.count(ArticleQuery(tag="flood")) == 0
    assert library.tags() == {}


def test_where_one_of_many_has_moved_on_nothing_is_written(library: Library) -> None:
    articles = many(library)
    made = changes.edit_all("star", articles, starred=True)
    assert made is not None
    one = changes.edit_all("archive", articles[7:8], archived=True)
    assert one is not None
    library.apply(one, at=AT, by="shell")
    with pytest.raises(Stale):
        library.apply(made, at=AT, by="window")
    assert library.count(ArticleQuery(shelf="starred")) == 0


names = st.sampled_from(["flood", "Flood", "delta", "delta/ferry", "水"])


@given(st.lists(names), st.lists(names, max_size=2), st.lists(names, max_size=2))
def test_tags_that_are_added_are_there_those_taken_away_are_not_and_others_stay(
    had: list[str], more: list[str], less: list[str]
) -> None:
    article = Article(ArticleId("a0000001"), "Head", AT, tags=changes.tidy_tags(had))
    made = changes.tag_all([article], more, less)
    after = article if made is None else made.edits[0].after
    assert isinstance(after, Article)
    keys = {name.casefold() for name in after.tags}
    gone = {name.casefold() for name in less}
    asked = {name.casefold() for name in (*article.tags, *more)}
    assert keys == asked - gone
    assert len(keys) == len(after.tags)


def test_what_is_no_tag_is_refused_before_anything_is_done() -> None:
    with pytest.raises(BadRequest):
        changes.tag_all([Article(ArticleId("a0000001"), "Head", AT)], ["…"])


# --- for good ------------------------------------------------------------------------------------


def test_what_goes_for_good_is_told_with_the_backups_that_hold_it(
    library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    now = datetime(2024, 10, 3, 9, tzinfo=UTC)
    before = back_up(library, folder, now)
    id = added(library)
    for words in ("spring flood", "eleven families"):
        _mark, change = marking(library, id, words, at=AT)
        library.apply(change, at=AT, by="window")
    holds = back_up(library, folder, now + timedelta(hours=1))
    (folder / "Library 2024-10-03 120000.galley").write_bytes(b"damaged")
    going = erasing.survey(library, [id], folder)
    assert (going.articles, going.titles, going.notes) == (
        (id,),
        ("The river",),
        2,
    )
    held = [each.path for each in going.backups]
    assert holds.path in held
    assert before.path not in held
    assert len(held) == 2  # what cannot be read may well hold it


def test_a_mark_that_was_undone_goes_for_good_with_its_article(library: Library) -> None:
    id, other = added(library), added(library, "Another")
    for article in (id, other):
        _mark, change = marking(library, article, "eleven families", at=AT)
        library.apply(change, at=AT, by="window")
        library.apply(change.inverse(), at=AT, by="window")
    library.erase([Key("article", id)], at=AT, by="window")
    left = [entry.change for entry in library.history(since=1)]
    quotes = [
        edit.key
        for change in left
        if change is not None
        for edit in change.edits
        if edit.key.kind == "annotation"
    ]
    assert len(quotes) == 2, "made and undone, of the article that stays"
    assert library.verify().problems == ()


# --- the shell -----------------------------------------------------------------------------------


@pytest.fixture
def shell(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> Callable[..., list[dict[str, Any]]]:
    """Runs a command on the library and gives what it printed as JSON."""

    def run(*words: str, status: int = 0) -> list[dict[str, Any]]:
        capsys.readouterr()
        assert main(["--library", str(library.path), *words, "--json"]) == status
        out = capsys.readouterr().out
        return json.loads(out) if out else []

    return run


def test_the_shell_edits_many_at_once_and_undoes_it(
    library: Library, shell: Callable[..., list[dict[str, Any]]]
) -> None:
    ids = [added(library, title) for title in ("B", "A")]
    edited = shell("edit", *ids, "--tag", "flood", "--star")
    assert [each["tags"] for each in edited] == [["flood"], ["flood"]]
    assert library.count(ArticleQuery(shelf="starred", tag="flood")) == 2
    assert main(["--library", str(library.path), "undo"]) == 0
    assert library.count(ArticleQuery(shelf="starred")) == 0
    shell("edit", *ids, "--read", "--archive")
    assert library.count(ArticleQuery(shelf="archive")) == 2
    shell("edit", ids[0], "--no-archive", "--no-read")
    assert library.article_ids(ArticleQuery(shelf="unread")) == (ids[0],)
    assert shell("edit", ids[0], "a0000000", "--star", status=1) == []
    assert library.count(ArticleQuery(shelf="starred")) == 0


def test_the_shell_lists_in_any_order(
    library: Library, shell: Callable[..., list[dict[str, Any]]]
) -> None:
    for title in ("B", "C", "A"):
        added(library, title)
    assert [each["title"] for each in shell("list", "--sort", "title")] == ["A", "B", "C"]
