"""What is done to several articles at once: one step of undo, all of it or what was wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from reader import changes
from reader.erasing import Erasing
from reader.library import Library
from reader.model import ArticleId, ArticleQuery, Change, Shelf, TraceKey
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import Clock, adding, marking
from ui.articles.model import ROW
from ui.bulk import Bulk
from ui.dialogs import erasing
from ui.dialogs.tagging import TaggingDialog
from ui.foot import Foot
from ui.parts import Words
from ui.session import Session
from ui.window import Window

AT = datetime(2024, 10, 2, 14, 29, tzinfo=UTC)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Desk:
    """Bulk over a real library without a window: what is meant is handed in."""

    def __init__(self, library: Library, parent: QWidget, backups: Path) -> None:
        self.library = library
        self.session = Session(library, now=Clock())
        self.foot = Foot(self.session, parent)
        self.meant: Sequence[ArticleId] = ()
        self.bulk = Bulk(self.session, self.foot, lambda: self.meant, lambda: backups, parent)

    def fill(self, count: int) -> None:
        """So many articles, all of them meant."""
        for n in range(count):
            _id, change, blobs = adding(self.library, f"Report {n}", at=self.session.now())
            self.library.apply(change, at=self.session.now(), by="shell", blobs=blobs)
        self.meant = self.library.article_ids(ArticleQuery(limit=count))

    def count(self, shelf: Shelf = "all", tag: str | None = None) -> int:
        return self.library.count(ArticleQuery(shelf=shelf, tag=tag))

    def said(self) -> str:
        return self.foot.messages.sentence.text()


@pytest.fixture
def desk(library: Library, show: Callable[[QWidget], QWidget], tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(library, show(QWidget()), tmp_path / "backups")
    yield desk
    desk.session.close()


def test_all_that_are_meant_are_starred_and_one_undo_takes_it_back(desk: Desk) -> None:
    desk.fill(3)
    desk.library.apply(
        changes.edit_article(desk.library.article(desk.meant[0]), starred=True),  # type: ignore[arg-type]
        at=desk.session.now(),
        by="shell",
    )
    desk.bulk.star()
    assert desk.count("starred") == 3
    assert desk.said() == "3 articles starred."
    desk.session.undo()
    assert desk.count("starred") == 1
    desk.session.redo()
    desk.bulk.star()
    assert desk.count("starred") == 0


def test_archived_ones_come_back_only_where_all_are_archived(desk: Desk) -> None:
    desk.fill(2)
    desk.bulk.archive()
    assert desk.count("archive") == 2
    desk.bulk.archive()
    assert desk.count("archive") == 0


def test_what_comes_out_of_the_trash_has_all_its_notes(desk: Desk) -> None:
    desk.fill(2)
    for id in desk.meant:
        _mark, change = marking(desk.library, id, "eleven families", at=desk.session.now())
        assert desk.session.do(change)
    desk.bulk.trash()
    assert (desk.count("trash"), desk.count()) == (2, 0)
    desk.bulk.restore()
    assert (desk.count("trash"), desk.count()) == (0, 2)
    assert [len(desk.library.annotations(id)) for id in desk.meant] == [1, 1]


def test_very_many_are_done_in_parts_and_undone_as_one_step(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.bulk._AT_ONCE", 10)
    monkeypatch.setattr("ui.bulk._PART", 2)
    desk.fill(36)
    desk.bulk.tag_with(desk.meant, ["Flood"])
    assert wait_until(lambda: desk.said() == "36 articles tagged.")
    assert desk.count(tag="flood") == 36
    assert desk.session.undo_stack.count() == 1
    desk.session.undo()
    assert wait_until(lambda: desk.count(tag="flood") == 0)
    desk.session.redo()
    assert wait_until(lambda: desk.count(tag="flood") == 36)


@pytest.mark.parametrize("how", ["cancelled", "undone"])
def test_what_is_cut_short_says_how_far_it_came_and_undone_it_says_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr("ui.bulk._AT_ONCE", 10)
    monkeypatch.setattr("ui.bulk._PART", 2)
    monkeypatch.setattr("ui.slices.UNNOTICED", 0.0)
    desk.fill(24)
    cut_short = desk.bulk.stop if how == "cancelled" else desk.session.undo
    seen: list[Change] = []

    def look(change: Change) -> None:
        seen.append(change)
        if len(seen) == 2:
            QTimer.singleShot(0, desk.foot, cut_short)

    desk.library.subscribe(look)
    desk.bulk.tag_with(desk.meant, ["flood"])
    assert wait_until(lambda: len(seen) > 1)
    assert wait_until(lambda: not desk.bulk.is_going)
    if how == "cancelled":
        assert desk.said() == f"{desk.count(tag='flood')} articles tagged."
        assert desk.count(tag="flood") < 24
        desk.session.undo()
    assert wait_until(lambda: desk.count(tag="flood") == 0)


def test_what_is_in_the_trash_already_stays_there_as_long(desk: Desk) -> None:
    desk.fill(2)
    first, *_rest = everything = desk.meant
    desk.meant = [first]
    desk.bulk.trash()
    since = desk.library.article(first).trashed
    desk.meant = everything
    desk.bulk.trash()
    assert desk.library.article(first).trashed == since
    assert desk.count("trash") == 2


def test_nothing_is_a_step_where_nothing_changes(desk: Desk) -> None:
    desk.fill(2)
    desk.bulk.tag_with(desk.meant, ["flood"])
    desk.bulk.tag_with(desk.meant, ["Flood"])
    assert desk.session.undo_stack.count() == 1


def test_what_was_read_is_taken_back_by_the_undo_that_is_offered(desk: Desk) -> None:
    desk.fill(3)
    key = TraceKey("opened", desk.meant[0])
    desk.library.trace(key, desk.session.now())
    before = desk.library.traced(key)
    desk.bulk.mark_read()
    assert desk.count("unread") == 0
    assert desk.session.undo_stack.count() == 0
    offer = desk.foot.messages.offer()
    assert offer is not None
    offer.click()
    assert desk.count("unread") == 2
    assert desk.library.traced(key) == before
    desk.bulk.mark_unread()
    assert desk.count("unread") == 3


def test_into_a_story_and_into_a_new_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.fill(3)
    monkeypatch.setattr("ui.dialogs.tagging.asked_title", lambda _parent: "The & flood")
    menu = QMenu()
    desk.bulk.fill_stories(menu)
    menu.actions()[-1].trigger()
    (story,) = desk.library.stories()
    assert (story.title, set(story.items)) == ("The & flood", set(desk.meant))
    _id, change, blobs = adding(desk.library, "One more", at=desk.session.now())
    assert desk.session.do(change, blobs=blobs)
    desk.meant = [_id]
    desk.bulk.fill_stories(menu)
    assert menu.actions()[0].text() == "The && flood"
    menu.actions()[0].trigger()
    assert desk.library.stories()[0].items[-1] == _id


def test_the_trash_is_emptied_only_when_that_is_meant(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.fill(4)
    kept, *gone = desk.meant
    desk.meant = gone
    desk.bulk.trash()
    asked: list[Erasing] = []
    answers = [False, True]

    def answer(going: Erasing, _parent: QWidget) -> bool:
        asked.append(going)
        return answers.pop(0)

    monkeypatch.setattr(erasing, "is_meant", answer)
    desk.bulk.empty_trash()
    assert wait_until(lambda: len(asked) == 1)
    assert desk.count("trash") == 3
    desk.bulk.empty_trash()
    assert wait_until(lambda: len(asked) == 2)
    assert sorted(asked[1].articles) == sorted(gone)
    assert (desk.count("trash"), desk.count()) == (0, 1)
    assert desk.library.article_ids(ArticleQuery()) == (kept,)


def test_only_what_is_in_the_trash_can_be_deleted_for_good(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.fill(2)
    asked: list[Erasing] = []
    monkeypatch.setattr(erasing, "is_meant", lambda going, _parent: asked.append(going))
    desk.bulk.erase()
    settle()
    assert asked == []


def test_the_question_names_what_goes_and_is_safe_by_itself(
    show: Callable[[QDialog], QDialog],
) -> None:
    going = Erasing((ArticleId("a0000001"),), ("<b>Who</b> said it",), 2, ())
    box, yes = erasing.box_of(going, None)
    show(box)
    assert box.text() == "Delete “<b>Who</b> said it” and its 2 notes for good?"
    assert box.defaultButton() is not yes
    assert box.textFormat() == Qt.TextFormat.PlainText


# --- tags -----------------------------------------------------------------------------------------


def test_a_tag_that_some_have_stays_as_it_is_unless_it_is_touched(
    desk: Desk, show: Callable[[QDialog], QDialog]
) -> None:
    desk.fill(3)
    desk.bulk.tag_with(desk.meant, ["all"])
    desk.bulk.tag_with(desk.meant[:1], ["some", "gone"])
    dialog = TaggingDialog(desk.library, desk.library.articles_of(desk.meant), 3, None)
    show(dialog)
    assert dialog.boxes["some"].checkState() == Qt.CheckState.PartiallyChecked
    dialog.boxes["gone"].setCheckState(Qt.CheckState.Unchecked)
    QTest.keyClicks(dialog.field, "new, al")
    assert dialog.field.suggestions is not None
    QTest.keyClick(dialog.field, Qt.Key.Key_Tab)
    assert dialog.chosen() == (["all", "new", "all"], ["gone"])
    desk.bulk.tag_with(desk.meant, *dialog.chosen())
    tags = [set(article.tags) for article in desk.library.articles_of(desk.meant)]
    assert tags == [{"all", "some", "new"}, {"all", "new"}, {"all", "new"}]


# --- the list -------------------------------------------------------------------------------------


def three(window: Window) -> Sequence[ArticleId]:
    for n in range(3):
        _id, change, blobs = adding(window.session.library, f"Report {n}", at=window.session.now())
        assert window.session.do(change, blobs=blobs)
    window.articles.list.setFocus()
    settle()
    return window.session.library.article_ids(ArticleQuery())


def test_shift_and_arrows_choose_several_and_the_page_stays(window: Window) -> None:
    ids = three(window)
    rows = window.articles.list
    QTest.keyClick(rows, Qt.Key.Key_Down)
    shown = window.page.current
    QTest.keyClick(rows, Qt.Key.Key_Down, SHIFT)
    assert window.articles.articles() == list(ids[:2])
    assert window.page.current == shown
    assert any(words.text() == "2 chosen" for words in window.articles.several.findChildren(Words))
    QTest.keyClick(rows, Qt.Key.Key_Escape)
    assert window.articles.articles() == ()
    assert window.articles.article() == ids[0]


def test_every_article_is_chosen_at_once_and_one_with_ctrl(window: Window) -> None:
    ids = three(window)
    rows = window.articles.list
    QTest.keyClick(rows, Qt.Key.Key_A, CTRL)
    assert window.articles.articles() == list(ids)
    at = rows.visualRect(window.articles.rows.index(1, 0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, CTRL, QPoint(at))
    assert window.articles.articles() == [ids[0], ids[2]]
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))
    assert window.articles.articles() == ()
    assert window.articles.article() == ids[1]


def test_keys_act_on_all_that_are_chosen_but_on_the_page_on_its_article(window: Window) -> None:
    ids = three(window)
    library = window.session.library
    window.open_article(ids[0])
    window.articles.list.setFocus()
    window.articles.list.selectAll()
    QTest.keyClick(window.articles.list, Qt.Key.Key_S)
    assert library.count(ArticleQuery(shelf="starred")) == 3
    window.undo()
    assert library.count(ArticleQuery(shelf="starred")) == 0
    assert len(window.articles.articles()) == 3
    window.page.view.setFocus()
    window.star()
    assert library.count(ArticleQuery(shelf="starred")) == 1
    window.articles.list.setFocus()
    window.remove()
    assert library.count(ArticleQuery(shelf="trash")) == 3
    assert window.articles.articles() == ()


def test_several_stay_chosen_when_another_arrives_above(window: Window) -> None:
    ids = three(window)
    rows = window.articles.list
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Down, SHIFT)
    _id, change, blobs = adding(window.session.library, "New", at=window.session.now())
    assert window.session.do(change, blobs=blobs)
    assert window.articles.articles() == list(ids[:2])


def test_a_button_over_the_list_acts_on_the_list_wherever_the_keyboard_was(window: Window) -> None:
    ids = three(window)
    window.open_article(ids[0])
    window.articles.list.selectAll()
    window.page.view.setFocus()
    (button,) = (
        each
        for each in window.articles.several.findChildren(QWidget)
        if each.accessibleName() == "Archive"
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.session.library.count(ArticleQuery(shelf="archive")) == 3


def test_the_order_of_the_list_is_chosen_and_remembered(window: Window) -> None:
    three(window)
    window.actions_by_id["sort-title"].trigger()
    rows = window.articles.rows
    assert [rows.index(n, 0).data() for n in range(3)] == ["Report 0", "Report 1", "Report 2"]
    assert window.actions_by_id["sort-title"].isChecked()
    assert not window.actions_by_id["sort-added"].isChecked()
    window.actions_by_id["compact"].trigger()
    window.actions_by_id["group-days"].trigger()
    kept = window.remembered.settings
    assert (kept.list_sort, kept.list_compact, kept.list_grouped) == ("title", True, True)


def test_a_day_is_named_where_it_begins_and_only_there(window: Window) -> None:
    three(window)
    window.articles.turn_grouped()
    days = [window.articles.rows.index(n, 0).data(ROW).day for n in range(3)]
    assert days[0] is not None
    assert days[1:] == [None, None]
    window.articles.sort_by("title")
    assert window.articles.rows.index(0, 0).data(ROW).day is None


def test_what_is_picked_leaves_as_itself_and_no_folder_follows_it(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = three(window)
    asked: list[ArticleQuery] = []
    monkeypatch.setattr(window.outgoing, "export_list", lambda query, _name: asked.append(query))
    window.articles.list.selectAll()
    window.export_chosen()
    assert set(asked[0].ids or ()) == set(ids)


def test_an_article_that_is_deleted_for_good_leaves_the_page_and_the_undo(window: Window) -> None:
    ids = three(window)
    window.open_article(ids[0])
    _mark, change = marking(window.session.library, ids[0], "eleven families", at=AT)
    assert window.session.do(change)
    window.trash()
    failed: list[object] = []
    window.session.failed.connect(failed.append)
    window.bulk.erase_now(Erasing((ids[0],), ("Report 2",), 1, ()))
    assert window.page.current is None
    assert window.session.library.count(ArticleQuery(shelf="trash")) == 0
    assert window.session.undo()
    assert window.session.library.count() == 1, "the article added before it is undone"
    assert failed == []


def test_what_was_marked_as_read_stays_in_its_row(window: Window) -> None:
    ids = three(window)
    window.articles.list.selectAll()
    window.bulk.mark_read()
    rows = window.articles.rows
    assert [rows.index(n, 0).data(ROW).unread for n in range(3)] == [False] * 3
    assert window.articles.articles() == list(ids)
