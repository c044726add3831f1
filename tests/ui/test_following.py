"""Following links, footnotes and pictures by keys: nothing is opened that was not asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu

from reader import changes, records
from reader.model import Captured, Document, Link, Source, Span, leaf
from tests.ui.conftest import settle
from ui.window import Window


@pytest.fixture
def browser() -> Iterator[list[str]]:
    """The addresses that were opened in the browser, which is none here."""
    asked = Browser()
    for scheme in ("https", "mailto", "file"):
        QDesktopServices.setUrlHandler(scheme, asked, "open")
    yield asked.opened
    for scheme in ("https", "mailto", "file"):
        QDesktopServices.unsetUrlHandler(scheme)


class Browser(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


def put_linked(window: Window) -> Document:
    """Opens an article with links in its first sentences; gives back its document."""
    words = "The minutes say so. The board and its chair do not. Nobody asked. A file."
    spans = [
        Span(4, 11, Link("https://oost.example/minutes")),
        Span(24, 29, Link("https://oost.example/board")),
        Span(38, 43, Link("mailto:chair@oost.example")),
        Span(68, 72, Link("file:///etc/passwd")),
    ]
    head, text = leaf("heading", "The pump", level=1), leaf("paragraph", words, spans)
    assert head is not None
    assert text is not None
    document = Document((head, text), lang="en")
    now = window.session.now()
    source = Source(words.encode(), "text/plain", now, name="pump.txt")
    packed = records.pack(source, document)
    id = window.session.library.new_article_id()
    captured = Captured(document, "The pump", excerpt=words, lang="en")
    assert window.session.do(
        changes.add(captured, source, packed, article=id, at=now), blobs=packed.blobs
    )
    window.open_article(id)
    settle()
    return document


def test_a_link_is_opened_by_keys_and_only_when_asked(window: Window, browser: list[str]) -> None:
    put_linked(window)
    window.step_sentence(1)
    window.step_sentence(1)
    assert browser == []
    window.follow()
    assert browser == ["https://oost.example/minutes"]


def test_where_words_lead_to_several_places_a_menu_asks(window: Window, browser: list[str]) -> None:
    put_linked(window)
    for _step in range(3):
        window.step_sentence(1)
    window.follow()
    menu = next(each for each in window.findChildren(QMenu) if each.isVisible())
    assert [each.text() for each in menu.actions()] == ["board", "chair"]
    assert browser == []
    menu.actions()[1].trigger()
    menu.close()
    assert browser == ["mailto:chair@oost.example"]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (4, "No link, footnote or picture in these words."),
        (5, "Not opened: this is no address of the web or of a person."),
    ],
)
def test_words_that_lead_nowhere_good_say_so(
    window: Window, browser: list[str], steps: int, said: str
) -> None:
    put_linked(window)
    for _step in range(steps):
        window.step_sentence(1)
    window.follow()
    assert window.foot.messages.sentence.text() == said
    assert browser == []
