"""What of Qt breaks silently where it was packed badly: formats, letters, order, paper."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QCollator, QIODevice, QLocale
from PySide6.QtGui import QImage, QImageReader, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QApplication

READ = frozenset({"bmp", "gif", "ico", "jpeg", "png", "svg", "webp"})
"""Formats of pictures that articles bring."""
GIF = b64decode("R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=")
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'><path d='M0 0h4v4z'/></svg>"


def pictures(_app: QApplication) -> None:
    """Every format is known, and one of each way of reading is read."""
    missing = READ - {bytes(kind.data()).decode() for kind in QImageReader.supportedImageFormats()}
    if missing:
        raise LookupError(f"cannot read {', '.join(sorted(missing))}")
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    picture.fill(0xFF8800)
    for kind in ("png", "jpeg", "webp", "bmp", "ico"):
        _read(_written(picture, kind), kind)
    _read(GIF, "gif")
    _read(SVG, "svg")


def _written(picture: QImage, kind: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # The stubs ask for bytes where PySide takes only str.
    if not picture.save(buffer, kind):  # type: ignore[call-overload]
        raise LookupError(f"cannot write {kind}")
    return bytes(buffer.data().data())


def _read(content: bytes, kind: str) -> None:
    if QImage.fromData(QByteArray(content)).isNull():
        raise LookupError(f"cannot read {kind}")


def letters(_app: QApplication) -> None:
    """Turkish has two letters i, and Swedish puts ä behind z where German puts it beside a."""
    if QLocale("tr").toUpper("iı") != "İI":
        raise LookupError("Turkish letters are not known")
    found = {name: _in_order(name) for name in ("sv", "de")}
    if found != {"sv": ["a", "z", "ä"], "de": ["a", "ä", "z"]}:
        raise LookupError(f"words are put in a wrong order: {found}")


def _in_order(language: str) -> list[str]:
    return sorted(["z", "ä", "a"], key=QCollator(QLocale(language)).sortKey)


def paper(_app: QApplication) -> None:
    """A page is printed to PDF, and the system is asked for its printers."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    painter = QPainter(writer)
    painter.drawText(100, 100, "Galley")
    painter.end()
    if not bytes(buffer.data().data()).startswith(b"%PDF"):
        raise LookupError("no PDF was written")
    QPrinterInfo.availablePrinterNames()


CHECKS: tuple[tuple[str, Callable[[QApplication], None]], ...] = (
    ("pictures of every format are read", pictures),
    ("letters and their order are known", letters),
    ("a page is printed", paper),
)
