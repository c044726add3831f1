"""The whole library in one open archive, and a library made of one: nobody is locked in.

A zip file that any program opens:

    README.txt            what is in it, in words
    galley.json           format, program, counts
    articles/*.md         each article with its marks and notes, as Galley exports them
    records/*.jsonl       every record, a line of JSON each: reader/records.py has their fields
    rows/*.jsonl          history, and what was merely noticed
    blobs/<sha256>        sources as they came, documents, texts, pictures

Private notes and what is in the trash are in it too: it is the library, not an export. May run on
a worker.
"""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from reader import records
from reader.errors import BadRequest, GalleyError, LibraryProblem, Stale, WriteFailed
from reader.export import USUAL, names, write
from reader.library import Library, Reader, fill
from reader.messages import _
from reader.model import ArticleId, Sha256, sha256
from reader.version import program_version

FORMAT = 1

GoingOn = Callable[[int, int], None]
"""Told how many of how many steps are done; it may raise to stop."""

_LONGEST_LINE = 200_000_000
"""Bytes; a longer line is of no record."""


def _silent(_done: int, _of: int) -> None:
    pass


def write_archive(reader: Reader, to: Path, *, at: datetime, going_on: GoingOn = _silent) -> None:
    """Writes the library as it is at this moment; a file that stood there is replaced at the end.

    Raises BadRequest for a file that is no archive, WriteFailed where the disk refuses.
    """
    if to.exists() and not is_archive(to):
        raise BadRequest(
            _("“{file}” holds something else.").format(file=to.name),
            _("Give the archive another name."),
        )
    unfinished = to.with_name(f".{to.name}.galley-tmp")
    try:
        with (
            zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive,
            reader.snapshot(),
        ):
            _write_all(reader, archive, at, going_on)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(unfinished, to)
    except OSError as error:
        raise WriteFailed(
            _("The archive “{file}” could not be written: {reason}.").format(
                file=to.name, reason=error.strerror or error
            ),
            _("Check that there is room, and that you may write there."),
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _write_all(reader: Reader, archive: zipfile.ZipFile, at: datetime, going_on: GoingOn) -> None:
    counts = reader.line_counts()
    about = {
        "format": FORMAT,
        "program": f"Galley {program_version()}",
        "written": records.write_time(at),
        "counts": dict(counts),
    }
    steps = _Steps(sum(counts.values()) + counts["article"], going_on)
    archive.writestr("README.txt", _readme())
    archive.writestr("galley.json", json.dumps(about, indent=1))
    for table in counts:
        if table != "blob":
            with archive.open(f"{_folder(table)}/{table}.jsonl", "w", force_zip64=True) as out:
                for line in reader.lines_of(table):
                    out.write(line + b"\n")
                    steps.one()
    for digest in reader.digests():
        archive.writestr(f"blobs/{digest}", reader.blob(digest))
        steps.one()
    taken: set[str] = set()
    for id in _articles(reader):
        name, text = _as_markdown(reader, id, taken)
        archive.writestr(f"articles/{name}", text)
        steps.one()


class _Steps:
    """Counts what is done and tells of it now and then."""

    def __init__(self, of: int, going_on: GoingOn) -> None:
        self._done, self._of, self._going_on = 0, of, going_on

    def one(self) -> None:
        if self._done % 100 == 0:
            self._going_on(self._done, self._of)
        self._done += 1


def _folder(table: str) -> str:
    return "records" if records.is_kind(table) else "rows"


def _articles(reader: Reader) -> Iterator[ArticleId]:
    for line in reader.lines_of("article"):
        yield ArticleId(records.parsed(line)["id"])


def _as_markdown(reader: Reader, id: ArticleId, taken: set[str]) -> tuple[str, str]:
    """The name of an article's file, which none before it has, and its text."""
    exported = reader.exported(id)
    proposed = names.file_name(exported.article, exported.revision)
    number = 1
    while names.collision_key(name := names.numbered(proposed, number)) in taken:
        number += 1
    taken.add(names.collision_key(name))
    text = write(exported, "annotated", USUAL)
    assert isinstance(text, str)
    return name, text


def _readme() -> str:
    return _(
        "This is a whole library of Galley, a reader for journalists.\n\n"
        "articles/  each article with its marks and notes, in Markdown; private notes are not in\n"
        "           these, but in records/\n"
        "records/   every record, a line of JSON each\n"
        "rows/      the history of all changes, and what the program noticed\n"
        "blobs/     sources as they came, texts, pictures, each under the SHA-256 of its bytes\n\n"
        "“galley unpack FILE LIBRARY” makes a library of it again.\n"
    )


# --- and back ------------------------------------------------------------------------------------


def is_archive(path: Path) -> bool:
    """Whether a file is such an archive, by what is in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "galley.json" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def read_archive(path: Path, library: Path, *, going_on: GoingOn = _silent) -> None:
    """Makes a library of an archive; there must be no file under its name yet.

    Raises BadRequest for what is no archive of ours or where a file stands, LibraryProblem where
    it is damaged; no file is left then.
    """
    if library.exists():
        raise BadRequest(
            _("There is a file “{name}” already.").format(name=library.name),
            _("Give the new library another name."),
        )
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive, path)
            _fill(archive, library, going_on)
    except (OSError, zipfile.BadZipFile) as error:
        raise BadRequest(
            _("“{file}” is no archive that could be read.").format(file=path.name),
            _("Choose a file that “galley pack” wrote."),
        ) from error
    except (ValueError, KeyError, EOFError, NotImplementedError, zlib.error, Stale) as error:
        raise LibraryProblem(
            _("“{file}” is damaged: {reason}.").format(file=path.name, reason=_told(error)),
            _("Take an older archive, or a backup."),
        ) from error
    _check_made(library)


def _told(error: Exception) -> str:
    """What is wrong in a damaged archive, cut to a line."""
    if isinstance(error, Stale):
        return _("its records do not fit together")
    return " ".join(f"{error}".split())[:200] or type(error).__name__


def _check(archive: zipfile.ZipFile, path: Path) -> None:
    if "galley.json" not in archive.namelist():
        raise zipfile.BadZipFile
    about = json.loads(archive.read("galley.json"))
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise BadRequest(
            _("“{file}” was written by a newer version of Galley.").format(file=path.name),
            _("Install that version."),
        )


def _fill(archive: zipfile.ZipFile, library: Path, going_on: GoingOn) -> None:
    blobs = [name for name in archive.namelist() if name.startswith("blobs/")]
    steps = _Steps(len(blobs), going_on)

    def contents() -> Iterator[tuple[Sha256, bytes]]:
        for name in blobs:
            content, digest = archive.read(name), Sha256(name.removeprefix("blobs/"))
            if sha256(content) != digest:
                raise ValueError(f"{name}: other bytes")
            steps.one()
            yield digest, content

    def lines_of(table: str) -> Iterator[bytes]:
        name = f"{_folder(table)}/{table}.jsonl"
        if name not in archive.NameToInfo:
            return  # an older program had no such table
        with archive.open(name) as lines:
            while line := lines.readline(_LONGEST_LINE):
                if not line.endswith(b"\n"):
                    raise ValueError(f"{name}: a line that does not end")
                yield line[:-1]

    fill(library, lines_of, contents())


def _check_made(library: Path) -> None:
    try:
        with Library(library) as made:
            problems = made.verify().problems
    except GalleyError as error:
        problems = (str(error),)
    if problems:
        library.unlink(missing_ok=True)
        raise LibraryProblem(problems[0], _("The archive is not sound; take an older one."))
