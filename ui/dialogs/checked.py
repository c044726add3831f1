"""Shows what a check for changes has found, article by article, and leads to each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from reader.again import Again, Outcome
from reader.messages import _
from reader.model import ArticleId
from ui.checking_told import what_became
from ui.dialogs.frame import Frame
from ui.parts import Words

_ORDER: Sequence[Outcome] = ("changed", "set-aside", "failed", "unchanged")


class CheckedDialog(Frame):
    """`wanted` is the article that the reader chose to see, once it is accepted."""

    def __init__(self, found: Sequence[Again], parent: QWidget | None = None) -> None:
        super().__init__(_("What the check found"), parent, width=560)
        self.wanted: ArticleId | None = None
        self.buttons_by_article: dict[ArticleId, QPushButton] = {}
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(16)
        for each in sorted(found, key=lambda each: _ORDER.index(each.outcome)):
            rows.addWidget(self._row(each))
        rows.addStretch(1)
        self.column.addWidget(_area(inside), 1)
        close = self.button(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)

    def _row(self, each: Again) -> QWidget:
        row = QWidget()
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(Words(each.title, 13, 600))
        words.addWidget(Words(what_became(each), 12, tone="secondary", wrap=True))
        button = QPushButton(_("Open"))
        button.setAutoDefault(False)
        button.setAccessibleName(_("Open “{title}”").format(title=each.title))
        button.clicked.connect(partial(self._choose, each.article))
        self.buttons_by_article[each.article] = button
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addLayout(words, 1)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _choose(self, article: ArticleId, _checked: bool = False) -> None:
        self.wanted = article
        self.accept()


def _area(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumHeight(200)
    return area
