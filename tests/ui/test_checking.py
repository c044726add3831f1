"""Checks from the window: progress, one sentence, a way to look, and nothing that nobody wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtWidgets import QWidget

from reader import watching
from reader.checking import Manners
from reader.errors import FetchFailed
from reader.intake.fetch import Turn, Validators
from reader.library import Library
from reader.model import ArticleId, ArticleQuery, Captured, Source, TraceKey
from reader.settings import Settings
from tests.reader.sites import Shown, serving
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import PARAGRAPHS, TITLE, Clock, PlainText, adding, marking
from ui.arrivals import Batch
from ui.arrivals import what_came as arrived
from ui.checking import Checking, Job
from ui.checking_told import how_often
from ui.dialogs.checked import CheckedDialog
from ui.dialogs.watched import WatchedDialog
from ui.foot import Foot
from ui.remembered import Remembered
from ui.session import Session
from ui.window import Window

EVERYTHING = ArticleQuery(shelf="all")


class Web:
    """The pages there are, by address; an error is raised, None says that nothing has changed."""

    def __init__(self) -> None:
        self.pages: dict[str, str | FetchFailed | None] = {}
        self.asked: list[str] = []
        self.open = threading.Event()
        self.open.set()

    def __call__(
        self, url: str, known: Validators, /, *, at: datetime, turn: Turn
    ) -> Source | None:
        with turn(url.split("/")[2]):
            self.asked.append(url)
            self.open.wait(10)
            shown = self.pages.get(url)
            if isinstance(shown, FetchFailed):
                raise shown
            return None if shown is None else Source(shown.encode(), "text/plain", at, url=url)


class Desk(QWidget):
    """What stands around a check: a library, a foot, and a web of our own."""

    def __init__(self, library: Library, settings: Settings) -> None:
        super().__init__()
        self.clock = Clock()
        self.session = Session(library, now=self.clock)
        self.foot = Foot(self.session, self)
        self.remembered = Remembered(settings, self)
        self.web = Web()
        self.shown: ArticleId | None = None
        self.checking = Checking(self.session, self.foot, self.remembered, lambda: self.shown, self)
        self.checking.use(PlainText(), self.web, Manners(pause=0.0))
        self.jobs: list[Job] = []
        self.checking.ended.connect(self.jobs.append)
        self.looked: list[ArticleId] = []
        self.checking.look_wanted.connect(self.looked.append)

    @property
    def library(self) -> Library:
        return self.session.library

    def add(self, name: str, title: str = TITLE) -> ArticleId:
        """An article of a page, which has not changed."""
        url = f"https://{name}.example/"
        id, change, blobs = adding(self.library, title, at=self.clock(), url=url)
        assert self.session.do(change, blobs=blobs)
        return id

    def shows(self, name: str, shown: str | FetchFailed) -> None:
        """Has a page show other words, or fail."""
        self.web.pages[f"https://{name}.example/"] = shown

    def wait(self, jobs: int = 1) -> Job:
        assert wait_until(lambda: len(self.jobs) >= jobs)
        settle()
        return self.jobs[-1]

    def said(self) -> str:
        return self.foot.messages.sentence.text()

    def offered(self) -> str:
        offer = self.foot.messages.offer()
        return offer.text() if offer else ""


@pytest.fixture
def desk(library: Library) -> Iterator[Desk]:
    desk = Desk(library, Settings())
    yield desk
    desk.session.close()
    desk.deleteLater()
    settle()


def page(title: str = TITLE, *more: str) -> str:
    return "\n".join([title, *PARAGRAPHS, *more])


# --- one article ---------------------------------------------------------------------------------


def test_a_page_that_has_not_changed_is_said_to_be_so(desk: Desk) -> None:
    id = desk.add("delta")
    desk.checking.check_article(id)
    desk.wait()
    assert desk.said() == f"“{TITLE}” has not changed."
    assert desk.offered() == ""
    assert desk.library.traced(TraceKey("seen-unchanged", id)) is not None


def test_a_page_that_changed_is_a_step_to_undo_with_a_way_to_look(desk: Desk) -> None:
    id = desk.add("delta")
    _mark, change = marking(desk.library, id, "eleven families", at=desk.clock())
    assert desk.session.do(change)
    desk.shows("delta", page(TITLE, "A line that was not there before."))
    desk.checking.check_article(id)
    desk.wait()
    assert desk.said() == f"“{TITLE}” has changed. All marks are on their words."
    assert desk.library.article(id).revision == 2
    offer = desk.foot.messages.offer()
    assert offer is not None
    offer.click()
    assert desk.looked == [id]
    assert desk.session.undo()
    assert desk.library.article(id).revision == 1


def test_a_wall_is_set_aside_and_said(desk: Desk) -> None:
    id = desk.add("delta")
    desk.shows("delta", "Delta Post\nPlease log in\nForgot your password?")
    desk.checking.check_article(id)
    desk.wait()
    assert desk.said() == (
        f"What came for “{TITLE}” is set aside: "
        "The site asked to log in instead of showing the article."
    )
    assert desk.library.article(id).revision == 1
    assert len(desk.library.revisions(id)) == 2


def test_a_failure_is_said_with_its_advice_and_stays(desk: Desk) -> None:
    id = desk.add("delta")
    desk.shows("delta", FetchFailed("No site of this name was found.", "Look for a mistake."))
    desk.checking.check_article(id)
    desk.wait()
    assert desk.said() == f"“{TITLE}”: No site of this name was found. Look for a mistake."


def test_a_page_is_asked_over_the_network_and_read_in_a_process_of_its_own(desk: Desk) -> None:
    with serving() as sites:
        url = sites.url("/pump")
        id, change, blobs = adding(desk.library, at=desk.clock(), url=url)
        assert desk.session.do(change, blobs=blobs)
        lines = "".join(f"<p>{each}</p>" for each in (*PARAGRAPHS, "Another line of words."))
        sites.show("/pump", Shown(f"<title>{TITLE}</title><article>{lines}</article>"))
        desk.checking.use(None, None, None)
        desk.checking.check_article(id)
        assert wait_until(lambda: bool(desk.jobs), 20_000)
    assert desk.said() == f"“{TITLE}” has changed."
    assert "Another line of words." in desk.library.document(id).text


# --- many ----------------------------------------------------------------------------------------


def test_a_list_is_told_in_one_sentence_and_shown_in_full(desk: Desk) -> None:
    ids = [desk.add(name, f"Title {name}") for name in ("one", "two", "three", "four")]
    desk.shows("two", page("Title two", "A further line of words."))
    desk.shows("three", "Delta Post\nPage not found")
    desk.shows("four", FetchFailed("The site took too long to answer."))
    desk.checking.check_all(EVERYTHING)
    job = desk.wait()
    assert desk.said() == "4 pages checked. 1 has changed. 1 set aside. 1 failed."
    assert desk.offered() == "Look"
    assert {each.article: each.outcome for each in job.found} == dict(
        zip(ids, ("unchanged", "changed", "set-aside", "failed"), strict=True)
    )
    dialog = CheckedDialog([each for each in job.found if each.outcome != "unchanged"])
    assert list(dialog.buttons_by_article) == ids[1:]
    dialog.buttons_by_article[ids[2]].click()
    assert dialog.wanted == ids[2]
    dialog.deleteLater()


def test_what_was_found_before_cancel_is_kept(desk: Desk) -> None:
    ids = [desk.add(name, f"Title {name}") for name in ("one", "two")]
    desk.shows("one", page("Title one", "A further line."))
    desk.checking.check_all(ArticleQuery(shelf="all", words="one"))
    desk.wait()
    desk.web.open.clear()
    desk.checking.check_all(EVERYTHING)
    assert wait_until(lambda: desk.foot.progress.sentence.text().startswith("Checking 1 of 2: "))
    assert wait_until(lambda: len(desk.web.asked) > 1)
    desk.foot.progress.cancel.trigger()
    assert not desk.checking.busy
    assert desk.said() == "Cancelled after 0 of 2; what was found is kept."
    desk.web.open.set()
    settle()
    assert desk.library.article(ids[0]).revision == 2


def test_a_list_without_any_address_says_so(desk: Desk) -> None:
    _id, change, blobs = adding(desk.library, at=desk.clock())
    assert desk.session.do(change, blobs=blobs)
    desk.checking.check_all(EVERYTHING)
    desk.wait()
    assert desk.said() == "There is no page to check: no article here has an address."


def test_only_one_check_goes_on_at_a_time(desk: Desk) -> None:
    id = desk.add("delta")
    desk.web.open.clear()
    desk.checking.check_article(id)
    desk.checking.check_all(EVERYTHING)
    assert desk.said() == "The last check is still going on."
    desk.web.open.set()
    desk.wait()
    assert desk.web.asked == ["https://delta.example/"]


# --- read again ----------------------------------------------------------------------------------


class Better(PlainText):
    """Finds a line more in every source."""

    def to_article(self, source: Source) -> Captured:
        line = "\nIt was found only by a newer version."
        return super().to_article(
            Source(source.content + line.encode(), source.media_type, source.got_at)
        )


def test_a_kept_source_is_read_again_without_the_network(desk: Desk) -> None:
    id = desk.add("delta")
    desk.checking.read_again(id)
    desk.wait()
    assert desk.said() == f"“{TITLE}” reads as before."
    desk.checking.use(Better(), desk.web, None)
    desk.checking.read_all_again(EVERYTHING)
    desk.wait(2)
    assert desk.said() == f"“{TITLE}” reads better now."
    assert desk.library.revision(id).why == "reread"
    assert desk.web.asked == []


# --- what is watched -----------------------------------------------------------------------------


def test_nothing_is_asked_for_by_itself_until_it_is_turned_on(desk: Desk) -> None:
    id = desk.add("delta")
    desk.checking.keep_watch()
    desk.checking.check_what_is_due()
    desk.checking.toggle_watched(id)
    desk.checking.check_what_is_due()
    assert not desk.checking.busy
    assert desk.said() == f"“{TITLE}” is watched: its page is checked only when asked to."
    desk.checking.set_every(60)
    desk.checking.check_what_is_due()
    desk.wait()
    assert desk.web.asked == ["https://delta.example/"]
    desk.checking.check_what_is_due()
    assert not desk.checking.busy
    desk.clock.at += timedelta(hours=1)
    desk.checking.check_what_is_due()
    desk.wait(2)
    desk.checking.set_every(0)


def test_what_went_by_itself_is_told_only_if_there_is_news(desk: Desk) -> None:
    id = desk.add("delta")
    desk.session.undo_stack.clear()
    desk.remembered.keep(check_every=60)
    desk.checking.watch((id,), True)
    steps = desk.session.undo_stack.count()
    desk.shows("delta", FetchFailed("No site of this name was found."))
    desk.checking.check_what_is_due()
    desk.wait()
    assert desk.said() == ""
    heard: list[object] = []
    desk.session.changed.connect(heard.append)
    desk.clock.at += timedelta(hours=2)
    desk.shows("delta", page(TITLE, "A further line."))
    desk.checking.check_what_is_due()
    desk.wait(2)
    assert desk.said() == f"“{TITLE}” has changed."
    assert desk.offered() == "Look"
    assert desk.library.article(id).revision == 2
    assert len(heard) == 1
    assert desk.session.undo_stack.count() == steps


@pytest.mark.parametrize("how", ["it is open", "she has marked it"])
def test_what_came_by_itself_waits_where_the_reader_is_at_work(desk: Desk, how: str) -> None:
    id = desk.add("delta")
    desk.session.undo_stack.clear()
    if how == "it is open":
        desk.shown = id
    else:
        _mark, change = marking(desk.library, id, "eleven families", at=desk.clock())
        assert desk.session.do(change)
    steps = desk.session.undo_stack.count()
    desk.remembered.keep(check_every=60)
    desk.checking.watch((id,), True)
    desk.shows("delta", page(TITLE, "A further line."))
    desk.checking.check_what_is_due()
    desk.wait()
    assert desk.said() == f"The page of “{TITLE}” has changed; look to take it over."
    assert desk.library.article(id).revision == 1
    offer = desk.foot.messages.offer()
    assert offer is not None
    taken: list[bool] = []
    desk.checking.taking.connect(lambda: taken.append(True))
    offer.click()
    assert (desk.library.article(id).revision, desk.looked, taken) == (2, [id], [True])
    assert desk.session.undo_stack.count() == steps + 1
    assert desk.session.undo()
    assert desk.library.article(id).revision == 1


def test_what_the_user_asks_for_goes_before_what_goes_by_itself(desk: Desk) -> None:
    watched, other = desk.add("slow"), desk.add("delta")
    desk.remembered.keep(check_every=60)
    desk.checking.watch((watched,), True)
    desk.web.open.clear()
    desk.checking.check_what_is_due()
    assert wait_until(lambda: bool(desk.web.asked))
    desk.checking.check_article(other)
    desk.web.open.set()
    desk.wait(2)
    assert [job.by_itself for job in desk.jobs] == [True, False]
    assert desk.said() == f"“{TITLE}” has not changed."


def test_the_dialog_says_what_is_watched_and_how_often(desk: Desk) -> None:
    id = desk.add("delta")
    desk.checking.watch((id,), True)
    dialog = WatchedDialog(desk.checking, desk.session)
    assert list(dialog.stops) == [id]
    dialog.often.setCurrentIndex(dialog.often.findData(60))
    assert desk.remembered.settings.check_every == 60
    dialog.stops[id].click()
    assert not watching.is_watched(desk.library, id)
    assert not dialog.now.isEnabled()
    dialog.deleteLater()
    desk.checking.set_every(0)


def test_what_was_added_again_and_set_aside_is_said_too(desk: Desk) -> None:
    article = desk.library.article(desk.add("delta"))
    batch = Batch(1, set_aside={article.id: "Much shorter than the text before it."})
    assert batch.articles == [article.id]
    assert arrived(batch, article) == (
        f"What came for “{TITLE}” is set aside: Much shorter than the text before it."
    )
    assert arrived(Batch(2, new=[article.id], set_aside=batch.set_aside), None) == (
        "1 article added. 1 set aside."
    )


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "only when asked to"),
        (15, "every 15 minutes"),
        (60, "every hour"),
        (360, "every 6 hours"),
        (1440, "every day"),
        (2880, "every 2 days"),
        (90, "every 90 minutes"),
    ],
)
def test_how_often_is_said_in_the_largest_unit(minutes: int, words: str) -> None:
    assert how_often(minutes) == words


def test_closing_ends_a_check_and_the_watch(library: Library) -> None:
    desk = Desk(library, Settings(check_every=60))
    id = desk.add("delta")
    desk.checking.keep_watch()
    desk.web.open.clear()
    desk.checking.check_article(id)
    assert wait_until(lambda: bool(desk.web.asked))
    desk.session.close()
    assert not desk.checking.busy
    desk.web.open.set()
    desk.deleteLater()
    settle()


def test_the_window_has_all_of_it_in_its_menus(
    library: Library, show: Callable[[Window], Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each action reaches its method with the open article, or with what the list shows."""
    _id, change, blobs = adding(library, at=Clock()(), url="https://example.net/a")
    library.apply(change, at=Clock()(), by="window", blobs=blobs)
    window = show(Window(Session(library, now=Clock()), Settings()))
    window.open_first()
    asked: list[object] = []
    for name in ("check_article", "check_all", "read_again", "read_all_again"):
        monkeypatch.setattr(window.incoming.checking, name, asked.append)
    shown = window.page.current
    assert shown is not None
    for action in ("check-page", "check-list", "read-again", "read-list-again"):
        window.actions_by_id[action].trigger()
    listed = window.articles.query()
    assert asked == [shown[0].id, listed, shown[0].id, listed]
    assert not window.actions_by_id["watch"].isChecked()
    window.actions_by_id["watch"].trigger()
    assert window.actions_by_id["watch"].isChecked()
    window.end()
