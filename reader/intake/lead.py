"""What belongs to an article and stands before it: its first picture, its standfirst."""

from __future__ import annotations

from reader.intake.figures import is_figure
from reader.intake.html import Element, text_of
from reader.intake.tally import Tally, ancestors, letters_of

_MOST_BEFORE = 400


def before(tally: Tally, best: int, described: str) -> tuple[Element, ...]:
    """The best captioned figure and the standfirst between the headline and the chosen element.

    The standfirst is known by what the page says of itself elsewhere, its description.
    """
    first = max(0, best - _MOST_BEFORE)
    heads = [at for at in range(first, best) if tally.elements[at].tag == "h1"]
    around = (at for at in ancestors(tally, best, 99) if at != best)
    within = next((at for at in around if tally.elements[at].tag in ("article", "main")), None)
    starts = [at for at in (*heads[:1], within) if at is not None]
    outer = set(ancestors(tally, best, len(tally.elements)))
    between = [
        at
        for at in range(max(first, min(starts, default=best)), best)
        if at not in outer and not tally.left_out[at]
    ]
    # The portrait of an author has the shorter caption.
    shown = (at for at in between if _may_lead(tally, at))
    longest = max(shown, key=lambda at: tally.all_chars[at], default=None)
    told = (at for at in between if _is_standfirst(tally, at, described))
    found = sorted({at for at in (next(told, None), longest) if at is not None})
    return tuple(tally.elements[at] for at in found)


_SHORTEST_STANDFIRST = 40


def _is_standfirst(tally: Tally, at: int, described: str) -> bool:
    """Whether a block before the article is the description that the page has of it."""
    if tally.chars[at] < _SHORTEST_STANDFIRST or tally.elements[at].tag not in _STANDFIRSTS:
        return False
    said, told = letters_of(text_of(tally.elements[at])), letters_of(described)
    return bool(told) and (said == told or (len(told) > 60 and said.startswith(told[:60])))


_STANDFIRSTS = frozenset(("p", "div", "h2", "h3", "h4", "section"))


def _may_lead(tally: Tally, at: int) -> bool:
    element = tally.elements[at]
    if tally.all_chars[at] > _LONGEST_CAPTION:
        return False
    return element.tag in ("figure", "div", "section") and is_figure(element)


_LONGEST_CAPTION = 800
