"""Words as an alignment sees them: runs of letters, runs of digits, and each other sign.

In scripts without spaces each character is a word. White space is none, so that a paragraph
broken in two has the same words as before; nor does case count, nor the look of quotes and dashes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from reader.patterns import pattern

_SPACELESS = (
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d\u3099\u309a"
)
_LETTER = f"[^\\W\\d{_SPACELESS}]"
# Finer than `reader.text.words`: there "3.000" and "400m" are one word, here each part of them can
# change alone.
_WORD = pattern(f"\\d+[{_MARKS}]*|{_LETTER}+(?:[{_MARKS}]+{_LETTER}*)*|\\S[{_MARKS}]*")
_JOINED = pattern(f"(?:{_LETTER}|[\\d{_MARKS}])(?:{_LETTER}|[\\d{_MARKS}])|.[{_MARKS}]", re.DOTALL)

_LOOKS = str.maketrans("‘’‚‛“”„‟«»‐‑‒–—−", '\'\'\'\'""""""------')

_LONGEST = 10
"""Letters of a word that count; a longer word says no more about where it stands."""


class Words(NamedTuple):
    """The words of a stretch of text: where they start and end in it, and what they are."""

    starts: list[int]
    ends: list[int]
    keys: list[str]


def words_of(text: str, start: int = 0, end: int | None = None) -> Words:
    """The words of `text[start:end]`, at offsets of the whole text."""
    found = list(_WORD.finditer(text, start, len(text) if end is None else end))
    return Words(
        [match.start() for match in found],
        [match.end() for match in found],
        alike("\n".join([match.group() for match in found])).split("\n") if found else [],
    )


def alike(text: str) -> str:
    """A text as words are compared: without case and the look of quotes and dashes."""
    return text.translate(_LOOKS).casefold()


def same_words(one: str, other: str) -> bool:
    """Whether only white space and the look of quotes and dashes tell two texts apart."""
    return one == other or one.translate(_LOOKS).split() == other.translate(_LOOKS).split()


@lru_cache(maxsize=1 << 16)
def weight(key: str) -> float:
    """How much a word says of where it stands: its letters; 2 in a script without spaces."""
    if len(key) == 1:
        return 2.0 if key > "\u0e00" and key.isalnum() else 1.0
    return float(min(len(key), _LONGEST))


def running_weights(keys: list[str]) -> list[float]:
    """`result[j] - result[i]` is the weight of the words from i up to j."""
    return [0.0, *accumulate(map(weight, keys))]


def ink(text: str, start: int, end: int) -> int:
    """The characters of `text[start:end]` that are not white space."""
    return len("".join(text[start:end].split()))


def parts_a_word(text: str, at: int) -> bool:
    """Whether an offset lies within a word."""
    return 0 < at < len(text) and _JOINED.match(text, at - 1) is not None
