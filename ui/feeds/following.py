"""Follows new feeds: one that is found at an address, or all of a list from another reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from reader import feeding
from reader.feeding import FeedReader, FetchAgain, Found, Refreshed
from reader.intake import files
from reader.intake.fetch import fetch_again
from reader.messages import _
from reader.model import FeedId, Outline
from ui.feeds.reading import Reading, Remembering
from ui.session import Session
from ui.tasks import Task

T = TypeVar("T")


class Following(QObject):
    """Finds a feed at an address and follows it; takes in a list of feeds from a file."""

    followed = Signal(object, object)
    """FeedId of a feed that is followed now, and Found; or that was followed before."""
    imported = Signal(int, int)
    """How many feeds of a list are new, and how many were followed before."""
    failed = Signal(object)
    """GalleyError."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._reading = Reading()
        self._fetch: FetchAgain = fetch_again
        self._found: dict[FeedId, Found] = {}
        self._remembering = Remembering(session, self)
        self._remembering.remembered.connect(self._tell)
        self._task: Task | None = None
        session.closing.connect(self._close)

    @property
    def busy(self) -> bool:
        return self._task is not None or self._remembering.busy

    def use(self, reads: FeedReader, fetch: FetchAgain) -> None:
        """Reads and asks with these."""
        self._reading, self._fetch = Reading(reads), fetch

    def follow(self, words: str, folder: str = "") -> None:
        """Follows the feed at this address, or of the page there."""
        find = partial(
            feeding.find,
            words,
            at=self._session.now(),
            reads=self._reading.reads,
            fetch=self._fetch,
        )
        self._begin(find, partial(self._take, folder), _("Looking for a feed"))

    def take_list(self, path: Path) -> None:
        """Follows all feeds of an OPML file."""
        read = partial(outlines_in, path, self._session, self._reading.reads)
        self._begin(read, self._import, _("Reading the list of feeds"))

    def cancel(self) -> None:
        """Looks no longer; nothing is followed."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._reading.close()

    def _begin(self, work: Callable[[], T], done: Callable[[T], None], name: str) -> None:
        self.cancel()
        task = self._session.run(work, done=done, failed=self.failed.emit, name=name)
        self._task = task
        task.ended.connect(partial(self._end, task))

    def _end(self, task: Task) -> None:
        if task is self._task:
            self._task = None

    def _take(self, folder: str, found: Found) -> None:
        library, at = self._session.library, self._session.now()
        new = feeding.subscribing(
            library, found, new_id=library.new_feed_id(), at=at, folder=folder
        )
        if new.change is None or self._session.do(new.change):
            self._found[new.feed] = found
            self._remembering.add(new.came)

    def _tell(self, came: Refreshed, _new: int) -> None:
        self.followed.emit(came.feed, self._found.pop(came.feed))

    def _import(self, outlines: Sequence[Outline]) -> None:
        change, known = feeding.imported(self._session.library, outlines, at=self._session.now())
        if change is None or self._session.do(change):
            self.imported.emit(len(change.edits) if change else 0, known)

    def _close(self) -> None:
        self._remembering.hurry()
        self._reading.close()


def outlines_in(path: Path, session: Session, reads: FeedReader) -> Sequence[Outline]:
    """The feeds that a file lists; may run on a worker."""
    return reads.outlines(files.read(path, at=session.now()))
