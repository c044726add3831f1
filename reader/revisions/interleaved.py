"""Two revisions as one document to read: what was removed stands before what took its place.

Removed words carry the style of deleted ones. Passages of either text are found in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass as plain_dataclass
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from typing import Literal, NamedTuple

from reader.model import Block, Container, Document, List, Passage, Quote, Span, Table
from reader.revisions.comparison import Comparison, Difference, Row, Run, Side
from reader.revisions.tables import place_of, tall_tables, with_rows_in_order

_APART = "\u2009"
"""Stands between removed words and what took their place: "4043" is a number too."""


class Segment(NamedTuple):
    """A stretch of the one text, and where it stands in the two; None where it does not."""

    start: int
    end: int
    old: int | None
    new: int | None
    row: int
    small: bool

    def at(self, side: Side) -> int | None:
        return self.old if side == "old" else self.new


@plain_dataclass(frozen=True)
class Interleaved:
    """One document of two, and where each stretch of it comes from."""

    document: Document
    segments: tuple[Segment, ...]
    comparison: Comparison

    def only(self, side: Side, *, small: bool = False) -> tuple[Passage, ...]:
        """The passages that only one side has, ascending; with `small` those of small things."""
        other: Side = "new" if side == "old" else "old"
        return tuple(
            Passage(each.start, each.end)
            for each in self.segments
            if each.at(other) is None and each.small == small
        )

    def passage(self, side: Side, of: Passage) -> Passage | None:
        """Where a passage of one of the texts stands here; None if it is not in any paragraph.

        What moved apart is given as far as it stands in the row where most of it is.
        """
        found = list(self._overlapping(side, of))
        if not found:
            return None
        rows: dict[int, int] = {}
        for start, end, row in found:
            rows[row] = rows.get(row, 0) + end - start
        there = sorted(rows)
        if there[-1] - there[0] >= len(there):
            best = max(rows, key=lambda row: rows[row])
            found = [each for each in found if each[2] == best]
        return Passage(min(each[0] for each in found), max(each[1] for each in found))

    def difference(self, each: Difference) -> Passage:
        """Where a difference stands here."""
        both = self.passage("old", each.old), self.passage("new", each.new)
        found = [passage for passage in both if passage is not None]
        if not found:
            return Passage(0, 0)
        return Passage(min(one.start for one in found), max(one.end for one in found))

    def words(self, side: Side, of: Passage) -> str:
        """The words of a passage of this document as one side has them."""
        text = self.document.text
        parts: list[str] = []
        last = 0
        for each in self.segments:
            low, high = max(each.start, of.start), min(each.end, of.end)
            if low >= high or each.at(side) is None:
                continue
            if parts and "\n" in text[last:low] and not parts[-1].endswith("\n"):
                parts.append("\n")
            parts.append(text[low:high])
            last = high
        return "".join(parts)

    def _overlapping(self, side: Side, of: Passage) -> Iterator[tuple[int, int, int]]:
        """Ranges of this document that show characters of a passage, with their rows."""
        starts, segments = self._by_old if side == "old" else self._by_new
        index = max(0, bisect_right(starts, of.start) - 1)
        while index < len(segments) and starts[index] < of.end:
            each, at = segments[index], starts[index]
            low, high = max(of.start, at), min(of.end, at + each.end - each.start)
            if low < high:
                yield each.start + low - at, each.start + high - at, each.row
            index += 1

    @cached_property
    def _by_old(self) -> tuple[list[int], list[Segment]]:
        return self._sorted("old")

    @cached_property
    def _by_new(self) -> tuple[list[int], list[Segment]]:
        return self._sorted("new")

    def _sorted(self, side: Side) -> tuple[list[int], list[Segment]]:
        placed = [(each.at(side), each) for each in self.segments]
        standing = sorted((at, each) for at, each in placed if at is not None)
        return [at for at, _each in standing], [each for _at, each in standing]


def interleaved(comparison: Comparison, *, small: bool = False) -> Interleaved:
    """The two revisions of a comparison as one document.

    Of small things only what the new text has is in it, unless they are asked for.
    """
    weaving = _Weaving(comparison, small=small)
    for index, row in enumerate(comparison.rows):
        weaving.add(index, row)
    document = replace(comparison.new, blocks=tuple(weaving.whole()))
    return Interleaved(document, tuple(weaving.segments), comparison)


def struck(comparison: Comparison) -> Document:
    """The old document, in which the words that were removed carry the style of deleted ones."""
    old = comparison.old
    blocks = list(old.blocks)
    for row in comparison.rows:
        for run in row.runs:
            if run.op == "removed" and not run.small:
                for leaf, piece in old.pieces(run.old):
                    gone = Span(piece.start, piece.end, "deleted")
                    spans = sorted((*blocks[leaf].spans, gone), key=lambda s: (s.start, -s.end))
                    blocks[leaf] = replace(blocks[leaf], spans=tuple(spans))
    return replace(old, blocks=tuple(blocks))


class _Weaving:
    """The document in the making: its blocks so far, and where their characters come from."""

    def __init__(self, comparison: Comparison, *, small: bool) -> None:
        self._small = small
        self._old = comparison.old
        self._new = comparison.new
        self._containers = _Containers(comparison)
        self.blocks: list[Block] = []
        self.segments: list[Segment] = []
        self._gone: set[int] = set()
        self._at = 0

    def whole(self) -> Iterator[Block]:
        """The blocks, with the rows of tables in order: those that are gone stand among them."""
        blocks = [(block, at in self._gone) for at, block in enumerate(self.blocks)]
        tall = tall_tables(self._new)
        for is_tall, stretch in groupby(blocks, lambda each: _in_one_of(each[0], tall)):
            if is_tall:
                yield from (block for block, _is_gone in stretch)
            else:
                yield from with_rows_in_order(stretch)

    def add(self, index: int, row: Row) -> None:
        if not row.new:
            for leaf in row.old:
                self._add_removed(index, leaf)
            return
        runs = list(_cut(row.runs, self._new, row.new))
        for leaf, of_leaf in zip(row.new, runs, strict=True):
            self._add_woven(index, leaf, of_leaf)

    def _add_removed(self, index: int, leaf: int) -> None:
        block, start = self._old.blocks[leaf], self._old.starts[leaf]
        whole = Span(0, len(block.text), "deleted")
        self._gone.add(len(self.blocks))
        self.segments.append(
            Segment(self._at, self._at + len(block.text), start, None, index, False)
        )
        self._finish(
            replace(
                block,
                level=block.level if leaf else 2,
                spans=(whole, *block.spans),
                containers=self._containers.here(block.containers),
                direction=block.direction or self._other(self._old.direction),
                lang=block.lang or self._old.lang,
            )
        )

    def _other(self, direction: Literal["ltr", "rtl"]) -> Literal["ltr", "rtl"] | None:
        return direction if direction != self._new.direction else None

    def _add_woven(self, index: int, leaf: int, runs: Sequence[Run]) -> None:
        """A leaf of the new document, with what was removed from it."""
        block = self._new.blocks[leaf]
        text: list[str] = []
        spans: list[Span] = []
        length = 0
        for run in runs:
            if run.op == "removed" and run.small and not self._small:
                continue
            if run.op == "removed":
                # A break that is gone is no break here; a paragraph's own breaks stay.
                words = self._without_joints(run.old)
                spans += _cut_spans(self._old, run.old, length, is_removed=True)
            else:
                words = run.new.of(self._new.text)
            if run.op == "added" and text and _is_struck(spans, length):
                text.append(_APART)
                length += len(_APART)
            if run.op != "removed":
                spans += _cut_spans(self._new, run.new, length, is_removed=False)
            self._add_segment(index, run, length, len(words))
            text.append(words)
            length += len(words)
        self._finish(replace(block, text="".join(text), spans=_joined(spans)))

    def _without_joints(self, old: Passage) -> str:
        words = list(old.of(self._old.text))
        for leaf in range(self._old.block_at(old.start), len(self._old.blocks)):
            joint = self._old.starts[leaf] - 1
            if joint >= old.end:
                break
            if joint >= old.start:
                words[joint - old.start] = " "
        return "".join(words)

    def _add_segment(self, index: int, run: Run, at: int, length: int) -> None:
        start = self._at + at
        old = None if run.op == "added" else run.old.start
        new = None if run.op == "removed" else run.new.start
        self.segments.append(Segment(start, start + length, old, new, index, run.small))

    def _finish(self, block: Block) -> None:
        self.blocks.append(block)
        self._at += len(block.text) + 1


def _cut(runs: Iterable[Run], new: Document, leaves: range) -> Iterator[list[Run]]:
    """The runs of each leaf of a row, without the newlines between them."""
    ends = [new.starts[leaf] + len(new.blocks[leaf].text) for leaf in leaves]
    of_leaf: list[Run] = []
    number = 0
    for run in runs:
        rest: Run | None = run
        while rest is not None and number < len(ends) - 1 and rest.new.end > ends[number]:
            before, rest = _parted(rest, ends[number])
            if before is not None:
                of_leaf.append(before)
            yield of_leaf
            of_leaf, number = [], number + 1
        if rest is not None:
            of_leaf.append(rest)
    yield of_leaf


def _parted(run: Run, joint: int) -> tuple[Run | None, Run | None]:
    """What of a run that holds a joint stands before it, and what behind it."""
    step = joint - run.new.start
    kept = run.op == "kept"
    old, end = run.old.start, run.old.end
    at = old + step if kept else old
    before = replace(run, old=Passage(old, at), new=Passage(run.new.start, joint))
    behind = replace(
        run, old=Passage(at + 1 if kept else end, end), new=Passage(joint + 1, run.new.end)
    )
    return (before if len(before.new) else None), (behind if len(behind.new) else None)


def _is_struck(spans: Sequence[Span], end: int) -> bool:
    """Whether removed words end here."""
    return any(span.end == end and span.style == "deleted" for span in spans)


def _cut_spans(document: Document, passage: Passage, at: int, *, is_removed: bool) -> list[Span]:
    """The styles of a passage, at their places behind `at` characters of the one text."""
    found = [Span(at, at + len(passage), "deleted")] if is_removed else []
    for leaf, piece in document.pieces(passage):
        shift = at + document.starts[leaf] - passage.start
        for span in document.blocks[leaf].spans:
            low, high = max(span.start, piece.start), min(span.end, piece.end)
            if low < high:
                found.append(Span(low + shift, high + shift, span.style))
    return found


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order; those of one style that touch are one."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        last = next((i for i in range(len(joined)) if _goes_on(joined[i], span)), None)
        if last is None:
            joined.append(span)
        else:
            joined[last] = replace(joined[last], end=max(joined[last].end, span.end))
    return tuple(sorted(joined, key=lambda each: (each.start, -each.end)))


def _goes_on(one: Span, other: Span) -> bool:
    return one.style == other.style and one.end == other.start and one.style != "deleted"


def _in_one_of(block: Block, tables: frozenset[int]) -> bool:
    place = place_of(block)
    return place is not None and place.table in tables


class _Containers:
    """The containers of removed paragraphs among those of the new document.

    A list, quote or table that goes on in both is one and the same; whatever else is numbered anew.
    """

    def __init__(self, comparison: Comparison) -> None:
        self._known: dict[int, Container] = {}
        numbers = [each.n for block in comparison.new.blocks for each in block.containers]
        self._free = max(numbers, default=0) + 1
        self._tall = tall_tables(comparison.new)
        for row in comparison.rows:
            for leaf, other in zip(row.old, row.new, strict=False):
                ours, theirs = comparison.old.blocks[leaf], comparison.new.blocks[other]
                self._learn(ours.containers, theirs.containers)

    def _learn(self, ours: Sequence[Container], theirs: Sequence[Container]) -> None:
        for one, other in zip(ours, theirs, strict=False):
            if type(one) is not type(other):
                return
            if isinstance(one, List | Quote | Table) and other.n not in self._tall:
                self._known.setdefault(one.n, other)

    def here(self, containers: Sequence[Container]) -> tuple[Container, ...]:
        return tuple(self._here(each) for each in containers)

    def _here(self, container: Container) -> Container:
        if container.n not in self._known:
            self._known[container.n] = replace(container, n=self._free)
            self._free += 1
        return self._known[container.n]
