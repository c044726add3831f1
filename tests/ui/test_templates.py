"""Templates in the window: written with what they make beside them, never lost, never ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTextEdit, QWidget

from reader.model import ArticleId, Sha256
from reader.templates import Template, find
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import TITLE, marking
from ui import theme
from ui.dialogs.templates import Answer, TemplatesDialog
from ui.parts import IconButton
from ui.templates import sending
from ui.templates.preview import TemplatePreview
from ui.templates.sending import TemplateSending
from ui.window import Window

PATIENCE = 20_000
Ctrl = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the user's own templates lie."""
    made = tmp_path / "templates"
    made.mkdir()
    (made / "Mine.md").write_text("Hello {{ article.title }}\n", encoding="utf-8")
    return made


@pytest.fixture
def dialog(window: Window, article: ArticleId, folder: Path) -> Iterator[TemplatesDialog]:
    """The dialog over a window with an open article, on the template of her own."""
    made = TemplatesDialog(window.session, article, window, folder=folder)
    made.show()
    choose(made, "Mine")
    yield made
    made._drafts.clear()
    made.reject()
    made.deleteLater()
    settle()


def choose(dialog: TemplatesDialog, name: str) -> None:
    dialog.list.setCurrentIndex(dialog.model.index(dialog.model.row_of(name)))
    settle()


def names(dialog: TemplatesDialog) -> list[str]:
    return [str(dialog.model.index(row).data()) for row in range(dialog.model.rowCount())]


def write(dialog: TemplatesDialog, source: str) -> None:
    """Writes over the whole source."""
    dialog.source.setFocus()
    dialog.source.selectAll()
    dialog.source.insertPlainText(source)


def shown(dialog: TemplatesDialog) -> str:
    return dialog.preview.markdown.toPlainText()


def shows(dialog: TemplatesDialog, words: str) -> bool:
    return wait_until(lambda: words in shown(dialog), PATIENCE)


def is_wrong(dialog: TemplatesDialog) -> bool:
    return wait_until(lambda: dialog.state.is_warning, PATIENCE)


# --- the preview ---------------------------------------------------------------------------------


def test_what_is_typed_is_seen_when_the_typing_pauses(dialog: TemplatesDialog) -> None:
    assert shows(dialog, f"Hello {TITLE}")
    write(dialog, "Goodbye {{ article.title }}")
    assert shows(dialog, f"Goodbye {TITLE}")
    assert dialog.preview.file.text() == ""
    write(dialog, "{# x #}")
    assert wait_until(lambda: shown(dialog).strip() == "", PATIENCE)


def test_while_it_is_wrong_the_last_good_preview_stays_dimmed_and_one_sentence_says_why(
    dialog: TemplatesDialog,
) -> None:
    assert shows(dialog, TITLE)
    write(dialog, "one\n{{ artcle }}")
    assert is_wrong(dialog)
    assert "artcle" in dialog.state.sentence.text()
    assert "Line 2" in dialog.state.sentence.text()
    assert dialog.source.wrong == 2
    assert dialog.preview.is_dimmed
    assert TITLE in shown(dialog)
    write(dialog, "right")
    assert shows(dialog, "right")
    assert not dialog.preview.is_dimmed
    assert not dialog.state.is_warning
    assert dialog.source.wrong is None


def test_a_template_without_end_stops_nothing(dialog: TemplatesDialog) -> None:
    loop = "{% for a in range(99999) %}"
    write(dialog, f"{loop}{loop}" + "{% endfor %}{% endfor %}")
    assert is_wrong(dialog)
    assert "two seconds" in dialog.state.sentence.text()
    write(dialog, "over")
    assert shows(dialog, "over")


def test_it_is_said_whether_the_file_can_come_home(dialog: TemplatesDialog) -> None:
    assert "Nothing comes home" in dialog.state.sentence.text()
    write(dialog, "x {{ region }} {{ footnotes }}")
    home = "What you change in its file comes home."
    assert dialog.state.sentence.text() == home
    # What it says for sure is known once it is made: here it does not begin a line.
    assert wait_until(lambda: dialog.state.sentence.text() != home, PATIENCE)
    choose(dialog, "Working file")
    assert dialog.state.sentence.text() == home
    assert shows(dialog, "galley-hash")
    assert dialog.state.sentence.text() == home


def test_it_can_be_seen_as_it_reads(dialog: TemplatesDialog) -> None:
    write(dialog, "# A *heading*\n\n<script>x</script>")
    dialog.preview.reading_chip.click()
    page = dialog.preview.page
    assert wait_until(lambda: "A heading" in page.toPlainText(), PATIENCE)
    assert "script" not in page.toPlainText()
    dialog.preview.markdown_chip.click()
    assert shows(dialog, "# A *heading*")


def test_a_note_that_is_written_meanwhile_is_in_the_preview(
    dialog: TemplatesDialog, window: Window, article: ArticleId
) -> None:
    write(dialog, "{{ annotations|length }} marks")
    assert shows(dialog, "0 marks")
    session = window.session
    _id, change = marking(session.library, article, "eleven families", at=session.now())
    assert session.do(change)
    assert shows(dialog, "1 marks")


def test_without_an_article_there_is_nothing_to_see(window: Window, folder: Path) -> None:
    dialog = TemplatesDialog(window.session, None, window, folder=folder)
    dialog.show()
    settle()
    assert "Open an article" in dialog.preview.nothing.text()
    export = next(b for b in dialog.findChildren(QAbstractButton) if "Export" in b.text())
    assert not export.isEnabled()
    dialog.reject()
    dialog.deleteLater()


def test_the_page_loads_pictures_of_the_library_and_nothing_else(
    app: QApplication, tmp_path: Path
) -> None:
    image = QImage(4, 3, QImage.Format.Format_RGB32)
    image.fill(0)
    file = tmp_path / "x.png"
    assert image.save(str(file))
    asked: list[str] = []

    def blob(digest: Sha256) -> bytes:
        asked.append(digest)
        return file.read_bytes()

    preview = TemplatePreview(blob)
    known = {"attachments/a/01.png": Sha256("0" * 64)}
    preview.page.show_html('<img src="attachments/a/01.png">', known)
    kind = QTextDocument.ResourceType.ImageResource.value
    for name in (file.as_uri(), str(file), "https://example.org/x.png", "qrc:/x", "x.css"):
        for each in (kind, QTextDocument.ResourceType.StyleSheetResource.value):
            assert preview.page.loadResource(each, QUrl(name)) is None
    found = preview.page.loadResource(kind, QUrl("attachments/a/01.png"))
    assert isinstance(found, QImage)
    assert found.width() == 4
    assert {*asked} == {"0" * 64}
    preview.deleteLater()


# --- templates -----------------------------------------------------------------------------------


def test_ours_is_copied_before_it_is_changed(dialog: TemplatesDialog, folder: Path) -> None:
    before = find("Obsidian", folder)
    choose(dialog, "Obsidian")
    dialog.source.setFocus()
    QTest.keyClicks(dialog.source, "x")
    current = dialog.current()
    assert current is not None
    assert current.name == "Obsidian (2)"
    assert current.source == f"x{before.source}"
    assert not current.is_built_in
    assert find("Obsidian", folder) == before


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_C])
def test_ours_can_be_read_and_copied_from(dialog: TemplatesDialog, key: Qt.Key) -> None:
    choose(dialog, "Obsidian")
    before = names(dialog)
    held = Ctrl if key == Qt.Key.Key_C else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(dialog.source, key, held)
    assert names(dialog) == before


def test_ctrl_s_saves_and_the_sign_of_changes_goes(dialog: TemplatesDialog, folder: Path) -> None:
    assert not dialog.save.isEnabled()
    write(dialog, "new")
    assert dialog.save.isEnabled()
    dialog.save.trigger()
    assert (folder / "Mine.md").read_text("utf-8") == "new"
    assert not dialog.save.isEnabled()
    assert dialog._drafts == {}


def test_what_another_program_wrote_meanwhile_is_not_written_over(
    dialog: TemplatesDialog, folder: Path
) -> None:
    write(dialog, "mine")
    (folder / "Mine.md").write_text("theirs", encoding="utf-8")
    dialog.save.trigger()
    assert find("Mine", folder).source == "theirs"
    assert find("Mine (2)", folder).source == "mine"
    assert dialog.source.toPlainText() == "mine"


def test_changes_stay_while_another_one_is_looked_at(dialog: TemplatesDialog) -> None:
    write(dialog, "not saved")
    choose(dialog, "Logseq")
    choose(dialog, "Mine")
    assert dialog.source.toPlainText() == "not saved"


@pytest.mark.parametrize(
    ("answer", "closes", "saved"),
    [("save", True, True), ("discard", True, False), ("stay", False, False)],
)
def test_esc_asks_what_becomes_of_changes(
    dialog: TemplatesDialog,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer,
    closes: bool,
    saved: bool,
) -> None:
    write(dialog, "changed")
    monkeypatch.setattr(dialog, "answer", lambda: answer)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden() == closes
    assert ((folder / "Mine.md").read_text("utf-8") == "changed") == saved


def test_esc_closes_at_once_where_nothing_was_changed(dialog: TemplatesDialog) -> None:
    write(dialog, "x")
    write(dialog, "Hello {{ article.title }}\n")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()


def test_a_new_one_begins_with_something_that_works(dialog: TemplatesDialog) -> None:
    dialog.new.trigger()
    assert dialog.name.selectedText() == "New template"
    assert shows(dialog, f"# {TITLE}")
    dialog.new.trigger()
    assert {"New template", "New template (2)"} <= {*names(dialog)}


def test_a_template_gets_another_name(dialog: TemplatesDialog, folder: Path) -> None:
    write(dialog, "unsaved")
    dialog.rename.trigger()
    QTest.keyClicks(dialog.name, "Desk: questions")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert "Desk - questions" in names(dialog)
    assert "Mine" not in names(dialog)
    assert dialog.source.toPlainText() == "unsaved"
    assert not dialog.isHidden()
    dialog.name.setFocus()
    dialog.name.setText("Obsidian")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert "already" in dialog.messages.sentence.text()
    assert dialog.name.text() == "Desk - questions"


def test_what_is_deleted_can_be_brought_back(dialog: TemplatesDialog, folder: Path) -> None:
    write(dialog, "precious")
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert "Mine" not in names(dialog)
    undo = dialog.messages.offer()
    assert undo is not None
    undo.click()
    assert dialog.source.toPlainText() == "precious"
    assert find("Mine", folder).source == "precious"


def test_ours_can_be_neither_deleted_nor_renamed(dialog: TemplatesDialog) -> None:
    choose(dialog, "Obsidian")
    assert not dialog.delete.isEnabled()
    assert not dialog.rename.isEnabled()
    assert dialog.name.isReadOnly()


def test_a_folder_that_cannot_be_written_to_is_said(
    window: Window, article: ArticleId, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    dialog = TemplatesDialog(window.session, article, window, folder=tmp_path / "file" / "t")
    dialog.show()
    dialog.duplicate.trigger()
    assert "could not be written" in dialog.messages.sentence.text()
    dialog.reject()
    dialog.deleteLater()


# --- the window around it ------------------------------------------------------------------------


def test_the_source_in_the_field_is_what_is_exported(dialog: TemplatesDialog) -> None:
    wanted: list[Template] = []
    dialog.export_wanted.connect(wanted.append)
    write(dialog, "as it stands")
    dialog._export_button.click()
    assert [each.source for each in wanted] == ["as it stands"]


def test_an_export_goes_where_the_user_says_and_comes_home(
    window: Window,
    article: ArticleId,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Path] = []
    to = tmp_path / "out" / "River.md"
    to.parent.mkdir()

    def place(_parent: object, _title: str, proposed: Path, *_kinds: str, **_more: bool) -> Path:
        asked.append(proposed)
        return to

    monkeypatch.setattr(sending, "place_to_save", place)
    exporting = window.outgoing.exporting
    desk = TemplateSending(
        window.session, window.homecoming, window.remembered, exporting.say, window
    )
    template = find("Working file", folder)

    def export() -> None:
        window.foot.messages.sentence.setText("")
        desk.ask(article, template, folder, to.parent)
        assert wait_until(lambda: "Written to" in window.foot.messages.sentence.text(), PATIENCE)

    export()
    assert asked[0].name.endswith(f"{TITLE} (draft).md")
    text = to.read_text("utf-8")
    to.write_text(text.replace("# Draft", "# My draft"), encoding="utf-8")
    session = window.session
    _id, change = marking(session.library, article, "eleven families", at=session.now())
    assert session.do(change)
    export()
    assert "# My draft" in to.read_text("utf-8")
    assert "==eleven families==" in to.read_text("utf-8")


@pytest.mark.parametrize(("width", "narrow"), [(1100, False), (480, True)])
def test_a_narrow_dialog_has_a_box_to_choose_from(
    dialog: TemplatesDialog, width: int, narrow: bool
) -> None:
    dialog.resize(width, 640)
    settle()
    assert dialog.width() == width
    assert dialog.list.isHidden() == narrow
    assert dialog.chooser.isHidden() == (not narrow)
    dialog.chooser.setCurrentIndex(dialog.model.row_of("Logseq"))
    current = dialog.current()
    assert current is not None
    assert current.name == "Logseq"


def test_its_size_is_remembered(window: Window, folder: Path) -> None:
    first = TemplatesDialog(window.session, None, window, folder=folder)
    first.resize(700, 510)
    second = TemplatesDialog(
        window.session, None, window, folder=folder, geometry=first.geometry_kept
    )
    assert second.size() == first.size()
    for each in (first, second):
        each.reject()
        each.deleteLater()


def test_everything_says_its_name(dialog: TemplatesDialog) -> None:
    settle()
    named = (QAbstractButton, QLineEdit, QTextEdit)
    parts: list[QWidget] = [each for kind in named for each in dialog.findChildren(kind)]
    parts += [dialog.list, dialog.chooser, dialog.source, dialog.preview.markdown]
    seen = [part for part in parts if part.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert len(seen) > 8
    assert [part for part in seen if not (part.accessibleName() or _words(part))] == []
    tools = dialog.findChildren(IconButton)
    assert all(tool.toolTip() for tool in tools)
    index = dialog.model.index(dialog.model.row_of("Obsidian"))
    assert "brought by Galley" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def _words(part: QWidget) -> str:
    return part.text() if isinstance(part, QAbstractButton) else ""


def test_it_is_dressed_anew_with_the_theme(dialog: TemplatesDialog, app: QApplication) -> None:
    write(dialog, "{{ nix }}")
    assert is_wrong(dialog)
    ground = dialog.grab().toImage().pixelColor(4, 4)
    theme.apply(app, "dark", more_contrast=False)
    settle()
    assert dialog.source.wrong == 1
    assert dialog.grab().toImage().pixelColor(4, 4) != ground


def test_closing_leaves_no_process(window: Window, article: ArticleId, folder: Path) -> None:
    dialog = TemplatesDialog(window.session, article, window, folder=folder)
    dialog.show()
    assert wait_until(lambda: bool(shown(dialog)), PATIENCE)
    filling = dialog._filling
    assert filling is not None
    process = filling._child._far.process
    assert process is not None
    dialog.reject()
    assert process.poll() is not None
    dialog.deleteLater()
