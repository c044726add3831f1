"""What a server packed for the way, unpacked piece by piece, so that no bomb is ever held whole."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

_PIECE = 1_000_000

ACCEPTED = "gzip, deflate"
"""What a request says that it can unpack."""


class UnknownPacking(ValueError):
    """It was packed in a way that nobody asked for."""


class Unpacking:
    """One body on its way: from pieces as sent to pieces as meant."""

    def __init__(self, encoding: str | None) -> None:
        """UnknownPacking if it is not one of `ACCEPTED` or none."""
        self._way = (encoding or "identity").strip().lower()
        if self._way not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise UnknownPacking(self._way)
        self._inflater: Any = None

    @property
    def is_whole(self) -> bool:
        """Whether what was packed came to its end; always for what was not packed."""
        return self._inflater is None or bool(self._inflater.eof)

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        """What these bytes unpack to, none larger than a megabyte; zlib.error if damaged."""
        if self._way in ("", "identity"):
            yield packed
            return
        if self._inflater is None and packed:
            self._inflater = zlib.decompressobj(wbits=self._window(packed))
        while packed and not self._inflater.eof:
            yield self._inflater.decompress(packed, _PIECE)
            packed = self._inflater.unconsumed_tail

    def _window(self, packed: bytes) -> int:
        """With or without the zlib header: servers disagree on what `deflate` means."""
        if self._way != "deflate":
            return 31
        has_header = packed[0] & 0x0F == 8 and int.from_bytes(packed[:2], "big") % 31 == 0
        return 15 if has_header else -15
