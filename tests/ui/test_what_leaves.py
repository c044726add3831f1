"""What leaves by the clipboard or a drag: the words that were meant, and never a private note."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from reader import changes
from reader.model import AnnotationId, ArticleId, Block, Document, Passage, Picture, Span, leaf
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import TITLE, marking
from ui.reading.document import PageHead
from ui.reading.typography import ReadingStyle
from ui.reading.view import ReadingView
from ui.window import Window

pytestmark = pytest.mark.usefixtures("app")

SECRET = "The source is the deputy."
BEFORE = "what was copied before"
COPYING = ("Ctrl+C", "Ctrl+Ins")
"""Qt's views and fields take both for copying; our action has the first."""


@pytest.fixture(autouse=True)
def clipboard(window: Window) -> None:
    """Something of another program lies on the clipboard."""
    QGuiApplication.clipboard().setText(BEFORE)


def put(window: Window, article: ArticleId, words: str, *, private: bool) -> AnnotationId:
    """A mark with a note, private or not."""
    session = window.session
    id, change = marking(session.library, article, words, at=session.now())
    assert session.do(change)
    made = session.library.annotation(id)
    edit = changes.edit_annotation(made, at=session.now(), note=SECRET, private=private)
    assert session.do(edit)
    settle()
    return id


def press(where: QWidget, keys: str) -> None:
    where.setFocus()
    QTest.keySequence(where, QKeySequence(keys))
    settle()


def press_as_x11_does(where: QWidget) -> None:
    """Ctrl+C as no action takes it, with the control character that comes with it there."""
    held = Qt.KeyboardModifier.ControlModifier
    QApplication.sendEvent(where, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_C, held, "\x03"))
    settle()


def copied() -> str:
    return QGuiApplication.clipboard().text()


# --- the lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize("keys", COPYING)
@pytest.mark.parametrize("has_key", [True, False])
def test_a_private_card_is_not_copied(
    window: Window, article: ArticleId, keys: str, has_key: bool
) -> None:
    private = put(window, article, "eleven families", private=True)
    if not has_key:
        window._take_keys({"copy": ()})
    window.marking.activate(private)
    assert window.notes.list.currentIndex().isValid()
    press(window.notes.list, keys)
    press_as_x11_does(window.notes.list)
    assert copied() == BEFORE


def test_of_a_card_that_may_leave_the_action_copies_the_words(
    window: Window, article: ArticleId
) -> None:
    window.marking.activate(put(window, article, "eleven families", private=False))
    press(window.notes.list, "Ctrl+C")
    assert copied() == "eleven families"


@pytest.mark.parametrize("keys", COPYING)
def test_the_article_s_own_note_is_not_copied_from_its_card(
    window: Window, article: ArticleId, keys: str
) -> None:
    noted = changes.edit_article(window.session.library.article(article), note=SECRET)
    assert window.session.do(noted)
    settle()
    window.notes.list.select_only(window.notes.list.model().index(0, 0))
    press(window.notes.list, keys)
    assert copied() == BEFORE


@pytest.mark.parametrize("keys", COPYING)
def test_the_list_of_articles_copies_nothing_of_its_own(
    window: Window, article: ArticleId, keys: str
) -> None:
    press(window.articles.list, keys)
    press_as_x11_does(window.articles.list)
    assert copied() == BEFORE


@pytest.mark.parametrize("keys", COPYING)
def test_the_window_of_all_notes_leaves_out_what_stays_here(
    window: Window, article: ArticleId, keys: str
) -> None:
    put(window, article, "eleven families", private=True)
    put(window, article, "another country", private=False)
    window.beside.show_all_notes()
    rows = window.beside.all_notes.list
    assert wait_until(lambda: rows.model().rowCount() == 3)  # a heading and two notes, by a worker
    rows.selectAll()
    press(rows, keys)
    assert "another country" in copied()
    assert "eleven families" not in copied()
    assert SECRET in copied()  # the note on what may leave
    window.beside.all_notes.close()


def test_only_notes_can_be_dragged_out_of_a_list_and_nothing_into_one(
    window: Window, article: ArticleId
) -> None:
    put(window, article, "another country", private=False)
    window.beside.show_all_notes()
    lists = [
        *window.findChildren(QAbstractItemView),
        *window.beside.all_notes.findChildren(QAbstractItemView),
    ]
    assert len(lists) >= 3
    notes = [window.notes.list, window.beside.all_notes.list]
    assert {each for each in lists if each.dragEnabled()} == set(notes)
    assert not any(each.viewport().acceptDrops() for each in notes)
    draggable = Qt.ItemFlag.ItemIsDragEnabled
    assert not window.articles.list.model().index(0, 0).flags() & draggable
    window.beside.all_notes.close()


def test_the_article_s_own_note_is_not_dragged_from_its_card(
    window: Window, article: ArticleId
) -> None:
    noted = changes.edit_article(window.session.library.article(article), note=SECRET)
    assert window.session.do(noted)
    settle()
    own = window.notes.list.model().index(0, 0)
    assert not own.flags() & Qt.ItemFlag.ItemIsDragEnabled


# --- the page ------------------------------------------------------------------------------------

LONG = "Verantwortungsbewusstsein und Bürgermeisterwahlen, Zusammenarbeitsvereinbarungen. " * 6


@pytest.fixture
def page(show: Callable[[QWidget], QWidget]) -> ReadingView:
    """A justified page, its words full of soft hyphens, with a picture between them."""
    view = ReadingView(style=ReadingStyle(justified=True))
    view.resize(700, 500)
    words = f"{LONG}\ufffc 50\u00a0%"
    at = words.index("\ufffc")
    blocks = (
        leaf("heading", TITLE, level=1),
        leaf("paragraph", words, [Span(at, at + 1, Picture("x.png", "A map"))]),
    )
    view.show_document(
        Document(tuple(each or Block("code", "x") for each in blocks), lang="de"), PageHead("Site")
    )
    show(view)
    return view


def meant(page: ReadingView) -> str:
    shown = page.document_shown
    assert shown is not None
    return shown.text.replace("\ufffc", "")


@pytest.mark.parametrize("keys", COPYING)
def test_the_page_gives_its_words_as_the_article_has_them(page: ReadingView, keys: str) -> None:
    assert "\u00ad" in page.toPlainText()
    press(page, "Ctrl+A")
    press(page, keys)
    assert copied() == meant(page)


def test_what_is_dragged_from_the_page_is_plain_words(page: ReadingView) -> None:
    page.selectAll()
    dragged = page.createMimeDataFromSelection()
    assert dragged.formats() == ["text/plain"]
    assert dragged.text() == meant(page)


def test_a_part_of_a_hyphenated_word_leaves_without_its_hyphens(page: ReadingView) -> None:
    start = TITLE.index("border")
    page.select(Passage(start, len(TITLE) + 1 + len("Verantwortungs")))
    assert page.createMimeDataFromSelection().text() == "border\nVerantwortungs"


def test_nothing_selected_is_nothing_to_copy(page: ReadingView) -> None:
    QGuiApplication.clipboard().setText(BEFORE)
    press(page, "Ctrl+C")
    assert copied() == BEFORE


def test_the_page_takes_no_drop_and_no_paste(page: ReadingView) -> None:
    before = page.toPlainText()
    press(page, "Ctrl+V")
    assert not page.acceptDrops()
    assert not page.viewport().acceptDrops()
    assert page.toPlainText() == before
