"""Laws and examples of the canonical text, of words and sentences, folding and UTF-16."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader import text

SCRIPTS = (
    "Sekretaris Jenderal NATO",
    "مجلس المياه",
    "מועצת העיר",
    "पानी का बोर्ड",
    "小さな町の図書館",
    "👩‍👩‍👧 🇮🇩 😀",
    "e\u0301a\u0328\u0301 \u1100\u1161\u11a8 ǖ",
)
LETTERS = st.sampled_from(
    [
        *"".join(SCRIPTS),
        *" \t\n\r\f",
        *"\u00a0\u202f\u3000",
        *"\u00ad\u200b\ufeff\ufffc",
        "\u2028",
        "\u0085",
        "\x0b",
        "\x00",
        "\ufdd0",
        "\ud800",
        "\u0301",
        "\u0328",
        "\u11a8",
    ]
)
RAW = st.text(LETTERS, max_size=60) | st.text(max_size=60)


@given(RAW, st.booleans())
@example("a\u0328\u0301", False)
@example(" \u2028 ", False)
def test_cleaning_twice_is_cleaning_once(raw: str, code: bool) -> None:
    once, _landing = text.clean(raw, code=code)
    assert text.clean(once.replace("\n", text.HARD_BREAK), code=code)[0] == once


@given(RAW, st.booleans())
def test_every_boundary_lands_inside_the_text_and_none_goes_back(raw: str, code: bool) -> None:
    cleaned, landing = text.clean(raw, code=code)
    assert len(landing) == len(raw) + 1
    assert landing == sorted(landing)
    assert landing[0] == 0
    assert landing[-1] == len(cleaned)


@given(RAW)
def test_no_character_that_cannot_be_seen_or_stored_is_left(raw: str) -> None:
    cleaned, _landing = text.clean(raw)
    cleaned.encode("utf-8")
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not set(cleaned) & set("\t\r\f\x0b\x00\x85\u2028\u2029\u00ad\u200b\ufeff\ufffc\ufdd0")
    assert cleaned == cleaned.strip(" \n")
    assert "  " not in cleaned
    assert "\n\n" not in cleaned


@pytest.mark.parametrize("words", SCRIPTS)
def test_words_of_any_script_stay_as_they_are(words: str) -> None:
    assert text.clean(words)[0] == unicodedata.normalize("NFC", words)


def test_spaces_that_mean_something_are_kept() -> None:
    assert text.clean(" 10\u00a0000\u202f€ \u3000x ")[0] == "10\u00a0000\u202f€ \u3000x"


def test_a_hard_break_swallows_the_spaces_around_it() -> None:
    assert text.clean("one \u2028 \u2028 two")[0] == "one\ntwo"


def test_code_keeps_its_tabs_lines_and_spaces() -> None:
    assert text.clean("\n\ta  b\r\n  c\n\n", code=True)[0] == "\ta  b\n  c"


def test_an_end_inside_a_composed_character_moves_past_it() -> None:
    cleaned, landing = text.clean("xe\u0301y")
    assert cleaned == "xéy"
    assert landing == [0, 1, 2, 2, 3]


def test_only_our_own_pictures_stay() -> None:
    assert text.clean("a\ufffcb\ufffc", keep_pictures={3})[0] == "ab\ufffc"


def test_words_know_apostrophes_hyphens_and_scripts_without_spaces() -> None:
    line = "Rutte’s ke-13 1,200 図書"
    found = [line[start:end] for start, end in text.words(line)]
    assert found == ["Rutte’s", "ke-13", "1,200", "図", "書"]


@given(RAW)
def test_words_and_sentences_come_in_order_and_never_overlap(raw: str) -> None:
    for ranges in (list(text.words(raw)), list(text.sentences(raw))):
        flat = [offset for pair in ranges for offset in pair]
        assert flat == sorted(flat)
        assert all(start < end <= len(raw) for start, end in ranges)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("She left. He stayed.", ["She left.", "He stayed."]),
        ("“Go!” he said. No.", ["“Go!”", "he said.", "No."]),
        ("He met A. Wartawan there.", ["He met A. Wartawan there."]),
        ("閉館の音楽は流れない。誰も急がない。", ["閉館の音楽は流れない。", "誰も急がない。"]),
        ("هل وصل الجسر؟ لم يصل.", ["هل وصل الجسر؟", "لم يصل."]),
    ],
)
def test_sentences_end_where_a_reader_says(line: str, expected: list[str]) -> None:
    assert [line[start:end] for start, end in text.sentences(line)] == expected


def test_a_long_opening_is_cut_at_a_word() -> None:
    cut = text.opening("word " * 60)
    assert len(cut) <= 100
    assert cut.endswith("word…")


@given(RAW)
def test_what_is_folded_knows_where_it_came_from(raw: str) -> None:
    folded = text.fold(raw)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] == len(raw)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Élan", "elan"), ("STRASSE", "straße"), ("عَامّ", "عام"), ("שָׁלוֹם", "שלום"), ("ﬁsh", "fish")],
)
def test_folding_forgets_case_accents_and_vowel_points(one: str, other: str) -> None:
    assert text.fold(one).text == text.fold(other).text


def test_a_find_in_folded_text_maps_to_the_words_with_their_marks() -> None:
    line = "le cafe\u0301 fermé"
    folded = text.fold(line)
    start = folded.text.index("cafe")
    low, high = folded.original(start, start + 4)
    assert line[low:high] == "cafe\u0301"


@given(st.text(LETTERS.filter(lambda char: char != "\ud800"), max_size=60))
def test_utf16_offsets_map_there_and_back(line: str) -> None:
    index = text.Utf16(line)
    assert index.whole_units == len(line.encode("utf-16-le")) // 2
    for offset in range(len(line) + 1):
        assert index.units(offset) == len(line[:offset].encode("utf-16-le")) // 2
        assert index.points(index.units(offset)) == offset


def test_a_unit_inside_a_pair_goes_before_the_pair() -> None:
    assert text.Utf16("a😀b").points(2) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("#nato", "nato"),
        ("budget 2014", "budget-2014"),
        ("2014", None),
        ("पानी", "पानी"),
        ("a/b", "a/b"),
        ("!!", None),
        ("Zandpolder, pump", "Zandpolder-pump"),
    ],
)
def test_a_tag_is_kept_in_the_character_set_of_tags(typed: str, kept: str | None) -> None:
    assert text.tag(typed) == kept


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("夜の図書館は開いている", "ja"),
        ("联合国安理会", "zh"),
        ("도서관", "ko"),
        ("מועצה", "he"),
        ("القرية على ضفة النهر، والمدينة", "ar"),
        ("Rapat dewan", None),
        ("سازمان ملل گفت", "fa"),
    ],
)
def test_a_script_tells_its_language_only_where_it_is_one_language_s(
    line: str, language: str | None
) -> None:
    assert text.script_language(line) == language


def test_direction_is_that_of_most_letters() -> None:
    assert text.direction("القرية قرب Oost") == "rtl"
    assert text.direction("Oost, near القرية") == "ltr"
    assert text.direction("123") == "ltr"
