"""The sentence cursor steps through everything that can be marked, and its ends move by words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import (
    Block,
    Cell,
    Document,
    Footnote,
    Link,
    Passage,
    Picture,
    Span,
    Table,
    leaf,
)
from tests.reader.strategies import documents
from ui.cursor import End, by_word, extended, sentence_at, step
from ui.reading.ends import dragged
from ui.reading.leading import Lead, leads, leads_to
from ui.reading.spoken import spoken


def document(*blocks: Block | None) -> Document:
    head = leaf("heading", "The pump", level=1)
    return Document(tuple(block for block in (head, *blocks) if block is not None), lang="en")


PROSE = document(
    leaf("paragraph", "Mr. Oost came at nine. He saw the pump! “Who paid?” he asked."),
    leaf("code", "a = 1.\nb = 2."),
    leaf("picture", "", [Span(0, 1, Picture("map.png", "A map of the dike"))]),
    leaf("paragraph", "Nobody knew.", containers=(Table(1), Cell(2, 0, 1))),
    leaf("paragraph", "午後十時。閉館の音楽。"),
)


def walked(text: Document, unit: str) -> list[str]:
    words, here = [], sentence_at(text, 0)
    while True:
        words.append(here.of(text.text))
        following = step(text, here, 1, "paragraph" if unit == "paragraph" else "sentence")
        if following == here:
            return words
        here = following


def test_it_steps_from_sentence_to_sentence_and_takes_code_and_pictures_whole() -> None:
    assert walked(PROSE, "sentence") == [
        "The pump",
        "Mr. Oost came at nine.",
        "He saw the pump!",
        "“Who paid?” he asked.",
        "a = 1.\nb = 2.",
        "\ufffc",
        "Nobody knew.",
        "午後十時。",
        "閉館の音楽。",
    ]


def test_it_steps_from_paragraph_to_paragraph() -> None:
    assert walked(PROSE, "paragraph")[1] == PROSE.blocks[1].text
    assert len(walked(PROSE, "paragraph")) == len(PROSE.blocks)


@settings(max_examples=80, deadline=None)
@given(documents())
def test_steps_back_lead_where_steps_on_came_from(text: Document) -> None:
    here = sentence_at(text, 0)
    way = [here]
    while (following := step(text, way[-1], 1, "sentence")) != way[-1]:
        assert following.start >= way[-1].end
        way.append(following)
    for expected in reversed(way[:-1]):
        here = step(text, following, -1, "sentence")
        assert here == expected
        following = here


@settings(max_examples=80, deadline=None)
@given(documents(), st.integers(0, 10**6), st.lists(st.sampled_from([1, -1]), max_size=8))
def test_taking_in_more_keeps_the_start_and_never_less_than_one(
    text: Document, at: int, ways: list[int]
) -> None:
    first = here = sentence_at(text, at % (len(text.text) + 1))
    for by in ways:
        here = extended(text, here, by)
        assert here.start == first.start
        assert here.end >= first.end
    grown = extended(text, first, 1)
    if grown != first:
        assert extended(text, grown, -1) == first


@settings(max_examples=120, deadline=None)
@given(
    documents(),
    st.integers(0, 10**6),
    st.lists(st.tuples(st.sampled_from(["start", "end"]), st.sampled_from([1, -1])), max_size=10),
)
def test_ends_moved_by_words_never_leave_nothing_or_white_space(
    text: Document, at: int, moves: list[tuple[str, int]]
) -> None:
    here = sentence_at(text, at % (len(text.text) + 1))
    for which, by in moves:
        here = by_word(text.text, here, "start" if which == "start" else "end", by)
        words = here.of(text.text)
        assert words
        assert words == words.strip()


def test_an_end_goes_on_by_a_word_and_back() -> None:
    words = "The board decided on Tuesday."
    passage = Passage(4, 9)
    later = by_word(words, passage, "end", 1)
    assert later.of(words) == "board decided"
    assert by_word(words, later, "end", -1) == passage
    assert by_word(words, passage, "start", -1).of(words) == "The board"
    assert by_word(words, later, "start", 1).of(words) == "decided"


@pytest.mark.parametrize(
    ("which", "to", "expected"),
    [
        ("end", 14, "board decided"),
        ("start", 1, "The board"),
        ("end", 1, "The"),
        ("start", 24, "decided on Tuesday"),
    ],
)
def test_a_dragged_end_takes_whole_words_and_may_cross_the_other(
    which: End, to: int, expected: str
) -> None:
    words = "The board decided on Tuesday."
    assert dragged(words, Passage(4, 9), which, to, whole=True).of(words) == expected


def test_with_alt_an_end_stands_on_the_very_character() -> None:
    words = "The board decided on Tuesday."
    assert dragged(words, Passage(4, 9), "end", 12, whole=False).of(words) == "board de"


# --- footnotes and speech ------------------------------------------------------------------------

CALL = Link("https://oost.example/fee#fn1")
NOTES = document(
    leaf("paragraph", "The fee rose.1", [Span(13, 14, CALL)]),
    leaf(
        "paragraph",
        "Minutes of 3 March. ↩",
        [Span(20, 21, Link("https://oost.example/fee#ref1"))],
        containers=(Footnote(1, "1"),),
    ),
)


def test_a_call_leads_to_its_footnote_and_the_footnote_back() -> None:
    (call,) = NOTES.blocks[1].spans
    (back,) = NOTES.blocks[2].spans
    assert isinstance(call.style, Link)
    assert isinstance(back.style, Link)
    there = leads_to(NOTES, call.style, 1, "1")
    assert there is not None
    assert there.of(NOTES.text) == NOTES.blocks[2].text
    here = leads_to(NOTES, back.style, 2, "↩")
    assert here is not None
    assert here.of(NOTES.text) == "1"


def test_words_lead_to_all_that_is_linked_called_or_shown_in_them() -> None:
    elsewhere = Link("https://oost.example/minutes")
    text = document(
        leaf("paragraph", "The minutes say so.1", [Span(4, 11, elsewhere), Span(19, 20, CALL)]),
        leaf("picture", "", [Span(0, 1, Picture("map.png", "A map of the dike"))]),
        leaf("paragraph", "Minutes of 3 March.", containers=(Footnote(1, "1"),)),
    )
    first, picture, note = text.starts[1:]
    footnote = Passage(note, note + 19)
    minutes, one = Lead("minutes", elsewhere), Lead("1", footnote)
    assert leads(text, Passage(first, first + 19)) == (minutes,)
    assert leads(text, Passage(first + 6, first + 8)) == (minutes,)
    assert leads(text, Passage(first, picture)) == (minutes, one)
    assert [each.words for each in leads(text, Passage(0, note))] == [
        "minutes",
        "1",
        "A map of the dike",
    ]
    assert leads(text, Passage(0, first)) == ()


@given(documents(), st.data())
def test_what_words_lead_to_stands_in_them(text: Document, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text.text) - 1))
    passage = Passage(start, data.draw(st.integers(start + 1, len(text.text))))
    whole = leads(text, Passage(0, len(text.text)))
    assert [each for each in leads(text, passage) if each not in whole] == []
    links = [
        span
        for leaf, piece in text.pieces(passage)
        for span in text.blocks[leaf].spans
        if isinstance(span.style, Link | Picture)
        and span.start < piece.end
        and piece.start < span.end
    ]
    assert len(leads(text, passage)) == len(links)


def test_a_link_elsewhere_leads_nowhere_within_the_article() -> None:
    assert leads_to(NOTES, Link("https://oost.example/fee"), 1, "1") is None
    assert leads_to(NOTES, Link("https://oost.example/fee#fn7"), 1, "7") is None


def test_a_screen_reader_hears_what_it_is_the_words_and_the_marks() -> None:
    at = PROSE.starts
    assert spoken(PROSE, Passage(0, 8)) == "Headline. The pump."
    assert spoken(PROSE, Passage(at[3], at[3] + 1)) == "Picture: A map of the dike."
    cell = Passage(at[4], at[4] + 12)
    assert spoken(PROSE, cell, ["Claim: who?"]) == "Row 1, column 2. Nobody knew. Claim: who?"
