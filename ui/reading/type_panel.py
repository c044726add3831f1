"""The panel under the "Aa" button: how the page is set, changed while one looks at it.

Every change is told at once; nothing is kept here but what is shown. It knows no settings file
and no page: whoever opens it shows a choice and hears of others.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import (
    QEvent,
    QLocale,
    QObject,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import Shiboken

from reader.messages import _
from reader.settings import CLOSEST, LOOSEST, Face, Settings, ThemeChoice
from reader.values import dataclass
from ui import paint, theme
from ui.parts import PaintedButton, Words, plain_tip
from ui.reading.type_controls import CONTROL, RING, Segment, Stepper, Swatch, Switch, Together
from ui.reading.typography import MEASURES, SIZES

SHADOW = 32
"""Room round the panel for its shadow, within the widget."""
LEADING_STEP = 6

_WIDE = 300
_EDGE = 16
_ROW = 36
_RADIUS = 9
_AWAY = 4
_NEAREST = 8
"""How near the panel comes to the sides of the place it floats in."""


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """How one person wants the page set.

    `size` is in pixels, `leading` (line height) in hundredths of it, `measure` in characters;
    `more_contrast` is None where the system decides.
    """

    size: int
    leading: int
    measure: int
    face: Face
    justified: bool
    theme: ThemeChoice
    more_contrast: bool | None

    @classmethod
    def of(cls, settings: Settings) -> TypeChoice:
        """What these settings say of it."""
        return cls(
            size=settings.font_size,
            leading=settings.leading,
            measure=settings.measure,
            face=settings.face,
            justified=settings.justified,
            theme=settings.theme,
            more_contrast=settings.more_contrast,
        )


USUAL = TypeChoice.of(Settings())


def place(size: QSize, button: QRect, within: QRect, *, from_right: bool) -> QPoint:
    """Top left corner of a panel of this size (shadow left out) under a button.

    One side is the button's own (with `from_right` the right one), but the panel stays 8 px
    within the sides of `within`, and in its height as long as that is enough.
    """
    x = button.right() + 1 - size.width() if from_right else button.left()
    y = button.bottom() + 1 + _AWAY
    rightmost = within.right() + 1 - _NEAREST - size.width()
    lowest = within.bottom() + 1 - _NEAREST - size.height()
    x = max(within.left() + _NEAREST, min(x, rightmost))
    return QPoint(x, max(within.top(), min(y, lowest)))


# --- the panel -----------------------------------------------------------------------------------


class TypePanel(QWidget):
    """Floats over its parent under a button, until Esc, a click beside it, or another place takes
    the keyboard."""

    changed = Signal(object)
    """TypeChoice, after each thing the reader changes; not after `show_choice`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._choice = USUAL
        self._before: QWidget | None = None
        self._button = QRect()
        self.setAccessibleName(_("Type and theme"))
        self.hide()
        self._make_steppers()
        self._make_buttons()
        self._arrange()
        self.show_choice(USUAL)

    def _make_steppers(self) -> None:
        self.size_stepper = Stepper(_("Size"), SIZES, USUAL.size)
        self.leading_stepper = Stepper(
            _("Line height"), (CLOSEST, LOOSEST), USUAL.leading, step=LEADING_STEP, said=_as_factor
        )
        self.measure_stepper = Stepper(_("Line length"), MEASURES, USUAL.measure)
        self.size_stepper.setToolTip(_("Size of the letters in pixels"))
        self.leading_stepper.setToolTip(_("Line height as a multiple of the size"))
        self.measure_stepper.setToolTip(_("Characters on a line"))
        self.size_stepper.valueChanged.connect(self._take_controls)
        self.leading_stepper.valueChanged.connect(self._take_controls)
        self.measure_stepper.valueChanged.connect(self._take_controls)

    def _make_buttons(self) -> None:
        self.serif = Segment(_("Serif"), _("Letters with serifs"))
        self.sans = Segment(_("Sans"), _("Letters without serifs"))
        self.ragged = Segment(_("Ragged"), _("Lines end where their words do"))
        self.justified = Segment(_("Justified"), _("Both edges straight, words broken by hyphens"))
        self.swatches = tuple(Swatch(choice, name) for choice, name in _themes())
        self.contrast = Switch(_("More contrast"), _("Stronger lines and marks"))
        self.usual = _QuietLink(_("Usual"), _("Set all of this back to what is usual"))
        for button in (self.serif, self.sans, self.ragged, self.justified, *self.swatches):
            button.clicked.connect(self._take_controls)
        self.contrast.clicked.connect(self._take_contrast)
        self.usual.clicked.connect(self._take_usual)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        around, edge = SHADOW, theme.scaled(_EDGE) - RING
        column.setContentsMargins(around + edge, around + 10, around + edge, around + 10)
        column.setSpacing(0)
        faces, edges, themes = _("Face"), _("Text"), _("Theme")
        framed: tuple[tuple[str, QWidget] | None, ...] = (
            (_("Size"), self.size_stepper),
            (_("Line height"), self.leading_stepper),
            (_("Line length"), self.measure_stepper),
            None,
            (faces, Together(faces, (self.serif, self.sans), framed=True, parent=self)),
            (edges, Together(edges, (self.ragged, self.justified), framed=True, parent=self)),
            None,
        )
        for row in framed:
            column.addWidget(_row(*row, self, has_outline=True) if row else _Line(self))
        swatches = Together(themes, self.swatches, framed=False, parent=self)
        column.addWidget(_row(themes, swatches, self, has_outline=False))
        column.addWidget(_row(_("More contrast"), self.contrast, self, has_outline=False))
        column.addWidget(self.usual, alignment=Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(theme.scaled(_WIDE) + 2 * SHADOW)

    def choice(self) -> TypeChoice:
        """What is shown."""
        return self._choice

    def show_choice(self, choice: TypeChoice) -> None:
        """Sets every control to this choice and tells nobody."""
        self._choice = choice
        self.size_stepper.show_value(choice.size)
        self.leading_stepper.show_value(choice.leading)
        self.measure_stepper.show_value(choice.measure)
        (self.sans if choice.face == "sans" else self.serif).setChecked(True)
        (self.justified if choice.justified else self.ragged).setChecked(True)
        for swatch in self.swatches:
            if swatch.choice == choice.theme:
                swatch.setChecked(True)
        more = choice.more_contrast
        self.contrast.setChecked(theme.has_more_contrast() if more is None else more)
        self.usual.setEnabled(choice != USUAL)

    def open_at(self, button: QRect, within: QRect) -> None:
        """Shows the panel under a button, inside `within`; both in the parent's coordinates.

        The keyboard goes to its first control.
        """
        focused = QApplication.focusWidget()
        if focused is None or not self.isAncestorOf(focused):
            self._before = focused
        self._button = button
        self.adjustSize()
        card = self.size() - QSize(2 * SHADOW, 2 * SHADOW)
        corner = place(card, button, within, from_right=not self.isRightToLeft())
        self.move(corner - QPoint(SHADOW, SHADOW))
        self.raise_()
        self.show()
        by_key = isinstance(focused, PaintedButton) and focused.ringed
        reason = Qt.FocusReason.TabFocusReason if by_key else Qt.FocusReason.PopupFocusReason
        self.size_stepper.setFocus(reason)

    def put_away(self) -> None:
        """Hides, and gives the keyboard back to who had it."""
        if self.isHidden():
            return
        before, self._before = self._before, None
        if before is not None and Shiboken.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    def card(self) -> QRect:
        """The panel without its shadow, in its own coordinates."""
        return self.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)

    # What the reader changed

    def _take_controls(self) -> None:
        self._change(
            replace(
                self._choice,
                size=self.size_stepper.value(),
                leading=self.leading_stepper.value(),
                measure=self.measure_stepper.value(),
                face="sans" if self.sans.isChecked() else "serif",
                justified=self.justified.isChecked(),
                theme=next(each.choice for each in self.swatches if each.isChecked()),
            )
        )

    def _take_contrast(self) -> None:
        self._change(replace(self._choice, more_contrast=self.contrast.isChecked()))

    def _take_usual(self) -> None:
        self._change(USUAL)

    def _change(self, choice: TypeChoice) -> None:
        if choice != self._choice:
            self.show_choice(choice)
            self.changed.emit(choice)

    # Keys and the mouse

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _is_plain(cast(QKeyEvent, event)):
            event.accept()  # a letter must not mark words on the page behind
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        event.accept()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes round inside."""
        stops = self._stops()
        focused = self.focusWidget()
        at = stops.index(focused) if focused in stops else -1 if next else 0
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        stops[(at + (1 if next else -1)) % len(stops)].setFocus(reason)
        return True

    def _stops(self) -> list[QWidget]:
        """Where Tab halts; of buttons that are chosen from, only at the chosen one."""
        faces = (self.serif, self.sans), (self.ragged, self.justified), self.swatches
        chosen = [button for group in faces for button in group if button.isChecked()]
        steppers = (self.size_stepper, self.leading_stepper, self.measure_stepper)
        stops: list[QWidget] = [*steppers, *chosen, self.contrast, self.usual]
        return [stop for stop in stops if stop.isEnabled()]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        _application().installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        _application().removeEventFilter(self)
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Sees every event of the program while the panel is open."""
        match event.type():
            case QEvent.Type.MouseButtonPress if isinstance(watched, QWidget):
                return self._is_pressed_away(cast(QMouseEvent, event))
            case QEvent.Type.FocusIn if isinstance(watched, QWidget):
                self._follow_focus(watched)
            case QEvent.Type.Resize if watched is self.parent():
                self.put_away()  # the button is elsewhere now
        return False

    def _is_pressed_away(self, event: QMouseEvent) -> bool:
        """Closes at a press beside the panel; True if the press is to do nothing else.

        That is so on the panel's own button, which would open it again.
        """
        at = self.mapFromGlobal(event.globalPosition().toPoint())
        if self.card().contains(at):
            return False
        self.put_away()
        return self._button.contains(self.mapToParent(at))

    def _follow_focus(self, now: QWidget) -> None:
        if now is not self and not self.isAncestorOf(now):
            self._before = None
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now, card = QPainter(self), theme.current(), QRectF(self.card())
        paint.shadow(painter, card, _RADIUS, 24)
        paint.outline(painter, card, _RADIUS, now.hairline, inside=now.floating)


class _QuietLink(PaintedButton):
    """Words that act, quieter than a link."""

    def __init__(self, words: str, tip: str) -> None:
        super().__init__()
        self.setText(words)
        self.setToolTip(plain_tip(tip))
        self.setFont(theme.ui_font(13))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(
            round(paint.advance(self.text(), self.font())) + 2 * RING, theme.scaled(CONTROL)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, room = QPainter(self), QRectF(self.rect())
        now = theme.current()
        colour = self._ink(now.text if self._touched() else now.secondary)
        width = paint.text(painter, room, self.text(), self.font(), colour, paint.CENTRE)
        if self.isEnabled():
            left, y = round(room.center().x() - width / 2), round(room.center().y() + 8)
            painter.fillRect(QRectF(left, y, round(width), 1), colour)
        if self.ringed:
            paint.focus_ring(painter, room, 6)


class _Line(QWidget):
    """A hairline between groups of rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(13)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.hairline(QPainter(self), RING, 6, self.width() - 2 * RING)


def _row(words: str, control: QWidget, parent: QWidget, *, has_outline: bool) -> QWidget:
    """A control at the far end of what it is called."""
    row = QWidget(parent)
    row.setFixedHeight(theme.scaled(_ROW))
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addSpacing(RING)
    layout.addWidget(Words(words), 1)
    layout.addSpacing(12)
    layout.addWidget(control)
    if has_outline:
        layout.addSpacing(RING)
    return row


def _themes() -> tuple[tuple[ThemeChoice, str], ...]:
    return (
        ("light", _("Light")),
        ("sepia", _("Sepia")),
        ("dark", _("Dark")),
        ("system", _("As the system")),
    )


def _as_factor(hundredths: int) -> str:
    """1.58, written as the reader's language writes numbers."""
    return QLocale().toString(hundredths / 100, "f", 2)


def _is_plain(event: QKeyEvent) -> bool:
    """Whether a key was pressed that is no shortcut with Ctrl or Alt and no function key."""
    held = event.modifiers() & ~_SHIFT_OR_KEYPAD
    is_function_key = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
    return held == Qt.KeyboardModifier.NoModifier and not is_function_key


_SHIFT_OR_KEYPAD = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
