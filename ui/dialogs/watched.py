"""Shows which articles are watched, when each was checked, and lets the user say how often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from reader import watching
from reader.messages import _
from reader.model import Article, ArticleId
from reader.records import read_time
from ui.checking_told import how_often
from ui.dialogs.frame import Frame, Rows, row_of
from ui.parts import Words
from ui.session import Session

if TYPE_CHECKING:
    from ui.checking import Checking

EVERY: Sequence[int] = (0, 15, 60, 360, 1440)
"""The minutes that can be chosen between two checks."""


class WatchedDialog(Frame):
    """One row for each article; what is done here is done at once."""

    def __init__(self, checking: Checking, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Watched articles"), parent, width=560)
        self._checking = checking
        self._session = session
        self.often = self._often_box()
        self.column.addLayout(self._often_row())
        self._rows = Rows()
        self.column.addWidget(self._rows, 1)
        self.now = self.button(_("Check now"), QDialogButtonBox.ButtonRole.ActionRole)
        self.now.clicked.connect(self._check)
        close = self.button(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        self.stops: dict[ArticleId, QPushButton] = {}
        checking.watched_changed.connect(self._show)
        self._show()

    def _often_box(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(_("Check their pages"))
        choices = sorted({*EVERY, self._checking.every})
        for minutes in choices:
            box.addItem(how_often(minutes), minutes)
        box.setCurrentIndex(choices.index(self._checking.every))
        box.currentIndexChanged.connect(self._set_every)
        return box

    def _often_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        words = QLabel(_("Check their pages"))
        words.setBuddy(self.often)
        row.addWidget(words)
        row.addWidget(self.often)
        self._while = Words(_("while Galley is open"), 13, tone="secondary")
        row.addWidget(self._while, 100)
        row.addStretch(1)  # holds the box at its left while there is nothing behind it
        return row

    def _set_every(self, _index: int) -> None:
        self._checking.set_every(int(self.often.currentData()))

    def _check(self) -> None:
        self.accept()
        self._checking.check_watched()

    def _show(self) -> None:
        articles = watching.watched(self._session.library)
        checked = self._session.library.traces("checked")
        self.stops = {}
        rows = [self._row(article, checked.get(article.id)) for article in articles]
        self._rows.fill(rows or [_nothing_yet()])
        self.now.setEnabled(bool(articles))
        self._while.setVisible(self._checking.every > 0)

    def _row(self, article: Article, checked: Any) -> QWidget:
        stop = QPushButton(_("Stop"))
        stop.setAccessibleName(_("Stop watching “{title}”").format(title=article.title))
        stop.clicked.connect(partial(self._stop, article.id))
        self.stops[article.id] = stop
        return row_of(article.title, _when(article, checked), stop)

    def _stop(self, article: ArticleId, _checked: bool = False) -> None:
        self._checking.watch((article,), False)


def _when(article: Article, checked: Any) -> str:
    site = [each for each in (article.site or article.url,) if each]
    at = _time(checked)
    if at is None:
        return " · ".join([_("Not checked yet"), *site])
    local = QDateTime.fromSecsSinceEpoch(int(at.timestamp()))
    when = _("Checked {when}").format(when=QLocale().toString(local, "d MMMM yyyy, HH:mm"))
    return " · ".join([when, *site])


def _time(traced: Any) -> datetime | None:
    try:
        return read_time(traced)
    except (TypeError, ValueError):
        return None


def _nothing_yet() -> Words:
    sentence = _(
        "No article yet. “Watch for changes” in the menu of an article has its page checked: "
        "what changes becomes a further revision, with your marks carried over."
    )
    return Words(sentence, 13, tone="secondary", wrap=True)
