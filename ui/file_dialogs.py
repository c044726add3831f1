"""The dialogs that ask for files, made so that they open none of the files they list.

Where the system offers no dialog, Qt shows its own, and that one reads the head of every file in
the folder to say of what kind it is. If the open library is among them, closing it again drops this
process's locks on it; the next `galley` in a shell takes itself for the last user, removes the
-wal file, and what is then written in the window is lost:
https://www.sqlite.org/howtocorrupt.html#posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import overload

from PySide6.QtCore import QFileInfo
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QFileDialog, QFileIconProvider, QWidget

from reader.messages import _
from reader.patterns import pattern

Kind = QAbstractFileIconProvider.IconType


def place_to_save(
    parent: QWidget | None, title: str, proposed: Path, kinds: str = "", *, confirm: bool = True
) -> Path | None:
    """Where the user wants a file written; None if they do not after all.

    With `confirm` the dialog asks before a file that is there already would be replaced.
    """
    dialog = asking(parent, title, proposed.parent, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, not confirm)
    dialog.selectFile(proposed.name)
    dialog.filterSelected.connect(partial(take_kind, dialog))
    chosen = _chosen(dialog)
    return Path(chosen[0]) if chosen else None


def take_kind(dialog: QFileDialog, kind: str) -> None:
    """Gives the name in the dialog the ending of a kind, as in "Word (*.docx)"."""
    found = _ENDING.search(kind)
    if found is None:
        return
    dialog.setDefaultSuffix(found[1])
    for chosen in dialog.selectedFiles()[:1]:
        dialog.selectFile(_without_ending(Path(chosen), dialog) + found[1])


def _without_ending(path: Path, dialog: QFileDialog) -> str:
    """The name without the ending of a kind that the dialog offers, `.critic.md`, or its last."""
    offered = [found[1] for each in dialog.nameFilters() if (found := _ENDING.search(each))]
    fitting = [each for each in offered if path.name.lower().endswith(each)]
    ending = max(fitting, key=len, default=path.suffix)
    return path.name[: len(path.name) - len(ending)]


_ENDING = pattern(r"\(\*(\.[\w.]+)")


def files_to_open(parent: QWidget | None, title: str, folder: str, kinds: str = "") -> list[str]:
    """The files that were picked; none if the dialog was cancelled."""
    dialog = asking(parent, title, Path(folder), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return _chosen(dialog)


def folder_to_use(parent: QWidget | None, title: str, folder: str) -> Path | None:
    """The folder that was picked or made; None if the dialog was cancelled."""
    dialog = asking(parent, title, Path(folder), "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    chosen = _chosen(dialog)
    return Path(chosen[0]) if chosen else None


def asking(parent: QWidget | None, title: str, folder: Path, kinds: str) -> QFileDialog:
    """A dialog that lists this folder; it is the caller's to show and to delete."""
    dialog = QFileDialog(parent, title, str(folder), kinds)
    dialog.setIconProvider(_unread())
    return dialog


def _chosen(dialog: QFileDialog) -> list[str]:
    accepted = dialog.exec()
    names = dialog.selectedFiles() if accepted else []
    dialog.deleteLater()
    return names


class _Unread(QFileIconProvider):
    """Says what a file is by its name alone."""

    @overload
    def icon(self, what: Kind, /) -> QIcon: ...
    @overload
    def icon(self, what: QFileInfo, /) -> QIcon: ...
    def icon(self, what: Kind | QFileInfo, /) -> QIcon:
        if isinstance(what, QFileInfo):
            return super().icon(Kind.Folder if what.isDir() else Kind.File)
        return super().icon(what)

    def type(self, info: QFileInfo, /) -> str:
        return _("Folder") if info.isDir() else info.suffix()


@cache
def _unread() -> _Unread:
    """One for all dialogs: Qt does not keep it alive."""
    return _Unread()
