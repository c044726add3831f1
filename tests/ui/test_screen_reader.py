"""What a screen reader is told: names, roles, the text of the article, and where the caret is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleTextInterface
from PySide6.QtWidgets import QApplication, QWidget

from reader import changes
from reader.model import AnnotationId, ArticleId
from tests.ui.conftest import settle
from tests.ui.kit import PARAGRAPHS, TITLE, marking
from ui.window import Window

Role = QAccessible.Role


@pytest.fixture(autouse=True)
def listening(app: QApplication) -> Iterator[None]:
    """Somebody listens to what is said."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def mark(window: Window, article: ArticleId) -> AnnotationId:
    """A mark with a note."""
    session = window.session
    id, change = marking(session.library, article, "eleven families", at=session.now())
    assert session.do(change)
    made = session.library.annotation(id)
    noted = changes.edit_annotation(made, at=session.now(), note="Ask the chair.")
    assert session.do(noted)
    settle()
    return id


def told(widget: QWidget) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found


def name(of: QAccessibleInterface) -> str:
    return of.text(QAccessible.Text.Name)


def text_of(widget: QWidget) -> QAccessibleTextInterface:
    found = told(widget).textInterface()
    assert found is not None
    return found


# --- names ---------------------------------------------------------------------------------------


def stops(within: QWidget) -> list[QWidget]:
    """What the Tab key can come to."""
    return [
        each
        for each in within.findChildren(QWidget)
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def nothing(window: Window, _mark: AnnotationId) -> QWidget:
    return window


def type_panel(window: Window, _mark: AnnotationId) -> QWidget:
    window.typesetting.show_panel()
    return window.typesetting.panel


def find_bar(window: Window, _mark: AnnotationId) -> QWidget:
    window.find_words()
    return window.page.find_bar


def note_editor(window: Window, mark: AnnotationId) -> QWidget:
    window.edit_note(mark)
    return window.notes


def tag_field(window: Window, mark: AnnotationId) -> QWidget:
    window.marking.activate(mark)
    window.tags()
    return window.notes


def palette(window: Window, _mark: AnnotationId) -> QWidget:
    window.show_palette()
    return window.palette_over_all


def message(window: Window, _mark: AnnotationId) -> QWidget:
    window.star()
    window.archive()
    return window.foot


def shelves(window: Window, _mark: AnnotationId) -> QWidget:
    if not window.panes.is_seen("shelves"):
        window.toggle_shelves()
    return window.shelves


def all_notes(window: Window, _mark: AnnotationId) -> QWidget:
    window.beside.show_all_notes()
    return window.beside.all_notes


OPENED = (
    *(nothing, type_panel, find_bar, note_editor, tag_field, palette, message, shelves, all_notes),
)


@pytest.mark.parametrize("opened", OPENED, ids=lambda opened: opened.__name__)
def test_everything_that_tab_comes_to_says_its_name(
    window: Window,
    mark: AnnotationId,
    opened: Callable[[Window, AnnotationId], QWidget],
) -> None:
    part = opened(window, mark)
    settle()
    assert stops(part)
    nameless = [each for each in stops(part.window()) if not name(told(each)).strip()]
    assert nameless == []
    part.window().close()


def test_the_buttons_over_words_and_in_the_header_are_buttons_with_names(
    window: Window, article: ArticleId
) -> None:
    bar = [told(button) for button in window.page.bar.buttons()]
    assert {each.role() for each in bar} == {Role.Button}
    labels = [label.name for label in window.session.labels()]
    assert [name(each) for each in bar] == [*labels, "Note", "Tags", "Copy with source"]
    header = {id: told(button) for id, button in window.page._buttons.items()}
    assert {each.role() for each in header.values()} == {Role.Button, Role.CheckBox}
    assert header["star"].role() == Role.CheckBox
    assert header["export"].role() == Role.Button
    assert all(name(each) for each in header.values())


# --- the lists -----------------------------------------------------------------------------------


def test_a_card_is_an_item_of_a_list_and_says_label_words_and_note(
    window: Window, mark: AnnotationId
) -> None:
    cards = told(window.notes.list)
    assert (cards.role(), name(cards)) == (Role.List, "Notes")
    card = cards.child(0)
    assert card.role() == Role.ListItem
    assert name(card) == "Quote. “eleven families”. Ask the chair."


def test_an_article_says_title_and_state_and_no_number(window: Window, article: ArticleId) -> None:
    articles = told(window.articles.list)
    assert (articles.role(), name(articles)) == (Role.Table, "Articles")
    said = [name(articles.child(n)) for n in range(articles.childCount())]
    spoken = [words for words in said if words]
    assert len(spoken) == 1
    assert spoken[0].startswith(f"{TITLE}. ")


# --- the page ------------------------------------------------------------------------------------


def test_the_page_is_a_text_that_gives_the_words_of_the_article(
    window: Window, article: ArticleId
) -> None:
    page = told(window.page.view)
    assert (page.role(), name(page)) == (Role.EditableText, "Article")
    text = text_of(window.page.view)
    words = text.text(0, text.characterCount())
    assert all(paragraph in words for paragraph in (TITLE, *PARAGRAPHS))


def test_the_caret_is_where_the_sentence_cursor_is(window: Window, article: ArticleId) -> None:
    view, text = window.page.view, text_of(window.page.view)
    for _step in range(4):
        view.step_sentence(1)
        cursor, shown = view.cursor_passage, view.document_shown
        assert cursor is not None
        assert shown is not None
        caret = text.cursorPosition()
        words = cursor.of(shown.text)
        assert text.text(caret, caret + len(words)) == words
