"""Takes files, addresses and copied words in, any number of them, off the main thread.

What each becomes (a new article, a further revision, nothing new) is `reader.adding`'s judgement;
here is the way of the inputs. What was given is sorted out (folders, lists), read by at most two
processes that are a few inputs ahead, judged in order, and then written by the main thread: a few
milliseconds at a time, so that nobody has to wait. What is still to come is remembered in the
library until it has come.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal

from reader import adding, asked, changes
from reader.adding import OURS, Arrival, Extractor, Read
from reader.arriving import (
    HasRead,
    Item,
    Judged,
    Several,
    Sorted,
    Stoppable,
    Waiting,
    judge,
    read_in,
    sort_out,
)
from reader.errors import GalleyError, LibraryProblem
from reader.intake import sniff
from reader.messages import _, ngettext
from reader.model import Article, ArticleId, Source, TraceKey
from reader.values import dataclass
from ui.series import UNNOTICED, Series
from ui.session import Session
from ui.tasks import Progress, Task, Watch

if TYPE_CHECKING:
    from reader.intake.child import Child

_LONGEST_NAME = 60
_LANES = 2
"""Processes that read at the same time."""
_AHEAD = 6
"""Inputs that are read before the ones in front of them are written."""
_SHORT_TURN = 0.0005
"""Seconds that a worker may keep the interpreter while another thread waits for it."""
_TELL_EVERY = 0.1
"""Seconds between two words of progress."""
_NOTE_EVERY = 2.0
"""Seconds between two notes of how far a long list is."""
_MANY = 20
"""Inputs from which on it is remembered which of them are still to come."""

_TO_COME = TraceKey("to-come", "inputs")
_CAME = TraceKey("to-come", "done")


@dataclass(frozen=True, slots=True)
class Failure:
    """One input that could not be taken in, and why."""

    name: str
    error: GalleyError


@dataclass
class Batch:
    """What became of the inputs that were given together."""

    of: int
    new: list[ArticleId] = field(default_factory=list)
    revisions: list[ArticleId] = field(default_factory=list)
    unchanged: list[ArticleId] = field(default_factory=list)
    set_aside: dict[ArticleId, str] = field(default_factory=dict)
    """Why, by article: a revision that was kept but did not become current."""
    failures: list[Failure] = field(default_factory=list)
    passed_over: str = ""
    """What in the folders was no article, in a sentence."""
    cancelled: bool = False
    only_exports: bool = False
    """There were exports of articles that are here; if nothing else came, that says itself."""
    by_itself: bool = False
    """Nobody asked for it just now: it came from a watched folder."""

    @property
    def done(self) -> int:
        return len(self.articles) + len(self.failures)

    @property
    def articles(self) -> list[ArticleId]:
        return [*self.new, *self.revisions, *self.unchanged, *self.set_aside]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Inputs that were given earlier and have not come: `done` of `of` have."""

    done: int
    of: int
    inputs: tuple[str, ...]


class Arrivals(QObject):
    """The row of what comes in, from `take` to `finished`."""

    progressed = Signal(object)
    """Progress: now and then, with the name of the input that is next."""
    settled = Signal(object, object)
    """The Item, and its Arrival or the GalleyError that it ended with; None for an export."""
    several_found = Signal(object)
    """Several: it waits for `answer`."""
    finished = Signal(object)
    """Batch: everything that waited has come in, failed or was cancelled."""
    exports_came = Signal(object)
    """Paths of exports of articles that are here: no articles come in by them, but edits may."""
    invited = Signal(object)
    """Addresses of our own (`galley:`) that a browser handed over: somebody must look at them."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._children: list[Child] = []
        self._given: Extractor | None = None
        self._batch: Batch | None = None
        self._series = Series("add")
        self._each: bool | None = None
        self._count = 0
        self._kept_from = 0
        self._told = self._noted = 0.0
        self._usual_turn = sys.getswitchinterval()
        self._sorting = 0
        self._waiting: deque[Waiting] = deque()
        self._free: list[int] = []
        self._reading: dict[int, Waiting] = {}
        self._read: list[HasRead] = []
        self._asked: dict[int, Several] = {}
        self._judging: list[Waiting] = []
        self._judged: deque[Judged] = deque()
        self._tasks: dict[Task, Callable[[], None]] = {}
        self._writing = QTimer(self, singleShot=True, interval=0)
        self._writing.timeout.connect(self._write)

    def use(self, extractor: Extractor) -> None:
        """Reads with this instead of processes of its own."""
        self._given = extractor

    @property
    def busy(self) -> bool:
        return self._batch is not None

    # --- what is given ---------------------------------------------------------------------------

    def take(
        self,
        items: Sequence[Item],
        *,
        revision_of: ArticleId | None = None,
        quote: str = "",
        from_web: bool = False,
        by_itself: bool = False,
    ) -> None:
        """Queues these; `progressed` and `finished` tell what becomes of them.

        `quote` are words that are marked in what comes; what a page asked for is `from_web` and
        never fetched from a private network; what nobody asked for just now comes `by_itself`.
        """
        ours = [each for each in items if isinstance(each, str) and each.lower().startswith(OURS)]
        if ours:
            self.invited.emit(ours)
            items = [each for each in items if each not in ours]
        if not items:
            return
        self._begin(by_itself)
        watch = Watch()
        self._sorting += 1
        self._run(
            self._session.read(sort_out, tuple(items), watch.check),
            done=partial(self._queue, Waiting(0, "", revision_of, quote, from_web=from_web)),
            failed=self._session.failed.emit,
            over=self._sorted_out,
            name=_("Looking for articles"),
            watch=watch,
        )

    def _begin(self, by_itself: bool) -> None:
        if self._batch is not None:
            self._batch.by_itself &= by_itself
            return
        self._batch = Batch(0, by_itself=by_itself)
        self._series = Series("add")
        self._each = None
        self._count = self._kept_from = 0
        self._told, self._noted = 0.0, monotonic()
        # Workers decode what was read while the window is used: by default each may keep the
        # interpreter for 5 ms at a time, and three of them the window for 15.
        sys.setswitchinterval(_SHORT_TURN)
        self._free = [0] if self._given is not None else list(range(_LANES))

    def _queue(self, like: Waiting, found: Sorted) -> None:
        batch = self._batch
        if batch is None:
            return
        if found.exports:
            batch.only_exports = True
            self.exports_came.emit(list(found.exports))
            for path in found.exports:
                self.settled.emit(path, None)
        batch.of += len(found.inputs)
        batch.passed_over = f"{batch.passed_over} {found.passed_over}".strip()
        first = self._count
        self._count += len(found.inputs)
        # Not by `replace`, which takes 50 ms for 10,000.
        self._waiting.extend(
            Waiting(number, item, like.revision_of, like.quote, from_web=like.from_web)
            for number, item in enumerate(found.inputs, first)
        )
        if like.revision_of is None:
            self._remember()
        self._go_on()

    def _sorted_out(self) -> None:
        self._sorting -= 1
        self._end_if_over()

    def answer(self, several: Several, *, each: bool, always: bool = False) -> None:
        """Says how an input with several articles comes in: each by itself, or as one.

        With `always` the same holds for all that come with it.
        """
        batch = self._batch
        if batch is None or self._asked.pop(several.waiting.number, None) is None:
            return
        if always:
            self._each = each
        self._take_up(batch, several, each)
        self._go_on()

    def leave_out(self, several: Several) -> None:
        """Does not take this one after all."""
        batch = self._batch
        if batch is not None and self._asked.pop(several.waiting.number, None) is not None:
            batch.of -= 1
            self._go_on()

    def _take_up(self, batch: Batch, several: Several, each: bool) -> None:
        waiting = several.waiting
        if not each:
            self._waiting.appendleft(replace(waiting, whole=True))
            return
        batch.of += len(several.parts) - 1
        self._waiting.extendleft(
            Waiting(waiting.number, part.source, whole=True) for part in reversed(several.parts)
        )

    def cancel(self) -> None:
        """Stops, and keeps what has come in so far."""
        if self._batch is not None:
            self._batch.cancelled = True
        self.close()
        self._finish()

    def close(self) -> None:
        """Stops, and ends the processes that read, if any were started."""
        if self._batch is not None:
            self._note_how_far()
        sys.setswitchinterval(self._usual_turn)
        self._writing.stop()
        for task in self._tasks:
            task.cancel()
        for child in self._children:
            child.close()
        self._children.clear()
        self._sorting = 0
        self._tasks.clear()
        self._waiting.clear()
        self._reading.clear()
        self._read.clear()
        self._asked.clear()
        self._judging.clear()
        self._judged.clear()

    # --- reading ---------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Keeps every stage of the way at work."""
        while self._waiting and self._free and self._ahead() < _AHEAD:
            self._read_one(self._waiting.popleft(), self._free.pop())
        self._judge()
        self._end_if_over()

    def _ahead(self) -> int:
        return len(self._read) + len(self._judging) + len(self._judged) + len(self._asked)

    def _read_one(self, waiting: Waiting, lane: int) -> None:
        watch = Watch()
        self._tell_progress(waiting)
        self._reading[lane] = waiting
        self._run(
            self._session.read(
                read_in, waiting, self._session.now(), Stoppable(self._reader(lane), watch.check)
            ),
            done=partial(self._take_read, lane, waiting),
            failed=partial(self._take_read, lane, waiting),
            over=partial(self._see_to_lane, lane, waiting),
            name=_("Adding {name}").format(name=name_of(waiting.item)),
            watch=watch,
        )

    def _see_to_lane(self, lane: int, waiting: Waiting) -> None:
        """A fault of ours in one input, which is reported elsewhere, holds up no other."""
        if self._reading.get(lane) is waiting:
            self._take_read(lane, waiting, _fault())

    def _reader(self, lane: int) -> Extractor:
        if self._given is not None:
            return self._given
        # Here and not above: the window opens without loading what starts processes.
        from reader.intake.child import Child

        while len(self._children) <= lane:
            self._children.append(Child())
        return self._children[lane]

    def _take_read(self, lane: int, waiting: Waiting, read: Read | Several | GalleyError) -> None:
        batch = self._batch
        assert batch is not None
        del self._reading[lane]
        self._free.append(lane)
        if not isinstance(read, Several):
            self._read.append((waiting, read))
        elif self._each is not None or batch.by_itself:  # nobody is there to be asked
            self._take_up(batch, read, bool(self._each))
        else:
            self._asked[waiting.number] = read
            self.several_found.emit(read)
        self._go_on()

    # --- judging ---------------------------------------------------------------------------------

    def _judge(self) -> None:
        """Has what was read judged, once all that was judged before is in the library."""
        if self._judging or self._judged or not self._read:
            return
        read, self._read = self._read, []
        self._judging = [waiting for waiting, _read in read]
        library = self._session.library
        self._run(
            self._session.read(
                judge,
                read,
                ids=[library.new_article_id() for _each in read],
                at=self._session.now(),
            ),
            done=self._take_judged,
            failed=partial(self._take_unjudged, read),
            over=partial(self._see_to_judge, read),
            name=_("Adding"),
        )

    def _see_to_judge(self, read: Sequence[HasRead]) -> None:
        if self._judging and self._judging == [waiting for waiting, _read in read]:
            self._take_unjudged(read, _fault())

    def _take_judged(self, found: tuple[list[Judged], list[HasRead]]) -> None:
        judged, rest = found
        self._judging = []
        self._judged.extend(judged)
        self._read = [*rest, *self._read]
        self._write()

    def _take_unjudged(self, read: Sequence[HasRead], error: GalleyError) -> None:
        """The library could not be asked."""
        self._judging = []
        self._judged.extend((waiting, error) for waiting, _read in read)
        self._write()

    # --- writing ---------------------------------------------------------------------------------

    def _write(self) -> None:
        """Writes what was judged, as long as nobody notices, and comes back for the rest."""
        end = monotonic() + UNNOTICED
        while self._judged:
            waiting, arrival = self._judged.popleft()
            if not self._settle(waiting, arrival):
                return
            if monotonic() > end:
                break
        if self._judged:
            self._writing.start()
        else:
            self._go_on()

    def _settle(self, waiting: Waiting, arrival: Arrival | GalleyError) -> bool:
        """False if the library takes neither this nor any of the rest."""
        batch = self._batch
        assert batch is not None
        if self._series.is_undone:  # what has come was taken back: the rest is not wanted either
            batch.new.clear()
            batch.revisions.clear()
            self._forget()
            self.cancel()
            return False
        if isinstance(arrival, Arrival):
            arrival = self._kept(batch, arrival)
        if isinstance(arrival, LibraryProblem):
            self.cancel()
            self._session.failed.emit(arrival)
            return False
        if isinstance(arrival, GalleyError):
            batch.failures.append(Failure(name_of(waiting.item), arrival))
        self.settled.emit(waiting.item, arrival)
        self._note_now_and_then()
        return True

    def _kept(self, batch: Batch, arrival: Arrival) -> Arrival | GalleyError:
        """What has arrived, in the library now; or why it is not."""
        if arrival.change is not None:
            error = self._session.do_within(self._series, arrival.change, blobs=arrival.blobs)
            if error is not None:
                return error
        asked.keep(self._session.library, arrival.article, arrival.requests)
        if arrival.outcome == "new":
            batch.new.append(arrival.article)
        elif arrival.set_aside is not None:
            batch.set_aside[arrival.article] = arrival.set_aside
        elif arrival.outcome == "revision":
            batch.revisions.append(arrival.article)
        else:
            self._see_unchanged(arrival.article)
            batch.unchanged.append(arrival.article)
        asked.keep(self._session.library, arrival.article, arrival.requests)
        return arrival

    def _see_unchanged(self, id: ArticleId) -> None:
        library = self._session.library
        library.trace(adding.seen(id), self._session.now())
        article = library.article(id)
        if article.trashed is not None:
            restored = changes.restore(article)
            assert restored is not None
            self._session.do_within(self._series, restored, blobs={})

    # --- the end ---------------------------------------------------------------------------------

    def _end_if_over(self) -> None:
        at_work = (
            self._sorting,
            self._waiting,
            self._reading,
            self._read,
            self._asked,
            self._judging,
            self._judged,
        )
        if self._batch is not None and not any(at_work):
            self._forget()
            self._finish()

    def _finish(self) -> None:
        batch, self._batch = self._batch, None
        sys.setswitchinterval(self._usual_turn)
        if batch is not None:
            self._session.tell()
            if batch.of or not batch.only_exports:
                self.finished.emit(batch)

    def _tell_progress(self, waiting: Waiting) -> None:
        batch, now = self._batch, monotonic()
        if batch is not None and now - self._told > _TELL_EVERY:
            self._told = now
            self.progressed.emit(Progress(batch.done, batch.of, name_of(waiting.item)))

    def _run(
        self,
        function: Callable[[], object],
        *,
        done: Callable[..., None],
        failed: Callable[[GalleyError], None],
        over: Callable[[], None],
        name: str,
        watch: Watch | None = None,
    ) -> None:
        task = self._session.run(function, done=done, failed=failed, name=name, watch=watch)
        self._tasks[task] = over
        # Qt would keep what a partial holds for as long as the connection: every page ever read.
        task.ended.connect(self._task_ended)

    def _task_ended(self) -> None:
        task = self.sender()
        over = self._tasks.pop(task, None) if isinstance(task, Task) else None
        if over is not None:
            over()

    # --- what is still to come -------------------------------------------------------------------

    def unfinished(self) -> Unfinished | None:
        """What was given earlier, to this library, and has not come; None if all has."""
        library = self._session.library
        inputs, done = library.traced(_TO_COME) or [], library.traced(_CAME) or 0
        if self.busy or done >= len(inputs):
            return None
        return Unfinished(done, len(inputs), tuple(inputs[done:]))

    def resume(self) -> None:
        """Takes up what is unfinished."""
        left = self.unfinished()
        if left is not None:
            self.take(left.inputs)

    def forget_unfinished(self) -> None:
        """What has not come is not wanted any more."""
        if not self.busy:
            self._session.library.trace(_TO_COME, [])

    def _remember(self) -> None:
        """Notes what is to come, if it is so much that it may be interrupted."""
        inputs = [each.item for each in self._waiting if isinstance(each.item, str)]
        if len(inputs) >= _MANY:
            self._kept_from = self._waiting[0].number
            self._session.library.trace(_TO_COME, inputs)
            self._session.library.trace(_CAME, 0)

    def _note_now_and_then(self) -> None:
        if monotonic() - self._noted > _NOTE_EVERY:
            self._note_how_far()

    def _note_how_far(self) -> None:
        """Everything before the first input that is still on its way has come."""
        self._noted = monotonic()
        if self._count - self._kept_from >= _MANY:
            on_the_way = [
                *self._reading.values(),
                *(waiting for waiting, _rest in (*self._read, *self._judged)),
                *self._judging,
                *(each.waiting for each in self._asked.values()),
                *(self._waiting[n] for n in range(min(1, len(self._waiting)))),
            ]
            came = min((each.number for each in on_the_way), default=self._count)
            self._session.library.trace(_CAME, max(0, came - self._kept_from))

    def _forget(self) -> None:
        if self._count - self._kept_from >= _MANY:
            self._session.library.trace(_TO_COME, [])


def _fault() -> GalleyError:
    return GalleyError(
        _("Something went wrong in Galley itself while this was read."),
        _("Please send the report; the rest has come in."),
    )


def offered(given: QMimeData, *, at: datetime) -> list[Item]:
    """What was dropped or copied, as inputs: files and links, else addresses, else the words."""
    links = [
        url.toLocalFile() if url.isLocalFile() else url.toString()
        for url in given.urls()
        if url.isLocalFile() or adding.is_address(url.toString())
    ]
    if links:
        return list(dict.fromkeys(links))
    text = given.text().strip()
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if lines and all(adding.is_address(line) and " " not in line for line in lines):
        return list(dict.fromkeys(lines))
    if given.hasHtml() and given.html().strip() and not _is_source_text(given):
        content = given.html().encode("utf-8", "replace")
        return [Source(content, sniff.COPIED, at, charset="utf-8", url=_copied_from(given))]
    return (
        [Source(text.encode("utf-8", "replace"), "text/plain", at, charset="utf-8")] if text else []
    )


def _is_source_text(given: QMimeData) -> bool:
    """Whether an editor of program text colours the words: what counts is the words, Markdown."""
    return given.hasFormat("vscode-editor-data") and given.hasText()


def _copied_from(given: QMimeData) -> str | None:
    """The page that the words were selected on, where the browser tells it."""
    for form, encoding in _COPIED_FROM:
        told = (
            bytes(given.data(form).data())
            .decode(encoding, "ignore")
            .partition("\n")[0]
            .strip("\0 \r")
        )
        if adding.is_address(told) and len(told) < _LONGEST_ADDRESS:
            return told
    return None


_COPIED_FROM = (
    ("chromium/x-source-url", "utf-8"),
    ("text/x-moz-url-priv", "utf-16-le"),
)
_LONGEST_ADDRESS = 4000


def name_of(item: Item) -> str:
    """What an input is called while it comes in."""
    if isinstance(item, Source):
        return _("what was copied")
    name = item if adding.is_address(item) else Path(item).name or item
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def progress_words(progress: Progress, seconds: float) -> str:
    """What is coming in now, which of how many, and how long the rest takes after `seconds`."""
    if progress.of <= 1:
        return _("Adding {name}").format(name=progress.what)
    from reader.many import seconds_left, time_left

    left = seconds_left(progress.done, progress.of, seconds)
    number, all = f"{progress.done + 1:,}", f"{progress.of:,}"
    if left is not None:
        words = _("Adding {number} of {all}, {time}: {name}")
        return words.format(number=number, all=all, time=time_left(left), name=progress.what)
    words = _("Adding {number} of {all}: {name}")
    return words.format(number=number, all=all, name=progress.what)


def what_came(batch: Batch, only: Article | None) -> str:
    """One sentence for the message bar; `only` is the article if just one came in.

    Empty if nothing did: then the failures have to be told.
    """
    if only is not None and only.id in batch.set_aside:
        return _("What came for “{title}” is set aside: {reason}").format(
            title=only.title, reason=batch.set_aside[only.id]
        )
    if only is not None:
        sentence = (
            _("Added “{title}”.")
            if batch.new
            else _("New revision of “{title}”.")
            if batch.revisions
            else _("“{title}” is here already and has not changed.")
        )
        return sentence.format(title=only.title)
    parts = [
        ngettext("{count} article added.", "{count} articles added.", len(batch.new)).format(
            count=f"{len(batch.new):,}"
        )
        if batch.new
        else "",
        ngettext("{count} new revision.", "{count} new revisions.", len(batch.revisions)).format(
            count=f"{len(batch.revisions):,}"
        )
        if batch.revisions
        else "",
        ngettext(
            "{count} here already and unchanged.",
            "{count} here already and unchanged.",
            len(batch.unchanged),
        ).format(count=f"{len(batch.unchanged):,}")
        if batch.unchanged
        else "",
        ngettext("{count} set aside.", "{count} set aside.", len(batch.set_aside)).format(
            count=f"{len(batch.set_aside):,}"
        )
        if batch.set_aside
        else "",
        batch.passed_over,
    ]
    return " ".join(part for part in parts if part)


def what_failed(batch: Batch) -> str:
    """One sentence about what could not be taken in; empty if everything could."""
    if not batch.failures:
        return ""
    if len(batch.failures) == 1:
        only = batch.failures[0]
        return f"{only.name}: {only.error}"
    return ngettext(
        "{count} input could not be added.",
        "{count} inputs could not be added.",
        len(batch.failures),
    ).format(count=f"{len(batch.failures):,}")
