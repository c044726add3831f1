"""Paints headings and notes: label, quote, note, tags and signs. Lengths are logical pixels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from reader.model import State
from reader.text import direction
from reader.values import dataclass
from ui import paint, theme
from ui.all_notes.model import ROW, is_heading
from ui.all_notes.rows import Heading, Line, Row, label_name, shown_note, shown_quote
from ui.looks import Looks
from ui.note_words import state_name

if TYPE_CHECKING:
    from ui.look_words import Seen

EDGE = 32
END = 22
"""Free of words at the end of a row; the 10 px of the scroll bar are beside it."""
LABEL = 132
TAGS = 170
GAP = 32
AROUND = 11
PITCH = 22
SOURCE = 20
TAG_PITCH = 18
BADGE = 18
MOST = 4
HEADING = 50
NARROW = 760
WIDEST_QUOTE, WIDEST_NOTE = 640, 560
"""Longer lines are hard to read, however wide the window is."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things begin in a row that runs from left to right, and how wide they may be.

    Where there is no room `stacked` says that note and tags stand under the quote.
    """

    stacked: bool
    x: int
    quote: int
    note_x: int
    note: int
    end: int

    @property
    def tags(self) -> int:
        return self.quote if self.stacked else TAGS


@lru_cache(maxsize=32)
def columns(width: int) -> Columns:
    """The columns of rows of this width."""
    x, end = EDGE + LABEL, width - END
    if width < NARROW:
        room = max(end - x, 80)
        return Columns(True, x, room, x, room, end)
    room = end - TAGS - x
    quote = min(round(room * 0.52) - GAP, WIDEST_QUOTE)
    note = min(room - quote - GAP - GAP, WIDEST_NOTE)
    return Columns(False, x, quote, x + quote + GAP, note, end)


# --- how high ------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _rows_of(words: str, serif: bool, width: int) -> int:
    font = theme.page_font(16) if serif else theme.ui_font(14)
    return paint.lines(None, 0, 0, width, words, font, theme.current().text, MOST, PITCH)


@lru_cache(maxsize=4096)
def tag_rows(tags: tuple[str, ...], width: int, first: int) -> tuple[tuple[str, ...], ...]:
    """The tags in rows of `width`, the first of them narrower, MOST rows at most.

    A tag that is too long for a row has one of its own and is elided there.
    """
    rows: list[list[str]] = [[]]
    taken, font = 0.0, theme.ui_font(12)
    for tag in tags:
        wide = paint.advance(f"#{tag}", font) + 7
        room = first if len(rows) == 1 else width
        if rows[-1] and taken + wide > room + 7:
            rows.append([])
            taken = 0.0
        rows[-1].append(tag)
        taken += wide
    return tuple(tuple(row) for row in rows[:MOST] if row)


@dataclass(frozen=True, slots=True)
class Measure:
    """Where the parts of one note stand, from the top of its row."""

    quote: int
    look: int
    source: int
    note: int
    tags: int
    height: int


def measure(line: Line, width: int) -> Measure:
    """Where the parts stand in a row of this width, and how high it is."""
    at, pitch = columns(width), theme.scaled(PITCH)
    quote, note = _quote_of(line), shown_note(line.noted)
    quote_height = _rows_of(quote, True, at.quote) * pitch if quote else 0
    look_height = pitch if line.noted.state != "exact" else 0
    source_height = theme.scaled(SOURCE) if line.source else 0
    note_height = _rows_of(note, False, _note_width(line, at)) * pitch if note else 0
    tags_height = len(_tags_of(line, at)) * theme.scaled(TAG_PITCH)
    label_height = pitch + (theme.scaled(BADGE) + 4 if line.noted.state != "exact" else 0)
    if at.stacked:
        look = AROUND + quote_height
        source = look + look_height + (note_height if not quote else 0)
        note_top = AROUND if not quote else source + source_height + (4 if note else 0)
        below = max(source + source_height, note_top + note_height)
        tags = below + (4 if tags_height else 0)
        height = max(tags + tags_height, AROUND + label_height) + AROUND
        return Measure(AROUND, look, source, note_top, tags, height)
    words = quote_height + look_height if quote else note_height
    tallest = max(words + source_height, note_height, tags_height, label_height)
    look, source = AROUND + quote_height, AROUND + words
    return Measure(AROUND, look, source, AROUND, AROUND, tallest + 2 * AROUND)


def _quote_of(line: Line) -> str:
    return shown_quote(line.noted)


def _note_width(line: Line, at: Columns) -> int:
    """The note of an article has the place of the quote as well."""
    return at.note if line.noted.quote else at.quote


def _tags_of(line: Line, at: Columns) -> tuple[tuple[str, ...], ...]:
    first = at.tags if at.stacked else at.tags - 22 * _signs(line)
    return tag_rows(line.noted.tags, at.tags, first)


def _signs(line: Line) -> int:
    return line.noted.private + (line.noted.checked != "none")


def height_of(row: Row, width: int) -> int:
    """The height of a row of this width."""
    return theme.scaled(HEADING) if isinstance(row, Heading) else measure(row, width).height


# --- how it looks --------------------------------------------------------------------------------


class NotesDelegate(QStyledItemDelegate):
    """Paints a `Row`. `ringed` is set by the list while the keyboard brought the focus there."""

    ringed = False

    def __init__(self, looks: Looks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks = looks

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = option.rect.width()
        return QSize(width, height_of(index.data(ROW), width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        whole = _Mirror(QRectF(option.rect), option.direction == Qt.LayoutDirection.RightToLeft)
        with paint.kept(painter):
            if isinstance(row, Heading):
                _paint_heading(painter, whole, row)
                return
            self._paint_ground(painter, option, index, whole)
            _paint_line(painter, whole, row)
            self._paint_look(painter, whole, row)

    def _paint_look(self, painter: QPainter, whole: _Mirror, line: Line) -> None:
        """One line under the quote: old and new words, or what else became of the mark."""
        if line.noted.state == "exact" or line.noted.annotation is None:
            return
        self._looks.want(line.noted.annotation.id)
        seen = self.seen(line)
        if seen is not None:
            width = int(whole.row.width())
            at, place = columns(width), measure(line, width)
            _paint_seen(painter, whole.rect(at.x, place.look, at.quote, 0), seen)

    def seen(self, row: Row | None) -> Seen | None:
        """What a look at the row's mark shows; None if it needs none, or was not taken yet."""
        if not isinstance(row, Line) or row.noted.state == "exact":
            return None
        return self._looks.of(row.noted.id)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        seen = self.seen(index.data(ROW))
        if seen is None:
            return super().helpEvent(event, view, option, index)
        from ui.look_words import tip

        QToolTip.showText(event.globalPos(), tip(seen), view)
        return True

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, whole: _Mirror
    ) -> None:
        now, row = theme.current(), whole.row
        box = whole.rect(EDGE - 16, 1, row.width() - EDGE - END + 28, row.height() - 1)
        view = option.widget
        if option.state & QStyle.StateFlag.State_Selected:
            focused = view is not None and view.hasFocus()
            paint.ground(painter, box, 8, now.selected if focused else now.hover)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint.ground(painter, box, 8, now.hover)
        if self.ringed and _is_current(view, index):
            paint.focus_ring(painter, box, 8)
        if not (_is_marked(option) or _above_is_selected(view, index)):
            line = whole.rect(EDGE, 0, row.width() - EDGE - END, 1)
            painter.fillRect(line, now.hairline)


def _paint_seen(painter: QPainter, room: QRectF, seen: Seen) -> None:
    now, pitch = theme.current(), theme.scaled(PITCH)
    if seen.now is not None and seen.pieces:
        from ui.look_words import within

        pieces, left, width = within(seen), room.left(), room.width()
        paint.compared(painter, left, room.top(), width, pieces, 15, now.text, 1, pitch)
        return
    words = seen.aside or seen.link
    line = QRectF(room.left(), room.top(), room.width(), pitch)
    align = paint.RIGHT if direction(words) == "rtl" else paint.LEFT
    paint.text(painter, line, words, theme.ui_font(12), now.secondary, align)


def _is_marked(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_Selected)


def _is_current(view: QWidget | None, index: Index) -> bool:
    if not isinstance(view, QAbstractItemView) or not view.hasFocus():
        return False
    return bool(view.currentIndex() == index)


def _above_is_selected(view: QWidget | None, index: Index) -> bool:
    if not isinstance(view, QAbstractItemView) or not index.row():
        return False
    above = index.sibling(index.row() - 1, 0)
    return not is_heading(above) and view.selectionModel().isSelected(above)


def _paint_heading(painter: QPainter, whole: _Mirror, heading: Heading) -> None:
    now, row = theme.current(), whole.row
    top, height = theme.scaled(18), theme.scaled(22)
    left, end = EDGE, row.width() - END
    if heading.colour:
        paint.sign(painter, heading.colour, whole.point(left + 5, top + height / 2), 4.8)
        left += 20
    font, small = theme.ui_font(14, 600), theme.ui_font(12)
    beside = paint.advance(heading.meta, small) + 14 if heading.meta else 0
    wide = min(paint.advance(heading.title, font) + 1, max(end - left - beside, 60.0))
    paint.text(
        painter, whole.rect(left, top, wide, height), heading.title, font, now.text, whole.near
    )
    room = whole.rect(left + wide + 14, top, max(end - left - wide - 14, 0), height)
    paint.text(painter, room, heading.meta, small, now.secondary, whole.near)


def _paint_line(painter: QPainter, whole: _Mirror, line: Line) -> None:
    now, pitch = theme.current(), theme.scaled(PITCH)
    width = int(whole.row.width())
    at, place = columns(width), measure(line, width)
    _paint_label(painter, whole, line)
    quote, note = _quote_of(line), shown_note(line.noted)
    if quote:
        room = whole.rect(at.x, place.quote, at.quote, 0)
        font = theme.page_font(16)
        paint.lines(painter, room.left(), room.top(), at.quote, quote, font, now.text, MOST, pitch)
    if line.source:
        room = whole.rect(at.x, place.source, at.quote, theme.scaled(SOURCE))
        rtl = direction(quote or note) == "rtl"
        align = paint.RIGHT if rtl or whole.rtl else paint.LEFT
        paint.text(painter, room, line.source, theme.ui_font(12), now.secondary, align)
    if note:
        wide = _note_width(line, at)
        room = whole.rect(at.note_x if quote else at.x, place.note, wide, 0)
        font = theme.ui_font(14)
        paint.lines(painter, room.left(), room.top(), wide, note, font, now.text, MOST, pitch)
    _paint_tags(painter, whole, line, at, place)


def _paint_label(painter: QPainter, whole: _Mirror, line: Line) -> None:
    now, noted, pitch = theme.current(), line.noted, theme.scaled(PITCH)
    if noted.label:
        centre = whole.point(EDGE + 6, AROUND + pitch / 2)
        paint.sign(painter, noted.label.colour, centre, 4.8)
        ink = now.labels[noted.label.colour].text
    else:
        icon = whole.rect(EDGE - 2, AROUND + (pitch - 16) / 2, 16, 16)
        paint.icon(painter, "note", icon, now.secondary)
        ink = now.secondary
    room = whole.rect(EDGE + 20, AROUND, LABEL - 32, pitch)
    paint.text(painter, room, label_name(noted), theme.ui_font(12, 600), ink, whole.near)
    if noted.state != "exact":
        _paint_state(painter, whole, noted.state, AROUND + pitch + 2)


def _paint_state(painter: QPainter, whole: _Mirror, state: State, top: float) -> None:
    now, font, name = theme.current(), theme.ui_font(11, 500), state_name(state)
    ink = now.secondary
    if state in ("unsure", "orphan"):
        ink = now.labels["orange" if state == "unsure" else "red"].text
    wide, high = min(round(paint.advance(name, font)) + 30, LABEL - 26), theme.scaled(BADGE)
    paint.outline(painter, whole.rect(EDGE + 14, top, wide, high), high / 2, now.hairline)
    paint.icon(painter, state, whole.rect(EDGE + 20, top + (high - 12) / 2, 12, 12), ink)
    words = whole.rect(EDGE + 35, top, wide - 26, high)
    paint.text(painter, words, name, font, ink, whole.near)


def _paint_tags(painter: QPainter, whole: _Mirror, line: Line, at: Columns, place: Measure) -> None:
    """Signs at the far end of the first line, tags before them; under the note in a narrow row."""
    pitch = theme.scaled(PITCH)
    _paint_signs(painter, whole, line, at.end, AROUND + (pitch - 16) / 2)
    high = theme.scaled(TAG_PITCH)
    top = place.tags + (0 if at.stacked else (pitch - high) / 2)
    signs = 0 if at.stacked else 22 * _signs(line)
    for row in _tags_of(line, at):
        left = at.x if at.stacked else at.end - TAGS
        room = whole.rect(left, top, at.tags - signs, high)
        _paint_tag_row(painter, whole, row, room, near=at.stacked)
        top, signs = top + high, 0


def _paint_signs(painter: QPainter, whole: _Mirror, line: Line, end: float, top: float) -> None:
    now, noted = theme.current(), line.noted
    if noted.checked != "none":
        holds = noted.checked == "holds"
        ink = now.labels["green" if holds else "red"].text
        place = whole.rect(end - 16, top, 16, 16)
        paint.icon(painter, "tick" if holds else "cross", place, ink)
        end -= 22
    if noted.private:
        paint.icon(painter, "lock", whole.rect(end - 16, top, 16, 16), now.secondary)


def _paint_tag_row(
    painter: QPainter, whole: _Mirror, tags: Sequence[str], room: QRectF, *, near: bool
) -> None:
    """One by one from the end (or from where the row begins), each in its own direction."""
    font, ink = theme.ui_font(12), theme.current().secondary
    from_left = near != whole.rtl
    x = room.left() if from_left else room.right()
    for tag in tags if near else reversed(tags):
        wide = min(paint.advance(f"#{tag}", font) + 1, room.width())
        left = x if from_left else x - wide
        place = QRectF(left, room.top(), wide, room.height())
        paint.text(painter, place, f"#{tag}", font, ink, paint.LEFT if from_left else paint.RIGHT)
        x += wide + 6 if from_left else -wide - 6


class _Mirror:
    """Places things from the reading edge of a row, whichever side that is, and from its top."""

    def __init__(self, row: QRectF, rtl: bool) -> None:
        self.row = row
        self.rtl = rtl

    @property
    def near(self) -> Qt.AlignmentFlag:
        return paint.RIGHT if self.rtl else paint.LEFT

    def point(self, x: float, y: float) -> QPointF:
        across = self.row.right() - x if self.rtl else self.row.left() + x
        return QPointF(across, self.row.top() + y)

    def rect(self, x: float, y: float, width: float, height: float) -> QRectF:
        left = self.row.right() - x - width if self.rtl else self.row.left() + x
        return QRectF(left, self.row.top() + y, width, height)
