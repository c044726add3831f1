"""Which paragraphs of two documents are one and the same: twins, alike, in parts."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import urlsplit

from reader.anchoring import align
from reader.anchoring.words import ink
from reader.model import Block, Document, Picture
from reader.revisions.tables import Place, cell_of, cells

_ALIKE = 0.4
"""Share of the shorter of two paragraphs that must stand in the other: they are one, changed."""

_NOT_SWALLOWED = 0.15
"""Share of both together that must be common, so that a few words are not lost in a long text."""

_ALIKE_ELSEWHERE = 0.6
"""Share of the longer of two paragraphs that must stand in the other if one has moved."""

_PART = 0.5
"""Share of a paragraph that must come from another for it to be a part of that."""

Edge = tuple[int, int]
"""A leaf of the old document and one of the new."""


class Pair(NamedTuple):
    """Leaves of both documents that belong together; one of the ranges may be empty."""

    old: range
    new: range


class Pairs:
    """The pairs of two documents. The headlines are always one."""

    def __init__(self, old: Document, new: Document) -> None:
        self._old = old
        self._new = new
        self._ours: dict[int, int] = {}
        self._theirs: dict[int, int] = {}
        self._repeated: set[int] = set()
        self._weights: Mapping[Edge, int] = {}
        self._join(0, 0)
        self._join_twins()
        self._join_alike()
        self._join_cells()
        self._found = [
            Pair(range(i, i + 1), range(j, j + 1)) for i, j in sorted(self._ours.items())
        ]
        self._take_in_parts()

    def found(self) -> Sequence[Pair]:
        """The pairs in the order of the old text."""
        return self._found

    def may_move(self, pair: Pair) -> bool:
        """Whether it is sure enough that these are the same, although they do not stand in order.

        A cell belongs to its table, and of words that stand there several times nobody can say.
        """
        if any(each in self._repeated or self._is_cell(each) for each in pair.old):
            return False
        return self.share(pair) >= _ALIKE_ELSEWHERE

    def share(self, pair: Pair) -> float:
        """Share of the longer side of a pair that stands in the other."""
        longest = max(
            sum(self._ink(self._old, leaf) for leaf in pair.old),
            sum(self._ink(self._new, leaf) for leaf in pair.new),
        )
        return sum(self._common(i, j) for i in pair.old for j in pair.new) / max(1, longest)

    def part(self, pair: Pair) -> None:
        """These do not belong together after all."""
        self._found.remove(pair)

    # --- twins -----------------------------------------------------------------------------------

    def _join(self, ours: int, theirs: int) -> None:
        self._ours[ours] = theirs
        self._theirs[theirs] = ours

    def _is_free(self, ours: int, theirs: int) -> bool:
        return ours not in self._ours and theirs not in self._theirs

    def _join_twins(self) -> None:
        """Joins what is the same on both sides: what stands there once, then what is beside it,
        then the rest as it comes."""
        ours, theirs = _keys(self._old), _keys(self._new)
        places, their_places = _places(ours), _places(theirs)
        for key, found in places.items():
            if len(found) == 1 and len(their_places.get(key, ())) == 1:
                self._join(found[0], their_places[key][0])
        for i, j in [*self._ours.items(), (len(ours), len(theirs))]:
            self._join_neighbours(ours, theirs, i, j, 1)
            self._join_neighbours(ours, theirs, i, j, -1)
        for key, found in places.items():
            free = [i for i in found if i not in self._ours]
            their_free = [j for j in their_places.get(key, ()) if j not in self._theirs]
            for i, j in zip(free, their_free, strict=False):
                self._join(i, j)
                self._repeated.add(i)

    def _join_neighbours(
        self, ours: Sequence[object], theirs: Sequence[object], i: int, j: int, step: int
    ) -> None:
        i, j = i + step, j + step
        while 0 < i < len(ours) and 0 < j < len(theirs) and self._is_free(i, j):
            if ours[i] != theirs[j]:
                return
            self._join(i, j)
            i, j = i + step, j + step

    # --- alike -----------------------------------------------------------------------------------

    def _join_alike(self) -> None:
        """Joins what has enough words in common, the most alike first."""
        ours = self._left(self._old, self._ours)
        theirs = self._left(self._new, self._theirs)
        if not ours or not theirs:
            return
        self._weights = {
            (ours[i], theirs[j]): weight
            for (i, j), weight in _weights(
                [self._old.blocks[i].text for i in ours],
                [self._new.blocks[j].text for j in theirs],
            ).items()
        }
        for i, j in sorted(self._weights, key=lambda edge: (-self._common_share(edge), edge)):
            if self._is_free(i, j) and self._are_alike(i, j):
                self._join(i, j)

    def _left(self, document: Document, taken: Mapping[int, int]) -> list[int]:
        return [
            leaf
            for leaf, block in enumerate(document.blocks)
            if leaf not in taken and block.kind != "picture"
        ]

    def _common_share(self, edge: Edge) -> float:
        """Share of both paragraphs together that stands in both."""
        both = self._ink(self._old, edge[0]) + self._ink(self._new, edge[1])
        return 2 * self._weights[edge] / both if both else 0.0

    def _are_alike(self, i: int, j: int) -> bool:
        one, other = self._old.blocks[i], self._new.blocks[j]
        if one.kind != other.kind or (cell_of(one) is None) != (cell_of(other) is None):
            return False
        shorter = min(self._ink(self._old, i), self._ink(self._new, j))
        enough = self._weights[i, j] >= _ALIKE * shorter
        return enough and self._common_share((i, j)) >= _NOT_SWALLOWED

    def _common(self, i: int, j: int) -> int:
        if self._old.blocks[i].text == self._new.blocks[j].text:
            return self._ink(self._old, i)
        return self._weights.get((i, j), 0)

    def _ink(self, document: Document, leaf: int) -> int:
        text = document.blocks[leaf].text
        return ink(text, 0, len(text))

    def _is_cell(self, leaf: int) -> bool:
        return cell_of(self._old.blocks[leaf]) is not None

    # --- cells -----------------------------------------------------------------------------------

    def _join_cells(self) -> None:
        """Joins cells at the same place of a table, whatever stands in them now.

        A row is known by those of its cells that have partners, else by its place.
        """
        tables, rows = self._tables(), self._rows()
        taken = set(rows.values())
        free = {place: leaf for leaf, place in cells(self._new) if leaf not in self._theirs}
        for leaf, place in cells(self._old):
            if leaf in self._ours or place.table not in tables:
                continue
            here = (tables[place.table], place.row)
            row = rows.get((place.table, place.row), None if here in taken else here)
            there = free.pop(Place(*row, place.column), None) if row is not None else None
            if there is not None:
                self._join(leaf, there)

    def _rows(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Which new row of which table each old one is, as far as its cells tell."""
        ours, theirs = dict(cells(self._old)), dict(cells(self._new))
        shared: Counter[tuple[tuple[int, int], tuple[int, int]]] = Counter(
            (ours[i][:2], theirs[j][:2]) for i, j in self._ours.items() if i in ours and j in theirs
        )
        return {one: other for (one, other), _count in reversed(shared.most_common())}

    def _tables(self) -> dict[int, int]:
        """Which new table each old one is: the one that has most of its cells, else the one that
        stands at its place if there are as many as before."""
        ours, theirs = dict(cells(self._old)), dict(cells(self._new))
        shared: Counter[Edge] = Counter(
            (ours[i].table, theirs[j].table)
            for i, j in self._ours.items()
            if i in ours and j in theirs
        )
        numbers = list(dict.fromkeys(place.table for place in ours.values()))
        their_numbers = list(dict.fromkeys(place.table for place in theirs.values()))
        tables: dict[int, int] = {}
        if len(numbers) == len(their_numbers):
            tables = dict(zip(numbers, their_numbers, strict=True))
        tables.update({one: other for (one, other), _count in reversed(shared.most_common())})
        return tables

    # --- parts -----------------------------------------------------------------------------------

    def _take_in_parts(self) -> None:
        """Takes in what was parted from a paragraph, or joined to it, where it stands beside it."""
        for number, pair in enumerate(self._found):
            self._found[number] = self._with_parts(pair)

    def _with_parts(self, pair: Pair) -> Pair:
        if not self._weights:
            return pair
        old, new = pair
        for leaf in (new.stop, new.start - 1):
            step = 1 if leaf == new.stop else -1
            while self._is_part(self._new, self._theirs, leaf, new, [(i, leaf) for i in old]):
                new = _grown(new, leaf)
                self._theirs[leaf] = old.start
                leaf += step
        for leaf in (old.stop, old.start - 1):
            step = 1 if leaf == old.stop else -1
            while self._is_part(self._old, self._ours, leaf, old, [(leaf, j) for j in new]):
                old = _grown(old, leaf)
                self._ours[leaf] = new.start
                leaf += step
        return Pair(old, new)

    def _is_part(
        self,
        document: Document,
        taken: Mapping[int, int],
        leaf: int,
        of: range,
        edges: Sequence[Edge],
    ) -> bool:
        if not 0 < leaf < len(document.blocks) or leaf in taken:
            return False
        block, beside = document.blocks[leaf], document.blocks[of.start]
        if block.kind != "paragraph" or beside.kind != "paragraph":
            return False
        if block.containers != beside.containers or cell_of(block) is not None:
            return False
        common = sum(self._weights.get(edge, 0) for edge in edges)
        return common >= _PART * self._ink(document, leaf)


def _grown(leaves: range, leaf: int) -> range:
    return range(min(leaves.start, leaf), max(leaves.stop, leaf + 1))


# --- what is the same ----------------------------------------------------------------------------


def _keys(document: Document) -> list[object]:
    """What each leaf is told by; None for the headline, which has its partner."""
    return [None, *(_key(block) for block in document.blocks[1:])]


def _key(block: Block) -> tuple[str, str]:
    """Words are told by themselves, whatever they are set in; a picture by where it comes from,
    but for what a site asks of it (`?w=640`)."""
    if block.kind == "picture":
        shown = next(span.style for span in block.spans if isinstance(span.style, Picture))
        return "picture", _path(shown.src)
    return "words", block.text


def _path(src: str) -> str:
    try:
        return urlsplit(src).path or src
    except ValueError:  # an address that no parser reads: "http://[::1"
        return src


def _places(keys: Sequence[object]) -> dict[object, list[int]]:
    places: dict[object, list[int]] = defaultdict(list)
    for leaf, key in enumerate(keys):
        if key is not None:
            places[key].append(leaf)
    return places


# --- what is alike -------------------------------------------------------------------------------


def _weights(ours: Sequence[str], theirs: Sequence[str]) -> dict[Edge, int]:
    """How many characters of each old paragraph stand in each new one, where any do."""
    one, other = "\n".join(ours), "\n".join(theirs)
    starts, their_starts = _starts(ours), _starts(theirs)
    weights: dict[Edge, int] = defaultdict(int)
    for match in align(one, other).matches:
        across = match.new - match.old
        at = match.old
        while at < match.old_end:
            i, j = bisect_right(starts, at) - 1, bisect_right(their_starts, at + across) - 1
            end = match.old_end
            if match.same:
                end = min(end, starts[i + 1], their_starts[j + 1] - across)
            weights[i, j] += ink(one, at, end)
            at = end
    return weights


def _starts(texts: Sequence[str]) -> list[int]:
    """Where each text starts among all, and where one after the last would."""
    return [0, *accumulate(len(text) + 1 for text in texts)]
