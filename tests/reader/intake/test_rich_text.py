"""Rich texts come in with their styles, lists, tables, notes and comments."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import intake
from reader.errors import NotAnArticle
from reader.model import Captured, Cell, Footnote, Item, Link, List
from tests.reader.intake.broken import comes_in_or_is_refused, mutations
from tests.reader.intake.packages import PUMP, WORDS, by_libreoffice, by_pandoc, source


def read(written: str | bytes) -> Captured:
    content = written if isinstance(written, bytes) else written.encode("latin-1")
    return intake.to_article(source(content, "story.rtf"))


def texts(captured: Captured) -> list[str]:
    return [block.text for block in captured.document.blocks]


def rtf(body: str) -> str:
    return r"{\rtf1\ansi\ansicpg1252 A headline\par " + body + "}"


def test_a_text_by_pandoc_comes_in_with_its_words_styles_and_picture() -> None:
    captured = read(by_pandoc("rtf"))
    assert captured.title == "The pump that stopped"
    said = " ".join(texts(captured))
    assert [words for words in WORDS if "put in" not in words and "if x" not in words] == [
        words for words in WORDS if words in said and "put in" not in words and "if x" not in words
    ]
    assert ("Tuesday", "emphasis") in {
        (block.text[span.start : span.end], span.style)
        for block in captured.document.blocks
        for span in block.spans
    }
    assert [each.content for each in captured.carried] == [PUMP.read_bytes()]


def test_what_libreoffice_makes_of_a_word_file_says_the_same(tmp_path: Path) -> None:
    captured = read(by_libreoffice(by_pandoc("docx"), "docx", "rtf", tmp_path))
    assert texts(captured) == WORDS
    by_words = {block.text: block for block in captured.document.blocks}
    lists = [each for each in by_words["Eight"].containers if isinstance(each, List)]
    assert [(each.ordered, each.start) for each in lists] == [(True, 7)]
    assert [each.ordinal for each in by_words["Third"].containers if isinstance(each, Item)] == [3]
    comment, highlight = captured.remarks
    assert (comment.quote, comment.note, comment.by) == ("The pump", "Who says so?", "Editor")
    assert comment.at == datetime(2024, 10, 2, 10, tzinfo=UTC)
    assert (highlight.quote, highlight.colour) == ("A marked one", "yellow")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (r"caf\'e9", "café"),
        (r"\u8364?5", "€5"),
        (r"\uc0\u8364 5", "€5"),
        (r"\uc2\u26085\'93\'faX", "日X"),
        (r"\u-10179?\u-8704?!", "😀!"),
        (r"a\~b\_c\-d", "a\u00a0b\u2011cd"),
        (r"\ldblquote so\rdblquote  \emdash  \{x\}", "“so” — {x}"),
        (r"{\*\unknown never}seen{\v hidden}", "seen"),
        (r"one\line two", "one\ntwo"),
    ],
)
def test_letters_are_read_however_they_are_written(written: str, words: str) -> None:
    assert texts(read(rtf(written)))[1:] == [words]


def test_letters_are_in_the_code_page_of_their_font() -> None:
    fonts = r"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}{\f2\fcharset128 C;}}"
    body = r"\f1\'cf\'f0\'e8\'e2\'e5\'f2 \f2\'93\'fa\'96{\f0 caf\'e9}"
    assert texts(read(rtf(fonts + body)))[1:] == ["Привет 日\ufffdcafé"]


def test_lists_tables_links_and_notes_are_read() -> None:
    body = (
        r"{\listtext 3.\tab}\ls1\ilvl0 third\par {\listtext a)\tab}\ilvl1 inner\par\pard "
        r"\trowd\intbl a\cell b\cell\row\trowd\intbl c\par d\cell e\cell\row\pard "
        r'See {\field{\*\fldinst HYPERLINK "https://a.example/x"}{\fldrslt{\ul here}}}.'
        r"{\super\chftn}{\footnote\pard {\super\chftn} Noted.}\par"
    )
    blocks = read(rtf(body)).document.blocks[1:]
    assert [block.text for block in blocks] == [
        *("third", "inner", "a", "b", "c\nd", "e", "See here.1", "Noted.")
    ]
    assert [each.ordinal for each in blocks[1].containers if isinstance(each, Item)] == [3, 1]
    cells = [each for block in blocks for each in block.containers if isinstance(each, Cell)]
    assert [(each.row, each.column) for each in cells] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert Link("https://a.example/x") in [span.style for span in blocks[6].spans]
    assert [each.mark for each in blocks[7].containers if isinstance(each, Footnote)] == ["1"]


def test_a_file_that_is_none_is_refused() -> None:
    with pytest.raises(NotAnArticle, match="no words"):
        read(r"{\rtf1\ansi }")
    assert read("{\\rtf1 " + "{" * 50_000 + "Deep. And more.").document.text.endswith("more.")


@settings(max_examples=40)
@given(st.data())
def test_any_file_however_broken_comes_in_or_is_refused(data: st.DataObject) -> None:
    comes_in_or_is_refused(mutations(data, by_pandoc("rtf")), "story.rtf")
