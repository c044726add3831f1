"""A long page is set in slices: the same page as one set whole, and jumps that wait for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reader.model import AnnotationId, Document, Passage, leaf
from tests.reader.strategies import documents
from tests.ui.conftest import wait_until
from ui.reading.document import PageDocument, PageHead
from ui.reading.highlights import Mark
from ui.reading.page import Setting, build
from ui.reading.typography import ReadingStyle
from ui.reading.view import ReadingView

pytestmark = pytest.mark.usefixtures("app")

HEAD = PageHead("The Delta Review", "By Nell Arkwood", "2024", 3)
SENTENCES = "The board of the Oost water authority met on Tuesday. It decided to replace the pump. "


def _no_picture(_src: str) -> None:
    return None


def long(paragraphs: int) -> Document:
    body = [
        leaf("paragraph", f"These are minutes of day {number}. {SENTENCES * 4}")
        for number in range(paragraphs)
    ]
    head = leaf("heading", "The pump", level=1)
    return Document(tuple(block for block in (head, *body) if block is not None), lang="en")


def formats(page: QTextDocument) -> list[tuple[str, float, float, float]]:
    """Each block's words, spaces above and below, and indent."""
    found = []
    block = page.begin()
    while block.isValid():
        space = block.blockFormat()
        words = block.text()
        found.append((words, space.topMargin(), space.bottomMargin(), space.leftMargin()))
        block = block.next()
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), st.integers(1, 7), st.booleans())
def test_a_page_set_in_slices_is_the_page_set_whole(
    document: Document, slice: int, justified: bool
) -> None:
    style = ReadingStyle(justified=justified)
    whole, places = build(document, HEAD, style, _no_picture)
    page = PageDocument(_no_picture)
    setting = Setting(page, document, HEAD, style)
    while not setting.done:
        setting.reach(setting.positions.count + slice)
    assert formats(page) == formats(whole)
    assert page.leaves == whole.leaves
    last = len(document.blocks)
    assert [setting.positions.start(n) for n in range(last)] == [
        places.start(n) for n in range(last)
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), st.integers(0, 10**6), st.integers(0, 10**6))
def test_soft_hyphens_move_no_passage(document: Document, one: int, other: int) -> None:
    page, places = build(document, HEAD, ReadingStyle(justified=True), _no_picture)
    length = len(document.text)
    start, end = sorted((one % (length + 1), other % (length + 1)))
    raw = page.toRawText().replace("\u2029", "\n").replace("\u2028", "\n")
    units = raw.encode("utf-16-le", "surrogatepass")
    for (leaf_at, piece), (low, high) in zip(
        document.pieces(Passage(start, end)), places.to_view(Passage(start, end)), strict=True
    ):
        shown = units[2 * low : 2 * high].decode("utf-16-le", "surrogatepass")
        assert shown.replace("\u00ad", "") == piece.of(document.blocks[leaf_at].text)
    for offset in (start, end):
        at = document.block_at(offset)
        within = offset - document.starts[at]
        if within <= len(document.blocks[at].text):
            assert places.to_text(places.position(at, within)) == offset


@pytest.fixture
def view(app: QApplication) -> Iterator[ReadingView]:
    made = ReadingView()
    made.resize(800, 600)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def test_a_long_page_shows_its_beginning_and_is_set_to_the_end_meanwhile(
    view: ReadingView,
) -> None:
    document = long(600)
    view.show_document(document, HEAD)
    assert len(view.document().toPlainText()) < len(document.text)
    assert wait_until(lambda: view.document().blockCount() > 600)
    assert view.position()[0] == 0


def test_a_jump_waits_until_the_page_is_set_so_far_and_then_arrives(view: ReadingView) -> None:
    document = long(600)
    goal = Passage(document.starts[-1], document.starts[-1] + 20)
    mark = Mark(AnnotationId("k00001"), goal, "blue")
    view.show_document(document, HEAD, [mark])
    view.go_to(goal)
    assert view.is_awaiting
    assert wait_until(lambda: not view.is_awaiting)
    box = view.box_of(mark.key)
    assert box is not None
    assert view.viewport().rect().contains(box)


def test_a_place_that_was_kept_is_not_lost_while_it_is_waited_for(view: ReadingView) -> None:
    document = long(600)
    offset = document.starts[550]
    view.show_document(document, HEAD, at=offset)
    assert view.position()[0] == offset
    assert wait_until(lambda: not view.is_awaiting)
    assert document.block_at(view.position()[0]) in (549, 550)


def test_a_turn_of_the_wheel_or_esc_gives_up_waiting(view: ReadingView) -> None:
    document = long(600)
    view.show_document(document, HEAD)
    view.go_to(Passage(document.starts[-1], document.starts[-1] + 20))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not view.is_awaiting
    assert view.verticalScrollBar().value() == 0


def columns(view: ReadingView) -> set[int]:
    """The x of everything on the page that is not its ground."""
    image = view.viewport().grab().toImage()
    ground = image.pixel(1, 1)
    heights = range(0, image.height(), 5)
    return {x for x in range(image.width()) if any(image.pixel(x, y) != ground for y in heights)}


def test_a_long_page_made_wider_stands_still_until_it_is_set_to_where_it_was(
    view: ReadingView,
) -> None:
    document = long(1200)
    offset = document.starts[1150]
    view.show_document(document, HEAD, at=offset)
    assert wait_until(lambda: not view.is_awaiting)
    offset = view.position()[0]
    before = columns(view)
    view.resize(1000, 600)
    assert view.is_awaiting
    assert columns(view) == {x + 100 for x in before}
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    assert view.position()[0] == offset
    view.resize(900, 600)
    assert wait_until(lambda: not view.is_awaiting)
    assert document.block_at(view.position()[0]) == document.block_at(offset)
    assert view.verticalScrollBar().value() > 0


@pytest.mark.parametrize(
    "held", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier]
)
def test_the_end_key_goes_to_the_end_of_what_is_not_set_yet(
    view: ReadingView, held: Qt.KeyboardModifier
) -> None:
    document = long(600)
    view.show_document(document, HEAD)
    QTest.keyClick(view, Qt.Key.Key_End, held)
    assert wait_until(lambda: not view.is_awaiting)
    assert view.position()[1] == 1


def test_another_article_ends_the_setting_of_the_first(view: ReadingView) -> None:
    view.show_document(long(600), HEAD)
    short = long(2)
    view.show_document(short, HEAD)
    assert view.document().blockCount() < 10
    view.clear_document()
    assert view.document().isEmpty()


# --- the hand ------------------------------------------------------------------------------------


def centre(view: ReadingView, passage: Passage) -> QPoint:
    assert view._shown is not None
    line = view._shown.layout.lines(passage)[0]
    return QPoint(round(line.center().x()), round(line.center().y()))


def test_keys_step_and_esc_puts_the_cursor_away(view: ReadingView) -> None:
    document = long(3)
    view.show_document(document, HEAD)
    heard: list[Passage | None] = []
    view.cursor_moved.connect(heard.append)
    view.step_sentence(1)
    view.step_sentence(1)
    view.step_sentence(1)
    view.extend_sentence(1)
    assert view.cursor_passage is not None
    assert view.cursor_passage.of(document.text).startswith("The board of the Oost")
    assert view.cursor_passage.of(document.text).endswith("replace the pump.")
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.cursor_passage is None
    assert heard[-1] is None


def test_a_selection_and_the_cursor_put_each_other_away(view: ReadingView) -> None:
    document = long(3)
    view.show_document(document, HEAD)
    view.step_sentence(1)
    view.select(Passage(10, 20))
    assert view.cursor_passage is None
    view.step_sentence(1)
    assert view.selected_passage() is None


def test_an_end_of_the_active_mark_is_dragged_to_other_words(view: ReadingView) -> None:
    document = long(3)
    view.show_document(document, HEAD)
    start = document.text.index("board")
    mark = Mark(AnnotationId("k00001"), Passage(start, start + 5), "blue")
    view.put_mark(mark)
    view.set_active(mark.key)
    heard: list[tuple[str, Passage]] = []
    view.reshaped.connect(lambda key, passage: heard.append((key, passage)))
    (_first, last) = view._handles()
    target = document.text.index("authority")
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=last.stem.center().toPoint())
    QTest.mouseMove(view.viewport(), centre(view, Passage(target, target + 9)))
    QTest.mouseRelease(
        view.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, Passage(target, target + 9))
    )
    assert heard == [(mark.key, Passage(start, target + 9))]


def test_a_drag_given_up_leaves_the_mark_as_it_was(view: ReadingView) -> None:
    document = long(3)
    view.show_document(document, HEAD)
    start = document.text.index("board")
    mark = Mark(AnnotationId("k00001"), Passage(start, start + 5), "blue")
    view.put_mark(mark)
    view.set_active(mark.key)
    (_first, last) = view._handles()
    target = document.text.index("authority")
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=last.stem.center().toPoint())
    QTest.mouseMove(view.viewport(), centre(view, Passage(target, target + 9)))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton)
    assert view.marks() == (mark,)


def test_the_mouse_that_rests_on_a_mark_is_told_once_and_when_it_leaves(view: ReadingView) -> None:
    document = long(3)
    view.show_document(document, HEAD)
    start = document.text.index("board")
    mark = Mark(AnnotationId("k00001"), Passage(start, start + 5), "blue")
    view.put_mark(mark)
    heard: list[tuple[AnnotationId, ...]] = []
    view.hovered.connect(lambda keys, _beside: heard.append(keys))
    QTest.mouseMove(view.viewport(), centre(view, mark.passage))
    assert wait_until(lambda: heard == [(mark.key,)])
    QTest.mouseMove(view.viewport(), QPoint(5, 5))
    assert wait_until(lambda: heard == [(mark.key,), ()])


def test_unselecting_does_not_move_the_page(view: ReadingView) -> None:
    document = long(60)
    view.show_document(document, HEAD)
    view.select(Passage(2, 8))
    view.verticalScrollBar().setValue(900)
    view.select(None)
    assert view.verticalScrollBar().value() == 900


def test_signs_stand_where_lines_end_in_either_direction(view: ReadingView) -> None:
    head = leaf("heading", "قرية على ضفة النهر", level=1)
    body = leaf("paragraph", "يقول سكان القرية إن الوعود تكررت في كل موسم انتخابي. " * 4)
    blocks = tuple(block for block in (head, body) if block is not None)
    for direction in ("rtl", "ltr"):
        document = Document(blocks, "ar", "rtl" if direction == "rtl" else "ltr")
        passage = Passage(document.starts[1], document.starts[1] + 4)
        view.show_document(document, HEAD, [Mark(AnnotationId("k00001"), passage, "blue", True)])
        box = view.box_of(AnnotationId("k00001"))
        assert box is not None
        found = {
            x
            for x in range(view.viewport().width())
            if view.sign_at(QPoint(x, box.center().y())) is not None
        }
        assert found
        column = view._column_left(), view._column_left() + view._column()
        if direction == "rtl":
            assert max(found) < column[0]
        else:
            assert min(found) >= column[1]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(3, 90), st.integers(0, 200))
def test_a_page_opens_at_the_line_where_it_was_left(paragraphs: int, at: int) -> None:
    """Also where the page is not set as far yet, and as often as it is left and opened."""
    document = long(paragraphs)
    view = ReadingView()
    view.resize(620, 400)
    view.show()
    offset = document.starts[1 + at % paragraphs]
    for _time in range(3):
        view.show_document(document, HEAD, at=offset)
        place = view.position()[0]
        bar = view.verticalScrollBar()
        assert place == offset or (bar.value() == bar.maximum() and place < offset)
        offset = place
    view.close()
