"""Bytes as an image to paint. Nothing is read from anywhere else."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader

_FORMATS = frozenset({b"png", b"jpeg", b"jpg", b"gif", b"webp", b"bmp", b"ico"})
"""SVG is left out: Qt's reader loads files that an SVG names."""
_WIDEST = 2400
"""Larger pictures are read smaller: no page shows more pixels, and memory is the reader's."""


def decoded(content: bytes) -> QImage | None:
    """The image in these bytes, upright and at most 2400 px wide; None if it cannot be read."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
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
    return None if image.isNull() else image
