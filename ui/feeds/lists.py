"""The list of feeds and the list of items. They speak of places and items, not of indexes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from reader.messages import _
from ui.feeds.asking import FeedRow, ItemRow, Place
from ui.feeds.delegate import FeedDelegate, ItemDelegate, RowDelegate
from ui.feeds.model import ROW, Index, Rows
from ui.parts import KEYBOARD_REASONS

_ONLY = QItemSelectionModel.SelectionFlag.ClearAndSelect
_NEAR_END = 200


class _List(QListView):
    """A list without a frame whose delegate paints the ground of its rows."""

    gone_left = Signal()
    gone_right = Signal()

    def __init__(self, name: str, delegate: RowDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = delegate
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setAutoFillBackground(False)
        # The view paints selected rows over their whole width: our delegate does it better.
        none = QPalette()
        none.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        self.setPalette(none)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the window."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        left, right = Qt.Key.Key_Left, Qt.Key.Key_Right
        if self.isRightToLeft():
            left, right = right, left
        if event.key() == left:
            self.gone_left.emit()
        elif event.key() == right:
            self.gone_right.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._delegate.ringed = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._delegate.ringed = False
        super().focusOutEvent(event)
        self.viewport().update()


class FeedList(_List):
    """All feeds, folders and feeds: choosing one shows its items."""

    chosen = Signal(object)
    """Place, chosen by mouse or keys."""

    def __init__(self, rows: Rows[FeedRow], parent: QWidget | None = None) -> None:
        super().__init__(_("Feeds"), FeedDelegate(), parent)
        self._delegate.setParent(self)
        self._rows = rows
        self.setModel(rows)

    def current(self) -> FeedRow | None:
        row: FeedRow | None = self.currentIndex().data(ROW)
        return row

    def choose(self, place: Place) -> None:
        """Shows which place is looked at; `chosen` is not sent."""
        row = self._rows.row_of(place)
        self.blockSignals(True)
        self.setCurrentIndex(QModelIndex() if row is None else self._rows.index(row))
        self.blockSignals(False)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.data(ROW).place)


class ItemList(_List):
    """The items of a place; one or several are chosen."""

    looked_at = Signal(object)
    """ItemRow that is current now, or None."""
    end_neared = Signal()
    """The last rows have come into sight."""

    def __init__(self, rows: Rows[ItemRow], parent: QWidget | None = None) -> None:
        self._items = ItemDelegate()
        super().__init__(_("Items"), self._items, parent)
        self._items.setParent(self)
        self._rows = rows
        self.setModel(rows)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().rangeChanged.connect(self._show_grip)
        self.verticalScrollBar().valueChanged.connect(self._near_the_end)

    def _show_grip(self, _least: int, most: int) -> None:
        self.verticalScrollBar().setEnabled(most > 0)

    def _near_the_end(self, value: int) -> None:
        most = self.verticalScrollBar().maximum()
        if most and value >= most - _NEAR_END:
            self.end_neared.emit()

    def current(self) -> ItemRow | None:
        row: ItemRow | None = self.currentIndex().data(ROW)
        return row

    def selected(self) -> Sequence[ItemRow]:
        """The chosen items from top to bottom."""
        chosen = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        rows = self._rows.rows()
        return [rows[n] for n in chosen]

    def choose_row(self, row: int) -> None:
        """Makes this row, or the last one, the only one chosen."""
        count = self._rows.rowCount()
        if count:
            self.setCurrentIndex(self._rows.index(max(0, min(row, count - 1))))

    def choose_beside(self, numbers: Iterable[int]) -> None:
        """Chooses the next item that is none of these: they are about to go."""
        going = set(numbers)
        rows = self._rows.rows()
        last = max((n for n, row in enumerate(rows) if row.waiting.number in going), default=-1)
        after = [n for n in range(last + 1, len(rows)) if rows[n].waiting.number not in going]
        before = [n for n in range(last) if rows[n].waiting.number not in going]
        if after or before:
            index = self._rows.index(after[0] if after else before[-1])
            self.selectionModel().select(QItemSelection(index, index), _ONLY)
            self.setCurrentIndex(index)

    def mark_busy(self, numbers: Iterable[int]) -> None:
        """Shows these items as being kept."""
        self._items.busy = frozenset(numbers)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.looked_at.emit(current.data(ROW))
