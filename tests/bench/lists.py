"""The list of a very large library: its first rows, scrolling, jumps, orders, and what is done to
ten thousand articles at once. Beside each figure a floor from the same run; milliseconds of CPU
of the main thread where it does not say otherwise.

    python -m tests.bench.lists [--articles N] [--library FILE]

FILE is made if it is not there, which takes minutes for 100,000 articles, and kept.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from reader.library import Library
from reader.model import ArticleQuery
from reader.settings import Settings
from tests.bench.shelves import filled

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QTableView

    from ui.window import Window

FRAMES, JUMPS, STEP = 600, 200, 97
MANY = 10_000
ROW_SQL = (
    "select * from article where trashed is null and archived = 0"
    " order by {order} desc, id desc limit 60 offset {offset}"
)


def milliseconds(action: Callable[[], object]) -> float:
    """CPU of this thread: what others do on the machine at the time does not count."""
    start = time.thread_time()
    action()
    return 1000 * (time.thread_time() - start)


def spread(times: Sequence[float]) -> str:
    """Median and 99th of a hundred."""
    ordered = sorted(times)
    return f"{statistics.median(ordered):7.2f} | {ordered[int(len(ordered) * 0.99)]:7.2f}"


def application() -> QApplication:
    from PySide6.QtWidgets import QApplication

    from ui import theme

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    return app


def opened(path: Path) -> Window:
    from ui.session import Session
    from ui.window import Window

    window = Window(Session(Library(path)), Settings())
    window.resize(1280, 800)
    window.show()
    window.articles.list.viewport().repaint()
    return window


def close(window: Window) -> None:
    window.end()
    window.close()
    window.session.library.close()


def bare_table(rows: int) -> QTableView:
    """A table of as many one-line rows as Qt shows them by itself."""
    from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
    from PySide6.QtWidgets import QApplication, QTableView

    class Bare(QAbstractTableModel):
        def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
            return rows

        def columnCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008
            return 1

        def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
            return f"Row {index.row()}" if role == Qt.ItemDataRole.DisplayRole else None

    table = QTableView()
    table.setModel(Bare(table))
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(104)
    table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    table.resize(280, 700)
    table.show()
    QApplication.processEvents()
    return table


# --- figures -------------------------------------------------------------------------------------


def starts(path: Path, empty: Path) -> Iterator[str]:
    def once(file: Path) -> float:
        windows: list[Window] = []
        took = milliseconds(lambda: windows.append(opened(file)))
        close(windows[0])
        return took

    once(empty)
    pairs = [(once(path), once(empty)) for _round in range(7)]
    ours, floor = (statistics.median(column) for column in zip(*pairs, strict=True))
    yield f"| library opened to first rows painted | {ours:7.1f} | | {floor:7.1f} | empty library |"


def frames(view: QTableView) -> list[float]:
    bar = view.verticalScrollBar()

    def frame() -> None:
        bar.setValue(bar.value() + STEP)
        view.viewport().repaint()

    bar.setValue(0)
    return [milliseconds(frame) for _frame in range(FRAMES)]


def jumps(view: QTableView) -> list[float]:
    bar, chance = view.verticalScrollBar(), Random(3)

    def jump() -> None:
        bar.setValue(chance.randrange(bar.maximum()))
        view.viewport().repaint()

    return [milliseconds(jump) for _jump in range(JUMPS)]


def moving(window: Window, rows: int) -> Iterator[str]:
    table = bare_table(rows)
    for name, move in (("scroll, a frame", frames), ("jump, a frame", jumps)):
        ours, floor = move(window.articles.list), move(table)
        yield f"| {name} | {spread(ours)} | {spread(floor)} | bare QTableView |"
    table.close()


def orders(window: Window, path: Path) -> Iterator[str]:
    from ui.articles.panel import SORTS

    bare = sqlite3.connect(path)
    columns = {"added": "added", "published": "published_at", "title": "title_order"}
    for sort in (*SORTS[1:], SORTS[0]):
        column = columns.get(sort, {"read": "opened", "site": "site_order"}.get(sort, "marks"))
        sql = ROW_SQL.format(order=column, offset=0)

        def show(sort: Any = sort) -> None:
            window.articles.rows.ask(ArticleQuery(sort=sort))
            window.articles.list.viewport().repaint()

        def ask(sql: str = sql) -> None:
            bare.execute(sql).fetchall()

        ours = [milliseconds(show) for _round in range(15)]
        floor = [milliseconds(ask) for _round in range(15)]
        yield f"| sorted by {sort}, first rows | {spread(ours)} | {spread(floor)} | bare SQLite |"
    bare.close()


class Pauses:
    """The longest time for which the event loop did not turn, and the longest work meanwhile."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self.restart()
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def restart(self) -> None:
        self.longest = self.work = 0.0
        self.skip()

    def skip(self) -> None:
        """What was done since the last turn does not count."""
        self._last = time.perf_counter(), time.thread_time()

    def _turn(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, 1000 * (now[0] - self._last[0]))
        self.work = max(self.work, 1000 * (now[1] - self._last[1]))
        self._last = now


def bulk(window: Window, app: QApplication) -> Iterator[str]:
    library, pauses = window.session.library, Pauses()
    ids = library.article_ids(ArticleQuery(limit=MANY))

    def until(done: Callable[[], bool]) -> None:
        while not done():
            pauses.skip()
            looked = time.perf_counter() + 0.05
            while time.perf_counter() < looked:
                app.processEvents()
                time.sleep(0.001)

    def tagged() -> int:
        return library.count(ArticleQuery(tag="bench"))

    steps: Sequence[tuple[str, Callable[[], object], int]] = (
        ("tag 10,000 articles", lambda: window.bulk.tag_with(ids, ["bench"]), len(ids)),
        ("undo it", window.undo, 0),
    )
    for name, begin, wanted in steps:
        settled = time.perf_counter() + 1.5
        until(lambda settled=settled: time.perf_counter() > settled)  # type: ignore[misc]
        pauses.restart()
        start, cpu = time.perf_counter(), time.thread_time()
        begin()
        until(lambda wanted=wanted: tagged() == wanted)  # type: ignore[misc]
        took, work = time.perf_counter() - start, time.thread_time() - cpu
        yield (
            f"| {name} | {1000 * work:7.0f} | {1000 * took:7.0f} wall | longest pause"
            f" {pauses.work:5.1f} | {pauses.longest:5.1f} wall | |"
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.lists", description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--library", type=Path)
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="galley-lists-") as name:
        folder = Path(name)
        made = asked.library or folder / "Made.galley"
        if not made.exists():
            filled(made, asked.articles).close()
        path = folder / "Many.galley"
        shutil.copyfile(made, path)
        app = application()
        print("| what | median ms | p99 | floor | p99 | the floor is |\n|---|---|---|---|---|---|")
        for line in starts(path, folder / "Empty.galley"):
            print(line, flush=True)
        window = opened(path)
        app.processEvents()
        rows = window.session.library.count()
        for line in (*moving(window, rows), *orders(window, path), *bulk(window, app)):
            print(line, flush=True)
        close(window)
    return 0


if __name__ == "__main__":
    sys.exit(main())
