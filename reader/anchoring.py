"""Describe a passage so that it can be found again, and find it; pure functions of strings.

The selectors are those of the W3C Web Annotation model: a quote with its context and a
position. So far a passage is found by its exact words only; where they stand several times,
the words around decide, and where those cannot decide the answer says `unsure`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal

from reader.model import Anchor, Passage, trimmed
from reader.text import common_prefix
from reader.values import dataclass

CONTEXT = 100
"""Code points kept on both sides of a quote."""

NEIGHBOURS = 0.5
"""Share of the context that must agree for the neighbours to count as the same."""

LONG_QUOTE = 20
"""From this many code points on, words that stand once need no context to be trusted."""

SURE = 0.9
"""Below this score a place is shown as unsure."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a passage stands now, how it was found, and how sure that is (0 to 1)."""

    passage: Passage
    how: Literal["exact", "moved", "changed", "unsure"]
    score: float


def describe(text: str, passage: Passage, *, context: int = CONTEXT) -> Anchor:
    """The anchor of a passage: its words and up to `context` code points on both sides."""
    return Anchor(
        exact=passage.of(text),
        prefix=text[max(0, passage.start - context) : passage.start],
        suffix=text[passage.end : passage.end + context],
        start=passage.start,
    )


def locate(text: str, anchors: Sequence[Anchor]) -> list[Found | None]:
    """Where each anchor's words stand in a text; None where they do not stand.

    `locate(text, [describe(text, p)])[0].passage == p` for every passage of a text.
    """
    return [_locate(text, anchor) for anchor in anchors]


def carry_over(old: str, new: str, passages: Sequence[Passage]) -> list[Found | None]:
    """Where passages of an old text stand in a new one; None where their words are gone."""
    if old == new:
        return [Found(passage, "exact", 1.0) for passage in passages]
    return locate(new, [describe(old, passage) for passage in passages])


def _locate(text: str, anchor: Anchor) -> Found | None:
    if not anchor.exact:
        return None
    if _stands_at(text, anchor):
        return Found(_passage(anchor, anchor.start), "exact", 1.0)
    starts = list(_occurrences(text, anchor.exact))
    if not starts:
        return None
    ranked = sorted(
        starts, key=lambda start: (-_agreement(text, anchor, start), abs(start - anchor.start))
    )
    best = ranked[0]
    agreement = _agreement(text, anchor, best)
    rival = _agreement(text, anchor, ranked[1]) if len(ranked) > 1 else -1.0
    return _judged(_passage(anchor, best), agreement, rival)


def _judged(passage: Passage, agreement: float, rival: float) -> Found:
    if agreement == rival:
        return Found(passage, "unsure", 0.5)
    if agreement >= NEIGHBOURS:
        return Found(passage, "exact", round(0.9 + agreement / 10, 3))
    if rival < 0 and len(passage) >= LONG_QUOTE:
        return Found(passage, "moved", SURE)
    return Found(passage, "unsure", round(0.4 + agreement / 2, 3))


def _stands_at(text: str, anchor: Anchor) -> bool:
    start, end = anchor.start, anchor.start + len(anchor.exact)
    return (
        text.startswith(anchor.exact, start)
        and text.endswith(anchor.prefix, 0, start)
        and text.startswith(anchor.suffix, end)
    )


def _passage(anchor: Anchor, start: int) -> Passage:
    return Passage(start, start + len(anchor.exact))


def _occurrences(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _agreement(text: str, anchor: Anchor, start: int) -> float:
    """Share of the context, counted outward from the quote, that is the same here."""
    kept = len(anchor.prefix) + len(anchor.suffix)
    if not kept:
        return 1.0
    end = start + len(anchor.exact)
    before = text[max(0, start - len(anchor.prefix)) : start]
    after = text[end : end + len(anchor.suffix)]
    same = common_prefix(before[::-1], anchor.prefix[::-1]) + common_prefix(after, anchor.suffix)
    return same / kept


def find_quote(text: str, quote: str, prefix: str = "", suffix: str = "") -> list[Passage]:
    """Every place where typed words stand, white space of any kind being the same.

    `prefix` and `suffix`, if given, must stand right before and after.
    """
    if not quote.split():
        return []
    pattern = re.compile(
        rf"(?=(?:{_spaced(prefix)}){_gap(prefix)}(?P<quote>{_spaced(quote)}){_gap(suffix)}"
        rf"(?:{_spaced(suffix)}))"
    )
    places = {match.span("quote") for match in pattern.finditer(text)}
    passages = [trimmed(text, Passage(start, end)) for start, end in sorted(places)]
    return [passage for passage in passages if passage is not None]


def _spaced(words: str) -> str:
    composed = unicodedata.normalize("NFC", words)
    return r"\s+".join(re.escape(word) for word in composed.split())


def _gap(words: str) -> str:
    return r"\s*" if words else ""
