"""A comparison as one list of pieces, in which every character of both texts has its place."""

from __future__ import annotations

from collections.abc import Iterator

from reader.anchoring.pieces import Op, Piece
from reader.model import Document, Passage
from reader.revisions.comparison import Comparison, Row


def pieces(comparison: Comparison) -> tuple[Piece, ...]:
    """The pieces in the order of the new text; what was removed stands where it stood.

    Without the deleted ones they are the new text in order; the old text in order are those that
    have some of it, sorted by where. The newline after a paragraph goes with the paragraph.
    """
    found: list[Piece] = []
    for row in comparison.rows:
        for piece in (*_of_row(row), *_joint(comparison, row)):
            _append(found, piece)
    return tuple(found)


def _of_row(row: Row) -> Iterator[Piece]:
    same: Op = "moved" if row.kind == "moved" else "equal"
    for run in row.runs:
        op = same if run.op == "kept" else "deleted" if run.op == "removed" else "inserted"
        yield Piece(op, run.old, run.new)


def _joint(comparison: Comparison, row: Row) -> Iterator[Piece]:
    """The newline that a row ends with, on the sides on which another paragraph follows."""
    old = _newline(comparison.old, row.old, comparison.passage(row, "old").end)
    new = _newline(comparison.new, row.new, comparison.passage(row, "new").end)
    if len(old) and len(new):
        yield Piece("moved" if row.kind == "moved" else "equal", old, new)
    elif len(old):
        yield Piece("deleted", old, new)
    elif len(new):
        yield Piece("inserted", old, new)


def _newline(document: Document, leaves: range, end: int) -> Passage:
    follows = leaves and leaves.stop < len(document.blocks)
    return Passage(end, end + 1) if follows else Passage(end, end)


def _append(found: list[Piece], piece: Piece) -> None:
    """Puts a piece behind the others; one that goes on where the last ended, or takes the place
    of what it deleted, is one with it."""
    last = found[-1] if found else None
    joined = _joined(last, piece) if last is not None else None
    if joined is None:
        found.append(piece)
    else:
        found[-1] = joined


def _joined(last: Piece, piece: Piece) -> Piece | None:
    goes_on = last.old.end == piece.old.start and last.new.end == piece.new.start
    if not goes_on:
        return None
    old, new = Passage(last.old.start, piece.old.end), Passage(last.new.start, piece.new.end)
    if last.op == piece.op:
        return Piece(last.op, old, new)
    if last.op in ("deleted", "replaced") and piece.op == "inserted":
        return Piece("replaced", old, new)
    return None
