"""A short list of names under a field in which something is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

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


class Offering(QObject):
    """Offers names under a field, and hears its keys while they are seen.

    Up and Down walk, Tab takes the current or the first one, Enter the current one; Esc and the
    loss of the keyboard close the list.
    """

    def __init__(
        self, field: QLineEdit, spoken: str, take: Callable[[str], None], *, sign: str = ""
    ) -> None:
        super().__init__(field)
        self._field = field
        self._spoken = spoken
        self._take = take
        self._sign = sign
        self._list: Suggestions | None = None
        field.installEventFilter(self)

    @property
    def shown(self) -> Suggestions | None:
        """The list while it is seen."""
        return self._list if self._list is not None and self._list.isVisible() else None

    def offer(self, names: Sequence[str]) -> None:
        """Shows these names, or closes the list if there are none."""
        if not names:
            self.close()
            return
        if self._list is None:
            self._list = Suggestions(self._field.window(), self._spoken, sign=self._sign)
            self._list.picked.connect(self._take)
        self._list.offer(names, -1, self._field)

    def close(self) -> None:
        if self._list is not None:
            self._list.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Here and not in `keyPressEvent`: before that Tab would move the focus.
        if event.type() == QEvent.Type.FocusOut:
            self.close()
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        shown = self.shown
        if shown is None or not pressed or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        return self._hear(shown, Qt.Key(event.key()))

    def _hear(self, shown: Suggestions, key: Qt.Key) -> bool:
        """Whether a key was meant for the list."""
        match key:
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                shown.step(1 if key == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Escape:
                self.close()
            case Qt.Key.Key_Tab:
                self._take(shown.current or shown.names[0])
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if shown.current:
                self._take(shown.current)
            case _:
                return False
        return True
