"""The window as a journalist drives it: real panels, a real library, keys and the mouse."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from reader import changes
from reader.errors import GalleyError, NotAnArticle
from reader.intake import sniff
from reader.library import Library
from reader.model import AnnotationId, ArticleId, ArticleQuery, Captured, Passage, Source
from reader.settings import Settings
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import PARAGRAPHS, TITLE, Clock, PlainText, adding, marking
from ui import theme
from ui.actions import TABLE
from ui.arrivals import Batch, offered, what_came
from ui.finding import first_hit
from ui.marking import beside
from ui.reading.hover import HoverNote
from ui.session import Session
from ui.sidebar import ShelfButton
from ui.window import Window


def put(window: Window, title: str = TITLE, url: str | None = None) -> ArticleId:
    session = window.session
    id, change, blobs = adding(session.library, title, at=session.now(), url=url)
    assert session.do(change, blobs=blobs)
    return id


def select(window: Window, words: str) -> Passage:
    assert window.page.current is not None
    start = window.page.current[2].text.index(words)
    passage = Passage(start, start + len(words))
    window.page.view.select(passage)
    settle()
    return passage


def press(window: Window, keys: str) -> None:
    """Presses keys where the keyboard is, or on the page."""
    target = QApplication.focusWidget() or window.page.view
    QTest.keySequence(target, QKeySequence(keys))
    settle()


def marks(window: Window) -> list[tuple[str, str]]:
    """Words and label of each mark, in text order."""
    names = {label.id: label.name for label in window.session.labels()}
    return [(each.anchor.exact, names[each.label]) for each in window.session.library.annotations()]


# --- the table -----------------------------------------------------------------------------------


def test_every_action_has_its_handler(window: Window) -> None:
    assert all(callable(attrgetter(action.handler)(window)) for action in TABLE)


def test_every_shortcut_is_the_windows_own(window: Window) -> None:
    """A menu bar that is hidden would take its keys with it."""
    assert not window.menuBar().isVisible()
    assert set(window.actions_by_id.values()) <= set(window.actions())


def test_every_button_says_its_name(window: Window, article: ArticleId) -> None:
    buttons = [
        child
        for child in window.findChildren(QWidget)
        if child.metaObject().className() in ("IconButton", "ShelfButton", "_LabelButton")
    ]
    assert len(buttons) > 12
    assert [child for child in buttons if not child.accessibleName()] == []


def test_no_label_of_the_window_understands_markup(window: Window, article: ArticleId) -> None:
    rich = [
        label
        for label in window.findChildren(QLabel)
        if label.textFormat() != Qt.TextFormat.PlainText and label.text()
    ]
    assert rich == []


# --- reading -------------------------------------------------------------------------------------


def test_a_chosen_article_is_opened_with_its_notes(window: Window) -> None:
    one, other = put(window, "One"), put(window, "Two")
    window.articles.chosen.emit(one)
    assert window.windowTitle().startswith("One")
    window.articles.chosen.emit(other)
    assert window.windowTitle().startswith("Two")


def test_back_and_forward_go_along_what_was_read(window: Window) -> None:
    one, other = put(window, "One"), put(window, "Two")
    window.open_article(one)
    window.open_article(other)
    assert not window.actions_by_id["forward"].isEnabled()
    press(window, "Alt+Left")
    assert window.windowTitle().startswith("One")
    press(window, "Alt+Right")
    assert window.windowTitle().startswith("Two")


def test_a_hit_of_a_search_is_brought_into_sight(
    window: Window, article: ArticleId, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.articles.search_field.setText("240 METER")
    seen: list[Passage] = []
    monkeypatch.setattr(window.page, "go_to", seen.append)
    window.articles.chosen.emit(article)
    assert window.page.current is not None
    assert [hit.of(window.page.current[2].text) for hit in seen] == ["240 meter"]


def test_a_hit_in_a_note_makes_its_mark_the_active_one(window: Window, article: ArticleId) -> None:
    select(window, "eleven families")
    press(window, "1")
    mark = window.session.library.annotations()[0]
    at = window.session.now()
    window.session.do(changes.edit_annotation(mark, at=at, note="Ask the cartographer"))
    window.marking.activate(None)
    window.articles.search_field.setText("cartogr")
    window.articles.chosen.emit(article)
    assert window.marking.active == mark.id


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ELEVEN families", "eleven families"),
        ("families eleven", "families"),
        ("الوعود", "الوعود"),
        ("音楽", "音楽"),
        ("etre", "Être"),
        ("nowhere", None),
        ("eleven site:post", "eleven"),
        ("site:post is:unread", None),
        ("", None),
        ('"', None),
    ],
)
def test_the_place_of_what_was_searched(typed: str, found: str | None) -> None:
    text = " ".join(PARAGRAPHS) + " Être ici."
    hit = first_hit(text, typed)
    assert (hit.of(text) if hit else None) == found


def test_another_theme_is_worn_and_remembered(window: Window) -> None:
    window.actions_by_id["theme-dark"].trigger()
    try:
        assert theme.current().name == "dark"
        assert window.actions_by_id["theme-dark"].isChecked()
        assert not window.actions_by_id["theme-light"].isChecked()
        assert Settings.load().theme == "dark"
    finally:
        window.actions_by_id["theme-light"].trigger()


def test_text_grows_and_shrinks_within_bounds(window: Window, article: ArticleId) -> None:
    for _ in range(30):
        window.actions_by_id["larger"].trigger()
    assert window.page.view.reading_style.size == 28
    window.actions_by_id["usual-size"].trigger()
    assert window.page.view.reading_style.size == 19


# --- marking -------------------------------------------------------------------------------------


def test_a_label_key_marks_the_selected_words(window: Window, article: ArticleId) -> None:
    select(window, "eleven families")
    press(window, "2")
    assert marks(window) == [("eleven families", "Claim")]
    assert window.page.view.selected_passage() is None
    assert window.marking.active == window.session.library.annotations()[0].id


def test_marks_in_any_script_keep_their_exact_words(window: Window, article: ArticleId) -> None:
    for words in ("الوعود تكررت", "音楽は流れない", "240 meter"):
        select(window, words)
        press(window, "1")
    assert [words for words, _label in marks(window)] == [
        "240 meter",
        "الوعود تكررت",
        "音楽は流れない",
    ]


def test_marks_may_overlap(window: Window, article: ArticleId) -> None:
    select(window, "eleven families found")
    press(window, "1")
    select(window, "families found that")
    press(window, "6")
    assert [label for _words, label in marks(window)] == ["Quote", "Doubt"]


def test_the_same_words_are_not_marked_twice_with_one_label(
    window: Window, article: ArticleId
) -> None:
    for _ in range(2):
        select(window, "eleven families")
        press(window, "1")
    assert len(marks(window)) == 1


def test_a_label_key_on_the_active_mark_changes_its_label(
    window: Window, article: ArticleId
) -> None:
    select(window, "eleven families")
    press(window, "1")
    press(window, "4")
    assert marks(window) == [("eleven families", "Lead")]


def test_h_marks_with_the_label_used_last(window: Window, article: ArticleId) -> None:
    select(window, "eleven families")
    press(window, "3")
    select(window, "240 meter")
    press(window, "h")
    assert [label for _words, label in marks(window)] == ["Check", "Check"]


def test_n_marks_the_words_and_opens_their_note(window: Window, article: ArticleId) -> None:
    select(window, "eleven families")
    press(window, "n")
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "Who counted? 1 2 p c")
    window.notes.save()
    annotations = window.session.library.annotations()
    assert [each.note for each in annotations] == ["Who counted? 1 2 p c"]
    assert not annotations[0].private


def test_escape_ends_a_note_and_gives_the_page_the_keyboard(
    window: Window, article: ArticleId
) -> None:
    select(window, "eleven families")
    press(window, "n")
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "Who?")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    settle()
    assert QApplication.focusWidget() is window.page.view
    assert window.session.library.annotations()[0].note == "Who?"


def test_a_private_mark_is_not_copied(window: Window, article: ArticleId) -> None:
    select(window, "eleven families")
    press(window, "1")
    press(window, "p")
    QGuiApplication.clipboard().setText("before")
    window.outgoing.copy()
    window.outgoing.cite()
    assert QGuiApplication.clipboard().text() == "before"
    press(window, "p")
    window.outgoing.copy()
    assert QGuiApplication.clipboard().text() == "eleven families"


def test_private_and_checked_are_turned_by_their_keys(window: Window, article: ArticleId) -> None:
    select(window, "eleven families")
    press(window, "1")
    library = window.session.library
    press(window, "p")
    press(window, "c")
    assert (library.annotations()[0].private, library.annotations()[0].checked) == (True, "holds")
    press(window, "c")
    assert library.annotations()[0].checked == "wrong"
    press(window, "c")
    press(window, "p")
    assert (library.annotations()[0].private, library.annotations()[0].checked) == (False, "none")


def test_a_removed_mark_comes_back_with_the_bars_undo(window: Window, article: ArticleId) -> None:
    select(window, "eleven families")
    press(window, "1")
    press(window, "Del")
    assert marks(window) == []
    offer = window.foot.messages.offer()
    assert offer is not None
    offer.click()
    settle()
    assert marks(window) == [("eleven families", "Quote")]


@pytest.mark.parametrize("keys", ["s", "Ctrl+Z"])
def test_an_offer_to_undo_goes_when_another_step_was_done_or_it_was_undone(
    window: Window, article: ArticleId, keys: str
) -> None:
    select(window, "eleven families")
    press(window, "1")
    assert window.foot.messages.offer() is not None
    press(window, keys)
    assert window.foot.messages.offer() is None
    assert not window.foot.messages.isVisible()


def test_what_is_said_without_an_offer_stays_when_a_step_is_undone(
    window: Window, article: ArticleId
) -> None:
    window.star()
    window.foot.say("Copied with its source.")
    press(window, "Ctrl+Z")
    assert window.foot.messages.isVisible()


def test_an_offer_that_was_replaced_is_not_seen_any_more(
    window: Window, article: ArticleId
) -> None:
    window.archive()
    first = window.foot.messages.offer()
    window.foot.say("Something else.")
    assert first is not None
    assert not first.isVisible()


def test_ctrl_z_undoes_and_ctrl_y_does_again(window: Window, article: ArticleId) -> None:
    select(window, "eleven families")
    press(window, "1")
    assert window.actions_by_id["undo"].text() == "Undo highlight"
    press(window, "Ctrl+Z")
    assert marks(window) == []
    press(window, "Ctrl+Y")
    assert len(marks(window)) == 1


@pytest.mark.parametrize("keys", ["1", "h", "n", "t", "p", "c", "s", "a", "j"])
def test_letters_are_only_letters_in_a_field(window: Window, article: ArticleId, keys: str) -> None:
    select(window, "eleven families")
    window.search()
    before = len(window.session.library.history())
    QTest.keyClicks(window.articles.search_field, keys)
    settle()
    assert window.articles.search_field.text() == keys
    assert len(window.session.library.history()) == before


def test_a_mark_made_elsewhere_appears(window: Window, article: ArticleId) -> None:
    with Library(window.session.library.path) as other:
        id, change = marking(other, article, "240 meter", at=window.session.now())
        other.apply(change, at=window.session.now(), by="shell")
    assert wait_until(lambda: any(card.id == id for card in window.notes.cards()))


def test_an_active_mark_that_was_removed_elsewhere_is_active_no_more(
    window: Window, article: ArticleId
) -> None:
    select(window, "eleven families")
    press(window, "1")
    annotation = window.session.library.annotations()[0]
    with Library(window.session.library.path) as other:
        other.apply(
            changes.remove(annotation, at=window.session.now()), at=window.session.now(), by="shell"
        )
    assert wait_until(lambda: window.marking.active is None)
    assert not window.actions_by_id["private"].isEnabled()


def test_the_next_mark_stops_at_the_last() -> None:
    ids = [AnnotationId(each) for each in "abc"]
    assert beside(ids, None, 1) == "a"
    assert beside(ids, None, -1) == "c"
    assert beside(ids, ids[2], 1) == "c"
    assert beside([], None, 1) is None


# --- articles ------------------------------------------------------------------------------------


def test_star_archive_and_trash(window: Window, article: ArticleId) -> None:
    library = window.session.library
    press(window, "s")
    press(window, "a")
    assert (library.article(article).starred, library.article(article).archived) == (True, True)
    assert window.actions_by_id["star"].isChecked()
    window.trash()
    assert library.article(article).trashed is not None
    assert window.actions_by_id["restore"].isVisible()
    window.actions_by_id["restore"].trigger()
    assert library.article(article).trashed is None


def test_delete_in_the_list_moves_the_article_to_the_trash(
    window: Window, article: ArticleId
) -> None:
    select(window, "eleven families")
    press(window, "1")
    window.articles.list.setFocus()
    press(window, "Del")
    assert window.session.library.article(article).trashed is not None
    assert window.session.library.annotations(article)[0].trashed is None


def test_an_article_whose_adding_is_undone_leaves_the_page(
    window: Window, article: ArticleId
) -> None:
    press(window, "Ctrl+Z")
    assert window.page.current is None
    assert not window.actions_by_id["export"].isEnabled()


def test_the_samples_are_one_step_of_undo(window: Window) -> None:
    window.add_samples()
    assert window.session.library.count(ArticleQuery(shelf="all")) >= 4
    window.undo()
    assert window.session.library.count(ArticleQuery(shelf="all")) == 0


# --- in and out ----------------------------------------------------------------------------------


@pytest.fixture
def plain(window: Window) -> Window:
    """The window with an extractor that starts no process."""
    window.incoming.arrivals.use(PlainText())
    return window


def test_a_file_comes_in_and_is_opened(plain: Window, tmp_path: Path) -> None:
    file = tmp_path / "sungai.txt"
    file.write_text("Sungai yang berpindah\nSungai itu berpindah 240 meter.", "utf-8")
    plain.incoming.arrivals.take([str(file)])
    assert wait_until(lambda: plain.page.current is not None)
    assert plain.windowTitle().startswith("Sungai yang berpindah")
    assert plain.foot.messages.sentence.text() == "Added “Sungai yang berpindah”."


def test_each_of_many_inputs_is_tried_and_what_came_is_kept(plain: Window, tmp_path: Path) -> None:
    batches: list[Batch] = []
    plain.incoming.arrivals.finished.connect(batches.append)
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"Title {name}\nSome words of {name}.", "utf-8")
    missing = tmp_path / "missing.txt"
    given = [tmp_path / "one.txt", missing, tmp_path / "two.txt"]
    plain.incoming.arrivals.take([str(path) for path in given])
    assert wait_until(lambda: bool(batches))
    assert len(batches[0].new) == 2
    assert [failure.name for failure in batches[0].failures] == ["missing.txt"]
    assert plain.session.library.count(ArticleQuery(shelf="all")) == 2


def test_the_same_file_again_is_seen_unchanged(plain: Window, tmp_path: Path) -> None:
    batches: list[Batch] = []
    plain.incoming.arrivals.finished.connect(batches.append)
    file = tmp_path / "one.txt"
    file.write_text("Title\nSome words.", "utf-8")
    plain.incoming.arrivals.take([str(file)])
    assert wait_until(lambda: len(batches) == 1)
    plain.incoming.arrivals.take([str(file)])
    assert wait_until(lambda: len(batches) == 2)
    assert len(batches[1].unchanged) == 1
    assert plain.session.library.count(ArticleQuery(shelf="all")) == 1


class Stuck:
    """Takes as long as it is let."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.let = threading.Event()

    def to_article(self, source: Source) -> Captured:
        self.asked.set()
        self.let.wait(10)
        raise NotAnArticle("It never ended.")


def test_cancelled_intake_brings_nothing_and_says_nothing(window: Window, tmp_path: Path) -> None:
    stuck = Stuck()
    incoming = window.incoming.arrivals
    incoming.use(stuck)
    batches: list[Batch] = []
    incoming.finished.connect(batches.append)
    file = tmp_path / "one.txt"
    file.write_text("Title\nWords", "utf-8")
    incoming.take([str(file), str(file)])
    assert wait_until(stuck.asked.is_set)
    incoming.cancel()
    stuck.let.set()
    settle()
    assert [(batch.new, batch.failures) for batch in batches] == [([], [])]
    assert not incoming.busy


def mime(urls: Sequence[str] = (), text: str = "", html: str = "") -> QMimeData:
    made = QMimeData()
    if urls:
        made.setUrls([QUrl(url) for url in urls])
    if text:
        made.setText(text)
    if html:
        made.setHtml(html)
    return made


def test_what_can_be_dropped_or_pasted() -> None:
    at = Clock()()

    def kinds(urls: Sequence[str] = (), text: str = "", html: str = "") -> list[str]:
        return [
            each.media_type if isinstance(each, Source) else each
            for each in offered(mime(urls, text, html), at=at)
        ]

    assert kinds(urls=["file:///tmp/a.html"]) == ["/tmp/a.html"]
    assert kinds(urls=["https://example.org/a", "ftp://example.org"]) == ["https://example.org/a"]
    assert kinds(text="https://example.org/a\nhttp://example.org/b ") == [
        "https://example.org/a",
        "http://example.org/b",
    ]
    assert kinds(text="See https://example.org/a for more") == ["text/plain"]
    assert kinds(text="words", html="<p>words</p>") == [sniff.COPIED]
    assert kinds(text=" \n ") == []
    assert kinds() == []


def test_dropped_words_come_in_as_an_article(plain: Window) -> None:
    dropped = mime(text="Harga beras naik\nDi tiga pasar harga naik.")
    event = QDropEvent(
        QPointF(600, 400),
        Qt.DropAction.CopyAction,
        dropped,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    plain.dropEvent(event)
    assert wait_until(lambda: plain.page.current is not None)
    assert plain.windowTitle().startswith("Harga beras naik")


def test_copying_takes_the_words_and_citing_their_source(
    window: Window, article: ArticleId
) -> None:
    select(window, "eleven families")
    window.outgoing.copy()
    assert QGuiApplication.clipboard().text() == "eleven families"
    window.outgoing.cite()
    assert "eleven families" in QGuiApplication.clipboard().text()
    assert len(QGuiApplication.clipboard().text()) > len("eleven families")


def test_an_export_is_written_by_a_worker_and_said(
    window: Window, article: ArticleId, tmp_path: Path
) -> None:
    select(window, "eleven families")
    press(window, "1")
    file = tmp_path / "out" / "River.md"
    file.parent.mkdir()
    window.outgoing.exporting.write(article, file, "annotated")
    assert wait_until(lambda: file.exists() and "River.md" in window.foot.messages.sentence.text())
    assert "eleven families" in file.read_text("utf-8")
    assert Settings.load().export_folder == str(file.parent)


def test_an_export_that_fails_says_why_and_stays(window: Window, article: ArticleId) -> None:
    failures: list[GalleyError] = []
    window.session.failed.connect(failures.append)
    window.outgoing.exporting.write(article, Path("/proc/nowhere/River.md"), "annotated")
    assert wait_until(lambda: bool(failures))
    assert window.foot.messages.isVisible()


# --- the window itself ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "seen"),
    [(1500, "shelves list notes"), (1280, "list notes"), (1000, "list"), (600, "")],
)
def test_panes_give_way_in_their_order(
    window: Window, article: ArticleId, width: int, seen: str
) -> None:
    window.resize(width, 700)
    settle()
    assert [side for side in ("shelves", "list", "notes") if window.panes.is_seen(side)] == (
        seen.split()
    )
    assert window.page.isVisible()


def test_the_notes_stand_only_beside_an_article(window: Window) -> None:
    assert not window.notes.isVisible()
    window.open_article(put(window))
    assert window.notes.isVisible()
    window.undo()
    assert not window.notes.isVisible()


def test_the_shelves_that_open_over_the_list_take_the_keyboard_at_the_chosen_one(
    window: Window,
) -> None:
    window.activateWindow()
    settle()
    window.toggle_shelves()
    keyboard = QApplication.focusWidget()
    assert isinstance(keyboard, ShelfButton)
    assert keyboard.isChecked()


def test_escape_and_a_click_beside_it_close_a_drawer(window: Window) -> None:
    window.toggle_shelves()
    settle()
    assert window.shelves.isVisible()
    QTest.keyClick(window.shelves, Qt.Key.Key_Escape)
    assert not window.shelves.isVisible()
    window.toggle_shelves()
    QTest.mouseClick(window.panes._veil, Qt.MouseButton.LeftButton, pos=QPoint(900, 300))
    assert not window.shelves.isVisible()


def test_the_note_beside_a_mark_goes_with_the_mark(window: Window, article: ArticleId) -> None:
    library, now = window.session.library, window.session.now
    id, change = marking(library, article, "spring flood", at=now())
    assert window.session.do(change)
    window.page.view.hovered.emit((id,), QRect(100, 100, 200, 25))
    note = window.page.findChild(HoverNote)
    assert note is not None
    assert note.isVisible()
    window.undo()
    assert not note.isVisible()


def test_a_dragged_edge_is_where_it_was_left(window: Window) -> None:
    window.panes.drag("list", 340)
    assert window.articles.width() == 340
    window.close()
    assert Settings.load().pane_widths["usual/list"] == 340


def test_a_shelf_lists_its_articles(window: Window, article: ArticleId) -> None:
    window.archive()
    window.toggle_shelves()
    archive = next(
        shelf
        for shelf in (row.shelf for row in window.shelves._rows.values())
        if shelf.query.shelf == "archive"
    )
    window.shelves.chosen.emit(archive)
    assert window.articles.query().shelf == "archive"
    assert window.articles.rows.rowCount() == 1


def test_the_sidebar_counts(window: Window, article: ArticleId) -> None:
    def spoken() -> list[str]:
        return [row.accessibleName() for row in window.shelves._rows.values()]

    window.toggle_shelves()
    assert wait_until(lambda: "Reading list, 1" in spoken())
    window.archive()
    assert wait_until(lambda: "Archive, 1" in spoken())


def test_a_story_says_that_something_in_it_waits_until_someone_has_looked(
    window: Window, article: ArticleId
) -> None:
    session = window.session
    label = session.library.labels()[0].id
    passage = changes.Passage(0, 9)
    mark = session.library.new_annotation_id()
    document = session.library.document(article)
    assert session.do(changes.mark(document, article, 1, passage, label, id=mark, at=session.now()))
    story = changes.into_story(None, [article], new_id=session.library.new_story_id(), title="Zoo")
    assert session.do(story)

    def spoken() -> list[str]:
        return [row.accessibleName() for row in window.shelves._rows.values()]

    window.toggle_shelves()
    assert wait_until(lambda: "Zoo, 1" in spoken())
    place = session.library.place(mark, 1)
    assert place is not None
    lost = replace(place, passage=None, state="orphan", score=0.0)
    assert session.do(changes.Change("carry-over", (changes.Edit(place, lost),)))
    assert wait_until(lambda: "Zoo, 1, 1 needs a look" in spoken())
    session.undo()
    assert wait_until(lambda: "Zoo, 1" in spoken())


def test_f6_goes_round_the_panes_that_are_seen(window: Window, article: ArticleId) -> None:
    select(window, "eleven families")
    press(window, "1")
    window.page.view.setFocus()
    press(window, "F6")
    assert window.notes.isAncestorOf(focused())
    press(window, "F6")
    assert window.articles.isAncestorOf(focused())
    press(window, "Shift+F6")
    assert window.notes.isAncestorOf(focused())


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_labels_are_called_as_the_library_calls_them(window: Window) -> None:
    label = window.session.labels()[0]
    renamed = changes.Change(
        "labels",
        (
            changes.Edit(
                label,
                changes.replace(label, name="R&D <b>"),
            ),
        ),
    )
    assert window.session.do(renamed)
    assert window.actions_by_id["label-1"].text() == "R&&D <b>"
    assert not window.actions_by_id["label-7"].isVisible()


def test_a_title_cannot_pretend_that_the_window_is_modified(window: Window) -> None:
    window.open_article(put(window, "A [*] B"))
    assert "[*]" not in window.windowTitle()


def test_closing_leaves_one_file_and_no_thread(tmp_path: Path, app: QApplication) -> None:
    threads = set(threading.enumerate())
    library = Library(tmp_path / "One.galley")
    window = Window(Session(library, now=Clock()), Settings())
    window.show()
    window.add_samples()
    window.open_first()
    settle()
    window.close()
    window.end()
    library.close()
    window.deleteLater()
    settle()
    assert [path.name for path in tmp_path.iterdir()] == ["One.galley"]
    assert set(threading.enumerate()) <= threads


def test_what_came_is_said_in_one_sentence() -> None:
    batch = Batch(3, new=[ArticleId("a1"), ArticleId("a2")], unchanged=[ArticleId("a3")])
    said = what_came(batch, None)
    assert re.fullmatch(r"2 articles added\. 1 here already and unchanged\.", said)
    assert what_came(Batch(0), None) == ""


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be moved there")
def test_a_library_that_was_moved_away_is_said_and_can_still_be_read(
    window: Window, article: ArticleId
) -> None:
    other = put(window, "The harbour")
    said: list[GalleyError] = []
    window.session.failed.connect(said.append)
    path = window.session.library.path
    away = path.rename(path.with_name("away.galley"))
    assert window.page.open(other)
    settle()
    assert said
    assert all("not there any more" in str(each) for each in said)
    assert window.page.current is not None
    assert window.notes._article == window.page.current[0].id == other
    away.rename(path)
