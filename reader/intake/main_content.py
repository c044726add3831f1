"""Which part of a page is its article.

Every block is weighed by its prose: its length and commas, less what is in links. Weights go
up to the ancestors, the heaviest of which is the article; it grows to a parent that holds
clearly more prose (a body cut by advertisements). Parts that sites name as something else, are
hidden, or are mostly links are left out, but never one that holds half the page's prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from reader.intake import furniture
from reader.intake.figures import is_figure, names_of
from reader.intake.html import BLOCKS, Element, names, text_of
from reader.values import dataclass

_NOT_TEXT = names(
    "script style noscript template svg math-junk object embed applet canvas input select"
    " option optgroup textarea button datalist meta link title iframe audio video map"
    " frame frameset noframes param source track progressmeter"
)
_NEVER_TAGS = frozenset(("nav", "dialog", "menu", "footer", "aside"))
_NEVER_ROLES = names(
    "navigation complementary contentinfo search dialog alertdialog menu menubar tablist"
    " toolbar tooltip button banner alert"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_COMMA = re.compile(r"[,،、，;؛。।፣。]")
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DENSE_WEIGHT = 1.5
"""Characters of Chinese, Japanese, Korean, Thai say more each."""

_SHORTEST = 25
_GROWTH = 1.12
_MOST_OF_PAGE = 0.5


@dataclass(slots=True)
class Tally:
    """Sums over the elements of a page in document order, by their index."""

    elements: list[Element] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    chars: list[float] = field(default_factory=list)
    linked: list[float] = field(default_factory=list)
    commas: list[int] = field(default_factory=list)
    prose: list[float] = field(default_factory=list)
    all_chars: list[float] = field(default_factory=list)
    all_linked: list[float] = field(default_factory=list)
    all_prose: list[float] = field(default_factory=list)
    left_out: list[bool] = field(default_factory=list)
    end: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choice:
    """The element that holds the article, the lead pictures before it, what in it is not its."""

    element: Element
    before: tuple[Element, ...]
    left_out: frozenset[Element]
    prose: float


def find(root: Element, body_text: str = "") -> Choice:
    """The article of a page; `body_text` is its text where the page carries it apart."""
    # All of it: without a <body> tag libxml2 leaves an article in the head.
    tally = _count(root)
    _sum_up(tally)
    _leave_out(tally)
    _sum_up(tally)
    best = _as_told(tally, body_text)
    if best is None:
        best = _grown(tally, _heaviest(tally))
    _leave_out_within(tally, best)
    left_out = frozenset(
        element for element, out in zip(tally.elements, tally.left_out, strict=True) if out
    )
    return Choice(tally.elements[best], _lead(tally, best), left_out, tally.all_prose[best])


# --- counting ------------------------------------------------------------------------------------


def _count(root: Element) -> Tally:
    """Characters and commas of each block's own text, with those of the inline elements in it."""
    tally = Tally()
    index: dict[Element, int] = {}
    home: list[int] = []
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
        in_link.append(name == "a" or (outer >= 0 and in_link[outer]))
        silent.append(name in _NOT_TEXT or (outer >= 0 and silent[outer]))
        if element.text and not silent[at]:
            _add(tally, home[at], element.text, in_link[at])
        if element.tail and outer >= 0 and not silent[outer]:
            _add(tally, home[outer], element.tail, in_link[outer])
    tally.end = _ends(tally.parent)
    tally.left_out = [element.tag in _NOT_TEXT for element in tally.elements]
    tally.prose = [_prose(tally, at) for at in range(len(tally.elements))]
    return tally


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
    if chars < _SHORTEST or tally.elements[at].tag in _HEADINGS:
        return 0.0
    free = 1 - tally.linked[at] / chars
    if free < 0.5:
        return 0.0
    weight = (chars / 100 + min(tally.commas[at], chars / 20)) * free
    return weight * 0.5 if tally.elements[at].tag in ("li", "figcaption", "td") else weight


def _sum_up(tally: Tally) -> None:
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


# --- leaving out ---------------------------------------------------------------------------------

_MOST_BY_NAME = 0.35


def _leave_out(tally: Tally) -> None:
    """Mark what is named as no article, or hidden, with all that is in it."""
    most = _MOST_OF_PAGE * tally.all_prose[0]
    untold = _names_that_tell_nothing(tally)
    for at, element in enumerate(tally.elements):
        outer = tally.parent[at]
        if outer < 0 or tally.left_out[at]:
            continue
        if tally.left_out[outer]:
            tally.left_out[at] = True
        elif tally.all_prose[at] < most or most == 0:
            tally.left_out[at] = _is_beside(tally, at, element, untold)


def _names_source(tally: Tally, at: int) -> bool:
    """Whether it is the `footer` of a quote or figure, which says whose it is."""
    above = tally.elements[tally.parent[at]].tag
    return tally.elements[at].tag == "footer" and above in ("blockquote", "figure", "figcaption")


def _names_that_tell_nothing(tally: Tally) -> set[str]:
    """Words that this page uses for much of its prose (`sidebar-layout` around each paragraph)."""
    held: dict[str, float] = {}
    for at, prose in enumerate(tally.prose):
        if prose <= 0:
            continue
        words = {_never(tally, above) for above in _ancestors(tally, at, 12)}
        for word in words - {None}:
            assert word is not None
            held[word] = held.get(word, 0.0) + prose
    most = _MOST_BY_NAME * tally.all_prose[0]
    return {word for word, prose in held.items() if prose > most} - furniture.COMMENTS


def _never(tally: Tally, at: int) -> str | None:
    if tally.all_prose[at] > _MOST_OF_PAGE * tally.all_prose[0]:
        return None
    element = tally.elements[at]
    names = "" if element.tag in _NAMED_FREELY else names_of(element)
    return furniture.never_article(names) if names else None


_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def _holds_headline(tally: Tally, at: int) -> bool:
    """Whether it has a first heading and a fair part of the page's prose (a page in a dialog)."""
    if tally.all_prose[at] < 0.2 * tally.all_prose[0]:
        return False
    return next(tally.elements[at].iter("h1"), None) is not None


_NAMED_FREELY = frozenset(
    ("article", "main", "body", "html", "blockquote", "p", "mjx-container", "figure", "figcaption")
)


def _is_beside(tally: Tally, at: int, element: Element, untold: set[str]) -> bool:
    if element.get("role") in _NEVER_ROLES or _is_hidden(element):
        return True
    if element.tag in _NEVER_TAGS:
        return not _names_source(tally, at)
    if element.tag in _NAMED_FREELY and element.tag != "p":
        return False
    names = names_of(element)
    if not names:
        return False
    word = furniture.never_article(names)
    if word is not None and word not in untold and not _holds_headline(tally, at):
        return element.tag != "a" or tally.elements[tally.parent[at]].tag not in ("p", "li")
    if element.tag in _HEADINGS:
        return False
    short = tally.all_chars[at] < 120 and tally.all_prose[at] < 1.5
    return short and furniture.is_aside_if_short(names) and not _within_prose(tally, at)


def _within_prose(tally: Tally, at: int) -> bool:
    """Whether it is part of a paragraph or of a picture, where a name says little."""
    if next(tally.elements[at].iter("img", "figure", "picture", "table"), None) is not None:
        return True
    outer = [tally.elements[one].tag for one in _ancestors(tally, tally.parent[at], 1)]
    return any(tag in _WITHIN_PROSE for tag in outer)


_WITHIN_PROSE = frozenset(("p", "figure", "figcaption", "table", "blockquote", "picture", "img"))


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    if style and _HIDDEN.search(style):
        return True
    if element.get("hidden") is not None:
        return True
    return element.get("aria-hidden") == "true" and "image" not in (element.get("class") or "")


# --- choosing ------------------------------------------------------------------------------------


def _heaviest(tally: Tally) -> int:
    """The element whose near blocks weigh most."""
    scores = [0.0] * len(tally.elements)
    for at, weight in enumerate(tally.prose):
        if weight <= 0 or tally.left_out[at]:
            continue
        for distance, above in enumerate(_ancestors(tally, at, 5)):
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
        for above in _ancestors(tally, at, len(tally.elements)):
            if tally.elements[above].tag == "article":
                return set(range(above, tally.end[above]))
        return set()
    return set()


def _ancestors(tally: Tally, at: int, most: int) -> Iterator[int]:
    """The element itself if it is not a paragraph, then up to `most` ancestors."""
    yield at
    for _step in range(most):
        at = tally.parent[at]
        if at < 0:
            return
        yield at


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


_SHINGLE = 8


def _as_told(tally: Tally, told: str) -> int | None:
    """The smallest element that holds most blocks of the text the page carries apart."""
    letters = _letters(told)
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


def _letters(words: str) -> str:
    return re.sub(r"[\W_]+", "", words)


def _is_told(element: Element, letters: str) -> bool:
    opening = _letters(text_of(element)[:400])[:60]
    return len(opening) > 15 and opening in letters


_MOST_BEFORE = 400


def _lead(tally: Tally, best: int) -> tuple[Element, ...]:
    """The best captioned figure that stands between the headline and the chosen element."""
    first = max(0, best - _MOST_BEFORE)
    heads = [at for at in range(first, best) if tally.elements[at].tag == "h1"]
    around = (at for at in _ancestors(tally, best, 99) if at != best)
    within = next((at for at in around if tally.elements[at].tag in ("article", "main")), None)
    starts = [at for at in (*heads[:1], within) if at is not None]
    outer = set(_ancestors(tally, best, len(tally.elements)))
    shown = [
        at
        for at in range(max(first, min(starts, default=best)), best)
        if at not in outer and _may_lead(tally, at)
    ]
    # The portrait of an author has the shorter caption.
    longest = max(shown, key=lambda at: tally.all_chars[at], default=None)
    return () if longest is None else (tally.elements[longest],)


def _may_lead(tally: Tally, at: int) -> bool:
    element = tally.elements[at]
    if tally.left_out[at] or tally.all_chars[at] > _LONGEST_CAPTION:
        return False
    return element.tag in ("figure", "div", "section") and is_figure(element)


_LONGEST_CAPTION = 800


# --- within the article --------------------------------------------------------------------------

_GROUPS = names("div section ul ol dl table form fieldset header details center article")


def _leave_out_within(tally: Tally, best: int) -> None:
    """Leave out lists of links, forms and announced furniture inside the chosen element."""
    last = tally.end[best]
    for at in range(best + 1, last):
        if tally.left_out[tally.parent[at]] or (
            not tally.left_out[at] and _is_clutter(tally, at, best)
        ):
            tally.left_out[at] = True
    _leave_out_announced(tally, best, last)


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
    if free < 0.35:
        return not _holds_picture_only(element, chars)
    return element.tag in ("ul", "ol", "div", "section") and free < 0.5 and tally.all_prose[at] < 1


def _tells_in_items(tally: Tally, at: int) -> bool:
    """Whether at least half the items of a list say something outside their links."""
    items = [one for one in range(at + 1, tally.end[at]) if tally.elements[one].tag == "li"]
    telling = sum(tally.all_chars[one] - tally.all_linked[one] > 25 for one in items)
    return 0 < len(items) <= 2 * telling


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
