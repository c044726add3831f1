"""An alignment as pieces to draw: a word diff that can be read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Literal

from reader.anchoring.matching import Match
from reader.model import Passage
from reader.text import common_prefix
from reader.values import dataclass

Op = Literal["equal", "inserted", "deleted", "replaced", "moved"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the old text and what became of it; one of the ranges may be empty."""

    op: Op
    old: Passage
    new: Passage


def pieces_of(old: str, new: str, matches: Sequence[Match]) -> Iterator[Piece]:
    """The pieces in the order of the new text, and of the old one but for what moved.

    Every character of both texts is in one piece; no two equal ones adjoin.
    """
    last: Piece | None = None
    for piece in _all_pieces(old, new, matches):
        if last and last.op == piece.op == "equal":
            last = Piece("equal", _both(last.old, piece.old), _both(last.new, piece.new))
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def _both(one: Passage, other: Passage) -> Passage:
    return Passage(one.start, other.end)


def _all_pieces(old: str, new: str, matches: Sequence[Match]) -> Iterator[Piece]:
    moves = [match for match in matches if match.moved]
    moves_by_new = sorted(moves, key=lambda match: match.new)
    end = Match(len(old), len(old), len(new), len(new), True, False)
    at, other_at = 0, 0
    for match in [*(match for match in matches if not match.moved), end]:
        gone, come = Passage(at, match.old), Passage(other_at, match.new)
        if gone.of(old) == come.of(new):
            yield from _piece("equal", gone, come)
        else:
            yield from _changed(old, gone, moves, new, come, moves_by_new)
        yield from _piece(
            "equal" if match.same else "replaced",
            Passage(match.old, match.old_end),
            Passage(match.new, match.new_end),
        )
        at, other_at = match.old_end, match.new_end


def _piece(op: Op, old: Passage, new: Passage) -> Iterator[Piece]:
    """The piece, unless there is nothing in it."""
    if len(old) or len(new):
        yield Piece(op, old, new)


def _changed(
    old: str,
    gone: Passage,
    moves: Sequence[Match],
    new: str,
    come: Passage,
    moves_by_new: Sequence[Match],
) -> Iterator[Piece]:
    """The pieces of a stretch without a match in order."""
    here = _moves_in(come, moves_by_new, 2)
    left = _outside(gone, [Passage(move.old, move.old_end) for move in _moves_in(gone, moves, 0)])
    added = _outside(come, [Passage(move.new, move.new_end) for move in here])
    if len(left) == len(added) == 1:
        fresh = list(_replaced(old, left[0], new, added[0]))
    else:
        yield from (Piece("deleted", each, Passage(come.start, come.start)) for each in left)
        fresh = [Piece("inserted", Passage(gone.end, gone.end), each) for each in added]
    moved = [
        Piece("moved", Passage(move.old, move.old_end), Passage(move.new, move.new_end))
        for move in here
    ]
    yield from sorted([*fresh, *moved], key=lambda piece: piece.new.start)


def _replaced(old: str, gone: Passage, new: str, come: Passage) -> Iterator[Piece]:
    """Words that took the place of others, without the white space that both have around them."""
    ours, theirs = gone.of(old), come.of(new)
    head = common_prefix(ours[: _space(ours)], theirs[: _space(theirs)])
    ours, theirs = ours[head:][::-1], theirs[head:][::-1]
    tail = common_prefix(ours[: _space(ours)], theirs[: _space(theirs)])
    inner = Passage(gone.start + head, gone.end - tail), Passage(come.start + head, come.end - tail)
    yield from _piece(
        "equal", Passage(gone.start, inner[0].start), Passage(come.start, inner[1].start)
    )
    op: Op = "deleted" if not len(inner[1]) else "replaced" if len(inner[0]) else "inserted"
    yield from _piece(op, *inner)
    yield from _piece("equal", Passage(inner[0].end, gone.end), Passage(inner[1].end, come.end))


def _space(text: str) -> int:
    """How much white space a text begins with."""
    return len(text) - len(text.lstrip())


def _moves_in(within: Passage, moves: Sequence[Match], side: Literal[0, 2]) -> Sequence[Match]:
    low = bisect_right(moves, within.start - 1, key=lambda match: match[side])
    high = bisect_right(moves, within.end - 1, key=lambda match: match[side])
    return moves[low:high]


def _outside(within: Passage, taken: Sequence[Passage]) -> list[Passage]:
    left, at = [], within.start
    for each in [*taken, Passage(within.end, within.end)]:
        if at < each.start:
            left.append(Passage(at, each.start))
        at = each.end
    return left
