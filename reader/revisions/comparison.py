"""What a comparison is made of: rows of paragraphs, runs of words, differences to step through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass as plain_dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal

from reader.corrections import Kind, kind_of
from reader.model import Document, Passage
from reader.text import words
from reader.values import dataclass

Op = Literal["kept", "removed", "added"]
RowKind = Literal["same", "changed", "removed", "added", "moved"]
Side = Literal["old", "new"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words that both texts have, or only one of them; passages are of the whole texts.

    The passage on the side that lacks the words is empty and says where they would stand. A
    removed run is followed by what took its place, if anything did. `small` says that there only
    white space, soft hyphens or the shape of quotation marks and dashes differ.
    """

    op: Op
    old: Passage
    new: Passage
    small: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Paragraphs that belong together: the leaves of both documents, and the runs of their words.

    Mostly one leaf on each side; several where a paragraph was parted or two were joined; none on
    the side that has no such paragraph. A `moved` row may have changed as well.
    """

    kind: RowKind
    old: range
    new: range
    runs: tuple[Run, ...]

    @property
    def is_changed(self) -> bool:
        """Whether words differ in it."""
        return any(run.op != "kept" and not run.small for run in self.runs)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing to look at. `row` is the index of its row; passages are of the whole texts.

    An empty passage says where the words that the other side has would stand. `correction` is what
    an added paragraph calls itself, if it calls itself anything.
    """

    kind: Literal["added", "removed", "replaced", "moved"]
    row: int
    old: Passage
    new: Passage
    small: bool = False
    correction: Kind | None = None


@plain_dataclass(frozen=True)
class Comparison:
    """Two documents and their rows in the order of reading.

    That is the order of the new text; what was removed stands where it stood, what moved where it
    stands now.
    """

    old: Document
    new: Document
    rows: tuple[Row, ...]

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """All of them in the order of reading, the small ones too."""
        return tuple(
            difference
            for index, row in enumerate(self.rows)
            for difference in self._differences_of(index, row)
        )

    @cached_property
    def corrections(self) -> tuple[Difference, ...]:
        """The added paragraphs that begin like a correction, clarification, update or note."""
        return tuple(each for each in self.differences if each.correction is not None)

    @cached_property
    def words_removed(self) -> int:
        """How many words only the old text has; what moved or differs in small things is not."""
        return self._count("removed")

    @cached_property
    def words_added(self) -> int:
        """How many words only the new text has."""
        return self._count("added")

    @property
    def is_the_same(self) -> bool:
        """Whether there is no difference, not even a small one."""
        return not self.differences

    def passage(self, row: Row, side: Side) -> Passage:
        """The words of a row on one side; empty, where they would stand, if it has none."""
        document, leaves = (self.old, row.old) if side == "old" else (self.new, row.new)
        return of_leaves(document, leaves)

    def _count(self, op: Op) -> int:
        text = self.old.text if op == "removed" else self.new.text
        return sum(
            _count_words((run.old if op == "removed" else run.new).of(text))
            for row in self.rows
            for run in row.runs
            if run.op == op and not run.small
        )

    def _differences_of(self, index: int, row: Row) -> Iterator[Difference]:
        if row.kind == "same":
            return
        if row.kind == "moved":
            old, new = self.passage(row, "old"), self.passage(row, "new")
            yield Difference("moved", index, old, new)
        for runs in _changed(row.runs):
            yield self._difference(index, row, runs)

    def _difference(self, index: int, row: Row, runs: Sequence[Run]) -> Difference:
        old = Passage(runs[0].old.start, runs[-1].old.end)
        new = Passage(runs[0].new.start, runs[-1].new.end)
        both = len(old) and len(new)
        return Difference(
            "replaced" if both else "removed" if len(old) else "added",
            index,
            old,
            new,
            all(run.small for run in runs),
            self._correction(row, new) if len(new) else None,
        )

    def _correction(self, row: Row, new: Passage) -> Kind | None:
        """What a paragraph calls itself that begins with new words."""
        whole = self.passage(row, "new")
        return kind_of(whole.of(self.new.text)) if new.start == whole.start else None


def of_leaves(document: Document, leaves: range) -> Passage:
    """The passage of these leaves, from the first character to the last."""
    start = document.starts[leaves.start] if leaves.start < len(document.blocks) else None
    if start is None or not leaves:
        at = len(document.text) if start is None else start
        return Passage(at, at)
    last = leaves[-1]
    return Passage(start, document.starts[last] + len(document.blocks[last].text))


def _changed(runs: Sequence[Run]) -> Iterator[Sequence[Run]]:
    """The runs that are not kept, those beside each other together but for small things."""
    for (is_kept, _small), together in groupby(runs, lambda run: (run.op == "kept", run.small)):
        if not is_kept:
            yield list(together)


def _count_words(text: str) -> int:
    return sum(1 for _word in words(text))
