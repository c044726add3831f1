"""`pack`, `unpack`, `rescue`: the whole library to an archive and back, or out of a damaged one."""

from __future__ import annotations

import argparse
from pathlib import Path

from reader import archiving
from reader.commands.shell import Shell, now
from reader.errors import BadRequest
from reader.library import rescue as rescue_library
from reader.messages import _


def pack_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.zip")


def pack(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        archiving.write_archive(library, asked.file, at=now())
    print(asked.file)
    return 0


def unpack_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.zip")
    parser.add_argument("to", type=Path, metavar="LIBRARY.galley")


def unpack(shell: Shell, asked: argparse.Namespace) -> int:
    archiving.read_archive(asked.file, asked.to)
    print(asked.to)
    return 0


def rescue_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("damaged", type=Path, metavar="DAMAGED.galley")
    parser.add_argument("to", type=Path, metavar="NEW.galley")


def rescue(shell: Shell, asked: argparse.Namespace) -> int:
    """2 where something is lost, which is told line by line."""
    if asked.to.exists():
        raise BadRequest(
            _("There is a file “{name}” already.").format(name=asked.to.name),
            _("Give the new library another name."),
        )
    lost = rescue_library(asked.damaged, asked.to, at=now())
    print(asked.to)
    if lost:
        print(_("Lost:"))
    for each in lost:
        print(f"  {' '.join(each.split())}")
    return 2 if lost else 0
