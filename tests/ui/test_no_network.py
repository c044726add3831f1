"""Reading makes no network request: not for a picture, a link, a note or a page on paper.

A server on this machine counts whoever comes, whether through Qt or through Python; and no socket
of this process is connected to anything meanwhile.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reader import changes, records
from reader.library import Library
from reader.model import (
    ArticleId,
    Captured,
    Document,
    Link,
    Passage,
    Picture,
    Source,
    Span,
    leaf,
)
from reader.settings import Settings
from tests.ui.conftest import settle
from tests.ui.kit import Clock
from ui.reading.printing.choice import PrintChoice
from ui.reading.printing.device import write_pdf
from ui.session import Session
from ui.window import Window

_watched: list[str] | None = None


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if _watched is not None and event in ("socket.connect", "socket.getaddrinfo"):
        _watched.append(f"{event} {arguments[1:]}")


sys.addaudithook(_audit)


@contextmanager
def watching() -> Iterator[list[str]]:
    """What this process connected to meanwhile."""
    global _watched
    _watched = []
    try:
        yield _watched
    finally:
        _watched = None


class _Counting(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]  # set by the fixture
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        return None


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    made = HTTPServer(("127.0.0.1", 0), _Counting)
    made.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def article(library: Library, site: str, clock: Clock) -> ArticleId:
    """A page full of what a browser would ask for, with a note that does the same."""
    blocks = (
        leaf("heading", "The river", level=1),
        leaf("picture", "", [Span(0, 1, Picture(f"{site}/map.png", "A map"))]),
        leaf("picture", "", [Span(0, 1, Picture("//127.0.0.1/share/x.png", "A share"))]),
        leaf("paragraph", "See the gauge. " * 30, [Span(0, 7, Link(f"{site}/gauge"))]),
        leaf("paragraph", f'<img src="{site}/words.png"> <script src="{site}/x.js"></script>'),
    )
    document = Document(tuple(block for block in blocks if block is not None), lang="en")
    source = Source(b"x", "text/html", clock(), url=f"{site}/river")
    captured = Captured(document, f'<img src="{site}/title.png">', url=f"{site}/river")
    packed = records.pack(source, document)
    id = library.new_article_id()
    added = changes.add(captured, source, packed, article=id, at=clock())
    library.apply(added, at=clock(), by="shell", blobs=packed.blobs)
    start = document.text.index("See the")
    mark = changes.mark(
        document,
        id,
        1,
        Passage(start, start + 13),
        library.labels()[0].id,
        id=library.new_annotation_id(),
        at=clock(),
        note=f'![x]({site}/note.png) <img src="{site}/note2.png">',
    )
    library.apply(mark, at=clock(), by="shell")
    return id


def test_reading_marking_hovering_and_printing_ask_nobody_for_anything(
    app: QApplication, tmp_path: Path, server: HTTPServer
) -> None:
    site = f"http://127.0.0.1:{server.server_port}"
    library, clock = Library(tmp_path / "Desk.galley"), Clock()
    id = article(library, site, clock)
    session = Session(library, now=clock)
    window = Window(session, Settings())
    window.resize(1280, 800)
    with watching() as connected:
        window.show()
        window.open_article(id)
        settle()
        view = window.page.view
        for x in range(100, 700, 60):
            QTest.mouseMove(view.viewport(), QPoint(x, 300))
            settle()
        view.step_sentence(1)
        view.step_sentence(1)
        window.mark_as(1)
        view.to_the_end()
        QTest.keyClick(view, Qt.Key.Key_Space)
        window.show_palette()
        window.palette_over_all.put_away()
        window.beside.show_all_notes()
        settle()
        write_pdf(library, id, tmp_path / "river.pdf", PrintChoice(private=True))
        settle()
    assert connected == []
    assert server.asked == []  # type: ignore[attr-defined]
    window.end()
    window.close()
    window.deleteLater()
    library.close()
