"""The small parts that panels are put together from: buttons, fields, chips, bars, empty states.

They ask the theme for every colour when they paint, say their names to screen readers, and show
others' words as plain text only. They know no library and no session.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Literal

from PySide6 import QtGui
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reader.messages import _
from reader.model import Colour
from ui import paint, theme

Tone = Literal["text", "secondary", "accent"]
Ground = Literal["window", "panel", "page"]
Edge = Literal["left", "right"]

KEYBOARD_REASONS = frozenset(
    {
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
        Qt.FocusReason.ShortcutFocusReason,
    }
)
"""Focus that came by a key shows a ring; focus that came by the mouse does not."""

STAY_MS = 8_000

_SIDED = frozenset({"back", "forward", "sidebar", "notes"})
"""Icons that tell a side, which is the other one where the window reads from right to left."""


def plain_tip(words: str) -> str:
    """The words as a tooltip that shows them literally, whatever markup they hold."""
    return f"<qt>{html.escape(words)}</qt>" if QtGui.Qt.mightBeRichText(words) else words


def name_of(action: QAction) -> str:
    """An action's text as it is read: without the mark of its mnemonic."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")


def key_of(action: QAction) -> str:
    """An action's first shortcut as the system writes it; empty if it has none."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


# --- words ---------------------------------------------------------------------------------------


_ROLES: Mapping[Tone, QPalette.ColorRole] = {
    "text": QPalette.ColorRole.WindowText,
    "secondary": QPalette.ColorRole.PlaceholderText,
    "accent": QPalette.ColorRole.Link,
}


class Words(QLabel):
    """Plain text in the interface's font and a tone of the theme.

    On one line it is elided where room is short (the tooltip then holds it whole);
    with `wrap` it takes the lines it needs.
    """

    def __init__(
        self,
        words: str = "",
        px: int = 13,
        weight: int = 400,
        tone: Tone = "text",
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.ui_font(px, weight))
        self.setForegroundRole(_ROLES[tone])
        self.setWordWrap(wrap)
        self.setText(words)

    def minimumSizeHint(self) -> QSize:
        size = super().minimumSizeHint()
        return size if self.wordWrap() else QSize(min(size.width(), 24), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.wordWrap():
            super().paintEvent(event)
            return
        colour = self.palette().color(self.foregroundRole())
        room = QRectF(self.contentsRect())
        align = self.alignment()
        if self.isRightToLeft() and not align & Qt.AlignmentFlag.AlignHCenter:
            align = paint.RIGHT
        painter = QPainter(self)
        paint.text(painter, room, self.text(), self.font(), colour, align)

    def setText(self, words: str) -> None:
        super().setText(words)
        self._tell_whole()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def _tell_whole(self) -> None:
        if not self.wordWrap():
            short = paint.advance(self.text(), self.font()) > self.contentsRect().width()
            self.setToolTip(plain_tip(self.text()) if short else "")


# --- buttons -------------------------------------------------------------------------------------


class PaintedButton(QAbstractButton):
    """A button that paints itself and follows an action: its name, state and trigger."""

    def __init__(self, action: QAction | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.ringed = False
        self._action: QAction | None = None
        self.clicked.connect(self._trigger)
        if action is not None:
            self.follow(action)

    def follow(self, action: QAction) -> None:
        """Shows and triggers this action from now on."""
        if self._action is not None:
            self._action.changed.disconnect(self._take_over)
            self._action.visibleChanged.disconnect(self._take_over_visibility)
        self._action = action
        action.changed.connect(self._take_over)
        action.visibleChanged.connect(self._take_over_visibility)
        self._take_over()
        if not action.isVisible():
            self.hide()

    def action(self) -> QAction | None:
        return self._action

    def _take_over(self) -> None:
        action = self._action
        if action is None:
            return
        name, key = name_of(action), key_of(action)
        self.setText(name)
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(f"{name} ({key})" if key else name))
        self.setEnabled(action.isEnabled())
        self.setCheckable(action.isCheckable())
        self.setChecked(action.isChecked())
        self.updateGeometry()
        self.update()

    def _take_over_visibility(self) -> None:
        if self._action is not None:
            self.setVisible(self._action.isVisible())

    def _trigger(self) -> None:
        if self._action is None:
            return
        menu = self._action.menu()
        if isinstance(menu, QMenu):
            below = self.rect().bottomRight() if self.isRightToLeft() else self.rect().bottomLeft()
            menu.popup(self.mapToGlobal(below + QPoint(0, 4)))
        else:
            self._action.trigger()
            self.setChecked(self._action.isChecked())

    def nextCheckState(self) -> None:
        if self._action is None:
            super().nextCheckState()  # otherwise the action alone decides

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.ringed = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.ringed = False
        super().focusOutEvent(event)

    def _ink(self, colour: QColor) -> QColor:
        return colour if self.isEnabled() else theme.current().disabled

    def _touched(self) -> bool:
        return self.isEnabled() and (self.underMouse() or self.isDown())


class IconButton(PaintedButton):
    """A 32 x 32 icon that triggers an action; the star is filled while it is on."""

    def __init__(
        self,
        action: QAction,
        icon: str,
        parent: QWidget | None = None,
        *,
        size: int = 32,
        icon_size: int = 20,
    ) -> None:
        self.icon_name = icon
        self._icon_size = icon_size
        super().__init__(action, parent)
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, on = theme.current(), self.isChecked()
        filled = on and self.icon_name == "star"
        painter = QPainter(self)
        if (on and not filled) or self.isDown():
            paint.ground(painter, QRectF(self.rect()), 6, now.pressed)
        elif self._touched():
            paint.ground(painter, QRectF(self.rect()), 6, now.hover)
        side = self._icon_size
        place = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        colour = now.accent if filled else now.text if on or self._touched() else now.secondary
        turned = self.isRightToLeft() and self.icon_name in _SIDED
        paint.icon(painter, self.icon_name, place, self._ink(colour), filled, mirrored=turned)
        if self.ringed:
            paint.focus_ring(painter, QRectF(self.rect()), 6)


class LinkButton(PaintedButton):
    """An action as words in the accent colour, underlined under the mouse."""

    def __init__(
        self, action: QAction, parent: QWidget | None = None, *, px: int = 13, weight: int = 400
    ) -> None:
        super().__init__(action, parent)
        self.setFont(theme.ui_font(px, weight))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(round(paint.advance(self.text(), self.font())) + 12, theme.scaled(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, room = QPainter(self), QRectF(self.rect())
        colour = self._ink(theme.current().accent)
        width = paint.text(painter, room, self.text(), self.font(), colour, paint.CENTRE)
        if self._touched():
            left, y = round(room.center().x() - width / 2), round(room.center().y() + 8)
            painter.fillRect(QRectF(left, y, round(width), 1), colour)
        if self.ringed:
            paint.focus_ring(painter, room, 6)


class PrimaryButton(QPushButton):
    """The one button that the eye should find; the style sheet dresses it as `:default`."""

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(name_of(action), parent)
        self.setFont(theme.ui_font(13, 600))
        self.setDefault(True)
        self.setEnabled(action.isEnabled())
        self.clicked.connect(action.trigger)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width() + 8, theme.scaled(36))


class Chip(PaintedButton):
    """A filter or a tag, 26 high: words, before them a label's sign if it has a colour.

    A chip without an action is a switch of its own; `toggled` tells of it.
    """

    def __init__(
        self,
        words: str = "",
        colour: Colour | None = None,
        parent: QWidget | None = None,
        *,
        action: QAction | None = None,
    ) -> None:
        super().__init__(action, parent)
        self.colour = colour
        self.setFont(theme.ui_font(12, 500))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if action is None:
            self.setText(words)
            self.setCheckable(True)

    def sizeHint(self) -> QSize:
        width = paint.advance(self.text(), self.font()) + 17 + (15 if self.colour else 0)
        return QSize(round(width), theme.scaled(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        now, room, painter = theme.current(), QRectF(self.rect()), QPainter(self)
        radius = room.height() / 2
        if self.isChecked():
            paint.ground(painter, room, radius, now.selected)
        else:
            inside = now.hover if self._touched() else None
            paint.outline(painter, room, radius - 0.5, now.hairline, inside=inside)
        inner = room.adjusted(8, 0, -8, 0)
        if self.colour:
            x = inner.right() - 6 if self.isRightToLeft() else inner.left() + 6
            paint.sign(painter, self.colour, QPointF(x, room.center().y()), 3.9)
            inner = inner.adjusted(*((0, 0, -15, 0) if self.isRightToLeft() else (15, 0, 0, 0)))
        colour = self._ink(now.text if self.isChecked() else now.secondary)
        paint.text(painter, inner, self.text(), self.font(), colour, paint.CENTRE)
        if self.ringed:
            paint.focus_ring(painter, room, radius - 1)


# --- fields --------------------------------------------------------------------------------------


class SearchField(QLineEdit):
    """A field of 32 with a magnifier; Esc empties it, and when it is empty goes on to the panel."""

    left = Signal()
    """Esc was pressed in an empty field: the keyboard wants to go back where it came from."""

    def __init__(self, hint: str, parent: QWidget | None = None, *, height: int = 32) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setFont(theme.ui_font(13))
        self.setFixedHeight(theme.scaled(height))
        self._clear = QAction(_("Clear the search"), self)
        self._clear.triggered.connect(self.clear)
        self._button = IconButton(self._clear, "cross", self, size=24, icon_size=16)
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button.setCursor(Qt.CursorShape.ArrowCursor)
        self._button.hide()
        self.textChanged.connect(self._show_clear)
        self._keep_room()

    def _keep_room(self) -> None:
        before, after = 22, 22
        if self.isRightToLeft():
            before, after = after, before
        self.setTextMargins(before, 0, after, 0)

    def _show_clear(self, words: str) -> None:
        self._button.setVisible(bool(words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        gap = (self.height() - self._button.height()) // 2
        x = gap if self.isRightToLeft() else self.width() - self._button.width() - gap
        self._button.move(x, gap)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self.clear()
        else:
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        x = self.width() - 25 if self.isRightToLeft() else 9
        painter = QPainter(self)
        place = QRectF(x, (self.height() - 16) / 2, 16, 16)
        paint.icon(painter, "search", place, theme.current().secondary)


# --- places --------------------------------------------------------------------------------------


class Pane(QWidget):
    """A column of the window: one ground of the theme, a hairline at one edge, no margins."""

    def __init__(
        self, ground: Ground, edge: Edge | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ground = ground
        self._edge = edge
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        grounds = {"window": now.window, "panel": now.panel, "page": now.page}
        painter.fillRect(event.rect(), grounds[self._ground])
        if self._edge:
            right = (self._edge == "right") != self.isRightToLeft()
            paint.hairline(painter, self.width() - 1 if right else 0, 0, 1, self.height())


def header(
    *parts: QWidget | int | None,
    height: int = 48,
    margins: tuple[int, int, int, int] = (12, 0, 12, 0),
) -> QWidget:
    """A row of widgets 2 px apart; a number is that much space, None takes what is left."""
    row = QWidget()
    row.setFixedHeight(theme.scaled(height))
    layout = QHBoxLayout(row)
    layout.setContentsMargins(*margins)
    layout.setSpacing(2)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        else:
            layout.addWidget(part)
    return row


class _Icon(QWidget):
    """One icon in `secondary`, as large as the widget."""

    def __init__(self, name: str, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = theme.current().secondary
        paint.icon(QPainter(self), self.name, QRectF(self.rect()), colour)


class EmptyState(QWidget):
    """What a place says while it has nothing to show, and the one thing to do about it."""

    def __init__(
        self,
        icon: str,
        line: str,
        sentence: str = "",
        action: QAction | None = None,
        link: QAction | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.line = Words(line, wrap=True)
        self.line.setFont(theme.page_font(23, 600))
        self.sentence = Words(sentence, 14, tone="secondary", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(0)
        column.addStretch(2)
        column.addWidget(_Icon(icon, 40), alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(20)
        for label in (self.line, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
            column.addSpacing(8)
        column.addSpacing(12)
        if action is not None:
            column.addWidget(PrimaryButton(action), alignment=Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(8)
        if link is not None:
            column.addWidget(LinkButton(link), alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def say(self, line: str, sentence: str) -> None:
        """Changes the words."""
        self.line.setText(line)
        self.sentence.setText(sentence)


# --- messages ------------------------------------------------------------------------------------


class MessageBar(QWidget):
    """One sentence at the foot of the page, one action, a close button; hidden while silent.

    What was said goes after eight seconds, but not while the mouse or the keyboard is on it.
    What failed stays until it is closed.
    """

    def __init__(self, parent: QWidget | None = None, *, stay: int = STAY_MS) -> None:
        super().__init__(parent)
        self._stay = stay
        self._failed = _Icon("warn", 16)
        self.sentence = Words()
        self._offer: LinkButton | None = None
        self._closing = QAction(_("Close"), self)
        self._closing.triggered.connect(self._close)
        self._declined: Callable[[], None] | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 1, 12, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self._failed)
        self._row.addWidget(self.sentence)
        self._row.addStretch(1)
        self._row.addWidget(IconButton(self._closing, "cross", icon_size=16))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._leave)
        self.setFixedHeight(theme.scaled(40))
        self.hide()

    def say(self, sentence: str, action: QAction | None = None) -> None:
        """Shows what happened; it goes by itself."""
        self._show(sentence, action, failed=False)
        self._timer.start(self._stay)

    def ask(self, sentence: str, action: QAction, declined: Callable[[], None]) -> None:
        """Offers what could be done; it stays, and closing it calls `declined`."""
        self._timer.stop()
        self._show(sentence, action, failed=False)
        self._declined = declined

    def warn(self, sentence: str, action: QAction | None = None) -> None:
        """Shows what failed; it stays."""
        self._timer.stop()
        self._show(sentence, action, failed=True)

    def dismiss(self) -> None:
        self._timer.stop()
        self.hide()

    def _close(self) -> None:
        declined = self._declined
        self.dismiss()
        if declined is not None:
            declined()

    def offer(self) -> LinkButton | None:
        """The button of the action that is offered now."""
        return self._offer if self._offer is not None and not self.isHidden() else None

    def _show(self, sentence: str, action: QAction | None, *, failed: bool) -> None:
        self._declined = None
        self._failed.setVisible(failed)
        self.sentence.setText(sentence)
        self._offer_action(action)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def _offer_action(self, action: QAction | None) -> None:
        if self._offer is not None:
            self._row.removeWidget(self._offer)
            self._offer.hide()  # it is deleted only later, and would be seen till then
            self._offer.deleteLater()
            self._offer = None
        if action is not None:
            self._offer = LinkButton(action, self, weight=600)
            self._offer.clicked.connect(self.dismiss)
            self._row.insertWidget(2, self._offer)

    def _leave(self) -> None:
        focused = self.window().focusWidget()
        held = focused is not None and self.isAncestorOf(focused) and focused.hasFocus()
        if self.underMouse() or held:
            self._timer.start(self._stay)
        else:
            self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().panel)
        paint.hairline(painter, 0, 0, self.width())


class Tip(QWidget):
    """A dark tip inside the window: a name, and its key fainter beside it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._around = parent
        self._name = ""
        self._key = ""
        self.hide()

    def tell(self, name: str, key: str, over: QRect) -> None:
        """Shows the tip centred above `over` (in the parent's coordinates), else below it."""
        self._name, self._key = name, key
        width = 20 + paint.advance(name, theme.ui_font(12, 500))
        if key:
            width += 10 + paint.advance(key, theme.ui_font(12))
        self.resize(round(width), theme.scaled(28))
        room = self._around.rect()
        x = over.center().x() - self.width() // 2
        x = max(room.left(), min(x, room.right() - self.width()))
        above = over.top() - self.height() - 6
        self.move(x, above if above >= room.top() else over.bottom() + 6)
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        now, room, painter = theme.current(), QRectF(self.rect()), QPainter(self)
        paint.ground(painter, room, 6, now.text)
        inner = room.adjusted(10, 0, -10, 0)
        first, last = (
            (paint.RIGHT, paint.LEFT) if self.isRightToLeft() else (paint.LEFT, paint.RIGHT)
        )
        name_font, key_font = theme.ui_font(12, 500), theme.ui_font(12)
        paint.text(painter, inner, self._name, name_font, now.page, first, elide=False)
        faint = theme.faint(now.page, 0.72)
        paint.text(painter, inner, self._key, key_font, faint, last, elide=False)
