"""Pages that are known are asked for politely, and each answer is judged by itself."""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import adding, again, changes, checking, intake, watching
from reader.again import Again
from reader.checking import Answer, Manners, Page
from reader.errors import FetchFailed, GalleyError, NotFound
from reader.intake.fetch import Turn, Validators, fetch_again
from reader.library import Library
from reader.model import ArticleId, Captured, Key, Source, TraceKey
from tests.reader.intake.sources import PROSE
from tests.reader.moves import added, marked
from tests.reader.sites import Shown, Sites, serving

AT = datetime(2024, 10, 2, 14, 29, 55, tzinfo=UTC)
QUOTE = "The pump is to be replaced before the winter"


class Here:
    """Reads pages in this process."""

    def to_article(self, source: Source) -> Captured:
        return intake.to_article(source)


def page(title: str, words: str = PROSE * 3) -> str:
    return f"<title>{title}</title><article><h1>{title}</h1>{words}</article>"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Test.galley") as library:
        yield library


@pytest.fixture
def sites() -> Iterator[Sites]:
    with serving() as sites:
        yield sites


def add(library: Library, url: str) -> ArticleId:
    """The article of this address, as it is now."""
    arrived = adding.read(url, at=AT, extractor=Here())
    arrival = adding.arrive(library, arrived, new_id=library.new_article_id(), at=AT)
    assert arrival.change is not None
    library.apply(arrival.change, at=AT, by="window", blobs=arrival.blobs)
    return arrival.article


def check(
    library: Library, ids: Sequence[ArticleId], manners: Manners | None = None
) -> dict[ArticleId, Again]:
    """What came of a check, all of it kept; sites are asked without a pause."""
    found = {}
    pages = checking.pages(library, ids)
    for answer in checking.ask_all(
        pages, fetch_again, manners=manners or Manners(pause=0.0), now=lambda: AT
    ):
        came = again.up_to_date(library, checking.judge(library, answer, Here()))
        if came.arrival is not None and came.arrival.change is not None:
            library.apply(came.arrival.change, at=AT, by="capture", blobs=came.arrival.blobs)
        again.remember(library, came)
        assert came.article not in found
        found[came.article] = came
    return found


# --- what a check finds --------------------------------------------------------------------------


def test_a_page_that_has_not_changed_is_not_sent_again(library: Library, sites: Sites) -> None:
    sites.show("/a", Shown(page("Pump"), etag='"1"'))
    id = add(library, sites.url("/a"))
    assert check(library, [id])[id].outcome == "unchanged"
    assert sites.asked[-1][2]["if-none-match"] == '"1"'
    assert library.traced(adding.seen(id)) == "2024-10-02T14:29:55Z"
    assert len(library.revisions(id)) == 1


def test_a_page_that_is_sent_again_as_it_was_is_asked_for_by_its_new_mark(
    library: Library, sites: Sites
) -> None:
    sites.show("/a", Shown(page("Pump"), etag='"1"'))
    id = add(library, sites.url("/a"))
    sites.show("/a", Shown(page("Pump") + "<!-- 2 -->", etag='"2"'))
    assert check(library, [id])[id].outcome == "unchanged"
    assert check(library, [id])[id].outcome == "unchanged"
    told = [headers.get("if-none-match") for _host, _path, headers in sites.asked]
    assert told == [None, '"1"', '"2"']
    assert len(library.revisions(id)) == 1


def test_a_page_that_changed_is_a_revision_with_its_marks(library: Library, sites: Sites) -> None:
    sites.show("/a", Shown(page("Pump")))
    id = add(library, sites.url("/a"))
    mark = marked(library, id, QUOTE)
    more = "<p>It will cost more than the minutes say, two members told this paper.</p>"
    sites.show("/a", Shown(page("Pump", more + PROSE * 3)))
    came = check(library, [id])[id]
    assert came.outcome == "changed"
    assert again.marks(came) == {"exact": 1}
    place = library.places(id)[mark]
    assert place.passage is not None
    assert place.passage.of(library.document(id).text) == QUOTE


def test_validators_of_a_revision_that_was_undone_are_told_to_nobody(
    library: Library, sites: Sites
) -> None:
    sites.show("/a", Shown(page("Pump"), etag='"1"'))
    id = add(library, sites.url("/a"))
    sites.show("/a", Shown(page("Pump", PROSE.replace("Tuesday", "Friday") * 3), etag='"2"'))
    came = check(library, [id])[id]
    assert came.arrival is not None
    assert came.arrival.change is not None
    library.apply(came.arrival.change.inverse(), at=AT, by="window")
    assert check(library, [id])[id].outcome == "changed"


def test_a_page_that_is_gone_is_kept_and_set_aside_once(library: Library, sites: Sites) -> None:
    sites.show("/a", Shown(page("Pump")))
    id = add(library, sites.url("/a"))
    sites.show("/a", Shown(page("Lowland Post", "<p>We could not find that.</p>"), 404))
    came = check(library, [id])[id]
    assert (came.outcome, came.is_new) == ("set-aside", True)
    assert came.set_aside == "There was no page at this address (status 404)."
    assert library.article(id).revision == 1
    again_ = check(library, [id])[id]
    assert (again_.outcome, again_.is_new) == ("set-aside", False)
    assert library.traced(adding.seen(id)) is None
    assert len(library.revisions(id)) == 2


def test_each_failure_is_named_and_stops_nothing(library: Library, sites: Sites) -> None:
    names = ("good", "broken", "empty", "moved", "picture")
    for name in names:
        sites.show(f"/{name}", Shown(page(name)))
    ids = {name: add(library, sites.url(f"/{name}")) for name in names}
    sites.show("/broken", Shown("oh", 500))
    sites.show("/empty", Shown("", 404))
    sites.show("/moved", Shown("", 302, {"Location": "/front"}))
    sites.show("/front", Shown(page("Front", "<p>Wholly other words are on this one.</p>" * 9)))
    sites.show("/picture", Shown("\x89PNG\r\n\x1a\n", 200))
    found = check(library, list(ids.values()))
    assert {name: found[id].outcome for name, id in ids.items()} == {
        "good": "unchanged",
        "broken": "failed",
        "empty": "failed",
        "moved": "set-aside",
        "picture": "failed",
    }
    assert "status 500" in str(found[ids["broken"]].error)
    assert "status 404" in str(found[ids["empty"]].error)
    assert all(len(library.revisions(ids[name])) == 1 for name in names if name != "moved")


@pytest.mark.parametrize(
    "url", [None, "file:///home/a.html", "https://www.example.org/samples/a.html", "https://[::1/"]
)
def test_an_article_without_an_address_on_the_web_is_not_asked_for(
    library: Library, url: str | None
) -> None:
    id = added(library, "A note\nfrom a file", url=url)
    assert checking.pages(library, [id]) == ()


def test_an_article_in_the_trash_is_not_asked_for(library: Library) -> None:
    id = added(library, "A note\nfrom the web", url="https://delta.example/")
    assert [page.site for page in checking.pages(library, [id])] == ["delta.example"]
    library.apply(changes.remove(library.article(id), at=AT), at=AT, by="window")
    assert checking.pages(library, [id]) == ()


# --- manners -------------------------------------------------------------------------------------


def test_a_site_is_asked_one_by_one_and_two_sites_at_once(library: Library, sites: Sites) -> None:
    ids = []
    for number in range(5):
        for host in ("127.0.0.1", "localhost"):
            path = f"/{host}/{number}"
            sites.show(path, Shown(page(f"{number} {host}")))
            ids.append(add(library, sites.url(path, host)))
            sites.show(path, Shown(page(f"{number} {host}"), seconds=0.02))
    sites.most_at_once.clear()
    found = check(library, ids)
    assert {each.outcome for each in found.values()} == {"unchanged"}
    assert sites.most_at_once == {"127.0.0.1": 1, "localhost": 1}


def test_a_redirect_into_another_site_waits_for_its_turn_there(
    library: Library, sites: Sites
) -> None:
    ids = []
    for number in range(4):
        sites.show(f"/{number}", Shown(page(f"Number {number}")))
        sites.show(f"/from/{number}", Shown(page(f"From {number}")))
        ids.append(add(library, sites.url(f"/{number}")))
        ids.append(add(library, sites.url(f"/from/{number}", "localhost")))
        sites.show(f"/{number}", Shown(page(f"Number {number}"), seconds=0.03))
        there = sites.url(f"/{number}")
        sites.show(f"/from/{number}", Shown("", 302, {"Location": there}))
    sites.most_at_once.clear()
    check(library, ids)
    assert sites.most_at_once["127.0.0.1"] == 1


def test_a_site_that_asks_for_a_short_time_gets_it(library: Library, sites: Sites) -> None:
    sites.show("/a", Shown(page("Pump")))
    id = add(library, sites.url("/a"))
    sites.show("/a", Shown("busy", 429, {"Retry-After": "7"}), Shown(page("Pump")))
    slept: list[float] = []
    clock = [100.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    pages = checking.pages(library, [id])
    manners = Manners(lambda: clock[0])
    [answer] = checking.ask_all(pages, fetch_again, manners=manners, now=lambda: AT, sleep=sleep)
    assert isinstance(answer.came, Source)
    assert slept == [7.0]


@pytest.mark.parametrize("headers", [{"Retry-After": "3600"}, {}])
def test_a_site_that_wants_to_be_left_alone_is_not_asked_again(
    library: Library, sites: Sites, headers: dict[str, str]
) -> None:
    ids = []
    for number in range(3):
        sites.show(f"/{number}", Shown(page(f"Number {number}")))
        ids.append(add(library, sites.url(f"/{number}")))
        sites.show(f"/{number}", Shown("busy", 503, headers))
    sites.asked.clear()
    manners = Manners(pause=0.0)
    found = check(library, ids, manners)
    assert {each.outcome for each in found.values()} == {"failed"}
    assert len(sites.asked) == 1
    assert sum("left alone" in str(each.error) for each in found.values()) == 2
    check(library, ids, manners)
    assert len(sites.asked) == 1


def test_a_pause_lies_between_an_answer_and_the_next_question() -> None:
    clock = [0.0]
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        clock[0] += seconds

    manners = Manners(lambda: clock[0], pause=2.0)
    for host in ("a.example", "www.a.example", "b.example", "A.example"):
        with manners.turn(host, wait):
            clock[0] += 0.5
    assert waits == [2.0, 1.5]


def test_who_closes_a_check_does_not_wait_for_a_slow_site() -> None:
    begun, let_go = threading.Event(), threading.Event()

    def slow(url: str, known: Validators, /, *, at: datetime, turn: Turn) -> Source | None:
        begun.set()
        let_go.wait(5)
        return None

    pages = [a_page(f"https://slow.example/{number}") for number in range(3)]
    stop = threading.Event()
    answers = checking.ask_all(pages, slow, manners=Manners(), now=lambda: AT, stop=stop)
    threading.Thread(target=lambda: (begun.wait(5), stop.set())).start()
    assert list(answers) == []
    let_go.set()


def test_a_fault_of_the_program_is_raised_where_answers_are_awaited() -> None:
    def faulty(url: str, known: Validators, /, *, at: datetime, turn: Turn) -> Source | None:
        raise ZeroDivisionError

    pages = [a_page("https://a.example/")]
    with pytest.raises(ZeroDivisionError):
        list(checking.ask_all(pages, faulty, manners=Manners(), now=lambda: AT))


# --- laws ----------------------------------------------------------------------------------------


def a_page(url: str) -> Page:
    return Page(ArticleId(f"a{abs(hash(url)) % 10**7:07}"), "T", url, Validators())


class Crowd:
    """A fetch that counts who asks a host at once, and answers by what the address says."""

    def __init__(self) -> None:
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.lock = threading.Lock()

    def __call__(
        self, url: str, known: Validators, /, *, at: datetime, turn: Turn
    ) -> Source | None:
        _scheme, _empty, host, how, _number = url.split("/")
        hosts = [host, how] if how.endswith(".example") else [host]
        for each in hosts:
            with turn(each):
                self.ask(each, how)
        return None

    def ask(self, host: str, how: str) -> None:
        with self.lock:
            self.now[host] += 1
            self.most[host] = max(self.most[host], self.now[host])
        time.sleep(0.0005)
        with self.lock:
            self.now[host] -= 1
        if how in ("429", "503", "500"):
            raise FetchFailed("no", status=int(how), wait=0.0 if how == "429" else None)


HOSTS = [f"{letter}.example" for letter in "abcd"]
urls = st.builds(
    "https://{}/{}/{}".format,
    st.sampled_from(HOSTS),
    st.sampled_from(["ok", "500", "429", "503", *HOSTS]),
    st.integers(0, 99),
)


@given(st.lists(urls, max_size=12), st.integers(1, 6))
def test_each_page_has_one_answer_and_no_host_two_questions_at_once(
    asked: list[str], at_once: int
) -> None:
    crowd = Crowd()
    pages = [a_page(url) for url in asked]
    answers = list(
        checking.ask_all(
            pages,
            crowd,
            manners=Manners(pause=0.0),
            now=lambda: AT,
            sleep=lambda _seconds: None,
            sites=at_once,
        )
    )
    assert Counter(answer.page for answer in answers) == Counter(pages)
    assert all(count == 1 for count in crowd.most.values())


# --- kept on another thread than judged ----------------------------------------------------------


def judged(library: Library, sites: Sites) -> tuple[ArticleId, Again]:
    """An article whose page has changed, and what that is to the library before it is kept."""
    sites.show("/a", Shown(page("Pump")))
    id = add(library, sites.url("/a"))
    sites.show("/a", Shown(page("Pump", PROSE.replace("Tuesday", "Friday") * 3)))
    [asked] = checking.pages(library, [id])
    came = fetch_again(asked.url, asked.known, at=AT)
    return id, checking.judge(library, Answer(asked, AT, came), Here())


def test_a_mark_made_while_a_page_was_checked_has_its_place_too(
    library: Library, sites: Sites
) -> None:
    id, came = judged(library, sites)
    assert again.up_to_date(library, came) is came
    mark = marked(library, id, QUOTE)
    current = again.up_to_date(library, came)
    assert current.arrival is not None
    assert current.arrival.change is not None
    library.apply(current.arrival.change, at=AT, by="capture", blobs=current.arrival.blobs)
    assert library.places(id)[mark].state == "exact"


def test_an_article_that_went_while_it_was_checked_is_an_error(
    library: Library, sites: Sites
) -> None:
    id, came = judged(library, sites)
    library.erase([Key("article", id)], at=AT, by="window")
    with pytest.raises(NotFound):
        again.up_to_date(library, came)


@pytest.mark.parametrize(
    "came",
    [
        None,
        FetchFailed("The site took too long to answer."),
        Source(page("Pump").encode(), "text/html", AT),
        Source(page("Pump", PROSE * 2).encode(), "text/html", AT),
        Source(b"<title>Post</title><p>Please log in.</p>", "text/html", AT),
        Source(b"", "text/html", AT, status=404),
        Source(b"", "text/html", AT),
        Source(b"%PDF-1.7", "application/pdf", AT),
    ],
)
def test_each_answer_has_one_outcome_and_only_what_that_needs(
    library: Library, sites: Sites, came: Source | GalleyError | None
) -> None:
    sites.show("/a", Shown(page("Pump")))
    [asked] = checking.pages(library, [add(library, sites.url("/a"))])
    found = checking.judge(library, Answer(asked, AT, came), Here())
    assert (found.article, found.title, found.at) == (asked.article, "Pump", AT)
    assert (found.error is not None) == (found.outcome == "failed")
    assert (found.set_aside is not None) == (found.outcome == "set-aside")
    assert found.is_new == (found.outcome in ("changed", "set-aside"))
    assert found.error is None or found.error.sentence


# --- what is watched -----------------------------------------------------------------------------


def test_nothing_is_watched_until_someone_says_so(library: Library) -> None:
    ids = [added(library, f"Article {number}\nwith words") for number in range(3)]
    assert watching.watched(library) == ()
    watching.watch(library, ids[1], True)
    assert [article.id for article in watching.watched(library)] == [ids[1]]
    assert watching.is_watched(library, ids[1])
    watching.watch(library, ids[1], False)
    assert watching.watched(library) == ()
    assert not watching.is_watched(library, ids[1])


def test_what_is_watched_is_due_when_it_was_not_checked_for_so_long(library: Library) -> None:
    ids = [added(library, f"Article {number}\nwith words") for number in range(3)]
    for id in ids:
        watching.watch(library, id, True)
    library.trace(TraceKey("checked", ids[0]), AT - timedelta(minutes=59))
    library.trace(TraceKey("checked", ids[1]), AT - timedelta(minutes=61))
    hour = timedelta(hours=1)
    assert set(watching.due(library, hour, at=AT)) == set(ids[1:])


def test_what_is_erased_or_in_the_trash_is_watched_no_more(library: Library) -> None:
    ids = [added(library, f"Article {number}\nwith words") for number in range(2)]
    for id in ids:
        watching.watch(library, id, True)
    library.apply(changes.remove(library.article(ids[0]), at=AT), at=AT, by="window")
    library.erase([Key("article", ids[1])], at=AT, by="window")
    assert watching.watched(library) == ()
    assert watching.due(library, timedelta(0), at=AT) == ()
