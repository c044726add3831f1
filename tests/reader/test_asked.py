"""What was asked of the network is remembered with its article; missing pictures come on demand."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import adding, again, asked, checking, intake, pictures
from reader.cli import main
from reader.intake.fetch import fetch_again
from reader.library import Library
from reader.model import ArticleId, Asked, Captured, Key, Source, TraceKey
from tests.reader.intake.sources import AT, PROSE
from tests.reader.intake.test_pictures import PNG, png
from tests.reader.sites import Shown, Sites, serving


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


def add(library: Library, words: str) -> ArticleId:
    arrived = adding.read(words, at=AT, extractor=Here(), library=library)
    arrival = adding.arrive(library, arrived, new_id=library.new_article_id(), at=AT)
    assert arrival.change is not None
    library.apply(arrival.change, at=AT, by="capture", blobs=arrival.blobs)
    asked.keep(library, arrival.article, arrival.requests)
    return arrival.article


def get(library: Library, id: ArticleId) -> pictures.Got:
    got = pictures.get(library, id, at=AT, extractor=Here())
    if got.change is not None:
        library.apply(got.change, at=AT, by="window", blobs=got.blobs)
    asked.keep(library, id, got.requests)
    return got


PAGE = f"<title>Pump</title><article><h1>Pump</h1>{PROSE * 2}<img src='/p.png' alt='x'></article>"
SEVERAL = PAGE.replace("src=", "srcset='/p.png 300w, /large.png 1600w' src=")

requests = st.builds(
    Asked,
    at=st.integers(0, 10**6).map(lambda seconds: AT + timedelta(seconds=seconds)),
    url=st.sampled_from(["https://a.example/p", "https://b.example/?q=語", "http://[::1]:8/"]),
    why=st.sampled_from(["page", "picture", "feed", "check"]),
    address=st.sampled_from([None, "93.184.216.34"]),
    by_proxy=st.booleans(),
    status=st.none() | st.integers(100, 599),
    size=st.integers(0, 10**8),
    failure=st.none() | st.text(max_size=20),
)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library(tmp_path_factory.mktemp("asked") / "Test.galley") as library:
        yield library


@settings(max_examples=30)
@given(groups=st.lists(st.lists(requests, max_size=4), max_size=4))
def test_what_is_remembered_is_what_was_asked_in_its_order(
    lasting: Library, groups: list[list[Asked]]
) -> None:
    id = lasting.new_article_id()
    for group in groups:
        asked.keep(lasting, id, group)
    assert list(asked.of(lasting, id)) == [each for group in groups for each in group]
    assert asked.summary(asked.of(lasting, id))
    assert all(asked.outcome(each) for each in asked.of(lasting, id))


def test_only_the_newest_requests_are_remembered(library: Library) -> None:
    id = ArticleId("a0000001")
    many = [Asked(AT, f"https://a.example/{number}", "check") for number in range(asked.MOST + 5)]
    asked.keep(library, id, many[:200])
    asked.keep(library, id, many[200:])
    assert list(asked.of(library, id)) == many[5:]


@pytest.mark.parametrize("kept", [None, 7, "x", [{"url": 3}], [{"at": "x"}, None]])
def test_what_another_version_remembered_is_no_trouble(library: Library, kept: object) -> None:
    library.trace(TraceKey("asked", "a0000001"), kept)
    assert asked.of(library, ArticleId("a0000001")) == ()


def test_where_nothing_was_asked_that_is_said() -> None:
    assert asked.summary(()) == "Nothing was asked of the network for this article."
    one = [Asked(AT, "https://a.example/", "page", "93.184.216.34", False, 200, 45_100)]
    assert asked.summary(one) == "1 request to 1 site, 45 kB received."
    assert asked.outcome(one[0]) == "93.184.216.34, status 200, 45 kB"
    lost = Asked(AT, "https://a.example/", "page", failure="No site of this name was found.")
    assert asked.outcome(lost) == "nobody was reached. No site of this name was found."


def test_a_page_and_its_pictures_are_remembered_and_forgotten_with_the_article(
    sites: Sites, library: Library
) -> None:
    sites.show("/story", Shown(PAGE))
    sites.show("/p.png", Shown(PNG, kind="image/png"))
    id = add(library, sites.url("/story"))
    assert [(each.why, each.status) for each in asked.of(library, id)] == [
        ("page", 200),
        ("picture", 200),
    ]
    assert pictures.lacking(library, id) == ()
    library.erase([Key("article", id)], at=AT, by="shell")
    assert asked.of(library, id) == ()


def test_pictures_that_a_saved_page_lacks_come_when_asked_for_and_only_then(
    sites: Sites, library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "saved.html"
    path.write_text(f"<!-- saved from url=(0031){sites.url('/story')} -->{SEVERAL}")
    id = add(library, str(path))
    assert sites.asked == []
    assert pictures.lacking(library, id) == (sites.url("/p.png"),)
    sites.show("/large.png", Shown(png(1600, 900), kind="image/png"))
    got = get(library, id)
    assert (got.came, got.reasons) == (1, {})
    assert sites.paths() == ["/large.png"]
    assert library.pictures(id)[sites.url("/p.png")].width == 1600
    assert [each.url for each in asked.of(library, id)] == [sites.url("/large.png")]
    assert pictures.lacking(library, id) == ()
    assert get(library, id).requests == ()


def test_what_still_does_not_come_says_why(sites: Sites, library: Library) -> None:
    sites.show("/story", Shown(PAGE))
    id = add(library, sites.url("/story"))
    sites.show("/p.png", Shown("", 403))
    got = get(library, id)
    assert got.came == 0
    assert list(got.reasons.values()) == ["The site does not give it away (status 403)."]
    assert library.pictures(id)[sites.url("/p.png")].missing == got.reasons[sites.url("/p.png")]


def test_a_page_that_was_on_the_web_brings_nothing_from_this_network_later_either(
    sites: Sites, library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "saved.html"
    page = PAGE.replace("/p.png", sites.url("/p.png"))
    path.write_text(f"<!-- saved from url=(0031)https://paper.example/story -->{page}")
    got = get(library, add(library, str(path)))
    assert sites.asked == []
    assert list(got.reasons.values()) == ["It is in a private network, and the page is not."]


def test_a_check_is_remembered_and_brings_the_pictures_that_are_new(
    sites: Sites, library: Library
) -> None:
    sites.show("/story", Shown(PAGE))
    sites.show("/p.png", Shown(PNG, kind="image/png"))
    sites.show("/q.png", Shown(png(1600, 900), kind="image/png"))
    id = add(library, sites.url("/story"))
    more = "<p>It had failed twice since the spring, two members said.</p><img src='/q.png'>"
    sites.show("/story", Shown(PAGE.replace("</article>", f"{more}</article>")))
    sites.asked.clear()
    noting = asked.Noting(fetch_again)
    pages = checking.pages(library, [id])
    manners = checking.Manners(pause=0.0)
    [answer] = checking.ask_all(pages, noting, manners=manners, now=lambda: AT)
    taken = noting.taken(answer.page.url)
    found = checking.judge(library, answer, Here(), requests=taken)
    assert (found.outcome, noting.taken(answer.page.url)) == ("changed", ())
    assert found.arrival is not None
    assert found.arrival.change is not None
    library.apply(found.arrival.change, at=AT, by="capture", blobs=found.arrival.blobs)
    again.remember(library, found)
    assert sites.paths() == ["/story", "/q.png"]
    assert library.pictures(id)[sites.url("/q.png")].width == 1600
    assert [each.why for each in asked.of(library, id)][2:] == ["check", "picture"]


# --- in the shell --------------------------------------------------------------------------------


def run(library: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["--library", str(library), *words]) == 0
    return capsys.readouterr().out


def test_the_shell_fetches_what_is_missing_and_shows_what_was_asked(
    sites: Sites, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "Shell.galley"
    sites.show("/story", Shown(PAGE))
    [added] = json.loads(run(library, capsys, "add", sites.url("/story"), "--json"))
    sites.show("/p.png", Shown(PNG, kind="image/png"))
    assert run(library, capsys, "pictures", added["id"]) == f"{added['id']}  1 picture came.\n"
    assert "No picture was missing" in run(library, capsys, "pictures", added["id"])
    shown = json.loads(run(library, capsys, "asked", added["id"], "--json"))
    assert [(each["why"], each["status"]) for each in shown] == [
        ("page", 200),
        ("picture", 404),
        ("picture", 200),
    ]
    told = run(library, capsys, "asked", added["id"])
    assert sites.url("/p.png") in told
    assert "3 requests to 1 site" in told
