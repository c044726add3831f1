"""The exported files of a library, and which of them someone has written in since.

It only looks: what is found is brought home by `homecoming`. May run on a worker.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from reader.edited import Edited, read
from reader.errors import BadRequest, GalleyError, NotFound
from reader.export.files import HEAD, exported_as
from reader.export.read_together import article_ids, is_of_several
from reader.library import Reader
from reader.model import ArticleId, Sha256, sha256
from reader.values import dataclass

MOST = 1000
"""Files that are looked at, the newest exports first."""

_SUFFIXES = (".md", ".markdown")
_FRESH = 60_000_000_000

Stamp = tuple[int, int, int]
"""When a file was changed, in nanoseconds, its size in bytes, and its number on the disk."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file that cannot be read as an export any more, and why."""

    path: Path
    error: GalleyError


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found: `paths` of all files, there or not, `stamps` of those that are there.

    `edited` and `troubles` are of files whose stamp was not known. What was written only just now
    is not read and gets no stamp: `is_early` says that there is such a file.
    """

    paths: tuple[str, ...]
    stamps: Mapping[str, Stamp]
    is_early: bool
    edited: tuple[Edited, ...]
    troubles: tuple[Trouble, ...]


def look(reader: Reader, known: Mapping[str, Stamp], quiet_since: int) -> Look:
    """Which of the exported files were written in since they were last in step.

    Those whose stamp is `known` are not read, and those written after `quiet_since` (nanoseconds
    since 1970) not yet: an editor may be at it. One that is not there, or may not be read now, is
    passed over.
    """
    files = reader.exported_files(MOST)
    there = dict(_stamps(files))
    stamps = {
        path: stamp
        for path, stamp in there.items()
        if known.get(path) == stamp or not _is_fresh(stamp, quiet_since)
    }
    changed = [path for path, stamp in stamps.items() if known.get(path) != stamp]
    found = [each for path in changed for each in _opened(reader, path, files[path])]
    return Look(
        tuple(files),
        stamps,
        len(stamps) < len(there),
        tuple(each for each in found if isinstance(each, Edited)),
        tuple(each for each in found if isinstance(each, Trouble)),
    )


def opened(reader: Reader, paths: Sequence[str]) -> tuple[Edited | Trouble, ...]:
    """Each of these files as it says it is, or why it cannot be read."""
    return tuple(_read(reader, Path(path)) for path in paths)


def is_ours(reader: Reader, path: Path) -> bool:
    """Whether a file says that it is an export of articles of which the library has one."""
    if path.suffix.lower() not in _SUFFIXES:
        return False
    try:
        return any(_has(reader, id) for id in _articles_of(path))
    except OSError:
        return False


def _articles_of(path: Path) -> Iterator[str]:
    """The ids of the articles that a file says it is an export of."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        said = exported_as(head)
        if said.article is not None:
            yield said.article
        elif is_of_several(head):
            yield from article_ids((head + file.read()).decode(errors="replace"))


def _has(reader: Reader, id: str) -> bool:
    try:
        return bool(reader.article(ArticleId(id)))
    except NotFound:
        return False


def in_use(reader: Reader, path: Path) -> Edited | None:
    """A file that may have edits to bring home before it is written anew; None if it has none."""
    found = _read(reader, path)
    if isinstance(found, Trouble) or found.base is None or found.is_untouched:
        return None
    return found


def _read(reader: Reader, path: Path) -> Edited | Trouble:
    try:
        return read(reader, path)
    except GalleyError as error:
        return Trouble(path, error)


def _stamps(paths: Mapping[str, Sha256]) -> Iterator[tuple[str, Stamp]]:
    for path in paths:
        try:
            found = Path(path).stat()
        except OSError:
            continue
        yield path, (found.st_mtime_ns, found.st_size, found.st_ino)


def _is_fresh(stamp: Stamp, quiet_since: int) -> bool:
    """Whether it was written just now; a clock that is far ahead of ours must not hold it off."""
    return 0 < stamp[0] - quiet_since < _FRESH


def _opened(reader: Reader, path: str, digest: Sha256) -> Iterator[Edited | Trouble]:
    """The file as it was read, if there may be news in it."""
    file = Path(path)
    try:
        is_in_step = sha256(file.read_bytes()) == digest
    except OSError:
        return
    if is_in_step or not _was_export(reader, path):
        return
    found = _read(reader, file)
    if isinstance(found, Trouble):
        if not isinstance(found.error, BadRequest):
            yield found
    elif not found.is_untouched:
        yield found


def _was_export(reader: Reader, path: str) -> bool:
    """Whether it was an article with its marks; of notes alone nothing can come home."""
    bases = reader.export_bases(path)
    if not bases:
        return False
    head = bases[0].text.encode()[:HEAD]
    return exported_as(head).article == bases[0].article or is_of_several(head)
