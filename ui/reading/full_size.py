"""A picture of the article over the whole window, fitted into it or pixel by pixel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from reader.messages import _
from ui import paint, theme
from ui.parts import IconButton

_EDGE = 32
_WORDS = 40
_STEP = 60


class FullSize(QWidget):
    """Covers its parent while a picture is looked at; Esc or a click beside it puts it away.

    As long as it has the keyboard, no key acts on what is behind it.

    A click on the picture, or Enter, goes from the whole picture to its own pixels and back; there
    it is moved with the mouse, the wheel or the arrow keys.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._image = QImage()
        self._words = ""
        self._own_pixels = False
        self._shift = QPointF()
        self._pressed: QPoint | None = None
        self._moved = False
        self._scaled: tuple[QSize, QPixmap] | None = None
        self._before: QWidget | None = None
        self._close = QAction(_("Close (Esc)"), self)
        self._close.triggered.connect(self.put_away)
        self._button = IconButton(self._close, "cross", self)
        for each in (self, self._button, parent):
            each.installEventFilter(self)
        self.hide()

    def show_picture(self, image: QImage, words: str) -> None:
        """Shows a picture with the words that describe it; plain text."""
        self._image, self._words = image, " ".join(words.split())
        self._own_pixels = False
        self._shift = QPointF()
        self._scaled = None
        self._before = QApplication.focusWidget()
        self.setAccessibleName(self._words or _("Picture"))
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self.setGeometry(self._over.rect())
        elif event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # else the window's actions take the key
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._scaled = None  # a large picture's pixels
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        x = 8 if self.isRightToLeft() else self.width() - self._button.width() - 8
        self._button.move(x, 8)
        self._move_by(QPointF())

    # --- where it lies -------------------------------------------------------------------------

    def _room(self) -> QRectF:
        below = _WORDS if self._words else 0
        return QRectF(self.rect()).adjusted(_EDGE, _EDGE + 8, -_EDGE, -_EDGE - below)

    def _size(self) -> QSizeF:
        own = QSizeF(self._image.size()) / self.devicePixelRatioF()
        room = self._room().size()
        if self._own_pixels or (own.width() <= room.width() and own.height() <= room.height()):
            return own
        return own.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def _place(self) -> QRectF:
        place = QRectF(QPointF(), self._size())
        place.moveCenter(self._room().center() + self._shift)
        return place

    def _move_by(self, by: QPointF) -> None:
        """Moves the picture, but never so far that its edge leaves the room's."""
        free = self._size() - self._room().size()
        most_x, most_y = max(0.0, free.width() / 2), max(0.0, free.height() / 2)
        wanted = self._shift + by
        self._shift = QPointF(
            max(-most_x, min(most_x, wanted.x())), max(-most_y, min(most_y, wanted.y()))
        )
        self.update()

    def _switch(self) -> None:
        self._own_pixels = not self._own_pixels
        self._shift = QPointF()
        self._move_by(QPointF())

    # --- hand ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {
            Qt.Key.Key_Left: QPointF(_STEP, 0),
            Qt.Key.Key_Right: QPointF(-_STEP, 0),
            Qt.Key.Key_Up: QPointF(0, _STEP),
            Qt.Key.Key_Down: QPointF(0, -_STEP),
        }
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._switch()
        elif event.key() in ways:
            self._move_by(ways[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._moved = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position().toPoint()
        if self._pressed is not None and self._own_pixels:
            self._moved = self._moved or (here - self._pressed).manhattanLength() > 4
            self._move_by(QPointF(here - self._pressed))
            self._pressed = here

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        self._pressed = None
        if not self._place().contains(event.position()):
            self.put_away()
        elif not self._moved:
            self._switch()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._move_by(QPointF(event.angleDelta()) / 2)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        painter.fillRect(self.rect(), theme.faint(now.window, 0.97))
        place = self._place()
        painter.save()
        painter.setClipRect(self._room())
        painter.drawPixmap(place.topLeft(), self._pixels(place.size()))
        painter.restore()
        if self._words:
            room = QRectF(_EDGE, self.height() - _WORDS - 8, self.width() - 2 * _EDGE, _WORDS)
            font = theme.ui_font(13)
            paint.text(painter, room, self._words, font, now.secondary, paint.CENTRE)

    def _pixels(self, size: QSizeF) -> QPixmap:
        """The picture at this size, scaled once."""
        whole = (size * self.devicePixelRatioF()).toSize()
        if self._scaled is None or self._scaled[0] != whole:
            scaled = self._image.scaled(
                whole,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            pixmap = QPixmap.fromImage(scaled)
            pixmap.setDevicePixelRatio(self.devicePixelRatioF())
            self._scaled = whole, pixmap
        return self._scaled[1]
