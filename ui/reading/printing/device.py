"""Pages onto a printer or into a PDF file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QObject, QSizeF, QTimer, Signal
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from reader.errors import GalleyError, WriteFailed
from reader.export import files
from reader.library import Reader
from reader.messages import _
from reader.model import ArticleId
from ui.reading.printing.choice import PrintChoice
from ui.reading.printing.printout import printout
from ui.reading.printing.sheet import Sheet

_RESOLUTION = 300
"""Dots per inch of a PDF: what pictures are scaled down to."""
_AT_A_TIME = 0.02
"""Seconds of work between two turns of the event loop."""


def print_to(device: QPagedPaintDevice, sheet: Sheet) -> None:
    """Paints all pages of a sheet; WriteFailed if the device takes none."""
    sheet.finish()
    painting = Painting(device, sheet)
    try:
        while not painting.done:
            painting.next_page()
    finally:
        painting.end()


def to_pdf(path: Path, sheet: Sheet) -> None:
    """Writes a PDF whole or not at all; WriteFailed if it cannot be written."""
    written = PdfPages(sheet)
    print_to(written.device, sheet)
    written.save(path)


def write_pdf(
    reader: Reader, article: ArticleId, to: Path, choice: PrintChoice, revision: int | None = None
) -> None:
    """Writes an article of a library as a PDF; NotFound or WriteFailed say why it cannot be."""
    to_pdf(to, Sheet(printout(reader, article, revision=revision, private=choice.private), choice))


class PdfPages:
    """A PDF that is made in memory, so that a file is only ever replaced by a whole one."""

    def __init__(self, sheet: Sheet) -> None:
        self._content = QBuffer()
        self._content.open(QIODevice.OpenModeFlag.WriteOnly)
        self.device = QPdfWriter(self._content)
        self.device.setPageLayout(paper_layout(sheet.paper))
        self.device.setTitle(sheet.printout.title)
        self.device.setCreator("Galley")
        self.device.setResolution(_RESOLUTION)

    @property
    def content(self) -> bytes:
        """The file, once all is painted."""
        return bytes(self._content.data().data())

    def save(self, path: Path) -> None:
        """Writes what was painted; WriteFailed if that cannot be."""
        files.write_bytes_atomically(path, self.content)


def paper_layout(paper: QSizeF) -> QPageLayout:
    """Paper without margins: a sheet keeps its own."""
    size = QPageSize(paper, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF())


class Painting:
    """The pages of a composed sheet, painted one after the other: `numbers`, or all of them."""

    def __init__(
        self, device: QPagedPaintDevice, sheet: Sheet, numbers: Sequence[int] | None = None
    ) -> None:
        self._device = device
        self._sheet = sheet
        self._numbers = range(sheet.pages) if numbers is None else numbers
        self._painter = QPainter()
        self._painted = 0
        if not self._painter.begin(device):
            raise WriteFailed(
                _("The printer takes no pages now."),
                _("Choose another printer, or save a PDF instead."),
            )
        points = device.logicalDpiX() / 72
        self._painter.scale(points, points)

    @property
    def done(self) -> bool:
        return self._painted == len(self._numbers)

    @property
    def share(self) -> float:
        """How much is painted, 0 to 1."""
        return self._painted / max(1, len(self._numbers))

    def next_page(self) -> None:
        """Paints one page."""
        if self._painted:
            self._device.newPage()
        self._sheet.paint_page(self._painter, self._numbers[self._painted])
        self._painted += 1

    def end(self) -> None:
        """Closes the last page; nothing can be painted any more."""
        if self._painter.isActive():
            self._painter.end()


class PrintRun(QObject):
    """Composes and paints a sheet while the window lives on; can be stopped at any page."""

    progressed = Signal(int)
    """How much is done, in thousandths."""
    ended = Signal()
    """All pages are painted."""
    failed = Signal(object)
    """GalleyError: nothing was printed."""

    def __init__(
        self,
        device: QPagedPaintDevice,
        sheet: Sheet,
        parent: QObject | None = None,
        *,
        wanted: Callable[[int], Sequence[int]] = range,
    ) -> None:
        """`wanted` says which of so many pages are printed."""
        super().__init__(parent)
        self._device = device
        self._sheet = sheet
        self._wanted = wanted
        self._painting: Painting | None = None
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._go_on)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        """Prints no further page; `ended` is not sent."""
        self._timer.stop()
        if self._painting is not None:
            self._painting.end()

    def _go_on(self) -> None:
        try:
            self._work()
        except GalleyError as error:
            self.stop()
            self.failed.emit(error)
            return
        if self._painting is not None and self._painting.done:
            self._painting.end()
            self.ended.emit()
        else:
            self.progressed.emit(self._thousandths())
            self._timer.start()

    def _work(self) -> None:
        if not self._sheet.done:
            self._sheet.go_on(_AT_A_TIME)
            return
        if self._painting is None:
            numbers = self._wanted(self._sheet.pages)
            self._painting = Painting(self._device, self._sheet, numbers)
        if not self._painting.done:
            self._painting.next_page()

    def _thousandths(self) -> int:
        painted = self._painting.share if self._painting is not None else 0.0
        return round(500 * self._sheet.share + 500 * painted)
