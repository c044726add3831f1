"""Describe a passage so that it can be found again, and find it; pure functions of strings.

The selectors are those of the W3C Web Annotation model: a quote with its context and a position.
Where the old text is kept the two texts are aligned, and a passage goes where its words went;
where only quotes are known they are made into as much of the old text as they tell.
docs/anchoring.md says how it works and how well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reader.anchoring.found import SURE, Found
from reader.anchoring.quotes import CONTEXT, describe, find_quote
from reader.model import Anchor, Passage, trimmed

if TYPE_CHECKING:
    from reader.anchoring.alignment import Alignment

__all__ = [
    "CONTEXT",
    "SURE",
    "Found",
    "align",
    "carry_over",
    "describe",
    "find_quote",
    "locate",
]


def locate(text: str, anchors: Sequence[Anchor]) -> list[Found | None]:
    """Where each anchor's words stand in a text; None where they do not stand.

    `locate(text, [describe(text, p)])[0].passage == p` for every passage of a text. Anchors of the
    same old text help each other: what one tells is context for the next.
    """
    # Here and not above, as below: the window opens without it.
    from reader.anchoring.locating import located

    return located(text, anchors)


def carry_over(old: str, new: str, passages: Sequence[Passage]) -> list[Found | None]:
    """Where passages of an old text stand in a new one; None where their words are gone."""
    if old == new:
        here = [trimmed(new, passage) for passage in passages]
        return [Found(passage, "exact", 1.0) if passage else None for passage in here]
    alignment = align(old, new)
    return [alignment.carry(passage) for passage in passages]


def align(old: str, new: str) -> Alignment:
    """Which words of an old text stand where in a new one; time nearly linear in their length."""
    from reader.anchoring.alignment import Alignment

    return Alignment(old, new)
