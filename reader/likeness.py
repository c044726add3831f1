"""How much two texts have in common: a wire story in three papers is one story.

A text is the set of its runs of five words (its shingles: Broder, *On the resemblance and
containment of documents*, 1997). Of these a few are its prints, the same ones in every text that
has them (Manber, *Finding similar files in a large file system*, 1994), so that a library finds
the texts worth comparing without reading all. Pure functions of strings.
"""

from __future__ import annotations

from zlib import crc32

from reader.patterns import pattern
from reader.text import fold

RUN = 5
"""Words of a shingle; in scripts without spaces, characters."""

NEARLY = 0.5
"""From this share of the shorter text on, two texts are nearly the same."""

SAME = 0.95
"""From this share of both together on, they are the same."""

LEAST = 30
"""Shingles of a text too short to be told from another one of its kind."""

ENOUGH = 2
"""Prints that two texts have in common if they are worth comparing."""

_ONE_IN = 64
_AT_LEAST = 6
_WORD = pattern(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|\w+")


def shingles(text: str) -> frozenset[int]:
    """The runs of words of a text, as numbers of 32 bits; accents, case and signs do not count."""
    words = _WORD.findall(fold(text).text)
    return frozenset(
        crc32(" ".join(words[at : at + RUN]).encode()) for at in range(len(words) - RUN + 1)
    )


def prints(text: str) -> frozenset[int]:
    """The shingles that a library keeps of a text: one in 64, and the six smallest.

    None of a text that is too short to be compared.
    """
    found = shingles(text)
    if len(found) < LEAST:
        return frozenset()
    return frozenset((*(each for each in found if each % _ONE_IN == 0), *sorted(found)[:_AT_LEAST]))


def shared(one: frozenset[int], other: frozenset[int]) -> float:
    """Which share of the shorter text is in the longer one too, 0 to 1, by their shingles."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter >= LEAST else 0.0


def are_same(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two texts, by their shingles, say the same from beginning to end."""
    return len(one & other) >= SAME * max(len(one | other), LEAST)
