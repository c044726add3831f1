"""Paints the cards: sign and label, badges, quote, note, tags. Lengths are logical pixels."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import (
    QDateTime,
    QLocale,
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
)

from reader.messages import _
from reader.model import State
from reader.text import direction
from reader.values import dataclass
from ui import paint, theme
from ui.looks import Looks
from ui.note_words import state_name
from ui.notes import rendered
from ui.notes.cards import Card, CardId, check_meaning, state_meaning
from ui.notes.model import CARD
from ui.notes.setting import PITCH
from ui.parts import plain_tip

if TYPE_CHECKING:
    from ui.look_words import Pieces, Seen

EDGE = 24
ABOVE, BELOW = 12, 13
HEAD = 20
QUOTE_PITCH, QUOTE_LINES = 21, 3
COMPARED_LINES = 5
ASIDE_ABOVE, ASIDE_PITCH, ASIDE_LINES = 3, 17, 2
NOTE_ABOVE, NOTE_LINES = 5, 9
TAGS = 18
_LETTER = 7
"""Width of a Latin letter, more or less."""
BADGE = 18
GROUP = 36
"""Height of the line "Without a place" over the first orphan, and of the gap under the last."""

Index = QModelIndex | QPersistentModelIndex


def _group_above(card: Card) -> int:
    return theme.scaled(GROUP) if card.opens_orphans else 0


def _group_below(card: Card) -> int:
    return GROUP // 3 if card.closes_orphans else 0


def head_height(card: Card, width: int, seen: Seen | None = None) -> int:
    """From a card's top to the bottom of its quote, for a row of this width.

    What is `seen` of a mark that needs a look stands with the quote.
    """
    return _group_above(card) + ABOVE + theme.scaled(HEAD) + _words_height(card, width, seen)


def _words_height(card: Card, width: int, seen: Seen | None) -> int:
    height = 0
    if seen is not None and seen.pieces:
        height = 4 + _compared_lines(seen.pieces, width) * theme.scaled(QUOTE_PITCH)
    elif card.quote:
        height = 4 + _quote_lines(card.quote, width) * theme.scaled(QUOTE_PITCH)
    for words in _asides(seen):
        height += ASIDE_ABOVE + _aside_lines(words, width) * theme.scaled(ASIDE_PITCH)
    return height


def _asides(seen: Seen | None) -> tuple[str, ...]:
    """What stands under the quote: words, then a link."""
    return tuple(words for words in (seen.aside, seen.link) if words) if seen else ()


@lru_cache(maxsize=2048)
def _quote_lines(quote: str, width: int) -> int:
    font, ink = theme.page_font(15), theme.current().text
    return paint.lines(None, 0, 0, width - 2 * EDGE, quote, font, ink, QUOTE_LINES, QUOTE_PITCH)


def _compared_lines(pieces: Pieces, width: int) -> int:
    ink = theme.current().text
    return paint.compared(
        None, 0, 0, width - 2 * EDGE, pieces, 15, ink, COMPARED_LINES, QUOTE_PITCH
    )


def _aside_lines(words: str, width: int) -> int:
    font, ink = theme.ui_font(12), theme.current().text
    return paint.lines(None, 0, 0, width - 2 * EDGE, words, font, ink, ASIDE_LINES, ASIDE_PITCH)


@lru_cache(maxsize=8192)
def _note_height(note: str, width: int, _scale: float) -> tuple[int, bool]:
    """The height of the note's first lines, and whether there are more."""
    return rendered.shown_height(note, width - 2 * EDGE, NOTE_LINES)


def note_height(note: str, width: int) -> int:
    """The height of a note on a card of this width, with the line that says there is more."""
    height, cut = _note_height(note, width, theme.scale())
    return height + (theme.scaled(PITCH) if cut else 0)


def card_height(card: Card, width: int, seen: Seen | None = None) -> int:
    """The height of a card that is not being edited."""
    height = head_height(card, width, seen)
    if card.note:
        height += NOTE_ABOVE + note_height(card.note, width)
    if card.tags:
        height += 4 + theme.scaled(TAGS)
    return height + BELOW + _group_below(card)


def guessed_height(card: Card, width: int) -> int:
    """About the height of a card, by the number of its letters: in a hundredth of the time."""
    letters = max(1, (width - 2 * EDGE) // theme.scaled(_LETTER))
    height = _group_above(card) + ABOVE + theme.scaled(HEAD) + BELOW
    if card.quote:
        height += 4 + min(QUOTE_LINES, 1 + len(card.quote) // letters) * theme.scaled(QUOTE_PITCH)
    if card.note:
        lines = 1 + card.note.count("\n") + len(card.note) // letters
        height += NOTE_ABOVE + min(NOTE_LINES, lines) * theme.scaled(PITCH)
    return height + (4 + theme.scaled(TAGS) if card.tags else 0)


@dataclass(frozen=True, slots=True)
class Badge:
    """One of the signs at the end of a card's head, and where it is painted."""

    kind: Literal["lock", "check", "state"]
    rect: QRectF


def badges(card: Card, row: QRectF, rtl: bool) -> list[Badge]:
    """Lock, check and state, from the outer edge inwards, on a card whose head begins at `row`."""
    return list(_badges(card, _Mirror(row, rtl), row.top() + ABOVE))


def _badges(card: Card, mirror: _Mirror, top: float) -> Iterator[Badge]:
    right = mirror.row.right() - EDGE
    if card.private:
        yield Badge("lock", mirror.rect(right - 16, top + 2, 16, 16))
        right -= 22
    if card.checked != "none":
        yield Badge("check", mirror.rect(right - 16, top + 2, 16, 16))
        right -= 22
    if card.state:
        width = round(paint.advance(state_name(card.state), theme.ui_font(11, 500))) + 30
        yield Badge("state", mirror.rect(right - width, top + 1, width, BADGE))


def meaning(card: Card, badge: Badge) -> str:
    """What a badge means, in a sentence."""
    match badge.kind:
        case "lock":
            return _("Stays here: it leaves with no export or copy.")
        case "check":
            return check_meaning(card.checked, _when(card))
        case "state":
            return state_meaning(card.state or "exact")


def _when(card: Card) -> str:
    if card.checked_at is None:
        return ""
    local = QDateTime.fromSecsSinceEpoch(int(card.checked_at.timestamp()))
    return QLocale().toString(local, "d MMMM yyyy, HH:mm")


class NoteDelegate(QStyledItemDelegate):
    """Paints cards and knows which one is active and which one is being edited, and how high.

    With `several` the selected ones are told from the active one by their ground. The card that
    is decided on has room for the buttons.
    """

    def __init__(self, looks: Looks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks = looks
        self.deciding: CardId | None = None
        self.deciding_height = 0
        self.active: CardId | None = None
        self.ringed = False
        self.several = False
        self.editing: CardId | None = None
        self.editor_height = 0

    def height(self, card: Card, width: int) -> int:
        """The height of a card, as it is or with the editor in it."""
        if card.id == self.editing:
            return self.head_height(card, width) + self.editor_height
        buttons = self.deciding_height if card.id == self.deciding else 0
        return card_height(card, width, self.seen(card)) + buttons

    def below(self, card: Card) -> int:
        """From the foot of a card's words, or of the buttons under them, to the end of its row."""
        return BELOW - 5 + _group_below(card)

    def head_height(self, card: Card, width: int) -> int:
        """From a card's top to the bottom of its quote and what is said of it."""
        return head_height(card, width, self.seen(card))

    def seen(self, card: Card) -> Seen | None:
        """What a look at the card's mark shows; None if it needs none, or was not taken yet."""
        return self._looks.of(card.id) if card.state else None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = option.rect.width()
        return QSize(width, self.height(index.data(CARD), width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: Card = index.data(CARD)
        row = QRectF(option.rect)
        with paint.kept(painter):
            if card.opens_orphans:
                self._paint_group(painter, row, _is_rtl(option))
            row.setTop(row.top() + _group_above(card))
            self._paint_ground(painter, option, index, card, row)
            self._paint_head(painter, option, card, row)
            y = self._paint_quote(painter, card, row)
            if card.id != self.editing:
                self._paint_note(painter, option, card, row, y)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        card: Card = index.data(CARD)
        at = QPointF(event.pos())
        tip = plain_tip(self.said_at(card, option, at)) or self._tip_of_quote(card, option, at)
        QToolTip.showText(event.globalPos(), tip, view)
        return bool(tip)

    def _tip_of_quote(self, card: Card, option: QStyleOptionViewItem, at: QPointF) -> str:
        """Old and new words whole, under the point; escaped."""
        seen, row = self.seen(card), option.rect
        if seen is None or at.y() >= row.top() + self.head_height(card, row.width()):
            return ""
        from ui.look_words import tip

        return tip(seen)

    def said_at(self, card: Card, option: QStyleOptionViewItem, at: QPointF) -> str:
        """What is under this point in a sentence, or the address of a link; else empty."""
        row = QRectF(option.rect).adjusted(0, _group_above(card), 0, 0)
        around = (each for each in badges(card, row, _is_rtl(option)))
        hit = next((each for each in around if each.rect.adjusted(-3, -5, 3, 5).contains(at)), None)
        return meaning(card, hit) if hit else self.link_at(card, option, at)

    def link_at(self, card: Card, option: QStyleOptionViewItem, at: QPointF) -> str:
        """The address of the link under this point; empty where there is none."""
        if not card.note or card.id == self.editing:
            return ""
        row, width = option.rect, option.rect.width()
        top = row.top() + self.head_height(card, width) + NOTE_ABOVE
        within = at - QPointF(row.left() + EDGE, top)
        if not 0 <= within.y() < _note_height(card.note, width, theme.scale())[0]:
            return ""
        return rendered.link_at(rendered.glance(card.note, width - 2 * EDGE), within)

    def is_on_version(self, card: Card, option: QStyleOptionViewItem, at: QPointF) -> bool:
        """Whether the link to an earlier version is under this point."""
        seen, row = self.seen(card), option.rect
        if seen is None or not seen.link:
            return False
        bottom = row.top() + self.head_height(card, row.width())
        top = bottom - _aside_lines(seen.link, row.width()) * theme.scaled(ASIDE_PITCH)
        if not top <= at.y() < bottom:
            return False
        wide = min(paint.advance(seen.link, theme.ui_font(12)), row.width() - 2 * EDGE)
        rtl = direction(seen.link) == "rtl"
        left = row.right() + 1 - EDGE - wide if rtl else row.left() + EDGE
        return bool(left <= at.x() < left + wide)

    def _paint_group(self, painter: QPainter, row: QRectF, rtl: bool) -> None:
        room = QRectF(row.left() + EDGE, row.top() + 8, row.width() - 2 * EDGE, 20)
        font = theme.ui_font(12, 600)
        align = paint.RIGHT if rtl else paint.LEFT
        paint.text(painter, room, _("Without a place"), font, theme.current().secondary, align)

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
            chosen = self.several and option.state & QStyle.StateFlag.State_Selected
            inside = now.selected if chosen else now.page
            paint.outline(painter, box, 8, now.hairline, inside=inside)
            if self.ringed:
                paint.focus_ring(painter, box.adjusted(1, 1, -1, -1), 7)
            return
        if self.several and option.state & QStyle.StateFlag.State_Selected:
            paint.ground(painter, box, 8, now.selected)
        elif option.state & QStyle.StateFlag.State_MouseOver:
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
        rtl = _is_rtl(option)
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
        for badge in _badges(card, mirror, top):
            match badge.kind:
                case "lock":
                    paint.icon(painter, "lock", badge.rect, now.secondary)
                case "check":
                    holds = card.checked == "holds"
                    ink = now.labels["green" if holds else "red"].text
                    paint.icon(painter, "tick" if holds else "cross", badge.rect, ink)
                case "state":
                    _paint_state(painter, card.state or "exact", mirror, badge.rect)
            right -= badge.rect.width() + 6
        return right

    def _paint_quote(self, painter: QPainter, card: Card, row: QRectF) -> float:
        y = row.top() + ABOVE + theme.scaled(HEAD)
        now, seen = theme.current(), self.seen(card)
        ink = now.secondary if card.note or card.id == self.editing else now.text
        pitch, font = theme.scaled(QUOTE_PITCH), theme.page_font(15)
        left, width = row.left() + EDGE, row.width() - 2 * EDGE
        if seen is not None and seen.pieces:
            rows = paint.compared(
                painter, left, y + 4, width, seen.pieces, 15, now.text, COMPARED_LINES, pitch
            )
            y += 4 + rows * pitch
        elif card.quote:
            rows = paint.lines(
                painter, left, y + 4, width, card.quote, font, ink, QUOTE_LINES, pitch
            )
            y += 4 + rows * pitch
        for words in _asides(seen):
            link = seen is not None and words == seen.link
            y = _paint_aside(painter, words, left, y + ASIDE_ABOVE, width, link=link)
        return y

    def _paint_note(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        card: Card,
        row: QRectF,
        y: float,
    ) -> None:
        now, left, width = theme.current(), row.left() + EDGE, row.width() - 2 * EDGE
        if card.note:
            y += NOTE_ABOVE
            _paint_words(painter, card.note, left, y, int(row.width()))
            y += note_height(card.note, int(row.width()))
        if card.tags:
            room = QRectF(left, y + 4, width, theme.scaled(TAGS))
            tags = "   ".join(paint.isolated(f"#{tag}") for tag in card.tags)
            align = paint.RIGHT if _is_rtl(option) else paint.LEFT
            paint.text(painter, room, tags, theme.ui_font(12), now.secondary, align)


def _paint_words(painter: QPainter, note: str, left: float, y: float, width: int) -> None:
    """The first lines of a note, and under them an ellipsis if there are more."""
    document = rendered.glance(note, width - 2 * EDGE)
    height, cut = _note_height(note, width, theme.scale())
    rendered.draw(painter, document, QPointF(left, y), height)
    if cut:
        room = QRectF(left, y + height, width - 2 * EDGE, theme.scaled(PITCH))
        align = paint.RIGHT if direction(note) == "rtl" else paint.LEFT
        paint.text(painter, room, "…", theme.ui_font(14), theme.current().secondary, align)


def _paint_aside(
    painter: QPainter, words: str, left: float, y: float, width: float, *, link: bool
) -> float:
    """Small words under a quote; gives back where they end."""
    now, pitch = theme.current(), theme.scaled(ASIDE_PITCH)
    font, ink = theme.ui_font(12), now.accent if link else now.secondary
    font.setUnderline(link)
    rows = paint.lines(painter, left, y, width, words, font, ink, ASIDE_LINES, pitch)
    return y + rows * pitch


def _paint_state(painter: QPainter, state: State, mirror: _Mirror, box: QRectF) -> None:
    now = theme.current()
    ink = now.secondary
    if state in ("unsure", "orphan"):
        ink = now.labels["orange" if state == "unsure" else "red"].text
    paint.outline(painter, box, BADGE / 2, now.hairline)
    paint.icon(painter, state, mirror.within(box, 6, 12), ink)
    words = box.adjusted(6, 0, -21, 0) if mirror.rtl else box.adjusted(21, 0, -6, 0)
    align = paint.RIGHT if mirror.rtl else paint.LEFT
    paint.text(painter, words, state_name(state), theme.ui_font(11, 500), ink, align)


def _is_rtl(option: QStyleOptionViewItem) -> bool:
    return option.direction == Qt.LayoutDirection.RightToLeft


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
