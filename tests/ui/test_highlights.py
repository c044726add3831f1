"""Marks lie under their words, in every script, and the one that is meant is hit."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication

from reader.model import AnnotationId, Block, Document, Passage, Picture, Span, leaf
from tests.reader.strategies import documents
from ui import theme
from ui.reading import highlights
from ui.reading.document import PageDocument, PageHead
from ui.reading.highlights import Box, Highlights, Mark, Range, boxes, margin_signs, next_hit
from ui.reading.layout import Layout
from ui.reading.page import build
from ui.reading.positions import PositionMap
from ui.reading.typography import ReadingStyle

pytestmark = pytest.mark.usefixtures("app")

COLUMN = 595
ARABIC = "قال أحد السكان إن المضخة تعطلت مرتين هذا العام، وإن الطريق أُغلق في المرتين."
HEBREW = "הדובר אמר NATO 2024 לפני הישיבה של המועצה."
LATIN = (
    "Sekretaris Jenderal NATO mengelola kantor pusat dan berbicara atas nama 32 organisasi 👍🏽 x"
)
HINDI = "सरकार ने कल नया क़ानून पारित किया।"
JAPANESE = "午後十時、閉館の音楽は流れない。利用者は学生から漁師まで幅広い。"


class Laid:
    """A laid-out document of paragraphs, and boxes on it."""

    def __init__(self, *paragraphs: str, rtl: bool = False) -> None:
        headline = leaf("heading", "Headline", level=1)
        body = [leaf("paragraph", words, direction="rtl" if rtl else None) for words in paragraphs]
        self.document = Document(tuple(each for each in (headline, *body) if each))
        self.page, self.positions = _built(self.document)
        self.page.setTextWidth(COLUMN)
        self.layout = self.page.documentLayout()
        self.measured: list[int] = []

    def block(self, leaf: int) -> QTextBlock:
        return self.page.findBlock(self.positions.start(leaf))

    def measure(self, leaf: int, ranges: Sequence[Range]) -> list[list[Box]]:
        self.measured.append(leaf)
        block = self.block(leaf)
        origin = self.layout.blockBoundingRect(block).topLeft()
        first = block.position()
        em = self.page.leaves[leaf].em
        return boxes(block, origin, [(start - first, end - first) for start, end in ranges], em)

    def of(self, words: str) -> list[Box]:
        """The boxes of the first occurrence of these words."""
        passage = self.passage(words)
        return [
            box
            for (start, end), (at, _piece) in zip(
                self.positions.to_view(passage), self.document.pieces(passage), strict=True
            )
            for box in self.measure(at, [(start, end)])[0]
        ]

    def passage(self, words: str) -> Passage:
        start = self.document.text.index(words)
        return Passage(start, start + len(words))

    def marks(self, *marks: Mark) -> Highlights:
        made = Highlights(self.document, self.positions, self.measure)
        made.replace(marks)
        return made

    def mark(self, words: str, key: str = "k00001", noted: bool = False) -> Mark:
        return Mark(AnnotationId(key), self.passage(words), "yellow", noted)


def _built(document: Document) -> tuple[PageDocument, PositionMap]:
    page, positions = build(document, PageHead(), ReadingStyle(), lambda src: None)
    return page, positions


def drawn_ink(laid: Laid, start: int, end: int) -> tuple[int, int]:
    """First and last column of ink, seen by painting only the words at these positions black."""
    for first, last, colour in (
        (0, laid.page.characterCount() - 1, "white"),
        (start, end, "black"),
    ):
        letters = QTextCharFormat()
        letters.setForeground(QColor(colour))
        cursor = QTextCursor(laid.page)
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(letters)
    picture = QImage(COLUMN, 400, QImage.Format.Format_Grayscale8)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    laid.page.drawContents(painter)
    painter.end()
    dark = bytes(1 if value < 160 else 0 for value in range(256))
    rows = [
        bytes(picture.constScanLine(y))[:COLUMN].translate(dark) for y in range(picture.height())
    ]
    inked = [row for row in rows if 1 in row]
    return min(row.find(1) for row in inked), max(row.rfind(1) for row in inked)


# --- boxes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "rtl"),
    [
        (LATIN[:-4], "kantor pusat", False),
        (LATIN, "👍🏽 x", False),
        (ARABIC, "المضخة تعطلت", True),
        (ARABIC, "السكان", True),
        ("The word قال السكان in a line.", "السكان", False),
        (HEBREW, "לפני", True),
        (HEBREW, "NATO 2024", True),
        (JAPANESE, "閉館の音楽", False),
        (HINDI, "नया क़ानून", False),
        ("a e\u0301te\u0301 x", "été", False),
    ],
)
def test_a_box_lies_under_the_ink_of_its_words(text: str, words: str, rtl: bool) -> None:
    laid = Laid(text, rtl=rtl)
    (box,) = laid.of(words)
    passage = laid.passage(words)
    ((start, end),) = laid.positions.to_view(passage)
    first, last = drawn_ink(laid, start, end)
    assert box.rect.left() <= first <= box.rect.left() + 8
    assert box.rect.right() - 8 <= last <= box.rect.right()


def test_words_that_turn_within_a_line_have_a_box_for_each_part() -> None:
    laid = Laid("He said قال أحد السكان to us.")
    parts = laid.of("said قال أحد")
    assert len(parts) == 2
    assert parts[0].rect.right() <= parts[1].rect.left()


def test_a_box_stands_on_the_baseline_not_on_the_line() -> None:
    laid = Laid(LATIN)
    (box,) = laid.of("kantor")
    assert (box.rect.top(), box.rect.bottom()) == (box.baseline - 18, box.baseline + 7)


def test_a_box_has_whole_pixels_and_two_more_on_both_sides() -> None:
    laid = Laid(LATIN)
    (box,) = laid.of("kantor")
    assert box.rect.left() == round(box.rect.left())
    assert box.rect.width() == round(box.rect.width())
    (start,) = laid.of("Sekretaris")
    assert start.rect.left() == round(laid.layout.blockBoundingRect(laid.block(1)).left()) - 2


def test_the_space_that_ends_a_line_is_left_out() -> None:
    laid = Laid(" ".join([LATIN] * 3))
    layout = laid.block(1).layout()
    assert layout.lineCount() > 1
    for number, box in enumerate(laid.of(laid.document.blocks[1].text)):
        line = layout.lineAt(number)
        assert box.rect.right() <= round(line.x() + line.naturalTextWidth()) + 3


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([LATIN, ARABIC, HEBREW, JAPANESE, "👍🏽😀 " * 30]),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
)
def test_boxes_stay_within_the_column_and_in_line_order(text: str, one: int, other: int) -> None:
    laid = Laid(text, rtl=text in (ARABIC, HEBREW))
    length = len(laid.document.blocks[1].text)
    low, high = sorted((one % (length + 1), other % (length + 1)))
    start, end = laid.positions.position(1, low), laid.positions.position(1, high)
    (found,) = laid.measure(1, [(start, end)])
    assert [box.baseline for box in found] == sorted(box.baseline for box in found)
    assert all(-3 <= box.rect.left() < box.rect.right() <= COLUMN + 3 for box in found)


# --- what lies where ------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(documents(max_blocks=12), st.lists(st.floats(-50, 2000), min_size=1, max_size=6))
def test_the_leaf_at_a_height_is_the_last_that_begins_above_it(
    document: Document, heights: list[float]
) -> None:
    page, positions = _built(document)
    page.setTextWidth(COLUMN)
    layout = Layout(document, page, positions)
    tops = [layout.rect(page.leaves[leaf].row).top() for leaf in range(len(page.leaves))]
    for y in heights:
        above = [leaf for leaf, top in enumerate(tops) if top <= y]
        assert layout.leaf_at(y) == (page.leaves[above[-1]].row if above else 0)


@settings(max_examples=40, deadline=None)
@given(documents(max_blocks=12))
def test_reading_down_the_page_never_goes_back_in_the_text(document: Document) -> None:
    page, positions = _built(document)
    page.setTextWidth(COLUMN)
    layout = Layout(document, page, positions)
    heights = range(0, layout.bottom() + 100, 37)
    first = [layout.first_offset(y) for y in heights]
    last = [layout.last_offset(y) for y in heights]
    assert first == sorted(first)
    assert last[-1] == len(document.text)
    assert all(0 <= offset <= len(document.text) for offset in first + last)


# --- the marks of a page -------------------------------------------------------------------------


def test_marks_are_painted_in_text_order_and_the_later_underline_lies_lower() -> None:
    laid = Laid(LATIN)
    inner = laid.mark("32 organisasi", "k00001")
    outer = laid.mark("berbicara atas nama 32 organisasi", "k00002")
    apart = laid.mark("Sekretaris", "k00003")
    shown = laid.marks(inner, outer, apart).on(1)
    assert [each.mark.key for each in shown] == ["k00003", "k00002", "k00001"]
    assert [each.lowered for each in shown] == [False, False, True]


def test_a_mark_over_two_blocks_shows_in_both_and_opens_in_the_first() -> None:
    laid = Laid("First paragraph here.", "Second one there.")
    marks = laid.marks(laid.mark("here.\nSecond"))
    assert [each.opens for each in marks.on(1)] == [True]
    assert [each.opens for each in marks.on(2)] == [False]
    assert marks.on(0) == ()


def test_only_the_leaves_of_a_changed_mark_are_measured_again() -> None:
    laid = Laid("First paragraph here.", "Second one there.")
    first, second = laid.mark("paragraph", "k00001"), laid.mark("one", "k00002")
    marks = laid.marks(first, second)
    assert marks.on(1)
    assert marks.on(2)
    laid.measured.clear()
    marks.replace([first, Mark(second.key, second.passage, "red", True)])
    assert marks.on(1)
    assert marks.on(2)[0].mark.colour == "red"
    assert laid.measured == [2]


def test_a_dropped_mark_is_gone_and_dropping_it_twice_is_no_harm() -> None:
    laid = Laid("First paragraph here.")
    marks = laid.marks(laid.mark("paragraph"))
    marks.drop(AnnotationId("k00001"))
    marks.drop(AnnotationId("k00001"))
    assert marks.on(1) == ()
    assert AnnotationId("k00001") not in marks


def test_everything_is_measured_anew_after_a_new_layout() -> None:
    laid = Laid(" ".join([LATIN] * 3))
    marks = laid.marks(laid.mark("32 organisasi"))
    (before,) = marks.on(1)
    laid.page.setTextWidth(300)
    marks.forget_layout()
    (after,) = marks.on(1)
    assert before.boxes != after.boxes


def test_clicks_on_several_marks_go_round_them() -> None:
    laid = Laid(LATIN)
    outer = laid.mark("berbicara atas nama 32 organisasi", "k00001")
    inner = laid.mark("32", "k00002")
    marks = laid.marks(outer, inner)
    (box,) = laid.of("32")
    hits = marks.hits([0, 1], box.rect.center())
    assert hits == ["k00002", "k00001"]
    first = next_hit(hits, None)
    second = next_hit(hits, first)
    assert (first, second, next_hit(hits, second)) == ("k00002", "k00001", "k00002")
    assert next_hit([], AnnotationId("k00001")) is None


# --- signs in the margin -------------------------------------------------------------------------


def _signs(laid: Laid, marks: Sequence[Mark], room: float = 100) -> list[highlights.MarginSign]:
    shown = laid.marks(*marks)
    return margin_signs(((each, 19.0) for each in shown.on(1)), 613, room)


def test_only_noted_or_unsettled_marks_have_a_sign() -> None:
    laid = Laid(LATIN)
    plain, noted = laid.mark("Jenderal", "k00001"), laid.mark("NATO", "k00002", noted=True)
    moved = Mark(AnnotationId("k00003"), laid.passage("kantor"), "blue", False, "moved")
    signs = _signs(laid, [plain, noted, moved])
    assert [sign.marks[0].key for sign in signs] == ["k00002", "k00003"]
    assert [sign.centre.x() for sign in signs] == [613, 627]


def test_more_than_three_signs_of_a_line_become_a_number() -> None:
    laid = Laid(LATIN)
    words = ("Sekretaris", "Jenderal", "NATO", "mengelola", "kantor")
    marks = [laid.mark(word, f"k0000{n}", True) for n, word in enumerate(words)]
    assert [sign.more for sign in _signs(laid, marks[:3])] == [0, 0, 0]
    signs = _signs(laid, marks)
    assert [sign.more for sign in signs] == [0, 0, 3]
    assert [mark.key for mark in signs[-1].marks] == ["k00002", "k00003", "k00004"]


def test_signs_never_leave_the_margin() -> None:
    laid = Laid(LATIN)
    marks = [laid.mark(word, word, True) for word in ("Sekretaris", "Jenderal", "NATO")]
    signs = _signs(laid, marks, room=30)
    assert [sign.more for sign in signs] == [0, 2]
    assert all(sign.centre.x() + 7 <= 613 + 30 for sign in signs)


# --- painting ------------------------------------------------------------------------------------


def test_marks_that_overlap_blend_and_the_active_one_is_opaque(app: QApplication) -> None:
    laid = Laid(LATIN)
    mark = laid.mark("kantor pusat")
    shown = laid.marks(mark).on(1)
    centre = shown[0].boxes[0].rect.center().toPoint()

    def colour(active: AnnotationId | None) -> QColor:
        picture = QImage(COLUMN, 200, QImage.Format.Format_RGB32)
        picture.fill(theme.current().page)
        painter = QPainter(picture)
        highlights.paint_fills(painter, shown, active)
        painter.end()
        return picture.pixelColor(centre)

    fill = theme.current().labels["yellow"].fill
    assert colour(mark.key).rgb() == fill.rgb()
    assert colour(None).rgb() not in (fill.rgb(), theme.current().page.rgb())


def test_a_picture_is_marked_all_round() -> None:
    shape = leaf("picture", "", [Span(0, 1, Picture("x.png", "A map"))])
    headline = leaf("heading", "Head", level=1)
    document = Document((headline or Block("heading", "x", level=1), shape or Block("code", "x")))
    page, positions = _built(document)
    page.setTextWidth(COLUMN)
    block = page.findBlock(positions.start(1))
    rect = page.documentLayout().blockBoundingRect(block)
    ((box,),) = boxes(block, rect.topLeft(), [(0, 1)], 19)
    assert box.rect.height() > 80
    assert box.rect.width() > COLUMN
