"""A text view of which parts are scrolled sideways: it paints them, and the hand moves them.

The page itself never scrolls sideways. Qt knows nothing of the parts that do: the words of each
are painted where they are seen, and the mouse is told to Qt where Qt has what it points at.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QWheelEvent,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from reader.values import dataclass
from ui.reading.layout import Layout
from ui.reading.sideways import Pane

_PULL_EVERY = 40
_SLOWEST_PULL = 4
"""Pixels that a pane moves each time while something is held beside it, and more farther off."""
_GRAB = 3
"""Pixels above and below a bar within which it is grabbed."""
_MADE = Qt.MouseEventSource.MouseEventSynthesizedByApplication
_NOTCH = 60
"""Pixels for a notch of the wheel, which is 120 units."""


@dataclass(frozen=True, slots=True)
class _Thumb:
    """The thumb of a pane in the hand: the pane as it was, and where it was taken."""

    pane: Pane
    x: float


@dataclass(frozen=True, slots=True)
class _Pull:
    """A selection that began in a pane, and the last move of the mouse that drags it."""

    first: int
    move: QMouseEvent | None = None


class ScrollingText(QTextEdit):
    """Shows a text with panes; whoever builds on it says how it is laid out."""

    moved_sideways = Signal()
    """A part of the text was scrolled sideways."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumb: _Thumb | None = None
        self._pull: _Pull | None = None
        self._pull_timer = QTimer(self, interval=_PULL_EVERY)
        self._pull_timer.timeout.connect(self._pull_on)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalScrollBar().rangeChanged.connect(self._stay)
        self.selectionChanged.connect(self._paint_panes_again)
        self.cursorPositionChanged.connect(self._paint_panes_again)

    def lies(self) -> Layout | None:
        """How the text lies; None while there is none."""
        return None

    def _stay(self, _low: int, high: int) -> None:
        # What is wider than the page makes the page as wide for Qt, which would scroll all of it.
        if high:
            self.horizontalScrollBar().setRange(0, 0)

    # --- scrolling -----------------------------------------------------------------------------

    def scroll_sideways(self, pane: Pane, to: float) -> None:
        """Scrolls one pane, as far as it goes."""
        lies = self.lies()
        if lies is not None and lies.sideways.scroll(pane, to):
            self.pane_moved()

    def pane_moved(self) -> None:
        """Shows a pane as it is scrolled now."""
        self.viewport().update()
        self.moved_sideways.emit()

    def is_beside(self, here: QPointF) -> bool:
        """Whether a point of the viewport is at the height of a pane, and outside it."""
        pane = self._pane_at(here)
        return pane is not None and _beyond(pane, here.x()) != 0

    def pull(self, here: QPointF) -> None:
        """Scrolls the pane beside which something is held, if it is."""
        pane = self._pane_at(here)
        if pane is None or not (beyond := _beyond(pane, here.x())):
            return
        step = max(_SLOWEST_PULL, abs(beyond) / 2)
        self.scroll_sideways(pane, pane.at + math.copysign(step, beyond))

    def _pane_at(self, here: QPointF) -> Pane | None:
        """The pane at the height of a point of the viewport."""
        lies = self.lies()
        return lies.pane_at(here.y() + self.verticalScrollBar().value()) if lies else None

    def _pane_of_bar(self, here: QPointF) -> Pane | None:
        """The pane whose bar is at a point of the viewport."""
        pane = self._pane_at(here)
        if pane is None:
            return None
        groove = pane.groove.adjusted(0, -_GRAB, 0, _GRAB)
        return pane if groove.contains(self._down(here)) else None

    def _down(self, here: QPointF) -> QPointF:
        return here + QPointF(0, self.verticalScrollBar().value())

    def wheelEvent(self, event: QWheelEvent) -> None:
        pane = self._pane_at(event.position())
        by = _sideways(event)
        if pane is None or not by or not pane.view.contains(self._down(event.position())):
            super().wheelEvent(event)
            return
        self.scroll_sideways(pane, pane.at - by)
        event.accept()

    # --- the bar -------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and self._moves_bar(event):
            return True
        done = super().viewportEvent(event)
        if event.type() == QEvent.Type.MouseMove:
            mouse = cast(QMouseEvent, event)
            if not mouse.buttons() and self._pane_of_bar(mouse.position()) is not None:
                self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        return done

    def _moves_bar(self, event: QMouseEvent) -> bool:
        """Whether the mouse is at a bar, and nobody else's."""
        match event.type():
            case QEvent.Type.MouseButtonPress | QEvent.Type.MouseButtonDblClick:
                return event.button() == Qt.MouseButton.LeftButton and self._take(event.position())
            case QEvent.Type.MouseMove if self._thumb is not None:
                by = self._thumb.pane.dragged(event.position().x() - self._thumb.x)
                self.scroll_sideways(self._thumb.pane, self._thumb.pane.at + by)
                return True
            case QEvent.Type.MouseButtonRelease if self._thumb is not None:
                self._thumb = None
                return True
            case _:
                return False

    def _take(self, here: QPointF) -> bool:
        """Takes a thumb that is here into the hand; one beside it comes here first."""
        pane = self._pane_of_bar(here)
        if pane is None:
            return False
        if not pane.thumb.left() <= here.x() < pane.thumb.right():
            self.scroll_sideways(pane, pane.at + pane.dragged(here.x() - pane.thumb.center().x()))
            pane = self._pane_at(here) or pane
        self._thumb = _Thumb(pane, here.x())
        return True

    # --- the mouse as Qt is told ---------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        pane = self._pane_at(event.position())
        within = pane is not None and pane.view.contains(self._down(event.position()))
        left = event.button() == Qt.MouseButton.LeftButton
        self._pull = _Pull(pane.first) if pane is not None and within and left else None
        super().mousePressEvent(self._as_set(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(self._as_set(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(self._as_set(event))
        if self._pull is not None:
            self._pull = _Pull(self._pull.first, event.clone())
            if not self._pull_timer.isActive():
                self._pull_timer.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._let_pull_go()
        super().mouseReleaseEvent(self._as_set(event))

    def hideEvent(self, event: QHideEvent) -> None:
        self._let_pull_go()
        self._thumb = None
        super().hideEvent(event)

    def _let_pull_go(self) -> None:
        self._pull = None
        self._pull_timer.stop()

    def _pull_on(self) -> None:
        """Scrolls a pane while a selection that began in it is dragged beside it."""
        move = self._pull.move if self._pull else None
        if self._pull is None or move is None:
            self._pull_timer.stop()
            return
        pane = self._pane_at(move.position())
        beside = self.is_beside(move.position())
        if not beside or pane is None or pane.first != self._pull.first:
            self._pull_timer.stop()
            return
        self.pull(move.position())
        super().mouseMoveEvent(self._as_set(move))

    def _as_set(self, event: QMouseEvent) -> QMouseEvent:
        """The event where Qt has what the mouse points at."""
        lies = self.lies()
        x = lies.set_point(self._down(event.position())).x() if lies else event.position().x()
        if x == event.position().x():
            return event
        # A place outside the viewport would let Qt scroll up and down by itself, unless the move
        # is not the mouse's own.
        inside = self.viewport().rect().contains(event.position().toPoint())
        own, made = Qt.MouseEventSource.MouseEventNotSynthesized, _MADE
        return QMouseEvent(
            event.type(),
            QPointF(x, event.position().y()),
            event.scenePosition(),
            event.globalPosition(),
            event.button(),
            event.buttons(),
            event.modifiers(),
            made if inside else own,
            event.pointingDevice(),
        )

    # --- painting ------------------------------------------------------------------------------

    def paint_words(self, area: QRect, leaves: Iterable[int]) -> None:
        """Paints the words of these leaves within a part of the viewport."""
        lies = self.lies()
        top = area.top()
        for pane in lies.sideways.panes(leaves) if lies else ():
            view = pane.view.translated(0, -self.verticalScrollBar().value())
            self._paint_band(area, top, math.floor(view.top()))
            self._paint_pane(pane, area)
            top = max(top, math.ceil(view.bottom()))
        self._paint_band(area, top, area.bottom() + 1)

    def _paint_band(self, area: QRect, top: int, bottom: int) -> None:
        """Lets Qt paint what lies between two heights."""
        band = area.intersected(QRect(area.left(), top, area.width(), bottom - top))
        if not band.isEmpty():
            super().paintEvent(QPaintEvent(band))

    def _paint_pane(self, pane: Pane, area: QRect) -> None:
        up = self.verticalScrollBar().value()
        seen = pane.sight.intersected(QRectF(area.translated(0, up)))
        if seen.isEmpty():
            return
        painter = QPainter(self.viewport())
        painter.translate(-pane.at, -up)
        painter.setClipRect(seen.translated(pane.at, 0))
        context = self._context()
        context.clip = seen.translated(pane.at, 0)
        self.document().documentLayout().draw(painter, context)
        painter.end()

    def _context(self) -> QAbstractTextDocumentLayout.PaintContext:
        """What Qt paints a text with: the colours, what is selected, the caret."""
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette = self.palette()
        cursor = self.textCursor()
        by_keys = self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
        shown = by_keys and self.hasFocus()
        context.cursorPosition = cursor.position() if shown else -1
        if cursor.hasSelection():
            selected = QAbstractTextDocumentLayout.Selection()
            selected.cursor = cursor
            palette, role = self.palette(), QPalette.ColorRole
            format = selected.format
            format.setBackground(palette.brush(role.Highlight))
            format.setForeground(palette.brush(role.HighlightedText))
            selected.format = format
            context.selections = [selected]
        return context

    def _paint_panes_again(self) -> None:
        """Qt has painted again what is selected where it has it, which is not where it is seen."""
        lies = self.lies()
        if lies is not None and any(lies.sideways.at.values()):
            self.viewport().update()


def _beyond(pane: Pane, x: float) -> float:
    """How far a point is beside a pane; negative at the left."""
    view = pane.view
    return min(0.0, x - view.left()) + max(0.0, x - view.right() + 1)


def _sideways(event: QWheelEvent) -> float:
    """The pixels that a turn of the wheel means sideways; 0 where it means up or down."""
    pixels, units = event.pixelDelta(), event.angleDelta()
    way = QPointF(pixels) if not pixels.isNull() else QPointF(units) * _NOTCH / 120
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not way.x():
        return way.y()
    return way.x() if abs(way.x()) > abs(way.y()) else 0.0
