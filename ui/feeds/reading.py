"""The process that reads what others wrote, and the slow way of what it read into the library."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from reader import feeding
from reader.errors import GalleyError
from reader.feeding import FeedReader, Refreshed
from reader.intake.child import Child
from ui.session import Session


class Reading:
    """One process that reads others' bytes, for one worker at a time: whoever no longer waits for
    a worker closes it, and the next one gets a new one."""

    def __init__(self, given: FeedReader | None = None) -> None:
        self._given = given
        self._child: Child | None = None

    @property
    def reads(self) -> FeedReader:
        if self._given is not None:
            return self._given
        if self._child is None:
            self._child = Child()
        return self._child

    def close(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None


class Remembering(QObject):
    """Writes what came of feeds into the library, a little at a time while the window is used."""

    remembered = Signal(object, int)
    """Refreshed, and how many of its items are new."""
    emptied = Signal()
    """All of it is in the library."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: deque[Refreshed] = deque()
        self._steps: Iterator[int] | None = None
        self._new = 0
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._step)

    @property
    def busy(self) -> bool:
        return bool(self._waiting)

    def add(self, found: Refreshed) -> None:
        self._waiting.append(found)
        self._timer.start()

    def hurry(self) -> None:
        """Writes the rest now."""
        while self._waiting:
            self._step()

    def _step(self) -> None:
        found = self._waiting[0]
        if self._steps is None:
            self._steps, self._new = feeding.remembering(self._session.library, found), 0
        try:
            self._new += next(self._steps)
        except StopIteration:
            self._end(found)
        except GalleyError as error:
            self._end(found)
            self._session.failed.emit(error)

    def _end(self, found: Refreshed) -> None:
        self._waiting.popleft()
        self._steps = None
        # What it changed of the subscription is heard, and is no step to undo.
        self._session.look_for_news()
        self._session.noticed.emit("feed")
        self.remembered.emit(found, self._new)
        if not self._waiting:
            self._timer.stop()
            self.emptied.emit()
