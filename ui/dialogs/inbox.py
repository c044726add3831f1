"""Shows which folder is watched, and lets another be chosen, or none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QWidget

from reader.messages import _, ngettext
from ui.dialogs.frame import Frame
from ui.file_dialogs import folder_to_use
from ui.inbox import Inbox
from ui.parts import Words, plain_tip


class InboxDialog(Frame):
    """The watched folder; what is done here is done at once."""

    def __init__(self, inbox: Inbox, parent: QWidget | None = None) -> None:
        super().__init__(_("Watched folder"), parent, width=560)
        self._inbox = inbox
        about = _(
            "What a browser saves into this folder comes in by itself: “Save page as…”, or "
            "SingleFile, which also saves what only you may read. The files stay where they are; "
            "one that changes becomes a further revision."
        )
        self.column.addWidget(Words(about, 13, tone="secondary", wrap=True))
        self.name = Words("", 13, 600)
        self.where = Words("", 12, tone="secondary", wrap=True)
        self.column.addWidget(self.name)
        self.column.addWidget(self.where)
        role = QDialogButtonBox.ButtonRole
        close = self.button(_("Close"), role.RejectRole)
        close.setDefault(True)
        self.choose = self.button(_("Choose a folder…"), role.ActionRole)
        self.choose.clicked.connect(self._choose)
        self.stop: QPushButton = self.button(_("Stop watching"), role.ActionRole)
        self.stop.clicked.connect(self._stop)
        inbox.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        folder = self._inbox.folder
        self.stop.setEnabled(folder is not None)
        self.name.setText(folder.name if folder else _("No folder is watched"))
        self.where.setText(_state(folder, self._inbox.taken()) if folder else "")
        self.where.setVisible(folder is not None)
        self.where.setToolTip(plain_tip(str(folder)) if folder else "")

    def _choose(self) -> None:
        start = self._inbox.folder or Path.home()
        folder = folder_to_use(self, _("Watch a folder"), str(start))
        if folder is not None:
            self._inbox.watch(folder)

    def _stop(self) -> None:
        self._inbox.watch(None)


def _state(folder: Path, taken: int) -> str:
    count = ngettext("{count} file was taken from it.", "{count} files were taken from it.", taken)
    return f"{folder}\n{count.format(count=f'{taken:,}')}"
