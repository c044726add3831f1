"""The pictures of a page come along: from sites of our own on this computer."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader import adding, intake, revising
from reader.errors import FetchFailed
from reader.intake import fetch, fetch_pictures, pictures
from reader.intake.fetch_pictures import Budget
from reader.library import Library
from reader.model import ArticleId, Asked, Captured, Carried, Offer, Source
from tests.reader.intake.sources import AT, PROSE, html
from tests.reader.intake.test_pictures import PNG, png
from tests.reader.sites import Shown, Sites, serving

LARGE = png(1600, 900)


class Here:
    """Reads pages in this process."""

    def to_article(self, source: Source) -> Captured:
        return intake.to_article(source)


@pytest.fixture
def sites() -> Iterator[Sites]:
    with serving() as sites:
        yield sites


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Test.galley") as library:
        yield library


def picture(content: bytes = PNG, **more: object) -> Shown:
    return Shown(content, kind="image/png", **more)  # type: ignore[arg-type]


def story(sites: Sites, markup: str, head: str = "", path: str = "/story") -> str:
    """The address of a page with these pictures."""
    page = f"<title>Pump</title>{head}<article><h1>Pump</h1>{PROSE * 2}{markup}</article>"
    sites.show(path, Shown(page))
    return sites.url(path)


def read(url: str, library: Library | None = None) -> adding.Read:
    return adding.read(url, at=AT, extractor=Here(), library=library)


def add(library: Library, url: str) -> adding.Arrival:
    """What is at the address to the library, which has it afterwards."""
    arrived = adding.read(url, at=AT, extractor=Here(), library=library)
    arrival = adding.arrive(library, arrived, new_id=library.new_article_id(), at=AT)
    if arrival.change is not None:
        library.apply(arrival.change, at=AT, by="capture", blobs=arrival.blobs)
    return arrival


def missing(library: Library, id: ArticleId) -> dict[str, str | None]:
    return {src.rpartition("/")[2]: each.missing for src, each in library.pictures(id).items()}


def test_the_pictures_of_an_article_come_with_it_and_nothing_else_is_asked_for(
    sites: Sites, library: Library
) -> None:
    head = (
        "<link rel='stylesheet' href='/look.css'><link rel='preload' href='/more.png' as='image'>"
        "<link rel='icon' href='/icon.png'><script src='/spy.js'></script>"
    )
    page = (
        "<img src='/dot.gif' width=1 height=1><img src='/pump.png' alt='The pump'>"
        "<img src='/dike.png' srcset='/dike-s.png 300w, /dike-l.png 1600w' alt='The dike'>"
    )
    url = story(sites, page, head)
    shown = sites.shown["/story"][0]
    shown.body = f"<header><img src='/logo.png'></header>{shown.body}<footer><img src='/f.png'>"
    for name in ("pump", "dike-l"):
        sites.show(f"/{name}.png", picture(LARGE if name == "dike-l" else PNG))
    arrival = add(library, url)
    assert sorted(sites.paths()) == ["/dike-l.png", "/pump.png", "/story"]
    kept = library.pictures(arrival.article)
    assert {src.rpartition("/")[2]: (each.width, each.height) for src, each in kept.items()} == {
        "pump.png": (640, 400),
        "dike.png": (1600, 900),
    }
    digest = kept[sites.url("/pump.png")].sha256
    assert digest is not None
    assert library.blob(digest) == PNG


def test_the_picture_that_leads_an_article_comes_along_too(sites: Sites, library: Library) -> None:
    sites.show("/lead.png", picture())
    head = "<meta property='og:image' content='/lead.png'>"
    arrival = add(library, story(sites, "", head))
    assert library.article(arrival.article).picture == sites.url("/lead.png")
    assert library.pictures(arrival.article)[sites.url("/lead.png")].width == 640


def test_nobody_is_told_who_reads_and_where_they_come_from(sites: Sites) -> None:
    sites.show("/p.png", picture(headers={"Set-Cookie": "spy=1"}))
    sites.show("/q.png", picture(headers={"Set-Cookie": "spy=2"}))
    read(story(sites, "<img src='/p.png'><p><img src='/q.png'></p>"))
    for _host, _path, headers in sites.asked:
        assert not {"cookie", "referer", "origin", "authorization"} & set(headers)


def test_what_goes_wrong_with_a_picture_is_said_in_its_place(
    sites: Sites, library: Library
) -> None:
    sites.show("/page.png", Shown("<html>log in</html>"))
    sites.show("/huge.png", picture(PNG + bytes(pictures.MOST_BYTES)))
    sites.show("/wide.png", picture(png(90_000, 90_000)))
    sites.show("/shut.png", Shown("", 403))
    sites.show("/busy.png", Shown("", 503))
    sites.show("/round.png", Shown("", 302, {"Location": "/round.png"}))
    sites.show("/good.png", picture())
    names = ("page", "huge", "wide", "shut", "busy", "round", "gone", "good")
    markup = "".join(f"<p><img src='/{name}.png' alt='{name}'></p>" for name in names)
    arrival = add(library, story(sites, markup))
    assert arrival.outcome == "new"
    assert missing(library, arrival.article) == {
        "page.png": "It is a page and not a picture.",
        "huge.png": "It is larger than 10 MB.",
        "wide.png": "It would be more than 50 million pixels.",
        "shut.png": "The site does not give it away (status 403).",
        "busy.png": "The site does not give it away (status 503).",
        "round.png": "It could not be fetched.",
        "gone.png": "It is no longer on the site (status 404).",
        "good.png": None,
    }


def test_every_request_is_told(sites: Sites) -> None:
    sites.show("/p.png", picture())
    came = read(story(sites, "<img src='/p.png'><p><img src='/gone.png'></p>"))
    assert {(each.url, each.why, each.status, each.size) for each in came.requests} == {
        (sites.url("/story"), "page", 200, len(str(sites.shown["/story"][0].body))),
        (sites.url("/p.png"), "picture", 200, len(PNG)),
        (sites.url("/gone.png"), "picture", 404, 0),
    }


def test_the_article_comes_even_when_every_picture_fails(sites: Sites, library: Library) -> None:
    arrival = add(library, story(sites, "<img src='/a.png'><p><img src='http://[::1/b.png'></p>"))
    assert "The board met" in library.document(arrival.article).text


def test_few_are_asked_for_at_once_and_no_more_than_the_limit(sites: Sites) -> None:
    markup = "".join(f"<p><img src='/{number}.png' alt='x'></p>" for number in range(70))
    for number in range(70):
        sites.show(f"/{number}.png", picture(seconds=0.002))
    came = read(story(sites, markup))
    assert sites.most_at_once["127.0.0.1"] <= fetch_pictures.WORKERS
    assert len(sites.asked) == 1 + 60
    assert [each.missing for each in came.captured.carried].count(None) == 60
    assert "more than 60" in str(came.captured.carried[-1].missing)


def of(captured: Captured, budget: Budget = fetch_pictures.USUAL) -> tuple[Carried, ...]:
    carried, _asked = fetch_pictures.fetch_pictures(
        captured, of_private_page=True, at=AT, budget=budget
    )
    return carried


def far(sites: Sites, count: int) -> Captured:
    markup = "".join(f"<p><img src='{sites.url(f'/{each}.png')}'></p>" for each in range(count))
    return intake.to_article(html(f"<article>{PROSE}{markup}</article>"))


def test_slow_pictures_take_no_longer_together_than_they_may(sites: Sites) -> None:
    sites.show("/0.png", picture())
    for number in range(1, 5):
        sites.show(f"/{number}.png", picture(seconds=0.5))
    carried = of(far(sites, 5), Budget(seconds=0.2))
    assert {each.missing for each in carried} == {None, "The pictures of this page took too long."}


def test_pictures_stop_coming_when_they_are_too_large_all_together(sites: Sites) -> None:
    for number in range(9):
        sites.show(f"/{number}.png", picture(PNG + bytes(100_000)))
    carried = of(far(sites, 9), Budget(size=250_000))
    assert len([each for each in carried if each.missing is None]) == 2


def test_it_ends_as_soon_as_nobody_waits_for_it(sites: Sites) -> None:
    for number in range(9):
        sites.show(f"/{number}.png", picture(seconds=0.0 if number == 0 else 0.3))
    looks = iter(range(1000))

    def look() -> None:
        if next(looks) > 2:
            raise KeyError

    with pytest.raises(KeyError):
        fetch_pictures.fetch_pictures(far(sites, 9), of_private_page=True, at=AT, look=look)
    assert len(sites.asked) < 9
    assert [each.name for each in threading.enumerate() if each.name == "galley-deadline"] == []


def test_a_picture_that_two_places_show_is_asked_for_once(sites: Sites) -> None:
    sites.show("/l.png", picture())
    one = "<img src='/a.png' srcset='/l.png 900w' alt='x'>"
    other = "<img src='/b.png' srcset='/l.png 900w' alt='x'>"
    came = read(story(sites, f"{one}<p>{other}</p>"))
    assert sites.paths().count("/l.png") == 1
    assert [each.content for each in came.captured.carried] == [PNG, PNG]


@pytest.mark.parametrize("best", [Shown("", 404), Shown("<html>no"), Shown(b"\0\0\0\x1cftypavif")])
def test_where_the_best_size_is_none_the_first_is_asked_for(sites: Sites, best: Shown) -> None:
    sites.show("/l.png", best)
    sites.show("/s.png", picture())
    came = read(story(sites, "<img src='/s.png' srcset='/l.png 900w' alt='x'>"))
    assert sites.paths() == ["/story", "/l.png", "/s.png"]
    assert came.captured.carried == (Carried(sites.url("/s.png"), PNG),)


# --- private networks ----------------------------------------------------------------------------


def asked_by(of_private_page: bool, *srcs: str) -> list[tuple[str, bool]]:
    asked: list[tuple[str, bool]] = []

    def get(url: str, *, of_private_page: bool, **_more: object) -> bytes:
        asked.append((url, of_private_page))
        raise FetchFailed("no")

    captured = intake.to_article(html(f"<article>{PROSE}</article>"))
    wanted = Captured(captured.document, captured.title, pictures=srcs, offers=(Offer("x", "y"),))
    fetch_pictures.fetch_pictures(wanted, of_private_page=of_private_page, at=AT, get=get)
    return asked


def test_only_addresses_of_the_web_are_asked_for() -> None:
    srcs = ("data:image/png;base64,AAAA", "cid:x", "file:///etc/passwd", "p_files/p.png", "x")
    assert asked_by(False, *srcs, "https://a.example/p.png") == [("https://a.example/p.png", False)]


def test_a_page_of_the_web_brings_no_picture_from_this_network(sites: Sites) -> None:
    sites.show("/0.png", picture())
    carried, asked = fetch_pictures.fetch_pictures(far(sites, 1), of_private_page=False, at=AT)
    assert [each.missing for each in carried] == [
        "It is in a private network, and the page is not."
    ]
    assert sites.asked == []
    assert [each.address for each in asked] == [None]


@pytest.mark.parametrize(
    ("address", "by_proxy", "url", "private"),
    [
        ("127.0.0.1", False, "http://paper.example/", True),
        ("93.184.216.34", False, "http://paper.example/", False),
        (None, False, "http://paper.example/", False),
        ("10.0.0.1", True, "http://paper.example/", False),
        ("10.0.0.1", True, "http://intranet/", True),
    ],
)
def test_where_a_page_was_is_told_by_what_answered(
    address: str | None, by_proxy: bool, url: str, private: bool
) -> None:
    assert fetch.was_private(Asked(AT, url, "page", address, by_proxy)) == private


# --- an article that is known --------------------------------------------------------------------


def test_pictures_that_are_here_are_not_asked_for_again(sites: Sites, library: Library) -> None:
    sites.show("/p.png", picture())
    url = story(sites, "<img src='/p.png'><p><img src='/q.png'></p>")
    head = f"<link rel='canonical' href='{url}'>"
    story(sites, "<img src='/p.png'><p><img src='/q.png'></p>", head)
    first = add(library, url)
    assert missing(library, first.article)["q.png"] is not None
    sites.show("/q.png", picture(LARGE))
    sites.asked.clear()
    again = add(library, url)
    assert (again.outcome, again.article) == ("unchanged", first.article)
    assert sorted(sites.paths()) == ["/q.png", "/story"]
    assert missing(library, first.article) == {"p.png": None, "q.png": None}
    assert len(library.revisions(first.article)) == 1


def test_a_picture_that_came_later_is_undone_and_kept(sites: Sites, library: Library) -> None:
    url = story(sites, "<img src='/p.png'>")
    id = add(library, url).article
    src = sites.url("/p.png")
    captured = Captured(library.document(id), "Pump", pictures=(src,), carried=(Carried(src, PNG),))
    change, blobs = revising.pictured(library, id, captured)
    assert change is not None
    library.apply(change, at=AT, by="window", blobs=blobs)
    assert library.pictures(id)[src].width == 640
    assert revising.pictured(library, id, captured) == (None, {})
    library.apply(change.inverse(), at=AT, by="window")
    assert missing(library, id)["p.png"] == "It is no longer on the site (status 404)."


def test_a_file_never_makes_anyone_be_asked(sites: Sites, tmp_path: Path) -> None:
    sites.show("/p.png", picture())
    path = tmp_path / "saved.html"
    head = f"<!-- saved from url=(0031){sites.url('/story')} -->"
    path.write_text(f"{head}<article>{PROSE}<img src='{sites.url('/p.png')}'></article>")
    came = adding.read(os.fspath(path), at=AT, extractor=Here())
    assert sites.asked == []
    assert came.source.url == sites.url("/story")
    assert pictures.gather(came.captured)[1] == {sites.url("/p.png"): "It has not been fetched."}
