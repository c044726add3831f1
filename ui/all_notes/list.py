"""The list of all notes: rows of many heights, of which only those in sight are ever measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from reader.messages import _
from reader.noted import Noted
from ui import theme
from ui.all_notes.delegate import AROUND, PITCH, NotesDelegate, height_of
from ui.all_notes.model import Index, NoteRows
from ui.all_notes.rows import Line, notes_of
from ui.looks import Looks
from ui.parts import KEYBOARD_REASONS

_GUESS = 2 * AROUND + 2 * PITCH
"""The height of a row that was never in sight."""

DELETE = "Delete"

_MOVES = {
    QAbstractItemView.CursorAction.MoveUp: -1,
    QAbstractItemView.CursorAction.MovePrevious: -1,
    QAbstractItemView.CursorAction.MoveDown: 1,
    QAbstractItemView.CursorAction.MoveNext: 1,
}


class NotesList(QTableView):
    """Headings and notes; it speaks of notes, not of indexes.

    A list view would measure 10,000 rows before it paints the first: here every row has a guessed
    height in the table's header until it comes into sight.
    """

    opened = Signal(object)
    """Noted: Enter or a double click."""
    left = Signal()
    """Esc, or Up on the first note: the keyboard wants to go up into the field."""
    stayed = Signal(int)
    """So many private notes did not go along with the mouse, out of the window."""
    pressed_key = Signal(str)
    """A letter, a digit or DELETE was pressed on the selection."""

    def __init__(self, rows: NoteRows, looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._delegate = NotesDelegate(looks, self)
        looks.came.connect(self.viewport().update)
        looks.gone.connect(self.viewport().update)
        self._measured: set[int] = set()
        self._measuring = False
        self.setModel(rows)
        self.setItemDelegate(self._delegate)
        self._dress()
        self.doubleClicked.connect(self._open)
        for signal in (rows.modelReset, rows.rowsInserted, rows.rowsRemoved, rows.dataChanged):
            signal.connect(self._measure_anew)
        self.verticalScrollBar().valueChanged.connect(self.measure)

    def _dress(self) -> None:
        self.setAccessibleName(_("All notes"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setTabKeyNavigation(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, so that rows keep their width; without a grip when there is no need.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().rangeChanged.connect(self._show_grip)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # The view paints selected rows over their whole width: our delegate does it better.
        none = QPalette()
        none.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        self.setPalette(none)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.hide()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(1)
        down.setDefaultSectionSize(theme.scaled(_GUESS))

    def _show_grip(self, _least: int, most: int) -> None:
        self.verticalScrollBar().setEnabled(most > 0)

    # --- heights ---------------------------------------------------------------------------------

    def _measure_anew(self) -> None:
        self._measured.clear()
        self.measure()

    def measure(self) -> None:
        """Gives the rows in sight their heights; those that have theirs do not move."""
        if self._measuring:
            return
        self._measuring = True
        try:
            # Rows that turn out lower than guessed bring others into sight.
            while self._measure_in_sight():
                pass
        finally:
            self._measuring = False

    def _measure_in_sight(self) -> bool:
        """True if a row was measured."""
        rows = self._in_sight()
        new = [row for row in rows if row not in self._measured]
        if not new:
            return False
        held = next((row for row in rows if row in self._measured), rows[0])
        before, width = self.rowViewportPosition(held), self.viewport().width()
        down, bar = self.verticalHeader(), self.verticalScrollBar()
        for row in new:
            down.resizeSection(row, height_of(self._rows.rows()[row], width))
        self._measured.update(new)
        self.updateGeometries()  # the bar must know of the new heights before it is moved
        bar.setValue(bar.value() + self.rowViewportPosition(held) - before)
        return True

    def _in_sight(self) -> range:
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if first < 0:  # none, or the view has not been told yet that there are fewer
            return range(0)
        return range(first, self._rows.rowCount() if last < 0 else last + 1)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Once to where it is guessed to be, and once to where it is."""
        super().scrollTo(index, hint)
        self.measure()
        super().scrollTo(index, hint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._measured.clear()
        self.measure()

    # --- which notes -----------------------------------------------------------------------------

    def selected(self) -> tuple[Noted, ...]:
        """The selected notes from top to bottom, each once."""
        chosen = sorted(index.row() for index in self.selectionModel().selectedRows())
        return notes_of(self._rows.rows()[row] for row in chosen)

    def current(self) -> Noted | None:
        line = self._rows.line(self.currentIndex())
        return None if line is None else line.noted

    def choose_row(self, row: int) -> None:
        """Makes this row, or the next note to it, the only one selected."""
        near = self._rows.beside(row, 1)
        near = self._rows.beside(row, -1) if near is None else near
        if near is not None:
            self.setCurrentIndex(self._rows.index(near, 0))

    def keep(self, keys: Sequence[tuple[str, str]], current: tuple[str, str] | None) -> None:
        """Selects the rows of these keys again after all rows were shown anew."""
        if not keys and current is None:
            return
        at = {(row.group, row.noted.id): n for n, row in self._lines()}
        chosen = QItemSelection()
        for key in keys:
            if key in at:
                index = self._rows.index(at[key], 0)
                chosen.select(index, index)
        mode = QItemSelectionModel.SelectionFlag
        model = self.selectionModel()
        if current in at:
            model.setCurrentIndex(self._rows.index(at[current], 0), mode.NoUpdate)
        model.select(chosen, mode.ClearAndSelect)

    def selected_keys(self) -> list[tuple[str, str]]:
        """The keys of the selected rows."""
        lines = (self._rows.line(index) for index in self.selectionModel().selectedRows())
        return [(line.group, line.noted.id) for line in lines if line is not None]

    def _lines(self) -> Iterable[tuple[int, Line]]:
        for number, row in enumerate(self._rows.rows()):
            if isinstance(row, Line):
                yield number, row

    def _open(self, index: QModelIndex) -> None:
        line = self._rows.line(index)
        if line is not None:
            self.opened.emit(line.noted)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        from ui.dragging import drag_out

        stayed = drag_out(self, self.selected())
        if stayed:
            self.stayed.emit(stayed)

    # --- keys ------------------------------------------------------------------------------------

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """As ever, but past the headings."""
        here = self.currentIndex().row()
        if here < 0 or action == QAbstractItemView.CursorAction.MoveHome:
            wanted, step = 0, 1
        elif action == QAbstractItemView.CursorAction.MoveEnd:
            wanted, step = self._rows.rowCount() - 1, -1
        elif action in _MOVES:
            wanted, step = here + _MOVES[action], _MOVES[action]
        else:
            wanted = super().moveCursor(action, modifiers).row()
            step = 1 if wanted > here else -1
        row = self._rows.beside(wanted, step)
        if row is None:  # the heading at the very top or a fault of the guess: the other way
            row = self._rows.beside(wanted, -step)
        return self.currentIndex() if row is None else self._rows.index(row, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()  # the view would copy what is spoken of a note, of a private one too
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Up and plain and self._is_first()):
            self.left.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and plain:
            self.pressed_key.emit(DELETE)
        elif plain and event.text().isprintable() and event.text().strip():
            self.pressed_key.emit(event.text().upper())
        else:
            self._delegate.ringed = True
            super().keyPressEvent(event)

    def _is_first(self) -> bool:
        return self.currentIndex().row() == self._rows.beside(0, 1)

    def keyboardSearch(self, search: str) -> None:
        """Letters act on the selection, they never jump in the list."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._delegate.ringed = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._delegate.ringed = False
        super().focusOutEvent(event)
        self.viewport().update()
