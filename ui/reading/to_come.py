"""Says over the page that the text of an article is still to come, and offers to get it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reader.messages import _
from reader.model import SAVED, Article, Document, Revision
from ui import paint, theme
from ui.parts import LinkButton, Words


class TextToComeBar(QWidget):
    """One line under the header; hidden while there is a text, or no address to get it from."""

    wanted = Signal()
    """The text is wanted now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = Words()
        self._get = QAction(_("Get the text"), self)
        self._get.triggered.connect(self.wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 12, 1)
        row.setSpacing(12)
        row.addWidget(self.sentence, 1)
        row.addWidget(LinkButton(self._get, weight=600))
        self.setFixedHeight(theme.scaled(40))
        self.hide()

    def show_for(self, article: Article, revision: Revision, document: Document) -> None:
        """Shows what is here of an article instead of its text, or hides where that is here."""
        self.setVisible(revision.media_type == SAVED and article.url is not None)
        has_quotes = any(block.containers for block in document.blocks)
        self.sentence.setText(
            _("The text has not come yet; this is what you marked.")
            if has_quotes
            else _("The text has not come yet.")
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().panel)
        paint.hairline(painter, 0, self.height() - 1, self.width())
