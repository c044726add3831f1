"""Code and wide tables scroll sideways: nothing is broken, nothing hangs out, all is reached."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QTextCursor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reader.model import (
    AnnotationId,
    Block,
    Cell,
    Direction,
    Document,
    Link,
    Passage,
    Quote,
    Span,
    Table,
    leaf,
)
from tests.ui.conftest import settle, wait_until
from tests.ui.test_positions import rich_documents
from ui import theme
from ui.reading.document import PageHead
from ui.reading.grid import Need, column_widths, squeezed
from ui.reading.highlights import Mark
from ui.reading.page import build
from ui.reading.sideways import Pane
from ui.reading.typography import ReadingStyle
from ui.reading.view import ReadingView

pytestmark = pytest.mark.usefixtures("app")

HEAD = PageHead("The Delta Review", "By Nell Arkwood", "2024", 3)
CODE = (
    "def flood(level: float, *, since: datetime, until: datetime) -> Iterator[tuple[str, float]]:\n"
    "    for gauge in sorted(gauges(since, until), key=lambda gauge: (gauge.river, gauge.name)):\n"
    "\tyield gauge.name, 𠮷野家, gauge.level  # قال السكان إن الماء ارتفع\n"
    "short"
)
ROWS = (
    ("Gemeinde", "Bewässerungsgenossenschaft", "Internationalisierung", "Hochwasserschutz", "2022"),
    ("Wien", "kantor pusat di Jakarta Selatan", "Verwaltungsgericht", "seit Mai", "1.234.567"),
    ("閉館の音楽は流れない", "قرية على ضفة النهر", "لפני", "👍🏽 x", "12"),
    ("Altenkirchen-Oberndorf", "Kepemimpinan", "Oberverwaltungsgericht", "Donaudampf", "7"),
)
FIRST, LAST = "Before it stand some words of running text. ", "After it stand others. "


def block(text: str, *containers: object, kind: str = "paragraph", **given: object) -> Block:
    made = leaf(kind, text, containers=containers, **given)  # type: ignore[arg-type]  # leaf's own
    assert made is not None
    return made


def table(rows: tuple[tuple[str, ...], ...] = ROWS) -> list[Block]:
    return [
        block(words, Table(100), Cell(101 + 100 * r + c, r, c, header=r == 0))
        for r, row in enumerate(rows)
        for c, words in enumerate(row)
    ]


def article(*middle: Block, direction: Direction = "ltr") -> Document:
    head = leaf("heading", "The pump", level=1)
    assert head is not None
    blocks = (head, block(FIRST * 3), *middle, block(LAST * 30))
    return Document(blocks, lang="en", direction=direction)


def code(text: str = CODE, *containers: object, **given: object) -> Block:
    return block(text, *containers, kind="code", **given)


def passage(document: Document, words: str) -> Passage:
    start = document.text.index(words)
    return Passage(start, start + len(words))


@pytest.fixture
def view(app: QApplication) -> Iterator[ReadingView]:
    made = ReadingView()
    made.resize(760, 700)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def panes(view: ReadingView) -> list[Pane]:
    assert view._shown is not None
    return list(view._shown.layout.sideways.panes(range(view._shown.positions.count)))


def pane(view: ReadingView) -> Pane:
    (only,) = panes(view)
    return only


def middle(view: ReadingView, words: str) -> QPoint:
    """The middle of these words, as they are seen."""
    assert view._shown is not None
    line = view._shown.layout.lines(passage(view._shown.document, words))[0]
    return (line.center() - QPointF(0, view.verticalScrollBar().value())).toPoint()


def turn(
    view: ReadingView,
    at: QPoint,
    across: int,
    down: int = 0,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.viewport().mapToGlobal(at)),
        QPoint(),
        QPoint(across, down),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


# --- widths of columns ---------------------------------------------------------------------------


@st.composite
def asked(draw: st.DrawFn) -> tuple[list[Need], int]:
    columns = draw(st.integers(1, 7))
    needs = []
    for _n in range(draw(st.integers(0, 12))):
        column = draw(st.integers(0, columns - 1))
        over = draw(st.integers(1, columns - column))
        least = draw(st.integers(1, 300))
        needs.append(Need(column, over, least, least + draw(st.integers(0, 900))))
    return needs, columns


@given(asked(), st.integers(100, 900), st.integers(50, 300))
def test_no_column_is_narrower_than_its_words_and_all_fill_the_room(
    given_needs: tuple[list[Need], int], room: int, comfort: int
) -> None:
    needs, columns = given_needs
    widths = column_widths(needs, columns, room, comfort)
    assert len(widths) == columns
    assert all(width >= 0 for width in widths)
    for need in needs:
        assert sum(widths[need.column : need.column + need.columns]) >= need.least
    assert sum(widths) >= room


@given(asked(), st.integers(50, 300))
def test_a_table_that_has_the_room_needs_no_more(
    given_needs: tuple[list[Need], int], comfort: int
) -> None:
    needs, columns = given_needs
    room = sum(need.least for need in needs) + 1
    assert sum(column_widths(needs, columns, room, comfort)) == room


@given(st.lists(st.integers(1, 400), min_size=1, max_size=12), st.integers(1, 900))
def test_a_squeezed_table_fits_and_only_its_widest_columns_give_way(
    widths: list[int], room: int
) -> None:
    fitted = squeezed(widths, room)
    assert sum(fitted) == min(room, sum(widths))
    for width, wanted in zip(fitted, widths, strict=True):
        assert width == wanted or width >= max(fitted) - 1


# --- what is seen and where ----------------------------------------------------------------------


MIDDLES: dict[str, list[Block]] = {
    "code": [code()],
    "code in a quote": [code(CODE, Quote(7))],
    "table": table(),
    "code in a table": [
        block("one", Table(100), Cell(101, 0, 0)),
        code(CODE, Table(100), Cell(102, 0, 1)),
    ],
    "arabic": [code(CODE, direction="ltr"), *table()],
}


@pytest.mark.parametrize("which", MIDDLES)
def test_what_is_seen_is_within_its_pane_and_hit_where_it_is_seen(
    view: ReadingView, which: str
) -> None:
    direction: Direction = "rtl" if which == "arabic" else "ltr"
    document = article(*MIDDLES[which], direction=direction)
    view.show_document(document, HEAD)
    assert view._shown is not None
    layout, found = view._shown.layout, panes(view)
    assert found
    for share in (0, 0.3, 1):
        for each in panes(view):
            view.scroll_sideways(each, share * each.most)
        for offset in range(len(document.text)):
            char = Passage(offset, offset + 1)
            of_pane = layout.sideways.pane(document.block_at(offset))
            lines = layout.lines(char)
            if of_pane is not None:
                assert all(of_pane.sight.contains(line) or not line.width() for line in lines)
            if lines and layout.shows(offset) and document.text[offset].isascii():
                assert layout.offset_at(lines[0].center()) in (offset, offset + 1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rich_documents(), st.integers(200, 900), st.integers(0, 2000))
def test_any_article_scrolled_anywhere_shows_its_words_within_its_panes(
    document: Document, width: int, to: int
) -> None:
    view = ReadingView()
    view.resize(width, 500)
    view.show_document(document, HEAD)
    for each in panes(view):
        view.scroll_sideways(each, to)
    for each in panes(view):
        assert 0 <= each.at <= each.most
        assert each.groove.contains(each.thumb)
    assert view._shown is not None
    layout = view._shown.layout
    for at, start in enumerate(document.starts):
        of_pane = layout.sideways.pane(at)
        whole = Passage(start, start + len(document.blocks[at].text))
        for line in layout.lines(whole) if of_pane is not None else ():
            assert of_pane is not None
            assert of_pane.sight.left() <= line.left() <= line.right() <= of_pane.sight.right()
    assert view.horizontalScrollBar().maximum() == 0
    view.deleteLater()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_brought_into_sight_can_be_read(data: st.DataObject) -> None:
    which = data.draw(st.sampled_from(sorted(MIDDLES)))
    document = article(*MIDDLES[which])
    view = ReadingView()
    view.resize(data.draw(st.integers(320, 900)), 700)
    view.show_document(document, HEAD)
    for _n in range(3):
        start = data.draw(st.integers(0, len(document.text) - 2))
        if document.text[start].isspace():
            continue
        view.bring(Passage(start, min(len(document.text), start + data.draw(st.integers(1, 60)))))
        assert view._shown is not None
        assert view._shown.layout.shows(start)
        assert view.horizontalScrollBar().maximum() == 0
    view.deleteLater()


@pytest.mark.parametrize("which", ["table", "code"])
@pytest.mark.parametrize("width", [300, 480, 760, 1200])
def test_no_word_of_a_table_and_no_line_of_code_is_broken(
    view: ReadingView, which: str, width: int
) -> None:
    document = article(*MIDDLES[which])
    view.show_document(document, HEAD)
    view.resize(width, 700)
    settle()
    assert view._shown is not None
    for at, each in enumerate(document.blocks[2:-1], 2):
        layout = view._shown.layout.block(at).layout()
        if each.kind == "code":
            assert layout.lineCount() == each.text.count("\n") + 1
        for number in range(1, layout.lineCount()) if each.text.isascii() else ():
            assert each.text[layout.lineAt(number).textStart() - 1] in " -"


def test_a_table_with_room_enough_is_as_wide_as_the_column(view: ReadingView) -> None:
    document = article(*table((("Stadt", "Einwohner"), ("Wien", "1.982.442"))))
    view.show_document(document, HEAD)
    assert panes(view) == []
    assert view._shown is not None
    (wide,) = view._shown.page.wide
    widths = [each.rawValue() for each in wide.table.format().columnWidthConstraints()]  # type: ignore[union-attr]  # there is one
    assert sum(widths) == view._shown.page.column


def test_nothing_is_painted_beside_the_pane(view: ReadingView) -> None:
    document = article(code())
    view.show_document(document, HEAD, [Mark(AnnotationId("k1"), passage(document, CODE), "red")])
    settle()
    for share in (0, 0.5, 1):
        view.scroll_sideways(pane(view), share * pane(view).most)
        settle()
        seen = pane(view).view
        picture = view.viewport().grab().toImage()
        ground = QColor(theme.current().page).rgb()
        beside = [*range(int(seen.left()) - 3), *range(int(seen.right()) + 3, picture.width())]
        rows = range(int(seen.top()), int(seen.bottom()))
        assert {picture.pixel(x, y) for y in rows for x in beside} == {ground}


def test_what_was_hidden_is_painted_when_it_is_scrolled_to(view: ReadingView) -> None:
    view.show_document(article(code("a" + " " * 200 + "WWWW")), HEAD)
    settle()

    def ink() -> int:
        area = pane(view).view.toRect().adjusted(0, 0, 0, -12)
        picture = view.viewport().grab(area).toImage()
        dark = [
            picture.pixelColor(x, y).lightness() < 128
            for x in range(picture.width() // 2, picture.width())
            for y in range(picture.height())
        ]
        return sum(dark)

    assert ink() == 0
    view.scroll_sideways(pane(view), pane(view).most)
    settle()
    assert ink() > 50


# --- marks ---------------------------------------------------------------------------------------


def test_a_hidden_mark_is_not_hit_and_keeps_its_sign(view: ReadingView) -> None:
    document = article(code())
    mark = Mark(AnnotationId("k1"), passage(document, "tuple[str, float]"), "blue", noted=True)
    view.show_document(document, HEAD, [mark])
    y = middle(view, "def flood").y()
    across = [QPoint(x, y) for x in range(view.viewport().width())]
    inside = [at for at in across if pane(view).view.contains(QPointF(at))]
    assert not any(view.hits(at) for at in inside)
    assert any(view.sign_at(at) for at in across if at.x() > pane(view).view.right())
    view.bring(mark.passage)
    assert any(view.hits(at) == [mark.key] for at in inside)
    beside = [at for at in across if at not in inside and view.sign_at(at) is None]
    assert not any(view.hits(at) for at in beside)


def test_a_handle_that_would_stand_at_the_edge_is_not_there(view: ReadingView) -> None:
    document = article(code())
    mark = Mark(AnnotationId("k1"), passage(document, CODE.split("\n")[0]), "blue")
    view.show_document(document, HEAD, [mark])
    view.set_active(mark.key)
    assert [handle.which for handle in view._handles()] == ["start"]
    view.scroll_sideways(pane(view), pane(view).most)
    assert [handle.which for handle in view._handles()] == ["end"]


def test_an_end_held_beside_the_pane_scrolls_it(view: ReadingView) -> None:
    document = article(code())
    mark = Mark(AnnotationId("k1"), passage(document, "flood"), "blue")
    view.show_document(document, HEAD, [mark])
    view.set_active(mark.key)
    handle = view._handles()[1].stem.center().toPoint()
    beside = QPoint(round(pane(view).view.right()) + 30, handle.y())
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=handle)
    QTest.mouseMove(view.viewport(), beside)
    above = view.verticalScrollBar().value()
    assert wait_until(lambda: pane(view).at == pane(view).most)
    assert view.verticalScrollBar().value() == above
    heard: list[Passage] = []
    view.reshaped.connect(lambda _key, reached: heard.append(reached))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert heard[0].end > passage(document, "Iterator").start


@pytest.mark.parametrize("change", ["size", "theme", "mark", "width"])
def test_what_is_scrolled_stays_so(view: ReadingView, change: str, app: QApplication) -> None:
    document = article(code(), *table())
    view.show_document(document, HEAD)
    for each in panes(view):
        view.scroll_sideways(each, 90)
    match change:
        case "size":
            view.set_style(ReadingStyle(size=21))
        case "theme":
            theme.apply(app, "dark", more_contrast=False)
            settle()
            theme.apply(app, "light", more_contrast=False)
            settle()
        case "mark":
            view.put_mark(Mark(AnnotationId("k1"), passage(document, "gauge"), "red"))
        case _:
            view.resize(700, 600)
            settle()
    assert [each.at for each in panes(view)] == [90, 90]


def test_another_article_begins_unscrolled(view: ReadingView) -> None:
    document = article(code())
    view.show_document(document, HEAD)
    view.scroll_sideways(pane(view), 90)
    view.show_document(document, HEAD)
    assert pane(view).at == 0


# --- the hand ------------------------------------------------------------------------------------


def test_a_wheel_turned_sideways_or_with_shift_scrolls_what_it_is_over(view: ReadingView) -> None:
    view.show_document(article(code()), HEAD)
    over, beside = middle(view, "def flood"), middle(view, "Before it")
    turn(view, beside, -120)
    assert pane(view).at == 0
    turn(view, over, -120, -20)
    assert pane(view).at == 60
    turn(view, over, 0, -120, Qt.KeyboardModifier.ShiftModifier)
    assert pane(view).at == 120
    assert view.verticalScrollBar().value() == 0
    turn(view, over, -20, -120)
    assert pane(view).at == 120
    assert view.verticalScrollBar().value() > 0


def test_the_bar_is_dragged_and_clicked_beside_its_thumb(view: ReadingView) -> None:
    document = article(code())
    view.show_document(document, HEAD)
    heard: list[object] = []
    view.mark_clicked.connect(heard.append)
    view.selected.connect(heard.append)
    at = pane(view).thumb.center().toPoint()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(view.viewport(), at + QPoint(2000, 90))
    assert pane(view).at == pane(view).most
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    groove = pane(view).groove
    first = QPoint(round(groove.left()) + 2, round(groove.center().y()))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=first)
    assert pane(view).at == 0
    assert heard == []
    assert view.selected_passage() is None


def test_there_is_no_bar_where_all_is_seen(view: ReadingView) -> None:
    view.show_document(article(code("short")), HEAD)
    assert panes(view) == []


@pytest.mark.parametrize("which", ["code", "table"])
def test_words_are_selected_where_they_are_seen(view: ReadingView, which: str) -> None:
    document = article(*MIDDLES[which])
    first, last = ("until", "Iterator") if which == "code" else ("Hochwasserschutz", "2022")
    view.show_document(document, HEAD)
    view.scroll_sideways(pane(view), pane(view).most)
    start, end = middle(view, first), middle(view, last)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), (start + end) / 2)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    selected = view.selected_passage()
    expected = Passage(passage(document, first).start, passage(document, last).end)
    assert selected == expected


def test_a_selection_dragged_beside_the_pane_scrolls_it(view: ReadingView) -> None:
    document = article(code())
    view.show_document(document, HEAD)
    start = middle(view, "flood")
    beside = QPoint(round(pane(view).view.right()) + 30, start.y())
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), beside)
    assert wait_until(lambda: pane(view).at == pane(view).most)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    selected = view.selected_passage()
    assert selected is not None
    assert selected.of(document.text).startswith("flood")
    assert "Iterator" in selected.of(document.text)


def test_a_caret_moved_by_keys_stays_in_sight(view: ReadingView) -> None:
    document = article(code())
    view.show_document(document, HEAD)
    view._show_caret()
    assert view._shown is not None
    caret = view.textCursor()
    caret.setPosition(view._shown.positions.position(2, 0), QTextCursor.MoveMode.MoveAnchor)
    view.setTextCursor(caret)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert pane(view).at > 0
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert pane(view).at < 40


def test_the_sentence_cursor_and_jumps_bring_hidden_words_into_sight(view: ReadingView) -> None:
    document = article(*table())
    view.show_document(document, HEAD)
    view.go_to(passage(document, "1.234.567"))
    assert pane(view).at > 0
    view.step_sentence(1)
    while view.cursor_passage != passage(document, "Gemeinde"):
        before = view.cursor_passage
        view.step_sentence(-1 if before and before.start > document.starts[2] else 1)
        assert view.cursor_passage != before
        assert view.cursor_passage is not None
        assert view._shown is not None
        assert view._shown.layout.shows(view.cursor_passage.start)
    assert pane(view).at == 0


def test_a_link_beside_the_pane_is_not_there(view: ReadingView) -> None:
    words = "x" * 20 + " " + "see the minutes " * 10
    span = Span(21, len(words) - 1, Link("https://example.org"))
    document = article(block(words, kind="code", spans=[span]))
    view.show_document(document, HEAD)
    y = middle(view, "see").y()
    seen = pane(view).view
    where = [x for x in range(view.viewport().width()) if view.link_at(QPoint(x, y)) is not None]
    assert where
    assert min(where) >= seen.left()
    assert max(where) <= seen.right()


# --- much, and paper -----------------------------------------------------------------------------


def test_a_line_of_a_hundred_thousand_characters_is_reached_to_its_end(view: ReadingView) -> None:
    document = article(code("x" * 30 + " y = 1;" * 14_000 + " end"))
    view.show_document(document, HEAD)
    view.bring(passage(document, " end"))
    assert wait_until(lambda: not view.is_awaiting)
    assert view._shown is not None
    assert view._shown.layout.shows(passage(document, "end").start)
    assert pane(view).most - pane(view).at < 100


def test_verses_that_begin_at_the_right_are_wrapped(view: ReadingView) -> None:
    verses = "يقول سكان القرية إن الوعود تكررت في كل موسم انتخابي. " * 5
    view.show_document(article(code(verses), direction="rtl"), HEAD)
    assert panes(view) == []


@pytest.mark.parametrize("columns", [2, 5, 12])
def test_a_page_that_does_not_scroll_wraps_code_and_keeps_tables_within_its_column(
    columns: int,
) -> None:
    rows = tuple((row * 3)[:columns] for row in ROWS)
    document = article(code(), *table(rows))
    page, positions = build(document, HEAD, ReadingStyle(), lambda _src: None)
    page.setTextWidth(page.column)
    page.documentLayout().blockBoundingRect(page.lastBlock())
    assert page.findBlock(positions.start(2)).layout().lineCount() > CODE.count("\n") + 1
    assert page.idealWidth() <= page.column


def test_the_page_itself_never_scrolls_sideways(view: ReadingView) -> None:
    view.show_document(article(code(), *table()), HEAD)
    settle()
    event = QEvent(QEvent.Type.LayoutRequest)
    QApplication.sendEvent(view, event)
    view.selectAll()
    view.select(passage(article(code()), "short"))
    assert view.horizontalScrollBar().maximum() == 0
    assert view.horizontalScrollBar().value() == 0
