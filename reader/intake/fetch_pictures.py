"""The pictures of an article from the web: few at a time, and never more than a page may cost.

Only what stands in the article is asked for, so that a page's furniture and its trackers never
hear of the reader. Whatever goes wrong with one leaves a reason in its place.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from queue import Empty, SimpleQueue
from typing import Protocol

from reader.errors import FetchFailed
from reader.intake import fetch, pictures
from reader.messages import _
from reader.model import Asked, Captured, Carried
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """What the pictures of one article may cost: how many, bytes and seconds in all."""

    most: int = 60
    size: int = 40_000_000
    seconds: float = 60.0


USUAL = Budget()
WORKERS = 3
_GLANCE = 0.05

_WEB = re.compile(r"https?://", re.IGNORECASE)

Look = Callable[[], None]
"""Is called between pictures; what it raises ends the fetching."""


class FetchPicture(Protocol):
    def __call__(
        self, url: str, /, *, of_private_page: bool, at: datetime, tell: fetch.Tell,
        stop: threading.Event,
    ) -> bytes:  # fmt: skip
        """`reader.intake.fetch.fetch_picture`."""


def nobody_looks() -> None:
    """Lets it go on."""


def fetch_pictures(
    captured: Captured,
    *,
    known: Iterable[str] = (),
    of_private_page: bool,
    at: datetime,
    look: Look = nobody_looks,
    budget: Budget = USUAL,
    get: FetchPicture = fetch.fetch_picture,
) -> tuple[tuple[Carried, ...], tuple[Asked, ...]]:
    """The article's pictures as far as they are on the web and not known, and what was asked.

    One that could not be had says why. Where the best size of one is none, the address that the
    page names first is asked for. A picture in a private network is asked for only if the page was
    there itself (`of_private_page`).
    """
    offered = {each.src: each.url for each in captured.offers}
    has = {*known, *(each.src for each in captured.carried)}
    by_url: dict[str, list[str]] = {}
    for src in pictures.wanted(captured):
        if _WEB.match(src) and src not in has:
            by_url.setdefault(offered.get(src, src), []).append(src)
    asked: list[Asked] = []
    ask = partial(get, of_private_page=of_private_page, at=at, tell=asked.append)
    got = _fetched([(url, srcs[0]) for url, srcs in by_url.items()], ask, budget, look)
    carried = (
        Carried(src, content) if isinstance(content, bytes) else Carried(src, b"", content)
        for url, content in got.items()
        for src in by_url[url]
    )
    return tuple(carried), tuple(asked)


_Wanted = tuple[str, str]
"""Where a picture is best, and where the page says that it is: often the same."""


def _fetched(
    wanted: Sequence[_Wanted],
    ask: Callable[..., bytes],
    budget: Budget,
    look: Look,
) -> Mapping[str, bytes | str]:
    """What each picture is, by its best address, or why it could not be had."""
    within, beyond = wanted[: budget.most], wanted[budget.most :]
    late = _("The pictures of this page took too long.")
    many = _("It is one of more than {count} pictures.").format(count=budget.most)
    got: dict[str, bytes | str] = {url: late for url, _src in within}
    got.update((url, many) for url, _src in beyond)
    end, room = time.monotonic() + budget.seconds, budget.size
    with _workers(within, ask) as answers:
        for _each in within:
            answer = _next(answers, end, look)
            if answer is None:
                break
            url, got[url] = answer
            room -= len(answer[1]) if isinstance(answer[1], bytes) else 0
            if room < 0:
                got[url] = _("The pictures of this article are too large all together.")
                break
    return got


_Answers = SimpleQueue[tuple[str, bytes | str] | BaseException]


def _next(answers: _Answers, end: float, look: Look) -> tuple[str, bytes | str] | None:
    """The next answer that comes; None once the time is up."""
    while time.monotonic() < end:
        look()
        try:
            answer = answers.get(timeout=_GLANCE)
        except Empty:
            continue
        if isinstance(answer, BaseException):
            raise answer
        return answer
    return None


@contextmanager
def _workers(wanted: Sequence[_Wanted], ask: Callable[..., bytes]) -> Iterator[_Answers]:
    """Threads that ask for these pictures; at the end they are stopped, wherever they are."""
    answers: _Answers = SimpleQueue()
    waiting: SimpleQueue[_Wanted] = SimpleQueue()
    stop = threading.Event()
    for each in wanted:
        waiting.put(each)
    threads = [
        threading.Thread(target=_work, args=(waiting, answers, ask, stop), daemon=True)
        for _each in range(min(WORKERS, len(wanted)))
    ]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        stop.set()
        for thread in threads:
            thread.join(1.0)  # longer only where the system still looks for a host's name


def _work(
    waiting: SimpleQueue[_Wanted],
    answers: _Answers,
    ask: Callable[..., bytes],
    stop: threading.Event,
) -> None:
    try:
        while not stop.is_set():
            best, first = waiting.get_nowait()
            answer = _answer(best, ask, stop)
            if first != best and not stop.is_set() and not _is_picture(answer):
                answer = _answer(first, ask, stop)
            answers.put((best, answer))
    except Empty:
        return
    except BaseException as fault:  # the edge: whoever waits for the answers is told
        answers.put(fault)


def _answer(url: str, ask: Callable[..., bytes], stop: threading.Event) -> bytes | str:
    try:
        return ask(url, stop=stop)
    except FetchFailed as error:
        return why_missing(error)


def _is_picture(answer: bytes | str) -> bool:
    return isinstance(answer, bytes) and isinstance(pictures.judged(answer), pictures.Kept)


def why_missing(error: FetchFailed) -> str:
    """Why a picture could not be fetched, as is said in its place."""
    match error:
        case fetch.TooLarge():
            return pictures.too_large()
        case fetch.TooSlow():
            return _("The site took too long to send it.")
        case fetch.InPrivateNetwork():
            return _("It is in a private network, and the page is not.")
    if error.status in (404, 410):
        return _("It is no longer on the site (status {status}).").format(status=error.status)
    if error.status is not None:
        return _("The site does not give it away (status {status}).").format(status=error.status)
    return _("It could not be fetched.")
