"""The bar that floats over selected words: a label each, a note, a tag, a copy with its source.

It takes no focus from the page and stays within the widget it floats over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QEnterEvent, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from reader.messages import _
from reader.model import Label, LabelId
from ui import paint, theme
from ui.parts import Tip, key_of

HEIGHT = 40
SHADOW = 16
"""Room round the bar for its shadow, within the widget."""
_BUTTON = 32
_PITCH = 34
_PAD = 4
_DIVIDER = 8
_AWAY = 8
_RADIUS = 9
_MOST_LABELS = 8


class _BarButton(QAbstractButton):
    """One square of the bar; a tip with its name and key shows while the mouse is on it."""

    def __init__(self, bar: SelectionBar, name: str, action: QAction | None) -> None:
        super().__init__(bar)
        self.name = name
        self._action = action
        self._bar = bar
        if action is not None:
            action.changed.connect(self.update)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedSize(_BUTTON, _BUTTON)

    @property
    def key(self) -> str:
        """The key that does the same, as the person has it now; empty if there is none."""
        return key_of(self._action) if self._action is not None else ""

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._bar.tell(self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._bar.stop_telling()

    def _paint_ground(self, painter: QPainter, always: bool = False) -> None:
        if always or self.underMouse() or self.isDown():
            paint.ground(painter, QRectF(self.rect()), 6, theme.current().pressed)


class _LabelButton(_BarButton):
    """A label's sign over its key; a key that is too long for it is only in the tip."""

    def __init__(self, bar: SelectionBar, label: Label, action: QAction | None) -> None:
        super().__init__(bar, label.name, action)
        self.label = label
        self.last = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_ground(painter, self.last)
        key, font = self.key, theme.ui_font(10, 500)
        if not key or paint.advance(key, font) > _BUTTON:
            paint.sign(painter, self.label.colour, QPointF(16, 16), 5.4)
            return
        paint.sign(painter, self.label.colour, QPointF(16, 10), 5.4)
        under = QRectF(0, 18, _BUTTON, 11)
        paint.text(painter, under, key, font, theme.current().secondary, paint.CENTRE)


class _IconSquare(_BarButton):
    """An icon of the bar."""

    def __init__(self, bar: SelectionBar, icon: str, name: str, action: QAction | None) -> None:
        super().__init__(bar, name, action)
        self._icon = icon

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_ground(painter)
        paint.icon(painter, self._icon, QRectF(6, 6, 20, 20), theme.current().text)


class SelectionBar(QWidget):
    """Floats over its parent beside the selected words, until it is hidden.

    Of the actions it only takes the keys; what was clicked it says in signals.
    """

    labelled = Signal(object)
    """LabelId of the label that was chosen."""
    note_wanted = Signal()
    tag_wanted = Signal()
    cite_wanted = Signal()

    def __init__(self, parent: QWidget, actions: Mapping[str, QAction]) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Mark the selected words"))
        self._actions = actions
        self._around = parent
        self._tip = Tip(parent)
        self._labels: list[_LabelButton] = []
        self._others = (
            _IconSquare(self, "note", _("Note"), actions.get("note")),
            _IconSquare(self, "tag", _("Tags"), actions.get("tags")),
            _IconSquare(self, "cite", _("Copy with source"), actions.get("cite")),
        )
        wanted = (self.note_wanted, self.tag_wanted, self.cite_wanted)
        for button, signal in zip(self._others, wanted, strict=True):
            button.clicked.connect(signal)
        self.hide()

    def set_labels(self, labels: Sequence[Label], last: LabelId | None = None) -> None:
        """Shows these labels in this order, with the keys of their numbers; `last` was used last.

        Not to be called while one of the buttons is being clicked.
        """
        for button in self._labels:
            button.hide()
            button.deleteLater()
        self._labels = [
            _LabelButton(self, label, self._actions.get(f"label-{number}"))
            for number, label in enumerate(labels[:_MOST_LABELS], start=1)
        ]
        for button in self._labels:
            button.clicked.connect(self._label_clicked)
        self.set_last(last)
        self._arrange()

    def set_last(self, last: LabelId | None) -> None:
        """Shows this label as the one used last."""
        for button in self._labels:
            button.last = button.label.id == last
            button.update()

    def buttons(self) -> tuple[QAbstractButton, ...]:
        """All buttons from left to right."""
        return (*self._labels, *self._others)

    def show_beside(self, first: QRect, last: QRect, bounds: QRect) -> None:
        """Shows the bar above the line `first`, else below `last`, within `bounds`.

        All rectangles are in the parent's coordinates. Hidden if both lines lie outside.
        """
        if not bounds.intersects(first.united(last)):
            self.hide()
            return
        self.move(place(self.size(), first, last, bounds))
        self.raise_()
        self.show()

    def tell(self, button: _BarButton) -> None:
        """Shows the tip of a button."""
        over = QRect(button.mapTo(self._around, button.rect().topLeft()), button.size())
        self._tip.tell(button.name, button.key, over.adjusted(0, -_PAD, 0, 0))

    def stop_telling(self) -> None:
        self._tip.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        self._tip.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        bar = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint.shadow(painter, bar, _RADIUS)
        paint.outline(painter, bar, _RADIUS, colours.hairline, inside=colours.floating)
        divider = self._others[0].x() - _DIVIDER / 2 - 1
        paint.hairline(painter, round(divider), bar.top() + 10, 1, 20)

    def _arrange(self) -> None:
        x = SHADOW + _PAD
        top = SHADOW + (HEIGHT - _BUTTON) // 2
        for number, button in enumerate(self.buttons()):
            if number == len(self._labels):
                x += _DIVIDER
            button.move(x, top)
            button.show()
            x += _PITCH
        self.resize(QSize(x - _PITCH + _BUTTON + _PAD + SHADOW, HEIGHT + 2 * SHADOW))
        self.update()

    def _label_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _LabelButton):
            self.labelled.emit(button.label.id)


def place(size: QSize, first: QRect, last: QRect, bounds: QRect) -> QPoint:
    """Top left corner of a bar of this size (shadow included) beside these lines.

    8 px above the first line, else 8 px below the last, centred on the first, never outside.
    """
    width, height = size.width() - 2 * SHADOW, size.height() - 2 * SHADOW
    y = first.top() - _AWAY - height
    if y < bounds.top():
        y = last.bottom() + 1 + _AWAY
    y = max(bounds.top(), min(y, bounds.bottom() + 1 - height))
    x = first.center().x() - width // 2
    x = max(bounds.left(), min(x, bounds.right() + 1 - width))
    return QPoint(x - SHADOW, y - SHADOW)
