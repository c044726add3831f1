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


def is_subhead(element: Element) -> bool:
    """Whether a short line is named as a heading between paragraphs."""
    named = names_of(element)
    if not named or not furniture.names_subhead(named):
        return False
    return len("".join(map(str, element.itertext()))) < _LONGEST_SUBHEAD


_LONGEST_SUBHEAD = 120


def shows_picture(element: Element) -> bool:
    """Whether it is a figure, or a button around a picture with its caption (to see it larger)."""
    if element.tag == "figure":
        return True
    if element.tag != "button":
        return False
    return next(element.iter("figcaption"), None) is not None


def is_figure(element: Element) -> bool:
    """A figure with a picture or caption, or another that is a picture and its caption."""
    if element.tag == "figure":
        return next(element.iter("img", "figcaption", "picture"), None) is not None
    if len(element) == 0 or len(element) > 6:
        return False
    images = captions = 0
    for seen, inner in enumerate(element.iter()):
        if seen > _LOOKED_AT or inner.tag in ("table", "li", "h1"):
            return False
        if inner.tag == "figure" and next(inner.iter("figcaption"), None) is not None:
            return False
        images += inner.tag == "img"
        captions += inner.tag == "figcaption" or is_caption(inner)
        if inner.tag in _OF_TEXT and not _is_within_caption(inner, element):
            return False
    return images == 1 and captions >= 1


_OF_TEXT = frozenset(("p", "h2", "h3", "h4"))


def _is_within_caption(inner: Element, top: Element) -> bool:
    """Whether an element within `top` is a caption or a part of one, or says nothing."""
    if inner.text is None and len(inner) == 0:
        return True
    while inner is not top:
        if inner.tag == "figcaption" or is_caption(inner):
            return True
        above = inner.getparent()
        assert above is not None
        inner = above
    return False
