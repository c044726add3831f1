"""Other libraries and backups from the window: nothing is left before the next one is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QPushButton

from reader import backups, paths
from reader.library import Library
from reader.model import ArticleQuery
from reader.settings import Settings
from tests.reader.moves import added, marked
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import Clock
from ui import app as galley
from ui import libraries
from ui.dialogs.backups import BackupsDialog, size_in_words
from ui.libraries import MOST_RECENT, name_of
from ui.next_library import Next
from ui.session import Session
from ui.window import Window


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder is one of the test's."""
    folder = tmp_path / "data"
    monkeypatch.setattr(paths, "data_folder", lambda: folder)
    monkeypatch.delenv("GALLEY_LIBRARY", raising=False)
    return folder


@pytest.fixture
def window(library: Library, show: Callable[[Window], Window]) -> Iterator[Window]:
    window = show(Window(Session(library, now=Clock()), Settings()))
    yield window
    window.end()


@pytest.fixture
def wanted(window: Window) -> list[Next]:
    """What the window was to be left for."""
    left: list[Next] = []
    window.libraries.leaving.disconnect()
    window.libraries.leaving.connect(left.append)
    return left


def said(window: Window) -> str:
    return window.foot.messages.sentence.text()


def another(folder: Path, name: str = "Other") -> Path:
    """The file of another library with one article."""
    path = folder / f"{name}.galley"
    with Library(path) as library:
        added(library, f"{name}\nThe board met.")
    return path


# --- other libraries -----------------------------------------------------------------------------


def test_a_library_from_a_file_is_opened_next(
    window: Window, wanted: list[Next], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = another(tmp_path)
    monkeypatch.setattr(libraries, "files_to_open", lambda *_given: [str(path)])
    window.actions_by_id["open-library"].trigger()
    assert wanted == [Next(path)]


@pytest.mark.parametrize("content", [b"no library at all", b""])
def test_what_is_no_library_is_said_and_this_one_stays(
    window: Window, wanted: list[Next], tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "Holiday.galley"
    path.write_bytes(content)
    window.libraries.open_at(path)
    assert "Holiday.galley" in said(window)
    assert (wanted, path.read_bytes()) == ([], content)


def test_this_library_is_not_opened_twice(window: Window, wanted: list[Next]) -> None:
    window.libraries.open_at(window.session.library.path)
    assert said(window) == "This library is open already."
    assert wanted == []


def test_a_new_library_never_takes_the_place_of_a_file(
    window: Window, wanted: list[Next], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = another(tmp_path)
    monkeypatch.setattr(libraries, "place_to_save", lambda *_given, **_more: path)
    window.actions_by_id["new-library"].trigger()
    assert "There is a file “Other.galley” already." in said(window)
    monkeypatch.setattr(libraries, "place_to_save", lambda *_given, **_more: tmp_path / "Water")
    window.actions_by_id["new-library"].trigger()
    assert wanted == [Next(tmp_path / "Water.galley")]
    monkeypatch.setattr(libraries, "place_to_save", lambda *_given, **_more: None)
    window.actions_by_id["new-library"].trigger()
    assert len(wanted) == 1


def test_the_recent_ones_are_in_a_menu_without_this_one_and_what_is_gone(
    window: Window, wanted: list[Next], tmp_path: Path
) -> None:
    menu = QMenu()
    window.libraries.fill(menu)
    assert [each.text() for each in menu.actions()] == ["No other library yet"]
    water, gone = another(tmp_path, "Water & Co"), tmp_path / "Gone.galley"
    window.libraries.remember()
    here = str(window.session.library.path.resolve())
    kept = window.remembered
    assert kept.settings.recent_libraries == (here,)
    kept.keep(recent_libraries=(here, str(water), str(gone)))
    window.libraries.fill(menu)
    assert [each.text() for each in menu.actions()] == ["Water && Co"]
    menu.actions()[0].trigger()
    assert wanted == [Next(water)]
    kept.keep(recent_libraries=tuple(f"/{number}" for number in range(20)))
    window.libraries.remember()
    assert len(kept.settings.recent_libraries) == MOST_RECENT
    menu.deleteLater()


def test_the_title_names_a_library_that_is_not_the_user_s_own(window: Window) -> None:
    assert f"{window.session.library.path.stem} — " in window.windowTitle()
    assert name_of(paths.default_library()) == "My library"


def test_one_window_follows_another(app: QApplication, tmp_path: Path) -> None:
    first, second = another(tmp_path, "First"), another(tmp_path, "Second")
    titles: list[str] = []

    def look() -> None:
        window = next(each for each in app.topLevelWidgets() if isinstance(each, Window))
        [row] = window.session.library.articles(ArticleQuery(shelf="all"))
        titles.append(row.article.title)
        if len(titles) == 1:
            QTimer.singleShot(600, look)
            window.libraries.leaving.emit(Next(second))
        else:
            app.closeAllWindows()

    QTimer.singleShot(600, look)
    assert galley.open_window(first, []) == 0
    assert titles == ["First", "Second"]
    assert {each.name for each in tmp_path.glob("*.galley*")} == {"First.galley", "Second.galley"}


def test_one_that_cannot_be_opened_leads_back(
    app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, broken = another(tmp_path, "First"), tmp_path / "Broken.galley"
    broken.write_text("no library")
    boxes: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: boxes.append(box.text()))
    seen: list[Path] = []

    def look() -> None:
        window = next(each for each in app.topLevelWidgets() if isinstance(each, Window))
        seen.append(window.session.library.path)
        if len(seen) == 1:
            QTimer.singleShot(600, look)
            window.libraries.leaving.emit(Next(broken))
        else:
            app.closeAllWindows()

    QTimer.singleShot(600, look)
    assert galley.open_window(first, []) == 0
    assert seen == [first, first]
    assert "Broken.galley" in boxes[0]


# --- backups -------------------------------------------------------------------------------------


def test_a_copy_is_made_when_one_is_due_and_only_then(window: Window) -> None:
    keeper = window.backups
    made: list[bool] = []
    keeper.made.connect(lambda: made.append(True))
    added(window.session.library, "Pump\nThe board met.")
    keeper.look()
    assert wait_until(lambda: bool(made))
    keeper.look()
    assert wait_until(lambda: not keeper._busy)
    assert len(made) == 1
    assert len(backups.backups_in(keeper.folder)) == 1


def test_what_fails_by_itself_is_said_once(window: Window, tmp_path: Path) -> None:
    keeper = window.backups
    (tmp_path / "file").write_text("in the way")
    keeper.folder = tmp_path / "file" / "backups"
    keeper.look()
    assert wait_until(lambda: "cannot be made" in said(window))
    window.foot.messages.dismiss()
    keeper.look()
    assert wait_until(lambda: not keeper._busy)
    assert not window.foot.messages.isVisible()
    keeper.make()
    assert wait_until(lambda: window.foot.messages.isVisible())


def button(dialog: BackupsDialog, spoken: str) -> QPushButton:
    return next(
        each
        for each in dialog.findChildren(QPushButton)
        if spoken in (each.accessibleName() or each.text())
    )


def test_nothing_is_restored_before_one_has_seen_what_would_change(
    window: Window, wanted: list[Next]
) -> None:
    library, keeper = window.session.library, window.backups
    pump = added(library, "Pump\nThe board met.")
    old = backups.back_up(library, keeper.folder, Clock()() - timedelta(hours=3))
    marked(library, pump, "board")
    dialog = BackupsDialog(keeper, window)
    dialog.show()
    settle()
    assert not dialog.restore.isVisible()
    button(dialog, "Restore the copy of").click()
    assert wait_until(lambda: dialog.restore.isVisible())
    assert "Marks: 1 now, 0 in the backup." in dialog.told.text()
    assert "1 change was made since; it would be gone." in dialog.told.text()
    dialog.restore.click()
    assert dialog.chosen == old.path
    keeper.restore_wanted.emit(dialog.chosen)
    assert wanted == [Next(library.path, old.path)]
    dialog.deleteLater()


def test_a_copy_that_is_damaged_is_said_and_cannot_be_chosen(window: Window) -> None:
    library, keeper = window.session.library, window.backups
    added(library, "Pump\nThe board met.")
    backups.back_up(library, keeper.folder, Clock()()).path.write_text("damaged")
    dialog = BackupsDialog(keeper, window)
    dialog.show()
    button(dialog, "Restore the copy of").click()
    assert wait_until(lambda: "is no" in dialog.told.text() or "not" in dialog.told.text())
    assert not dialog.restore.isVisible()
    dialog.deleteLater()


def test_without_a_copy_the_list_says_when_there_will_be_one_and_grows(window: Window) -> None:
    dialog = BackupsDialog(window.backups, window)
    assert not [each for each in dialog.findChildren(QPushButton) if "Restore the" in each.text()]
    added(window.session.library, "Pump\nThe board met.")
    button(dialog, "Back up now").click()
    assert wait_until(lambda: len(backups.backups_in(window.backups.folder)) == 1)
    assert wait_until(lambda: "Backed up as" in said(window))
    assert button(dialog, "Restore the copy of")
    dialog.deleteLater()


def test_a_backup_takes_the_library_s_place_and_the_window_comes_back(
    app: QApplication, tmp_path: Path
) -> None:
    path = another(tmp_path, "Water")
    folder = backups.folder_of(path, paths.backups_folder())
    with Library(path) as library:
        made = backups.back_up(library, folder, Clock()() - timedelta(hours=30))
        added(library, "Bridge\nIt was closed.")
    counts: list[int] = []

    def look() -> None:
        window = next(each for each in app.topLevelWidgets() if isinstance(each, Window))
        counts.append(window.session.library.count(ArticleQuery(shelf="all")))
        if len(counts) == 1:
            QTimer.singleShot(900, look)
            window.libraries.restore(made.path)
        else:
            app.closeAllWindows()

    QTimer.singleShot(600, look)
    assert galley.open_window(path, []) == 0
    assert counts == [2, 1]
    assert len(backups.backups_in(folder)) == 2


def test_sizes_are_said_as_people_say_them() -> None:
    assert size_in_words(364_544) == "364.5 kB"


# --- the whole library in one archive --------------------------------------------------------


def test_the_whole_library_is_saved_and_another_one_is_made_of_it(
    window: Window, wanted: list[Next], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(window.session.library, "Pump\nThe board met.")
    places = iter([tmp_path / "All", tmp_path / "Copy"])
    monkeypatch.setattr(libraries, "place_to_save", lambda *_given, **_more: next(places))
    monkeypatch.setattr(libraries, "files_to_open", lambda *_given: [str(tmp_path / "All.zip")])
    window.actions_by_id["pack"].trigger()
    assert wait_until(lambda: said(window) == "Saved as All.zip.")
    window.actions_by_id["unpack"].trigger()
    assert wait_until(lambda: wanted == [Next(tmp_path / "Copy.galley")])
    with Library(tmp_path / "Copy.galley") as copy:
        assert copy.last_entry() == window.session.library.last_entry()


def test_what_is_no_archive_is_said_and_makes_nothing(
    window: Window, wanted: list[Next], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "All.zip").write_text("no archive")
    monkeypatch.setattr(libraries, "place_to_save", lambda *_g, **_m: tmp_path / "Copy.galley")
    monkeypatch.setattr(libraries, "files_to_open", lambda *_given: [str(tmp_path / "All.zip")])
    window.actions_by_id["unpack"].trigger()
    assert wait_until(lambda: "no archive that could be read" in said(window))
    assert wanted == []
    assert not (tmp_path / "Copy.galley").exists()
