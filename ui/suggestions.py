"""A short list of names under a field in which something is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import paint, theme
from ui.paint import isolated

_ROWS = 6
_ROW = 28


class Suggestions(QWidget):
    """A short list that floats under a field; it takes no focus from it."""

    picked = Signal(str)

    def __init__(self, parent: QWidget, spoken: str, *, sign: str = "") -> None:
        """`spoken` is its accessible name; `sign` stands before each name."""
        super().__init__(parent)
        self._within = parent
        self._sign = sign
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(spoken)
        self.names: Sequence[str] = ()
        self.row = -1
        self.hide()

    @property
    def current(self) -> str | None:
        """The name that Enter would take."""
        return self.names[self.row] if 0 <= self.row < len(self.names) else None

    def offer(self, names: Sequence[str], row: int, under: QWidget) -> None:
        """Shows the first few names under a widget, over it where there is no room."""
        self.names, self.row = names[:_ROWS], row
        if not self.names:
            self.hide()
            return
        size, room = self.sizeHint(), self._within.rect()
        width = min(size.width(), room.width())
        corner = under.mapTo(self._within, QPoint(0, under.height() + 2))
        x = corner.x() + under.width() - width if self.isRightToLeft() else corner.x()
        above = corner.y() - under.height() - 4 - size.height()
        y = corner.y() if corner.y() + size.height() <= room.bottom() or above < 0 else above
        self.setGeometry(max(0, min(x, room.width() - width)), y, width, size.height())
        self.raise_()
        self.show()
        self.update()

    def sizeHint(self) -> QSize:
        font = theme.ui_font(13)
        widest = max((paint.advance(f"{self._sign}{name}", font) for name in self.names), default=0)
        return QSize(
            min(320, max(140, round(widest) + 32)), len(self.names) * theme.scaled(_ROW) + 10
        )

    def step(self, by: int) -> None:
        """Goes to the next or previous name, round at the ends."""
        if self.names:
            last = len(self.names) - 1
            self.row = (0 if by > 0 else last) if self.row < 0 else (self.row + by) % (last + 1)
            self.update()

    def _row_at(self, y: float) -> int:
        row = int((y - 5) // theme.scaled(_ROW))
        return row if 0 <= row < len(self.names) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.row = self._row_at(event.position().y())
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.row = self._row_at(event.position().y())
        if self.current is not None:
            self.picked.emit(self.current)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter, high = theme.current(), QPainter(self), theme.scaled(_ROW)
        paint.outline(painter, QRectF(self.rect()), 7, now.hairline, inside=now.floating)
        align = paint.RIGHT if self.isRightToLeft() else paint.LEFT
        for number, name in enumerate(self.names):
            row = QRectF(5, 5 + number * high, self.width() - 10, high)
            if number == self.row:
                paint.ground(painter, row, 5, now.selected)
            words = isolated(f"{self._sign}{name}")
            paint.text(
                painter, row.adjusted(8, 0, -8, 0), words, theme.ui_font(13), now.text, align
            )
