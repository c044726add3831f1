"""What a note said before, and a button that brings a version back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from reader.messages import _
from reader.model import Annotation, By, Label, LabelId
from reader.past import Version, differences
from ui.dialogs.frame import Frame, Rows
from ui.parts import Words

_LONGEST = 600
"""Characters shown of a note."""


class PastDialog(Frame):
    """One row for each version, the newest first."""

    wanted = Signal(object)
    """Version: to be put back."""

    def __init__(self, quote: str, parent: QWidget | None = None) -> None:
        super().__init__(_("What this note said"), parent, width=560)
        self.column.addWidget(Words(_cut(quote), 13, tone="secondary", wrap=True))
        self._rows = Rows(apart=18, least=280)
        self.column.addWidget(self._rows, 1)
        close = self.button(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)

    def fill(
        self, versions: Sequence[Version], now: Annotation, labels: Mapping[LabelId, Label]
    ) -> None:
        """Shows these versions; the one that holds now has no button."""
        self._rows.fill([self._row(each, now, labels) for each in versions])

    def _row(self, version: Version, now: Annotation, labels: Mapping[LabelId, Label]) -> QWidget:
        row = QWidget()
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addWidget(Words(when_and_who(version), 12, 600, wrap=True))
        column.addWidget(Words(what_was_done(version, labels), 12, tone="secondary", wrap=True))
        if version.after is not None and version.after.note:
            column.addWidget(Words(_cut(version.after.note), 13, wrap=True))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addLayout(column, 1)
        if version.after is not None and not says_the_same(version.after, now):
            line.addWidget(self._button(version))
        return row

    def _button(self, version: Version) -> QPushButton:
        button = QPushButton(_("Put back"))
        button.setAutoDefault(False)
        button.setAccessibleName(_("Put back: {when}").format(when=when_and_who(version)))
        button.clicked.connect(partial(self._want, version))
        return button

    def _want(self, version: Version, _checked: bool = False) -> None:
        self.wanted.emit(version)


def says_the_same(one: Annotation, other: Annotation) -> bool:
    """Whether putting one back in the place of the other would change nothing."""
    return not set(differences(one, other)) - {"anchor"}


def when_and_who(version: Version) -> str:
    """The local time of a version, and where it was made."""
    local = QDateTime.fromSecsSinceEpoch(int(version.at.timestamp()))
    when = QLocale().toString(local, "d MMMM yyyy, HH:mm")
    return f"{when} · {_WHO[version.by]}"


_WHO: Mapping[By, str] = {
    "window": _("in the window"),
    "shell": _("in the shell"),
    "file": _("from an edited file"),
    "capture": _("when its page was read"),
}


def what_was_done(version: Version, labels: Mapping[LabelId, Label]) -> str:
    """What changed with a version, in a few words."""
    before, after = version.before, version.after
    if after is None:
        return _("Taken away by undo")
    if before is None:
        return _("Marked as {label}").format(label=_label(after, labels))
    said = {
        "note": _("Note changed"),
        "label": _("Label: {label}").format(label=_label(after, labels)),
        "tags": _("Tags: {tags}").format(tags=", ".join(after.tags) or "–"),
        "private": _("Stays here") if after.private else _("May leave again"),
        "checked": _CHECKED[after.checked],
        "trashed": _("In the trash") if after.trashed else _("Out of the trash"),
        "anchor": _("On other words"),
    }
    parts = [said[each] for each in differences(before, after)]
    undone = [_("undone")] if version.is_undo else []
    return " · ".join([*parts, *undone])


_CHECKED: Mapping[str, str] = {
    "none": _("Not checked"),
    "holds": _("Checked: it holds"),
    "wrong": _("Checked: it is wrong"),
}


def _label(annotation: Annotation, labels: Mapping[LabelId, Label]) -> str:
    found = labels.get(annotation.label)
    return found.name if found else "?"


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
