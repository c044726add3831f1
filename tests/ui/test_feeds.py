"""The window of feeds: what waits is read, kept and dismissed by keys, and stays true."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from reader import feeding, intake
from reader.checking import Manners
from reader.errors import FetchFailed
from reader.intake import feeds as formats
from reader.intake import opml
from reader.intake.fetch import Validators
from reader.library import Library
from reader.model import (
    ArticleId,
    Captured,
    Change,
    Edit,
    Feed,
    FeedId,
    FeedItem,
    Outline,
    Source,
    Subscription,
    sha256,
)
from reader.waiting import ItemQuery
from tests.reader.intake.sources import PROSE
from tests.reader.test_feeding import rss
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import Clock
from ui.actions import build
from ui.feeds import words
from ui.feeds.asking import Place, rows
from ui.feeds.dialogs import AddFeedDialog, FeedDialog
from ui.feeds.model import Rows
from ui.feeds.refreshing import Refreshing
from ui.feeds.window import FeedsWindow
from ui.session import Session
from ui.window import Window

Show = Callable[[QWidget], QWidget]


class Here:
    """Reads in this process."""

    def to_article(self, source: Source) -> Captured:
        return intake.to_article(source)

    def feed(self, source: Source) -> Feed:
        return formats.read(source)

    def feed_links(self, source: Source) -> tuple[Outline, ...]:
        return formats.links(source)

    def outlines(self, source: Source) -> tuple[Outline, ...]:
        return opml.read(source)


class Web:
    """What addresses answer; whatever else is asked for is not there."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.asked: list[str] = []
        self.slow: set[str] = set()
        self.open = threading.Event()

    def __call__(self, url: str, known: Validators, /, **how: object) -> Source | None:
        self.asked.append(url)
        if url in self.slow:
            self.open.wait(10)
        if url not in self.pages:
            raise FetchFailed("The site does not answer.", "Try again later.")
        written = self.pages[url].encode()
        return Source(written, "application/xml", Clock().at, url=url, status=200)


class Desk:
    """A library with three feeds, and their window."""

    def __init__(self, path: Path, show: Show) -> None:
        self.library = Library(path)
        self.session = Session(self.library, now=Clock())
        self.web = Web()
        self.refreshing = Refreshing(self.session)
        self.refreshing.use(Here(), self.web, Manners(pause=0.0))
        self.keys = build(QObject(self.session))
        self.window = FeedsWindow(self.session, self.keys, self.refreshing)
        self.window.desk.following.use(Here(), self.web)
        self.window.items.keeping.use(Here())
        self.window.resize(1100, 700)
        self.opened: list[ArticleId] = []
        self.window.opened.connect(self.opened.append)
        self._show = show

    def come(self) -> None:
        self._show(self.window)
        self.window.come()
        self.wait_idle()

    def feed(self, name: str, folder: str = "", count: int = 0, **fields: object) -> FeedId:
        """A feed with so many items that are whole."""
        id = self.library.new_feed_id()
        at = self.session.now()
        url = f"https://{name.casefold()}.example/f"
        feed = replace(Subscription(id, url, name, at, folder=folder), **fields)  # type: ignore[arg-type]  # named by the tests
        self.library.apply(Change("subscribe", (Edit(None, feed),)), at=at, by="window")
        items = [item(name, n) for n in range(count, 0, -1)]
        self.library.take_feed_items(id, items, at=at)
        return id

    def wait(self, condition: Callable[[], bool]) -> None:
        assert wait_until(condition)
        settle()

    def wait_idle(self) -> None:
        """Until the window shows what the library has."""
        self.wait(
            lambda: (
                not self.window._asking
                and not self.window._pause.isActive()
                and not self.refreshing.busy
                and not self.window.desk.following.busy
                and not self.window.items.keeping.numbers
            )
        )

    def titles(self) -> list[str]:
        return [row.waiting.item.title for row in self.window.rows.rows()]

    def names(self) -> list[tuple[str, int]]:
        return [(row.name, row.waiting) for row in self.window.feed_rows.rows()]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        target = self.window.focusWidget() or self.window
        QTest.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)
        self.wait_idle()

    def do(self, id: str) -> None:
        self.window.actions_by_id[id].trigger()
        self.wait_idle()

    def said(self) -> str:
        return self.window.bar.sentence.text()


def item(feed: str, n: int, content: str = PROSE * 5) -> FeedItem:
    return FeedItem(
        sha256(f"{feed}{n}".encode()), f"{feed} {n}", f"https://{feed.casefold()}.example/{n}",
        f"2024-09-{n:02}T09:00:00Z", ("Ana Reis",), excerpt="In short.", content=content,
        characters=len(content),
    )  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path, show: Show) -> Iterator[Desk]:
    desk = Desk(tmp_path / "Library.galley", show)
    yield desk
    desk.window.close()
    desk.session.close()
    desk.library.close()
    desk.window.deleteLater()
    settle()


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Three feeds, one in a folder, and five items that wait."""
    desk.feed("Alto", count=2)
    desk.feed("Bergen", "News", count=3)
    desk.feed("Civic", "News/Sea")
    desk.come()
    return desk


# --- what is shown -------------------------------------------------------------------------------


def test_without_feeds_it_says_what_to_do(desk: Desk) -> None:
    desk.come()
    assert desk.window.stack.currentWidget() is desk.window._empty
    assert not desk.window.actions_by_id["refresh"].isEnabled()
    assert not desk.window.actions_by_id["export"].isEnabled()


def test_feeds_stand_in_their_folders_with_what_waits_in_them(full: Desk) -> None:
    assert full.names() == [
        ("All feeds", 5), ("Alto", 2), ("News", 3), ("Bergen", 3), ("Sea", 0), ("Civic", 0),
    ]  # fmt: skip
    assert full.titles() == ["Bergen 3", "Bergen 2", "Alto 2", "Bergen 1", "Alto 1"]
    full.window.show_place(Place("News"))
    full.wait_idle()
    assert full.titles() == ["Bergen 3", "Bergen 2", "Bergen 1"]
    assert full.window.count.text() == "3"


@given(
    st.lists(
        st.builds(
            Subscription,
            id=st.integers(0, 99).map(lambda n: FeedId(f"f{n}")),
            url=st.just("https://a.example/f"),
            title=st.sampled_from("abc"),
            added=st.just(Clock().at),
            folder=st.sampled_from(["", "a", "a/b", "a/b/c", "ab", "b"]),
        ),
        unique_by=lambda feed: feed.id,
        max_size=6,
    ),
    st.integers(1, 9),
)
def test_a_folder_counts_what_is_in_it_and_every_row_comes_once(
    feeds: list[Subscription], each: int
) -> None:
    feeds.sort(key=lambda feed: feed.folder)
    found = list(rows(feeds, {feed.id: each for feed in feeds}, {}))
    assert len({row.place for row in found}) == len(found)
    assert [row.feed for row in found if row.feed] == feeds
    for row in found:
        if row.place.folder:
            inside = [f for f in feeds if f"{f.folder}/".startswith(f"{row.place.folder}/")]
            assert row.waiting == each * len(inside)
    assert [row.waiting for row in found[:1]] == [each * len(feeds)][: len(found)]


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(0, 9), unique=True, max_size=8), max_size=5))
def test_a_list_that_is_brought_up_to_date_is_the_fresh_one(steps: list[list[int]]) -> None:
    model: Rows[int] = Rows(lambda row: row, str)
    mirror: list[int] = []

    def insert(_parent: QModelIndex, first: int, last: int) -> None:
        mirror[first:first] = model.rows()[first : last + 1]

    def remove(_parent: QModelIndex, first: int, last: int) -> None:
        del mirror[first : last + 1]

    def reset() -> None:
        mirror[:] = model.rows()

    model.rowsInserted.connect(insert)
    model.rowsRemoved.connect(remove)
    model.modelReset.connect(reset)
    for fresh in steps:
        model.take(fresh)
        assert list(model.rows()) == mirror == fresh


def test_the_chosen_item_can_be_read_before_it_is_kept(full: Desk) -> None:
    preview = full.window.preview
    assert preview.title.text() == "Bergen 3"
    assert preview.excerpt.text() == "In short."
    assert "whole text" in preview.note.text()
    full.press(Qt.Key.Key_Down)
    assert preview.title.text() == "Bergen 2"
    assert full.window.list.selected()[0].waiting.item.title == "Bergen 2"


def test_others_words_are_shown_as_they_are(desk: Desk) -> None:
    id = desk.feed("Alto")
    hostile = replace(item("Alto", 1), title="<b>x</b> &amp; y", excerpt="<img src=x> <a href=y>z")
    desk.library.take_feed_items(id, [hostile], at=desk.session.now())
    desk.come()
    for label in (desk.window.preview.title, desk.window.preview.excerpt):
        assert label.textFormat() == Qt.TextFormat.PlainText
    assert desk.window.preview.title.text() == "<b>x</b> &amp; y"


def test_a_screen_reader_is_told_all_that_is_seen(full: Desk) -> None:
    spoken = full.window.rows.rows()[0]
    assert words.spoken(spoken).startswith("Bergen 3. Bergen. ")
    assert words.spoken(spoken).endswith("Ana Reis. In short")
    assert words.spoken_feed(full.window.feed_rows.rows()[0]) == "All feeds, 5 items wait"
    for widget in (full.window.list, full.window.feeds, full.window.preview, full.window.count):
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface is not None
        assert interface.text(QAccessible.Text.Name)


def test_more_items_are_read_when_the_end_is_near(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.feeds.window._PAGE", 10)
    desk.window._limit = 10
    desk.feed("Alto", count=25)
    desk.come()
    assert len(desk.titles()) == 10
    bar = desk.window.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    desk.wait_idle()
    assert len(desk.titles()) == 20
    assert desk.titles()[:10] == [f"Alto {n}" for n in range(25, 15, -1)]


# --- keys ----------------------------------------------------------------------------------------


def test_enter_keeps_and_opens_and_k_keeps_and_goes_on(full: Desk) -> None:
    full.press(Qt.Key.Key_Return)
    [article] = full.opened
    assert full.library.article(article).title == "Bergen 3"
    assert full.titles() == ["Bergen 2", "Alto 2", "Bergen 1", "Alto 1"]
    full.press(Qt.Key.Key_K)
    assert full.titles() == ["Alto 2", "Bergen 1", "Alto 1"]
    current = full.window.list.current()
    assert current is not None
    assert current.waiting.item.title == "Alto 2"
    assert len(full.opened) == 1
    assert full.said() == "Kept “Bergen 2”."
    full.session.undo()
    full.wait_idle()
    assert full.titles()[0] == "Bergen 2"
    full.window.show_state("kept")
    full.wait_idle()
    assert full.titles() == ["Bergen 3"]
    full.press(Qt.Key.Key_Return)
    assert full.opened == [article, article]


def test_several_are_kept_and_dismissed_at_once(full: Desk) -> None:
    full.window.list.setFocus()
    full.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    full.press(Qt.Key.Key_K)
    assert full.titles() == ["Alto 2", "Bergen 1", "Alto 1"]
    assert full.library.count() == 2
    full.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    full.press(Qt.Key.Key_X)
    assert full.titles() == ["Alto 1"]
    assert full.said() == "2 items dismissed."
    full.window.items._bring_back.trigger()
    full.wait_idle()
    assert full.titles() == ["Alto 2", "Bergen 1", "Alto 1"]


def test_what_was_dismissed_can_be_looked_at_and_brought_back(full: Desk) -> None:
    full.press(Qt.Key.Key_Delete)
    full.press(Qt.Key.Key_3)
    assert full.titles() == ["Bergen 3"]
    assert not full.window.actions_by_id["dismiss"].isVisible()
    full.press(Qt.Key.Key_B)
    assert full.titles() == []
    assert full.window.pile.currentWidget() is full.window._nothing
    full.press(Qt.Key.Key_1)
    assert full.titles()[0] == "Bergen 3"


def test_all_of_a_place_are_dismissed_and_only_those(full: Desk) -> None:
    full.window.show_place(Place("News"))
    full.wait_idle()
    full.do("dismiss-all")
    assert full.titles() == []
    assert full.names()[:3] == [("All feeds", 2), ("Alto", 2), ("News", 0)]


def test_when_the_last_item_went_the_keyboard_is_among_the_feeds(full: Desk) -> None:
    full.window.show_place(Place(feed=full.library.subscriptions()[0].id))
    full.wait_idle()
    full.press(Qt.Key.Key_X)
    full.press(Qt.Key.Key_X)
    assert full.titles() == []
    assert full.window.feeds.hasFocus()
    full.press(Qt.Key.Key_Down)
    full.press(Qt.Key.Key_Right)
    assert full.titles() == ["Bergen 3", "Bergen 2", "Bergen 1"]


def test_what_the_shell_noticed_is_seen_when_the_window_is_looked_at(full: Desk) -> None:
    number = full.window.rows.rows()[0].waiting.number
    full.library.settle_feed_items([number], "dismissed")
    other = full._show(QWidget())
    other.activateWindow()
    settle()
    full.window.activateWindow()
    full.wait(lambda: len(full.titles()) == 4)
    full.wait_idle()


def test_the_arrows_lead_from_list_to_list_and_esc_out(full: Desk) -> None:
    assert full.window.list.hasFocus()
    full.press(Qt.Key.Key_Left)
    assert full.window.feeds.hasFocus()
    full.press(Qt.Key.Key_Down)
    assert full.titles() == ["Alto 2", "Alto 1"]
    full.press(Qt.Key.Key_Right)
    assert full.window.list.hasFocus()
    full.press(Qt.Key.Key_Escape)
    assert full.window.feeds.hasFocus()
    QTest.keyClick(full.window.feeds, Qt.Key.Key_Escape)
    assert not full.window.isVisible()


def test_what_cannot_be_kept_says_why_and_waits_on(full: Desk) -> None:
    id = full.library.subscriptions()[0].id
    bare = replace(item("Alto", 9, ""), url=None, excerpt="")
    full.library.take_feed_items(id, [bare], at=full.session.now())
    full.session.noticed.emit("feed")
    full.wait_idle()
    full.window.list.choose_row(0)
    full.press(Qt.Key.Key_K)
    assert "no more than the title" in full.said()
    assert full.titles()[0] == "Alto 9"


def test_what_is_here_already_is_said_and_opened(full: Desk) -> None:
    full.press(Qt.Key.Key_Return)
    id = full.library.subscriptions()[0].id
    again = replace(item("Bergen", 3), identity=sha256(b"other"), title="The same elsewhere")
    full.library.take_feed_items(id, [again], at=full.session.now())
    full.session.noticed.emit("feed")
    full.wait_idle()
    row = full.window.rows.rows()[0]
    assert words.badge(row) == "here already"
    assert "here already" in words.spoken(row)
    full.window.list.choose_row(0)
    full.press(Qt.Key.Key_Return)
    assert full.opened == [full.opened[0]] * 2
    assert full.library.count() == 1


# --- feeds ---------------------------------------------------------------------------------------


def test_a_feed_is_added_by_the_address_of_its_page(desk: Desk) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/rss">'
    desk.web.pages = {"https://polder.example": f"<head>{link}</head>x",
                      "https://polder.example/rss": rss(1, 2)}  # fmt: skip
    desk.come()
    desk.window.desk.follow("polder.example", "News")
    desk.wait_idle()
    assert desk.said() == "“The Polder Times” is followed now."
    assert desk.names() == [("All feeds", 2), ("News", 2), ("The Polder Times", 2)]
    assert desk.titles() == ["Story 2", "Story 1"]
    desk.session.undo()
    desk.wait_idle()
    assert desk.names() == []
    desk.window.desk.follow("nowhere.example")
    desk.wait_idle()
    assert desk.said().startswith("The site does not answer.")


def test_a_refresh_brings_what_is_new_and_says_what_failed(full: Desk) -> None:
    full.web.pages = {"https://alto.example/f": rss(11, 12), "https://bergen.example/f": rss()}
    full.press(Qt.Key.Key_F5)
    assert full.said() == "2 new items. Civic: The site does not answer. Try again later."
    assert full.names()[1][1] == 4
    full.window.show_place(Place(feed=full.library.subscriptions()[2].id))
    full.wait_idle()
    assert full.window.trouble.text().startswith("The site does not answer. Try again later. Asked")
    full.web.pages["https://civic.example/f"] = rss(1)
    full.web.asked.clear()
    full.do("refresh")
    assert full.web.asked == ["https://civic.example/f"]
    assert full.said() == "1 new item."
    assert full.window.trouble.isHidden()


def test_a_long_refresh_can_be_cancelled_and_keeps_what_came(full: Desk) -> None:
    full.web.pages = {"https://alto.example/f": rss(11), "https://bergen.example/f": rss(12)}
    full.web.slow = {"https://bergen.example/f"}
    full.press(Qt.Key.Key_Left)
    full.window.actions_by_id["refresh"].trigger()
    full.wait(lambda: ("The Polder Times", 3) in full.names())
    assert full.refreshing.busy
    full.refreshing.cancel()
    full.web.open.set()
    full.wait_idle()
    assert full.said().startswith("1 new item.")
    assert ("Bergen", 3) in full.names()


def test_a_feed_is_renamed_moved_and_removed_and_that_can_be_undone(full: Desk) -> None:
    alto = full.library.subscriptions()[0]
    full.window.show_place(Place(feed=alto.id))
    full.wait_idle()
    dialog = FeedDialog(alto, full.window.desk.folders(), full.window)
    assert [dialog.folder.itemText(n) for n in range(dialog.folder.count())] == [
        "", "News", "News/Sea",
    ]  # fmt: skip
    dialog.name.setText("  High ")
    dialog.folder.setCurrentText("News")
    dialog.by_itself.setChecked(False)
    assert full.session.do(feeding.edited(alto, **dialog.fields))
    dialog.deleteLater()
    full.wait_idle()
    assert ("High", 2) in full.names()
    full.window.feeds.setFocus()
    full.press(Qt.Key.Key_Delete)
    assert ("High", 2) not in full.names()
    assert full.said() == "“High” is not followed any more."
    full.session.undo()
    full.wait_idle()
    assert ("High", 2) in full.names()


def test_a_folder_is_removed_with_its_feeds_and_all_feeds_never(full: Desk) -> None:
    full.window.feeds.setFocus()
    full.press(Qt.Key.Key_Delete)
    assert len(full.library.subscriptions()) == 3
    full.window.show_place(Place("News"))
    full.wait_idle()
    full.do("remove")
    assert full.said() == "2 feeds are not followed any more."
    assert full.names() == [("All feeds", 2), ("Alto", 2)]
    full.session.undo()
    full.wait_idle()
    assert len(full.names()) == 6


def test_lists_of_feeds_go_out_and_come_in(full: Desk, tmp_path: Path) -> None:
    full.window.desk.write(tmp_path / "Feeds.opml")
    assert full.said() == "Written to Feeds.opml."
    feeds = full.library.subscriptions()
    full.session.do(feeding.unsubscribed(feeds[1:]))
    full.window.desk.following.take_list(tmp_path / "Feeds.opml")
    full.wait_idle()
    assert full.said() == "2 feeds are new. 1 was followed before."
    told = [(feed.url, feed.folder) for feed in full.library.subscriptions()]
    assert told == [(feed.url, feed.folder) for feed in feeds]
    full.window.desk.following.take_list(tmp_path / "missing.opml")
    full.wait_idle()
    assert "There is no file" in full.said()


def test_what_the_shell_did_is_seen(full: Desk) -> None:
    feed = full.library.subscriptions()[0]
    full.library.apply(feeding.unsubscribed([feed]), at=full.session.now(), by="shell")
    full.session.look_for_news()
    full.wait_idle()
    assert [name for name, _count in full.names()][:2] == ["All feeds", "News"]
    assert "Alto 2" not in full.titles()


def test_an_address_is_judged_before_it_is_asked_for(desk: Desk, show: Show) -> None:
    dialog = AddFeedDialog(["News"])
    show(dialog)
    assert not dialog._add.isEnabled()
    dialog.field.setText("polder.example")
    assert dialog._add.isEnabled()
    assert dialog.folder.accessibleName() == "Folder"


# --- beside the reading window -------------------------------------------------------------------


def test_the_reading_window_opens_it_counts_what_waits_and_shows_what_is_kept(
    window: Window, library: Library
) -> None:
    window.resize(1500, 800)
    id = library.new_feed_id()
    feed = Subscription(id, "https://alto.example/f", "Alto", window.session.now())
    window.session.do(Change("subscribe", (Edit(None, feed),)))
    library.take_feed_items(id, [item("Alto", 1), item("Alto", 2)], at=window.session.now())
    window.session.noticed.emit("feed")
    row = window.shelves._feeds
    assert wait_until(lambda: row.accessibleName() == "Feeds, 2")
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    feeds = window.beside.feeds
    feeds.items.keeping.use(Here())
    assert feeds.isVisible()
    assert wait_until(lambda: feeds.list.current() is not None)
    feeds.items.keep_and_open()
    assert wait_until(lambda: window.page.current is not None)
    assert window.page.current is not None
    assert window.page.current[0].title == "Alto 2"
    assert wait_until(lambda: row.accessibleName() == "Feeds, 1")
    assert wait_until(lambda: not feeds.items.keeping.numbers and not feeds._asking)
    settle()


def test_feeds_refresh_by_themselves_only_where_that_is_turned_on(
    window: Window, library: Library
) -> None:
    beside, web = window.beside, Web()
    web.pages = {"https://alto.example/f": rss(1)}
    id = library.new_feed_id()
    feed = Subscription(id, "https://alto.example/f", "Alto", window.session.now())
    window.session.do(Change("subscribe", (Edit(None, feed),)))
    beside.refresh_what_is_due()
    assert "refreshing" not in beside.__dict__
    assert not beside._timer.isActive()
    beside.refreshing.use(Here(), web, Manners(pause=0.0))
    beside._refresh_every(60)
    assert beside._timer.isActive()
    assert window.remembered.settings.refresh_feeds_every == 60
    beside.refresh_what_is_due()
    assert wait_until(lambda: not beside.refreshing.busy)
    assert library.count_feed_items(ItemQuery(id)) == 1
    beside.refresh_what_is_due()
    assert web.asked == ["https://alto.example/f"]
    beside._refresh_every(0)
    assert not beside._timer.isActive()


def test_how_often_is_chosen_in_the_menu_and_kept(full: Desk) -> None:
    chosen: list[int] = []
    full.window.every_chosen.connect(chosen.append)
    menu = full.window._more.menu()
    assert isinstance(menu, QMenu)
    often = menu.actions()[-1].menu()
    assert isinstance(often, QMenu)
    assert [line.isChecked() for line in often.actions()] == [True, False, False, False, False]
    often.actions()[2].trigger()
    assert chosen == [60]
    assert full.said() == "Feeds are refreshed every hour."
