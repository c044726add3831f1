"""`merge`: edited Markdown comes home, and so do marks that someone sent."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from reader import sent_marks, shapes
from reader.commands.shell import Shell, json_argument, now, print_json
from reader.errors import GalleyError
from reader.export.merged import SAID, Remark
from reader.homecoming import Brought, Came, NewIds, bring_home
from reader.library import Library
from reader.messages import _
from reader.records import Json

_MOST_SHOWN = 70


def merge_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.md|FILE.jsonld")
    parser.add_argument("--dry-run", action="store_true", help=_("say what would change, no more"))
    json_argument(parser)


def merge(shell: Shell, asked: argparse.Namespace) -> int:
    status = 0
    found: list[Json] = []
    with shell.library() as library:
        for path in asked.files:
            if path.suffix.lower() == sent_marks.SUFFIX:
                status = max(status, _take_marks(library, path, asked, found))
                continue
            try:
                brought = bring_home(library, path, at=now(), by="shell", dry_run=asked.dry_run)
            except GalleyError as error:
                print(f"{path}: {error}", file=sys.stderr)
                status = 1
                continue
            found += shapes.brought(brought)
            for came in () if asked.json else brought.came:
                print("\n".join([f"{path}  {_outcome(came)}", *_lines(came)]))
            if brought.merged.conflicts:
                status = 1
                print(f"{path}: {_advice(brought)}", file=sys.stderr)
    if asked.json:
        print_json(found)
    return status


def _take_marks(library: Library, path: Path, asked: argparse.Namespace, found: list[Json]) -> int:
    """Takes the marks that someone sent as JSON-LD; the exit status."""
    ids = NewIds(library)
    try:
        came = sent_marks.take_marks(
            library, path, ids=ids, at=now(), by="shell", dry_run=asked.dry_run
        )
    except GalleyError as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 1
    found.append(shapes.sent_marks(came))
    if not asked.json:
        print(f"{path}  {sent_marks.what_came(came)}")
    for address in came.away:
        print(
            f"{path}: "
            + _("{address} is not in this library; add it first.").format(address=address),
            file=sys.stderr,
        )
    return 1 if came.away else 0


def _outcome(came: Came) -> str:
    if came.merged.done:
        return came.article.id
    return f"{came.article.id}  {_('nothing to bring home')}"


def _lines(came: Came) -> Iterator[str]:
    for remark in came.merged.done:
        yield _line("+", remark)
    for remark in came.merged.listed:
        yield _line("-", remark)
    for conflict in came.merged.conflicts:
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
