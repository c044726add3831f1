"""Keeps items of feeds as articles, one after the other, off the main thread."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal

from reader import asked, feeding
from reader.errors import GalleyError
from reader.feeding import FeedReader, Kept
from reader.messages import _
from ui.feeds.reading import Reading
from ui.session import Session
from ui.tasks import Progress, Watch


class Keeping(QObject):
    """Keeps items as articles, one after the other."""

    progressed = Signal(object)
    """Progress: before each item."""
    kept = Signal(object, bool)
    """Kept, now in the library; and whether it is to be opened."""
    failed = Signal(int, object)
    """Number of an item that could not be kept, and the GalleyError that says why."""
    ended = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._reading = Reading()
        self._waiting: list[tuple[int, bool | None, bool]] = []
        self._now: int | None = None
        self._watch: Watch | None = None
        self._done = self._of = 0
        session.closing.connect(self._close)

    def use(self, reads: FeedReader) -> None:
        """Reads with this."""
        self._reading = Reading(reads)

    @property
    def numbers(self) -> frozenset[int]:
        """The items that are being kept or wait for it."""
        waiting = {number for number, _full, _open in self._waiting}
        return frozenset(waiting | ({self._now} if self._now is not None else set()))

    def keep(self, numbers: Iterable[int], *, full: bool | None, opening: bool) -> None:
        """Keeps these; `full` as in `feeding.keep`."""
        new = [number for number in numbers if number not in self.numbers]
        if self._now is None:
            self._done = self._of = 0
        self._of += len(new)
        self._waiting += [(number, full, opening) for number in new]
        if self._now is None:
            self._next()

    def cancel(self) -> None:
        """Stops after what is kept so far."""
        self._close()
        self._now = None
        self.ended.emit()

    def _next(self) -> None:
        if not self._waiting:
            self._now = None
            self.ended.emit()
            return
        number, full, opening = self._waiting.pop(0)
        self._now, self._watch = number, Watch()
        self.progressed.emit(Progress(self._done, self._of))
        self._done += 1
        self._session.run(
            self._session.read(
                feeding.keep,
                number,
                full=full,
                new_id=self._session.library.new_article_id(),
                at=self._session.now(),
                reads=self._reading.reads,
                look=self._watch.check,
            ),
            done=partial(self._take, opening),
            failed=partial(self._fail, number),
            name=_("Keeping an item"),
            watch=self._watch,
        )

    def _take(self, opening: bool, kept: Kept) -> None:
        arrival = kept.arrival
        change = arrival.change if arrival else feeding.restored(self._session.library, kept)
        blobs = arrival.blobs if arrival else None
        if change is None or self._session.do(change, blobs=blobs):
            library = self._session.library
            library.settle_feed_items([kept.number], "kept", kept.article)
            if arrival is not None:
                asked.keep(library, kept.article, arrival.requests)
            self._session.noticed.emit("feed")
            self.kept.emit(kept, opening)
        self._next()

    def _fail(self, number: int, error: GalleyError) -> None:
        self.failed.emit(number, error)
        self._next()

    def _close(self) -> None:
        self._waiting.clear()
        if self._watch is not None:
            self._watch.cancel()
        self._reading.close()
