"""Paints the cards: sign and label, badges, quote, note, tags. Lengths are logical pixels."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reader.messages import _
from reader.model import State
from ui import paint, theme
from ui.notes.cards import Card, CardId, plain_note, state_name, tags_shown
from ui.notes.model import CARD

EDGE = 24
ABOVE, BELOW = 12, 13
HEAD = 20
QUOTE_PITCH, QUOTE_LINES = 21, 3
NOTE_PITCH, NOTE_LINES = 20, 9
TAGS = 18
BADGE = 18
GROUP = 36
"""Height of the line "Without a place" over the first orphan, and of the gap under the last."""

Index = QModelIndex | QPersistentModelIndex


def _group_above(card: Card) -> int:
    return theme.scaled(GROUP) if card.opens_orphans else 0


def head_height(card: Card, width: int) -> int:
    """From a card's top to the bottom of its quote, for a row of this width."""
    height = _group_above(card) + ABOVE + theme.scaled(HEAD)
    if card.quote:
        height += 4 + _quote_lines(card.quote, width) * theme.scaled(QUOTE_PITCH)
    return height


@lru_cache(maxsize=2048)
def _quote_lines(quote: str, width: int) -> int:
    font, ink = theme.page_font(15), theme.current().text
    return paint.lines(None, 0, 0, width - 2 * EDGE, quote, font, ink, QUOTE_LINES, QUOTE_PITCH)


@lru_cache(maxsize=2048)
def _note_shares(note: str, width: int) -> tuple[tuple[str, int], ...]:
    """Each line of the note with how many rows it takes, at most NOTE_LINES in all."""
    font, ink = theme.ui_font(14), theme.current().text
    shares, left = [], NOTE_LINES
    for line in plain_note(note):
        if left == 0:
            break
        rows = paint.lines(None, 0, 0, width - 2 * EDGE, line, font, ink, left, NOTE_PITCH)
        shares.append((line, rows))
        left -= rows
    return tuple(shares)


def card_height(card: Card, width: int) -> int:
    """The height of a card that is not being edited."""
    height = head_height(card, width)
    if card.note:
        rows = sum(rows for _line, rows in _note_shares(card.note, width))
        height += 5 + rows * theme.scaled(NOTE_PITCH)
    if card.tags:
        height += 4 + theme.scaled(TAGS)
    return height + BELOW + (GROUP // 3 if card.closes_orphans else 0)


class NoteDelegate(QStyledItemDelegate):
    """Paints cards and knows which one is active and which one is being edited, and how high."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.active: CardId | None = None
        self.ringed = False
        self.editing: CardId | None = None
        self.editor_height = 0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        card: Card = index.data(CARD)
        width = option.rect.width()
        if card.id == self.editing:
            return QSize(width, head_height(card, width) + self.editor_height)
        return QSize(width, card_height(card, width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: Card = index.data(CARD)
        row = QRectF(option.rect)
        with paint.kept(painter):
            if card.opens_orphans:
                self._paint_group(painter, row)
            row.setTop(row.top() + _group_above(card))
            self._paint_ground(painter, option, index, card, row)
            self._paint_head(painter, option, card, row)
            y = self._paint_quote(painter, card, row)
            if card.id != self.editing:
                self._paint_note(painter, card, row, y)

    def _paint_group(self, painter: QPainter, row: QRectF) -> None:
        room = QRectF(row.left() + EDGE, row.top() + 8, row.width() - 2 * EDGE, 20)
        font = theme.ui_font(12, 600)
        paint.text(painter, room, _("Without a place"), font, theme.current().secondary)

    def _paint_ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        card: Card,
        row: QRectF,
    ) -> None:
        now = theme.current()
        box = row.adjusted(8, 1, -8, -1)
        if card.id == self.active:
            paint.outline(painter, box, 8, now.hairline, inside=now.page)
            if self.ringed:
                paint.focus_ring(painter, box.adjusted(1, 1, -1, -1), 7)
            return
        if option.state & QStyle.StateFlag.State_MouseOver:
            paint.ground(painter, box, 8, now.hover)
        elif index.row() and not card.opens_orphans and not self._follows_active(index):
            paint.hairline(painter, row.left() + EDGE, row.top(), row.width() - 2 * EDGE)

    def _follows_active(self, index: Index) -> bool:
        above: Card = index.sibling(index.row() - 1, 0).data(CARD)
        return above.id == self.active

    def _paint_head(
        self, painter: QPainter, option: QStyleOptionViewItem, card: Card, row: QRectF
    ) -> None:
        now, height = theme.current(), theme.scaled(HEAD)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        top, mirror = row.top() + ABOVE, _Mirror(row, rtl)
        if card.label:
            centre = mirror.point(row.left() + EDGE + 5, top + height / 2)
            paint.sign(painter, card.label.colour, centre, 4.8)
            ink = now.labels[card.label.colour].text
        else:
            paint.icon(
                painter, "note", mirror.rect(row.left() + EDGE - 2, top + 2, 16, 16), now.secondary
            )
            ink = now.secondary
        right = self._paint_badges(painter, card, mirror, top)
        room = mirror.rect(row.left() + EDGE + 18, top, right - row.left() - EDGE - 22, height)
        align = paint.RIGHT if rtl else paint.LEFT
        paint.text(painter, room, card.heading, theme.ui_font(12, 600), ink, align)

    def _paint_badges(self, painter: QPainter, card: Card, mirror: _Mirror, top: float) -> float:
        """Lock, check and state at the right; gives back how far left they reach."""
        now, right = theme.current(), mirror.row.right() - EDGE
        if card.private:
            paint.icon(painter, "lock", mirror.rect(right - 16, top + 2, 16, 16), now.secondary)
            right -= 22
        if card.checked != "none":
            holds = card.checked == "holds"
            ink = now.labels["green" if holds else "red"].text
            name = "tick" if holds else "cross"
            paint.icon(painter, name, mirror.rect(right - 16, top + 2, 16, 16), ink)
            right -= 22
        if card.state:
            right -= self._paint_state(painter, card.state, mirror, right, top)
        return right

    def _paint_state(
        self, painter: QPainter, state: State, mirror: _Mirror, right: float, top: float
    ) -> float:
        now, font, name = theme.current(), theme.ui_font(11, 500), state_name(state)
        ink = now.secondary
        if state in ("unsure", "orphan"):
            ink = now.labels["orange" if state == "unsure" else "red"].text
        width = round(paint.advance(name, font)) + 30
        box = mirror.rect(right - width, top + 1, width, BADGE)
        paint.outline(painter, box, BADGE / 2, now.hairline)
        paint.icon(painter, state, mirror.within(box, 6, 12), ink)
        words = box.adjusted(6, 0, -21, 0) if mirror.rtl else box.adjusted(21, 0, -6, 0)
        paint.text(painter, words, name, font, ink, paint.RIGHT if mirror.rtl else paint.LEFT)
        return width + 6

    def _paint_quote(self, painter: QPainter, card: Card, row: QRectF) -> float:
        y = row.top() + ABOVE + theme.scaled(HEAD)
        if not card.quote:
            return y
        now = theme.current()
        ink = now.secondary if card.note or card.id == self.editing else now.text
        pitch, font = theme.scaled(QUOTE_PITCH), theme.page_font(15)
        width = row.width() - 2 * EDGE
        left = row.left() + EDGE
        rows = paint.lines(painter, left, y + 4, width, card.quote, font, ink, QUOTE_LINES, pitch)
        return y + 4 + rows * pitch

    def _paint_note(self, painter: QPainter, card: Card, row: QRectF, y: float) -> None:
        now, left, width = theme.current(), row.left() + EDGE, row.width() - 2 * EDGE
        pitch = theme.scaled(NOTE_PITCH)
        if card.note:
            y += 5
            for line, rows in _note_shares(card.note, int(row.width())):
                font = theme.ui_font(14)
                paint.lines(painter, left, y, width, line, font, now.text, rows, pitch)
                y += rows * pitch
        if card.tags:
            room = QRectF(left, y + 4, width, theme.scaled(TAGS))
            tags = tags_shown(card.tags).replace(" ", "   ")
            rtl = QStyleOptionViewItem().direction == Qt.LayoutDirection.RightToLeft
            align = paint.RIGHT if rtl else paint.LEFT
            paint.text(painter, room, tags, theme.ui_font(12), now.secondary, align)


class _Mirror:
    """Places things from the reading edge of a row, whichever side that is."""

    def __init__(self, row: QRectF, rtl: bool) -> None:
        self.row = row
        self.rtl = rtl

    def point(self, x: float, y: float) -> QPointF:
        return QPointF(self.row.left() + self.row.right() - x if self.rtl else x, y)

    def rect(self, x: float, y: float, width: float, height: float) -> QRectF:
        left = self.row.left() + self.row.right() - x - width if self.rtl else x
        return QRectF(left, y, width, height)

    def within(self, box: QRectF, inset: float, side: float) -> QRectF:
        """A square of `side` inside a box, `inset` from its reading edge, centred in height."""
        left = box.right() - inset - side if self.rtl else box.left() + inset
        return QRectF(left, box.top() + (box.height() - side) / 2, side, side)
