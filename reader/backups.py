"""Dated copies of a library, by themselves: made, thinned, looked into, and restored.

Copies are files `NAME 2026-11-28 143005.galley` in a folder of the library's own, whole libraries
each. Of the newest day each hour's last is kept, of two weeks each day's, of two months each
week's, before that each month's. What was chosen by hand to be kept lies elsewhere and is not
touched. All of this may run on a worker: copying holds nobody up.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from reader.errors import GalleyError, LibraryProblem, NotFound, WriteFailed
from reader.library import Library, Reader, open_copy
from reader.messages import _, ngettext
from reader.model import ArticleQuery, What
from reader.values import dataclass

SUFFIX = ".galley"
EVERY = timedelta(hours=1)
"""At most so often a copy is made, and only of a library that has changed."""

_STAMP = "%Y-%m-%d %H%M%S"
_NAME = re.compile(r".* (\d{4}-\d\d-\d\d \d{6})(?: \(\d+\))?\.galley")

Bucket = Callable[[datetime], object]

SCHEME: Sequence[tuple[timedelta, Bucket]] = (
    (timedelta(hours=24), lambda at: (at.date(), at.hour)),
    (timedelta(days=14), lambda at: at.date()),
    (timedelta(days=60), lambda at: at.isocalendar()[:2]),
    (timedelta.max, lambda at: (at.year, at.month)),
)
"""Up to which age which copies count as one: the last of an hour, a day, a week, a month."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy: its file, when it was made (UTC, to the second), and its size in bytes."""

    path: Path
    at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What restoring a backup would change: counts of now and then, and what was done since.

    `since` counts the entries of the journal that the backup does not have, by their kind;
    `is_other` says that it is a copy of another library, or of this one before it was restored
    from an older one: then nothing can be said of what was done since.
    """

    articles: tuple[int, int]
    annotations: tuple[int, int]
    since: Mapping[What, int]
    is_other: bool


# --- where and which -----------------------------------------------------------------------------


def folder_of(library: Path, within: Path) -> Path:
    """The folder for the copies of a library: two libraries of one name do not share one."""
    whole = os.fsencode(library.resolve())
    return within / f"{library.stem} {sha256(whole).hexdigest()[:8]}"


def backups_in(folder: Path) -> tuple[Backup, ...]:
    """The copies that lie there, newest first; other files are no concern of ours."""
    found: list[Backup] = []
    try:
        paths = list(folder.iterdir())
    except OSError:
        return ()
    for path in paths:
        at = _made_at(path.name)
        try:
            size = path.stat().st_size if at is not None else 0
        except OSError:
            continue
        if at is not None:
            found.append(Backup(path, at, size))
    return tuple(sorted(found, key=lambda each: (each.at, each.path.name), reverse=True))


def _made_at(name: str) -> datetime | None:
    found = _NAME.fullmatch(name)
    try:
        return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def kept(times: Iterable[datetime], now: datetime) -> frozenset[datetime]:
    """Which of the copies made at these times are kept: of each bucket of the scheme the last.

    The newest one always is, and so is one from the future: a clock may have jumped.
    """
    staying: dict[object, datetime] = {}
    ahead: set[datetime] = set()
    for at in sorted(times):
        if at > now:
            ahead.add(at)
            continue
        age = now - at
        of = next(number for number, (limit, _bucket) in enumerate(SCHEME) if age <= limit)
        staying[of, SCHEME[of][1](at)] = at
    return frozenset((*staying.values(), *ahead))


# --- making --------------------------------------------------------------------------------------


def is_due(reader: Reader, folder: Path, now: datetime) -> bool:
    """Whether a copy should be made: the last is an hour old, and something has changed since.

    One from the future is no reason to wait.
    """
    made = [each for each in backups_in(folder) if each.at <= now]
    if not made:
        return bool(reader.last_entry())
    if now - made[0].at < EVERY:
        return False
    try:
        with open_copy(made[0].path) as copy:
            return copy.last_entry() != reader.last_entry()
    except GalleyError:
        return True


def back_up(library: Library, folder: Path, now: datetime) -> Backup:
    """Makes a checked copy and takes away those that the scheme does not keep.

    Raises as `Library.back_up`; what was there stays then.
    """
    made = _made(library, folder, now)
    thin(folder, now)
    return made


def _made(library: Library, folder: Path, now: datetime) -> Backup:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteFailed(
            _("The folder “{folder}” for backups cannot be made.").format(folder=folder),
            _("Choose another one."),
        ) from error
    path = _free(folder, f"{library.path.stem} {now.astimezone(UTC).strftime(_STAMP)}")
    library.back_up(path)
    return next(each for each in backups_in(folder) if each.path == path)


def thin(folder: Path, now: datetime) -> tuple[Path, ...]:
    """Takes away the copies that the scheme does not keep, and gives their paths.

    One that cannot be taken away stays.
    """
    found = backups_in(folder)
    staying = kept([each.at for each in found], now)
    gone: list[Path] = []
    for each in found:
        if each.at in staying:
            continue
        try:
            each.path.unlink()
        except OSError:
            continue
        gone.append(each.path)
    return tuple(gone)


def _free(folder: Path, stem: str) -> Path:
    number = 1
    path = folder / f"{stem}{SUFFIX}"
    while path.exists():
        number += 1
        path = folder / f"{stem} ({number}){SUFFIX}"
    return path


# --- restoring -----------------------------------------------------------------------------------


def compared(reader: Reader, backup: Path) -> Difference:
    """What would be different after restoring; LibraryProblem where the backup is no library."""
    with open_copy(backup) as copy:
        last = copy.last_entry()
        here = reader.entry_hash(last[0]) if last else None
        is_other = last is not None and here != last[1]
        since = [] if is_other else reader.history(since=last[0] if last else 0)
        return Difference(
            (_count(reader), _count(copy)),
            (reader.count_all_annotations(), copy.count_all_annotations()),
            Counter(entry.what for entry in since),
            is_other,
        )


def told(difference: Difference) -> tuple[str, ...]:
    """What restoring would change, a line each."""
    (articles, articles_then), (marks, marks_then) = difference.articles, difference.annotations
    lines = [
        _("Articles: {now} now, {then} in the backup.").format(now=articles, then=articles_then),
        _("Marks: {now} now, {then} in the backup.").format(now=marks, then=marks_then),
    ]
    if difference.is_other:
        lines.append(_("It is of another library, or of another course of this one."))
    elif not difference.since:
        lines.append(_("Nothing has been done since."))
    else:
        count = sum(difference.since.values())
        lines.append(
            ngettext(
                "{count} change was made since; it would be gone.",
                "{count} changes were made since; they would be gone.",
                count,
            ).format(count=count)
        )
    return tuple(lines)


def _count(reader: Reader) -> int:
    return reader.count(ArticleQuery(shelf="all"))


def restore(library: Path, backup: Path, folder: Path, now: datetime) -> Backup | None:
    """Puts a backup in the place of a library that nobody has open; a copy of what was there is
    made first and given back (None if there was nothing).

    Raises LibraryProblem where the backup is not sound or somebody has the library open,
    WriteFailed where the disk refuses; the library is as it was then.
    """
    with open_copy(backup) as copy:
        problems = copy.verify().problems
    if problems:
        raise LibraryProblem(
            _("The backup “{file}” is not sound: {problem}").format(
                file=backup.name, problem=problems[0]
            ),
            _("Choose an older or a newer one."),
        )
    before = _kept_before(library, folder, now)
    unfinished = library.with_name(f".{library.name}.galley-tmp")
    try:
        shutil.copyfile(backup, unfinished)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(unfinished, library)
    except OSError as error:
        raise WriteFailed(
            _("“{file}” could not be restored: {reason}.").format(
                file=library.name, reason=error.strerror or error
            ),
            _("The library is as it was. Make room on the disk, and try again."),
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return before


def _kept_before(library: Path, folder: Path, now: datetime) -> Backup | None:
    """The copy of a library as it is before it is restored; it is left in one file."""
    if not library.exists():
        return None
    with Library(library) as opened:
        # Not thinned out: that might take away the very copy which is to be restored.
        made = _made(opened, folder, now)
    log = library.with_name(f"{library.name}-wal")
    if log.exists():
        raise LibraryProblem(
            _("“{file}” is open elsewhere.").format(file=library.name),
            _("Close the other windows and commands that use it, and try again."),
        )
    return made


def latest(backups: Collection[Backup]) -> Backup:
    """The newest of them; NotFound if there is none."""
    if not backups:
        raise NotFound(_("There is no backup yet."))
    return max(backups, key=lambda each: each.at)
