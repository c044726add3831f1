"""The notes panel shows what the library holds, and keeps what is typed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from reader import changes
from reader.library import Library
from reader.model import (
    AnnotationId,
    ArticleId,
    Block,
    Captured,
    Document,
    Passage,
    Place,
    Source,
)
from reader.records import pack
from tests.ui.conftest import wait_until
from ui import actions
from ui.note_words import plain_note, quoted
from ui.notes.cards import ARTICLE, Card, cards, spoken, tags_typed
from ui.notes.editor import NoteEditor
from ui.notes.panel import NotesPanel
from ui.session import Session

AT = datetime(2024, 10, 2, 14, 29, 55, tzinfo=UTC)
TEXT = ("Belanja pertahanan naik", "Krimea dan 32 negara", "قال أحد السكان إن المضخة تعطلت")
DOCUMENT = Document(
    (Block("heading", "NATO", level=1), *(Block("paragraph", text) for text in TEXT))
)


class Desk:
    """One article in a library, and the panel beside it."""

    def __init__(self, path: Path) -> None:
        self.library = Library(path)
        self.session = Session(self.library, now=lambda: AT)
        self.owner = QAction()
        self.actions = actions.build(self.owner)
        self.panel = NotesPanel(self.session, self.actions)
        self.panel.resize(296, 600)
        self.panel.show()
        self.article = self._add()
        self.panel.show_article(self.article)

    def _add(self) -> ArticleId:
        source = Source(b"x", "text/plain", AT, name="x.txt")
        packed = pack(source, DOCUMENT)
        id = self.library.new_article_id()
        change = changes.add(Captured(DOCUMENT, "NATO"), source, packed, article=id, at=AT)
        self.session.do(change, blobs=packed.blobs)
        return id

    def mark(self, words: str, label: int = 0, note: str = "") -> AnnotationId:
        start = DOCUMENT.text.index(words)
        id = self.library.new_annotation_id()
        label_id = self.library.labels()[label].id
        passage = Passage(start, start + len(words))
        self.session.do(
            changes.mark(
                DOCUMENT,
                self.article,
                1,
                passage,
                label_id,
                id=id,
                at=AT,
                note=note,
            )
        )
        return id

    @property
    def editor(self) -> NoteEditor:
        return self.panel.findChildren(NoteEditor)[-1]

    def note(self, id: AnnotationId) -> str:
        return self.library.annotation(id).note

    def close(self) -> None:
        self.panel.save()
        self.session.close()
        self.panel.close()
        self.panel.deleteLater()
        QApplication.processEvents()
        self.library.close()


@pytest.fixture
def desk(app: QApplication, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "Test.galley")
    yield desk
    desk.close()


def quotes(desk: Desk) -> list[str]:
    return [card.quote for card in desk.panel.cards()]


def test_cards_stand_in_the_order_of_the_text(desk: Desk) -> None:
    desk.mark("32 negara")
    desk.mark("Belanja")
    desk.mark("Krimea", label=1)
    assert quotes(desk) == ["Belanja", "Krimea", "32 negara"]
    assert desk.panel.count.text() == "3"


def test_undo_takes_the_card_away_and_redo_brings_it_back(desk: Desk) -> None:
    desk.mark("Krimea")
    desk.session.undo()
    assert quotes(desk) == []
    desk.session.redo()
    assert quotes(desk) == ["Krimea"]


def test_one_change_touches_one_row(desk: Desk) -> None:
    id = desk.mark("Krimea")
    desk.mark("Belanja")
    touched: list[tuple[int, int]] = []
    desk.panel.model.dataChanged.connect(lambda a, b: touched.append((a.row(), b.row())))
    resets: list[bool] = []
    desk.panel.model.modelReset.connect(lambda: resets.append(True))
    record = desk.library.annotation(id)
    desk.session.do(changes.edit_annotation(record, at=AT, note="Ask."))
    assert touched == [(1, 1)]
    assert not resets


def test_what_is_typed_is_stored_when_writing_ends(desk: Desk) -> None:
    id = desk.mark("Krimea")
    ended: list[bool] = []
    desk.panel.done.connect(lambda: ended.append(True))
    desk.panel.edit(id)
    QTest.keyClicks(desk.editor.field, "Check with *AP*.")
    QTest.keyClick(desk.editor.field, Qt.Key.Key_Escape)
    assert desk.note(id) == "Check with *AP*."
    assert ended == [True]


def test_a_pause_stores_without_ending(desk: Desk) -> None:
    id = desk.mark("Krimea")
    desk.panel.edit(id)
    editor = desk.editor
    QTest.keyClicks(editor.field, "one")
    assert wait_until(lambda: desk.note(id) == "one")
    assert editor.state.text() == "Saved"


def many_marks(desk: Desk) -> list[AnnotationId]:
    """More cards than the list has room for, in text order."""
    starts = range(6, 6 + 2 * len(TEXT[0]) // 3, 2)
    return [desk.mark(DOCUMENT.text[start : start + 2].strip(), note="Why?") for start in starts]


def seen_whole(desk: Desk) -> bool:
    room = desk.panel.list.viewport().rect()
    return room.contains(desk.editor.geometry())


@pytest.mark.parametrize("which", [0, 5, 6, -1])
def test_a_card_is_seen_whole_while_its_note_is_written(desk: Desk, which: int) -> None:
    ids = many_marks(desk)
    for height in (230, 300):
        desk.panel.resize(296, height)
        QApplication.processEvents()
        desk.panel.list.scrollToTop()
        desk.panel.edit(ids[which])
        assert seen_whole(desk)
        QTest.keyClicks(desk.editor.field, "One line and another one that takes more room.")
        QApplication.processEvents()
        assert seen_whole(desk)
        QTest.keyClick(desk.editor.field, Qt.Key.Key_Escape)


def test_no_line_of_a_note_is_cut_off_while_it_is_written(desk: Desk) -> None:
    ids = many_marks(desk)
    note = "1987 to 2025 makes 38, so the sum is right. Whether it was losing water is another."
    desk.session.do(changes.edit_annotation(desk.library.annotation(ids[3]), at=AT, note=note))
    desk.panel.edit(ids[3])
    QApplication.processEvents()
    field = desk.editor.field
    layout = field.document().firstBlock().layout()
    widths = [layout.lineAt(number).naturalTextWidth() for number in range(layout.lineCount())]
    assert len(widths) > 1
    assert max(widths) <= field.viewport().width()


def test_in_a_note_higher_than_the_list_the_line_being_written_is_seen(desk: Desk) -> None:
    id = desk.mark("Krimea", note="\n".join(f"Line {number}" for number in range(40)))
    desk.panel.resize(296, 300)
    desk.panel.edit(id)
    QTest.keyClick(desk.editor.field, Qt.Key.Key_Return)
    QTest.keyClicks(desk.editor.field, "and the last one")
    QApplication.processEvents()
    field, view = desk.editor.field, desk.panel.list.viewport()
    caret = field.cursorRect()
    caret.moveTopLeft(field.viewport().mapTo(view, caret.topLeft()))
    assert view.rect().contains(caret)


def test_a_note_changed_elsewhere_is_not_written_over(desk: Desk) -> None:
    id = desk.mark("Krimea", note="first")
    desk.panel.edit(id)
    editor = desk.editor
    QTest.keyClicks(editor.field, " mine")
    record = desk.library.annotation(id)
    other = changes.edit_annotation(record, at=AT, note="theirs")
    assert other is not None
    desk.library.apply(other, at=AT, by="shell")
    assert not editor.save()
    assert desk.note(id) == "theirs"
    assert editor.field.toPlainText() == "first mine"
    editor.keep.click()
    assert desk.note(id) == "first mine"


def test_words_for_a_mark_that_is_gone_are_copied(desk: Desk) -> None:
    id = desk.mark("Krimea")
    desk.panel.edit(id)
    editor = desk.editor
    editor.field.setPlainText("not lost")
    entry = desk.library.history()[-1]
    assert entry.change is not None
    desk.library.apply(entry.change.inverse(), at=AT, by="shell")
    assert not editor.save()
    assert QGuiApplication.clipboard().text() == "not lost"


def test_tags_are_written_under_the_note(desk: Desk) -> None:
    id = desk.mark("Krimea")
    desk.panel.edit_tags(id)
    editor = desk.editor
    QTest.keyClicks(editor.tags, "nato, budget 2014")
    QTest.keyClick(editor.tags, Qt.Key.Key_Return)
    assert desk.library.annotation(id).tags == ("nato", "budget-2014")


def test_the_article_has_a_card_of_its_own_once_it_has_a_note(desk: Desk) -> None:
    assert quotes(desk) == []
    desk.panel.edit_article_note()
    editor = desk.editor
    QTest.keyClicks(editor.field, "Call the board.")
    QTest.keyClick(editor.field, Qt.Key.Key_Escape)
    assert desk.library.article(desk.article).note == "Call the board."
    assert desk.panel.cards()[0].id == ARTICLE


def test_marks_without_a_place_come_first(desk: Desk) -> None:
    first = desk.mark("Belanja")
    lost = desk.mark("Krimea")
    place = desk.library.places(desk.article)[lost]
    gone = Place(lost, 1, None, "orphan", 0.0)
    desk.session.do(changes.Change("carry-over", (changes.Edit(place, gone),)))
    assert [card.id for card in desk.panel.cards()] == [lost, first]
    assert desk.panel.cards()[0].opens_orphans


def test_hidden_labels_are_not_shown(desk: Desk) -> None:
    desk.mark("Belanja")
    desk.mark("Krimea", label=1)
    labels = desk.library.labels()
    shown = cards(desk.library, desk.article, hidden={labels[0].id})
    assert [card.quote for card in shown] == ["Krimea"]


def test_a_click_chooses_the_card(desk: Desk) -> None:
    id = desk.mark("Krimea")
    chosen: list[AnnotationId] = []
    desk.panel.chosen.connect(chosen.append)
    QTest.mouseClick(desk.panel.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 30))
    assert chosen == [id]


def test_coming_to_the_cards_by_keys_goes_nowhere(desk: Desk) -> None:
    many_marks(desk)
    chosen = QSignalSpy(desk.panel.chosen)
    desk.panel.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert wait_until(desk.panel.list.hasFocus)
    assert chosen.count() == 0
    QTest.keyClick(desk.panel.list, Qt.Key.Key_Down)
    assert chosen.count() == 1


def test_a_picture_in_a_quote_says_that_it_is_one() -> None:
    assert quoted("The dike\n\ufffc\nin 1953") == "The dike [picture] in 1953"


def test_every_state_and_script_can_be_painted(desk: Desk) -> None:
    desk.mark("قال أحد السكان", note="- نعم\n- *لا*")
    id = desk.mark("Krimea dan 32", note="# Title\n\nlong " * 40)
    record = desk.library.annotation(id)
    desk.session.do(changes.edit_annotation(record, at=AT, private=True, checked="wrong"))
    place = desk.library.places(desk.article)[id]
    moved = Place(id, 1, place.passage, "unsure", 0.5)
    desk.session.do(changes.Change("carry-over", (changes.Edit(place, moved),)))
    picture = desk.panel.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, 296, 3) for y in range(0, 400, 3)}
    assert len(colours) > 10


def test_a_card_is_said_whole() -> None:
    card = Card(AnnotationId("k1"), None, "a quote", "Ask *M.*", ("nato",), "moved", "holds", True)
    assert spoken(card) == (
        "Note on the article. “a quote”. Ask M.. #nato. moved. holds. stays here"
    )


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        ("# Head\n\n- *one*\n- [two](http://x)", ["Head", "• one", "• two"]),
        ("a_b_c and 2*3*4", ["a_b_c and 2*3*4"]),
        ("> `code` **bold**", ["code bold"]),
    ],
)
def test_a_note_is_shown_without_its_markup(markdown: str, lines: list[str]) -> None:
    assert plain_note(markdown) == lines


def test_tags_are_typed_with_commas_or_signs() -> None:
    assert tags_typed("#nato #budget 2014, ap") == ["nato", "budget 2014", "ap"]
