"""The note of the mark that the mouse rests on, floating beside its line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from reader.messages import _, ngettext
from reader.model import Checked, Colour
from reader.values import dataclass
from ui import paint, theme
from ui.note_words import plain_note

_WIDEST = 320
_SHADOW = 16
_EDGE = 12
_BETWEEN = 8
_HEAD = 20
_PITCH = 20
_TAGS = 18
_MOST_LINES = 8
_MOST_MARKS = 3
_AWAY = 6


@dataclass(frozen=True, slots=True)
class HoverMark:
    """What is said of one mark; plain words, others' or one's own."""

    label: str
    colour: Colour
    note: str = ""
    tags: tuple[str, ...] = ()
    state: str = ""
    checked: Checked = "none"
    private: bool = False


class HoverNote(QWidget):
    """Floats over its parent; takes neither the mouse nor the keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._marks: Sequence[HoverMark] = ()
        self._rest = 0
        self._counting: tuple[int, int] | None = None
        self.hide()

    def show_marks(
        self,
        marks: Sequence[HoverMark],
        beside: QRect,
        within: QRect,
        counting: tuple[int, int] | None = None,
    ) -> None:
        """Shows up to three marks under a line, else above it; in the parent's coordinates.

        With `counting` (2, 3) the first says that it is the second of three.
        """
        self._marks = marks[:_MOST_MARKS]
        self._rest = len(marks) - len(self._marks)
        self._counting = counting
        self.setAccessibleName("\n".join(_spoken(mark) for mark in self._marks))
        width = min(_WIDEST, within.width() - 2 * _AWAY)
        height = round(self._paint(None, QRectF(0, 0, width, 0)))
        below = beside.bottom() + 1 + _AWAY
        above = beside.top() - _AWAY - height
        y = below if below + height <= within.bottom() or above < within.top() else above
        x = max(within.left(), min(beside.left(), within.right() + 1 - width))
        card = QRect(x, y, width, height)
        self.setGeometry(card.adjusted(-_SHADOW, -_SHADOW, _SHADOW, _SHADOW))
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        card = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        paint.shadow(painter, card, 8)
        paint.outline(painter, card, 8, now.hairline, inside=now.floating)
        self._paint(painter, card)

    def _paint(self, painter: QPainter | None, card: QRectF) -> float:
        """Paints the marks from the card's top, or only measures; gives back the height."""
        y = card.top() + _EDGE - 2
        for number, mark in enumerate(self._marks):
            if number:
                if painter is not None:
                    width = card.width() - 2 * _EDGE
                    paint.hairline(painter, card.left() + _EDGE, round(y + _BETWEEN / 2), width)
                y += _BETWEEN + 1
            y = self._paint_mark(painter, card, y, mark, self._counting if not number else None)
        if self._rest:
            words = ngettext("{n} more", "{n} more", self._rest).format(n=self._rest)
            y = self._line(painter, card, y, words, _TAGS)
        return y + _EDGE - 2 - card.top()

    def _paint_mark(
        self,
        painter: QPainter | None,
        card: QRectF,
        y: float,
        mark: HoverMark,
        counting: tuple[int, int] | None,
    ) -> float:
        now, head = theme.current(), theme.scaled(_HEAD)
        left, width = card.left() + _EDGE, card.width() - 2 * _EDGE
        if painter is not None:
            paint.sign(painter, mark.colour, QPointF(left + 5, y + head / 2), 4.8)
            name = QRectF(left + 18, y, width - 18, head)
            font = theme.ui_font(12, 600)
            taken = paint.text(painter, name, mark.label, font, now.labels[mark.colour].text)
            beside = name.adjusted(taken + 10, 0, 0, 0)
            said = " · ".join(_said_beside(mark, counting))
            paint.text(painter, beside, said, theme.ui_font(12), now.secondary)
        y += head
        if mark.note:
            y += self._note(painter, left, y + 2, width, mark.note) + 2
        if mark.tags:
            words = "   ".join(f"#{tag}" for tag in mark.tags)
            y = self._line(painter, card, y + 2, words, _TAGS)
        return y

    def _note(
        self, painter: QPainter | None, left: float, y: float, width: float, note: str
    ) -> float:
        font, pitch, ink = theme.ui_font(14), theme.scaled(_PITCH), theme.current().text
        free, at = _MOST_LINES, y
        for line in plain_note(note):
            if not free:
                break
            rows = paint.lines(painter, left, at, width, line, font, ink, free, pitch)
            free -= rows
            at += rows * pitch
        return at - y

    def _line(
        self, painter: QPainter | None, card: QRectF, y: float, words: str, height: int
    ) -> float:
        if painter is not None:
            room = QRectF(card.left() + _EDGE, y, card.width() - 2 * _EDGE, theme.scaled(height))
            paint.text(painter, room, words, theme.ui_font(12), theme.current().secondary)
        return y + theme.scaled(height)


def _said_beside(mark: HoverMark, counting: tuple[int, int] | None) -> list[str]:
    said = []
    if counting is not None:
        said.append(_("{which} of {all}").format(which=counting[0], all=counting[1]))
    if mark.state:
        said.append(mark.state)
    if mark.checked != "none":
        said.append(_("holds") if mark.checked == "holds" else _("wrong"))
    if mark.private:
        said.append(_("stays here"))
    return said


def _spoken(mark: HoverMark) -> str:
    return f"{mark.label}: {mark.note}" if mark.note else mark.label
