"""What comes in by the window: asked for, chosen, pasted, dropped; and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from reader.adding import is_address
from reader.arriving import Several
from reader.errors import GalleyError
from reader.messages import _
from reader.model import ArticleId
from ui.arrivals import (
    Arrivals,
    Batch,
    name_of,
    offered,
    progress_words,
    what_came,
    what_failed,
)
from ui.foot import Foot
from ui.remembered import Remembered
from ui.session import Session
from ui.tasks import Progress

if TYPE_CHECKING:
    from reader.invited import Invitation
    from ui.checking import Checking
    from ui.inbox import Inbox
    from ui.moving_in import MovingIn


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
        self._began: float | None = None
        self._is_asking = False
        self._failures: Sequence[tuple[str, GalleyError]] = ()
        self._why = QAction(_("Show"), self)
        self._why.triggered.connect(self._show_failures)
        self._go_on = QAction(_("Go on"), self)
        self._go_on.triggered.connect(self._resume)
        self.arrivals = Arrivals(session, self)
        self.arrivals.progressed.connect(self._show_progress)
        self.arrivals.finished.connect(self._tell)
        self.arrivals.several_found.connect(self._ask_how, Qt.ConnectionType.QueuedConnection)
        self.arrivals.invited.connect(self._be_invited)

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

    @cached_property
    def moving_in(self) -> MovingIn:
        """What takes in what another program kept; made when it is first asked for."""
        from ui.moving_in import MovingIn

        moving = MovingIn(self._session, self._foot, self._window)
        moving.texts_wanted.connect(self.checking.get_texts)
        return moving

    def get_text(self, article: ArticleId) -> None:
        """Asks for the text of an article of which there is only a link."""
        self.checking.get_texts([article])

    def keep_watch(self) -> None:
        """Has what is watched asked for from now on, if that was turned on: articles, and the
        folder in which more of them may have come meanwhile. Offers what was interrupted."""
        if self._remembered.settings.check_every:
            self.checking.keep_watch()
        if self._remembered.settings.inboxes:
            self.inbox.start()
        self.offer_the_rest()

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
        """Opens the dialog for addresses, files and folders."""
        # Dialogs and samples are loaded when they are asked for: the window opens sooner.
        from ui.dialogs.add import AddDialog

        dialog = AddDialog(self._window, folder=self._remembered.settings.add_folder)
        dialog.inbox_wanted.connect(self.show_inbox)
        if dialog.exec():
            self._take_chosen(dialog.inputs)
        dialog.deleteLater()

    def ask_files(self) -> None:
        from ui.dialogs.add import choose_files

        self._take_chosen(choose_files(self._window, self._remembered.settings.add_folder))

    def ask_folder(self) -> None:
        """Asks for a folder, whose articles are all added."""
        from ui.file_dialogs import folder_to_use

        start = self._remembered.settings.add_folder
        folder = folder_to_use(self._window, _("Add all articles in a folder"), start)
        if folder is not None:
            self._take_chosen([str(folder)])

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
        if self._began is None or progress.done == 0:
            self._began = monotonic()
        self._foot.progress.follow(
            progress_words(progress, monotonic() - self._began), progress, self.arrivals.cancel
        )

    def _tell(self, batch: Batch) -> None:
        self._began = None
        self._foot.progress.end(self.arrivals.cancel)
        only: ArticleId | None = batch.articles[0] if len(batch.articles) == 1 else None
        came = what_came(batch, self._session.library.article(only) if only else None)
        failed = what_failed(batch)
        if batch.by_itself:
            came = _("From the watched folder: {came}").format(came=came) if came else ""
        if len(batch.failures) > 1:
            self._failures = [(each.name, each.error) for each in batch.failures]
            self._foot.messages.warn(f"{came} {failed}".strip(), self._why)
        elif batch.cancelled and self.offer_the_rest(failed):
            pass
        elif failed:
            self._foot.messages.warn(f"{came} {failed}".strip())
        elif batch.new or batch.revisions:
            self._foot.say_undoable(came)
        elif came:
            self._foot.say(came)
        elif not batch.of and not batch.cancelled:
            self._foot.say(_("There is no article in it."))
        if only is not None and batch.of == 1 and not batch.by_itself:
            self.came.emit(only)

    def _show_failures(self) -> None:
        from ui.dialogs.not_added import NotAddedDialog

        dialog = NotAddedDialog(self._failures, self._window)
        dialog.exec()
        dialog.deleteLater()
        self.offer_the_rest()

    # --- a watched folder ------------------------------------------------------------------------

    @cached_property
    def inbox(self) -> Inbox:
        """What looks into the watched folder; made when it is first asked for."""
        from ui.inbox import Inbox

        inbox = Inbox(self._session, self.arrivals, self._remembered, self)
        inbox.troubled.connect(self._foot.warn)
        inbox.many_there.connect(self._ask_about_those_there)
        return inbox

    def _ask_about_those_there(self, count: int) -> None:
        """A folder for downloads, say, is full of what nobody wants to read."""
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(_("Watched folder"))
        box.setText(_("There are {count} files in this folder already.").format(count=f"{count:,}"))
        box.setInformativeText(_("Should they come in too, or only what is saved from now on?"))
        role = QMessageBox.ButtonRole
        box.setDefaultButton(box.addButton(_("Only from now on"), role.RejectRole))
        these = box.addButton(_("Add them too"), role.AcceptRole)
        box.exec()
        self.inbox.go_on(with_these=box.clickedButton() is these)
        box.deleteLater()

    def show_inbox(self) -> None:
        """Opens the dialog for the folder that is watched."""
        from ui.dialogs.inbox import InboxDialog

        dialog = InboxDialog(self.inbox, self._window)
        dialog.exec()
        dialog.deleteLater()

    # --- what was interrupted --------------------------------------------------------------------

    def offer_the_rest(self, first: str = "") -> bool:
        """Says what was given and has not come, if there is any, and offers to go on with it.

        `first` is what has to be said before that.
        """
        left = self.arrivals.unfinished()
        if left is None:
            return False
        sentence = _("{done} of {all} have come. Go on with the rest?").format(
            done=f"{left.done:,}", all=f"{left.of:,}"
        )
        self._foot.offer(f"{first} {sentence}".strip(), self._go_on, self._forget_rest)
        return True

    def _resume(self) -> None:
        self.arrivals.resume()

    def _forget_rest(self) -> None:
        self.arrivals.forget_unfinished()

    # --- what a browser hands over ---------------------------------------------------------------

    def _be_invited(self, asked: Sequence[str]) -> None:
        """Asks about the first of these once the window has come forward.

        Any page can make a browser hand something over, and more than once: what comes while
        one is being asked about is passed over.
        """
        if not self._is_asking:
            self._is_asking = True
            QTimer.singleShot(0, self, partial(self._ask_about, asked[0]))

    def _ask_about(self, words: str) -> None:
        from reader.invited import invitation

        try:
            asked = invitation(words)
            if self._is_wanted(asked):
                self.arrivals.take([asked.url], quote=asked.quote, from_web=True)
        except GalleyError as error:
            self._foot.warn(error)
        finally:
            self._is_asking = False

    def _is_wanted(self, asked: Invitation) -> bool:
        from ui.dialogs.invited import InvitedDialog

        dialog = InvitedDialog(asked, self._window)
        wanted = bool(dialog.exec())
        dialog.deleteLater()
        return wanted

    # --- several in one --------------------------------------------------------------------------

    def _ask_how(self, several: Several) -> None:
        """Whether a file with several articles comes in as one, or each by itself."""
        from ui.dialogs.several import SeveralDialog

        names = [part.title for part in several.parts]
        dialog = SeveralDialog(name_of(several.waiting.item), names, self._window)
        taken = dialog.exec()
        each, always = dialog.each, dialog.always.isChecked()
        dialog.deleteLater()
        if taken:
            self.arrivals.answer(several, each=each, always=always)
        else:
            self.arrivals.leave_out(several)
