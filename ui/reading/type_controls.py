"""The controls of the type panel: a number to step, words and themes to choose from, a switch.

Each tells what the reader did; what it means is the panel's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QPointF,
    QRect,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QCursor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractSlider,
    QHBoxLayout,
    QSizePolicy,
    QWidget,
)

from reader.messages import _
from reader.settings import ThemeChoice
from ui import paint, theme
from ui.parts import KEYBOARD_REASONS, PaintedButton, plain_tip

CONTROL = 32
RING = 4
"""Room for the ring round what has no outline of its own; other things stand in by as much."""


def next_step(value: int, *, up: bool, usual: int, step: int) -> int:
    """The next value above or below among those that lie whole steps from the usual one."""
    if up:
        return usual + ((value - usual) // step + 1) * step
    return usual - ((usual - value) // step + 1) * step


class Stepper(QAbstractSlider):
    """A number between a minus and a plus; arrows, Home and End step it too.

    A slider to screen readers. `valueChanged` tells only of steps that the reader took.
    """

    def __init__(
        self,
        name: str,
        bounds: tuple[int, int],
        usual: int,
        *,
        step: int = 1,
        said: Callable[[int], str] = str,
    ) -> None:
        super().__init__()
        self._bounds = bounds
        self._usual = usual
        self._said = said
        self.ringed = False
        self.setAccessibleName(name)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(*bounds)
        self.setSingleStep(step)
        self.setPageStep(step)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMouseTracking(True)
        self.setFixedSize(theme.scaled(2 * CONTROL + 48), theme.scaled(CONTROL))
        self.actionTriggered.connect(self._keep_to_whole_steps)
        self.show_value(usual)

    def show_value(self, value: int) -> None:
        """Shows this value, even one out of bounds that was set by other means; tells nobody."""
        lowest, highest = self._bounds
        with QSignalBlocker(self):
            self.setRange(min(lowest, value), max(highest, value))
            self.setValue(value)

    def words(self) -> str:
        """The value as it is shown."""
        return self._said(self.value())

    def less(self) -> QRect:
        """Where the minus is."""
        return self._half(at_right=self.isRightToLeft())

    def more(self) -> QRect:
        """Where the plus is."""
        return self._half(at_right=not self.isRightToLeft())

    def _half(self, *, at_right: bool) -> QRect:
        side = self.height()
        return QRect(self.width() - side if at_right else 0, 0, side, side)

    def _keep_to_whole_steps(self, action: int) -> None:
        value, wanted = self.value(), self.sliderPosition()
        if action in _STEPS and wanted != value:
            up, step = wanted > value, self.singleStep()
            self.setSliderPosition(next_step(value, up=up, usual=self._usual, step=step))

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        super().sliderChange(change)
        self.setAccessibleDescription(self.words())
        self.update()

    def _step_at(self, point: QPointF) -> QAbstractSlider.SliderAction:
        if self.more().contains(point.toPoint()):
            return QAbstractSlider.SliderAction.SliderSingleStepAdd
        if self.less().contains(point.toPoint()):
            return QAbstractSlider.SliderAction.SliderSingleStepSub
        return _NO_STEP

    def mousePressEvent(self, event: QMouseEvent) -> None:
        step = self._step_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and step != _NO_STEP:
            self.triggerAction(step)
            self.setRepeatAction(step)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._step_at(event.position()) != self.repeatAction():
            self.setRepeatAction(_NO_STEP)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setRepeatAction(_NO_STEP)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()  # the type must not change by the way while someone scrolls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.ringed = True
        self.update()
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.ringed = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.ringed = False
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.setRepeatAction(_NO_STEP)
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now, room = QPainter(self), theme.current(), QRectF(self.rect())
        paint.outline(painter, room, 7, now.hairline, inside=now.field)
        self._paint_sign(painter, self.less(), self.value() > self.minimum())
        self._paint_sign(painter, self.more(), self.value() < self.maximum(), upright=True)
        paint.text(painter, room, self.words(), theme.ui_font(13, 500), now.text, paint.CENTRE)
        if self.ringed:
            paint.focus_ring(painter, room, 7)

    def _paint_sign(
        self, painter: QPainter, half: QRect, can_step: bool, *, upright: bool = False
    ) -> None:
        """A minus, or with `upright` a plus."""
        now, room = theme.current(), QRectF(half)
        under_mouse = self.underMouse() and half.contains(self.mapFromGlobal(QCursor.pos()))
        if can_step and under_mouse:
            paint.ground(painter, room.adjusted(3, 3, -3, -3), 5, now.pressed)
        centre, arm = room.center(), 4.5
        ink = now.secondary if can_step else now.disabled
        with paint.kept(painter):
            painter.setPen(QPen(ink, 1.5, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(centre - QPointF(arm, 0), centre + QPointF(arm, 0))
            if upright:
                painter.drawLine(centre - QPointF(0, arm), centre + QPointF(0, arm))


_NO_STEP = QAbstractSlider.SliderAction.SliderNoAction
_STEPS = {
    action.value
    for action in (
        QAbstractSlider.SliderAction.SliderSingleStepAdd,
        QAbstractSlider.SliderAction.SliderSingleStepSub,
        QAbstractSlider.SliderAction.SliderPageStepAdd,
        QAbstractSlider.SliderAction.SliderPageStepSub,
    )
}


class Segment(PaintedButton):
    """One of a few words of which one holds."""

    def __init__(self, words: str, tip: str) -> None:
        super().__init__()
        self.setText(words)
        self.setToolTip(plain_tip(tip))
        self.setCheckable(True)
        self.setAutoExclusive(True)

    def sizeHint(self) -> QSize:
        width = paint.advance(self.text(), theme.ui_font(13, 600)) + 20
        return QSize(max(theme.scaled(56), round(width)), theme.scaled(CONTROL))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now, room = QPainter(self), theme.current(), QRectF(self.rect())
        if self.isChecked():
            paint.ground(painter, room.adjusted(2, 2, -2, -2), 5, now.selected)
        elif self._touched():
            paint.ground(painter, room.adjusted(2, 2, -2, -2), 5, now.hover)
        font = theme.ui_font(13, 600 if self.isChecked() else 400)
        colour = now.text if self.isChecked() else now.secondary
        paint.text(painter, room, self.text(), font, colour, paint.CENTRE)
        if self.ringed:
            paint.focus_ring(painter, room, 7)


class Swatch(PaintedButton):
    """A theme to choose, painted in its own colours; the system's is half light and half dark."""

    def __init__(self, choice: ThemeChoice, name: str) -> None:
        super().__init__()
        self.choice = choice
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedSize(theme.scaled(38), theme.scaled(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now, room = QPainter(self), theme.current(), QRectF(self.rect())
        inside = room.adjusted(RING, RING, -RING, -RING)
        if self.choice == "system":
            self._paint_in(painter, inside, theme.load("light"))
            with paint.kept(painter):
                painter.setClipPath(_lower_half(inside), Qt.ClipOperation.IntersectClip)
                self._paint_in(painter, inside, theme.load("dark"))
        else:
            self._paint_in(painter, inside, theme.load(self.choice))
        if self.ringed:
            paint.focus_ring(painter, room, 8)
        elif self.isChecked():
            paint.outline(painter, room.adjusted(1, 1, -1, -1), 8, now.secondary, 1.5)

    def _paint_in(self, painter: QPainter, room: QRectF, worn: theme.Theme) -> None:
        paint.outline(painter, room, 5, theme.current().secondary, inside=worn.page)
        font = theme.page_font(theme.scaled(15))
        paint.text(painter, room, _("Aa"), font, worn.text, paint.CENTRE, elide=False)


def _lower_half(room: QRectF) -> QPainterPath:
    """The triangle under the rising diagonal."""
    path = QPainterPath(room.bottomLeft())
    path.lineTo(room.topRight())
    path.lineTo(room.bottomRight())
    path.closeSubpath()
    return path


class Switch(PaintedButton):
    """On or off, told by where its knob is."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(tip))
        self.setCheckable(True)
        self.setFixedSize(theme.scaled(44), theme.scaled(CONTROL))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now, room = QPainter(self), theme.current(), QRectF(self.rect())
        track = QRectF(0, 0, theme.scaled(36), theme.scaled(20))
        track.moveCenter(room.center())
        track.moveTo(round(track.x()), round(track.y()))
        half = track.height() / 2
        on = self.isChecked()
        if on:
            paint.ground(painter, track, half, now.accent)
        else:
            inside = now.hover if self._touched() else now.field
            paint.outline(painter, track, half - 0.5, now.secondary, inside=inside)
        knob = QRectF(0, 0, track.height() - 8, track.height() - 8)
        at_right = on != self.isRightToLeft()
        x = track.right() - half if at_right else track.left() + half
        knob.moveCenter(QPointF(x, track.center().y()))
        paint.ground(painter, knob, half, now.on_accent if on else now.secondary)
        if self.ringed:
            paint.focus_ring(painter, track.adjusted(-RING, -RING, RING, RING), half + RING)


class Together(QWidget):
    """Buttons side by side of which one is chosen; with `framed` in one outline."""

    def __init__(
        self, name: str, buttons: Sequence[PaintedButton], *, framed: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._framed = framed
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0 if framed else 2)
        for button in buttons:
            row.addWidget(button)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._framed:
            now = theme.current()
            paint.outline(QPainter(self), QRectF(self.rect()), 7, now.hairline, inside=now.field)
