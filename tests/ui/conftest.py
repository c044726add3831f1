"""A window system without a screen, and the two things no test of the window may do unnoticed:
make Qt complain, and leave a window behind."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QElapsedTimer,
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import Shiboken

from reader.library import Library
from reader.model import ArticleId
from reader.settings import Settings
from tests.ui.kit import Clock, adding
from ui import theme
from ui.session import Session
from ui.window import Window

W = TypeVar("W", bound=QWidget)

HARMLESS = ("This plugin does not support", "OpenType support missing")
"""What the offscreen platform cannot do with windows, and a step in the search for a font."""


@pytest.fixture(scope="session")
def app() -> Iterator[QApplication]:
    """The one application, in the light theme."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["galley"])
    theme.apply(app, "light", more_contrast=False)
    yield app
    # Without a screen Qt keeps what was copied until after Python has ended, and then asks Python
    # to let go of it.
    app.clipboard().clear()


def settle() -> None:
    """Runs what was posted: paints, deletions, queued slots."""
    for _ in range(3):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def wait_until(condition: Callable[[], bool], most: int = 20_000) -> bool:
    """Runs the event loop until the condition holds; False if it does not in `most` ms."""
    clock = QElapsedTimer()
    clock.start()
    while not condition() and clock.elapsed() < most:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return condition()


@pytest.fixture(autouse=True)
def quiet(app: QApplication) -> Iterator[None]:
    """Fails the test on any message of Qt, any exception in a slot and any window left behind.

    A test that starts the whole program may leave another theme; the next one finds the light one.
    """
    said: list[str] = []

    def note(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if not message.startswith(HARMLESS):
            said.append(f"{kind.name}: {message}")

    def raised(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        said.append(f"{kind.__name__} in a slot: {error}")
        sys.__excepthook__(kind, error, trace)

    before = {_address(widget) for widget in app.topLevelWidgets()}
    previous_handler, previous_hook = qInstallMessageHandler(note), sys.excepthook
    sys.excepthook = raised
    yield
    settle()
    left = _left(app, before)
    ticking = _ticking()
    if theme.current() != theme.load("light"):
        theme.apply(app, "light", more_contrast=False)
    qInstallMessageHandler(previous_handler)
    sys.excepthook = previous_hook
    assert not said, "Qt said:\n" + "\n".join(said)
    assert not left, f"windows left behind: {left}"
    assert not ticking, f"timers left running: {ticking}"


def _ticking() -> list[str]:
    """The timers that still run, as Python knows them."""
    timers = [each for each in gc.get_objects() if isinstance(each, QTimer)]
    return [repr(each.parent()) for each in timers if Shiboken.isValid(each) and each.isActive()]


def _left(app: QApplication, before: set[int]) -> list[str]:
    left = _newer(app, before)
    if left:
        gc.collect()
        settle()
        left = _newer(app, before)
    return left


def _address(widget: QWidget) -> int:
    """Where it is in C++: Python's own wrapper may be made anew."""
    return int(Shiboken.getCppPointer(widget)[0])


def _newer(app: QApplication, before: set[int]) -> list[str]:
    # The one tooltip label belongs to Qt, which keeps it as long as it likes.
    return [
        repr(widget)
        for widget in app.topLevelWidgets()
        if _address(widget) not in before and widget.metaObject().className() != "QTipLabel"
    ]


@pytest.fixture
def show(app: QApplication) -> Iterator[Callable[[W], W]]:
    """Shows a widget for the length of the test and deletes it at the end."""
    shown: list[QWidget] = []

    def show(widget: W) -> W:
        shown.append(widget)
        widget.show()
        widget.activateWindow()
        settle()
        return widget

    yield show
    for widget in shown:
        if Shiboken.isValid(widget):
            widget.close()
            widget.deleteLater()
    settle()


# --- the window of most tests --------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Library.galley")
    yield library
    library.close()


@pytest.fixture
def window(library: Library, show: Callable[[Window], Window]) -> Iterator[Window]:
    window = Window(Session(library, now=Clock()), Settings())
    window.resize(1280, 800)
    show(window)
    yield window
    window.end()


@pytest.fixture
def article(window: Window) -> ArticleId:
    """An article in the library, opened on the page."""
    session = window.session
    id, change, blobs = adding(session.library, at=session.now())
    assert session.do(change, blobs=blobs)
    window.open_article(id)
    settle()
    return id
