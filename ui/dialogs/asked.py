"""Shows what was asked of the network for one article: every request, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from reader import asked as asking
from reader.messages import _
from reader.model import Asked
from ui.dialogs.frame import Frame, Rows
from ui.parts import Words


class AskedDialog(Frame):
    """The requests in the order in which they were made; a button copies them all."""

    def __init__(
        self, title: str, requests: Sequence[Asked], parent: QWidget | None = None
    ) -> None:
        """`title` is the article's, `requests` what `reader.asked.of` gives for it."""
        super().__init__(_("What was asked of the network"), parent, width=600)
        self._requests = requests
        self.column.addWidget(Words(title, 13, tone="secondary"))
        self.summary = Words(asking.summary(requests), wrap=True)
        self.column.addWidget(self.summary)
        if requests:
            self._show_rows()
        close = self.button(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)

    def _show_rows(self) -> None:
        rows = Rows(apart=12, least=280)
        rows.setAccessibleName(_("Requests"))
        rows.fill(map(_row, self._requests))
        self.column.addWidget(rows, 1)
        copy = self.button(_("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n\n".join(map(_as_text, self._requests)))


def _row(asked: Asked) -> QWidget:
    row = QWidget()
    row.setAccessibleName(_as_text(asked))
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    address = Words(asked.url, 13)
    address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column.addWidget(address)
    column.addWidget(Words(_said_of(asked), 12, tone="secondary", wrap=True))
    return row


def _as_text(asked: Asked) -> str:
    return f"{asked.url}\n{_said_of(asked)}"


def _said_of(asked: Asked) -> str:
    when = QDateTime.fromSecsSinceEpoch(int(asked.at.timestamp()))
    return _("{why}, {when}: {outcome}").format(
        why=asking.why(asked.why).capitalize(),
        when=QLocale().toString(when, "d MMMM yyyy, HH:mm:ss"),
        outcome=asking.outcome(asked),
    )
