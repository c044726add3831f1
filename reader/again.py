"""What became of an article that was looked at again: asked for anew, or read anew from what is
kept. Shared by the shell and the window, and by both kinds of looking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal

from reader import adding, asked, revising
from reader.adding import Arrival, Read
from reader.errors import GalleyError
from reader.library import Library, Reader
from reader.model import ArticleId, Asked, Change, Place, Revision, State, TraceKey
from reader.values import dataclass

Outcome = Literal["unchanged", "changed", "set-aside", "failed"]
Why = Literal["again", "reread"]


@dataclass(frozen=True, slots=True)
class Again:
    """One article that was looked at, and what came of it: exactly one of the outcomes.

    `read` is what was read this time, None where the site said that nothing has changed; `arrival`
    is what that is to the library, None where there is nothing to do; `error` is why it failed.
    """

    article: ArticleId
    title: str
    at: datetime
    outcome: Outcome
    read: Read | None = None
    arrival: Arrival | None = None
    error: GalleyError | None = None
    why: Why = "again"
    requests: tuple[Asked, ...] = ()

    @property
    def set_aside(self) -> str | None:
        """Why what came did not become current."""
        return self.arrival.set_aside if self.arrival else None

    @property
    def is_new(self) -> bool:
        """Whether there is a revision to keep."""
        return self.arrival is not None and self.arrival.change is not None


def judged(
    library: Reader, article: ArticleId, title: str, read: Read, *, at: datetime, why: Why = "again"
) -> Again:
    """What was read of an article that is known, as what it is to the library."""
    arrive = adding.arrive_again if why == "again" else adding.arrive_reread
    arrival = arrive(library, article, read)
    if arrival.set_aside is not None:
        return Again(article, title, at, "set-aside", read, arrival, why=why)
    outcome: Outcome = "unchanged" if arrival.change is None else "changed"
    return Again(article, title, at, outcome, read, arrival, why=why)


def up_to_date(library: Reader, again: Again) -> Again:
    """The same for the library as it is by now: it was judged on another thread, some time ago.

    NotFound if the article has gone meanwhile.
    """
    if again.read is None or again.arrival is None or again.arrival.change is None:
        return again
    if _still_fits(library, again.article, again.arrival.change):
        return again
    now = judged(library, again.article, again.title, again.read, at=again.at, why=again.why)
    return replace(now, requests=again.requests)


def _still_fits(library: Reader, article: ArticleId, change: Change) -> bool:
    """Whether a change to a further revision can be applied and leaves no mark without a place."""
    known, newest = library.article(article), library.revisions(article)[-1].number
    for edit in change.edits:
        if edit.key.kind == "article" and edit.before != known:
            return False
        if isinstance(edit.after, Revision) and edit.after.number != newest + 1:
            return False
    return revising.is_carried(library, article, change)


def failed(again: Again, error: GalleyError) -> Again:
    """The same article, of which nothing could be kept."""
    return Again(
        again.article,
        again.title,
        again.at,
        "failed",
        error=error,
        why=again.why,
        requests=again.requests,
    )


def marks(again: Again) -> Mapping[State, int]:
    """How many marks a new revision has in each state; none where there is no revision."""
    edits = again.arrival.change.edits if again.arrival and again.arrival.change else ()
    return Counter(edit.after.state for edit in edits if isinstance(edit.after, Place))


# --- traces --------------------------------------------------------------------------------------


def remember(library: Library, again: Again) -> None:
    """Keeps when and how a page was asked for, and what it said of a version that is here already.

    Nothing of an article that was only read again from what is kept.
    """
    if again.why == "reread":
        return
    asked.keep(library, again.article, again.requests)
    library.trace(TraceKey("checked", again.article), again.at)
    if again.outcome != "unchanged":
        return
    library.trace(adding.seen(again.article), again.at)
    if again.read is not None:
        source = again.read.source
        library.trace(
            TraceKey("validators", again.article),
            {
                "revision": library.article(again.article).revision,
                "url": source.url,
                "etag": source.etag,
                "last_modified": source.last_modified,
            },
        )
