"""The window of revisions: what was changed is seen, stepped through, and true to the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from reader import revising
from reader.errors import LibraryProblem
from reader.library import Library
from reader.model import AnnotationId, ArticleId, Document, Passage
from reader.model import Key as RecordKey
from reader.revisions import before, compared
from reader.revisions.interleaved import interleaved
from tests.reader.moves import a_document, added, marked, revised
from tests.reader.revisions.test_compared import pairs, revisions
from tests.reader.test_live import CAPTURES, STORIES, Story, capture
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import Clock
from tests.ui.test_theme import COLOURS, contrast, over, rgb, rounded
from tests.ui.test_theme import marked as ground_of
from ui import theme
from ui.actions import build
from ui.parts import Words
from ui.reading.document import PageHead
from ui.reading.typography import ReadingStyle
from ui.revisions import asking, drawing, model, words
from ui.revisions.columns import beside, partner
from ui.revisions.page import GROUND, ComparedPage, Drawing, Sign
from ui.revisions.window import RevisionsWindow
from ui.session import Session

Show = Callable[[QWidget], QWidget]
Key = Qt.Key


class Desk:
    """A live story with its marks, and the window of its revisions."""

    def __init__(self, path: Path, show: Show, story: Story, captures: int = CAPTURES) -> None:
        self.library = Library(path)
        self.session = Session(self.library, now=Clock())
        self.story = story
        self.article = capture(self.library, story.name, 1)
        self.marks: dict[str, AnnotationId] = {
            name: marked(self.library, self.article, getattr(story, name))
            for name in ("number", "moved", "rumour", "kept")
        }
        for number in range(2, captures + 1):
            capture(self.library, story.name, number)
        self.keys = build(QObject(self.session))
        self.window = RevisionsWindow(self.session, self.keys, make_current=self.make_current)
        self.window.resize(1180, 760)
        show(self.window)
        self.come()

    def make_current(self, article: ArticleId, number: int) -> None:
        self.session.do(revising.make_current(self.library, article, number))

    def come(self) -> None:
        self.window.come(self.article)
        self.wait(lambda: bool(self.window.rows.listed()))
        if len(self.window.rows.listed()) > 1:
            self.wait_for(*cast("tuple[int, int]", self.window.pair))

    def compare(self, number: int, with_: int | None = None) -> None:
        self.window.compare(number, with_)
        self.wait_for(*cast("tuple[int, int]", self.window.pair))

    def wait_for(self, old: int, new: int) -> None:
        self.wait(lambda: self.pair_on_page() == (old, new))

    def wait(self, condition: Callable[[], bool]) -> None:
        assert wait_until(condition)
        settle()

    def pair_on_page(self) -> tuple[int, int] | None:
        shown = self.window.comparison.shown
        return (shown.old.number, shown.new.number) if shown else None

    def text(self, number: int) -> str:
        return self.library.document(self.article, number).text

    def lines(self) -> list[str]:
        return [model.spoken(each) for each in self.window.rows.listed()]

    @property
    def both(self) -> ComparedPage:
        return self.window.comparison.both

    def marked_on(self, page: ComparedPage, name: str) -> str:
        document = page.document_shown
        assert document is not None
        [mark] = [each for each in page.marks() if each.key == self.marks[name]]
        return mark.passage.of(document.text)


@pytest.fixture
def open_desk(tmp_path: Path, show: Show) -> Iterator[Callable[..., Desk]]:
    opened: list[Desk] = []

    def open_desk(story: Story = STORIES[0], captures: int = CAPTURES) -> Desk:
        opened.append(Desk(tmp_path / f"{len(opened)}.galley", show, story, captures))
        return opened[-1]

    yield open_desk
    for desk in opened:
        desk.window.close()
        desk.session.close()
        desk.library.close()


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk()


# --- the list ------------------------------------------------------------------------------------


def test_the_revisions_are_told_newest_first_with_all_that_matters(desk: Desk) -> None:
    desk.wait(lambda: all(each.removed is not None for each in desk.window.rows.listed()[:-1]))
    fourth, third, second, first = desk.lines()
    assert fourth.startswith("Revision 4, current, ")
    assert "unread" not in fourth  # it is what is shown
    assert "set aside, The site showed the article to subscribers only, unread" in third
    assert "unread" in second
    assert "8 words removed, 39 added" in second
    assert first.endswith("added · 1347 characters")
    assert "unread" not in first


def test_times_are_local_with_their_zone(desk: Desk) -> None:
    captured = desk.library.revision(desk.article, 1).captured
    assert words.when(captured) in desk.lines()[-1]
    assert words.when(captured).split(" ")[-1] == captured.astimezone().tzname()


def test_what_was_looked_at_is_not_unread_any_more_nor_later(desk: Desk) -> None:
    desk.compare(2)
    assert [each.is_unread for each in desk.window.rows.listed()] == [False, True, False, False]
    desk.window.close()
    desk.come()
    assert [each.is_unread for each in desk.window.rows.listed()] == [False, True, False, False]


def test_a_revision_is_compared_with_the_one_before_that_was_not_set_aside(desk: Desk) -> None:
    assert desk.window.pair == (2, 4)
    desk.compare(3)
    assert desk.window.pair == (2, 3)
    desk.compare(1)
    assert desk.window.pair == (1, 2)
    desk.compare(4, 1)
    assert desk.window.pair == (1, 4)
    assert before(desk.library.revisions(desk.article), 1) is None


def test_keys_in_the_list_compare(desk: Desk) -> None:
    QTest.keyClick(desk.window.list, Key.Key_Down)
    desk.wait_for(2, 3)
    QTest.keyClick(desk.window.list, Key.Key_End)
    desk.wait_for(1, 2)
    assert desk.window.list.currentIndex().row() == 3


def test_both_are_chosen_from_menus_of_which_neither_offers_the_other(desk: Desk) -> None:
    lines = cast(QMenu, desk.window.older.menu()).actions()
    assert [line.text().split(" · ")[0] for line in lines] == [
        "Revision 4", "Revision 3", "Revision 2", "Revision 1",
    ]  # fmt: skip
    assert [line.isEnabled() for line in lines] == [False, True, True, True]
    lines[-1].trigger()
    desk.wait_for(1, 4)


# --- what is shown -------------------------------------------------------------------------------


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
def test_one_text_shows_what_was_and_what_is(open_desk: Callable[..., Desk], story: Story) -> None:
    desk = open_desk(story)
    desk.compare(2)
    document = desk.both.document_shown
    assert document is not None
    old, new = ("14", "40") if story.name == "ferry" else ("140", "410")
    assert f"{old}\u2009{new} " in document.text
    struck = [
        block.text[span.start : span.end]
        for block in document.blocks
        for span in block.spans
        if span.style == "deleted"
    ]
    assert old in struck
    assert new not in struck


def test_the_pages_side_by_side_show_each_text_as_it_was(desk: Desk) -> None:
    desk.window.beside.trigger()
    comparison = desk.window.comparison
    assert comparison.shows_columns
    for page, number in ((comparison.columns.old, 2), (comparison.columns.new, 4)):
        assert page.document_shown is not None
        assert page.document_shown.text == desk.text(number)


def test_marks_stand_on_their_words_in_both(desk: Desk) -> None:
    desk.compare(2)
    story, columns = desk.story, desk.window.comparison.columns
    assert "14\u200940" in desk.marked_on(desk.both, "number")
    assert desk.marked_on(desk.both, "moved") == story.moved
    desk.window.beside.trigger()
    assert desk.marked_on(columns.old, "number") == story.number
    assert desk.marked_on(columns.new, "number") == story.later
    assert desk.marked_on(columns.old, "moved") == desk.marked_on(columns.new, "moved")


def test_a_mark_that_is_made_meanwhile_is_shown_where_the_page_stands(desk: Desk) -> None:
    desk.window.comparison.step(1)
    current = desk.window.comparison.current
    words_ = "forty minutes late"
    desk.marks["late"] = marked(desk.library, desk.article, words_)
    desk.session.look_for_news()
    desk.session.changed.emit(desk.library.history()[-1].change)
    desk.wait(lambda: len(desk.both.marks()) == 5)
    assert desk.marked_on(desk.both, "late") == words_
    assert desk.window.comparison.current == current


def test_a_page_asks_for_no_resource_but_the_librarys_pictures(desk: Desk) -> None:
    kind = QTextDocument.ResourceType.ImageResource.value
    page = desk.both.document()
    assert page.loadResource(kind, QUrl("file:///etc/passwd")) is None
    assert page.loadResource(kind, QUrl("https://courier.example/a.png")) is None
    assert desk.both.loadResource(kind, QUrl("file:///etc/passwd")) is None


def test_what_is_copied_is_the_plain_text_of_the_side(desk: Desk) -> None:
    desk.compare(2)
    desk.both.selectAll()
    desk.both.copy()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == desk.text(2)
    assert not data.hasHtml()
    [gone] = [
        each
        for each in desk.window.comparison.differences()
        if each.old.of(desk.text(1)) == "14" and each.row
    ]
    place = desk.window.comparison.shown
    assert place is not None
    only_old = place.woven.passage("old", gone.old)
    desk.both.select(only_old)
    desk.both.copy()
    assert QGuiApplication.clipboard().text() == "14"
    desk.window.beside.trigger()
    old = desk.window.comparison.columns.old
    old.selectAll()
    old.copy()
    assert QGuiApplication.clipboard().text() == desk.text(1)


# --- from change to change -----------------------------------------------------------------------


def test_keys_step_through_all_changes_and_say_which(desk: Desk) -> None:
    comparison = desk.window.comparison
    count = len(comparison.differences())
    assert desk.window.count.text() == f"{count} changes"
    said = []
    for key in (Key.Key_J, Key.Key_N, Key.Key_J, Key.Key_N, Key.Key_J)[:count]:
        QTest.keyClick(desk.window, key)
        said.append((desk.window.count.text(), comparison.what.text()))
    assert [position for position, _what in said] == [
        f"{n} of {count}" for n in range(1, count + 1)
    ]
    assert [what for _position, what in said] == [
        "Changed", "Changed", "Changed", "Removed", "Correction",
    ]  # fmt: skip
    QTest.keyClick(desk.window, Key.Key_J)
    assert desk.window.count.text() == f"1 of {count}"
    QTest.keyClick(desk.window, Key.Key_K)
    assert desk.window.count.text() == f"{count} of {count}"
    QTest.keyClick(desk.window, Key.Key_P)
    assert desk.window.count.text() == f"{count - 1} of {count}"
    assert "the captain had not been on the bridge" in comparison.told.text()


def test_each_change_comes_into_sight(desk: Desk) -> None:
    for view in (desk.window.in_text, desk.window.beside):
        view.trigger()
        for _each in desk.window.comparison.differences():
            desk.window.comparison.step(1)
            settle()
            difference = desk.window.comparison.current
            assert difference is not None
            assert in_sight(desk, difference)


def in_sight(desk: Desk, difference: object) -> bool:
    comparison = desk.window.comparison
    current = comparison.current
    assert current is difference
    assert current is not None
    assert comparison.shown is not None
    if comparison.shows_columns:
        led = comparison.columns.new if len(current.new) else comparison.columns.old
        passage = current.new if len(current.new) else current.old
    else:
        led, passage = comparison.both, comparison.shown.woven.difference(current)
    lies = led.lies()
    assert lies is not None
    top = led.verticalScrollBar().value()
    rect = lies.lines(Passage(passage.start, passage.start + 1))[0]
    return top <= rect.top() and rect.bottom() <= top + led.viewport().height()


def test_corrections_are_listed_over_the_page_and_lead_to_themselves(desk: Desk) -> None:
    corrections = desk.window.comparison.corrections
    assert corrections.isVisible()
    [line] = corrections.lines
    assert line.accessibleName().startswith("Correction: Correction, 7 October, 15:30:")
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    assert desk.window.comparison.what.text() == "Correction"
    desk.compare(2)
    assert not corrections.isVisible()


def test_small_things_are_shown_and_stepped_to_only_when_asked_for(desk: Desk) -> None:
    desk.compare(2)
    comparison = desk.window.comparison
    count = len(comparison.differences())
    assert desk.window.small.isVisible()
    assert not any(each.small for each in comparison.differences())
    desk.window.small.trigger()
    desk.wait(lambda: len(comparison.differences()) == count + 4)
    desk.compare(4)
    assert not desk.window.small.isVisible()


def test_a_click_on_a_change_makes_it_the_current_one(desk: Desk) -> None:
    comparison = desk.window.comparison
    assert comparison.shown is not None
    wanted = comparison.differences()[1]
    place = comparison.shown.woven.difference(wanted)
    lies = desk.both.lies()
    assert lies is not None
    middle = lies.lines(place)[0].center().toPoint()
    point = middle - QPoint(0, desk.both.verticalScrollBar().value())
    QTest.mouseClick(desk.both.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert comparison.current == wanted


def test_the_sign_of_a_move_leads_to_the_other_place(desk: Desk) -> None:
    desk.window.resize(1180, 420)
    desk.compare(2)
    desk.window.beside.trigger()
    columns = desk.window.comparison.columns
    [moved] = [each for each in desk.window.comparison.differences() if each.kind == "moved"]
    desk.window.comparison.go_to(moved)
    settle()
    sign = next(iter_signs(columns.new))
    assert sign[1].startswith("Moved up")
    columns.old.verticalScrollBar().setValue(0)
    columns.new.go_to(moved.new)
    settle()
    here = next(iter_signs(columns.new))[0]
    QTest.mouseClick(columns.new.viewport(), Qt.MouseButton.LeftButton, pos=here)
    settle()
    lies = columns.old.lies()
    assert lies is not None
    top = columns.old.verticalScrollBar().value()
    assert top <= lies.lines(moved.old)[0].top() <= top + columns.old.viewport().height()


def iter_signs(page: ComparedPage) -> Iterator[tuple[QPoint, str]]:
    """Points of the page at which a sign of a move is, with what it says."""
    size = page.viewport().size()
    for y in range(0, size.height(), 3):
        for x in range(0, size.width(), 6):
            sign = page.move_at(QPointF(x, y))
            if sign is not None:
                yield QPoint(x, y), sign.words


def test_the_two_pages_scroll_together(desk: Desk) -> None:
    desk.window.resize(1180, 420)
    desk.window.beside.trigger()
    settle()
    columns = desk.window.comparison.columns
    shown = desk.window.comparison.shown
    assert shown is not None
    bar = columns.new.verticalScrollBar()
    for share in (0.3, 0.6):
        bar.setValue(round(bar.maximum() * share))
        settle()
        read = columns.new.leaf_read(1 / 3)
        assert read is not None
        goal, _down = partner(beside(shown.comparison, "new")[read[0]], *read)
        there = columns.old.leaf_read(1 / 3)
        assert there is not None
        assert abs(there[0] - goal) <= 1
    bar.setValue(0)
    assert columns.old.verticalScrollBar().value() == 0


@given(revisions())
@settings(max_examples=40)
def test_every_leaf_has_a_place_beside_it(both: tuple[Document, Document]) -> None:
    comparison = compared(*both)
    for side, document, other in (("old", *both), ("new", *reversed(both))):
        found = beside(comparison, side)  # type: ignore[arg-type]  # one of the two
        assert len(found) == len(document.blocks)
        for leaf, each in enumerate(found):
            goal, down = partner(each, leaf, 0.5)
            assert 0 <= goal <= len(other.blocks)
            assert 0 <= down <= 1
    same = compared(both[0], both[0])
    assert [partner(each, leaf, 0.25) for leaf, each in enumerate(beside(same, "old"))] == [
        (leaf, 0.25) for leaf in range(len(both[0].blocks))
    ]


@pytest.mark.parametrize(("to", "said"), [(0, "up"), (2, "down")])
def test_a_move_says_which_way_it_went(to: int, said: str) -> None:
    lines = ["One two three four.", "Five six seven.", "Eight nine ten eleven twelve."]
    moved = [lines[0], lines[2]]
    moved.insert(to, lines[1])
    comparison = compared(
        a_document("\n".join(["H", *lines])), a_document("\n".join(["H", *moved]))
    )
    [difference] = comparison.differences
    assert words.way(comparison, difference) == said


# --- what can be done ----------------------------------------------------------------------------


def test_enter_opens_the_chosen_revision_at_the_change(desk: Desk) -> None:
    opened = QSignalSpy(desk.window.opened)
    QTest.keyClick(desk.window, Key.Key_Return)
    assert opened.at(0) == [desk.article, 4, None]
    QTest.keyClick(desk.window, Key.Key_J)
    QTest.keyClick(desk.window.list, Key.Key_Return)
    article, number, passage = opened.at(1)
    assert (article, number) == (desk.article, 4)
    assert passage.of(desk.text(4)) == "43"
    desk.compare(1)
    desk.window.open()
    assert opened.at(2) == [desk.article, 1, None]


def test_what_was_set_aside_can_be_made_current(desk: Desk) -> None:
    assert not desk.window.promote.isVisible()
    desk.compare(3)
    assert desk.window.promote.isVisible()
    desk.window.promote.trigger()
    desk.wait(lambda: desk.window.rows.listed()[1].is_current)
    assert desk.library.article(desk.article).revision == 3
    assert not desk.window.promote.isVisible()
    assert desk.window.pair == (2, 3)
    desk.session.undo()
    desk.wait(lambda: desk.window.rows.listed()[0].is_current)


def test_without_a_way_to_make_one_current_none_is_offered(desk: Desk, show: Show) -> None:
    window = RevisionsWindow(desk.session, {})
    show(window)
    window.come(desk.article)
    assert wait_until(lambda: window.comparison.shown is not None)
    window.compare(3)
    assert wait_until(lambda: window.pair == (2, 3))
    assert not window.promote.isVisible()
    window.close()
    settle()


def test_the_window_comes_back_as_large_as_it_was(desk: Desk) -> None:
    desk.window.resize(610, 500)
    window = RevisionsWindow(desk.session, {}, remembered=desk.window.geometry_kept)
    assert window.size() == desk.window.size()
    window.deleteLater()


def test_a_new_capture_comes_into_the_list_and_the_page_stays(desk: Desk) -> None:
    desk.window.comparison.step(1)
    number = len(desk.library.revisions(desk.article))
    capture(desk.library, desk.story.name, 2)
    desk.session.changed.emit(desk.library.history()[-1].change)
    desk.wait(lambda: len(desk.window.rows.listed()) == number + 1)
    assert desk.window.pair == (2, 4)
    assert desk.window.comparison.current is not None
    assert desk.window.rows.listed()[0].is_unread


def test_an_article_with_one_revision_says_what_will_come(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(captures=1)
    assert desk.window.comparison.shown is None
    assert not desk.window.next.isEnabled()
    assert "One revision so far" in seen(desk.window)
    opened = QSignalSpy(desk.window.opened)
    desk.window.open()
    assert opened.at(0) == [desk.article, 1, None]


def seen(window: QWidget) -> str:
    return "\n".join(each.text() for each in window.findChildren(Words) if each.isVisible())


def test_an_article_that_is_erased_leaves_nothing_to_show(desk: Desk) -> None:
    keys = [RecordKey("article", desk.article)]
    desk.library.erase(keys, at=Clock()(), by="window")
    desk.session.look_for_news()
    desk.window._ask_for_shelf()
    desk.wait(lambda: "Nothing to show" in seen(desk.window))
    assert not desk.window.rows.listed()


def test_two_revisions_of_the_same_words_say_so(desk: Desk) -> None:
    capture(desk.library, desk.story.name, 2)
    desk.session.changed.emit(desk.library.history()[-1].change)
    desk.wait(lambda: len(desk.window.rows.listed()) == 5)
    desk.compare(5, 2)
    assert "Revision 5 says what the other one says." in seen(desk.window)
    assert not desk.window.next.isEnabled()


# --- how it looks --------------------------------------------------------------------------------


def test_a_narrow_window_shows_one_text_and_no_list(desk: Desk) -> None:
    desk.window.beside.trigger()
    desk.window.resize(480, 640)
    settle()
    assert desk.window.width() == 480
    assert not desk.window.list.isVisible()
    assert not desk.window.comparison.shows_columns
    desk.window.resize(1180, 760)
    settle()
    assert desk.window.list.isVisible()
    assert desk.window.comparison.shows_columns


def test_everything_that_can_be_pressed_has_a_name_and_its_key(desk: Desk) -> None:
    buttons = [each for each in desk.window.findChildren(QAbstractButton) if each.isVisible()]
    assert all(each.accessibleName() for each in buttons)
    tips = {each.accessibleName(): each.toolTip() for each in buttons}
    assert tips["Next change"] == "Next change (J)"
    assert tips["Change before"] == "Change before (K)"
    assert desk.window.list.accessibleName() == "Revisions"
    names = {page.accessibleName() for page in desk.window.comparison.pages}
    assert len(names) == 3


@pytest.mark.parametrize("name", theme.NAMES)
def test_words_are_readable_on_the_grounds_of_changes(name: theme.Name) -> None:
    worn = theme.load(name)
    pages = [rgb(worn.page), *(ground_of(worn, colour) for colour in COLOURS)]
    for tone in (worn.accent, worn.secondary):
        grounds = [over(page, theme.faint(tone, GROUND)) for page in pages]
        for ink in (worn.text, worn.secondary, worn.accent):
            assert min(rounded(contrast(rgb(ink), ground)) for ground in grounds) >= 4.5


def test_the_pages_follow_the_type_of_the_reader(desk: Desk) -> None:
    style = replace(ReadingStyle(), size=24)
    desk.window.set_style(style)
    assert all(page.reading_style == style for page in desk.window.comparison.pages)


def test_what_reads_from_the_right_has_its_signs_at_the_right(show: Show) -> None:
    lines = "عنوان\nالأولى من الفقرات.\nالثانية من الفقرات."
    document = replace(a_document(lines), direction="rtl")
    page = cast(ComparedPage, show(ComparedPage("x")))
    page.resize(700, 500)
    where = Passage(document.starts[2], len(document.text))
    drawing = Drawing(added=[where], changed=[where], signs=(Sign(where, "Moved", 1),))
    page.show_compared(document, PageHead(), (), lambda _src: None, drawing)
    settle()
    assert min(point.x() for point, _said in iter_signs(page)) > 400


# --- long texts ----------------------------------------------------------------------------------


def test_the_window_lives_while_long_texts_are_compared(desk: Desk) -> None:
    long = "\n".join(["Head", *(f"{n} " + "word other thing " * 40 for n in range(150))])
    article = added(desk.library, long)
    revised(desk.library, article, long.replace("other", "another"))
    desk.window.come(article)
    assert desk.window.comparison.shown is None  # it is asked for, and not waited for
    desk.wait(lambda: desk.pair_on_page() == (1, 2))
    assert desk.window.comparison.shown is not None
    assert desk.window.comparison.shown.article.id == article
    both = desk.both.document_shown
    assert both is not None
    assert len(both.text) > 200_000  # so long that a page is set anew in slices when it is resized


@given(st.integers(1, 12))
@settings(max_examples=12)
def test_words_that_differ_are_counted_in_plain_words(count: int) -> None:
    assert words.changed(count, 0).startswith(f"{count} word")
    assert words.changed(0, count).endswith("added")
    assert words.changed(count, count).endswith(f", {count} added")
    assert words.changed(0, 0) == "no word changed"


def test_what_cannot_be_read_is_said_and_the_page_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_asked: object) -> None:
        raise LibraryProblem("The disk is gone.", "Plug it in.")

    monkeypatch.setattr(asking, "two", fail)
    desk.window.compare(3)
    desk.wait(lambda: "The disk is gone." in seen(desk.window))
    assert desk.window.pair == desk.pair_on_page() == (2, 4)
    assert desk.window.comparison.both.isVisible()


@given(pairs(), st.booleans())
@settings(max_examples=30)
def test_whatever_two_documents_hold_they_are_set_and_painted(
    app: QApplication, both: tuple[Document, Document], small: bool
) -> None:
    woven = interleaved(compared(*both), small=small)
    page = ComparedPage("x")
    page.resize(640, 480)
    page.show()
    page.show_compared(
        woven.document, PageHead(), (), lambda _src: None, drawing.of_both(woven, small=small)
    )
    for difference in woven.comparison.differences[:4]:
        page.set_current(woven.difference(difference))
        assert not page.grab().isNull()
    assert page.document_shown == woven.document
    page.close()
    page.deleteLater()
    settle()
