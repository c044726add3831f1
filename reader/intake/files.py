"""A file on disk to a source."""

from __future__ import annotations

import stat
from datetime import datetime
from pathlib import Path

from reader.errors import GalleyError
from reader.intake import saved, sniff
from reader.messages import _
from reader.model import Source

MOST_BYTES = 50_000_000


def read(path: Path, *, at: datetime) -> Source:
    """The bytes of a file and what they are; GalleyError if they cannot be had.

    A saved page is of the address and the time that it says itself.
    """
    try:
        content = _content(path)
    except FileNotFoundError:
        raise GalleyError(
            _("There is no file {name}.").format(name=path),
            _("Look whether it was moved or renamed."),
        ) from None
    except PermissionError:
        raise GalleyError(
            _("You may not read {name}.").format(name=path), _("Ask its owner, or copy it first.")
        ) from None
    except (OSError, ValueError) as error:
        raise GalleyError(
            _("{name} could not be read: {reason}.").format(name=path, reason=_reason(error)),
            _("Copy it to another folder and try again."),
        ) from error
    kind = sniff.media_type(content, name=path.name)
    said = saved.of(content, kind)
    got_at = said.at if said.at is not None and said.at < at else at
    return Source(content, kind, got_at, url=said.url, name=_storable(path.name))


def _storable(name: str) -> str:
    """A file's name as text: bytes in it that are no UTF-8 become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _content(path: Path) -> bytes:
    about = path.stat()
    if stat.S_ISDIR(about.st_mode):
        raise GalleyError(
            _("{name} is a folder.").format(name=path), _("Choose the files in it instead.")
        )
    if not stat.S_ISREG(about.st_mode):
        raise GalleyError(_("{name} is not a file.").format(name=path), _("Choose a file."))
    if _is_open_database(path):
        raise GalleyError(
            _("{name} is a library, not an article.").format(name=path),
            _("Open it with “galley --library FILE”."),
        )
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise GalleyError(
            _("{name} is larger than 50 MB.").format(name=path),
            _("Copy the article into a file of its own."),
        )
    if not content:
        raise GalleyError(_("{name} is empty.").format(name=path), _("Choose another file."))
    return content


def _is_open_database(path: Path) -> bool:
    """Whether SQLite has this file open, as far as the files beside it tell.

    Reading it would be worse than useless: where it is this process's own library, closing it
    again drops the locks that keep another process from taking its log away.
    https://www.sqlite.org/howtocorrupt.html#posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
    """
    real = path.resolve()
    log = real.with_name(f"{real.name}-wal")
    return log.exists() or real.name.endswith(("-wal", "-shm"))


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
