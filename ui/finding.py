"""Where what was searched for stands in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reader.model import Passage
from reader.text import fold


def first_hit(text: str, typed: str) -> Passage | None:
    """The first place of what was typed, as a whole if it stands so, else of the first word found.

    Compared as search compares: without case and marks, from the start of a word.
    """
    folded = fold(text)
    wanted = fold(typed.replace('"', " ")).text.split()
    for words in ([wanted] if len(wanted) > 1 else []) + [[word] for word in wanted]:
        found = _pattern(words).search(folded.text)
        if found:
            return Passage(*folded.original(found.start(), found.end()))
    return None


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    # Folding sets CJK characters apart: neighbours of the original have two spaces between them.
    return re.compile(r"(?<!\w)" + r"\s+".join(re.escape(word) for word in words))
