"""The ends of the active mark as handles that can be dragged. It knows no widget."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from reader.model import Direction, Passage, trimmed
from reader.text import word_at
from reader.values import dataclass
from ui import theme
from ui.cursor import End
from ui.reading.highlights import WIDER, Box, Drawn

STEM = 2
KNOB = 8
GRAB = 12
"""Pixels round a stem or knob within which it is grabbed."""


@dataclass(frozen=True, slots=True)
class Handle:
    """One end of a mark: a stem beside its first or last word, and the knob on it."""

    which: End
    stem: QRectF
    knob: QPointF

    def distance(self, point: QPointF) -> float:
        """How far a point is from the stem or knob, in pixels."""
        stem = self.stem
        across = max(stem.left() - point.x(), 0, point.x() - stem.right())
        along = max(stem.top() - point.y(), 0, point.y() - stem.bottom())
        to_knob = (point - self.knob).manhattanLength() - KNOB / 2
        return float(min(max(across, along), max(0.0, to_knob)))


def handles(drawn: Sequence[Drawn], *, opens_rtl: bool, ends_rtl: bool) -> tuple[Handle, ...]:
    """The handles of a mark from what its leaves show of it, in text order.

    Leaves that read from right to left have the start of a mark at the right of its box.
    """
    seen = [each.boxes for each in drawn if each.boxes]
    if not seen:
        return ()
    first, last = _line_of(seen[0], seen[0][0]), _line_of(seen[-1], seen[-1][-1])
    start = first.right() - WIDER if opens_rtl else first.left() + WIDER
    end = last.left() + WIDER if ends_rtl else last.right() - WIDER
    return (
        _handle("start", start, first, first.top() - KNOB / 2 + 1),
        _handle("end", end, last, last.bottom() + KNOB / 2 - 1),
    )


def runs_left(words: str, around: Direction) -> bool:
    """Whether words stand from right to left: as all their letters do, else as what is around."""
    kinds = {unicodedata.bidirectional(char) for char in words}
    left, right = not kinds.isdisjoint(("R", "AL")), "L" in kinds
    return around == "rtl" if left == right else left


def _line_of(boxes: Sequence[Box], box: Box) -> QRectF:
    """All that is marked on the line of this box: several boxes where directions mix."""
    on_line = [each.rect for each in boxes if each.baseline == box.baseline]
    left, right = min(rect.left() for rect in on_line), max(rect.right() for rect in on_line)
    return QRectF(left, box.rect.top(), right - left, box.rect.height())


def _handle(which: End, x: float, box: QRectF, knob: float) -> Handle:
    return Handle(which, QRectF(x - STEM / 2, box.top(), STEM, box.height()), QPointF(x, knob))


def grabbed(shown: Sequence[Handle], point: QPointF) -> Handle | None:
    """The handle nearest to a point, if it is near enough to be grabbed."""
    near = min(shown, key=lambda handle: handle.distance(point), default=None)
    return near if near is not None and near.distance(point) <= GRAB else None


def paint_handles(painter: QPainter, shown: Sequence[Handle]) -> None:
    accent = theme.current().accent
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    for handle in shown:
        painter.fillRect(handle.stem, accent)
        painter.drawEllipse(handle.knob, KNOB / 2, KNOB / 2)


def dragged(text: str, passage: Passage, which: End, to: int, *, whole: bool) -> Passage:
    """The passage with one end dragged to an offset, whole words taken in unless told otherwise.

    The ends may cross. It stays as it was where nothing but white space would be left.
    """
    fixed = passage.end if which == "start" else passage.start
    if whole:
        to = _edge_of_word(text, to, fixed)
    return trimmed(text, Passage(min(fixed, to), max(fixed, to))) or passage


def _edge_of_word(text: str, offset: int, fixed: int) -> int:
    """Where the word at an offset ends, on the side away from the end that is held."""
    start, end = word_at(text, offset)
    if not start < offset < end:
        return offset
    return start if offset < fixed else end
