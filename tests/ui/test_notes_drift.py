"""What became of a mark stands on its card: old and new words, where it stood, why it is unsure."""

import html
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reader import changes
from reader.drift import NEAR, Drift, Look, Piece, Side, compared, glimpse, looks
from reader.library import Library
from reader.model import (
    Anchor,
    Annotation,
    AnnotationId,
    ArticleId,
    Change,
    Document,
    Edit,
    LabelId,
    Passage,
    Place,
    State,
    leaf,
)
from reader.settings import Settings
from reader.text import direction
from tests.reader.moves import AT, SENTENCES, added, marked, revised
from tests.reader.test_live import CAPTURES, STORIES, Story, capture
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import Clock
from ui import actions, paint, theme
from ui.look_words import Seen, seen, spoken, tip
from ui.looks import Looks
from ui.notes import bulk
from ui.notes.panel import NotesPanel
from ui.session import Session
from ui.window import Window

OLD = """The dike
The mayor said 14 people were hurt when it gave way.
The company had promised a pump.
A second wall is planned.
It is closed."""
NEW = """The dike
The mayor said 40 people were hurt when it gave way.
A second wall is planned.
The company had promised a pump.
It is closed. It is closed."""
WORDS = "said 14 people were hurt"


class Desk:
    """An article in two versions in the real window, and what was marked in the first."""

    def __init__(self, library: Library, show: Callable[[Window], Window]) -> None:
        self.library = library
        self.article = added(library, OLD)
        self.changed = marked(library, self.article, WORDS, note="Ask the hospital.")
        self.moved = marked(library, self.article, "A second wall is planned.")
        self.lost = marked(library, self.article, "had promised a pump", private=True)
        self.unsure = marked(library, self.article, "It is closed.")
        self.exact = marked(library, self.article, "when it gave way")
        self.revision = revised(library, self.article, NEW)
        self.window = Window(Session(library, now=Clock()), Settings())
        self.window.resize(1280, 800)
        show(self.window)
        self.stands(self.changed, "changed", "said 40 people were hurt", 0.95)
        self.stands(self.moved, "moved", "A second wall is planned.", 0.95)
        self.stands(self.lost, "orphan", None, 0.0)
        self.stands(self.unsure, "unsure", "It is closed.", 0.71)
        self.stands(self.exact, "exact", "when it gave way", 1.0)
        self.window.open_article(self.article)
        assert wait_until(lambda: self.panel.looks.of(self.lost) is not None)
        settle()

    @property
    def panel(self) -> NotesPanel:
        return self.window.notes

    def stands(self, id: AnnotationId, state: State, words: str | None, score: float) -> None:
        """Has a mark stand there in the new version, however it was found."""
        text, known = self.library.document(self.article).text, self.library.place(id, 2)
        start = text.index(words) if words else 0
        passage = Passage(start, start + len(words)) if words else None
        there = Place(id, self.revision, passage, state, score, 1)
        if known != there:
            self.window.session.do(Change("carry-over", (Edit(known, there),)), by="capture")

    def seen(self, id: AnnotationId) -> Seen:
        assert wait_until(lambda: self.panel.looks.of(id) is not None)
        found = self.panel.looks.of(id)
        assert found is not None
        return found

    def said(self, id: AnnotationId) -> str:
        """What a screen reader says of a card."""
        index = self.panel.model.index_of(id)
        return str(index.data(Qt.ItemDataRole.AccessibleTextRole))

    @property
    def active(self) -> AnnotationId | None:
        return self.window.marking.active

    def state(self, id: AnnotationId) -> Place:
        place = self.library.place(id, self.revision)
        assert place is not None
        return place


@pytest.fixture
def desk(library: Library, show: Callable[[Window], Window]) -> Iterator[Desk]:
    desk = Desk(library, show)
    yield desk
    desk.window.end()


# --- laws ----------------------------------------------------------------------------------------

passages = st.lists(
    st.sampled_from([word for sentence in SENTENCES for word in sentence.split()]), max_size=30
).map(" ".join)


def a_drift(old: str, new: str, around: tuple[str, str] = ("", "")) -> Drift:
    id, article = AnnotationId("k00001"), ArticleId("a0000001")
    annotation = Annotation(
        id, article, 1, Anchor(old or "x", "", "", 0), LabelId("l0000001"), created=AT
    )
    sides = (
        Side(1, Passage(0, len(old)), old, *around),
        Side(2, Passage(0, len(new)), new, *around),
    )
    return Drift(annotation, "changed", 0.9, False, *sides, tuple(compared(old, new)))


@given(passages, passages)
def test_the_comparison_applied_to_the_old_quote_gives_the_new_words(old: str, new: str) -> None:
    applied, at = "", 0
    shapes = str.maketrans("“”—", '""-')
    bare = "".join(old.translate(shapes).split())
    for piece in compared(old, new):
        if piece.kind != "new":  # stands in the old quote, here
            said = "".join(piece.words.translate(shapes).split())
            assert bare[at : at + len(said)] == said
            at += len(said)
        if piece.kind != "gone":
            applied += piece.words
    assert at == len(bare)
    assert applied == new


@given(passages, passages)
def test_what_is_cut_short_is_part_of_the_whole_and_every_change_is_told(
    old: str, new: str
) -> None:
    drift = a_drift(old, new)
    short = glimpse(drift)
    assert [piece.kind for piece in short.pieces] == [piece.kind for piece in drift.pieces]
    for cut, whole in zip(short.pieces, drift.pieces, strict=True):
        parts = cut.words.split("…") if cut.words != whole.words else [cut.words]
        assert all(part.strip() in whole.words for part in parts)
        assert len(cut.words) <= len(whole.words) + 2


@given(st.sampled_from(SENTENCES))
def test_words_that_are_the_same_are_not_compared(words: str) -> None:
    drift = a_drift(words, words)
    assert not drift.is_changed
    assert all(piece.kind == "same" for piece in glimpse(drift).pieces)


@given(
    st.lists(
        st.tuples(st.sampled_from(["same", "around", "gone", "new"]), passages.filter(bool)),
        min_size=1,
        max_size=6,
    ),
    st.integers(60, 400),
    st.integers(1, 5),
)
def test_no_more_lines_are_painted_than_there_is_room_for(
    pieces: list[tuple[paint.Form, str]], width: int, most: int
) -> None:
    ink, given_pieces = theme.current().text, tuple(pieces)
    counted = paint.compared(None, 0, 0, width, given_pieces, 15, ink, most, 21)
    assert 1 <= counted <= most
    image = QImage(width, most * 21, QImage.Format.Format_RGB32)
    with_painter = QPainter(image)
    painted = paint.compared(with_painter, 0, 0, width, given_pieces, 15, ink, most, 21)
    with_painter.end()
    assert painted == counted


def test_old_and_new_words_are_told_without_colour() -> None:
    """Painted in one ink: struck through, underlined and as ever still differ."""
    images = []
    forms: tuple[paint.Form, ...] = ("same", "gone", "new")
    for form in forms:
        image = QImage(80, 21, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        paint.compared(painter, 0, 0, 80, ((form, "fourteen"),), 15, theme.current().text, 1, 21)
        painter.end()
        grey = image.convertToFormat(QImage.Format.Format_Mono)
        images.append(bytes(grey.constBits()))
    assert len(set(images)) == 3


# --- what a card says ----------------------------------------------------------------------------


def test_a_changed_mark_shows_old_and_new_words_with_a_few_around(desk: Desk) -> None:
    assert desk.seen(desk.changed).pieces == (
        ("around", "The mayor "),
        ("same", "said "),
        ("gone", "14"),
        ("same", " "),
        ("new", "40"),
        ("same", " people were hurt"),
        ("around", " when it gave way."),
    )
    said = desk.said(desk.changed)
    assert "was: said 14 people were hurt; now: said 40 people were hurt" in said


def test_a_long_passage_is_cut_to_what_differs() -> None:
    words = [f"w{number}" for number in range(60)]
    others = ["x30" if word == "w30" else word for word in words]
    short = glimpse(a_drift(" ".join(words), " ".join(others)))
    near = " ".join(words[30 - NEAR : 30])
    assert short.pieces[0] == Piece("same", f"…{near} ")
    assert [piece.words for piece in short.pieces[1:3]] == ["w30", "x30"]


def test_a_moved_mark_says_from_where(desk: Desk) -> None:
    assert desk.seen(desk.moved).pieces == ()
    aside = "Moved; it stood after “The company had promised a pump.”"
    assert desk.seen(desk.moved).aside == aside
    assert aside in desk.said(desk.moved)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("T\nOne two three.\nEnd.", "T\nEnd.\nNow two three.", "the paragraph “One two three.”"),
        ("T\n#A\nx two three.\n#B\ny", "T\n#A\nx\n#B\ny two three.", "under “A”"),
    ],
)  # fmt: skip
def test_where_a_mark_stood_is_a_heading_or_a_paragraph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, said: str
) -> None:
    monkeypatch.setattr("tests.reader.moves.a_document", with_headings)
    with Library(tmp_path / "Test.galley") as library:
        article = added(library, old)
        mark = marked(library, article, "two three")
        number = revised(library, article, new)
        start = library.document(article).text.index("two three")
        known = library.place(mark, number)
        there = Place(mark, number, Passage(start, start + 9), "moved", 0.95, 1)
        library.apply(Change("carry-over", (Edit(known, there),)), at=AT, by="capture")
        [look] = looks(library, [mark])
    assert seen(look).aside == f"Moved from {said}"


def with_headings(text: str) -> Document:
    """A document of the lines of a text; those with a # are headings."""
    first, *rest = text.split("\n")
    leaves = [leaf("heading", first, level=1)]
    for line in rest:
        heading = line.startswith("#")
        leaves.append(leaf("heading", line[1:], level=2) if heading else leaf("paragraph", line))
    return Document(tuple(each for each in leaves if each is not None))


def test_an_unsure_mark_says_why_and_how_sure(desk: Desk) -> None:
    why = "The words stand 2 times in the text; 7 in 10 such places are right"
    assert desk.seen(desk.unsure).aside == why
    assert why in desk.said(desk.unsure)


def test_a_mark_without_a_place_keeps_its_words_and_what_stood_around_them(desk: Desk) -> None:
    found = desk.seen(desk.lost)
    assert found.pieces == (
        ("around", "The company "),
        ("same", "had promised a pump"),
        ("around", "."),
    )
    assert found.now is None
    assert found.link.startswith("In the version of 2 October 2024")


def test_its_link_leads_to_its_words_in_the_old_version(desk: Desk) -> None:
    wanted: list[tuple[object, ...]] = []
    desk.panel.version_wanted.connect(lambda *said: wanted.append(said))
    view = desk.panel.list
    rect = view.visualRect(desk.panel.model.index_of(desk.lost))
    on_it = [
        QPoint(40, y)
        for y in range(rect.top(), rect.bottom())
        if view.version_at(QPointF(40, y)) == desk.lost
    ]
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=on_it[len(on_it) // 2])
    start = OLD.index("had promised a pump")
    passage = Passage(start, start + len("had promised a pump"))
    assert wanted == [(desk.article, 1, passage)]
    shown = desk.window.page.current
    assert shown is not None
    assert (shown[0].id, shown[1].number) == (desk.article, 1)


def test_what_is_settled_or_exact_shows_no_comparison(desk: Desk) -> None:
    assert desk.panel.looks.of(desk.exact) is None
    desk.window.session.do(changes.settle(desk.state(desk.changed)))
    desk.panel.looks.want(desk.changed)
    assert wait_until(lambda: not desk.panel._session._tasks.running)
    settle()
    assert desk.panel.looks.of(desk.changed) is None
    assert "was:" not in desk.said(desk.changed)
    assert looks(desk.library, [desk.changed, desk.exact]) == ()


def test_the_tooltip_has_both_sides_whole_and_literally(desk: Desk) -> None:
    view = desk.panel.list
    index = desk.panel.model.index_of(desk.changed)
    where = QPointF(view.visualRect(index).topLeft()) + QPointF(40, 45)
    said = view.cards._tip_of_quote(
        index.data(Qt.ItemDataRole.UserRole), view.option_of(index), where
    )
    assert "Was: said 14 people were hurt" in said
    assert "Now: said 40 people were hurt" in said
    evil = seen_of("<b>old</b> words", "<i>new</i> words")
    assert html.escape("<b>old</b>") in tip(evil)
    assert "<b>" not in tip(evil)


def seen_of(old: str, new: str) -> Seen:
    return seen(Look(a_drift(old, new), None, 0, AT, ()))


@pytest.mark.parametrize("sentence", [SENTENCES[2], SENTENCES[5]])
def test_any_script_is_compared_and_spoken(sentence: str) -> None:
    other = sentence.replace(sentence[-6:-3], "X")
    found = seen_of(sentence, other)
    assert "".join(words for form, words in found.pieces if form in ("same", "new")).split()
    assert spoken(found) == f"was: {sentence}; now: {other}"
    assert f"dir='{direction('Was: ' + sentence)}'" in tip(found)


# --- deciding ------------------------------------------------------------------------------------


def on_card(desk: Desk, id: AnnotationId) -> None:
    desk.panel.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
    desk.panel._choose(id)
    settle()


def test_the_buttons_stand_on_the_active_card_while_it_needs_a_look(desk: Desk) -> None:
    on_card(desk, desk.exact)
    assert "deciding" not in desk.panel.__dict__ or desk.panel.deciding.row.isHidden()
    on_card(desk, desk.changed)
    row, view = desk.panel.deciding.row, desk.panel.list
    assert row.isVisible()
    assert view.visualRect(desk.panel.model.index_of(desk.changed)).contains(row.geometry())
    assert [each.accessibleName() for each in row.buttons if not each.isHidden()] == [
        "It is right", "Put it here", "Leave it",
    ]  # fmt: skip
    on_card(desk, desk.lost)
    assert row.right.isHidden()
    assert row.version.accessibleName().startswith("Open the version of 2 October 2024")
    desk.panel.edit(desk.changed)
    assert row.isHidden()


def test_by_keys_one_after_the_other_is_decided_on(desk: Desk) -> None:
    on_card(desk, desk.changed)
    QTest.keyClick(desk.panel.list, Qt.Key.Key_Tab)
    assert desk.panel.deciding.row.right.hasFocus()
    QTest.keyClick(desk.panel.deciding.row.right, Qt.Key.Key_Return)
    settle()
    assert desk.state(desk.changed).settled
    assert desk.active == desk.moved
    assert desk.panel.deciding.row.right.hasFocus()
    assert desk.window.foot.messages.sentence.text() == "It is right where it stands."
    QTest.keyClick(desk.panel.deciding.row.right, Qt.Key.Key_Return)
    settle()
    assert desk.state(desk.moved).settled
    assert desk.active == desk.unsure
    desk.window.session.undo()
    assert not desk.state(desk.moved).settled
    QTest.keyClick(desk.panel.deciding.row.right, Qt.Key.Key_Escape)
    assert desk.panel.list.hasFocus()


def test_what_has_no_place_is_put_on_the_selected_words(desk: Desk) -> None:
    on_card(desk, desk.lost)
    here = desk.panel.deciding.row.here
    assert not here.isEnabled()
    assert here.accessibleDescription()
    text = desk.library.document(desk.article).text
    start = text.index("promised a pump")
    desk.window._words_selected(Passage(start, start + len("promised a pump")))
    assert here.isEnabled()
    here.click()
    settle()
    assert desk.state(desk.lost).state == "exact"
    assert desk.active == desk.changed


def test_when_the_last_is_decided_the_keyboard_goes_back_to_the_cards(desk: Desk) -> None:
    for id in (desk.moved, desk.unsure):
        desk.window.session.do(changes.settle(desk.state(id)))
    desk.window.session.do(changes.remove(desk.library.annotation(desk.lost), at=AT))
    desk.panel.alarm.trigger()
    on_card(desk, desk.changed)
    QTest.keyClick(desk.panel.list, Qt.Key.Key_Tab)
    QTest.keyClick(desk.panel.deciding.row.right, Qt.Key.Key_Return)
    settle()
    assert desk.panel.deciding.row.isHidden()
    assert desk.panel.list.hasFocus()
    assert len(desk.panel.cards()) == 4


# --- the alarm -----------------------------------------------------------------------------------


def test_the_header_says_how_many_need_a_look_until_none_does(desk: Desk) -> None:
    assert desk.panel.alarm.text() == "4 need a look"
    desk.panel.alarm.trigger()
    assert {card.id for card in desk.panel.cards()} == {
        desk.changed, desk.moved, desk.lost, desk.unsure,
    }  # fmt: skip
    assert desk.panel.alarm.isChecked()
    for id in (desk.changed, desk.moved, desk.unsure):
        desk.window.session.do(changes.settle(desk.state(id)))
    assert desk.panel.alarm.text() == "1 needs a look"
    desk.panel.alarm.trigger()
    assert len(desk.panel.cards()) == 5
    desk.window.session.do(changes.remove(desk.library.annotation(desk.lost), at=AT))
    assert not desk.panel.alarm.isVisible()


def test_all_notes_shows_old_and_new_words_and_can_ask_for_what_needs_a_look(desk: Desk) -> None:
    desk.window.beside.show_all_notes()
    notes = desk.window.beside.all_notes
    assert wait_until(lambda: notes.rows.rowCount() == 6)
    notes.filters.needs_a_look.setChecked(True)
    assert wait_until(lambda: notes.rows.rowCount() == 5)
    assert wait_until(lambda: notes.looks.of(desk.changed) is not None)
    lines = [notes.rows.index(row, 0) for row in range(notes.rows.rowCount())]
    said = [str(index.data(Qt.ItemDataRole.AccessibleTextRole)) for index in lines]
    assert any("was: said 14 people were hurt; now: said 40" in words for words in said)
    desk.window.session.do(changes.settle(desk.state(desk.changed)))
    assert wait_until(lambda: notes.rows.rowCount() == 4)
    assert notes.looks.of(desk.changed) is None


# --- what it costs and what leaves ---------------------------------------------------------------


def test_only_cards_in_sight_are_looked_at(library: Library, app: QApplication) -> None:
    article = added(library, OLD)
    ids = [marked(library, article, "It is closed.") for _number in range(120)]
    session = Session(library, now=Clock())
    asked: list[AnnotationId] = []
    owner = QAction()
    panel = NotesPanel(session, actions.build(owner))
    panel.resize(296, 600)
    for id in ids:
        place = library.place(id, 1)
        there = Place(id, 1, Passage(9, 12), "unsure", 0.5)
        session.do(Change("carry-over", (Edit(place, there),)))
    panel.looks.came.connect(asked.extend)
    panel.show()
    panel.show_article(article)
    assert wait_until(lambda: bool(asked))
    settle()
    assert len(asked) < 20
    session.close()
    panel.close()
    panel.deleteLater()
    settle()


def test_a_look_that_comes_too_late_is_not_shown(library: Library, app: QApplication) -> None:
    article = added(library, OLD)
    mark = marked(library, article, WORDS)
    number = revised(library, article, NEW)
    session = Session(library, now=Clock())
    looks_ = Looks(session)
    came: list[AnnotationId] = []
    looks_.came.connect(came.extend)
    looks_.want(mark)
    looks_._ask()
    assert session._tasks.running
    place = library.place(mark, number)
    assert place is not None
    session.do(changes.settle(place))
    looks_.follow(Change("settle", (Edit(place, place),)))
    assert wait_until(lambda: not session._tasks.running)
    assert came == []
    assert looks_.of(mark) is None
    session.close()


def test_nothing_of_a_private_note_leaves_with_what_became_of_it(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("before")
    on_card(desk, desk.lost)
    QTest.keyClick(desk.panel.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "pump" not in QGuiApplication.clipboard().text()
    out = bulk.copied(desk.window.session, [desk.lost, desk.changed])
    assert "pump" not in out.markdown + out.plain
    assert out.left_out == 1


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
def test_every_further_version_is_compared_anew(
    story: Story, tmp_path: Path, show: Callable[[Window], Window]
) -> None:
    """Also where the state stays what it was, and where a version is set aside."""
    library = Library(tmp_path / "Live.galley")
    window = show(Window(Session(library, now=Clock()), Settings()))
    window.resize(1280, 900)
    id = capture(library, story.name, 1)
    mark = marked(library, id, story.number, note="How many?")
    window.session.look_for_news()
    window.open_article(id)
    for number in range(2, CAPTURES + 1):
        capture(library, story.name, number)
        window.session.look_for_news()
        assert wait_until(lambda: window.notes.looks.of(mark) is not None)
        look = window.notes.looks.of(mark)
        assert look is not None
        assert look.now is not None
    window.end()
    library.close()
