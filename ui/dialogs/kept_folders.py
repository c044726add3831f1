"""Shows the folders that are kept in step, and lets each follow, be brought in step, or go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reader.messages import _
from reader.settings import KeptFolder
from ui.dialogs.frame import Frame, Rows
from ui.kept_folders import KeptFolders
from ui.parts import Words, plain_tip


class KeptFoldersDialog(Frame):
    """One row for each folder; what is done here is done at once."""

    def __init__(self, kept: KeptFolders, parent: QWidget | None = None) -> None:
        super().__init__(_("Folders kept in step"), parent, width=560)
        self._kept = kept
        self.rows: list[FolderRow] = []
        self._list = Rows(least=160)
        self.column.addWidget(self._list, 1)
        close = self.button(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        kept.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        """The rows as they are now; where no folder came or went they keep the keyboard."""
        folders = self._kept.folders()
        if folders and [row.folder.folder for row in self.rows] == [
            each.folder for each in folders
        ]:
            for row, folder in zip(self.rows, folders, strict=True):
                row.folder = folder
            return
        self.rows = [FolderRow(folder, self._kept) for folder in folders]
        self._list.fill(self.rows or [_nothing_yet()])


class FolderRow(QWidget):
    """What the folder holds and where it is, and what can be done with it."""

    def __init__(
        self, folder: KeptFolder, kept: KeptFolders, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.folder = folder
        self._kept = kept
        path = Path(folder.folder)
        name = Words(path.name or folder.folder, 13, 600)
        where = Words(f"{folder.name} · {folder.folder}", 12, tone="secondary", wrap=True)
        where.setToolTip(plain_tip(folder.folder))
        self.follows = QCheckBox(_("Follow as notes are written"))
        self.follows.setAccessibleName(
            _("{folder}: follow as notes are written").format(folder=path.name)
        )
        self.follows.setChecked(folder.by_itself)
        self.follows.toggled.connect(self._let_follow)
        self.now = QPushButton(_("Bring in step now"))
        self.now.clicked.connect(self._bring)
        self.stop = QPushButton(_("Stop"))
        self.stop.setToolTip(_("It is not followed any more. Its files stay."))
        self.stop.clicked.connect(self._forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(name)
        column.addWidget(where)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.follows, 1)
        for button, words in ((self.now, _("Bring in step now")), (self.stop, _("Stop"))):
            button.setAutoDefault(False)
            button.setAccessibleName(f"{path.name}: {words}")
            line.addWidget(button)
        column.addLayout(line)

    def _let_follow(self, on: bool) -> None:
        self._kept.let_follow(self.folder, on)

    def _bring(self) -> None:
        self._kept.bring_in_step(self.folder)

    def _forget(self) -> None:
        self._kept.forget(self.folder)


def _nothing_yet() -> Words:
    sentence = _(
        "No folder yet. Export a list and tick “Keep the folder in step”: "
        "an Obsidian vault, say, then always has what you marked."
    )
    return Words(sentence, 13, tone="secondary", wrap=True)
