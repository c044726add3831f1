"""Quotations to paste."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reader.export.quote import copied, copied_markdown, quoted, spelled_date
from tests.reader.export.cases import ARTICLE, REVISION

BARE = replace(ARTICLE, bylines=(), site=None, url=None, canonical=None, published=None, lang=None)


def test_a_quotation_names_who_where_and_when() -> None:
    assert copied(ARTICLE, REVISION, "Rusia mencaplok Krimea") == (
        "“Rusia mencaplok Krimea” — A. Wartawan, B. Penulis, thedesignweb.co.id, 1 October 2024."
        " https://thedesignweb.co.id/nato"
    )


def test_what_is_missing_leaves_no_trace() -> None:
    assert copied(BARE, REVISION, "x") == "“x”"
    assert copied(replace(BARE, site="BBC"), REVISION, "x") == "“x” — BBC"
    assert copied(replace(BARE, url="https://a.b"), REVISION, "x") == "“x” — https://a.b"
    assert copied(replace(BARE, published="2024"), REVISION, "x") == "“x” — 2024"


@pytest.mark.parametrize(
    ("lang", "words", "result"),
    [
        ("en", "He said “no”.", "“He said ‘no’.”"),
        ("id", "Ia berkata “tidak”.", "“Ia berkata ‘tidak’.”"),
        ("de-CH", "Er sagte „nein“.", "„Er sagte ‚nein‘.“"),
        ("fr", "Il dit «\xa0non\xa0».", "«\xa0Il dit “non”.\xa0»"),
        ("zh-Hans", "他说「你好」", "「他说『你好』」"),
        ("ja", "「はい」と", "「『はい』と」"),
        ("en", "a ” alone", "“a ” alone”"),
        (None, "قال «نعم»", "“قال «نعم»”"),
        ("en", "a \ufffc b", "“a  b”"),
    ],
)
def test_quotation_marks_follow_the_language(lang: str | None, words: str, result: str) -> None:
    assert quoted(words, lang) == result


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        ("2024-10-01T08:00:00+07:00", "1 October 2024"),
        ("2024-10", "October 2024"),
        ("2024", "2024"),
        ("2024-99-01", "2024"),
        ("kemarin", ""),
        (None, ""),
    ],
)
def test_a_date_is_as_precise_as_it_was_given(given: str | None, spelled: str) -> None:
    assert spelled_date(given) == spelled


def test_a_markdown_quotation_escapes_the_words() -> None:
    assert copied_markdown(BARE, REVISION, "*x*\n# y") == "> “\\*x\\*\n>\n> \\# y”"
    assert copied_markdown(ARTICLE, REVISION, "x").endswith(
        "> — A. Wartawan, B. Penulis, thedesignweb.co.id, 1 October 2024 · "
        "<https://thedesignweb.co.id/nato>"
    )
