"""Soft hyphens stand within words, by the patterns of the language, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.hyphens import soft_hyphens
from tests.reader.strategies import texts


def broken(text: str, lang: str | None) -> str:
    places = set(soft_hyphens(text, lang))
    return "".join(("-" if index in places else "") + char for index, char in enumerate(text))


@pytest.mark.parametrize(
    ("lang", "word", "expected"),
    [
        ("en-US", "government", "gov-ern-ment"),
        ("id", "menyerahkan", "me-nye-rah-kan"),
        ("nl", "waterschapsbestuur", "wa-ter-schaps-be-stuur"),
        ("de", "Gesellschaft", "Ge-sell-schaft"),
    ],
)
def test_words_are_broken_as_their_language_breaks_them(
    lang: str, word: str, expected: str
) -> None:
    assert broken(word, lang) == expected


@pytest.mark.parametrize(
    "words", ["water", "INFORMATION", "https://example.com/information", "info@government.example"]
)
def test_short_words_capitals_and_addresses_stay_whole(words: str) -> None:
    assert soft_hyphens(words, "en") == ()


@pytest.mark.parametrize("lang", [None, "ar", "ja", "xx", "not a tag"])
def test_a_language_without_patterns_has_no_breaks(lang: str | None) -> None:
    assert soft_hyphens("information عملية 情報", lang) == ()


@settings(max_examples=100, deadline=None)
@given(texts(0, 120), st.sampled_from(["en", "id", "de", "fr", "ru", "hu"]))
def test_breaks_ascend_and_stand_between_two_letters(text: str, lang: str) -> None:
    found = soft_hyphens(text, lang)
    assert list(found) == sorted(set(found))
    for offset in found:
        assert text[offset - 1].isalpha()
        assert text[offset].isalpha()
