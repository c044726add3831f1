"""One merge under way: what it has decided so far, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from reader.export.merged import Done, Ids, Merged, Remark
from reader.export.three_way import merged_lines, verdict
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    Change,
    Colour,
    Conflict,
    Edit,
    Exported,
    Key,
    Label,
    LabelId,
    Record,
    key_of,
)
from reader.text import tag

_Value = TypeVar("_Value")
_COLOURS: tuple[Colour, ...] = (
    *("yellow", "blue", "orange", "green"),
    *("grey", "red", "teal", "pink"),
)
_LONGEST = 5_000
"""Lines of a note that are merged; a longer one is decided by its reader."""
_LONGEST_COMPARED = 50_000
"""Characters of a note of which it is asked what they show."""


class Merging:
    """Gathers edits, conflicts and remarks; what it is asked about a field is a pure question."""

    def __init__(
        self,
        now: Exported,
        *,
        name: str,
        at: datetime,
        ids: Ids,
        standing: Sequence[Conflict],
    ) -> None:
        self.now, self.at, self.ids = now, at, ids
        self.done: list[Remark] = []
        self.listed: list[Remark] = []
        self.adopted: dict[str, AnnotationId] = {}
        self._name = name
        self._standing = {key_of(each): each for each in standing}
        self._mine = {key for key, each in self._standing.items() if each.file == name}
        self._edits: list[Edit] = []
        self._labels = {" ".join(each.name.split()).casefold(): each for each in self._by_rank()}
        self._new_labels: list[Label] = []

    def merged(self) -> Merged:
        """All that was decided."""
        self._drop_what_nobody_can_decide()
        edits = (*(Edit(None, label) for label in self._new_labels), *self._edits)
        return Merged(
            change=Change("merge", edits) if edits else None,
            conflicts=tuple(self._standing[key] for key in sorted(self._mine)),
            done=tuple(self.done),
            listed=tuple(self.listed),
            adopted=self.adopted,
        )

    def _drop_what_nobody_can_decide(self) -> None:
        """Conflicts of annotations that are in the trash, or stay here, wait no more."""
        here = {key_of(self.now.article), *(key_of(mark) for mark, _place in self.now.marks)}
        for key in [key for key in self._mine if self._standing[key].record not in here]:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        self._mine.remove(key)
        self._edits.append(Edit(self._standing.pop(key), None))

    def edit(self, before: Record | None, after: Record) -> None:
        """One record as it was and as it shall be."""
        self._edits.append(Edit(before, after))

    # --- fields

    def field(
        self,
        of: Article | Annotation,
        name: Done,
        base: _Value | None,
        theirs: _Value | None,
        ours: _Value,
        *,
        sure: bool = True,
    ) -> _Value:
        """The value that the field shall have; a conflict is noted, and ours stays.

        Where nobody can be `sure` what was changed the field is left alone and listed.
        """
        if not sure:
            if theirs is not None and theirs != ours:
                self.listed.append(Remark("matter", words=f"{name}: {_shown(theirs)}"))
            return ours
        match verdict(base, theirs, ours):
            case "take":
                assert theirs is not None
                self.settle(of, name)
                self._say(name, of, _shown(theirs))
                return theirs
            case "conflict":
                self.conflict(of, name, _shown(ours), _shown(theirs))
            case "keep" if theirs == ours:
                self.settle(of, name)
        return ours

    def note(
        self, of: Article | Annotation, name: Done, base: str | None, theirs: str, ours: str
    ) -> str:
        """The note that a record shall have: both sides' lines where they can stand together.

        One that a formatter has only set otherwise is no other note.
        """
        known = [each for each in (base, ours) if each is not None]
        theirs = next((each for each in known if notes_alike(each, theirs)), theirs)
        both = None
        longest = max(text.count("\n") for text in (base or "", theirs, ours))
        if verdict(base, theirs, ours) == "conflict" and base is not None and longest < _LONGEST:
            both = merged_lines(base, theirs, ours)
        if both is None:
            return self.field(of, name, base, theirs, ours)
        self.settle(of, name)
        self._say(name, of, both)
        return both

    def _say(self, name: Done, of: Article | Annotation, words: str) -> None:
        self.done.append(Remark(name, of.id if isinstance(of, Annotation) else None, words))

    def conflict(self, of: Article | Annotation, name: str, ours: str, theirs: str) -> None:
        """Both values of a field, kept until someone decides."""
        field = name.removeprefix("article-")
        arisen = Conflict(key_of(of), field, ours, theirs, self._name, self.at)
        key = key_of(arisen)
        standing = self._standing.get(key)
        self._mine.add(key)
        if standing and (standing.ours, standing.theirs) == (ours, theirs):
            return
        self._standing[key] = arisen
        self._edits.append(Edit(standing, arisen))

    def settle(self, of: Article | Annotation, name: str) -> None:
        """Both sides say the same now: what waited for a decision waits no more."""
        record, field = key_of(of), name.removeprefix("article-")
        key = Key("conflict", f"{record.kind}/{record.id}/{field}")
        if key in self._mine:
            self._drop(key)

    # --- words of the library

    def valid(self, tags: Iterable[str]) -> tuple[str, ...]:
        """The tags that can be tags, each once; others are listed."""
        kept: dict[str, str] = {}
        for typed in tags:
            name = tag(typed)
            if name is None:
                self.listed.append(Remark("tag", words=typed))
            else:
                kept.setdefault(name.casefold(), name)
        return tuple(kept.values())

    def name_of(self, id: LabelId) -> str:
        """A label's name on one line, as a file has it."""
        return " ".join(self.now.labels[id].name.split())

    def label(self, name: str, colour: str) -> LabelId:
        """The label of this name; a new one, in that colour if it is one, where there is none."""
        known = self._labels.get(name.casefold())
        if known is None:
            dress: Colour = next((each for each in _COLOURS if each == colour), "grey")
            order = 1 + max((each.order for each in self._labels.values()), default=-1)
            known = self._labels[name.casefold()] = Label(self.ids.label(), name, dress, order)
            self._new_labels.append(known)
        return known.id

    def default_label(self) -> LabelId:
        """The first label of those in use."""
        ranked = self._by_rank()
        return ranked[-1].id

    def _by_rank(self) -> list[Label]:
        """All labels, the first one last, so that of two with one name it is the one to take."""
        return sorted(
            self.now.labels.values(), key=lambda each: (each.retired, each.order, each.id)
        )[::-1]


def notes_alike(one: str, other: str) -> bool:
    """Whether two notes show the same."""
    if one == other:
        return True
    if max(len(one), len(other)) > _LONGEST_COMPARED:
        return False
    # The Markdown package costs a moment and is seldom needed.
    from reader.export.markup import reads_the_same

    return reads_the_same(one, other)


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
