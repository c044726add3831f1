"""The library's picture bytes as images to paint. Nothing is read from anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QImage

from reader.errors import GalleyError
from reader.model import Sha256, StoredPicture
from ui.decoding import decoded


class Images:
    """The pictures of one article by `src`, each decoded once."""

    def __init__(
        self, stored: Mapping[str, StoredPicture], blob: Callable[[Sha256], bytes]
    ) -> None:
        self._stored = stored
        self._blob = blob
        self._read: dict[str, QImage | None] = {}

    def __call__(self, src: str) -> QImage | None:
        """The picture of that `src`; None where the library has none that can be shown."""
        if src not in self._read:
            self._read[src] = self._load(src)
        return self._read[src]

    def why_missing(self, src: str) -> str:
        """Why the library has no picture of that `src`, in a sentence; empty if nobody knows."""
        picture = self._stored.get(src)
        return (picture.missing or "") if picture is not None else ""

    def _load(self, src: str) -> QImage | None:
        picture = self._stored.get(src)
        if picture is None or picture.sha256 is None:
            return None
        try:
            return decoded(self._blob(picture.sha256))
        except GalleyError:  # erased since: the page shows its frame
            return None
