"""Printing, preview and PDF as the window asks for them, by the system's dialogs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QFileDialog, QProgressDialog, QWidget

from reader import exporting
from reader.errors import GalleyError
from reader.messages import _
from reader.model import ArticleId
from ui.reading import printing
from ui.reading.head import page_head
from ui.reading.images import Images
from ui.session import Session

_PATIENCE = 1000
"""Milliseconds: what is printed sooner shows no progress."""


class PaperWork(QObject):
    """Prints the articles of one window."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window

    def print_article(self, article: ArticleId) -> None:
        """Asks for a printer, then prints with progress and a way to stop."""
        printer = self._printer()
        dialog = QPrintDialog(printer, self._window)
        dialog.setWindowTitle(_("Print"))
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self._print(printer, article)
        dialog.deleteLater()

    def preview(self, article: ArticleId) -> None:
        """Shows the pages as they will be printed."""
        printer = self._printer()
        dialog = QPrintPreviewDialog(printer, self._window)
        dialog.setWindowTitle(_("Print preview"))
        dialog.resize(900, 760)
        self._previewed = article
        dialog.paintRequested.connect(self._paint_preview)
        dialog.exec()
        dialog.deleteLater()

    def save_pdf(self, article: ArticleId, folder: str) -> None:
        """Asks for a file and writes the pages into it."""
        proposed = exporting.place_in(self._session.library, Path(folder), article)
        name, _filter = QFileDialog.getSaveFileName(
            self._window, _("Save as PDF"), str(proposed.with_suffix(".pdf")), _("PDF (*.pdf)")
        )
        if not name:
            return
        path = Path(name) if Path(name).suffix else Path(name).with_suffix(".pdf")
        size = QPageSize(QPageSize.PageSizeId.A4)
        try:
            printing.to_pdf(path, self._sheets(article, size), size)
        except GalleyError as error:
            self._session.failed.emit(error)
            return
        self._session.said.emit(_("Saved as “{file}”.").format(file=path.name), None)

    def _printer(self) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        size = printer.pageLayout().pageSize()
        printer.setPageLayout(printing.page_layout(size))
        return printer

    def _sheets(self, article: ArticleId, size: QPageSize) -> printing.Sheets:
        library = self._session.library
        exported = library.exported(article)
        head = page_head(exported.article, exported.revision, exported.document)
        pictures = Images(exported.pictures, library.blob)
        return printing.sheets(exported, head, pictures, size)

    def _paint_preview(self, printer: QPrinter) -> None:
        printed = self._sheets(self._previewed, printer.pageLayout().pageSize())
        printing.print_on(printer, printed)

    def _print(self, printer: QPrinter, article: ArticleId) -> None:
        printed = self._sheets(article, printer.pageLayout().pageSize())
        progress = QProgressDialog(self._window)
        progress.setLabelText(_("Printing"))
        progress.setMinimumDuration(_PATIENCE)
        progress.setRange(0, printed.count)

        def go_on(done: int, _of: int) -> bool:
            progress.setValue(done)
            QCoreApplication.processEvents()
            return not progress.wasCanceled()

        try:
            printing.print_on(printer, printed, go_on=go_on)
        except GalleyError as error:
            self._session.failed.emit(error)
        finally:
            progress.close()
            progress.deleteLater()
