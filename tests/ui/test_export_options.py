"""How exports are written is asked once, and holds for every export of the window."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog

from reader.export import USUAL, ExportOptions
from reader.library import Library
from reader.model import ArticleId, ArticleQuery
from reader.settings import Settings, settings_file
from tests.reader.export.test_options import options as some_options
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import Clock, adding, marking
from ui import exporting, kept_folders
from ui.dialogs.export_many import Choice
from ui.dialogs.export_options import ExportOptionsDialog
from ui.session import Session
from ui.window import Window


@pytest.fixture
def window(tmp_path: Path, show: Callable[[Window], Window]) -> Iterator[Window]:
    """A window on a library of one article with a mark."""
    library = Library(tmp_path / "Library.galley")
    window = show(Window(Session(library, now=Clock()), Settings()))
    session = window.session
    id, change, blobs = adding(library, at=session.now())
    assert session.do(change, blobs=blobs)
    assert session.do(marking(library, id, "spring flood", at=session.now())[1])
    window.open_article(id)
    yield window
    window.end()
    library.close()


def article(window: Window) -> ArticleId:
    return window.session.library.articles()[0].article.id


def choose(
    window: Window, monkeypatch: pytest.MonkeyPatch, chosen: ExportOptions, *, save: bool = True
) -> None:
    """Opens the dialog by its action, sets it to these, and ends it."""

    def run(dialog: ExportOptionsDialog) -> int:
        dialog._show(chosen)
        return QDialog.DialogCode.Accepted if save else QDialog.DialogCode.Rejected

    with monkeypatch.context() as running:
        running.setattr(ExportOptionsDialog, "exec", run)
        window.actions_by_id["export-options"].trigger()


@pytest.mark.usefixtures("app")
@given(some_options)
def test_the_dialog_says_what_it_was_given(options: ExportOptions) -> None:
    dialog = ExportOptionsDialog(options)
    assert dialog.options() == options
    dialog.usual.click()
    assert dialog.options() == USUAL
    dialog.deleteLater()


@pytest.mark.usefixtures("app")
def test_each_choice_has_a_name_and_a_sentence() -> None:
    dialog = ExportOptionsDialog(USUAL)
    boxes = dialog.findChildren(QComboBox)
    checks = dialog.findChildren(QCheckBox)
    assert len(boxes) + len(checks) == 7
    assert all(box.accessibleName() for box in boxes)
    assert all(each.accessibleDescription() for each in (*boxes, *checks))
    dialog.deleteLater()
    settle()


def test_what_is_saved_is_kept_and_what_is_cancelled_is_not(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(window, monkeypatch, ExportOptions(marks="html", plain=True))
    kept = {"marks": "html", "plain": True}
    assert json.loads(settings_file().read_text("utf-8"))["export_options"] == kept
    choose(window, monkeypatch, ExportOptions(pictures="none"), save=False)
    assert window.remembered.settings.export_options == kept
    choose(window, monkeypatch, USUAL)
    assert window.remembered.settings.export_options == {}


def test_the_open_article_is_written_so(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "place_to_save", lambda *_, **__: tmp_path / "River.md")
    choose(window, monkeypatch, ExportOptions(marks="html"))
    window.outgoing.export()
    assert wait_until(lambda: (tmp_path / "River.md").is_file())
    assert "<mark>spring flood</mark>" in (tmp_path / "River.md").read_text("utf-8")


def test_notes_alone_are_written_so(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "place_to_save", lambda *_, **__: tmp_path / "Notes.md")
    choose(window, monkeypatch, ExportOptions(group="label", block_ids=False, app_links=True))
    window.outgoing.export_notes()
    assert wait_until(lambda: (tmp_path / "Notes.md").is_file())
    written = (tmp_path / "Notes.md").read_text("utf-8")
    assert "\n## " in written
    assert f"[Galley](galley://{article(window)}/" in written


def test_a_list_is_written_so(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(window, monkeypatch, ExportOptions(marks="html"))
    many = window.outgoing.exporting_many
    many.send(ArticleQuery(), "All", Choice("annotated", tmp_path / "all", False, False))
    many.send(ArticleQuery(), "All", Choice("annotated", tmp_path / "all.md", True, False))
    assert wait_until(lambda: (tmp_path / "all.md").is_file() and many.sending.order is None)
    for file in (tmp_path / "all.md", *(tmp_path / "all").glob("*.md")):
        assert "<mark>spring flood</mark>" in file.read_text("utf-8")


def test_a_folder_kept_in_step_is_written_anew(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_folders, "PAUSE", 20)
    many, folder = window.outgoing.exporting_many, tmp_path / "Vault"
    many.send(ArticleQuery(), "All", Choice("annotated", folder, False, True))
    assert wait_until(lambda: many.sending.order is None and any(folder.glob("*.md")))
    [file] = folder.glob("*.md")
    assert "==spring flood==" in file.read_text("utf-8")
    choose(window, monkeypatch, ExportOptions(marks="html"))
    assert wait_until(lambda: "<mark>spring flood</mark>" in file.read_text("utf-8"))
    newest, _articles = window.session.library.articles_touched()
    assert wait_until(lambda: many.kept.folders()[0].seen == newest)
