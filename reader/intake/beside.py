"""What on a page stands beside its article: what is named as something else, or hidden.

Never a part that holds half of the page's prose, whatever it is called.
"""

from __future__ import annotations

import re

from reader.intake import furniture, posts
from reader.intake.figures import names_of, shows_picture
from reader.intake.html import Element, names, text_of
from reader.intake.tally import HEADINGS, Tally, ancestors

_NEVER_TAGS = frozenset(("nav", "dialog", "menu", "footer", "aside"))
_NEVER_ROLES = names(
    "navigation complementary contentinfo search dialog alertdialog menu menubar tablist"
    " toolbar tooltip button banner alert"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_OF_PAGE = 0.5
_MOST_BY_NAME = 0.35
_MOST_HIDDEN = 0.8
"""What holds more than this share of a page's prose is hidden only until a script shows it."""


def leave_out(tally: Tally) -> None:
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
        elif tally.all_prose[at] < _MOST_HIDDEN * tally.all_prose[0]:
            tally.left_out[at] = _is_styled_hidden(element)


def _is_box_of_facts(tally: Tally, at: int) -> bool:
    """Whether an `aside` within an article tells something itself, in prose without links."""
    chars = tally.all_chars[at]
    if tally.elements[at].tag != "aside" or tally.all_prose[at] < _LEAST_OF_BOX:
        return False
    if tally.all_linked[at] > 0.1 * chars:
        return False
    return any(tally.elements[one].tag == "article" for one in ancestors(tally, at, 8))


_LEAST_OF_BOX = 3.0


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
        words = {_never(tally, above) for above in ancestors(tally, at, 12)}
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


def _holds_headline(tally: Tally, at: int) -> bool:
    """Whether it has a first heading and a fair part of the page's prose (a page in a dialog)."""
    if tally.all_prose[at] < 0.2 * tally.all_prose[0]:
        return False
    return next(tally.elements[at].iter("h1"), None) is not None


_NAMED_FREELY = frozenset(
    ("article", "main", "body", "html", "blockquote", "p", "mjx-container", "figure", "figcaption")
)


def _is_beside(tally: Tally, at: int, element: Element, untold: set[str]) -> bool:
    if _is_hidden(element):
        return True
    if element.get("role") in _NEVER_ROLES and not shows_picture(element):
        return True
    if element.tag in _NEVER_TAGS and not _is_box_of_facts(tally, at):
        return not _names_source(tally, at)
    if element.tag in _NAMED_FREELY and element.tag != "p":
        return False
    names = names_of(element)
    if not names or _is_of_text(tally, at):
        return False
    word = furniture.never_article(names)
    if word is not None and word not in untold and not _holds_headline(tally, at):
        kept = word in furniture.BOXES and _is_around_figure(tally, at)
        return not (kept or _holds_post(element))
    if element.tag in HEADINGS:
        return False
    short = tally.all_chars[at] < 120 and tally.all_prose[at] < 1.5
    return short and furniture.is_aside_if_short(names) and not _within_prose(tally, at)


def _is_of_text(tally: Tally, at: int) -> bool:
    """Whether it is a link or words within a block of text or caption, where names say little."""
    element, home = tally.elements[at], tally.home[at]
    if any(tally.elements[one].tag == "figure" for one in ancestors(tally, tally.parent[at], 3)):
        return next(element.iter("figcaption", "img"), None) is not None
    if home == at:
        return False
    if tally.elements[home].tag in HEADINGS:
        return len(text_of(element)) > 0.6 * tally.chars[home]
    within = tally.elements[tally.parent[at]].tag in ("p", "li")
    return element.tag in _OF_TEXT and (within or tally.chars[home] > 3 * len(text_of(element)))


_OF_TEXT = frozenset(("a", "b", "i", "em", "strong", "u", "font", "abbr", "cite", "mark"))


def _holds_post(element: Element) -> bool:
    """Whether it holds a post of another site, which is quoted whatever is around it."""
    if any(furniture.names_post(names_of(one)) for one in element.iter("blockquote")):
        return True
    return any(posts.framed(one) for one in element.iter("iframe"))


def _is_around_figure(tally: Tally, at: int) -> bool:
    """Whether it has little but a picture with its caption, to be shown larger when clicked."""
    captions = tally.elements[at].iter("figcaption")
    told = sum(len(" ".join(text_of(one).split())) for one in captions)
    return told > 0 and tally.all_chars[at] <= 1.5 * told + 40


def _within_prose(tally: Tally, at: int) -> bool:
    """Whether it is part of a paragraph or of a picture, where a name says little."""
    if next(tally.elements[at].iter("img", "figure", "picture", "table"), None) is not None:
        return True
    outer = [tally.elements[one].tag for one in ancestors(tally, tally.parent[at], 1)]
    return any(tag in _WITHIN_PROSE for tag in outer)


_WITHIN_PROSE = frozenset(("p", "figure", "figcaption", "table", "blockquote", "picture", "img"))


def _is_styled_hidden(element: Element) -> bool:
    """Whether its own style hides it, and not what a script says while a dialog is open."""
    style = element.get("style")
    return bool(style) and _HIDDEN.search(style or "") is not None


def _is_hidden(element: Element) -> bool:
    if _is_styled_hidden(element) or element.get("hidden") is not None:
        return True
    return element.get("aria-hidden") == "true" and "image" not in (element.get("class") or "")
