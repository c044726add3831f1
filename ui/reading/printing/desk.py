"""Printing, preview and PDF as the window asks for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QPagedPaintDevice
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QProgressDialog, QWidget

from reader import exporting
from reader.errors import GalleyError
from reader.messages import _
from reader.model import ArticleId
from ui.exporting import documents_folder
from ui.file_dialogs import place_to_save
from ui.reading.printing.choice import PrintChoice, usual_size
from ui.reading.printing.device import PdfPages, PrintRun
from ui.reading.printing.preview import PrintPreview
from ui.reading.printing.printout import Printout, printout
from ui.reading.printing.sheet import Sheet
from ui.session import Session

_PATIENCE = 1000
"""Milliseconds: what is printed sooner shows no progress."""


class Job(QObject):
    """One run of pages, with progress and a way to stop where it takes longer."""

    ended = Signal()
    """All pages are painted."""
    stopped = Signal()
    failed = Signal(object)
    """GalleyError."""
    over = Signal()
    """Sent after any of the others."""

    def __init__(
        self,
        device: QPagedPaintDevice,
        sheet: Sheet,
        place: QWidget,
        wanted: Callable[[int], range],
    ) -> None:
        super().__init__(place)
        self._device = device
        self._run = PrintRun(device, sheet, self, wanted=wanted)
        self.progress = QProgressDialog(place)
        self.progress.setWindowModality(Qt.WindowModality.WindowModal)
        self.progress.setLabelText(_("Setting pages"))
        self.progress.setAccessibleName(_("Progress of printing"))
        self.progress.setRange(0, 1000)
        self.progress.setAutoReset(False)
        self.progress.setMinimumDuration(_PATIENCE)
        self.progress.canceled.connect(self._stop)
        self._run.progressed.connect(self.progress.setValue)
        self._run.ended.connect(self._end)
        self._run.failed.connect(self._fail)

    def start(self) -> None:
        self.progress.setValue(0)
        self._run.start()

    def _stop(self) -> None:
        self._run.stop()
        if isinstance(self._device, QPrinter):
            self._device.abort()
        self._leave()
        self.stopped.emit()
        self.over.emit()

    def _end(self) -> None:
        self._leave()
        self.ended.emit()
        self.over.emit()

    def _fail(self, error: GalleyError) -> None:
        self._leave()
        self.failed.emit(error)
        self.over.emit()

    def _leave(self) -> None:
        self.progress.canceled.disconnect(self._stop)
        self.progress.reset()
        self.progress.deleteLater()
        self.deleteLater()


class PrintDesk(QObject):
    """Prints the articles of one window. What was chosen last holds until the window closes."""

    def __init__(
        self,
        session: Session,
        window: QWidget,
        folder: Callable[[], str] = documents_folder,
        *,
        printers: Callable[[], Sequence[str]] = QPrinterInfo.availablePrinterNames,
        revision: Callable[[ArticleId], int | None] = lambda _article: None,
    ) -> None:
        """`folder` says where a PDF is proposed to go, `printers` which ones there are, `revision`
        which one of an article is meant; None is the current one."""
        super().__init__(window)
        self._session = session
        self._window = window
        self._folder = folder
        self._printers = printers
        self._revision = revision
        self._choice = PrintChoice(size=usual_size())
        self._no_printer_for: tuple[ArticleId, PrintChoice] | None = None
        self._instead = QAction(_("Save as PDF…"), self)
        self._instead.triggered.connect(self._save_instead)
        self.shown: PrintPreview | None = None
        """The preview while it is open."""
        self.job: Job | None = None
        """What is being printed."""

    # --- what the window asks for --------------------------------------------------------------

    def preview(self, article: ArticleId) -> None:
        """Shows the pages as they will be printed; notes that stay here are left out at first."""
        self._choice = replace(self._choice, private=False)
        try:
            self.shown = PrintPreview(partial(self._read, article), self._choice, self._window)
        except GalleyError as error:
            self._session.failed.emit(error)
            return
        self.shown.print_asked.connect(partial(self._print_shown, article))
        self.shown.pdf_asked.connect(partial(self._save_shown, article))
        self.shown.finished.connect(self._forget_preview)
        self.shown.open()

    def print_article(self, article: ArticleId) -> None:
        """Asks for a printer and prints; says so if there is none."""
        self._print(article, replace(self._choice, private=False))

    def save_pdf(self, article: ArticleId) -> None:
        """Asks for a file and writes the pages into it."""
        self._ask_for_pdf(article, replace(self._choice, private=False))

    def write_pdf(self, article: ArticleId, choice: PrintChoice, to: Path) -> None:
        """Writes the pages into a file while the window lives on, and says when they are there."""
        sheet = self._sheet(article, choice)
        if sheet is None:
            return
        pages = PdfPages(sheet)
        self._run(pages.device, sheet, done=partial(self._save, pages, to))

    def paint_pdf(self, article: ArticleId, done: Callable[[bytes], None]) -> None:
        """Paints the pages while the window lives on, and hands the whole PDF over."""
        sheet = self._sheet(article, replace(self._choice, private=False))
        if sheet is not None:
            pages = PdfPages(sheet)
            self._run(pages.device, sheet, done=partial(_hand_over, pages, done))

    # --- from the preview ------------------------------------------------------------------------

    def _print_shown(self, article: ArticleId) -> None:
        assert self.shown is not None
        self._print(article, self.shown.choice)

    def _save_shown(self, article: ArticleId) -> None:
        assert self.shown is not None
        self._ask_for_pdf(article, self.shown.choice)

    def _forget_preview(self) -> None:
        shown, self.shown = self.shown, None
        if shown is not None:
            self._choice = shown.choice
            shown.deleteLater()

    # --- onto paper ------------------------------------------------------------------------------

    def _print(self, article: ArticleId, choice: PrintChoice) -> None:
        if not self._printers():
            self._no_printer_for = article, choice
            self._say(_("There is no printer here. Save a PDF instead."), self._instead)
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(choice.page_size)
        printer.setFullPage(True)  # a sheet keeps its own margins
        dialog = QPrintDialog(printer, self._place())
        dialog.setWindowTitle(_("Print"))
        accepted = dialog.exec() == QPrintDialog.DialogCode.Accepted
        dialog.deleteLater()
        sheet = self._sheet(article, choice, printer) if accepted else None
        if sheet is None:
            return
        printer.setDocName(sheet.printout.title)
        self._run(printer, sheet, done=self._say_printed, wanted=partial(_wanted, printer))

    def _save_instead(self) -> None:
        if self._no_printer_for is not None:
            self._ask_for_pdf(*self._no_printer_for)

    def _say_printed(self) -> None:
        self._say(_("Sent to the printer."))

    def _ask_for_pdf(self, article: ArticleId, choice: PrintChoice) -> None:
        proposed = exporting.place_in(self._session.library, Path(self._folder()), article)
        path = place_to_save(
            self._place(), _("Save as PDF"), proposed.with_suffix(".pdf"), _("PDF (*.pdf)")
        )
        if path:
            self.write_pdf(article, choice, path if path.suffix else path.with_suffix(".pdf"))

    def _save(self, pages: PdfPages, to: Path) -> None:
        try:
            pages.save(to)
        except GalleyError as error:
            self._fail(error)
        else:
            self._say(_("Written to {name}.").format(name=to.name))

    # --- work that may last ----------------------------------------------------------------------

    def _run(
        self,
        device: QPagedPaintDevice,
        sheet: Sheet,
        done: Callable[[], None],
        wanted: Callable[[int], range] = range,
    ) -> None:
        self.job = Job(device, sheet, self._place(), wanted)
        self.job.ended.connect(done)
        self.job.failed.connect(self._fail)
        self.job.stopped.connect(self._say_stopped)
        self.job.over.connect(self._forget_job)
        self.job.start()

    def _forget_job(self) -> None:
        self.job = None

    def _say_stopped(self) -> None:
        self._say(_("Stopped."))

    # --- what the library gives, what the reader is told ---------------------------------------

    def _read(self, article: ArticleId, choice: PrintChoice) -> Printout:
        revision = self._revision(article)
        return printout(self._session.library, article, revision=revision, private=choice.private)

    def _sheet(
        self, article: ArticleId, choice: PrintChoice, printer: QPrinter | None = None
    ) -> Sheet | None:
        """The article on the paper that was chosen; None after it was said why not."""
        paper = None
        if printer is not None:
            paper = printer.pageLayout().fullRect(printer.pageLayout().Unit.Point).size()
        try:
            return Sheet(self._read(article, choice), choice, paper)
        except GalleyError as error:
            self._fail(error)
            return None

    def _place(self) -> QWidget:
        return self.shown or self._window

    def _say(self, sentence: str, action: QAction | None = None) -> None:
        if self.shown is not None:
            self.shown.messages.say(sentence, action)
        else:
            self._session.said.emit(sentence, action)

    def _fail(self, error: GalleyError) -> None:
        if self.shown is not None:
            self.shown.messages.warn(f"{error.sentence} {error.advice}".strip())
        else:
            self._session.failed.emit(error)


def _hand_over(pages: PdfPages, done: Callable[[bytes], None]) -> None:
    done(pages.content)


def _wanted(printer: QPrinter, pages: int) -> range:
    """The pages that were chosen in the system's dialog, from 0."""
    if printer.printRange() != QPrinter.PrintRange.PageRange or not printer.fromPage():
        return range(pages)
    return range(printer.fromPage() - 1, min(pages, printer.toPage()))
