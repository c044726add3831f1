"""Whole lists leave for a folder, with progress and Cancel; some folders follow by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from reader import changes
from reader.export import Style
from reader.export.flavours import SUFFIXES
from reader.library import Library
from reader.model import ArticleId, ArticleQuery
from reader.outbox import Outcome
from reader.settings import Settings
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import Clock, adding, marking
from ui import kept_folders
from ui.dialogs.export_many import TOGETHER, Choice, ExportManyDialog
from ui.dialogs.kept_folders import KeptFoldersDialog
from ui.exporting_many import ExportingMany
from ui.sending import Order, what_went
from ui.session import Session
from ui.window import Window

EVERYTHING = ArticleQuery()
TITLES = ("Alder", "Birch", "Cedar", "Elm", "Fir")


@pytest.fixture
def window(tmp_path: Path, show: Callable[[Window], Window]) -> Iterator[Window]:
    """A window on a library of five articles with a mark each."""
    library = Library(tmp_path / "Library.galley")
    window = show(Window(Session(library, now=Clock()), Settings()))
    for title in TITLES:
        add(window, title)
    yield window
    window.end()
    library.close()


def add(window: Window, title: str) -> ArticleId:
    session = window.session
    id, change, blobs = adding(session.library, title, at=session.now())
    assert session.do(change, blobs=blobs)
    assert session.do(marking(session.library, id, "spring flood", at=session.now())[1])
    return id


def note(window: Window, id: ArticleId, words: str) -> None:
    [mark] = window.session.library.annotations(id)
    change = changes.edit_annotation(mark, at=window.session.now(), note=words)
    assert window.session.do(change)


def many(window: Window) -> ExportingMany:
    return window.outgoing.exporting_many


def said(window: Window) -> str:
    return window.foot.messages.sentence.text()


def test_a_list_goes_to_a_folder_that_is_made(window: Window, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "Vault"
    many(window).send(EVERYTHING, "Reading list", Choice("annotated", folder, False, False))
    assert wait_until(lambda: said(window) == "5 files written.")
    assert len(list(folder.glob("*.md"))) == 5
    many(window).send(EVERYTHING, "Reading list", Choice("annotated", folder, False, False))
    assert wait_until(lambda: said(window).startswith("Nothing has changed"))
    assert window.remembered.settings.export_folder == str(folder)


def test_cancel_keeps_and_remembers_what_was_written(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written before Cancel is ours the next time, and not someone's own file."""
    sending = many(window).sending
    folder = tmp_path / "Vault"
    folder.mkdir()
    count = [0]
    post = sending._post

    def count_and_cancel(sent: object) -> None:
        post(sent)  # type: ignore[arg-type]
        count[0] += 1
        if count[0] == 2:
            sending._watch.cancel()

    monkeypatch.setattr(sending, "_post", count_and_cancel)
    ended: list[Outcome | None] = []
    sending.ended.connect(lambda _order, outcome: ended.append(outcome))
    sending.send(Order(EVERYTHING, folder, "annotated"))
    assert wait_until(lambda: count[0] == 2)
    window.foot.progress.follow("", progress(2, 5), sending.cancel)
    window.foot.progress.cancel.trigger()
    assert ended == [None]
    assert said(window) == "Cancelled after 2 articles; their files stay."
    assert len(list(folder.glob("*.md"))) == 2
    monkeypatch.undo()
    sending.send(Order(EVERYTHING, folder, "annotated"))
    assert wait_until(lambda: len(ended) == 2)
    assert ended[1] is not None
    assert (ended[1].written, ended[1].stood) == (3, 2)
    assert len(list(folder.glob("*.md"))) == 5


def progress(done: int, of: int) -> object:
    from ui.tasks import Progress

    return Progress(done, of)


def test_closing_the_window_meanwhile_loses_nothing(window: Window, tmp_path: Path) -> None:
    folder = tmp_path / "Vault"
    folder.mkdir()
    many(window).sending.send(Order(EVERYTHING, folder, "annotated"))
    assert wait_until(lambda: len(list(folder.glob("*.md"))) > 0)
    window.session.close()
    files = sorted(folder.glob("*.md"))
    known = window.session.library.exported_files()
    assert sorted(known) == sorted(str(file) for file in files)


def test_edits_in_the_files_come_home_first(window: Window, tmp_path: Path) -> None:
    folder = tmp_path / "Vault"
    id = window.session.library.articles()[0].article.id
    note(window, id, "As I saw it.")
    many(window).send(EVERYTHING, "Reading list", Choice("annotated", folder, False, False))
    assert wait_until(lambda: said(window) == "5 files written.")
    [file] = [f for f in folder.glob("*.md") if "As I saw it." in f.read_text("utf-8")]
    file.write_text(file.read_text("utf-8").replace("As I saw it.", "As they told it."), "utf-8")
    many(window).send(EVERYTHING, "Reading list", Choice("annotated", folder, False, False))
    assert wait_until(lambda: window.session.library.annotations(id)[0].note == "As they told it.")
    assert wait_until(lambda: many(window).sending.order is None)
    assert "As they told it." in file.read_text("utf-8")


@pytest.mark.parametrize("style", sorted(TOGETHER))
def test_all_go_into_one_file(window: Window, tmp_path: Path, style: Style) -> None:
    """Once more it is written in its place; where someone's own file stands, beside it."""
    to = tmp_path / f"All{SUFFIXES[style]}"
    choice = Choice(style, to, True, False)
    for expected in (["All"], ["All"]):
        many(window).send(EVERYTHING, "Reading list", choice)
        assert wait_until(lambda: many(window).sending.order is None)
        assert [file.stem for file in tmp_path.glob(f"*{to.suffix}")] == expected
    whole = to.read_text("utf-8")
    assert [title for title in TITLES if title not in whole] == []
    to.write_text("My own words.", "utf-8")
    many(window).send(EVERYTHING, "Reading list", choice)
    assert wait_until(lambda: "was left alone" in said(window) or "beside" in said(window))
    assert to.read_text("utf-8") == "My own words."


def test_a_folder_that_is_not_there_is_said(window: Window, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    many(window).send(EVERYTHING, "x", Choice("annotated", tmp_path / "file", False, False))
    assert wait_until(lambda: "cannot be made" in said(window))
    many(window).sending.send(Order(EVERYTHING, tmp_path / "away", "annotated"))
    assert wait_until(lambda: "is not there" in said(window))
    assert not (tmp_path / "away").exists()


def test_files_are_named_as_it_was_asked_and_keep_their_names(
    window: Window, tmp_path: Path
) -> None:
    folder = tmp_path / "Vault"
    named = "{captured:%Y}/{title}"
    choice = Choice("annotated", folder, False, False, named)
    many(window).send(EVERYTHING, "Reading list", choice)
    assert wait_until(lambda: said(window) == "5 files written.")
    assert (folder / "2024" / "Alder.md").exists()
    assert window.remembered.settings.export_name == named
    usual = Choice("annotated", folder, False, False)
    many(window).send(EVERYTHING, "Reading list", usual)
    assert wait_until(lambda: said(window).startswith("Nothing has changed"))


# --- folders that follow -------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_folders, "PAUSE", 20)


@pytest.mark.usefixtures("quick")
def test_a_kept_folder_follows_as_notes_are_written(window: Window, tmp_path: Path) -> None:
    folder = tmp_path / "Vault"
    many(window).send(EVERYTHING, "Reading list", Choice("annotated", folder, False, True))
    assert wait_until(lambda: len(list(folder.glob("*.md"))) == 5)
    before = {file: file.stat().st_mtime_ns for file in folder.glob("*.md")}
    id = window.session.library.articles()[2].article.id
    note(window, id, "Follow this up.")
    assert wait_until(lambda: any("Follow this up." in f.read_text("utf-8") for f in before))
    changed = [file for file, at in before.items() if file.stat().st_mtime_ns != at]
    assert len(changed) == 1
    add(window, "Hazel")
    assert wait_until(lambda: len(list(folder.glob("*.md"))) == 6)
    [kept] = many(window).kept.folders()
    newest, _articles = window.session.library.articles_touched()
    assert wait_until(lambda: many(window).kept.folders()[0].seen == newest)
    assert kept.name == "Reading list"


@pytest.mark.usefixtures("quick")
def test_what_happened_meanwhile_is_there_after_the_next_start(
    window: Window, tmp_path: Path, show: Callable[[Window], Window]
) -> None:
    folder = tmp_path / "Vault"
    many(window).send(EVERYTHING, "Reading list", Choice("annotated", folder, False, True))
    assert wait_until(lambda: len(list(folder.glob("*.md"))) == 5)
    assert wait_until(lambda: many(window).sending.order is None)
    settings = window.remembered.settings
    window.session.close()
    library = window.session.library
    _id, change, blobs = adding(library, "Overnight", at=Clock()())
    library.apply(change, at=Clock()(), by="shell", blobs=blobs)
    next_window = show(Window(Session(library, now=Clock()), settings))
    next_window.outgoing.keep_folders_in_step()
    assert wait_until(lambda: len(list(folder.glob("*Overnight.md"))) == 1)
    assert wait_until(lambda: many(next_window).sending.order is None)
    next_window.end()


@pytest.mark.usefixtures("quick")
def test_a_folder_by_hand_waits_until_it_is_asked(window: Window, tmp_path: Path) -> None:
    folder = tmp_path / "Vault"
    many(window).send(EVERYTHING, "Reading list", Choice("annotated", folder, False, True))
    assert wait_until(lambda: many(window).sending.order is None and any(folder.iterdir()))
    dialog = KeptFoldersDialog(many(window).kept, window)
    dialog.rows[0].follows.setChecked(False)
    note(window, window.session.library.articles()[0].article.id, "Wait.")
    assert not wait_until(
        lambda: any("Wait." in f.read_text("utf-8") for f in folder.glob("*.md")), 300
    )
    dialog.rows[0].now.click()
    assert wait_until(lambda: any("Wait." in f.read_text("utf-8") for f in folder.glob("*.md")))
    assert wait_until(lambda: many(window).sending.order is None)
    dialog.rows[0].stop.click()
    assert many(window).kept.folders() == ()
    assert dialog.rows == []
    assert len(list(folder.iterdir())) == 5
    dialog.deleteLater()
    settle()


@pytest.mark.usefixtures("quick")
def test_a_folder_that_went_is_told_once(window: Window, tmp_path: Path) -> None:
    folder = tmp_path / "Vault"
    many(window).send(EVERYTHING, "Reading list", Choice("annotated", folder, False, True))
    assert wait_until(lambda: len(list(folder.glob("*.md"))) == 5)
    assert wait_until(lambda: many(window).sending.order is None)
    folder.rename(tmp_path / "unplugged")
    id = window.session.library.articles()[0].article.id
    told: list[Outcome] = []
    ended: list[Order] = []
    many(window).kept.troubled.connect(lambda _order, outcome: told.append(outcome))
    many(window).sending.ended.connect(lambda order, _outcome: ended.append(order))
    for turn in (1, 2):
        note(window, id, f"Note {turn}.")
        assert wait_until(lambda turn=turn: len(ended) >= turn)  # type: ignore[misc]
    assert len(told) == 1
    (tmp_path / "unplugged").rename(folder)
    note(window, id, "Note 3.")
    assert wait_until(lambda: any("Note 3." in f.read_text("utf-8") for f in folder.glob("*.md")))
    assert wait_until(lambda: many(window).sending.order is None)


# --- the dialog ----------------------------------------------------------------------------------


def test_the_dialog_offers_what_each_kind_can(window: Window, tmp_path: Path) -> None:
    dialog = ExportManyDialog("Reading list", 5, tmp_path, window)
    assert dialog.choice() == Choice("annotated", tmp_path, False, False)
    dialog.follow.setChecked(True)
    assert dialog.choice().follow
    dialog.one.setChecked(True)
    assert not dialog.choice().follow
    assert dialog.export.text() == "Choose the file…"
    dialog.kind.setCurrentIndex(2)
    assert not dialog.one.isEnabled()
    assert not dialog.choice().together
    assert not dialog.choice().follow
    dialog.named.setText("{site}/{nonsense}")
    assert not dialog.export.isEnabled()
    assert "{nonsense}" in dialog.hint.text()
    dialog.named.setText("{site}/{title}")
    assert dialog.export.isEnabled()
    assert dialog.choice().named == "{site}/{title}"
    dialog.folder.setText(" ")
    assert not dialog.export.isEnabled()
    dialog.deleteLater()
    settle()


def test_the_action_asks_about_what_the_list_shows(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def accept(dialog: ExportManyDialog) -> int:
        asked.append(dialog._name)
        dialog.folder.setText(str(tmp_path / "Vault"))
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(ExportManyDialog, "exec", accept)
    window.articles.search_field.setText("Cedar")
    window.actions_by_id["export-list"].trigger()
    assert wait_until(lambda: said(window) == "1 file written.")
    assert asked == ["Reading list: Cedar"]


def test_sentences() -> None:
    fine = Outcome(3, 2, (), (), 1)
    assert what_went(fine) == "3 files written. 2 stand as they were. 1 private note stayed here."
    assert what_went(replace(fine, written=0, stayed=0)).startswith("Nothing has changed")
    assert what_went(replace(fine, beside=("x",))).count("beside") == 1
