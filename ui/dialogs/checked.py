"""Shows what a check for changes has found, article by article, and leads to each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QWidget

from reader.again import Again, Outcome
from reader.messages import _
from reader.model import ArticleId
from ui.checking_told import what_became
from ui.dialogs.frame import Frame, Rows, row_of

_ORDER: Sequence[Outcome] = ("changed", "set-aside", "failed", "unchanged")


class CheckedDialog(Frame):
    """`wanted` is the article that the reader chose to see, once it is accepted."""

    def __init__(self, found: Sequence[Again], parent: QWidget | None = None) -> None:
        super().__init__(_("What the check found"), parent, width=560)
        self.wanted: ArticleId | None = None
        self.buttons_by_article: dict[ArticleId, QPushButton] = {}
        rows = Rows()
        rows.fill(map(self._row, sorted(found, key=lambda each: _ORDER.index(each.outcome))))
        self.column.addWidget(rows, 1)
        close = self.button(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)

    def _row(self, each: Again) -> QWidget:
        button = QPushButton(_("Open"))
        button.setAccessibleName(_("Open “{title}”").format(title=each.title))
        button.clicked.connect(partial(self._choose, each.article))
        self.buttons_by_article[each.article] = button
        return row_of(each.title, what_became(each), button)

    def _choose(self, article: ArticleId, _checked: bool = False) -> None:
        self.wanted = article
        self.accept()
