"""What is in a story as a list that can be put in another order; it speaks of items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from reader.changes import Item
from reader.messages import _
from reader.noted import Noted
from ui import theme
from ui.parts import KEYBOARD_REASONS
from ui.stories.delegate import NOTED, ItemDelegate, spoken

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_IN_HAND = "application/x-galley-story-items"
"""What is dragged within the list; no other program is offered anything."""


class Items(QAbstractListModel):
    """The items of one story in its order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.notes: tuple[Noted, ...] = ()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.notes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self.notes):
            return None
        noted = self.notes[index.row()]
        if role == NOTED:
            return noted
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(noted, index.row() + 1)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [_IN_HAND]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        carried = QMimeData()
        carried.setData(_IN_HAND, b"")
        return carried

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def show(self, notes: Sequence[Noted]) -> bool:
        """Shows these items; True where other ones than before are shown, or in another order."""
        if [each.id for each in notes] == [each.id for each in self.notes]:
            differs = self.notes != tuple(notes)
            self.notes = tuple(notes)
            if differs:
                self.dataChanged.emit(self.index(0), self.index(len(notes) - 1))
            return False
        self.beginResetModel()
        self.notes = tuple(notes)
        self.endResetModel()
        return True


class ItemList(QListView):
    """The rows; a drag or Alt+Up and Alt+Down puts them in another order."""

    opened = Signal(object)
    """Noted: Enter or a double click."""
    moved = Signal(object, int)
    """The chosen items, and the row before which they were dropped."""
    stepped = Signal(int)
    """-1 or 1: what is chosen wants to go up or down."""
    removal_wanted = Signal()
    left = Signal()
    """Esc: the keyboard wants to go back."""

    def __init__(self, items: Items, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = items
        self._line = -1
        self._delegate = ItemDelegate(self)
        self.setModel(items)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("What is in the story"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDropIndicatorShown(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, so that rows keep their width; without a grip when there is no need.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().rangeChanged.connect(self._show_grip)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setAutoFillBackground(False)
        # The view paints selected rows over their whole width: our delegate does it better.
        none = QPalette()
        none.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        self.setPalette(none)
        self.doubleClicked.connect(self._open)

    def _show_grip(self, _least: int, most: int) -> None:
        self.verticalScrollBar().setEnabled(most > 0)

    # --- which items -----------------------------------------------------------------------------

    def chosen(self) -> tuple[Item, ...]:
        """The selected items in their order."""
        return tuple(each.id for each in self.chosen_notes())

    def chosen_notes(self) -> tuple[Noted, ...]:
        """The same as they are shown."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self._items.notes[row] for row in rows)

    def current(self) -> Item | None:
        row = self.currentIndex().row()
        return self._items.notes[row].id if 0 <= row < len(self._items.notes) else None

    def choose(self, items: Sequence[Item], current: Item | None = None) -> None:
        """Selects these items and no others."""
        rows = {each.id: row for row, each in enumerate(self._items.notes)}
        selection = QItemSelection()
        for item in items:
            if item in rows:
                index = self._items.index(rows[item])
                selection.select(index, index)
        mode = QItemSelectionModel.SelectionFlag
        here = rows.get(current) if current is not None else None
        if here is not None:
            self.selectionModel().setCurrentIndex(self._items.index(here), mode.NoUpdate)
            self.scrollTo(self._items.index(here))
        self.selectionModel().select(selection, mode.ClearAndSelect)

    def choose_row(self, row: int) -> None:
        """Makes this row, or the last one, the only one selected."""
        last = len(self._items.notes) - 1
        if last >= 0:
            self.setCurrentIndex(self._items.index(max(0, min(row, last))))

    def _open(self, index: QModelIndex) -> None:
        noted = index.data(NOTED)
        if noted is not None:
            self.opened.emit(noted)

    # --- dragging --------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._take_up(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # it scrolls near the edges
        self._take_up(event)

    def _take_up(self, event: QDragMoveEvent) -> None:
        if event.source() is self and event.mimeData().hasFormat(_IN_HAND):
            self._line = self.row_before(event.position().toPoint())
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        else:
            event.ignore()
        self.viewport().update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._line = -1
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        to, self._line = self.row_before(event.position().toPoint()), -1
        # The view would take the rows away itself: they move once the library has changed.
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.setState(QAbstractItemView.State.NoState)
        self.viewport().update()
        self.moved.emit(self.chosen(), to)

    def row_before(self, at: QPoint) -> int:
        """The row before which something falls that is let go there."""
        row = self.indexAt(at).row()
        if row < 0:
            return len(self._items.notes)
        return row + (at.y() > self._rect(row).center().y())

    def _rect(self, row: int) -> QRect:
        return self.visualRect(self._items.index(row))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        count = len(self._items.notes)
        if self._line >= 0 and count:
            end = self._line >= count
            rect = self._rect(min(self._line, count - 1))
            y = rect.bottom() - 1 if end else rect.top()
            painter = QPainter(self.viewport())
            painter.fillRect(12, y, self.viewport().width() - 24, 2, theme.current().accent)

    # --- Qt --------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()  # the view would copy what is spoken of an item, of a private one too
        elif held == Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not held:
            self.removal_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            self._delegate.ringed = True
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters never jump in the list."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._delegate.ringed = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._delegate.ringed = False
        super().focusOutEvent(event)
        self.viewport().update()
