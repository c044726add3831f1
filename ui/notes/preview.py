"""What the note being written will look like, under the field that it is written in."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from reader.messages import _
from ui import paint, theme
from ui.notes import rendered
from ui.notes.rendered import NoteDocument
from ui.parts import plain_tip

_SOON_MS = 120
_HIGHEST = 200
_HEAD = 20
_BELOW = 4
_SCROLL_BAR = 10


class Preview(QAbstractScrollArea):
    """The set note in at most 200 pixels, then it scrolls; hidden where there is nothing to set.

    It is never in the way of the keyboard: the mouse scrolls it and clicks its links.
    """

    link_clicked = Signal(str)
    """The address of a link, of the web or of mail; nobody has gone there."""
    grown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note = ""
        self._document: NoteDocument | None = None
        self._pressed = ""
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._set)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(_("Preview"))
        self.hide()

    def show_note(self, note: str) -> None:
        """Shows this note at once."""
        self._note = note
        self._set()

    def follow(self, note: str) -> None:
        """Shows this note when typing pauses, or about eight times a second."""
        self._note = note
        wanted = rendered.has_markup(note) or not self.isHidden()
        if wanted and not self._soon.isActive():
            self._soon.start()

    def stop(self) -> None:
        """Nothing more will be set."""
        self._soon.stop()

    def document(self) -> NoteDocument | None:
        """The set note; None while there is nothing to show."""
        return self._document

    def _set(self) -> None:
        self._soon.stop()
        clock = QElapsedTimer()
        clock.start()
        self._document = None
        if rendered.has_markup(self._note):
            self._document = rendered.rendered(self._note, max(40, self.width() - _SCROLL_BAR))
        self._fit()
        # A long note takes longer to set: typing must not wait for it more than now and then.
        self._soon.setInterval(max(_SOON_MS, 4 * clock.elapsed()))

    def _fit(self) -> None:
        shown = self._document is not None
        whole = self._whole()
        height = min(whole, _HIGHEST)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, whole - height))
        bar.setPageStep(height)
        bar.setSingleStep(theme.scaled(20))
        if self.isHidden() == shown or (shown and height != self.height()):
            self.setFixedHeight(height)
            self.setVisible(shown)
            self.grown.emit()
        self.setAccessibleDescription(self._document.toPlainText() if self._document else "")
        self.viewport().update()

    def _whole(self) -> int:
        if self._document is None:
            return 0
        return theme.scaled(_HEAD) + round(self._document.size().height()) + _BELOW

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and not self.isHidden():
            self._soon.start(0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._document is not None:
            self._soon.start(0)

    # --- on the screen ---------------------------------------------------------------------------

    def _corner(self) -> QPointF:
        """Where the document begins, in the viewport."""
        x = _SCROLL_BAR if self.isRightToLeft() else 0
        if self.isRightToLeft() and self.verticalScrollBar().isVisible():
            x = 0
        return QPointF(x, theme.scaled(_HEAD) - self.verticalScrollBar().value())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._document is None:
            return
        painter, now, corner = QPainter(self.viewport()), theme.current(), self._corner()
        head = QRect(0, round(corner.y()) - theme.scaled(_HEAD), self.viewport().width(), 18)
        align = paint.RIGHT if self.isRightToLeft() else paint.LEFT
        paint.text(painter, head.toRectF(), _("Preview"), theme.ui_font(12), now.secondary, align)
        rendered.draw(painter, self._document, corner, self._document.size().height())

    def _link_at(self, at: QPointF) -> str:
        if self._document is None:
            return ""
        return rendered.link_at(self._document, at - self._corner())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        link = self._link_at(event.position())
        cursor = Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(cursor)
        self.viewport().setToolTip(plain_tip(link))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._link_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        link = self._link_at(event.position())
        if link and link == self._pressed and event.button() == Qt.MouseButton.LeftButton:
            self.link_clicked.emit(link)
        self._pressed = ""
