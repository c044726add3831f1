"""Which copies of the library there are, what one would bring back, and the way there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QWidget

from reader import backups
from reader.backups import Backup, Difference
from reader.errors import GalleyError
from reader.messages import _
from ui.dialogs.frame import Frame, Rows, row_of
from ui.parts import Words

if TYPE_CHECKING:
    from ui.backups import Backups


class BackupsDialog(Frame):
    """One row for each copy, the newest first. `chosen` is the one to restore, once accepted.

    Nothing is restored before what would change was shown and a second button was pressed.
    """

    def __init__(self, keeper: Backups, parent: QWidget | None = None) -> None:
        super().__init__(_("Backups"), parent, width=600)
        self._keeper = keeper
        self.chosen: Path | None = None
        self._looked_at: Path | None = None
        self.column.addWidget(
            Words(
                _(
                    "While Galley is open a copy is made every hour in which something has "
                    "changed. Older ones thin out: one a day, then one a week and one a month."
                ),
                13,
                tone="secondary",
                wrap=True,
            )
        )
        self._rows = Rows()
        self.column.addWidget(self._rows, 1)
        self.told = Words("", 13, wrap=True)
        self.told.hide()
        self.column.addWidget(self.told)
        self.restore = self.button(_("Restore it"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.restore.hide()
        now = self.button(_("Back up now"), QDialogButtonBox.ButtonRole.ActionRole)
        now.clicked.connect(keeper.make)
        folder = self.button(_("Show the folder"), QDialogButtonBox.ButtonRole.ActionRole)
        folder.clicked.connect(keeper.open_folder)
        close = self.button(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        keeper.made.connect(self._show)
        self._show()

    def _show(self) -> None:
        found = backups.backups_in(self._keeper.folder)
        self._rows.fill([self._row(each) for each in found] or [_nothing_yet()])

    def _row(self, backup: Backup) -> QWidget:
        look = QPushButton(_("Restore…"))
        when = when_made(backup)
        look.setAccessibleName(_("Restore the copy of {when}").format(when=when))
        look.clicked.connect(partial(self._compare, backup.path))
        return row_of(when, size_in_words(backup.size), look)

    def _compare(self, backup: Path, _checked: bool = False) -> None:
        self._looked_at = backup
        self.restore.hide()
        self.told.setText(_("Looking into it…"))
        self.told.show()
        self._keeper.compare(backup, self)

    def tell(self, backup: Path, found: Difference) -> None:
        """Shows what restoring would change, with the button that does it."""
        if backup != self._looked_at:
            return
        at = next((each for each in backups.backups_in(backup.parent) if each.path == backup), None)
        lines: Sequence[str] = backups.told(found)
        if at is not None:
            lines = (_("The copy of {when}:").format(when=when_made(at)), *lines)
        after = _("The library as it is now is copied before, so you can come back.")
        self.told.setText("\n".join((*lines, after)))
        self.restore.show()

    def say_why(self, backup: Path, error: GalleyError) -> None:
        """Shows why a copy cannot be restored."""
        if backup == self._looked_at:
            self.told.setText(str(error))

    def accept(self) -> None:
        self.chosen = self._looked_at
        super().accept()


def when_made(backup: Backup) -> str:
    """The local time of a copy."""
    local = QDateTime.fromSecsSinceEpoch(int(backup.at.timestamp()))
    return QLocale().toString(local, "dddd, d MMMM yyyy, HH:mm")


def size_in_words(size: int) -> str:
    """Bytes as people say them."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def _nothing_yet() -> Words:
    sentence = _("No copy yet. The first one is made some minutes after something has changed.")
    return Words(sentence, 13, tone="secondary", wrap=True)
