"""Where a passage went: the judgement over the stretches of it that survive."""

from __future__ import annotations

from collections.abc import Sequence
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
    carried = _judged(alignment, passage, parts, AGREES)
    if carried is None and parts:
        nearby = [_Part(-1, match) for match in swapped(alignment, passage)]
        if nearby:
            carried = _judged(alignment, passage, [*parts, *nearby], AGREES_SWAPPED)
    return carried


def _judged(
    alignment: Alignment, passage: Passage, parts: Sequence[_Part], agrees: float
) -> Carried | None:
    if not parts:
        return None
    old, new = alignment.old, alignment.new
    whole = ink(old, passage.start, passage.end)
    best = _worth_most(alignment, sorted(parts, key=lambda part: part.match.new), whole)
    kept = sum(alignment.kept(part.match) for part in best)
    is_moved = any(part.match.moved for part in best)
    if kept < (SURVIVES_ELSEWHERE if is_moved else SURVIVES) * whole:
        return None
    here = trimmed(new, _stretched(alignment, passage, best))
    if here is None:
        return None
    agreement = 2 * kept / (whole + ink(new, here.start, here.end))
    neighbours = _neighbours(alignment, passage, here)
    if agreement < agrees or (whole <= SHORT and neighbours < SHORT_NEIGHBOURS):
        return None
    same = same_words(passage.of(old), here.of(new))
    return Carried(here, kept / whole, min(1.0, agreement), neighbours, is_moved, same)


def _worth_most(alignment: Alignment, parts: Sequence[_Part], whole: int) -> Sequence[_Part]:
    """The parts, one after the other in the new text, that are worth most together.

    What survives counts, what was inserted between costs: the maximum sum of a run
    (Kadane; Bentley 1984).
    """
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
    if passage.start < first.match.old == min(part.match.old for part in parts):
        start = _widened_start(alignment, passage.start, first)
    if passage.end > last.match.old_end == max(part.match.old_end for part in parts):
        end = _widened_end(alignment, passage.end, last)
    return Passage(start, max(start, end))


def _widened_start(alignment: Alignment, edge: int, first: _Part) -> int:
    old, new = alignment.old, alignment.new
    start, lost = first.match.new, first.match.old - edge
    before = alignment.matches[first.number - 1] if first.number > 0 else None
    old_end, new_end = (before.old_end, before.new_end) if before else (0, 0)
    is_ours = first.number >= 0 and not old[old_end:edge].strip()
    if is_ours and 0 <= start - new_end <= lost + _ROOM:
        start = new_end
    ours = words_of(old, edge, first.match.old)
    theirs = words_of(new, max(0, start - 2 * lost - _ROOM), start)
    same = _same_from_start(ours.keys[::-1], theirs.keys[::-1])
    return theirs.starts[-same] if same else start


def _widened_end(alignment: Alignment, edge: int, last: _Part) -> int:
    old, new, matches = alignment.old, alignment.new, alignment.matches
    end, lost = last.match.new_end, edge - last.match.old_end
    after = matches[last.number + 1] if last.number + 1 < len(matches) else None
    old_start, new_start = (after.old, after.new) if after else (len(old), len(new))
    is_ours = last.number >= 0 and not old[edge:old_start].strip()
    if is_ours and 0 <= new_start - end <= lost + _ROOM:
        end = new_start
    ours = words_of(old, last.match.old_end, edge)
    theirs = words_of(new, end, min(len(new), end + 2 * lost + _ROOM))
    same = _same_from_start(ours.keys, theirs.keys)
    return theirs.ends[same - 1] if same else end


def _same_from_start(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with; 0 if there is no letter or digit in them.

    Those are the passage's words right beside it, whoever the alignment gave them to.
    """
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return same if any(key.isalnum() for key in one[:same]) else 0


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
