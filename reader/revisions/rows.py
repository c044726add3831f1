"""In which rows two revisions are compared: what moved, and where what is gone stood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reader.anchoring.chains import heaviest
from reader.anchoring.words import ink
from reader.model import Document
from reader.revisions.comparison import Row, RowKind, of_leaves
from reader.revisions.pairs import Pair, Pairs
from reader.revisions.runs import runs_of
from reader.revisions.tables import place_of, tall_tables


def rows_of(old: Document, new: Document) -> Iterator[Row]:
    """The rows of a comparison, in the order of reading."""
    pairs = Pairs(old, new)
    in_order = _in_order(old, pairs)
    elsewhere = [each for each in pairs.found() if each not in in_order]
    moved = {each for each in elsewhere if pairs.may_move(each)}
    for each in elsewhere:
        if each not in moved:
            pairs.part(each)
    for pair in _in_order_of_reading(old, new, pairs.found(), moved):
        yield _row(old, new, pair, is_moved=pair in moved)


def _row(old: Document, new: Document, pair: Pair, *, is_moved: bool) -> Row:
    ours, theirs = of_leaves(old, pair.old), of_leaves(new, pair.new)
    runs = runs_of(ours.of(old.text), theirs.of(new.text), ours.start, theirs.start)
    kind: RowKind = "changed"
    if not pair.old:
        kind = "added"
    elif not pair.new:
        kind = "removed"
    elif is_moved:
        kind = "moved"
    elif len(runs) == 1 and runs[0].op == "kept":
        kind = "same"
    return Row(kind, pair.old, pair.new, runs)


def _in_order(old: Document, pairs: Pairs) -> frozenset[Pair]:
    """As many pairs as can be that stand in the same order in both.

    Of two such sets the longer text, so that the shorter of two paragraphs that changed places is
    the one that moved; a pair that is not sure enough to have moved gives way.
    """
    found = pairs.found()
    inks = [_ink(old, pair) for pair in found]
    all_ink = sum(inks) or 1
    points = [
        (
            pair.old.start,
            pair.new.start,
            (1.0 if pairs.may_move(pair) else pairs.share(pair)) + own / (2 * all_ink),
        )
        for pair, own in zip(found, inks, strict=True)
    ]
    columns = 1 + max((pair.new.start for pair in found), default=0)
    chain = set(heaviest(points, columns, 0.0))
    return frozenset(each for each in found if (each.old.start, each.new.start) in chain)


def _ink(document: Document, pair: Pair) -> int:
    passage = of_leaves(document, pair.old)
    return ink(document.text, passage.start, passage.end)


# --- the order of reading ------------------------------------------------------------------------


def _in_order_of_reading(
    old: Document, new: Document, pairs: Sequence[Pair], moved: set[Pair]
) -> list[Pair]:
    """The pairs with what only one side has: the new text, and what is gone where it stood."""
    shown = _with_added(new, pairs, moved)
    gone = _gone_after(old, pairs, moved)
    ordered: list[Pair] = []
    waiting: list[int] = []
    for pair, following in zip(shown, [*shown[1:], None], strict=True):
        ordered.append(pair)
        waiting += gone.get(pair, ())
        if following is None or not _holds_together(new, pair, following):
            here = range(pair.new.stop, pair.new.stop)
            ordered += [Pair(range(leaf, leaf + 1), here) for leaf in waiting]
            waiting = []
    return ordered


def _with_added(new: Document, pairs: Sequence[Pair], moved: set[Pair]) -> list[Pair]:
    """The pairs and the leaves that only the new text has, in its order."""
    starts = {pair.new.start: pair for pair in pairs}
    shown: list[Pair] = []
    leaf, behind = 0, 0
    while leaf < len(new.blocks):
        pair = starts.get(leaf)
        if pair is None:
            pair = Pair(range(behind, behind), range(leaf, leaf + 1))
        elif pair not in moved:
            behind = pair.old.stop
        shown.append(pair)
        leaf = pair.new.stop
    return shown


def _gone_after(old: Document, pairs: Sequence[Pair], moved: set[Pair]) -> dict[Pair, list[int]]:
    """The leaves that only the old text has, by the pair behind which they stood."""
    staying = {leaf: pair for pair in pairs for leaf in pair.old if pair not in moved}
    paired = {leaf for pair in pairs for leaf in pair.old}
    gone: dict[Pair, list[int]] = {}
    last = staying[0]
    for leaf in range(len(old.blocks)):
        if leaf not in paired:
            gone.setdefault(last, []).append(leaf)
        last = staying.get(leaf, last)
    return gone


def _holds_together(new: Document, pair: Pair, following: Pair) -> bool:
    """Whether nothing can be put between two paragraphs: a row of a table goes on, or a cell that
    reaches over several rows."""
    one, other = place_of(new.blocks[pair.new[-1]]), place_of(new.blocks[following.new[0]])
    if one is None or other is None or one.table != other.table:
        return False
    return one.row == other.row or one.table in tall_tables(new)
