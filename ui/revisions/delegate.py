"""How one revision looks in the list: name and badge, time, size, what changed, why set aside."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui import paint, theme
from ui.revisions.asking import Listed
from ui.revisions.model import LISTED, Index, badge, lines
from ui.revisions.words import name

GUTTER = 28
_END = 14
_AROUND = 12
_NAME = 20
_LINE = 18
_REASON = 17
_MOST_REASON = 3
_LINES = 3
_BADGE = 18
_DOT = 8


def height_of(each: Listed, width: int) -> int:
    """The height of a row; the place of a count that is not there yet is kept free."""
    first = each.revision.number == 1
    high = 2 * _AROUND + theme.scaled(_NAME) + (_LINES - first) * theme.scaled(_LINE)
    return high + _reason_rows(each, width) * theme.scaled(_REASON)


def _reason_rows(each: Listed, width: int) -> int:
    reason, room = each.revision.set_aside, width - GUTTER - _END
    if not reason:
        return 0
    font, ink = theme.ui_font(12), theme.current().text
    return paint.lines(None, 0, 0, room, reason, font, ink, _MOST_REASON, _REASON)


class RevisionDelegate(QStyledItemDelegate):
    """Paints a `Listed`. `ringed` is set by the list while the keyboard brought the focus there."""

    ringed = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = option.rect.width()
        return QSize(width, height_of(index.data(LISTED), width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        with paint.kept(painter):
            self._paint_ground(painter, option, index)
            _paint_words(painter, option, index.data(LISTED))

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now = theme.current()
        box = QRectF(option.rect).adjusted(8, 2, -8, -2)
        view = option.widget
        if option.state & QStyle.StateFlag.State_Selected:
            focused = view is not None and view.hasFocus()
            paint.ground(painter, box, 8, now.selected if focused else now.hover)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint.ground(painter, box, 8, now.hover)
        is_current = isinstance(view, QAbstractItemView) and view.currentIndex() == index
        if self.ringed and is_current and view.hasFocus():
            paint.focus_ring(painter, box, 8)


def _paint_words(painter: QPainter, option: QStyleOptionViewItem, each: Listed) -> None:
    now = theme.current()
    whole, rtl = QRectF(option.rect), option.direction == Qt.LayoutDirection.RightToLeft
    near = paint.RIGHT if rtl else paint.LEFT
    left, right = (_END, GUTTER) if rtl else (GUTTER, _END)
    room = whole.adjusted(left, _AROUND, -right, -_AROUND)
    line = QRectF(room.left(), room.top(), room.width(), theme.scaled(_NAME))
    taken = _paint_badge(painter, line, each, rtl=rtl)
    for_name = line.adjusted(taken, 0, 0, 0) if rtl else line.adjusted(0, 0, -taken, 0)
    weight = 600 if each.is_unread else 500
    number = each.revision.number
    paint.text(painter, for_name, name(number), theme.ui_font(14, weight), now.text, near)
    if each.is_unread:
        middle = line.center().y() - _DOT / 2
        x = room.right() + 8 if rtl else room.left() - 8 - _DOT
        paint.ground(painter, QRectF(x, middle, _DOT, _DOT), _DOT / 2, now.accent)
    top = line.bottom()
    for number, words in enumerate(lines(each)):
        place = QRectF(room.left(), top, room.width(), theme.scaled(_LINE))
        ink = now.text if number == 0 else now.secondary
        weight = 500 if each.is_unread and number == 2 else 400
        paint.text(painter, place, words, theme.ui_font(12, weight), ink, near)
        top += theme.scaled(_LINE)
    _paint_reason(painter, room, top, each, rtl=rtl)


def _paint_badge(painter: QPainter, line: QRectF, each: Listed, *, rtl: bool) -> float:
    """The pill at the far end of the first line; gives back how much of the line it takes."""
    words = badge(each)
    if not words:
        return 0
    now, font = theme.current(), theme.ui_font(11, 500)
    wide, high = round(paint.advance(words, font)) + 16, theme.scaled(_BADGE)
    x = line.left() if rtl else line.right() - wide
    pill = QRectF(x, round(line.center().y() - high / 2), wide, high)
    paint.outline(painter, pill, high / 2, now.hairline)
    ink = now.secondary if each.is_current else now.labels["orange"].text
    paint.text(painter, pill, words, font, ink, paint.CENTRE)
    return wide + 8


def _paint_reason(painter: QPainter, room: QRectF, top: float, each: Listed, *, rtl: bool) -> None:
    reason = each.revision.set_aside
    if reason:
        font, ink = theme.ui_font(12), theme.current().labels["orange"].text
        paint.lines(
            painter, room.left(), top, room.width(), reason, font, ink, _MOST_REASON,
            theme.scaled(_REASON), rtl=rtl,
        )  # fmt: skip
