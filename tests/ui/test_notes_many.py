"""However many notes there are: each change shows what a fresh panel would show, and only what is
seen is measured."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from reader import changes
from reader.model import AnnotationId, Change, Edit, Passage, Place
from tests.ui.conftest import settle, wait_until
from tests.ui.test_notes import AT, DOCUMENT, Desk, quotes
from ui.gathering import AT_ONCE, Gathering
from ui.notes.cards import ARTICLE, Card, cards, grouped
from ui.notes.filters import Filter
from ui.notes.heights import Heights

# --- the law: what is shown is what a fresh panel would show --------------------------------------

TEXT = DOCUMENT.text
_WARNING = QAbstractItemModelTester.FailureReportingMode.Warning
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("mark", "mark", "note", "label", "tag", "private", "check"),
                *("remove", "restore", "move", "lose", "settle", "undo", "redo"),
                *("article", "filter", "rename", "several"),
            ]
        ),
        st.integers(0, 40),
        st.integers(0, 5),
    ),
    max_size=14,
)


def take_step(desk: Desk, what: str, where: int, which: int) -> None:
    """One thing that a journalist may do, to the mark that the numbers point to."""
    library, session = desk.library, desk.session
    if not is_there(desk) and what != "redo":
        return
    labels = library.labels()
    there = [*library.annotations(desk.article), *library.annotations(desk.article, trashed=True)]
    if what == "mark":
        passage = Passage(5 + where, 5 + where + 1 + which)
        id = library.new_annotation_id()
        session.do(
            changes.mark(DOCUMENT, desk.article, 1, passage, labels[which].id, id=id, at=AT)
            if TEXT[passage.start : passage.end].strip()
            else None
        )
    elif what == "article":
        note = "A note." * (which % 2)
        session.do(changes.edit_article(library.article(desk.article), note=note))
    elif what == "filter":
        hidden = frozenset(label.id for label in labels[which : which + 2])
        desk.panel._show_only(Filter(hidden=hidden, needs_a_look=where % 7 == 0))
    elif what == "rename":
        label = labels[which]
        renamed = changes.replace(label, name=f"{label.name}'", colour=labels[where % 6].colour)
        session.do(Change("labels", (Edit(label, renamed),)))
    elif what == "undo":
        session.undo()
    elif what == "redo":
        session.redo()
    elif there:
        on_a_mark(desk, what, there[where % len(there)].id, which)


def on_a_mark(desk: Desk, what: str, id: AnnotationId, which: int) -> None:
    library, session = desk.library, desk.session
    mark, place = library.annotation(id), library.place(id, 1)
    label = library.labels()[which]
    edits = {
        "note": {"note": "why?\n" * which},
        "label": {"label": label.id},
        "tag": {"tags": ["nato", "ap"][: which % 3]},
        "private": {"private": which % 2 == 0},
        "check": {"checked": ("none", "holds", "wrong")[which % 3]},
    }
    if what in edits:
        session.do(changes.edit_annotation(mark, at=AT, **edits[what]))  # type: ignore[arg-type]
    elif what == "remove" and mark.trashed is None:
        session.do(changes.remove(mark, at=AT))
    elif what == "restore" and mark.trashed is not None:
        session.do(changes.restore(mark))
    elif what == "move" and place is not None:
        passage = Passage(30 + which, 33 + which)
        put(desk, place, Place(id, 1, passage, "moved", 0.5))
    elif what == "lose" and place is not None:
        put(desk, place, Place(id, 1, None, "orphan", 0.0))
    elif what == "settle" and place is not None and place.passage is not None:
        session.do(changes.settle(place))
    elif what == "several":
        ids = [each.id for each in library.annotations(desk.article)]
        desk.panel.list.select_ids(tuple(ids))
        desk.panel._tag(ids, ["several"])


def put(desk: Desk, place: Place, there: Place) -> None:
    if place != there:
        desk.session.do(Change("carry-over", (Edit(place, there),)))


def is_there(desk: Desk) -> bool:
    """Whether the article has not been undone."""
    return any(row.article.id == desk.article for row in desk.library.articles())


def fresh(desk: Desk) -> list[Card]:
    """The cards that a panel would show that has just been opened, with the same filter."""
    now = cards(desk.library, desk.article) if is_there(desk) else ()
    return list(grouped(card for card in now if desk.panel._filter.shows(card)))


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_after_any_changes_the_cards_are_those_of_a_fresh_panel(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("law") / "Test.galley")
    # Whatever is wrong with a signal of the model, it says on Qt's own log, which must be silent.
    tester = QAbstractItemModelTester(desk.panel.model, _WARNING)
    try:
        for step in steps:
            take_step(desk, *step)
            assert list(desk.panel.cards()) == fresh(desk)
            rows = [desk.panel.model.row_of(card.id) for card in desk.panel.cards()]
            assert rows == list(range(len(rows)))
    finally:
        tester.deleteLater()
        desk.close()


@given(STEPS)
@settings(max_examples=30, deadline=None)
def test_every_card_lies_under_the_one_before_as_high_as_it_needs(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("law") / "Test.galley")
    view = desk.panel.list
    try:
        for step in steps:
            take_step(desk, *step)
        settle()
        rects = [view.visualRect(view._model.index(row)) for row in range(view._model.rowCount())]
        for row, rect in enumerate(rects):
            above = rects[row - 1] if row else QRect(0, -view.verticalOffset(), 1, 0)
            assert rect.top() == above.top() + above.height()
            if rect.intersects(view.viewport().rect()):
                assert rect.height() == view.measured(row, rect.width())
                assert view.indexAt(rect.center()).row() == row
    finally:
        desk.close()


# --- heights -------------------------------------------------------------------------------------

GUESSES = st.lists(st.integers(1, 300), min_size=1, max_size=6)
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["insert", "remove", "measure", "move", "ask"]),
        st.integers(0, 50),
        st.integers(0, 50),
        GUESSES,
    ),
    max_size=20,
)


@given(MOVES)
def test_rows_begin_where_those_above_them_end(
    moves: list[tuple[str, int, int, list[int]]],
) -> None:
    heights, plain = Heights(), list[int]()
    for what, one, other, given_heights in moves:
        row = one % (len(plain) + 1)
        if what == "insert":
            assert heights.insert(row, given_heights) == sum(given_heights)
            plain[row:row] = given_heights
        elif what == "ask":
            assert heights.total == sum(plain)
        elif plain:
            row, last = sorted((one % len(plain), other % len(plain)))
            if what == "remove":
                assert heights.remove(row, last) == sum(plain[row : last + 1])
                del plain[row : last + 1]
            elif what == "measure":
                assert heights.measure(row, given_heights[0]) == given_heights[0] - plain[row]
                plain[row] = given_heights[0]
                assert heights.is_measured(row)
            else:
                heights.move(last, row)
                plain.insert(row, plain.pop(last))
    assert len(heights) == len(plain)
    assert [heights.top(row) for row in range(len(plain))] == [
        sum(plain[:row]) for row in range(len(plain))
    ]
    assert heights.total == sum(plain)


@given(GUESSES, st.integers(-50, 2000), st.integers(-50, 2000))
def test_rows_between_are_those_that_have_a_pixel_there(
    given_heights: list[int], top: int, bottom: int
) -> None:
    heights = Heights()
    heights.insert(0, given_heights)
    shown = [
        row
        for row in range(len(given_heights))
        if max(top, heights.top(row)) < min(bottom, heights.top(row) + heights[row])
    ]
    assert list(heights.rows_between(top, bottom)) == shown
    found = heights.row_at(top)
    assert (found is None) == (not 0 <= top < heights.total)
    assert found is None or heights.top(found) <= top < heights.top(found) + heights[found]


# --- many ----------------------------------------------------------------------------------------

MANY = 3 * AT_ONCE


@pytest.fixture
def desk(app: QApplication, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "Test.galley")
    desk.panel.activateWindow()
    yield desk
    desk.close()


@pytest.fixture
def many(desk: Desk) -> list[AnnotationId]:
    """So many marks that the panel does not show them at once, in text order."""
    label, edits = desk.library.labels()[0].id, []
    for number in range(MANY):
        start = 5 + number * 50 // MANY
        id = AnnotationId(f"k{number:05d}")
        note = "Why?\n\n" * (number % 4)
        made = changes.mark(
            *(DOCUMENT, desk.article, 1, Passage(start, start + 12), label), id=id, at=AT, note=note
        )
        edits += made.edits
    desk.library.apply(Change("mark", tuple(edits)), at=AT, by="shell")
    desk.session.look_for_news()
    desk.panel.show_article(None)
    desk.panel.show_article(desk.article)
    return [AnnotationId(card.id) for card in fresh(desk)]


def test_many_cards_come_bit_by_bit_until_all_are_there(
    desk: Desk, many: list[AnnotationId]
) -> None:
    assert desk.panel.is_filling
    assert desk.panel.model.rowCount() == 0
    assert wait_until(lambda: not desk.panel.is_filling)
    assert list(desk.panel.model.cards()) == fresh(desk)
    assert desk.panel.count.text() == str(MANY)


def test_whoever_asks_for_the_cards_gets_them_all(desk: Desk, many: list[AnnotationId]) -> None:
    assert desk.panel.is_filling
    assert [card.id for card in desk.panel.cards()] == many
    assert not desk.panel.is_filling


def test_what_changes_while_cards_come_is_shown_as_it_is_then(
    desk: Desk, many: list[AnnotationId]
) -> None:
    removed, noted = many[-1], many[len(many) // 2]
    desk.session.do(changes.remove(desk.library.annotation(removed), at=AT))
    desk.session.do(changes.edit_annotation(desk.library.annotation(noted), at=AT, note="Later."))
    new = desk.mark("Krimea")
    desk.panel.set_active(many[-2])
    assert desk.panel.model.row_of(many[-2]) is not None
    assert wait_until(lambda: not desk.panel.is_filling)
    assert list(desk.panel.model.cards()) == fresh(desk)
    assert new in [card.id for card in desk.panel.cards()]
    assert removed not in [card.id for card in desk.panel.cards()]


def test_another_article_ends_what_was_still_coming(desk: Desk, many: list[AnnotationId]) -> None:
    other = desk._add()
    desk.panel.show_article(other)
    settle()
    assert not desk.panel.is_filling
    assert quotes(desk) == []


def test_few_of_many_cards_are_measured(desk: Desk, many: list[AnnotationId]) -> None:
    assert wait_until(lambda: not desk.panel.is_filling)
    settle()
    view = desk.panel.list
    known = [row for row in range(MANY) if view._heights.is_measured(row)]
    assert 0 < len(known) < 40


@pytest.mark.parametrize("which", [0, 1, MANY // 2, MANY - 2, MANY - 1])
def test_any_of_many_cards_is_seen_whole_when_it_is_the_active_one(
    desk: Desk, many: list[AnnotationId], which: int
) -> None:
    desk.panel.cards()
    for id in (many[which], many[-1 - which], many[which]):
        desk.panel.set_active(id)
        card = desk.panel.list.visualRect(desk.panel.model.index_of(id))
        assert desk.panel.list.viewport().rect().contains(card)


def test_what_is_in_sight_stays_when_cards_above_it_come_and_go(
    desk: Desk, many: list[AnnotationId]
) -> None:
    desk.panel.cards()
    view, model = desk.panel.list, desk.panel.model
    desk.panel.set_active(many[MANY // 2])
    settle()
    index = model.index_of(many[MANY // 2])
    before = view.visualRect(index).top()
    desk.session.do(changes.remove(desk.library.annotation(many[3]), at=AT))
    settle()
    assert view.visualRect(model.index_of(many[MANY // 2])).top() == before
    desk.session.undo()
    settle()
    assert view.visualRect(model.index_of(many[MANY // 2])).top() == before


def test_scrolling_up_through_guessed_cards_shows_each_once_and_ends_at_the_top(
    desk: Desk, many: list[AnnotationId]
) -> None:
    desk.panel.cards()
    view = desk.panel.list
    view.scrollToBottom()
    settle()
    seen: list[int] = []
    for _turn in range(2000):
        rows = view._heights.rows_between(
            view.verticalOffset(), view.verticalOffset() + view.viewport().height()
        )
        assert all(view._heights.is_measured(row) for row in rows)
        if not seen or rows[0] != seen[-1]:
            seen.append(rows[0])
        if view.verticalOffset() == 0:
            break
        view.verticalScrollBar().setValue(view.verticalOffset() - 150)
    assert view.verticalOffset() == 0
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] == 0


def test_page_keys_go_by_what_has_room(desk: Desk, many: list[AnnotationId]) -> None:
    desk.panel.cards()
    view = desk.panel.list
    view.setFocus()
    view.make_current(view._model.index(0))
    for key, goes_on in ((Qt.Key.Key_PageDown, True), (Qt.Key.Key_PageUp, False)):
        before = view.currentIndex().row()
        QTest.keyClick(view, key)
        after = view.currentIndex().row()
        assert (after > before) == goes_on
        assert view.viewport().rect().intersects(view.visualRect(view.currentIndex()))
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == MANY - 1
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.currentIndex().row() == 0


def test_all_of_many_can_be_selected_and_changed_in_one_step(
    desk: Desk, many: list[AnnotationId]
) -> None:
    desk.panel.cards()
    desk.panel.list.selectAll()
    assert desk.panel.selected() == tuple(many)
    desk.panel._tag(many, ["nato"])
    assert wait_until(lambda: not desk.panel.is_filling)
    assert list(desk.panel.cards()) == fresh(desk)
    assert all(card.tags == ("nato",) for card in desk.panel.cards())
    assert desk.panel.selected() == tuple(many)


def test_a_drag_over_cards_selects_them(desk: Desk, many: list[AnnotationId]) -> None:
    desk.panel.cards()
    settle()
    view = desk.panel.list
    first, third = (view.visualRect(view._model.index(row)) for row in (0, 2))
    port = view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=first.topLeft() + QPoint(60, 20))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=first.topLeft() + QPoint(60, 20))
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, shift, third.topLeft() + QPoint(60, 20))
    assert desk.panel.selected() == tuple(many[:3])


def test_marks_are_gathered_from_an_offset_on_and_then_those_before_it(
    desk: Desk, many: list[AnnotationId]
) -> None:
    gathering = Gathering(desk.session)
    told: list[AnnotationId] = []
    gathering.came.connect(lambda marked: told.extend(each.id for each, _place in marked))
    ended: list[bool] = []
    gathering.done.connect(lambda: ended.append(True))
    gathering.begin(desk.article, 1, near=30)
    gathering.finish()
    starts = dict(desk.library.standing(desk.article, 1))
    begins = [starts[id] for id in told]
    assert sorted(told) == sorted(many)
    assert ended == [True]
    assert begins[0] is not None
    assert begins[0] >= 30
    assert begins[-1] == min(start for start in begins if start is not None)


def test_the_note_on_the_article_is_first_of_many(desk: Desk, many: list[AnnotationId]) -> None:
    article = desk.library.article(desk.article)
    desk.session.do(changes.edit_article(article, note="Call the board."))
    assert [card.id for card in desk.panel.cards()] == [ARTICLE, *many]
