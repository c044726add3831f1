"""The line under the panel's header that says what is hidden."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reader.messages import _, ngettext
from ui import theme
from ui.notes.delegate import EDGE
from ui.parts import LinkButton, Words


class HiddenStrip(QWidget):
    """`3 hidden · Show all`, so that nobody thinks a note is lost."""

    show_all = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Words("", 12, tone="secondary")
        self._all = QAction(_("Show all"), self)
        self._all.triggered.connect(self.show_all)
        self.button = LinkButton(self._all, px=12)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 0, 12, 0)
        row.setSpacing(0)
        row.addWidget(self.words)
        row.addWidget(self.button)
        row.addStretch(1)
        self.setFixedHeight(theme.scaled(32))
        self.hide()

    def say(self, hidden: int, *, filtering: bool) -> None:
        """Says how many are hidden; is not seen while nothing could be."""
        words = ngettext("{n} hidden", "{n} hidden", hidden).format(n=hidden)
        self.words.setText(f"{words} · " if hidden else _("None hidden") + " · ")
        self.setVisible(filtering)
