"""Blobs with what storing them takes worked out already: packed, folded, compared.

That is most of the work of storing an article, and none of it needs the file: a worker does it, so
that the thread which writes does not keep anyone waiting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from reader.likeness import prints
from reader.model import Revision, Sha256, sha256
from reader.store.packing import REACH, pack
from reader.text import fold


class Ready(Mapping[Sha256, bytes]):
    """The same blobs; `texts` are what goes into the index, `repeated` as `repetitions` gives."""

    def __init__(
        self,
        blobs: Mapping[Sha256, bytes],
        texts: Iterable[str] = (),
        repeated: Mapping[Sha256, Sha256] = MappingProxyType({}),
    ) -> None:
        """Raises ValueError where a digest is not that of the bytes."""
        for digest, content in blobs.items():
            if sha256(content) != digest:
                raise ValueError(f"not the digest of these {len(content)} bytes: {digest}")
        self._blobs = blobs
        self.repeated = repeated
        self._packed = {
            digest: pack(content, blobs[repeated[digest]] if digest in repeated else b"")
            for digest, content in blobs.items()
        }
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


def repetitions(
    blobs: Mapping[Sha256, bytes], revisions: Iterable[Revision]
) -> Mapping[Sha256, Sha256]:
    """Which of these blobs repeat which: documents, and sources that are text, repeat the text.

    No text itself repeats anything, so that none can repeat itself by way of others.
    """
    told = tuple(revisions)
    texts = {each.text for each in told if len(blobs.get(each.text, _LONG)) <= REACH}
    found: dict[Sha256, Sha256] = {}
    for each in told:
        alike = (each.document, each.source if each.media_type.startswith("text/") else each.text)
        if each.text in texts:
            found |= {digest: each.text for digest in alike if digest in blobs}
    return {digest: text for digest, text in found.items() if digest not in texts}


_LONG = bytes(REACH + 1)

NOTHING = Ready({})
