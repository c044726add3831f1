"""Copies of the library while the window is open: by themselves, on request, and looked into."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from reader import backups, paths
from reader.backups import Backup, Difference
from reader.errors import GalleyError
from reader.library import Library, Reader
from reader.messages import _
from ui.foot import Foot
from ui.session import Session

if TYPE_CHECKING:
    from ui.dialogs.backups import BackupsDialog

LOOK_EVERY = 10 * 60_000
"""Milliseconds between two looks whether a copy is due."""

FIRST_LOOK = 2 * 60_000
"""The first one: the start of a window has enough to do."""


class Backups(QObject):
    """Makes copies on a worker; the window goes on meanwhile."""

    restore_wanted = Signal(object)
    """Path of a backup that should take the library's place."""
    made = Signal()
    """There is one more copy."""

    def __init__(self, session: Session, foot: Foot, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._foot = foot
        self._window = window
        self._said = False
        self._busy = False
        self.folder = backups.folder_of(session.library.path, paths.backups_folder())
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        session.closing.connect(self._timer.stop)

    def keep(self) -> None:
        """From now on a copy is made whenever one is due."""
        self._timer.start()
        QTimer.singleShot(FIRST_LOOK, self._timer, self.look)

    def look(self) -> None:
        """Makes a copy if one is due."""
        self._make(if_due=True)

    def make(self) -> None:
        """Makes one now, and says so."""
        self._make(if_due=False)

    def _make(self, *, if_due: bool) -> None:
        if self._busy:
            return
        self._busy = True
        library, at = self._session.library, self._session.now()
        task = self._session.run(
            self._session.read(make_one, library, self.folder, at, if_due),
            done=self._keep if if_due else self._tell,
            failed=self._fail if if_due else self._foot.warn,
            name=_("Backing up"),
        )
        task.ended.connect(self._end)

    def _end(self) -> None:
        self._busy = False

    def _keep(self, backup: Backup | None) -> None:
        if backup is not None:
            self._said = False
            self.made.emit()

    def _tell(self, backup: Backup | None) -> None:
        if backup is not None:
            self._foot.say(_("Backed up as “{name}”.").format(name=backup.path.name))
        self._keep(backup)

    def _fail(self, error: GalleyError) -> None:
        """What fails by itself is said once, and again only if it went well in between."""
        if not self._said:
            self._said = True
            self._foot.warn(error)

    # --- what is there ---------------------------------------------------------------------------

    def show(self) -> None:
        """Opens the list of copies."""
        # Here and not above: the window opens without its dialogs.
        from ui.dialogs.backups import BackupsDialog

        dialog = BackupsDialog(self, self._window)
        chosen = dialog.chosen if dialog.exec() else None
        dialog.deleteLater()
        if chosen is not None:
            self.restore_wanted.emit(chosen)

    def compare(self, backup: Path, dialog: BackupsDialog) -> None:
        """Asks a worker what restoring would change, and tells the dialog."""
        self._session.run(
            self._session.read(difference, backup),
            done=lambda found: dialog.tell(backup, found),
            failed=lambda error: dialog.say_why(backup, error),
            name=_("Comparing"),
        )

    def open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))


def make_one(
    reader: Reader, library: Library, folder: Path, at: datetime, if_due: bool
) -> Backup | None:
    """A copy, made with connections of its own; None where only one that is due is wanted."""
    if if_due and not backups.is_due(reader, folder, at):
        return None
    return backups.back_up(library, folder, at)


def difference(reader: Reader, backup: Path) -> Difference:
    """What would be different with this backup in the library's place."""
    return backups.compared(reader, backup)
