"""The running application: from a library's path to a window and back to an exit status."""

from __future__ import annotations

import gc
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QEventLoop,
    QMessageLogContext,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFontInfo, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QMessageBox, QProgressDialog

from reader import paths
from reader.errors import GalleyError
from reader.library import Library, Reader
from reader.messages import _
from reader.model import ArticleId, ArticleQuery, Shelf
from reader.settings import Settings
from ui import theme
from ui.instance import Instance, handed_over
from ui.next_library import Next
from ui.session import Session
from ui.window import USUAL, Window

if TYPE_CHECKING:
    from ui.dialogs.report import ReportDialog

PICTURE_SIZE = USUAL
_SHELVES: tuple[Shelf, ...] = ("all", "trash")


def run(path: Path, inputs: Sequence[str]) -> int:
    """Opens the window on this library and runs until it is closed; the exit status."""
    if no_display():
        raise GalleyError(
            _("There is no display to open a window on."),
            _("“galley --help” names what can be done without one; “galley demo” shows it."),
        )
    app = application()
    if handed_over(path, inputs):
        return 0
    settings = Settings.load()
    theme.apply(app, settings.theme, more_contrast=settings.more_contrast)
    with faults_are_shown():
        return _run_all(app, path, settings, inputs)


def _run_all(app: QApplication, path: Path, settings: Settings, inputs: Sequence[str]) -> int:
    """The window of a library, and of each that is asked for in the one before; the exit status.

    One that cannot be opened leads back to the one before.
    """
    following, before = Next(path), None
    while True:
        came = _open_and_run(app, following, settings, inputs)
        if came is None and before is None:
            return 1
        if came is None:
            following, before = Next(before or path), None
            continue
        status, wanted, settings = came
        if wanted is None or handed_over(wanted.library, ()):
            return status
        before, following, inputs = following.library, wanted, ()


_Ended = tuple[int, Next | None, Settings]
"""How a window ended: the exit status, what it wants opened next, and the settings it leaves."""


def _open_and_run(
    app: QApplication, following: Next, settings: Settings, inputs: Sequence[str]
) -> _Ended | None:
    """One library from its opening to its closing; None if it cannot be opened."""
    if following.backup is not None:
        _restore(app, following.library, following.backup)
    with opened(app, following.library) as library:
        return None if library is None else _run(app, library, settings, inputs)


def _restore(app: QApplication, library: Path, backup: Path) -> None:
    """Puts a backup in the library's place while a box says so; what fails is said in another."""
    from reader import backups

    waiting = QProgressDialog(_("The backup is being restored."), "", 0, 0)
    waiting.setCancelButton(None)
    waiting.setMinimumDuration(500)
    folder = backups.folder_of(library, paths.backups_folder())
    with ThreadPoolExecutor(1) as worker:
        work = worker.submit(backups.restore, library, backup, folder, datetime.now(UTC))
        while not work.done():
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    waiting.close()
    waiting.deleteLater()
    problem = work.exception()
    if isinstance(problem, GalleyError):
        _say(problem)
    elif problem is not None:
        raise problem


def _run(app: QApplication, library: Library, settings: Settings, inputs: Sequence[str]) -> _Ended:
    """One window until it is closed."""
    session = Session(library)
    window = Window(session, settings)
    window.restore_place()
    window.open_last()
    window.show()
    begin(window, inputs)
    instance = Instance(library.path)
    instance.asked.connect(window.take_over)
    QTimer.singleShot(0, partial(settle_in, instance, window))
    with closed_on_signals(app):
        status = app.exec()
    instance.close()
    ended = status, window.following, window.remembered.settings
    dispose(window)
    return ended


def settle_in(instance: Instance, window: Window) -> None:
    """What the first paint does not wait for: to hear later starts, to follow folders and pages,
    and to collect garbage."""
    instance.listen()
    window.outgoing.keep_folders_in_step()
    window.incoming.keep_watch()
    window.backups.keep()
    window.libraries.remember()
    gc.freeze()
    gc.enable()


def begin(window: Window, inputs: Sequence[str]) -> None:
    """Takes in what the program was started with; at the very first start the samples as well."""
    first = is_first_start(window.session.library)
    if first:
        window.add_samples()
    if inputs:
        window.take_over(inputs)
    elif first:
        window.open_first()


def dispose(window: Window) -> None:
    """Ends the window and destroys it now, while the library and the application are there."""
    window.end()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def application() -> QApplication:
    """The one application of this process, named and set up."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication([sys.argv[0] if sys.argv else "galley"])
    app.setApplicationName("Galley")
    app.setDesktopFileName("galley")
    app.setWindowIcon(window_icon())
    return app


def window_icon() -> QIcon:
    """The program's own sign, painted at the sizes that window managers ask for."""
    drawing = QSvgRenderer((files("resources") / "galley.svg").read_bytes())
    icon = QIcon()
    for side in (32, 64, 128):
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        drawing.render(painter)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def no_display() -> bool:
    """Whether this system needs a display server and none was named."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def is_first_start(library: Library) -> bool:
    """Whether this is the user's own library and nothing was ever in it."""
    if library.path != paths.default_library():
        return False
    # The journal of a library in use is long: it is read only where nothing is left.
    if any(library.count(ArticleQuery(shelf=shelf)) for shelf in _SHELVES):
        return False
    return not any(entry.what in ("add", "samples") for entry in library.history())


@contextmanager
def opened(app: QApplication, path: Path) -> Iterator[Library | None]:
    """The library, closed again at the end; None after a box has said why it cannot be opened."""
    try:
        library = Library(path)
    except GalleyError as error:
        _say(error)
        yield None
        return
    try:
        yield library
    finally:
        library.close()


def _say(error: GalleyError) -> None:
    """A box with a sentence and an advice, where there is no window that could say them."""
    box = QMessageBox(QMessageBox.Icon.Warning, "Galley", error.sentence)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(error.advice)
    box.exec()
    box.deleteLater()


@contextmanager
def closed_on_signals(app: QApplication) -> Iterator[None]:
    """While it lasts, Ctrl+C in the terminal and a polite kill close the window as its button does.

    Python runs its handlers whenever its own code runs: at the latest when the session looks for
    news, but in the middle of a paint as well. So the window closes only from the event loop.
    """

    def leave(_number: int, _frame: object) -> None:
        QTimer.singleShot(0, app.closeAllWindows)

    before = {each: signal.signal(each, leave) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def faults_are_shown() -> Iterator[None]:
    """While it lasts, an exception that nobody caught is shown as a report instead of a crash."""
    before = sys.excepthook
    waiting: list[ReportDialog] = []

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        before(kind, error, trace)
        if issubclass(kind, KeyboardInterrupt) or waiting:
            return  # one report at a time: a fault while painting would come back for ever
        # Here and not above: the window opens without loading what is hoped not to be needed.
        from ui.dialogs.report import ReportDialog

        waiting.append(ReportDialog(kind, error, trace))
        # Not here: the fault may have come out of the middle of a paint or of a change of model.
        QTimer.singleShot(0, show)

    def show() -> None:
        waiting[0].exec()
        waiting.pop().deleteLater()

    sys.excepthook = hook
    try:
        yield
    finally:
        sys.excepthook = before


# --- without a screen ----------------------------------------------------------------------------


@contextmanager
def without_a_screen() -> Iterator[QApplication]:
    """An application that needs no display, unless one runs already."""
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    before = qInstallMessageHandler(_say_what_matters)
    try:
        yield application()
    finally:
        qInstallMessageHandler(before)


def _say_what_matters(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Qt's messages on stderr, but for what a platform without a screen cannot do with windows."""
    if not message.startswith("This plugin does not support"):
        sys.stderr.write(f"{message}\n")


def paint_window(path: Path, article: ArticleId, to: Path) -> None:
    """Writes a PNG of the window as it looks with this article open."""
    with without_a_screen() as app:
        theme.apply(app, "light")
        library = Library(path)
        try:
            session = Session(library)
            window = Window(session, Settings())
            try:
                window.resize(*PICTURE_SIZE)
                window.show()
                window.open_article(article)
                settle(app)
                if not window.grab().save(str(to)):
                    raise GalleyError(_("{path} could not be written.").format(path=to))
            finally:
                dispose(window)
        finally:
            library.close()


def pdf_of(reader: Reader, article: ArticleId, revision: int | None) -> bytes:
    """An article's pages as a PDF on the paper of this country, without what stays here."""
    from ui.reading.printing.choice import PrintChoice, usual_size
    from ui.reading.printing.device import PdfPages, print_to
    from ui.reading.printing.printout import printout
    from ui.reading.printing.sheet import Sheet

    with without_a_screen() as app:
        theme.apply(app, "light")
        sheet = Sheet(printout(reader, article, revision=revision), PrintChoice(size=usual_size()))
        pages = PdfPages(sheet)
        print_to(pages.device, sheet)
        return pages.content


def settle(app: QApplication) -> None:
    """Lets layouts, workers' answers and paints that are under way come to their end."""
    done = QTimer(singleShot=True, interval=300)
    done.start()
    while done.isActive():
        app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def self_tests() -> Iterator[tuple[str, str | None]]:
    """(What was checked, None or what is wrong): Qt, the fonts, the themes, one painted window."""
    from ui import soundness

    with without_a_screen() as app:
        for name, check in (
            *soundness.CHECKS,
            ("themes and fonts are there", _check_theme),
            ("a window opens and shows an article", _check_window),
        ):
            try:
                check(app)
            except Exception as error:  # whatever is wrong here is the answer, not a crash
                yield name, f"{type(error).__name__}: {error}"
            else:
                yield name, None


def _check_theme(app: QApplication) -> None:
    for name in theme.NAMES:
        theme.apply(app, name)
    family = QFontInfo(theme.page_font()).family()
    if theme.SERIF not in family:
        raise LookupError(f"the reading font is {family}")


def _check_window(app: QApplication) -> None:
    """A window with a sample on the page holds more than two colours."""
    with tempfile.TemporaryDirectory(prefix="galley-test-") as folder:
        library = Library(Path(folder) / "Test.galley")
        window = Window(Session(library), Settings())
        try:
            window.show()
            window.add_samples()
            window.open_first()
            settle(app)
            if window.page.current is None or window.grab().toImage().allGray():
                raise LookupError("no article is shown")
        finally:
            dispose(window)
            library.close()
