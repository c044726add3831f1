"""Renders the icon: `python icons.py SVG FOLDER SIZE ...` writes SIZE.png for each, with Qt."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer


def main(svg: str, folder: str, *sizes: str) -> None:
    app = QGuiApplication([*sys.argv[:1], "-platform", "offscreen"])
    renderer = QSvgRenderer(svg)
    if not renderer.isValid():
        raise SystemExit(f"{svg} is no picture")
    for size in map(int, sizes):
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        image.save(str(Path(folder) / f"{size}.png"))
    del app


if __name__ == "__main__":
    main(*sys.argv[1:])
