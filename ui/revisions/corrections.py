"""What the newer revision says of itself: its corrections, clarifications, updates and notes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reader.messages import _
from reader.revisions import Comparison, Difference
from reader.text import direction
from ui import paint, theme
from ui.parts import PaintedButton, Pane
from ui.revisions.words import kind_name

MOST = 4
"""Corrections that are listed; the page itself shows all of them."""
_HEIGHT = 32
_EDGE = 24


class CorrectionLine(PaintedButton):
    """One paragraph by its kind and its first words; a click goes to it."""

    def __init__(self, kind: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(None, parent)
        self._kind = kind
        self.setText(" ".join(words.split()))
        self.setAccessibleName(f"{kind}: {self.text()}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, theme.scaled(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, theme.scaled(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        room = QRectF(self.rect()).adjusted(_EDGE - 8, 1, -(_EDGE - 8), -1)
        if self._touched():
            paint.ground(painter, room, 6, now.hover)
        inner, rtl = room.adjusted(8, 0, -8, 0), self.isRightToLeft()
        icon = QRectF(inner.right() - 16 if rtl else inner.left(), inner.center().y() - 8, 16, 16)
        paint.icon(painter, "info", icon, now.accent)
        inner.adjust(*((0, 0, -24, 0) if rtl else (24, 0, 0, 0)))
        font = theme.ui_font(12, 600)
        wide = paint.advance(self._kind, font) + 12
        near = paint.RIGHT if rtl else paint.LEFT
        paint.text(painter, inner, self._kind, font, now.text, near)
        inner.adjust(*((0, 0, -wide, 0) if rtl else (wide, 0, 0, 0)))
        align = paint.RIGHT if rtl or direction(self.text()) == "rtl" else paint.LEFT
        paint.text(painter, inner, self.text(), theme.ui_font(13), now.secondary, align)
        if self.ringed:
            paint.focus_ring(painter, room, 6)


class Corrections(Pane):
    """A line for each; nothing at all where there is none."""

    chosen = Signal(object)
    """Difference."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", None, parent)
        self.setAccessibleName(_("Corrections"))
        self.column.setContentsMargins(0, 6, 0, 7)
        self.lines: list[CorrectionLine] = []
        self._of: dict[CorrectionLine, Difference] = {}
        self.hide()

    def show_corrections(self, comparison: Comparison, found: Sequence[Difference]) -> None:
        """Lists what was added to the text about the text."""
        for line in self.lines:
            self.column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._of = {}
        for difference in found[:MOST]:
            if difference.correction is not None:
                row = comparison.rows[difference.row]
                words = comparison.passage(row, "new").of(comparison.new.text)
                line = CorrectionLine(kind_name(difference.correction), words)
                line.clicked.connect(self._choose)
                self.column.addWidget(line)
                self._of[line] = difference
        self.lines = list(self._of)
        self.setVisible(bool(self.lines))

    def _choose(self) -> None:
        line = self.sender()
        if isinstance(line, CorrectionLine) and line in self._of:
            self.chosen.emit(self._of[line])

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint.hairline(QPainter(self), 0, self.height() - 1, self.width())
