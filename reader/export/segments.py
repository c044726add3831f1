"""Where the marks of an article stand, block by block; pure over a document and passages.

It knows nothing of Markdown: a writer puts what it likes around each segment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from reader.model import AnnotationId, Document, Passage, trimmed
from reader.values import dataclass

Mark = tuple[AnnotationId, Passage]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch [start, end) of one block under one set of annotations.

    `ids` stand in the order of (start, end, id) of their passages. `referenced` is False where
    the same single annotation goes on at the start of the next block.
    """

    start: int
    end: int
    ids: tuple[AnnotationId, ...]
    referenced: bool = True


def in_order(marks: Iterable[Mark]) -> list[Mark]:
    """The marks by start, then end, then id."""
    return sorted(marks, key=lambda mark: (mark[1], mark[0]))


def segments(
    document: Document, marks: Iterable[Mark], barriers: Collection[int] = ()
) -> list[tuple[Segment, ...]]:
    """The segments of every block, in order, none overlapping, none empty or only white space.

    White space at a segment's edge is outside of it. At a block in `barriers` (one whose
    references stand after it) no segment leaves its reference to the next block.
    """
    cut = [_cut(document.blocks[i].text, pieces) for i, pieces in _by_block(document, marks)]
    return [
        _leaving_references_to_the_next(document, cut, index, barriers) for index in range(len(cut))
    ]


def exact(document: Document, marks: Iterable[Mark]) -> list[tuple[Segment, ...]]:
    """The segments of every block to the character, for writers that can mark white space too.

    Together those with an id are its passage, but for the newlines that join blocks.
    """
    return [tuple(_pieces(pieces)) for _index, pieces in _by_block(document, marks)]


def _by_block(
    document: Document, marks: Iterable[Mark]
) -> Iterable[tuple[int, list[tuple[Passage, AnnotationId]]]]:
    pieces: list[list[tuple[Passage, AnnotationId]]] = [[] for _ in document.blocks]
    for id, passage in in_order(marks):
        for index, piece in document.pieces(passage):
            pieces[index].append((piece, id))
    return enumerate(pieces)


def _cut(text: str, pieces: Sequence[tuple[Passage, AnnotationId]]) -> tuple[Segment, ...]:
    within = ((trimmed(text, Passage(each.start, each.end)), each) for each in _pieces(pieces))
    return tuple(Segment(inner.start, inner.end, each.ids) for inner, each in within if inner)


def _pieces(pieces: Sequence[tuple[Passage, AnnotationId]]) -> Iterator[Segment]:
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for order, (piece, _id) in enumerate(pieces):
        begins.setdefault(piece.start, []).append(order)
        ends.setdefault(piece.end, []).append(order)
    edges = sorted({*begins, *ends})
    covering: set[int] = set()
    for start, end in pairwise(edges):
        covering.difference_update(ends.get(start, ()))
        covering.update(begins.get(start, ()))
        if covering:
            yield Segment(start, end, tuple(pieces[order][1] for order in sorted(covering)))


def _leaving_references_to_the_next(
    document: Document, cut: Sequence[tuple[Segment, ...]], index: int, barriers: Collection[int]
) -> tuple[Segment, ...]:
    here = cut[index]
    if not here or index + 1 == len(cut) or {index, index + 1} & {*barriers}:
        return here
    last, following = here[-1], cut[index + 1]
    goes_on = (
        len(last.ids) == 1
        and last.end == len(document.blocks[index].text)
        and bool(following)
        and following[0].start == 0
        and following[0].ids == last.ids
    )
    return (*here[:-1], replace(last, referenced=False)) if goes_on else here
