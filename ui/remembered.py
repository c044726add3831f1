"""What the window remembers from one start to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from reader.errors import GalleyError
from reader.settings import Settings


class Remembered(QObject):
    """The settings of this person, saved as soon as one changes."""

    failed = Signal(object)
    """GalleyError: they could not be saved; they hold until the window closes. Said once, and
    again only if saving went well in between."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self._unsaved = False

    def keep(self, **fields: Any) -> None:
        """Takes over and saves these fields of Settings; nothing is written if all are the same."""
        changed = replace(self.settings, **fields)
        if changed == self.settings:
            return
        self.settings = changed
        said, self._unsaved = self._unsaved, False
        try:
            changed.save()
        except GalleyError as error:
            self._unsaved = True
            if not said:
                self.failed.emit(error)
