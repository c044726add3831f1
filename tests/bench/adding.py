"""1,000 saved pages into the real window, and how long it ever kept its user waiting meanwhile.

    python -m tests.bench.adding [--pages N] [--where]

The window stands on a screen of its own (Xvfb) where there is one, else on none. A timer that
should fire each millisecond says how long the event loop was busy with something else; `--where`
samples what it was busy with when that took long.
"""

from __future__ import annotations

import argparse
import gc
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import FrameType

from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from reader.library import Library
from reader.model import ArticleQuery
from reader.settings import Settings
from reader.values import dataclass
from tests.by_hand.screen import Screen
from ui import theme
from ui.arrivals import Batch
from ui.running import application, dispose
from ui.session import Session
from ui.window import Window

LONG = 12.0
"""Milliseconds of work without a look at the user that `--where` looks into."""

WORDS = (
    ("en", "the board of water decided on Tuesday that pump river report said council border"),
    ("ms", "sungai itu berpindah pada malam kata kepala desa harga beras naik di tiga pasar"),
    ("ru", "река совет решил во вторник заменить насос сообщил глава деревни цена риса рынок"),
    ("ar", "قرر مجلس إدارة هيئة المياه يوم الثلاثاء استبدال المضخة قال سكان القرية إن الوعود"),
    ("hi", "नदी ने सीमा बदल दी गाँव के मुखिया ने कहा चावल का दाम बाज़ार में बढ़ा मंगलवार को"),
    (
        "ja",
        "川が国境を動かした 村長は 火曜日に 述べた 米の値段が 三つの市場で 上がった 閉館の音楽は",
    ),
)


# --- what is read --------------------------------------------------------------------------------


def page(number: int) -> str:
    """A page as sites make them: furniture around 4 to 60 paragraphs, the same in every run."""
    chance = Random(number)
    lang, known = WORDS[number % len(WORDS)]
    words = known.split()

    def said(least: int, most: int) -> str:
        return " ".join(chance.choices(words, k=chance.randint(least, most))).capitalize() + "."

    links = "".join(f'<li><a href="/s/{n}">{said(1, 3)}</a></li>' for n in range(30))
    paragraphs = "".join(
        f"<h2>{said(3, 6)}</h2>" if n % 7 == 6 else f"<p>{said(25, 90)}</p>"
        for n in range(chance.choice((4, 8, 12, 20, 60)))
    )
    title, address = f"{said(4, 9)} {number}", f"https://news.example/{lang}/{number}"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="canonical" href="{address}"><meta name="author" content="{said(2, 2)}">'
        f"<style>{'.box { margin: 0 } ' * 200}</style></head><body>"
        f"<header><nav><ul>{links}</ul></nav></header><main><article><h1>{title}</h1>{paragraphs}"
        f"</article></main><aside><ul>{links}</ul></aside><footer>{said(9, 20)}</footer>"
        f"<script>{'var a = 1; ' * 300}</script></body></html>"
    )


def pages(folder: Path, count: int) -> list[str]:
    """So many pages as files; their paths."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:05}.html").write_text(page(number), "utf-8")
    return sorted(str(each) for each in folder.iterdir())


# --- what is measured ----------------------------------------------------------------------------


class Ticks(QObject):
    """Notes how long it took from each tick to the next, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.worked: list[float] = []
        self.last = time.perf_counter()
        self.spent = 0.0
        self._timer = QTimer(self, interval=1)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.gaps, self.last = [], time.perf_counter()
        self.worked, self.spent = [], time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append(1000 * (now - self.last))
        self.last = now
        worked = time.thread_time()
        self.worked.append(1000 * (worked - self.spent))
        self.spent = worked


def _place(frame: FrameType | None) -> str:
    """The innermost lines of what runs."""
    lines: list[str] = []
    while frame is not None and len(lines) < 7:
        lines.append(f"{Path(frame.f_code.co_filename).stem}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(lines)


@contextmanager
def looked_into(ticks: Ticks, wanted: bool) -> Iterator[Counter[str]]:
    """Counts where the main thread was while it made the user wait."""
    found: Counter[str] = Counter()
    over, main = threading.Event(), threading.main_thread().ident or 0
    clock = time.pthread_getcpuclockid(main)

    def look() -> None:
        while not over.wait(0.003):
            if 1000 * (time.clock_gettime(clock) - ticks.spent) > LONG:
                found[_place(sys._current_frames().get(main))] += 1

    thread = threading.Thread(target=look)
    if wanted:
        thread.start()
    try:
        yield found
    finally:
        over.set()
        if wanted:
            thread.join()


@dataclass(frozen=True, slots=True)
class Pauses:
    """Milliseconds between two ticks, and seconds for all of it.

    `worked` is the longest that the window's own thread worked without a look at its user: what
    is left of a pause on a machine that has nothing else to do.
    """

    median: float
    p99: float
    longest: float
    worked: float
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.seconds:6.1f} s; pauses of the window: median {self.median:.1f} ms, "
            f"p99 {self.p99:.1f} ms, longest {self.longest:.1f} ms "
            f"(of work: {self.worked:.1f} ms)"
        )


def pauses(ticks: Ticks, seconds: float) -> Pauses:
    ordered = sorted(ticks.gaps)
    p99 = ordered[int(len(ordered) * 0.99)]
    return Pauses(statistics.median(ordered), p99, ordered[-1], max(ticks.worked), seconds)


def watched(ticks: Ticks, act: Callable[[], object], is_over: Callable[[], bool]) -> Pauses:
    """Does it, and runs the window until it is over."""
    clock, start = QElapsedTimer(), time.perf_counter()
    clock.start()
    ticks.start()
    act()
    while not is_over():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    seconds = time.perf_counter() - start
    settled = time.perf_counter() + 1
    while time.perf_counter() < settled:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    ticks.stop()
    return pauses(ticks, seconds)


def megabytes() -> float:
    """Memory of this process now."""
    pages_held = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages_held * resource.getpagesize() / 1e6


def measure(folder: Path, count: int, *, where: bool) -> None:
    """Adds them, takes them all back, and says how it went."""
    app = application()
    theme.apply(app, "light")
    given = pages(folder / "pages", count)
    library = Library(folder / "Adding.galley")
    window = Window(Session(library), Settings())
    window.resize(1280, 800)
    window.show()
    window.add_samples()
    window.open_first()
    samples = library.count(ArticleQuery(shelf="all"))
    came: list[Batch] = []
    window.incoming.arrivals.finished.connect(came.append)
    watched(Ticks(), lambda: None, lambda: True)  # the first paint is not what is measured
    gc.collect()
    gc.freeze()  # as the program does after its first paint
    ticks = Ticks()
    idle = watched(ticks, lambda: None, lambda: True)
    print(f"idle:   {idle}")
    before, used = megabytes(), time.process_time()
    with looked_into(ticks, where) as found:
        added = watched(ticks, lambda: window.incoming.arrivals.take(given), lambda: bool(came))
    used = time.process_time() - used
    print(f"adding: {added}; {1000 * added.seconds / count:.1f} ms an article, of which this "
          f"process {1000 * used / count:.1f}; memory {before:.0f} → {megabytes():.0f} MB; "
          f"{len(came[0].new)} new, {len(came[0].failures)} failed")  # fmt: skip
    tell(found)
    with looked_into(ticks, where) as found:
        back = watched(
            ticks,
            window.undo,
            lambda: library.count(ArticleQuery(shelf="all")) == samples,
        )
    print(f"undo:   {back}; {library.count(ArticleQuery(shelf='all')) - samples} left")
    tell(found)
    dispose(window)
    library.close()


def tell(found: Counter[str]) -> None:
    for at, times in found.most_common(25):
        print(f"    {times:4}  {at}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.adding", description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--where", action="store_true")
    parser.add_argument("--here", action="store_true", help="on the screen that is there")
    asked = parser.parse_args()
    if not asked.here and shutil.which("Xvfb"):
        with Screen(1280, 800) as screen:
            words = [sys.executable, "-m", "tests.bench.adding", "--here", *sys.argv[1:]]
            return subprocess.run(words, env=screen.environment(), check=False).returncode
    with tempfile.TemporaryDirectory(prefix="galley-adding-") as folder:
        measure(Path(folder), asked.pages, where=asked.where)
    return 0


if __name__ == "__main__":
    sys.exit(main())
