"""Shows what was changed here and in a file at once, side by side, and asks which shall hold."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from reader.conflicts import FIELDS, Choice, Waiting
from reader.messages import _
from ui import theme
from ui.dialogs.frame import Frame
from ui.parts import Words

_CHECKS = {"none": _("Not checked"), "holds": _("Holds"), "wrong": _("Wrong")}


class ConflictsDialog(Frame):
    """One conflict at a time; it closes when none is left."""

    decided = Signal(object, str)
    """Waiting and Choice: what shall hold of it."""

    def __init__(self, waits: Sequence[Waiting], parent: QWidget | None = None) -> None:
        super().__init__(_("Changed here and in a file"), parent, width=680)
        self._shown: Waiting | None = None
        self.about = Words("", 13, 600)
        self.quote = Words("", 13, tone="secondary")
        self.column.addWidget(self.about)
        self.column.addWidget(self.quote)
        self.mine, self.theirs = _Value(_("Here")), _Value("")
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.mine, 1)
        row.addWidget(self.theirs, 1)
        self.column.addLayout(row, 1)
        hint = _(
            "The next export writes into the file what you decide. Undo brings the question back."
        )
        self.column.addWidget(Words(hint, 12, tone="secondary", wrap=True))
        self._make_buttons()
        self.show_first(waits)

    def _make_buttons(self) -> None:
        role = QDialogButtonBox.ButtonRole
        later = self.button(_("Later"), role.RejectRole)
        later.setDefault(True)
        later.setFocus()
        choices: tuple[tuple[Choice, str], ...] = (
            ("mine", _("Keep mine")),
            ("theirs", _("Take the file’s")),
            ("both", _("Keep both")),
        )
        self.choices = {choice: self.button(words, role.ActionRole) for choice, words in choices}
        for choice, button in self.choices.items():
            button.clicked.connect(partial(self._choose, choice))

    def show_first(self, waits: Sequence[Waiting]) -> None:
        """Shows the first of these; with none there is nothing left to ask."""
        if not waits:
            self._shown = None
            self.accept()
            return
        first = self._shown = waits[0]
        field, file = first.conflict.field, Path(first.conflict.file).name
        self.about.setText(_about(first, len(waits)))
        self.quote.setText(f"“{first.mark.anchor.exact}”" if first.mark else "")
        self.quote.setVisible(first.mark is not None)
        self.mine.show_value(_in_words(field, first.ours))
        self.theirs.name_it(_("In “{file}”").format(file=file))
        self.theirs.setToolTip(first.conflict.file)
        self.theirs.show_value(_in_words(field, first.conflict.theirs))
        self.choices["both"].setVisible(first.takes_both)

    def _choose(self, choice: Choice, _checked: bool = False) -> None:
        if self._shown is not None:
            self.decided.emit(self._shown, choice)


class _Value(QWidget):
    """A heading over a value that can be read, selected and scrolled, not edited."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.heading = Words("", 13, tone="secondary")
        self.field = QPlainTextEdit()
        self.field.setReadOnly(True)
        self.field.setTabChangesFocus(True)
        self.field.setFont(theme.ui_font(14))
        self.field.setMinimumHeight(160)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.heading)
        column.addWidget(self.field, 1)
        self.name_it(name)

    def name_it(self, name: str) -> None:
        self.heading.setText(name)
        self.field.setAccessibleName(name)

    def show_value(self, words: str) -> None:
        self.field.setPlainText(words)


def _about(waits: Waiting, count: int) -> str:
    field = FIELDS.get(waits.conflict.field, waits.conflict.field)
    line = _("{field}, in “{title}”").format(field=field, title=waits.article.title)
    return line if count == 1 else _("{line} (1 of {count})").format(line=line, count=count)


def _in_words(field: str, value: str) -> str:
    return _CHECKS.get(value, value) if field == "checked" else value
