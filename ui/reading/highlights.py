"""The marks on the page: where they lie, in which order they are painted, which one is hit.

Rectangles are in the coordinates of the document. They are computed once for a leaf and layout,
from the baselines and advances of its lines; painting and hitting only read them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import cast

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPaintEngine,
    QPainter,
    QPixmap,
    QTextBlock,
    QTextLayout,
    QTextLine,
)

from reader.model import PICTURE, AnnotationId, Colour, Document, Passage, State
from reader.patterns import pattern
from reader.values import dataclass
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

_MAY_RUN_LEFT = pattern(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

_LEFTWARDS = Qt.LayoutDirection.RightToLeft
_ASTRAL = pattern("[\U00010000-\U0010ffff]")


def may_run_left(words: str) -> bool:
    """Whether any of these characters may stand from right to left."""
    return _MAY_RUN_LEFT.search(words) is not None


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


Range = tuple[int, int]
"""[start, end) in UTF-16 units."""


def boxes(
    block: QTextBlock, origin: QPointF, ranges: Sequence[Range], em: float
) -> list[list[Box]]:
    """For each range of a laid-out block its boxes, line by line; units are those of the block.

    `origin` is where the block lies, `em` its type size; the space that ends a line is left out.
    A letter that is cut in two is shown whole.
    """
    layout = block.layout()
    lines = [layout.lineAt(number) for number in range(layout.lineCount())]
    words = _in_units(block)
    turning = block.textDirection() == _LEFTWARDS or may_run_left(words)
    starts = [line.textStart() for line in lines]
    found: list[list[Box]] = []
    for start, end in ranges:
        if turning:
            start, end = _whole_letters(layout, start, end)
        of_range: list[Box] = []
        first = max(0, bisect_right(starts, start) - 1)
        for line, begins in zip(lines[first:], starts[first:], strict=True):
            if begins >= end:
                break
            low, high = max(start, begins), min(end, begins + line.textLength())
            while high > low and words[high - 1] in " \u2028":
                high -= 1
            if low < high:
                of_range += _on_line(line, words, origin, low, high, em, turning)
        found.append(of_range)
    return found


def _whole_letters(layout: QTextLayout, start: int, end: int) -> Range:
    """The range with the letters that it cuts: glyph runs put a part of one anywhere."""
    while not layout.isValidCursorPosition(start):
        start -= 1
    while not layout.isValidCursorPosition(end):
        end += 1
    return start, end


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
        left, right = sorted((_x(line, low), _x(line, high)))
        around.setLeft(origin.x() + left)
        around.setRight(origin.x() + right)
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

Measure = Callable[[int, Sequence[Range]], list[list[Box]]]
"""Boxes of ranges of view positions within one leaf: (leaf, ranges)."""


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
        places = self._on_leaf.get(leaf)
        if not places:
            return
        keys = sorted(places, key=lambda each: _text_order(self._marks[each]))
        position = self._positions.position
        ranges = [
            (position(leaf, places[key].start), position(leaf, places[key].end)) for key in keys
        ]
        reached = -1
        begins = self._document.starts[leaf]
        for key, (start, end), of_mark in zip(
            keys, ranges, self._measure(leaf, ranges), strict=True
        ):
            mark = self._marks[key]
            opens = mark.passage.start >= begins
            yield Drawn(mark, tuple(of_mark), start < reached, opens)
            reached = max(reached, end)

    def touching(self, passage: Passage) -> list[Mark]:
        """The marks that share words with a passage, in text order."""
        leaves = [leaf for leaf, _piece in self._document.pieces(passage)]
        keys = {key for leaf in leaves for key in self._on_leaf.get(leaf, {})}
        marks = sorted((self._marks[key] for key in keys), key=_text_order)
        return [
            mark
            for mark in marks
            if mark.passage.start < passage.end and mark.passage.end > passage.start
        ]

    def hits(self, leaves: Iterable[int], point: QPointF) -> list[AnnotationId]:
        """The marks under a point of the document, each once, the one painted last first."""
        hit = [
            drawn.mark.key
            for leaf in leaves
            for drawn in self.on(leaf)
            if any(box.rect.contains(point) for box in drawn.boxes)
        ]
        return list(dict.fromkeys(reversed(hit)))  # boxes of two cells can touch


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


Band = tuple[float, float]
"""A height of the document, from top to bottom: what lies outside need not be painted."""

WHOLE: Band = (float("-inf"), float("inf"))


def paint_fills(
    painter: QPainter, drawn: Sequence[Drawn], active: AnnotationId | None, band: Band = WHOLE
) -> None:
    """The grounds of the marks, in order, so that overlaps blend; the active one is opaque."""
    colours = theme.current()
    tones: dict[tuple[Colour, bool], QColor] = {}
    painter.setPen(Qt.PenStyle.NoPen)
    low, high = band
    for each in drawn:
        tone = each.mark.colour, each.mark.key == active
        if tone not in tones:
            tones[tone] = colours.mark(tone[0], active=tone[1])
        painter.setBrush(tones[tone])
        for box in each.boxes:
            if low <= box.baseline <= high:
                painter.drawRoundedRect(box.rect, RADIUS, RADIUS)


def paint_underlines(painter: QPainter, drawn: Sequence[Drawn], band: Band = WHOLE) -> None:
    """Each label's own line under its words."""
    strips = _strips(painter) if painter.paintEngine().type() == _ON_SCREEN else None
    low, high = band
    for each in drawn:
        down = _LOWERED if each.lowered else 0
        colour = each.mark.colour
        for box in each.boxes:
            if not low <= box.baseline <= high:
                continue
            y = box.rect.bottom() - _UNDERLINE_UP + down
            left, right = box.rect.left() + WIDER, box.rect.right() - WIDER
            if strips is None:
                paint.underline(painter, colour, left, right, y)
            else:
                _lay(painter, strips[colour], left, right, y)


# A page full of marks spent nine tenths of a frame on stroking dashes and waves: on a screen they
# are cut from a strip that is stroked once. Paper and PDF get the strokes themselves.

_STRIP = QSize(480, 8)
_STRIP_LINE = 4.75
"""Where the line lies in its strip: as far above a whole pixel as it does under a box."""


_ON_SCREEN = QPaintEngine.Type.Raster


def _strips(painter: QPainter) -> Mapping[Colour, QPixmap]:
    """The strips of all colours as the theme dresses them, for this painter's device."""
    now, ratio = theme.current(), _ratio(painter)
    return {
        colour: _strip(colour, tones.strong.rgba(), now.underline, ratio)
        for colour, tones in now.labels.items()
    }


@lru_cache(maxsize=32)
def _strip(colour: Colour, _strong: int, _width: float, ratio: float) -> QPixmap:
    strip = _clear(_STRIP, ratio)
    painter = QPainter(strip)
    paint.underline(painter, colour, 0, _STRIP.width(), _STRIP_LINE)
    painter.end()
    return strip


def _lay(painter: QPainter, strip: QPixmap, left: float, right: float, y: float) -> None:
    """Lays as much of the strip from left to right as fits, again and again."""
    ratio, height = strip.devicePixelRatio(), _STRIP.height()
    while left < right:
        width = min(right - left, _STRIP.width())
        painter.drawPixmap(
            QRectF(left, y - _STRIP_LINE, width, height),
            strip,
            QRectF(0, 0, width * ratio, height * ratio),
        )
        left += width


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


def margin_signs(
    drawn: Iterable[tuple[Drawn, float]], x: float, room: float, *, pitch: float = SIGN_PITCH
) -> list[MarginSign]:
    """The signs for these marks with their type sizes; the first is at `x`, the next `pitch` on.

    `room` px are free from `x` on.
    """
    lines: dict[int, tuple[float, list[Mark]]] = {}
    for each, em in drawn:
        if each.opens and each.boxes and (each.mark.noted or each.mark.state != "exact"):
            first = each.boxes[0]
            lines.setdefault(first.baseline, (em, []))[1].append(each.mark)
    most = max(1, min(_MOST_SIGNS, 1 + int((room - SIGN_PITCH / 2) // SIGN_PITCH)))
    signs: list[MarginSign] = []
    for baseline, (em, marks) in lines.items():
        y = baseline - round(_X_HEIGHT_MIDDLE * em)
        signs += _signs_of_line(sorted(marks, key=_text_order), QPointF(x, y), most, pitch)
    return signs


def _signs_of_line(
    marks: Sequence[Mark], first: QPointF, most: int, pitch: float
) -> Iterator[MarginSign]:
    shown = most if len(marks) <= most else most - 1
    for number, mark in enumerate(marks[:shown]):
        yield MarginSign(first + QPointF(number * pitch, 0), (mark,))
    rest = tuple(marks[shown:])
    if rest:
        yield MarginSign(first + QPointF(shown * pitch, 0), rest, more=len(rest))


def paint_sign(painter: QPainter, sign: MarginSign) -> None:
    """A label's sign, the icon of an unsettled mark's state, or how many more there are."""
    mark = sign.marks[0]
    if sign.more:
        stamp = _more(sign.more, theme.current().secondary.rgba(), _ratio(painter))
    elif mark.state == "exact":
        tones = theme.current().labels[mark.colour]
        stamp = _sign(mark.colour, tones.strong.rgba(), tones.vivid.rgba(), _ratio(painter))
    else:
        place = QRectF(0, 0, _STATE_ICON, _STATE_ICON)
        place.moveCenter(sign.centre)
        paint.icon(painter, mark.state, place, theme.current().labels[mark.colour].text)
        return
    painter.drawPixmap(sign.centre - QPointF(_STAMP.width() / 2, _STAMP.height() / 2), stamp)


# Signs too are drawn once and stamped: a page full of them took a third of a frame.

_STAMP = QSize(26, 18)


def _ratio(painter: QPainter) -> float:
    return painter.device().devicePixelRatio()


@lru_cache(maxsize=64)
def _sign(colour: Colour, _strong: int, _vivid: int, ratio: float) -> QPixmap:
    stamp = _clear(_STAMP, ratio)
    painter = QPainter(stamp)
    centre = QPointF(_STAMP.width() / 2, _STAMP.height() / 2)
    paint.sign(painter, colour, centre, _SIGN_RADIUS)
    painter.end()
    return stamp


@lru_cache(maxsize=64)
def _more(count: int, ink: int, ratio: float) -> QPixmap:
    stamp = _clear(_STAMP, ratio)
    painter = QPainter(stamp)
    painter.setFont(theme.ui_font(11, 500))
    painter.setPen(QColor.fromRgba(ink))
    painter.drawText(QRect(QPoint(0, 0), _STAMP), Qt.AlignmentFlag.AlignCenter, f"+{count}")
    painter.end()
    return stamp


def _clear(size: QSize, ratio: float) -> QPixmap:
    pixmap = QPixmap((size.toSizeF() * ratio).toSize())
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
