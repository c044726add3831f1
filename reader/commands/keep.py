"""`remove`, `restore`, `erase`, `undo`, `backup`, `verify`: away, back and safe."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reader import changes
from reader.commands.shell import (
    Shell,
    apply,
    find,
    now,
    print_json,
)
from reader.errors import NotFound
from reader.messages import _
from reader.model import (
    Key,
    key_of,
)


def record_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", metavar="ID|ANNOTATION")


def remove(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        record = find(library, asked.record)
        if record.trashed is None:
            apply(library, changes.remove(record, at=now()))
    return 0


def restore(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        record = find(library, asked.record)
        if record.trashed is not None:
            apply(library, changes.restore(record))
    return 0


def erase(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        key: Key = key_of(find(library, asked.record))
        library.erase([key], at=now(), by="shell")
        print(_("Erased for good. Backups made before still hold it."), file=sys.stderr)
    return 0


def undo(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        entry = library.undoable("shell")
        if entry is None or entry.change is None:
            raise NotFound(_("The shell has changed nothing that could be undone."))
        library.apply(entry.change.inverse(), at=now(), by="shell", undoes=entry.number)
        print(_("Undone: {what}.").format(what=entry.what), file=sys.stderr)
    return 0


def path_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH")


def back_up(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        library.back_up(asked.path)
    print(asked.path)
    return 0


def verify(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        report = library.verify()
    for problem in report.problems:
        print(problem, file=sys.stderr)
    if asked.json:
        print_json(
            {
                "problems": list(report.problems),
                "articles": report.articles,
                "annotations": report.annotations,
                "entries": report.entries,
            }
        )
    elif not report.problems:
        print(
            _("All is sound: {articles} articles, {annotations} notes, {entries} changes.").format(
                articles=report.articles, annotations=report.annotations, entries=report.entries
            )
        )
    return 1 if report.problems else 0
