"""Writing a note: its preview, its tags, and the record that follows and is followed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reader import changes
from reader.errors import GalleyError
from reader.model import AnnotationId
from tests.ui.conftest import settle, wait_until
from tests.ui.test_notes import AT, Desk
from ui import theme
from ui.notes.cards import being_typed, tags_shown, tags_typed
from ui.notes.editor import NoteEditor
from ui.notes.preview import Preview
from ui.notes.tags import TagField, Vocabulary

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(app: QApplication, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "Test.galley")
    desk.panel.activateWindow()
    yield desk
    desk.panel.writing.stop()
    desk.close()


def writing(desk: Desk, note: str = "") -> tuple[AnnotationId, NoteEditor]:
    id = desk.mark("Krimea", note=note)
    desk.panel.edit(id)
    settle()
    return id, desk.editor


def change_elsewhere(desk: Desk, id: AnnotationId, note: str) -> None:
    change = changes.edit_annotation(desk.library.annotation(id), at=AT, note=note)
    desk.session.do(change)


# --- the preview ---------------------------------------------------------------------------------


def test_a_note_without_marks_has_no_preview(desk: Desk) -> None:
    _id, editor = writing(desk, "Only words, 2 * 3 = 6 and snake_case.")
    assert editor.preview.isHidden()


def test_what_it_will_look_like_stands_below_as_one_types(desk: Desk) -> None:
    _id, editor = writing(desk)
    before = editor.needed()
    QTest.keyClicks(editor.field, "Ask **AP**")
    assert wait_until(lambda: not editor.preview.isHidden())
    document = editor.preview.document()
    assert document is not None
    assert document.toPlainText() == "Ask AP"
    assert editor.needed() > before
    assert editor.preview.y() > editor.field.geometry().bottom()
    editor.field.selectAll()
    QTest.keyClick(editor.field, Key.Key_Delete)
    assert wait_until(editor.preview.isHidden)
    assert editor.needed() == before


def test_a_note_that_has_marks_opens_with_its_preview(desk: Desk) -> None:
    _id, editor = writing(desk, "*one*\n\n- نعم")
    assert not editor.preview.isHidden()
    assert editor.preview.accessibleDescription() == "one\nنعم"


def test_a_long_preview_scrolls(desk: Desk) -> None:
    _id, editor = writing(desk, "\n".join(f"- *point* {number}" for number in range(60)))
    assert editor.preview.height() == 200
    assert editor.preview.verticalScrollBar().maximum() > 200


def test_a_click_on_a_link_in_the_preview_only_says_so(desk: Desk) -> None:
    links: list[str] = []
    desk.panel.link_clicked.connect(links.append)
    _id, editor = writing(desk, "[here](https://example.org/a)")
    view = editor.preview.viewport()
    QTest.mouseMove(view, QPoint(8, 30))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(8, 30))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(150, 30))
    assert links == ["https://example.org/a"]
    assert editor.isVisible()


def test_the_preview_follows_the_theme(app: QApplication, desk: Desk) -> None:
    _id, editor = writing(desk, "*one*")
    light = editor.preview.document()
    theme.apply(app, "dark", more_contrast=False)
    assert wait_until(lambda: editor.preview.document() is not light)


def test_a_preview_never_takes_the_keyboard(app: QApplication) -> None:
    preview = Preview()
    assert preview.focusPolicy() == Qt.FocusPolicy.NoFocus
    preview.deleteLater()


# --- what is stored, and what follows ------------------------------------------------------------


def test_a_field_as_high_as_its_text_shows_its_first_line(desk: Desk) -> None:
    id = desk.mark("Krimea", note="\n".join(f"a line that is long enough {n}" for n in range(12)))
    desk.panel.edit(id)
    settle()
    assert desk.editor.field.verticalScrollBar().value() == 0


def test_what_is_typed_without_a_pause_is_stored_too(desk: Desk) -> None:
    id, editor = writing(desk)
    stored: list[str] = []
    desk.session.changed.connect(lambda _change: stored.append(desk.note(id)))

    def typed_on() -> bool:
        QTest.keyClicks(editor.field, "a")
        return bool(stored)

    assert wait_until(typed_on)
    assert editor._pause.isActive()


def test_a_pause_begins_a_new_step_of_undo(desk: Desk) -> None:
    clock = [AT]
    desk.session.now = lambda: clock[0]
    id, editor = writing(desk)
    for words, pause in (("one", 1), (" two", 1), (" three", 5)):
        clock[0] += timedelta(seconds=pause)
        QTest.keyClicks(editor.field, words)
        editor.save()
    desk.session.undo()
    assert desk.note(id) == "one two"
    assert editor.field.toPlainText() == "one two"
    desk.session.undo()
    assert desk.note(id) == ""


def test_ctrl_z_undoes_typing_first_and_then_is_the_windows(desk: Desk) -> None:
    _id, editor = writing(desk, "first")
    assert not editor.field.document().isUndoAvailable()
    QTest.keyClicks(editor.field, " more")
    QTest.keyClick(editor.field, Key.Key_Z, CONTROL)
    assert editor.field.toPlainText() == "first"
    QTest.keyClick(editor.field, Key.Key_Z, CONTROL)
    assert editor.field.toPlainText() == "first"
    assert editor.field.document().isRedoAvailable()


def test_the_field_follows_the_record_where_nothing_was_typed(desk: Desk) -> None:
    id, editor = writing(desk, "first")
    change_elsewhere(desk, id, "second *and* more")
    assert editor.field.toPlainText() == "second *and* more"
    desk.session.undo()
    assert editor.field.toPlainText() == "first"
    assert editor.save()
    assert desk.note(id) == "first"


def test_typed_words_stay_where_the_record_changed_elsewhere(desk: Desk) -> None:
    id, editor = writing(desk, "first")
    QTest.keyClicks(editor.field, " mine")
    change_elsewhere(desk, id, "theirs")
    assert editor.field.toPlainText() == "first mine"
    assert not editor.save()
    assert desk.note(id) == "theirs"


def test_what_was_typed_on_a_mark_that_is_removed_is_kept(desk: Desk) -> None:
    id, editor = writing(desk)
    QTest.keyClicks(editor.field, "not lost")
    desk.session.do(changes.remove(desk.library.annotation(id), at=AT))
    assert desk.panel.cards() == ()
    assert desk.note(id) == "not lost"


# --- tags ----------------------------------------------------------------------------------------

NAMES = st.text("abc निعر漢", min_size=1, max_size=5).map(str.strip).filter(bool)


@given(st.lists(NAMES, max_size=4), st.integers(0, 60))
def test_the_caret_is_always_in_one_tag_at_most(names: list[str], at: int) -> None:
    words = ", ".join(names)
    start, end = being_typed(words, min(at, len(words)))
    assert words[start:end] in {"", *names}


@given(st.lists(st.text("abcनع漢-", min_size=1, max_size=5), max_size=4))
def test_tags_are_typed_as_they_are_shown(names: list[str]) -> None:
    assert tags_typed(tags_shown(names)) == names


def with_tags(desk: Desk) -> Vocabulary:
    """A vocabulary in which NATO stands on two articles and the others on one."""
    article = desk.library.article(desk.article)
    desk.session.do(changes.edit_article(article, tags=["NATO", "नाटो"]))
    second = desk._add()
    desk.session.do(changes.edit_article(desk.library.article(second), tags=["nato", "anatomy"]))
    return Vocabulary(desk.library)


def test_the_vocabulary_is_offered_most_used_first_wherever_the_words_occur(desk: Desk) -> None:
    vocabulary = with_tags(desk)
    assert vocabulary.matching("NAT") == ["NATO", "anatomy"]
    assert vocabulary.matching("tom") == ["anatomy"]
    assert vocabulary.matching("नाटो") == ["नाटो"]
    assert vocabulary.matching("nat", {"nato"}) == ["anatomy"]
    assert vocabulary.matching("zzz") == []


@pytest.fixture
def field(desk: Desk) -> TagField:
    field = TagField((), with_tags(desk).matching, desk.panel)
    field.resize(200, 28)
    field.show()
    field.setFocus()
    return field


@pytest.mark.parametrize("key", [Key.Key_Tab, Key.Key_Return])
def test_tab_and_enter_take_what_is_offered_as_it_is_written(field: TagField, key: Qt.Key) -> None:
    QTest.keyClicks(field, "ap, nat")
    assert field.suggestions is not None
    QTest.keyClick(field, key)
    assert field.text() == "ap, NATO, "
    assert field.suggestions is None


def test_a_comma_takes_the_tag_as_it_was_typed(field: TagField) -> None:
    QTest.keyClicks(field, "nat, ")
    assert field.typed() == ["nat"]
    assert field.suggestions is None


def test_enter_takes_no_tag_that_only_has_the_word_in_its_middle(field: TagField) -> None:
    ended: list[bool] = []
    field.ended.connect(lambda: ended.append(True))
    QTest.keyClicks(field, "tom")
    assert field.suggestions is not None
    assert field.suggestions.current is None
    QTest.keyClick(field, Key.Key_Return)
    assert field.typed() == ["tom"]
    assert ended == [True]


def test_down_and_up_go_through_the_list_and_esc_shuts_only_the_list(field: TagField) -> None:
    left: list[bool] = []
    field.given_up.connect(lambda: left.append(True))
    QTest.keyClicks(field, "nat")
    QTest.keyClick(field, Key.Key_Down)
    assert field.suggestions is not None
    assert field.suggestions.current == "anatomy"
    QTest.keyClick(field, Key.Key_Up)
    assert field.suggestions.current == "NATO"
    QTest.keyClick(field, Key.Key_Escape)
    assert field.suggestions is None
    assert not left
    QTest.keyClick(field, Key.Key_Escape)
    assert left == [True]


def test_down_in_an_empty_field_offers_the_most_used(field: TagField) -> None:
    QTest.keyClick(field, Key.Key_Down)
    assert field.suggestions is not None
    assert field.suggestions.names[0] == "NATO"


def test_a_click_takes_a_suggestion(field: TagField) -> None:
    QTest.keyClicks(field, "nat")
    shown = field.suggestions
    assert shown is not None
    QTest.mouseClick(shown, Qt.MouseButton.LeftButton, NONE, QPoint(20, 5 + 28 + 10))
    assert field.typed() == ["anatomy"]


def test_a_tag_is_taken_in_the_middle_too(field: TagField) -> None:
    field.setText("ap, nat, zeit")
    field.setCursorPosition(6)
    QTest.keyClicks(field, "o")
    field.take("NATO")
    assert field.typed() == ["ap", "NATO", "zeit"]


def test_tags_on_a_card_are_completed_stored_and_shown_as_written(desk: Desk) -> None:
    with_tags(desk)
    id = desk.mark("Krimea")
    desk.panel.edit_tags(id)
    settle()
    QTest.keyClicks(desk.editor.tags, "nat")
    QTest.keyClick(desk.editor.tags, Key.Key_Tab)
    QTest.keyClicks(desk.editor.tags, "Desa")
    QTest.keyClick(desk.editor.tags, Key.Key_Return)
    assert desk.library.annotation(id).tags == ("NATO", "Desa")
    assert desk.panel.cards()[0].tags == ("NATO", "Desa")


def test_what_cannot_be_a_tag_is_said(desk: Desk) -> None:
    failed: list[GalleyError] = []
    desk.session.failed.connect(failed.append)
    id = desk.mark("Krimea")
    desk.panel.edit_tags(id)
    settle()
    QTest.keyClicks(desk.editor.tags, "1984")
    QTest.keyClick(desk.editor.tags, Key.Key_Return)
    assert failed
    assert desk.library.annotation(id).tags == ()


@given(words=st.text("ab ,#-1नع漢😀", max_size=12))
@settings(max_examples=40, deadline=None)
def test_whatever_is_typed_into_the_field_can_be_read(app: QApplication, words: str) -> None:
    field = TagField((), lambda typed, without: ["aba", "漢字"])
    field.setText(words)
    field.take("aba")
    assert "aba" in field.typed()
    field.deleteLater()
