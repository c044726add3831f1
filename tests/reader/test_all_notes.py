"""All notes of a library: what is asked for is found, in its order, and nothing from the trash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import changes
from reader.library import Library
from reader.model import Annotation, Change, Edit, LabelId, State, Story, StoryId
from reader.noted import CHECKING, Noted, NoteOrder, NotesQuery
from reader.text import words
from tests.reader.moves import AT, SENTENCES, added, marked, next_change, revised

RIVER = "The river\nSungai itu berpindah 240 meter.\nقال أحد السكان إن المضخة تعطلت."
BRIDGE = "終電のあと\n政府は昨日、新しい法案を可決した。\nहरकारा आया।"


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library after many changes of every kind."""
    library = Library(tmp_path_factory.mktemp("notes") / "Library.galley")
    random = Random(11)
    for number in range(160):
        change, blobs = next_change(random, library)
        library.apply(change, at=AT + timedelta(minutes=number), by="window", blobs=blobs)
    yield library
    library.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Library.galley")
    yield library
    library.close()


def quotes(library: Library, query: NotesQuery) -> list[str]:
    return [noted.quote for noted in library.noted(query)]


def of_colour(library: Library, colour: str) -> LabelId:
    return next(label.id for label in library.labels() if label.colour == colour)


# --- laws ----------------------------------------------------------------------------------------


@st.composite
def queries(draw: st.DrawFn, library: Library) -> NotesQuery:
    """Any query, of labels, tags, stories and words that the library may have."""
    typed = [sentence[low:high] for sentence in SENTENCES for low, high in words(sentence)]
    stories = [None, *(story.id for story in library.stories())]
    states: list[State] = ["exact", "moved", "changed", "unsure", "orphan"]
    orders: list[NoteOrder] = ["text", "newest", "oldest"]
    return NotesQuery(
        words=draw(st.just("") | st.sampled_from(typed) | st.text(max_size=3)),
        labels=draw(st.frozensets(st.sampled_from([lb.id for lb in library.labels()]), max_size=2)),
        tags=draw(st.frozensets(st.sampled_from([*library.tags(), "none"]), max_size=1)),
        story=draw(st.sampled_from(stories)),
        states=draw(st.frozensets(st.sampled_from(states), max_size=2)),
        open_checks=draw(st.booleans()),
        private=draw(st.booleans()),
        sort=draw(st.sampled_from(orders)),
    )


@settings(max_examples=60)
@given(st.data())
def test_a_query_gives_those_of_all_that_fit_and_counts_them(
    moved: Library, data: st.DataObject
) -> None:
    query = data.draw(queries(moved))
    found = moved.noted(query)
    fit = {noted.id for noted in moved.noted() if fits(noted, query)}
    without_words = moved.noted(replace(query, words=""))
    assert {noted.id for noted in without_words} == fit
    assert {noted.id for noted in found} <= fit
    assert len(found) == len({noted.id for noted in found}) == moved.count_noted(query)


@settings(max_examples=60)
@given(st.data(), st.integers(0, 6), st.integers(0, 4))
def test_a_page_is_cut_out_of_the_whole(
    moved: Library, data: st.DataObject, limit: int, offset: int
) -> None:
    query = data.draw(queries(moved))
    whole = moved.noted(query)
    assert moved.noted(replace(query, limit=limit, offset=offset)) == whole[offset:][:limit]


def fits(noted: Noted, query: NotesQuery) -> bool:
    keys = {tag.casefold() for tag in noted.tags}
    return (
        (not query.labels or (noted.label is not None and noted.label.id in query.labels))
        and query.tags <= keys
        and (query.story is None or query.story in noted.stories)
        and (not query.states or (noted.annotation is not None and noted.state in query.states))
        and (not query.open_checks or noted.is_open_check)
        and (not query.private or noted.private)
    )


def test_all_notes_are_those_of_every_article_that_is_not_in_the_trash(moved: Library) -> None:
    noted = moved.noted()
    assert {each.annotation for each in noted if each.annotation} == set(moved.annotations())
    articles = {each.article.id for each in noted}
    assert all(moved.article(id).trashed is None for id in articles)
    assert [each.annotation for each in noted if each.annotation] == list(moved.annotations())


@settings(max_examples=30)
@given(st.data())
def test_what_is_known_is_not_read_again_and_changes_no_answer(
    moved: Library, data: st.DataObject
) -> None:
    query = data.draw(queries(moved))
    everything = {noted.id: noted for noted in moved.noted()}
    some = data.draw(st.sets(st.sampled_from(sorted(everything)))) if everything else set()
    known = {id: noted for id, noted in everything.items() if id in some}
    assert moved.noted(query, known=known) == moved.noted(query)


@settings(max_examples=30)
@given(st.integers(0, 12), st.integers(0, 12), st.sampled_from(["text", "newest", "oldest"]))
def test_pages_make_the_whole(moved: Library, limit: int, offset: int, sort: NoteOrder) -> None:
    whole = moved.noted(NotesQuery(sort=sort))
    page = moved.noted(NotesQuery(sort=sort, limit=limit, offset=offset))
    assert page == whole[offset : offset + limit]


def test_newest_and_oldest_go_by_the_time_of_the_note(moved: Library) -> None:
    newest = [noted.at for noted in moved.noted(NotesQuery(sort="newest"))]
    oldest = [noted.at for noted in moved.noted(NotesQuery(sort="oldest"))]
    assert newest == sorted(newest, reverse=True)
    assert oldest == sorted(oldest)


# --- examples ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("SUNGAI", ["Sungai itu berpindah"]),
        ("240", []),
        ("verify meter", ["Sungai itu berpindah"]),
        ("المضخه", ["المضخة تعطلت"]),
        ("法案", ["新しい法案"]),
        ("rio", ["المضخة تعطلت"]),
        ("#río", ["المضخة تعطلت"]),
        ("second sour", [""]),
        ("river", []),
        ("…", ["", "新しい法案", "Sungai itu berpindah", "المضخة تعطلت"]),
    ],
)
def test_quotes_notes_and_tags_are_searched_but_not_the_articles_words(
    library: Library, typed: str, found: list[str]
) -> None:
    river = added(library, RIVER, at=AT)
    marked(library, river, "Sungai itu berpindah", note="Verify the meters.")
    marked(library, river, "المضخة تعطلت", tags=("Río",))
    bridge = added(library, BRIDGE, at=AT + timedelta(hours=1))
    marked(library, bridge, "新しい法案")
    note = changes.edit_article(library.article(bridge), note="Wants a second source.")
    assert note is not None
    library.apply(note, at=AT, by="window")
    assert sorted(quotes(library, NotesQuery(words=typed))) == sorted(found)


def test_an_articles_note_stands_before_its_marks(library: Library) -> None:
    river = added(library, RIVER)
    marked(library, river, "240 meter")
    note = changes.edit_article(library.article(river), note="All of it.", tags=("port",))
    assert note is not None
    library.apply(changes.naming_tags(note, library.tags()), at=AT, by="window")
    first, second = library.noted()
    assert (first.annotation, first.note, first.tags) == (None, "All of it.", ("port",))
    assert first.id == river
    assert second.quote == "240 meter"
    assert library.noted(NotesQuery(private=True)) == ()


def test_an_open_check_is_one_whose_colour_says_so_and_that_was_not_checked(
    library: Library,
) -> None:
    river, check = added(library, RIVER), of_colour(library, CHECKING)
    id = marked(library, river, "240 meter", label=check)
    marked(library, river, "Sungai", label=of_colour(library, "yellow"))
    waits = NotesQuery(open_checks=True)
    assert quotes(library, waits) == ["240 meter"]
    done = changes.edit_annotation(library.annotation(id), at=AT, checked="holds")
    assert done is not None
    library.apply(done, at=AT, by="window")
    assert quotes(library, waits) == []


def test_the_state_is_that_in_the_current_revision_and_exact_once_settled(
    library: Library,
) -> None:
    river = added(library, RIVER)
    id = marked(library, river, "240 meter")
    revised(library, river, "The river\nNothing is left of it.")
    assert [noted.state for noted in library.noted()] == ["orphan"]
    assert library.noted(NotesQuery(states=frozenset(["orphan"])))
    place = library.place(id, 2)
    assert place is not None
    settled = Change("carry-over", (Edit(place, replace(place, settled=True)),))
    library.apply(settled, at=AT, by="window")
    assert [noted.state for noted in library.noted()] == ["exact"]
    assert library.noted(NotesQuery(states=frozenset(["orphan"]))) == ()


def test_what_is_in_the_trash_is_no_note(library: Library) -> None:
    river, bridge = added(library, RIVER), added(library, BRIDGE)
    gone, kept = marked(library, river, "Sungai"), marked(library, river, "240 meter")
    marked(library, bridge, "新しい法案")
    library.apply(changes.remove(library.annotation(gone), at=AT), at=AT, by="window")
    library.apply(changes.remove(library.article(bridge), at=AT), at=AT, by="window")
    assert [noted.id for noted in library.noted()] == [kept]
    assert library.count_noted() == 1


def test_a_story_has_the_notes_in_it_and_those_of_its_articles(library: Library) -> None:
    river, bridge = added(library, RIVER), added(library, BRIDGE)
    alone = marked(library, river, "Sungai")
    marked(library, river, "240 meter")
    whole = marked(library, bridge, "新しい法案")
    story = Story(StoryId("s0000001"), "Borders", items=(bridge, alone))
    library.apply(Change("story", (Edit(None, story),)), at=AT, by="window")
    noted = library.noted(NotesQuery(story=story.id))
    assert {each.id for each in noted} == {alone, whole}
    assert all(each.stories == (story.id,) for each in noted)


def test_every_one_of_the_tags_is_wanted(library: Library) -> None:
    river = added(library, RIVER)
    both: Annotation = library.annotation(marked(library, river, "Sungai", tags=("nato", "Straße")))
    marked(library, river, "240 meter", tags=("nato",))
    wanted = frozenset(["nato", "strasse"])
    assert [noted.annotation for noted in library.noted(NotesQuery(tags=wanted))] == [both]
