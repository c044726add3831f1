"""What a key does to all selected notes, as one Change: pure, with the time handed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reader import changes
from reader.model import Annotation, Change, Label
from ui.marking import NEXT_CHECK


def relabelled(marks: Sequence[Annotation], label: Label, *, at: datetime) -> Change | None:
    """All under this label."""
    edited = (changes.edit_annotation(mark, at=at, label=label.id) for mark in marks)
    return changes.together("label", edited)


def next_checked(marks: Sequence[Annotation], *, at: datetime) -> Change | None:
    """All to what comes after the first one's: not checked, holds, wrong, and round again."""
    if not marks:
        return None
    now = NEXT_CHECK[marks[0].checked]
    edited = (changes.edit_annotation(mark, at=at, checked=now) for mark in marks)
    return changes.together("check", edited)


def turned_private(marks: Sequence[Annotation], *, at: datetime) -> Change | None:
    """All stay here; where all did, all go out again."""
    private = not all(mark.private for mark in marks)
    edited = (changes.edit_annotation(mark, at=at, private=private) for mark in marks)
    return changes.together("private", edited)


def removed(marks: Sequence[Annotation], *, at: datetime) -> Change | None:
    """All in the trash."""
    return changes.together("remove", (changes.remove(mark, at=at) for mark in marks))
