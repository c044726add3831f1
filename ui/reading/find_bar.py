"""The bar for finding words in the article: a field, how many hits, the next and the one before.

It floats in the upper corner of the page and searches nothing itself.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reader.messages import _
from ui import paint, theme
from ui.parts import IconButton, PaintedButton, SearchField, Words

HEIGHT = 44
_SHADOW = 16
_WIDEST = 460
_AWAY = 12
_RADIUS = 9


class _FindField(SearchField):
    """The field: Enter steps on, with Shift back; Esc closes the bar even when it holds words."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.stepped.emit(-1 if back else 1)
            case Qt.Key.Key_Down:
                self.stepped.emit(1)
            case Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)


class _CaseButton(PaintedButton):
    """Whether case and accents count: a switch that shows its two letters."""

    def __init__(self, action: QAction, parent: QWidget) -> None:
        super().__init__(action, parent)
        side = theme.scaled(32)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter, room = theme.current(), QPainter(self), QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            paint.ground(painter, room, 6, now.pressed)
        ink = now.accent if self.isChecked() else now.secondary
        paint.text(painter, room, "Áa", theme.ui_font(13, 600), ink, paint.CENTRE)
        if self.ringed:
            paint.focus_ring(painter, room, 6)


class FindBar(QWidget):
    """Floats over the page while something is looked for."""

    typed = Signal(str, bool)
    """The words now in the field, and whether case and accents count."""
    stepped = Signal(int)
    """1: to the next hit, -1: to the one before."""
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Find in the article"))
        self.field = _FindField(_("Find in the article"), self)
        self.count = Words("", 12, tone="secondary", parent=self)
        self.exactly = QAction(_("Case and accents count"), self)
        self.exactly.setCheckable(True)
        self._next = QAction(_("Next hit (Enter)"), self)
        self._previous = QAction(_("Hit before (Shift+Enter)"), self)
        self._close = QAction(_("Close (Esc)"), self)
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(_SHADOW + 6, _SHADOW, _SHADOW + 6, _SHADOW)
        row.setSpacing(2)
        row.addWidget(self.field, 1)
        row.addSpacing(8)
        row.addWidget(self.count)
        row.addSpacing(4)
        row.addWidget(_CaseButton(self.exactly, self))
        row.addWidget(IconButton(self._previous, "up", self))
        row.addWidget(IconButton(self._next, "down", self))
        row.addWidget(IconButton(self._close, "cross", self))

    def _connect(self) -> None:
        self.field.textChanged.connect(self._say)
        self.field.stepped.connect(self.stepped)
        self.field.left.connect(self.close_bar)
        self.exactly.toggled.connect(self._say)
        self._next.triggered.connect(self._step_on)
        self._previous.triggered.connect(self._step_back)
        self._close.triggered.connect(self.close_bar)

    def open_bar(self, words: str) -> None:
        """Shows the bar, with these words in its field if there are any, ready to be typed over."""
        if words:
            self.field.setText(words)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._say()

    def close_bar(self) -> None:
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def show_count(self, which: int, of: int, *, more: bool = False) -> None:
        """Says which of how many hits is shown (from 1); `more`: not all were counted."""
        if not self.field.text().strip():
            words = ""
        elif not of:
            words = _("No hits")
        else:
            words = _("{which} of {all}").format(which=which, all=f"{of:n}{'+' if more else ''}")
        self.count.setText(words)
        self.count.setFixedWidth(round(paint.advance(words, self.count.font())) + 2)
        self.field.setAccessibleDescription(words)

    def place_in(self, room: QRect) -> None:
        """Lies in the upper corner where reading ends, 12 px from the edges of this room."""
        width = min(_WIDEST, room.width() - 2 * _AWAY)
        left = room.left() + _AWAY if self.isRightToLeft() else room.right() + 1 - _AWAY - width
        bar = QRect(left, room.top() + _AWAY, width, theme.scaled(HEIGHT))
        self.setGeometry(bar.adjusted(-_SHADOW, -_SHADOW, _SHADOW, _SHADOW))

    def _say(self) -> None:
        if self.isVisible():
            self.typed.emit(self.field.text(), self.exactly.isChecked())

    def _step_on(self) -> None:
        self.stepped.emit(1)

    def _step_back(self) -> None:
        self.stepped.emit(-1)

    def event(self, event: QEvent) -> bool:
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and cast(QKeyEvent, event).key() == Qt.Key.Key_Escape:
            self.close_bar()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        bar = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        paint.shadow(painter, bar, _RADIUS)
        paint.outline(painter, bar, _RADIUS, now.hairline, inside=now.floating)
