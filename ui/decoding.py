"""Bytes as an image to paint. Nothing is read from anywhere else."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from ui import theme

_FORMATS = frozenset({b"png", b"jpeg", b"jpg", b"gif", b"webp", b"bmp", b"ico", b"svg"})
_WIDEST = 2400
"""Larger pictures are read smaller: no page shows more pixels, and memory is the reader's."""


def decoded(content: bytes) -> QImage | None:
    """The image in these bytes, upright and at most 2400 px wide; None if it cannot be read.

    A drawing (SVG) is made safe once more, wherever it comes from: Qt would load files that it
    names. It gets the ground that it was drawn for, that of a light page.
    """
    is_drawing = content.lstrip(_BEFORE_MARKUP).startswith(b"<")
    harmless = _without_harm(content) if is_drawing else content
    if harmless is None:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(harmless))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    if reader.format().data() not in _FORMATS:
        return None
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() > _WIDEST:
        reader.setScaledSize(
            size.scaled(_WIDEST, size.height(), Qt.AspectRatioMode.KeepAspectRatio)
        )
    image = reader.read()
    if image.isNull():
        return None
    return _on_light_page(image) if is_drawing else image


def _on_light_page(drawing: QImage) -> QImage:
    page = QImage(drawing.size(), QImage.Format.Format_RGB32)
    page.fill(theme.load("light").page)
    painter = QPainter(page)
    painter.drawImage(0, 0, drawing)
    painter.end()
    return page


def _without_harm(content: bytes) -> bytes | None:
    """The drawing made safe; None for one that cannot be."""
    # Here and not above: the window opens without loading the parsers.
    from reader.intake.safe_svg import made_safe

    return made_safe(content)


_BEFORE_MARKUP = b"\xef\xbb\xbf \t\r\n"
