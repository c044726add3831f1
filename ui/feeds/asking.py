"""What the window of feeds asks the library for, on a worker: values in, values out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reader import feeding
from reader.feeding import Heard
from reader.library import Reader
from reader.messages import _
from reader.model import FeedId, Subscription
from reader.values import dataclass
from reader.waiting import ItemQuery, Waiting


@dataclass(frozen=True, slots=True)
class Place:
    """What a row at the left stands for: all feeds, a folder with what is in it, or one feed."""

    folder: str = ""
    feed: FeedId | None = None


EVERYTHING = Place()


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One row at the left; `depth` is how far in it stands, `waiting` how many items wait there.

    `heard` says what went wrong last, if anything did; `feed` is None for a folder and for all.
    """

    place: Place
    name: str
    depth: int
    waiting: int
    feed: Subscription | None = None
    heard: Heard = Heard()

    @property
    def is_in_trouble(self) -> bool:
        return bool(self.heard.sentence)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item in the list, and what its feed is called."""

    waiting: Waiting
    source: str


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the window shows for a query; `total` counts its items whatever the limit."""

    query: ItemQuery
    feeds: tuple[FeedRow, ...]
    items: tuple[ItemRow, ...]
    total: int


def answer(reader: Reader, query: ItemQuery) -> Answer:
    """Asks the library; what is asked of a feed that is gone finds nothing."""
    subscriptions = reader.subscriptions()
    names = {feed.id: feed.shown_name for feed in subscriptions}
    items = reader.feed_items(query)
    return Answer(
        query,
        tuple(rows(subscriptions, reader.waiting_in_feeds(), feeding.heard(reader))),
        tuple(ItemRow(each, names.get(each.feed, "")) for each in items),
        reader.count_feed_items(query),
    )


def rows(
    feeds: Sequence[Subscription], counts: Mapping[FeedId, int], heard: Mapping[FeedId, Heard]
) -> Iterator[FeedRow]:
    """All, then the feeds without a folder, then each folder before what is in it."""
    if feeds:
        yield FeedRow(EVERYTHING, _("All feeds"), 0, sum(counts.values()))
    seen: set[str] = set()
    for feed in feeds:
        names = [name for name in feed.folder.split("/") if name]
        for depth in range(len(names)):
            folder = "/".join(names[: depth + 1])
            if folder not in seen:
                seen.add(folder)
                inside = sum(counts.get(each.id, 0) for each in feeds if _is_in(each, folder))
                yield FeedRow(Place(folder), names[depth], depth, inside)
        yield FeedRow(
            Place(feed=feed.id),
            feed.shown_name,
            len(names),
            counts.get(feed.id, 0),
            feed,
            heard.get(feed.id, Heard()),
        )


def _is_in(feed: Subscription, folder: str) -> bool:
    return feed.folder == folder or feed.folder.startswith(f"{folder}/")
