"""Dialogs that list the folder of the open library take nothing from it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog, QTreeView

from reader.library import Library
from tests.ui.conftest import settle, wait_until
from ui.file_dialogs import asking, take_kind


def listed(dialog: QFileDialog) -> set[str]:
    """The names that the dialog shows."""
    view = dialog.findChild(QTreeView)
    assert view is not None
    model, root = view.model(), view.rootIndex()
    return {model.index(row, 0, root).data() for row in range(model.rowCount(root))}


def kinds(dialog: QFileDialog) -> set[str]:
    """What the dialog says of the files: it has looked at them then."""
    view = dialog.findChild(QTreeView)
    assert view is not None
    model, root = view.model(), view.rootIndex()
    return {model.index(row, 2, root).data() for row in range(model.rowCount(root))}


def test_a_shell_that_comes_and_goes_leaves_the_window_its_library(
    app: QApplication, tmp_path: Path
) -> None:
    file = tmp_path / "Work.galley"
    library = Library(file)
    library.articles()
    log = file.with_name(f"{file.name}-wal")
    dialog = asking(None, "Export", tmp_path, "")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    assert wait_until(lambda: file.name in listed(dialog) and all(kinds(dialog)))
    command = [sys.executable, "-m", "reader", "--library", str(file), "list"]
    subprocess.run(command, check=True, capture_output=True)
    assert log.exists()
    dialog.close()
    dialog.deleteLater()
    settle()
    library.close()


def test_the_name_takes_the_ending_of_the_kind_that_is_chosen(
    app: QApplication, tmp_path: Path
) -> None:
    dialog = asking(
        None, "Export", tmp_path, "Markdown (*.md);;Critic (*.critic.md);;Word (*.docx)"
    )
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.selectFile("2024-10-01 The U.S. pump.md")
    for kind in ("docx", "critic.md", "docx", "md", "critic.md"):
        take_kind(dialog, f"As it is called (*.{kind})")
        [name] = [Path(each).name for each in dialog.selectedFiles()]
        assert name == f"2024-10-01 The U.S. pump.{kind}"
        assert dialog.defaultSuffix() == kind
    dialog.deleteLater()
    settle()
