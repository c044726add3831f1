"""Puts a file where another one stands: at every moment the place holds one of them, whole.

The new file is written under a name of its own in the same folder, `.galley-1f3a9c07.tmp`, and
takes the place only when it is on the disk. What stands there is judged by its bytes, never by
its times: clocks jump, and programs that sync set times as they like.

Where the system can exchange two files in one step (Linux, macOS), and wherever a file is new,
there is no moment at which what another program writes there is lost. Elsewhere there is one,
between the last look at the old file and its replacement.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path
from typing import BinaryIO

from reader.errors import WriteFailed
from reader.export import names
from reader.messages import _

if sys.platform != "win32":
    import fcntl

TEMPORARY = re.compile(r"\.galley-[a-z0-9_]{8}\.tmp")
"""The names under which files are written. Some programs that sync leave `.tmp` alone, and
whatever the file is called at last, this is never too long."""

IN_USE = (5, 32, 33)
"""What Windows says of a file that another program has open: denied, shared, locked."""

_PAUSES = (0.05, 0.1, 0.2, 0.3, 0.35)
"""Seconds between attempts on such a file: a virus scanner is done by then, an editor is not."""

_HERE, _EXCHANGE = -100, 2
"""`AT_FDCWD` of Linux; `RENAME_EXCHANGE` there and `RENAME_SWAP` of macOS."""


# --- what stands there ---------------------------------------------------------------------------


def content_of(path: Path | str) -> bytes | None:
    """All of a file, None where there is none; OSError for what cannot be read as one."""
    try:
        with opened(path) as file:
            return file.read()
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def opened(path: Path | str) -> Iterator[BinaryIO]:
    """A file to read. OSError for a pipe or a device: nobody waits for one to speak."""
    _check_is_file(os.stat(path))  # before it is opened: some devices act on that
    with open(path, "rb", opener=_without_waiting) as file:
        _check_is_file(os.fstat(file.fileno()))
        yield file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _check_is_file(about: os.stat_result) -> None:
    if not stat.S_ISREG(about.st_mode):
        raise OSError(errno.EINVAL, _("it is not a file"))


# --- putting another one there -------------------------------------------------------------------


def replace(target: Path, before: bytes | None, content: bytes) -> None:
    """Writes a file where these bytes stand, or nothing if `before` is None.

    `target` is no link. Owner, permissions and attributes of the old file stay, as far as the
    system lets them. WriteFailed if something else stands there by now, OSError if it cannot be
    written: what stood there does so still.
    """
    if before is not None and target.exists() and not _may_write(target):
        raise PermissionError(errno.EACCES, _("it is write-protected"))
    temporary = str(target.parent / f".galley-{secrets.token_hex(4)}.tmp")
    handle = _new_file(temporary, 0o666 if before is None else 0o600)
    try:
        with _in_use(handle):
            _write(handle, content)
            if before is not None:
                _take_after(temporary, str(target))
            _put(temporary, str(target), before)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    _sync_folder(target.parent)


def _may_write(target: Path) -> bool:
    return os.access(target, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _new_file(path: str, mode: int) -> int:
    # Made with the permissions it shall have, so that the user's mask is the system's business.
    only_new = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    return os.open(path, only_new | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0), mode)


def _write(handle: int, content: bytes) -> None:
    with open(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _take_after(temporary: str, target: str) -> None:
    """Gives a file the owner, the permissions and the attributes of another one."""
    try:
        old, new = os.stat(target), os.stat(temporary)
    except FileNotFoundError as gone:
        raise _changed(target) from gone
    if sys.platform != "win32" and (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        with contextlib.suppress(OSError):
            os.chown(temporary, old.st_uid, old.st_gid)
    os.chmod(temporary, stat.S_IMODE(old.st_mode))
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            _take_attributes(temporary, target)


if sys.platform == "linux":

    def _take_attributes(temporary: str, target: str) -> None:
        """Copies what file managers keep of a file, its tags for one, and who else may read it."""
        for name in os.listxattr(target):
            if name.startswith(("user.", "system.posix_acl")):
                os.setxattr(temporary, name, os.getxattr(target, name))


def _put(temporary: str, target: str, before: bytes | None) -> None:
    """Gives the temporary file its place; it may be there still, or be the old one, afterwards."""
    done = _linked(temporary, target) if before is None else _exchanged(temporary, target, before)
    if not done:
        _moved(temporary, target, before)


def _linked(temporary: str, target: str) -> bool:
    """The new file under its name, which nobody else may have taken; False if links cannot be."""
    try:
        os.link(temporary, target)
    except FileExistsError as taken:
        # A network may answer an attempt that succeeded with the second one's failure.
        if not os.path.samefile(temporary, target):
            raise _changed(target) from taken
    except OSError:
        return False
    return True


def _exchanged(temporary: str, target: str, before: bytes) -> bool:
    """Takes the place of the old file, looks at what came out, and goes back if it is another.

    False if files cannot be exchanged here.
    """
    ours = os.stat(temporary)
    if not _exchange(temporary, target):
        return False
    if _holds(temporary, before):
        return True
    _exchange(temporary, target)
    if not os.path.samestat(os.stat(temporary), ours):
        _set_aside(temporary, Path(target))
    raise _changed(target)


def _exchange(one: str, other: str) -> bool:
    exchange = _exchanger()
    return exchange is not None and not exchange(os.fsencode(one), os.fsencode(other))


@cache
def _exchanger() -> Callable[[bytes, bytes], int] | None:
    """The system's way to exchange two files in one step, if it has one; 0 says that it did."""
    if sys.platform not in ("linux", "darwin"):
        return None
    import ctypes  # seldom used: no window opens later for it

    system = ctypes.CDLL(None)
    if sys.platform == "darwin":
        rename = getattr(system, "renamex_np", None)
        return rename and (lambda one, other: rename(one, other, _EXCHANGE))
    rename = getattr(system, "renameat2", None)
    return rename and (lambda one, other: rename(_HERE, one, _HERE, other, _EXCHANGE))


def _set_aside(temporary: str, target: Path) -> None:
    """Puts what is someone else's, and cannot go back to its place, beside that."""
    for number in count(2):
        with contextlib.suppress(FileExistsError):
            os.link(temporary, target.with_name(names.numbered(target.name, number)))
            return


def _moved(temporary: str, target: str, before: bytes | None) -> None:
    """Moves it over the old file, if that is unchanged; waits a second for who has it open."""
    for pause in (*_PAUSES, None):
        if content_of(target) != before:
            raise _changed(target)
        try:
            os.replace(temporary, target)
            return
        except PermissionError as problem:
            if pause is None or getattr(problem, "winerror", None) not in IN_USE:
                raise
            time.sleep(pause)


def _holds(path: str, content: bytes) -> bool:
    try:
        return content_of(path) == content
    except OSError:
        return False


def _changed(target: str) -> WriteFailed:
    return WriteFailed(
        _("{file} changed while it was being exported.").format(file=os.path.basename(target)),
        _("Nothing was written. Export it again."),
    )


def _sync_folder(folder: Path) -> None:
    """The new name is on the disk too, where the system can be asked for that.

    If it cannot, the file is whole all the same, the old or the new one.
    """
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# --- what a killed writer left -------------------------------------------------------------------


@contextlib.contextmanager
def _in_use(handle: int) -> Iterator[None]:
    """Holds a lock on a temporary file, which the system opens when its writer is dead."""
    if sys.platform == "win32":  # nobody can remove a file there that is open
        yield
        return
    try:
        held = os.dup(handle)
    except OSError:
        os.close(handle)
        raise
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        with contextlib.suppress(OSError):
            os.close(held)


def clear(folder: Path) -> None:
    """Removes the temporary files of writers that were killed, as far as it may."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    _remove_left(entry.path)


def _remove_left(temporary: str) -> None:
    """Removes a temporary file; OSError if its writer lives, or nobody can say."""
    if sys.platform == "win32":
        os.unlink(temporary)
        return
    handle = os.open(temporary, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        os.unlink(temporary)
    finally:
        os.close(handle)
