"""The ground that our own dialogs stand on: 24 margins, 12 between rows, buttons at the right; and
the rows that scroll in some of them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

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


def button_within(words: str) -> QPushButton:
    """A button among the rows of a dialog: Enter elsewhere does not press it."""
    made = QPushButton(words)
    made.setAutoDefault(False)
    return made


class Rows(QScrollArea):
    """Widgets one below the other, which scroll where there are many."""

    def __init__(self, *, apart: int = 16, least: int = 200) -> None:
        """`apart` is the space between two, `least` the height that is kept in any case."""
        super().__init__()
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(apart)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(least)

    def fill(self, rows: Iterable[QWidget]) -> None:
        """Shows these rows in place of those that were there."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for row in rows:
            self._column.addWidget(row)
        self._column.addStretch(1)


def row_of(title: str, words: str, button: QPushButton) -> QWidget:
    """One row: a title, what there is to say of it, and a button at the other end."""
    button.setAutoDefault(False)
    row = QWidget()
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addWidget(Words(title, 13, 600))
    column.addWidget(Words(words, 12, tone="secondary", wrap=True))
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(12)
    line.addLayout(column, 1)
    line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return row
