"""Bytes by their digest: sources, documents, texts, pictures; compressed, each kept once."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from functools import partial

from reader.errors import LibraryProblem, NotFound
from reader.messages import _
from reader.model import Sha256, sha256
from reader.store.connection import Connection
from reader.store.ready import Ready, pack


def put(db: Connection, blobs: Mapping[Sha256, bytes]) -> None:
    """Keeps the bytes; ValueError where a digest is not theirs.

    Of those that are `Ready` that was looked at when they were made.
    """
    if isinstance(blobs, Ready):
        for digest in blobs:
            _put(db, digest, partial(blobs.packed, digest))
        return
    for digest, content in blobs.items():
        if sha256(content) != digest:
            raise ValueError(f"not the digest of these {len(content)} bytes: {digest}")
        _put(db, digest, partial(pack, content))


def _put(db: Connection, digest: Sha256, packed: Callable[[], bytes]) -> None:
    if db.row("select 1 from blob where sha256 = ?", (digest,)) is None:
        db.run("insert into blob values (?, ?)", (digest, packed()))


def get(db: Connection, digest: Sha256) -> bytes:
    """The bytes of this digest. NotFound if there are none, LibraryProblem if they are damaged."""
    packed = db.value("select content from blob where sha256 = ?", (digest,))
    if packed is None:
        raise NotFound(_("The library does not hold these bytes ({sha256}).").format(sha256=digest))
    content = unpacked(packed)
    if content is None:
        raise LibraryProblem(
            _("A text or a picture in “{file}” is damaged.").format(file=db.path),
            _("Run “galley verify” to see what else is, and restore the newest backup."),
        )
    return content


def unpacked(packed: bytes) -> bytes | None:
    """The bytes as they were; None if they cannot be unpacked."""
    try:
        return zlib.decompress(packed)
    except zlib.error:
        return None


def drop_unused(db: Connection) -> None:
    """Removes the blobs that no revision and no picture names."""
    db.run(
        """
        delete from blob where sha256 not in (
            select source from revision
            union all select document from revision
            union all select text from revision
            union all select sha256 from picture where sha256 is not null
        )
        """
    )
