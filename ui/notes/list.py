"""The list of cards: which one the keyboard or the mouse is on, and which ones are selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QPointF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from reader.messages import _
from reader.model import AnnotationId
from ui.looks import Looks
from ui.notes.cards import ARTICLE, Card
from ui.notes.column import Column, Index
from ui.notes.delegate import NoteDelegate, guessed_height
from ui.notes.model import CARD, NoteModel
from ui.parts import KEYBOARD_REASONS

_EXTENDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
_REMOVING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_STEPPING = (
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
)
_ENDING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
_ONE = QItemSelectionModel.SelectionFlag.ClearAndSelect
_SAME = QItemSelectionModel.SelectionFlag.NoUpdate


class CardList(Column):
    """The cards. With Ctrl or Shift several are selected; the page then stays where it is."""

    chosen = Signal(object)
    """CardId that was clicked or stepped to."""
    opened = Signal(object)
    """CardId whose note should be written: double click, Enter."""
    selection_changed = Signal(tuple)
    """The AnnotationIds that are selected now, in the order of the cards."""
    link_clicked = Signal(str)
    """The address of a link in a note; nobody has gone there."""
    removal_wanted = Signal()
    """Del: the selected cards should go."""
    left = Signal()
    """Esc: the keyboard wants to go back to the page."""
    version_clicked = Signal(object)
    """AnnotationId whose words should be shown in the version that had them."""
    drag_wanted = Signal()
    """The mouse takes the selected cards out of the window."""

    def __init__(self, model: NoteModel, looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._looks = looks
        self._cards = NoteDelegate(looks, self)
        self.setItemDelegate(self._cards)
        self.setModel(model)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(_("Notes"))
        self.clicked.connect(self._click)
        self.doubleClicked.connect(self._open)
        self._extending = False
        self._pressed = QPointF()

    @property
    def cards(self) -> NoteDelegate:
        """What paints the cards."""
        return self._cards

    def measured(self, row: int, width: int) -> int:
        card = self._model.card_at(row)
        if card.state and card.id != ARTICLE:
            self._looks.want(card.id)
        return self._cards.height(card, width)

    def guessed(self, row: int, width: int) -> int:
        return guessed_height(self._model.card_at(row), width)

    # --- which are selected ----------------------------------------------------------------------

    def selected(self) -> tuple[AnnotationId, ...]:
        """The selected annotations in the order of the cards."""
        rows = sorted(row for part in self._selected_parts() for row in _rows_of(part))
        ids = (self._model.card_at(row).id for row in rows)
        return tuple(AnnotationId(id) for id in ids if id != ARTICLE)

    def _selected_parts(self) -> list[QItemSelectionRange]:
        # Not `selectedIndexes`: of 10,000 cards it makes 10,000 objects.
        selection = self.selectionModel().selection()
        return [selection.at(number) for number in range(selection.count())]

    def select_only(self, index: QModelIndex) -> None:
        """Selects this card alone, and makes it the current one."""
        self.selectionModel().setCurrentIndex(index, _ONE)

    def make_current(self, index: QModelIndex) -> None:
        """Makes this card the current one: alone, unless it is one of several selected."""
        among = self._cards.several and self.selectionModel().isSelected(index)
        self.selectionModel().setCurrentIndex(index, _SAME if among else _ONE)

    def select_ids(self, ids: tuple[AnnotationId, ...]) -> None:
        """Selects these cards, as far as they are there, and no others."""
        chosen = QItemSelection()
        rows = sorted(row for row in map(self._model.row_of, ids) if row is not None)
        for first, last in _runs(rows):
            chosen.select(self._model.index(first), self._model.index(last))
        self.selectionModel().select(chosen, _ONE)

    def selectionChanged(self, now: QItemSelection, before: QItemSelection) -> None:
        super().selectionChanged(now, before)
        ids = self.selected()
        self._cards.several = len(ids) > 1
        self.viewport().update()
        self.selection_changed.emit(ids)

    def currentChanged(self, now: Index, before: Index) -> None:
        super().currentChanged(now, before)
        if self.hasFocus() and now.isValid() and not self._extending:
            self._choose(now)

    # --- mouse -----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position()
        secondary = event.button() == Qt.MouseButton.RightButton
        if secondary and self.selectionModel().isSelected(self.indexAt(event.position().toPoint())):
            return  # the menu is for all that are selected
        on_link = self._is_on_link(event.position())
        self._extending = on_link or bool(event.modifiers() & _EXTENDING)
        super().mousePressEvent(event)
        self._extending = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        link = self._is_on_link(event.position())
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._extending = bool(event.modifiers() & _EXTENDING)
        super().mouseReleaseEvent(event)
        self._extending = False

    def startDrag(self, _actions: Qt.DropAction) -> None:
        self.drag_wanted.emit()

    def _click(self, index: QModelIndex) -> None:
        if self._extending:
            return
        link, lost = self.link_at(self._pressed), self.version_at(self._pressed)
        if link:
            self.link_clicked.emit(link)
        elif lost is not None:
            self.version_clicked.emit(lost)
        else:
            self._choose(index)

    def link_at(self, at: QPointF) -> str:
        """The address of the link at this point of the viewport; empty where there is none."""
        index = self.indexAt(at.toPoint())
        if not index.isValid():
            return ""
        return self._cards.link_at(index.data(CARD), self.option_of(index), at)

    def version_at(self, at: QPointF) -> AnnotationId | None:
        """The mark to whose earlier version a link leads at this point of the viewport."""
        index = self.indexAt(at.toPoint())
        if not index.isValid():
            return None
        card: Card = index.data(CARD)
        on_it = self._cards.is_on_version(card, self.option_of(index), at)
        return AnnotationId(card.id) if on_it else None

    def _is_on_link(self, at: QPointF) -> bool:
        return bool(self.link_at(at)) or self.version_at(at) is not None

    def said_at(self, at: QPoint) -> str:
        """What the tooltip says at this point of the viewport; empty where it says nothing."""
        index = self.indexAt(at)
        if not index.isValid():
            return ""
        return self._cards.said_at(index.data(CARD), self.option_of(index), at.toPointF())

    def _choose(self, index: Index) -> None:
        self.chosen.emit(index.data(CARD).id)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(CARD).id)

    # --- keys ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # The window has actions of its own on these keys: sentences of the page, the active mark.
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and _is_for_a_list(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if current.isValid():
                self._open(current)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if self.selected():
                self.removal_wanted.emit()
            case Qt.Key.Key_Escape if self._cards.several:
                self.select_only(current)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _ if event.matches(QKeySequence.StandardKey.Copy):
                event.ignore()  # the view would copy what is spoken of a card, of a private one too
            case _ if event.text() and event.text().isprintable():
                event.ignore()  # letters are actions of the window, not a search among the cards
            case _:
                self._extending = bool(event.modifiers() & _EXTENDING)
                super().keyPressEvent(event)
                self._extending = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._cards.ringed = event.reason() in KEYBOARD_REASONS
        # Qt makes the first card the current one: coming here is not going to its passage.
        self._extending = True
        super().focusInEvent(event)
        self._extending = False
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._cards.ringed = False
        super().focusOutEvent(event)
        self.viewport().update()

    # --- where the cards lie ---------------------------------------------------------------------

    def point_of_menu(self) -> QPoint:
        """Where a menu opens that was asked for by a key."""
        return self.visualRect(self.currentIndex()).center()


def _rows_of(part: QItemSelectionRange) -> range:
    return range(part.top(), part.bottom() + 1)


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Rows in their order as first and last of those that lie together."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    return runs


def _is_for_a_list(event: QKeyEvent) -> bool:
    if event.matches(QKeySequence.StandardKey.SelectAll):
        return True
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() in _STEPPING:
        return held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
    plain = held == Qt.KeyboardModifier.NoModifier
    return plain and event.key() in (*_REMOVING, *_ENDING)
