"""Paints what is in a story: its number, label, quote, note and article. Logical pixels."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from reader.messages import _
from reader.noted import Noted
from reader.text import direction
from reader.values import dataclass
from ui import paint, theme
from ui.note_words import plain_note, quoted, state_name

NOTED = Qt.ItemDataRole.UserRole
"""The role under which an index gives its `Noted`."""

EDGE, NUMBER, END = 20, 40, 32
WIDEST = 680
"""Longer lines are hard to read, however wide the window is."""
AROUND = 14
HEAD, QUOTE, NOTE, SOURCE = 22, 25, 21, 20
MOST_QUOTE, MOST_NOTE = 8, 12

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Shown:
    """The words of one item: what is marked (or the article's headline), what was noted, and
    where it is from."""

    words: str
    note: str
    source: str


@lru_cache(maxsize=2048)
def shown(noted: Noted) -> Shown:
    """What a row says of an item."""
    article, note = noted.article, "  ".join(line.strip() for line in plain_note(noted.note))
    source = [article.title] if noted.annotation else []
    source += [article.site] if article.site else []
    return Shown(quoted(noted.quote) or article.title, note, " · ".join(source))


def head_of(noted: Noted) -> str:
    """What stands over it: the label, or that it is a whole article."""
    return noted.label.name if noted.label else _("Article")


def spoken(noted: Noted, number: int) -> str:
    """The row as a screen reader says it."""
    words = shown(noted)
    said = [str(number), head_of(noted), f"“{words.words}”", words.note, words.source]
    if noted.state != "exact":
        said.append(state_name(noted.state))
    if noted.private:
        said.append(_("stays here"))
    return ". ".join(each for each in said if each)


@dataclass(frozen=True, slots=True)
class Measure:
    """Where the parts of a row begin, from its top, and how high it is."""

    quote: int
    note: int
    source: int
    height: int


@lru_cache(maxsize=4096)
def measure(noted: Noted, width: int) -> Measure:
    """Where the parts stand in a row of this width."""
    words, room = shown(noted), room_for_words(width)
    quote = AROUND + theme.scaled(HEAD)
    note = quote + _high(words.words, True, room, MOST_QUOTE, QUOTE)
    source = note + (4 + _high(words.note, False, room, MOST_NOTE, NOTE) if words.note else 0)
    end = source + (theme.scaled(SOURCE) + 2 if words.source else 0)
    return Measure(quote, note + 4, source + 2, end + AROUND)


def room_for_words(width: int) -> int:
    """How wide the words of a row of this width may be."""
    return max(80, min(width - EDGE - NUMBER - END, WIDEST))


def _high(words: str, serif: bool, room: int, most: int, pitch: int) -> int:
    font = theme.page_font(17) if serif else theme.ui_font(14)
    count = paint.lines(None, 0, 0, room, words, font, theme.current().text, most, 1)
    return count * theme.scaled(pitch)


class ItemDelegate(QStyledItemDelegate):
    """Paints a `Noted`. `ringed` is set by the list while the keyboard brought the focus there."""

    ringed = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else 400
        return QSize(width, measure(index.data(NOTED), width).height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = _Row(QRectF(option.rect), option.direction == Qt.LayoutDirection.RightToLeft)
        noted: Noted = index.data(NOTED)
        with paint.kept(painter):
            self._paint_ground(painter, option, index, row)
            _paint_head(painter, row, noted, index.row() + 1)
            _paint_words(painter, row, noted)

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, row: _Row
    ) -> None:
        now, view = theme.current(), option.widget
        box = row.whole.adjusted(8, 1, -8, -1)
        focused = view is not None and view.hasFocus()
        if option.state & QStyle.StateFlag.State_Selected:
            paint.ground(painter, box, 8, now.selected if focused else now.hover)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint.ground(painter, box, 8, now.hover)
        current = isinstance(view, QAbstractItemView) and view.currentIndex() == index
        if self.ringed and focused and current:
            paint.focus_ring(painter, box, 8)


def _paint_head(painter: QPainter, row: _Row, noted: Noted, number: int) -> None:
    now, high = theme.current(), theme.scaled(HEAD)
    small = theme.ui_font(12)
    place = row.rect(EDGE - 8, AROUND, NUMBER - 8, high)
    paint.text(painter, place, str(number), small, now.secondary, row.far)
    left = EDGE + NUMBER
    if noted.label:
        paint.sign(painter, noted.label.colour, row.rect(left, AROUND, 10, high).center(), 4.8)
        ink = now.labels[noted.label.colour].text
    else:
        paint.icon(
            painter, "page", row.rect(left - 2, AROUND + (high - 16) / 2, 16, 16), now.secondary
        )
        ink = now.secondary
    room = row.whole.width() - left - 18 - END
    name = row.rect(left + 18, AROUND, room, high)
    taken = paint.text(painter, name, head_of(noted), theme.ui_font(12, 600), ink, row.near)
    beside = [_("stays here")] if noted.private else []
    beside += [state_name(noted.state)] if noted.state != "exact" else []
    rest = row.rect(left + 30 + taken, AROUND, max(room - taken - 12, 0), high)
    paint.text(painter, rest, " · ".join(beside), small, now.secondary, row.near)


def _paint_words(painter: QPainter, row: _Row, noted: Noted) -> None:
    now, words = theme.current(), shown(noted)
    width = int(row.whole.width())
    place, room = measure(noted, width), room_for_words(width)
    left, top = row.rect(EDGE + NUMBER, 0, room, 1).left(), row.whole.top()
    serif = theme.page_font(17) if noted.annotation else theme.page_font(17, 600)
    pitch = theme.scaled(QUOTE)
    paint.lines(
        painter, left, top + place.quote, room, words.words, serif, now.text, MOST_QUOTE, pitch
    )
    if words.note:
        font, pitch = theme.ui_font(14), theme.scaled(NOTE)
        paint.lines(
            painter, left, top + place.note, room, words.note, font, now.text, MOST_NOTE, pitch
        )
    if words.source:
        line = QRectF(left, top + place.source, room, theme.scaled(SOURCE))
        rtl = row.rtl or direction(words.words) == "rtl"
        align = paint.RIGHT if rtl else paint.LEFT
        paint.text(painter, line, words.source, theme.ui_font(12), now.secondary, align)


class _Row:
    """Places things from the reading edge of a row, whichever side that is, and from its top."""

    def __init__(self, whole: QRectF, rtl: bool) -> None:
        self.whole = whole
        self.rtl = rtl
        self.near = paint.RIGHT if rtl else paint.LEFT
        self.far = paint.LEFT if rtl else paint.RIGHT

    def rect(self, x: float, y: float, width: float, height: float) -> QRectF:
        left = self.whole.right() - x - width if self.rtl else self.whole.left() + x
        return QRectF(left, self.whole.top() + y, width, height)
