"""Soft hyphens stand within words, by the patterns of the language, and nowhere else."""

from __future__ import annotations

import pyphen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.hyphens import soft_hyphens
from tests.reader.strategies import texts

SOFT = "\u00ad"


def broken(text: str, lang: str | None, hyphen: str = "-") -> str:
    places = set(soft_hyphens(text, lang))
    return "".join((hyphen if index in places else "") + char for index, char in enumerate(text))


# --- laws ----------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(texts(0, 120), st.sampled_from(["en", "id", "nl", "fr", "ru", None, "ja"]))
def test_breaks_ascend_stand_in_words_and_can_be_taken_out_again(
    text: str, lang: str | None
) -> None:
    found = soft_hyphens(text, lang)
    assert list(found) == sorted(set(found))
    for offset in found:
        assert text[offset - 2 : offset].isalpha()
        assert text[offset : offset + 3].isalpha()
    if SOFT not in text:
        assert broken(text, lang, SOFT).replace(SOFT, "") == text


LETTERS = {
    "en_US": "aeiousrtnlghmc",
    "fr": "aeéiourstnlmpcd",
    "ru": "аеиосртнлвкмьй",
    "pl": "aeiouczrsłnwy",
}


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(sorted(LETTERS)))
def test_words_are_broken_where_pyphen_breaks_them(data: st.DataObject, lang: str) -> None:
    """The patterns are read another way here, for speed."""
    word = data.draw(st.text(LETTERS[lang], min_size=6, max_size=20))
    expected = pyphen.Pyphen(lang=lang, left=2, right=3).positions(word)
    assert soft_hyphens(word, lang) == tuple(int(place) for place in expected)


@pytest.mark.parametrize("lang", sorted(pyphen.LANGUAGES))
def test_every_file_of_patterns_can_be_read(lang: str) -> None:
    assert isinstance(soft_hyphens("information", lang), tuple)


# --- examples ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "word", "expected"),
    [
        ("en-US", "government", "gov-ern-ment"),
        ("en", "Government's", "Gov-ern-ment's"),
        ("id", "menyerahkan", "me-nye-rah-kan"),
        ("id-ID", "kepemimpinan", "ke-pe-mim-pinan"),
        ("ms", "menyerahkan", "me-nye-rah-kan"),
        ("nl", "waterschapsbestuur", "wa-ter-schaps-be-stuur"),
        ("de", "Gesellschaft", "Ge-sell-schaft"),
        ("de-CH", "Strassenbahn", "Stras-sen-bahn"),
        ("fr", "l’information", "l’in-for-ma-tion"),
        ("pt-BR", "informação", "in-for-ma-ção"),
        ("no", "myndighetene", "myn-dig-he-tene"),
        ("el", "πληροφορίες", "πλη-ρο-φο-ρίες"),
        ("ru", "правительство", "пра-ви-тель-ство"),
        ("en", "“governmental”…governmental.", "“gov-ern-mental”…gov-ern-mental."),
    ],
)
def test_words_are_broken_as_their_language_breaks_them(
    lang: str, word: str, expected: str
) -> None:
    assert broken(word, lang) == expected


def test_a_break_that_would_change_letters_is_none() -> None:
    """Hungarian writes "asszony" as "asz-szony" there, which a soft hyphen cannot."""
    assert broken("asszonnyal", "hu") == "asszonnyal"
    assert broken("hosszúszárnyú", "hu") == "hosszú-szár-nyú"


@pytest.mark.parametrize(
    "words",
    [
        "water",
        "INFORMATION",
        "YouTube JavaScript getElementById",
        "well-known state-of-the-art",
        "information2 2information",
        "user_information /information information/",
        "https://example.com/information",
        "www.government.example",
        "info@government.example",
        "informatio\u0301n",
        "information" * 10,
    ],
)
def test_short_words_capitals_names_of_things_and_addresses_stay_whole(words: str) -> None:
    assert soft_hyphens(words, "en") == ()


@pytest.mark.parametrize("lang", [None, "", "ar", "he", "ja", "zh-Hans", "xx", "not a tag", "e"])
def test_a_language_without_patterns_has_no_breaks(lang: str | None) -> None:
    assert soft_hyphens("information عملية מידע 情報", lang) == ()


def test_a_word_without_end_is_no_word() -> None:
    assert soft_hyphens("a" * 300_000, "en") == ()
