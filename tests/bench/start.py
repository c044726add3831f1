"""Starts one window in this process and prints when it was first painted; run by the bench.

python -m tests.bench.start bare | galley LIBRARY
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

STARTED = "GALLEY_BENCH_STARTED"
"""Environment: `time.time()` when this process was asked for."""


def bare() -> tuple[QWidget, QWidget]:
    """The least that shows a list beside a text: the window, and what is watched of it."""
    from PySide6.QtWidgets import QApplication, QHBoxLayout, QListWidget, QTextBrowser, QWidget

    QApplication([])
    window = QWidget()
    row = QHBoxLayout(window)
    articles, page = QListWidget(), QTextBrowser()
    articles.addItems([f"Article {number}" for number in range(50)])
    page.setPlainText("A line of text. " * 400)
    row.addWidget(articles)
    row.addWidget(page)
    window.resize(1280, 800)
    return window, page.viewport()


def galley(library: Path) -> tuple[QWidget, QWidget]:
    """The program's window with an article open, made in the order in which the program does."""
    from reader import cli  # noqa: F401  # the command loads it first, before Qt
    from reader.library import Library
    from reader.settings import Settings
    from ui import running, theme
    from ui.instance import handed_over
    from ui.session import Session
    from ui.window import USUAL, Window

    app = running.application()
    handed_over(library, [])
    theme.apply(app, "light")
    opened = Library(library)
    window = Window(Session(opened), Settings())
    window.resize(*USUAL)
    running.is_first_start(opened)
    window.open_first()
    return window, window.page.view.viewport()


def main(which: str, library: str = "") -> int:
    window, watched = galley(Path(library)) if which == "galley" else bare()
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication

    class FirstPaint(QObject):
        """Prints the milliseconds until the watched widget is painted, and ends."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                print(1000 * (time.time() - float(os.environ[STARTED])), flush=True)
                os._exit(0)
            return False

    paint = FirstPaint()
    watched.installEventFilter(paint)
    window.show()
    return QApplication.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
