"""Which words of a paragraph were kept, removed and added, as one would mark it by hand.

The alignment says which words stand where. Here they become runs to read: no word, number or name
is cut; what was kept between two changes is not left as an island of a word or two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from reader.anchoring import align
from reader.model import Passage
from reader.patterns import pattern
from reader.revisions.comparison import Run
from reader.text import common_prefix, words

_ISLAND = 2
"""Words that two changes swallow if those are at least as long as what is between them."""

_SHAPES = str.maketrans(
    "‘’‚‛＇“”„‟«»「」『』〝〞〟＂‐‑‒–—−\u00a0\u202f\u3000",
    "'''''" + 14 * '"' + 6 * "-" + 3 * " ",
)
"""Quotation marks, dashes and spaces by what they are, one for one."""
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\ufeff"))
_LETTER = pattern(r"\w")
_SENTENCE = pattern("[.!?…。！？؟।\n]")
_CLINGS = pattern("[\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|(?<=\u200d).", re.DOTALL)
"""What is not parted from the sign before it: emoji of several parts."""


class _Stretch(NamedTuple):
    """A range of both texts, the same in both or not."""

    start: int
    end: int
    new: int
    new_end: int
    same: bool


def runs_of(old: str, new: str, old_at: int = 0, new_at: int = 0) -> tuple[Run, ...]:
    """The runs of two paragraphs that begin at these offsets of their texts.

    What is kept and removed makes the old paragraph, what is kept and added the new one.
    """
    if old == new:
        whole = Passage(old_at, old_at + len(old)), Passage(new_at, new_at + len(new))
        return (Run("kept", *whole),) if old else ()
    stretches = _without_islands(old, new, _stretches(old, new))
    return tuple(run for each in stretches for run in _runs(old, new, each, old_at, new_at))


def _runs(old: str, new: str, each: _Stretch, old_at: int, new_at: int) -> Iterator[Run]:
    gone = Passage(old_at + each.start, old_at + each.end)
    come = Passage(new_at + each.new, new_at + each.new_end)
    if each.same:
        yield Run("kept", gone, come)
        return
    small = _is_small(old, new, each)
    if len(gone):
        yield Run("removed", gone, Passage(come.start, come.start), small)
    if len(come):
        yield Run("added", Passage(gone.end, gone.end), come, small)


def is_small(old: str, new: str) -> bool:
    """Whether only white space and the shape of signs tell the two apart."""
    return _bare(old) == _bare(new)


def _bare(text: str) -> list[str]:
    return text.translate(_SHAPES).translate(_UNSEEN).split()


# --- what was kept -------------------------------------------------------------------------------


def _stretches(old: str, new: str) -> list[_Stretch]:
    """Both texts from beginning to end; no two neighbours are the same in both."""
    within = _within_words(old), _within_words(new)
    found: list[_Stretch] = []
    at, new_at = 0, 0
    end = _Stretch(len(old), len(old), len(new), len(new), True)
    for kept in [*_kept(old, new, *within), end]:
        gap = _Stretch(at, kept.start, new_at, kept.new, False)
        for each in (*_around(old, new, gap, *within), kept):
            _append(found, each)
        at, new_at = kept.end, kept.new_end
    return found


def _append(found: list[_Stretch], each: _Stretch) -> None:
    """Puts a stretch behind the others, as one with the last if both are the same."""
    if each.start == each.end and each.new == each.new_end:
        return
    if found and found[-1].same and each.same:
        found[-1] = _both(found[-1], each)
    else:
        found.append(each)


def _both(one: _Stretch, other: _Stretch) -> _Stretch:
    return _Stretch(one.start, other.end, one.new, other.new_end, one.same)


def _kept(old: str, new: str, within: bytes, new_within: bytes) -> Iterator[_Stretch]:
    """What stands in both texts in this order, cut back to where it parts no word of either."""
    for match in align(old, new).matches:
        if not match.same or match.moved:
            continue
        start, end, across = match.old, match.old_end, match.new - match.old
        while start < end and (within[start] or new_within[start + across]):
            start += 1
        while start < end and (within[end] or new_within[end + across]):
            end -= 1
        if start < end:
            yield _Stretch(start, end, start + across, end + across, True)


def _around(
    old: str, new: str, gap: _Stretch, within: bytes, new_within: bytes
) -> Iterator[_Stretch]:
    """A gap as what both texts begin it with, what differs, and what both end it with.

    White space and signs only: words would have been matched.
    """
    ours = old[gap.start : gap.end].translate(_SHAPES)
    theirs = new[gap.new : gap.new_end].translate(_SHAPES)
    head = common_prefix(ours, theirs)
    while head and (within[gap.start + head] or new_within[gap.new + head]):
        head -= 1
    tail = common_prefix(ours[head:][::-1], theirs[head:][::-1])
    while tail and (within[gap.end - tail] or new_within[gap.new_end - tail]):
        tail -= 1
    yield from _by_shape(old, new, gap.start, gap.new, head)
    yield _Stretch(gap.start + head, gap.end - tail, gap.new + head, gap.new_end - tail, False)
    yield from _by_shape(old, new, gap.end - tail, gap.new_end - tail, tail)


def _by_shape(old: str, new: str, at: int, new_at: int, length: int) -> Iterator[_Stretch]:
    """Signs that are the same but perhaps for their shape: by turns the same and not."""
    across = new_at - at
    signs = range(at, at + length)
    for same, stretch in groupby(signs, lambda sign: old[sign] == new[sign + across]):
        run = list(stretch)
        yield _Stretch(run[0], run[-1] + 1, run[0] + across, run[-1] + 1 + across, same)


def _within_words(text: str) -> bytes:
    """For each offset of a text 1 if it parts a word or sign, else 0; the end is an offset too."""
    parts = bytearray(len(text) + 1)
    for start, end in words(text):
        parts[start + 1 : end] = b"\1" * (end - start - 1)
    for cling in _CLINGS.finditer(text):
        parts[cling.start()] = 1
    parts[0] = 0
    return bytes(parts)


# --- islands -------------------------------------------------------------------------------------


def _without_islands(old: str, new: str, stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """The stretches, those that two changes swallow made part of one."""
    found: list[_Stretch] = []
    for each in stretches:
        found.append(each)
        while len(found) > 2 and _swallowed(old, new, found[-3:]):
            found[-3:] = [_both(found[-3], found[-1])]
    return found


def _swallowed(old: str, new: str, three: Sequence[_Stretch]) -> bool:
    """Whether the middle one of three is the same, and too little to be left standing."""
    before, island, after = three
    if not island.same or _is_small(old, new, before) or _is_small(old, new, after):
        return False
    kept = old[island.start : island.end]
    if not _LETTER.search(kept):
        return not _SENTENCE.search(kept)
    if sum(1 for _word in words(kept)) > _ISLAND:
        return False
    return len(kept) <= min(_size(before), _size(after))


def _is_small(old: str, new: str, changed: _Stretch) -> bool:
    return is_small(old[changed.start : changed.end], new[changed.new : changed.new_end])


def _size(changed: _Stretch) -> int:
    return max(changed.end - changed.start, changed.new_end - changed.new)
