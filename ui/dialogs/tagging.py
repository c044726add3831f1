"""Asks for the tags that several articles shall have, and for the title of a new story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QLineEdit, QWidget

from reader.library import Reader
from reader.messages import _, ngettext
from reader.model import Article
from reader.text import fold
from ui.dialogs.frame import Frame, Rows
from ui.parts import Words
from ui.suggestions import Offering, Suggestions

MOST = 200
"""Tags that can be taken away here."""


class TagsField(QLineEdit):
    """Tags with commas between them; those that exist are offered, Tab and Enter take one."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._offering = Offering(self, _("Tags that exist"), self.take, sign="#")
        self.setAccessibleName(_("Tags to add"))
        self.setPlaceholderText(_("Tags to add, with commas between them"))
        self.textEdited.connect(self._offer)

    def typed(self) -> Sequence[str]:
        """The tags as they were typed."""
        parts = (part.strip().lstrip("#") for part in self.text().split(","))
        return [part for part in parts if part]

    def take(self, name: str) -> None:
        """Puts a tag in the place of the one that is being typed."""
        before, comma, _last = self.text().rpartition(",")
        self.setText(f"{before}{comma}{' ' if comma else ''}{name}, ")
        self._offering.close()

    def _offer(self) -> None:
        wanted = fold(self.text().rpartition(",")[2].strip().lstrip("#")).text
        found = [name for name in self._names if wanted and wanted in fold(name).text]
        self._offering.offer(sorted(found, key=lambda name: not fold(name).text.startswith(wanted)))

    @property
    def suggestions(self) -> Suggestions | None:
        """The list under the field while it is seen."""
        return self._offering.shown


class TaggingDialog(Frame):
    """`chosen()` is what was chosen once it is accepted: tags for all, and tags for none."""

    def __init__(
        self, library: Reader, articles: Sequence[Article], count: int, parent: QWidget | None
    ) -> None:
        """`articles` are those whose tags are shown, `count` is how many are meant."""
        super().__init__(_("Article tags"), parent, width=420)
        said = ngettext("{count} article", "{count} articles", count).format(count=f"{count:,}")
        words = f"“{articles[0].title}”" if count == 1 and articles else said
        self.column.addWidget(Words(words, 13, tone="secondary"))
        self.field = TagsField([tag.name for tag in library.tags().values()])
        self.column.addWidget(self.field)
        self.boxes: Mapping[str, QCheckBox] = {
            name: _box(name, borne, len(articles))
            for name, borne in Counter(
                tag for article in articles for tag in article.tags
            ).most_common(MOST)
        }
        if self.boxes:
            rows = Rows(apart=8, least=min(160, 30 * len(self.boxes) + 8))
            rows.setAccessibleName(_("Tags that they have"))
            rows.fill(self.boxes.values())
            self.column.addWidget(rows, 1)
        self.button(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.button(_("Set the tags"), QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)

    def chosen(self) -> tuple[Sequence[str], Sequence[str]]:
        """Tags that all shall have, and tags that none shall."""
        states = {name: box.checkState() for name, box in self.boxes.items()}
        all_of_them = [name for name, state in states.items() if state == Qt.CheckState.Checked]
        none = [name for name, state in states.items() if state == Qt.CheckState.Unchecked]
        return [*all_of_them, *self.field.typed()], none


def _box(name: str, borne: int, of: int) -> QCheckBox:
    """A tag that all have, or only some: that is left as it is while it is half checked."""
    box = QCheckBox(f"#{name}".replace("&", "&&"))
    some = borne < of
    box.setTristate(some)
    box.setCheckState(Qt.CheckState.PartiallyChecked if some else Qt.CheckState.Checked)
    box.setToolTip(_("On {number} of {all}").format(number=borne, all=of))
    return box


def asked_title(parent: QWidget) -> str:
    """The title of a new story; empty if there shall be none."""
    dialog = Frame(_("New story"), parent, width=420)
    field = QLineEdit()
    field.setAccessibleName(_("Title"))
    field.setPlaceholderText(_("Title"))
    dialog.column.addWidget(field)
    dialog.button(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
    make = dialog.button(_("Make the story"), QDialogButtonBox.ButtonRole.AcceptRole)
    make.setDefault(True)
    make.setEnabled(False)
    field.textChanged.connect(lambda typed: make.setEnabled(bool(typed.strip())))
    accepted = dialog.exec()
    dialog.deleteLater()
    return " ".join(field.text().split()) if accepted else ""
