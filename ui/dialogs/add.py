"""Asks for the address of an article, or for files."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QWidget

from reader.adding import is_address
from reader.messages import _
from ui.dialogs.frame import Frame
from ui.file_dialogs import files_to_open
from ui.parts import Words

FILES = _("Articles (*.html *.htm *.xhtml *.mhtml *.txt *.md *.markdown);;All files (*)")


class AddDialog(Frame):
    """One field for an address; `inputs` are addresses or paths once it is accepted."""

    def __init__(self, parent: QWidget | None = None, *, folder: str = "") -> None:
        super().__init__(_("Add an article"), parent, width=520)
        self.inputs: list[str] = []
        self._folder = folder
        label = Words(_("Address of the page"), 13, tone="secondary")
        self.field = QLineEdit(_copied_address())
        self.field.setPlaceholderText("https://")
        self.field.setAccessibleName(_("Address of the page"))
        self.field.selectAll()
        label.setBuddy(self.field)
        self.column.addWidget(label)
        self.column.addWidget(self.field)
        hint = Words(
            _("Files and links can also be dropped on the window or pasted into it."),
            12,
            tone="secondary",
            wrap=True,
        )
        self.column.addWidget(hint)
        role = QDialogButtonBox.ButtonRole
        self._add = self.button(_("Add"), role.AcceptRole)
        self._add.setDefault(True)
        self.button(_("Cancel"), role.RejectRole)
        self.button(_("Choose files…"), role.ActionRole).clicked.connect(self._choose_files)
        self.field.textChanged.connect(self._judge)
        self._judge(self.field.text())

    def accept(self) -> None:
        if not self.inputs:
            self.inputs = [complete_address(self.field.text())]
        super().accept()

    def _judge(self, typed: str) -> None:
        self._add.setEnabled(is_address(complete_address(typed)))

    def _choose_files(self) -> None:
        self.inputs = choose_files(self, self._folder)
        if self.inputs:
            self.accept()


def choose_files(parent: QWidget | None, folder: str) -> list[str]:
    """The files that were picked in the system's own dialog; none if it was cancelled."""
    return files_to_open(parent, _("Add files"), folder, FILES)


def complete_address(typed: str) -> str:
    """What was typed as a web address: `example.org/a` is short for https."""
    words = typed.strip()
    if not words or is_address(words):
        return words
    host = words.partition("/")[0]
    named = "." in host.strip(".") and " " not in words and ":" not in host
    return f"https://{words}" if named else words


def _copied_address() -> str:
    copied = QGuiApplication.clipboard().text().strip()
    return copied if is_address(copied) and len(copied.split()) == 1 else ""
