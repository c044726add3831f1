"""A watched folder: which of its files have come or changed since they were last taken in.

It looks and remembers nothing: what was taken is handed in, and kept by whoever takes. Files stay
where they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reader import many
from reader.errors import GalleyError
from reader.library import Reader
from reader.messages import _
from reader.model import ArticleId, Sha256, TraceKey, sha256
from reader.values import dataclass

QUIET = 2_000_000_000
"""Nanoseconds without a write, after which a browser or SingleFile has done with a file."""

_MOST_BYTES = 50_000_000

Stamp = tuple[int, int]
"""The size of a file in bytes, and when it was changed, in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it was when it was taken in, or refused."""

    stamp: Stamp
    digest: Sha256


@dataclass(frozen=True, slots=True)
class Fresh:
    """A file that has come or changed; `revision_of` is the article that it was before."""

    path: str
    taken: Taken
    revision_of: ArticleId | None


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found. `touched` are files that are what they were, with another stamp."""

    stamps: Mapping[str, Stamp]
    fresh: tuple[Fresh, ...]
    touched: Mapping[str, Taken]


def look(reader: Reader, folder: Path, before: Mapping[str, Stamp], now: int) -> Look:
    """The files in a folder that are not as they were taken; GalleyError if it cannot be listed.

    `before` are the stamps of the look before this one, `now` is nanoseconds since 1970. A file
    that may still be written is left for the next look.
    """
    if not folder.is_dir():
        raise GalleyError(
            _("The watched folder {folder} is not there.").format(folder=folder),
            _("Nothing is taken from it until it is back; or choose another one."),
        )
    known = taken_from(reader, folder)
    stamps = _stamps(folder)
    digests = {each.digest for each in known.values()}
    fresh, touched = [], {}
    for path, stamp in stamps.items():
        was = known.get(path)
        if (was is not None and was.stamp == stamp) or not _is_quiet(stamp, before.get(path), now):
            continue
        digest = _digest(path)
        if digest is None:
            continue
        taken = Taken(stamp, digest)
        if digest in digests:
            touched[path] = taken
        else:
            digests.add(digest)
            fresh.append(Fresh(path, taken, _article_of(reader, was)))
    return Look(stamps, tuple(fresh), touched)


def _stamps(folder: Path) -> dict[str, Stamp]:
    found: dict[str, Stamp] = {}
    for path in many.spread([str(folder)]).inputs:
        try:
            about = Path(path).stat()
        except (OSError, ValueError):
            continue  # gone meanwhile, or the address in a link: a link is no page
        found[path] = (about.st_size, about.st_mtime_ns)
    return found


def _is_quiet(stamp: Stamp, before: Stamp | None, now: int) -> bool:
    """Whether nobody writes a file any more; a clock that is wrong is outwaited."""
    size, changed = stamp
    return size > 0 and (now - changed >= QUIET or stamp == before)


def _digest(path: str) -> Sha256 | None:
    """None for a file that cannot be read now: the next look may be luckier."""
    try:
        with open(path, "rb") as file:
            return sha256(file.read(_MOST_BYTES + 1))
    except OSError:
        return None


def _article_of(reader: Reader, was: Taken | None) -> ArticleId | None:
    article = reader.article_of_source(was.digest) if was is not None else None
    return article.id if article is not None else None


# --- what is remembered --------------------------------------------------------------------------


def trace_of(path: str) -> TraceKey:
    """What is remembered of a file that was taken."""
    return TraceKey("inbox", path)


def written(taken: Taken) -> list[Any]:
    """What was taken, as a trace keeps it."""
    return [*taken.stamp, taken.digest]


def taken_from(reader: Reader, folder: Path) -> dict[str, Taken]:
    """The files that were taken from a folder, by their paths."""
    below = f"{folder}/"
    return {
        path: Taken((size, changed), Sha256(digest))
        for path, (size, changed, digest) in reader.traces("inbox").items()
        if path.replace("\\", "/").startswith(below.replace("\\", "/"))
    }
