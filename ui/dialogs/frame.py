"""The ground that our own dialogs stand on: 24 margins, 12 between rows, buttons at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from ui.parts import Words


class Frame(QDialog):
    """A dialog with a title line, rows in `column`, and `buttons` at its foot."""

    def __init__(self, title: str, parent: QWidget | None, *, width: int = 460) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.setSpacing(12)
        outer.addWidget(Words(title, 17, 600))
        self.column = QVBoxLayout()
        self.column.setSpacing(12)
        outer.addLayout(self.column, 1)
        self.buttons = QDialogButtonBox(self)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        outer.addSpacing(4)
        outer.addWidget(self.buttons)

    def button(self, words: str, role: QDialogButtonBox.ButtonRole) -> QPushButton:
        """A further button, without the icon that some styles give to the usual ones."""
        made = self.buttons.addButton(words, role)
        made.setAutoDefault(False)
        return made
