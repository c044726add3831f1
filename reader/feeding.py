"""Feeds: subscribed to, asked for what is new, and their items kept or dismissed. Shared by the
shell and the window.

Which feeds she follows is hers to decide and can be undone; what they offer, and what their sites
say of themselves, the program merely notices.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any, Literal, Protocol
from urllib.parse import urljoin, urlsplit

from reader import adding, asked, changes, checking, suspicion
from reader.adding import Arrival, Extractor, Look, nobody_looks
from reader.checking import Answer, Manners
from reader.errors import FetchFailed, GalleyError, NotAFeed, NotFound
from reader.intake.fetch import NOTHING_KNOWN, Tell, Turn, Validators, no_turn
from reader.library import Library, Reader
from reader.messages import _
from reader.model import (
    ArticleId,
    Asked,
    Asking,
    Change,
    Edit,
    Feed,
    FeedId,
    FeedItem,
    Outline,
    Source,
    Subscription,
    TraceKey,
)
from reader.records import read_time, write_time
from reader.values import dataclass

WHOLE = 1200
"""Characters that a feed gives of an item for them to count as all of it: excerpts have some 600
at most, and what is shorter though whole is soon fetched from its page."""

SLICE = 50
"""Items that are taken in at once: some ten milliseconds."""

_CUT = re.compile(
    r"(?:\[?(?:…|\.\.\.|&hellip;|&#8230;|&#x2026;)\]?|read more\W*)\s*$", re.IGNORECASE
)
_TAG = re.compile(r"<[^>]{0,1000}>")
_TAIL = 600


class FeedReader(Extractor, Protocol):
    """What reads others' bytes: `reader.intake.child.Child`. All raise NotAFeed."""

    def feed(self, source: Source) -> Feed: ...

    def feed_links(self, source: Source) -> tuple[Outline, ...]: ...

    def outlines(self, source: Source) -> tuple[Outline, ...]: ...


class FetchAgain(Protocol):
    def __call__(
        self,
        url: str,
        known: Validators,
        /,
        *,
        at: datetime,
        turn: Turn = no_turn,
        why: Asking = "feed",
        tell: Tell = ...,
    ) -> Source | None:
        """`reader.intake.fetch.fetch_again`."""


Ask = Callable[..., Source | None]
"""A FetchAgain whose requests are told to someone."""


# --- subscribing ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that was found at `url`, and others that the same page names."""

    url: str
    feed: Feed
    known: Validators
    others: tuple[Outline, ...] = ()
    requests: tuple[Asked, ...] = ()


def find(words: str, *, at: datetime, reads: FeedReader, fetch: FetchAgain) -> Found:
    """The feed at an address, or of the page or the site there; raises NotAFeed, FetchFailed."""
    requests: list[Asked] = []
    ask = partial(fetch, tell=requests.append)
    return replace(_found(_address(words), at, reads, ask), requests=tuple(requests))


def _found(address: str, at: datetime, reads: FeedReader, fetch: Ask) -> Found:
    source = _fetched(address, at, fetch)
    try:
        return Found(source.url or address, reads.feed(source), _said(source))
    except NotAFeed as error:
        named = reads.feed_links(source)
        found = _first(_places(source.url or address, named), at, reads, fetch)
        if found is None:
            raise error
        others = tuple(each for each in named if each.url != found.url)
        return replace(found, others=others)


def _address(words: str) -> str:
    """What was typed as an address: `feed:` goes, https is the usual scheme."""
    typed = re.sub(r"^feed:(?:/{2})?", "", words.strip(), flags=re.IGNORECASE)
    return typed if re.match(r"[a-z][a-z0-9+.-]*://", typed, re.IGNORECASE) else f"https://{typed}"


def _places(page: str, named: Sequence[Outline]) -> Iterator[str]:
    """Where to look: what the page names, else where feeds usually stand."""
    from reader.intake.feeds import USUAL_PLACES

    if named:
        yield from (each.url for each in named)
        return
    below = page.rstrip("/") if urlsplit(page).path.strip("/") and not urlsplit(page).query else ""
    if below:
        yield f"{below}/feed"
    yield from (urljoin(page, place) for place in USUAL_PLACES)


def _first(places: Iterable[str], at: datetime, reads: FeedReader, fetch: Ask) -> Found | None:
    """The first of these places at which there is a feed."""
    for place in places:
        try:
            source = _fetched(place, at, fetch)
            return Found(source.url or place, reads.feed(source), _said(source))
        except (FetchFailed, NotAFeed):
            continue
    return None


def _fetched(address: str, at: datetime, fetch: Ask) -> Source:
    source = fetch(address, NOTHING_KNOWN, at=at, why="feed")
    assert source is not None, "nothing was known of it"
    if source.status is not None and suspicion.is_refusal(source.status):
        raise FetchFailed(
            suspicion.of_status(source.status),
            _("Look at the address in a browser."),
            status=source.status,
        )
    return source


def _said(source: Source) -> Validators:
    return Validators(source.url, source.etag, source.last_modified)


@dataclass(frozen=True, slots=True)
class Subscribing:
    """What a feed that was found is to the library: `change` is None for one that is followed
    already; `came` is to be remembered once the change is applied."""

    feed: FeedId
    change: Change | None
    came: Refreshed


def subscribing(
    library: Reader, found: Found, *, new_id: FeedId, at: datetime, folder: str = ""
) -> Subscribing:
    """A new subscription to what was found, or an old one that is asked for again."""
    known = library.subscription_at(found.url)
    title = found.feed.title or urlsplit(found.url).hostname or found.url
    change: Change | None
    if known is None:
        feed = Subscription(
            new_id, found.url, title, at, site=found.feed.site, folder=tidy_folder(folder)
        )
        change = Change("subscribe", (Edit(None, feed),))
    else:
        feed, change = known, edited(known, retired=None)
    came = Refreshed(feed.id, title, at, "fresh", found.feed, found.known, requests=found.requests)
    return Subscribing(feed.id, change, came)


def in_folder(outlines: Iterable[Outline], folder: str) -> tuple[Outline, ...]:
    """The feeds of a list within one more folder; as they are where it is empty."""
    return tuple(replace(each, folder=tidy_folder(f"{folder}/{each.folder}")) for each in outlines)


def imported(
    library: Reader, outlines: Sequence[Outline], *, at: datetime
) -> tuple[Change | None, int]:
    """Subscriptions to the feeds of a list, and how many of them are here already; None for no
    others. They are not asked for yet."""
    new = [each for each in outlines if library.subscription_at(each.url) is None]
    edits = tuple(
        Edit(
            None,
            Subscription(
                library.new_feed_id(),
                each.url,
                each.title or urlsplit(each.url).hostname or each.url,
                at,
                site=each.site,
                folder=tidy_folder(each.folder),
            ),
        )
        for each in new
    )
    return (Change("subscribe", edits) if edits else None), len(outlines) - len(new)


def unsubscribed(feeds: Sequence[Subscription]) -> Change:
    """These feeds followed no more."""
    return Change("unsubscribe", tuple(Edit(feed, None) for feed in feeds))


def edited(feed: Subscription, **fields: Any) -> Change | None:
    """A feed with other values in the named fields; None where nothing would change."""
    if "folder" in fields:
        fields["folder"] = tidy_folder(fields["folder"])
    if "name" in fields:
        fields["name"] = " ".join(fields["name"].split())
    after = replace(feed, **fields)
    return None if after == feed else Change("feed", (Edit(feed, after),))


def tidy_folder(typed: str) -> str:
    """A folder as it is kept: no empty names, a single `/` between two."""
    names = (" ".join(name.split()) for name in typed.split("/"))
    return "/".join(name for name in names if name)


# --- asking for what is new ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of a feed last: when it was asked, and what went wrong if anything did."""

    checked: datetime | None = None
    sentence: str = ""
    advice: str = ""
    known: Validators = NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class Followed:
    """A feed to ask for, and the version of it that is known."""

    feed: FeedId
    name: str
    url: str
    known: Validators


Outcome = Literal["fresh", "unchanged", "gone", "failed"]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of asking for a feed. `moved` is the address that it has for good now, `requests`
    all that the network was asked for."""

    feed: FeedId
    name: str
    at: datetime
    outcome: Outcome
    came: Feed | None = None
    known: Validators = NOTHING_KNOWN
    moved: str | None = None
    error: GalleyError | None = None
    requests: tuple[Asked, ...] = ()


def heard(library: Reader) -> Mapping[FeedId, Heard]:
    """What was heard of each feed that was ever asked for."""
    return {FeedId(id): _read_heard(value) for id, value in library.traces("feed").items()}


def _read_heard(traced: Any) -> Heard:
    held: Mapping[str, Any] = traced if isinstance(traced, dict) else {}
    known = Validators(held.get("url"), held.get("etag"), held.get("last_modified"))
    try:
        checked = read_time(held.get("checked", ""))
    except ValueError:
        checked = None
    return Heard(checked, held.get("sentence") or "", held.get("advice") or "", known)


def followed(library: Reader, ids: Iterable[FeedId] | None = None) -> tuple[Followed, ...]:
    """The feeds to ask for, all or these, without those that are retired."""
    known = heard(library)
    feeds = library.subscriptions() if ids is None else [library.subscription(id) for id in ids]
    return tuple(
        Followed(feed.id, feed.shown_name, feed.url, known.get(feed.id, Heard()).known)
        for feed in feeds
        if feed.retired is None
    )


def due(library: Reader, every: timedelta, *, at: datetime) -> tuple[FeedId, ...]:
    """The feeds that refresh by themselves and were not asked for within this time."""
    last = heard(library)
    return tuple(
        feed.id
        for feed in library.subscriptions()
        if feed.retired is None and feed.by_itself
        if (checked := last.get(feed.id, Heard()).checked) is None or checked <= at - every
    )


def refresh(
    feeds: Sequence[Followed],
    *,
    fetch: FetchAgain,
    reads: FeedReader,
    manners: Manners,
    now: Callable[[], datetime],
    stop: threading.Event | None = None,
) -> Iterator[Refreshed]:
    """What comes of each feed, as it comes: one at a time of each site, politely."""
    ask = _AskForFeeds(fetch)
    for answer in checking.ask_all(feeds, ask, manners=manners, now=now, stop=stop):
        yield judged(answer, reads, ask.taken(answer.page.url))


class _AskForFeeds:
    """Asks, and notes every request by the address of the feed that it was for."""

    def __init__(self, fetch: FetchAgain) -> None:
        self._fetch = fetch
        self._noted: dict[str, list[Asked]] = {}

    def __call__(
        self, url: str, known: Validators, /, *, at: datetime, turn: Turn
    ) -> Source | None:
        noted = self._noted[url] = []
        return self._fetch(url, known, at=at, turn=turn, why="feed", tell=noted.append)

    def taken(self, url: str) -> tuple[Asked, ...]:
        return tuple(self._noted.pop(url, ()))


def moved_for_good(hops: Sequence[Asked]) -> str | None:
    """The address that requests say the first one has from now on: every step on the way to it
    must have said so."""
    to = None
    for hop, onward in pairwise(hops):
        if hop.status not in (301, 308):
            return to
        to = onward.url
    return to


def judged(
    answer: Answer[Followed], reads: FeedReader, requests: tuple[Asked, ...] = ()
) -> Refreshed:
    """What an answer is; whatever goes wrong with it is its outcome."""
    return replace(_judged(answer, reads, moved_for_good(requests)), requests=requests)


def _judged(answer: Answer[Followed], reads: FeedReader, moved: str | None) -> Refreshed:
    feed, came = answer.page, answer.came
    if isinstance(came, GalleyError):
        return Refreshed(feed.feed, feed.name, answer.at, "failed", error=came)
    if came is None:
        return Refreshed(
            feed.feed, feed.name, answer.at, "unchanged", known=feed.known, moved=moved
        )
    if came.status == 410:
        return Refreshed(feed.feed, feed.name, answer.at, "gone", error=_gone())
    if came.status is not None and suspicion.is_refusal(came.status):
        error = FetchFailed(suspicion.of_status(came.status), _("Look at its site in a browser."))
        return Refreshed(feed.feed, feed.name, answer.at, "failed", error=error)
    try:
        return Refreshed(
            feed.feed, feed.name, answer.at, "fresh", reads.feed(came), _said(came), moved
        )
    except GalleyError as error:
        return Refreshed(feed.feed, feed.name, answer.at, "failed", error=error)


def _gone() -> GalleyError:
    return GalleyError(
        _("Its site says that this feed is gone for good."),
        _("Its items stay; look on the site whether there is another feed, and remove this one."),
    )


def remember(library: Library, found: Refreshed) -> int:
    """Takes over what came of a feed, and gives how many items are new."""
    return sum(remembering(library, found))


def remembering(library: Library, found: Refreshed) -> Iterator[int]:
    """The same in steps that are short enough for a window: how many items are new, each time.

    A new title or address, and that it is gone, become part of the subscription. Nothing of a
    feed that was removed meanwhile.
    """
    items = found.came.items if found.came is not None else ()
    offered = frozenset(item.identity for item in items)
    # From the oldest on: what comes in later is above it in the list.
    for end in range(len(items), 0, -SLICE):
        if not _is_followed(library, found.feed):
            return
        some = items[max(0, end - SLICE) : end]
        yield library.take_feed_items(found.feed, some, at=found.at, offered=offered)
    if _is_followed(library, found.feed):
        _take_over(library, found)


def _is_followed(library: Reader, id: FeedId) -> bool:
    try:
        library.subscription(id)
    except NotFound:
        return False
    return True


def _take_over(library: Library, found: Refreshed) -> None:
    feed = library.subscription(found.feed)
    change = edited(feed, **_as_its_site_says(library, feed, found))
    if change is not None:
        library.apply(change, at=found.at, by="capture")
    library.trace(TraceKey("feed", feed.id), _written_heard(found, heard(library).get(feed.id)))
    asked.keep(library, feed.id, found.requests)


def _as_its_site_says(library: Reader, feed: Subscription, found: Refreshed) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if found.outcome == "gone" and feed.retired is None:
        said["retired"] = found.at
    if found.moved and library.subscription_at(found.moved) in (None, feed):
        said["url"] = found.moved
    if found.came is not None:
        said["title"] = found.came.title or feed.title
        said["site"] = found.came.site or feed.site
    return said


def _written_heard(found: Refreshed, before: Heard | None) -> Mapping[str, Any]:
    """What did not come leaves the version that is known as it was."""
    is_known = found.outcome in ("fresh", "unchanged")
    known = found.known if is_known else (before or Heard()).known
    error = found.error
    return {
        "checked": write_time(found.at),
        "sentence": error.sentence if error else None,
        "advice": error.advice if error else None,
        "url": known.url,
        "etag": known.etag,
        "last_modified": known.last_modified,
    }


# --- keeping -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """What an item is to the library that is to be kept.

    `here` is an article that was here already, `arrival` what comes in else. `failure` says why
    its page could not be had; what the feed gives is kept then.
    """

    number: int
    here: ArticleId | None = None
    arrival: Arrival | None = None
    failure: GalleyError | None = None

    @property
    def article(self) -> ArticleId:
        article = self.arrival.article if self.arrival is not None else self.here
        assert article is not None
        return article


def is_whole(item: FeedItem) -> bool:
    """Whether a feed gives all of an item, as far as can be told; needs its content."""
    tail = _TAG.sub("", item.content[-_TAIL:]).rstrip()
    return item.characters >= WHOLE and bool(item.content) and _CUT.search(tail) is None


def keep(
    library: Reader,
    number: int,
    *,
    full: bool | None = None,
    new_id: ArticleId,
    at: datetime,
    reads: Extractor,
    look: Look = nobody_looks,
) -> Kept:
    """An item as an article that comes in; `full` has its page fetched, None where its feed does
    not give all of it.

    Where the page cannot be had there is what the feed gives, unless that is nothing: GalleyError.
    Pictures come along. `look` is called now and then; what it raises ends it.
    """
    waiting, item = library.feed_item(number)
    if waiting.article is not None:
        return Kept(number, here=waiting.article)
    failure = None
    if item.url and (full is True or (full is None and not is_whole(item))):
        try:
            arrived = adding.read(
                item.url, at=at, extractor=reads, library=library, look=look,
                from_web=_is_of_the_web(library.subscription(waiting.feed)),
            )  # fmt: skip
            return Kept(number, arrival=adding.arrive(library, arrived, new_id=new_id, at=at))
        except GalleyError as error:
            failure = error
    try:
        source = _source_of(library, waiting.feed, item, at)
        arrived = adding.with_pictures(adding.extract(source, reads), at=at, look=look)
        arrival = adding.arrive(library, arrived, new_id=new_id, at=at)
    except GalleyError as error:
        raise (failure or error) from error
    return Kept(number, arrival=arrival, failure=failure)


def _is_of_the_web(feed: Subscription) -> bool:
    """Whether what a feed leads to must be on the public web, as it is itself."""
    from reader.intake.fetch import is_private_name

    return not is_private_name(urlsplit(feed.url).hostname or "")


def _source_of(library: Reader, id: FeedId, item: FeedItem, at: datetime) -> Source:
    # Here and not above: the window shows items without loading what parses feeds.
    from reader.intake.feeds import source_of

    feed = library.subscription(id)
    return source_of(item, Feed(feed.title, feed.site), at=at)


def restored(library: Reader, kept: Kept) -> Change | None:
    """What brings the article of an item out of the trash; None where it is not in there."""
    if kept.here is None:
        return None
    article = library.article(kept.here)
    return changes.restore(article) if article.trashed is not None else None
