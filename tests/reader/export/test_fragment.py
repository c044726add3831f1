"""Addresses that lead to the very words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.export.fragment import fragment, link_to
from reader.model import PICTURE, Block, Document, Passage, Picture, Span
from reader.text import words
from tests.reader import strategies
from tests.reader.export.cases import block, document, passage
from tests.reader.export.text_fragments import Page
from tests.reader.moves import SENTENCES

LINES = (
    *SENTENCES,
    "Ia datang. Ia pergi. Ia datang lagi. Ia datang.",
    "R&D (x), 3.5% of state-of-the-art; don’t “stop”: it’s fine.",
    "他说「你好」，然后离开了会场。他说「再见」。",
    "午後十時、閉館の音楽は流れない。東京タワーの閉館。",
    "การเมืองไทยในปัจจุบันเป็นเรื่องที่ซับซ้อน และยาวนาน",
)


@st.composite
def repetitive(draw: st.DrawFn) -> Document:
    """Articles that say the same things again and again, in several scripts."""
    paragraphs = st.lists(st.sampled_from(LINES), min_size=1, max_size=4).map(" ".join)
    return document(*draw(st.lists(paragraphs, min_size=1, max_size=5)))


@st.composite
def marked(draw: st.DrawFn) -> tuple[Document, Passage]:
    """An article and a passage of it, short or over several blocks."""
    of = draw(st.one_of(strategies.documents(), repetitive()))
    if draw(st.booleans()):
        return of, draw(strategies.passages(of.text))
    low, high = sorted(draw(st.tuples(*[st.integers(0, len(of.text) - 1)] * 2)))
    return of, Passage(low, high + 1)


# --- the law -------------------------------------------------------------------------------------


@given(marked())
def test_a_fragment_leads_to_one_place_and_that_is_the_passage(
    case: tuple[Document, Passage],
) -> None:
    of, marked = case
    found = fragment(of, marked)
    if found is None:
        return
    places = Page(of).found(found)
    assert places == Page(of, strict=True).found(found)
    [place] = places
    assert told(of, Passage(min(place.start, marked.start), max(place.end, marked.end))) == told(
        of, place
    )
    taken_in = Passage(place.start, marked.start).of(of.text) if place.start < marked.start else ""
    taken_in += Passage(marked.end, place.end).of(of.text) if marked.end < place.end else ""
    assert not re.search(r"[^\S\u202f]", taken_in)


def told(of: Document, passage: Passage) -> str:
    return passage.of(of.text).replace(PICTURE, "").strip()


@given(marked())
def test_a_fragment_is_safe_in_an_address_and_in_markdown(case: tuple[Document, Passage]) -> None:
    found = fragment(*case)
    assert found is None or re.fullmatch(r"(?:[\w.]|%[0-9A-F]{2}|-,|,-|,)+", found, re.ASCII)


@given(st.data())
def test_words_that_stand_once_have_a_fragment(data: st.DataObject) -> None:
    of = document(*data.draw(st.lists(st.sampled_from(LINES), min_size=1, unique=True)))
    at = data.draw(st.sampled_from([start for start, _end in words(of.text)]))
    start = max(of.text.rfind("\n", 0, at), of.text.rfind(" ", 0, at)) + 1
    end = len(of.text) if (end := of.text.find("\n", at)) < 0 else end
    assert fragment(of, Passage(start, end)) is not None


# --- examples ------------------------------------------------------------------------------------

NATO = document(
    "Brussels – Jens Stoltenberg menyerahkan kepemimpinan kepada Mark Rutte.",
    "Ia datang. Ia pergi. Ia datang.",
    "Anggaran R&D, kata-kata (50%).",
    block("print(x)", kind="code"),
    "北京时间昨天下午，他离开了会场。",
    "One two three four five six seven eight nine ten eleven twelve thirteen.",
)


@pytest.mark.parametrize(
    ("of", "until", "terms"),
    [
        ("Stoltenberg", "", "Stoltenberg"),
        ("toltenber", "", "Stoltenberg"),
        ("Ia pergi", "", "Ia pergi"),
        ("Ia datang", "", "Ia datang,-. Ia pergi. Ia"),
        ("Jens", "Ia pergi", "Jens Stoltenberg menyerahkan kepemimpinan,Ia datang. Ia pergi"),
        ("One", "twelve thirteen", "One two three four,ten eleven twelve thirteen"),
        ("One two", "eleven", "One two three four five six seven eight nine ten eleven"),
    ],
)
def test_a_fragment_is_as_short_as_it_may_be(of: str, until: str, terms: str) -> None:
    assert fragment(NATO, passage(NATO, of, until)) == terms.replace(" ", "%20")


def test_the_signs_of_the_syntax_are_encoded_in_a_term() -> None:
    written = fragment(NATO, passage(NATO, "R&D, kata-kata ("))
    assert written == "R%26D%2C%20kata%2Dkata%20%28"


def test_a_part_of_a_chinese_clause_is_told_by_what_surely_begins_and_ends_beside_it() -> None:
    written = fragment(NATO, passage(NATO, "昨天"))
    assert written is not None
    assert re.fullmatch("(?:%..)+-,%E6%98%A8%E5%A4%A9,-(?:%..)+", written)


def test_there_is_none_for_code_for_pictures_and_for_what_is_said_again_and_again() -> None:
    again = document("Never again.", "Never again.", "Never again.")
    picture = document(Block("picture", PICTURE, (Span(0, 1, Picture("a.png")),)), "After it.")
    assert fragment(NATO, passage(NATO, "print(x)")) is None
    assert fragment(NATO, passage(NATO, "kata-kata", until="print")) is None
    assert fragment(again, Passage(22, 27)) is None
    assert fragment(picture, passage(picture, PICTURE)) is None
    assert fragment(picture, passage(picture, PICTURE, until="After")) == "After"


def test_an_address_with_a_fragment_of_its_own_keeps_it() -> None:
    mutual = passage(NATO, "Mark Rutte")
    assert link_to("https://a.b/c", NATO, mutual) == "https://a.b/c#:~:text=Mark%20Rutte"
    assert link_to("https://a.b/c#d", NATO, mutual) == "https://a.b/c#d:~:text=Mark%20Rutte"
    assert link_to("", NATO, mutual) is None
    assert link_to("https://a.b", NATO, passage(NATO, "print")) is None
