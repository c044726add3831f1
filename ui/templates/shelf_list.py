"""The list of templates: what each is called, what it makes, whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reader.messages import _
from reader.templates import Template
from ui import paint, theme
from ui.parts import plain_tip

TEMPLATE = Qt.ItemDataRole.UserRole
CHANGED = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class TemplateModel(QAbstractListModel):
    """Templates by name; `changed` are the names of those with changes that are not saved."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._templates: tuple[Template, ...] = ()
        self._changed: frozenset[str] = frozenset()

    def show_all(self, templates: Sequence[Template], changed: frozenset[str]) -> None:
        """These, in this order; rows stay where only their looks changed."""
        names = [each.name for each in self._templates]
        same = names == [each.name for each in templates]
        if not same:
            self.beginResetModel()
        self._templates, self._changed = tuple(templates), changed
        if not same:
            self.endResetModel()
        elif templates:
            self.dataChanged.emit(self.index(0), self.index(len(templates) - 1))

    def show_changed(self, changed: frozenset[str]) -> None:
        """Other ones have changes that are not saved."""
        self.show_all(self._templates, changed)

    def template(self, name: str) -> Template | None:
        """The template of that name as it was read."""
        return next((each for each in self._templates if each.name == name), None)

    def row_of(self, name: str) -> int:
        """The row of a template; -1 if it is not there."""
        names = [each.name for each in self._templates]
        return names.index(name) if name in names else -1

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._templates)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._templates):
            return None
        template = self._templates[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return template.name
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(template.about)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{template.name}, {whose(template)}, {template.about}"
            case Qt.ItemDataRole.UserRole:
                return template
        return template.name in self._changed if role == CHANGED else None


def whose(template: Template) -> str:
    """Whether it is the user's own, in a word or two."""
    return _("brought by Galley") if template.is_built_in else _("yours")


class TemplateDelegate(QStyledItemDelegate):
    """Two lines: the name, with a lock for what Galley brings and a dot for unsaved changes."""

    ringed = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, theme.scaled(48))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        template: Template = index.data(TEMPLATE)
        now, whole = theme.current(), QRectF(option.rect)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        align = paint.RIGHT if mirrored else paint.LEFT
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        with paint.kept(painter):
            if selected:
                paint.ground(painter, whole, 8, now.selected)
                if self.ringed and option.state & QStyle.StateFlag.State_HasFocus:
                    paint.focus_ring(painter, whole, 8)
            elif option.state & QStyle.StateFlag.State_MouseOver:
                paint.ground(painter, whole, 8, now.hover)
            words = whole.adjusted(10, 6, -10, -6)
            first = QRectF(words.left(), words.top(), words.width() - 20, words.height() / 2)
            sign = QRectF(words.right() - 14, first.center().y() - 7, 14, 14)
            if mirrored:
                first.translate(20, 0)
                sign.moveLeft(words.left())
            second = QRectF(words.left(), words.center().y(), words.width(), words.height() / 2)
            paint.text(painter, first, template.name, theme.ui_font(13, 500), now.text, align)
            about = template.about or whose(template)
            paint.text(painter, second, about, theme.ui_font(12), now.secondary, align)
            if index.data(CHANGED):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(now.accent)
                painter.drawEllipse(QPointF(sign.center()), 4, 4)
            elif template.is_built_in:
                paint.icon(painter, "lock", sign, now.secondary)
