"""Pictures beside an export that nothing refers to any more.

One goes only if this program wrote it and nobody has changed it, which its name tells, and if no
text in the folder or below names it. Where that cannot be found out it stays: it costs some room,
while its loss would cost a note its picture. The library has every one of them still.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path

from reader.export.pictures import FOLDER, NAME
from reader.export.replacing import content_of
from reader.model import ArticleId, sha256

_MOST_ENTRIES = 20_000
"""In a larger folder no picture is removed: nobody waits until all of it was read."""

_TEXTS = (".md", ".markdown", ".canvas")
"""What may refer to a picture: our exports, and whatever else Obsidian shows one in."""


def clear(folder: Path, article: ArticleId, kept: Collection[str]) -> None:
    """Removes what an article left in the folder's attachments, except the names in `kept`.

    A failure is no matter: what is left is looked at again with the next export.
    """
    with contextlib.suppress(OSError):
        inside = folder / FOLDER / article
        left = [name for name in os.listdir(inside) if name not in kept and NAME.fullmatch(name)]
        if not left or _is_elsewhere(folder, inside):
            return
        named = frozenset[bytes]().union(*map(_names_in, _texts(folder)))
        for name in left:
            told = {name.encode(), f"{FOLDER}/{article}/{name}".encode()}
            if not told & named and _is_as_written(inside / name):
                os.unlink(inside / name)
        with contextlib.suppress(OSError):  # there is something else in it
            os.rmdir(inside)


def _is_elsewhere(folder: Path, inside: Path) -> bool:
    """Whether links lead to it, by which other folders may refer to it as well."""
    return inside.resolve() != folder.resolve() / FOLDER / inside.name


def _is_as_written(path: Path) -> bool:
    name = NAME.fullmatch(path.name)
    content = None if path.is_symlink() else content_of(path)
    return name is not None and content is not None and sha256(content)[:8] == name["digest"]


def _texts(folder: Path) -> Iterator[os.DirEntry[str]]:
    """The texts in a folder and below it, as `files.exports_in` looks; OSError if not all can be
    looked at."""
    folders, seen = [str(folder)], 0
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                seen += 1
                if seen > _MOST_ENTRIES:
                    raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith(".") and entry.name != FOLDER:
                        folders.append(entry.path)
                elif entry.name.lower().endswith(_TEXTS):
                    yield entry


_NAMED = re.compile(rf"(?:{FOLDER}/[^/\s]+/)?{NAME.pattern}".encode())
"""One in another article's folder is not ours, of a bare name nobody knows whose it is."""


def _names_in(entry: os.DirEntry[str]) -> frozenset[bytes]:
    """All that could be the name of a picture, or the way to one.

    A text that stayed is not read again: a thousand articles whose pictures go ask for the same.
    """
    about = entry.stat()
    return _read_names(entry.path, about.st_ctime_ns, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=8192)
def _read_names(path: str, *_state: int) -> frozenset[bytes]:
    return frozenset(found[0] for found in _NAMED.finditer(content_of(path) or b""))
