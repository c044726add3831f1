"""The marks on the page: where they lie, in which order they are painted, which one is hit.

Rectangles are in the coordinates of the document. They are computed once for a leaf and layout,
from the baselines and advances of its lines; painting and hitting only read them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextBlock, QTextLine

from reader.model import PICTURE, AnnotationId, Colour, Document, Passage, State
from ui import paint, theme
from ui.reading.positions import PositionMap

ABOVE_BASELINE = 0.95
BELOW_BASELINE = 0.37
"""Of the type size: the box of a mark round its baseline."""
WIDER = 2
RADIUS = 3
_UNDERLINE_UP = 1.25
_LOWERED = 3
_AROUND_PICTURE = 3

_MAY_RUN_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """One annotation as the page shows it; `state` is "exact" too where the reader settled it."""

    key: AnnotationId
    passage: Passage
    colour: Colour
    noted: bool = False
    state: State = "exact"


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of marked words on one line, with the line's baseline."""

    rect: QRectF
    baseline: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one leaf shows of one mark. `opens`: the mark's first line is here."""

    mark: Mark
    boxes: tuple[Box, ...]
    lowered: bool
    opens: bool


# --- rectangles ----------------------------------------------------------------------------------


def boxes(block: QTextBlock, origin: QPointF, start: int, end: int, em: float) -> list[Box]:
    """The boxes of [start, end) of a laid-out block, in UTF-16 units of the block, line by line.

    `origin` is where the block lies, `em` its type size; the space that ends a line is left out.
    """
    turning = _MAY_RUN_LEFT.search(block.text()) is not None
    words = _in_units(block)
    layout = block.layout()
    found: list[Box] = []
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        low = max(start, line.textStart())
        high = min(end, line.textStart() + line.textLength())
        while high > low and words[high - 1] in " \u2028":
            high -= 1
        if low < high:
            found += _on_line(line, words, origin, low, high, em, turning)
    return found


def _in_units(block: QTextBlock) -> str:
    """The block's words as Qt counts them: an astral character takes two places."""
    words = block.text()
    if len(words) + 1 == block.length():
        return words
    return _ASTRAL.sub("xx", words)


def _on_line(
    line: QTextLine, words: str, origin: QPointF, low: int, high: int, em: float, turning: bool
) -> Iterator[Box]:
    baseline = round(origin.y() + line.y() + line.ascent())
    if words[low:high] == PICTURE:
        around = line.naturalTextRect().translated(origin)
        edge = _AROUND_PICTURE
        yield Box(around.adjusted(-edge, -edge, edge, edge), baseline)
        return
    top = baseline - round(ABOVE_BASELINE * em)
    height = baseline + round(BELOW_BASELINE * em) - top
    for left, right in _extents(line, low, high, turning):
        x = round(origin.x() + left) - WIDER
        width = round(right - left) + 2 * WIDER
        yield Box(QRectF(x, top, width, height), baseline)


def _extents(line: QTextLine, low: int, high: int, turning: bool) -> list[tuple[float, float]]:
    """Left and right edges of the words on this line; several where directions mix."""
    if not turning:
        left, right = _x(line, low), _x(line, high)
        return [(min(left, right), max(left, right))]
    # cursorToX of a mixed line gives the edges of the wrong words; glyph runs know their own.
    edges = sorted(
        (run.boundingRect().left(), run.boundingRect().right())
        for run in line.glyphRuns(low, high - low)
    )
    return _joined(edges)


def _joined(edges: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Extents in order, those that touch made one."""
    joined: list[tuple[float, float]] = []
    for left, right in edges:
        if joined and left <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    return joined


def _x(line: QTextLine, position: int) -> float:
    # PySide gives the position back beside it, which its stubs do not say.
    return cast("tuple[float, int]", line.cursorToX(position))[0]


# --- the marks of one page -----------------------------------------------------------------------

Measure = Callable[[int, int, int], Sequence[Box]]
"""Boxes of a range of view positions within one leaf: (leaf, start, end)."""


class Highlights:
    """The marks of one document by key, and what each leaf shows of them.

    It is told how to measure; `forget_layout` after every new layout.
    """

    def __init__(self, document: Document, positions: PositionMap, measure: Measure) -> None:
        self._document = document
        self._positions = positions
        self._measure = measure
        self._marks: dict[AnnotationId, Mark] = {}
        self._on_leaf: dict[int, dict[AnnotationId, Passage]] = {}
        self._drawn: dict[int, tuple[Drawn, ...]] = {}

    def __contains__(self, key: AnnotationId) -> bool:
        return key in self._marks

    def get(self, key: AnnotationId | None) -> Mark | None:
        return None if key is None else self._marks.get(key)

    def all(self) -> tuple[Mark, ...]:
        """Every mark, in no order."""
        return tuple(self._marks.values())

    def put(self, mark: Mark) -> None:
        """Adds a mark, or shows it anew where it stood."""
        self.drop(mark.key)
        self._marks[mark.key] = mark
        for leaf, piece in self._document.pieces(mark.passage):
            self._on_leaf.setdefault(leaf, {})[mark.key] = piece
            self._drawn.pop(leaf, None)

    def drop(self, key: AnnotationId) -> None:
        """Takes a mark away; nothing happens if it is not there."""
        mark = self._marks.pop(key, None)
        if mark is None:
            return
        for leaf, _piece in self._document.pieces(mark.passage):
            self._on_leaf.get(leaf, {}).pop(key, None)
            self._drawn.pop(leaf, None)

    def replace(self, marks: Iterable[Mark]) -> None:
        """Shows just these marks; those that stay as they are keep what was measured."""
        wanted = {mark.key: mark for mark in marks}
        for key in [key for key in self._marks if key not in wanted]:
            self.drop(key)
        for key, mark in wanted.items():
            if self._marks.get(key) != mark:
                self.put(mark)

    def forget_layout(self) -> None:
        """The lines have moved: everything is measured again when it is next asked for."""
        self._drawn.clear()

    def on(self, leaf: int) -> tuple[Drawn, ...]:
        """What this leaf shows, in text order: the order of painting."""
        if leaf not in self._drawn:
            self._drawn[leaf] = tuple(self._measured(leaf))
        return self._drawn[leaf]

    def _measured(self, leaf: int) -> Iterator[Drawn]:
        reached = -1
        places = self._on_leaf.get(leaf, {})
        for key in sorted(places, key=lambda each: _text_order(self._marks[each])):
            start = self._positions.position(leaf, places[key].start)
            end = self._positions.position(leaf, places[key].end)
            mark = self._marks[key]
            opens = mark.passage.start >= self._document.starts[leaf]
            lowered = start < reached
            yield Drawn(mark, tuple(self._measure(leaf, start, end)), lowered, opens)
            reached = max(reached, end)

    def hits(self, leaves: Iterable[int], point: QPointF) -> list[AnnotationId]:
        """The marks under a point of the document, the one painted last first."""
        hit = [
            drawn.mark.key
            for leaf in leaves
            for drawn in self.on(leaf)
            if any(box.rect.contains(point) for box in drawn.boxes)
        ]
        return hit[::-1]


def _text_order(mark: Mark) -> tuple[int, int, str]:
    return mark.passage.start, mark.passage.end, mark.key


def next_hit(hits: Sequence[AnnotationId], active: AnnotationId | None) -> AnnotationId | None:
    """Which of the marks under a click is meant: the first, then each click the next one."""
    if not hits:
        return None
    if active in hits:
        return hits[(hits.index(active) + 1) % len(hits)]
    return hits[0]


# --- painting ------------------------------------------------------------------------------------


def paint_fills(painter: QPainter, drawn: Sequence[Drawn], active: AnnotationId | None) -> None:
    """The grounds of the marks, in order, so that overlaps blend; the active one is opaque."""
    colours = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    for each in drawn:
        painter.setBrush(colours.mark(each.mark.colour, active=each.mark.key == active))
        for box in each.boxes:
            painter.drawRoundedRect(box.rect, RADIUS, RADIUS)


def paint_underlines(painter: QPainter, drawn: Sequence[Drawn]) -> None:
    """Each label's own line under its words."""
    for each in drawn:
        down = _LOWERED if each.lowered else 0
        for box in each.boxes:
            y = box.rect.bottom() - _UNDERLINE_UP + down
            left, right = box.rect.left() + WIDER, box.rect.right() - WIDER
            paint.underline(painter, each.mark.colour, left, right, y)


# --- signs in the margin -------------------------------------------------------------------------

SIGN_PITCH = 14
_MOST_SIGNS = 3
_SIGN_RADIUS = 4.6
_STATE_ICON = 14
_X_HEIGHT_MIDDLE = 0.32


@dataclass(frozen=True, slots=True)
class MarginSign:
    """A sign beside the line where a noted or unsettled mark begins; `more` stands for the rest."""

    centre: QPointF
    marks: tuple[Mark, ...]
    more: int = 0

    def hit(self, point: QPointF) -> bool:
        return (
            abs(point.x() - self.centre.x()) <= SIGN_PITCH / 2
            and abs(point.y() - self.centre.y()) <= SIGN_PITCH
        )


def margin_signs(drawn: Iterable[tuple[Drawn, float]], x: float, room: float) -> list[MarginSign]:
    """The signs for these marks with their type sizes; the first is at `x`, `room` px are free."""
    lines: dict[int, tuple[float, list[Mark]]] = {}
    for each, em in drawn:
        if each.opens and each.boxes and (each.mark.noted or each.mark.state != "exact"):
            first = each.boxes[0]
            lines.setdefault(first.baseline, (em, []))[1].append(each.mark)
    most = max(1, min(_MOST_SIGNS, 1 + int((room - SIGN_PITCH / 2) // SIGN_PITCH)))
    signs: list[MarginSign] = []
    for baseline, (em, marks) in lines.items():
        y = baseline - round(_X_HEIGHT_MIDDLE * em)
        signs += _signs_of_line(sorted(marks, key=_text_order), QPointF(x, y), most)
    return signs


def _signs_of_line(marks: Sequence[Mark], first: QPointF, most: int) -> Iterator[MarginSign]:
    shown = most if len(marks) <= most else most - 1
    for number, mark in enumerate(marks[:shown]):
        yield MarginSign(first + QPointF(number * SIGN_PITCH, 0), (mark,))
    rest = tuple(marks[shown:])
    if rest:
        yield MarginSign(first + QPointF(shown * SIGN_PITCH, 0), rest, more=len(rest))


def paint_sign(painter: QPainter, sign: MarginSign) -> None:
    """A label's sign, the icon of an unsettled mark's state, or how many more there are."""
    colours = theme.current()
    if sign.more:
        place = QRectF(0, 0, 24, 16)
        place.moveCenter(sign.centre)
        painter.setFont(theme.ui_font(11, 500))
        painter.setPen(colours.secondary)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"+{sign.more}")
        return
    mark = sign.marks[0]
    if mark.state == "exact":
        paint.sign(painter, mark.colour, sign.centre, _SIGN_RADIUS)
        return
    place = QRectF(0, 0, _STATE_ICON, _STATE_ICON)
    place.moveCenter(sign.centre)
    paint.icon(painter, mark.state, place, colours.labels[mark.colour].text)
