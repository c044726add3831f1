"""Says that files may have been written by someone, a moment after the last sign of it.

It knows paths and nothing of what is in them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

PAUSE = 1000
"""Milliseconds without a further write, after which an editor has most likely done."""
_LOOK_EVERY = 5000
"""Milliseconds between two looks at files that the system does not watch for us."""
_MOST = 500
"""Files that the system is asked to watch; it gives each person some thousands for everything."""


class FileWatch(QObject):
    """Watches files and their folders: many editors put a new file in the place of the old one."""

    stirred = Signal()
    """Something may have been written; which file, and whether at all, is for others to look."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._file_changed)
        self._watcher.directoryChanged.connect(self._folder_changed)
        self._folders: dict[str, int] = {}
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.stirred)
        self._round = QTimer(self, interval=_LOOK_EVERY)
        self._round.timeout.connect(self.stirred)

    def stir(self) -> None:
        """Has `stirred` come soon; in a folder where much is going on, not later and later."""
        if not self._pause.isActive():
            self._pause.start()

    def watch(self, paths: Iterable[str], there: Iterable[str]) -> bool:
        """Watches these paths from now on, and no others; True if some were not watched before.

        Those that are `there` are watched themselves. What the system does not watch is looked
        at every few seconds.
        """
        files = list(there)
        folders = dict.fromkeys(str(Path(path).parent) for path in paths)
        wanted = {folder for folder in folders if Path(folder).is_dir()} | set(files[:_MOST])
        before = {*self._watcher.files(), *self._watcher.directories()}
        if before - wanted:
            self._watcher.removePaths(sorted(before - wanted))
        new = sorted(wanted - before)
        self._folders |= {path: _changed_at(path) for path in new if path in folders}
        failed = self._watcher.addPaths(new) if new else []
        self._keep_rounds(bool(failed) or len(files) > _MOST)
        return len(failed) < len(new)

    def watched(self) -> frozenset[str]:
        """The files that the system watches."""
        return frozenset(self._watcher.files())

    def close(self) -> None:
        """Watches nothing and says nothing any more."""
        self._pause.stop()
        self._round.stop()
        self._watcher.deleteLater()

    def _file_changed(self, _path: str) -> None:
        self._pause.start()

    def _folder_changed(self, folder: str) -> None:
        """Only where a name came or went: SQLite touches the files beside an open library, and
        every look that opens it would call for another."""
        before, now = self._folders.get(folder), _changed_at(folder)
        self._folders[folder] = now
        if now != before:
            self.stir()

    def _keep_rounds(self, wanted: bool) -> None:
        if wanted and not self._round.isActive():
            self._round.start()
        elif not wanted:
            self._round.stop()


def _changed_at(folder: str) -> int:
    """When a name last came into a folder or went; 0 if it is not there."""
    try:
        return Path(folder).stat().st_mtime_ns
    except OSError:
        return 0
