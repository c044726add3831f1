"""Ten thousand notes beside the page in the real window, from a key to the paint; for the bench."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from reader import changes
from reader.library import Library
from reader.model import AnnotationId, ArticleId, Change, Document, Passage
from reader.settings import Settings
from tests.bench.articles import AT, add, document
from tests.bench.page import Spread, marks, milliseconds, spread
from ui.session import Session
from ui.window import USUAL, Window

NOTES = 10_000
TIMES = 100
_NOTE = "Ask the board *when* it was decided, and who had seen the report of 2019 by then."
_MOST_WAITED = 60.0
"""Seconds."""


def mark_all_over(library: Library, article: ArticleId, content: Document, count: int) -> None:
    """So many marks in one Change; a third has a note, a fifth a tag."""
    labels, edits = library.labels(), []
    for number, mark in enumerate(marks(content, count)):
        made = changes.mark(
            *(content, article, 1, mark.passage, labels[number % len(labels)].id),
            id=mark.key,
            at=AT,
            note=f"{_NOTE} {number}" if mark.noted else "",
            tags=["pump"] if number % 5 == 0 else [],
        )
        edits += made.edits
    marked = changes.naming_tags(Change("mark", tuple(edits)), library.tags())
    library.apply(marked, at=AT, by="shell")


class Desk:
    """The window with one long article that bears many marks, and another one without any."""

    def __init__(self, folder: Path, content: Document, count: int) -> None:
        self.content = content
        self.library = Library(folder / "Beside.galley")
        self.full, self.bare = add(self.library, content), add(self.library, content)
        mark_all_over(self.library, self.full, content, count)
        self.window = Window(Session(self.library), Settings())
        self.window.resize(*USUAL)
        self.window.show()
        self.window.activateWindow()
        self.page = Painted(self.window.page.view.viewport())
        self.panel = Painted(self.window.notes.list.viewport())

    def until_painted(self, *watched: Painted) -> None:
        """Runs the event loop until each of these was painted since it was last asked to be."""
        wait_until(lambda: all(each.times for each in watched))

    def until_quiet(self) -> None:
        """Runs the event loop until nothing is painted any more and all cards are there."""
        quiet = 0
        while quiet < 5:
            self.forget()
            QTest.qWait(20)
            quiet = quiet + 1 if not (self.page.times or self.panel.times) else 0

    def forget(self) -> None:
        self.page.times = self.panel.times = 0

    def close(self) -> None:
        self.window.end()
        self.window.close()
        self.window.deleteLater()
        QApplication.processEvents()
        self.library.close()


class Painted(QObject):
    """How often a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.times = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.Paint
        return False


class Stalls:
    """The gaps in milliseconds between two turns of the event loop, while it is asked to run."""

    def __init__(self) -> None:
        self.gaps = [0.0]
        self._last = time.perf_counter()
        self._meter = QTimer(interval=1)
        self._meter.timeout.connect(self._tick)
        self._meter.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append(1000 * (now - self._last))
        self._last = now

    def end(self) -> float:
        """The longest gap."""
        self._meter.stop()
        return max(self.gaps)


def wait_until(condition: Callable[[], bool]) -> None:
    start = time.perf_counter()
    while not condition():
        QApplication.processEvents()
        if time.perf_counter() - start > _MOST_WAITED:
            raise TimeoutError("the window was not painted")


# --- the figures ---------------------------------------------------------------------------------


def opening(desk: Desk) -> Iterator[Spread]:
    """From the click on the article to its page, to its first cards, and to all of them."""
    firsts, cards, fills, stalls = [], [], [], []
    for _round in range(10):
        desk.window.open_article(desk.bare)
        desk.until_quiet()
        desk.forget()
        start = time.perf_counter()
        desk.window.open_article(desk.full)
        desk.until_painted(desk.page)
        firsts.append(1000 * (time.perf_counter() - start))
        meter = Stalls()
        desk.until_painted(desk.panel)
        cards.append(1000 * (time.perf_counter() - start))
        wait_until(lambda: not desk.window.notes.is_filling)
        fills.append(1000 * (time.perf_counter() - start))
        desk.until_quiet()
        stalls.append(meter.end())
    yield Spread(f"open 1 MB with {NOTES:,} notes, to paint", *spread(firsts, 0.95), 0, "30")
    yield Spread("the first of its cards painted", *spread(cards, 0.95), 0, "-")
    yield Spread("all of its cards there", *spread(fills, 0.95), 0, "-")
    yield Spread("the longest stall meanwhile", *spread(stalls, 0.95), 0, "50")


def places(content: Document) -> Iterator[Passage]:
    """Words all over the first half of the text, ten of them close together each time."""
    chance = random.Random(4)
    for _place in range(TIMES // 10):
        near = chance.randrange(1000, len(content.text) // 2)
        for _each in range(10):
            start = near + chance.randrange(0, 800)
            yield Passage(start, start + 30)


def marking(desk: Desk) -> Spread:
    """From the key to the page and the panel painted, the new card in sight."""
    window, times = desk.window, []
    for passage in places(desk.content):
        desk.window.page.go_to(passage)
        desk.until_quiet()
        window.page.view.select(passage)
        desk.until_quiet()
        desk.forget()
        before = len(window.notes.cards())

        def mark() -> None:
            window.actions_by_id["label-2"].trigger()
            desk.until_painted(desk.page, desk.panel)

        times.append(milliseconds(mark))
        new = window.marking.active
        assert len(window.notes.cards()) == before + 1
        assert _is_in_sight(window, new)
    return Spread(
        f"key to page and card, one mark on {NOTES:,} in 1 MB", *spread(times, 0.95), 0, "p95 16"
    )


def _is_in_sight(window: Window, id: AnnotationId | None) -> bool:
    cards = window.notes.list
    card = cards.visualRect(window.notes.model.index_of(id))
    return cards.viewport().rect().intersects(card)


def writing(desk: Desk) -> Iterator[Spread]:
    """A letter typed in a note: until it is seen, and until it is stored and seen."""
    window = desk.window
    ids = [card.id for card in window.notes.cards()]
    window.edit_note(AnnotationId(ids[len(ids) // 3]))
    desk.until_quiet()
    editor = window.notes.writing.editor_of(ids[len(ids) // 3])
    assert editor is not None
    typed, stored = [], []
    for number in range(TIMES):

        def letter(keys: str) -> None:
            QTest.keyClicks(editor.field, keys)
            QApplication.processEvents()

        def store(keys: str) -> None:
            letter(keys)
            editor.save()
            QApplication.processEvents()

        typed.append(milliseconds(partial(letter, "a")))
        stored.append(milliseconds(partial(store, " " if number % 5 == 0 else "b")))
    QTest.keyClick(editor.field, Qt.Key.Key_Escape)
    beside = f"with {NOTES:,} cards"
    yield Spread(f"a letter in a note, {beside}", *spread(typed, 0.95), 0, "p95 16")
    yield Spread(f"a letter in a note, stored, {beside}", *spread(stored, 0.95), 0, "p95 16")


def undoing(desk: Desk) -> Spread:
    """Undo of marks, each to the repaint of the panel."""
    times = []
    for _step in range(TIMES // 2):
        desk.forget()
        times.append(milliseconds(lambda: (desk.window.undo(), desk.until_painted(desk.panel))))
    return Spread("undo of a mark, to repaint", *spread(times, 0.95), 0, "p95 16")


def spreads() -> Iterator[Spread]:
    """All figures of the window with a full panel."""
    with tempfile.TemporaryDirectory(prefix="galley-bench-") as folder:
        desk = Desk(Path(folder), document(1000), NOTES)
        try:
            yield from opening(desk)
            yield marking(desk)
            yield undoing(desk)
            yield from writing(desk)
        finally:
            desk.close()
