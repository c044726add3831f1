"""Rows under each other, each as high as it needs, of which only those in sight are measured.

Qt's own list asks every row for its height whenever one comes or goes: half a second with 10,000
cards. Of QListView only what a screen reader is told is left; where the rows lie is decided here.
Heights that nobody has seen are guesses, and what is in sight stays where it is when one of them
proves wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QCursor, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from ui.notes.heights import Heights

Index = QModelIndex | QPersistentModelIndex
_Hint = QAbstractItemView.ScrollHint
_Action = QAbstractItemView.CursorAction
_RESTYLED = (QEvent.Type.StyleChange, QEvent.Type.FontChange)
_MOST_TRIES = 8
"""Each try measures rows not measured before; after so many a guess may stay visible at an edge."""


class Column(QListView):
    """A list that measures what is seen. Row heights come from `measured` and `guessed`."""

    resized = Signal()
    """The rows have another width."""
    moved = Signal()
    """Rows were laid out or scrolled: what lies over one must follow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights = Heights()
        self._unsettled = False
        self._settling = False
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def measured(self, row: int, width: int) -> int:
        """The height that a row needs in this width."""
        raise NotImplementedError

    def guessed(self, row: int, width: int) -> int:
        """About the same, at once."""
        raise NotImplementedError

    def setModel(self, model: QAbstractItemModel | None) -> None:
        # Joined before Qt's own view is, so that it asks about rows that are known here.
        if model is not None:
            model.rowsInserted.connect(self._rows_came)
            model.rowsRemoved.connect(self._rows_went)
            model.rowsMoved.connect(self._row_moved)
            model.dataChanged.connect(self._rows_changed)
            model.modelReset.connect(self._begin_again)
        super().setModel(model)
        self._begin_again()

    # --- what changed ------------------------------------------------------------------------

    def _begin_again(self) -> None:
        model, self._heights = self.model(), Heights()
        if model is not None and model.rowCount():
            self._heights.insert(0, self._guesses(0, model.rowCount() - 1))
        self._settle_later()

    def _guesses(self, first: int, last: int) -> list[int]:
        width = self.viewport().width()
        return [self.guessed(row, width) for row in range(first, last + 1)]

    def _rows_came(self, _parent: QModelIndex, first: int, last: int) -> None:
        above = first < len(self._heights) and self._heights.top(first) < self.verticalOffset()
        below = self._heights.total > self.verticalOffset() + self.viewport().height()
        below = below and first == len(self._heights)
        came = self._heights.insert(first, self._guesses(first, last))
        if below:
            self._fit_bar()  # nothing that is seen has changed
        else:
            self._shift(came if above else 0)

    def _rows_went(self, _parent: QModelIndex, first: int, last: int) -> None:
        above = self._heights.top(last + 1) <= self.verticalOffset()
        gone = self._heights.remove(first, last)
        self._shift(-gone if above else 0)

    def _row_moved(
        self, _from: QModelIndex, old: int, _last: int, _to: QModelIndex, to: int
    ) -> None:
        # Qt counts the place to go to before the row is taken out.
        self._heights.move(old, to if to < old else to - 1)
        self._settle_later()

    def _rows_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self._heights.doubt(first.row(), last.row())
        self._settle_later()

    def measure_again(self, index: Index) -> None:
        """The row needs another height than before, without having changed in the model."""
        if index.isValid():
            self._heights.doubt(index.row(), index.row())
            self._settle()

    def _shift(self, by: int) -> None:
        """Rows above what is in sight have grown: it stays where it is."""
        if by:
            self._fit_bar()
            self._go_to(self.verticalOffset() + by)
        self._settle_later()

    def _settle_later(self) -> None:
        self._unsettled = True
        self.scheduleDelayedItemsLayout()

    # --- measuring ---------------------------------------------------------------------------

    def _settle(self) -> None:
        """Measures what is in sight until nothing there is a guess."""
        if self._settling:
            return
        self._settling = True
        self._unsettled = False
        self._fit_bar()
        for _try in range(_MOST_TRIES):
            if not self._measure_seen():
                break
        self._settling = False
        self.viewport().update()
        self.moved.emit()

    def _measure_seen(self) -> bool:
        """Measures the guesses in sight; False if there were none."""
        top = self.verticalOffset()
        rows = self._heights.rows_between(top, top + self.viewport().height())
        guesses = [row for row in rows if not self._heights.is_measured(row)]
        if not guesses:
            return False
        cut = self._heights.top(rows[0]) < top
        for row in guesses:
            grown = self._heights.measure(row, self.measured(row, self.viewport().width()))
            if row == rows[0] and cut:
                top += grown  # its end is in sight and stays there
        self._fit_bar()
        self._go_to(top)
        return True

    def _fit_bar(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(room)
        bar.setSingleStep(max(20, room // 12))
        bar.setRange(0, max(0, self._heights.total - room))

    def _go_to(self, y: int) -> None:
        self.verticalScrollBar().setValue(y)

    # --- where rows lie ----------------------------------------------------------------------

    def visualRect(self, index: Index) -> QRect:
        row = index.row()
        if not 0 <= row < len(self._heights):
            return QRect()
        if self._unsettled:
            self._settle()
        top = self._heights.top(row) - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), self._heights[row])

    def indexAt(self, point: QPoint) -> QModelIndex:
        if self._unsettled:
            self._settle()
        row = self._heights.row_at(point.y() + self.verticalOffset())
        return QModelIndex() if row is None else self.model().index(row, 0)

    def scrollTo(self, index: Index, hint: _Hint = _Hint.EnsureVisible) -> None:
        """Brings a row into sight: whole, or from its top where there is no room for it."""
        row = index.row()
        if not 0 <= row < len(self._heights):
            return
        for _try in range(_MOST_TRIES):
            self._settle()
            wanted = self._offset_for(row, hint)
            if wanted == self.verticalOffset():
                return
            self._go_to(wanted)

    def _offset_for(self, row: int, hint: _Hint) -> int:
        """How far to scroll so that the row is in sight."""
        width, room, now = self.viewport().width(), self.viewport().height(), self.verticalOffset()
        if not self._heights.is_measured(row):
            self._heights.measure(row, self.measured(row, width))
            self._fit_bar()
        top, high = self._heights.top(row), self._heights[row]
        highest, lowest = top, top + min(0, high - room)
        match hint:
            case _Hint.PositionAtTop:
                wanted = highest
            case _Hint.PositionAtBottom:
                wanted = lowest
            case _Hint.PositionAtCenter:
                wanted = top + min(0, (high - room) // 2)
            case _:
                wanted = min(highest, max(lowest, now))
        return max(0, min(wanted, self.verticalScrollBar().maximum()))

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def moveCursor(self, action: _Action, held: Qt.KeyboardModifier) -> QModelIndex:
        last = len(self._heights) - 1
        if last < 0:
            return QModelIndex()
        row = max(0, min(last, self._row_after(action, self.currentIndex().row(), last)))
        index = self.model().index(row, 0)
        self.scrollTo(index)
        return index

    def _row_after(self, action: _Action, row: int, last: int) -> int:
        match action:
            case _Action.MoveUp | _Action.MoveLeft | _Action.MovePrevious:
                return row - 1
            case _Action.MoveDown | _Action.MoveRight | _Action.MoveNext:
                return row + 1
            case _Action.MoveHome:
                return 0
            case _Action.MoveEnd:
                return last
            case _Action.MovePageUp:
                return self._row_a_page_on(row, -1)
            case _:
                return self._row_a_page_on(row, 1)

    def _row_a_page_on(self, row: int, way: int) -> int:
        """The row a page up or down, and at least the next one."""
        if row < 0:
            return 0
        y = self._heights.top(row) + way * self.viewport().height()
        found = self._heights.row_at(max(0, min(y, self._heights.total - 1)))
        beside = row + way
        return beside if found is None else (max if way > 0 else min)(found, beside)

    def setSelection(self, rect: QRect, how: QItemSelectionModel.SelectionFlag) -> None:
        across, down = rect.normalized(), self.verticalOffset()
        rows = self._heights.rows_between(across.top() + down, across.bottom() + 1 + down)
        chosen = QItemSelection()
        if rows:
            chosen.select(self.model().index(rows[0], 0), self.model().index(rows[-1], 0))
        self.selectionModel().select(chosen, how)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        # Asked for whenever the selection changes, to paint it: what is in sight, then.
        return QRegion(self.viewport().rect())

    # --- Qt ----------------------------------------------------------------------------------

    def doItemsLayout(self) -> None:
        # Past QListView, which would ask all rows: this ends in `updateGeometries`.
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        self._settle()

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        QAbstractItemView.dataChanged(self, first, last, roles)

    def rowsInserted(self, parent: Index, first: int, last: int) -> None:
        QAbstractItemView.rowsInserted(self, parent, first, last)

    def rowsAboutToBeRemoved(self, parent: Index, first: int, last: int) -> None:
        QAbstractItemView.rowsAboutToBeRemoved(self, parent, first, last)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        wider = event.size().width() != event.oldSize().width()
        if wider and len(self._heights):
            self._measure_anew()
        QAbstractItemView.resizeEvent(self, event)
        if wider:
            self.resized.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _RESTYLED and len(self._heights):
            self._measure_anew()

    def _measure_anew(self) -> None:
        self._heights.doubt(0, len(self._heights) - 1)
        self._settle_later()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, top, model = QPainter(self.viewport()), self.verticalOffset(), self.model()
        where = event.rect()
        hovered = self._hovered()
        for row in self._heights.rows_between(where.top() + top, where.bottom() + 1 + top):
            index = model.index(row, 0)
            self.itemDelegate().paint(painter, self.option_of(index, row == hovered), index)

    def option_of(self, index: Index, hovered: bool = False) -> QStyleOptionViewItem:
        """How a row is painted: where it lies, and whether it is selected or under the mouse."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = self.visualRect(index)
        if self.selectionModel().isSelected(index):
            option.state |= QStyle.StateFlag.State_Selected
        if hovered:
            option.state |= QStyle.StateFlag.State_MouseOver
        return option

    def _hovered(self) -> int | None:
        """The row under the mouse."""
        if not self.viewport().underMouse():
            return None
        at = self.viewport().mapFromGlobal(QCursor.pos())
        return self._heights.row_at(at.y() + self.verticalOffset())
