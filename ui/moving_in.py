"""Brings in what other programs exported: shows what would come, brings it, tells what came.

A worker puts small portions together, which are written here one after the other, so that the
window stays at hand; up to five hundred things are one step of undo.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import field
from datetime import datetime
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QUndoCommand
from PySide6.QtWidgets import QWidget

from reader import changes, moving_in
from reader.errors import GalleyError
from reader.library import Reader
from reader.messages import _, ngettext
from reader.model import ArticleId, Brought, Change
from reader.moved_in import Came, Report
from reader.moving_in import Bringer, Portion
from reader.values import dataclass
from ui.foot import Foot
from ui.session import Session
from ui.tasks import Progress, Watch

PORTION = 10
"""Things that are written at once: the window pauses for some 10 ms, and for as long again when
everyone hears of it."""

STEP = 500
"""Things that one step of undo takes back."""

_GLANCE = 0.05
"""Seconds between two looks whether a portion was written, or nobody waits any more."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read: what it holds, and what would come of it."""

    name: str
    brought: Brought
    foretold: tuple[Came, ...]

    @property
    def report(self) -> Report:
        return Report(self.name, self.brought.program, self.foretold, self.brought.missed)


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why."""

    name: str
    error: GalleyError


@dataclass
class Job:
    """Files that are coming in: what of each has come, and the portions that wait."""

    files: Sequence[Opened]
    fetches: bool = False
    came: list[list[Came]] = field(default_factory=list)
    waiting: SimpleQueue[tuple[int, Portion]] = field(default_factory=SimpleQueue)
    taken: threading.Event = field(default_factory=threading.Event)
    watch: Watch = field(default_factory=Watch)
    step: list[tuple[Change, int]] = field(default_factory=list)
    in_step: int = 0

    @property
    def of(self) -> int:
        return sum(len(each.brought.saved) for each in self.files)

    @property
    def reports(self) -> tuple[Report, ...]:
        return tuple(
            Report(file.name, file.brought.program, tuple(came), file.brought.missed)
            for file, came in zip(self.files, self.came, strict=True)
        )


class MovedIn(QUndoCommand):
    """Portions that were written already, as one step of undo.

    As with `ui.session.Decision` no exception leaves it: what fails is said by the session, and
    the step is obsolete then.
    """

    def __init__(self, session: Session, steps: Sequence[tuple[Change, int]]) -> None:
        super().__init__(_("import"))
        self._session = session
        self._steps = list(steps)
        self._is_done = True

    def redo(self) -> None:
        if not self._is_done:
            self._apply([(change, number) for change, number in self._steps])
        self._is_done = True

    def undo(self) -> None:
        self._apply([(change.inverse(), number) for change, number in reversed(self._steps)])
        self._steps = [(change.inverse(), number) for change, number in reversed(self._steps)]
        self._is_done = False

    def _apply(self, steps: Sequence[tuple[Change, int]]) -> None:
        numbered = []
        for change, undoes in steps:
            number = self._session.commit(change, blobs={}, by="window", undoes=undoes)
            if number is None:
                self.setObsolete(True)
                return
            numbered.append((change, number))
        self._steps = numbered


class MovingIn(QObject):
    """One import at a time."""

    texts_wanted = Signal(object)
    """Sequence[ArticleId]: articles whose text is still to come, and which it is wanted of."""
    ended = Signal(object)
    """Job: all of it is here, or it was cancelled."""

    _came = Signal()

    def __init__(self, session: Session, foot: Foot, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._foot = foot
        self._window = window
        self._job: Job | None = None
        self._given: Bringer | None = None
        self._folder = str(Path.home())
        self._reports: Sequence[Report] = ()
        self._see = QAction(_("Report"), self)
        self._see.triggered.connect(self.show_report)
        self._came.connect(self._take_all, Qt.ConnectionType.QueuedConnection)
        self._news = QTimer(self, singleShot=True, interval=0)
        self._news.timeout.connect(self._go_on)
        session.closing.connect(self._close)

    def use(self, bringer: Bringer) -> None:
        """Reads with this instead of a process of its own."""
        self._given = bringer

    @property
    def busy(self) -> bool:
        return self._job is not None

    # --- asking ----------------------------------------------------------------------------------

    def ask(self) -> None:
        """Has files chosen, and shows what they would bring."""
        from ui.file_dialogs import files_to_open

        kinds = _("Exports (*.csv *.json *.zip *.html *.rdf *.ris *.txt *.md *.lua)")
        paths = files_to_open(
            self._window,
            _("Import from another program"),
            self._folder,
            f"{kinds};;{_('All files (*)')}",
        )
        if paths:
            self._folder = str(Path(paths[0]).parent)
            self.open([Path(path) for path in paths])

    def open(self, paths: Sequence[Path]) -> None:
        """Reads these files on a worker, and shows what they would bring."""
        if self._job is not None:
            self._foot.say(_("The last import is still going on."))
            return
        self._session.run(
            self._session.read(self._read, tuple(paths), self._session.now()),
            done=self._show,
            name=_("Reading exports"),
        )

    def _read(
        self, reader: Reader, paths: Sequence[Path], at: datetime
    ) -> tuple[list[Opened], list[Failure]]:
        opened: list[Opened] = []
        failures: list[Failure] = []
        known = moving_in.Known(reader)
        with self._reading() as bringer:
            for path in paths:
                try:
                    found = moving_in.read(path, bringer, at=at)
                    foretold = moving_in.foretold(reader, found, known)
                    opened.append(Opened(path.name, found, foretold))
                except GalleyError as error:
                    failures.append(Failure(path.name, error))
        return opened, failures

    def _reading(self) -> AbstractContextManager[Bringer]:
        if self._given is not None:
            return nullcontext(self._given)
        # Here and not above: the window opens without loading what starts processes.
        from reader.intake.child import Child

        return Child()

    def _show(self, found: tuple[list[Opened], list[Failure]]) -> None:
        from ui.dialogs.move_in import MoveInDialog

        opened, failures = found
        if not opened:
            self._foot.messages.warn(_why_nothing(failures))
            return
        reports = [each.report for each in opened]
        dialog = MoveInDialog(reports, [(each.name, each.error) for each in failures], self._window)
        wanted, fetches = dialog.exec(), dialog.fetches()
        dialog.deleteLater()
        if wanted:
            self.bring(opened, fetches=fetches)

    # --- bringing --------------------------------------------------------------------------------

    def bring(self, files: Sequence[Opened], *, fetches: bool = False) -> None:
        """Brings what these files hold; `fetches`: then the texts are wanted too."""
        job = Job(files, fetches, [[] for _each in files])
        self._job = job
        task = self._session.run(
            self._session.read(self._bring, job),
            done=partial(self._finish, job),
            failed=partial(self._fail, job),
            name=_("Importing"),
            watch=job.watch,
        )
        task.progressed.connect(partial(self._show_progress, job))
        task.ended.connect(partial(self._after, job))

    def cancel(self) -> None:
        """Ends it; what has come stays."""
        job = self._job
        if job is not None:
            job.watch.cancel()
            self._take_all()
            self._end(job)
            self._tell(job, cut=True)

    def _bring(self, reader: Reader, job: Job) -> None:
        """On the worker: puts one portion after the other together, each on the library as it is
        when the one before has been written."""
        done = 0
        with self._reading() as bringer:
            for number, file in enumerate(job.files):
                portions = moving_in.bring(
                    reader,
                    file.brought.saved,
                    bringer,
                    size=PORTION,
                    now=self._session.now,
                    check=job.watch.check,
                )
                for portion in portions:
                    done += len(portion.came)
                    job.taken.clear()
                    job.waiting.put((number, portion))
                    self._came.emit()
                    job.watch.report(done, job.of, _last(portion))
                    _wait(job)

    def _show_progress(self, job: Job, progress: Progress) -> None:
        if job is self._job:
            words = _("Importing {number} of {all}: {name}").format(
                number=f"{min(progress.done + 1, progress.of):,}",
                all=f"{progress.of:,}",
                name=progress.what,
            )
            self._foot.progress.follow(words, progress, self.cancel)

    def _take_all(self) -> None:
        """Writes what was put together, as far as the worker has come."""
        job = self._job
        while job is not None:
            try:
                number, portion = job.waiting.get_nowait()
            except Empty:
                return
            self._take(job, number, portion)
            self._news.start()

    def _go_on(self) -> None:
        """Everyone hears of what was written; only then has the worker its turn, for it would
        take half of theirs."""
        self._session.look_for_news()
        if self._job is not None:
            self._job.taken.set()

    def _take(self, job: Job, number: int, portion: Portion) -> None:
        library = self._session.library
        try:
            if portion.change is not None:
                change = changes.naming_tags(portion.change, library.tags())
                entry = library.apply(
                    change, at=self._session.now(), by="window", blobs=portion.blobs
                )
                job.step.append((change, entry))
            moving_in.remember(library, portion)
            job.came[number] += portion.came
        except GalleyError as error:
            # Someone else has changed one of them just now: the next import brings them.
            job.came[number] += [_not_now(each, error) for each in portion.came]
        job.in_step += len(portion.came)
        if job.in_step >= STEP:
            self._end_step(job)

    def _end_step(self, job: Job) -> None:
        """What came since the last step is one to undo."""
        if job.step:
            self._session.undo_stack.push(MovedIn(self._session, job.step))
        job.step, job.in_step = [], 0

    def _finish(self, job: Job, _nothing: None) -> None:
        if job is not self._job:
            return
        self._take_all()
        self._end(job)
        self._tell(job)
        if job.fetches:
            self.texts_wanted.emit(_without_text_of(job))

    def _fail(self, job: Job, error: GalleyError) -> None:
        if job is self._job:
            self._end(job)
            self._session.failed.emit(error)

    def _after(self, job: Job) -> None:
        """A fault of the program must not leave the next import waiting."""
        if job is self._job:
            self._end(job)

    def _end(self, job: Job) -> None:
        self._end_step(job)
        self._job = None
        self._reports = job.reports
        self._session.look_for_news()
        self._foot.progress.end(self.cancel)
        self.ended.emit(job)

    def _close(self) -> None:
        self._news.stop()
        if self._job is not None:
            self._job.watch.cancel()
            self._take_all()
            self._end(self._job)

    # --- telling ---------------------------------------------------------------------------------

    def _tell(self, job: Job, *, cut: bool = False) -> None:
        self._foot.say(what_came(job.reports, cut=cut), self._see)

    def get_texts(self) -> None:
        """Wants the text of every article whose text is still to come."""
        waiting = self._session.library.without_text()
        if waiting:
            self.texts_wanted.emit(waiting)
        else:
            self._foot.say(_("No article here waits for its text."))

    def show_report(self) -> None:
        """Shows what came of the last import."""
        from ui.dialogs.move_in import MovedInDialog

        waiting = self._session.library.without_text()
        dialog = MovedInDialog(self._reports, len(waiting), self._window)
        dialog.exec()
        wants_texts = dialog.wants_texts
        dialog.deleteLater()
        if wants_texts:
            self.texts_wanted.emit(waiting)


def _last(portion: Portion) -> str:
    return portion.came[-1].name if portion.came else ""


def _wait(job: Job) -> None:
    """Until the last portion was written; Cancelled if nobody waits for more."""
    while not job.taken.wait(_GLANCE):
        job.watch.check()


def _not_now(came: Came, error: GalleyError) -> Came:
    return Came(came.name, "nothing", came.url, why=str(error))


def _without_text_of(job: Job) -> tuple[ArticleId, ...]:
    return tuple(
        each.article
        for came in job.came
        for each in came
        if each.outcome == "link" and each.article is not None
    )


def _why_nothing(failures: Sequence[Failure]) -> str:
    if len(failures) == 1:
        return f"“{failures[0].name}”: {failures[0].error}"
    return " ".join(f"“{each.name}”: {each.error.sentence}" for each in failures)


def what_came(reports: Sequence[Report], *, cut: bool) -> str:
    """What has come, in one sentence or two for the foot."""
    new = sum(
        report.counts.get(outcome, 0)
        for report in reports
        for outcome in ("text", "link", "quotes")
    )
    more = sum(report.counts.get("marks", 0) for report in reports)
    marks = sum(report.marks for report in reports)
    said = [_("Import cancelled; what had come stays.")] if cut else []
    if new:
        said.append(
            ngettext("{count} article imported.", "{count} articles imported.", new).format(
                count=f"{new:,}"
            )
        )
    if more:
        words = ngettext(
            "Something new for {count} that was here.",
            "Something new for {count} that were here.",
            more,
        )
        said.append(words.format(count=f"{more:,}"))
    if marks:
        said.append(
            ngettext("{count} highlight.", "{count} highlights.", marks).format(count=f"{marks:,}")
        )
    return " ".join(said) or _("Nothing new was in it.")
