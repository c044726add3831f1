"""Feeds and items as rows of lists: they adapt, and decide nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.feeds import words
from ui.feeds.asking import FeedRow, ItemRow

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()

R = TypeVar("R")


class Rows(QAbstractListModel, Generic[R]):
    """Rows that are known by a key, and told to a screen reader by `spoken`."""

    def __init__(
        self,
        key: Callable[[R], Hashable],
        spoken: Callable[[R], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._key = key
        self._spoken = spoken
        self._rows: list[R] = []

    def rows(self) -> Sequence[R]:
        return tuple(self._rows)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._rows):
            return None
        match role:
            case Qt.ItemDataRole.UserRole:
                return self._rows[index.row()]
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.DisplayRole:
                return self._spoken(self._rows[index.row()])
            case _:
                return None

    def row_of(self, key: Hashable) -> int | None:
        return next((n for n, row in enumerate(self._rows) if self._key(row) == key), None)

    def show(self, rows: Sequence[R]) -> None:
        """Takes over other rows, of another question."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def take(self, fresh: Sequence[R]) -> None:
        """Takes over how the rows are by now: those that stay keep their place."""
        keys = {self._key(row) for row in fresh}
        for n in reversed(range(len(self._rows))):
            if self._key(self._rows[n]) not in keys:
                self._remove(n)
        known = {self._key(row) for row in self._rows}
        if [self._key(row) for row in fresh if self._key(row) in known] != [
            self._key(row) for row in self._rows
        ]:
            self.show(fresh)
            return
        for n, row in enumerate(fresh):
            if n == len(self._rows) or self._key(self._rows[n]) != self._key(row):
                self._insert(n, row)
            elif self._rows[n] != row:
                self._rows[n] = row
                self.dataChanged.emit(self.index(n), self.index(n))

    def _insert(self, at: int, row: R) -> None:
        self.beginInsertRows(_NOWHERE, at, at)
        self._rows.insert(at, row)
        self.endInsertRows()

    def _remove(self, at: int) -> None:
        self.beginRemoveRows(_NOWHERE, at, at)
        del self._rows[at]
        self.endRemoveRows()


def feed_rows(parent: QObject | None = None) -> Rows[FeedRow]:
    return Rows(lambda row: row.place, words.spoken_feed, parent)


def item_rows(parent: QObject | None = None) -> Rows[ItemRow]:
    return Rows(lambda row: row.waiting.number, words.spoken, parent)
