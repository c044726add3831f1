"""The palette finds what is meant by a few letters, and runs it where the reader was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.reader.strategies import texts
from tests.ui.conftest import wait_until
from ui.palette import FOUND, Entry, Palette, matched, ranked

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
