"""The rows of the window behind Qt's model interface; it only adapts, and keeps rows that stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.all_notes.rows import Heading, Line, Row, key_of, spoken
from ui.looks import Looks

ROW = Qt.ItemDataRole.UserRole
"""The role under which an index gives its `Row`."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

MOST_STEPS = 200
"""Stretches of rows that may come or go one by one; beyond that all are shown anew."""


class NoteRows(QAbstractTableModel):
    """Headings and notes in one column."""

    def __init__(self, looks: Looks | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks = looks
        self._rows: list[Row] = []

    def rows(self) -> Sequence[Row]:
        """The rows as they stand."""
        return self._rows

    def row(self, index: Index) -> Row | None:
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def line(self, index: Index) -> Line | None:
        """The note of an index; None for a heading."""
        row = self.row(index)
        return row if isinstance(row, Line) else None

    def beside(self, row: int, step: int) -> int | None:
        """The nearest row from `row` on, in steps of 1 or -1, that is a note."""
        while 0 <= row < len(self._rows):
            if isinstance(self._rows[row], Line):
                return row
            row += step
        return None

    # --- Qt --------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.line(index) is None:
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsDragEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if row is None:
            return None
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(row)
        return None

    def _spoken(self, row: Row) -> str:
        seen = None
        if self._looks is not None and isinstance(row, Line) and row.noted.state != "exact":
            seen = self._looks.of(row.noted.id)
        if seen is None:
            return spoken(row)
        from ui.look_words import spoken as spoken_of

        return ". ".join(part for part in (spoken(row), spoken_of(seen)) if part)

    # --- what is shown ---------------------------------------------------------------------------

    def show(self, rows: Sequence[Row]) -> None:
        """Shows other rows: those of another query."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def take(self, rows: Sequence[Row]) -> bool:
        """Brings the rows up to date: only those that went, came or changed are touched.

        False if they changed places, or too many came and went: then all were shown anew.
        """
        keys = [key_of(row) for row in rows]
        staying = set(keys)
        there = {key_of(row) for row in self._rows}
        kept = [key for row in self._rows if (key := key_of(row)) in staying]
        going = list(stretches([key_of(row) not in staying for row in self._rows]))
        coming = list(stretches([key not in there for key in keys]))
        if kept != [key for key in keys if key in there] or len(going) + len(coming) > MOST_STEPS:
            self.show(rows)
            return False
        for first, last in reversed(going):
            self.beginRemoveRows(_NOWHERE, first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        for first, last in coming:
            self.beginInsertRows(_NOWHERE, first, last)
            self._rows[first:first] = rows[first : last + 1]
            self.endInsertRows()
        self._renew(rows)
        return True

    def _renew(self, rows: Sequence[Row]) -> None:
        differs = [old != new for old, new in zip(self._rows, rows, strict=True)]
        for first, last in stretches(differs):
            self._rows[first : last + 1] = rows[first : last + 1]
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))


def stretches(chosen: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The (first, last) of each run of chosen places."""
    first = None
    for place, here in enumerate([*chosen, False]):
        if here and first is None:
            first = place
        elif not here and first is not None:
            yield first, place - 1
            first = None


def is_heading(index: Index) -> bool:
    return isinstance(index.data(ROW), Heading)
