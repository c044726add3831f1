"""Bytes by their digest: sources, documents, texts, pictures; compressed, each kept once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reader.errors import GalleyError, LibraryProblem, NotFound
from reader.messages import _
from reader.model import Revision, Sha256
from reader.store.connection import Connection
from reader.store.packing import pack, unpack
from reader.store.ready import Ready, repetitions


def put(db: Connection, blobs: Mapping[Sha256, bytes], revisions: Iterable[Revision] = ()) -> None:
    """Keeps the bytes, those of these revisions beside their texts; ValueError where a digest is
    not theirs.

    Of those that are `Ready` all this was looked at when they were made.
    """
    new = {digest: content for digest, content in blobs.items() if not _is_kept(db, digest)}
    ready = blobs if isinstance(blobs, Ready) else Ready(new, (), repetitions(new, revisions))
    for digest in new:
        row = digest, ready.packed(digest), ready.repeated.get(digest)
        db.run("insert into blob values (?, ?, ?)", row)


def _is_kept(db: Connection, digest: Sha256) -> bool:
    return db.row("select 1 from blob where sha256 = ?", (digest,)) is not None


def pack_beside(db: Connection, revision: Revision) -> None:
    """Packs anew what repeats the text of a revision, where each was packed by itself."""
    digests = {revision.source, revision.document, revision.text}
    held = {digest: get(db, digest) for digest in digests}
    for digest, text in repetitions(held, [revision]).items():
        db.run(
            "update blob set content = ?, repeats = ? where sha256 = ? and repeats is null",
            (pack(held[digest], held[text]), text, digest),
        )


def get(db: Connection, digest: Sha256) -> bytes:
    """The bytes of this digest. NotFound if there are none, LibraryProblem if they are damaged."""
    # `*`: what others repeat is told since a later version, and old copies are read as they are.
    row = db.row("select * from blob where sha256 = ?", (digest,))
    if row is None:
        raise NotFound(_("The library does not hold these bytes ({sha256}).").format(sha256=digest))
    content = unpacked(db, *row[1:])
    if content is None:
        raise LibraryProblem(
            _("A text or a picture in “{file}” is damaged.").format(file=db.path),
            _("Run “galley verify” to see what else is, and restore the newest backup."),
        )
    return content


def unpacked(db: Connection, packed: bytes, repeats: str | None = None) -> bytes | None:
    """The bytes of a row as they were; None if they, or what they repeat, are damaged."""
    try:
        return unpack(packed, b"" if repeats is None else get(db, Sha256(repeats)))
    except GalleyError:
        return None


def drop_unused(db: Connection) -> None:
    """Removes the blobs that no revision and no picture names, and that no other one repeats."""
    db.run(
        """
        with recursive used (sha256) as (
            select source from revision
            union select document from revision
            union select text from revision
            union select sha256 from picture where sha256 is not null
            union select blob.repeats from used join blob using (sha256)
            where blob.repeats is not null
        )
        delete from blob where sha256 not in (select sha256 from used)
        """
    )
