"""Names what could not be added, each with the reason: to be read, copied, and kept in a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QWidget

from reader.errors import GalleyError
from reader.export.files import write_atomically
from reader.messages import _, ngettext
from ui.dialogs.frame import Frame
from ui.exporting import documents_folder
from ui.file_dialogs import place_to_save
from ui.parts import Words


class NotAddedDialog(Frame):
    """All failures of one batch; `failed` are names and reasons."""

    def __init__(
        self, failed: Sequence[tuple[str, GalleyError]], parent: QWidget | None = None
    ) -> None:
        super().__init__(_("What could not be added"), parent, width=640)
        sentence = ngettext(
            "{count} input did not come in. The rest is not touched by it.",
            "{count} inputs did not come in. The rest is not touched by them.",
            len(failed),
        )
        self.column.addWidget(
            Words(sentence.format(count=f"{len(failed):,}"), 13, tone="secondary", wrap=True)
        )
        self.text = QPlainTextEdit(told(failed))
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("What could not be added, and why"))
        self.text.setMinimumHeight(280)
        self.column.addWidget(self.text, 1)
        role = QDialogButtonBox.ButtonRole
        self.button(_("Copy"), role.ActionRole).clicked.connect(self._copy)
        self.button(_("Save as…"), role.ActionRole).clicked.connect(self._save)
        self.button(_("Close"), role.RejectRole).setDefault(True)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _save(self) -> None:
        proposed = Path(documents_folder()) / "galley-not-added.txt"
        path = place_to_save(self, _("Save the list"), proposed)
        if path:
            try:
                write_atomically(path, self.text.toPlainText())
            except GalleyError as error:
                self.text.setPlainText(f"{error}\n\n{self.text.toPlainText()}")


def told(failed: Sequence[tuple[str, GalleyError]]) -> str:
    """One paragraph for each: its name, and under it what happened and what helps."""
    return "\n\n".join(f"{name}\n{error}" for name, error in failed) + "\n"
