"""The query language: every filter finds what it says, and nothing that is typed is an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import changes
from reader.library import Library
from reader.model import (
    ArticleId,
    ArticleQuery,
    Change,
    Edit,
    Place,
    Shelf,
    StoredPicture,
    TraceKey,
    sha256,
)
from reader.noted import NotesQuery
from reader.query import FILTERS, Filter, Part, Words, begun, completed, day, explained, parse
from tests.reader.moves import AT, added, marked

PIECES = st.sampled_from(
    (
        *("pump", "-winter", '"the mayor"', '-"the board', "or", "OR", "site:post", "is:unread"),
        *("-is:open", "in:notes", "before:2024", "after:x", "tag:", "x:y", "http://a.org/b"),
        *("-", '"', "国会", "10:30"),
    )
)


# --- taking apart --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("pump", [[Part(Words("pump", begun=True))]]),
        ("pump water", [[Part(Words("pump"))], [Part(Words("water", begun=True))]]),
        ('"the mayor"', [[Part(Words("the mayor"))]]),
        ('"the may', [[Part(Words("the may", begun=True))]]),
        ("-pump", [[Part(Words("pump", begun=True), absent=True)]]),
        ("pump or water", [[Part(Words("pump")), Part(Words("water", begun=True))]]),
        ("or a or", [[Part(Words("or"))], [Part(Words("a"))], [Part(Words("or", begun=True))]]),
        ('site:"The Post"', [[Part(Filter("site", "The Post"))]]),
        ("SITE:post -is:Unread",
         [[Part(Filter("site", "post"))], [Part(Filter("is", "unread"), absent=True)]]),
        ("is:never", [[Part(Words("is:never", begun=True))]]),
        ("http://a.org", [[Part(Words("http://a.org", begun=True))]]),
        ("site:", []),
        ("pump is:un", [[Part(Words("pump", begun=True))]]),
        ("before:2024-", []),
        ("before:monday", [[Part(Words("before:monday", begun=True))]]),
        ("e-mail", [[Part(Words("e-mail", begun=True))]]),
        ("", []),
        ("- -", []),
    ],
)  # fmt: skip
def test_what_is_typed_is_taken_apart(typed: str, groups: list[list[Part]]) -> None:
    assert [list(group) for group in parse(typed).groups] == groups


@given(st.lists(PIECES, max_size=8).map(" ".join) | st.text(max_size=40))
def test_only_the_last_words_are_taken_as_a_beginning(typed: str) -> None:
    parts = [part for group in parse(typed).groups for part in group]
    assert not any(part.what.begun for part in parts[:-1] if isinstance(part.what, Words))
    assert all(group for group in parse(typed).groups)


@pytest.mark.parametrize(
    ("value", "first"),
    [("2024", "2024-01-01"), ("2024-5", "2024-05-01"), ("2024-05-03", "2024-05-03"),
     ("yesterday", None), ("2024-13", None), ("24-1-1", None)],
)  # fmt: skip
def test_a_day_may_be_a_month_or_a_year(value: str, first: str | None) -> None:
    assert day(value) == first


def test_the_value_at_the_end_can_be_completed() -> None:
    assert begun("pump site:po") == ("site", "po")
    assert begun('tag:"city h') == ("tag", "city h")
    assert begun("pump http://x") == ("", "")
    assert begun("site:post ") == ("", "")
    assert completed("pump site:po", "The Post") == 'pump site:"The Post" '
    assert completed("-tag:c", "cost") == "-tag:cost "
    assert parse(completed("pump site:po", "The Post")).groups[-1][0].what == Filter(
        "site", "The Post"
    )


def test_the_help_explains_every_filter() -> None:
    typed = " ".join(each for each, _words in explained())
    assert all(f"{name}:" in typed for name in FILTERS if name not in ("before",))


# --- finding -------------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Library.galley") as library:
        yield library


@pytest.fixture
def add(library: Library) -> Callable[..., ArticleId]:
    """Adds an article of a headline and a text, with other fields as they are given."""

    def _add(title: str, text: str = "The board met.", **fields: object) -> ArticleId:
        at = AT + timedelta(minutes=len(library.history()))
        id = added(library, f"{title}\n{text}", at=at)
        if fields:
            article = library.article(id)
            edit = Edit(article, replace(article, **fields))  # type: ignore[arg-type]
            named = changes.naming_tags(Change("edit-article", (edit,)), library.tags())
            library.apply(named, at=AT, by="window")
        return id

    return _add


def found(library: Library, typed: str, **where: object) -> set[str]:
    """The titles of the articles that are found, the same by the list and by search."""
    query = ArticleQuery(words=typed, **{"shelf": "all", **where})  # type: ignore[arg-type]
    rows = {row.article.title for row in library.articles(query)}
    assert library.count(query) == len(rows)
    if query.shelf == "all":
        assert {hit.title for hit in library.search(typed)} == rows
    return rows


def test_words_are_wanted_unwanted_or_one_of_two(
    library: Library, add: Callable[..., ArticleId]
) -> None:
    add("One", "The pump failed in winter.")
    add("Two", "The pump failed in spring.")
    add("Three", "The bridge was closed.")
    assert found(library, "pump") == {"One", "Two"}
    assert found(library, "pump -winter") == {"Two"}
    assert found(library, "winter or bridge") == {"One", "Three"}
    assert found(library, "winter or bridge -closed") == {"One"}
    assert found(library, 'pump or "was closed"') == {"One", "Two", "Three"}
    assert found(library, '-"pump failed"') == {"Three"}


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("site:post", {"Mayor"}),
        ('site:"lowland post"', {"Mayor"}),
        ("site:tribune.example", {"Pump"}),
        ("site:tribune.example/water", set()),
        ("by:lopez", {"Mayor"}),
        ("by:maria", {"Mayor"}),
        ("lang:id", {"Pump"}),
        ("lang:en", {"Mayor"}),
        ("tag:cost", {"Mayor", "Pump"}),
        ("tag:budget", {"Pump"}),
        ("tag:budget/2014", {"Pump"}),
        ("tag:budg", set()),
        ("-tag:cost", {"Weather"}),
        ("is:starred", {"Pump"}),
        ("is:archived", {"Weather"}),
        ("-is:archived", {"Mayor", "Pump"}),
        ("before:2024", {"Mayor"}),
        ("before:2023-05", set()),
        ("after:2024-03", {"Pump", "Weather"}),
        ("has:note", {"Weather"}),
        ("site:post or is:starred", {"Mayor", "Pump"}),
        ("site:post is:starred", set()),
    ],
)
def test_filters_of_articles(
    library: Library, add: Callable[..., ArticleId], typed: str, titles: set[str]
) -> None:
    add("Mayor", site="Lowland Post", bylines=("María López",), published="2023-05-03",
        lang="en-GB", tags=("cost",))  # fmt: skip
    add("Pump", url="https://www.tribune.example/water?x=1", starred=True, lang="id",
        published="2024-03-01T08:00:00+07:00", tags=("cost", "budget/2014"))  # fmt: skip
    add("Weather", archived=True, note="Ask again.", published="2024-11")
    # In UTC the pump's day is the first of March, one in the morning.
    assert found(library, typed) == titles


def test_what_was_read_is_told_from_what_was_not(
    library: Library, add: Callable[..., ArticleId]
) -> None:
    add("One")
    library.trace(TraceKey("opened", add("Two")), AT)
    assert found(library, "is:unread") == {"One"}
    assert found(library, "-is:unread") == {"Two"}


def test_filters_of_marks(library: Library, add: Callable[..., ArticleId]) -> None:
    names = {label.name: label.id for label in library.labels()}
    for title, label, more in (
        ("Claimed", "Claim", {"note": "Who says?"}),
        ("To check", "Check", {}),
        ("Checked", "Check", {"checked": "holds"}),
        ("Secret", "Quote", {"private": True, "tags": ("cost",)}),
    ):
        mark = library.annotation(marked(library, add(title), "board"))
        new = replace(mark, label=names[label], **more)
        change = changes.naming_tags(Change("edit-note", (Edit(mark, new),)), library.tags())
        library.apply(change, at=AT, by="window")
    add("Bare")
    everything = {"Claimed", "To check", "Checked", "Secret"}
    assert found(library, "is:annotated") == everything
    assert found(library, "label:check") == {"To check", "Checked"}
    assert found(library, "label:che") == {"To check", "Checked"}
    assert found(library, "is:open") == {"To check"}
    assert found(library, "is:private") == {"Secret"}
    assert found(library, "tag:cost") == {"Secret"}
    assert found(library, "has:note") == {"Claimed"}
    assert found(library, "who in:notes") == {"Claimed"}
    assert found(library, "board in:notes") == everything
    assert found(library, "board in:title") == set()
    assert found(library, "claimed in:title") == {"Claimed"}
    notes = library.noted(NotesQuery(words="is:private"))
    assert [note.article.title for note in notes] == ["Secret"]


def test_marks_that_wait_for_a_look(library: Library, add: Callable[..., ArticleId]) -> None:
    for title, state in (("Same", "exact"), ("Other words", "changed"), ("Gone", "orphan")):
        id = marked(library, add(title), "board")
        place = library.place(id, 1)
        assert place is not None
        passage = None if state == "orphan" else place.passage
        new = Place(id, 1, passage, state)  # type: ignore[arg-type]
        library.apply(Change("carry-over", (Edit(place, new),)), at=AT, by="capture")
    assert found(library, "is:changed") == {"Other words"}
    assert found(library, "is:orphaned") == {"Gone"}
    waits = library.place(library.annotations(_id(library, "Other words"))[0].id, 1)
    assert waits is not None
    settled = changes.settle(waits)
    assert settled is not None
    library.apply(settled, at=AT, by="window")
    assert found(library, "is:changed") == set()


def _id(library: Library, title: str) -> ArticleId:
    [row] = library.articles(ArticleQuery(words=f"{title} in:title", shelf="all"))
    return row.article.id


def test_stories_and_pictures(library: Library, add: Callable[..., ArticleId]) -> None:
    one, two = add("One"), add("Two")
    change = changes.into_story(None, [one], new_id=library.new_story_id(), title="Water scandal")
    assert change is not None
    library.apply(change, at=AT, by="window")
    content = b"\x89PNG\r\n\x1a\n"
    picture = StoredPicture(two, "a.png", sha256(content), media_type="image/png")
    missing = StoredPicture(one, "b.png", missing="It was too large.")
    edits = (Edit(None, picture), Edit(None, missing))
    library.apply(Change("pictures", edits), at=AT, by="capture", blobs={sha256(content): content})
    assert found(library, "story:water") == {"One"}
    assert found(library, "-story:water") == {"Two"}
    assert found(library, "has:image") == {"Two"}


def test_what_is_archived_is_found_from_the_shelf_of_what_is_read(
    library: Library, add: Callable[..., ArticleId]
) -> None:
    add("Old", archived=True)
    add("New")
    assert found(library, "is:archived", shelf="reading") == {"Old"}
    assert found(library, "-is:archived", shelf="reading") == {"New"}


def test_the_trash_is_filtered_too(library: Library, add: Callable[..., ArticleId]) -> None:
    for title in ("Pump", "Pump again"):
        article = library.article(add(title, site="Post"))
        library.apply(changes.remove(article, at=AT), at=AT, by="window")
    assert found(library, "pump again", shelf="trash") == {"Pump again"}
    assert found(library, "site:post", shelf="trash") == {"Pump", "Pump again"}
    assert found(library, "site:other", shelf="trash") == set()
    assert found(library, "site:post") == set()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Two articles, one of them marked, that nobody changes."""
    with Library(tmp_path_factory.mktemp("query") / "Library.galley") as library:
        added(library, "Pump\nThe mayor said so in winter.")
        marked(library, added(library, "国会\nThe board met."), "board")
        yield library


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=6).map(" ".join), st.sampled_from(("reading", "all", "trash")))
def test_any_query_is_answered(archive: Library, typed: str, shelf: Shelf) -> None:
    rows = archive.articles(ArticleQuery(words=typed, shelf=shelf))
    assert archive.count(ArticleQuery(words=typed, shelf=shelf)) == len(rows)
    if parse(typed).groups and shelf == "all":
        assert {hit.article for hit in archive.search(typed)} <= {row.article.id for row in rows}
    marks = {mark.id for row in rows for mark in archive.annotations(row.article.id)}
    found = archive.noted(NotesQuery(words=typed))
    if shelf == "all":
        assert {note.annotation.id for note in found if note.annotation} <= marks
