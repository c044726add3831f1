"""Pictures in the text: one character each, painted at the column's width or in a quiet frame.

A missing picture keeps its place and shows its alternative text and why it is missing, both as
plain text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QFontMetricsF,
    QImage,
    QPainter,
    QPen,
    QPyTextObject,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
    QTextOption,
    QTransform,
)

from reader.model import Picture
from ui import paint, theme
from ui.reading.images import Images

if TYPE_CHECKING:
    from ui.reading.document import PageDocument

PICTURE_OBJECT = QTextFormat.ObjectTypes.UserObject.value + 1
_SRC = QTextFormat.Property.UserProperty.value + 1
_ALT = _SRC + 1
_ALONE = _SRC + 2
_COLUMNS = _SRC + 3
_INDENT = _SRC + 4

_RADIUS = 3
_MISSING_HEIGHT = 88
_MISSING_WIDTH = 180
_MISSING_LINE = 26
_SMALLEST = 24
_MOST_KEPT = 32
"""Scaled pictures are kept for the next paint, but not those of a whole atlas."""


def picture_format(
    base: QTextCharFormat, picture: Picture, alone: bool, columns: int, indent: int
) -> QTextCharFormat:
    """The format of a picture's character: `alone` in its block, in one of so many `columns`."""
    shape = QTextCharFormat(base)
    shape.setObjectType(PICTURE_OBJECT)
    shape.setProperty(_SRC, picture.src)
    shape.setProperty(_ALT, picture.alt)
    shape.setProperty(_ALONE, alone)
    shape.setProperty(_COLUMNS, columns)
    shape.setProperty(_INDENT, indent)
    return shape


class PictureObject(QPyTextObject):
    """Measures and paints the pictures of one page."""

    def __init__(self, page: PageDocument) -> None:
        super().__init__(page)
        self._page = page
        self._shown: dict[tuple[str, int, int], QImage] = {}

    def intrinsicSize(self, doc: QTextDocument, position: int, format: QTextFormat) -> QSizeF:
        room = _room(self._page.column, format)
        image = self._page.picture(_text(format, _SRC))
        if image is None or image.isNull():
            return _missing_size(room, format)
        return _fitting(image, room)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,
        position: int,
        format: QTextFormat,
    ) -> None:
        place = QRectF(rect)
        image = self._page.picture(_text(format, _SRC))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if image is None or image.isNull():
            _draw_missing(painter, place, _text(format, _ALT), self._why_missing(format))
        else:
            self._draw(painter, place, _text(format, _SRC), image)
        painter.restore()

    def _why_missing(self, shape: QTextFormat) -> str:
        """The reason, where there is room to say it."""
        source = self._page.picture
        if not isinstance(source, Images) or not shape.property(_ALONE):
            return ""
        return source.why_missing(_text(shape, _SRC))

    def _draw(self, painter: QPainter, rect: QRectF, src: str, image: QImage) -> None:
        ratio = painter.device().devicePixelRatioF()
        shown = self._at_size(src, image, rect.size() * ratio)
        brush = QBrush(shown)
        place = QTransform.fromTranslate(rect.x(), rect.y())
        brush.setTransform(
            place.scale(rect.width() / shown.width(), rect.height() / shown.height())
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        painter.drawRoundedRect(rect, _RADIUS, _RADIUS)

    def _at_size(self, src: str, image: QImage, size: QSizeF) -> QImage:
        """The picture scaled once to the device pixels it fills."""
        whole = size.toSize()
        key = (src, whole.width(), whole.height())
        if key not in self._shown:
            if len(self._shown) >= _MOST_KEPT:
                self._shown.clear()
            scaled = image.scaled(
                whole,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            scaled.setDevicePixelRatio(1)
            self._shown[key] = scaled
        return self._shown[key]


def _text(shape: QTextFormat, name: int) -> str:
    return cast(str, shape.property(name)) or ""


def _room(column: int, shape: QTextFormat) -> float:
    """The width that a picture may take, in pixels."""
    columns = cast(int, shape.property(_COLUMNS)) or 1
    indent = cast(int, shape.property(_INDENT)) or 0
    return max(column / columns - indent, _SMALLEST)


def _fitting(image: QImage, room: float) -> QSizeF:
    """The picture's own size, made smaller where it is wider than the room."""
    width = min(image.width(), room)
    return QSizeF(width, max(1.0, image.height() * width / image.width()))


def _missing_size(room: float, shape: QTextFormat) -> QSizeF:
    if shape.property(_ALONE):
        return QSizeF(room, _MISSING_HEIGHT)
    return QSizeF(min(room, _MISSING_WIDTH), _MISSING_LINE)


def _draw_missing(painter: QPainter, rect: QRectF, alt: str, why: str) -> None:
    colours = theme.current()
    painter.setPen(QPen(colours.hairline, 1))
    painter.setBrush(colours.panel)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
    inside = rect.adjusted(10, 4, -10, -4)
    icon = min(20.0, inside.height())
    paint.icon(
        painter,
        "picture",
        QRectF(QPointF(inside.x(), inside.center().y() - icon / 2), QSizeF(icon, icon)),
        colours.secondary,
    )
    words = inside.adjusted(icon + 8, 0, 0, 0)
    painter.setClipRect(words)
    font = theme.ui_font(13)
    if why:
        short = QFontMetricsF(font).elidedText(
            alt, Qt.TextElideMode.ElideRight, words.width() * 1.8
        )
        alt = f"{short}\n{why}" if alt else why
    painter.setFont(font)
    painter.setPen(colours.secondary)
    option = QTextOption(Qt.AlignmentFlag.AlignVCenter)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    painter.drawText(words, alt, option)
