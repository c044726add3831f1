"""The small parts: what they show, what they say, and how they behave under keys and mouse."""

from __future__ import annotations

import re
from typing import Protocol, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QAction, QCursor, QFocusEvent, QImage, QPainter
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from reader.text import direction
from tests.ui.conftest import settle, wait_until
from ui import paint, parts, theme

W = TypeVar("W", bound=QWidget)


class Show(Protocol):
    def __call__(self, widget: W) -> W: ...


TITLES = [
    "Jens Stoltenberg Mundur Sebagai Sekjen NATO, Digantikan oleh Mark Rutte",
    "قرية على ضفة النهر تنتظر الجسر منذ ثلاثين عاماً",
    "כפר על גדת הנהר ממתין לגשר שלושים שנה",
    "नदी किनारे का गाँव तीस साल से पुल की राह देख रहा है",
    "小さな町の図書館が夜も開いている理由",
    "👩‍👩‍👧‍👦 a family, é́ and ğ̈, 👨🏽‍🚒 and more",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenverordnungsgesetz",
]

words_of_people = st.one_of(
    st.sampled_from(TITLES),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=80),
    st.text(alphabet="אבג دهو e\u0301 👩\u200d👧 字\u202e\u2066\n", max_size=40),
)


@pytest.fixture
def action() -> QAction:
    action = QAction("&Mark && keep")
    action.setShortcut("Ctrl+M")
    return action


def pixels(widget: QWidget) -> bytes:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return bytes(image.constBits())


# --- text ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("app")
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words_of_people, st.integers(20, 300))
def test_elided_words_fit_and_begin_as_the_words_do(words: str, width: int) -> None:
    words = re.sub(r"[\n\r\t\v\f\u0085\u2028\u2029]", " ", words)
    font = theme.ui_font(13)
    short = paint.elided(words, font, width, rtl=direction(words) == "rtl")
    if short != words:
        assert short.endswith("…")
        assert words.startswith(short[:-1])
        assert short == "…" or paint.advance(short, font) <= width + 1


@pytest.mark.usefixtures("app")
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words_of_people, st.integers(40, 300), st.integers(0, 4))
def test_no_text_takes_more_lines_than_it_was_given(words: str, width: int, most: int) -> None:
    image = QImage(width, 100, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    colour, font = theme.current().text, theme.ui_font(13)
    counted = paint.lines(None, 0, 0, width, words, font, colour, most, 19)
    painted = paint.lines(painter, 0, 0, width, words, font, colour, most, 19)
    painter.end()
    assert counted == painted <= most


def inked(image: QImage) -> tuple[int, int]:
    """The leftmost and rightmost columns that are not white."""
    columns = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).lightness() < 200 for y in range(image.height()))
    ]
    return columns[0], columns[-1]


@pytest.mark.usefixtures("app")
def test_arabic_is_set_from_the_right_and_loses_its_left_end() -> None:
    for title in (TITLES[1], TITLES[2]):
        image = QImage(160, 20, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        font = theme.ui_font(13)
        paint.lines(painter, 0, 0, 160, title, font, theme.current().text, 1, 20)
        painter.end()
        left, right = inked(image)
        assert right > 155
        ellipsis = image.copy(left, 0, 10, 20)  # three dots: ink low in the line only
        assert inked(ellipsis.copy(0, 10, 10, 10))
        assert all(
            ellipsis.pixelColor(x, y).lightness() > 200 for x in range(8) for y in range(3, 9)
        )


# --- plain words ---------------------------------------------------------------------------------


def test_markup_in_others_words_is_shown_not_obeyed(show: Show) -> None:
    hostile = '<img src="file:///etc/passwd"><b>bold</b>'
    label = show(parts.Words(hostile, wrap=True))
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert "<img" not in parts.plain_tip(hostile)
    assert parts.plain_tip("a < b") == "a < b"


def test_words_without_room_are_elided_and_whole_in_the_tooltip(show: Show) -> None:
    label = parts.Words("A sentence of some length that will not fit <b>here</b>")
    label.resize(500, 20)
    show(label)
    assert label.toolTip() == ""
    label.resize(80, 20)
    settle()
    assert "&lt;b&gt;" in label.toolTip()
    label.setText("Brief")
    assert label.toolTip() == ""


# --- buttons -------------------------------------------------------------------------------------


def test_an_icon_button_says_its_name_and_key(action: QAction, show: Show) -> None:
    button = show(parts.IconButton(action, "highlight"))
    assert button.size().toTuple() == (32, 32)
    assert button.accessibleName() == "Mark & keep"
    assert button.toolTip() == "Mark & keep (Ctrl+M)"


def drawn(widget: QWidget, *, flipped: bool) -> list[bool]:
    """Which pixels are dark, line by line, from the left or from the right."""
    image = widget.grab().toImage()
    across = range(image.width())[:: -1 if flipped else 1]
    lines = range(image.height())
    return [image.pixelColor(x, y).lightness() < 160 for y in lines for x in across]


@pytest.mark.parametrize(
    ("icon", "turns"),
    [("back", True), ("forward", True), ("sidebar", True), ("notes", True), ("tag", False)],
)
def test_icons_that_tell_a_side_turn_with_the_window(
    show: Show, action: QAction, icon: str, turns: bool
) -> None:
    button = show(parts.IconButton(action, icon))
    before = drawn(button, flipped=turns)
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert drawn(button, flipped=False) == before


def test_a_button_follows_its_action(action: QAction, show: Show) -> None:
    button = show(parts.IconButton(action, "star"))
    action.setCheckable(True)
    action.setChecked(True)
    assert button.isChecked()
    action.setEnabled(False)
    assert not button.isEnabled()
    action.setVisible(False)
    assert not button.isVisible()
    action.setVisible(True)
    action.setEnabled(True)
    triggered = QSignalSpy(action.triggered)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert triggered.count() == 1
    assert not action.isChecked()
    assert not button.isChecked()


def test_a_star_that_is_on_looks_different(action: QAction, show: Show) -> None:
    action.setCheckable(True)
    button = show(parts.IconButton(action, "star"))
    off = pixels(button)
    action.setChecked(True)
    settle()
    assert pixels(button) != off


def test_only_the_keyboard_gets_a_ring(action: QAction, show: Show) -> None:
    button = show(parts.IconButton(action, "add"))
    button.clearFocus()
    bare = pixels(button)
    for reason, ringed in (
        (Qt.FocusReason.MouseFocusReason, False),
        (Qt.FocusReason.TabFocusReason, True),
        (Qt.FocusReason.ShortcutFocusReason, True),
    ):
        QApplication.sendEvent(button, QFocusEvent(QEvent.Type.FocusIn, reason))
        assert button.ringed is ringed
        assert (pixels(button) != bare) is ringed
        QApplication.sendEvent(button, QFocusEvent(QEvent.Type.FocusOut, reason))
    assert pixels(button) == bare


def test_space_presses_a_focused_button(action: QAction, show: Show) -> None:
    button = show(parts.IconButton(action, "add"))
    triggered = QSignalSpy(action.triggered)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert triggered.count() == 1


def test_a_button_of_an_action_with_a_menu_opens_it(action: QAction, show: Show) -> None:
    button = show(parts.IconButton(action, "more"))
    menu = QMenu(button)
    menu.addAction("One")
    action.setMenu(menu)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert menu.isVisible()
    menu.close()


def test_a_chip_of_its_own_is_a_switch(show: Show) -> None:
    chip = show(parts.Chip("Doubt", "red"))
    toggled = QSignalSpy(chip.toggled)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert chip.isChecked()
    assert toggled.count() == 1
    assert chip.accessibleName() or chip.text() == "Doubt"
    assert chip.height() == 26


def test_parts_take_the_colours_of_a_new_theme(
    action: QAction, show: Show, app: QApplication
) -> None:
    pane = parts.Pane("panel", "right")
    pane.column.addWidget(parts.header(parts.IconButton(action, "add"), 6, parts.Words("Notes")))
    pane.column.addWidget(parts.Chip("Claim", "blue"))
    show(pane)
    light = pixels(pane)
    try:
        theme.apply(app, "dark", more_contrast=False)
        settle()
        dark = pixels(pane)
        assert pane.grab().toImage().pixelColor(60, 2) == theme.load("dark").panel
    finally:
        theme.apply(app, "light", more_contrast=False)
    settle()
    assert dark != light
    assert pixels(pane) == light


# --- search field --------------------------------------------------------------------------------


def test_escape_first_empties_the_search_field_and_then_leaves_it(show: Show) -> None:
    field = show(parts.SearchField("Search articles and notes"))
    left = QSignalSpy(field.left)
    field.setText("Rutte’s")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert left.count() == 0
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert left.count() == 1


def test_the_cross_in_the_search_field_is_there_only_for_words(show: Show) -> None:
    field = show(parts.SearchField("Search"))
    field.resize(200, 32)
    (cross,) = field.findChildren(parts.IconButton)
    assert not cross.isVisible()
    field.setText("قرية")
    assert cross.isVisible()
    assert cross.accessibleName()
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert field.text() == ""
    assert not cross.isVisible()


# --- empty state, message bar, tip ---------------------------------------------------------------


def test_an_empty_state_says_what_to_do_and_does_it(action: QAction, show: Show) -> None:
    link = QAction("or open the samples")
    state = parts.EmptyState("page", "Nothing to read yet", "Paste a link.", action, link)
    state.resize(600, 500)
    show(state)
    triggered, linked = QSignalSpy(action.triggered), QSignalSpy(link.triggered)
    (button,) = state.findChildren(parts.PrimaryButton)
    (other,) = state.findChildren(parts.LinkButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    assert (triggered.count(), linked.count()) == (1, 1)


@pytest.fixture
def bar(show: Show) -> parts.MessageBar:
    QCursor.setPos(790, 590)  # not on the bar, which would wait for it
    window = QWidget()
    window.resize(500, 40)
    bar = parts.MessageBar(window, stay=30)
    bar.resize(500, 40)
    show(window)
    return bar


def test_what_was_said_goes_by_itself_and_what_failed_stays(bar: parts.MessageBar) -> None:
    bar.say("Marked as Doubt.")
    assert bar.isVisible()
    assert wait_until(lambda: not bar.isVisible())
    bar.warn("The page could not be fetched. Check the address.")
    QTest.qWait(90)
    assert bar.isVisible()
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_a_message_waits_while_the_keyboard_is_on_it(
    bar: parts.MessageBar, action: QAction
) -> None:
    bar.say("Marked as Doubt.", action)
    offer = bar.offer()
    assert offer is not None
    offer.setFocus(Qt.FocusReason.TabFocusReason)
    settle()
    QTest.qWait(90)
    assert bar.isVisible()
    offer.clearFocus()
    assert wait_until(lambda: not bar.isVisible())


def test_an_offer_is_taken_once_and_replaced_by_the_next(
    bar: parts.MessageBar, action: QAction
) -> None:
    bar.say("Marked as Doubt.", action)
    triggered = QSignalSpy(action.triggered)
    offer = bar.offer()
    assert offer is not None
    QTest.mouseClick(offer, Qt.MouseButton.LeftButton)
    assert triggered.count() == 1
    assert not bar.isVisible()
    bar.say("Saved.")
    settle()
    assert bar.offer() is None
    assert bar.findChildren(parts.LinkButton) == []


def test_a_message_shows_others_words_plainly(bar: parts.MessageBar) -> None:
    bar.warn("“<b>Title</b>” was not added.")
    label = bar.findChild(QLabel)
    assert isinstance(label, QLabel)
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_tip_stays_inside_its_window(show: Show) -> None:
    window = QWidget()
    window.resize(300, 100)
    show(window)
    tip = parts.Tip(window)
    for over in (QRect(0, 60, 32, 32), QRect(280, 60, 32, 32), QRect(100, 0, 32, 32)):
        tip.tell("Doubt", "6", over)
        assert window.rect().contains(tip.geometry())
        assert not tip.geometry().intersects(over)
