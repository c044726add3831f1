"""Marks that come along with an article: on their words, once, and never lost."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import adding, changes, intake
from reader.adding import Arrival, Read
from reader.library import Library
from reader.model import (
    Annotation,
    AnnotationId,
    ArticleId,
    Passage,
    Place,
    Remark,
    Source,
    trimmed,
)
from tests.reader.intake.sources import AT, PROSE, html
from tests.reader.strategies import long_texts

QUOTE = "The pump is to be replaced before the winter"
LONG_AGO = datetime(2019, 5, 3, 8, 30, tzinfo=UTC)
PAGE = html(f"<title>The pump</title><article><h1>The pump</h1>{PROSE * 3}</article>")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Test.galley") as library:
        yield library


def take(library: Library, remarks: Sequence[Remark], source: Source = PAGE) -> Arrival:
    """The page with these remarks as it comes in; the library has it afterwards."""
    captured = replace(intake.to_article(source), remarks=tuple(remarks))
    arrival = adding.arrive(library, Read(source, captured), new_id=library.new_article_id(), at=AT)
    if arrival.change is not None:
        named = changes.naming_tags(arrival.change, library.tags())
        library.apply(named, at=AT, by="capture", blobs=arrival.blobs)
    return arrival


def marks(library: Library, id: ArticleId) -> list[tuple[Annotation, Place]]:
    places = library.places(id)
    return [(each, places[each.id]) for each in library.annotations(id)]


def test_a_quote_is_marked_where_it_stands_with_all_that_was_said_of_it(library: Library) -> None:
    remark = Remark(
        QUOTE, note="Ask *when*.", tags=("cost",), label="check", by="Maria Lopez", at=LONG_AGO
    )
    [(mark, place)] = marks(library, take(library, [remark]).article)
    assert mark.anchor.exact == QUOTE
    assert mark.note == "Ask *when*.\n\n— Maria Lopez"
    assert (mark.tags, mark.created) == (("cost",), LONG_AGO)
    assert next(each.name for each in library.labels() if each.id == mark.label) == "Check"
    # The page says it three times, and nothing tells which one was meant.
    assert place.state == "unsure"


def test_what_stood_around_a_quote_tells_it_from_its_likes(library: Library) -> None:
    text = intake.to_article(PAGE).document.text
    second = text.index(QUOTE, text.index(QUOTE) + 1)
    remark = Remark(QUOTE, prefix=text[max(0, second - 400) : second])
    [(_mark, place)] = marks(library, take(library, [remark]).article)
    assert (place.passage, place.state) == (Passage(second, second + len(QUOTE)), "exact")


def test_a_quote_that_is_nowhere_is_kept_with_its_words(library: Library) -> None:
    lost = "Seven bridges were sold to a man from the coast"
    [(mark, place)] = marks(library, take(library, [Remark(lost, note="Who?")]).article)
    assert (mark.anchor.exact, mark.note) == (lost, "Who?")
    assert (place.state, place.passage) == ("orphan", None)


@pytest.mark.parametrize(
    ("colour", "label"), [("green", "Lead"), ("teal", "Quote"), (None, "Quote"), ("red", "Doubt")]
)
def test_a_colour_becomes_the_label_that_wears_it(library: Library, colour, label) -> None:  # type: ignore[no-untyped-def]
    [(mark, _place)] = marks(library, take(library, [Remark(QUOTE, colour=colour)]).article)
    assert next(each.name for each in library.labels() if each.id == mark.label) == label


def test_a_remark_about_nothing_in_particular_is_the_article_s_note(library: Library) -> None:
    arrival = take(library, [Remark(note="Good background."), Remark(), Remark(QUOTE)])
    assert library.article(arrival.article).note == "Good background."
    assert len(marks(library, arrival.article)) == 1


def test_the_same_file_again_brings_nothing_twice_and_what_is_new_in_it_once(
    library: Library,
) -> None:
    old, new = Remark(QUOTE, note="One."), Remark(QUOTE, note="Two.")
    whole = Remark(note="Good background.")
    first = take(library, [old, whole])
    assert take(library, [old, whole]).change is None
    again = take(library, [old, new, whole])
    assert (again.outcome, again.article) == ("unchanged", first.article)
    assert {mark.note for mark, _place in marks(library, first.article)} == {"One.", "Two."}
    assert library.article(first.article).note == "Good background."


def test_a_mark_in_the_trash_does_not_come_back(library: Library) -> None:
    id = take(library, [Remark(QUOTE)]).article
    [(mark, _place)] = marks(library, id)
    library.apply(changes.remove(mark, at=AT), at=AT, by="window")
    take(library, [Remark(QUOTE)])
    assert marks(library, id) == []


def test_a_new_revision_brings_its_remarks_along(library: Library) -> None:
    first = take(library, [Remark(QUOTE, note="One.")])
    changed = replace(PAGE, content=PAGE.content.replace(b"Tuesday", b"Wednesday"))
    captured = replace(
        intake.to_article(changed), remarks=(Remark("on Wednesday", note="New."), Remark(note="!"))
    )
    arrival = adding.arrive(
        library,
        Read(changed, captured),
        new_id=library.new_article_id(),
        at=AT,
        revision_of=first.article,
    )
    assert arrival.change is not None
    library.apply(arrival.change, at=AT, by="capture", blobs=arrival.blobs)
    found = {mark.note: mark.revision for mark, _place in marks(library, first.article)}
    assert found == {"One.": 1, "New.": 2}
    assert library.article(first.article).note == "!"
    assert library.verify().problems == ()


@given(data=st.data(), text=long_texts())
def test_a_remark_that_names_its_passage_is_put_there(
    data: st.DataObject, text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    source = Source(text.encode(), "text/plain", AT, charset="utf-8")
    whole = intake.to_article(source).document.text
    start = data.draw(st.integers(0, len(whole)))
    passage = Passage(start, data.draw(st.integers(start, len(whole))))
    inside = trimmed(whole, passage)
    with Library(tmp_path_factory.mktemp("one") / "Test.galley") as library:
        found = marks(library, take(library, [Remark(passage=passage, note="!")], source).article)
        assert [place.passage for _mark, place in found] == ([inside] if inside else [])


def test_nobody_is_left_as_the_owner_of_a_place(library: Library) -> None:
    id = take(library, [Remark(QUOTE), Remark("nowhere at all")]).article
    assert all(place.annotation == mark.id for mark, place in marks(library, id))
    assert AnnotationId("") not in library.places(id)
