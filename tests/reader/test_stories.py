"""Stories and labels are put in an order, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import changes, stories
from reader.changes import Item
from reader.errors import BadRequest, NotFound
from reader.library import Library
from reader.model import (
    AnnotationId,
    ArticleId,
    ArticleQuery,
    Change,
    Label,
    LabelId,
    Record,
    Story,
    StoryId,
)
from reader.outbox import members
from tests.reader.moves import AT, added, marked

ITEMS: tuple[Item, ...] = (
    *(ArticleId(f"a{number}") for number in range(5)),
    *(AnnotationId(f"k{number}") for number in range(5)),
)
items = st.lists(st.sampled_from(ITEMS), unique=True).map(tuple)


def a_story(order: tuple[Item, ...]) -> Story:
    return Story(StoryId("s1"), "Pump", items=order)


def left(change: Change | None, before: Record) -> Record | None:
    return before if change is None else change.edits[0].after


# --- the order of a story ------------------------------------------------------------------------


@given(items, st.lists(st.sampled_from(ITEMS)))
def test_what_is_ordered_is_a_permutation_and_what_is_not_named_stays(
    order: tuple[Item, ...], wanted: list[Item]
) -> None:
    story = left(changes.order_story(a_story(order), wanted), a_story(order))
    assert isinstance(story, Story)
    assert sorted(story.items) == sorted(order)
    named = [each for each in dict.fromkeys(wanted) if each in order]
    assert [each for each in story.items if each in named] == named
    for place, each in enumerate(order):
        if each not in named:
            assert story.items[place] == each


@given(items, st.sets(st.sampled_from(ITEMS)), st.integers(0, 12))
def test_what_is_moved_stands_together_and_the_rest_keeps_its_order(
    order: tuple[Item, ...], chosen: set[Item], to: int
) -> None:
    now = stories.moved(order, chosen, to)
    assert sorted(now) == sorted(order)
    assert [each for each in now if each not in chosen] == [
        each for each in order if each not in chosen
    ]
    places = [place for place, each in enumerate(now) if each in chosen]
    assert places == list(range(places[0], places[0] + len(places))) if places else True


@given(items.filter(len), st.data())
def test_a_step_down_and_up_again_is_nothing_but_at_the_end(
    order: tuple[Item, ...], data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(order))
    down = stories.stepped(order, [one], 1)
    assert down.index(one) == min(order.index(one) + 1, len(order) - 1)
    if one != order[-1]:
        assert stories.stepped(down, [one], -1) == order


@given(items, st.sets(st.sampled_from(ITEMS)))
def test_what_goes_out_of_a_story_is_out_and_undo_brings_it_back(
    order: tuple[Item, ...], gone: set[Item]
) -> None:
    change = changes.out_of_story(a_story(order), gone)
    story = left(change, a_story(order))
    assert isinstance(story, Story)
    assert story.items == tuple(each for each in order if each not in gone)
    if change is not None:
        assert change.inverse().edits[0].after == a_story(order)


@given(items, items)
def test_what_comes_into_a_story_stands_once_and_last(
    order: tuple[Item, ...], new: tuple[Item, ...]
) -> None:
    story = left(changes.into_story(a_story(order), new), a_story(order))
    assert isinstance(story, Story)
    assert story.items == (*order, *(each for each in new if each not in order))


def test_a_title_that_would_be_empty_stays() -> None:
    assert changes.edit_story(a_story(()), title="  ") is None
    change = changes.edit_story(a_story(()), title=" The  pump ", note="Ask\r\nher\n\n")
    assert left(change, a_story(())) == Story(StoryId("s1"), "The pump", note="Ask\nher")


# --- in a library --------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Library.galley")
    yield library
    library.close()


def apply(library: Library, change: Change | None) -> None:
    assert change is not None
    library.apply(change, at=AT, by="window")


@pytest.fixture
def story(library: Library) -> StoryId:
    """Two articles: a mark of the second, the first, and a private mark of the first."""
    first = added(library, "The pump\nThe board met on Tuesday.")
    second = added(library, "Harga beras\nHarga naik lagi.")
    marks = (
        marked(library, second, "Harga", note="Ask *her*"),
        marked(library, first, "board", private=True),
    )
    id = library.new_story_id()
    apply(
        library, changes.into_story(None, [marks[0], first, marks[1]], new_id=id, title="Work & co")
    )
    return id


def test_a_story_is_read_in_its_own_order_without_what_is_in_the_trash(
    library: Library, story: StoryId
) -> None:
    found = stories.contents(library, story)
    assert [each.id for each in found.notes] == list(found.story.items)
    assert [each.article.title for each in found.notes] == ["Harga beras", "The pump", "The pump"]
    assert found.articles == 2
    apply(library, changes.remove(found.notes[1].article, at=AT))
    assert [each.id for each in stories.contents(library, story).notes] == [found.notes[0].id]
    assert library.story(story).items == found.story.items


def test_its_page_says_title_note_quotes_and_articles_but_nothing_private(
    library: Library, story: StoryId
) -> None:
    apply(library, changes.edit_story(library.story(story), note="Who *pays*?"))
    text, stayed = stories.page(stories.contents(library, story))
    assert text.startswith("# Work & co\n\nWho *pays*?\n\n> Harga\n")
    assert "Ask *her*\n\n**Article** · *The pump*" in text
    assert "board" not in text
    assert stayed == 1


def test_its_articles_leave_in_the_order_in_which_they_come_up(
    library: Library, story: StoryId
) -> None:
    ids = members(library, ArticleQuery(shelf="all", story=story))
    assert [library.article(id).title for id in ids] == ["Harga beras", "The pump"]


def test_an_item_is_put_at_a_place(library: Library, story: StoryId) -> None:
    first, second, third = library.story(story).items
    apply(library, stories.put(library, library.story(story), third, 1))
    assert library.story(story).items == (third, first, second)
    assert stories.put(library, library.story(story), second, 99) is None
    with pytest.raises(BadRequest):
        stories.put(library, library.story(story), ArticleId("a0000000"), 1)


def test_a_story_is_found_by_title_or_id_and_two_of_one_title_are_asked_about(
    library: Library, story: StoryId
) -> None:
    assert stories.named(library, "work & CO").id == story
    assert stories.named(library, story).id == story
    with pytest.raises(NotFound):
        stories.named(library, "Nothing")
    other = library.new_story_id()
    apply(library, changes.into_story(None, [], new_id=other, title="Work & co"))
    with pytest.raises(BadRequest, match=story):
        stories.named(library, "Work & co")


# --- labels --------------------------------------------------------------------------------------


@st.composite
def some_labels(draw: st.DrawFn) -> tuple[Label, ...]:
    retired = draw(st.lists(st.booleans(), min_size=1, max_size=9).filter(lambda all: not min(all)))
    return tuple(
        Label(LabelId(f"l{number}"), f"Label {number}", "red", number, gone)
        for number, gone in enumerate(retired)
    )


def now(known: tuple[Label, ...], change: Change | None) -> tuple[Label, ...]:
    """All labels in their order once a change is applied."""
    by_id = {label.id: label for label in known}
    for edit in change.edits if change else ():
        assert isinstance(edit.after, Label)
        assert by_id.get(edit.after.id) == edit.before
        by_id[edit.after.id] = edit.after
    return tuple(sorted(by_id.values(), key=lambda label: label.order))


@given(some_labels(), st.data())
def test_labels_are_put_in_the_order_asked_for(
    known: tuple[Label, ...], data: st.DataObject
) -> None:
    order = data.draw(st.permutations([label.id for label in known]))
    wanted = order[: data.draw(st.integers(0, len(order)))]
    there = now(known, changes.order_labels(known, wanted))
    assert [label.id for label in there[: len(wanted)]] == wanted
    assert {label.id for label in there} == {label.id for label in known}
    assert [label.order for label in there] == list(range(len(known)))


@given(some_labels(), st.data())
def test_one_label_stays_in_use_and_a_retired_one_comes_back_last(
    known: tuple[Label, ...], data: st.DataObject
) -> None:
    label = data.draw(st.sampled_from([each for each in known if not each.retired]))
    if sum(not each.retired for each in known) == 1:
        with pytest.raises(BadRequest):
            changes.retire_label(known, label)
        return
    without = now(known, changes.retire_label(known, label))
    left = [each.id for each in without if not each.retired]
    assert left == [each.id for each in known if not each.retired and each != label]
    (gone,) = (each for each in without if each.id == label.id)
    back = now(without, changes.bring_back_label(without, gone))
    assert [each.id for each in back if not each.retired] == [*left, label.id]


def test_a_labels_name_is_its_own() -> None:
    known = now((), changes.add_label((), "Quote", "yellow", id=LabelId("l1")))
    known = now(known, changes.add_label(known, " On  the record ", "teal", id=LabelId("l2")))
    assert [label.name for label in known] == ["Quote", "On the record"]
    for taken in ("quote", "", "  "):
        with pytest.raises(BadRequest):
            changes.add_label(known, taken, "red", id=LabelId("l3"))
        with pytest.raises(BadRequest):
            changes.edit_label(known, known[1], name=taken)
    assert changes.edit_label(known, known[0], name="Quote", colour="yellow") is None
    assert now(known, changes.edit_label(known, known[0], name="QUOTE"))[0].name == "QUOTE"
