"""Asks whether the page that a browser handed over should be added."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from reader.invited import Invitation
from reader.messages import _
from ui.dialogs.frame import Frame
from ui.parts import Words

_A_MOMENT = 700
"""Milliseconds in which a key that was meant for the page cannot answer."""
_SHOWN = 300
"""Characters of an address or a quote that are shown."""


class InvitedDialog(Frame):
    """Says what was asked for and by whom; nothing is fetched before it is accepted."""

    def __init__(self, asked: Invitation, parent: QWidget | None = None) -> None:
        super().__init__(_("Add this page?"), parent, width=520)
        if asked.title:
            self.column.addWidget(Words(asked.title, 14, 600, wrap=True))
        self.address = Words(_short(asked.url), 13, wrap=True)
        self.column.addWidget(self.address)
        if asked.quote:
            words = _("These words will be marked in it: “{quote}”")
            quoted = words.format(quote=_short(" ".join(asked.quote.split())))
            self.column.addWidget(Words(quoted, 13, tone="secondary", wrap=True))
        sentence = _("A browser handed it over. Galley fetches it only if you say so.")
        self.column.addWidget(Words(sentence, 12, tone="secondary", wrap=True))
        role = QDialogButtonBox.ButtonRole
        self._add = self.button(_("Add"), role.AcceptRole)
        self._add.setDefault(True)
        self._add.setEnabled(False)
        self.button(_("Do not add"), role.RejectRole)
        self._moment = QTimer(self, singleShot=True, interval=_A_MOMENT)
        self._moment.timeout.connect(self._let)
        self._moment.start()

    def _let(self) -> None:
        self._add.setEnabled(True)
        self._add.setFocus()


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
