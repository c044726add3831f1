"""Keys: whose they are, which collide, and the sheet on which they are found and changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from string import ascii_uppercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from reader.library import Library
from reader.model import ArticleQuery, Shelf
from reader.settings import Settings
from tests.ui.conftest import settle
from tests.ui.kit import Clock, adding
from ui import actions, keys
from ui.actions import BY_ID, TABLE
from ui.dialogs.keys import KeyRow, KeysDialog, grouped, in_two, is_called
from ui.parts import LinkButton
from ui.session import Session
from ui.window import Window

Shift = Qt.KeyboardModifier.ShiftModifier
Ctrl = Qt.KeyboardModifier.ControlModifier

IDS = tuple(BY_ID)
STROKES = tuple(
    f"{held}{key}" for held in ("", "Ctrl+", "Alt+Shift+") for key in (*ascii_uppercase[:6], "F5")
)
SEQUENCES = st.one_of(
    st.sampled_from(STROKES),
    st.sampled_from([key for line in TABLE for key in line.keys]),
    st.lists(st.sampled_from(STROKES), min_size=2, max_size=3).map(", ".join),
)
JUNK = st.one_of(
    st.sampled_from(["Esc", "Tab", "Foo", "Ctrl+", "", "Shift", "Ctrl+K, Foo", ", ,", "F99"]),
    st.text(max_size=6),
    st.text("字الкש़é😀+, ", max_size=4),
)
GIVEN = st.lists(SEQUENCES, max_size=3).map(tuple)
OWN = st.dictionaries(
    st.one_of(st.sampled_from(IDS), st.just("of-another-version")),
    st.lists(st.one_of(SEQUENCES, JUNK), max_size=3).map(tuple),
    max_size=5,
)
STEPS = st.lists(st.tuples(st.sampled_from(IDS), GIVEN), min_size=1, max_size=5)


def taken_one_by_one(steps: list[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """The person's own keys after giving these, each taken from whatever had it."""
    own: dict[str, tuple[str, ...]] = {}
    for id, given_keys in steps:
        own = keys.changed(own, id, given_keys, TABLE, take=True)
    return own


# --- laws ----------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(STEPS)
def test_a_key_that_is_taken_leaves_no_conflict(steps: list[tuple[str, tuple[str, ...]]]) -> None:
    assert keys.conflicts(TABLE, taken_one_by_one(steps)) == ()


@settings(max_examples=40)
@given(STEPS)
def test_back_to_the_usual_keys_is_back_to_no_keys_of_ones_own(
    steps: list[tuple[str, tuple[str, ...]]],
) -> None:
    own = taken_one_by_one(steps)
    for id in tuple(own):
        own = keys.changed(own, id, BY_ID[id].keys, TABLE, take=True)
    assert own == {}


@settings(max_examples=40)
@given(STEPS)
def test_without_conflicts_every_action_has_the_keys_it_was_given(
    steps: list[tuple[str, tuple[str, ...]]],
) -> None:
    own = taken_one_by_one(steps)
    assert keys.in_force(TABLE, own) == {line.id: keys.keys_for(line, own) for line in TABLE}


@settings(max_examples=40)
@given(OWN)
def test_whatever_a_settings_file_says_no_key_is_in_force_twice(
    own: Mapping[str, tuple[str, ...]],
) -> None:
    held = keys.in_force(TABLE, own)
    flat = [(id, key) for id, each in held.items() for key in each]
    for n, (id, key) in enumerate(flat):
        assert keys.normal(key) == key
        assert keys.refused(BY_ID[id], key) is None
        assert not any(keys.clash(key, other) for _id, other in flat[n + 1 :])


@settings(max_examples=40)
@given(OWN, st.sampled_from(IDS), st.lists(st.one_of(SEQUENCES, JUNK), max_size=3))
def test_a_change_touches_only_the_action_and_those_it_takes_from(
    own: Mapping[str, tuple[str, ...]], id: str, wanted: list[str]
) -> None:
    new = keys.changed(own, id, wanted, TABLE, take=True)
    given_now = keys.keys_for(BY_ID[id], new)
    for line in TABLE:
        before, after = keys.keys_for(line, own), keys.keys_for(line, new)
        if line.id != id and before != after:
            lost = set(before) - set(after)
            assert lost
            assert all(any(keys.clash(key, mine) for mine in given_now) for key in lost)
    assert new.get("of-another-version") == own.get("of-another-version")


@settings(max_examples=100)
@given(st.one_of(SEQUENCES, JUNK))
def test_a_normal_key_stays_as_it_is(key: str) -> None:
    once = keys.normal(key)
    if once is not None:
        assert keys.normal(once) == once
        assert not QKeySequence(once).isEmpty()


# --- one key -------------------------------------------------------------------------------------


def test_the_usual_keys_do_not_collide_and_are_written_as_they_are_compared() -> None:
    assert keys.conflicts(TABLE, {}) == ()
    assert [key for line in TABLE for key in line.keys if keys.normal(key) != key] == []


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ctrl + e", "Ctrl+E"),
        ("Ctrl+K, ctrl+s", "Ctrl+K, Ctrl+S"),
        ("Shift+?", "?"),
        ("Num+1", "1"),
        ("Ctrl+,", "Ctrl+,"),
        ("ф", "Ф"),
        ("Strg+E", None),
        ("Ctrl+K, Foo", None),
        ("Shift", None),
        ("\ud800", None),
        ("", None),
    ],
)
def test_a_key_as_it_is_compared(written: str, normal: str | None) -> None:
    assert keys.normal(written) == normal


def test_a_key_that_begins_another_clashes_with_it() -> None:
    assert keys.clash("Ctrl+K", "Ctrl+K, S")
    assert keys.clash("Ctrl+K, S", "Ctrl+K")
    assert not keys.clash("Ctrl+K, S", "Ctrl+K, T")
    assert not keys.clash("F1", "F11")


@pytest.mark.parametrize(
    "key", ["Esc", "Tab", "Shift+Tab", "Return", "Space", "Up", "Ctrl+C", "Backspace", "Foo", ""]
)
def test_some_keys_cannot_be_given_and_it_is_said_why(key: str) -> None:
    why = keys.reserved(key)
    assert why is not None
    assert why.endswith(".")


@pytest.mark.parametrize("key", ["Ctrl+E", "E", "F5", "Ctrl+Return", "Shift+Down", "Ctrl+K, Esc"])
def test_other_keys_can_be_given(key: str) -> None:
    assert keys.reserved(key) is None


def test_an_action_may_always_have_its_usual_keys() -> None:
    assert keys.refused(BY_ID["copy"], "Ctrl+C") is None
    assert keys.refused(BY_ID["star"], "Ctrl+C") is not None


@pytest.mark.parametrize(
    ("key", "held", "name"),
    [
        (Qt.Key.Key_E, Ctrl, "Ctrl+E"),
        (Qt.Key.Key_Question, Shift, "?"),
        (Qt.Key.Key_Plus, Ctrl | Shift, "Ctrl++"),
        (Qt.Key.Key_N, Shift, "Shift+N"),
        (Qt.Key.Key_Backtab, Shift, "Shift+Tab"),
        (Qt.Key.Key_1, Qt.KeyboardModifier.KeypadModifier, "1"),
        (Qt.Key.Key_Shift, Shift, None),
        (Qt.Key.Key_AltGr, Qt.KeyboardModifier.NoModifier, None),
        (Qt.Key.Key_Dead_Acute, Qt.KeyboardModifier.NoModifier, None),
        (Qt.Key.Key_unknown, Ctrl, None),
    ],
)
def test_what_was_pressed(key: Qt.Key, held: Qt.KeyboardModifier, name: str | None) -> None:
    assert keys.pressed(key, held) == name


# --- the keys of actions -------------------------------------------------------------------------


def test_keys_of_ones_own_stand_for_the_usual_ones() -> None:
    assert keys.keys_for(BY_ID["star"], {}) == ("S",)
    assert keys.keys_for(BY_ID["star"], {"star": ("F7", "f7", "Foo")}) == ("F7",)
    assert keys.keys_for(BY_ID["star"], {"star": ()}) == ()
    assert keys.keys_for(BY_ID["star"], {"star": ("Foo", "Esc")}) == ("S",)


def test_a_key_that_was_chosen_is_kept_when_a_new_version_gives_it_to_another() -> None:
    held = keys.in_force(TABLE, {"trash": ("Ctrl+N",)})
    assert held["trash"] == ("Ctrl+N",)
    assert held["add"] == ()


def test_a_conflict_names_both_actions_and_keys() -> None:
    own = keys.changed({}, "star", ["Ctrl+E, S"], TABLE)
    assert keys.conflicts(TABLE, own) == (keys.Conflict("star", "Ctrl+E, S", "export", "Ctrl+E"),)
    assert keys.holders(TABLE, {}, "Ctrl+E, S", but="star") == ("export",)


def test_keys_are_put_on_the_actions_and_taken_off_again() -> None:
    owner = QObject()
    made = actions.build(owner)
    heard: list[str] = []
    for id, action in made.items():
        action.changed.connect(lambda id=id: heard.append(id))
    keys.put_on(made, {})
    assert heard == []
    keys.put_on(made, {"star": ("Ctrl+E",), "archive": (), "gone": ("F5",)})
    assert [key.toString() for key in made["star"].shortcuts()] == ["Ctrl+E"]
    assert made["archive"].shortcuts() == []
    assert made["export"].shortcuts() == []
    assert set(heard) == {"star", "archive", "export"}
    keys.put_on(made, {})
    for line in TABLE:
        assert tuple(key.toString() for key in made[line.id].shortcuts()) == line.keys


# --- the sheet -----------------------------------------------------------------------------------


class Sheet:
    """The sheet over actions of its own, driven by keys."""

    def __init__(self, show: Callable[[KeysDialog], KeysDialog], own: keys.Own) -> None:
        self.owner = QObject()
        self.made = actions.build(self.owner)
        self.made["label-8"].setVisible(False)
        self.dialog = show(KeysDialog(self.made, own))
        self.heard: list[keys.Own] = []
        self.dialog.changed.connect(self.heard.append)

    def row(self, id: str) -> KeyRow:
        return self.dialog._rows[id]

    def usual(self, id: str) -> LinkButton:
        link = self.row(id).usual
        assert link is not None
        return link

    def said(self, id: str) -> str:
        """The sentence in a row, without the marks that keep directions apart."""
        words = self.row(id).said
        assert words is not None
        return words.text().replace("\u2068", "").replace("\u2069", "")

    def go_to(self, id: str) -> None:
        self.row(id).setFocus(Qt.FocusReason.TabFocusReason)
        settle()

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        here = QApplication.focusWidget()
        assert here is not None
        QTest.keyClick(here, key, held)
        settle()


Open = Callable[..., Sheet]


@pytest.fixture
def sheet(show: Callable[[KeysDialog], KeysDialog]) -> Open:
    def open_sheet(own: keys.Own = {}) -> Sheet:  # noqa: B006  (never written to)
        return Sheet(show, own)

    return open_sheet


def test_every_visible_action_has_a_row_that_says_its_name_and_keys(sheet: Open) -> None:
    it = sheet({"star": ("F7",)})
    assert {row for row in IDS if row != "label-8"} == set(it.dialog._rows)
    assert it.row("export").accessibleName() == "Export, Ctrl+E"
    assert it.row("redo").accessibleName() == "Redo, Ctrl+Shift+Z, Ctrl+Y"
    assert it.row("star").accessibleName() == "Star, F7"


def test_the_next_key_takes_the_place_of_the_first(sheet: Open) -> None:
    it = sheet()
    it.go_to("redo")
    it.press(Qt.Key.Key_Return)
    it.press(Qt.Key.Key_F5)
    assert it.heard == [{"redo": ("F5", "Ctrl+Y")}]
    assert it.row("redo").accessibleName() == "Redo, F5, Ctrl+Y"


def test_plus_adds_another_key(sheet: Open) -> None:
    it = sheet()
    it.go_to("star")
    it.press(Qt.Key.Key_Plus)
    it.press(Qt.Key.Key_F5)
    assert it.heard == [{"star": ("S", "F5")}]


def test_a_click_on_the_keys_waits_for_one_too(sheet: Open) -> None:
    it = sheet()
    QTest.mouseClick(it.row("star").caps, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert it.row("star").doing() == "replacing"
    it.press(Qt.Key.Key_E, Ctrl | Shift | Qt.KeyboardModifier.AltModifier)
    assert it.heard == [{"star": ("Ctrl+Alt+Shift+E",)}]


def test_escape_leaves_the_key_and_backspace_takes_it_away(sheet: Open) -> None:
    it = sheet()
    it.go_to("star")
    it.press(Qt.Key.Key_F2)
    it.press(Qt.Key.Key_Escape)
    assert it.heard == []
    assert it.dialog.isVisible()
    it.press(Qt.Key.Key_F2)
    it.press(Qt.Key.Key_Backspace)
    assert it.heard == [{"star": ()}]
    assert it.row("star").accessibleName() == "Star"


def test_a_key_that_another_action_has_is_taken_only_when_asked(sheet: Open) -> None:
    it = sheet()
    it.go_to("star")
    it.press(Qt.Key.Key_Return)
    it.press(Qt.Key.Key_E, Ctrl)
    assert it.heard == []
    assert it.said("star") == ("Ctrl+E is Export. Take it?")
    it.press(Qt.Key.Key_Return)  # on "Keep", the safe one
    assert it.heard == []
    assert it.row("star").hasFocus()
    it.press(Qt.Key.Key_Return)
    it.press(Qt.Key.Key_E, Ctrl)
    it.press(Qt.Key.Key_Backtab, Shift)
    it.press(Qt.Key.Key_Return)
    assert it.heard == [{"star": ("Ctrl+E",), "export": ()}]


def test_a_key_that_cannot_be_given_is_refused_in_words_and_waited_on(sheet: Open) -> None:
    it = sheet()
    it.go_to("star")
    it.press(Qt.Key.Key_Return)
    it.press(Qt.Key.Key_Tab)
    assert it.said("star") == "Tab goes from one thing to the next."
    assert it.row("star").doing() == "replacing"
    it.press(Qt.Key.Key_Shift)
    assert it.row("star").doing() == "replacing"
    it.press(Qt.Key.Key_F5)
    assert it.heard == [{"star": ("F5",)}]


def test_a_row_that_was_changed_goes_back_to_the_usual_keys(sheet: Open) -> None:
    it = sheet({"star": ("F7",)})
    assert it.row("archive").usual is None
    it.usual("star").click()
    assert it.heard == [{}]
    assert not it.usual("star").isVisible()
    assert it.row("star").hasFocus()


def test_going_back_asks_before_it_takes_a_key_from_another(sheet: Open) -> None:
    it = sheet({"star": ("F7",), "trash": ("S",)})
    it.usual("star").click()
    assert it.heard == []
    assert it.row("star").doing() == "asking"
    it.press(Qt.Key.Key_Escape)
    assert it.dialog.isVisible()
    assert it.row("star").doing() == "nothing"


def test_all_as_usual_can_be_taken_back(sheet: Open) -> None:
    own = {"star": ("F7",), "archive": ()}
    it = sheet(own)
    it.dialog._all.click()
    assert it.heard == [{}]
    assert it.row("star").accessibleName() == "Star, S"
    it.dialog._all.click()
    assert it.heard == [{}, own]
    assert not sheet().dialog._all.isEnabled()


def test_typing_shows_the_rows_that_are_called_so(sheet: Open) -> None:
    it = sheet()
    QTest.keyClicks(it.dialog.filter, "exp notes")
    assert [row.id for row in it.dialog._seen()] == ["export-notes"]
    it.press(Qt.Key.Key_Down)
    assert it.row("export-notes").hasFocus()
    it.press(Qt.Key.Key_Up)
    assert it.dialog.filter.hasFocus()
    QTest.keyClicks(it.dialog.filter, "qqq")
    assert it.dialog._seen() == []
    it.press(Qt.Key.Key_Down)
    it.press(Qt.Key.Key_Escape)
    assert len(it.dialog._seen()) == len(it.dialog._rows)
    it.press(Qt.Key.Key_Escape)
    assert not it.dialog.isVisible()


def test_rows_are_walked_by_arrows_and_left_by_tab(sheet: Open) -> None:
    it = sheet()
    order = list(it.dialog._rows)
    it.press(Qt.Key.Key_Down)
    it.press(Qt.Key.Key_Down)
    assert it.row(order[1]).hasFocus()
    it.press(Qt.Key.Key_End)
    assert it.row(order[-1]).hasFocus()
    it.press(Qt.Key.Key_Home)
    assert it.row(order[0]).hasFocus()
    it.press(Qt.Key.Key_Tab)
    add = it.row(order[0]).add
    assert add is not None
    assert add.hasFocus()
    it.press(Qt.Key.Key_Tab)
    assert not isinstance(QApplication.focusWidget(), type(it.row(order[0])))


def test_leaving_a_row_waits_for_nothing_more(sheet: Open) -> None:
    it = sheet()
    it.go_to("star")
    it.press(Qt.Key.Key_Return)
    it.go_to("archive")
    assert it.row("star").doing() == "nothing"
    it.press(Qt.Key.Key_F5)
    assert it.heard == []


@pytest.mark.parametrize(
    ("name", "typed", "called"),
    [
        ("Export notes only…", "NOTES exp", True),
        ("Réduire", "reduire", True),
        ("تصدير الملاحظات", "ملاحظ", True),
        ("ייצוא", "צוא", True),
        ("書き出す", "出す", True),
        ("Star", "", True),
        ("Star", "ster", False),
    ],
)
def test_a_name_holds_every_word_that_was_typed(name: str, typed: str, called: bool) -> None:
    assert is_called(name, typed) == called


def test_actions_in_no_menu_stand_last_under_other() -> None:
    groups = grouped([*IDS, "new"])
    assert sorted(id for _title, ids in groups for id in ids) == sorted([*IDS, "new"])
    assert groups[-1][0] == "Other"
    assert "new" in groups[-1][1]


@settings(max_examples=40)
@given(st.lists(st.integers(1, 20), max_size=8))
def test_two_columns_keep_the_groups_in_their_order(sizes: list[int]) -> None:
    groups = [(str(n), ["x"] * size) for n, size in enumerate(sizes)]
    left, right = in_two(groups)
    assert [*left, *right] == groups


# --- keys named in sentences ---------------------------------------------------------------------


@pytest.fixture
def window(tmp_path: Path, show: Callable[[Window], Window]) -> Iterator[Window]:
    library = Library(tmp_path / "Library.galley")
    window = Window(Session(library, now=Clock()), Settings())
    yield show(window)
    window.end()
    library.close()


NEW = {
    "add": ("Ctrl+Alt+N",),
    "star": ("Ctrl+Alt+S",),
    "archive": (),
    "note": ("Ctrl+Alt+M",),
    "label-1": ("Q",),
    "label-2": ("Ctrl+Alt+2",),
}


def said(window: Window) -> str:
    """Every sentence that the window's labels say now, in sight or not."""
    return "\n".join(label.text() for label in window.findChildren(QLabel))


def test_the_empty_page_names_the_key_that_adds_as_it_is_now(window: Window) -> None:
    assert "or press Ctrl+N." in said(window)
    window._take_keys(NEW)
    assert "or press Ctrl+Alt+N." in said(window)
    window._take_keys({"add": ()})
    assert "Paste a link or drop a file here." in said(window)


@pytest.mark.parametrize(
    ("shelf", "before", "after"),
    [
        ("starred", "Press S on an article", "Press Ctrl+Alt+S on an article"),
        ("archive", "Press A on an article", "It holds the articles that you are done with."),
    ],
)
def test_an_empty_shelf_names_its_key_as_it_is_now(
    window: Window, shelf: Shelf, before: str, after: str
) -> None:
    _id, change, blobs = adding(window.session.library, at=window.session.now())
    window.session.do(change, blobs=blobs)
    window.articles.show_query(ArticleQuery(shelf=shelf), "Shelf")
    assert before in said(window)
    window._take_keys(NEW)
    assert before not in said(window)
    assert after in said(window)


def test_the_bar_over_words_names_the_keys_as_they_are_now(window: Window) -> None:
    bar = window.page.bar
    named = {button.accessibleName(): button.key for button in bar.buttons()}
    assert named["Quote"] == "1"
    assert named["Note"] == "N"
    window._take_keys(NEW)
    now = {button.accessibleName(): button.key for button in bar.buttons()}
    assert (now["Quote"], now["Claim"], now["Check"]) == ("Q", "Ctrl+Alt+2", "3")
    assert now["Note"] == "Ctrl+Alt+M"


def test_no_sentence_of_the_window_names_a_key_that_can_be_changed(window: Window) -> None:
    """What is said where the keys are all others must be said of those."""
    own = {line.id: (f"Ctrl+Alt+Shift+F{n}",) for n, line in enumerate(TABLE, start=1) if n < 36}
    window._take_keys(own)
    usual = {keys.shown(key) for id in own for key in BY_ID[id].keys if len(key) > 1}
    tips = [each.toolTip() for each in window.findChildren(QWidget)]
    words = re.split(r"[\s(),.]+", "\n".join([said(window), *tips]))
    assert usual & set(words) == set()
