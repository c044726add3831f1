"""Starts one window in this process and prints when it was first painted; run by the bench.

python -m tests.bench.start bare | galley LIBRARY
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

STARTED = "GALLEY_BENCH_STARTED"
"""Environment: `time.time()` when this process was asked for."""


def main(which: str, library: str = "") -> int:
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication, QHBoxLayout, QListWidget, QTextBrowser, QWidget

    class FirstPaint(QObject):
        """Prints the milliseconds until the watched widget is painted, and ends."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                print(1000 * (time.time() - float(os.environ[STARTED])), flush=True)
                os._exit(0)
            return False

    app = QApplication([])
    paint = FirstPaint()
    if which == "bare":
        window = QWidget()
        row = QHBoxLayout(window)
        articles, page = QListWidget(), QTextBrowser()
        articles.addItems([f"Article {number}" for number in range(50)])
        page.setPlainText("A line of text. " * 400)
        row.addWidget(articles)
        row.addWidget(page)
        page.viewport().installEventFilter(paint)
    else:
        from reader.library import Library
        from reader.settings import Settings
        from ui import theme
        from ui.session import Session
        from ui.window import Window

        theme.apply(app, "light")
        opened = Window(Session(Library(Path(library))), Settings())
        opened.open_first()
        opened.page.view.viewport().installEventFilter(paint)
        window = opened
    window.resize(1280, 800)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
