"""How feeds and items look in their lists. Lengths are logical pixels."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from reader.text import direction
from ui import paint, theme
from ui.feeds import words
from ui.feeds.asking import FeedRow, ItemRow
from ui.feeds.model import ROW, Index

_FEED = 32
_SIGN = 16
_STEP = 14
_AROUND = 11
_EDGE = 24
_END = 20
_TITLE, _LINE = 20, 18
_MOST_TITLE, _MOST_LINES = 2, 3
_BADGE = 18


class RowDelegate(QStyledItemDelegate):
    """The ground of a row. `ringed` is set by the list while the keyboard brought the focus."""

    ringed = False

    def paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now = theme.current()
        box = QRectF(option.rect).adjusted(8, 1, -8, -1)
        view = option.widget
        if option.state & QStyle.StateFlag.State_Selected:
            focused = view is not None and view.hasFocus()
            paint.ground(painter, box, 8, now.selected if focused else now.hover)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint.ground(painter, box, 8, now.hover)
        is_current = isinstance(view, QAbstractItemView) and view.currentIndex() == index
        if self.ringed and is_current and view.hasFocus():
            paint.focus_ring(painter, box, 8)


def _is_mirrored(option: QStyleOptionViewItem) -> bool:
    return option.direction == Qt.LayoutDirection.RightToLeft


class FeedDelegate(RowDelegate):
    """Paints a `FeedRow`: a sign, the name, how many items wait."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(option.rect.width(), theme.scaled(_FEED))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        with paint.kept(painter):
            self.paint_ground(painter, option, index)
            _paint_feed(painter, QRectF(option.rect), index.data(ROW), rtl=_is_mirrored(option))


def _paint_feed(painter: QPainter, whole: QRectF, row: FeedRow, *, rtl: bool) -> None:
    now = theme.current()
    near, far = (paint.RIGHT, paint.LEFT) if rtl else (paint.LEFT, paint.RIGHT)
    inner = whole.adjusted(18, 0, -18, 0)
    indent = min(row.depth, 4) * _STEP
    sign = QRectF(inner.left() + indent, whole.center().y() - _SIGN / 2, _SIGN, _SIGN)
    if rtl:
        sign.moveRight(inner.right() - indent)
    is_quiet = row.feed is not None and row.feed.retired is not None
    ink = now.labels["orange"].text if row.is_in_trouble else now.secondary
    paint.icon(painter, _icon(row), sign, ink)
    count = QLocale().toString(row.waiting) if row.waiting else ""
    taken = paint.text(painter, inner, count, theme.ui_font(12), now.secondary, far)
    before, after = indent + _SIGN + 9, taken + 8 if taken else 0
    room = inner.adjusted(*((after, 0, -before, 0) if rtl else (before, 0, -after, 0)))
    font = theme.ui_font(13, 500 if row.feed is None else 400)
    paint.text(painter, room, row.name, font, now.secondary if is_quiet else now.text, near)


def _icon(row: FeedRow) -> str:
    if row.is_in_trouble:
        return "warn"
    if row.feed is not None:
        return "feed"
    return "folder" if row.place.folder else "inbox"


class ItemDelegate(RowDelegate):
    """Paints an `ItemRow`: title, where it is from, its beginning. `busy` are being kept.

    All rows are equally high, so that a thousand need not be measured: what a title leaves of
    three lines is the beginning's.
    """

    busy: frozenset[int] = frozenset()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        high = 2 * _AROUND + 2 * theme.scaled(_TITLE) + 2 * theme.scaled(_LINE)
        return QSize(option.rect.width(), high)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ItemRow = index.data(ROW)
        with paint.kept(painter):
            self.paint_ground(painter, option, index)
            if row.waiting.number in self.busy:
                painter.setOpacity(0.5)
            _paint_item(painter, QRectF(option.rect), row, mirrored=_is_mirrored(option))


def _paint_item(painter: QPainter, whole: QRectF, row: ItemRow, *, mirrored: bool) -> None:
    now, item = theme.current(), row.waiting.item
    title, line = theme.scaled(_TITLE), theme.scaled(_LINE)
    left, right = (_END, _EDGE) if mirrored else (_EDGE, _END)
    room = whole.adjusted(left, _AROUND, -right, -_AROUND)
    y = room.top()
    font = theme.ui_font(14, 600)
    taken_by_title = paint.lines(
        painter, room.left(), y, room.width(), item.title, font, now.text, _MOST_TITLE, title
    )
    y += title * taken_by_title
    rtl = direction(item.title) == "rtl"
    near = QRectF(room.left(), y, room.width(), line)
    taken = _paint_badge(painter, near, words.badge(row), rtl=rtl)
    place = near.adjusted(*((taken, 0, 0, 0) if rtl else (0, 0, -taken, 0)))
    align = paint.RIGHT if rtl else paint.LEFT
    paint.text(painter, place, words.about(row), theme.ui_font(12), now.secondary, align)
    font = theme.ui_font(13)
    paint.lines(
        painter, room.left(), y + line, room.width(), item.excerpt, font, now.secondary,
        _MOST_LINES - taken_by_title, line,
    )  # fmt: skip


def _paint_badge(painter: QPainter, line: QRectF, said: str, *, rtl: bool) -> float:
    """The pill at the far end of a line; gives back how much of the line it takes."""
    if not said:
        return 0
    now, font = theme.current(), theme.ui_font(11, 500)
    wide, high = round(paint.advance(said, font)) + 16, theme.scaled(_BADGE)
    x = line.left() if rtl else line.right() - wide
    pill = QRectF(x, round(line.center().y() - high / 2), wide, high)
    paint.outline(painter, pill, high / 2, now.hairline)
    paint.text(painter, pill, said, font, now.secondary, paint.CENTRE)
    return wide + 8
