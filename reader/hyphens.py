"""Where words may be broken at the end of a justified line, by the patterns of their language.

The patterns are Hunspell's, as pyphen brings them; the algorithm is Liang's, "Word Hy-phen-a-tion
by Com-put-er" (Stanford, 1983). Only what is shown is broken: the text that passages are offsets of
has no soft hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

_WORD = re.compile(r"(?<![\w@/._\u0300-\u036f-])[^\W\d_]{6,64}(?![\w@/_\u0300-\u036f-]|\.\w)")
"""What may be broken; a word of thousands of letters would take long and is none."""
_BEFORE, _AFTER = 2, 3
"""Letters that stay together at the beginning and at the end of a word."""
_SAME_AS = {"no": "nb", "ms": "id"}
"""Languages that are broken by the patterns of another."""

Breaks = Callable[[str], tuple[int, ...]]


def soft_hyphens(text: str, lang: str | None) -> tuple[int, ...]:
    """Ascending offsets in a text, in code points, before which a soft hyphen may be shown.

    None in words under six letters, with capitals inside, with a hyphen or digits, in addresses
    and names of files, and none at all in a language without patterns.
    """
    breaks = _breaks_of(lang.lower()) if lang else None
    if breaks is None:
        return ()
    return tuple(
        word.start() + offset for word in _WORD.finditer(text) for offset in breaks(word.group())
    )


@cache
def _breaks_of(lang: str) -> Breaks | None:
    """What finds the breaks in a word of this language; None where there are no patterns."""
    # Here and not above: a page is ragged unless someone asks.
    import pyphen

    language, *more = lang.replace("-", "_").split("_")
    name = pyphen.language_fallback("_".join([_SAME_AS.get(language, language), *more]))
    if name is None:
        return None
    patterns = _read(pyphen.LANGUAGES[name])
    longest = max(map(len, patterns))

    @lru_cache(maxsize=20_000)
    def breaks(word: str) -> tuple[int, ...]:
        return tuple(_places(word, patterns, longest))

    return breaks


# --- patterns ------------------------------------------------------------------------------------

_NO_LETTERS = re.compile(r"[0-9 \t\r]")
_HEX = re.compile(r"\^\^([0-9a-f]{2})")
_CHARSETS = {"microsoft-cp1251": "cp1251"}


def _read(file: Path) -> Mapping[str, str]:
    """Each pattern as its file writes it, by its letters.

    pyphen takes each apart as it reads them, 1.4 s for the 78,000 of German; only those that a
    word meets are needed, and this way they are there in a tenth of that.
    """
    charset, _, rest = file.read_bytes().partition(b"\n")
    named = charset.strip().decode("ascii").lower()
    text = rest.decode(_CHARSETS.get(named, named))
    text = _HEX.sub(lambda found: chr(int(found.group(1), 16)), text)
    lines = zip(_NO_LETTERS.sub("", text).split("\n"), text.split("\n"), strict=True)
    patterns = {
        letters: pattern
        for letters, pattern in lines
        if letters != pattern.strip() and not pattern.startswith(("%", "#"))
    }
    for changing in [each for each in patterns if "/" in each]:
        patterns[changing.partition("/")[0]] = patterns.pop(changing)
    return patterns


def _places(word: str, patterns: Mapping[str, str], longest: int) -> Iterator[int]:
    """The breaks of a word: where the greatest number of all patterns that fit is odd."""
    dotted = f".{word.lower()}."
    if not word[1:].islower() or len(dotted) != len(word) + 2:  # "İ" has two small letters
        return
    greatest = [0] * (len(dotted) + 1)
    for start in range(len(dotted)):
        for end in range(start + 1, min(start + longest, len(dotted)) + 1):
            pattern = patterns.get(dotted[start:end])
            if pattern is not None:
                for place, number in _numbers(pattern):
                    greatest[start + place] = max(greatest[start + place], number)
    for place in range(_BEFORE, len(word) - _AFTER + 1):
        if greatest[place + 1] % 2:
            yield place


def _numbers(pattern: str) -> Iterator[tuple[int, int]]:
    """The numbers of a pattern with their places between its letters.

    A break that changes letters ("asszony" to "asz-szony") cannot be shown by a soft hyphen: its
    odd numbers count as the even ones above them, which forbid it.
    """
    shown, changes, _ = pattern.partition("/")
    place = 0
    for char in shown:
        if char in "0123456789":
            number = int(char)
            yield place, number + number % 2 if changes else number
        elif not char.isspace():
            place += 1
