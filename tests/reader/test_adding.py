"""What an input is to a library: new, a revision, nothing new, or something to set aside."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import adding, changes, intake, revising
from reader.adding import Arrival
from reader.errors import NotAnArticle
from reader.library import Library
from reader.model import ArticleId, Captured, Passage, Source
from tests.reader.intake.sources import AT, PROSE, URL, html, page_file
from tests.reader.moves import marked
from tests.reader.walls import WALLS

PAGE = f"<title>The pump</title><article><h1>The pump</h1>{PROSE * 3}</article>"
CHANGED = PAGE.replace("Tuesday", "Wednesday")
QUOTE = "The pump is to be replaced before the winter"


class Here:
    """Reads pages in this process."""

    def to_article(self, source: Source) -> Captured:
        return intake.to_article(source)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Test.galley") as library:
        yield library


def take(
    library: Library, source: Source, *, of: ArticleId | None = None, asked: str | None = None
) -> Arrival:
    """What the source is to the library, which has it afterwards."""
    read = adding.extract(source, Here(), asked=asked)
    new_id = library.new_article_id()
    arrival = adding.arrive(library, read, new_id=new_id, at=AT, revision_of=of)
    if arrival.change is not None:
        library.apply(arrival.change, at=AT, by="capture", blobs=arrival.blobs)
    return arrival


def texts(library: Library, id: ArticleId) -> list[str]:
    return [library.document(id, each.number).text for each in library.revisions(id)]


def test_a_page_that_asks_to_log_in_is_kept_and_set_aside(library: Library) -> None:
    first = take(library, html(PAGE))
    mark = marked(library, first.article, QUOTE)
    wall = page_file("log-in")
    arrival = take(library, wall, of=first.article)
    assert arrival.outcome == "revision"
    assert arrival.set_aside == "The site asked to log in instead of showing the article."
    assert library.article(first.article).revision == 1
    kept = library.revision(first.article, 2)
    assert kept.set_aside == arrival.set_aside
    assert library.blob(kept.source) == wall.content
    assert "Please log in" in library.document(first.article, 2).text
    assert library.places(first.article)[mark].state == "exact"


def test_the_same_wall_again_is_kept_once_and_is_no_sight_of_the_article(library: Library) -> None:
    first = take(library, html(PAGE))
    take(library, page_file("log-in"), of=first.article)
    other = page_file("log-in")
    other = replace(other, content=other.content.replace(b"our offers", b"what we offer today"))
    for wall in (page_file("log-in"), other):
        again = take(library, wall, of=first.article)
        assert (again.outcome, again.change) == ("unchanged", None)
        assert again.set_aside is not None
    assert len(library.revisions(first.article)) == 2
    seen = take(library, html(PAGE), of=first.article)
    assert (seen.outcome, seen.set_aside) == ("unchanged", None)


def test_too_little_for_an_article_is_an_error_for_a_page_that_nobody_knows(
    library: Library,
) -> None:
    with pytest.raises(NotAnArticle, match="no article") as caught:
        take(library, page_file("log-in"))
    assert "log-in" in caught.value.advice
    assert library.count() == 0


def test_a_page_without_any_words_changes_nothing(library: Library) -> None:
    first = take(library, html(PAGE))
    with pytest.raises(NotAnArticle):
        take(library, html("<html><body><div></div></body></html>"), of=first.article)
    assert len(library.revisions(first.article)) == 1


def test_a_wall_behind_the_address_of_an_article_is_of_that_article(library: Library) -> None:
    first = take(library, html(PAGE))
    elsewhere = replace(page_file("log-in"), url="https://lowlandpost.example/account")
    arrival = take(library, elsewhere, asked=URL)
    assert (arrival.article, arrival.outcome) == (first.article, "revision")
    assert arrival.set_aside is not None


def test_another_article_behind_the_address_of_one_is_new(library: Library) -> None:
    first = take(library, html(PAGE))
    other = html(CHANGED.replace("pump", "dike"), url="https://lowlandpost.example/today")
    assert take(library, other, asked=URL).outcome == "new"
    assert library.article(first.article).revision == 1


def test_what_the_address_of_an_article_shows_instead_is_set_aside(library: Library) -> None:
    first = take(library, html(PAGE))
    prose = "<p>Wholly other words, about a dike that holds, are on the page that came today.</p>"
    front = html(f"<title>Front</title>{prose * 6}", url="https://lowlandpost.example/")
    arrival = take(library, front, of=first.article)
    assert arrival.set_aside == "The address now leads to another page."


@pytest.mark.parametrize("status", [403, 404])
def test_the_page_of_an_error_is_kept_and_set_aside(library: Library, status: int) -> None:
    first = take(library, html(PAGE))
    gone = replace(html(f"<title>Lowland Post</title>{PROSE}"), status=status)
    arrival = take(library, gone, of=first.article)
    assert str(status) in (arrival.set_aside or "")
    assert library.revision(first.article, 2).status == status


# --- laws ----------------------------------------------------------------------------------------

pages = st.sampled_from(
    [
        html(PAGE),
        html(CHANGED),
        html(PAGE.replace("the winter", "the spring, or after")),
        html(f"<title>The pump</title><p>{'It is to be replaced, nobody knows when. ' * 3}</p>"),
        page_file("log-in"),
        *(html(f"<title>{wall.headline}</title><p>{wall.text}</p>") for wall in WALLS[:7]),
        replace(html(f"<title>Gone</title>{PROSE}"), status=410),
    ]
)


@given(came=st.lists(pages, max_size=6))
def test_whatever_comes_nothing_is_lost_and_each_mark_has_its_place(
    came: list[Source], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Library(tmp_path_factory.mktemp("laws") / "Test.galley") as library:
        id = take(library, html(PAGE)).article
        marked(library, id, QUOTE)
        for source in came:
            before, shown = texts(library, id), library.article(id).revision
            arrival = take(library, source, of=id)
            assert texts(library, id)[: len(before)] == before
            assert (arrival.change is None) == (arrival.outcome == "unchanged")
            is_current = library.article(id).revision == len(before) + 1
            assert is_current == (arrival.outcome == "revision" and arrival.set_aside is None)
            assert is_current or library.article(id).revision == shown
        for revision in library.revisions(id):
            assert len(library.places(id, revision.number)) == 1


# --- made current by hand ------------------------------------------------------------------------


def test_a_revision_that_was_set_aside_can_be_made_current_and_undone(library: Library) -> None:
    first = take(library, html(PAGE))
    short = html(f"<title>The pump</title><p>{QUOTE}. {'All else is withdrawn. ' * 3}</p>")
    arrival = take(library, short, of=first.article)
    assert arrival.set_aside == "Much shorter than the text before it."
    late = marked(library, first.article, QUOTE)
    change = revising.make_current(library, first.article, 2)
    assert change is not None
    library.apply(change, at=AT, by="window")
    assert library.article(first.article).revision == 2
    place = library.places(first.article)[late]
    text = library.document(first.article).text
    assert place.passage is not None
    assert place.passage.of(text) == QUOTE
    assert place.came_from == 1
    assert revising.make_current(library, first.article, 2) is None
    library.apply(change.inverse(), at=AT, by="window")
    assert library.article(first.article).revision == 1
    assert library.place(late, 2) is None


def test_what_the_reader_said_in_a_revision_holds_when_it_is_shown_again(
    library: Library,
) -> None:
    id = take(library, html(PAGE)).article
    mark = marked(library, id, "Tuesday")
    take(library, html(CHANGED), of=id)
    there = library.place(mark, 2)
    assert there is not None
    text = library.document(id)
    start = text.text.index("Wednesday")
    there_now = Passage(start, start + len("Wednesday"))
    put = changes.move_mark(text, library.annotation(mark), there, there_now, at=AT)
    assert put is not None
    library.apply(put, at=AT, by="window")
    for number in (1, 2):
        change = revising.make_current(library, id, number)
        assert change is not None
        library.apply(change, at=AT, by="window")
    place = library.places(id)[mark]
    assert place.passage is not None
    assert place.passage.of(text.text) == "Wednesday"
