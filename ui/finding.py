"""Where what was searched for stands in a text. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from reader.model import Passage
from reader.query import parse
from reader.text import Folded, fold

MOST = 10_000
"""Hits that are looked for; a page with more is searched with too few letters."""

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘‚‛‹›′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)


def first_hit(text: str, typed: str) -> Passage | None:
    """The first place of what was typed, as a whole if it stands so, else of the first word found.

    Compared as search compares: without case and marks, from the start of a word.
    """
    folded = fold(text)
    wanted = fold(" ".join(words.text for words in parse(typed).words)).text.split()
    for words in ([wanted] if len(wanted) > 1 else []) + [[word] for word in wanted]:
        found = re.compile(r"(?<!\w)" + _phrase(words)).search(folded.text)
        if found:
            return Passage(*folded.original(found.start(), found.end()))
    return None


def all_hits(text: str, typed: str, *, exactly: bool = False) -> tuple[Passage, ...]:
    """Every place of what was typed as one phrase, in text order, at most MOST of them.

    Within words too; white space stands for any white space. Unless `exactly`, case, accents,
    vowel marks and the kind of quotes and dashes do not count.
    """
    if exactly:
        words = typed.split()
        return _found(_phrase(words), text, None) if words else ()
    words = fold(typed.translate(_ALIKE)).text.split()
    if not words:
        return ()
    folded = _folded(text)
    return _found(_phrase(words), folded.text, folded)


@lru_cache(maxsize=2)
def _folded(text: str) -> Folded:
    """The folded text, kept while one types on."""
    return fold(text.translate(_ALIKE))


def _found(pattern: str, text: str, folded: Folded | None) -> tuple[Passage, ...]:
    places = (match.span() for match in islice(re.finditer(pattern, text), MOST))
    return tuple(Passage(*(folded.original(*place) if folded else place)) for place in places)


def near(hits: Sequence[Passage], offset: int) -> int:
    """Index of the first hit that begins at or after an offset; the first of all where none does.

    There must be hits.
    """
    return bisect_left(hits, offset, key=lambda hit: hit.start) % len(hits)


def _phrase(words: Sequence[str]) -> str:
    # Folding sets CJK characters apart: neighbours of the original have two spaces between them.
    return r"\s+".join(re.escape(word) for word in words)
