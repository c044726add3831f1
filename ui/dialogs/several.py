"""Asks how a file with several articles in it comes in: as one, or each by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialogButtonBox,
    QListWidget,
    QWidget,
)

from reader.messages import _, ngettext
from ui.dialogs.frame import Frame
from ui.parts import Words


class SeveralDialog(Frame):
    """Shows what is in the file; `each` is the answer once it is accepted."""

    def __init__(self, name: str, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(_("One article, or several?"), parent, width=520)
        self.each = False
        sentence = ngettext(
            "“{name}” has {count} part.", "“{name}” has {count} parts.", len(titles)
        )
        words = sentence.format(name=name, count=f"{len(titles):,}")
        self.column.addWidget(Words(words, 13, tone="secondary", wrap=True))
        self.titles = QListWidget()
        self.titles.setAccessibleName(_("What is in it"))
        self.titles.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.titles.setMinimumHeight(180)
        self.titles.addItems([title or _("Without a title") for title in titles])
        self.column.addWidget(self.titles, 1)
        self.always = QCheckBox(_("The same for the others that come with it"))
        self.column.addWidget(self.always)
        role = QDialogButtonBox.ButtonRole
        whole = self.button(_("Add the whole"), role.AcceptRole)
        whole.setDefault(True)
        whole.setFocus()
        self.button(_("Leave it out"), role.RejectRole)
        self.button(_("Add each by itself"), role.ActionRole).clicked.connect(self._take_each)

    def _take_each(self) -> None:
        self.each = True
        self.accept()
