"""Asks for addresses of articles, or for files and folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFontMetricsF, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QPlainTextEdit, QWidget

from reader.adding import is_address
from reader.messages import _
from ui import theme
from ui.dialogs.frame import Frame
from ui.file_dialogs import files_to_open, folder_to_use
from ui.parts import LinkButton, Words

_LEAST_LINES, _MOST_LINES = 2, 8


def kinds() -> str:
    """What the dialog that picks files offers."""
    from reader.many import ARTICLES, LINKS

    endings = " ".join(f"*{each}" for each in sorted(ARTICLES | LINKS))
    return _("Articles ({endings});;All files (*)").format(endings=endings)


class Lines(QPlainTextEdit):
    """A field for a few lines that grows with them; Enter is for the dialog."""

    entered = Signal()

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(theme.ui_font(13))
        self.textChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        lines = max(_LEAST_LINES, min(self.blockCount(), _MOST_LINES))
        line = QFontMetricsF(self.font()).lineSpacing()
        around = 2 * (self.document().documentMargin() + self.frameWidth()) + 16
        self.setFixedHeight(round(line * lines + around))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class AddDialog(Frame):
    """One field for addresses and paths; `inputs` are those once it is accepted."""

    inbox_wanted = Signal()
    """A folder should be watched instead."""

    def __init__(self, parent: QWidget | None = None, *, folder: str = "") -> None:
        super().__init__(_("Add articles"), parent, width=560)
        self.inputs: list[str] = []
        self._folder = folder
        label = Words(_("Addresses of pages, files or folders, one a line"), 13, tone="secondary")
        self.field = Lines(_copied_addresses())
        self.field.setPlaceholderText("https://")
        self.field.setAccessibleName(_("Addresses of pages, files or folders, one a line"))
        self.field.selectAll()
        label.setBuddy(self.field)
        self.column.addWidget(label)
        self.column.addWidget(self.field)
        self.wrong = Words("", 12, tone="secondary", wrap=True)
        self.column.addWidget(self.wrong)
        self.column.addWidget(Words(what_comes_in(), 12, tone="secondary", wrap=True))
        self._browser = QAction(_("Add from the browser…"), self)
        self._browser.triggered.connect(self._show_bookmark)
        self._inbox = QAction(_("Watch a folder…"), self)
        self._inbox.triggered.connect(self.inbox_wanted)
        links = QHBoxLayout()
        links.setSpacing(20)
        links.addWidget(LinkButton(self._browser))
        links.addWidget(LinkButton(self._inbox))
        links.addStretch(1)
        self.column.addLayout(links)
        self._make_buttons()
        self.field.textChanged.connect(self._judge)
        self.field.entered.connect(self._enter)
        self._judge()

    def _make_buttons(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self._add = self.button(_("Add"), role.AcceptRole)
        self._add.setDefault(True)
        self.button(_("Cancel"), role.RejectRole)
        self.button(_("Choose files…"), role.ActionRole).clicked.connect(self._choose_files)
        self.button(_("Choose a folder…"), role.ActionRole).clicked.connect(self._choose_folder)

    def accept(self) -> None:
        if not self.inputs:
            self.inputs = [complete_input(each) for each in self._typed()]
        super().accept()

    def _typed(self) -> list[str]:
        lines = (line.strip() for line in self.field.toPlainText().split("\n"))
        return [line for line in lines if line]

    def _judge(self) -> None:
        typed = self._typed()
        wrong = next((each for each in typed if not is_input(complete_input(each))), None)
        self._add.setEnabled(bool(typed) and wrong is None)
        sentence = _("Neither an address nor a file that is there: {words}")
        self.wrong.setText(sentence.format(words=wrong) if wrong and len(typed) > 1 else "")
        self.wrong.setVisible(bool(self.wrong.text()))

    def _enter(self) -> None:
        if self._add.isEnabled():
            self.accept()

    def _choose_files(self) -> None:
        self._take(choose_files(self, self._folder))

    def _choose_folder(self) -> None:
        folder = folder_to_use(self, _("Add all articles in a folder"), self._folder)
        self._take([str(folder)] if folder else [])

    def _take(self, inputs: list[str]) -> None:
        self.inputs = inputs
        if inputs:
            self.accept()

    def _show_bookmark(self) -> None:
        from ui.dialogs.bookmark import BookmarkDialog

        _run(lambda: BookmarkDialog(self))


def _run(make: Callable[[], Frame]) -> None:
    dialog = make()
    dialog.exec()
    dialog.deleteLater()


def what_comes_in() -> str:
    """The kinds of files that become articles."""
    return _(
        "Web pages and pages saved from a browser, Word, OpenDocument, RTF, EPUB, PDF with text, "
        "letters (.eml, mbox), Markdown and plain text; a folder with everything in it; a text "
        "file with one address a line. All of it can also be dropped on the window or pasted."
    )


def choose_files(parent: QWidget | None, folder: str) -> list[str]:
    """The files that were picked in the system's own dialog; none if it was cancelled."""
    return files_to_open(parent, _("Add files"), folder, kinds())


def is_input(words: str) -> bool:
    """Whether this is a web address, or the whole path of a file or folder that is there."""
    if is_address(words):
        return True
    try:
        return Path(words).is_absolute() and Path(words).exists()
    except (OSError, ValueError):
        return False


def complete_input(typed: str) -> str:
    """What was typed as an address or a path: `~` is the home, quotation marks are a shell's."""
    words = typed.strip().strip("\"'")
    if words.startswith("~"):
        try:
            return str(Path(words).expanduser())
        except RuntimeError:
            return words
    return words if is_input(words) else complete_address(words)


def complete_address(typed: str) -> str:
    """What was typed as a web address: `example.org/a` is short for https."""
    words = typed.strip()
    if not words or is_address(words):
        return words
    host = words.partition("/")[0]
    named = "." in host.strip(".") and " " not in words and ":" not in host
    return f"https://{words}" if named else words


def _copied_addresses() -> str:
    lines = QGuiApplication.clipboard().text().split()
    return "\n".join(lines) if lines and all(map(is_address, lines)) else ""
