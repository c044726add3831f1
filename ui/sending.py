"""Sends many articles to a folder: progress and Cancel at the foot, and what became of them.

The worker writes the files; each is remembered here as soon as it is written, also if the user
cancels or closes the window meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from reader import exporting, outbox
from reader.edited import Edited
from reader.errors import BadRequest, GalleyError
from reader.export import USUAL, ExportOptions, Style, names
from reader.exporting import Sent
from reader.library import Reader
from reader.messages import _, ngettext
from reader.model import ArticleId, ArticleQuery
from reader.outbox import Failure, Outcome
from reader.values import dataclass
from ui.foot import Foot
from ui.homecoming import Homecoming
from ui.session import Session
from ui.tasks import Progress, Watch

if TYPE_CHECKING:
    from ui.tasks import Task

_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Order:
    """What to send where: the articles of a query, or those of them that are named in `only`.

    `to` is a folder, and `named` the template of a new file's name, empty for the usual one; or it
    is the one file, called `together`, that all go into. `by_itself`: nobody waits for it.
    """

    query: ArticleQuery
    to: Path
    style: Style
    options: ExportOptions = USUAL
    only: frozenset[ArticleId] | None = None
    named: str = ""
    together: str = ""
    by_itself: bool = False

    @property
    def folder(self) -> Path:
        return self.to.parent if self.together else self.to


class Sending(QObject):
    """One order at a time; a further one waits for it."""

    ended = Signal(object, object)
    """Order and Outcome, or None for one that was cancelled or failed."""

    _written = Signal()

    def __init__(
        self, session: Session, homecoming: Homecoming, foot: Foot, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._homecoming = homecoming
        self._foot = foot
        self._waiting: list[Order] = []
        self._order: Order | None = None
        self._watch = Watch()
        self._task: Task | None = None
        self._sent: SimpleQueue[Sent] = SimpleQueue()
        self._remembered = 0
        self._rests = threading.Event()
        self._rests.set()
        self._written.connect(self._remember, Qt.ConnectionType.QueuedConnection)
        session.closing.connect(self._close)

    @property
    def order(self) -> Order | None:
        """What is being sent now."""
        return self._order

    def send(self, order: Order) -> None:
        """Sends when what was asked for before has ended."""
        if order not in self._waiting:
            self._waiting.append(order)
        if self._order is None:
            self._next()

    def cancel(self) -> None:
        """Ends what is being sent, after the article that is being written."""
        if self._order is None:
            return
        self._watch.cancel()
        self._rests.wait()
        self._remember()
        self._end(None)

    def _close(self) -> None:
        self._waiting.clear()
        self.cancel()

    # --- one order -------------------------------------------------------------------------------

    def _next(self) -> None:
        if not self._waiting:
            return
        self._order = order = self._waiting.pop(0)
        self._remembered = 0
        self._watch = Watch()
        self._run(partial(survey, order=order, watch=self._watch), self._bring_home)

    def _bring_home(self, surveyed: tuple[tuple[ArticleId, ...], tuple[Edited, ...]]) -> None:
        ids, edited = surveyed
        order = self._order
        assert order is not None
        self._homecoming.take_all(edited)
        self._run(partial(self._send, order=order, ids=ids), self._end)

    def _run(self, function: Callable[[Reader], object], done: Callable[..., None]) -> None:
        self._task = self._session.run(
            self._session.read(self._watched, function),
            done=done,
            failed=self._fail,
            name=_("Exporting"),
            watch=self._watch,
        )
        self._task.progressed.connect(self._show_progress)
        self._task.ended.connect(partial(self._after, self._task))

    def _after(self, task: Task) -> None:
        """A fault of the program must not leave the orders behind it waiting."""
        if self._task is task and self._order is not None:
            self._end(None)

    def _watched(self, reader: Reader, function: Callable[[Reader], object]) -> object:
        """On the worker: whoever cancels waits until no file is being written any more."""
        self._rests.clear()
        try:
            self._watch.check()
            return function(reader)
        finally:
            self._rests.set()

    def _send(self, reader: Reader, *, order: Order, ids: Sequence[ArticleId]) -> Outcome:
        if order.together:
            return self._send_together(reader, order, ids)
        return outbox.send_all(
            reader,
            order.folder,
            ids,
            order.style,
            order.options,
            tell=self._watch.report,
            sent=self._post,
            named=order.named or names.TEMPLATE,
        )

    def _send_together(self, reader: Reader, order: Order, ids: Sequence[ArticleId]) -> Outcome:
        self._watch.report(0, 1, order.together)
        sent = exporting.send_together(
            reader,
            ids,
            order.to,
            order.style,
            order.options,
            title=order.together,
            story=order.query.story,
        )
        self._post(sent)
        beside = (sentence,) if (sentence := sent.left_alone(order.to)) else ()
        return Outcome(1, 0, beside, (), sent.stayed)

    def _post(self, sent: Sent) -> None:
        self._sent.put(sent)
        self._written.emit()

    def _remember(self) -> None:
        """Keeps what was written, as far as the worker has come."""
        while True:
            try:
                sent = self._sent.get_nowait()
            except Empty:
                return
            exporting.remember(self._session.library, sent, at=self._session.now())
            self._remembered += 1

    def _show_progress(self, progress: Progress) -> None:
        if self._order is not None and not self._watch.cancelled:
            words = _("Exporting {number} of {all}: {name}").format(
                number=progress.done + 1, all=progress.of, name=progress.what
            )
            self._foot.progress.follow(words, progress, self.cancel)

    def _fail(self, error: GalleyError) -> None:
        assert self._order is not None
        self._end(Outcome(0, 0, (), (Failure(self._order.folder.name, error),), 0))

    def _end(self, outcome: Outcome | None) -> None:
        self._remember()
        order, self._order, self._task = self._order, None, None
        self._foot.progress.end(self.cancel)
        self._homecoming.watch.stir()
        if outcome is None and order is not None and self._watch.cancelled:
            self._foot.say(what_was_cut(self._remembered))
        self.ended.emit(order, outcome)
        self._next()


class SendingTold(QObject):
    """Says at the foot what became of an order, with a way to its folder."""

    def __init__(self, foot: Foot, window: QWidget) -> None:
        super().__init__(window)
        self._foot = foot
        self._window = window
        self._folder = Path()
        self._outcome: Outcome | None = None
        self._show = QAction(_("Show the folder"), self)
        self._show.triggered.connect(self._open_folder)
        self._why = QAction(_("Show"), self)
        self._why.triggered.connect(self._show_rest)

    def tell(self, order: Order, outcome: Outcome) -> None:
        self._folder, self._outcome = order.folder, outcome
        if len(outcome.failures) == 1 and not outcome.beside:
            only = outcome.failures[0]
            self._foot.messages.warn(f"{only.title}: {only.error}")
        elif outcome.failures or outcome.beside:
            self._foot.messages.warn(what_went(outcome), self._why)
        else:
            self._foot.say(what_went(outcome), self._show)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _show_rest(self) -> None:
        assert self._outcome is not None
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(_("What needs a look"))
        box.setText("\n\n".join(what_needs_a_look(self._outcome)))
        box.exec()
        box.deleteLater()


def survey(
    reader: Reader, *, order: Order, watch: Watch
) -> tuple[tuple[ArticleId, ...], tuple[Edited, ...]]:
    """Which articles are meant, in their order, and which of their files hold edits.

    BadRequest if the folder is not there: it may be on a drive that is away.
    """
    if not order.folder.is_dir():
        raise BadRequest(
            _("The folder “{name}” is not there.").format(name=order.folder.name),
            _("Connect the drive it is on, or choose another folder."),
        )
    ids = outbox.members(reader, order.query)
    if order.only is not None:
        ids = tuple(id for id in ids if id in order.only)
    watch.check()
    if order.together:
        return ids, outbox.edited_at(reader, order.to)
    return ids, outbox.edited_in(reader, order.folder, ids)


# --- sentences -----------------------------------------------------------------------------------


def what_went(outcome: Outcome) -> str:
    """What became of an order, in a few short sentences."""
    return " ".join(_what_went(outcome))


def _what_went(outcome: Outcome) -> Sequence[str]:
    said = []
    if outcome.written or not outcome.stood:
        said.append(
            ngettext("{count} file written.", "{count} files written.", outcome.written).format(
                count=outcome.written
            )
        )
    if outcome.stood and outcome.written:
        said.append(
            ngettext(
                "{count} stands as it was.", "{count} stand as they were.", outcome.stood
            ).format(count=outcome.stood)
        )
    elif outcome.stood:
        said.append(_("Nothing has changed since it was written; the files stand as they were."))
    if outcome.failures:
        count = len(outcome.failures)
        said.append(
            ngettext(
                "{count} could not be written.", "{count} could not be written.", count
            ).format(count=count)
        )
    if outcome.beside:
        count = len(outcome.beside)
        said.append(
            ngettext(
                "{count} went beside a file that holds something else.",
                "{count} went beside files that hold something else.",
                count,
            ).format(count=count)
        )
    if outcome.stayed:
        said.append(
            ngettext(
                "{count} private note stayed here.",
                "{count} private notes stayed here.",
                outcome.stayed,
            ).format(count=outcome.stayed)
        )
    return said


def what_was_cut(remembered: int) -> str:
    """What is said of an order that was cancelled."""
    return ngettext(
        "Cancelled after {count} article; its file stays.",
        "Cancelled after {count} articles; their files stay.",
        remembered,
    ).format(count=remembered)


def what_needs_a_look(outcome: Outcome) -> Sequence[str]:
    """What could not be written and why, and what stood in the way; the first of each."""
    failed = [f"{each.title}\n{each.error}" for each in outcome.failures[:_MOST_TOLD]]
    return [*failed, *outcome.beside[:_MOST_TOLD]]
