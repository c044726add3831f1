"""`galley import`: what other programs exported comes in, with its highlights and notes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from reader import moved_in, moving_in
from reader.again import Again
from reader.commands.shell import Shell, apply, json_argument, now, print_json
from reader.errors import BadRequest, GalleyError
from reader.intake.child import Child
from reader.library import Library
from reader.messages import _
from reader.model import ArticleId, Brought
from reader.moved_in import Came, Report
from reader.moving_in import Known

PORTION = 500
"""Articles that are one Change, which one `galley undo` takes back."""


def import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument(
        "--from", dest="program", metavar="PROGRAM", help=_("refuse what another program wrote")
    )
    parser.add_argument("--dry-run", action="store_true", help=_("say what would come, no more"))
    parser.add_argument(
        "--fetch",
        action="store_true",
        help=_(
            "then get the texts that did not come along; without a FILE all that are still to come"
        ),
    )
    json_argument(parser)


def import_files(shell: Shell, asked: argparse.Namespace) -> int:
    if not asked.files and not asked.fetch:
        raise BadRequest(
            _("Which files shall be imported?"), _("docs/moving-in.md tells what can be.")
        )
    status = 0
    reports: list[Report] = []
    with shell.library() as library, Child() as child:
        known = Known(library) if asked.dry_run else None
        for path in asked.files:
            try:
                reports.append(_take(library, child, path, asked, known))
            except GalleyError as error:
                print(f"{path}: {error}", file=sys.stderr)
                status = 1
        fetches = asked.fetch and not asked.dry_run and (reports or not asked.files)
        fetched = _fetch(library, child, reports) if fetches else ()
        _tell(asked, reports, fetched)
    return max(status, int(any(each.error for each in fetched)))


def _take(
    library: Library, child: Child, path: Path, asked: argparse.Namespace, known: Known | None
) -> Report:
    """What comes of one file; or would come, if `known` is given."""
    brought = moving_in.read(path, child, at=now())
    if asked.program and not _is_from(brought, asked.program):
        raise BadRequest(
            _("This file is from {program}.").format(program=brought.program),
            _("Leave out --from, or name that program."),
        )
    if known is not None:
        came: Sequence[Came] = moving_in.foretold(library, brought, known)
    else:
        came = _bring(library, child, brought)
    return Report(path.name, brought.program, tuple(came), brought.missed)


def _is_from(brought: Brought, named: str) -> bool:
    wanted, program = ("".join(each.casefold().split()) for each in (named, brought.program))
    return program.startswith(wanted) or wanted in program


def _bring(library: Library, child: Child, brought: Brought) -> list[Came]:
    """Portion by portion, so that what is cut off has come as far as it went."""
    came: list[Came] = []
    for found in moving_in.bring(library, brought.saved, child, size=PORTION, now=now):
        if found.change is not None:
            apply(library, found.change, blobs=found.blobs)
        moving_in.remember(library, found)
        came += found.came
    return came


def _fetch(library: Library, child: Child, reports: Sequence[Report]) -> Sequence[Again]:
    """The texts of what has come without one, as far as its sites give it; where no file was
    named, of all that waits for its text."""
    # Here and not above: other commands run without loading what talks to the network.
    from reader import again, checking
    from reader.intake.fetch import fetch_again

    here = {each.article for report in reports for each in report.came}
    ids = [id for id in library.without_text() if id in here or not reports]
    answers = checking.ask_all(
        checking.pages(library, ids), fetch_again, manners=checking.Manners(), now=now
    )
    fetched = []
    for answer in answers:
        found = checking.judge(library, answer, child)
        if found.arrival is not None and found.arrival.change is not None:
            apply(library, found.arrival.change, at=found.at, blobs=found.arrival.blobs)
        again.remember(library, found)
        fetched.append(found)
        print(f"{_title(library, found.article)}: {_became(found)}", file=sys.stderr)
    return fetched


def _title(library: Library, id: ArticleId) -> str:
    return library.article(id).title


def _became(found: Again) -> str:
    if found.error is not None:
        return str(found.error)
    return found.set_aside or _("its text is here now")


def _tell(asked: argparse.Namespace, reports: Sequence[Report], fetched: Sequence[Again]) -> None:
    if asked.json:
        print_json(
            {
                "files": [moved_in.shape(each) for each in reports],
                "fetched": [{"id": each.article, "outcome": each.outcome} for each in fetched],
            }
        )
    elif reports:
        print(moved_in.as_text(reports), end="")
