"""What comes in by the window: asked for, chosen, pasted, dropped; and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from reader.adding import is_address
from reader.messages import _
from reader.model import ArticleId
from ui.arrivals import Arrivals, Batch, Failure, offered, what_came, what_failed
from ui.foot import Foot
from ui.remembered import Remembered
from ui.session import Session
from ui.tasks import Progress

_MOST_TOLD = 20


class Incoming(QObject):
    """Asks what to add, hands it to the arrivals and tells at the foot what became of it."""

    came = Signal(object)
    """ArticleId of the one article that was asked for: it should be shown."""

    def __init__(
        self, session: Session, foot: Foot, remembered: Remembered, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._foot = foot
        self._remembered = remembered
        self._window = window
        self._failures: Sequence[Failure] = ()
        self._why = QAction(_("Show"), self)
        self._why.triggered.connect(self._show_failures)
        self.arrivals = Arrivals(session, self)
        self.arrivals.progressed.connect(self._show_progress)
        self.arrivals.finished.connect(self._tell)

    def ask(self) -> None:
        """Opens the dialog for an address or files."""
        # Dialogs and samples are loaded when they are asked for: the window opens sooner.
        from ui.dialogs.add import AddDialog

        dialog = AddDialog(self._window, folder=self._remembered.settings.add_folder)
        if dialog.exec():
            self._take_chosen(dialog.inputs)
        dialog.deleteLater()

    def ask_files(self) -> None:
        from ui.dialogs.add import choose_files

        self._take_chosen(choose_files(self._window, self._remembered.settings.add_folder))

    def paste(self) -> None:
        self.take_offered(QGuiApplication.clipboard().mimeData())

    def take_offered(self, given: QMimeData) -> None:
        """Takes in what was dropped or copied, or says that there is nothing in it."""
        items = offered(given, at=self._session.now())
        if items:
            self.arrivals.take(items)
        else:
            self._foot.say(_("There is no file, link or text to add."))

    def add_samples(self) -> None:
        """Adds the samples as one step of undo."""
        from reader.samples import samples

        library = self._session.library
        change, blobs = samples(
            library.new_article_id,
            library.new_annotation_id,
            library.labels(),
            at=self._session.now(),
        )
        self._session.do(change, blobs=blobs)

    def _take_chosen(self, inputs: Sequence[str]) -> None:
        files = [each for each in inputs if not is_address(each)]
        if files:
            self._remembered.keep(add_folder=str(Path(files[0]).parent))
        self.arrivals.take(list(inputs))

    def _show_progress(self, progress: Progress) -> None:
        words = _("Adding {name}").format(name=progress.what)
        if progress.of > 1:
            words = _("Adding {number} of {all}: {name}").format(
                number=progress.done + 1, all=progress.of, name=progress.what
            )
        self._foot.progress.follow(words, progress, self.arrivals.cancel)

    def _tell(self, batch: Batch) -> None:
        self._foot.progress.end(self.arrivals.cancel)
        only: ArticleId | None = batch.articles[0] if len(batch.articles) == 1 else None
        came = what_came(batch, self._session.library.article(only) if only else None)
        failed = what_failed(batch)
        if failed:
            self._failures = batch.failures
            why = self._why if len(batch.failures) > 1 else None
            self._foot.messages.warn(f"{came} {failed}".strip(), why)
        elif len(batch.new) + len(batch.revisions) == 1:
            self._foot.say_undoable(came)  # each came in as a step of its own
        elif came:
            self._foot.say(came)
        if only is not None and batch.of == 1:
            self.came.emit(only)

    def _show_failures(self) -> None:
        told = [f"{failure.name}\n{failure.error}" for failure in self._failures[:_MOST_TOLD]]
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(_("What could not be added"))
        box.setText("\n\n".join(told))
        box.exec()
        box.deleteLater()
