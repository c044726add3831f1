import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.intake.charset import decode

WORDS = "Naïve «garçon» – “quote”"
RUSSIAN = "Президент встретился с премьером"


@settings(max_examples=100)
@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\ufeff\0")))
def test_utf_8_is_read_whatever_was_declared(words: str) -> None:
    if not words.isascii():
        assert decode(words.encode(), "windows-1251") == words


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_any_bytes_become_text(content: bytes) -> None:
    assert isinstance(decode(content), str)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    assert decode(WORDS.encode(encoding), "windows-1252") == WORDS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_seen_by_its_zeros(encoding: str) -> None:
    page = "<html><body>Plain words</body></html>"
    assert decode(page.encode(encoding)) == page


def test_the_header_goes_before_the_page() -> None:
    page = f'<meta charset="windows-1252">{RUSSIAN}'
    assert RUSSIAN in decode(page.encode("cp1251"), "windows-1251")


def test_the_page_is_asked_where_the_header_says_nothing() -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">{RUSSIAN}'
    assert decode(page.encode("koi8-r")) == page


def test_latin_1_is_read_as_browsers_read_it() -> None:
    assert decode(b"\x93quote\x94 \x80 5", "iso-8859-1") == "“quote” € 5"


def test_without_a_word_from_anyone_it_is_windows_1252() -> None:
    assert decode(WORDS.encode("cp1252")) == WORDS


def test_a_few_broken_bytes_do_not_make_a_page_windows_1252() -> None:
    content = (RUSSIAN * 5).encode() + b"\xff\xfe\xc3"
    assert decode(content).startswith(RUSSIAN)


def test_an_encoding_nobody_knows_is_passed_over() -> None:
    assert decode(WORDS.encode(), "x-martian") == WORDS
    assert decode(b"plain", "rot13") == "plain"
