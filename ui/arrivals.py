"""Takes files, addresses and copied words in, one after the other, off the main thread.

What each becomes (a new article, a further revision, nothing new) is `reader.adding`'s judgement;
here is the queue, its progress and what there is to say at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal

from reader import adding, changes
from reader.adding import Arrival, Extractor
from reader.errors import GalleyError
from reader.library import Reader
from reader.messages import _, ngettext
from reader.model import Article, ArticleId, Captured, Source
from reader.values import dataclass
from ui.session import Session
from ui.tasks import Progress, Task, Watch

if TYPE_CHECKING:
    from reader.intake.child import Child

Item = str | Source
"""A file's path, a web address, or words that were copied."""

_LONGEST_NAME = 60


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

    @property
    def done(self) -> int:
        return len(self.articles) + len(self.failures)

    @property
    def articles(self) -> list[ArticleId]:
        return [*self.new, *self.revisions, *self.unchanged, *self.set_aside]


class Arrivals(QObject):
    """The queue of what comes in. One worker at a time reads; the main thread writes."""

    progressed = Signal(object)
    """Progress: before each input."""
    finished = Signal(object)
    """Batch: everything that waited has come in, failed or was cancelled."""
    exports_came = Signal(object)
    """Paths of exports of articles that are here: no articles come in by them, but edits may."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._child: Child | None = None
        self._given: Extractor | None = None
        self._waiting: list[tuple[Item, ArticleId | None]] = []
        self._batch: Batch | None = None
        self._task: Task | None = None

    def use(self, extractor: Extractor) -> None:
        """Reads with this instead of a process of its own."""
        self._given = extractor

    @property
    def busy(self) -> bool:
        return self._batch is not None

    def take(self, items: Sequence[Item], *, revision_of: ArticleId | None = None) -> None:
        """Queues these; `progressed` and `finished` tell what becomes of them."""
        exports = exports_among(self._session.library, items)
        if exports:
            self.exports_came.emit(exports)
            items = [item for item in items if item not in exports]
        if not items:
            return
        self._waiting += [(item, revision_of) for item in items]
        if self._batch is None:
            self._batch = Batch(0)
            self._batch.of = len(items)
            self._next()
        else:
            self._batch.of += len(items)

    def cancel(self) -> None:
        """Stops after what has come in so far, and keeps that."""
        self.close()
        self._finish()

    def close(self) -> None:
        """Stops, and ends the process that reads pages, if one was started."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
        if self._child is not None:
            self._child.close()
            self._child = None

    def _next(self) -> None:
        batch = self._batch
        if batch is None:
            return
        if not self._waiting:
            self._finish()
            return
        item, revision_of = self._waiting.pop(0)
        name, watch = name_of(item), Watch()
        self.progressed.emit(Progress(batch.done, batch.of, name))
        self._task = self._session.run(
            self._session.read(
                take_in,
                item,
                new_id=self._session.library.new_article_id(),
                at=self._session.now(),
                extractor=_Stoppable(self._extractor(), watch),
                revision_of=revision_of,
            ),
            done=self._keep,
            failed=lambda error: self._note_failure(name, error),
            name=_("Adding {name}").format(name=name),
            watch=watch,
        )

    def _extractor(self) -> Extractor:
        if self._given is not None:
            return self._given
        if self._child is None:
            # Here and not above: the window opens without loading what starts processes.
            from reader.intake.child import Child

            self._child = Child()
        return self._child

    def _keep(self, arrival: Arrival) -> None:
        batch = self._batch
        assert batch is not None
        if arrival.change is not None and not self._session.do(arrival.change, blobs=arrival.blobs):
            batch.of -= 1  # the session has said why
        elif arrival.outcome == "new":
            batch.new.append(arrival.article)
        elif arrival.set_aside is not None:
            batch.set_aside[arrival.article] = arrival.set_aside
        elif arrival.outcome == "revision":
            batch.revisions.append(arrival.article)
        else:
            self._see_unchanged(arrival.article)
            batch.unchanged.append(arrival.article)
        self._next()

    def _see_unchanged(self, id: ArticleId) -> None:
        library = self._session.library
        library.trace(adding.seen(id), self._session.now())
        article = library.article(id)
        if article.trashed is not None:
            self._session.do(changes.restore(article))

    def _note_failure(self, name: str, error: GalleyError) -> None:
        assert self._batch is not None
        self._batch.failures.append(Failure(name, error))
        self._next()

    def _finish(self) -> None:
        batch, self._batch, self._task = self._batch, None, None
        if batch is not None:
            self.finished.emit(batch)


class _Stoppable:
    """Reads pages until the user has cancelled: no process is started for what nobody waits for."""

    def __init__(self, extractor: Extractor, watch: Watch) -> None:
        self._extractor = extractor
        self._watch = watch

    def to_article(self, source: Source) -> Captured:
        self._watch.check()
        return self._extractor.to_article(source)


def exports_among(reader: Reader, items: Sequence[Item]) -> list[str]:
    """Those of the items that are files this library could have written, or marks someone sent."""
    named = [item for item in items if isinstance(item, str) and not adding.is_address(item)]
    if not any(Path(name).suffix for name in named):
        return []
    # Here and not above: the window opens without the reader of exported files.
    from reader.abroad import is_ours
    from reader.sent_marks import SUFFIX

    return [name for name in named if name.lower().endswith(SUFFIX) or is_ours(reader, Path(name))]


def take_in(
    reader: Reader,
    item: Item,
    *,
    new_id: ArticleId,
    at: datetime,
    extractor: Extractor,
    revision_of: ArticleId | None,
) -> Arrival:
    """Fetches or reads one input and judges what it is to the library; raises GalleyError."""
    if isinstance(item, Source):
        arrived = adding.extract(item, extractor)
    else:
        arrived = adding.read(item, at=at, extractor=extractor)
    return adding.arrive(reader, arrived, new_id=new_id, at=at, revision_of=revision_of)


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
    if given.hasHtml() and given.html().strip():
        return [Source(given.html().encode(), "text/html", at, charset="utf-8")]
    return [Source(text.encode(), "text/plain", at, charset="utf-8")] if text else []


def name_of(item: Item) -> str:
    """What an input is called while it comes in."""
    if isinstance(item, Source):
        return _("what was copied")
    name = item if adding.is_address(item) else Path(item).name or item
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


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
            count=len(batch.new)
        )
        if batch.new
        else "",
        ngettext("{count} new revision.", "{count} new revisions.", len(batch.revisions)).format(
            count=len(batch.revisions)
        )
        if batch.revisions
        else "",
        ngettext(
            "{count} here already and unchanged.",
            "{count} here already and unchanged.",
            len(batch.unchanged),
        ).format(count=len(batch.unchanged))
        if batch.unchanged
        else "",
        ngettext("{count} set aside.", "{count} set aside.", len(batch.set_aside)).format(
            count=len(batch.set_aside)
        )
        if batch.set_aside
        else "",
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
    ).format(count=len(batch.failures))
