"""An item as it can be read before it is kept: title, source and beginning, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from reader.messages import _
from reader.text import direction
from ui import theme
from ui.feeds import words
from ui.feeds.asking import ItemRow
from ui.parts import LinkButton, PaintedButton, PrimaryButton, Words

_WIDEST = 620
_EDGE = 28
_BETWEEN, _BETWEEN_ROWS = 8, 4


class _Wrapped(QWidget):
    """Buttons one beside the other, in further rows where there is no room."""

    def __init__(self, buttons: Sequence[QWidget]) -> None:
        super().__init__()
        self._buttons = buttons
        for button in buttons:
            button.setParent(self)
        self.setMinimumWidth(max(button.sizeHint().width() for button in buttons))

    def place(self) -> None:
        """Puts those that are to be seen where they belong."""
        x = y = high = 0
        for button in self._buttons:
            if button.isHidden():
                continue
            size = button.sizeHint()
            if x and x + size.width() > self.width():
                x, y, high = 0, y + high + _BETWEEN_ROWS, 0
            left = self.width() - x - size.width() if self.isRightToLeft() else x
            button.setGeometry(left, y, size.width(), size.height())
            x, high = x + size.width() + _BETWEEN, max(high, size.height())
        if self.height() != y + high:
            self.setFixedHeight(y + high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()


class Preview(QScrollArea):
    """Shows one item, and what can be done with it by the window's `actions`."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("The item that is chosen"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.title = Words("", wrap=True)
        self.title.setFont(theme.page_font(23, 600))
        self.about = Words("", 13, tone="secondary", wrap=True)
        self.excerpt = Words("", wrap=True)
        self.excerpt.setFont(theme.page_font(17))
        self.note = Words("", 13, tone="secondary", wrap=True)
        for label in (self.title, self.about, self.excerpt, self.note):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._keep = PrimaryButton(actions["keep-open"])
        self._keep.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._links: list[PaintedButton] = [
            LinkButton(actions[id]) for id in ("full", "open", "dismiss", "bring-back")
        ]
        actions["keep-open"].changed.connect(self._follow_keep)
        self._keep_action = actions["keep-open"]
        self._lay_out()
        self.show_item(None, whole=False)

    def _lay_out(self) -> None:
        self._buttons = _Wrapped([self._keep, *self._links])
        self._inside = QWidget()
        self._inside.setMaximumWidth(_WIDEST + 2 * _EDGE)
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(_EDGE, 26, _EDGE, 24)
        column.setSpacing(0)
        for widget, below in ((self.title, 10), (self.about, 18)):
            column.addWidget(widget)
            column.addSpacing(below)
        column.addWidget(self._buttons)
        column.addSpacing(20)
        column.addWidget(self.excerpt)
        column.addSpacing(16)
        column.addWidget(self.note)
        column.addStretch(1)
        self.setWidget(self._inside)
        self._inside.setAutoFillBackground(False)  # which setWidget has just turned on

    def _follow_keep(self) -> None:
        self._keep.setText(self._keep_action.text())
        self._keep.setEnabled(self._keep_action.isEnabled())
        self._keep.setVisible(self._keep_action.isVisible())

    def show_item(self, row: ItemRow | None, *, whole: bool) -> None:
        """Shows this item; `whole` says that its feed gives all of it. None shows nothing."""
        self._inside.setVisible(row is not None)
        if row is None:
            return
        item = row.waiting.item
        self.title.setText(item.title)
        self.about.setText(words.about(row))
        self.excerpt.setText(item.excerpt)
        self.note.setText(words.how_much(row, whole=whole))
        self._follow_keep()
        self._buttons.place()
        for label in (self.title, self.excerpt):
            rtl = direction(label.text()) == "rtl"
            align = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
            label.setAlignment(align | Qt.AlignmentFlag.AlignAbsolute)
        self.verticalScrollBar().setValue(0)
