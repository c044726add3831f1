"""The row of buttons on the active card that needs a look: what the reader can say of its place."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from reader.messages import _
from ui import theme
from ui.notes.cards import Card
from ui.notes.delegate import EDGE
from ui.notes.list import CardList
from ui.notes.model import CARD, NoteModel
from ui.parts import Chip, IconButton, PaintedButton

_GAP, _ABOVE, _ROW = 6, 2, 32
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Decisions(QWidget):
    """The buttons, in as many rows as they need; Enter presses, Esc goes back to the cards."""

    settled = Signal()
    """It is right: the mark stands where it should."""
    put_here = Signal()
    """The mark belongs on the words that are selected on the page."""
    passed_over = Signal()
    """It stays as it is; on to the next one."""
    version_wanted = Signal()
    """The words in the version that had them."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.right = self._chip(_("It is right"), self.settled)
        self.here = self._chip(_("Put it here"), self.put_here)
        self.leave = self._chip(_("Leave it"), self.passed_over)
        self._open = QAction(self)
        self._open.triggered.connect(self.version_wanted)
        self.version = IconButton(self._open, "history", self, size=28, icon_size=16)

    def _chip(self, name: str, said: SignalInstance) -> Chip:
        action = QAction(name, self)
        action.triggered.connect(said)
        return Chip(action=action, parent=self)

    @property
    def buttons(self) -> tuple[PaintedButton, ...]:
        """The buttons in their order, shown or not."""
        return self.right, self.here, self.leave, self.version

    def offer(self, card: Card, version: str, *, words_are_selected: bool) -> None:
        """Shows what can be said of this card; `version` names the one that had its words."""
        self.right.setVisible(card.placed)
        self.here.setEnabled(words_are_selected)
        hint = "" if words_are_selected else _("Select words on the page, then put it on them")
        self.here.setToolTip(hint)
        self.here.setAccessibleDescription(hint)
        self.version.setVisible(bool(version) and not card.placed)
        self._open.setText(_("Open {version}").format(version=version))

    def needed(self, width: int) -> int:
        """The height that the buttons need in this width."""
        rows = [top for _button, _x, top in self._places(width)]
        return max(rows, default=0) + theme.scaled(_ROW)

    def take_keyboard(self, like: PaintedButton | None) -> None:
        """Gives the keyboard to this button, or to the first where it cannot act."""
        able = [each for each in self.buttons if each.isVisibleTo(self) and each.isEnabled()]
        if able:
            chosen = like if like in able else able[0]
            chosen.setFocus(Qt.FocusReason.TabFocusReason)

    def focused(self) -> PaintedButton | None:
        """The button that has the keyboard."""
        return next((each for each in self.buttons if each.hasFocus()), None)

    def _places(self, width: int) -> Iterator[tuple[PaintedButton, int, int]]:
        x, top = EDGE, _ABOVE
        for button in self.buttons:
            if button.isHidden():
                continue
            wide = _size(button).width()
            if x > EDGE and x + wide > width - EDGE // 2:
                x, top = EDGE, top + theme.scaled(_ROW)
            yield button, x, top
            x += wide + _GAP

    def place(self) -> None:
        """Puts the buttons where they belong, from the reading edge."""
        for button, x, top in self._places(self.width()):
            button.resize(_size(button))
            left = self.width() - x - button.width() if self.isRightToLeft() else x
            button.move(left, top + (theme.scaled(28) - button.height()) // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        button = self.focused()
        if event.key() in _ENTER and button is not None:
            button.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _size(button: PaintedButton) -> QSize:
    """As much as it needs; a chip's words are cut where their width was rounded down."""
    return button.sizeHint() + QSize(2, 0) if isinstance(button, Chip) else button.size()


class Deciding(QObject):
    """Keeps the buttons at the foot of the card that is decided on, whatever the list does."""

    def __init__(self, cards: CardList, model: NoteModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._list = cards
        self._model = model
        self.row = Decisions(cards.viewport())
        self.row.hide()
        self.row.left.connect(self._to_the_cards)
        before: QWidget = cards
        for button in self.row.buttons:
            QWidget.setTabOrder(before, button)
            before = button
        cards.resized.connect(self._fit)
        cards.moved.connect(self._follow_card)

    def offer(self, card: Card | None, version: str, *, words_are_selected: bool) -> None:
        """Shows the buttons on this card, or none; whoever had the keyboard there keeps it."""
        before, delegate = self._model.index_of(self._list.cards.deciding), self._list.cards
        focused = self.row.focused()
        delegate.deciding = card.id if card is not None else None
        if card is not None:
            self.row.offer(card, version, words_are_selected=words_are_selected)
        elif focused is not None:
            self._to_the_cards()
        self._list.measure_again(before)
        self._fit()
        self.row.setVisible(card is not None)
        if card is not None and focused is not None:
            self.row.take_keyboard(focused)

    def _to_the_cards(self) -> None:
        self._list.setFocus(Qt.FocusReason.TabFocusReason)

    def _fit(self) -> None:
        index = self._model.index_of(self._list.cards.deciding)
        if index.isValid():
            self._list.cards.deciding_height = self.row.needed(self._list.viewport().width())
            self._list.measure_again(index)
            self._follow_card()

    def _follow_card(self) -> None:
        delegate = self._list.cards
        index = self._model.index_of(delegate.deciding)
        if not index.isValid():
            return
        rect = self._list.visualRect(index)
        below = delegate.below(index.data(CARD))
        high = delegate.deciding_height
        self.row.setGeometry(rect.left(), rect.bottom() + 1 - below - high, rect.width(), high)
        self.row.place()
