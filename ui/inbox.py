"""The watched folder of a library: looked at every few seconds, on a worker; what has come there is
handed to the arrivals. Off until a folder is chosen.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from reader import inbox
from reader.adding import Arrival
from reader.arriving import Item
from reader.errors import GalleyError
from reader.inbox import Look, Stamp, Taken
from ui.arrivals import Arrivals, Batch
from ui.remembered import Remembered
from ui.session import Session

LOOK_EVERY = 2000
"""Milliseconds between two looks; more where a look takes long."""
_FEW = 3
"""Files in a folder that is chosen which come in without a question."""
_SHARE = 20
"""A look takes at most one part in so many of the time."""


class Inbox(QObject):
    """Looks into the folder while there is one."""

    changed = Signal()
    """Another folder is watched than before, or none; or something was taken."""
    many_there = Signal(int)
    """So many files are in a folder that was chosen just now: `go_on` says if they are meant."""
    troubled = Signal(object)
    """GalleyError: the folder cannot be looked into; said once until it can again."""

    def __init__(
        self, session: Session, arrivals: Arrivals, remembered: Remembered, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._arrivals = arrivals
        self._remembered = remembered
        self._library = str(session.library.path.resolve())
        self._stamps: Mapping[str, Stamp] = {}
        self._coming: dict[str, Taken] = {}
        self._in_trouble = self._is_new = False
        self._held: Look | None = None
        self._began = 0.0
        self._pause = QTimer(self, singleShot=True, interval=LOOK_EVERY)
        self._pause.timeout.connect(self._look)
        arrivals.settled.connect(self._note)
        arrivals.finished.connect(self._note_cancelled)
        session.closing.connect(self._pause.stop)

    @property
    def folder(self) -> Path | None:
        """The folder that is watched for this library."""
        held = self._remembered.settings.inboxes.get(self._library)
        return Path(held) if held else None

    def watch(self, folder: Path | None) -> None:
        """Watches this folder from now on, or none."""
        others = {
            library: each
            for library, each in self._remembered.settings.inboxes.items()
            if library != self._library
        }
        own = {self._library: str(folder.resolve())} if folder is not None else {}
        self._remembered.keep(inboxes={**others, **own})
        self._stamps, self._in_trouble = {}, False
        self._is_new, self._held = folder is not None, None
        self.changed.emit()
        self.start()

    def start(self) -> None:
        """Looks soon, if a folder is watched."""
        self._pause.stop()
        if self.folder is not None:
            self._pause.start(0)

    def taken(self) -> int:
        """How many files were taken from the folder up to now."""
        folder = self.folder
        return len(inbox.taken_from(self._session.library, folder)) if folder else 0

    # --- looking ---------------------------------------------------------------------------------

    def _look(self) -> None:
        folder = self.folder
        if folder is None:
            return
        if self._arrivals.busy and self._coming:  # what was found is still on its way
            self._pause.start(LOOK_EVERY)
            return
        self._began = time.monotonic()
        self._session.run(
            self._session.read(inbox.look, folder, dict(self._stamps), time.time_ns()),
            done=self._take,
            failed=self._be_troubled,
            name="",
        )

    def _take(self, look: Look) -> None:
        self._in_trouble = False
        if self._is_new and len(look.fresh) > _FEW:
            self._is_new, self._held = False, look
            self.many_there.emit(len(look.fresh))
        else:
            self._is_new = False
            self._take_in(look)

    def go_on(self, *, with_these: bool) -> None:
        """Takes the files that were in the folder already, or only those that come from now on."""
        look, self._held = self._held, None
        if look is None:
            return
        if with_these:
            self._take_in(look)
            return
        there = {each.path: each.taken for each in look.fresh}
        self._take_in(replace(look, fresh=(), touched={**look.touched, **there}))

    def _take_in(self, look: Look) -> None:
        self._stamps = look.stamps
        for path, taken in look.touched.items():
            self._session.library.trace(inbox.trace_of(path), inbox.written(taken))
        self._coming = {each.path: each.taken for each in look.fresh}
        new = [each.path for each in look.fresh if each.revision_of is None]
        if new:
            self._arrivals.take(new, by_itself=True)
        for each in look.fresh:
            if each.revision_of is not None:
                self._arrivals.take([each.path], revision_of=each.revision_of, by_itself=True)
        self._wait()

    def _be_troubled(self, error: GalleyError) -> None:
        if not self._in_trouble:
            self._in_trouble = True
            self.troubled.emit(error)
        self._wait()

    def _wait(self) -> None:
        took = 1000 * (time.monotonic() - self._began)
        if self.folder is not None:
            self._pause.start(max(LOOK_EVERY, round(took * _SHARE)))

    def _note(self, item: Item, _arrival: Arrival | GalleyError | None) -> None:
        """What has come in, or was refused, is not taken again as long as it stays as it is."""
        if isinstance(item, str) and item in self._coming:
            self._remember(item)

    def _note_cancelled(self, batch: Batch) -> None:
        """Nor is what was cancelled."""
        if batch.cancelled:
            for path in list(self._coming):
                self._remember(path)

    def _remember(self, path: str) -> None:
        taken = self._coming.pop(path)
        self._session.library.trace(inbox.trace_of(path), inbox.written(taken))
        self.changed.emit()
