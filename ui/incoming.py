"""What comes in by the window: asked for, chosen, pasted, dropped; and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from ui.checking import Checking

_MOST_TOLD = 20


class Incoming(QObject):
    """Asks what to add, hands it to the arrivals and tells at the foot what became of it."""

    came = Signal(object)
    """ArticleId of the one article that was asked for: it should be shown."""
    taking = Signal()
    """A revision is about to come: what is being typed belongs in the library first."""
    watched_changed = Signal()
    """Other articles are watched than before, or otherwise often."""

    def __init__(
        self, session: Session, foot: Foot, remembered: Remembered, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._foot = foot
        self._remembered = remembered
        self._window = window
        self._article: ArticleId | None = None
        self._failures: Sequence[Failure] = ()
        self._why = QAction(_("Show"), self)
        self._why.triggered.connect(self._show_failures)
        self.arrivals = Arrivals(session, self)
        self.arrivals.progressed.connect(self._show_progress)
        self.arrivals.finished.connect(self._tell)

    def open(self, article: ArticleId | None) -> None:
        """Takes up the article that is open now, or none."""
        self._article = article

    # --- what is here already --------------------------------------------------------------------

    @cached_property
    def checking(self) -> Checking:
        """What looks at articles again; made when it is first asked for."""
        from ui.checking import Checking

        checking = Checking(
            self._session, self._foot, self._remembered, lambda: self._article, self._window
        )
        checking.look_wanted.connect(self.came)
        checking.taking.connect(self.taking)
        checking.watched_changed.connect(self.watched_changed)
        return checking

    def keep_watch(self) -> None:
        """Has what is watched asked for from now on, if that was turned on."""
        if self._remembered.settings.check_every:
            self.checking.keep_watch()

    def check_page(self) -> None:
        if self._article is not None:
            self.checking.check_article(self._article)

    def read_again(self) -> None:
        if self._article is not None:
            self.checking.read_again(self._article)

    def watch(self) -> None:
        if self._article is not None:
            self.checking.toggle_watched(self._article)

    # --- what is new -----------------------------------------------------------------------------

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
