"""The panel under the "Aa" button tells each change at once and gives the keyboard back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from reader.settings import Settings
from tests.ui.conftest import settle, wait_until
from ui import theme
from ui.reading.type_controls import Stepper, next_step
from ui.reading.type_panel import (
    USUAL,
    TypeChoice,
    TypePanel,
    place,
)
from ui.reading.typography import MEASURES

pytestmark = pytest.mark.usefixtures("app")

BUTTON = QRect(600, 8, 32, 32)

choices = st.builds(
    TypeChoice,
    size=st.integers(12, 40),
    leading=st.integers(125, 220),
    measure=st.integers(30, 120),
    face=st.sampled_from(["serif", "sans"]),
    justified=st.booleans(),
    theme=st.sampled_from(["light", "sepia", "dark", "system"]),
    more_contrast=st.sampled_from([None, True, False]),
)


@pytest.fixture
def window(app: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    made.resize(800, 600)
    made.show()
    made.activateWindow()
    yield made
    made.hide()
    made.deleteLater()
    settle()


@pytest.fixture
def page(window: QWidget) -> QLineEdit:
    """Stands for the page: it has the keyboard when the panel opens."""
    made = QLineEdit(window)
    made.setGeometry(0, 500, 300, 32)
    made.show()
    made.setFocus()
    assert wait_until(made.hasFocus)
    return made


@pytest.fixture
def panel(window: QWidget, page: QLineEdit) -> TypePanel:
    made = TypePanel(window)
    made.open_at(BUTTON, window.rect())
    assert wait_until(made.size_stepper.hasFocus)
    return made


def heard(panel: TypePanel) -> list[TypeChoice]:
    told: list[TypeChoice] = []
    panel.changed.connect(told.append)
    return told


def press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


# --- laws ----------------------------------------------------------------------------------------


@given(st.integers(12, 300), st.booleans(), st.integers(12, 300), st.integers(1, 12))
def test_a_step_goes_to_the_next_whole_step_from_the_usual(
    value: int, up: bool, usual: int, step: int
) -> None:
    after = next_step(value, up=up, usual=usual, step=step)
    assert (after - usual) % step == 0
    assert 0 < (after - value if up else value - after) <= step


sides = st.integers(0, 500)


@given(sides, sides, st.integers(400, 2000), st.integers(400, 2000), st.booleans())
def test_the_panel_lies_within_its_place_where_it_fits(
    x: int, y: int, wide: int, high: int, from_right: bool
) -> None:
    within, size = QRect(20, 30, wide, high), QSize(300, 330)
    at = place(size, QRect(x, y, 32, 32), within, from_right=from_right)
    assert within.contains(QRect(at, size))


@settings(max_examples=40, deadline=None)
@given(st.lists(choices, min_size=1, max_size=5))
def test_what_is_shown_is_what_was_given_and_nobody_is_told(shown: list[TypeChoice]) -> None:
    window = QWidget()
    panel = TypePanel(window)
    told = heard(panel)
    for choice in shown:
        panel.show_choice(choice)
        assert panel.choice() == choice
        assert panel.size_stepper.value() == choice.size
        assert panel.measure_stepper.value() == choice.measure
        assert panel.sans.isChecked() == (choice.face == "sans")
        assert panel.justified.isChecked() == choice.justified
        assert [each.choice for each in panel.swatches if each.isChecked()] == [choice.theme]
        assert panel.usual.isEnabled() == (choice != USUAL)
    assert told == []
    window.deleteLater()


@settings(max_examples=40, deadline=None)
@given(choices)
def test_a_click_changes_one_thing_alone(choice: TypeChoice) -> None:
    """Even where the settings file holds a size that the panel does not offer."""
    window = QWidget()
    panel = TypePanel(window)
    panel.show_choice(choice)
    told = heard(panel)
    panel.justified.click()
    panel.ragged.click()
    panel.ragged.click()
    changed = [replace(choice, justified=True), replace(choice, justified=False)]
    assert told == (changed[1:] if choice.justified else changed)
    window.deleteLater()


# --- changing ------------------------------------------------------------------------------------


def test_every_control_tells_its_change_at_once(panel: TypePanel) -> None:
    told = heard(panel)
    panel.size_stepper.triggerAction(Stepper.SliderAction.SliderSingleStepAdd)
    panel.leading_stepper.triggerAction(Stepper.SliderAction.SliderSingleStepSub)
    panel.measure_stepper.triggerAction(Stepper.SliderAction.SliderSingleStepAdd)
    panel.sans.click()
    panel.justified.click()
    panel.swatches[1].click()
    panel.contrast.click()
    assert told[-1] == TypeChoice(20, 152, 67, "sans", True, "sepia", True)
    assert len(told) == 7


def test_usual_sets_all_back_and_then_cannot_act(panel: TypePanel) -> None:
    panel.show_choice(TypeChoice(24, 200, 72, "sans", True, "dark", True))
    told = heard(panel)
    panel.usual.click()
    assert told == [TypeChoice.of(Settings())]
    assert not panel.usual.isEnabled()


def test_more_contrast_shows_what_the_system_decided_until_it_is_switched(
    app: QApplication, panel: TypePanel
) -> None:
    theme.apply(app, "light", more_contrast=True)
    panel.show_choice(replace(USUAL, more_contrast=None))
    assert panel.contrast.isChecked()
    told = heard(panel)
    panel.contrast.click()
    assert [each.more_contrast for each in told] == [False]
    theme.apply(app, "light", more_contrast=False)


def test_a_value_out_of_bounds_is_shown_and_left_step_by_step(panel: TypePanel) -> None:
    panel.show_choice(replace(USUAL, size=40))
    told = heard(panel)
    panel.size_stepper.setFocus()
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Down)
    assert [each.size for each in told] == [39]


@pytest.mark.parametrize(
    ("start", "key", "shown"), [(125, Qt.Key.Key_Up, 128), (220, Qt.Key.Key_Down, 218)]
)
def test_line_heights_return_to_the_steps_of_the_usual_one(
    panel: TypePanel, start: int, key: Qt.Key, shown: int
) -> None:
    panel.show_choice(replace(USUAL, leading=start))
    QTest.keyClick(panel.leading_stepper, key)
    assert panel.choice().leading == shown


def test_home_and_end_go_to_the_bounds(panel: TypePanel) -> None:
    QTest.keyClick(panel.measure_stepper, Qt.Key.Key_End)
    assert panel.choice().measure == MEASURES[1]
    QTest.keyClick(panel.measure_stepper, Qt.Key.Key_Home)
    assert panel.choice().measure == MEASURES[0]


@pytest.mark.parametrize("way", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_plus_and_minus_are_where_they_are_painted(
    panel: TypePanel, way: Qt.LayoutDirection
) -> None:
    stepper = panel.size_stepper
    stepper.setLayoutDirection(way)
    told = heard(panel)
    for half in (stepper.more(), stepper.more(), stepper.less()):
        QTest.mouseClick(stepper, Qt.MouseButton.LeftButton, pos=half.center())
    QTest.mouseClick(stepper, Qt.MouseButton.LeftButton, pos=stepper.rect().center())
    assert [each.size for each in told] == [20, 21, 20]
    toward_more = Qt.Key.Key_Left if stepper.isRightToLeft() else Qt.Key.Key_Right
    QTest.keyClick(stepper, toward_more)
    assert panel.choice().size == 21


def test_a_held_plus_goes_on_and_ends_when_it_is_let_go(panel: TypePanel) -> None:
    stepper = panel.size_stepper
    QTest.mousePress(stepper, Qt.MouseButton.LeftButton, pos=stepper.more().center())
    assert wait_until(lambda: panel.choice().size > 21)
    QTest.mouseRelease(stepper, Qt.MouseButton.LeftButton, pos=stepper.more().center())
    assert stepper.repeatAction() == Stepper.SliderAction.SliderNoAction


# --- the keyboard --------------------------------------------------------------------------------


def test_tab_goes_round_inside_and_halts_once_in_each_group(panel: TypePanel) -> None:
    panel.show_choice(replace(USUAL, theme="sepia"))
    passed: list[QWidget | None] = []
    for _ in range(8):
        passed.append(QApplication.focusWidget())
        press(Qt.Key.Key_Tab)
    steppers = [panel.size_stepper, panel.leading_stepper, panel.measure_stepper]
    chosen = [panel.serif, panel.ragged, panel.swatches[1]]
    assert passed == [*steppers, *chosen, panel.contrast, panel.usual]
    assert panel.size_stepper.hasFocus()
    press(Qt.Key.Key_Backtab)
    assert panel.usual.hasFocus()
    assert panel.usual.ringed


def test_the_keyboard_stays_inside_when_usual_can_no_longer_act(panel: TypePanel) -> None:
    panel.show_choice(replace(USUAL, size=22))
    panel.usual.setFocus()
    press(Qt.Key.Key_Space)
    assert panel.isVisible()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert panel.isAncestorOf(focused)


def test_arrows_choose_within_a_group(panel: TypePanel) -> None:
    panel.show_choice(replace(USUAL, theme="light"))
    told = heard(panel)
    panel.swatches[0].setFocus()
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    assert [each.theme for each in told] == ["sepia", "dark"]
    assert panel.swatches[2].hasFocus()


def test_escape_puts_it_away_and_gives_the_keyboard_back(panel: TypePanel, page: QLineEdit) -> None:
    press(Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert page.hasFocus()


def test_letters_do_not_reach_the_shortcuts_of_the_window(
    window: QWidget, panel: TypePanel
) -> None:
    ran: list[str] = []
    for key in ("N", "Right", "Escape", "Ctrl+B"):
        shortcut = QShortcut(QKeySequence(key), window)
        shortcut.activated.connect(partial(ran.append, key))
    stepper = panel.size_stepper
    press(Qt.Key.Key_N)
    press(Qt.Key.Key_Right)
    assert panel.choice().size == 20
    QTest.keyClick(stepper, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Escape)
    assert ran == ["Ctrl+B"]


# --- the mouse beside it -------------------------------------------------------------------------


def test_a_press_beside_it_puts_it_away_and_still_acts(
    window: QWidget, panel: TypePanel, page: QLineEdit
) -> None:
    clicked: list[bool] = []
    button = _button(window, QRect(10, 10, 40, 40), clicked)
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=panel.card().topLeft() + QPoint(5, 5))
    assert panel.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not panel.isVisible()
    assert clicked
    assert page.hasFocus()


def test_a_press_on_its_own_button_only_puts_it_away(window: QWidget, panel: TypePanel) -> None:
    clicked: list[bool] = []
    button = _button(window, BUTTON, clicked)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not panel.isVisible()
    assert not clicked
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert clicked


class _Plain(QAbstractButton):
    def paintEvent(self, event: object) -> None:
        pass


def _button(window: QWidget, at: QRect, clicked: list[bool]) -> QAbstractButton:
    button = _Plain(window)
    button.setGeometry(at)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # as all buttons of the window
    button.clicked.connect(lambda: clicked.append(True))
    button.show()
    return button


def test_another_place_that_takes_the_keyboard_keeps_it(window: QWidget, panel: TypePanel) -> None:
    other = QLineEdit(window)
    other.show()
    other.setFocus()
    assert not panel.isVisible()
    assert other.hasFocus()


def test_it_is_put_away_when_its_window_changes_size(window: QWidget, panel: TypePanel) -> None:
    window.resize(700, 600)
    assert wait_until(lambda: not panel.isVisible())


def test_it_can_go_while_it_is_open(panel: TypePanel, page: QLineEdit) -> None:
    panel.deleteLater()
    settle()
    QTest.keyClicks(page, "still here")
    assert page.text() == "still here"


def test_who_had_the_keyboard_may_be_gone(panel: TypePanel, page: QLineEdit) -> None:
    page.deleteLater()
    settle()
    panel.put_away()
    assert not panel.isVisible()


# --- what is said and seen -----------------------------------------------------------------------


def test_every_control_has_a_name_and_a_tip(panel: TypePanel) -> None:
    controls = [*panel.findChildren(QAbstractButton), *panel.findChildren(Stepper)]
    assert len(controls) == 13
    for control in controls:
        said = QAccessible.queryAccessibleInterface(control)
        assert said.text(QAccessible.Text.Name)
        assert control.toolTip()


def test_a_screen_reader_hears_sliders_and_choices(panel: TypePanel) -> None:
    def role(widget: QWidget) -> QAccessible.Role:
        return QAccessible.queryAccessibleInterface(widget).role()

    assert role(panel.leading_stepper) == QAccessible.Role.Slider
    assert role(panel.serif) == QAccessible.Role.RadioButton
    assert role(panel.contrast) == QAccessible.Role.CheckBox
    assert panel.leading_stepper.accessibleDescription() == "1.58"


def test_the_panel_fits_the_smallest_window(panel: TypePanel) -> None:
    assert panel.card().height() <= 352
    assert panel.card().width() == theme.scaled(300)


@pytest.mark.parametrize("name", ["light", "sepia", "dark"])
def test_it_paints_in_every_theme(app: QApplication, panel: TypePanel, name: theme.Name) -> None:
    theme.apply(app, name, more_contrast=False)
    panel.show_choice(replace(USUAL, theme=name, more_contrast=True))
    card = panel.grab(panel.card()).toImage()
    assert card.pixelColor(card.width() // 2, 6) == theme.current().floating
