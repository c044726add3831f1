"""Pictures with their captions, in the many ways pages write them."""

from __future__ import annotations

from reader.intake import furniture
from reader.intake.html import Element

_MAY_BE_CAPTION = frozenset(("div", "p", "span", "small", "em", "section", "dd", "footer"))
_LOOKED_AT = 40


def names_of(element: Element) -> str:
    """The classes and the id of an element in one line."""
    first, second = element.get("class"), element.get("id")
    if first and second:
        return f"{first} {second}"
    return first or second or ""


def is_caption(element: Element) -> bool:
    """Whether an element that is no `figcaption` is named as the caption of a picture."""
    if element.tag not in _MAY_BE_CAPTION:
        return False
    named = names_of(element)
    if not named or not furniture.names_caption(named):
        return False
    return next(element.iter("img", "figure"), None) is None


def is_figure(element: Element) -> bool:
    """A figure with a picture or caption, or another that is a picture and its caption."""
    if element.tag == "figure":
        return next(element.iter("img", "figcaption", "picture"), None) is not None
    if len(element) == 0 or len(element) > 6:
        return False
    images = captions = 0
    for seen, inner in enumerate(element.iter()):
        if seen > _LOOKED_AT or inner.tag in ("figure", "table", "li", "h1"):
            return False
        images += inner.tag == "img"
        captions += inner.tag == "figcaption" or is_caption(inner)
    return images == 1 and captions >= 1
