"""Pictures on paper: whole, no higher than a page, in as many dots as the paper takes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QTextDocument, QTextFormat

from ui.reading.document import PageDocument
from ui.reading.pictures import PICTURE_OBJECT, PictureObject


class PrintedPictures(PictureObject):
    """Measures and paints the pictures of a text for paper, in place of those of the screen."""

    def __init__(self, page: PageDocument, tallest: float) -> None:
        super().__init__(page)
        self._tallest = tallest
        page.documentLayout().registerHandler(PICTURE_OBJECT, self)

    def intrinsicSize(self, doc: QTextDocument, position: int, format: QTextFormat) -> QSizeF:
        size = super().intrinsicSize(doc, position, format)
        return size * min(1.0, self._tallest / size.height())

    def _draw(self, painter: QPainter, rect: QRectF, src: str, image: QImage) -> None:
        # The screen's pictures are scaled to its pixels; paper has four times as many dots.
        dots = painter.deviceTransform().mapRect(rect).size().toSize()
        if dots.width() < image.width():
            image = image.scaled(
                dots,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(rect, image)
