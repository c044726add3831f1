"""The hand on the page: ends that are dragged, clicks that cycle, what is rested on and spoken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget

from reader.model import (
    AnnotationId,
    Block,
    Document,
    Footnote,
    Link,
    Passage,
    Picture,
    Span,
    leaf,
)
from tests.ui.conftest import settle, wait_until
from ui.cursor import End
from ui.reading.document import PageHead
from ui.reading.ends import Handle, handles, runs_left
from ui.reading.highlights import WIDER, Box, Drawn, Mark
from ui.reading.view import ReadingView

pytestmark = pytest.mark.usefixtures("app")

HEAD = PageHead("The Delta Review", "By Nell Arkwood", "2024", 3)
LATIN = "The board of the Oost water authority met on Tuesday. It decided to replace the pump."
ARABIC = "يقول سكان القرية إن NATO كررت وعودها. لم يصدقها أحد."
JAPANESE = "午後十時、閉館の音楽は流れない。誰も帰らない。"
HEBREW = "הוועדה התכנסה ביום שלישי. איש לא ענה."
HINDI = "समिति मंगलवार को मिली। किसी ने उत्तर नहीं दिया।"
EMOJI = "They said 👍🏽 twice. Cafe\u0301s stayed shut."


class Speaking(ReadingView):
    """A view whose words to a screen reader can be read."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def say(self, words: str) -> None:
        self.heard += [words] if words else []
        super().say(words)


def document(*blocks: Block | None) -> Document:
    head = leaf("heading", "The pump", level=1)
    return Document(tuple(block for block in (head, *blocks) if block is not None), lang="en")


def article(*paragraphs: str) -> Document:
    return document(*(leaf("paragraph", words) for words in paragraphs))


SCRIPTS = document(
    leaf("paragraph", f"{LATIN} {LATIN}"),
    leaf("paragraph", ARABIC, direction="rtl", lang="ar"),
    leaf("paragraph", JAPANESE, lang="ja"),
    leaf("paragraph", HEBREW, direction="rtl", lang="he"),
    leaf("paragraph", HINDI, lang="hi"),
    leaf("paragraph", EMOJI),
)


def passage(text: Document, words: str) -> Passage:
    start = text.text.index(words)
    return Passage(start, start + len(words))


@pytest.fixture
def single_clicks() -> Iterator[None]:
    """Clicks that follow each other at once are no double clicks."""
    before = QApplication.doubleClickInterval()
    QApplication.setDoubleClickInterval(0)
    yield
    QApplication.setDoubleClickInterval(before)


@pytest.fixture
def view(show: Callable[[QWidget], QWidget], single_clicks: None) -> Speaking:
    view = Speaking()
    view.resize(800, 600)
    show(view)
    view.setFocus()
    return view


def centre(view: ReadingView, where: Passage) -> QPoint:
    """The middle of the first line of a passage, in the viewport."""
    assert view._shown is not None
    line = view._shown.layout.lines(where)[0]
    return QPoint(
        round(line.center().x()), round(line.center().y()) - view.verticalScrollBar().value()
    )


def move(view: ReadingView, here: QPoint) -> None:
    """Moves the mouse there from elsewhere: a move to where it was already is none."""
    QTest.mouseMove(view.viewport(), QPoint(2, 2))
    QTest.mouseMove(view.viewport(), here)


def put(view: ReadingView, where: Passage, key: str = "k00001", *, active: bool = True) -> Mark:
    mark = Mark(AnnotationId(key), where, "blue")
    view.put_mark(mark)
    if active:
        view.set_active(mark.key)
    return mark


def handle(view: ReadingView, which: End) -> Handle:
    return next(each for each in view._handles() if each.which == which)


def press(view: ReadingView, here: QPoint) -> None:
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=here)


def release(view: ReadingView, here: QPoint) -> None:
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=here)


def click(view: ReadingView, here: QPoint) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=here)


def drag(view: ReadingView, from_: QPoint, to: QPoint) -> None:
    press(view, from_)
    QTest.mouseMove(view.viewport(), from_ + (to - from_) / 2)
    QTest.mouseMove(view.viewport(), to)
    release(view, to)


# --- the cursor ----------------------------------------------------------------------------------


def test_the_cursor_steps_through_every_script(view: Speaking) -> None:
    view.show_document(SCRIPTS, HEAD)
    found: list[str] = []
    for _ in range(14):
        view.step_sentence(1)
        assert view.cursor_passage is not None
        found.append(view.cursor_passage.of(SCRIPTS.text))
    assert found[3] == "The board of the Oost water authority met on Tuesday."
    assert found[5:] == [
        "يقول سكان القرية إن NATO كررت وعودها.",
        "لم يصدقها أحد.",
        "午後十時、閉館の音楽は流れない。",
        "誰も帰らない。",
        "הוועדה התכנסה ביום שלישי.",
        "איש לא ענה.",
        "समिति मंगलवार को मिली।",
        "किसी ने उत्तर नहीं दिया।",
        "They said 👍🏽 twice.",
    ]


def test_the_bar_stands_where_a_line_begins_to_be_read(view: Speaking) -> None:
    view.show_document(SCRIPTS, HEAD)
    column = view._column_left()
    ((_top, _bottom, latin),) = view._bars(passage(SCRIPTS, LATIN))
    ((_top, _bottom, arabic),) = view._bars(passage(SCRIPTS, ARABIC))
    assert latin < column
    assert arabic > column + view._column()
    opens, closes = view._strokes(passage(SCRIPTS, "لم يصدقها أحد."))
    assert opens.x() > closes.x()


def test_the_first_step_begins_where_the_reader_clicked(view: Speaking) -> None:
    view.show_document(SCRIPTS, HEAD)
    click(view, centre(view, passage(SCRIPTS, "閉館の音楽")))
    assert view.cursor_passage is None
    view.step_sentence(1)
    assert view.cursor_passage == passage(SCRIPTS, "午後十時、閉館の音楽は流れない。")


def test_the_first_step_takes_a_sentence_in_sight(view: Speaking) -> None:
    text = article(*(f"Page {number} says little. {LATIN}" for number in range(80)))
    view.show_document(text, HEAD)
    view.verticalScrollBar().setValue(1500)
    view.step_sentence(1)
    assert view.cursor_passage is not None
    here = centre(view, view.cursor_passage)
    assert view.viewport().rect().contains(here)
    assert view.verticalScrollBar().value() == 1500


def test_the_cursor_never_leaves_sight(view: Speaking) -> None:
    text = article(*(f"Page {number} says little. {LATIN}" for number in range(40)))
    view.show_document(text, HEAD)
    for by in (*[1] * 60, *[-1] * 45):
        view.step_sentence(by)
        assert view.cursor_passage is not None
        assert view.viewport().rect().contains(centre(view, view.cursor_passage))


def test_a_text_turned_puts_the_cursor_away(view: Speaking) -> None:
    view.show_document(SCRIPTS, HEAD)
    view.step_sentence(1)
    moved = QSignalSpy(view.cursor_moved)
    view.show_document(article(LATIN), HEAD)
    assert view.cursor_passage is None
    assert moved.count() == 1


def test_an_end_of_the_cursor_moves_by_a_word_and_in_japanese_by_a_character(
    view: Speaking,
) -> None:
    view.show_document(SCRIPTS, HEAD)
    for words, shorter in (
        ("The pump", "The"),
        ("誰も帰らない。", "誰も帰らな"),
        ("איש לא ענה.", "איש לא"),
    ):
        view._put(passage(SCRIPTS, words))
        view.move_cursor_end("end", -1)
        if words.endswith((".", "。")):
            view.move_cursor_end("end", -1)
        assert view.cursor_passage == passage(SCRIPTS, shorter)


# --- speech --------------------------------------------------------------------------------------


def test_a_step_is_spoken_with_the_marks_on_it_and_the_caret_is_there(view: Speaking) -> None:
    view.show_document(SCRIPTS, HEAD)
    put(view, passage(SCRIPTS, "誰も"), active=False)
    view.say_mark = lambda key: "Claim: who?"
    where = passage(SCRIPTS, "誰も帰らない。")
    view._put(where)
    assert view.heard == ["誰も帰らない。 Claim: who?"]
    assert view._shown is not None
    assert view._shown.positions.to_text(view.textCursor().position()) == where.start
    assert not view.textCursor().hasSelection()


def test_a_mark_that_becomes_active_is_spoken_once(view: Speaking) -> None:
    view.show_document(SCRIPTS, HEAD)
    mark = put(view, passage(SCRIPTS, "NATO"), active=False)
    view.say_mark = lambda key: "Doubt: since when?"
    view.set_active(mark.key)
    view.set_active(mark.key)
    view.set_active(None)
    assert view.heard == ["Doubt: since when?"]


def test_a_mark_that_the_cursor_makes_active_is_spoken_with_its_words_only(view: Speaking) -> None:
    view.show_document(SCRIPTS, HEAD)
    where = passage(SCRIPTS, "The pump")
    mark = put(view, where, active=False)
    view.say_mark = lambda key: "Lead."
    view.cursor_moved.connect(lambda cursor: view.set_active(mark.key))
    view.step_sentence(1)
    assert view.heard == ["Headline. The pump. Lead."]


# --- dragged ends --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "which", "to", "expected"),
    [
        ("water", "end", "authority", "water authority"),
        ("water", "start", "board", "board of the Oost water"),
        ("سكان", "end", "القرية", "سكان القرية"),
        ("القرية", "start", "يقول", "يقول سكان القرية"),
        ("音楽", "end", "流れ", "音楽は流"),
        ("לא", "start", "איש", "איש לא"),
        ("मंगलवार", "end", "मिली", "मंगलवार को मिली"),
        ("said", "end", "twice", "said 👍🏽 twice"),
    ],
)
def test_an_end_taken_by_its_knob_stays_on_its_line(
    view: Speaking, words: str, which: End, to: str, expected: str
) -> None:
    view.show_document(SCRIPTS, HEAD)
    mark = put(view, passage(SCRIPTS, words))
    reshaped = QSignalSpy(view.reshaped)
    held = handle(view, which)
    knob = held.knob.toPoint()
    goal = centre(view, passage(SCRIPTS, to)) + knob - held.stem.center().toPoint()
    drag(view, knob, goal)
    assert reshaped.count() == 1
    key, now = reshaped.at(0)
    assert key == mark.key
    assert now.of(SCRIPTS.text) == expected


def test_a_hand_that_shakes_on_a_knob_moves_nothing(view: Speaking) -> None:
    view.show_document(SCRIPTS, HEAD)
    mark = put(view, passage(SCRIPTS, "water"))
    reshaped = QSignalSpy(view.reshaped)
    for which in ("start", "end"):
        knob = handle(view, "start" if which == "start" else "end").knob.toPoint()
        press(view, knob)
        QTest.mouseMove(view.viewport(), knob + QPoint(2, 2))
        release(view, knob + QPoint(2, 2))
    assert reshaped.count() == 0
    assert view.marks() == (mark,)
    assert view.active == mark.key


def test_ends_may_cross(view: Speaking) -> None:
    view.show_document(SCRIPTS, HEAD)
    put(view, passage(SCRIPTS, "water"))
    reshaped = QSignalSpy(view.reshaped)
    drag(
        view,
        handle(view, "end").stem.center().toPoint(),
        centre(view, passage(SCRIPTS, "board")),
    )
    assert reshaped.at(0)[1].of(SCRIPTS.text) == "board of the Oost"


def test_an_article_that_turns_during_a_drag_keeps_its_marks(view: Speaking) -> None:
    view.show_document(SCRIPTS, HEAD)
    put(view, passage(SCRIPTS, "water"))
    reshaped = QSignalSpy(view.reshaped)
    press(view, handle(view, "end").stem.center().toPoint())
    QTest.mouseMove(view.viewport(), centre(view, passage(SCRIPTS, "authority")))
    view.show_document(article(LATIN), HEAD)
    release(view, QPoint(300, 300))
    assert view.marks() == ()
    assert reshaped.count() == 0


def test_a_drag_beyond_the_edge_scrolls_until_it_ends(view: Speaking) -> None:
    text = article(*(f"Page {number} says little. {LATIN}" for number in range(40)))
    view.show_document(text, HEAD)
    put(view, passage(text, "little"))
    press(view, handle(view, "end").stem.center().toPoint())
    QTest.mouseMove(view.viewport(), QPoint(300, view.viewport().height() + 60))
    assert wait_until(lambda: view.verticalScrollBar().value() > 200)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not view._edge_timer.isActive()
    assert [mark.passage for mark in view.marks()] == [passage(text, "little")]
    release(view, QPoint(300, 300))


def test_the_mouse_shows_what_it_can_take_hold_of(view: Speaking) -> None:
    view.show_document(SCRIPTS, HEAD)
    put(view, passage(SCRIPTS, "water"))
    move(view, handle(view, "start").knob.toPoint())
    assert view.viewport().cursor().shape() == Qt.CursorShape.SizeHorCursor
    QTest.mouseMove(view.viewport(), centre(view, passage(SCRIPTS, "Tuesday")))
    assert view.viewport().cursor().shape() == Qt.CursorShape.IBeamCursor


@pytest.mark.parametrize(
    ("words", "around", "left"),
    [
        ("NATO", "rtl", False),
        ("NATO كررت", "rtl", True),
        ("القرية", "ltr", True),
        ("13", "rtl", True),
        ("13", "ltr", False),
        ("音楽", "ltr", False),
        ("…", "rtl", True),
    ],
)
def test_an_end_stands_on_the_side_where_its_words_begin(
    words: str, around: str, left: bool
) -> None:
    assert runs_left(words, "rtl" if around == "rtl" else "ltr") is left


def test_handles_go_round_all_that_is_marked_on_a_line() -> None:
    boxes = tuple(Box(QRectF(left, 0, 50, 25), 20) for left in (100.0, 200.0))
    mark = Mark(AnnotationId("k00001"), Passage(0, 9), "blue")
    drawn = Drawn(mark, boxes, lowered=False, opens=True)
    start, end = handles([drawn], opens_rtl=True, ends_rtl=True)
    assert start.stem.center().x() > 200
    assert end.stem.center().x() < 110


# --- clicks --------------------------------------------------------------------------------------


def test_clicks_go_round_the_marks_of_a_single_character(view: Speaking) -> None:
    view.show_document(SCRIPTS, HEAD)
    where = passage(SCRIPTS, "楽")
    keys = [put(view, where, key, active=False).key for key in ("k00001", "k00002")]
    cycled = QSignalSpy(view.cycled)
    for _ in range(3):
        click(view, centre(view, where))
    assert [cycled.at(n) for n in range(3)] == [[keys[1], 1, 2], [keys[0], 2, 2], [keys[1], 1, 2]]


CALLED = document(
    leaf("paragraph", "The fee rose.1", [Span(13, 14, Link("https://oost.example/fee#fn1"))]),
    *(leaf("paragraph", f"{number}. {LATIN}") for number in range(40)),
    leaf("picture", "", [Span(0, 1, Picture("map.png", "A map"))]),
    leaf(
        "paragraph",
        "Minutes of 3 March. ↩",
        [Span(20, 21, Link("https://oost.example/fee#ref1"))],
        containers=(Footnote(1, "1"),),
    ),
)


def test_a_click_on_a_call_goes_to_its_footnote_and_back(view: Speaking) -> None:
    view.show_document(CALLED, HEAD)
    calls = passage(CALLED, "1")
    move(view, centre(view, calls))
    assert view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    click(view, centre(view, calls))
    below = view.verticalScrollBar().value()
    assert below > 0
    assert view.viewport().rect().contains(centre(view, passage(CALLED, "Minutes of 3 March")))
    click(view, centre(view, passage(CALLED, "↩")))
    assert view.viewport().rect().contains(centre(view, calls))


def test_a_call_beside_the_handle_of_a_mark_still_leads_to_its_footnote(view: Speaking) -> None:
    view.show_document(CALLED, HEAD)
    put(view, passage(CALLED, "rose."))
    click(view, centre(view, passage(CALLED, "1")))
    assert view.verticalScrollBar().value() > 0


def test_a_click_on_a_picture_is_told(view: Speaking) -> None:
    view.show_document(CALLED, HEAD)
    told = QSignalSpy(view.picture_clicked)
    where = passage(CALLED, "\ufffc")
    view.go_to(where)
    here = centre(view, where)
    move(view, here)
    assert view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    click(view, here)
    assert told.at(0)[0] == Picture("map.png", "A map")


# --- from right to left --------------------------------------------------------------------------


ARABIC_PAGE = document(
    leaf(
        "paragraph",
        "قررت هيئة المياه يوم الثلاثاء استبدال المضخة القديمة قبل حلول الشتاء. وقد تعطلت "
        "المضخة مرتين هذا العام، وأغلق الطريق خلف السد أياما في كل مرة، كما جاء في محضر "
        "اللجنة رقم 12. وقال رئيسها إن البلدية لن تدفع شيئا من هذا المبلغ.",
        direction="rtl",
        lang="ar",
    ),
)
WORDS_OF_IT = [found.span() for found in re.finditer(r"[\u0621-\u064a]+", ARABIC_PAGE.text)]


@given(word=st.sampled_from(WORDS_OF_IT))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_of_text_from_the_right_just_the_letters_dragged_over_are_selected(
    view: Speaking, word: tuple[int, int]
) -> None:
    view.show_document(ARABIC_PAGE, HEAD)
    assert view._shown is not None
    (box,) = view._shown.layout.lines(Passage(*word))
    inside = box.adjusted(WIDER, 0, -WIDER, 0).translated(0, -view.verticalScrollBar().value())
    begin, end = (
        QPoint(round(x), round(inside.center().y())) for x in (inside.right(), inside.left())
    )
    press(view, begin)
    QTest.mouseMove(view.viewport(), (begin + end) / 2)
    QTest.mouseMove(view.viewport(), end)
    exactly = Qt.KeyboardModifier.AltModifier
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, exactly, end)
    assert view.selected_passage() == Passage(*word)


# --- resting -------------------------------------------------------------------------------------


@dataclass
class Rest:
    keys: tuple[AnnotationId, ...]
    line: QRect


def rests(view: ReadingView) -> list[Rest]:
    heard: list[Rest] = []
    view.hovered.connect(lambda keys, line: heard.append(Rest(keys, line)))
    return heard


def test_resting_tells_the_marks_and_the_line_they_are_on(view: Speaking) -> None:
    view.show_document(SCRIPTS, HEAD)
    mark = put(view, passage(SCRIPTS, "سكان القرية"), active=False)
    heard = rests(view)
    here = centre(view, mark.passage)
    move(view, here)
    assert wait_until(lambda: len(heard) == 1)
    assert heard[0].keys == (mark.key,)
    assert heard[0].line.contains(here)


@pytest.mark.parametrize("ends_it", ["key", "press", "scroll", "turn", "hide"])
def test_resting_ends_with_whatever_the_reader_does(view: Speaking, ends_it: str) -> None:
    text = article(*[LATIN] * 60)
    view.show_document(text, HEAD)
    mark = put(view, passage(text, "water"), active=False)
    heard = rests(view)
    here = centre(view, mark.passage)
    move(view, here)
    assert wait_until(lambda: len(heard) == 1)
    match ends_it:
        case "key":
            QTest.keyClick(view, Qt.Key.Key_A)
        case "press":
            press(view, here)
            release(view, here)
        case "scroll":
            view.verticalScrollBar().setValue(40)
        case "turn":
            view.show_document(article(ARABIC), HEAD)
        case "hide":
            view.hide()
    settle()
    assert heard[1:] == [Rest((), QRect())]
    assert not view._rest_timer.isActive()


def test_a_page_that_is_hidden_first_is_rested_on_by_nobody(view: Speaking) -> None:
    view.show_document(SCRIPTS, HEAD)
    mark = put(view, passage(SCRIPTS, "water"), active=False)
    heard = rests(view)
    move(view, centre(view, mark.passage))
    assert view._rest_timer.isActive()
    view.hide()
    assert not view._rest_timer.isActive()
    assert heard == []
