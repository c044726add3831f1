"""The list of stories: a title and how much is in each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from reader.messages import _
from reader.model import Story, StoryId
from ui import paint, theme
from ui.parts import plain_tip

_STORY = Qt.ItemDataRole.UserRole
_ROW = 34


class StoryNames(QListWidget):
    """It speaks of stories, not of items."""

    chosen = Signal(object)
    """StoryId."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Stories"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_NameDelegate(self))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setAutoFillBackground(False)
        # The view paints selected rows over their whole width: our delegate does it better.
        none = QPalette()
        none.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        self.setPalette(none)
        self.currentItemChanged.connect(self._tell)

    def fill(self, stories: Sequence[Story], chosen: StoryId | None) -> None:
        """Shows these stories, one of them as the chosen one; tells nobody."""
        self.blockSignals(True)
        self.clear()
        for row, story in enumerate(stories):
            item = QListWidgetItem(story.title or _("Without a title"))
            item.setData(_STORY, story)
            item.setToolTip(plain_tip(story.title))
            self.addItem(item)
            if story.id == chosen:
                self.setCurrentRow(row)
        self.blockSignals(False)

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(_STORY).id)


class _NameDelegate(QStyledItemDelegate):
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(80, theme.scaled(_ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        now, row = theme.current(), QRectF(option.rect).adjusted(8, 1, -8, -1)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        near, far = (paint.RIGHT, paint.LEFT) if rtl else (paint.LEFT, paint.RIGHT)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        with paint.kept(painter):
            if selected:
                paint.ground(painter, row, 6, now.selected)
            elif option.state & QStyle.StateFlag.State_MouseOver:
                paint.ground(painter, row, 6, now.hover)
            room = row.adjusted(12, 0, -12, 0)
            count = len(index.data(_STORY).items)
            number = f"{count:,}" if count else ""
            taken = paint.text(painter, room, number, theme.ui_font(12), now.secondary, far)
            side = taken + 8 if taken else 0
            name = room.adjusted(*((side, 0, 0, 0) if rtl else (0, 0, -side, 0)))
            font = theme.ui_font(13, 500 if selected else 400)
            paint.text(painter, name, index.data(), font, now.text, near)
