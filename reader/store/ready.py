"""Blobs with what storing them takes worked out already: packed, folded, compared.

That is most of the work of storing an article, and none of it needs the file: a worker does it, so
that the thread which writes does not keep anyone waiting.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence

from reader.likeness import prints
from reader.model import Sha256, sha256
from reader.text import fold

LEVEL = 6
"""zlib's own default: 9 is three times slower on a page and saves one in a hundred bytes."""


class Ready(Mapping[Sha256, bytes]):
    """The same blobs; `texts` are those of them that go into the index."""

    def __init__(self, blobs: Mapping[Sha256, bytes], texts: Sequence[str] = ()) -> None:
        """Raises ValueError where a digest is not that of the bytes."""
        for digest, content in blobs.items():
            if sha256(content) != digest:
                raise ValueError(f"not the digest of these {len(content)} bytes: {digest}")
        self._blobs = blobs
        self._packed = {digest: pack(content) for digest, content in blobs.items()}
        self._folded = {each: fold(each).text for each in texts}
        self._prints = {each: prints(each) for each in texts}

    def __getitem__(self, digest: Sha256) -> bytes:
        return self._blobs[digest]

    def __iter__(self) -> Iterator[Sha256]:
        return iter(self._blobs)

    def __len__(self) -> int:
        return len(self._blobs)

    def packed(self, digest: Sha256) -> bytes:
        """A blob as it is stored."""
        return self._packed[digest]

    def folded(self, text: str) -> str:
        """A text as it is indexed."""
        known = self._folded.get(text)
        return fold(text).text if known is None else known

    def prints_of(self, text: str) -> frozenset[int]:
        """What a text is compared by."""
        known = self._prints.get(text)
        return prints(text) if known is None else known


def pack(content: bytes) -> bytes:
    """Bytes as they are stored."""
    return zlib.compress(content, LEVEL)


NOTHING = Ready({})
