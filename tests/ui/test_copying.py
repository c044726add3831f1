"""Copying: every form at once, the styles in turn, and notes that are dragged out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QAction, QDrag, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from reader import changes
from reader.export.citing import STYLES
from reader.model import AnnotationId, ArticleId, Passage
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import marking
from ui import dragging
from ui.copying import Form, style_name
from ui.window import Window

pytestmark = pytest.mark.usefixtures("app")

BEFORE = "what was copied before"


@pytest.fixture(autouse=True)
def clipboard(window: Window) -> None:
    """Something of another program lies on the clipboard."""
    QGuiApplication.clipboard().setText(BEFORE)


@pytest.fixture
def said(window: Window) -> list[str]:
    """What the message bar was told."""
    sentences: list[str] = []
    window.session.said.connect(lambda sentence, _action: sentences.append(sentence))
    return sentences


def select(window: Window, article: ArticleId, words: str) -> None:
    start = window.session.library.document(article).text.index(words)
    window.marking.select(Passage(start, start + len(words)))


def put(window: Window, article: ArticleId, words: str, *, private: bool = False) -> AnnotationId:
    session = window.session
    id, change = marking(session.library, article, words, at=session.now())
    assert session.do(change)
    if private:
        made = session.library.annotation(id)
        assert session.do(changes.edit_annotation(made, at=session.now(), private=True))
    settle()
    return id


def held() -> QMimeData:
    return QGuiApplication.clipboard().mimeData()


def markdown() -> str:
    return bytes(held().data("text/markdown").data()).decode()


# --- the words alone -----------------------------------------------------------------------------


def opened_menu(window: Window) -> QMenu:
    """ "Copy as" as it is when someone opens it."""
    menu = window.actions_by_id["copy-as"].menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return menu


def test_words_are_copied_plain_rich_and_as_markdown(window: Window, article: ArticleId) -> None:
    select(window, article, "eleven families")
    window.outgoing.copy()
    assert held().text() == "eleven families"
    assert held().html().endswith("<p>eleven families</p>")
    assert markdown() == "eleven families"


def test_the_plain_words_are_those_of_the_article_over_several_blocks(
    window: Window, article: ArticleId
) -> None:
    text = window.session.library.document(article).text
    window.marking.select(Passage(3, len(text) - 3))
    window.outgoing.copy()
    assert held().text() == text[3:-3]


@pytest.mark.parametrize(
    ("form", "formats"),
    [
        ("plain", {"text/plain"}),
        ("rich", {"text/plain", "text/html"}),
        ("markdown", {"text/plain", "text/markdown"}),
    ],
)
def test_one_form_alone_is_offered_where_it_was_asked_for(
    window: Window, article: ArticleId, form: Form, formats: set[str], said: list[str]
) -> None:
    select(window, article, "eleven families")
    window.outgoing.copying.copy_as(form)
    assert {each for each in held().formats() if each.startswith("text/")} == formats
    assert said[-1].startswith("Copied: ")


# --- with their source ---------------------------------------------------------------------------


def test_the_same_key_again_takes_the_next_style_and_says_which(
    window: Window, article: ArticleId, said: list[str]
) -> None:
    select(window, article, "eleven families")
    seen = []
    for _time in STYLES:
        window.outgoing.cite()
        seen.append(held().text())
        assert "eleven families" in seen[-1] or "river" in seen[-1]
    names = [sentence.split(": ")[1].split(".")[0] for sentence in said]
    # No link: the article has no address.
    there = [style_name(style) for style in STYLES if style != "link"]
    assert names == [*there, there[0]]
    assert seen[0] == seen[-1]


def test_other_words_begin_with_the_chosen_style_again(
    window: Window, article: ArticleId, said: list[str]
) -> None:
    select(window, article, "eleven families")
    window.outgoing.cite()
    window.outgoing.cite()
    select(window, article, "another country")
    window.outgoing.cite()
    assert said[-1].startswith(f"Copied with source: {style_name('plain')}.")


def test_the_style_that_was_chosen_in_the_menu_comes_first_from_then_on(
    window: Window, article: ArticleId
) -> None:
    select(window, article, "eleven families")
    menu = opened_menu(window)
    line(menu, "APA").trigger()
    assert "\nThe river that moved a border." in held().text()
    assert window.remembered.settings.cite_style == "apa"
    assert line(menu, style_name("plain")).isChecked() is False
    menu.aboutToShow.emit()
    assert line(menu, "APA").isChecked()
    select(window, article, "another country")
    window.outgoing.cite()
    assert held().text().startswith("“another country”\n")


def test_without_words_and_marks_the_menu_has_nothing_to_copy(window: Window) -> None:
    menu = opened_menu(window)
    window.marking.activate(None)
    menu.aboutToShow.emit()
    assert not line(menu, "APA").isEnabled()


def test_the_key_on_the_page_copies_every_form(window: Window, article: ArticleId) -> None:
    text = window.session.library.document(article).text
    start = text.index("eleven families")
    window.page.view.select(Passage(start, start + 15))
    settle()
    window.page.view.setFocus()
    QTest.keySequence(window.page.view, QKeySequence("Ctrl+C"))
    assert held().text() == "eleven families"
    assert markdown() == "eleven families"


def test_the_menu_names_every_form_and_every_style(window: Window) -> None:
    menu = opened_menu(window)
    names = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert names == ["Plain text", "Rich text", "Markdown", *map(style_name, STYLES)]
    assert window.actions_by_id["copy-as"].text() == "Copy as"


def line(menu: QMenu, name: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == name)


def test_an_article_without_an_address_has_no_link_to_copy(
    window: Window, article: ArticleId, said: list[str]
) -> None:
    library = window.session.library
    assert library.article(article).url is None
    select(window, article, "eleven families")
    window.outgoing.copying.cite_as("link")
    assert held().text() == BEFORE
    assert said[-1] == "Not copied: this article has no address."


def test_a_private_mark_leaves_in_no_style(window: Window, article: ArticleId) -> None:
    window.marking.activate(put(window, article, "eleven families", private=True))
    window.outgoing.copy()
    window.outgoing.copying.copy_as("markdown")
    for style in STYLES:
        window.outgoing.copying.cite_as(style)
    assert held().text() == BEFORE


# --- dragging ------------------------------------------------------------------------------------


@pytest.fixture
def dragged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The plain words of each drag; none of them goes anywhere."""
    taken: list[str] = []

    def let_go(drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        assert actions == Qt.DropAction.CopyAction
        taken.append(drag.mimeData().text())
        assert drag.mimeData().hasHtml()
        assert drag.mimeData().hasFormat("text/markdown")
        assert not drag.pixmap().isNull()
        return Qt.DropAction.IgnoreAction

    monkeypatch.setattr(dragging.QDrag, "exec", let_go)
    return taken


def pull(view: QWidget, at: QPoint) -> None:
    """Presses the mouse there and moves it away."""
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(view, left, pos=at)
    for step in (5, 20, 60):
        QTest.mouseMove(view, at + QPoint(-step, step // 4))
        settle()
    QTest.mouseRelease(view, left, pos=at + QPoint(-60, 15))
    settle()


def test_a_card_is_dragged_out_with_its_source(
    window: Window, article: ArticleId, dragged: list[str]
) -> None:
    put(window, article, "eleven families")
    cards = window.notes.list
    pull(cards.viewport(), cards.visualRect(cards.model().index(0, 0)).center())
    assert len(dragged) == 1
    assert dragged[0].startswith("“eleven families”")


def test_several_cards_go_together_without_the_private_ones(
    window: Window, article: ArticleId, dragged: list[str], said: list[str]
) -> None:
    put(window, article, "eleven families")
    put(window, article, "another country", private=True)
    put(window, article, "240 meter")
    window.notes.list.selectAll()
    window.notes.list.startDrag(Qt.DropAction.CopyAction)
    assert "eleven families" in dragged[0]
    assert "240 meter" in dragged[0]
    assert "another country" not in dragged[0]
    assert said[-1] == "1 private note stayed here."


def test_a_private_card_alone_goes_nowhere(
    window: Window, article: ArticleId, dragged: list[str], said: list[str]
) -> None:
    put(window, article, "eleven families", private=True)
    window.notes.list.selectAll()
    window.notes.list.startDrag(Qt.DropAction.CopyAction)
    assert dragged == []
    assert said[-1] == "1 private note stayed here."


def test_a_row_of_all_notes_is_dragged_out(
    window: Window, article: ArticleId, dragged: list[str]
) -> None:
    put(window, article, "eleven families")
    put(window, article, "another country", private=True)
    window.beside.show_all_notes()
    rows = window.beside.all_notes.list
    assert wait_until(lambda: rows.model().rowCount() == 3)
    rows.selectAll()
    rows.startDrag(Qt.DropAction.CopyAction)
    assert "eleven families" in dragged[0]
    assert "another country" not in dragged[0]
    assert window.beside.all_notes.bar.sentence.text() == "1 private note stayed here."
    window.beside.all_notes.close()
