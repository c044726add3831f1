"""Paints the rows of the all-notes window: label, quote, note, tags. Lengths are logical pixels."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import paint, theme
from ui.notes.all_rows import Noted, Row
from ui.notes.cards import plain_note, state_name, tags_shown

ROW = Qt.ItemDataRole.UserRole
_EDGE = 32
_LABEL = 132
_TAGS = 170
_GAP = 24
_AROUND = 11
_TITLE = 52
_QUOTE, _NOTE = 22, 22
_MOST = 4
_NARROW = 760

Index = QModelIndex | QPersistentModelIndex


def _columns(width: float) -> tuple[float, float, float, bool]:
    """Widths of quote and note, where the quote begins, and whether there is room for columns."""
    if width < _NARROW:
        return width - 2 * _EDGE, width - 2 * _EDGE, _EDGE, False
    free = width - 2 * _EDGE - _LABEL - _TAGS - 2 * _GAP
    return free * 0.54, free * 0.46, _EDGE + _LABEL, True


@lru_cache(maxsize=4096)
def _lines(words: str, serif: bool, width: int) -> int:
    font = theme.page_font(16) if serif else theme.ui_font(14)
    ink, pitch = theme.current().text, _QUOTE if serif else _NOTE
    return paint.lines(None, 0, 0, width, words, font, ink, _MOST, pitch)


def _height(noted: Noted, width: int) -> int:
    quote, note, _left, columns = _columns(width)
    quote_rows = _lines(noted.quote, True, int(quote))
    words = _note(noted)
    note_rows = _lines(words, False, int(note)) if words else 0
    pitch = theme.scaled(_NOTE)
    if columns:
        return 2 * _AROUND + max(quote_rows * theme.scaled(_QUOTE), note_rows * pitch, pitch)
    return 2 * _AROUND + pitch + quote_rows * theme.scaled(_QUOTE) + note_rows * pitch + 4


def _note(noted: Noted) -> str:
    return "  ".join(plain_note(noted.annotation.note))


class NotedDelegate(QStyledItemDelegate):
    """Paints titles of groups and notes."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: Row = index.data(ROW)
        width = option.rect.width()
        height = theme.scaled(_TITLE) if row.noted is None else _height(row.noted, width)
        return QSize(width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        room = QRectF(option.rect)
        with paint.kept(painter):
            if row.noted is None:
                self._paint_title(painter, room, row)
                return
            now = theme.current()
            box = room.adjusted(12, 1, -12, -1)
            if option.state & QStyle.StateFlag.State_Selected:
                paint.ground(painter, box, 8, now.selected)
            elif option.state & QStyle.StateFlag.State_MouseOver:
                paint.ground(painter, box, 8, now.hover)
            else:
                x, width = room.left() + _EDGE, room.width() - 2 * _EDGE
                paint.hairline(painter, x, room.top(), width)
            self._paint_note(painter, room, row.noted)

    def _paint_title(self, painter: QPainter, room: QRectF, row: Row) -> None:
        now = theme.current()
        line = room.adjusted(_EDGE, 16, -_EDGE, -6)
        taken = paint.text(painter, line, row.title, theme.ui_font(14, 600), now.text)
        beside = line.adjusted(taken + 12, 0, 0, 0)
        paint.text(painter, beside, row.meta, theme.ui_font(12), now.secondary)

    def _paint_note(self, painter: QPainter, room: QRectF, noted: Noted) -> None:
        now = theme.current()
        quote, note, left, columns = _columns(room.width())
        top, pitch = room.top() + _AROUND, theme.scaled(_NOTE)
        self._paint_label(painter, QRectF(room.left() + _EDGE, top, _LABEL - 12, pitch), noted)
        x = room.left() + left
        y = top if columns else top + pitch
        ink = now.secondary if noted.annotation.note and columns else now.text
        font, step = theme.page_font(16), theme.scaled(_QUOTE)
        rows = paint.lines(painter, x, y, quote, noted.quote, font, ink, _MOST, step)
        words = _note(noted)
        if words:
            at = (x + quote + _GAP, top) if columns else (x, y + rows * step + 4)
            font = theme.ui_font(14)
            paint.lines(painter, at[0], at[1], note, words, font, now.text, _MOST, pitch)
        self._paint_tags(painter, room, top, noted, columns)

    def _paint_label(self, painter: QPainter, room: QRectF, noted: Noted) -> None:
        now = theme.current()
        paint.sign(painter, noted.label.colour, QPointF(room.left() + 5, room.center().y()), 4.8)
        ink = now.labels[noted.label.colour].text
        paint.text(
            painter, room.adjusted(18, 0, 0, 0), noted.label.name, theme.ui_font(12, 600), ink
        )

    def _paint_tags(
        self, painter: QPainter, room: QRectF, top: float, noted: Noted, columns: bool
    ) -> None:
        now, right = theme.current(), room.right() - _EDGE
        annotation = noted.annotation
        y, side = top + 3, 16.0
        if annotation.private:
            paint.icon(painter, "lock", QRectF(right - side, y, side, side), now.secondary)
            right -= 22
        if annotation.checked != "none":
            holds = annotation.checked == "holds"
            tone = now.labels["green" if holds else "red"].text
            name = "tick" if holds else "cross"
            paint.icon(painter, name, QRectF(right - side, y, side, side), tone)
            right -= 22
        if noted.state:
            words = state_name(noted.state)
            width = paint.advance(words, theme.ui_font(11, 500))
            place = QRectF(right - width, top, width + 1, 22)
            paint.text(painter, place, words, theme.ui_font(11, 500), now.secondary, paint.RIGHT)
            right -= width + 8
        if annotation.tags:
            left = room.right() - _EDGE - _TAGS if columns else room.left() + _EDGE + _LABEL
            place = QRectF(left, top, max(0.0, right - left), 22)
            tags = tags_shown(annotation.tags).replace(" ", "  ")
            align = paint.LEFT if columns else paint.RIGHT
            paint.text(painter, place, tags, theme.ui_font(12), now.secondary, align)
