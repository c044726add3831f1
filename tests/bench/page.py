"""A page full of marks: frames of scrolling, a new mark, a hit, a far jump; for the bench.

Each figure stands beside what the same text costs in a bare QTextEdit, where that can do it.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QTextEdit

from reader.model import AnnotationId, Colour, Document, Passage, trimmed
from tests.bench.articles import document
from ui import theme
from ui.finding import all_hits
from ui.reading.document import PageHead
from ui.reading.highlights import Mark
from ui.reading.view import ReadingView

COLOURS: tuple[Colour, ...] = ("yellow", "blue", "orange", "green", "grey", "red")
SIZE = 700, 800
FRAMES = 200


@dataclass(frozen=True)
class Spread:
    """Milliseconds: median and the 95th (or 99th) of a hundred; the same of the floor, or 0."""

    what: str
    median: float
    high: float
    floor: float
    limit: str


def marks(content: Document, count: int) -> list[Mark]:
    """So many marks of 5 to 50 characters all over the text; a third has a note."""
    chance = random.Random(1)
    made = []
    for number in range(count):
        start = chance.randrange(20, len(content.text) - 60)
        passage = trimmed(content.text, Passage(start, start + chance.randrange(5, 50)))
        if passage is not None:
            key = AnnotationId(f"k{number:05d}")
            made.append(Mark(key, passage, COLOURS[number % 6], noted=number % 3 == 0))
    return made


def shown(content: Document, on_it: list[Mark]) -> ReadingView:
    """The page, set to its end."""
    view = ReadingView()
    view.resize(*SIZE)
    view.show()
    view.show_document(content, PageHead(), on_it)
    view.to_the_end()
    while view.is_awaiting:
        QApplication.processEvents()
    view.verticalScrollBar().setValue(0)
    view.viewport().repaint()
    return view


def milliseconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def spread(times: list[float], share: float) -> tuple[float, float]:
    ordered = sorted(times)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _frames(view: QTextEdit) -> list[float]:
    bar = view.verticalScrollBar()

    def frame() -> None:
        bar.setValue(bar.value() + 60)
        view.viewport().repaint()

    return [milliseconds(frame) for _ in range(FRAMES)]


def _bare(content: Document) -> QTextEdit:
    bare = QTextEdit()
    bare.setFont(theme.page_font(19))
    bare.resize(*SIZE)
    bare.setPlainText(content.text[:200_000])
    bare.show()
    QApplication.processEvents()
    return bare


def scrolling(what: str, content: Document, count: int) -> Spread:
    bare = _bare(content)
    floor = statistics.median(_frames(bare))
    bare.close()
    view = shown(content, marks(content, count))
    median, high = spread(_frames(view), 0.99)
    view.close()
    return Spread(f"a frame of scrolling, {what}", median, high, floor, "p99 16")


def marking(content: Document) -> Spread:
    view = shown(content, marks(content, 10_000))
    chance = random.Random(2)
    times = []
    for number in range(100):
        start = chance.randrange(20, 3000)
        passage = trimmed(content.text, Passage(start, start + 30))
        assert passage is not None
        mark = Mark(AnnotationId(f"kx{number:03d}"), passage, "red")

        def put(mark: Mark = mark) -> None:
            view.put_mark(mark)
            view.viewport().repaint()

        times.append(milliseconds(put))
    view.close()
    return Spread("one more mark on 10,000 in 1 MB, to repaint", *spread(times, 0.95), 0, "p95 16")


def hitting(content: Document) -> Spread:
    view = shown(content, marks(content, 10_000))
    chance = random.Random(3)
    points = [QPoint(chance.randrange(60, 600), chance.randrange(0, 800)) for _ in range(300)]
    times = [milliseconds(partial(view.hits, here)) for here in points]
    view.close()
    return Spread("a hit under the mouse", *spread(times, 0.95), 0, "1")


def jumping(kilobytes: int) -> Iterator[Spread]:
    """To the end of a long page just opened: how long, and how long nothing else could happen."""
    content = document(kilobytes)
    view = ReadingView()
    view.resize(*SIZE)
    view.show()
    opened = milliseconds(
        lambda: (view.show_document(content, PageHead()), view.viewport().repaint())
    )
    yield Spread(f"open {kilobytes // 1000} MB on the page, to paint", opened, opened, 0, "30")
    gaps = [0.0]
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(1000 * (now - last))
        last = now

    meter = QTimer(interval=1)
    meter.timeout.connect(tick)
    meter.start()

    def jump() -> None:
        view.go_to(Passage(len(content.text) - 40, len(content.text) - 10))
        while view.is_awaiting:
            QApplication.processEvents()

    took = milliseconds(jump)
    meter.stop()
    view.close()
    limit = str(kilobytes // 2)
    yield Spread(f"jump to the end of {kilobytes // 1000} MB", took, took, 0, limit)
    yield Spread("the longest stall meanwhile", statistics.median(gaps), max(gaps), 0, "-")


def finding(content: Document) -> Spread:
    all_hits(content.text, "pum")
    times = [milliseconds(lambda: all_hits(content.text, "pump")) for _ in range(20)]
    floor = milliseconds(lambda: content.text.lower().count("pump"))
    return Spread("find all hits in 1 MB, typing on", *spread(times, 0.95), floor, "-")


def spreads() -> Iterator[Spread]:
    """All figures of a full page, one after the other."""
    megabyte, mixed = document(1000), document(1000, mixed=True)
    yield scrolling("10,000 marks in 1 MB", megabyte, 10_000)
    yield scrolling("10,000 marks in 1 MB with Arabic", mixed, 10_000)
    yield scrolling("10,000 marks in 100 kB", document(100), 10_000)
    yield marking(megabyte)
    yield hitting(megabyte)
    yield finding(megabyte)
    yield from jumping(1000)
    yield from jumping(5000)


def main(*more: Callable[[], Iterator[Spread]]) -> None:
    """Prints the table of all figures, and of those that others measure."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    print(f"| {'what, ms':<52} | median |   high | a bare text edit | reach |")
    print("|---|---|---|---|---|")
    for each in chain(spreads(), *(measure() for measure in more)):
        floor = f"{each.floor:.1f}" if each.floor else ""
        print(
            f"| {each.what:<52} | {each.median:6.2f} | {each.high:6.2f} | {floor:>16} "
            f"| {each.limit} |",
            flush=True,
        )
