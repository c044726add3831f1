"""The sheet of keys, made from the table of actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from reader.messages import _
from ui import paint, theme
from ui.actions import MENUS, Menu
from ui.dialogs.frame import Frame
from ui.parts import Words, name_of

Group = tuple[str, list[QAction]]
"""A menu's title and its actions that have keys."""


def keyed(menu: Menu, actions: Mapping[str, QAction]) -> list[QAction]:
    """The actions of a menu that have a key and are seen, sub-menus included."""
    found: list[QAction] = []
    for item in menu.items:
        if isinstance(item, Menu):
            found += keyed(item, actions)
        elif item and actions[item].shortcuts() and actions[item].isVisible():
            found.append(actions[item])
    return found


class KeyCaps(QWidget):
    """The keys of one action, each as a cap, set from the right."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        native = QKeySequence.SequenceFormat.NativeText
        self._keys = [keys.toString(native) for keys in action.shortcuts()]
        self.setAccessibleName(" ".join(self._keys))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        wide = sum(paint.advance(key, theme.ui_font(11, 500)) + 18 for key in self._keys)
        return QSize(round(wide), theme.scaled(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, room = QPainter(self), QRectF(self.rect())
        right = room.right()
        for key in reversed(self._keys):
            right -= paint.keycap(painter, right, room.center().y(), key) + 4


class KeysDialog(Frame):
    """Every key, by menu, in two columns."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(_("Keys"), parent, width=720)
        groups = [(menu.title, keyed(menu, actions)) for menu in MENUS]
        sheet = QWidget()
        columns = QHBoxLayout(sheet)
        columns.setContentsMargins(0, 0, 12, 0)
        columns.setSpacing(32)
        for half in in_two([group for group in groups if group[1]]):
            columns.addLayout(_column(half), 1)
        scroller = QScrollArea(widgetResizable=True)
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setWidget(sheet)
        scroller.setMinimumHeight(480)
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.column.addWidget(scroller, 1)
        self.button(_("Close"), QDialogButtonBox.ButtonRole.RejectRole).setDefault(True)


def in_two(groups: Sequence[Group]) -> tuple[Sequence[Group], Sequence[Group]]:
    """The groups in two columns, in their order and as even as can be."""

    def taller(cut: int) -> int:
        return max(
            sum(len(lines) + 1 for _title, lines in half) for half in (groups[:cut], groups[cut:])
        )

    cut = min(range(len(groups) + 1), key=taller)
    return groups[:cut], groups[cut:]


def _column(groups: Sequence[Group]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(0, 1)
    row = 0
    for title, lines in groups:
        heading = Words(title, 14, 600)
        heading.setContentsMargins(0, 12 if row else 0, 0, 4)
        grid.addWidget(heading, row, 0, 1, 2)
        for action in lines:
            row += 1
            grid.addWidget(Words(name_of(action)), row, 0)
            grid.addWidget(KeyCaps(action), row, 1, Qt.AlignmentFlag.AlignRight)
        row += 1
    grid.setRowStretch(row, 1)
    return grid
