"""Where words may be broken at the end of a justified line, by the patterns of their language.

The patterns are those of pyphen (Hunspell's hyphenation dictionaries); the algorithm is Liang's,
"Word Hy-phen-a-tion by Com-put-er" (Stanford, 1983). Only what is shown is broken: the text that
passages are offsets of has no soft hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

_WORD = re.compile(r"(?<![\w@/._-])[^\W\d_]{6,}(?![\w@/_-]|\.\w)")
_BEFORE, _AFTER = 2, 3
"""Letters that stay together at the beginning and at the end of a word."""

Breaks = Callable[[str], tuple[int, ...]]


def soft_hyphens(text: str, lang: str | None) -> tuple[int, ...]:
    """Ascending offsets in a text, in code points, before which a soft hyphen may be shown.

    None in words under six letters, in capitals, in addresses and names of files, and none at all
    in a language without patterns.
    """
    breaks = _breaks_of(lang.lower()) if lang else None
    if breaks is None:
        return ()
    return tuple(
        word.start() + offset
        for word in _WORD.finditer(text)
        if not word.group().isupper()
        for offset in breaks(word.group())
    )


@cache
def _breaks_of(lang: str) -> Breaks | None:
    """What finds the breaks in a word of this language; None where there are no patterns."""
    # Here and not above: a page is ragged unless someone asks.
    import pyphen

    name = pyphen.language_fallback(lang.replace("-", "_"))
    if name is None:
        return None
    patterns = pyphen.Pyphen(lang=name, left=_BEFORE, right=_AFTER)

    @lru_cache(maxsize=20_000)
    def breaks(word: str) -> tuple[int, ...]:
        return tuple(patterns.positions(word))

    return breaks
