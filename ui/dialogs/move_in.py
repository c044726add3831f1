"""What files of other programs would bring, before it comes; and what came, afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStringListModel
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialogButtonBox,
    QListView,
    QWidget,
)

from reader import moved_in
from reader.errors import GalleyError
from reader.export.files import write_atomically
from reader.messages import _, ngettext
from reader.moved_in import Came, Outcome, Report
from ui.dialogs.frame import Frame
from ui.exporting import documents_folder
from ui.file_dialogs import place_to_save
from ui.parts import Words

_ORDER: Sequence[Outcome] = ("nothing", "trash", "text", "marks", "link", "quotes", "known")
"""What someone wants to look at comes first, what is here already last."""


_LONGEST_NAME = 50


class Listing(QListView):
    """One line for each thing of several files; also of a hundred thousand."""

    def __init__(self, reports: Sequence[Report], name: str) -> None:
        super().__init__()
        self.setModel(QStringListModel(lines(reports), self))
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSpacing(2)
        self.setMinimumHeight(240)


def lines(reports: Sequence[Report]) -> list[str]:
    """What is told of each thing, what was left out first."""
    missed = [f"{_short(each.name)} — {each.why}" for report in reports for each in report.missed]
    came = [each for report in reports for each in report.came]
    told = [_line(each) for each in sorted(came, key=lambda each: _ORDER.index(each.outcome))]
    return [" ".join(each.split()) for each in (*missed, *told)]


def _line(came: Came) -> str:
    return f"{_short(came.name)} — {moved_in.told(came)}"


def _short(name: str) -> str:
    """A name that leaves room for what became of it."""
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"


class MoveInDialog(Frame):
    """Shows what would come; with `fetches()` the texts that do not come along are wanted too."""

    def __init__(
        self,
        reports: Sequence[Report],
        failures: Sequence[tuple[str, GalleyError]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_title(reports), parent, width=640)
        for name, error in failures:
            self.column.addWidget(Words(f"{name}: {error}", 13, wrap=True))
        for report in reports:
            words = f"{report.name}: {moved_in.summary(report)}."
            self.column.addWidget(Words(words, 13, tone="secondary", wrap=True))
        self.list = Listing(reports, _("What would come"))
        self.column.addWidget(self.list, 1)
        links = sum(report.counts.get("link", 0) for report in reports)
        self.fetch = QCheckBox(_then_get(links))
        self.fetch.setToolTip(
            _("Each page is asked for once, one after the other at each site. You can do it later.")
        )
        self.fetch.setVisible(links > 0)
        self.column.addWidget(self.fetch)
        role = QDialogButtonBox.ButtonRole
        self.bring = self.button(_("Import"), role.AcceptRole)
        self.bring.setDefault(True)
        self.bring.setEnabled(any(_brings(each) for report in reports for each in report.came))
        self.button(_("Cancel"), role.RejectRole)
        self.bring.setFocus()

    def fetches(self) -> bool:
        return self.fetch.isVisibleTo(self) and self.fetch.isChecked()


def _title(reports: Sequence[Report]) -> str:
    programs = dict.fromkeys(report.program for report in reports)
    return _("Import from {programs}?").format(programs=", ".join(programs))


def _then_get(count: int) -> str:
    return ngettext(
        "Then get the text of {count} article from its site",
        "Then get the texts of {count} articles from their sites",
        count,
    ).format(count=f"{count:,}")


def _brings(came: Came) -> bool:
    return came.outcome in ("text", "link", "quotes", "marks")


class MovedInDialog(Frame):
    """Says what came, what did not and why; `wants_texts` once that was chosen."""

    def __init__(
        self, reports: Sequence[Report], waiting: int, parent: QWidget | None = None
    ) -> None:
        """`waiting` counts the articles whose text is still to come."""
        super().__init__(_("What was imported"), parent, width=640)
        self.wants_texts = False
        self._whole = moved_in.as_text(reports)
        for report in reports:
            words = f"{report.program}: {moved_in.summary(report)}."
            self.column.addWidget(Words(words, 13, tone="secondary", wrap=True))
        self.list = Listing(reports, _("What was imported"))
        self.column.addWidget(self.list, 1)
        self._failed = Words("", 13, wrap=True)
        self._failed.hide()
        self.column.addWidget(self._failed)
        role = QDialogButtonBox.ButtonRole
        if waiting:
            words = ngettext("Get {count} text", "Get {count} texts", waiting)
            get = self.button(words.format(count=f"{waiting:,}"), role.ActionRole)
            get.setToolTip(_("Asks the sites for the articles whose text is still to come"))
            get.clicked.connect(self._get)
        self.button(_("Copy"), role.ActionRole).clicked.connect(self._copy)
        self.button(_("Save as…"), role.ActionRole).clicked.connect(self._save)
        close = self.button(_("Close"), role.RejectRole)
        close.setDefault(True)
        close.setFocus()

    def _get(self) -> None:
        self.wants_texts = True
        self.accept()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._whole)

    def _save(self) -> None:
        proposed = Path(documents_folder()) / "galley-imported.txt"
        path = place_to_save(self, _("Save the report"), proposed)
        if path is None:
            return
        try:
            write_atomically(path, self._whole)
        except GalleyError as error:
            self._failed.setText(str(error))
            self._failed.show()
