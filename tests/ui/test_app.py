"""Starting and ending: one process a library, the first start, reports of faults, pictures."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication

from reader import changes, cli, paths
from reader.errors import GalleyError, WriteFailed
from reader.library import Library
from reader.model import LAST_OPENED, ArticleQuery, key_of
from reader.settings import Settings
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import Clock, adding
from ui import app as galley
from ui import running
from ui.dialogs.add import AddDialog, complete_address
from ui.dialogs.keys import KeyCaps, KeysDialog, in_two
from ui.dialogs.report import ReportDialog, report
from ui.instance import Instance, socket_name, whole
from ui.remembered import Remembered
from ui.session import Session
from ui.window import Window

SECRET = "the minister’s own words"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Library.galley")
    yield library
    library.close()


# --- starting and ending -------------------------------------------------------------------------


def test_the_version_is_told_without_a_window(capsys: pytest.CaptureFixture[str]) -> None:
    assert galley.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("galley ")


def close_soon(app: QApplication) -> None:
    QTimer.singleShot(400, app.closeAllWindows)


def test_a_window_opens_takes_a_file_and_closes(
    app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "One.galley"
    added: list[int] = []

    def look() -> None:
        window = next(each for each in app.topLevelWidgets() if isinstance(each, Window))
        added.append(window.session.library.count(ArticleQuery(shelf="all")))
        app.closeAllWindows()

    file = tmp_path / "minutes.txt"
    file.write_text("Minutes of the water board\n\nItem 4: the pump at Zandpolder.", "utf-8")
    QTimer.singleShot(3000, look)
    assert galley.open_window(path, [str(file)]) == 0
    assert added == [1]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["One.galley", "minutes.txt"]


def start_and_see(app: QApplication, path: Path) -> str | None:
    """The title on the page of a window that starts and is closed again."""
    seen: list[str | None] = []

    def look() -> None:
        window = next(each for each in app.topLevelWidgets() if isinstance(each, Window))
        seen.append(window.page.current[0].title if window.page.current else None)
        app.closeAllWindows()

    QTimer.singleShot(300, look)
    assert galley.open_window(path, []) == 0
    return seen[0]


def test_a_start_shows_what_was_read_last_unless_it_is_gone(
    app: QApplication, tmp_path: Path
) -> None:
    path = tmp_path / "One.galley"
    now = Clock()
    with Library(path) as library:
        for number in range(3):
            _id, change, blobs = adding(library, f"Article {number}", at=now())
            library.apply(change, at=now(), by="shell", blobs=blobs)
        listed = {row.article.title: row.article.id for row in library.articles()}
    assert start_and_see(app, path) is None
    with Library(path) as library:
        library.trace(LAST_OPENED, listed["Article 1"])
    assert start_and_see(app, path) == "Article 1"
    with Library(path) as library:
        library.apply(
            changes.remove(library.article(listed["Article 1"]), at=now()), at=now(), by="shell"
        )
    assert start_and_see(app, path) is None
    with Library(path) as library:
        library.erase([key_of(library.article(listed["Article 1"]))], at=now(), by="shell")
    assert start_and_see(app, path) is None


def test_the_collector_works_again_once_the_window_stands(
    app: QApplication, tmp_path: Path
) -> None:
    working: list[bool] = []
    QTimer.singleShot(300, lambda: (working.append(gc.isenabled()), app.closeAllWindows()))
    assert galley.open_window(tmp_path / "One.galley", []) == 0
    assert working == [True]
    assert gc.isenabled()


def test_a_polite_kill_closes_the_window(app: QApplication, tmp_path: Path) -> None:
    QTimer.singleShot(300, lambda: signal.raise_signal(signal.SIGTERM))
    assert galley.open_window(tmp_path / "One.galley", []) == 0
    assert [each.name for each in tmp_path.iterdir()] == ["One.galley"]


def test_the_first_start_has_the_samples_and_no_later_one(
    app: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GALLEY_LIBRARY", str(tmp_path / "Mine.galley"))
    path = paths.default_library()
    close_soon(app)
    assert galley.open_window(path, []) == 0
    with Library(path) as library:
        assert [entry.what for entry in library.history()].count("samples") == 1
        assert library.count(ArticleQuery(shelf="all")) >= 4
        assert not running.is_first_start(library)


def test_the_first_start_with_a_file_has_the_samples_and_opens_the_file(
    app: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GALLEY_LIBRARY", str(tmp_path / "Mine.galley"))
    file = tmp_path / "minutes.txt"
    file.write_text("Minutes of the water board\n\nItem 4: the pump at Zandpolder.", "utf-8")
    opened: list[str] = []

    def look() -> None:
        window = next(each for each in app.topLevelWidgets() if isinstance(each, Window))
        if window.page.current is not None and not opened:
            opened.append(window.page.current[0].title)
            app.closeAllWindows()

    timer = QTimer(interval=50)
    timer.timeout.connect(look)
    timer.start()
    assert galley.open_window(paths.default_library(), [str(file)]) == 0
    timer.stop()
    assert opened == ["Minutes of the water board"]
    with Library(paths.default_library()) as library:
        assert [entry.what for entry in library.history()] == ["labels", "samples", "add"]


def test_a_library_whose_articles_were_all_removed_was_started_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GALLEY_LIBRARY", str(tmp_path / "Mine.galley"))
    with Library(paths.default_library()) as library:
        assert running.is_first_start(library)
        now = Clock()
        id, change, blobs = adding(library, at=now())
        library.apply(change, at=now(), by="shell", blobs=blobs)
        library.apply(changes.remove(library.article(id), at=now()), at=now(), by="shell")
        assert not running.is_first_start(library)
        library.erase([key_of(library.article(id))], at=now(), by="shell")
        assert library.count(ArticleQuery(shelf="trash")) == 0
        assert not running.is_first_start(library)


def test_settings_that_cannot_be_saved_are_said_once(
    app: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    if paths.config_folder() != tmp_path / "file" / "galley":
        pytest.skip("the settings are elsewhere on this system")
    remembered = Remembered(Settings())
    failures: list[GalleyError] = []
    remembered.failed.connect(failures.append)
    remembered.keep(font_size=20)
    remembered.keep(font_size=21)
    assert [type(each) for each in failures] == [WriteFailed]
    assert remembered.settings.font_size == 21
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    remembered.keep(font_size=22)
    assert Settings.load().font_size == 22


def test_another_library_starts_empty(library: Library) -> None:
    assert not running.is_first_start(library)


def test_a_library_that_cannot_be_opened_is_said_in_a_box(
    app: QApplication, tmp_path: Path
) -> None:
    path = tmp_path / "Not a library.galley"
    path.write_bytes(b"Dear diary, " * 400)
    QTimer.singleShot(300, app.closeAllWindows)
    assert galley.open_window(path, []) == 1


def test_without_a_display_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(GalleyError) as problem:
        galley.open_window(Path("Library.galley"), [])
    assert "no display" in problem.value.sentence


def test_a_picture_shows_the_article(library: Library, tmp_path: Path) -> None:
    article, change, blobs = adding(library, at=Clock()())
    library.apply(change, at=Clock()(), by="shell", blobs=blobs)
    picture = tmp_path / "window.png"
    galley.picture(library.path, article, picture)
    image = QImage(str(picture))
    assert (image.width(), image.height()) == running.PICTURE_SIZE
    assert not image.allGray()


def test_an_article_goes_out_as_pdf_and_a_file_of_someones_own_stays(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = Clock()
    id, change, blobs = adding(library, at=now())
    library.apply(change, at=now(), by="shell", blobs=blobs)
    export = ["--library", str(library.path), "export", id, "--format", "pdf", "--to"]
    to = tmp_path / "River.pdf"
    assert galley.main([*export, str(to)]) == 0
    assert to.read_bytes().startswith(b"%PDF-")
    assert galley.main([*export, str(to)]) == 0
    assert [each.name for each in tmp_path.glob("*.pdf")] == ["River.pdf"]
    to.write_bytes(b"mine")
    assert galley.main([*export, str(to)]) == 0
    assert to.read_bytes() == b"mine"
    assert (tmp_path / "River (2).pdf").read_bytes().startswith(b"%PDF-")
    assert galley.main([*export, str(tmp_path / "folder") + "/"]) == 0
    assert [each.suffix for each in (tmp_path / "folder").iterdir()] == [".pdf"]
    capsys.readouterr()


def test_without_the_window_no_pdf_is_painted(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    now = Clock()
    id, change, blobs = adding(library, at=now())
    library.apply(change, at=now(), by="shell", blobs=blobs)
    words = ["--library", str(library.path), "export", id, "--format", "pdf", "--to", "-"]
    assert cli.main(words) == 1
    assert "without its window" in capsys.readouterr().err


def test_this_installation_is_sound() -> None:
    assert [name for name, problem in galley.self_tests() if problem] == []


# --- one process a library -----------------------------------------------------------------------


def test_a_second_start_hands_its_inputs_to_the_first(app: QApplication, tmp_path: Path) -> None:
    library = tmp_path / "Library.galley"
    first = Instance(library)
    first.listen()
    asked: list[list[str]] = []
    first.asked.connect(asked.append)
    socket = QLocalSocket()
    socket.connectToServer(socket_name(library))
    assert wait_until(lambda: socket.state() == QLocalSocket.LocalSocketState.ConnectedState)
    socket.write(b'["https://example.org/a", "/tmp/b.html"]\n')
    assert wait_until(lambda: bool(asked))
    assert asked == [["https://example.org/a", "/tmp/b.html"]]
    socket.abort()
    first.close()
    first.deleteLater()


@pytest.mark.parametrize("sent", [b"{}\n", b"not json\n", b"[1]\n", b"\xff\xfe\n"])
def test_what_is_no_list_of_inputs_is_ignored(
    app: QApplication, tmp_path: Path, sent: bytes
) -> None:
    first = Instance(tmp_path / "Library.galley")
    first.listen()
    asked: list[list[str]] = []
    first.asked.connect(asked.append)
    socket = QLocalSocket()
    socket.connectToServer(socket_name(tmp_path / "Library.galley"))
    socket.waitForConnected(1000)
    socket.write(sent)
    socket.flush()
    settle()
    settle()
    assert asked == []
    socket.abort()
    first.close()
    first.deleteLater()


def test_two_libraries_are_two_processes(tmp_path: Path) -> None:
    assert socket_name(tmp_path / "a.galley") != socket_name(tmp_path / "b.galley")
    assert socket_name(tmp_path / "a.galley") == socket_name(tmp_path / "x" / ".." / "a.galley")


def test_paths_are_made_whole_and_addresses_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert whole(["a.html", "https://example.org/a"]) == [
        str(tmp_path.resolve() / "a.html"),
        "https://example.org/a",
    ]


# --- faults --------------------------------------------------------------------------------------


def fault() -> BaseException:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as inner:
            raise ValueError(f"cannot read {SECRET}") from inner
    except ValueError as error:
        return error


def test_a_report_holds_no_words_that_were_read_unless_asked() -> None:
    error = fault()
    short = report(type(error), error, error.__traceback__)
    assert SECRET not in short
    assert "ValueError" in short
    assert "KeyError" in short
    assert "test_app.py" in short
    assert SECRET in report(type(error), error, error.__traceback__, with_messages=True)


def test_the_report_is_seen_before_it_is_saved(app: QApplication) -> None:
    error = fault()
    dialog = ReportDialog(type(error), error, error.__traceback__)
    assert SECRET not in dialog.text.toPlainText()
    dialog.messages.setChecked(True)
    assert SECRET in dialog.text.toPlainText()
    dialog.deleteLater()


def test_a_fault_is_shown_once_and_the_window_lives_on(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(ReportDialog, "exec", lambda self: shown.append(self.text.toPlainText()))
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    with running.faults_are_shown():
        error = fault()
        for _ in range(3):
            sys.excepthook(type(error), error, error.__traceback__)
        assert wait_until(lambda: bool(shown))
    assert len(shown) == 1


# --- dialogs -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://example.org/a", "https://example.org/a"),
        (" example.org/a ", "https://example.org/a"),
        ("例え.jp", "https://例え.jp"),
        ("two words.org", "two words.org"),
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_what_was_typed_as_an_address(typed: str, address: str) -> None:
    assert complete_address(typed) == address


def test_only_an_address_can_be_added(app: QApplication) -> None:
    dialog = AddDialog()
    dialog.field.setPlainText("file:///etc/passwd")
    assert not dialog._add.isEnabled()
    dialog.field.setPlainText("example.org")
    assert dialog._add.isEnabled()
    dialog.accept()
    assert dialog.inputs == ["https://example.org"]
    dialog.deleteLater()


def test_the_sheet_of_keys_names_every_key(app: QApplication, library: Library) -> None:
    window = Window(Session(library, now=Clock()), Settings())
    dialog = KeysDialog(window.actions_by_id, {}, window)
    spoken = {caps.accessibleName() for caps in dialog.findChildren(KeyCaps)}
    assert {"Ctrl+E", "N", "1", "Ctrl+Shift+C", "F11"} <= spoken
    dialog.deleteLater()
    window.end()
    window.deleteLater()
    settle()


def test_groups_of_keys_stay_whole_in_two_columns() -> None:
    groups = [("A", ["x"] * 5), ("B", ["x"] * 5), ("C", ["x"] * 9)]
    left, right = in_two(groups)  # type: ignore[arg-type]  # what is in a group does not matter
    assert [title for title, _lines in left] == ["A", "B"]
    assert [title for title, _lines in right] == ["C"]


def test_the_window_has_a_sign_of_its_own(app: QApplication) -> None:
    picture = running.window_icon().pixmap(64, 64).toImage()
    assert {picture.pixelColor(x, 32).name() for x in range(64)} > {"#000000"}
