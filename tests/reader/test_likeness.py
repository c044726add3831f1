"""Which texts are nearly the same."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.likeness import ENOUGH, LEAST, NEARLY, SAME, prints, shared, shingles
from tests.reader.moves import SENTENCES

WORDS = tuple({word for sentence in SENTENCES for word in sentence.split() if word.isascii()})


def story(seed: int, words: int = 400) -> str:
    """Words in an order that no other seed gives."""
    chosen = random.Random(seed)
    return " ".join(f"{chosen.choice(WORDS)}{chosen.randrange(90)}" for _each in range(words))


def test_a_text_is_the_same_as_itself_whatever_its_case_accents_and_signs() -> None:
    text = "Café: the Mayor’s “plan” for São Paulo, " * 3 + story(1)
    other = text.upper().replace("É", "E").replace(",", " —")
    assert shared(shingles(text), shingles(other)) >= SAME


def test_another_story_shares_nothing() -> None:
    assert shared(shingles(story(1)), shingles(story(2))) < 0.01


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.floats(0.15, 0.4))
def test_a_wire_story_that_each_paper_cuts_and_opens_in_its_own_way_is_found(
    seed: int, cut: float
) -> None:
    wire = story(seed, 600).split()
    one = [*story(seed + 1, 40).split(), *wire[: int(len(wire) * (1 - cut))]]
    other = [*wire[int(len(wire) * cut / 2) :], *story(seed + 2, 60).split()]
    texts = " ".join(one), " ".join(other)
    assert shared(*map(shingles, texts)) >= NEARLY
    assert len(prints(texts[0]) & prints(texts[1])) >= ENOUGH


@given(st.text(), st.text())
def test_it_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    first, second = shingles(one), shingles(other)
    assert 0 <= shared(first, second) <= 1
    assert shared(first, second) == shared(second, first)
    assert prints(one) <= first


@pytest.mark.parametrize("text", ["", "Too short to tell.", "word " * 3000, "。" * 500])
def test_what_says_too_little_is_like_nothing(text: str) -> None:
    assert len(shingles(text)) < LEAST
    assert prints(text) == frozenset()
    assert shared(shingles(text), shingles(text)) == 0


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    text = (
        "国会は十一日の本会議で年金制度の改革法案を賛成多数で可決し成立させた"
        "与野党の対立が続いていたが週末に修正で合意した"
    )
    cut = text[:40]
    assert shared(shingles(text), shingles(cut)) >= SAME
