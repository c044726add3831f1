"""Several marks at once: selected in the list, changed in one step, copied without the private."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from reader import changes
from reader.errors import GalleyError
from reader.model import AnnotationId, Change, Edit, Label, LabelId, Place, State
from tests.ui.conftest import settle
from tests.ui.test_notes import AT, Desk, quotes
from ui.notes import bulk
from ui.notes.cards import ARTICLE, Card, grouped, spoken
from ui.notes.filter_menu import FilterMenu
from ui.notes.filters import Filter, counted_tags
from ui.notes.menus import CardMenu, SeveralMenu

WORDS = ("Belanja", "Krimea", "32 negara", "المضخة")
Key = Qt.Key


@pytest.fixture
def desk(app: QApplication, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "Test.galley")
    desk.panel.activateWindow()
    yield desk
    desk.close()


@pytest.fixture
def marks(desk: Desk) -> list[AnnotationId]:
    ids = [desk.mark(words, label=number % 2) for number, words in enumerate(WORDS)]
    settle()
    return ids


def click(desk: Desk, id: AnnotationId, key: Qt.KeyboardModifier) -> None:
    view = desk.panel.list
    where = view.visualRect(desk.panel.model.index_of(id)).topLeft() + QPoint(60, 20)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, key, where)


def press(desk: Desk, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(desk.panel.list, key, held or Qt.KeyboardModifier.NoModifier)


def labelled(desk: Desk, ids: list[AnnotationId]) -> set[LabelId]:
    return {desk.library.annotation(id).label for id in ids}


def put(desk: Desk, id: AnnotationId, state: State) -> None:
    place = desk.library.places(desk.article)[id]
    passage = None if state == "orphan" else place.passage
    there = Place(id, 1, passage, state, 0.5)
    desk.session.do(Change("carry-over", (Edit(place, there),)))


# --- selecting -----------------------------------------------------------------------------------


def test_a_click_selects_one_and_with_ctrl_or_shift_more(
    desk: Desk, marks: list[AnnotationId]
) -> None:
    heard: list[tuple[AnnotationId, ...]] = []
    desk.panel.selection_changed.connect(heard.append)
    chosen: list[AnnotationId] = []
    desk.panel.chosen.connect(chosen.append)
    click(desk, marks[0], Qt.KeyboardModifier.NoModifier)
    assert desk.panel.selected() == (marks[0],)
    click(desk, marks[2], Qt.KeyboardModifier.ControlModifier)
    assert desk.panel.selected() == (marks[0], marks[2])
    click(desk, marks[3], Qt.KeyboardModifier.ShiftModifier)
    assert len(desk.panel.selected()) > 1
    assert heard[-1] == desk.panel.selected()
    assert set(chosen) == {marks[0]}


def test_shift_and_arrows_select_more_and_esc_goes_back_to_one_and_then_to_the_page(
    desk: Desk, marks: list[AnnotationId]
) -> None:
    left: list[bool] = []
    desk.panel.done.connect(lambda: left.append(True))
    desk.panel.list.setFocus()
    click(desk, marks[0], Qt.KeyboardModifier.NoModifier)
    press(desk, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(desk, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert desk.panel.selected() == tuple(marks[:3])
    press(desk, Key.Key_Escape)
    assert desk.panel.selected() == (marks[2],)
    assert not left
    press(desk, Key.Key_Escape)
    assert left == [True]


def test_home_and_end_go_to_the_first_and_last_card(desk: Desk, marks: list[AnnotationId]) -> None:
    chosen: list[AnnotationId] = []
    desk.panel.chosen.connect(chosen.append)
    desk.panel.list.setFocus()
    settle()
    press(desk, Key.Key_End)
    press(desk, Key.Key_Home)
    assert chosen[-2:] == [marks[3], marks[0]]


def test_the_active_mark_does_not_undo_a_selection_it_is_part_of(
    desk: Desk, marks: list[AnnotationId]
) -> None:
    desk.panel.list.select_ids((marks[0], marks[1]))
    desk.panel.set_active(marks[1])
    assert desk.panel.selected() == (marks[0], marks[1])
    desk.panel.set_active(marks[3])
    assert desk.panel.selected() == (marks[3],)


def test_del_removes_all_that_are_selected_and_one_undo_brings_them_back(
    desk: Desk, marks: list[AnnotationId]
) -> None:
    said: list[str] = []
    desk.session.said.connect(lambda words, _action: said.append(words))
    desk.panel.list.select_ids(tuple(marks[1:]))
    press(desk, Key.Key_Delete)
    assert quotes(desk) == ["Belanja"]
    assert said == ["3 marks removed."]
    desk.session.undo()
    assert quotes(desk) == list(WORDS)


def test_letters_are_left_to_the_window(desk: Desk, marks: list[AnnotationId]) -> None:
    desk.panel.list.select_ids(tuple(marks[:1]))
    press(desk, Key.Key_3)
    press(desk, Key.Key_K)
    assert desk.panel.selected() == (marks[0],)


@pytest.mark.parametrize(
    ("key", "held", "own"),
    [
        (Key.Key_Down, Qt.KeyboardModifier.ShiftModifier, True),
        (Key.Key_Delete, Qt.KeyboardModifier.NoModifier, True),
        (Key.Key_A, Qt.KeyboardModifier.ControlModifier, True),
        (Key.Key_Down, Qt.KeyboardModifier.AltModifier, False),
        (Key.Key_Delete, Qt.KeyboardModifier.ControlModifier, False),
        (Key.Key_K, Qt.KeyboardModifier.NoModifier, False),
    ],
)
def test_keys_of_the_list_are_not_shortcuts_of_the_window_there(
    desk: Desk, key: Qt.Key, held: Qt.KeyboardModifier, own: bool
) -> None:
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, key, held)
    asked.ignore()
    QApplication.sendEvent(desk.panel.list, asked)
    assert asked.isAccepted() == own


# --- changing several ----------------------------------------------------------------------------


@given(picked=st.lists(st.integers(0, 3), max_size=6), which=st.integers(0, 4))
@settings(max_examples=25, deadline=None)
def test_each_bulk_edit_is_one_step_that_undo_takes_back_whole(
    tmp_path_factory: pytest.TempPathFactory, picked: list[int], which: int
) -> None:
    desk = Desk(tmp_path_factory.mktemp("bulk") / "Test.galley")
    ids = [desk.mark(words) for words in WORDS]
    before = [desk.library.annotation(id) for id in ids]
    steps = desk.session.undo_stack.count()
    chosen = [ids[number] for number in picked]
    acts = (
        lambda: bulk.label_all(desk.session, chosen, desk.library.labels()[2].id),
        lambda: bulk.tag_all(desk.session, chosen, ["nato", "anggaran 2014"]),
        lambda: bulk.check_all(desk.session, chosen, "holds"),
        lambda: bulk.private_all(desk.session, chosen, True),
        lambda: bulk.remove_all(desk.session, chosen),
    )
    assert acts[which]() == len(set(picked))
    now = [desk.library.annotation(id) for id in ids]
    changed = {
        number for number, pair in enumerate(zip(before, now, strict=True)) if pair[0] != pair[1]
    }
    assert changed == set(picked)
    assert desk.session.undo_stack.count() == steps + bool(picked)
    if picked:
        desk.session.undo()
    assert [desk.library.annotation(id) for id in ids] == before
    desk.close()


def test_what_needs_no_change_is_not_counted(desk: Desk, marks: list[AnnotationId]) -> None:
    second = desk.library.labels()[1].id
    assert bulk.label_all(desk.session, marks, second) == 2
    assert labelled(desk, marks) == {second}
    assert bulk.label_all(desk.session, marks, second) == 0


def test_new_tags_stand_beside_old_ones(desk: Desk, marks: list[AnnotationId]) -> None:
    bulk.tag_all(desk.session, marks[:1], ["NATO"])
    bulk.tag_all(desk.session, marks[:2], ["nato", "मतदान"])
    assert [desk.library.annotation(id).tags for id in marks[:2]] == [("NATO", "मतदान")] * 2


def test_what_cannot_be_a_tag_is_said_and_changes_nothing(
    desk: Desk, marks: list[AnnotationId]
) -> None:
    failed: list[GalleyError] = []
    desk.session.failed.connect(failed.append)
    assert bulk.tag_all(desk.session, marks, ["1984"]) == 0
    assert len(failed) == 1


def test_copies_are_quotes_with_notes_in_order_without_those_that_stay_here(
    desk: Desk, marks: list[AnnotationId]
) -> None:
    record = desk.library.annotation(marks[1])
    desk.session.do(changes.edit_annotation(record, at=AT, note="*Ask* AP.", tags=["nato"]))
    bulk.private_all(desk.session, marks[:1], True)
    copied = bulk.copied(desk.session, [marks[3], marks[0], marks[1]])
    assert copied.left_out == 1
    assert copied.markdown.startswith("> المضخة\n\n> Krimea")
    assert copied.markdown.endswith("\n\n*Ask* AP.\n\n#nato")
    assert copied.plain == "“المضخة”\n\n“Krimea”\n\n*Ask* AP.\n\n#nato"


def test_the_menu_of_several_acts_on_all_of_them(desk: Desk, marks: list[AnnotationId]) -> None:
    said: list[str] = []
    desk.session.said.connect(lambda words, _action: said.append(words))
    bulk.private_all(desk.session, marks[3:], True)
    menu = SeveralMenu(desk.session, marks, None, desk.panel)
    lines = {action.text(): action for action in menu.actions()}
    lines["Check"].trigger()
    lines["Holds"].trigger()
    lines["Copy as plain text"].trigger()
    menu.deleteLater()
    assert labelled(desk, marks) == {desk.library.labels()[2].id}
    assert {card.checked for card in desk.panel.cards()} == {"holds"}
    assert QGuiApplication.clipboard().text() == "“Belanja”\n\n“Krimea”\n\n“32 negara”"
    assert said[-1] == "3 marks copied. 1 stays here."


def test_tags_for_several_are_typed_in_a_line_over_the_cards(
    desk: Desk, marks: list[AnnotationId]
) -> None:
    desk.panel.list.select_ids(tuple(marks[:2]))
    desk.panel._ask_for_tags()
    field = desk.panel.tags.field
    assert field is not None
    QTest.keyClicks(field, "nato, anggaran")
    QTest.keyClick(field, Key.Key_Return)
    tagged = [desk.library.annotation(id).tags for id in marks]
    assert tagged == [("nato", "anggaran")] * 2 + [()] * 2
    assert not desk.panel.tags.isVisible()
    desk.panel._ask_for_tags()
    field = desk.panel.tags.field
    assert field is not None
    QTest.keyClick(field, Key.Key_Escape)
    assert desk.panel.tags.field is None


# --- what is shown -------------------------------------------------------------------------------

LABELS = [Label(LabelId(f"l{n}"), f"Label & {n}", "yellow", n) for n in range(3)]
CARDS = st.builds(
    Card,
    id=st.builds(AnnotationId, st.text("abcdef", min_size=1)),
    label=st.sampled_from(LABELS),
    quote=st.just("words"),
    note=st.just(""),
    tags=st.lists(st.sampled_from(["NATO", "ap", "मतदान"]), unique=True).map(tuple),
    state=st.sampled_from([None, "moved", "unsure", "orphan"]),
    placed=st.booleans(),
)
FILTERS = st.builds(
    Filter,
    hidden=st.frozensets(st.sampled_from([label.id for label in LABELS])),
    tags=st.frozensets(st.sampled_from(["nato", "ap", "मतदान"])),
    needs_a_look=st.booleans(),
)


@given(FILTERS, CARDS)
def test_a_filter_made_to_show_a_card_shows_it_and_hides_nothing_more(
    filter: Filter, card: Card
) -> None:
    shown = filter.showing(card)
    assert shown.shows(card)
    assert shown.hidden <= filter.hidden
    assert not (shown.needs_a_look and not filter.needs_a_look)
    if filter.shows(card):
        assert shown == filter


@given(st.lists(CARDS))
def test_the_empty_filter_hides_nothing_and_is_false(given: list[Card]) -> None:
    assert not Filter()
    assert all(map(Filter().shows, given))


@given(st.lists(CARDS, unique_by=lambda card: card.id))
def test_marks_without_a_place_are_one_group_at_the_top(given: list[Card]) -> None:
    own = Card(ARTICLE, None, "", "note")
    shown = grouped([*given, own])
    assert sorted(card.id for card in shown) == sorted(card.id for card in [*given, own])
    assert shown[0].id == ARTICLE
    placed = [card.placed for card in shown[1:]]
    assert placed == sorted(placed)
    assert sum(card.opens_orphans for card in shown) == (not all(placed))


@given(st.lists(CARDS))
def test_tags_are_counted_whatever_their_case_most_used_first(given: list[Card]) -> None:
    counts = [count for _tag, count in counted_tags(given)]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == sum(len(card.tags) for card in given)


def test_what_is_hidden_is_said_and_comes_back(desk: Desk, marks: list[AnnotationId]) -> None:
    first = desk.library.labels()[0].id
    desk.panel._show_only(Filter(hidden=frozenset({first})))
    assert quotes(desk) == ["Krimea", "المضخة"]
    assert desk.panel.hidden.words.text() == "2 hidden · "
    assert desk.panel.hidden.isVisible()
    desk.panel.hidden.button.click()
    assert quotes(desk) == list(WORDS)
    assert not desk.panel.hidden.isVisible()


def test_a_new_mark_shows_its_hidden_label_again(desk: Desk, marks: list[AnnotationId]) -> None:
    desk.panel._show_only(Filter(hidden=frozenset(label.id for label in desk.library.labels())))
    assert quotes(desk) == []
    desk.mark("السكان", label=1)
    assert quotes(desk) == ["Krimea", "السكان", "المضخة"]


def test_a_note_that_is_to_be_written_is_shown(desk: Desk, marks: list[AnnotationId]) -> None:
    desk.panel._show_only(Filter(tags=frozenset({"nato"})))
    desk.panel.edit(marks[1])
    assert "Krimea" in quotes(desk)
    desk.panel.writing.stop()


def test_a_filter_goes_with_its_article(desk: Desk, marks: list[AnnotationId]) -> None:
    hidden = Filter(hidden=frozenset({desk.library.labels()[0].id}))
    desk.panel._show_only(hidden)
    desk.panel.show_article(desk.article)
    assert len(quotes(desk)) == 2
    desk.panel.show_article(None)
    desk.panel.show_article(desk.article)
    assert len(quotes(desk)) == 4


def test_only_what_needs_a_look_is_shown_until_it_is_settled(
    desk: Desk, marks: list[AnnotationId]
) -> None:
    put(desk, marks[1], "moved")
    desk.panel._show_only(Filter(needs_a_look=True))
    assert quotes(desk) == ["Krimea"]
    place = desk.library.places(desk.article)[marks[1]]
    settled = Place(marks[1], 1, place.passage, "moved", 0.5, settled=True)
    desk.session.do(Change("carry-over", (Edit(place, settled),)))
    assert quotes(desk) == []
    assert desk.panel.hidden.words.text() == "4 hidden · "


def test_the_menu_names_labels_tags_and_states_and_filters_by_them(
    desk: Desk, marks: list[AnnotationId]
) -> None:
    put(desk, marks[2], "unsure")
    bulk.tag_all(desk.session, marks[1:3], ["NATO"])
    chosen: list[Filter] = []
    menu = FilterMenu(
        desk.panel.cards(), desk.library.labels(), Filter(), chosen.append, desk.panel
    )
    lines = {action.text(): action for action in menu.actions()}
    lines["Quote\t2"].trigger()
    lines["#NATO\t2"].trigger()
    lines["Only what needs a look\t1"].trigger()
    menu.deleteLater()
    assert chosen == [
        Filter(hidden=frozenset({desk.library.labels()[0].id})),
        Filter(tags=frozenset({"nato"})),
        Filter(needs_a_look=True),
    ]


def test_cards_that_change_places_stay_selected(desk: Desk, marks: list[AnnotationId]) -> None:
    desk.panel.list.select_ids((marks[1], marks[2]))
    put(desk, marks[2], "orphan")
    assert quotes(desk)[0] == "32 negara"
    assert set(desk.panel.selected()) == {marks[1], marks[2]}


# --- what needs a look ---------------------------------------------------------------------------


def lines_of(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


@pytest.mark.parametrize(
    ("state", "selected", "decisions"),
    [
        (None, True, []),
        ("moved", False, ["It is right", "Leave it"]),
        ("orphan", False, ["Leave it"]),
        ("orphan", True, ["Put it here", "Leave it"]),
    ],
)
def test_what_can_be_said_of_a_place(
    desk: Desk, state: State | None, selected: bool, decisions: list[str]
) -> None:
    card = Card(AnnotationId("k1"), LABELS[0], "q", "", state=state, placed=state != "orphan")
    menu = CardMenu(card, 0, desk.actions, words_are_selected=selected, parent=desk.panel)
    offered = lines_of(menu)
    assert offered[: offered.index("Note")] == decisions
    menu.deleteLater()


def test_it_is_right_and_put_it_here_are_asked_for(desk: Desk, marks: list[AnnotationId]) -> None:
    put(desk, marks[1], "changed")
    settled: list[AnnotationId] = []
    placed: list[AnnotationId] = []
    desk.panel.settle_wanted.connect(settled.append)
    desk.panel.put_here_wanted.connect(placed.append)
    desk.panel.set_words_selected(True)
    desk.panel.set_active(marks[1])
    menu = desk.panel._menu_of(desk.panel.cards()[1])
    lines = {action.text(): action for action in menu.actions()}
    lines["It is right"].trigger()
    lines["Put it here"].trigger()
    menu.deleteLater()
    assert settled == placed == [marks[1]]


def test_leaving_one_goes_to_the_next_that_needs_a_look(
    desk: Desk, marks: list[AnnotationId]
) -> None:
    put(desk, marks[1], "changed")
    put(desk, marks[3], "unsure")
    chosen: list[AnnotationId] = []
    desk.panel.chosen.connect(chosen.append)
    desk.panel.set_active(marks[1])
    desk.panel._pass_over()
    desk.panel._pass_over()
    assert chosen == [marks[3], marks[1]]


def test_a_badge_says_what_it_means(desk: Desk, marks: list[AnnotationId]) -> None:
    put(desk, marks[0], "unsure")
    record = desk.library.annotation(marks[0])
    desk.session.do(changes.edit_annotation(record, at=AT, checked="holds", private=True))
    view, said = desk.panel.list, set()
    index = desk.panel.model.index_of(marks[0])
    for x in range(0, view.viewport().width(), 4):
        said.add(view.said_at(QPoint(x, view.visualRect(index).top() + 22)))
    assert any("may be the wrong place" in words for words in said)
    assert any(words.startswith("Checked: it holds · 2 October 2024") for words in said)
    assert any(words.startswith("Stays here") for words in said)


def test_a_link_on_a_card_is_told_and_the_page_stays(desk: Desk) -> None:
    id = desk.mark("Krimea", note="[here](https://example.org/a) is *why*")
    settle()
    links: list[str] = []
    chosen: list[AnnotationId] = []
    desk.panel.link_clicked.connect(links.append)
    desk.panel.chosen.connect(chosen.append)
    view = desk.panel.list
    card = view.visualRect(desk.panel.model.index_of(id))
    spots = [QPoint(34, y) for y in range(card.top(), card.bottom(), 3)]
    spot = next(spot for spot in spots if view.link_at(spot.toPointF()))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert links == ["https://example.org/a"]
    assert chosen == []


def test_everything_is_painted_from_right_to_left_too(desk: Desk, app: QApplication) -> None:
    id = desk.mark("قال أحد السكان", note="*نعم*\n\n- لا")
    put(desk, id, "orphan")
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        settle()
        index = desk.panel.model.index_of(id)
        view = desk.panel.list
        y = view.visualRect(index).top() + 36 + 22
        said = [view.said_at(QPoint(x, y)) for x in range(0, view.viewport().width(), 4)]
        assert next(x for x, words in enumerate(said) if words) < len(said) / 3
        assert not desk.panel.grab().isNull()
    finally:
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        settle()
    assert spoken(desk.panel.cards()[0]).startswith("Quote")
