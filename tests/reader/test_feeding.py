"""Feeds are found, asked for politely, and what they offer waits until it is kept or dismissed."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import asked, feeding, intake
from reader.checking import Manners
from reader.errors import FetchFailed, GalleyError, NotAFeed, NotFound
from reader.feeding import Kept, Refreshed
from reader.intake import feeds, opml
from reader.intake.fetch import Validators, fetch_again
from reader.library import Library
from reader.model import (
    Asked,
    Captured,
    Change,
    Edit,
    Feed,
    FeedId,
    FeedItem,
    Key,
    Outline,
    Source,
    Subscription,
    TraceKey,
    sha256,
)
from reader.store import feeds as store
from reader.waiting import ItemQuery, Waiting
from tests.reader.intake.sources import PROSE
from tests.reader.moves import added
from tests.reader.sites import Shown, Sites, serving

AT = datetime(2024, 10, 2, 14, 29, 55, tzinfo=UTC)


class Here:
    """Reads in this process."""

    def to_article(self, source: Source) -> Captured:
        return intake.to_article(source)

    def feed(self, source: Source) -> Feed:
        return feeds.read(source)

    def feed_links(self, source: Source) -> tuple[Outline, ...]:
        return feeds.links(source)

    def outlines(self, source: Source) -> tuple[Outline, ...]:
        return opml.read(source)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Test.galley") as library:
        yield library


@pytest.fixture
def sites() -> Iterator[Sites]:
    with serving() as sites:
        yield sites


def rss(*numbers: int, title: str = "The Polder Times", text: str = "In short.") -> str:
    """A feed that offers these items; the highest number is the newest."""
    items = "".join(
        f"<item><guid>{n}</guid><title>Story {n}</title><link>/{n}</link><description>"
        f"<![CDATA[{text}]]></description><pubDate>{n:02} Sep 2024 09:00:00 GMT</pubDate></item>"
        for n in numbers
    )
    return (
        f"<rss version='2.0'><channel><title>{title}</title><link>/</link>{items}</channel></rss>"
    )


def page(title: str, words: str = PROSE * 3) -> str:
    return f"<title>{title}</title><article><h1>{title}</h1>{words}</article>"


def follow(library: Library, url: str, *, folder: str = "") -> FeedId:
    """The id of the feed that is found at this address."""
    found = feeding.find(url, at=AT, reads=Here(), fetch=fetch_again)
    new_id = library.new_feed_id()
    new = feeding.subscribing(library, found, new_id=new_id, at=AT, folder=folder)
    if new.change is not None:
        library.apply(new.change, at=AT, by="window")
    feeding.remember(library, new.came)
    return new.feed


def refresh(library: Library, *ids: FeedId, at: datetime = AT) -> list[tuple[Refreshed, int]]:
    found = feeding.refresh(
        feeding.followed(library, ids or None),
        fetch=fetch_again,
        reads=Here(),
        manners=Manners(pause=0.0),
        now=lambda: at,
    )
    return [(each, feeding.remember(library, each)) for each in found]


def keep(library: Library, number: int, full: bool | None = None) -> Kept:
    kept = feeding.keep(
        library, number, full=full, new_id=library.new_article_id(), at=AT, reads=Here()
    )
    if kept.arrival is not None and kept.arrival.change is not None:
        library.apply(kept.arrival.change, at=AT, by="window", blobs=kept.arrival.blobs)
    library.settle_feed_items([number], "kept", kept.article)
    return kept


def titles(library: Library, query: ItemQuery = ItemQuery()) -> list[str]:  # noqa: B008 - a frozen value
    return [each.item.title for each in library.feed_items(query)]


def waiting(library: Library, title: str) -> Waiting:
    return next(each for each in library.feed_items() if each.item.title == title)


# --- subscribing ---------------------------------------------------------------------------------


def test_a_feed_is_found_by_its_own_address_by_its_page_or_by_its_site(sites: Sites) -> None:
    sites.show("/news.xml", Shown(rss(1)))
    sites.show("/rss", Shown(rss(2)))
    link = '<link rel="alternate" type="application/rss+xml" href="/{}">'
    sites.show("/page", Shown(f"<head>{link.format('news.xml')}{link.format('rss')}</head>x"))
    sites.show("/", Shown("<title>No word of feeds here</title>"))
    sites.show("/lost", Shown("<title>Nor here, but the site has one</title>"))
    for path, found_at in (("/news.xml", "/news.xml"), ("/page", "/news.xml"), ("/", "/rss")):
        found = feeding.find(sites.url(path), at=AT, reads=Here(), fetch=fetch_again)
        assert found.url == sites.url(found_at)
        others = ["/rss"] if path == "/page" else []
        assert [each.url for each in found.others] == [sites.url(each) for each in others]
    found = feeding.find(sites.url("/lost"), at=AT, reads=Here(), fetch=fetch_again)
    assert found.url == sites.url("/rss")


def test_where_there_is_none_it_says_so(sites: Sites) -> None:
    sites.show("/", Shown("<title>A page</title>"))
    sites.show("/closed", Shown("no", 403))
    with pytest.raises(NotAFeed, match="no feed at this address"):
        feeding.find(sites.url("/"), at=AT, reads=Here(), fetch=fetch_again)
    with pytest.raises(FetchFailed, match="status 403"):
        feeding.find(sites.url("/closed"), at=AT, reads=Here(), fetch=fetch_again)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("polder.example/rss", "https://polder.example/rss"),
        ("feed:https://polder.example/rss", "https://polder.example/rss"),
        ("feed://polder.example/rss", "https://polder.example/rss"),
        (" http://polder.example ", "http://polder.example"),
    ],
)
def test_an_address_may_be_typed_as_people_do(typed: str, asked: str) -> None:
    urls: list[str] = []

    def fetch(url: str, *_known: object, **_how: object) -> Source:
        urls.append(url)
        return Source(rss(1).encode(), "application/xml", AT, url=url, status=200)

    feeding.find(typed, at=AT, reads=Here(), fetch=fetch)
    assert urls == [asked]


def test_a_feed_is_followed_once_and_that_can_be_undone(library: Library, sites: Sites) -> None:
    sites.show("/rss", Shown(rss(1, 2)))
    id = follow(library, sites.url("/rss"), folder=" News / Sea ")
    assert follow(library, sites.url("/rss")) == id
    [feed] = library.subscriptions()
    assert (feed.title, feed.folder, feed.site) == ("The Polder Times", "News/Sea", sites.url("/"))
    assert titles(library) == ["Story 2", "Story 1"]
    entry = library.undoable("window")
    assert entry is not None
    assert entry.change is not None
    library.apply(entry.change.inverse(), at=AT, by="window", undoes=entry.number)
    assert library.subscriptions() == ()
    assert (titles(library), library.waiting_in_feeds()) == ([], {})


def test_a_list_of_feeds_comes_in_whole_and_only_once(library: Library) -> None:
    lists = [Outline(f"https://{n}.example/f", str(n), None, "News") for n in range(3)]
    for expected in ((3, 0), (0, 3)):
        change, here = feeding.imported(library, feeding.in_folder(lists, "All"), at=AT)
        assert (len(change.edits) if change else 0, here) == expected
        if change is not None:
            library.apply(change, at=AT, by="window")
    assert {feed.folder for feed in library.subscriptions()} == {"All/News"}


# --- asking --------------------------------------------------------------------------------------


def test_new_items_wait_and_known_ones_do_not_come_twice(library: Library, sites: Sites) -> None:
    sites.show("/rss", Shown(rss(1, 2), etag='"a"'), Shown(rss(1, 2), etag='"a"'))
    id = follow(library, sites.url("/rss"))
    [(again, new)] = refresh(library)
    assert (again.outcome, new) == ("unchanged", 0)
    assert sites.asked[-1][2]["if-none-match"] == '"a"'
    library.settle_feed_items([waiting(library, "Story 1").number], "dismissed")
    sites.show("/rss", Shown(rss(3, 2, 1, text="Other words."), etag='"b"'))
    [(fresh, new)] = refresh(library, id)
    assert (fresh.outcome, new) == ("fresh", 1)
    assert titles(library) == ["Story 3", "Story 2"]
    assert waiting(library, "Story 2").item.excerpt == "Other words."
    assert titles(library, ItemQuery(state="dismissed")) == ["Story 1"]


def test_an_item_under_a_new_id_is_known_by_its_address(library: Library, sites: Sites) -> None:
    sites.show("/rss", Shown(rss(1, 2)))
    follow(library, sites.url("/rss"))
    sites.show("/rss", Shown(rss(1, 2).replace("<guid>", "<guid>new-")))
    assert [new for _found, new in refresh(library)] == [0]
    same_link = rss(3, 4).replace("<link>/3", "<link>/x").replace("<link>/4", "<link>/x")
    sites.show("/rss", Shown(same_link))
    assert [new for _found, new in refresh(library)] == [2]
    assert [new for _found, new in refresh(library)] == [0]


def test_a_feed_that_moved_for_good_has_its_new_address(library: Library, sites: Sites) -> None:
    sites.show("/rss", Shown(rss(1)))
    id = follow(library, sites.url("/rss"))
    sites.show("/rss", Shown("", 302, {"Location": "/for-now"}))
    sites.show("/for-now", Shown("", 301, {"Location": "/new"}))
    sites.show("/new", Shown(rss(1, 2, title="The Sea Times")))
    assert [new for _found, new in refresh(library)] == [1]
    assert library.subscription(id).url == sites.url("/rss")
    sites.show("/rss", Shown("", 301, {"Location": "/for-now"}))
    refresh(library)
    feed = library.subscription(id)
    assert (feed.url, feed.title) == (sites.url("/new"), "The Sea Times")
    [entry] = [
        each for each in library.history(of=Key("subscription", id)) if each.by == "capture"
    ][-1:]
    assert entry.what == "feed"


@given(st.lists(st.sampled_from([200, 301, 302, 304, 307, 308, 404]), min_size=1, max_size=5))
def test_only_an_unbroken_row_of_lasting_redirects_moves_a_feed(statuses: Sequence[int]) -> None:
    hops = [Asked(AT, f"https://{n}.example/", "feed", status=s) for n, s in enumerate(statuses)]
    lasting = 0
    while lasting < len(statuses) - 1 and statuses[lasting] in (301, 308):
        lasting += 1
    moved = feeding.moved_for_good(hops)
    assert moved == (f"https://{lasting}.example/" if lasting else None)


def test_a_feed_that_is_gone_is_retired_with_its_items(library: Library, sites: Sites) -> None:
    sites.show("/rss", Shown(rss(1)), Shown("", 410))
    id = follow(library, sites.url("/rss"))
    [(found, new)] = refresh(library)
    assert (found.outcome, new) == ("gone", 0)
    assert library.subscription(id).retired == AT
    assert "gone for good" in feeding.heard(library)[id].sentence
    assert titles(library) == ["Story 1"]
    assert refresh(library) == []
    sites.show("/rss", Shown(rss(1, 2)))
    assert follow(library, sites.url("/rss")) == id
    assert library.subscription(id).retired is None
    assert feeding.heard(library)[id].sentence == ""


def test_what_goes_wrong_is_said_of_that_feed_alone(library: Library, sites: Sites) -> None:
    paths = ("/good", "/500", "/page", "/missing", "/hostile", "/empty")
    ids = {}
    for path in paths:
        sites.show(path, Shown(rss(1)))
        ids[path] = follow(library, sites.url(path))
    sites.show("/good", Shown(rss(1, 2)))
    sites.show("/500", Shown("oh", 500))
    sites.show("/page", Shown("<title>We moved</title>"))
    sites.show("/missing", Shown("no", 404))
    sites.show("/hostile", Shown("<rss><![CDATA[" + "<item>" * 5000))
    sites.show("/empty", Shown(""))
    found = {each.feed: each for each, _new in refresh(library)}
    said = {path: found[id].error for path, id in ids.items()}
    assert said.pop("/good") is None
    assert found[ids["/good"]].outcome == "fresh"
    assert all(isinstance(error, GalleyError) for path, error in said.items() if path != "/hostile")
    heard = feeding.heard(library)
    assert "status 500" in heard[ids["/500"]].sentence
    assert "no feed" in heard[ids["/page"]].sentence
    assert "status 404" in heard[ids["/missing"]].sentence
    assert library.waiting_in_feeds()[ids["/500"]] == 1


def test_a_stopped_refresh_ends_though_a_site_is_slow(library: Library, sites: Sites) -> None:
    sites.show("/rss", Shown(rss(1)))
    follow(library, sites.url("/rss"))
    sites.show("/rss", Shown(rss(1), seconds=0.3))
    stop = threading.Event()
    stop.set()
    found = feeding.refresh(
        feeding.followed(library), fetch=fetch_again, reads=Here(), manners=Manners(pause=0.0),
        now=lambda: AT, stop=stop,
    )  # fmt: skip
    assert list(found) == []


def test_nothing_is_remembered_of_a_feed_that_was_removed_meanwhile(
    library: Library, sites: Sites
) -> None:
    sites.show("/rss", Shown(rss(1)))
    id = follow(library, sites.url("/rss"))
    came = Refreshed(id, "x", AT, "fresh", feeds.read(Source(rss(1, 2).encode(), "", AT)))
    feed = library.subscription(id)
    library.apply(feeding.unsubscribed([feed]), at=AT, by="window")
    assert feeding.remember(library, came) == 0
    assert library.traced(TraceKey("feed", id)) is not None  # an undo finds all as it was
    with pytest.raises(NotFound, match="galley feeds"):
        library.subscription(id)


def test_what_is_due_was_not_asked_for_and_refreshes_by_itself(
    library: Library, sites: Sites
) -> None:
    for path in ("/a", "/b", "/c"):
        sites.show(path, Shown(rss(1)))
    a, b, c = (follow(library, sites.url(path)) for path in ("/a", "/b", "/c"))
    hour = timedelta(hours=1)
    assert feeding.due(library, hour, at=AT + timedelta(minutes=59)) == ()
    for id, fields in ((b, {"by_itself": False}), (c, {"retired": AT})):
        change = feeding.edited(library.subscription(id), **fields)
        assert change is not None
        library.apply(change, at=AT, by="window")
    assert feeding.due(library, hour, at=AT + hour) == (a,)
    refresh(library, a, at=AT + hour)
    assert feeding.due(library, hour, at=AT + hour) == ()


# --- the items in the library --------------------------------------------------------------------


def an_item(number: int, *, day: int | None = None, url: str | None = None) -> FeedItem:
    published = None if day is None else f"2024-09-{day:02}T09:00:00Z"
    return FeedItem(sha256(str(number).encode()), f"Story {number}", url, published)


def a_feed(library: Library, name: str = "x", folder: str = "") -> FeedId:
    id = library.new_feed_id()
    feed = Subscription(id, f"https://{name}.example/f", name, AT, folder=folder)
    library.apply(Change("subscribe", (Edit(None, feed),)), at=AT, by="window")
    return id


@settings(max_examples=12)
@given(st.lists(st.lists(st.integers(0, 30), max_size=12, unique=True), max_size=5))
def test_each_item_comes_once_whatever_a_feed_offers_when(
    tmp_path_factory: pytest.TempPathFactory, offers: list[list[int]]
) -> None:
    with Library(tmp_path_factory.mktemp("law") / "L.galley") as library:
        feed, seen = a_feed(library), set[int]()
        for numbers in offers:
            items = [an_item(n, day=n % 28 + 1) for n in numbers]
            assert library.take_feed_items(feed, items, at=AT) == len(set(numbers) - seen)
            seen |= set(numbers)
        assert sorted(titles(library)) == sorted(f"Story {n}" for n in seen)
        days = [each.item.published for each in library.feed_items()]
        assert days == sorted(days, key=str, reverse=True)
        assert library.count_feed_items() == len(seen)


def test_the_newest_wait_and_older_ones_go(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_WAITING", 3)
    feed = a_feed(library)
    library.take_feed_items(feed, [an_item(n, day=n) for n in (5, 4, 3)], at=AT)
    assert library.take_feed_items(feed, [an_item(n, day=n) for n in (7, 6, 1)], at=AT) == 2
    assert titles(library) == ["Story 7", "Story 6", "Story 5"]


def test_without_a_date_an_item_is_as_new_as_it_was_seen_and_in_the_feeds_order(
    library: Library,
) -> None:
    feed = a_feed(library)
    library.take_feed_items(feed, [an_item(2), an_item(1)], at=AT)
    library.take_feed_items(feed, [an_item(4, day=1), an_item(3)], at=AT + timedelta(days=1))
    assert titles(library) == ["Story 3", "Story 2", "Story 1", "Story 4"]
    far = replace(an_item(5), published="2999-01-01")
    library.take_feed_items(feed, [far], at=AT)
    assert titles(library)[0] == "Story 3"  # nothing stays on top because its date is wrong


def test_items_are_asked_for_by_feed_by_folder_and_by_state(library: Library) -> None:
    named = {"a": "News", "b": "News/Sea", "c": "Newsletters", "d": ""}
    ids = {name: a_feed(library, name, folder) for name, folder in named.items()}
    for n, id in enumerate(ids.values()):
        library.take_feed_items(id, [an_item(n, day=9 - n)], at=AT)
    assert titles(library, ItemQuery(folder="News")) == ["Story 0", "Story 1"]
    assert titles(library, ItemQuery(feed=ids["c"])) == ["Story 2"]
    assert titles(library, ItemQuery(limit=2, offset=1)) == ["Story 1", "Story 2"]
    assert library.count_feed_items(ItemQuery(folder="News")) == 2
    assert library.waiting_in_feeds() == dict.fromkeys(ids.values(), 1)
    library.settle_feed_items([library.feed_items()[0].number], "dismissed")
    assert titles(library, ItemQuery(state="dismissed")) == ["Story 0"]
    with pytest.raises(NotFound, match="no item 999"):
        library.feed_item(999)


def test_what_belongs_to_a_removed_feed_goes_with_the_next_refresh(library: Library) -> None:
    gone, stays = a_feed(library, "a"), a_feed(library, "b")
    library.take_feed_items(gone, [an_item(1)], at=AT)
    number = library.feed_items()[0].number
    feed = library.subscription(gone)
    library.apply(feeding.unsubscribed([feed]), at=AT, by="window")
    assert library.feed_item(number)[0].number == number  # it can still be undone
    library.take_feed_items(stays, [], at=AT)
    with pytest.raises(NotFound):
        library.feed_item(number)


# --- keeping -------------------------------------------------------------------------------------


def test_a_whole_item_is_kept_as_it_is_given_and_an_excerpt_with_its_page(
    library: Library, sites: Sites
) -> None:
    sites.show("/whole", Shown(rss(1, text=PROSE * 5)))
    sites.show("/short", Shown(rss(2)))
    for path in ("/1", "/2"):
        sites.show(path, Shown(page(f"Page of {path}")))
    for path in ("/whole", "/short"):
        follow(library, sites.url(path))
    whole = keep(library, waiting(library, "Story 1").number)
    assert library.article(whole.article).title == "Story 1"
    assert library.article(whole.article).site == "The Polder Times"
    assert "/1" not in sites.paths()
    assert "The pump is to be replaced" in library.document(whole.article).text
    short = keep(library, waiting(library, "Story 2").number)
    assert library.article(short.article).title == "Page of /2"
    assert titles(library) == []
    assert titles(library, ItemQuery(state="kept")) == ["Story 2", "Story 1"]
    reread = intake.to_article(
        Source(library.blob(library.revision(whole.article).source), feeds.MEDIA_TYPE, AT)
    )
    assert reread.document == library.document(whole.article)


def test_the_page_is_fetched_or_not_as_it_is_wanted(library: Library, sites: Sites) -> None:
    sites.show("/rss", Shown(rss(1, 2, text=PROSE * 5)))
    sites.show("/1", Shown(page("Page")))
    follow(library, sites.url("/rss"))
    kept = keep(library, waiting(library, "Story 1").number, full=True)
    assert library.article(kept.article).title == "Page"
    kept = keep(library, waiting(library, "Story 2").number, full=True)
    assert library.article(kept.article).title == "Story 2"
    assert kept.failure is not None
    assert "status 404" in str(kept.failure)


def test_where_nothing_can_be_had_the_reason_is_that_of_the_page(
    library: Library, sites: Sites
) -> None:
    sites.show("/rss", Shown(rss(1, text="")))
    sites.show("/1", Shown("no", 403))
    follow(library, sites.url("/rss"))
    with pytest.raises(GalleyError, match="status 403"):
        keep(library, waiting(library, "Story 1").number)
    assert titles(library) == ["Story 1"]


def test_what_was_asked_of_the_network_is_kept_with_the_feed_and_with_the_article(
    library: Library, sites: Sites
) -> None:
    sites.show("/rss", Shown(rss(1)))
    sites.show("/1", Shown(page("Page")))
    id = follow(library, sites.url("/rss"))
    refresh(library)
    assert [(each.url, each.why) for each in asked.of(library, id)] == [
        (sites.url("/rss"), "feed")
    ] * 2
    kept = keep(library, waiting(library, "Story 1").number)
    assert kept.arrival is not None
    assert [each.url for each in kept.arrival.requests] == [sites.url("/1")]


def test_what_a_public_feed_leads_to_is_not_fetched_from_a_private_network(
    library: Library, sites: Sites
) -> None:
    sites.show("/1", Shown(page("The printer of this office")))
    feed = a_feed(library, "polder")
    inward = replace(an_item(1, url=sites.url("/1")), content="<p>In short.</p>", excerpt="x")
    library.take_feed_items(feed, [inward], at=AT)
    kept = keep(library, waiting(library, "Story 1").number)
    assert "private network" in str(kept.failure)
    assert library.document(kept.article).text == "Story 1\nIn short."
    assert sites.paths() == []


def test_the_pictures_of_an_item_come_along_or_say_why_not(library: Library, sites: Sites) -> None:
    picture = f'<img src="{sites.url("/p.png")}">'
    sites.show("/rss", Shown(rss(1, text=PROSE * 5 + picture)))
    follow(library, sites.url("/rss"))
    kept = keep(library, waiting(library, "Story 1").number)
    [stored] = library.pictures(kept.article).values()
    assert stored.src == sites.url("/p.png")
    assert "private network" in str(stored.missing)


def test_what_is_here_already_is_told_and_not_added_twice(library: Library, sites: Sites) -> None:
    here = added(library, "Story one\nWords.", url=sites.url("/1"))
    sites.show("/rss", Shown(rss(1)))
    follow(library, sites.url("/rss"))
    assert waiting(library, "Story 1").article == here
    kept = keep(library, waiting(library, "Story 1").number)
    assert (kept.here, kept.arrival) == (here, None)
    assert feeding.restored(library, kept) is None
    assert library.count() == 1


def test_an_item_waits_again_when_its_adding_is_undone(library: Library, sites: Sites) -> None:
    sites.show("/rss", Shown(rss(1)))
    sites.show("/1", Shown(page("Page")))
    follow(library, sites.url("/rss"))
    number = waiting(library, "Story 1").number
    keep(library, number)
    entry = library.undoable("window")
    assert entry is not None
    assert entry.change is not None
    library.apply(entry.change.inverse(), at=AT, by="window", undoes=entry.number)
    assert titles(library) == ["Story 1"]
    assert library.feed_item(number)[0].state == "waiting"
    assert library.waiting_in_feeds() != {}


def test_of_an_erased_article_its_item_holds_no_word_and_does_not_come_again(
    library: Library, sites: Sites
) -> None:
    sites.show("/rss", Shown(rss(1, text=f"<p>Zwartewaterland {PROSE * 5}</p>")))
    id = follow(library, sites.url("/rss"))
    kept = keep(library, waiting(library, "Story 1").number)
    assert b"Story 1" in b"".join(path.read_bytes() for path in files_of(library))
    library.erase([Key("article", kept.article)], at=AT, by="window")
    assert b"Story 1" not in b"".join(path.read_bytes() for path in files_of(library))
    refresh(library, id)
    assert titles(library) == []
    assert titles(library, ItemQuery(state="dismissed")) == []
    assert library.verify().problems == ()


def files_of(library: Library) -> list[Path]:
    return sorted(library.path.parent.glob(library.path.name + "*"))


@pytest.mark.parametrize(
    ("content", "characters", "whole"),
    [
        ("<p>All of it.</p>", 2000, True),
        ("<p>All of it.</p>", 300, False),
        ("", 2000, False),
        ("<p>It goes on […]</p>", 2000, False),
        ("<p>It goes on&#8230;</p> <a href='x'>Read more</a>", 2000, False),
        ("<p>It goes on ...</p>\n", 2000, False),
    ],
)
def test_what_is_short_or_cut_is_not_whole(content: str, characters: int, whole: bool) -> None:
    item = replace(an_item(1), content=content, characters=characters)
    assert feeding.is_whole(item) is whole


def test_what_is_known_of_a_feed_survives_what_does_not_come(
    library: Library, sites: Sites
) -> None:
    sites.show("/rss", Shown(rss(1), etag='"a"'), Shown("oh", 500))
    id = follow(library, sites.url("/rss"))
    refresh(library)
    assert feeding.heard(library)[id].known == Validators(sites.url("/rss"), '"a"')
