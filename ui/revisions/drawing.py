"""What is drawn on the pages of a comparison: which words are gone or new, and what moved."""

from __future__ import annotations

from collections.abc import Iterator

from reader.model import Passage
from reader.revisions import Comparison, Difference, Run
from reader.revisions.comparison import Side, of_leaves
from reader.revisions.interleaved import Interleaved
from ui.revisions import words
from ui.revisions.page import Drawing, Sign


def of_side(comparison: Comparison, side: Side, *, small: bool) -> Drawing:
    """What is drawn on the page of one of the two texts."""
    op = "removed" if side == "old" else "added"
    runs = [run for row in comparison.rows for run in row.runs if run.op == op]
    runs.sort(key=lambda run: run.old if side == "old" else run.new)
    large = [place(run, side) for run in runs if not run.small]
    return Drawing(
        removed=large if side == "old" else (),
        added=large if side == "new" else (),
        small=[place(run, side) for run in runs if run.small] if small else (),
        changed=sorted(_bars(comparison, side, small=small)),
        signs=tuple(_signs(comparison, side)),
    )


def of_both(woven: Interleaved, *, small: bool) -> Drawing:
    """What is drawn on the page of the two texts in one."""
    comparison = woven.comparison
    both = [*woven.only("old", small=True), *woven.only("new", small=True)]
    return Drawing(
        removed=woven.only("old"),
        added=woven.only("new"),
        small=sorted(both) if small else (),
        changed=sorted(
            woven.difference(each) for each in comparison.differences if small or not each.small
        ),
        signs=tuple(_woven_signs(woven)),
    )


def place(of: Difference | Run, side: Side) -> Passage:
    """Where a difference or a run stands on one side."""
    return of.old if side == "old" else of.new


def _bars(comparison: Comparison, side: Side, *, small: bool) -> Iterator[Passage]:
    for difference in comparison.differences:
        here = place(difference, side)
        row = comparison.rows[difference.row]
        if (small or not difference.small) and (len(here) or row.kind in ("changed", "moved")):
            yield here


# --- what moved ----------------------------------------------------------------------------------


def _signs(comparison: Comparison, side: Side) -> Iterator[Sign]:
    """On the old side the paragraphs that were moved away, on the new one those that came."""
    for difference in moves(comparison):
        way = words.way(comparison, difference)
        said = words.moved_away(way) if side == "old" else words.moved(way)
        yield Sign(place(difference, side), said, difference.row)


def _woven_signs(woven: Interleaved) -> Iterator[Sign]:
    """The paragraphs that moved, where they stand now."""
    for difference in moves(woven.comparison):
        said = words.moved(words.way(woven.comparison, difference))
        yield Sign(woven.difference(difference), said, difference.row)


def moves(comparison: Comparison) -> Iterator[Difference]:
    return (each for each in comparison.differences if each.kind == "moved")


def where_it_stood(woven: Interleaved, difference: Difference) -> Passage | None:
    """On the page of both: what now stands where a paragraph was before it moved."""
    comparison = woven.comparison
    row = comparison.rows[difference.row]
    staying = [
        each
        for each in comparison.rows
        if each.kind in ("same", "changed") and each.old.start > row.old.start
    ]
    if not staying:
        return None
    following = min(staying, key=lambda each: each.old.start)
    return woven.passage("new", of_leaves(comparison.new, following.new))
