"""A quote with its context is found in a text, or it is said that it is not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.anchoring import SURE, Found, describe, locate
from reader.anchoring.locating import stitched
from reader.model import Anchor, Passage
from tests.reader.anchoring.strategies import noise, paragraphs
from tests.reader.strategies import passages


@given(noise(), st.data())
def test_what_was_described_is_found_where_it_was(text: str, data: st.DataObject) -> None:
    passage = data.draw(passages(text))
    assert locate(text, [describe(text, passage)]) == [Found(passage, "exact", 1.0)]


@given(paragraphs(), st.data())
def test_text_put_before_moves_a_passage_along(parts: list[str], data: st.DataObject) -> None:
    text = "\n".join(parts)
    passage = data.draw(passages(text))
    found = locate(f"Xq zw.\n{text}", [describe(text, passage)])[0]
    assert found is not None
    assert found.passage == Passage(passage.start + 7, passage.end + 7)
    assert found.how == "exact"


@given(paragraphs(), st.data())
def test_a_paragraph_that_is_gone_is_not_found(parts: list[str], data: st.DataObject) -> None:
    text = "\n".join(parts)
    gone = data.draw(st.sampled_from(parts))
    start = text.index(gone)
    anchor = describe(text, Passage(start, start + len(gone)))
    assert locate("\n".join(part for part in parts if part != gone), [anchor]) == [None]


@given(noise(), noise(), st.data())
def test_no_place_is_empty_or_outside_or_begins_or_ends_with_white_space(
    old: str, new: str, data: st.DataObject
) -> None:
    anchors = [describe(old, each) for each in data.draw(st.lists(passages(old), max_size=5))]
    found = locate(new, anchors)
    assert len(found) == len(anchors)
    for here in found:
        if here is not None:
            words = here.passage.of(new)
            assert len(words) == len(here.passage) > 0
            assert words == words.strip()
            assert (here.how == "unsure") == (here.score < SURE)


@given(noise(most=600), st.data())
def test_anchors_tell_as_much_of_the_old_text_as_they_hold(text: str, data: st.DataObject) -> None:
    wanted = data.draw(st.lists(passages(text), max_size=6))
    anchors = [describe(text, each, context=20) for each in wanted]
    known, places = stitched(anchors)
    for anchor, place in zip(anchors, places, strict=True):
        low, high = place.start - len(anchor.prefix), place.end + len(anchor.suffix)
        assert known[low:high] == anchor.prefix + anchor.exact + anchor.suffix


def test_anchors_that_contradict_each_other_stay_apart() -> None:
    anchors = [Anchor("yes", "he said ", " again", 8), Anchor("no", "she said ", " twice", 9)]
    known, places = stitched(anchors)
    assert [place.of(known) for place in places] == ["yes", "no"]
    assert "he said yes again" in known
    assert "she said no twice" in known


def test_words_that_are_gone_have_no_place() -> None:
    assert locate("nothing of it", [Anchor("a quote", "", "", 0)]) == [None]


def test_an_anchor_without_words_has_no_place() -> None:
    assert locate("some text", [Anchor("", "some", " text", 4), Anchor("", "", "", 3)]) == [
        None,
        None,
    ]


def test_a_place_that_no_text_has_does_no_harm() -> None:
    found = locate("It rained in Oost.", [Anchor("in Oost", "It rained ", ".", -5)])[0]
    assert found is not None
    assert found.passage == Passage(10, 17)


def test_the_context_decides_between_two_places() -> None:
    old = "He said yes on Monday. She said yes on Friday."
    anchor = describe(old, Passage(27, 35))
    found = locate("Lead. " + old, [anchor])[0]
    assert found is not None
    assert found.passage == Passage(33, 41)
    assert found.how == "exact"


@pytest.mark.parametrize("context", [("", ""), ("about ", " ships")])
def test_two_places_that_nothing_tells_apart_are_unsure(context: tuple[str, str]) -> None:
    words = "{}32{}".format(*context)
    found = locate(f"{words}. And then {words}.", [Anchor("32", *context, 90)])[0]
    assert found is not None
    assert found.how == "unsure"
    assert found.score < SURE


def test_a_short_quote_among_other_words_is_not_taken_for_it() -> None:
    anchor = Anchor("the", "an end to all ", " wars that were", 14)
    assert locate("In the beginning there was the word.", [anchor]) == [None]


def test_a_long_quote_is_known_without_its_context() -> None:
    quote = "We shall not comment on an ongoing investigation."
    text = f"A new beginning. {quote} And nothing else of it."
    found = locate(text, [Anchor(quote, "The mayor told us: ", " He left then.", 400)])[0]
    assert found is not None
    assert found.passage.of(text) == quote


def test_one_anchor_tells_where_another_is() -> None:
    old = "\n".join(
        f"On day {day} the council met in the old hall and the vote was put off again."
        for day in ("one", "two", "three")
    )
    new = "The news of the week, told in short.\n" + old.replace("put off", "delayed")
    places = [place for place in range(len(old)) if old.startswith("put off", place)]
    anchors = [describe(old, Passage(place, place + 7)) for place in places]
    found = locate(new, anchors)
    assert [each and each.passage.of(new) for each in found] in (["delayed"] * 3, [None] * 3)
    starts = [each.passage.start for each in found if each]
    assert starts == sorted(set(starts))
