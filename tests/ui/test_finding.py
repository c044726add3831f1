"""Words are found wherever they stand in an article, however they were typed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Passage
from reader.text import fold
from tests.reader.strategies import texts
from ui.finding import MOST, all_hits, near


def found(text: str, typed: str, *, exactly: bool = False) -> list[str]:
    return [hit.of(text) for hit in all_hits(text, typed, exactly=exactly)]


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("The Oost board, the oost dike", "OOST", ["Oost", "oost"]),
        ("Café au lait, CAFE noir", "cafe", ["Café", "CAFE"]),
        ("Cafe\u0301 au lait", "café", ["Cafe\u0301"]),
        ("مُدَرِّس قال", "مدرس", ["مُدَرِّس"]),
        ("小さな町の図書館", "図書", ["図書"]),
        ("“Who paid?” he asked", '"who paid?"', ["“Who paid?”"]),
        ("1979–1984 and 1979-1984", "1979-1984", ["1979–1984", "1979-1984"]),
        ("on Tuesday\nmorning", "tuesday  morning", ["Tuesday\nmorning"]),
        ("Straße", "STRASSE", ["Straße"]),
        ("👍🏽 the pump 👍🏽", "pump 👍", ["pump 👍"]),
    ],
)
def test_case_accents_and_the_kind_of_quotes_do_not_count(
    text: str, typed: str, expected: list[str]
) -> None:
    assert found(text, typed) == expected


def test_they_count_when_asked_to() -> None:
    assert found("Café, cafe, Cafe", "Cafe", exactly=True) == ["Cafe"]


@pytest.mark.parametrize("typed", ["", "  ", "\u0301", "xyzzy"])
def test_nothing_is_found_for_nothing(typed: str) -> None:
    assert all_hits("The pump", typed) == ()


@settings(max_examples=150, deadline=None)
@given(texts(1, 120), st.integers(0, 10**6), st.integers(1, 20))
def test_any_words_of_a_text_are_found_where_they_stand(text: str, at: int, length: int) -> None:
    start = at % len(text)
    typed = text[start : start + length].strip()
    if not fold(typed).text.split():
        return
    hits = all_hits(text, typed)
    assert any(hit.start < start + length and hit.end > start for hit in hits)
    assert all(one.end <= other.start for one, other in pairwise(hits))
    for hit in hits:
        words = hit.of(text)
        assert all_hits(words, typed) == (Passage(0, len(words)),)
    assert all(words.split() == typed.split() for words in found(text, typed, exactly=True))


def test_a_page_full_of_one_letter_is_counted_only_so_far() -> None:
    assert len(all_hits("a" * (MOST + 5), "a")) == MOST


def test_the_next_hit_is_the_first_from_here_on_and_then_the_first_of_all() -> None:
    hits = [Passage(3, 5), Passage(9, 11)]
    assert [near(hits, offset) for offset in (0, 3, 4, 9, 10)] == [0, 0, 1, 1, 0]
