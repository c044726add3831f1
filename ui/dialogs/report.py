"""What is shown when Galley itself has a fault: one sentence, and the report before it is saved.

A report names the program's own lines and nothing of what was read: messages of errors can hold an
article's words, so they are left out unless the user says otherwise.
"""

from __future__ import annotations

import platform
import traceback
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QPlainTextEdit,
    QWidget,
)

from reader.export.files import write_atomically
from reader.messages import _
from reader.version import program_version
from ui import theme
from ui.dialogs.frame import Frame
from ui.exporting import documents_folder
from ui.file_dialogs import place_to_save
from ui.parts import Words


def report(
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    *,
    with_messages: bool = False,
) -> str:
    """The text of a report; `with_messages` adds what the errors say of themselves."""
    lines = [
        f"Galley {program_version()}",
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        "",
    ]
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain:
        chain.append(at)
        at = at.__cause__ or at.__context__
    for each in reversed(chain):
        lines += [_frame_line(frame) for frame in traceback.extract_tb(each.__traceback__)]
        says = f": {each}" if with_messages else ""
        lines += [f"{type(each).__name__}{says}", ""]
    return "\n".join(lines)


def _frame_line(frame: traceback.FrameSummary) -> str:
    parts = Path(frame.filename).parts
    return f"  {'/'.join(parts[-3:])}:{frame.lineno} {frame.name}"


class ReportDialog(Frame):
    """Says that something went wrong, shows the whole report, and saves it where the user says."""

    def __init__(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Something went wrong in Galley itself"), parent, width=640)
        self._short = report(kind, error, trace)
        self._long = report(kind, error, trace, with_messages=True)
        self.column.addWidget(
            Words(
                _(
                    "What you wrote is stored. A report helps to mend the fault; it leaves this "
                    "computer only if you send it."
                ),
                13,
                tone="secondary",
                wrap=True,
            )
        )
        self.text = QPlainTextEdit(self._short)
        self.text.setReadOnly(True)
        self.text.setFont(theme.mono_font(13))
        self.text.setAccessibleName(_("Report"))
        self.text.setMinimumHeight(220)
        self.column.addWidget(self.text, 1)
        self.messages = QCheckBox(_("With what the errors say, which can hold words you read"))
        self.messages.toggled.connect(self._show)
        self.column.addWidget(self.messages)
        role = QDialogButtonBox.ButtonRole
        self.button(_("Save report…"), role.ActionRole).clicked.connect(self._save)
        self.button(_("Close"), role.RejectRole).setDefault(True)

    def _show(self, with_messages: bool) -> None:
        self.text.setPlainText(self._long if with_messages else self._short)

    def _save(self) -> None:
        proposed = Path(documents_folder()) / "galley-report.txt"
        path = place_to_save(self, _("Save report"), proposed)
        if path:
            write_atomically(path, self.text.toPlainText())
            self.accept()
