"""`asked`, `pictures`: what the network was asked for, and what it should be asked for now."""

from __future__ import annotations

import argparse
import sys

from reader import asked as asking
from reader import pictures, records
from reader.commands.shell import Shell, apply, id_argument, json_argument, now, show
from reader.errors import GalleyError
from reader.intake.child import Child
from reader.library import Library
from reader.messages import _, ngettext
from reader.model import ArticleId
from reader.records import Json


def asked_arguments(parser: argparse.ArgumentParser) -> None:
    id_argument(parser)
    json_argument(parser)


def list_asked(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        found = asking.of(library, library.article(ArticleId(asked.id)).id)
    lines = (
        f"{records.write_time(each.at)}  {asking.why(each.why)}  {each.url}\n"
        f"    {asking.outcome(each)}"
        for each in found
    )
    show(asked, [records.to_json(each) for each in found], [*lines, asking.summary(found)])
    return 0


def pictures_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", nargs="+", metavar="ID")
    json_argument(parser)


def get_pictures(shell: Shell, asked: argparse.Namespace) -> int:
    shapes: list[Json] = []
    lines: list[str] = []
    status = 0
    with shell.library() as library, Child() as child:
        for id in asked.id:
            try:
                got = _get(library, ArticleId(id), child)
            except GalleyError as error:
                print(f"{id}: {error}", file=sys.stderr)
                status = 1
                continue
            shapes.append({"id": id, "came": got.came, "missing": dict(got.reasons)})
            lines += [_told(id, got), *(f"    {src}: {why}" for src, why in got.reasons.items())]
    show(asked, shapes, lines)
    return status


def _get(library: Library, id: ArticleId, child: Child) -> pictures.Got:
    at = now()
    got = pictures.get(library, id, at=at, extractor=child)
    if got.change is not None:
        apply(library, got.change, at=at, blobs=got.blobs)
    asking.keep(library, id, got.requests)
    return got


def _told(id: str, got: pictures.Got) -> str:
    if not got.came and not got.reasons:
        return _("{id}  No picture was missing.").format(id=id)
    words = ngettext("{id}  {count} picture came.", "{id}  {count} pictures came.", got.came)
    return words.format(id=id, count=got.came)
