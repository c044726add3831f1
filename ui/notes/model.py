"""A list of cards behind Qt's model interface; it only adapts, and touches what has changed.

Rows are found by the order of the cards, so that nothing is gone through for one of ten thousand.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.looks import Looks
from ui.notes.cards import ARTICLE, Card, CardId, in_group, order, spoken, without_place

CARD = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

_FEW = 200
"""So many rows come, go or change one by one; views start afresh in less time for more."""


class NoteModel(QAbstractListModel):
    """The cards of one article in the order in which they are shown."""

    def __init__(self, looks: Looks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks = looks
        looks.came.connect(self._tell_looks)
        looks.gone.connect(self._tell_looks)
        self._cards: list[Card] = []
        self._by_id: dict[CardId, Card] = {}

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == CARD:
            return self.card_at(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(self._cards[index.row()])
        return None

    def _spoken(self, card: Card) -> str:
        seen = self._looks.of(card.id) if card.state else None
        if card.state and seen is None and card.id != ARTICLE:
            self._looks.want(card.id)
        if seen is None:
            return spoken(card)
        from ui.look_words import spoken as spoken_of

        return ". ".join(part for part in (spoken(card), spoken_of(seen)) if part)

    def _tell_looks(self, ids: Iterable[CardId]) -> None:
        for id in ids:
            index = self.index_of(id)
            if index.isValid():
                self.dataChanged.emit(index, index)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid() or self._cards[index.row()].id == ARTICLE:
            return flags
        return flags | Qt.ItemFlag.ItemIsDragEnabled

    def card_at(self, row: int) -> Card:
        """The card of a row."""
        card = self._cards[row]
        if card.placed:
            return card
        return in_group(card, row, without_place(self._cards), len(self._cards))

    def cards(self) -> Sequence[Card]:
        """The cards as they stand."""
        lost, count = without_place(self._cards), len(self._cards)
        return tuple(in_group(card, row, lost, count) for row, card in enumerate(self._cards))

    def __contains__(self, id: CardId | None) -> bool:
        return id in self._by_id

    def row_of(self, id: CardId | None) -> int | None:
        """The row of a card; None if it is not shown."""
        card = self._by_id.get(id) if id is not None else None
        return None if card is None else self._row_for(card)

    def _row_for(self, card: Card) -> int:
        """The row of a card, or that before which it belongs."""
        return bisect_left(self._cards, order(card), key=order)

    def index_of(self, id: CardId | None) -> QModelIndex:
        """The index of a card; an invalid one if it is not shown."""
        row = self.row_of(id)
        return QModelIndex() if row is None else self.index(row)

    # --- what is shown -----------------------------------------------------------------------

    def take(self, cards: Iterable[Card]) -> bool:
        """Shows these cards and no others.

        True if so much is different that views started afresh: what was selected is forgotten.
        """
        wanted = {card.id: card for card in cards}
        gone = [id for id in self._by_id if id not in wanted]
        new = [card for card in wanted.values() if self._by_id.get(card.id) != card]
        if len(gone) + len(new) > _FEW:
            self.beginResetModel()
            self._by_id = wanted
            self._cards = sorted(wanted.values(), key=order)
            self.endResetModel()
            return True
        self.drop(gone)
        self.put(new)
        return False

    def put(self, cards: Iterable[Card]) -> None:
        """Shows these cards too, each anew where it was shown already."""
        ends = self._ends_of_group()
        new = []
        for card in cards:
            before = self._by_id.get(card.id)
            if before is None:
                new.append(card)
            elif before != card:
                self._renew(before, card)
        self._insert(sorted(new, key=order))
        self._tell_of(ends ^ self._ends_of_group())

    def drop(self, ids: Iterable[CardId]) -> None:
        """Shows these cards no longer."""
        ends = self._ends_of_group()
        for id in ids:
            row = self.row_of(id)
            if row is not None:
                self.beginRemoveRows(_NOWHERE, row, row)
                del self._cards[row], self._by_id[id]
                self.endRemoveRows()
        self._tell_of(ends ^ self._ends_of_group())

    def _renew(self, before: Card, card: Card) -> None:
        old = self._row_for(before)
        if order(before) != order(card):
            old = self._move(old, card)
        self._cards[old] = self._by_id[card.id] = card
        self.dataChanged.emit(self.index(old), self.index(old))

    def _move(self, old: int, card: Card) -> int:
        """Moves a row to where the card belongs now; its new number."""
        to = self._row_for(card)
        if to in (old, old + 1):
            return old
        self.beginMoveRows(_NOWHERE, old, old, _NOWHERE, to)
        new = to if to < old else to - 1
        # The new card at once: views ask for rows by the order of the cards.
        self._by_id[card.id] = card
        del self._cards[old]
        self._cards.insert(new, card)
        self.endMoveRows()
        return new

    def _insert(self, cards: Sequence[Card]) -> None:
        for row, run in reversed(list(self._runs(cards))):
            self.beginInsertRows(_NOWHERE, row, row + len(run) - 1)
            self._cards[row:row] = run
            self._by_id.update((card.id, card) for card in run)
            self.endInsertRows()

    def _runs(self, cards: Sequence[Card]) -> Iterator[tuple[int, list[Card]]]:
        """New cards in their order, those together that belong before the same row."""
        run: list[Card] = []
        row = 0
        for card in cards:
            before = self._row_for(card)
            if run and before != row:
                yield row, run
                run = []
            run.append(card)
            row = before
        if run:
            yield row, run

    # --- the group of those without a place ---------------------------------------------------

    def _ends_of_group(self) -> set[tuple[str, CardId]]:
        """The cards that say where the group begins and where it ends."""
        lost = without_place(self._cards)
        if not lost:
            return set()
        ends = {("opens", self._cards[lost[0]].id)}
        if lost.stop < len(self._cards):
            ends.add(("closes", self._cards[lost[-1]].id))
        return ends

    def _tell_of(self, ends: Iterable[tuple[str, CardId]]) -> None:
        """Cards that have begun or ceased to say so have changed, though nothing in them did."""
        for id in {id for _end, id in ends}:
            index = self.index_of(id)
            if index.isValid():
                self.dataChanged.emit(index, index)
