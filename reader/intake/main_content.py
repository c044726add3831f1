"""Which part of a page is its article.

The weights of blocks go up to their ancestors, the heaviest of which is the article; it grows to a
parent that holds clearly more prose (a body cut by advertisements). Parts that sites name as
something else, are hidden, or are mostly links are left out, but never one that holds half the
page's prose.
"""

from __future__ import annotations

import re

from reader.intake import beside, clutter, furniture, lead
from reader.intake.figures import names_of
from reader.intake.html import Element, text_of
from reader.intake.tally import Tally, ancestors, count, letters_of, sum_up
from reader.values import dataclass

_GROWTH = 1.12


@dataclass(frozen=True, slots=True)
class Choice:
    """The element that holds the article, the lead pictures before it, what in it is not its."""

    element: Element
    before: tuple[Element, ...]
    left_out: frozenset[Element]
    prose: float


def find(root: Element, body_text: str = "", described: str = "", host: str = "") -> Choice:
    """The article of a page; `body_text` is its text where the page carries it apart.

    `described` is what the page says of it in a sentence or two, `host` the site it is on.
    """
    # All of it: without a <body> tag libxml2 leaves an article in the head.
    tally = count(root)
    sum_up(tally)
    beside.leave_out(tally)
    sum_up(tally)
    best = _as_told(tally, body_text)
    if best is None:
        best = _grown(tally, _heaviest(tally))
    front = _front_around(tally, best)
    if front is None:
        clutter.leave_out(tally, best, host)
    best = best if front is None else front
    left_out = frozenset(
        element for element, out in zip(tally.elements, tally.left_out, strict=True) if out
    )
    return Choice(
        tally.elements[best], lead.before(tally, best, described), left_out, tally.all_prose[best]
    )


def _heaviest(tally: Tally) -> int:
    """The element whose near blocks weigh most."""
    scores = [0.0] * len(tally.elements)
    for at, weight in enumerate(tally.prose):
        if weight <= 0 or tally.left_out[at]:
            continue
        for distance, above in enumerate(ancestors(tally, at, 5)):
            scores[above] += weight / (1.0, 1.0, 2.0, 6.0, 9.0, 12.0)[distance]
    best, most = 0, 0.0
    with_headline = _beside_headline(tally)
    for at, score in enumerate(scores):
        if score <= 0:
            continue
        rated = score * _rating(tally, at) * (_WITH_HEADLINE if at in with_headline else 1)
        if rated >= most:
            best, most = at, rated
    return best


_WITH_HEADLINE = 1.6


def _beside_headline(tally: Tally) -> set[int]:
    """What stands in one `article` with the first `h1`, where the page has several of them."""
    for at, element in enumerate(tally.elements):
        if element.tag != "h1" or tally.left_out[at]:
            continue
        for above in ancestors(tally, at, len(tally.elements)):
            if tally.elements[above].tag == "article":
                return set(range(above, tally.end[above]))
        return set()
    return set()


_GOOD = re.compile(
    "-(?:article|body|content|entry|post|story|text|main|richtext|prose|articlebody|artikel|artigo"
    "|nota|noticia|news|detail|page|blog)-"
)
_FACTOR = {"article": 1.25, "main": 1.1, "p": 0.3, "li": 0.2, "ul": 0.4, "ol": 0.4,
           "figure": 0.1, "figcaption": 0.05, "blockquote": 0.5, "form": 0.7, "pre": 0.6,
           "dd": 0.4, "dl": 0.5, "h1": 0.1, "h2": 0.1, "h3": 0.1, "span": 0.6, "strong": 0.2,
           "em": 0.2, "a": 0.1, "body": 0.9, "address": 0.1}  # fmt: skip


def _rating(tally: Tally, at: int) -> float:
    element = tally.elements[at]
    chars = tally.all_chars[at]
    free = 1 - tally.all_linked[at] / chars if chars else 0.0
    factor = _FACTOR.get(str(element.tag), 1.0) * free
    if _is_named_body(element):
        return factor * 1.6
    names = names_of(element)
    return factor * 1.15 if names and _GOOD.search(furniture.words_of(names)) else factor


_BODY = re.compile(
    "-(?:article|story|entry|post|news|artikel|content)-(?:body|text|content|copy)-|-articlebody-"
    "|-bodytext-"
)


def _is_named_body(element: Element) -> bool:
    """Whether the page itself calls this element the text of the article."""
    if "articleBody" in (element.get("itemprop") or ""):
        return True
    names = names_of(element)
    return bool(names) and _BODY.search(furniture.words_of(names)) is not None


def _grown(tally: Tally, at: int) -> int:
    """The element, or an ancestor that holds clearly more prose of the same kind."""
    best = at
    above = tally.parent[at]
    alone = _articles_in(tally, at)
    names = names_of(tally.elements[at]) if _is_named_body(tally.elements[at]) else None
    while above >= 0 and tally.elements[above].tag not in ("html",):
        if _holds_others(tally, above, alone):
            break
        more = tally.all_prose[above] - tally.all_prose[best]
        if names is not None and not _holds_more_named(tally, above, best, names):
            more = 0.0
        if more > (_GROWTH - 1) * tally.all_prose[best] and _is_alike(tally, above, best):
            best = above
        elif names is None and _is_only_article(tally, above):
            best = above
            break
        above = tally.parent[above]
    return best


def _articles_in(tally: Tally, at: int) -> int:
    within = range(at, tally.end[at])
    return sum(tally.elements[one].tag == "article" and not tally.left_out[one] for one in within)


def _holds_more_named(tally: Tally, above: int, best: int, names: str) -> bool:
    """Whether an outer element holds a further part that the page gives the same name."""
    inside = range(best, tally.end[best])
    return any(
        one not in inside and names_of(tally.elements[one]) == names and tally.all_prose[one] > 0
        for one in range(above, tally.end[above])
    )


def _holds_others(tally: Tally, above: int, alone: int) -> bool:
    """Whether an outer element holds further articles beside the one that is chosen."""
    return _articles_in(tally, above) > max(alone, 1)


def _is_alike(tally: Tally, above: int, inside: int) -> bool:
    """Whether what the outer element adds is as free of links as the inner one's text."""
    chars = tally.all_chars[above] - tally.all_chars[inside]
    linked = tally.all_linked[above] - tally.all_linked[inside]
    return chars > 0 and linked / chars < 0.15


def _is_only_article(tally: Tally, at: int) -> bool:
    """Whether it is an `article` that holds most prose of the page."""
    return tally.elements[at].tag == "article" and tally.all_prose[at] > 0.6 * tally.all_prose[0]


_MOST_OF_FRONT = 0.2
_LEAST_ARTICLES = 8


def _front_around(tally: Tally, best: int) -> int | None:
    """Where a page is the front of a site or a section: what holds all its articles together."""
    if tally.all_prose[best] > _MOST_OF_FRONT * tally.all_prose[0]:
        return None
    articles = [
        at
        for at, element in enumerate(tally.elements)
        if element.tag == "article" and not tally.left_out[at]
    ]
    if len(articles) < _LEAST_ARTICLES:
        return None
    first, last = articles[0], articles[-1]
    return next(at for at in ancestors(tally, first, len(articles) * 99) if tally.end[at] > last)


def _as_told(tally: Tally, told: str) -> int | None:
    """The smallest element that holds most blocks of the text the page carries apart."""
    letters = letters_of(told)
    if len(letters) < 400:
        return None
    found = [at for at, weight in enumerate(tally.prose) if weight > 0 and not tally.left_out[at]
             and _is_told(tally.elements[at], letters)]  # fmt: skip
    held = sum(tally.chars[at] for at in found)
    if held < 0.6 * len(told):
        return None
    within = [0.0] * len(tally.elements)
    for at in found:
        within[at] = tally.chars[at]
    for at in range(len(within) - 1, 0, -1):
        within[tally.parent[at]] += within[at]
    whole = within[0]
    return max(at for at, chars in enumerate(within) if chars >= 0.9 * whole)


def _is_told(element: Element, letters: str) -> bool:
    opening = letters_of(text_of(element)[:400])[:60]
    return len(opening) > 15 and opening in letters
