"""The palette finds what is meant by a few letters, and runs it where the reader was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from reader.library import Library
from reader.settings import Settings
from tests.reader.strategies import texts
from tests.ui.conftest import settle, wait_until
from ui import actions
from ui.palette import FOUND, Entry, Palette, entries_of, matched, ranked
from ui.situation import Situation, suit
from ui.trail import Trail

pytestmark = pytest.mark.usefixtures("app")


def entry(name: str, *, enabled: bool = True, ran: list[str] | None = None) -> Entry:
    heard = [] if ran is None else ran
    return Entry(name, name, "Menu", "", (), enabled, lambda: heard.append(name))


@pytest.mark.parametrize(
    ("typed", "name", "shown"),
    [
        ("exp", "Export…", "Exp"),
        ("en", "Export notes only", "en"),
        ("eno", "Export notes only", "Eno"),
        ("pa", "Next pane", "pa"),
        ("cafe", "Open the Café", "Café"),
        ("sentenceb", "Sentence before", "Sentenceb"),
        ("河", "大河ドラマ", "河"),
    ],
)
def test_letters_are_found_in_a_run_or_at_the_beginnings_of_words(
    typed: str, name: str, shown: str
) -> None:
    letters = matched(typed, name)
    assert letters is not None
    assert "".join(name[index] for index in letters).casefold() == shown.casefold()


def test_letters_that_are_not_all_there_are_no_match() -> None:
    assert matched("xyz", "Export") is None
    assert matched("tropxe", "Export") is None


@settings(max_examples=100, deadline=None)
@given(texts(1, 30), texts(0, 8))
def test_places_ascend_within_the_name(name: str, typed: str) -> None:
    letters = matched(typed, name)
    if letters is not None:
        assert list(letters) == sorted(set(letters))
        assert all(0 <= index < len(name) for index in letters)


def test_the_closest_run_stands_first_and_what_cannot_act_last() -> None:
    names = ["Do the same again", "Next sentence", "Sentence before"]
    lines = [*map(entry, names), entry("Send", enabled=False)]
    found = [each.entry.name for each in ranked("sen", lines)]
    assert found[0] == "Sentence before"
    assert found[-1] == "Send"


def test_what_was_run_lately_stands_first_while_nothing_is_typed() -> None:
    lines = [entry("Add"), entry("Export"), entry("Star")]
    found = [each.entry.name for each in ranked("", lines, ["Star", "Export"])]
    assert found == ["Star", "Export", "Add"]


@pytest.fixture
def window(app: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    made.resize(900, 700)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def test_enter_runs_the_line_and_gives_the_keyboard_back(window: QWidget) -> None:
    before = QLineEdit(window)
    before.show()
    window.activateWindow()
    before.setFocus()
    assert wait_until(before.hasFocus)
    ran: list[str] = []
    palette = Palette(window)
    palette.open_with([entry("Export", ran=ran), entry("Star", ran=ran)])
    QTest.keyClicks(palette.field, "st")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert ran == ["Star"]
    assert not palette.isVisible()
    assert QApplication.focusWidget() is before


def test_arrows_go_round_and_a_line_that_cannot_act_is_not_run(window: QWidget) -> None:
    ran: list[str] = []
    palette = Palette(window)
    palette.open_with([entry("Export", ran=ran), entry("Star", enabled=False, ran=ran)])
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentIndex().data(FOUND).entry.name == "Star"
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert ran == []
    assert palette.isVisible()
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_further_lines_come_after_those_of_its_own(window: QWidget) -> None:
    palette = Palette(window)
    palette.open_with([entry("Star")], lambda typed: [entry(f"An article on {typed}")])
    QTest.keyClicks(palette.field, "st")
    model = palette.list.model()
    names = [model.index(row, 0).data(FOUND).entry.name for row in range(model.rowCount())]
    assert names == ["Star", "An article on st"]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("st", ["Star", "Both edges straight", "Search the library", "List", "Smallest"]),
        ("en", ["End later", "The end", "Export notes", "Pen", "Even"]),
    ],
)
def test_a_beginning_stands_before_a_word_and_first_letters_before_a_run_within(
    typed: str, names: list[str]
) -> None:
    found = ranked(typed, map(entry, sorted(names)))
    assert [each.entry.name for each in found][:3] == names[:3]


def test_what_was_run_lately_does_not_push_in_while_something_is_typed() -> None:
    lines = [entry("Star"), entry("Capture again, starred")]
    found = ranked("star", lines, ["Capture again, starred"])
    assert [each.entry.name for each in found] == ["Star", "Capture again, starred"]


def test_an_action_that_cannot_act_says_what_it_needs() -> None:
    owner = QObject()
    made = actions.build(owner)
    for line in actions.TABLE:
        made[line.id].setEnabled(line.where == "anywhere")
    made["undo"].setEnabled(False)
    said = {each.id: each.where for each in entries_of(made)}
    assert said["export"] == said["cite"] == "Open an article first"
    assert said["undo"] == "Edit"
    made["export"].setEnabled(True)
    said = {each.id: each.where for each in entries_of(made)}
    assert said["export"] == "File"
    assert said["cite"] == "Select words first"


def test_no_key_of_the_window_acts_behind_the_palette(window: QWidget) -> None:
    heard: list[str] = []
    action = QAction("Export", window)
    action.setShortcut(QKeySequence("Ctrl+E"))
    action.triggered.connect(lambda: heard.append("export"))
    window.addAction(action)
    window.activateWindow()
    palette = Palette(window)
    palette.open_with([entry("Export")])
    assert wait_until(palette.field.hasFocus)
    QTest.keyClick(palette.field, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert heard == []
    palette.put_away()
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert heard == ["export"]


def test_the_palette_covers_its_window_whatever_its_size(window: QWidget) -> None:
    palette = Palette(window)
    palette.open_with([entry("Export")])
    window.resize(480, 400)
    settle()
    assert palette.geometry() == window.rect()
    assert window.rect().contains(palette._card.geometry())


def test_home_and_end_go_to_the_first_and_last_line(window: QWidget) -> None:
    palette = Palette(window)
    palette.open_with([entry(f"Line {n}") for n in range(30)])
    QTest.keyClick(palette.field, Qt.Key.Key_End)
    assert palette.list.currentIndex().row() == 29
    QTest.keyClick(palette.field, Qt.Key.Key_PageUp)
    assert palette.list.currentIndex().row() == 20
    QTest.keyClick(palette.field, Qt.Key.Key_Home)
    assert palette.list.currentIndex().row() == 0


def test_where_nothing_is_found_it_is_said_and_enter_does_nothing(window: QWidget) -> None:
    palette = Palette(window)
    palette.open_with([entry("Export")])
    QTest.keyClicks(palette.field, "qqq")
    assert palette._nothing.isVisible()
    assert not palette.list.isVisible()
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_the_first_of_the_further_lines_is_set_apart(window: QWidget) -> None:
    palette = Palette(window)
    palette.open_with([entry("Star")], lambda typed: [entry("st one"), entry("st two")])
    QTest.keyClicks(palette.field, "st")
    model = palette.list.model()
    apart = [model.index(row, 0).data(FOUND).begins_more for row in range(model.rowCount())]
    assert apart == [False, True, False]


@pytest.mark.parametrize(("lines", "rows"), [(1, 1), (4, 4), (9, 9), (30, 9)])
def test_up_to_nine_lines_are_shown_whole(window: QWidget, lines: int, rows: int) -> None:
    palette = Palette(window)
    palette.open_with([entry(f"Line {n}") for n in range(lines)])
    settle()
    assert palette.list.viewport().height() // palette.list.sizeHintForRow(0) == rows


def test_labels_are_found_by_what_they_do(tmp_path: Path) -> None:
    with Library(tmp_path / "Library.galley") as library:
        parent = QObject()
        made = actions.build(parent)
        labels = library.labels()
        now = Situation(None, None, False, labels, labels[1], Trail(), False, Settings())
        suit(made, now)
    names = [entry.name for entry in entries_of(made)]
    assert {"Mark as Quote", "Mark as Doubt", "Mark as Claim again"} <= set(names)
