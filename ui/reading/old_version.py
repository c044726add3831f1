"""Says over the page that it is not the article's current version, and leads back to that."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reader.messages import _
from reader.model import Revision
from ui import paint, theme
from ui.parts import LinkButton, Words
from ui.reading.head import saved


class OldVersionBar(QWidget):
    """One line under the header; hidden while the current version is shown."""

    left = Signal()
    """Back to the current version."""
    compared = Signal()
    """What has changed between the two?"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = Words()
        self._current = QAction(_("Show the current one"), self)
        self._current.triggered.connect(self.left)
        self._compare = QAction(_("What changed?"), self)
        self._compare.triggered.connect(self.compared)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 12, 1)
        row.setSpacing(12)
        row.addWidget(self.sentence, 1)
        row.addWidget(LinkButton(self._compare, weight=600))
        row.addWidget(LinkButton(self._current, weight=600))
        self.setFixedHeight(theme.scaled(40))
        self.hide()

    def show_version(self, revision: Revision, current: int) -> None:
        """Shows which version this is, or hides if it is the current one."""
        self.setVisible(revision.number != current)
        older = revision.number < current
        words = _("Earlier version, {saved}") if older else _("Later version, {saved}")
        words = words.format(saved=saved(revision))
        if revision.set_aside:
            words = _("Set aside, {saved}: {reason}").format(
                saved=saved(revision), reason=revision.set_aside
            )
        self.sentence.setText(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().panel)
        paint.hairline(painter, 0, self.height() - 1, self.width())
