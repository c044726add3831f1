"""A picture over the whole window: what is behind it rests, and it comes and goes without trace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.ui.conftest import settle
from ui.reading.full_size import FullSize

KEYS = (Qt.Key.Key_A, Qt.Key.Key_K, Qt.Key.Key_1, Qt.Key.Key_F8, Qt.Key.Key_Slash)
HELD = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier)


class Behind(QWidget):
    """A window with a field, and an action on each key that counts how often it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(800, 600)
        self.field = QLineEdit(self)
        self.asked = 0
        for key in KEYS:
            for held in HELD:
                action = QAction(self)
                action.setShortcut(held | key)
                action.triggered.connect(self._count)
                self.addAction(action)
        self.full = FullSize(self)

    def _count(self) -> None:
        self.asked += 1

    def show_one(self) -> None:
        self.full.show_picture(QImage(400, 300, QImage.Format.Format_RGB32), "A harbour")
        settle()


@pytest.fixture
def behind(app: QApplication) -> Iterator[Behind]:
    window = Behind()
    window.show()
    window.activateWindow()
    window.field.setFocus()
    settle()
    yield window
    window.close()
    window.deleteLater()
    settle()


ONE_WINDOW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@ONE_WINDOW
@given(pressed=st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(HELD)), max_size=6))
def test_no_key_acts_behind_the_picture(
    behind: Behind, pressed: list[tuple[Qt.Key, Qt.KeyboardModifier]]
) -> None:
    behind.show_one()
    for key, held in pressed:
        QTest.keyClick(behind.full, key, held)
    assert behind.asked == 0
    assert behind.full.isVisible()


def test_the_keys_act_again_when_it_is_away(behind: Behind) -> None:
    behind.show_one()
    QTest.keyClick(behind.full, Qt.Key.Key_Escape)
    QTest.keyClick(behind, Qt.Key.Key_F8)
    assert behind.asked == 1


@ONE_WINDOW
@given(width=st.integers(480, 1600), height=st.integers(400, 1200))
def test_it_covers_the_window_whatever_becomes_of_its_size(
    behind: Behind, width: int, height: int
) -> None:
    behind.show_one()
    behind.resize(width, height)
    settle()
    assert behind.full.size() == QSize(width, height)


def test_escape_gives_the_keyboard_back(behind: Behind) -> None:
    behind.show_one()
    closed = QSignalSpy(behind.full.closed)
    QTest.keyClick(behind.full, Qt.Key.Key_Escape)
    assert closed.count() == 1
    assert not behind.full.isVisible()
    assert behind.field.hasFocus()
