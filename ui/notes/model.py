"""A list of cards behind Qt's model interface; it only adapts, and never resets for one change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.notes.cards import Card, CardId, spoken

CARD = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class NoteModel(QAbstractListModel):
    """The cards of one article in the order in which they are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards: list[Card] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        card = self._cards[index.row()]
        if role == CARD:
            return card
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(card)
        return None

    def cards(self) -> Sequence[Card]:
        """The cards as they stand."""
        return tuple(self._cards)

    def row_of(self, id: CardId | None) -> int | None:
        """The row of a card; None if it is not shown."""
        return next((row for row, card in enumerate(self._cards) if card.id == id), None)

    def index_of(self, id: CardId | None) -> QModelIndex:
        """The index of a card; an invalid one if it is not shown."""
        row = self.row_of(id)
        return QModelIndex() if row is None else self.index(row)

    def take(self, cards: Sequence[Card]) -> bool:
        """Shows these cards: only rows that went, came or changed are touched.

        True if cards changed places; views then start afresh.
        """
        self._drop({card.id for card in cards})
        if [card.id for card in self._cards] != self._kept(cards):
            self.beginResetModel()  # cards changed places: the page they were on changed
            self._cards = list(cards)
            self.endResetModel()
            return True
        self._insert(cards)
        self._renew(cards)
        return False

    def _kept(self, cards: Sequence[Card]) -> list[CardId]:
        known = {card.id for card in self._cards}
        return [card.id for card in cards if card.id in known]

    def _drop(self, staying: set[CardId]) -> None:
        for row in reversed(range(len(self._cards))):
            if self._cards[row].id not in staying:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._cards[row]
                self.endRemoveRows()

    def _insert(self, cards: Sequence[Card]) -> None:
        for row, card in enumerate(cards):
            if row == len(self._cards) or self._cards[row].id != card.id:
                self.beginInsertRows(QModelIndex(), row, row)
                self._cards.insert(row, card)
                self.endInsertRows()

    def _renew(self, cards: Sequence[Card]) -> None:
        for row, card in enumerate(cards):
            if self._cards[row] != card:
                self._cards[row] = card
                self.dataChanged.emit(self.index(row), self.index(row))
