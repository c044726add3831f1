"""Tags, labels and stories from the window: what is named and put in order there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from reader import changes, tags
from reader.model import AnnotationId, ArticleId, Story, StoryId, Tag
from reader.noted import Noted
from reader.tags import Usage
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import adding, marking
from ui import into_story
from ui.actions import BY_ID
from ui.dialogs.colours import COLOURS, colour_name, sign_icon
from ui.dialogs.labels import LabelsDialog
from ui.dialogs.tags import Branch, TagsDialog, branches
from ui.stories.delegate import measure, shown, spoken
from ui.stories.list import ItemList
from ui.stories.window import StoriesWindow
from ui.window import Window

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def marks(window: Window, article: ArticleId) -> list[AnnotationId]:
    """Four marks of the open article, the second of them with a note."""
    made = []
    for words in ("eleven families", "berpindah 240 meter", "الوعود", "午後十時"):
        id, change = marking(window.session.library, article, words, at=window.session.now())
        window.session.do(change)
        made.append(id)
    note = changes.edit_annotation(
        window.session.library.annotation(made[1]), at=window.session.now(), note="Ask *her*"
    )
    window.session.do(note)
    return made


# --- tags ----------------------------------------------------------------------------------------


@pytest.fixture
def tag_dialog(window: Window, marks: list[AnnotationId]) -> Iterator[TagsDialog]:
    """The article bears Budget and nato, its first mark Budget/city and a deep one."""
    library, session = window.session.library, window.session
    (listed,) = library.articles()
    session.do(changes.edit_article(listed.article, tags=["Budget", "nato"]))
    mark = library.annotation(marks[0])
    session.do(changes.edit_annotation(mark, at=session.now(), tags=["Budget/city", "a/b/c"]))
    window.actions_by_id["all-tags"].trigger()
    (dialog,) = (each for each in window.findChildren(TagsDialog))
    assert wait_until(lambda: len(shown_tags(dialog)) > 0)
    yield dialog
    dialog.close()


def shown_tags(dialog: TagsDialog) -> list[str]:
    return [branch.key for _item, branch in dialog.tree._rows()]


def chosen(dialog: TagsDialog, *keys: str) -> None:
    dialog.tree.choose(keys)
    settle()


def test_tags_stand_nested_with_how_often_each_is_used(tag_dialog: TagsDialog) -> None:
    assert shown_tags(tag_dialog) == ["a", "a/b", "a/b/c", "budget", "budget/city", "nato"]
    rows = {branch.key: item for item, branch in tag_dialog.tree._rows()}
    assert [rows["budget"].text(column) for column in range(3)] == ["Budget", "1", "0"]
    assert [rows["budget/city"].text(column) for column in range(3)] == ["city", "0", "1"]
    assert rows["a/b"].text(1) == ""
    assert "1 article" in rows["budget"].data(0, Qt.ItemDataRole.AccessibleTextRole)


def test_a_tag_is_renamed_where_it_stands_and_undone_in_one_step(
    tag_dialog: TagsDialog, window: Window, article: ArticleId, marks: list[AnnotationId]
) -> None:
    chosen(tag_dialog, "budget")
    QTest.keyClick(tag_dialog.tree, Qt.Key.Key_F2)
    field = tag_dialog.tree.findChild(QLineEdit)
    assert field is not None
    assert field.text() == "Budget"
    QTest.keyClicks(field, "Money")
    QTest.keyClick(field, Qt.Key.Key_Return)
    library = window.session.library
    assert wait_until(lambda: library.article(article).tags == ("Money", "nato"))
    assert library.annotation(marks[0]).tags == ("Money/city", "a/b/c")
    assert wait_until(lambda: "money/city" in shown_tags(tag_dialog))
    QTest.keySequence(tag_dialog, "Ctrl+Z")
    assert library.article(article).tags == ("Budget", "nato")
    assert wait_until(lambda: "budget/city" in shown_tags(tag_dialog))


def test_a_taken_name_is_refused_and_said(tag_dialog: TagsDialog, window: Window) -> None:
    tag_dialog.rename("budget", "NATO")
    assert wait_until(lambda: "already" in tag_dialog.bar.sentence.text())
    assert "budget" in window.session.library.tags()


def test_chosen_tags_are_merged_into_the_one_that_is_picked(
    tag_dialog: TagsDialog, window: Window, article: ArticleId, marks: list[AnnotationId]
) -> None:
    chosen(tag_dialog, "budget", "budget/city", "nato")
    menu = tag_dialog.merge_button.menu()
    menu.aboutToShow.emit()
    assert [line.text() for line in menu.actions()] == [
        "Into #Budget",
        "Into #Budget/city",
        "Into #nato",
    ]
    menu.actions()[2].trigger()
    library = window.session.library
    assert wait_until(lambda: set(library.tags()) == {"a/b/c", "nato"})
    assert library.article(article).tags == ("nato",)
    assert library.annotation(marks[0]).tags == ("nato", "a/b/c")


def test_a_tag_that_is_dropped_on_another_becomes_that(
    tag_dialog: TagsDialog, window: Window, article: ArticleId
) -> None:
    chosen(tag_dialog, "nato")
    rows = {branch.key: item for item, branch in tag_dialog.tree._rows()}
    at = tag_dialog.tree.visualItemRect(rows["budget"]).center()
    drop(tag_dialog.tree, at)
    assert wait_until(lambda: window.session.library.article(article).tags == ("Budget",))


def drop(view: QWidget, at: QPoint) -> None:
    """Lets go over a view what is selected in it."""
    carried = QMimeData()
    event = QDropEvent(
        QPointF(at),
        Qt.DropAction.MoveAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    view.dropEvent(event)


def test_a_tag_is_coloured_and_removed(
    tag_dialog: TagsDialog, window: Window, article: ArticleId
) -> None:
    library = window.session.library
    chosen(tag_dialog, "nato")
    menu = tag_dialog.colour_button.menu()
    menu.aboutToShow.emit()
    assert [line.text() for line in menu.actions()][:2] == ["No colour\t✓", "Yellow"]
    menu.actions()[1].trigger()
    assert library.tags()["nato"].colour == "yellow"
    QTest.keyClick(tag_dialog.tree, Qt.Key.Key_Delete)
    assert wait_until(lambda: "nato" not in library.tags())
    assert library.article(article).tags == ("Budget",)


def test_what_cannot_be_done_cannot_be_pressed(tag_dialog: TagsDialog) -> None:
    chosen(tag_dialog, "a")
    assert tag_dialog.rename_button.isEnabled()
    assert not tag_dialog.remove_button.isEnabled()
    chosen(tag_dialog, "nato")
    assert not tag_dialog.merge_button.isEnabled()
    chosen(tag_dialog)
    assert not tag_dialog.rename_button.isEnabled()


def test_what_is_searched_for_is_found_in_any_case_and_under_its_parents(
    tag_dialog: TagsDialog,
) -> None:
    tag_dialog.search_field.setText("CITY")
    assert shown_tags(tag_dialog) == ["budget", "budget/city"]
    tag_dialog.search_field.setText("nothing")
    assert tag_dialog.stack.currentWidget() is tag_dialog._nothing_found


NAMES = ("a", "a/b", "a/b/c", "b", "Straße", "straße/x", "日本")


@given(st.lists(st.sampled_from(NAMES), unique=True))
def test_every_tag_has_one_row_behind_what_it_is_nested_in(names: list[str]) -> None:
    usages = [Usage(Tag(name.casefold(), name)) for name in names]
    rows = branches(usages)
    keys = [row.key for row in rows]
    assert len(set(keys)) == len(keys)
    assert {row.key for row in rows if row.usage} == {usage.tag.key for usage in usages}
    for row in rows:
        assert not row.above or keys.index(row.above) < keys.index(row.key)


def test_a_branch_says_its_last_step() -> None:
    branch = Branch("a/b", "A/B")
    assert (branch.leaf, branch.above) == ("B", "a")
    assert tags.with_nested(["a", "ab", "a/b"], "a") == ("a", "a/b")


# --- labels --------------------------------------------------------------------------------------


@pytest.fixture
def labels(window: Window, marks: list[AnnotationId]) -> Iterator[LabelsDialog]:
    window.actions_by_id["all-labels"].trigger()
    (dialog,) = window.findChildren(LabelsDialog)
    settle()
    yield dialog
    dialog.close()


def names(window: Window) -> list[str]:
    return [label.name for label in window.session.labels()]


def test_number_keys_follow_the_order(labels: LabelsDialog, window: Window) -> None:
    QTest.keyClick(labels.list, Qt.Key.Key_Down, ALT)
    assert names(window)[:3] == ["Claim", "Quote", "Check"]
    assert window.actions_by_id["label-1"].text() == "Claim"
    row = labels.list.item(0)
    assert row is not None
    assert "key 1" in row.data(Qt.ItemDataRole.AccessibleTextRole)
    QTest.keyClick(labels.list, Qt.Key.Key_Up, ALT)
    assert names(window)[:2] == ["Quote", "Claim"]


def test_a_label_is_dragged_to_its_place(labels: LabelsDialog, window: Window) -> None:
    labels.list.setCurrentRow(0)
    last = labels.list.visualItemRect(labels.list.item(5))
    drop(labels.list, last.bottomLeft() - QPoint(-40, 2))
    assert names(window)[-1] == "Quote"
    assert labels.list.currentRow() == 5
    drop(labels.list, labels.list.visualItemRect(labels.list.item(0)).topLeft() + QPoint(40, 2))
    assert names(window)[0] == "Quote"


def test_the_page_and_its_marks_follow_at_once(
    labels: LabelsDialog, window: Window, marks: list[AnnotationId]
) -> None:
    labels.list.setCurrentRow(0)
    labels.colour("pink")
    labels.rename(window.session.labels()[0].id, "Said")
    assert window.session.labels()[0].colour == "pink"
    assert {card.label.name for card in window.notes.cards() if card.label} == {"Said"}
    assert {card.label.colour for card in window.notes.cards() if card.label} == {"pink"}
    window.session.undo()
    window.session.undo()
    assert names(window)[0] == "Quote"


def test_a_label_is_added_and_named_where_it_stands(labels: LabelsDialog, window: Window) -> None:
    labels.add_button.click()
    field = labels.list.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "On record")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle()
    assert names(window)[-1] == "On record"
    assert window.session.labels()[-1].colour == "teal"
    labels.rename(window.session.labels()[0].id, "on RECORD")
    assert "already" in labels.bar.sentence.text()


def test_labels_are_retired_but_for_the_last_and_brought_back(
    labels: LabelsDialog, window: Window, marks: list[AnnotationId]
) -> None:
    labels.list.setCurrentRow(0)
    labels.retire()
    assert names(window)[0] == "Claim"
    assert window.notes.cards()[0].label is not None
    for _each in range(4):
        labels.list.setCurrentRow(0)
        labels.retire()
    labels.list.setCurrentRow(0)
    labels.retire()
    assert names(window) == ["Doubt"]
    assert "only" in labels.bar.sentence.text()
    labels.list.choose(window.session.library.labels()[-1].id)
    assert labels.retire_button.text() == "Bring back"
    labels.retire_button.click()
    assert len(names(window)) == 2


def test_every_colour_has_a_name_and_a_sign_of_its_own(app: QApplication) -> None:
    assert len({colour_name(each) for each in COLOURS}) == len(COLOURS)
    pictures = {sign_icon(each).pixmap(16).toImage().constBits().tobytes() for each in COLOURS}
    assert len(pictures) == len(COLOURS)


# --- stories -------------------------------------------------------------------------------------


@pytest.fixture
def story(window: Window, article: ArticleId, marks: list[AnnotationId]) -> StoryId:
    """The four marks and then their article."""
    id = window.session.library.new_story_id()
    items = [*marks, article]
    window.session.do(changes.into_story(None, items, new_id=id, title="The pump"))
    return id


@pytest.fixture
def stories(window: Window, story: StoryId) -> Iterator[StoriesWindow]:
    window.beside.show_story(story)
    beside = window.beside.stories
    assert wait_until(lambda: len(beside.items.notes) == 5)
    yield beside
    beside.close()


def order(window: Window, story: StoryId) -> list[str]:
    return list(window.session.library.story(story).items)


def test_a_story_shows_what_is_in_it_in_its_order(
    stories: StoriesWindow, window: Window, story: StoryId
) -> None:
    assert [each.id for each in stories.items.notes] == order(window, story)
    assert stories.head.title == "The pump"
    assert stories.head.about.text() == "4 marks  ·  1 article"
    said = [stories.items.index(row).data() for row in range(5)]
    assert said[1].startswith("2. Quote. “berpindah 240 meter”. Ask her. ")
    assert said[4].startswith("5. Article. “The river")


def test_keys_put_it_in_another_order_and_what_is_chosen_stays_chosen(
    stories: StoriesWindow, window: Window, story: StoryId
) -> None:
    before = order(window, story)
    stories.list.choose_row(0)
    QTest.keyClick(stories.list, Qt.Key.Key_Down, ALT)
    QTest.keyClick(stories.list, Qt.Key.Key_Down, ALT)
    assert order(window, story) == [*before[1:3], before[0], *before[3:]]
    assert stories.list.chosen() == (before[0],)
    assert wait_until(lambda: not stories._timer.isActive() and not stories._reading)
    assert stories.list.chosen() == (before[0],)
    window.session.undo()
    window.session.undo()
    assert order(window, story) == before
    assert wait_until(lambda: [each.id for each in stories.items.notes] == before)


def test_dragging_puts_several_side_by_side(
    stories: StoriesWindow, window: Window, story: StoryId
) -> None:
    before = order(window, story)
    stories.list.choose([stories.items.notes[0].id, stories.items.notes[2].id])
    last = stories.list.visualRect(stories.items.index(4))
    assert stories.list.row_before(last.topLeft() + QPoint(30, 2)) == 4
    drop(stories.list, QPoint(30, last.top() + 2))
    assert order(window, story) == [before[1], before[3], before[0], before[2], before[4]]
    assert stories.list.row_before(QPoint(30, stories.list.viewport().height() + 5000)) == 5


def test_what_is_in_the_trash_keeps_its_place(
    stories: StoriesWindow, window: Window, story: StoryId, marks: list[AnnotationId]
) -> None:
    gone = window.session.library.annotation(marks[1])
    window.session.do(changes.remove(gone, at=window.session.now()))
    assert wait_until(lambda: len(stories.items.notes) == 4)
    assert "1 in the trash" in stories.head.about.text()
    stories.list.choose_row(0)
    stories.step(1)
    assert order(window, story)[:3] == [marks[2], marks[1], marks[0]]


def test_delete_takes_out_of_the_story_and_leaves_the_note(
    stories: StoriesWindow, window: Window, story: StoryId, marks: list[AnnotationId]
) -> None:
    stories.list.choose_row(1)
    QTest.keyClick(stories.list, Qt.Key.Key_Delete)
    assert marks[1] not in order(window, story)
    assert window.session.library.annotation(marks[1]).trashed is None
    assert wait_until(lambda: len(stories.items.notes) == 4)
    assert stories.list.chosen() == (marks[2],)
    offer = stories.bar.offer()
    assert offer is not None
    offer.click()
    assert order(window, story)[1] == marks[1]


def test_enter_leads_to_the_passage(
    stories: StoriesWindow, window: Window, article: ArticleId, marks: list[AnnotationId]
) -> None:
    window.page.open(None)
    stories.list.choose_row(2)
    QTest.keyClick(stories.list, Qt.Key.Key_Return)
    settle()
    assert window.page.current is not None
    assert window.page.current[0].id == article
    assert window.marking.active == marks[2]


def test_title_and_note_are_kept_as_they_are_left(
    stories: StoriesWindow, window: Window, story: StoryId
) -> None:
    stories.head.edit_title()
    QTest.keyClicks(stories.head._title, "Who pays")
    stories.head._note.setFocus()
    settle()
    QTest.keyClicks(stories.head._note, "Ask her")
    stories._to_the_list()
    settle()
    kept = window.session.library.story(story)
    assert (kept.title, kept.note) == ("Who pays", "Ask her")
    assert wait_until(lambda: stories.names.currentItem().text() == "Who pays")
    window.session.undo()
    window.session.undo()
    assert wait_until(lambda: (stories.head.title, stories.head.note) == ("The pump", ""))


def test_what_comes_from_elsewhere_is_not_written_over_what_is_typed(
    stories: StoriesWindow, window: Window, story: StoryId
) -> None:
    stories.head._note.setPlainText("half a sent")
    kept = window.session.library.story(story)
    window.session.do(changes.edit_story(kept, title="Another title"))
    assert wait_until(lambda: stories.head.title == "Another title")
    assert stories.head.note == "half a sent"
    stories.save()
    assert window.session.library.story(story).note == "half a sent"


def test_a_story_is_deleted_and_comes_back(
    stories: StoriesWindow, window: Window, story: StoryId
) -> None:
    before = window.session.library.story(story)
    stories.delete()
    assert window.session.library.stories() == ()
    assert wait_until(lambda: stories.stack.currentWidget() is stories._no_story)
    window.session.undo()
    assert window.session.library.story(story) == before
    assert wait_until(lambda: stories.story() == before)


def test_its_page_is_copied_and_saved_without_what_stays_here(
    stories: StoriesWindow, window: Window, marks: list[AnnotationId], tmp_path: Path
) -> None:
    private = window.session.library.annotation(marks[0])
    window.session.do(changes.edit_annotation(private, at=window.session.now(), private=True))
    stories.copy_page()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("# The pump\n\n> berpindah")
    assert "eleven families" not in copied
    assert "1 private note stayed here." in stories.bar.sentence.text()
    to = tmp_path / "pump.md"
    stories.write_page(to)
    assert wait_until(lambda: to.exists() and "pump.md" in stories.bar.sentence.text())
    assert to.read_text(encoding="utf-8") == copied


def test_a_story_of_many_heights_is_measured_as_it_is_painted(window: Window) -> None:
    library, session = window.session.library, window.session
    id, change, blobs = adding(library, at=session.now())
    session.do(change, blobs=blobs)
    noted = Noted(library.article(id))
    assert measure(noted, 300).height >= measure(noted, 900).height
    assert shown(noted).words == library.article(id).title
    assert spoken(noted, 3).startswith("3. ")


# --- into a story --------------------------------------------------------------------------------


def test_shift_s_puts_the_active_mark_into_a_story(
    window: Window, story: StoryId, article: ArticleId
) -> None:
    _id, change = marking(
        window.session.library, article, "another country", at=window.session.now()
    )
    window.session.do(change)
    window.marking.activate(_id)
    assert window.ordering._meant() == _id
    menu = window.ordering.menu_into(_id)
    menu.actions()[0].trigger()
    assert order(window, story)[-1] == _id
    again = window.ordering.menu_into(_id)
    assert not again.actions()[0].isEnabled()
    window.marking.activate(None)
    assert window.ordering._meant() == article
    menu.deleteLater()
    again.deleteLater()


def test_its_key_opens_the_menu(window: Window, story: StoryId, article: ArticleId) -> None:
    assert BY_ID["put-into-story"].keys == ("Shift+S",)
    window.actions_by_id["put-into-story"].trigger()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    assert popup.actions()[0].text() == "The pump"
    popup.close()


def test_a_new_story_is_asked_for_made_and_shown(
    window: Window, article: ArticleId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(into_story.IntoStory, "ask", lambda _self: "R&D")
    window.actions_by_id["new-story"].trigger()
    (story,) = window.session.library.stories()
    assert story.title == "R&D"
    assert window.beside.stories.isVisible()
    assert wait_until(lambda: window.beside.stories.story() == story)
    assert window.beside.stories.list.current() is None
    menu = window.ordering.story_menu(story.id)
    menu.actions()[-1].trigger()
    assert window.session.library.stories() == ()
    menu.deleteLater()
    window.beside.stories.close()


def test_the_sidebar_offers_a_new_story_and_the_menu_of_each(
    window: Window, story: StoryId
) -> None:
    window.actions_by_id["shelves"].trigger()
    settle()
    rows = window.shelves._rows
    row = next(each for query, each in rows.items() if query.story == story)
    heard: list[object] = []
    window.shelves.story_menu_wanted.disconnect()
    window.shelves.story_menu_wanted.connect(lambda id, _at: heard.append(id))
    row.customContextMenuRequested.emit(QPoint(4, 4))
    assert heard == [story]
    texts = [each.text() for each in window.shelves.findChildren(type(row)) if each.isVisible()]
    assert "New story…" in texts


def test_the_articles_of_a_story_leave_through_the_export_of_lists(
    stories: StoriesWindow, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(
        window.outgoing, "export_list", lambda query, name: asked.append((query.story, name))
    )
    stories.export()
    shown_story = stories.story()
    assert isinstance(shown_story, Story)
    assert asked == [(shown_story.id, "The pump")]


def test_a_list_of_items_speaks_its_name(app: QApplication, stories: StoriesWindow) -> None:
    assert isinstance(stories.list, ItemList)
    for widget in (stories.list, stories.names, stories.head._title, stories.head._note):
        assert widget.accessibleName()
