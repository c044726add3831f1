"""Notes are set as they mean it, and nothing in them can load, run or stall."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QTextBlock, QTextDocument, QTextFormat
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.notes import rendered
from ui.notes.rendered import (
    MOST,
    NoteDocument,
    draw,
    glance,
    has_markup,
    link_at,
    shown_height,
)
from ui.notes.setting import PITCH

pytestmark = pytest.mark.usefixtures("app")

SCRIPTS = "Ab é ñ 1.2 قال نعم שלום नमस्ते ひらがな 漢字 😀 e\u0301 \u200d"
NOTES = st.text(alphabet=st.sampled_from(f"{SCRIPTS}*_`[]()<>!#&\\-.:/\n\t "), max_size=120)


def set_note(note: str, width: int = 248) -> NoteDocument:
    return rendered.rendered(note, width)


def blocks(document: QTextDocument) -> list[QTextBlock]:
    found, block = [], document.begin()
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def words(note: str) -> list[str]:
    return [block.text() for block in blocks(set_note(note))]


def letters(note: str) -> list[tuple[str, QFont, str]]:
    """The pieces of a set note: words, font, address."""
    pieces = []
    for block in blocks(set_note(note)):
        runs = block.begin()
        while not runs.atEnd():
            piece = runs.fragment()
            form = piece.charFormat()
            pieces.append((piece.text(), form.font(), form.anchorHref()))
            runs += 1
    return pieces


@given(NOTES)
@settings(max_examples=80, deadline=None)
def test_whatever_is_typed_nothing_is_loaded_and_only_the_web_is_linked(note: str) -> None:
    document = set_note(note)
    for _words, _font, address in letters(note):
        assert not address or re.match(r"(https?://|mailto:)", address, re.IGNORECASE)
    assert "\ufffc" not in document.toPlainText()
    assert not document.resource(
        QTextDocument.ResourceType.ImageResource.value, QUrl("file:///etc/hostname")
    )


@given(st.text(alphabet=st.sampled_from("Abcdé قال שלום नमस्ते 漢字😀\n "), max_size=200))
@settings(max_examples=60, deadline=None)
def test_a_note_without_marks_keeps_every_word(note: str) -> None:
    assert not has_markup(note)
    assert " ".join(words(note)).split() == note.split()


@given(NOTES, st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_what_is_shown_fits_into_the_lines_it_has(note: str, most: int) -> None:
    document = set_note(note)
    shown, cut = shown_height(note, 248, most)
    line = theme.scaled(PITCH) if cut else 0
    assert 0 <= shown + line <= most * theme.scaled(PITCH)
    assert cut == (round(document.size().height()) > most * theme.scaled(PITCH))


def test_marks_become_what_they_mean() -> None:
    pieces = {text.strip(): font for text, font, _address in letters("**bold** *slanted* `code`")}
    assert pieces["bold"].weight() >= 600
    assert pieces["slanted"].italic()
    assert pieces["code"].fixedPitch()


def test_lists_are_lists_even_right_after_a_line() -> None:
    found = blocks(set_note("Ask:\n- one\n- *two*\n\n4. four\n5. five"))
    assert [block.text() for block in found] == ["Ask:", "one", "two", "four", "five"]
    assert [bool(block.textList()) for block in found] == [False, True, True, True, True]
    assert found[3].textList().itemText(found[3]) == "4."


def test_line_breaks_and_paragraphs_stay() -> None:
    assert words("one\ntwo\n\nthree") == ["one\u2028two", "three"]
    assert words("*one*\ntwo\n\nthree") == ["one\u2028two", "three"]


def test_html_stands_as_it_was_typed() -> None:
    note = "<b onclick='x()'>bold</b> *and*\n\n<script>alert(1)</script>\n\n<div>\n*in*\n</div>"
    assert words(note) == [
        "<b onclick='x()'>bold</b> and",
        "<script>alert(1)</script>",
        "<div>\u2028in\u2028</div>",
    ]


def test_a_picture_is_shown_by_its_words() -> None:
    assert words("![the bridge](file:///etc/passwd) seen") == ["the bridge seen"]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "//host/share", "data:text/html,x", "/etc", ""],
)
def test_other_addresses_are_words_only(address: str) -> None:
    assert letters(f"see [this]({address}) *now*")[0][0].startswith("see this")
    assert not any(link for _words, _font, link in letters(f"see [this]({address}) *now*"))


@pytest.mark.parametrize(
    ("note", "address"),
    [
        ("[list](https://nato.int/a_b)", "https://nato.int/a_b"),
        ("Look at https://example.org/a_b_(c).", "https://example.org/a_b_(c)"),
        ("(https://example.org/x)", "https://example.org/x"),
        ("https://例え.jp/道, then", "https://例え.jp/道"),
        ("<https://example.org>", "https://example.org"),
        ("[m](mailto:desk@example.org)", "mailto:desk@example.org"),
    ],
)
def test_links_to_the_web_and_to_mail_are_links(note: str, address: str) -> None:
    assert [link for _words, _font, link in letters(note) if link] == [address]


def test_the_address_under_a_point_is_told() -> None:
    document = set_note("[here](https://example.org)")
    assert link_at(document, QPointF(5, 10)) == "https://example.org"
    assert link_at(document, QPointF(200, 10)) == ""


def test_right_to_left_paragraphs_are_set_from_the_right() -> None:
    note = "اسأل **المجلس** عن هذا.\n\n- نعم\n- לא\n\nand *this*"
    directions = [block.textDirection() for block in blocks(set_note(note))]
    rtl, ltr = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
    assert directions == [rtl, rtl, rtl, ltr]


@pytest.mark.parametrize("unit", ["[", "![[", "``a`", "![a](", "> ", "- ", "<a ", "***a", "&#x"])
def test_hostile_notes_are_shown_all_the_same(unit: str) -> None:
    note = (unit * MOST)[: MOST // 10]
    assert set_note(note).size().height() > 0


def test_a_megabyte_is_shown_as_it_was_typed_and_at_a_glance_only_its_beginning() -> None:
    note = "*a* b " * 170_000
    assert not has_markup(note)
    assert len(glance(note, 248).toPlainText()) <= 2_000


def test_a_fence_that_is_cut_is_still_code() -> None:
    note = "```\n" + "line of code\n" * 400 + "```\nafter"
    shown = glance(note, 248).toPlainText()
    assert "`" not in shown
    assert "line of code" in shown


def test_a_set_note_is_kept_for_its_width_and_theme(app: QApplication) -> None:
    first = set_note("*one*")
    assert set_note("*one*") is first
    assert set_note("*one*", 200) is not first
    theme.apply(app, "dark", more_contrast=False)
    assert set_note("*one*") is not first


def test_links_wear_the_colour_of_the_theme(app: QApplication) -> None:
    for name in theme.NAMES:
        theme.apply(app, name, more_contrast=False)
        runs = blocks(set_note("[a](https://b.c)"))[0].begin()
        ink = runs.fragment().charFormat().brushProperty(QTextFormat.Property.ForegroundBrush)
        assert ink.color() == theme.current().accent


def test_no_more_is_painted_than_asked_for() -> None:
    image = QImage(248, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    draw(painter, set_note("one\n\ntwo\n\nthree\n\nfour"), QPointF(0, 0), 20)
    painter.end()
    inked = [
        y for y in range(100) if any(image.pixelColor(x, y).lightness() < 128 for x in range(99))
    ]
    assert inked
    assert max(inked) < 20


@given(st.text(alphabet=st.sampled_from("Abcdé قال שלום नमस्ते 漢字😀\n\n "), max_size=300))
@settings(max_examples=80, deadline=None)
def test_a_plain_note_is_measured_without_being_set_as_high_as_it_is(note: str) -> None:
    assume(note.strip())
    assert shown_height(note, 120, 1000) == (round(set_note(note, 120).size().height()), False)
