"""Asks how the articles of a list leave: as what, where to, and whether to follow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from reader.errors import BadRequest
from reader.export import Style, names
from reader.export.flavours import SUFFIXES
from reader.messages import _, ngettext
from reader.values import dataclass
from ui.dialogs.frame import Frame
from ui.file_dialogs import folder_to_use, place_to_save
from ui.parts import Words, plain_tip

FOLLOWING: frozenset[Style] = frozenset({"annotated", "notes"})
"""The kinds that a folder is kept in step with: what people go on working in."""
TOGETHER: frozenset[Style] = frozenset({"annotated", "notes", "csv", "jsonld"})
"""The kinds of which one file holds several articles."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: a folder for `style`, or with `together` one file for all articles.

    `named` is the template of a new file's name, empty for the usual one.
    """

    style: Style
    to: Path
    together: bool
    follow: bool
    named: str = ""


def kinds() -> Sequence[tuple[Style, str]]:
    """What many articles can leave as, the usual first."""
    return (
        ("annotated", _("Markdown with marks and notes")),
        ("notes", _("Markdown, notes only")),
        ("docx", _("Word, with comments")),
        ("docx-notes", _("Word, notes only")),
        ("html", _("Web page")),
        ("csv", _("Sheet of notes (CSV)")),
        ("jsonld", _("Web annotations (JSON-LD)")),
    )


def name_help() -> str:
    """What can stand in the name of each file."""
    return _(
        "Parts in braces are filled in: {title}, {site}, {author}, {lang}, {published}, "
        "{captured}. "
        "{published|captured:%Y-%m} takes the first that is known, in this form. "
        "A slash makes a folder: {site}/{title}."
    )


def wrong_name(named: str) -> str:
    """Why no file can be named like this; empty if it can."""
    try:
        names.check_template(named or names.TEMPLATE)
    except BadRequest as wrong:
        return str(wrong)
    return ""


class ExportManyDialog(Frame):
    """`choice()` is what was chosen once it is accepted."""

    def __init__(
        self,
        name: str,
        count: int,
        folder: Path,
        parent: QWidget | None = None,
        *,
        named: str = "",
        can_follow: bool = True,
    ) -> None:
        """A folder can only follow a list that grows by itself, not articles that were picked."""
        super().__init__(_("Export the list"), parent, width=520)
        self._name = name
        self._can_follow = can_follow
        counted = ngettext("{count} article", "{count} articles", count).format(count=f"{count:,}")
        self.column.addWidget(Words(f"{name} · {counted}", 13, tone="secondary"))
        self.kind = self._kind_box()
        self.each = QRadioButton(_("One file for each article"))
        self.one = QRadioButton(_("One file for all of them"))
        self.each.setChecked(True)
        self._how = QButtonGroup(self)
        for button in (self.each, self.one):
            self._how.addButton(button)
            self.column.addWidget(button)
        self.folder = QLineEdit(str(folder))
        self.folder.setAccessibleName(_("Folder"))
        self._choose = QPushButton(_("Choose…"))
        self._choose.setAutoDefault(False)
        self._choose.clicked.connect(self._ask_folder)
        self._folder_row = self._row(_("Folder"), self.folder, self._choose)
        self.named = QLineEdit(named or names.TEMPLATE)
        self.named.setAccessibleName(_("Name of each file"))
        self.named.setToolTip(plain_tip(name_help()))
        self._named_row = self._row(_("Named"), self.named)
        self.hint = Words("", 12, tone="secondary", wrap=True)
        self.column.addWidget(self.hint)
        self.follow = QCheckBox(_("Keep the folder in step as notes are written"))
        self.follow.setToolTip(
            _("What you write here is written there; what you edit there comes home.")
        )
        self.column.addWidget(self.follow)
        role = QDialogButtonBox.ButtonRole
        self.export = self.button(_("Export"), role.AcceptRole)
        self.export.setDefault(True)
        self.button(_("Cancel"), role.RejectRole)
        self.kind.currentIndexChanged.connect(self._judge)
        self._how.buttonToggled.connect(self._judge)
        self.folder.textChanged.connect(self._judge)
        self.named.textChanged.connect(self._judge)
        self._judge()
        self.kind.setFocus()

    def _kind_box(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(_("Export as"))
        for style, words in kinds():
            box.addItem(words, style)
        self._row(_("As"), box)
        return box

    def _row(self, name: str, *widgets: QWidget) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        label = Words(name, 13, tone="secondary")
        label.setBuddy(widgets[0])
        label.setFixedWidth(64)
        line.addWidget(label)
        line.addWidget(widgets[0], 1)
        for widget in widgets[1:]:
            line.addWidget(widget)
        self.column.addWidget(row)
        return row

    def style_chosen(self) -> Style:
        return kinds()[self.kind.currentIndex()][0]

    def choice(self) -> Choice:
        together = self.one.isChecked()
        return Choice(
            self.style_chosen(),
            Path(self.folder.text()).expanduser(),
            together,
            not together and self.follow.isEnabled() and self.follow.isChecked(),
            "" if self.named.text().strip() == names.TEMPLATE else self.named.text().strip(),
        )

    def accept(self) -> None:
        """One file is asked for by the system's own dialog; a folder that is not there is made."""
        if not self.one.isChecked():
            super().accept()
            return
        suffix = SUFFIXES[self.style_chosen()]
        folder = Path(self.folder.text()).expanduser()
        words = self.kind.currentText()
        proposed = folder / f"{self._name}{suffix}"
        # No "replace it?": what is not an untouched export of ours is never replaced.
        path = place_to_save(self, _("Export"), proposed, f"{words} (*{suffix})", confirm=False)
        if path is not None:
            whole = path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)
            self.folder.setText(str(whole))
            super().accept()

    def _judge(self) -> None:
        style, together = self.style_chosen(), self.one.isChecked()
        self.one.setEnabled(style in TOGETHER)
        if together and style not in TOGETHER:
            self.each.setChecked(True)
        together = self.one.isChecked()
        for row in (self._folder_row, self._named_row):
            row.setEnabled(not together)
        wrong = "" if together else wrong_name(self.named.text().strip())
        self.hint.setText(wrong)
        self.hint.setVisible(bool(wrong))
        self.follow.setEnabled(self._can_follow and style in FOLLOWING and not together)
        self.export.setText(_("Choose the file…") if together else _("Export"))
        self.export.setEnabled(together or bool(self.folder.text().strip() and not wrong))

    def _ask_folder(self) -> None:
        path = folder_to_use(self, _("Export to a folder"), self.folder.text())
        if path is not None:
            self.folder.setText(str(path))
