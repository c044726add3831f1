"""Sentences are cut where a journalist would cut them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.sentences import sentences
from tests.reader.strategies import texts
from tests.shared import shared

BY_HAND: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("en", ("Mr. Rutte met U.S. troops at No. 10 on Feb. 3.", "It cost 3.5 million.")),
    ("en", ("“Stop!” he said.", "Sen. Smith (D-Ohio) agreed.", "Nobody else did.")),
    ("en", ("J. K. Rowling wrote it.", "See example.com.", "She did not.")),
    ("en", ("Wait... what?", "Really?!", "Yes.")),
    ("en", ("The fee rose from $1.20 to $3.45.", "Nobody was told.")),
    ("en", ("Gen. Lee and Lt. Col. Ortiz came.", "So did Prof. Wu.")),
    ("en", ("The U.K. and the U.S. signed.", "France did not.")),
    ("en", ("He asked: “Who paid?”", "Nobody answered.")),
    ("en-GB", ("At 9.30 the doors shut.", "St. Mary’s was full.")),
    ("en", ("The council voted 7–2.", "Mrs. Okafor abstained.", "Why?")),
    ("id", ("Ia tinggal di Jl. Sudirman No. 5.", "Rumahnya kecil.")),
    ("id", ("Prof. Dr. Ir. Budi hadir.", "Harga naik Rp. 5.000 per kg.", "Ia pergi.")),
    ("id", ("“Kami menunggu,” kata Siti.", "Tidak ada yang datang.")),
    ("de", ("Das kostet z. B. 5 Euro.", "Dr. Müller kam am 3. Oktober.", "Er ging.")),
    ("de", ("Der Rat tagt am Montag.", "Was dann?")),
    ("nl", ("Dr. Jansen en mr. De Vries kwamen.", "De dijk hield.")),
    ("fr", ("M. Dupont est là.", "« Bonjour ! » dit-il.", "Il part.")),
    ("fr", ("Mme Curie et MM. Roux sont venus.", "Qui paie ?")),
    ("es", ("¿Qué pasa?", "¡Hola!", "El Sr. Pérez llegó a las 5.", "Se fue.")),
    ("es", ("La Dra. Gómez habló.", "Nadie contestó.")),
    ("pt", ("O Sr. Silva chegou.", "A Dra. Costa saiu.")),
    ("it", ("Il Dott. Rossi è qui.", "Non parla.")),
    ("pl", ("Prof. Nowak przyszedł.", "Nikt nie pytał.")),
    ("ru", ("Он родился в 1950 г. в Москве.", "Затем уехал.")),
    ("uk", ("Він приїхав до м. Львова.", "Потім поїхав.")),
    ("tr", ("Prof. Yılmaz geldi.", "Kimse sormadı.")),
    ("el", ("Τι είναι αυτό;", "Είναι καλό.")),
    ("ar", ("هل هذا صحيح؟", "نعم.", "قال الرئيس ذلك!", "ثم ذهب.")),
    ("fa", ("این چیست؟", "خوب است.")),
    ("ur", ("یہ سچ ہے۔", "وہ گیا۔")),
    ("he", ("מה קרה?", "הוא הלך.")),
    ("hi", ("यह सच है।", "वह गया।", "क्या?")),
    ("ja", ("彼は「行く。」と言った。", "そして帰った！", "本当？", "はい。")),
    ("ja", ("午後10時、閉館の音楽は流れない。", "図書館は夜も開いている。")),
    ("zh", ("他说：“好。”", "然后走了。", "真的吗？", "是的！")),
    ("hy", ("Նա գնաց։", "Ոչ ոք չեկավ։")),
    ("am", ("ሄደ።", "ማንም አልመጣም።")),
)

_SPACELESS = ("ja", "zh")


@pytest.mark.parametrize(("lang", "expected"), BY_HAND)
def test_hard_cases_are_cut_as_by_hand(lang: str, expected: tuple[str, ...]) -> None:
    text = ("" if lang in _SPACELESS else " ").join(expected)
    assert tuple(text[start:end] for start, end in sentences(text, lang)) == expected


def test_a_newline_always_ends_a_sentence() -> None:
    text = "The list\nof names\n\nand places"
    found = [text[start:end] for start, end in sentences(text, "en")]
    assert found == ["The list", "of names", "and places"]


@settings(max_examples=150, deadline=None)
@given(texts(0, 200), st.sampled_from([None, "en", "id", "ar", "ja", "xx", "de-CH", "not a tag"]))
def test_every_character_that_is_no_white_space_is_in_one_sentence(
    text: str, lang: str | None
) -> None:
    found = list(sentences(text, lang))
    assert found == list(sentences(text, lang))
    covered = [index for start, end in found for index in range(start, end)]
    assert covered == sorted(set(covered))
    assert {index for index, char in enumerate(text) if not char.isspace()} <= set(covered)
    for start, end in found:
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        assert "\n" not in text[start:end]


def test_a_text_without_stops_and_one_of_stops_alone_come_to_an_end() -> None:
    assert list(sentences("word " * 100_000, "en")) == [(0, 499_999)]
    assert list(sentences("A. " * 50_000, "en"))[-1][1] == 149_999


def test_a_real_article_is_cut_into_sentences_of_a_length_to_read() -> None:
    text = shared("articles/nato-rutte.id.txt").read_text("utf-8")
    lengths = [end - start for start, end in sentences(text, "id")]
    assert len(lengths) > 5
    assert sum(length < 12 for length in lengths) <= len(lengths) / 10
