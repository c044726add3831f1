"""What a library does, in memory: enough of it to bring a file home and look at the outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from reader.export import annotated
from reader.export.merge import merge
from reader.export.merged import Merged
from reader.export.parse import parse
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    Change,
    Conflict,
    Exported,
    Label,
    LabelId,
    Passage,
    Place,
    Record,
    key_of,
)

LATER = datetime(2024, 11, 5, 8, 0, 0, tzinfo=UTC)
NAME = "nato.md"


@dataclass
class Counting:
    """New ids in order; a wanted one if nobody has it."""

    used: set[str] = field(default_factory=set)

    def annotation(self, wanted: str | None = None) -> AnnotationId:
        return AnnotationId(self._fresh("k9", 4) if not wanted or wanted in self.used else wanted)

    def label(self) -> LabelId:
        return LabelId(self._fresh("l9", 6))

    def _fresh(self, kind: str, digits: int) -> str:
        id = f"{kind}{len(self.used):0{digits}}"
        self.used.add(id)
        return id


def bring_home(
    edited: str,
    now: Exported,
    *,
    base: str | None = "",
    standing: Sequence[Conflict] = (),
    away: Sequence[AnnotationId] = (),
) -> Merged:
    """Merges a file; the base is what `now` is written as, another text, or none at all."""
    written = annotated.write(now) if base == "" else base
    return merge(
        None if written is None else parse(written),
        parse(edited),
        now,
        name=NAME,
        at=LATER,
        ids=Counting(),
        standing=standing,
        away=away,
    )


def records_of(now: Exported) -> dict[object, Record]:
    """Every record of an article that a merge may touch, by key."""
    records: list[Record] = [now.article, *now.labels.values()]
    for mark, place in now.marks:
        records += [mark, place]
    return {key_of(each): each for each in records}


def applied(now: Exported, change: Change | None) -> Mapping[object, Record]:
    """The records after a change; each must be as the change takes it to be."""
    records = records_of(now)
    for edit in change.edits if change else ():
        if not isinstance(edit.before, Conflict):
            assert records.get(edit.key) == edit.before
        if edit.after is None:
            records.pop(edit.key, None)
        else:
            records[edit.key] = edit.after
    return records


def after(now: Exported, change: Change | None) -> Exported:
    """The article after a change, as it would be exported: nothing of the trash is in it."""
    records = applied(now, change)
    marks = [each for each in records.values() if isinstance(each, Annotation)]
    places = {each.annotation: each for each in records.values() if isinstance(each, Place)}
    labels = {each.id: each for each in records.values() if isinstance(each, Label)}
    [article] = [each for each in records.values() if isinstance(each, Article)]
    kept = tuple((mark, places[mark.id]) for mark in marks if mark.trashed is None)
    return replace(now, article=article, marks=kept, labels=labels)


Summary = dict[str, tuple[str, str, tuple[str, ...], Passage | None, str]]


def summary(of: Exported) -> Summary:
    """What a reader sees of the annotations: note, label, tags, place and check, by id."""
    return {
        mark.id: (
            mark.note,
            of.labels[mark.label].name,
            mark.tags,
            place.passage,
            mark.checked,
        )
        for mark, place in of.marks
    }
