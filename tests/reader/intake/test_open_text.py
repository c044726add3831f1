"""OpenDocument texts come in whole, those of pandoc and those that LibreOffice makes of Word's."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import intake
from reader.errors import NotAnArticle
from reader.export import docx
from reader.intake.packed import packed
from reader.model import Captured, Cell, Footnote, Item, Link, List
from tests.reader.export.test_annotated import rich
from tests.reader.intake.broken import comes_in_or_is_refused, mutations
from tests.reader.intake.packages import PUMP, WORDS, by_libreoffice, by_pandoc, source


def read(content: bytes) -> Captured:
    return intake.to_article(source(content, "story.odt"))


def texts(captured: Captured) -> list[str]:
    return [block.text for block in captured.document.blocks]


NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{rest}:1.0"'
    for name, rest in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
    )
)


def text(body: str, styles: str = "") -> bytes:
    content = (
        f'<office:document-content {NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.text"
    return packed([("mimetype", kind), ("content.xml", content.encode())])


def test_a_text_by_pandoc_comes_in_with_all_its_structure() -> None:
    captured = read(by_pandoc("odt"))
    # pandoc writes no comments and no tracked changes into such a text.
    assert [words for words in texts(captured) if "put in" not in words] == [
        words for words in WORDS if "put in" not in words
    ]
    assert captured.bylines == ("Ana Pinto", "Joost de Wit")
    assert captured.published == "2024-10-01"
    by_words = {block.text: block for block in captured.document.blocks}
    lists = [each for each in by_words["deeper"].containers if isinstance(each, List)]
    assert [each.ordered for each in lists] == [True, False, True]
    assert by_words["Goes on."].containers == by_words["Second"].containers
    [of, item] = by_words["Eight"].containers
    assert isinstance(of, List)
    assert isinstance(item, Item)
    assert (of.start, item.ordinal) == (7, 8)
    assert by_words["A pump in the rain"].kind == "caption"
    assert by_words["if x:\n    print(y)"].kind == "code"
    year = by_words["Year"].containers[-1]
    assert isinstance(year, Cell)
    assert (year.header, by_words["Year"].spans) == (True, ())
    marks = [
        one.mark
        for b in captured.document.blocks
        for one in b.containers
        if isinstance(one, Footnote)
    ]
    assert marks == ["1", "1", "2"]
    styles = {
        (block.text[span.start : span.end], span.style)
        for block in captured.document.blocks
        for span in block.spans
    }
    assert {
        ("Tuesday", "emphasis"),
        ("minutes", "strong"),
        ("struck", "deleted"),
        ("code", "code"),
        ("argued", Link("https://lowlandpost.example/minutes")),
    } <= styles
    assert [each.content for each in captured.carried] == [PUMP.read_bytes()]


def test_what_libreoffice_makes_of_our_word_file_says_the_same(tmp_path: Path) -> None:
    ours = docx.write(rich())
    made = read(by_libreoffice(ours, "docx", "odt", tmp_path))
    word = intake.to_article(source(ours, "story.docx"))
    # Our own lines above and below the article are words like others there.
    assert [words for words in texts(word) if words not in texts(made)] == []
    noted = {each.quote for each in word.remarks if each.passage}
    assert len(noted & {each.quote for each in made.remarks}) >= len(noted) - 1


def test_a_comment_is_on_its_words_or_on_its_paragraph() -> None:
    said = "<dc:creator>Ana</dc:creator><dc:date>2024-10-02T10:00:00</dc:date>"
    made = read(
        text(
            f"<text:p>One <office:annotation office:name='a'>{said}<text:p>Is <text:span"
            " text:style-name='B'>it</text:span>?</text:p></office:annotation>marked"
            "<office:annotation-end office:name='a'/> word.</text:p>"
            f"<text:p>Another<office:annotation>{said}<text:p>Whole.</text:p></office:annotation>"
            " one.</text:p>",
            "<style:style style:name='B' style:family='text'>"
            "<style:text-properties fo:font-weight='bold'/></style:style>",
        )
    )
    assert [(each.quote, each.note, each.by) for each in made.remarks] == [
        ("marked", "Is **it**?", "Ana"),
        ("Another one.", "Whole.", "Ana"),
    ]
    assert made.remarks[0].at == datetime(2024, 10, 2, 10, tzinfo=UTC)


def test_spaces_mean_one_and_more_are_told_and_what_was_deleted_is_out() -> None:
    made = read(
        text(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p>"
            "</text:deletion></text:changed-region></text:tracked-changes>"
            "<text:table-of-content><text:p>Chapter 7</text:p></text:table-of-content>"
            "<text:p>One  \n two<text:line-break/>three<text:tab/>four.</text:p>"
            "<text:section><text:p>Five.</text:p></text:section>"
        )
    )
    assert texts(made)[1:] == ["One two\nthree four.", "Five."]


def test_a_list_that_goes_on_counts_on() -> None:
    style = (
        "<text:list-style style:name='L'><text:list-level-style-number text:level='1'"
        " style:num-format='1'/></text:list-style>"
    )
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    body = (
        f"<text:list text:style-name='L'>{item.format('a')}{item.format('b')}</text:list>"
        "<text:p>Between.</text:p>"
        f"<text:list text:style-name='L' text:continue-numbering='true'>{item.format('c')}"
        "</text:list>"
    )
    made = read(text(body, style))
    ordinals = [
        each.ordinal
        for block in made.document.blocks
        for each in block.containers
        if isinstance(each, Item)
    ]
    assert ordinals == [1, 2, 3]


def test_a_locked_text_and_a_damaged_one_are_refused() -> None:
    manifest = (
        '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><file-entry>'
        "<encryption-data/></file-entry></manifest>"
    )
    kind = b"application/vnd.oasis.opendocument.text"
    locked = packed(
        [
            ("mimetype", kind),
            ("content.xml", b"\x01\x02\x03\x04"),
            ("META-INF/manifest.xml", manifest.encode()),
        ]
    )
    with pytest.raises(NotAnArticle, match="password"):
        read(locked)
    with pytest.raises(NotAnArticle, match="damaged"):
        read(by_pandoc("odt")[:4000])


@settings(max_examples=40)
@given(st.data())
def test_any_file_however_broken_comes_in_or_is_refused(data: st.DataObject) -> None:
    comes_in_or_is_refused(mutations(data, by_pandoc("odt"), inside=True), "story.odt")
