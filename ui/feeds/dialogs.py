"""Asks for the address of a feed; and what one is called, where it stands, whether it refreshes
by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QLabel, QLineEdit, QWidget

from reader.adding import is_address
from reader.messages import _
from reader.model import Subscription
from ui.dialogs.frame import Frame
from ui.parts import Words


class AddFeedDialog(Frame):
    """One field for the address of a feed or of its site; `address` and `folder` once accepted."""

    def __init__(self, folders: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(_("Add a feed"), parent)
        self.field = QLineEdit(_copied_address())
        self.field.setPlaceholderText("https://")
        self.field.selectAll()
        self.folder = folder_box(folders)
        self.column.addWidget(
            _label(_("Address of a feed, or of any page of the site"), self.field)
        )
        self.column.addWidget(self.field)
        self.column.addWidget(_label(_("Folder"), self.folder))
        self.column.addWidget(self.folder)
        self.column.addWidget(
            Words(
                _("RSS, Atom and JSON Feed. Where a page names no feed, Galley looks where feeds "
                  "usually stand."),
                12, tone="secondary", wrap=True,
            )
        )  # fmt: skip
        role = QDialogButtonBox.ButtonRole
        self._add = self.button(_("Add"), role.AcceptRole)
        self._add.setDefault(True)
        self.button(_("Cancel"), role.RejectRole)
        self.field.textChanged.connect(self._judge)
        self._judge()

    @property
    def address(self) -> str:
        return self.field.text().strip()

    def _judge(self) -> None:
        self._add.setEnabled("." in self.address or is_address(self.address))


class FeedDialog(Frame):
    """The name, the folder and the manners of one feed; `fields` are those once it is accepted."""

    def __init__(
        self, feed: Subscription, folders: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Feed"), parent)
        self._feed = feed
        self.name = QLineEdit(feed.name)
        self.name.setPlaceholderText(feed.title)
        self.folder = folder_box(folders, feed.folder)
        self.by_itself = QCheckBox(_("Refresh by itself, where that is turned on"))
        self.by_itself.setChecked(feed.by_itself)
        self.column.addWidget(_label(_("Name"), self.name))
        self.column.addWidget(self.name)
        self.column.addWidget(_label(_("Folder"), self.folder))
        self.column.addWidget(self.folder)
        self.column.addWidget(self.by_itself)
        address = Words(feed.url, 12, tone="secondary")
        address.setAccessibleName(_("Its address"))
        self.column.addWidget(address)
        role = QDialogButtonBox.ButtonRole
        self.button(_("Save"), role.AcceptRole).setDefault(True)
        self.button(_("Cancel"), role.RejectRole)

    @property
    def fields(self) -> dict[str, object]:
        """What was chosen, by the fields of a Subscription."""
        return {
            "name": self.name.text(),
            "folder": self.folder.currentText(),
            "by_itself": self.by_itself.isChecked(),
        }


def folder_box(folders: Sequence[str], chosen: str = "") -> QComboBox:
    """A field for a folder, which offers those that there are."""
    box = QComboBox()
    box.setEditable(True)
    box.addItems(["", *folders])
    box.setCurrentText(chosen)
    box.setAccessibleName(_("Folder"))
    line = box.lineEdit()
    if line is not None:
        line.setPlaceholderText(_("none"))
    return box


def _label(words: str, of: QWidget) -> QLabel:
    label = Words(words, 13, tone="secondary")
    label.setBuddy(of)
    of.setAccessibleName(words)
    return label


def _copied_address() -> str:
    copied = QGuiApplication.clipboard().text().strip()
    return copied if is_address(copied) and len(copied.split()) == 1 else ""
