"""How much prose, how many links and which parts: sums over a page's elements.

Every block is weighed by its prose: its length and commas, less what is in links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from reader.intake.figures import shows_picture
from reader.intake.html import BLOCKS, Element, names
from reader.values import dataclass

_NOT_TEXT = names(
    "script style noscript template svg math-junk object embed applet canvas input select"
    " option optgroup textarea button datalist meta link title iframe audio video map"
    " frame frameset noframes param track progressmeter"
)
_COMMA = re.compile(r"[,،、，;؛。।፣。]")
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DENSE_WEIGHT = 1.5
"""Characters of Chinese, Japanese, Korean, Thai say more each."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
SHORTEST = 25
"""Blocks of fewer characters weigh nothing as prose."""


@dataclass(slots=True)
class Tally:
    """Sums over the elements of a page in document order, by their index."""

    elements: list[Element] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    home: list[int] = field(default_factory=list)
    chars: list[float] = field(default_factory=list)
    linked: list[float] = field(default_factory=list)
    commas: list[int] = field(default_factory=list)
    prose: list[float] = field(default_factory=list)
    all_chars: list[float] = field(default_factory=list)
    all_linked: list[float] = field(default_factory=list)
    all_prose: list[float] = field(default_factory=list)
    left_out: list[bool] = field(default_factory=list)
    end: list[int] = field(default_factory=list)


def count(root: Element) -> Tally:
    """Characters and commas of each block's own text, with those of the inline elements in it."""
    tally = Tally()
    index: dict[Element, int] = {}
    home = tally.home
    in_link: list[bool] = []
    silent: list[bool] = []
    for at, element in enumerate(root.iter()):
        index[element] = at
        outer = index[_parent(element)] if at else -1
        name = element.tag
        tally.elements.append(element)
        tally.parent.append(outer)
        tally.chars.append(0.0)
        tally.linked.append(0.0)
        tally.commas.append(0)
        home.append(at if outer < 0 or name in BLOCKS else home[outer])
        in_link.append(_leads_away(element) or (outer >= 0 and in_link[outer]))
        silent.append(_is_no_text(element) or (outer >= 0 and silent[outer]))
        if element.text and not silent[at]:
            _add(tally, home[at], element.text, in_link[at])
        if element.tail and outer >= 0 and not silent[outer]:
            _add(tally, home[outer], element.tail, in_link[outer])
    tally.end = _ends(tally.parent)
    tally.left_out = [_is_no_text(element) for element in tally.elements]
    tally.prose = [_prose(tally, at) for at in range(len(tally.elements))]
    return tally


def _is_no_text(element: Element) -> bool:
    return element.tag in _NOT_TEXT and not shows_picture(element)


def _leads_away(element: Element) -> bool:
    """Whether it is a link, and not one of a list of what the page itself holds."""
    if element.tag != "a":
        return False
    if not (element.get("href") or "").startswith("#"):
        return True
    above = element.getparent()
    return above is None or above.tag != "li"


def _parent(element: Element) -> Element:
    above = element.getparent()
    assert above is not None
    return above


def _ends(parent: list[int]) -> list[int]:
    """Per element the index just after the last one within it."""
    ends = list(range(1, len(parent) + 1))
    for at in range(len(parent) - 1, 0, -1):
        ends[parent[at]] = max(ends[parent[at]], ends[at])
    return ends


def _add(tally: Tally, at: int, words: str, in_link: bool) -> None:
    if words.isspace():
        return
    length: float = len(" ".join(words.split()))
    if not words.isascii():
        length += _DENSE_WEIGHT * len(_DENSE.findall(words))
        tally.commas[at] += len(_COMMA.findall(words))
    else:
        tally.commas[at] += words.count(",")
    tally.chars[at] += length
    if in_link:
        tally.linked[at] += length


def _prose(tally: Tally, at: int) -> float:
    """How much a block weighs as prose: 0 for short or mostly linked ones."""
    chars = tally.chars[at]
    if chars < SHORTEST or tally.elements[at].tag in HEADINGS:
        return 0.0
    free = 1 - tally.linked[at] / chars
    if free < 0.5:
        return 0.0
    weight = (chars / 100 + min(tally.commas[at], chars / 20)) * free
    return weight * 0.5 if tally.elements[at].tag in ("li", "figcaption", "td") else weight


def sum_up(tally: Tally) -> None:
    """Sums over whole subtrees, without what is left out."""
    count = len(tally.elements)
    alive = [not out for out in tally.left_out]
    tally.all_chars = [tally.chars[at] if alive[at] else 0.0 for at in range(count)]
    tally.all_linked = [tally.linked[at] if alive[at] else 0.0 for at in range(count)]
    tally.all_prose = [tally.prose[at] if alive[at] else 0.0 for at in range(count)]
    for at in range(count - 1, 0, -1):
        if alive[at]:
            outer = tally.parent[at]
            tally.all_chars[outer] += tally.all_chars[at]
            tally.all_linked[outer] += tally.all_linked[at]
            tally.all_prose[outer] += tally.all_prose[at]


def ancestors(tally: Tally, at: int, most: int) -> Iterator[int]:
    """The element itself if it is not a paragraph, then up to `most` ancestors."""
    yield at
    for _step in range(most):
        at = tally.parent[at]
        if at < 0:
            return
        yield at


def children(tally: Tally, at: int) -> Iterator[int]:
    child = at + 1
    while child < tally.end[at]:
        yield child
        child = tally.end[child]


def letters_of(words: str) -> str:
    return re.sub(r"[\W_]+", "", words)
