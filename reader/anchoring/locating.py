"""Find quotes in a text when the text that they are from is not known.

All quotes that are looked for tell of one old text: with their context, at the places where they
stood, they are that text with holes in it, and from there on it is as if it had been kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from reader.anchoring.alignment import Alignment
from reader.anchoring.carrying import AROUND
from reader.anchoring.found import SURE, Found
from reader.model import Anchor, Passage, trimmed

LONG = 20
"""From this many code points on, the words of a quote are trusted without their neighbours."""

_HOLE = f"\n{' ' * AROUND}\n"
"""Wide enough that what stands beyond it is nobody's neighbour."""

_TIED = 0.5
"""The score where the words stand several times and nothing tells the places apart."""

_MOST = 100
"""Places of a quote that are looked at."""


def located(text: str, anchors: Sequence[Anchor]) -> list[Found | None]:
    """Where each anchor's words stand in a text; None where they do not stand."""
    found = [_where_it_was(text, anchor) for anchor in anchors]
    if all(found):
        return found
    old, passages = stitched(anchors)
    alignment = Alignment(old, text)
    return [
        here or _literally(text, anchor, alignment.carry(passage))
        for here, anchor, passage in zip(found, anchors, passages, strict=True)
    ]


def _where_it_was(text: str, anchor: Anchor) -> Found | None:
    """The place of a quote that stands with all its context where it stood."""
    start, end = anchor.start, anchor.start + len(anchor.exact)
    stands = (
        start >= 0
        and text.startswith(anchor.exact, start)
        and text.endswith(anchor.prefix, 0, start)
        and text.startswith(anchor.suffix, end)
    )
    here = trimmed(text, Passage(start, end)) if stands else None
    return Found(here, "exact", 1.0) if here else None


def _literally(text: str, anchor: Anchor, found: Found | None) -> Found | None:
    """What was found, unless the very words speak for another place."""
    whole = anchor.prefix + anchor.exact + anchor.suffix
    starts = [place + len(anchor.prefix) for place in _occurrences(text, whole)]
    if found and (not starts or found.passage.start in starts):
        return found if len(starts) < 2 else Found(found.passage, "unsure", _TIED)
    if starts:
        return _nearest(text, anchor, starts, "exact", 1.0)
    if len(anchor.exact) >= LONG:
        return _nearest(text, anchor, _occurrences(text, anchor.exact), "moved", SURE)
    return None


def _nearest(
    text: str, anchor: Anchor, starts: Sequence[int], how: Literal["exact", "moved"], score: float
) -> Found | None:
    """The place of an anchor's words nearest to where they were; unsure if there are several."""
    start = min(starts, key=lambda start: abs(start - anchor.start), default=0)
    here = trimmed(text, Passage(start, start + len(anchor.exact))) if starts else None
    if here is None:
        return None
    return Found(here, how, score) if len(starts) == 1 else Found(here, "unsure", _TIED)


def _occurrences(text: str, words: str) -> list[int]:
    """Where words stand, as far as `_MOST` places."""
    places: list[int] = []
    start = text.find(words) if words else -1
    while start >= 0 and len(places) < _MOST:
        places.append(start)
        start = text.find(words, start + 1)
    return places


def stitched(anchors: Sequence[Anchor]) -> tuple[str, list[Passage]]:
    """The old text as far as anchors tell it, and where each one's quote stands in that.

    Contexts that overlap and agree become one; between others there is a hole.
    """
    pieces: list[str] = []
    passages = [Passage(0, 0)] * len(anchors)
    known, length, reach = "", 0, 0
    for index in sorted(range(len(anchors)), key=lambda index: _first(anchors[index])):
        anchor = anchors[index]
        words = anchor.prefix + anchor.exact + anchor.suffix
        overlap = reach - _first(anchor)
        if not _agree(known, words, overlap):
            pieces.append(_HOLE)
            length += len(_HOLE)
            known, overlap, reach = "", 0, _first(anchor)
        start = length - overlap + len(anchor.prefix)
        passages[index] = Passage(start, start + len(anchor.exact))
        more = words[overlap:]
        pieces.append(more)
        known += more
        length += len(more)
        reach += len(more)
    return "".join(pieces), passages


def _agree(known: str, words: str, overlap: int) -> bool:
    """Whether the last `overlap` characters that are known are what the words begin with."""
    if not 0 < overlap <= len(known):
        return False
    return known.startswith(words[:overlap], len(known) - overlap)


def _first(anchor: Anchor) -> int:
    return anchor.start - len(anchor.prefix)
