"""What within an article is not its own: lists of links, cards for other pages, forms.

Also what stands above its headline, and what a heading such as `Related articles` announces.
"""

from __future__ import annotations

import re

from reader.intake import furniture
from reader.intake.html import Element, names, text_of
from reader.intake.tally import SHORTEST, Tally, ancestors, children

_GROUPS = names("div section ul ol dl table form fieldset header details center article")


def leave_out(tally: Tally, best: int, host: str) -> None:
    """Leave out lists of links, forms and announced furniture inside the chosen element."""
    last = tally.end[best]
    for at in range(best + 1, last):
        if tally.left_out[tally.parent[at]] or (
            not tally.left_out[at] and _is_clutter(tally, at, best)
        ):
            tally.left_out[at] = True
    _leave_out_cards(tally, best, host)
    _leave_out_announced(tally, best, last)
    _leave_out_above_headline(tally, best)


def _leave_out_above_headline(tally: Tally, best: int) -> None:
    """Leave out the short lines above the headline: where the page is, its section, its date."""
    within = range(best + 1, tally.end[best])
    head = next((at for at in within if tally.elements[at].tag == "h1"), None)
    if head is None or any(tally.prose[at] > 0 for at in range(best + 1, head)):
        return
    around = set(ancestors(tally, head, len(tally.elements)))
    for at in range(best + 1, head):
        element = tally.elements[at]
        if at not in around and next(element.iter("img", "figure", "picture"), None) is None:
            tally.left_out[at] = True


def _leave_out_cards(tally: Tally, best: int, host: str) -> None:
    """Leave out the cards for other pages, unless they are much of the article (a live report)."""
    cards: list[int] = []
    at = best + 1
    while at < tally.end[best]:
        is_card = _is_card(tally, at, host)
        cards += [at] if is_card else []
        at = tally.end[at] if is_card else at + 1
    if sum(tally.all_prose[at] for at in cards) <= _MOST_OF_CARDS * tally.all_prose[best]:
        for at in cards:
            _leave_out_tree(tally, at)


_MOST_OF_CARDS = 0.3
_LONGEST_CARD = 600


def _is_card(tally: Tally, at: int, host: str) -> bool:
    """Whether it announces another page of the site: its title as a link, a picture, a sentence."""
    element = tally.elements[at]
    if tally.left_out[at] or element.tag not in _CARDS:
        return False
    if not 0 < tally.all_chars[at] < _LONGEST_CARD:
        return False
    if next(element.iter("img", "h2", "h3", "h4", "h5"), None) is None:
        return False
    first = next(one for one in range(at, tally.end[at]) if tally.chars[one] > 0)
    if tally.chars[first] < SHORTEST or tally.linked[first] < 0.9 * tally.chars[first]:
        return False
    within = [tally.elements[one] for one in range(at, tally.end[at])]
    links = [one.get("href") or "" for one in within if one.tag == "a"]
    return bool(links) and all(_is_on_site(href, host) for href in links)


_CARDS = frozenset(("div", "section", "article", "aside"))


def _is_on_site(href: str, host: str) -> bool:
    """Whether a link leads to another page of the same site."""
    if "#" in href:
        return False
    whole = re.match(r"(?:https?:)?//([^/?#]+)", href)
    return whole is None or (bool(host) and whole[1].endswith(host))


def _is_clutter(tally: Tally, at: int, best: int) -> bool:
    element = tally.elements[at]
    if element.tag not in _GROUPS or tally.all_prose[at] > 0.25 * tally.all_prose[best]:
        return False
    chars = tally.all_chars[at]
    if chars == 0:
        return False
    free = 1 - tally.all_linked[at] / chars
    if element.tag == "form":
        return tally.all_prose[at] < 3
    if element.tag == "table" and next(element.iter("th"), None) is not None:
        return free < 0.1
    if element.tag in ("ul", "ol") and _tells_in_items(tally, at):
        return False
    if _is_within_telling(tally, at):
        return False
    if free < 0.35:
        return not _holds_picture_only(element, chars)
    return element.tag in ("ul", "ol", "div", "section") and free < 0.5 and tally.all_prose[at] < 1


def _tells_in_items(tally: Tally, at: int) -> bool:
    """Whether at least half the items of a list say something outside their links."""
    items = [one for one in children(tally, at) if tally.elements[one].tag == "li"]
    telling = sum(tally.all_chars[one] - tally.all_linked[one] > 25 for one in items)
    return 0 < len(items) <= 2 * telling


def _is_within_telling(tally: Tally, at: int) -> bool:
    """Whether it is a part of an item or a cell, which is judged with its list or table."""
    for above in ancestors(tally, tally.parent[at], 2):
        tag = tally.elements[above].tag
        if tag == "li":
            return tally.elements[at].tag in ("ul", "ol")
        if tag in ("td", "th"):
            return tally.all_chars[above] < _LONGEST_CELL
    return False


_LONGEST_CELL = 300


def _holds_picture_only(element: Element, chars: float) -> bool:
    return chars < 200 and next(element.iter("figure", "img"), None) is not None


def _leave_out_announced(tally: Tally, best: int, last: int) -> None:
    """Leave out a heading such as `Related articles` with the list that follows it."""
    index = {tally.elements[at]: at for at in range(best, last)}
    for at in range(best + 1, last):
        element = tally.elements[at]
        if tally.left_out[at] or not 0 < tally.all_chars[at] < 80:
            continue
        if element.tag not in ("h2", "h3", "h4", "h5", "h6", "p", "div", "span", "strong", "b"):
            continue
        if not furniture.heads_a_list(" ".join(text_of(element).split())):
            continue
        follower = element.getnext()
        _leave_out_tree(tally, at)
        if follower is not None and follower in index and _is_list(tally, index[follower]):
            _leave_out_tree(tally, index[follower])


def _is_list(tally: Tally, at: int) -> bool:
    chars = tally.all_chars[at]
    return chars > 0 and tally.all_linked[at] / chars > 0.4


def _leave_out_tree(tally: Tally, at: int) -> None:
    for within in range(at, tally.end[at]):
        tally.left_out[within] = True
