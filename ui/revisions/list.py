"""The list of revisions: choosing one compares it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from reader.messages import _
from ui.parts import KEYBOARD_REASONS
from ui.revisions.delegate import RevisionDelegate
from ui.revisions.model import LISTED, Index, RevisionRows


class RevisionList(QListView):
    """It speaks of numbers of revisions, not of indexes."""

    chosen = Signal(int)
    """The number of the revision that was chosen by mouse or keys."""

    def __init__(self, rows: RevisionRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._delegate = RevisionDelegate(self)
        self.setModel(rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Revisions"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setAutoFillBackground(False)
        # The view paints selected rows over their whole width: our delegate does it better.
        none = QPalette()
        none.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        self.setPalette(none)

    def choose(self, number: int) -> None:
        """Shows which revision is compared; `chosen` is not sent."""
        row = self._rows.row_of(number)
        self.blockSignals(True)
        self.setCurrentIndex(QModelIndex() if row is None else self._rows.index(row))
        self.blockSignals(False)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.data(LISTED).revision.number)

    def keyboardSearch(self, search: str) -> None:
        """Letters step through the changes, they never jump in the list."""

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
