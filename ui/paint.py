"""What delegates and small widgets paint with: icons, label signs, underlines, text, shadows.

Every function leaves the painter's own state as it found it. Lengths are logical pixels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)
from PySide6.QtSvg import QSvgRenderer

from reader.model import Colour
from reader.text import Utf16, direction
from ui import theme

Align = Qt.AlignmentFlag
LEFT = Align.AlignLeft | Align.AlignVCenter
RIGHT = Align.AlignRight | Align.AlignVCenter
CENTRE = Align.AlignCenter


@contextmanager
def kept(painter: QPainter) -> Iterator[None]:
    """Saves the painter, smooths its edges, and restores it at the end."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        yield
    finally:
        painter.restore()


# --- shapes --------------------------------------------------------------------------------------


def ground(painter: QPainter, rect: QRectF, radius: float, colour: QColor) -> None:
    """A filled rounded rectangle."""
    with kept(painter):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(rect, radius, radius)


def outline(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    colour: QColor,
    width: float = 1,
    inside: QColor | None = None,
) -> None:
    """A rounded outline that lies within `rect`, on whole pixels."""
    inset = width / 2
    with kept(painter):
        painter.setPen(QPen(colour, width))
        painter.setBrush(QBrush(inside) if inside is not None else QBrush())
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)


def focus_ring(painter: QPainter, rect: QRectF, radius: float) -> None:
    """The 2 px ring of what the keyboard is on, inside `rect`."""
    outline(painter, rect, radius, theme.current().focus, 2)


def hairline(painter: QPainter, x: float, y: float, width: float, height: float = 1) -> None:
    """A line that separates; filled, not stroked, so that it falls on whole pixels."""
    painter.fillRect(QRectF(x, y, width, height), theme.current().hairline)


def shadow(painter: QPainter, rect: QRectF, radius: float, size: int = 14) -> None:
    """The soft shadow of a thing that floats at `rect`; nothing is painted under the thing."""
    small, large = theme.current().shadow_alpha
    # Alphas below 3 of 255 are lost in dark colours: a large shadow takes steps of two.
    step, alpha = (1, small) if size < 20 else (2, 2 * large)
    around = QPainterPath()
    around.addRect(rect.adjusted(-4 * size, -4 * size, 4 * size, 4 * size))
    thing = QPainterPath()
    thing.addRoundedRect(rect, radius, radius)
    with kept(painter):
        painter.setClipPath(around.subtracted(thing), Qt.ClipOperation.IntersectClip)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, alpha))
        for wide in range(size, 0, -step):
            layer = rect.adjusted(-wide, -wide + size / 4, wide, wide + size / 4)
            painter.drawRoundedRect(layer, radius + wide, radius + wide)


def keycap(painter: QPainter, right: float, centre: float, key: str) -> float:
    """One key, its right edge at `right`, centred on `centre`; gives back its width."""
    font = theme.ui_font(11, 500)
    width = round(QFontMetricsF(font).horizontalAdvance(key)) + 10
    height = theme.scaled(18)
    rect = QRectF(round(right - width), round(centre - height / 2), width, height)
    now = theme.current()
    outline(painter, rect, 4, now.hairline, inside=now.panel)
    text(painter, rect, key, font, now.secondary, CENTRE)
    return width


# --- icons ---------------------------------------------------------------------------------------


def icon(
    painter: QPainter,
    name: str,
    rect: QRectF,
    colour: QColor,
    filled: bool = False,
    *,
    mirrored: bool = False,
) -> None:
    """The icon of that name in `rect`; its stroke stays 1.5 px at every size up to 24."""
    width = round(min(1.5 * 24 / rect.width(), 2.4), 2)
    with kept(painter):
        if mirrored:
            painter.translate(2 * rect.center().x(), 0)
            painter.scale(-1, 1)
        painter.setOpacity(painter.opacity() * colour.alphaF())
        _renderer(name, colour.name(), width, filled).render(painter, rect)


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str, width: float, filled: bool) -> QSvgRenderer:
    drawing = _drawing(name).replace("currentColor", colour)
    drawing = drawing.replace('stroke-width="1.5"', f'stroke-width="{width}"')
    if filled:
        drawing = drawing.replace('fill="none"', f'fill="{colour}"')
    return QSvgRenderer(drawing.encode())


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return (files("resources") / "icons" / f"{name}.svg").read_text("utf-8")


# --- label signs ---------------------------------------------------------------------------------


def sign(painter: QPainter, colour: Colour, centre: QPointF, radius: float = 4.5) -> None:
    """The label colour's own shape, so that it is told without its colour."""
    tones = theme.current().labels[colour]
    with kept(painter):
        if colour == "red":
            # Thin shapes with an outline blur at 8 px: the asterisk is three strokes.
            painter.setPen(_round_pen(tones.strong, radius * 0.46))
            for way in (QPointF(0, 1), QPointF(0.866, 0.5), QPointF(0.866, -0.5)):
                arm = way * (radius * 0.95)
                painter.drawLine(centre - arm, centre + arm)
            return
        painter.setPen(_round_pen(tones.strong, 1.2))
        painter.setBrush(tones.vivid)
        painter.drawPath(_shape(colour, centre, radius))


def _round_pen(colour: QColor, width: float) -> QPen:
    return QPen(
        colour,
        width,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )


def _shape(colour: Colour, centre: QPointF, r: float) -> QPainterPath:
    path = QPainterPath()
    match colour:
        case "yellow":
            path.addEllipse(centre, r, r)
        case "blue":
            path.addRoundedRect(_around(centre, r * 0.88, r * 0.88), r * 0.22, r * 0.22)
        case "orange":
            path.addPolygon(_corners(centre, r, (0, -1.05), (1.08, 0.85), (-1.08, 0.85)))
        case "green":
            path.addPolygon(_corners(centre, r, (0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)))
        case "grey":
            path.addRoundedRect(_around(centre, r * 1.1, r * 0.5), r * 0.25, r * 0.25)
        case "pink":
            path.addPolygon(_corners(centre, r, (0, 1.05), (1.08, -0.85), (-1.08, -0.85)))
        case "teal":
            path.addEllipse(centre, r, r)
            path.addEllipse(centre, r * 0.42, r * 0.42)
        case "red":
            raise ValueError("the asterisk is stroked, not filled")
    return path


def _around(centre: QPointF, half_width: float, half_height: float) -> QRectF:
    return QRectF(
        centre.x() - half_width, centre.y() - half_height, 2 * half_width, 2 * half_height
    )


def _corners(centre: QPointF, r: float, *corners: tuple[float, float]) -> QPolygonF:
    points = [QPointF(centre.x() + r * x, centre.y() + r * y) for x, y in corners]
    return QPolygonF([*points, points[0]])


def underline(painter: QPainter, colour: Colour, x1: float, x2: float, y: float) -> None:
    """The label colour's own line under marked words, from x1 to x2 at y (in `strong`)."""
    strong, width = theme.current().labels[colour].strong, theme.current().underline
    pen = QPen(strong, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    with kept(painter):
        match colour:
            case "yellow":
                _line(painter, pen, x1, x2, y)
            case "blue":
                pen.setDashPattern([4, 2.4])
                _line(painter, pen, x1, x2, y)
            case "orange":
                pen.setWidthF(width * 1.2)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                pen.setDashPattern([0.01, 2.3])
                _line(painter, pen, x1 + 1, x2, y)
            case "green":
                pen.setWidthF(width / 1.5)
                _line(painter, pen, x1, x2, y - 2)
                _line(painter, pen, x1, x2, y + 0.5)
            case "grey":
                pass
            case "red":
                painter.setPen(pen)
                painter.drawPath(_wave(x1, x2, y - 0.4))
            case "teal":
                pen.setDashPattern([6, 2, 1.4, 2])
                _line(painter, pen, x1, x2, y)
            case "pink":
                pen.setWidthF(width + 1.25)
                _line(painter, pen, x1, x2, y - 0.4)


def _line(painter: QPainter, pen: QPen, x1: float, x2: float, y: float) -> None:
    painter.setPen(pen)
    painter.drawLine(QPointF(x1, y), QPointF(x2, y))


def _wave(x1: float, x2: float, y: float, height: float = 1.3, period: float = 5) -> QPainterPath:
    path, x, side = QPainterPath(QPointF(x1, y)), x1, 1
    while x < x2:
        end = min(x + period / 2, x2)
        path.quadTo(QPointF((x + end) / 2, y - 2 * height * side), QPointF(end, y))
        x, side = end, -side
    return path


# --- text ----------------------------------------------------------------------------------------

_ONE_LINE = str.maketrans(dict.fromkeys("\n\r\t\v\f\u0085\u2028\u2029", " "))


def isolated(words: str) -> str:
    """The words as one piece of a longer line: their direction and that of the line do not meet."""
    return f"\u2068{words}\u2069" if words else ""


def advance(words: str, font: QFont) -> float:
    """How wide the words are on one line."""
    return QFontMetricsF(font).horizontalAdvance(words.translate(_ONE_LINE))


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = LEFT,
    *,
    elide: bool = True,
) -> float:
    """One line of plain text, its capitals centred in the height; gives back its width.

    `align` is absolute: the direction of the words only decides at which end they are elided.
    """
    one = _one_line(words, font, rect.width() if elide else None)
    line = one.lineAt(0)
    width = line.naturalTextWidth()
    match align & Align.AlignHorizontal_Mask:
        case Align.AlignRight:
            x = rect.right() - width
        case Align.AlignHCenter:
            x = rect.center().x() - width / 2
        case _:
            x = rect.left()
    painter.setPen(colour)
    _draw(painter, line, x, rect.top(), rect.height(), font)
    return width


def lines(
    painter: QPainter | None,
    x: float,
    y: float,
    width: float,
    words: str,
    font: QFont,
    colour: QColor,
    most: int,
    pitch: float,
    *,
    rtl: bool | None = None,
) -> int:
    """At most `most` wrapped lines from (x, y) at a fixed pitch, the last one elided.

    Gives back how many lines it took; without a painter it only counts. `rtl=None` takes the
    direction of the words; right-to-left text is set from x + width.
    """
    if most <= 0 or not words:
        return 0
    from_right = direction(words) == "rtl" if rtl is None else rtl
    whole = _wrapped(words, font, width, most, from_right)
    if painter is None:
        return whole.lineCount()
    painter.setPen(colour)
    for n in range(whole.lineCount()):
        line = whole.lineAt(n)
        left = x + width - line.naturalTextWidth() if from_right else x
        _draw(painter, line, left, y + n * pitch, pitch, font)
    return whole.lineCount()


Form = Literal["same", "around", "gone", "new"]
"""How words of a comparison look: as ever, quiet, struck through and quiet, underlined and bold."""


def compared(
    painter: QPainter | None,
    x: float,
    y: float,
    width: float,
    pieces: tuple[tuple[Form, str], ...],
    px: float,
    colour: QColor,
    most: int,
    pitch: float,
) -> int:
    """`lines` in the reading serif, in which old and new words are told without colour."""
    words = "".join(said for _form, said in pieces)
    if most <= 0 or not words:
        return 0
    from_right = direction(words) == "rtl"
    quiet = theme.current().secondary.name()
    whole = _compared(pieces, px, width, most, from_right, quiet)
    if painter is None:
        return whole.lineCount()
    painter.setPen(colour)
    for n in range(whole.lineCount()):
        line = whole.lineAt(n)
        left = x + width - line.naturalTextWidth() if from_right else x
        _draw(painter, line, left, y + n * pitch, pitch, theme.page_font(px))
    return whole.lineCount()


def elided(words: str, font: QFont, width: float, *, rtl: bool) -> str:
    """The words, or as many of their first characters as fit into `width` before an ellipsis."""
    if _width(words, font, rtl) <= width:
        return words
    room = QTextLayout(words, font)
    room.setTextOption(_option(rtl, QTextOption.WrapMode.WrapAnywhere))
    room.beginLayout()
    line = room.createLine()
    line.setLineWidth(max(0.0, width - advance("…", font)))
    room.endLayout()
    units, end = Utf16(words), line.textLength()
    # A cut changes the form of the letter before it: Arabic then needs more room.
    while end > 0:
        short = words[: units.points(end)].rstrip(" ,.;:،…") + "…"
        if _width(short, font, rtl) <= width:
            return short
        end = room.previousCursorPosition(end)
    return "…"


def _width(words: str, font: QFont, rtl: bool) -> float:
    layout = _unbroken(words, font, rtl)  # held: a line without its layout crashes
    return layout.lineAt(0).naturalTextWidth()


# A row of the article list takes 4 ms without these caches and 1 ms with them. What is kept are
# positions of glyphs, no colours.


@lru_cache(maxsize=1024)
def _one_line(words: str, font: QFont, width: float | None) -> QTextLayout:
    """The words on one line, elided if they are wider than `width`."""
    words = words.translate(_ONE_LINE)
    rtl = direction(words) == "rtl"
    return _unbroken(words if width is None else elided(words, font, width, rtl=rtl), font, rtl)


@lru_cache(maxsize=1024)
def _wrapped(words: str, font: QFont, width: float, most: int, rtl: bool) -> QTextLayout:
    """The words in at most `most` lines; what is too long is elided in the last one."""
    words = words.translate(_ONE_LINE)
    layout = _broken(words, font, width, most + 1, rtl)
    if layout.lineCount() <= most:
        return layout
    start = Utf16(words).points(layout.lineAt(most - 1).textStart())
    last = elided(words[start:], font, width, rtl=rtl)
    return _broken(words[:start] + last, font, width, most, rtl)


@lru_cache(maxsize=256)
def _compared(
    pieces: tuple[tuple[Form, str], ...], px: float, width: float, most: int, rtl: bool, quiet: str
) -> QTextLayout:
    """The pieces one after the other as `_wrapped` sets words; `quiet` is a colour's name."""
    words = "".join(said for _form, said in pieces).translate(_ONE_LINE)
    units, font = Utf16(words), theme.page_font(px)
    formats = list(_formats(pieces, units, px, quiet))
    whole = _broken(words, font, width, most + 1, rtl, formats)
    layout, end = whole, whole.lineAt(min(most, whole.lineCount() - 1)).textStart()
    while layout.lineCount() > most and end > 0:
        short = words[: units.points(end)].rstrip()
        last = units.units(len(short))
        kept = [_ending(each, last) for each in formats if each.start < last]
        layout = _broken(short + "…", font, width, most + 1, rtl, kept)
        end = whole.previousCursorPosition(end)
    return layout


def _formats(
    pieces: tuple[tuple[Form, str], ...], units: Utf16, px: float, quiet: str
) -> Iterator[QTextLayout.FormatRange]:
    at = 0
    for form, said in pieces:
        start, at = at, at + len(said)
        if form != "same":
            each = QTextLayout.FormatRange()
            each.start, each.length = units.units(start), units.units(at) - units.units(start)
            each.format = _format(form, said, px, quiet)
            yield each


def _ending(whole: QTextLayout.FormatRange, end: int) -> QTextLayout.FormatRange:
    """The same format, as far as this offset: an ellipsis is not struck through."""
    each = QTextLayout.FormatRange()
    each.start, each.length = whole.start, min(whole.length, end - whole.start)
    each.format = whole.format
    return each


def _format(form: Form, said: str, px: float, quiet: str) -> QTextCharFormat:
    made = QTextCharFormat()
    if form == "new":
        # Source Serif has Latin, Greek and Cyrillic letters; what has none is bold by its own face.
        other = any(char > "\u058f" and char.isalpha() for char in said)
        made.setFont(theme.page_font(px, 640, other_script=other))
        made.setForeground(theme.current().text)
        made.setFontUnderline(True)
    else:
        made.setForeground(QColor(quiet))
        made.setFontStrikeOut(form == "gone")
    return made


def _broken(
    words: str,
    font: QFont,
    width: float,
    most: int,
    rtl: bool,
    formats: Sequence[QTextLayout.FormatRange] = (),
) -> QTextLayout:
    layout = QTextLayout(words, font)
    layout.setFormats(list(formats))
    layout.setTextOption(_option(rtl, QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere))
    layout.beginLayout()
    for _ in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
    layout.endLayout()
    return layout


def _unbroken(words: str, font: QFont, rtl: bool) -> QTextLayout:
    layout = QTextLayout(words, font)
    layout.setTextOption(_option(rtl, QTextOption.WrapMode.NoWrap))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return layout


def _option(rtl: bool, wrap: QTextOption.WrapMode) -> QTextOption:
    option = QTextOption(Align.AlignLeft)
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
    )
    option.setWrapMode(wrap)
    return option


def _draw(
    painter: QPainter, line: QTextLine, left: float, top: float, height: float, font: QFont
) -> None:
    """Draws the line with its capitals centred in [top, top + height), the baseline rounded."""
    baseline = round(top + (height + QFontMetricsF(font).capHeight()) / 2)
    line.draw(painter, QPointF(left - line.x(), baseline - line.ascent() - line.y()))
