"""Where a passage went: the judgement over the stretches of it that survive."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reader.anchoring.matching import Match
from reader.anchoring.swaps import swapped
from reader.anchoring.words import ink, same_words, words_of
from reader.model import Passage, trimmed
from reader.values import dataclass

if TYPE_CHECKING:
    from reader.anchoring.alignment import Alignment

SURVIVES = 0.5
"""Share of its characters that a passage must keep to be the same one, changed."""

SURVIVES_ELSEWHERE = 0.55
"""The same where some of them have moved."""

AGREES = 0.5
"""Like SURVIVES, over the characters at both places: what was taken in counts against it."""

AGREES_FRAMED = 0.6
"""The same for all that stands between the ends of a passage, to be taken before any part of it."""

AGREES_FRAMED_AT_LEAST = 0.45
"""The same where no part of it is enough."""

AGREES_SWAPPED = 0.55
"""The same where words changed places, of which there are always some nearby."""

SHORT = 20
"""Up to so many characters a passage proves nothing by itself: its neighbours must be there."""

SHORT_NEIGHBOURS = 0.2
"""Share of the neighbours of a short passage that must stand beside it."""

AROUND = 30
"""Code points on both sides that are a passage's neighbours."""

_FREE = 20
_COST = 0.4
"""A survivor that is parted from the others by more than `_FREE` inserted characters is worth
that much less for each."""

_FAR = 0.5
_FAR_AT_LEAST = 40
"""What is parted by more than this share of the passage is another part of it."""

_ROOM = 8
"""Changed words at an end are taken in if they are not longer than they were by more than this."""

_OUTERMOST = 8
"""Words at an end of a passage that are looked for right beside its place."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a passage is now, and what speaks for it: shares between 0 and 1."""

    passage: Passage
    survives: float
    agrees: float
    neighbours: float
    moved: bool
    same: bool


class _Part(NamedTuple):
    """A stretch of a passage that survives, and which of all matches it belongs to."""

    number: int
    match: Match


def carry(alignment: Alignment, passage: Passage) -> Carried | None:
    """Where the words of a passage are now; None if they are gone."""
    if passage.end > len(alignment.old) or not passage.of(alignment.old).strip():
        return None
    parts = [_Part(*each) for each in alignment.within(passage.start, passage.end)]
    if not parts:
        return None
    is_framed = _is_framed(alignment, passage, parts)
    framed = _judged(alignment, passage, parts, AGREES_FRAMED_AT_LEAST) if is_framed else None
    if framed and framed.agrees >= AGREES_FRAMED:
        return framed
    return (
        _judged(alignment, passage, _worth_most(alignment, passage, parts), AGREES)
        or framed
        or _with_swaps(alignment, passage, parts)
    )


def _is_framed(alignment: Alignment, passage: Passage, parts: Sequence[_Part]) -> bool:
    """Whether both ends of a passage stand with what is beside them, in the same lines.

    Then the passage is what stands between: words put into a sentence do not part it.
    """
    first, last = (alignment.matches[part.number] for part in (parts[0], parts[-1]))
    goes_on = first.old < passage.start and passage.end < last.old_end
    return goes_on and all(
        _in_same_lines(alignment, one.match, other.match) for one, other in pairwise(parts)
    )


def _in_same_lines(alignment: Alignment, one: Match, other: Match) -> bool:
    """Whether two matches follow each other in both texts, without a line more in the new one."""
    gone, come = alignment.old[one.old_end : other.old], alignment.new[one.new_end : other.new]
    follows = one.moved == other.moved and one.new_end <= other.new
    return follows and come.count("\n") <= gone.count("\n")


def _with_swaps(alignment: Alignment, passage: Passage, parts: Sequence[_Part]) -> Carried | None:
    nearby = [_Part(-1, match) for match in swapped(alignment, passage)]
    if not nearby:
        return None
    most = _worth_most(alignment, passage, [*parts, *nearby])
    return _judged(alignment, passage, most, AGREES_SWAPPED)


def _judged(
    alignment: Alignment, passage: Passage, parts: Sequence[_Part], agrees: float
) -> Carried | None:
    """The place of these parts of a passage, unless they are too little of it."""
    old, new = alignment.old, alignment.new
    whole = ink(old, passage.start, passage.end)
    kept = sum(alignment.kept(part.match) for part in parts)
    is_moved = any(part.match.moved for part in parts)
    if kept < (SURVIVES_ELSEWHERE if is_moved else SURVIVES) * whole:
        return None
    here = trimmed(new, _stretched(alignment, passage, parts))
    if here is None:
        return None
    agreement = 2 * kept / (whole + ink(new, here.start, here.end))
    neighbours = _neighbours(alignment, passage, here)
    if agreement < agrees or (whole <= SHORT and neighbours < SHORT_NEIGHBOURS):
        return None
    same = same_words(passage.of(old), here.of(new))
    return Carried(here, kept / whole, min(1.0, agreement), neighbours, is_moved, same)


def _worth_most(alignment: Alignment, passage: Passage, parts: Sequence[_Part]) -> Sequence[_Part]:
    """The parts, one after the other in the new text, that are worth most together.

    What survives counts, what was inserted between costs: the maximum sum of a run
    (Kadane; Bentley 1984).
    """
    parts = sorted(parts, key=lambda part: part.match.new)
    whole = ink(alignment.old, passage.start, passage.end)
    far = max(_FAR * whole, _FAR_AT_LEAST)
    most, best = -1.0, (0, 0)
    worth, start = 0.0, 0
    for index, part in enumerate(parts):
        inserted = _inserted(parts[index - 1].match, part.match) if index else 0
        worth -= _COST * max(0, inserted - _FREE)
        if worth < 0 or inserted > far:
            worth, start = 0.0, index
        worth += alignment.kept(part.match)
        if worth >= most:
            most, best = worth, (start, index + 1)
    return parts[slice(*best)]


def _inserted(last: Match, match: Match) -> int:
    """How much more stands between two matches than did."""
    between = match.old - last.old_end if match.old >= last.old_end else 0
    return max(0, match.new - last.new_end) - between


# --- ends ----------------------------------------------------------------------------------------


def _stretched(alignment: Alignment, passage: Passage, parts: Sequence[_Part]) -> Passage:
    """From the first part to the last, with changed words at the ends that were the passage's."""
    first = parts[0]
    last = max(parts, key=lambda part: part.match.new_end)
    start, end = first.match.new, last.match.new_end
    if passage.start < first.match.old:
        start = _widened_start(alignment, passage.start, first)
    if passage.end > last.match.old_end:
        end = _widened_end(alignment, passage.end, last)
    return Passage(start, max(start, end))


def _widened_start(alignment: Alignment, edge: int, first: _Part) -> int:
    old, new = alignment.old, alignment.new
    start, lost = first.match.new, first.match.old - edge
    before = alignment.matches[first.number - 1] if first.number > 0 else None
    old_end, new_end = (before.old_end, before.new_end) if before else (0, 0)
    if first.number >= 0:
        gone, come = old[old_end : first.match.old], new[new_end:start]
        start -= _instead(gone[::-1], come[::-1], lost)
    ours = words_of(old, edge, first.match.old)
    theirs = words_of(new, max(0, start - 2 * lost - _ROOM), start)
    same = _own(ours.keys[::-1], theirs.keys[::-1])
    return theirs.starts[-same] if same else start


def _widened_end(alignment: Alignment, edge: int, last: _Part) -> int:
    old, new, matches = alignment.old, alignment.new, alignment.matches
    end, lost = last.match.new_end, edge - last.match.old_end
    after = matches[last.number + 1] if last.number + 1 < len(matches) else None
    old_start, new_start = (after.old, after.new) if after else (len(old), len(new))
    if last.number >= 0:
        end += _instead(old[last.match.old_end : old_start], new[end:new_start], lost)
    ours = words_of(old, last.match.old_end, edge)
    theirs = words_of(new, end, min(len(new), end + 2 * lost + _ROOM))
    same = _own(ours.keys, theirs.keys)
    return theirs.ends[same - 1] if same else end


def _instead(gone: str, come: str, lost: int) -> int:
    """How many of the characters that came stand for the first `lost` of those that are gone.

    All, if nothing else is gone; up to the end of the same line, if the lost ones end a line.
    """
    if gone[lost : lost + 1] == "\n" and gone.count("\n") == come.count("\n"):
        lines = come.split("\n")[: gone.count("\n", 0, lost) + 1]
        size = len("\n".join(lines))
    elif lost <= len(gone) and not gone[lost:].strip():
        size = len(come)
    else:
        return 0
    return size if size <= lost + _ROOM else 0


def _own(lost: Sequence[str], beside: Sequence[str]) -> int:
    """How many of the words beside a place are the passage's own, whoever has been given them.

    Both begin next to the place. Either the nearest of the lost words, if a letter or a digit is
    in them, or the outermost, such as the full stop that ended the passage.
    """
    same = 0
    while same < min(len(lost), len(beside)) and lost[same] == beside[same]:
        same += 1
    if any(key.isalnum() for key in lost[:same]):
        return same
    sizes = range(min(len(lost), len(beside), _OUTERMOST), 0, -1)
    return next((size for size in sizes if lost[-size:] == beside[:size]), 0)


# --- neighbours ----------------------------------------------------------------------------------


def _neighbours(alignment: Alignment, passage: Passage, here: Passage) -> float:
    """Share of what stood around the passage that stands around it now; 1 if nothing did."""
    sides = [
        (max(0, passage.start - AROUND), passage.start),
        (passage.end, min(len(alignment.old), passage.end + AROUND)),
    ]
    stood = sum(ink(alignment.old, *side) for side in sides)
    if not stood:
        return 1.0
    stands = sum(
        alignment.kept(match)
        for side in sides
        for _index, match in alignment.within(*side)
        if here.start - 2 * AROUND <= match.new and match.new_end <= here.end + 2 * AROUND
    )
    return stands / stood
