"""Speed, each figure beside its floor measured in the same run. Nothing fails here.

    python -m tests.bench [--rounds N]
    python -m tests.bench pages|hostile ...

The two others have tables of their own: how faithfully pages become articles, and what hostile
ones do (`--help` after the word says more).

The machine may be shared and noisy: medians, and ratios rather than milliseconds.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reader import changes, export, text
from reader.library import Library
from reader.model import LAST_OPENED, ArticleQuery, Passage
from reader.samples import samples
from tests.bench.articles import AT, add, document
from tests.bench.start import STARTED


@dataclass(frozen=True)
class Figure:
    """One line of the table, in milliseconds if it does not say otherwise."""

    what: str
    ours: float
    floor: float
    floor_is: str


def milliseconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def median(action: Callable[[], object], rounds: int) -> float:
    return statistics.median(milliseconds(action) for _round in range(rounds))


def filled(folder: Path) -> Library:
    """A library with the samples in it."""
    library = Library(folder / "Bench.galley")
    change, blobs = samples(
        library.new_article_id, library.new_annotation_id, library.labels(), at=AT
    )
    library.apply(changes.naming_tags(change, library.tags()), at=AT, by="shell", blobs=blobs)
    return library


# --- the figures ---------------------------------------------------------------------------------


class Starts:
    """Starts of the program as it is installed, each in a process of its own."""

    def __init__(self, folder: Path, library: Path) -> None:
        self._library = library
        # An installed program finds its compiled modules: the first start writes them, uncounted.
        self._compiled = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        self._compiled.pop("PYTHONDONTWRITEBYTECODE", None)
        self.galley()

    def galley(self, *what: str) -> float:
        """What `tests.bench.start` measures of the program's window."""
        return self._start(*what, "galley", str(self._library))

    def bare(self, *what: str) -> float:
        """The same of a bare window."""
        return self._start(*what, "bare")

    def _start(self, *words: str) -> float:
        environment = {**self._compiled, STARTED: str(time.time())}
        command = [sys.executable, "-m", "tests.bench.start", *words]
        out = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True, timeout=120
        )
        return float(out.stdout)


_BARE = "a bare list and text browser"


def starting(folder: Path, rounds: int) -> Figure:
    """With the samples in a library of their own, the first of them on the page."""
    folder.mkdir()
    library = filled(folder)
    library.trace(LAST_OPENED, library.articles()[0].article.id)
    library.close()
    starts = Starts(folder, library.path)
    pairs = [(starts.galley(), starts.bare()) for _ in range(rounds)]
    ours, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    return Figure("process start to first paint", ours, bare, _BARE)


def keeping(folder: Path, rounds: int) -> Figure:
    """Memory with one article of 100 kB open, four seconds after the first paint."""
    folder.mkdir()
    library = Library(folder / "Bench.galley")
    library.trace(LAST_OPENED, add(library, document(100)))
    library.close()
    starts = Starts(folder, library.path)
    pairs = [(starts.galley("memory"), starts.bare("memory")) for _ in range(rounds)]
    ours, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    return Figure("memory with 100 kB open, in MB (aim: 120)", ours, bare, _BARE)


def opening(library: Library, kilobytes: int, rounds: int) -> Figure:
    """Reading one article from the library and setting it on the page."""
    from PySide6.QtGui import QTextCursor, QTextDocument
    from PySide6.QtWidgets import QApplication

    from reader.settings import Settings
    from ui import theme
    from ui.session import Session
    from ui.window import Window

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    one, other = (add(library, document(kilobytes)) for _ in range(2))
    session = Session(library)
    window = Window(session, Settings())
    window.resize(1280, 800)
    window.show()

    def ours() -> None:
        for id in (one, other):
            window.open_article(id)
            window.page.view.viewport().repaint()

    words = library.document(one).text

    def bare() -> None:
        for _ in range(2):
            plain = QTextDocument()
            QTextCursor(plain).insertText(words)

    figure = Figure(
        f"open an article of {kilobytes} kB, to first paint",
        median(ours, rounds) / 2,
        median(bare, rounds) / 2,
        "the same text into a bare QTextDocument",
    )
    window.end()
    window.close()
    return figure


def storing(library: Library, folder: Path, rounds: int) -> Figure:
    id = add(library, document(5))
    content, label = library.document(id), library.labels()[0].id
    starts = iter(range(10, 10_000))

    def ours() -> None:
        start = next(starts)
        mark = changes.mark(
            content, id, 1, Passage(start, start + 30), label, id=library.new_annotation_id(), at=AT
        )
        library.apply(mark, at=AT, by="shell")

    bare = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    bare.execute("pragma journal_mode=wal")
    bare.execute("pragma synchronous=normal")
    bare.execute("create table mark (id integer primary key, note text)")
    figure = Figure(
        "store one mark",
        median(ours, rounds * 20),
        median(lambda: bare.execute("insert into mark (note) values ('x')"), rounds * 20),
        "one insert in bare SQLite",
    )
    bare.close()
    return figure


def searching(library: Library, rounds: int) -> Figure:
    words = "\n".join(
        library.document(row.article.id).text for row in library.articles(ArticleQuery(shelf="all"))
    )
    return Figure(
        "search as typed, five articles",
        median(lambda: library.search("pump"), rounds),
        median(lambda: text.fold(words).text.count("pump"), rounds),
        "folding and counting in all texts",
    )


def exporting(library: Library, rounds: int) -> Figure:
    rows = library.articles(ArticleQuery(shelf="all"))
    most = max(rows, key=lambda row: row.annotations).article.id
    exported = library.exported(most)
    written = export.write(exported, "annotated")
    return Figure(
        "export one sample as annotated Markdown",
        median(lambda: export.write(exported, "annotated"), rounds),
        median(lambda: written.encode().decode(), rounds),
        "encoding the same bytes",
    )


def exporting_many(folder: Path) -> Iterator[Figure]:
    """Once each: 1,000 articles are many rounds of themselves."""
    from tests.bench.many import measured

    folder.mkdir()
    took = measured(folder)
    floor = "writing the same bytes"
    yield Figure("export 1,000 articles, 20 notes each", took.all, took.bare_all, floor)
    yield Figure("the same again, nothing written", took.again, took.bare_all, floor)
    yield Figure("one of them, a note changed", took.one, took.bare_one, floor)


def figures(rounds: int) -> Iterator[Figure]:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="galley-bench-") as name:
        folder = Path(name)
        library = filled(folder)
        yield searching(library, rounds)
        yield exporting(library, rounds)
        yield storing(library, folder, rounds)
        yield opening(library, 5, rounds)
        yield opening(library, 1000, max(3, rounds // 4))
        library.close()
        yield from exporting_many(folder / "many")
        yield starting(folder / "start", rounds)
        yield keeping(folder / "memory", max(3, rounds // 4))


OWN_TABLES = ("pages", "hostile")


def _own_table(name: str, arguments: list[str]) -> int:
    from tests.bench import hostile, pages

    return {"pages": pages.main, "hostile": hostile.main}[name](arguments)


def main() -> int:
    if sys.argv[1:2] and sys.argv[1] in OWN_TABLES:
        return _own_table(sys.argv[1], sys.argv[2:])
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    rounds = parser.parse_args().rounds
    print(f"| {'what (median)':<46} | {'ms':>8} | {'floor':>8} | ratio | the floor is |")
    print("|---|---|---|---|---|")
    for figure in figures(rounds):
        ratio = figure.ours / figure.floor
        print(
            f"| {figure.what:<46} | {figure.ours:8.2f} | {figure.floor:8.3f} "
            f"| {ratio:5.1f} | {figure.floor_is} |",
            flush=True,
        )
    # Here and not above: the page needs Qt, and the platform is chosen by what comes first.
    from tests.bench import beside, page

    print()
    page.main(beside.spreads)
    return 0


if __name__ == "__main__":
    sys.exit(main())
