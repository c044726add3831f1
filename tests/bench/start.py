"""Starts one window in this process and prints when it was first painted, or how much memory it
takes a while later; run by the bench.

python -m tests.bench.start [memory] bare | galley LIBRARY
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

STARTED = "GALLEY_BENCH_STARTED"
"""Environment: `time.time()` when this process was asked for."""
_LATER = 4000
"""Milliseconds after the first paint until all is loaded that is loaded by itself."""


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
    import gc

    from reader import cli  # noqa: F401  # the command loads it first, before Qt

    gc.disable()  # as `ui.app` does
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
    window.open_last()
    return window, window.page.view.viewport()


def resident() -> float:
    """The megabytes of memory that this process holds now; Linux tells them."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return float(line.split()[1]) / 1024
    return 0.0


def milliseconds() -> float:
    """How long ago this process was asked for."""
    return 1000 * (time.time() - float(os.environ[STARTED]))


def main(*words: str) -> int:
    memory = words[0] == "memory"
    which, *rest = words[memory:]
    window, watched = galley(Path(rest[0])) if which == "galley" else bare()
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    def tell(measure: Callable[[], float]) -> None:
        print(measure(), flush=True)
        os._exit(0)

    class FirstPaint(QObject):
        """Measures when the watched widget is painted, or some time later, and ends."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                if memory:
                    QTimer.singleShot(_LATER, lambda: tell(resident))
                else:
                    tell(milliseconds)
            return False

    paint = FirstPaint()
    watched.installEventFilter(paint)
    window.show()
    return QApplication.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
