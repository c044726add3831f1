"""What stands over the list while several articles are chosen: how many, and what to do to them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reader.messages import _, ngettext
from ui.parts import IconButton, Words, header

_SHOWN = (
    ("tag-articles", "tag"),
    ("archive", "archive"),
    ("restore", "again"),
    ("several", "more"),
)
"""The actions that have a button here, with their icons; the rest is in the menu of the last. With
more buttons there would be no room for “10,000 chosen”."""


class SeveralHeader(QWidget):
    """As high as the header in whose place it stands; its buttons follow the window's actions."""

    closed = Signal()
    """One article is enough."""
    pressed = Signal()
    """A button was pressed: what it does is meant for the list, wherever the keyboard was."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Words("", 14, 600)
        close = QAction(_("Choose one only"), self)
        close.triggered.connect(self.closed)
        buttons = [IconButton(actions[id], icon) for id, icon in _SHOWN if id in actions]
        for button in buttons:
            button.pressed.connect(self.pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        close_button = IconButton(close, "cross")
        row = header(close_button, 4, self._words, None, *buttons, margins=(10, 0, 10, 0))
        column.addWidget(row)

    def tell(self, count: int) -> None:
        """Says how many are chosen."""
        words = ngettext("{count} chosen", "{count} chosen", count)
        self._words.setText(words.format(count=QLocale().toString(count)))
