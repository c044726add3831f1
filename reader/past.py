"""What an annotation said before: each version, by whom and when, and the way back to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from reader import changes
from reader.library import Reader
from reader.model import Annotation, AnnotationId, By, Change, Edit, Key, What
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    """An annotation as one entry of the journal left it; None where it was made undone or erased.

    `before` is what it was until then, None for the first. `number` is that of the entry.
    """

    number: int
    at: datetime
    by: By
    what: What
    is_undo: bool
    before: Annotation | None
    after: Annotation | None


def versions(reader: Reader, id: AnnotationId) -> tuple[Version, ...]:
    """Every change of an annotation, the newest first; what was erased for good is not among
    them."""
    found: list[Version] = []
    for entry in reader.history(of=Key("annotation", id)):
        for edit in entry.change.edits if entry.change else ():
            if edit.key == Key("annotation", id):
                found.append(
                    Version(
                        entry.number,
                        entry.at,
                        entry.by,
                        entry.what,
                        entry.undoes is not None,
                        _annotation(edit.before),
                        _annotation(edit.after),
                    )
                )
    return tuple(reversed(found))


def _annotation(record: object) -> Annotation | None:
    return record if isinstance(record, Annotation) else None


def put_back(now: Annotation, version: Annotation, *, at: datetime) -> Change | None:
    """The annotation with note, label, tags, check and privacy as they were in a version; None
    where they are so. Its words stay where they are, and one in the trash comes out of it."""
    change = changes.edit_annotation(
        now,
        at=at,
        note=version.note,
        label=version.label,
        tags=version.tags,
        private=version.private,
        checked=version.checked,
    )
    if now.trashed is None:
        return change
    back = replace(now if change is None else _after(change), trashed=None)
    return Change("restore", (Edit(now, back),))


def _after(change: Change) -> Annotation:
    after = change.edits[0].after
    assert isinstance(after, Annotation)
    return after


def differences(before: Annotation | None, after: Annotation | None) -> tuple[str, ...]:
    """Which fields differ between two versions, by their names in the model."""
    if before is None or after is None:
        return ()
    fields = ("note", "label", "tags", "private", "checked", "trashed", "anchor")
    return tuple(each for each in fields if getattr(before, each) != getattr(after, each))
