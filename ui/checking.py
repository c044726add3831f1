"""Looks at articles again: asks their pages for changes, or reads kept sources anew.

A worker asks and judges; what it finds is kept here one by one, also if the user cancels or closes
the window meanwhile. What is watched is asked for by itself while the window is open, if that was
turned on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import field, replace
from datetime import timedelta
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from reader import again, watching
from reader.adding import Extractor
from reader.again import Again
from reader.errors import GalleyError
from reader.library import Reader
from reader.messages import _
from reader.model import Article, ArticleId, ArticleQuery, Change
from reader.values import dataclass
from ui.checking_told import CheckingTold, cut
from ui.foot import Foot
from ui.remembered import Remembered
from ui.session import Decision, Session
from ui.tasks import Progress, Watch

if TYPE_CHECKING:
    from reader.checking import Fetch, Manners

LOOK_EVERY = 60_000
"""Milliseconds between two looks whether something that is watched is due; the first one comes
so long after the window has opened."""

Kind = Literal["check", "texts", "reread"]
Wanted = Sequence[ArticleId] | ArticleQuery


@dataclass
class Job:
    """One look at several articles: what is wanted, and what has been found so far.

    `by_itself` is for what nobody asked for just now; `held` is what it found of articles that the
    reader is at work on, which waits for her.
    """

    kind: Kind
    wanted: Wanted
    by_itself: bool = False
    of: int = 0
    found: list[Again] = field(default_factory=list)
    held: list[Again] = field(default_factory=list)
    waiting: SimpleQueue[Again] = field(default_factory=SimpleQueue)
    stop: threading.Event = field(default_factory=threading.Event)
    watch: Watch = field(default_factory=Watch)


class Checking(QObject):
    """One look at a time. What a user asks for goes before what would be done by itself."""

    look_wanted = Signal(object)
    """ArticleId: the reader wants to see what has changed in it."""
    taking = Signal()
    """A revision is about to come: what is being typed belongs in the library first."""
    watched_changed = Signal()
    """Other articles are watched than before, or otherwise often."""
    ended = Signal(object)
    """Job: all of it is kept, or it was cancelled."""

    _came = Signal()

    def __init__(
        self,
        session: Session,
        foot: Foot,
        remembered: Remembered,
        shown: Callable[[], ArticleId | None],
        window: QWidget,
    ) -> None:
        """`shown` gives the article that is open."""
        super().__init__(window)
        self._shown = shown
        self._session = session
        self._foot = foot
        self._remembered = remembered
        self._window = window
        self._job: Job | None = None
        self._extractor: Extractor | None = None
        self._fetch: Fetch | None = None
        self._manners: Manners | None = None
        self._told = CheckingTold(session, foot, window)
        self._held: dict[ArticleId, Again] = {}
        self._told.look_wanted.connect(self._lead_to)
        self._came.connect(self._take_all, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self.check_what_is_due)
        session.closing.connect(self._close)

    def use(
        self, extractor: Extractor | None, fetch: Fetch | None, manners: Manners | None
    ) -> None:
        """Reads and asks with these; where there is none, in a process and a way of its own."""
        self._extractor, self._fetch, self._manners = extractor, fetch, manners

    @property
    def busy(self) -> bool:
        return self._job is not None

    # --- what can be asked for -------------------------------------------------------------------

    def check_article(self, id: ArticleId) -> None:
        """Asks whether the page of an article has changed."""
        self._begin(Job("check", (id,)))

    def check_all(self, query: ArticleQuery) -> None:
        """The same for all articles of a shelf, a story or a search that have an address."""
        self._begin(Job("check", query))

    def check_watched(self) -> None:
        """The same for those that are watched."""
        ids = tuple(article.id for article in watching.watched(self._session.library))
        if ids:
            self._begin(Job("check", ids))
        else:
            self._foot.say(_("No article is watched yet."))

    def get_texts(self, ids: Sequence[ArticleId]) -> None:
        """Asks for the pages of articles whose text is still to come."""
        self._begin(Job("texts", tuple(ids)))

    def read_again(self, id: ArticleId) -> None:
        """Reads the kept source of an article as pages are read by now; asks no network."""
        self._begin(Job("reread", (id,)))

    def read_all_again(self, query: ArticleQuery) -> None:
        """The same for all articles of a shelf, a story or a search."""
        self._begin(Job("reread", query))

    def cancel(self) -> None:
        """Ends it; what has been found so far is kept."""
        job = self._job
        if job is None:
            return
        self._end_early(job)
        if not job.by_itself:
            self._foot.say(cut(job.found, job.of))

    # --- what is watched -------------------------------------------------------------------------

    @property
    def every(self) -> int:
        """Minutes between two checks of what is watched; 0 is never."""
        return self._remembered.settings.check_every

    def is_watched(self, id: ArticleId) -> bool:
        return watching.is_watched(self._session.library, id)

    def watch(self, ids: Sequence[ArticleId], on: bool) -> None:
        """Has articles watched, or no more."""
        for id in ids:
            watching.watch(self._session.library, id, on)
        self.watched_changed.emit()

    def toggle_watched(self, id: ArticleId) -> None:
        """Watches an article, or no more, and says what that means."""
        on = not self.is_watched(id)
        self.watch((id,), on)
        self._told.tell_watched(self._session.library.article(id).title, on, self.every)

    def set_every(self, minutes: int) -> None:
        """Has what is watched checked so often while the window is open; 0 turns it off."""
        self._remembered.keep(check_every=minutes)
        self.keep_watch()
        self.watched_changed.emit()

    def keep_watch(self) -> None:
        """Checks what is watched from now on, if that is turned on. For after the first paint."""
        if not self.every:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def show_watched(self) -> None:
        """Shows what is watched, and lets the user say how often."""
        from ui.dialogs.watched import WatchedDialog

        dialog = WatchedDialog(self, self._session, self._window)
        dialog.exec()
        dialog.deleteLater()

    def check_what_is_due(self) -> None:
        """Checks what is watched and was not asked for lately, unless something else goes on."""
        if self._job is not None or not self.every:
            return
        every = timedelta(minutes=self.every)
        ids = watching.due(self._session.library, every, at=self._session.now())
        if ids:
            self._begin(Job("check", ids, by_itself=True))

    # --- one job ---------------------------------------------------------------------------------

    def _begin(self, job: Job) -> None:
        if self._job is not None and not self._job.by_itself:
            self._foot.say(_("The last check is still going on."))
            return
        if self._job is not None:
            self._end_early(self._job)
        self._job = job
        task = self._session.run(
            self._session.read(self._look, job),
            done=partial(self._finish, job),
            failed=partial(self._fail, job),
            name=_("Checking"),
            watch=job.watch,
        )
        task.progressed.connect(partial(self._show_progress, job))
        task.ended.connect(partial(self._after, job))

    def _look(self, reader: Reader, job: Job) -> None:
        """On the worker: finds one after the other and hands it over."""
        with self._reading() as extractor:
            for found in self._find(reader, job, extractor):
                job.watch.check()
                job.waiting.put(found)
                self._came.emit()

    def _reading(self) -> AbstractContextManager[Extractor]:
        if self._extractor is not None:
            return nullcontext(self._extractor)
        # Here and not above: the window opens without loading what starts processes.
        from reader.intake.child import Child

        return Child()

    def _find(self, reader: Reader, job: Job, extractor: Extractor) -> Iterator[Again]:
        wanted = job.wanted
        ids = all_of(reader, wanted) if isinstance(wanted, ArticleQuery) else wanted
        if job.kind == "reread":
            return self._reread(reader, job, ids, extractor)
        return self._checked(reader, job, ids, extractor)

    def _checked(
        self, reader: Reader, job: Job, ids: Sequence[ArticleId], extractor: Extractor
    ) -> Iterator[Again]:
        from reader import checking
        from reader.asked import Noting
        from reader.intake.fetch import fetch_again

        noting = Noting(fetch_again)
        pages = checking.pages(reader, ids)
        job.of = len(pages)
        self._manners = self._manners or checking.Manners()
        answers = checking.ask_all(
            pages,
            self._fetch or noting,
            manners=self._manners,
            now=self._session.now,
            stop=job.stop,
        )
        if pages:
            job.watch.report(0, job.of, pages[0].title)
        for number, answer in enumerate(answers, 1):
            job.watch.report(number, job.of, answer.page.title)
            requests = noting.taken(answer.page.url)
            yield checking.judge(reader, answer, extractor, requests=requests, look=job.watch.check)

    def _reread(
        self, reader: Reader, job: Job, ids: Sequence[ArticleId], extractor: Extractor
    ) -> Iterator[Again]:
        from reader.rereading import reread

        job.of = len(ids)
        for number, found in enumerate(reread(reader, ids, extractor, now=self._session.now), 1):
            job.watch.report(number, job.of, found.title)
            yield found

    def _show_progress(self, job: Job, progress: Progress) -> None:
        if job is not self._job or job.by_itself:
            return
        said = _("Checking {number} of {all}: {name}")
        if job.kind == "reread":
            said = _("Reading {number} of {all} again: {name}")
        elif job.kind == "texts":
            said = _("Getting text {number} of {all}: {name}")
        number = min(progress.done + 1, progress.of)
        words = said.format(number=number, all=progress.of, name=progress.what)
        self._foot.progress.follow(words, progress, self.cancel)

    # --- what it found ---------------------------------------------------------------------------

    def _take_all(self) -> None:
        """Keeps what was found, as far as the worker has come."""
        job = self._job
        while job is not None:
            try:
                found = job.waiting.get_nowait()
            except Empty:
                return
            job.found.append(self._kept(job, found))

    def _kept(self, job: Job, found: Again) -> Again:
        try:
            current = again.up_to_date(self._session.library, found)
            if current.is_new and not job.by_itself:
                self._do(current)
            elif current.is_new and self._is_at_work_on(current.article):
                job.held.append(current)
            elif current.is_new:
                self._keep_quietly(current)
            again.remember(self._session.library, current)
            return current
        except GalleyError as error:
            return again.failed(found, error)

    def _do(self, found: Again) -> None:
        """A revision that the user wants, as a step that she can undo."""
        assert found.arrival is not None
        self.taking.emit()
        self._session.do(found.arrival.change, blobs=found.arrival.blobs, by="capture")

    def _keep_quietly(self, found: Again) -> None:
        """A revision that came by itself is no step to undo: Ctrl+Z means what she did last."""
        assert found.arrival is not None
        assert found.arrival.change is not None
        change, blobs = found.arrival.change, found.arrival.blobs
        self._session.library.apply(change, at=self._session.now(), by="capture", blobs=blobs)
        self._session.look_for_news()

    def _is_at_work_on(self, id: ArticleId) -> bool:
        """Whether a revision would come between the reader and what she sees, or could undo: a
        mark that has a place in a newer revision cannot be taken back alone."""
        stack = self._session.undo_stack
        steps = (stack.command(index) for index in range(stack.count()))
        return id == self._shown() or any(
            isinstance(step, Decision) and _is_of(step.change, id) for step in steps
        )

    def _lead_to(self, id: ArticleId) -> None:
        """What was held back until the reader wants it is taken over now."""
        held = self._held.pop(id, None)
        if held is not None:
            try:
                self._do(again.up_to_date(self._session.library, held))
            except GalleyError as error:
                self._session.failed.emit(error)
                return
        self.look_wanted.emit(id)

    def _finish(self, job: Job, _nothing: None) -> None:
        if job is not self._job:
            return
        self._take_all()
        self._end(job)
        if job.by_itself:
            self._held = {each.article: each for each in job.held}
            self._told.tell_news([each for each in job.found if each.is_new], self._held)
        else:
            self._told.tell(job.kind, job.found)

    def _fail(self, job: Job, error: GalleyError) -> None:
        if job is self._job:
            self._take_all()
            self._end(job)
            self._session.failed.emit(error)

    def _after(self, job: Job) -> None:
        """A fault of the program must not leave the checks behind it waiting."""
        if job is self._job:
            self._end(job)

    def _end_early(self, job: Job) -> None:
        job.stop.set()
        job.watch.cancel()
        self._take_all()
        self._end(job)

    def _end(self, job: Job) -> None:
        self._job = None
        self._foot.progress.end(self.cancel)
        self.ended.emit(job)

    def _close(self) -> None:
        self._timer.stop()
        if self._job is not None:
            self._end_early(self._job)


def _is_of(change: Change, id: ArticleId) -> bool:
    """Whether a change is about an article or its marks."""
    records = (record for edit in change.edits for record in (edit.before, edit.after) if record)
    return any(
        record.id == id if isinstance(record, Article) else getattr(record, "article", None) == id
        for record in records
    )


def all_of(reader: Reader, query: ArticleQuery) -> Sequence[ArticleId]:
    """All articles of a query, however many."""
    everything = replace(query, limit=reader.count(query), offset=0)
    return tuple(listed.article.id for listed in reader.articles(everything))
