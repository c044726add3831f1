"""What someone writes in exported files, and what the real window makes of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from shiboken6 import Shiboken

from reader import abroad, changes, conflicts, exporting, homecoming
from reader.export import write
from reader.export.merged import Merged, Remark
from reader.library import Library
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    Change,
    Conflict,
    Edit,
    key_of,
)
from reader.settings import Settings
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import PARAGRAPHS, TITLE, Clock, adding, marking
from ui.dialogs.coming_home import ComingHomeDialog
from ui.dialogs.conflicts import ConflictsDialog
from ui.homecoming import what_came
from ui.parts import Words
from ui.session import Session
from ui.window import Window

pytestmark = pytest.mark.usefixtures("app")

NOTE = "Ask the mayor."
SECRET = "The source is the deputy."


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pause after a write is a tenth of what it is, so that forty tests need not wait."""
    monkeypatch.setattr("ui.file_watch.PAUSE", 100)
    monkeypatch.setattr("ui.homecoming._QUIET", 80_000_000)


@pytest.fixture
def mark(window: Window, article: ArticleId) -> AnnotationId:
    session = window.session
    id, change = marking(session.library, article, "eleven families", at=session.now())
    assert session.do(change)
    write_here(window, id, NOTE)
    return id


@pytest.fixture
def file(window: Window, article: ArticleId, mark: AnnotationId, tmp_path: Path) -> Path:
    """An export that the window wrote and watches."""
    path = tmp_path / "River.md"
    export(window, article, path)
    assert wait_until(lambda: str(path) in window.homecoming.watch.watched())
    return path


def export(window: Window, article: ArticleId, to: Path) -> None:
    before = window.session.library.exported_digests(article)
    window.foot.messages.dismiss()
    window.outgoing.exporting.write(article, to, "annotated")
    assert wait_until(lambda: "ritten to" in said(window) or "left alone" in said(window))
    assert window.session.library.exported_digests(article) >= before


def write_here(window: Window, id: AnnotationId, note: str) -> None:
    made = window.session.library.annotation(id)
    assert window.session.do(changes.edit_annotation(made, at=window.session.now(), note=note))


def note_of(window: Window, id: AnnotationId) -> str:
    return window.session.library.annotation(id).note


def edited(file: Path, old: str, new: str) -> str:
    text = file.read_text("utf-8")
    assert old in text
    return text.replace(old, new)


def write_in_place(file: Path, words: str) -> None:
    file.write_text(words, encoding="utf-8")


def replace_as_editors_do(file: Path, words: str) -> None:
    beside = file.with_name(".River.md.swp")
    beside.write_text(words, encoding="utf-8")
    os.replace(beside, file)


def move_away_and_come_back(file: Path, words: str) -> None:
    file.rename(file.with_name("River.md~"))
    settle()
    file.write_text(words, encoding="utf-8")


WAYS = [write_in_place, replace_as_editors_do, move_away_and_come_back]


def said(window: Window) -> str:
    messages = window.foot.messages
    return "" if messages.isHidden() else messages.sentence.text()


def press_offer(window: Window) -> None:
    offer = window.foot.messages.offer()
    assert offer is not None
    QTest.mouseClick(offer, Qt.MouseButton.LeftButton)


def merges(window: Window) -> int:
    return sum(entry.what == "merge" for entry in window.session.library.history())


def look(window: Window) -> None:
    """A look, and all that comes of it."""
    home = window.homecoming
    home.look()
    assert wait_until(lambda: not home._is_looking and not home.watch._pause.isActive())


# --- edits that are seen -------------------------------------------------------------------------


@pytest.mark.parametrize("write", WAYS)
def test_what_is_saved_in_an_exported_file_comes_home(
    window: Window, mark: AnnotationId, file: Path, write: Callable[[Path, str], None]
) -> None:
    write(file, edited(file, NOTE, "Ask *her*."))
    assert wait_until(lambda: note_of(window, mark) == "Ask *her*.")
    assert said(window) == "1 note from “River.md”."
    entry = window.session.library.history()[-1]
    assert (entry.what, entry.by) == ("merge", "file")
    write(file, edited(file, "Ask *her*.", "Ask both."))
    assert wait_until(lambda: note_of(window, mark) == "Ask both.")


def test_undo_brings_the_library_back_and_the_file_is_not_taken_over_again(
    window: Window, article: ArticleId, mark: AnnotationId, file: Path
) -> None:
    before = window.session.library.annotations(article)
    words = edited(file, NOTE, "Ask *her*.").replace("kata kepala desa", "==kata kepala desa==[^1]")
    write_in_place(file, words + "\n[^1]: Which village?\n")
    assert wait_until(lambda: merges(window) == 1)
    assert said(window) == "1 note, 1 new mark from “River.md”."
    assert len(window.session.library.annotations(article)) == 2
    press_offer(window)
    assert window.session.library.annotations(article) == before
    look(window)
    assert window.session.library.annotations(article) == before


def test_two_quick_edits_are_taken_over_once(
    window: Window, mark: AnnotationId, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(window)
    window.homecoming.watch._pause.setInterval(1000)
    monkeypatch.setattr("ui.homecoming._QUIET", 800_000_000)
    write_in_place(file, edited(file, NOTE, "Ask her"))
    settle()
    write_in_place(file, edited(file, "Ask her", "Ask her today."))
    assert wait_until(lambda: note_of(window, mark) == "Ask her today.")
    assert merges(window) == 1


def test_what_the_window_writes_itself_is_no_news(
    window: Window, article: ArticleId, mark: AnnotationId, file: Path
) -> None:
    write_here(window, mark, "Another note.")
    export(window, article, file)
    before = window.session.library.history()
    look(window)
    look(window)
    assert window.session.library.history() == before
    assert "Another note." in file.read_text("utf-8")


def test_an_edit_made_while_the_program_was_away_comes_home_at_its_start(
    tmp_path: Path, show: Callable[[Window], Window]
) -> None:
    library = Library(tmp_path / "Library.galley")
    id, change, blobs = adding(library, at=Clock()())
    library.apply(change, at=Clock()(), by="window", blobs=blobs)
    made, marks = marking(library, id, "eleven families", at=Clock()())
    library.apply(marks, at=Clock()(), by="window")
    with library.reader() as reader:
        sent = exporting.send(reader, id, tmp_path / "River.md", "annotated")
    exporting.remember(library, sent, at=Clock()())
    path = sent.written.path
    write_in_place(path, path.read_text("utf-8").replace("· 2024", "· #border · 2024", 1))
    window = show(Window(Session(library, now=Clock()), Settings()))
    assert wait_until(lambda: library.annotation(made).tags == ("border",))
    assert said(window) == "1 change from “River.md”."
    window.end()
    library.close()


def test_whoever_comes_back_to_the_window_finds_what_the_system_did_not_tell(
    window: Window, mark: AnnotationId, file: Path
) -> None:
    watcher = window.homecoming.watch._watcher
    watcher.removePaths([*watcher.files(), *watcher.directories()])
    write_in_place(file, edited(file, NOTE, "From a network drive."))
    system = QApplication.instance()
    assert isinstance(system, QApplication)
    system.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert wait_until(lambda: note_of(window, mark) == "From a network drive.")


def test_a_folder_in_which_no_name_came_or_went_asks_for_no_look(
    window: Window, file: Path
) -> None:
    look(window)
    watch = window.homecoming.watch
    watch._watcher.directoryChanged.emit(str(file.parent))
    assert not watch._pause.isActive()
    (file.parent / "Another.md").touch()
    assert wait_until(watch._pause.isActive)


def test_a_file_that_was_gone_for_a_while_is_watched_again(
    window: Window, mark: AnnotationId, file: Path
) -> None:
    words = edited(file, NOTE, "Back again.")
    file.unlink()
    look(window)
    assert str(file) not in window.homecoming.watch.watched()
    file.write_text(words, encoding="utf-8")
    assert wait_until(lambda: note_of(window, mark) == "Back again.")
    assert wait_until(lambda: str(file) in window.homecoming.watch.watched())


def test_a_file_that_cannot_be_read_any_more_is_told_of_once_and_left_alone(
    window: Window, mark: AnnotationId, file: Path
) -> None:
    broken = edited(file, "<!-- /galley:article -->", "")
    write_in_place(file, broken)
    assert wait_until(lambda: "can no longer be read" in said(window))
    window.foot.messages.dismiss()
    write_in_place(file, broken + "\nMore.\n")
    look(window)
    assert said(window) == ""
    assert (note_of(window, mark), merges(window)) == (NOTE, 0)
    assert file.read_text("utf-8") == broken + "\nMore.\n"


def test_words_of_the_article_that_were_changed_are_told_and_not_taken(
    window: Window, article: ArticleId, file: Path
) -> None:
    write_in_place(file, edited(file, "kata kepala desa", "kata kepala kampung"))
    assert wait_until(lambda: "the article stays as it was" in said(window))
    assert "kata kepala desa" in window.session.library.document(article).text
    assert merges(window) == 0


def test_notes_that_stay_here_stay_as_they_are(
    window: Window, article: ArticleId, mark: AnnotationId, file: Path
) -> None:
    session = window.session
    secret = changes.edit_annotation(
        session.library.annotation(mark), at=session.now(), note=SECRET, private=True
    )
    assert session.do(secret)
    write_in_place(file, edited(file, NOTE, "Overwritten?"))
    look(window)
    assert note_of(window, mark) == SECRET
    [base, *_older] = session.library.export_bases(str(file))
    assert mark not in base.text
    assert SECRET not in said(window)
    export(window, article, file)
    assert mark not in file.read_text("utf-8") or SECRET not in file.read_text("utf-8")


def test_what_is_being_typed_is_stored_before_a_file_comes_home(
    window: Window, mark: AnnotationId, file: Path
) -> None:
    window.edit_note(mark)
    QTest.keyClicks(QApplication.focusWidget(), " Tomorrow.")
    write_in_place(file, edited(file, "· 2024", "· #border · 2024"))
    assert wait_until(lambda: window.session.library.annotation(mark).tags == ("border",))
    assert "Tomorrow." in note_of(window, mark)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)


def test_the_system_watches_the_newest_and_the_rest_is_looked_at(
    window: Window, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.file_watch._MOST", 0)
    look(window)
    assert window.homecoming.watch.watched() == frozenset()
    assert window.homecoming.watch._round.isActive()


def test_of_many_files_that_were_edited_one_sentence_tells(
    window: Window, article: ArticleId, file: Path
) -> None:
    others = [file.with_name(f"River {letter}.md") for letter in "abc"]
    for other in others:
        export(window, article, other)
    home = window.homecoming
    assert wait_until(lambda: not home._is_looking)
    home.watch.blockSignals(True)  # as if all three were saved within one moment
    for other in others:
        write_in_place(other, edited(other, "· 2024", f"· #{other.stem[-1]} · 2024"))
    assert not wait_until(lambda: merges(window) > 0, 150)
    home.watch.blockSignals(False)
    home.look()
    assert wait_until(lambda: merges(window) == 3)
    assert said(window) == "3 exported files were edited; what is new in them is here."
    [mark] = window.session.library.annotations(article)
    assert sorted(mark.tags) == ["a", "b", "c"]


# --- an export over edits ------------------------------------------------------------------------


def test_an_export_brings_home_first_what_was_written_in_its_file(
    window: Window, article: ArticleId, mark: AnnotationId, file: Path
) -> None:
    write_in_place(file, edited(file, NOTE, "Ask *her*.") + "\nMy draft.\n")
    export(window, article, file)
    assert note_of(window, mark) == "Ask *her*."
    assert said(window) == "Written to River.md."
    assert [path.name for path in file.parent.glob("*.md")] == ["River.md"]
    text = file.read_text("utf-8")
    assert "Ask *her*." in text
    assert "My draft." in text
    window.session.undo()
    assert note_of(window, mark) == NOTE


# --- conflicts -----------------------------------------------------------------------------------


@pytest.fixture
def conflict(window: Window, mark: AnnotationId, file: Path) -> Conflict:
    write_here(window, mark, "Mine.")
    write_in_place(file, edited(file, NOTE, "Theirs."))
    assert wait_until(lambda: len(window.session.library.conflicts()) == 1)
    [found] = window.session.library.conflicts()
    return found


def in_the_dialog(window: Window, act: Callable[[ConflictsDialog], None]) -> None:
    """What is done in the dialog that "Look" opens."""

    def come() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ConflictsDialog)
        act(dialog)

    QTimer.singleShot(0, come)
    press_offer(window)
    settle()


def press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("choice", "note"), [("mine", "Mine."), ("theirs", "Theirs."), ("both", "Mine.\n\nTheirs.")]
)
def test_a_conflict_is_decided_and_the_next_export_writes_the_file(
    window: Window,
    article: ArticleId,
    mark: AnnotationId,
    file: Path,
    conflict: Conflict,
    choice: str,
    note: str,
) -> None:
    assert said(window) == "1 thing was changed here and in “River.md”; both are kept."
    in_the_dialog(window, lambda dialog: press(dialog.choices[choice]))  # type: ignore[index]
    library = window.session.library
    assert (note_of(window, mark), library.conflicts()) == (note, ())
    export(window, article, file)
    assert said(window) == "Written to River.md."
    assert note in file.read_text("utf-8").replace("\n    ", "\n")
    look(window)
    assert (note_of(window, mark), library.conflicts()) == (note, ())
    window.session.undo()
    assert (note_of(window, mark), library.conflicts()) == ("Mine.", (conflict,))


def test_the_dialog_shows_both_sides_and_later_decides_nothing(
    window: Window, mark: AnnotationId, conflict: Conflict
) -> None:
    shown: list[str] = []

    def read(dialog: ConflictsDialog) -> None:
        shown.extend(each.field.toPlainText() for each in (dialog.mine, dialog.theirs))
        shown.append(dialog.about.text())
        dialog.reject()

    in_the_dialog(window, read)
    assert shown == ["Mine.", "Theirs.", f"Note, in “{TITLE}”"]
    assert window.session.library.conflicts() == (conflict,)


def test_while_a_conflict_waits_an_export_goes_beside_the_file(
    window: Window, article: ArticleId, file: Path, conflict: Conflict
) -> None:
    words = file.read_text("utf-8")
    export(window, article, file)
    assert file.read_text("utf-8") == words
    assert file.with_name("River (2).md").exists()


def test_without_a_conflict_the_action_says_so(window: Window, article: ArticleId) -> None:
    window.actions_by_id["conflicts"].trigger()
    assert said(window) == "Nothing was changed both here and in a file."


FIELDS = [
    ("label", lambda made, library: {"label": library.labels()[1].id}, ("**Quote**", "**Doubt**")),
    ("label", lambda made, library: {"label": library.labels()[1].id}, ("**Quote**", "**Own**")),
    ("checked", lambda made, library: {"checked": "wrong"}, ("· 2024", "· checked holds · 2024")),
]


@pytest.mark.parametrize(("field", "here", "there"), FIELDS)
def test_other_fields_of_a_mark_are_taken_from_the_file(
    window: Window,
    mark: AnnotationId,
    file: Path,
    field: str,
    here: Callable[[Annotation, Library], dict[str, object]],
    there: tuple[str, str],
) -> None:
    session = window.session
    made = session.library.annotation(mark)
    fields = here(made, session.library)
    assert session.do(changes.edit_annotation(made, at=session.now(), **fields))  # type: ignore[arg-type]
    write_in_place(file, edited(file, *there))
    assert wait_until(lambda: len(session.library.conflicts()) == 1)
    [waits] = conflicts.waiting(session.library)
    assert waits.conflict.field == field
    assert session.do(conflicts.decided(session.library, waits, "theirs", at=session.now()))
    names = {label.id: label.name for label in session.library.labels()}
    after = session.library.annotation(mark)
    assert waits.conflict.theirs in (names[after.label], after.checked)
    assert session.library.conflicts() == ()


def test_title_and_names_are_taken_from_the_file(
    window: Window, article: ArticleId, file: Path
) -> None:
    session = window.session
    old = session.library.article(article)
    assert session.do(changes.edit_article(old, title="Here", bylines=("A. Here",)))
    words = edited(file, f'title: "{TITLE}"', 'title: "There"\nauthor: ["B. There, Jr.", "C."]')
    write_in_place(file, words)
    assert wait_until(lambda: len(session.library.conflicts()) == 2)
    while found := conflicts.waiting(session.library):
        waits = found[0]
        assert session.do(conflicts.decided(session.library, waits, "theirs", at=session.now()))
    now = session.library.article(article)
    assert (now.title, now.bylines) == ("There", ("B. There, Jr.", "C."))


def test_marked_words_are_taken_from_the_file(
    window: Window, article: ArticleId, mark: AnnotationId, file: Path
) -> None:
    session, library = window.session, window.session.library
    place = library.place(mark, 1)
    assert place is not None
    assert place.passage is not None
    longer = type(place.passage)(place.passage.start, place.passage.end + len(" found"))
    document = library.document(article)
    moved = changes.move_mark(document, library.annotation(mark), place, longer, at=session.now())
    assert session.do(moved)
    words = edited(file, "==eleven families==", "eleven ==families==")
    write_in_place(file, words)
    assert wait_until(lambda: len(library.conflicts()) == 1)
    [waits] = conflicts.waiting(library)
    assert (waits.ours, waits.conflict.theirs) == ("eleven families found", "families")
    assert session.do(conflicts.decided(library, waits, "theirs", at=session.now()))
    after = library.place(mark, 1)
    assert after is not None
    assert after.passage is not None
    assert after.passage.of(document.text) == "families"


def test_a_conflict_of_what_is_in_the_trash_is_not_asked_about(
    window: Window, mark: AnnotationId, conflict: Conflict
) -> None:
    session = window.session
    assert session.do(changes.remove(session.library.annotation(mark), at=session.now()))
    assert conflicts.waiting(session.library) == ()


# --- files from elsewhere ------------------------------------------------------------------------


@pytest.fixture
def stranger(window: Window, article: ArticleId, mark: AnnotationId, tmp_path: Path) -> Path:
    """A file of an article of this library that this library does not know of."""
    library = window.session.library
    with library.reader() as reader:
        sent = exporting.send(reader, article, tmp_path / "Sent.md", "annotated")
    path = sent.written.path
    words = path.read_text("utf-8").replace("kata kepala desa", "==kata kepala desa==[^1]")
    words = words.replace("閉館の音楽", "==閉館の音楽==")
    write_in_place(path, words + "\n[^1]: Which village?\n")
    return path


def bring(
    window: Window, path: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[..., None]
) -> None:
    """The action, with this file chosen, and what is done in the dialog that follows."""
    monkeypatch.setattr("ui.file_dialogs.files_to_open", lambda *_given: [str(path)])
    done: list[bool] = []

    def come() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, ComingHomeDialog):
            QTimer.singleShot(10, come)
            return
        act(dialog)
        done.append(True)

    window.actions_by_id["bring-home"].trigger()
    QTimer.singleShot(0, come)
    assert wait_until(lambda: bool(done))
    settle()


def test_a_file_from_elsewhere_is_shown_before_it_comes_home(
    window: Window, article: ArticleId, stranger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences: list[str] = []

    def act(dialog: ComingHomeDialog) -> None:
        sentences.extend(box.text() for box in dialog.boxes.values())
        dialog.accept()

    bring(window, stranger, monkeypatch, act)
    assert sentences == [
        "New mark: kata kepala desa; note: Which village?",
        "New mark: 閉館の音楽",
    ]
    assert said(window) == "2 new marks from “Sent.md”."
    assert len(window.session.library.annotations(article)) == 3
    press_offer(window)
    assert len(window.session.library.annotations(article)) == 1


def test_a_copy_of_an_export_is_shown_as_well(
    window: Window, mark: AnnotationId, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = file.with_name("Copy.md")
    write_in_place(copy, edited(file, NOTE, "Ask *her*."))
    sentences: list[str] = []

    def act(dialog: ComingHomeDialog) -> None:
        sentences.extend(box.text() for box in dialog.boxes.values())
        dialog.accept()

    bring(window, copy, monkeypatch, act)
    assert sentences == ["Note: Ask *her*."]
    assert note_of(window, mark) == "Ask *her*."


@pytest.fixture
def story(window: Window, article: ArticleId, mark: AnnotationId, tmp_path: Path) -> Path:
    """A file of two articles of this library."""
    library = window.session.library
    other, change, blobs = adding(library, "The other bank", at=window.session.now())
    assert window.session.do(change, blobs=blobs)
    path = tmp_path / "River.md"
    with library.reader() as reader:
        sent = exporting.send_together(reader, [article, other], path, "annotated")
    exporting.remember(library, sent, at=window.session.now())
    return path


def test_edits_in_a_file_of_several_articles_come_home_as_one_step(
    window: Window, mark: AnnotationId, story: Path
) -> None:
    window.homecoming.look()
    assert wait_until(lambda: str(story) in window.homecoming.watch.watched())
    before = merges(window)
    words = edited(story, NOTE, "Ask *her*.").replace("午後十時、閉館", "==午後十時==、閉館")
    write_in_place(story, words)
    assert wait_until(lambda: note_of(window, mark) == "Ask *her*.")
    assert said(window) == "1 note, 2 new marks from “River.md”."
    assert merges(window) == before + 1
    press_offer(window)
    assert note_of(window, mark) == NOTE


def test_a_file_of_several_articles_from_elsewhere_is_shown_and_comes_without_what_was_left(
    window: Window, article: ArticleId, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = story.with_name("Copy.md")
    write_in_place(copy, edited(story, "午後十時、閉館", "==午後十時==、閉館"))
    shown: list[str] = []

    def act(dialog: ComingHomeDialog) -> None:
        shown.extend(each.text() for each in dialog.findChildren(Words))
        assert len(dialog.boxes) == 2
        next(iter(dialog.boxes.values())).setChecked(False)
        dialog.accept()

    bring(window, copy, monkeypatch, act)
    assert "2 articles" in shown
    assert said(window) == "1 new mark from “Copy.md”."
    assert len(window.session.library.annotations(article)) == 1


def test_an_export_that_is_dropped_brings_its_edits_and_no_article(
    window: Window, mark: AnnotationId, file: Path
) -> None:
    library = window.session.library
    write_in_place(file, edited(file, NOTE, "Ask *her*."))
    window.incoming.arrivals.take([str(file)])
    assert wait_until(lambda: note_of(window, mark) == "Ask *her*.")
    assert not window.incoming.arrivals.busy
    assert len(library.articles()) == 1


def test_only_an_export_of_an_article_that_is_here_is_ours(
    window: Window, file: Path, tmp_path: Path
) -> None:
    library, text = window.session.library, file.read_text("utf-8")
    write_in_place(tmp_path / "Other.md", text.replace("galley-id: ", "galley-id: a0"))
    write_in_place(tmp_path / "Plain.md", "# A page\n\nWords.\n")
    write_in_place(tmp_path / "Export.txt", text)
    names = ["River.md", "Other.md", "Plain.md", "Export.txt", "Missing.md"]
    assert [name for name in names if abroad.is_ours(library, tmp_path / name)] == ["River.md"]


def test_nothing_is_watched_once_the_window_has_ended(
    tmp_path: Path, show: Callable[[Window], Window]
) -> None:
    library = Library(tmp_path / "Library.galley")
    window = show(Window(Session(library, now=Clock()), Settings()))
    look(window)
    watcher = window.homecoming.watch._watcher
    window.end()
    library.close()
    settle()
    assert not Shiboken.isValid(watcher)


def test_only_what_is_ticked_comes_home(
    window: Window, article: ArticleId, stranger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def act(dialog: ComingHomeDialog) -> None:
        next(iter(dialog.boxes.values())).setChecked(False)
        dialog.accept()

    bring(window, stranger, monkeypatch, act)
    marks = [each.anchor.exact for each in window.session.library.annotations(article)]
    assert marks == ["eleven families", "閉館の音楽"]
    assert said(window) == "1 new mark from “Sent.md”."


def test_a_file_that_is_left_changes_nothing(
    window: Window, article: ArticleId, stranger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = window.session.library.history()
    bring(window, stranger, monkeypatch, lambda dialog: dialog.reject())
    assert window.session.library.history() == before
    assert window.session.library.export_bases(str(stranger)) == ()


def test_a_known_file_with_nothing_new_says_so(
    window: Window, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.file_dialogs.files_to_open", lambda *_given: [str(file)])
    window.actions_by_id["bring-home"].trigger()
    assert wait_until(lambda: said(window) == "There is nothing new in “River.md”.")


# --- pure parts ----------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["new", "note", "label", "tags", "removed", "moved", "title"])))
def test_a_sentence_counts_all_that_came(kinds: list[str]) -> None:
    done = tuple(Remark(kind) for kind in kinds)  # type: ignore[arg-type]
    sentence = what_came("a.md", Merged(None, (), done, (), {}))
    counted = [int(word) for word in sentence.split() if word.isdigit()]
    assert sum(counted) == len(kinds)
    assert bool(sentence) == bool(kinds)


@given(st.sets(st.sampled_from("abc")))
def test_what_is_left_is_all_that_is_missing(left: set[str]) -> None:
    edits = tuple(Edit(None, Article(ArticleId(id), PARAGRAPHS[0], Clock()())) for id in "abc")
    kept = conflicts.only(Change("merge", edits), frozenset(left))
    assert {edit.key.id for edit in kept.edits} if kept else set() == {*"abc"} - left


def test_a_look_reads_no_file_whose_stamp_is_known(window: Window, file: Path) -> None:
    library = window.session.library
    write_in_place(file, edited(file, NOTE, "Ask *her*."))
    long_after = file.stat().st_mtime_ns + 1
    first = abroad.look(library, {}, long_after)
    assert [each.path for each in first.edited] == [file]
    assert abroad.look(library, first.stamps, long_after).edited == ()
    homecoming.keep(library, first.edited[0], at=Clock()())
    assert abroad.look(library, {}, long_after).edited == ()


@pytest.mark.parametrize(
    ("seconds", "reads"), [(-1, True), (0, True), (0.5, False), (1, False), (3600, True)]
)
def test_a_file_that_is_being_written_is_read_later_and_one_from_the_future_now(
    window: Window, file: Path, seconds: float, reads: bool
) -> None:
    write_in_place(file, edited(file, NOTE, "Ask *her*."))
    quiet_since = file.stat().st_mtime_ns - int(seconds * 1_000_000_000)
    found = abroad.look(window.session.library, {}, quiet_since)
    assert ([each.path for each in found.edited] == [file], found.is_early) == (reads, not reads)


def test_a_file_whose_article_was_erased_meanwhile_is_said_and_no_fault(
    window: Window, file: Path, article: ArticleId, tmp_path: Path
) -> None:
    copy = tmp_path / "Copy.md"
    copy.write_text(edited(file, NOTE, "Ask the deputy."), encoding="utf-8")
    library = window.session.library
    read = abroad.opened(library, [str(copy)])
    library.erase([key_of(library.article(article))], at=window.session.now(), by="window")
    window.homecoming._opened(read)
    assert "no article" in said(window)


def test_marks_that_a_colleague_sent_are_one_step_of_undo(
    window: Window, article: ArticleId, mark: AnnotationId, tmp_path: Path
) -> None:
    library = window.session.library
    sent = tmp_path / "Marks.JSONLD"
    sent.write_text(write(library.exported(article), "jsonld"), "utf-8")
    window.homecoming.bring([str(sent)])
    assert "1 was here already." in said(window)
    library.erase([key_of(library.annotation(mark))], at=window.session.now(), by="window")
    window.incoming.arrivals.take([str(sent)])
    assert wait_until(lambda: "1 new mark." in said(window))
    [came] = library.annotations(article)
    assert came.note == NOTE
    window.session.undo()
    assert library.annotations(article) == ()
    sent.write_text("{}", "utf-8")
    window.homecoming.bring([str(sent)])
    assert "holds no annotations" in said(window)
