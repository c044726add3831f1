"""Notes dragged out of the window into another program: copies, of what may leave.

A panel is told how many stay here and says so where it says things.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QAbstractItemView

from reader.messages import ngettext
from reader.noted import Noted

_LARGEST = (320, 120)
"""Pixels of the row that go with the mouse."""


def drag_out(view: QAbstractItemView, notes: Sequence[Noted]) -> int:
    """Lets the mouse take these notes away until it is released; how many stay here."""
    # Here and not above: the window opens without loading the exporters.
    from reader.export.carried import carried
    from ui.copying import mime_of

    made = carried(notes)
    if made.written:
        drag = QDrag(view)
        drag.setMimeData(mime_of(made.copied))
        room = _in_hand(view)
        drag.setPixmap(view.viewport().grab(room))
        drag.setHotSpot(QPoint(min(room.width(), 24), min(room.height(), 16)))
        drag.exec(Qt.DropAction.CopyAction)
    return made.stayed


def _in_hand(view: QAbstractItemView) -> QRect:
    """The part of the row under the mouse, the current one, that goes along with it."""
    at = view.currentIndex()
    row = view.visualRect(at if at.isValid() else view.selectionModel().selectedRows()[0])
    width, height = _LARGEST
    return QRect(row.x(), row.y(), min(row.width(), width), min(row.height(), height))


def said_of(stayed: int) -> str:
    """What is said of notes that do not go along."""
    return ngettext(
        "{count} private note stayed here.", "{count} private notes stayed here.", stayed
    ).format(count=stayed)
