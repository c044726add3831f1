"""`merge`: edited Markdown comes home."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from reader import shapes
from reader.commands.shell import Shell, json_argument, now, print_json
from reader.errors import GalleyError
from reader.export.merged import SAID, Remark
from reader.homecoming import Brought, bring_home
from reader.messages import _

_MOST_SHOWN = 70


def merge_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.md")
    parser.add_argument("--dry-run", action="store_true", help=_("say what would change, no more"))
    json_argument(parser)


def merge(shell: Shell, asked: argparse.Namespace) -> int:
    status, found = 0, []
    with shell.library() as library:
        for path in asked.files:
            try:
                brought = bring_home(library, path, at=now(), by="shell", dry_run=asked.dry_run)
            except GalleyError as error:
                print(f"{path}: {error}", file=sys.stderr)
                status = 1
                continue
            found.append(shapes.brought(brought))
            if not asked.json:
                print("\n".join([f"{path}  {_outcome(brought)}", *_lines(brought)]))
            if brought.merged.conflicts:
                status = 1
                print(f"{path}: {_advice(brought)}", file=sys.stderr)
    if asked.json:
        print_json(found)
    return status


def _outcome(brought: Brought) -> str:
    if brought.merged.done:
        return brought.article.id
    return f"{brought.article.id}  {_('nothing to bring home')}"


def _lines(brought: Brought) -> Iterator[str]:
    for remark in brought.merged.done:
        yield _line("+", remark)
    for remark in brought.merged.listed:
        yield _line("-", remark)
    for conflict in brought.merged.conflicts:
        where = f"{conflict.record.id} {conflict.field}"
        yield f"  ! {where}: “{_short(conflict.ours)}” | “{_short(conflict.theirs)}”"


def _line(sign: str, remark: Remark) -> str:
    of = f"{remark.annotation}  " if remark.annotation else ""
    words = f": {_short(remark.words)}" if remark.words else ""
    return f"  {sign} {of}{SAID[remark.kind]}{words}"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _MOST_SHOWN else line[: _MOST_SHOWN - 1] + "…"


def _advice(brought: Brought) -> str:
    count = len(brought.merged.conflicts)
    return (
        _("{count} changed here and in the file; both are kept.").format(count=count)
        + " "
        + _("Make both say the same, here or in the file, and merge again.")
    )
