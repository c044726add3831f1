"""`backups` and `restore-backup`: which copies there are, and one of them in its place."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reader import backups, paths
from reader.commands.shell import Shell, json_argument, now, show
from reader.messages import _
from reader.records import write_time


def list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--now", action="store_true", help=_("make one first"))
    json_argument(parser)


def list_backups(shell: Shell, asked: argparse.Namespace) -> int:
    folder = backups.folder_of(shell.path, paths.backups_folder())
    if asked.now:
        with shell.library() as library:
            backups.back_up(library, folder, now())
    found = backups.backups_in(folder)
    show(
        asked,
        [{"path": str(each.path), "at": write_time(each.at), "bytes": each.size} for each in found],
        [f"{write_time(each.at)}  {each.size / 1e6:7.1f} MB  {each.path}" for each in found],
    )
    return 0


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH")
    parser.add_argument("--dry-run", action="store_true", help=_("only say what would change"))


def restore(shell: Shell, asked: argparse.Namespace) -> int:
    if asked.dry_run:
        with shell.library() as library:
            for line in backups.told(backups.compared(library, asked.path)):
                print(line)
        return 0
    folder = backups.folder_of(shell.path, paths.backups_folder())
    before = backups.restore(shell.path, asked.path, folder, now())
    if before is not None:
        print(_("What was there before is in {file}.").format(file=before.path), file=sys.stderr)
    print(shell.path)
    return 0
