"""How one article looks in the list: a row of 104, or 60, painted, never a widget."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from reader.model import Listed, Standing
from reader.text import direction
from ui import paint, theme
from ui.articles.model import ROW
from ui.articles.row import Row, remarks

HEIGHT, COMPACT, COMPACT_WITH_DAYS = 104, 60, 68
GUTTER = 30
MARGIN = 10
"""Free of words at the right; the 10 px of the scroll bar are beside it."""
SIGNS = 4
TITLE_LINES = 2
DAY = 24
"""The height of the band that says where a day begins; its row has a line less for that."""
_SIGN_PITCH = 13
_BADGE = 13


def row_height(*, compact: bool, grouped: bool) -> int:
    """The height of every row, whether a day begins with it or not."""
    if compact:
        return theme.scaled(COMPACT_WITH_DAYS if grouped else COMPACT)
    return theme.scaled(HEIGHT)


class ArticleDelegate(QStyledItemDelegate):
    """Paints a `Row`: its reading state, title, excerpt, site and date, and its labels' signs.

    `ringed` is set by the list while the keyboard brought the focus there; with `compact` there is
    one line for the title, and no excerpt.
    """

    ringed = False
    compact = False

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, row_height(compact=self.compact, grouped=False))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        # A tip over the next row that only repeats what is read already would be in the way.
        row = index.data(ROW)
        if isinstance(row, Row) and not self._has_more_to_say(row, option.rect.width()):
            QToolTip.hideText()
            return True
        return super().helpEvent(event, view, option, index)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(ROW)
        if not isinstance(row, Row):
            return
        whole = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        with paint.kept(painter):
            if row.day is not None:
                band = theme.scaled(DAY)
                _paint_day(painter, whole, row.day, index.row(), option.direction)
                whole = whole.adjusted(0, band, 0, 0)
            self._paint_ground(painter, option, index, whole, selected)
            _paint_row(painter, whole, row, selected, option.direction, compact=self.compact)

    def _paint_ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        whole: QRectF,
        selected: bool,
    ) -> None:
        now = theme.current()
        inner = _mirrored(whole.adjusted(8, 0, 0, 0), whole, option.direction)
        current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        focused = current or _has_focus(option.widget)
        if selected:
            paint.ground(painter, inner, 8, now.selected if focused else now.hover)
            if current and self.ringed:
                paint.focus_ring(painter, inner, 8)
            return
        begins_a_day = whole.height() < option.rect.height()
        if index.row() and not begins_a_day and not _row_above_is_selected(option.widget, index):
            line = QRectF(whole.left() + GUTTER, whole.top(), whole.width() - GUTTER - MARGIN, 1)
            painter.fillRect(_mirrored(line, whole, option.direction), now.hairline)
        if option.state & QStyle.StateFlag.State_MouseOver:
            paint.ground(painter, inner.adjusted(0, 1, 0, 0), 8, now.hover)

    def _has_more_to_say(self, row: Row, width: float) -> bool:
        lines = title_lines(row, compact=self.compact)
        return bool(remarks(row.listed)) or title_is_cut(row, width, lines)


def title_lines(row: Row, *, compact: bool) -> int:
    """How many lines the title of a row may take."""
    return 1 if compact else TITLE_LINES


def title_is_cut(row: Row, width: float, most: int = TITLE_LINES) -> bool:
    """Whether a row of this width has no room for the whole title in so many lines."""
    words, room = row.article.title, width - GUTTER - MARGIN
    font, ink = _title_font(bold=True), theme.current().text
    return paint.lines(None, 0, 0, room, words, font, ink, most + 1, 20) > most


def _title_font(*, bold: bool) -> QFont:
    return theme.ui_font(14, 600 if bold else 500)


def _has_focus(view: QWidget | None) -> bool:
    return view is not None and view.hasFocus()


def _row_above_is_selected(
    view: QWidget | None, index: QModelIndex | QPersistentModelIndex
) -> bool:
    if not isinstance(view, QAbstractItemView):
        return False
    return view.selectionModel().isSelected(index.sibling(index.row() - 1, 0))


def _mirrored(rect: QRectF, whole: QRectF, way: Qt.LayoutDirection) -> QRectF:
    """The place of `rect` within `whole` in an interface that runs from right to left."""
    if way == Qt.LayoutDirection.LeftToRight:
        return rect
    left = whole.left() + whole.right() - rect.right()
    return QRectF(left, rect.top(), rect.width(), rect.height())


def _paint_day(
    painter: QPainter, whole: QRectF, day: str, number: int, way: Qt.LayoutDirection
) -> None:
    """The band above the first row of a day, which lies on no row's ground."""
    now = theme.current()
    if number:
        painter.fillRect(QRectF(whole.left(), whole.top(), whole.width(), 1), now.hairline)
    room = QRectF(
        whole.left() + GUTTER, whole.top() + 5, whole.width() - GUTTER - MARGIN, theme.scaled(16)
    )
    align = paint.LEFT if way == Qt.LayoutDirection.LeftToRight else paint.RIGHT
    font = theme.ui_font(12, 600)
    paint.text(painter, _mirrored(room, whole, way), day, font, now.secondary, align)


def _paint_row(
    painter: QPainter,
    whole: QRectF,
    row: Row,
    selected: bool,
    way: Qt.LayoutDirection,
    *,
    compact: bool,
) -> None:
    """The sign at the gutter and the words beside it."""
    line, above = theme.scaled(20), _space_above(row, compact=compact)
    top = whole.top() + above
    gutter = _mirrored(QRectF(whole.left() + 15, top + line / 2 - 4, 8, 8), whole, way)
    _paint_state(painter, gutter.center(), row.listed)
    below = above if compact else theme.scaled(12)
    words = QRectF(
        whole.left() + GUTTER, top, whole.width() - GUTTER - MARGIN, whole.height() - above - below
    )
    _paint_words(painter, _mirrored(words, whole, way), row, selected, compact=compact)


def _space_above(row: Row, *, compact: bool) -> int:
    """What is free above the title; less where a day begins."""
    if row.day is not None:
        return theme.scaled(2 if compact else 4)
    return theme.scaled(11 if compact else 12)


def _paint_state(painter: QPainter, centre: QPointF, listed: Listed) -> None:
    """A disc: never opened. A ring with an arc: begun, so far. Nothing: read."""
    now = theme.current()
    if listed.opened is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.accent)
        painter.drawEllipse(centre, 4, 4)
    elif listed.progress < 1:
        ring = QRectF(centre.x() - 4, centre.y() - 4, 8, 8)
        flat = Qt.PenCapStyle.FlatCap
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.faint(now.secondary, 0.35), 1.75))
        painter.drawEllipse(ring)
        painter.setPen(QPen(now.accent, 1.75, Qt.PenStyle.SolidLine, flat))
        painter.drawArc(ring, 90 * 16, round(-listed.progress * 360 * 16))


def _paint_words(
    painter: QPainter, room: QRectF, row: Row, selected: bool, *, compact: bool
) -> None:
    now, article = theme.current(), row.article
    rtl = direction(article.title) == "rtl"
    pitch, below = theme.scaled(20), theme.scaled(19)
    font = _title_font(bold=row.unread or selected)
    x, y, width = room.left(), room.top(), room.width()
    most = title_lines(row, compact=compact)
    taken = paint.lines(painter, x, y, width, article.title, font, now.text, most, pitch, rtl=rtl)
    y += taken * pitch + 1
    left = 0 if compact else (3 if row.day is None else 2) - taken
    if left > 0:
        font = theme.ui_font(13)
        paint.lines(
            painter, x, y, width, article.excerpt, font, now.secondary, left, below, rtl=rtl
        )
    foot = theme.scaled(16)
    _paint_foot(painter, QRectF(x, room.bottom() - foot, width, foot), row, rtl)


def _paint_foot(painter: QPainter, room: QRectF, row: Row, rtl: bool) -> None:
    """Site and date at the side where the words begin, signs at the other; before these, whether
    something waits for a look."""
    shown = row.labels[:SIGNS]
    for n, label in enumerate(shown):
        inward = 5 + (n if rtl else len(shown) - 1 - n) * _SIGN_PITCH
        x = room.left() + inward if rtl else room.right() - inward
        paint.sign(painter, label.colour, QPointF(x, room.center().y() + 0.5), 3.8)
    signs = len(shown) * _SIGN_PITCH + 10 if shown else 0
    for icon in _badges(row.listed):
        x = room.left() + signs if rtl else room.right() - signs - _BADGE
        place = QRectF(x, room.center().y() - _BADGE / 2, _BADGE, _BADGE)
        colour = theme.current().accent if icon == "changed" else theme.current().secondary
        paint.icon(painter, icon, place, colour)
        signs += _BADGE + 8
    free = room.adjusted(signs, 0, 0, 0) if rtl else room.adjusted(0, 0, -signs, 0)
    _paint_source(painter, free, row, rtl)


def _badges(listed: Listed) -> tuple[str, ...]:
    """What is to be seen of an article besides its marks: `row.remarks` in words."""
    lacks: Mapping[Standing, tuple[str, ...]] = {"to-come": ("import",), "set-aside": ("history",)}
    waits = ("changed",) if listed.waits else ()
    return waits + lacks.get(listed.text, ())


def _paint_source(painter: QPainter, room: QRectF, row: Row, rtl: bool) -> None:
    """Site · date; where room is short the site is elided, never the date."""
    ink, font, site = theme.current().secondary, theme.ui_font(12), row.article.site or ""
    align = paint.RIGHT if rtl else paint.LEFT
    between = paint.advance("  ·  ", font) if site else 0.0
    dated = paint.advance(row.date, font)
    most = max(0.0, room.width() - between - dated)
    taken = paint.text(painter, _part(room, 0, most, rtl), site, font, ink, align) if site else 0.0
    if site:
        paint.text(painter, _part(room, taken, between, rtl), "·", font, ink, paint.CENTRE)
    place = _part(room, taken + between, dated, rtl)
    paint.text(painter, place, row.date, font, ink, align, elide=False)


def _part(room: QRectF, start: float, width: float, rtl: bool) -> QRectF:
    """So much of the room, `start` from where its words begin."""
    left = room.right() - start - width if rtl else room.left() + start
    return QRectF(left, room.top(), width, room.height())
