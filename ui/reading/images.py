"""The library's picture bytes as images to paint. Nothing is read from anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader

from reader.errors import GalleyError
from reader.model import Sha256, StoredPicture

_FORMATS = frozenset({b"png", b"jpeg", b"jpg", b"gif", b"webp", b"bmp", b"ico"})
"""SVG is left out: Qt's reader loads files that an SVG names."""
_WIDEST = 2400
"""Larger pictures are read smaller: no page shows more pixels, and memory is the reader's."""


class Images:
    """The pictures of one article by `src`, each decoded once."""

    def __init__(
        self, stored: Mapping[str, StoredPicture], blob: Callable[[Sha256], bytes]
    ) -> None:
        self._stored = stored
        self._blob = blob
        self._read: dict[str, QImage | None] = {}

    def __call__(self, src: str) -> QImage | None:
        """The picture of that `src`; None where the library has none that can be shown."""
        if src not in self._read:
            self._read[src] = self._load(src)
        return self._read[src]

    def _load(self, src: str) -> QImage | None:
        picture = self._stored.get(src)
        if picture is None or picture.sha256 is None:
            return None
        try:
            return decoded(self._blob(picture.sha256))
        except GalleyError:  # erased since: the page shows its frame
            return None


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
