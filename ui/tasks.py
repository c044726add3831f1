"""Runs plain functions off the main thread and brings what they give back to it.

It knows no article and no library: a function goes in with plain values, a value or an error comes
back on the thread that made the `Tasks`. Nothing outlives `close()`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

from PySide6.QtCore import QObject, Qt, Signal, Slot

from reader.errors import GalleyError
from reader.values import dataclass

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_WORKERS = 3
"""One for intake, one for search, one for what keeps the library in order."""


class Cancelled(Exception):
    """Raised inside a running function by `Watch.check` once the user has cancelled it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running function is: `done` of `of` (0 if unknown), and what it is at."""

    done: int
    of: int
    what: str = ""


class Watch:
    """What a running function looks at to stop early and reports its progress to.

    Every method may be called from any thread.
    """

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._listener: Callable[[Progress], None] | None = None

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def cancel(self) -> None:
        self._cancelled.set()

    def check(self) -> None:
        """Does nothing, or raises Cancelled if the user has cancelled."""
        if self.cancelled:
            raise Cancelled

    def report(self, done: int, of: int, what: str = "") -> None:
        """Tells the task's `progressed` signal; `check`s as well."""
        self.check()
        if self._listener is not None:
            self._listener(Progress(done, of, what))

    def listen(self, listener: Callable[[Progress], None]) -> None:
        self._listener = listener


class Task(QObject):
    """One running function, seen from the main thread."""

    progressed = Signal(object)
    """Progress."""
    ended = Signal()
    """It is over: done, failed or cancelled; fires once, after `done` or `failed` was called."""

    def __init__(self, name: str, watch: Watch) -> None:
        super().__init__()
        self.name = name
        self._watch = watch

    def cancel(self) -> None:
        """Neither `done` nor `failed` will be called; the function stops at its next check."""
        self._watch.cancel()

    @property
    def cancelled(self) -> bool:
        return self._watch.cancelled


class _Postbox(QObject):
    """Takes calls from any thread and makes them on its own."""

    posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _call(self, call: Callable[[], None]) -> None:
        call()


class Tasks:
    """A few worker threads, and the way back from them."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="galley")
        self._postbox = _Postbox()
        self._running: set[Task] = set()
        self._closed = False

    @property
    def running(self) -> tuple[Task, ...]:
        return tuple(self._running)

    def run(
        self,
        function: Callable[[*Ts], T],
        *args: *Ts,
        done: Callable[[T], None],
        failed: Callable[[GalleyError], None],
        name: str,
        watch: Watch | None = None,
    ) -> Task:
        """Calls `function(*args)` on a worker, then `done(result)` or `failed(error)` here.

        A function that can be stopped or that reports progress takes a `Watch` among its arguments;
        the same one is given as `watch`. Any exception but a GalleyError is a bug: it is raised
        again on this thread, where the exception hook finds it. After `close()` nothing runs.
        """
        watch = watch or Watch()
        task = Task(name, watch)
        if self._closed:
            task.cancel()
            return task
        watch.listen(lambda progress: self._post(lambda: self._tell(task, progress)))
        self._running.add(task)
        future = self._pool.submit(function, *args)
        future.add_done_callback(
            lambda over: self._post(lambda: self._finish(task, over, done, failed))
        )
        return task

    def close(self) -> None:
        """Cancels what runs and waits until every worker thread has ended."""
        self._closed = True
        for task in self._running:
            task.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._running.clear()

    def _post(self, call: Callable[[], None]) -> None:
        self._postbox.posted.emit(call)

    def _tell(self, task: Task, progress: Progress) -> None:
        if task in self._running and not task.cancelled:
            task.progressed.emit(progress)

    def _finish(
        self,
        task: Task,
        over: Future[T],
        done: Callable[[T], None],
        failed: Callable[[GalleyError], None],
    ) -> None:
        if self._closed:
            return
        self._running.discard(task)
        try:
            self._hand_back(task, over, done, failed)
        finally:
            task.ended.emit()

    def _hand_back(
        self,
        task: Task,
        over: Future[T],
        done: Callable[[T], None],
        failed: Callable[[GalleyError], None],
    ) -> None:
        if task.cancelled or over.cancelled():
            return
        error = over.exception()
        if error is None:
            done(over.result())
        elif isinstance(error, GalleyError):
            failed(error)
        elif not isinstance(error, Cancelled):
            raise error
