"""Describe a passage by its words and what stands around them; find words that someone typed."""

from __future__ import annotations

import re
import unicodedata

from reader.model import Anchor, Passage, trimmed

CONTEXT = 100
"""Code points kept on both sides of a quote."""


def describe(text: str, passage: Passage, *, context: int = CONTEXT) -> Anchor:
    """The anchor of a passage: its words and up to `context` code points on both sides."""
    return Anchor(
        exact=passage.of(text),
        prefix=text[max(0, passage.start - context) : passage.start],
        suffix=text[passage.end : passage.end + context],
        start=passage.start,
    )


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
