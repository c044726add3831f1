"""Other libraries: a new one, one from a file, the last ones; and a backup in this one's place.

A window has one library. To change it the window closes and another one opens: what it says here is
what `ui.running` does then.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from reader import paths
from reader.errors import BadRequest, GalleyError
from reader.library import Reader, open_copy
from reader.messages import _
from ui.file_dialogs import files_to_open, place_to_save
from ui.foot import Foot
from ui.next_library import Next
from ui.remembered import Remembered
from ui.session import Session
from ui.tasks import Progress, Watch

MOST_RECENT = 8

SUFFIX = ".galley"


class Libraries(QObject):
    """Asks which library to open next; nothing is closed before that one is known to be one."""

    leaving = Signal(object)
    """Next."""

    def __init__(
        self, session: Session, foot: Foot, remembered: Remembered, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._library = session.library.path
        self._watch: Watch | None = None
        self._foot = foot
        self._remembered = remembered
        self._window = window

    def remember(self) -> None:
        """Puts this library at the head of the recent ones."""
        here = str(self._library.resolve())
        others = [each for each in self._remembered.settings.recent_libraries if each != here]
        self._remembered.keep(recent_libraries=(here, *others[: MOST_RECENT - 1]))

    def new(self) -> None:
        """Asks for the place of a new library."""
        proposed = self._folder() / _("Investigation{ending}").format(ending=SUFFIX)
        to = place_to_save(self._window, _("New library"), proposed, _kinds(), confirm=False)
        if to is None:
            return
        whole = to if to.suffix == SUFFIX else to.with_name(to.name + SUFFIX)
        if whole.exists():
            self._foot.warn(
                BadRequest(
                    _("There is a file “{name}” already.").format(name=whole.name),
                    _("Give the new library another name, or open that one."),
                )
            )
        else:
            self.leaving.emit(Next(whole))

    def open(self) -> None:
        """Asks for a library's file."""
        for chosen in files_to_open(
            self._window, _("Open a library"), str(self._folder()), _kinds()
        )[:1]:
            self.open_at(Path(chosen))

    def open_at(self, path: Path) -> None:
        """Leaves for the library in this file, or says why it is none."""
        if _same(path, self._library):
            self._foot.say(_("This library is open already."))
            return
        try:
            open_copy(path).close()
        except GalleyError as error:
            self._foot.warn(error)
            self._forget(path)
            return
        self.leaving.emit(Next(path))

    def restore(self, backup: Path) -> None:
        """Leaves, to come back with this backup in the library's place."""
        self.leaving.emit(Next(self._library, backup))

    # --- in one archive ---------------------------------------------------------------------

    def pack(self) -> None:
        """Asks for a place and writes the whole library there, as an archive for anyone."""
        proposed = self._folder() / f"{self._library.stem}.zip"
        to = place_to_save(
            self._window, _("Save the whole library"), proposed, _archives(), confirm=True
        )
        if to is None or self._watch is not None:
            return
        whole = to if to.suffix.lower() == ".zip" else to.with_name(to.name + ".zip")
        self._follow(
            _("Saving the whole library"),
            lambda watch: self._session.read(packed, whole, self._session.now(), watch),
            lambda path: self._foot.say(_("Saved as {name}.").format(name=path.name)),
        )

    def unpack(self) -> None:
        """Asks for an archive and for the place of the library that is made of it, and leaves for
        that."""
        chosen = files_to_open(
            self._window, _("Open an archive"), str(self._folder()), _archives()
        )[:1]
        if not chosen or self._watch is not None:
            return
        archive = Path(chosen[0])
        proposed = self._folder() / f"{archive.stem}{SUFFIX}"
        to = place_to_save(
            self._window, _("Make a library of it"), proposed, _kinds(), confirm=False
        )
        if to is not None:
            whole = to if to.suffix == SUFFIX else to.with_name(to.name + SUFFIX)
            self._follow(
                _("Making a library of the archive"),
                lambda watch: partial(unpacked, archive, whole, watch),
                lambda path: self.leaving.emit(Next(path)),
            )

    def _follow(
        self, words: str, work: Callable[[Watch], Callable[[], Path]], done: Callable[[Path], None]
    ) -> None:
        """Runs it on a worker with its progress and Cancel at the foot."""
        self._watch = watch = Watch()

        def end() -> None:
            self._watch = None
            self._foot.progress.end(watch.cancel)

        self._foot.progress.follow(words, Progress(0, 0), watch.cancel)
        task = self._session.run(
            work(watch), done=done, failed=self._foot.warn, name=words, watch=watch
        )
        task.progressed.connect(
            lambda progress: self._foot.progress.follow(words, progress, watch.cancel)
        )
        task.ended.connect(end)

    # --- the recent ones --------------------------------------------------------------------

    def fill(self, menu: QMenu) -> None:
        """Fills a menu with the recent libraries, but for this one."""
        menu.clear()
        own = paths.default_library()
        recent = [Path(each) for each in self._remembered.settings.recent_libraries]
        shown = [own, *(each for each in recent if not _same(each, own))]
        for path in shown:
            if not _same(path, self._library) and path.exists():
                action = QAction(name_of(path).replace("&", "&&"), menu)
                action.setToolTip(str(path))
                action.triggered.connect(partial(self._open_recent, path))
                menu.addAction(action)
        if menu.isEmpty():
            nothing = menu.addAction(_("No other library yet"))
            nothing.setEnabled(False)

    def _open_recent(self, path: Path, _checked: bool = False) -> None:
        self.open_at(path)

    def _forget(self, path: Path) -> None:
        kept = self._remembered.settings.recent_libraries
        self._remembered.keep(
            recent_libraries=tuple(each for each in kept if not _same(Path(each), path))
        )

    def _folder(self) -> Path:
        return self._library.resolve().parent


def packed(reader: Reader, to: Path, at: datetime, watch: Watch) -> Path:
    """Writes the whole library to an archive, and gives its path."""
    # Here and not above: the window opens without it.
    from reader.archiving import write_archive

    write_archive(reader, to, at=at, going_on=watch.report)
    return to


def unpacked(archive: Path, to: Path, watch: Watch) -> Path:
    """Makes a library of an archive, and gives its path."""
    from reader.archiving import read_archive

    read_archive(archive, to, going_on=watch.report)
    return to


def name_of(library: Path) -> str:
    """What a library is called in titles and menus; the user's own one has a name of its own."""
    if _same(library, paths.default_library()):
        return _("My library")
    return library.stem


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _archives() -> str:
    return _("Archive of a library") + " (*.zip)"


def _kinds() -> str:
    return _("Galley library") + f" (*{SUFFIX})"
