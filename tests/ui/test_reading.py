"""The page as people use it: what is shown, selected, clicked, copied and refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import (
    QBuffer,
    QEvent,
    QIODevice,
    QObject,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QShortcut,
    QTextDocument,
    QTextLayout,
    QTextOption,
)
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from reader import changes
from reader.library import Library
from reader.model import (
    AnnotationId,
    Article,
    ArticleId,
    Block,
    Captured,
    Cell,
    Colour,
    Document,
    Figure,
    Item,
    Label,
    LabelId,
    Link,
    List,
    Passage,
    Picture,
    Quote,
    Revision,
    Sha256,
    Source,
    Span,
    Table,
    TraceKey,
    leaf,
)
from reader.records import pack
from tests.reader.moves import revised
from tests.ui.conftest import settle
from ui import theme
from ui.actions import build as build_actions
from ui.decoding import decoded
from ui.parts import IconButton
from ui.reading.bar import SHADOW, SelectionBar, place
from ui.reading.column import column_width
from ui.reading.document import PageHead, reading_time
from ui.reading.grid import is_number
from ui.reading.head import page_head, published
from ui.reading.highlights import Mark
from ui.reading.page import build
from ui.reading.panel import ReadingPanel
from ui.reading.typography import ReadingStyle, script_of
from ui.reading.view import ReadingView, link_tip, whole_words
from ui.session import Session

pytestmark = pytest.mark.usefixtures("app")

BODY = (
    "The board met on Tuesday. Its minutes, which anyone may read, say in four lines what the "
    "town has argued about for a year, 👍🏽 and nobody answered."
)
NO = Sha256("")
_RIGHT = Qt.AlignmentFlag.AlignRight
HEAD = PageHead("Galley samples", "By the desk", "24 September 2024", 3)


def block(text: str, *spans: Span, **given: object) -> Block:
    made = leaf("paragraph", text, spans, **given)  # type: ignore[arg-type]  # leaf's own fields
    assert made is not None
    return made


def headline(text: str = "Notes from a water board") -> Block:
    made = leaf("heading", text, level=1)
    assert made is not None
    return made


def article(*paragraphs: str) -> Document:
    return Document((headline(), *(block(words) for words in paragraphs)))


def passage(document: Document, words: str) -> Passage:
    start = document.text.index(words)
    return Passage(start, start + len(words))


def mark(
    document: Document, words: str, key: str = "k00001", colour: Colour = "yellow", **given: bool
) -> Mark:
    return Mark(AnnotationId(key), passage(document, words), colour, **given)


@pytest.fixture
def view(show: Callable[[QWidget], QWidget]) -> ReadingView:
    view = ReadingView()
    view.resize(704, 500)
    show(view)
    view.setFocus()
    return view


def centre(view: ReadingView, words: str) -> QPoint:
    """The middle of the first line of these words, in the viewport."""
    assert view.document_shown is not None
    selection = view.selected_passage()
    view.blockSignals(True)
    view.select(passage(view.document_shown, words))
    lines = view.selection_lines()
    view.select(selection)
    view.blockSignals(False)
    assert lines is not None
    return lines[0].center()


def drag(view: ReadingView, to: QPoint) -> None:
    """One move of the mouse with its left button down."""
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(to),
        QPointF(view.viewport().mapToGlobal(to)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view.viewport(), move)


# --- the document --------------------------------------------------------------------------------


def test_the_page_answers_for_no_resource_but_its_own_pictures(tmp_path: Path) -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    file = tmp_path / "secret.png"
    assert image.save(str(file))
    asked: list[str] = []

    def picture(src: str) -> QImage | None:
        asked.append(src)
        return image if src == "kept.png" else None

    page, _positions = build(article(BODY), HEAD, ReadingStyle(), picture)
    kind = QTextDocument.ResourceType.ImageResource.value
    sheet = QTextDocument.ResourceType.StyleSheetResource.value
    assert page.resource(kind, QUrl.fromLocalFile(str(file))) is None
    assert page.resource(kind, QUrl("//host/share/x.png")) is None
    assert page.resource(sheet, QUrl.fromLocalFile(str(file))) is None
    assert page.loadResource(kind, "kept.png") is image
    assert "kept.png" in asked


def test_markup_in_others_words_is_shown_as_it_is() -> None:
    words = "<b>bold</b> <img src='file:///etc/passwd'> &amp;"
    head = PageHead("<h1>site</h1>\u2029two", "<i>me</i>", "", 1)
    page, _positions = build(article(words), head, ReadingStyle(), lambda src: None)
    text = page.toPlainText()
    assert words in text
    assert text.split("\n")[0] == "<h1>site</h1> two"


def test_text_lines_have_a_fixed_height_and_pictures_make_room() -> None:
    shape = leaf("picture", "", [Span(0, 1, Picture("x.png", "A map"))])
    assert shape is not None
    document = Document((headline(), block(BODY), shape))
    page, positions = build(document, HEAD, ReadingStyle(), lambda src: None)
    page.setTextWidth(600)
    text = page.findBlock(positions.start(1)).blockFormat()
    assert (text.lineHeight(), text.lineHeightType()) == (30, 2)
    picture = page.findBlock(positions.start(2))
    assert page.documentLayout().blockBoundingRect(picture).height() >= 88


def test_a_wide_picture_takes_the_column_and_a_small_one_its_own_size() -> None:
    sizes = {"wide.png": QSize(1200, 600), "small.png": QSize(20, 10)}

    def picture(src: str) -> QImage:
        return QImage(sizes[src], QImage.Format.Format_RGB32)

    for src, width in (("wide.png", 300), ("small.png", 20)):
        shape = leaf("picture", "", [Span(0, 1, Picture(src))], containers=(Figure(1),))
        assert shape is not None
        page, positions = build(Document((headline(), shape)), HEAD, ReadingStyle(), picture)
        page.column = 300
        page.setTextWidth(300)
        block = page.findBlock(positions.start(1))
        page.documentLayout().blockBoundingRect(block)
        assert round(block.layout().lineAt(0).naturalTextWidth()) == width


def test_list_numbers_are_not_text() -> None:
    items = [block(f"item {n}", containers=(List(1, True, 3), Item(n, n))) for n in (3, 4)]
    page, _positions = build(Document((headline(), *items)), HEAD, ReadingStyle(), lambda src: None)
    assert "3." not in page.toPlainText()
    assert [leaf.markers[0][1] for leaf in page.leaves[1:]] == ["3.", "4."]


def test_more_room_follows_a_list_but_not_a_list_within_it() -> None:
    outer, inner = List(1), List(5)
    blocks = [
        block("one", containers=(outer, Item(2, 1))),
        block("within", containers=(outer, Item(2, 1), inner, Item(6, 1))),
        block("two", containers=(outer, Item(3, 2))),
        block("after"),
    ]
    document = Document((headline(), *blocks))
    page, positions = build(document, HEAD, ReadingStyle(), lambda src: None)
    below = [page.findBlock(positions.start(n)).blockFormat().bottomMargin() for n in range(1, 5)]
    assert below == [6, 6, 16, 16]


def test_numbers_of_a_table_stand_at_the_right() -> None:
    rows = (("Year", "Euro"), ("2022", "41,000"), ("2023", "€ 12.500"))
    cells = [
        block(words, containers=(Table(1), Cell(10 * r + c + 2, r, c, header=r == 0)))
        for r, row in enumerate(rows)
        for c, words in enumerate(row)
    ]
    page, positions = build(Document((headline(), *cells)), HEAD, ReadingStyle(), lambda src: None)
    aligned = [
        bool(page.findBlock(positions.start(n)).blockFormat().alignment() & _RIGHT)
        for n in range(1, 7)
    ]
    assert aligned == [False, True] * 3
    assert [rule.head for rules in page.rules.values() for rule in rules] == [True, False, False]


def test_a_table_keeps_its_distance_from_the_words_above_it() -> None:
    cell = block("Euro", containers=(Table(1), Cell(2, 0, 0)))
    document = Document((headline(), block("They agree."), cell))
    page, positions = build(document, HEAD, ReadingStyle(), lambda src: None)
    above, below = (page.findBlock(positions.start(leaf)) for leaf in (1, 2))
    lines = page.documentLayout()
    end = lines.blockBoundingRect(above).top() + above.blockFormat().lineHeight()
    assert lines.blockBoundingRect(below).top() - end >= above.blockFormat().bottomMargin()


NAMES = ("Nell Arkwood", "سلمى العوسجي", "沖名千景", "דנה לוי (מערכת)", "13 منظمة")


@settings(max_examples=50)
@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3), st.booleans())
def test_the_parts_of_the_line_under_the_headline_keep_their_order(
    names: list[str], rtl: bool
) -> None:
    written = Article(ArticleId("a1"), "T", AT, bylines=tuple(names), published="2025-10-14")
    document = article(BODY)
    line = page_head(
        written, Revision(written.id, 1, AT, "added", NO, NO, NO, "text/html"), document
    )
    starts = [line.below.index(word) for word in ("By ", "14 October", "1 min")]
    layout = QTextLayout(line.below, theme.ui_font(13))
    option = QTextOption()
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
    )
    layout.setTextOption(option)
    layout.beginLayout()
    shown = layout.createLine()
    layout.endLayout()
    middles = [
        run.boundingRect().center().x() for at in starts for run in shown.glyphRuns(at + 1, 1)
    ]
    assert middles == sorted(middles, reverse=rtl)
    assert len(middles) == 3


@pytest.mark.parametrize("text", ["41,000", "€ 12.500", "−3 %", "١٢٣", "12 km", "–", "(5)"])
def test_figures_are_numbers(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize("text", ["", "Pump 2 repaired", "12 October", "a", "?", "n/a"])
def test_words_are_no_numbers(text: str) -> None:
    assert not is_number(text)


def test_the_script_of_a_text_is_that_of_most_of_its_letters() -> None:
    assert script_of("NATO") == "european"
    assert script_of("قال NATO إن الميزانية") == "arabic"
    assert script_of("政府は昨日") == "cjk"
    assert script_of("שלום") == "hebrew"
    assert script_of("हिन्दी") == "other"
    assert script_of("Ångström — 5 €") == "european"
    assert script_of("…") == "european"


def test_a_quote_in_a_script_without_italics_stands_upright() -> None:
    for words, italic in (("We were told", True), ("政府は昨日", False), ("قال الوزير", False)):
        quoted = block(words, containers=(Quote(1),))
        page, positions = build(
            Document((headline(), quoted)), HEAD, ReadingStyle(), lambda src: None
        )
        letters = page.findBlock(positions.start(1)).charFormat()
        assert letters.font().italic() is italic
        assert page.leaves[1].bars == ((1, 0),)


@pytest.mark.parametrize("size", [15, 19, 28])
def test_the_measure_is_sixty_six_characters_of_running_text(size: int) -> None:
    words = "Sekretaris Jenderal mengundurkan diri, and nobody answered them for a year."
    advance = QFontMetricsF(theme.page_font(size)).horizontalAdvance(words) / len(words)
    assert column_width(size, 66) == pytest.approx(66 * advance, rel=0.06)


# --- the view ------------------------------------------------------------------------------------


def test_the_page_opens_at_its_top_with_nothing_selected(view: ReadingView) -> None:
    said = QSignalSpy(view.selected)
    view.show_document(article(*[BODY] * 40), HEAD)
    assert view.verticalScrollBar().value() == 0
    assert view.selected_passage() is None
    assert said.count() == 0
    assert view.position()[0] == 0


def test_the_page_opens_where_it_was_left(view: ReadingView) -> None:
    document = article(*[BODY] * 40)
    offset = document.starts[20]
    view.show_document(document, HEAD, at=offset)
    assert abs(view.position()[0] - offset) < len(BODY)
    view.show_document(document, HEAD)
    assert view.position()[0] == 0


def test_a_far_place_of_a_long_page_can_be_opened(view: ReadingView) -> None:
    document = article(*[BODY] * 3000)
    offset = document.starts[2800]
    view.show_document(document, HEAD, at=offset)
    assert abs(view.position()[0] - offset) <= len(BODY)


def test_progress_runs_to_one_at_the_end(view: ReadingView) -> None:
    view.show_document(article(*[BODY] * 40), HEAD)
    settle()
    said = QSignalSpy(view.position_changed)
    assert view.position()[1] < 0.5
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.position()[1] == 1.0
    assert said.at(said.count() - 1)[1] == 1.0


def test_a_narrower_window_keeps_the_line_that_is_read(view: ReadingView) -> None:
    document = article(*[BODY] * 40)
    view.show_document(document, HEAD, at=document.starts[20])
    before = view.position()[0]
    for width in (420, 900, 704):
        view.resize(width, 500)
        settle()
        assert abs(view.position()[0] - before) < 80


def test_selected_words_are_told_without_white_space_at_their_ends(view: ReadingView) -> None:
    document = article(BODY)
    view.show_document(document, HEAD)
    said = QSignalSpy(view.selected)
    start = document.text.index(" minutes,")
    view.select(Passage(start, start + len(" minutes, ")))
    assert said.at(said.count() - 1)[0] == passage(document, "minutes,")
    view.select(None)
    assert said.at(said.count() - 1)[0] is None


def test_selecting_with_the_mouse_tells_once_at_the_end(view: ReadingView) -> None:
    document = article(BODY)
    view.show_document(document, HEAD)
    start, end = centre(view, "minutes"), centre(view, "anyone")
    said, clicked = QSignalSpy(view.selected), QSignalSpy(view.mark_clicked)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for x in range(start.x(), end.x(), 10):
        drag(view, QPoint(x, start.y()))
    assert said.count() == 0
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert (said.count(), clicked.count()) == (1, 0)
    assert said.at(0)[0] == passage(document, "minutes, which anyone")


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("mengambil alih kepemimpinan", "bil ali", "mengambil alih"),
        ("a re-read word’s end", "ad wor", "re-read word’s"),
        ("قال الوزير إن", "وزي", "الوزير"),
        ("閉館の音楽", "館の", "館の"),
        ("(10 Januari 2024)", "10 Januari 2024", "10 Januari 2024"),
        ("👍🏽 yes", "👍🏽 y", "👍🏽 yes"),
    ],
)
def test_a_selection_takes_in_the_words_that_it_cuts(text: str, cut: str, whole: str) -> None:
    start = text.index(cut)
    assert whole_words(text, Passage(start, start + len(cut))).of(text) == whole


def test_only_a_selection_of_words_counts(view: ReadingView) -> None:
    document = article(BODY, BODY)
    view.show_document(document, HEAD)
    view.select(Passage(document.starts[1] - 1, document.starts[1]))
    assert view.selected_passage() is None


def test_a_click_on_marks_goes_round_them_and_beside_them_lets_go(view: ReadingView) -> None:
    document = article(BODY)
    outer = mark(document, "which anyone may read", "k00001")
    inner = mark(document, "anyone", "k00002", "blue")
    view.show_document(document, HEAD, [outer, inner])
    clicked = QSignalSpy(view.mark_clicked)
    here = centre(view, "anyone")
    for _ in range(3):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=here)
    assert [clicked.at(n)[0] for n in range(3)] == ["k00002", "k00001", "k00002"]
    assert view.active == "k00002"
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, "Tuesday"))
    assert clicked.at(clicked.count() - 1)[0] is None
    assert view.active is None


def test_a_double_click_or_enter_activates_a_mark(view: ReadingView) -> None:
    document = article(BODY)
    view.show_document(document, HEAD, [mark(document, "anyone")])
    activated = QSignalSpy(view.mark_activated)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert activated.count() == 0
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, "anyone"))
    assert view.active == "k00001"
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert [activated.at(n)[0] for n in range(2)] == ["k00001", "k00001"]


def test_a_sign_in_the_margin_is_clicked_for_its_mark(view: ReadingView) -> None:
    document = article(BODY)
    view.show_document(document, HEAD, [mark(document, "anyone", noted=True)])
    clicked = QSignalSpy(view.mark_clicked)
    y = centre(view, "anyone").y()
    x = (view.viewport().width() + column_width(19, 66)) // 2 + 18
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    assert clicked.at(0)[0] == "k00001"


def test_marks_are_painted_and_taken_away_by_key(view: ReadingView) -> None:
    document = article(BODY)
    view.show_document(document, HEAD)
    spot = centre(view, "anyone") + QPoint(0, 8)

    def ground() -> int:
        return view.grab().toImage().pixelColor(spot).rgb()

    plain = ground()
    view.put_mark(mark(document, "which anyone may read"))
    marked = ground()
    view.set_active(AnnotationId("k00001"))
    active = ground()
    view.drop_mark(AnnotationId("k00001"))
    assert ground() == plain
    assert len({plain, marked, active}) == 3


def test_copied_words_are_the_articles_own(view: ReadingView) -> None:
    picture = Span(3, 4, Picture("x.png"))
    document = Document(
        (headline(), block("50\u00a0%\ufffc of x", picture), block("co\u00adope\u200brate"))
    )
    view.show_document(document, HEAD)
    view.select(Passage(document.starts[1], len(document.text)))
    assert view.createMimeDataFromSelection().text() == "50\u00a0%\ufffc of x\ncooperate".replace(
        "\ufffc", ""
    )
    assert view.createMimeDataFromSelection().formats() == ["text/plain"]


def test_nothing_can_be_dropped_pasted_or_typed(view: ReadingView) -> None:
    document = article(BODY)
    view.show_document(document, HEAD)
    data = view.createMimeDataFromSelection()
    data.setText("x")
    assert not view.acceptDrops()
    assert not view.viewport().acceptDrops()
    assert not view.canInsertFromMimeData(data)
    before = view.document().toRawText()
    view.paste()
    QTest.keyClicks(view, "xyz")
    assert view.document().toRawText() == before


@pytest.mark.parametrize("key", ["1", "6", "n", "t", "p", "c", "h", "Del", "Return", "]"])
def test_single_keys_reach_the_windows_actions(view: ReadingView, key: str) -> None:
    view.show_document(article(BODY), HEAD)
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    shortcut = QShortcut(QKeySequence(key), view)
    heard = QSignalSpy(shortcut.activated)
    combination = QKeySequence(key)[0]
    override = QKeyEvent(
        QEvent.Type.ShortcutOverride, combination.key(), Qt.KeyboardModifier.NoModifier
    )
    override.ignore()
    view.event(override)
    assert not override.isAccepted()
    QTest.keyClick(view, combination.key())
    settle()
    assert heard.count() == 1


def test_letters_without_an_action_are_left_to_others(view: ReadingView) -> None:
    view.show_document(article(BODY), HEAD)
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Z, Qt.KeyboardModifier.NoModifier, "z")
    view.keyPressEvent(press)
    assert not press.isAccepted()


def test_words_can_be_selected_by_keys_alone(view: ReadingView) -> None:
    document = article(*[BODY] * 40)
    view.show_document(document, HEAD, at=document.starts[20])
    said = QSignalSpy(view.selected)
    both = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Right, both)
    assert said.count()
    chosen = view.selected_passage()
    assert chosen is not None
    assert abs(chosen.start - document.starts[20]) < len(BODY)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.selected_passage() is None


def test_space_and_arrows_turn_the_page(view: ReadingView) -> None:
    view.show_document(article(*[BODY] * 40), HEAD)
    bar = view.verticalScrollBar()
    QTest.keyClick(view, Qt.Key.Key_Space)
    after = bar.value()
    assert 300 < after < 500
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert bar.value() == after + 60
    QTest.keyClick(view, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert bar.value() == 0


def test_a_link_opens_only_when_it_is_asked_for(view: ReadingView) -> None:
    words = "Read the minutes here."
    span = Span(9, 16, Link("https://example.org/<b>?a&b", "Title"))
    document = Document((headline(), block(words, span)))
    view.show_document(document, HEAD)
    opened = QSignalSpy(view.link_clicked)
    here = centre(view, "minutes")
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=here)
    assert opened.count() == 0
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, here
    )
    assert opened.at(0)[0] == "https://example.org/<b>?a&b"
    menu = view.context_menu(here)
    menu.actions()[-2].trigger()
    assert opened.count() == 2
    menu.actions()[-1].trigger()
    assert QApplication.clipboard().text() == "https://example.org/<b>?a&b"
    menu.deleteLater()


def test_a_right_click_on_a_mark_means_that_mark(view: ReadingView) -> None:
    document = article("The board met on Tuesday. It met again.")
    view.show_document(document, HEAD, [mark(document, "Tuesday")])
    clicked = QSignalSpy(view.mark_clicked)
    offered = QAction("Note", view)
    view.addAction(offered)
    menus: list[list[str]] = []

    def look() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menus.append([each.text() for each in menu.actions()])
        menu.close()

    for words in ("Tuesday", "again"):
        here = centre(view, words)
        QTimer.singleShot(0, look)
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, here, view.viewport().mapToGlobal(here)
        )
        QApplication.sendEvent(view.viewport(), event)
    assert menus == [["Note"], ["Note"]]
    assert [clicked.at(each)[0] for each in range(clicked.count())] == ["k00001"]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, ""), (1, "1 min"), (89, "89 min"), (95, "2 hours"), (4696, "78 hours")],
)
def test_long_reading_is_told_in_hours(minutes: int, words: str) -> None:
    assert reading_time(minutes) == words


def test_the_tip_of_a_link_is_plain_words() -> None:
    tip = link_tip(Link("javascript:<img src='file:///x'>", "<b>t</b>"))
    assert "<img" not in tip
    assert "&lt;b&gt;t" in tip


def test_a_place_in_sight_is_shown_without_a_move(view: ReadingView) -> None:
    document = article(*[BODY] * 40)
    view.show_document(document, HEAD)
    view.go_to(passage(document, "Tuesday"))
    assert view.verticalScrollBar().value() == 0
    far = document.starts[30]
    view.go_to(Passage(far, far + 3))
    assert view.verticalScrollBar().value() > 0
    view.select(Passage(far, far + 3))
    lines = view.selection_lines()
    assert lines is not None
    assert view.viewport().rect().contains(lines[0])


def test_another_theme_sets_the_page_in_its_colours_where_it_stands(
    app: QApplication, view: ReadingView
) -> None:
    document = article(*[BODY] * 40)
    view.show_document(document, HEAD, [mark(document, "anyone")], at=document.starts[20])
    before = view.position()[0]
    theme.apply(app, "dark", more_contrast=False)
    try:
        settle()
        grabbed = view.grab().toImage()
        assert grabbed.pixelColor(5, 5) == theme.load("dark").page
        letters = view.document().lastBlock().charFormat()
        assert letters.foreground().color() == theme.load("dark").text
        assert abs(view.position()[0] - before) < 80
    finally:
        theme.apply(app, "light", more_contrast=False)


def test_another_size_keeps_the_line_and_the_selection(view: ReadingView) -> None:
    document = article(*[BODY] * 40)
    view.show_document(document, HEAD, at=document.starts[20])
    before = view.position()[0]
    chosen = Passage(document.starts[20], document.starts[20] + 9)
    view.select(chosen)
    view.set_style(ReadingStyle(size=24))
    assert abs(view.position()[0] - before) < 80
    assert view.selected_passage() == chosen


def test_a_page_can_be_cleared_and_shown_again(view: ReadingView) -> None:
    document = article(BODY)
    view.show_document(document, HEAD, [mark(document, "anyone")])
    view.clear_document()
    assert view.document_shown is None
    assert view.selected_passage() is None
    view.grab()
    view.put_mark(mark(document, "anyone"))
    view.show_document(document, HEAD)
    assert view.document_shown is document


# --- the bar over the selection ------------------------------------------------------------------

LABELS = tuple(
    Label(LabelId(f"l000000{n}"), name, colour, n)
    for n, (name, colour) in enumerate(
        [("Quote", "yellow"), ("Claim", "blue"), ("Check", "orange"), ("<b>Doubt</b>", "red")]
    )
)
BAR = QSize(319 + 2 * SHADOW, 40 + 2 * SHADOW)
BOUNDS = QRect(10, 60, 700, 500)


def _bar(at: QPoint) -> QRect:
    return QRect(at, BAR).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)


def test_the_bar_lies_eight_above_the_first_line() -> None:
    line = QRect(300, 300, 100, 25)
    bar = _bar(place(BAR, line, line, BOUNDS))
    assert bar.bottom() + 1 == line.top() - 8
    assert abs(bar.center().x() - line.center().x()) <= 1


def test_the_bar_goes_below_the_last_line_where_there_is_no_room_above() -> None:
    first, last = QRect(300, 70, 100, 25), QRect(300, 100, 100, 25)
    bar = _bar(place(BAR, first, last, BOUNDS))
    assert bar.top() == last.bottom() + 1 + 8


@pytest.mark.parametrize("x", [10, 690])
@pytest.mark.parametrize("y", [60, 300, 555])
def test_the_bar_is_never_outside_the_page(x: int, y: int) -> None:
    line = QRect(x, y, 20, 25)
    assert BOUNDS.contains(_bar(place(BAR, line, line, BOUNDS)))


@pytest.fixture
def bar(show: Callable[[QWidget], QWidget]) -> SelectionBar:
    page = QWidget()
    page.resize(720, 600)
    bar = SelectionBar(page, {})
    bar.set_labels(LABELS, LABELS[3].id)
    show(page)
    bar.show_beside(QRect(300, 300, 100, 25), QRect(300, 300, 100, 25), BOUNDS)
    return bar


def test_the_bar_says_what_was_chosen_and_takes_no_focus(bar: SelectionBar) -> None:
    chosen, noted, cited = (
        QSignalSpy(each) for each in (bar.labelled, bar.note_wanted, bar.cite_wanted)
    )
    buttons = bar.buttons()
    assert [button.accessibleName() for button in buttons[:4]] == [each.name for each in LABELS]
    for button in buttons:
        assert button.size() == QSize(32, 32)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert not button.hasFocus()
    assert [chosen.at(n)[0] for n in range(chosen.count())] == [each.id for each in LABELS]
    assert (noted.count(), cited.count()) == (1, 1)


def test_the_buttons_of_the_bar_stand_in_a_row_of_thirty_four(bar: SelectionBar) -> None:
    xs = [button.x() for button in bar.buttons()]
    steps = [b - a for a, b in pairwise(xs)]
    assert steps == [34, 34, 34, 42, 34, 34]


def test_the_label_used_last_has_a_ground(bar: SelectionBar) -> None:
    grounds = [
        button.grab().toImage().pixelColor(3, 16).rgb()
        for button in (bar.buttons()[0], bar.buttons()[3])
    ]
    assert grounds[0] != grounds[1]


def test_a_bar_for_lines_out_of_sight_hides(bar: SelectionBar) -> None:
    bar.show_beside(QRect(300, 2000, 100, 25), QRect(300, 2000, 100, 25), BOUNDS)
    assert bar.isHidden()


# --- the panel ------------------------------------------------------------------------------------

AT = datetime(2024, 10, 2, 7, 29, tzinfo=UTC)


@dataclass
class Desk:
    """A library with its session and the reading panel."""

    session: Session
    panel: ReadingPanel
    actions: dict[str, QAction]

    def add(self, document: Document, **given: str) -> ArticleId:
        source = Source(document.text.encode(), "text/plain", AT)
        captured = Captured(document, document.blocks[0].text, **given)  # type: ignore[arg-type]  # fields of Captured
        id = self.session.library.new_article_id()
        packed = pack(source, document)
        change = changes.add(captured, source, packed, article=id, at=AT)
        assert self.session.do(change, blobs=packed.blobs)
        return id

    def mark(self, id: ArticleId, words: str, note: str = "") -> AnnotationId:
        document = self.session.library.document(id)
        key = self.session.library.new_annotation_id()
        label = self.session.labels()[0].id
        change = changes.mark(
            document, id, 1, passage(document, words), label, id=key, at=AT, note=note
        )
        assert self.session.do(change)
        return key

    def shown_marks(self) -> dict[str, Mark]:
        shown = self.panel.view.marks()
        return {mark.key: mark for mark in shown}


@pytest.fixture
def desk(tmp_path: Path, show: Callable[[QWidget], QWidget]) -> Iterator[Desk]:
    library = Library(tmp_path / "Test.galley")
    session = Session(library, now=lambda: AT)
    owner = QObject()
    actions = build_actions(owner)
    panel = ReadingPanel(session, actions)
    panel.resize(704, 600)
    show(panel)
    yield Desk(session, panel, actions)
    panel.close()
    session.close()
    library.close()


def test_an_article_is_opened_noted_as_opened_and_said(desk: Desk) -> None:
    id = desk.add(article(BODY), site="Galley samples")
    opened = QSignalSpy(desk.panel.opened)
    assert desk.panel.open(id)
    assert opened.at(0)[0] == id
    assert desk.panel.current is not None
    assert desk.panel.current[2].text == article(BODY).text
    (listed,) = desk.session.library.articles()
    assert listed.opened == AT


def test_an_article_opens_where_it_was_left(desk: Desk) -> None:
    long, other = desk.add(article(*[BODY] * 40)), desk.add(article(BODY))
    desk.panel.open(long)
    desk.panel.view.scroll_to(desk.session.library.document(long).starts[20])
    left = desk.panel.view.position()[0]
    desk.panel.open(other)
    assert desk.panel.view.position()[0] == 0
    desk.panel.open(long)
    assert abs(desk.panel.view.position()[0] - left) < 80
    assert desk.session.library.traced(TraceKey("position", long)) == [left, 1]


def test_an_article_that_changed_while_closed_opens_at_the_words_where_it_was_left(
    desk: Desk,
) -> None:
    library = desk.session.library
    sentences = [f"Paragraph {number} is about the bridge. {BODY}" for number in range(40)]
    long, other = desk.add(article(*sentences)), desk.add(article(BODY))
    desk.panel.open(long)
    desk.panel.view.scroll_to(library.document(long).text.index("Paragraph 20 "))
    before = library.document(long).text[desk.panel.view.position()[0] :][:30]
    desk.panel.open(other)
    revised(library, long, "\n".join([library.article(long).title, *[BODY] * 9, *sentences]))
    desk.panel.open(long)
    after = library.document(long).text.index(before)
    assert after > library.document(long, 1).text.index(before)
    assert abs(desk.panel.view.position()[0] - after) < 80


def test_progress_never_goes_back_and_a_short_article_is_read_at_once(desk: Desk) -> None:
    long, short = desk.add(article(*[BODY] * 40)), desk.add(article(BODY))
    desk.panel.open(long)
    QTest.keyClick(desk.panel.view, Qt.Key.Key_End)
    desk.panel.keep_position()
    QTest.keyClick(desk.panel.view, Qt.Key.Key_Home)
    desk.panel.keep_position()
    assert desk.session.library.traced(TraceKey("progress", long)) == 1.0
    desk.panel.open(short)
    desk.panel.keep_position()
    assert desk.session.library.traced(TraceKey("progress", short)) == 1.0


def test_a_jump_to_a_note_is_not_reading(desk: Desk) -> None:
    long = desk.add(article(*[BODY] * 40))
    desk.panel.open(long)
    desk.panel.keep_position()
    before = desk.session.library.traced(TraceKey("progress", long))
    last = desk.session.library.document(long).starts[40]
    desk.panel.go_to(Passage(last, last + 6))
    assert desk.panel.view.position()[0] > 0
    desk.panel.keep_position()
    assert desk.session.library.traced(TraceKey("progress", long)) == before < 1.0


def test_marks_come_change_go_and_come_back_with_undo(desk: Desk) -> None:
    id = desk.add(article(BODY))
    desk.panel.open(id)
    key = desk.mark(id, "anyone")
    assert not desk.shown_marks()[key].noted
    annotation = desk.session.library.annotation(key)
    red = next(label for label in desk.session.labels() if label.colour == "red")
    desk.session.do(changes.edit_annotation(annotation, at=AT, note="Who?", label=red.id))
    assert desk.shown_marks()[key].noted
    assert desk.shown_marks()[key].colour == "red"
    desk.session.do(changes.remove(desk.session.library.annotation(key), at=AT))
    assert desk.shown_marks() == {}
    desk.session.undo()
    assert desk.shown_marks()[key].colour == "red"


def test_words_that_were_marked_are_selected_no_more(desk: Desk) -> None:
    id = desk.add(article(BODY))
    desk.panel.open(id)
    document = desk.session.library.document(id)
    desk.panel.view.select(passage(document, "anyone"))
    assert desk.panel.bar.isVisible()
    desk.mark(id, "anyone")
    assert desk.panel.view.selected_passage() is None
    assert not desk.panel.bar.isVisible()


def test_the_bar_stands_over_the_selection_follows_it_and_goes_with_esc(desk: Desk) -> None:
    id = desk.add(article(*[BODY] * 40))
    desk.panel.open(id)
    document = desk.session.library.document(id)
    desk.panel.view.setFocus()
    desk.panel.view.select(Passage(document.starts[3], document.starts[3] + 20))
    assert desk.panel.bar.isVisible()
    before = desk.panel.bar.y()
    desk.panel.view.verticalScrollBar().setValue(40)
    assert desk.panel.bar.y() == before - 40
    desk.panel.view.verticalScrollBar().setValue(4000)
    assert not desk.panel.bar.isVisible()
    desk.panel.view.verticalScrollBar().setValue(40)
    assert desk.panel.bar.isVisible()
    QTest.keyClick(desk.panel.view, Qt.Key.Key_Escape)
    assert not desk.panel.bar.isVisible()


def test_adding_an_article_can_be_undone_while_it_is_open(desk: Desk) -> None:
    opened = QSignalSpy(desk.panel.opened)
    id = desk.add(article(BODY))
    desk.panel.open(id)
    desk.session.undo()
    assert desk.panel.current is None
    assert opened.at(opened.count() - 1)[0] is None


def test_an_article_that_is_not_there_is_told_and_the_page_stays(desk: Desk) -> None:
    id = desk.add(article(BODY))
    desk.panel.open(id)
    failed = QSignalSpy(desk.session.failed)
    assert not desk.panel.open(ArticleId("a0000000"))
    assert failed.count() == 1
    assert desk.panel.current is not None


def test_the_empty_page_says_what_to_do(desk: Desk) -> None:
    def said() -> set[str]:
        labels = desk.panel.findChildren(QLabel)
        return {label.text() for label in labels if label.isVisible()}

    assert "Nothing to read yet" in said()
    desk.add(article(BODY))
    assert "Nothing is open" in said()


def test_buttons_of_the_article_are_there_only_with_an_article(desk: Desk) -> None:
    def shown() -> set[str]:
        buttons = desk.panel.findChildren(IconButton)
        return {button.icon_name for button in buttons if button.isVisible()}

    assert shown() == set()
    desk.panel.open(desk.add(article(BODY)))
    assert {"star", "archive", "export", "more", "type"} <= shown()


def test_labels_of_the_library_stand_in_the_bar(desk: Desk) -> None:
    names = [button.accessibleName() for button in desk.panel.bar.buttons()]
    assert names[:6] == ["Quote", "Claim", "Check", "Lead", "Background", "Doubt"]


# --- small things --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("2024-10-01T23:30:00-08:00", "1 October 2024"),
        ("2024-10-01", "1 October 2024"),
        ("2024-10", "October 2024"),
        ("2024", "2024"),
        ("last Tuesday <b>", "last Tuesday <b>"),
        ("2024-13-40", "2024-13-40"),
    ],
)
def test_a_date_is_told_as_precisely_as_it_was_given(given: str, words: str) -> None:
    assert published(given) == words


def test_a_picture_that_names_files_is_not_read() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/x.png"/></svg>'
    assert decoded(svg) is None
    assert decoded(b"no picture") is None


def test_a_huge_picture_is_read_smaller() -> None:
    image = QImage(4800, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")
    shown = decoded(buffer.data().data())
    assert shown is not None
    assert (shown.width(), shown.height()) == (2400, 50)
