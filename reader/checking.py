"""Whether pages that are known have changed: the sites are asked politely, and told apart.

One request at a time for each site, with a pause after it; a few sites at once; a site that asks
to be left alone is. It refuses to know a window: answers are given one by one, as they come.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlsplit

from reader import adding, again, suspicion
from reader.adding import Extractor, Look, nobody_looks
from reader.again import Again
from reader.errors import FetchFailed, GalleyError, NotAnArticle
from reader.intake.fetch import Turn, Validators
from reader.library import Reader
from reader.messages import _
from reader.model import ArticleId, Asked, Source, TraceKey
from reader.values import dataclass

SITES = 4
"""How many sites are asked at once."""

PAUSE = 2.0
"""Seconds between an answer of a site and the next question to it."""

PATIENCE = 60.0
"""Seconds that a check waits because a site asks it to; for longer the page is given up."""

REST = 900.0
"""Seconds that a site which is too busy is left alone if it does not say for how long."""

_NOWHERE = ("example.org", "example.com", "example.net")
"""Names that are kept free for samples (RFC 2606)."""

_BUSY = (429, 503)
_GLANCE = 0.05
"""Seconds between two looks whether anyone still waits for the answers."""


class Wanted(Protocol):
    """What is asked for again: its address, and the version of it that is known."""

    @property
    def url(self) -> str: ...

    @property
    def known(self) -> Validators: ...


W = TypeVar("W", bound=Wanted)


@dataclass(frozen=True, slots=True)
class Page:
    """A page to ask for, and the version of it that is known."""

    article: ArticleId
    title: str
    url: str
    known: Validators

    @property
    def site(self) -> str:
        return _host(self.url)


@dataclass(frozen=True)
class Answer(Generic[W]):
    """What came for a page: its source, None for the version that is known, or why nothing did."""

    page: W
    at: datetime
    came: Source | GalleyError | None


class Fetch(Protocol):
    def __call__(
        self, url: str, known: Validators, /, *, at: datetime, turn: Turn
    ) -> Source | None:
        """`reader.intake.fetch.fetch_again`."""


def site_of(host: str) -> str:
    """What counts as one site: a host with or without `www.`."""
    return host.casefold().removeprefix("www.")


def _host(url: str) -> str:
    """The site of an address; empty for one that has none."""
    try:
        return site_of(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def pages(library: Reader, ids: Iterable[ArticleId]) -> tuple[Page, ...]:
    """The pages of these articles, without those that are in the trash or have no address.

    Nor do the samples have one, for all that they say: nobody lives at `example.org`.
    """
    known = (library.article(id) for id in ids)
    return tuple(
        Page(article.id, article.title, article.url, _validators(library, article.id))
        for article in known
        if article.trashed is None and article.url and _is_somewhere(article.url)
    )


def _is_somewhere(url: str) -> bool:
    return adding.is_address(url) and _host(url) not in ("", *_NOWHERE)


def _validators(library: Reader, id: ArticleId) -> Validators:
    """Those of the version that is current: kept with it, or heard when it was seen again."""
    current = library.revision(id)
    heard: Any = library.traced(TraceKey("validators", id))
    if isinstance(heard, dict) and heard.get("revision") == current.number:
        return Validators(heard.get("url"), heard.get("etag"), heard.get("last_modified"))
    return Validators(current.url, current.etag, current.last_modified)


# --- manners -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Site:
    """One site: who asks holds the lock; until `free_at` nobody does; it rests until `rests`."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    rests: float = 0.0


class Manners:
    """What is remembered of sites from one check to the next, so that none is asked too often.

    `clock` counts seconds. Every method may be called from any thread.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, *, pause: float = PAUSE
    ) -> None:
        self._clock = clock
        self._pause = pause
        self._sites: dict[str, _Site] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, wait: Callable[[float], None]) -> Iterator[None]:
        """Within it nobody else asks this site; `wait` is called with the seconds until it begins.

        FetchFailed if the site wants to be left alone for longer than anyone will wait. A site
        that answers within it that it is too busy is left alone from then on.
        """
        site = self._site(host)
        with site.lock:
            rest = site.rests - self._clock()
            if rest > PATIENCE:
                raise _at_rest(host, rest)
            ahead = max(site.free_at - self._clock(), rest)
            if ahead > 0:
                wait(ahead)
            try:
                yield
            except FetchFailed as error:
                if error.status in _BUSY:
                    site.rests = self._clock() + (REST if error.wait is None else error.wait)
                raise
            finally:
                site.free_at = self._clock() + self._pause

    def _site(self, host: str) -> _Site:
        with self._lock:
            return self._sites.setdefault(site_of(host), _Site())


def _at_rest(host: str, seconds: float) -> FetchFailed:
    return FetchFailed(
        _("{site} asks to be left alone for {count} more minutes.").format(
            site=site_of(host), count=max(1, round(seconds / 60))
        ),
        _("Check this page again later."),
        wait=seconds,
    )


# --- asking --------------------------------------------------------------------------------------


class _Stopped(Exception):
    """Nobody waits for an answer any more."""


def ask_all(
    asked: Sequence[W],
    fetch: Fetch,
    *,
    manners: Manners,
    now: Callable[[], datetime],
    sleep: Callable[[float], None] | None = None,
    stop: threading.Event | None = None,
    sites: int = SITES,
) -> Iterator[Answer[W]]:
    """An answer for each page, as they come; after `stop`, or when it is closed, no more.

    It does not wait then for a site that is slow: whatever still comes from it is dropped.
    """
    errand: _Errand[W] = _Errand(fetch, manners, now, sleep, stop or threading.Event())
    rows: SimpleQueue[Sequence[W]] = SimpleQueue()
    by_site = _by_site(asked)
    for row in by_site.values():
        rows.put(row)
    threads = [
        threading.Thread(target=errand.run, args=(rows,), name="galley-check", daemon=True)
        for _each in range(min(sites, len(by_site)))
    ]
    for thread in threads:
        thread.start()
    try:
        for _each in asked:
            yield errand.next_answer()
    except _Stopped:
        return
    finally:
        errand.stop.set()


def _by_site(asked: Iterable[W]) -> Mapping[str, Sequence[W]]:
    rows: dict[str, list[W]] = {}
    for page in asked:
        rows.setdefault(_host(page.url), []).append(page)
    return rows


@dataclass(slots=True)
class _Errand(Generic[W]):
    """What the threads of one check share."""

    fetch: Fetch
    manners: Manners
    now: Callable[[], datetime]
    sleep: Callable[[float], None] | None
    stop: threading.Event
    answers: SimpleQueue[Answer[W] | BaseException] = field(default_factory=SimpleQueue)

    def next_answer(self) -> Answer[W]:
        while not self.stop.is_set():
            try:
                answer = self.answers.get(timeout=_GLANCE)
            except Empty:
                continue
            if isinstance(answer, BaseException):
                raise answer
            return answer
        raise _Stopped

    def run(self, rows: SimpleQueue[Sequence[W]]) -> None:
        """On a thread of its own: asks for the pages of one site after the other."""
        try:
            while True:
                for page in rows.get_nowait():
                    self.answers.put(self._answer(page))
        except (Empty, _Stopped):
            return
        except BaseException as fault:  # the edge: whoever waits for the answers is told
            self.answers.put(fault)

    def _answer(self, page: W) -> Answer[W]:
        try:
            return Answer(page, self.now(), self._ask_twice(page))
        except GalleyError as error:
            return Answer(page, self.now(), error)

    def _ask_twice(self, page: W) -> Source | None:
        """Once more where a site says how short a time it needs."""
        try:
            return self._ask(page)
        except FetchFailed as error:
            if error.status not in _BUSY or error.wait is None or error.wait > PATIENCE:
                raise
            return self._ask(page)

    def _ask(self, page: W) -> Source | None:
        if self.stop.is_set():
            raise _Stopped
        return self.fetch(page.url, page.known, at=self.now(), turn=self._turn)

    @contextmanager
    def _turn(self, host: str) -> Iterator[None]:
        with self.manners.turn(host, self._wait):
            yield

    def _wait(self, seconds: float) -> None:
        if self.sleep is not None:
            self.sleep(seconds)
        else:
            self.stop.wait(seconds)
        if self.stop.is_set():
            raise _Stopped


# --- judging -------------------------------------------------------------------------------------


def judge(
    library: Reader,
    answer: Answer[Page],
    extractor: Extractor,
    *,
    requests: tuple[Asked, ...] = (),
    look: Look = nobody_looks,
) -> Again:
    """What an answer is to the library; whatever goes wrong with it is its outcome.

    A page that has changed brings its new pictures along. `requests` is what was asked for it.
    """
    page = answer.page
    try:
        found = _judge(library, answer, extractor)
        if found.outcome != "changed" or found.read is None:
            return replace(found, requests=requests)
        read = adding.with_pictures(
            replace(found.read, requests=requests),
            known=adding.pictures_here(library, page.article),
            at=answer.at,
            look=look,
        )
        whole = again.judged(library, page.article, page.title, read, at=answer.at)
        return replace(whole, requests=read.requests)
    except GalleyError as error:
        return Again(page.article, page.title, answer.at, "failed", error=error, requests=requests)


def _judge(library: Reader, answer: Answer[Page], extractor: Extractor) -> Again:
    page, came = answer.page, answer.came
    if isinstance(came, GalleyError):
        raise came
    if came is None:
        return Again(page.article, page.title, answer.at, "unchanged")
    try:
        read = adding.extract(came, extractor, asked=page.url)
    except NotAnArticle as error:
        if came.status is not None and suspicion.is_refusal(came.status):
            raise FetchFailed(suspicion.of_status(came.status)) from error
        raise
    return again.judged(library, page.article, page.title, read, at=answer.at)
