"""One open library, what was done to it in this window, and the news about it.

Widgets get a Session in their constructor. They hand it Changes and hear `changed`; whether a
change was made here, undone, or came from the shell makes no difference to them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, Concatenate, ParamSpec, TypeVar, TypeVarTuple

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from reader import changes
from reader.errors import GalleyError, Stale
from reader.library import Library, Reader
from reader.messages import _
from reader.model import By, Change, Edit, Key, Label, Sha256, TraceKey, What
from ui.series import Series, SeriesStep, Turning
from ui.tasks import Task, Tasks, Watch

T = TypeVar("T")
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")

_NEWS_EVERY = 1000
"""Milliseconds between two looks at what other processes wrote."""
_SETTLE_AFTER = 800
"""Milliseconds after a commit until a worker makes it survive a power cut."""
_TELL_AFTER = 200
"""Milliseconds in which articles that come in a series are told of together."""
_QUICK = timedelta(seconds=2)
"""Edits of one note that follow each other faster than this are one step of undo."""
_TOLD_TOGETHER: frozenset[What] = frozenset({"add", "tag", "star", "archive", "remove", "restore"})
_JOINED: frozenset[What] = frozenset({"edit-note", "article-note", "move"})


def utc_now() -> datetime:
    return datetime.now(UTC)


def undo_name(what: What) -> str:
    """What a change is called after "Undo"."""
    match what:
        case "add":
            return _("adding")
        case "samples":
            return _("adding the samples")
        case "revise":
            return _("new revision")
        case "make-current":
            return _("choice of a revision")
        case "mark":
            return _("highlight")
        case "edit-note" | "article-note":
            return _("note")
        case "label":
            return _("change of label")
        case "tag":
            return _("tags")
        case "move":
            return _("move")
        case "settle":
            return _("decision on a place")
        case "private":
            return _("stays here")
        case "check":
            return _("check")
        case "remove":
            return _("removal")
        case "restore":
            return _("restoring")
        case "erase":
            return _("deletion for good")
        case "edit-article":
            return _("edit of the article")
        case "star":
            return _("star")
        case "archive":
            return _("archiving")
        case "story":
            return _("edit of the story")
        case "labels":
            return _("edit of the labels")
        case "carry-over":
            return _("carried marks")
        case "merge":
            return _("merge")
        case "rescue":
            return _("rescue")
        case "search":
            return _("saved search")
        case "subscribe":
            return _("new feed")
        case "unsubscribe":
            return _("removal of a feed")
        case "feed":
            return _("edit of a feed")
        case "pictures":
            return _("pictures")


class Decision(QUndoCommand):
    """One Change on the undo stack: the only command of the program.

    An exception must not leave `redo` or `undo`: during a push it would reach the caller but leave
    the command on the stack, in `undo` the stack's index would move all the same. So errors are
    kept for the session and the command makes itself obsolete, whereupon Qt drops it.
    """

    def __init__(
        self,
        session: Session,
        change: Change,
        blobs: Mapping[Sha256, bytes],
        at: datetime,
        by: By,
    ) -> None:
        super().__init__(undo_name(change.what))
        self._session = session
        self.change = change
        self._blobs = blobs
        self.at = at
        self._by = by
        self._number: int | None = None

    def redo(self) -> None:
        self._apply(self.change, self._blobs, self._by)
        # Whoever does it again does so in the window.
        self._blobs, self._by = {}, "window"

    def undo(self) -> None:
        self._apply(self.change.inverse(), {}, "window")

    def _apply(self, change: Change, blobs: Mapping[Sha256, bytes], by: By) -> None:
        number = self._session.commit(change, blobs=blobs, by=by, undoes=self._number)
        if number is None:
            self.setObsolete(True)
        else:
            self._number = number

    def touches(self, keys: Collection[Key]) -> bool:
        """Whether it changes one of these records."""
        return any(edit.key in keys for edit in self.change.edits)

    def id(self) -> int:
        return _JOINING_ID if self.change.what in _JOINED else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, Decision) or other.isObsolete():
            return False
        joined = joined_change(self.change, other.change)
        if joined is None or other.at - self.at >= _QUICK:
            return False
        self.change, self.at, self._number = joined, other.at, other._number
        return True


_JOINING_ID = 1


def joined_news(heard: Iterable[Change]) -> Iterator[Change]:
    """What was heard, with articles that came or were changed alike one after the other in one
    Change: listeners then look once for all of them."""
    for what, changes_of_it in groupby(heard, lambda change: change.what):
        several = list(changes_of_it)
        edits = tuple(edit for each in several for edit in each.edits)
        if len(several) > 1 and what in _TOLD_TOGETHER and _each_once(edits):
            yield Change(what, edits)
        else:
            yield from several


def _each_once(edits: Sequence[Edit]) -> bool:
    """Whether they are of different records: one that is edited twice has a step in between."""
    return len({edit.key for edit in edits}) == len(edits)


def joined_change(first: Change, second: Change) -> Change | None:
    """One change that does both; None unless both edit the same records, one after the other."""
    if first.what != second.what or len(first.edits) != len(second.edits):
        return None
    pairs = list(zip(first.edits, second.edits, strict=True))
    if any(one.key != other.key or one.after != other.before for one, other in pairs):
        return None
    return Change(first.what, tuple(Edit(one.before, other.after) for one, other in pairs))


class Session(QObject):
    """The library of one window with its undo stack, its workers and its news.

    Whoever opened the library closes it, after `close()`.
    """

    changed = Signal(object)
    """Change: made here, undone here, or written by another process."""
    failed = Signal(object)
    """GalleyError: something the user should read and can act on."""
    said = Signal(str, object)
    """A sentence for the message bar, and a QAction to offer with it or None."""
    working = Signal(object)
    """Progress of a long step that is being undone or done again; None when that is over."""
    noticed = Signal(str)
    """What the program noticed has changed, by kind of trace: no Change tells of it."""
    closing = Signal()
    """Nothing may be asked of the library later: what still reads must stop."""

    def __init__(
        self,
        library: Library,
        *,
        now: Callable[[], datetime] = utc_now,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.library = library
        self.now = now
        self.undo_stack = QUndoStack(self)
        self._tasks = Tasks()
        self._heard: list[Change] = []
        self._labels: tuple[Label, ...] | None = None
        self._error: GalleyError | None = None
        self._deaf: str | None = None
        self._unsubscribe = library.subscribe(self._hear)
        self._news_timer = self._single_shot(_NEWS_EVERY, self._look_for_news)
        self._settle_timer = self._single_shot(_SETTLE_AFTER, self._settle)
        self._tell_timer = self._single_shot(_TELL_AFTER, self._tell)
        self._turning: Turning | None = None
        self._news_timer.start()
        self._closed = False

    # --- what the journalist decides ---------------------------------------------------------

    def do(
        self,
        change: Change | None,
        *,
        blobs: Mapping[Sha256, bytes] | None = None,
        by: By = "window",
    ) -> bool:
        """Applies a change as one step of undo; True if it is now in the library.

        None is a change of nothing. Where it cannot be applied, `failed` says why.
        """
        if change is None or not change.edits:
            return False
        named = changes.naming_tags(change, self.library.tags())
        self.undo_stack.push(Decision(self, named, blobs or {}, self.now(), by))
        return self._announce()

    def undo(self) -> bool:
        """Undoes the newest step that still acts; True if one did, False if it failed or none."""
        acted = False
        if self._turning is not None:
            return False
        while not acted and self.undo_stack.canUndo():
            stale = self.undo_stack.command(self.undo_stack.index() - 1).isObsolete()
            self.undo_stack.undo()
            acted = not stale
        return self._announce() and acted

    def redo(self) -> bool:
        """Does again what was undone last; True if it acted."""
        acted = False
        if self._turning is not None:
            return False
        while not acted and self.undo_stack.canRedo():
            stale = self.undo_stack.command(self.undo_stack.index()).isObsolete()
            self.undo_stack.redo()
            acted = not stale
        return self._announce() and acted

    def commit(
        self, change: Change, *, blobs: Mapping[Sha256, bytes], by: By, undoes: int | None
    ) -> int | None:
        """The journal number, or None with the error kept until the stack is done; for Decision."""
        try:
            return self.library.apply(change, at=self.now(), by=by, blobs=blobs, undoes=undoes)
        except GalleyError as error:
            self._error = error
            return None

    def trace(self, key: TraceKey, value: Any) -> None:
        """Remembers what the program noticed; where that cannot be, `failed` says why, and nobody
        is kept from reading."""
        try:
            self.library.trace(key, value)
        except GalleyError as error:
            self.failed.emit(error)

    # --- many changes, one step ------------------------------------------------------------------

    def do_within(
        self, series: Series, change: Change, *, blobs: Mapping[Sha256, bytes], by: By = "window"
    ) -> GalleyError | None:
        """Applies a change as part of a series, which is one step of undo; else why it cannot be.

        Listeners hear of it a moment later, together with what follows: `tell` makes it now.
        """
        named = changes.naming_tags(change, self.library.tags())
        number = self.commit(named, blobs=blobs, by=by, undoes=None)
        if number is None:
            error, self._error = self._error, None
            return error
        series.numbers.append(number)
        if len(series.numbers) == 1:
            self.undo_stack.push(SeriesStep(self, series, undo_name(series.what)))
        self.tell_soon()
        return None

    def tell_soon(self) -> None:
        """Announces what was done in a moment, together with what follows."""
        if not self._tell_timer.isActive():
            self._tell_timer.start()

    def tell(self) -> None:
        """Announces what was done within a series up to now."""
        self._tell_timer.stop()
        self._announce()

    def turn_back(self, series: Series) -> None:
        """Undoes a series, or does it again if that was undone: a few changes at once, many while
        `working` tells of it; for the undo stack."""
        turning = Turning(self, series)
        self._turning = None if turning.start() else turning

    def turned(self) -> None:
        """A long step is over; for the Turning."""
        self._turning = None
        self.working.emit(None)
        self.tell()

    def stop_turning(self) -> None:
        """Leaves the rest of a long step as it is now."""
        if self._turning is not None:
            self._turning.stop()

    def note(self, error: GalleyError) -> None:
        """Keeps an error until what is being done can be announced."""
        self._error = error

    # --- what others see -----------------------------------------------------------------------

    def labels(self) -> tuple[Label, ...]:
        """The labels in use, in the reader's own order."""
        if self._labels is None:
            self._labels = tuple(each for each in self.library.labels() if not each.retired)
        return self._labels

    def look_for_news(self) -> None:
        """Announces what other processes wrote since the last look."""
        try:
            self.library.news()
            self._deaf = None
        except GalleyError as error:
            # It is looked every second: what keeps the news away is said once.
            if str(error) != self._deaf:
                self._error = error
            self._deaf = str(error)
        self._announce()

    # --- work off the main thread -----------------------------------------------------------------

    def run(
        self,
        function: Callable[[*Ts], T],
        *args: *Ts,
        done: Callable[[T], None],
        failed: Callable[[GalleyError], None] | None = None,
        name: str,
        watch: Watch | None = None,
    ) -> Task:
        """Calls a plain function on a worker: `Tasks.run`; without `failed` the signal says it."""
        return self._tasks.run(
            function, *args, done=done, failed=failed or self.failed.emit, name=name, watch=watch
        )

    def read(
        self,
        function: Callable[Concatenate[Reader, P], T],
        *args: P.args,
        **named: P.kwargs,
    ) -> Callable[[], T]:
        """A function for `run` that calls `function` with a reader of its own and closes that."""
        library = self.library

        def with_reader() -> T:
            reader = library.reader()
            try:
                return function(reader, *args, **named)
            finally:
                reader.close()

        return with_reader

    def close(self) -> None:
        """Ends timers and workers and stops listening; the library stays open."""
        if self._closed:
            return
        self._closed = True
        self.closing.emit()
        self._news_timer.stop()
        self._settle_timer.stop()
        self._tell_timer.stop()
        if self._turning is not None:
            self._turning.close()
        self._unsubscribe()
        self._tasks.close()
        # Commands written in Python must go while Python still knows them: left to the garbage
        # collector, the stack would call into freed ones.
        self.undo_stack.clear()

    # --- inside -----------------------------------------------------------------------------------

    def _single_shot(self, milliseconds: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _hear(self, change: Change) -> None:
        self._heard.append(change)
        if not change.edits or any(edit.key.kind == "label" for edit in change.edits):
            self._labels = None
        if change.what == "erase":
            self._let_go_of({edit.key for edit in change.edits if edit.after is None})

    def _let_go_of(self, gone: Collection[Key]) -> None:
        """What was done to records that are deleted for good can neither be undone nor redone."""
        for number in range(self.undo_stack.count()):
            command = self.undo_stack.command(number)
            if isinstance(command, Decision) and command.touches(gone):
                command.setObsolete(True)

    def _announce(self) -> bool:
        """Emits what was heard, and the error if there was one; True if there was none.

        Only after the undo stack has returned: a listener may well call `do`.
        """
        heard, self._heard = self._heard, []
        error, self._error = self._error, None
        for change in joined_news(heard):
            self.changed.emit(change)
        if heard and not self._settle_timer.isActive() and not self._closed:
            self._settle_timer.start()
        if error is not None:
            self.failed.emit(error)
        if isinstance(error, Stale):
            self.look_for_news()
        return error is None

    def _look_for_news(self) -> None:
        self.look_for_news()
        if not self._closed:
            self._news_timer.start()

    def _tell(self) -> None:
        self._announce()

    def _settle(self) -> None:
        self.run(self.library.checkpoint, done=_nothing, name=_("Saving"))


def _nothing(_result: None) -> None:
    return None
