"""Many small steps on the main thread, a few milliseconds of them at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

from ui.series import UNNOTICED
from ui.tasks import Progress

_TELL_EVERY = 0.2
"""Seconds between two words of progress."""


class Slices(QObject):
    """Takes the steps one after the other; keys and mouse come in between."""

    went_on = Signal(object)
    """Progress."""
    ended = Signal()
    """All steps were taken, or the rest was left; told once."""

    def __init__(
        self, steps: Sequence[Callable[[], object]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._left = deque(steps)
        self._of = len(steps)
        self._told = 0.0
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._go_on)

    def start(self) -> None:
        """Takes the first ones now, and the others as there is time."""
        self._go_on()

    def stop(self) -> None:
        """Leaves the rest."""
        self._left.clear()

    def _go_on(self) -> None:
        end = monotonic() + UNNOTICED
        while self._left:
            self._left.popleft()()
            if monotonic() > end:
                break
        if self._left:
            self._tell()
            self._soon.start()
        else:
            self.deleteLater()
            self.ended.emit()

    def _tell(self) -> None:
        if monotonic() - self._told > _TELL_EVERY:
            self._told = monotonic()
            self.went_on.emit(Progress(self._of - len(self._left), self._of))
