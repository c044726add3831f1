"""Many changes as one step of undo: a thousand articles that came in together go together.

They are undone from the newest to the oldest. What undoes each is worked out on a worker, a few
ahead; the main thread applies them a few milliseconds at a time, so that nobody has to wait.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QUndoCommand

from reader.errors import GalleyError
from reader.library import Reader
from reader.messages import _
from reader.model import Change, Sha256, What
from ui.tasks import Progress

if TYPE_CHECKING:
    from ui.session import Session

UNNOTICED = 0.008
"""Seconds of work between two looks at keys and mouse that nobody notices."""
_AT_ONCE = 10
"""Changes of a series that are undone without further ado."""
_AHEAD = 16
"""Changes that are worked out at a time."""
_TELL_EVERY = 0.2
"""Seconds between two words of progress."""

Undoing = tuple[int, Change, Mapping[Sha256, bytes]]
"""The number of an entry, what undoes it, and what that was made ready with."""


class Series:
    """Changes that come one after the other and are undone together.

    It holds their numbers in the journal and nothing else: ten thousand are as light as ten.
    """

    def __init__(self, what: What) -> None:
        self.what = what
        self.numbers: list[int] = []
        self.is_undone = False


class SeriesStep(QUndoCommand):
    """A Series on the undo stack."""

    def __init__(self, session: Session, series: Series, name: str) -> None:
        super().__init__(name)
        self._session = session
        self._series = series

    def redo(self) -> None:
        if self._series.is_undone:  # not when it is pushed
            self._session.turn_back(self._series)

    def undo(self) -> None:
        self._session.turn_back(self._series)


class Turning(QObject):
    """A series on its way back, from `start` until nothing of it is `left`."""

    def __init__(self, session: Session, series: Series) -> None:
        super().__init__(session)
        series.is_undone = not series.is_undone
        self._session = session
        self._series = series
        self._left = list(series.numbers)
        self._ready: deque[Undoing] = deque()
        self._done: list[int] = []
        self._of = len(self._left)
        self._is_preparing = self._is_stopped = False
        self._told = 0.0
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._go_on)

    def start(self) -> bool:
        """Turns a few back now; True if that was all."""
        if self._of <= _AT_ONCE:
            for number in reversed(self._left):
                try:
                    self._ready.extend(prepared(self._session.library, [number]))
                except GalleyError as error:
                    self._session.note(error)
                self._apply_one()
            self._left.clear()
            self._end()
            return True
        self._prepare()
        return False

    def stop(self) -> None:
        """Leaves the rest as it is now."""
        self._is_stopped = True
        self._left.clear()
        self._ready.clear()

    def close(self) -> None:
        """Stops without a word: the library is about to be closed."""
        self._soon.stop()
        self.stop()

    def _prepare(self) -> None:
        if self._is_preparing or not self._left:
            return
        self._is_preparing = True
        numbers = self._left[: -_AHEAD - 1 : -1]
        del self._left[-len(numbers) :]
        self._session.run(
            self._session.read(prepared, numbers),
            done=self._take,
            failed=self._give_up,
            name=_("Undoing"),
        )

    def _take(self, found: list[Undoing]) -> None:
        self._is_preparing = False
        if not self._is_stopped:
            self._ready.extend(found)
        self._go_on()

    def _give_up(self, error: GalleyError) -> None:
        self._is_preparing = False
        self.stop()
        self._session.note(error)
        self._go_on()

    def _go_on(self) -> None:
        end = monotonic() + UNNOTICED
        while self._ready:
            self._apply_one()
            if monotonic() > end:
                break
        if len(self._ready) < _AHEAD:
            self._prepare()
        if self._ready:
            self._soon.start()
        if self._ready or self._is_preparing:
            self._tell()
        else:
            self._end()
            self._session.turned()

    def _apply_one(self) -> None:
        if not self._ready:
            return
        number, change, ready = self._ready.popleft()
        turned = self._session.commit(change, blobs=ready, by="window", undoes=number)
        if turned is not None:
            self._done.append(turned)
        self._session.tell_soon()

    def _tell(self) -> None:
        if monotonic() - self._told > _TELL_EVERY:
            self._told = monotonic()
            left = len(self._left) + len(self._ready)
            self._session.working.emit(Progress(self._of - left, self._of))

    def _end(self) -> None:
        self._series.numbers = self._done
        self.deleteLater()


def prepared(reader: Reader, numbers: Sequence[int]) -> list[Undoing]:
    """What undoes these entries of the journal, but for those of which an erasure left nothing."""
    found = ((number, reader.undoing(number)) for number in numbers)
    return [(number, *each) for number, each in found if each is not None]
