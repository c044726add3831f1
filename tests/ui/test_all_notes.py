"""The window of all notes: found, grouped, decided on and collected, and true to the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from reader import changes
from reader.library import Library
from reader.model import AnnotationId, ArticleId, Change, Document, Edit, Passage, Story, StoryId
from reader.noted import CHECKING, Noted
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import PARAGRAPHS, Clock, adding
from ui.actions import build
from ui.all_notes import decisions
from ui.all_notes.delegate import columns, height_of, measure, tag_rows
from ui.all_notes.model import NoteRows, stretches
from ui.all_notes.rows import GROUPINGS, Grouping, Groups, Heading, Line, key_of, spoken
from ui.all_notes.window import AllNotesWindow, written
from ui.session import Session

Key = Qt.Key
MARKED = (
    ("The river", "eleven families", 0, "Ask *twice*.", ("port",)),
    ("The river", "240 meter", 2, "", ("port", "Río")),
    ("The river", "القرية", 5, "ما مصدر هذا الرقم؟", ()),
    ("The bridge", "閉館の音楽", 2, "", ()),
    ("The bridge", "3 Maret", 1, "A Sunday.", ("dates",)),
)


def passage_of(document: Document, words: str) -> Passage:
    """Where these words stand first."""
    start = document.text.index(words)
    return Passage(start, start + len(words))


class Desk:
    """Two articles with marks in several scripts, and the window of all notes."""

    def __init__(self, path: Path, show: Callable[[AllNotesWindow], AllNotesWindow]) -> None:
        self.clock = Clock()
        self.library = Library(path)
        self.session = Session(self.library, now=self.clock)
        self.articles: dict[str, ArticleId] = {}
        self.ids: dict[str, AnnotationId] = {}
        for title, words, label, note, tags in MARKED:
            self.mark(title, words, label, note, tags)
        self.keys = build(QObject(self.session))
        self.window = AllNotesWindow(self.session, self.keys)
        self.window.resize(1000, 700)
        show(self.window)
        self.window.come()
        self.wait(lambda: bool(self.quotes()))

    def mark(
        self, title: str, words: str, label: int, note: str = "", tags: tuple[str, ...] = ()
    ) -> None:
        at = self.clock()
        if title not in self.articles:
            id, change, blobs = adding(self.library, title, at=at)
            self.session.do(change, blobs=blobs)
            self.articles[title] = id
        key, label_id = self.library.new_annotation_id(), self.library.labels()[label].id
        document = self.library.document(self.articles[title])
        passage = passage_of(document, words)
        self.session.do(
            changes.mark(
                document, self.articles[title], 1, passage, label_id, id=key, at=at, note=note,
                tags=tags,
            )
        )  # fmt: skip
        self.ids[words] = key

    def quotes(self) -> list[str]:
        return [row.noted.quote for row in self.window.rows.rows() if isinstance(row, Line)]

    def headings(self) -> list[str]:
        return [row.title for row in self.window.rows.rows() if isinstance(row, Heading)]

    def wait(self, condition: Callable[[], bool]) -> None:
        assert wait_until(condition)
        settle()

    def at_rest(self) -> None:
        """Waits until everything asked for is shown."""
        window = self.window
        self.wait(lambda: not window._asking and not window._pause.isActive())

    def choose(self, *quotes: str) -> None:
        model, chosen = self.window.list.selectionModel(), self.window.rows
        self.window.list.setFocus()
        self.window.list.clearSelection()
        for number, row in enumerate(chosen.rows()):
            if isinstance(row, Line) and row.noted.quote in quotes:
                index = chosen.index(number, 0)
                model.setCurrentIndex(index, model.SelectionFlag.Select)

    def selected(self) -> list[str]:
        return [noted.quote for noted in self.window.list.selected()]

    def press(self, key: Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
        """On whatever has the keyboard."""
        to = self.window.focusWidget() or self.window
        QTest.keyClick(to, key, modifiers or Qt.KeyboardModifier.NoModifier)
        self.at_rest()

    def close(self) -> None:
        self.window.close()
        self.session.close()
        self.library.close()


@pytest.fixture
def desk(
    tmp_path: Path, app: QApplication, show: Callable[[AllNotesWindow], AllNotesWindow]
) -> Iterator[Desk]:
    desk = Desk(tmp_path / "Desk.galley", show)
    yield desk
    desk.close()


# --- what is shown -------------------------------------------------------------------------------


def test_every_note_is_there_under_its_article_the_newest_first(desk: Desk) -> None:
    assert desk.headings() == ["The bridge", "The river"]
    assert desk.quotes() == ["3 Maret", "閉館の音楽", "eleven families", "240 meter", "القرية"]
    assert desk.window.count.text() == "5"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("FAMIL", ["eleven families"]),
        ("rio", ["240 meter"]),
        ("القرية", ["القرية"]),
        ("閉館", ["閉館の音楽"]),
        ("sunday", ["3 Maret"]),
    ],
)
def test_what_is_typed_is_found_in_quotes_notes_and_tags(
    desk: Desk, typed: str, found: list[str]
) -> None:
    desk.window.search_field.setText(typed)
    desk.at_rest()
    assert desk.quotes() == found
    assert desk.window.count.text() == "1 of 5"


def test_the_chips_ask_for_labels_checks_and_what_stays_here(desk: Desk) -> None:
    filters = desk.window.filters
    check = desk.library.labels()[2]
    assert check.colour == CHECKING
    filters._labels[check.id].click()
    desk.at_rest()
    assert desk.quotes() == ["閉館の音楽", "240 meter"]
    filters._labels[check.id].click()
    filters.open_checks.click()
    desk.at_rest()
    assert desk.quotes() == ["閉館の音楽", "240 meter"]
    filters.private.click()
    desk.at_rest()
    assert desk.quotes() == []
    assert desk.window.stack.currentWidget() is desk.window._nothing_found
    desk.window._clear.trigger()
    desk.at_rest()
    assert len(desk.quotes()) == 5


def test_the_menu_of_tags_lists_the_vocabulary_and_its_chip_says_what_is_chosen(
    desk: Desk,
) -> None:
    action = desk.window.filters._tag_menu
    lines = {line.text(): line for line in action.menu().actions()}  # type: ignore[attr-defined]  # a QMenu
    assert list(lines) == ["#dates", "#port", "#Río"]
    lines["#port"].trigger()
    desk.at_rest()
    assert desk.quotes() == ["eleven families", "240 meter"]
    assert (action.text(), action.isChecked()) == ("#port", True)
    lines["#Río"].trigger()
    desk.at_rest()
    assert desk.quotes() == ["240 meter"]
    assert action.text() == "2 tags"


def test_a_library_without_notes_says_how_one_is_made(
    tmp_path: Path, app: QApplication, show: Callable[[AllNotesWindow], AllNotesWindow]
) -> None:
    with_none = Library(tmp_path / "Empty.galley")
    session = Session(with_none)
    window = show(AllNotesWindow(session, {}))
    assert wait_until(lambda: window.stack.currentWidget() is window._no_notes)
    assert not window._export.isEnabled()
    window.close()
    session.close()
    with_none.close()


def test_each_grouping_shows_every_note(desk: Desk) -> None:
    for by in GROUPINGS:
        desk.window.filters.group(by)
        desk.at_rest()
        assert set(desk.quotes()) == {words for _title, words, *_rest in MARKED}
    desk.window.filters.group("tag")
    desk.at_rest()
    assert desk.headings() == ["#dates", "#port", "#Río", "Without a tag"]


# --- it stays true -------------------------------------------------------------------------------


def test_a_change_touches_only_its_rows(desk: Desk) -> None:
    resets = QSignalSpy(desk.window.rows.modelReset)
    changed = QSignalSpy(desk.window.rows.dataChanged)
    desk.choose("240 meter")
    mark = desk.library.annotation(desk.ids["eleven families"])
    desk.session.do(changes.edit_annotation(mark, at=desk.clock(), note="Seen."))
    desk.at_rest()
    assert (resets.count(), changed.count()) == (0, 1)
    assert desk.selected() == ["240 meter"]
    desk.mark("The bridge", "lived in another country", 3)
    desk.at_rest()
    assert resets.count() == 0
    assert desk.quotes()[0] == "lived in another country"
    assert desk.selected() == ["240 meter"]


def test_a_label_that_is_renamed_is_renamed_here(desk: Desk) -> None:
    label = desk.library.labels()[0]
    edit = Edit(label, replace(label, name="Zitat"))
    desk.session.do(Change("labels", (edit,)))
    desk.at_rest()
    names = [row.noted.label.name for row in desk.window.rows.rows() if isinstance(row, Line)
             and row.noted.label]  # fmt: skip
    assert "Zitat" in names
    assert desk.window.filters._labels[label.id].text() == "Zitat"


def test_while_it_is_hidden_it_reads_nothing_and_catches_up_when_shown(desk: Desk) -> None:
    desk.window.close()
    desk.mark("The bridge", "kepala desa", 1)
    settle()
    assert "kepala desa" not in desk.quotes()
    desk.window.come()
    desk.wait(lambda: "kepala desa" in desk.quotes())


# --- keys ----------------------------------------------------------------------------------------


def test_down_goes_from_the_field_to_the_first_note_and_enter_opens_it(desk: Desk) -> None:
    assert desk.window.focusWidget() is desk.window.search_field
    opened = QSignalSpy(desk.window.opened)
    desk.press(Key.Key_Down)
    assert desk.window.focusWidget() is desk.window.list
    assert desk.selected() == ["3 Maret"]
    desk.press(Key.Key_Return)
    assert opened.at(0) == [desk.articles["The bridge"], desk.ids["3 Maret"]]


def test_the_arrows_pass_the_headings(desk: Desk) -> None:
    desk.press(Key.Key_Down)
    seen = []
    for _each in range(5):
        seen += desk.selected()
        desk.press(Key.Key_Down)
    assert seen == desk.quotes()
    desk.press(Key.Key_Home)
    assert desk.selected() == desk.quotes()[:1]
    desk.press(Key.Key_Up)
    assert desk.window.focusWidget() is desk.window.search_field


def test_escape_empties_the_field_and_then_closes(desk: Desk) -> None:
    desk.window.search_field.setText("port")
    desk.at_rest()
    desk.press(Key.Key_Escape)
    assert desk.window.search_field.text() == ""
    desk.press(Key.Key_Escape)
    assert not desk.window.isVisible()


def test_a_digit_labels_all_that_is_selected_as_one_step_of_undo(desk: Desk) -> None:
    desk.choose("3 Maret", "240 meter")
    desk.press(Key.Key_6)
    doubt = desk.library.labels()[5].id
    marks = [desk.library.annotation(desk.ids[each]) for each in ("3 Maret", "240 meter")]
    assert {mark.label for mark in marks} == {doubt}
    desk.session.undo()
    desk.at_rest()
    assert desk.library.annotation(desk.ids["240 meter"]).label != doubt
    assert desk.library.annotation(desk.ids["3 Maret"]).label != doubt


def test_c_checks_and_p_keeps_here(desk: Desk) -> None:
    desk.choose("3 Maret", "240 meter")
    desk.press(Key.Key_C)
    desk.press(Key.Key_P)
    marks = [desk.library.annotation(desk.ids[each]) for each in ("3 Maret", "240 meter")]
    assert [(mark.checked, mark.private) for mark in marks] == [("holds", True)] * 2
    assert sorted(desk.selected()) == ["240 meter", "3 Maret"]
    desk.press(Key.Key_P)
    assert not desk.library.annotation(desk.ids["3 Maret"]).private


def test_delete_moves_to_the_trash_and_chooses_what_follows(desk: Desk) -> None:
    desk.choose("eleven families")
    desk.press(Key.Key_Delete)
    assert desk.library.annotation(desk.ids["eleven families"]).trashed is not None
    assert desk.selected() == ["240 meter"]
    assert "trash" in desk.window.bar.sentence.text()
    desk.window._undo.trigger()
    desk.at_rest()
    assert "eleven families" in desk.quotes()


def test_a_digit_in_the_field_is_typed(desk: Desk) -> None:
    before = desk.library.annotations()
    desk.press(Key.Key_6)
    assert desk.window.search_field.text() == "6"
    assert desk.library.annotations() == before


# --- out of the library --------------------------------------------------------------------------


def test_what_stays_here_is_not_copied_and_the_window_says_so(desk: Desk) -> None:
    desk.choose("eleven families")
    desk.press(Key.Key_P)
    desk.choose("eleven families", "240 meter")
    desk.press(Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert "> 240 meter" in copied
    assert "eleven" not in copied
    assert desk.window.bar.sentence.text() == "1 note copied. 1 private note stayed here."
    desk.choose("eleven families")
    QGuiApplication.clipboard().setText("before")
    desk.press(Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "before"


def test_what_is_shown_is_written_in_its_groups(desk: Desk, tmp_path: Path) -> None:
    desk.window.search_field.setText("port")
    desk.window.filters.group("tag")
    desk.at_rest()
    desk.window.write(tmp_path / "Notes.md")
    desk.wait(lambda: not desk.window.bar.isHidden())
    text = (tmp_path / "Notes.md").read_text("utf-8")
    headings = [line for line in text.split("\n") if line.startswith("#")]
    assert headings == ["# Notes", "## \\#port", "## \\#Río"]
    assert desk.window.bar.sentence.text() == "Written to Notes.md."
    assert desk.window.folder == str(tmp_path)


def test_an_export_that_cannot_be_written_says_why(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "Notes.md").mkdir()
    desk.window.write(tmp_path / "Notes.md")
    desk.wait(lambda: not desk.window.bar.isHidden())
    assert "could not be written" in desk.window.bar.sentence.text()


def test_its_keys_are_those_of_the_other_window(desk: Desk) -> None:
    assert desk.window._export.shortcuts() == desk.keys["export"].shortcuts()
    desk.keys["export"].setShortcut(QKeySequence("Ctrl+Alt+W"))
    assert desk.window._export.shortcuts() == [QKeySequence("Ctrl+Alt+W")]


def test_its_place_is_remembered(desk: Desk, app: QApplication) -> None:
    desk.window.resize(700, 500)
    again = AllNotesWindow(desk.session, {}, remembered=desk.window.geometry_kept)
    size = again.size().toTuple()
    again.deleteLater()
    assert size == (700, 500)


# --- rows, heights, decisions: pure --------------------------------------------------------------


def library_of_many(path: Path) -> Library:
    library = Library(path)
    clock = Clock()
    clock.step = timedelta(hours=7)
    for title in ("The river", "دفتر الميناء", "橋"):
        id, change, blobs = adding(library, title, at=clock())
        library.apply(change, at=clock(), by="window", blobs=blobs)
        for number, paragraph in enumerate(PARAGRAPHS):
            document, label = library.document(id), library.labels()[number].id
            mark = changes.mark(
                document, id, 1, passage_of(document, paragraph), label,
                id=library.new_annotation_id(), at=clock(), tags=("Straße", "b", "ç")[:number],
            )  # fmt: skip
            library.apply(changes.naming_tags(mark, library.tags()), at=clock(), by="window")
        if title != "橋":
            note = changes.edit_article(library.article(id), note="Mine.\n\n- one")
            assert note is not None
            library.apply(note, at=clock(), by="window")
    story = Story(StoryId("s0000001"), "Borders", items=(id,))
    library.apply(Change("story", (Edit(None, story),)), at=clock(), by="window")
    return library


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[tuple[Noted, ...], Groups]]:
    library = library_of_many(tmp_path_factory.mktemp("many") / "Many.galley")
    yield library.noted(), Groups(stories=library.stories(), zone=UTC)
    library.close()


@settings(max_examples=40)
@given(st.data(), st.sampled_from(GROUPINGS))
def test_every_note_stands_under_a_heading_and_no_row_twice(
    many: tuple[tuple[Noted, ...], Groups], data: st.DataObject, by: Grouping
) -> None:
    notes, groups = many
    some = data.draw(st.lists(st.sampled_from(notes), unique_by=lambda note: note.id))
    rows = replace(groups, by=by).rows(some)
    assert {row.noted.id for row in rows if isinstance(row, Line)} == {note.id for note in some}
    assert len({key_of(row) for row in rows}) == len(rows)
    heading = None
    for row, after in zip(rows, [*rows[1:], None], strict=False):
        if isinstance(row, Heading):
            heading = row.key
            assert isinstance(after, Line)
        else:
            assert row.group == heading
        assert spoken(row)


def test_groups_have_their_own_order_and_what_has_none_comes_last(
    many: tuple[tuple[Noted, ...], Groups],
) -> None:
    notes, groups = many

    def headings(by: Grouping) -> list[str]:
        rows = replace(groups, by=by).rows(notes)
        return [row.title for row in rows if isinstance(row, Heading)]

    assert headings("article") == ["橋", "دفتر الميناء", "The river"]
    assert headings("label") == ["Quote", "Claim", "Check", "Lead", "Notes on articles"]
    assert headings("tag") == ["#b", "#Straße", "#ç", "Without a tag"]
    assert headings("story") == ["Borders", "In no story"]
    assert headings("day")[0] == "Wednesday, 9 October 2024"


@settings(max_examples=60)
@given(st.lists(st.booleans(), max_size=12))
def test_stretches_are_the_chosen_places(chosen: list[bool]) -> None:
    places = [n for first, last in stretches(chosen) for n in range(first, last + 1)]
    assert places == [n for n, here in enumerate(chosen) if here]


@settings(max_examples=40)
@given(st.data())
def test_rows_are_brought_up_to_date_whatever_came_or_went(
    many: tuple[tuple[Noted, ...], Groups], data: st.DataObject
) -> None:
    notes, groups = many
    subsets = st.lists(st.sampled_from(range(len(notes))), unique=True).map(sorted)
    by = data.draw(st.sampled_from(GROUPINGS))
    model = NoteRows()
    for _each in range(3):
        rows = replace(groups, by=by).rows(notes[n] for n in data.draw(subsets))
        counted = Counted(model)
        model.take(rows)
        assert list(model.rows()) == list(rows)
        assert counted.rows == model.rowCount()


class Counted:
    """How many rows a view believes there are, from the signals alone."""

    def __init__(self, model: QAbstractItemModel) -> None:
        self.rows = model.rowCount()
        self._model = model
        model.rowsInserted.connect(self._came)
        model.rowsRemoved.connect(self._went)
        model.modelReset.connect(self._anew)

    def _came(self, _parent: object, first: int, last: int) -> None:
        self.rows += last - first + 1

    def _went(self, _parent: object, first: int, last: int) -> None:
        self.rows -= last - first + 1

    def _anew(self) -> None:
        self.rows = self._model.rowCount()


@pytest.mark.usefixtures("app")
@settings(max_examples=30)
@given(st.data(), st.integers(460, 2000))
def test_parts_of_a_row_never_lie_over_each_other(
    many: tuple[tuple[Noted, ...], Groups], data: st.DataObject, width: int
) -> None:
    notes, groups = many
    row = data.draw(st.sampled_from(replace(groups, by="day").rows(notes)))
    high = height_of(row, width)
    if isinstance(row, Heading):
        return
    at, place = columns(width), measure(row, width)
    assert high == place.height >= 44
    assert at.x + at.quote <= at.end
    if at.stacked:
        assert place.quote <= place.source <= place.tags < high
    else:
        assert at.x + at.quote < at.note_x
        assert at.note_x + at.note < at.end - at.tags


@pytest.mark.usefixtures("app")
@settings(max_examples=40)
@given(st.lists(st.text("abç字/", min_size=1, max_size=30), max_size=20, unique=True))
def test_tags_stand_in_their_order_in_at_most_four_rows(tags: list[str]) -> None:
    rows = tag_rows(tuple(tags), 170, 126)
    assert len(rows) <= 4
    assert [tag for row in rows for tag in row] == tags[: sum(map(len, rows))]


def test_rows_in_sight_are_measured_and_stay_where_they_are(desk: Desk) -> None:
    notes = desk.window.list
    for number in range(30):
        desk.mark(f"More {number}", PARAGRAPHS[number % 4], number % 6, "One note. " * 20)
    desk.at_rest()
    bar = notes.verticalScrollBar()
    bar.setValue(bar.maximum())
    settle()
    for _each in range(40):
        top = notes.rowAt(0)
        below = notes.rowAt(notes.viewport().height() // 2)
        before = notes.rowViewportPosition(below)
        step = min(60, bar.value())
        bar.setValue(bar.value() - step)
        assert notes.rowViewportPosition(below) == before + step
        assert notes.rowAt(0) <= top
    for row in range(notes.rowAt(0), notes.rowAt(notes.viewport().height() - 1)):
        wanted = height_of(desk.window.rows.rows()[row], notes.viewport().width())
        assert notes.rowHeight(row) == wanted


def test_nothing_is_decided_about_nothing() -> None:
    clock = Clock()
    assert decisions.next_checked([], at=clock()) is None
    assert decisions.removed([], at=clock()) is None
    assert decisions.turned_private([], at=clock()) is None


def test_no_rows_make_a_file_without_notes(tmp_path: Path) -> None:
    path, stayed = written((), tmp_path / "Notes.md")
    assert (path.read_text("utf-8"), stayed) == ("# Notes\n", 0)
