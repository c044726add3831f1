"""The revisions of one article as rows of a list: it adapts, and decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from reader.messages import _
from ui.revisions import words
from ui.revisions.asking import Listed

Index = QModelIndex | QPersistentModelIndex
LISTED = Qt.ItemDataRole.UserRole
_ROOT = QModelIndex()


class RevisionRows(QAbstractListModel):
    """Holds `Listed`, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listed: list[Listed] = []

    def listed(self) -> Sequence[Listed]:
        return tuple(self._listed)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._listed)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._listed):
            return None
        each = self._listed[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return each
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.DisplayRole:
                return spoken(each)
            case _:
                return None

    def row_of(self, number: int) -> int | None:
        """The row of a revision."""
        return next(
            (row for row, each in enumerate(self._listed) if each.revision.number == number), None
        )

    def show(self, listed: Sequence[Listed]) -> None:
        """Takes over what there is now; counts that are known stay."""
        known = {each.revision: each for each in self._listed}
        fresh = [
            replace(each, removed=known[each.revision].removed, added=known[each.revision].added)
            if each.revision in known
            else each
            for each in listed
        ]
        if [each.revision for each in fresh] == [each.revision for each in self._listed]:
            self._listed = fresh
            self._tell(0, len(fresh) - 1)
            return
        self.beginResetModel()
        self._listed = fresh
        self.endResetModel()

    def count(self, number: int, removed: int, added: int) -> None:
        """Takes in how many words a revision changed."""
        row = self.row_of(number)
        if row is not None:
            self._listed[row] = replace(self._listed[row], removed=removed, added=added)
            self._tell(row, row)

    def read(self, number: int) -> None:
        """What a revision changed has been shown."""
        row = self.row_of(number)
        if row is not None and self._listed[row].is_unread:
            self._listed[row] = replace(self._listed[row], is_unread=False)
            self._tell(row, row)

    def _tell(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first), self.index(last))


def lines(each: Listed) -> list[str]:
    """What is said of a revision under its name."""
    revision = each.revision
    said = [
        words.when(revision.captured),
        f"{words.why(revision)} · {words.size(each.characters)}",
    ]
    if each.removed is not None and each.added is not None:
        said.append(words.changed(each.removed, each.added))
    return said


def badge(each: Listed) -> str:
    if each.is_current:
        return _("current")
    return _("set aside") if each.revision.set_aside is not None else ""


def spoken(each: Listed) -> str:
    """A revision in one sentence, for a screen reader."""
    parts = [words.name(each.revision.number), badge(each), each.revision.set_aside or ""]
    parts += [_("unread") if each.is_unread else "", *lines(each)]
    return ", ".join(part.rstrip(".") for part in parts if part)
