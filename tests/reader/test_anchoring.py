"""A passage that was described is found; one that cannot be told apart says so."""

from hypothesis import given
from hypothesis import strategies as st

from reader.anchoring import describe, find_quote, locate
from reader.model import Anchor, Passage, trimmed

ALPHABETS = ("ab ", "أب ", "図書館。", "a\u0301e\u0301 ", "😀x ", "नि ")


@st.composite
def passages(draw: st.DrawFn) -> tuple[str, Passage]:
    letters = draw(st.sampled_from(ALPHABETS))
    text = draw(st.text(letters, min_size=1, max_size=120)) + "x"
    start = draw(st.integers(0, len(text) - 1))
    inside = trimmed(text, Passage(start, draw(st.integers(start, len(text)))))
    return text, inside or Passage(len(text) - 1, len(text))


@given(passages())
def test_what_was_described_is_found_where_it_was(case: tuple[str, Passage]) -> None:
    text, passage = case
    found = locate(text, [describe(text, passage)])[0]
    assert found is not None
    assert found.passage == passage
    assert (found.how, found.score) == ("exact", 1.0)


@given(passages(), st.text("xyz", min_size=1, max_size=40))
def test_text_put_before_moves_a_passage_along(case: tuple[str, Passage], lead: str) -> None:
    text, passage = case
    anchor = describe(text, passage)
    found = locate(f"{lead}\n{text}", [anchor])[0]
    assert found is not None
    assert found.passage.of(f"{lead}\n{text}") == anchor.exact


def test_words_that_are_gone_have_no_place() -> None:
    assert locate("nothing of it", [Anchor("a quote", "", "", 0)]) == [None]


def test_the_context_decides_between_two_places() -> None:
    old = "He said yes on Monday. She said yes on Friday."
    anchor = describe(old, Passage(27, 35))
    new = "Lead. " + old
    found = locate(new, [anchor])[0]
    assert found is not None
    assert found.passage == Passage(33, 41)
    assert found.how == "exact"


def test_two_places_that_nothing_tells_apart_are_unsure() -> None:
    anchor = Anchor("32", "about ", " ships", 50)
    found = locate("32. And then 32.", [anchor])[0]
    assert found is not None
    assert found.how == "unsure"
    assert found.score < 0.9


def test_a_typed_quote_is_found_across_lines_and_spaces() -> None:
    text = "belanja pertahanan\nyang meningkat"
    assert find_quote(text, " pertahanan   yang ") == [Passage(8, 23)]


def test_every_place_of_a_typed_quote_is_given() -> None:
    assert len(find_quote("aaa aa", "aa")) == 3


def test_what_stands_before_and_after_tells_equal_quotes_apart() -> None:
    text = "yes on Monday, yes on Friday"
    assert find_quote(text, "yes", suffix="on Friday") == [Passage(15, 18)]
    assert find_quote(text, "on", prefix="Monday, yes") == [Passage(19, 21)]
