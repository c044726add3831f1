"""Shows the bookmark that hands the page in a browser over to Galley, and how to keep it there."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QWidget

from reader.invited import BOOKMARKLET
from reader.messages import _
from ui import theme
from ui.dialogs.frame import Frame
from ui.parts import Words


class BookmarkDialog(Frame):
    """The bookmark's address, to be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Add from the browser"), parent, width=560)
        for words in steps():
            self.column.addWidget(Words(words, 13, tone="secondary", wrap=True))
        self.address = QPlainTextEdit(BOOKMARKLET)
        self.address.setReadOnly(True)
        self.address.setFont(theme.mono_font(12))
        self.address.setAccessibleName(_("Address of the bookmark"))
        self.address.setFixedHeight(96)
        self.column.addWidget(self.address)
        role = QDialogButtonBox.ButtonRole
        copy = self.button(_("Copy"), role.ActionRole)
        copy.clicked.connect(self._copy)
        copy.setDefault(True)
        self.button(_("Close"), role.RejectRole)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(BOOKMARKLET)


def steps() -> tuple[str, ...]:
    """How it is kept and used."""
    return (
        _(
            "1. Copy this address. In the browser make a new bookmark, name it “To Galley”, and "
            "paste it where the address goes."
        ),
        _(
            "2. On a page that you want, choose the bookmark. Galley opens, shows the address and "
            "adds the page when you say so. Words that are selected are marked in it."
        ),
        _(
            "Galley fetches the page itself, as anyone without an account sees it. For a page "
            "that needs a log-in, select all of it, copy it, and paste it here; or save it into "
            "a watched folder."
        ),
    )
