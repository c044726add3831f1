import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import intake
from reader.errors import NotAnArticle
from reader.intake import plain
from tests.reader.intake.sources import plain as source
from tests.shared import shared

WORD = st.text(st.sampled_from("aebnéо语שक"), min_size=1, max_size=9)
SENTENCE = st.lists(WORD, min_size=6, max_size=40).map(lambda words: " ".join(words) + ".")


@settings(max_examples=100)
@given(st.lists(SENTENCE, min_size=1, max_size=6))
def test_paragraphs_apart_by_blank_lines_come_back_as_they_were(paragraphs: list[str]) -> None:
    _title, found = plain.parts("A headline\n\n" + "\n\n".join(paragraphs))
    assert found == paragraphs


@settings(max_examples=100)
@given(st.text(max_size=300))
def test_no_letter_is_lost_or_made_up(words: str) -> None:
    title, paragraphs = plain.parts(words)
    kept = "".join([title, *paragraphs])
    assert sorted(filter(str.isalnum, kept)) == sorted(filter(str.isalnum, words))


def test_lines_are_paragraphs_where_no_blank_lines_stand() -> None:
    words = "Title\nA first long line that ends with a point, as lines of articles do.\nA second."
    assert plain.parts(words)[1] == words.split("\n")[1:]


def test_wrapped_mail_is_joined_again() -> None:
    mail = (
        "The board met on Tuesday and its minutes, which anyone may\n"
        "read, say in four lines what the town has argued about for\n"
        "a year, and nobody has asked why.\n"
        "\n"
        "The pump is to be replaced before the winter, at a cost that\n"
        "item five of the same minutes does not give.\n"
    )
    title, paragraphs = plain.parts(mail)
    assert title == ""
    assert len(paragraphs) == 2
    assert "may read, say in four lines what the town has argued about for a year" in paragraphs[0]


def test_short_lines_that_no_sentence_ends_keep_their_breaks() -> None:
    words = "Two verses\n\nThe pump is old\nthe winter near\n\nAnd then it was a plain sentence."
    assert plain.parts(words)[1][0] == "The pump is old\u2028the winter near"


def test_the_indonesian_article_comes_in_whole() -> None:
    path = shared("articles/nato-rutte.id.txt")
    captured = intake.to_article(source(path.read_text(encoding="utf-8"), path.name))
    blocks = captured.document.blocks
    assert captured.title.startswith("Jens Stoltenberg Mundur Sebagai Sekjen NATO")
    assert captured.lang == "id"
    assert len(blocks) == 10
    assert blocks[1].text.startswith("thedesignweb.co.id, Brussels – Sekretaris Jenderal")
    assert blocks[-1].text.endswith("sangat penting bagi aliansi tersebut.")


@pytest.mark.parametrize("words", ["", "\n \n", "-- ** --", "\ufeff"])
def test_a_text_without_words_is_no_article(words: str) -> None:
    with pytest.raises(NotAnArticle):
        intake.to_article(source(words))


def test_right_to_left_text_is_known_as_such() -> None:
    captured = intake.to_article(source("קרייה ממתינה לגשר\n\nהמורה אמרה שהגשר ייבנה בקרוב."))
    assert (captured.lang, captured.document.direction) == ("he", "rtl")
