"""Asks feeds for what is new: a worker asks and reads, what comes is kept here as it comes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import field
from functools import partial
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, Qt, Signal

from reader import feeding
from reader.checking import Manners
from reader.errors import GalleyError
from reader.feeding import FeedReader, FetchAgain, Refreshed
from reader.intake.fetch import fetch_again
from reader.library import Reader
from reader.messages import _
from reader.model import FeedId
from reader.values import dataclass
from ui.feeds.reading import Reading, Remembering
from ui.session import Session
from ui.tasks import Progress, Watch


@dataclass
class Round:
    """One round of asking, and what has come of it so far; `by_itself` if nobody asked for it."""

    wanted: Sequence[FeedId] | None
    by_itself: bool = False
    is_over: bool = False
    of: int = 0
    new: int = 0
    found: list[Refreshed] = field(default_factory=list)
    waiting: SimpleQueue[Refreshed] = field(default_factory=SimpleQueue)
    stop: threading.Event = field(default_factory=threading.Event)
    watch: Watch = field(default_factory=Watch)


class Refreshing(QObject):
    """One round at a time. What a user asks for goes before what would be done by itself."""

    progressed = Signal(object)
    """Progress of a round that the user asked for."""
    changed = Signal()
    """A feed has been asked: its items and what is said of it may be others."""
    ended = Signal(object)
    """Round: all of it is kept, or it was cancelled."""

    _came = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._round: Round | None = None
        self._reading = Reading()
        self._fetch: FetchAgain = fetch_again
        self._manners = Manners()
        self._remembering = Remembering(session, self)
        self._remembering.remembered.connect(self._count)
        self._remembering.emptied.connect(self._end_if_over)
        self._came.connect(self._take_all, Qt.ConnectionType.QueuedConnection)
        session.closing.connect(self._close)

    def use(self, reads: FeedReader, fetch: FetchAgain, manners: Manners) -> None:
        """Reads and asks with these."""
        self._reading, self._fetch, self._manners = Reading(reads), fetch, manners

    @property
    def busy(self) -> bool:
        return self._round is not None

    def refresh(self, feeds: Sequence[FeedId] | None = None) -> None:
        """Asks these feeds, or all, for what is new."""
        self._begin(Round(feeds))

    def refresh_by_itself(self, feeds: Sequence[FeedId]) -> None:
        """The same where nothing else goes on; it says nothing of itself."""
        if feeds and self._round is None:
            self._begin(Round(feeds, by_itself=True))

    def cancel(self) -> None:
        """Ends it; what has come so far is kept."""
        if self._round is not None:
            self._end_early(self._round)

    def _begin(self, round_: Round) -> None:
        if self._round is not None and not self._round.by_itself:
            return
        if self._round is not None:
            self._end_early(self._round)
        self._round = round_
        task = self._session.run(
            self._session.read(self._ask, round_),
            done=partial(self._finish, round_),
            failed=partial(self._fail, round_),
            name=_("Refreshing the feeds"),
            watch=round_.watch,
        )
        task.progressed.connect(partial(self._tell, round_))
        task.ended.connect(partial(self._after, round_))

    def _ask(self, reader: Reader, round_: Round) -> None:
        """On the worker: asks one after the other and hands over what comes."""
        wanted = feeding.followed(reader, round_.wanted)
        round_.of = len(wanted)
        found = feeding.refresh(
            wanted,
            fetch=self._fetch,
            reads=self._reading.reads,
            manners=self._manners,
            now=self._session.now,
            stop=round_.stop,
        )
        if wanted:
            round_.watch.report(0, round_.of, wanted[0].name)
        for number, each in enumerate(found, 1):
            round_.watch.report(number, round_.of, each.name)
            round_.waiting.put(each)
            self._came.emit()

    def _tell(self, round_: Round, progress: Progress) -> None:
        if round_ is self._round and not round_.by_itself:
            self.progressed.emit(progress)

    def _take_all(self) -> None:
        round_ = self._round
        while round_ is not None:
            try:
                found = round_.waiting.get_nowait()
            except Empty:
                return
            round_.found.append(found)
            self._remembering.add(found)

    def _count(self, _found: Refreshed, new: int) -> None:
        if self._round is not None:
            self._round.new += new
        self.changed.emit()

    def _finish(self, round_: Round, _nothing: None) -> None:
        if round_ is self._round:
            self._take_all()
            round_.is_over = True
            self._end_if_over()

    def _end_if_over(self) -> None:
        round_ = self._round
        if round_ is not None and round_.is_over and not self._remembering.busy:
            self._end(round_)

    def _fail(self, round_: Round, error: GalleyError) -> None:
        if round_ is self._round:
            self._end_early(round_)
            self._session.failed.emit(error)

    def _after(self, round_: Round) -> None:
        """A fault of the program must not leave the rounds behind it waiting."""
        if round_ is self._round and not round_.is_over:
            self._end_early(round_)

    def _end_early(self, round_: Round) -> None:
        round_.stop.set()
        round_.watch.cancel()
        self._reading.close()
        self._take_all()
        self._remembering.hurry()
        self._end(round_)

    def _end(self, round_: Round) -> None:
        if round_ is self._round:
            self._round = None
            self.ended.emit(round_)

    def _close(self) -> None:
        if self._round is not None:
            self._end_early(self._round)
        self._reading.close()
