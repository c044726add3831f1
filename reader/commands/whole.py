"""`pack` and `unpack`: the whole library in one open archive, and back."""

from __future__ import annotations

import argparse
from pathlib import Path

from reader import archiving
from reader.commands.shell import Shell, now


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
