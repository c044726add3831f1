"""`history`: what an annotation said before, by whom and when, and the way back to it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from reader import past
from reader.commands.shell import Shell, apply, find_annotation, json_argument, now, show
from reader.errors import NotFound
from reader.messages import _
from reader.model import LabelId
from reader.past import Version
from reader.records import Json, write_time


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("annotation", metavar="ANNOTATION")
    parser.add_argument(
        "--put-back", type=int, metavar="NUMBER", help=_("make it what that change left")
    )
    json_argument(parser)


def run(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        annotation = find_annotation(library, asked.annotation)
        found = past.versions(library, annotation.id)
        if asked.put_back is not None:
            version = next((each for each in found if each.number == asked.put_back), None)
            if version is None or version.after is None:
                raise NotFound(
                    _("There is no version {number} of this note.").format(number=asked.put_back),
                    _("“galley history” lists them."),
                )
            change = past.put_back(annotation, version.after, at=now())
            if change is not None:
                apply(library, change)
            found = past.versions(library, annotation.id)
        labels = {label.id: label.name for label in library.labels()}
        show(asked, [_shape(each, labels) for each in found], list(_lines(found, labels)))
    return 0


def _shape(version: Version, labels: dict[LabelId, str]) -> dict[str, Json]:
    after = version.after
    return {
        "number": version.number,
        "at": write_time(version.at),
        "by": version.by,
        "what": version.what,
        "undo": version.is_undo,
        "changed": list(past.differences(version.before, after)),
        "note": after.note if after else None,
        "label": labels.get(after.label) if after else None,
        "tags": list(after.tags) if after else None,
        "private": after.private if after else None,
        "checked": after.checked if after else None,
    }


def _lines(found: Sequence[Version], labels: dict[LabelId, str]) -> Iterator[str]:
    for each in found:
        yield f"{each.number:6}  {write_time(each.at)}  {each.by}  {each.what}" + (
            f"  [{labels.get(each.after.label, '')}] {each.after.note}" if each.after else ""
        )
