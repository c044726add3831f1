"""Which file an `img` element shows, behind the placeholders of pages that load late."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from lxml import etree

from reader.intake.html import Element

_LATE = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-hi-res-src", "data-full-src",
    "data-actualsrc", "data-orig-file", "data-large-file", "data-image", "data-url", "data-img-src",
    "data-lazyload", "data-delayed-url", "data-runner-src", "data-pin-media",
)  # fmt: skip
_LATE_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set")
_PLACEHOLDER = re.compile(
    r"^data:image/(?:gif|svg\+xml)|^data:.{0,400}$|^about:|placeholder|blank\.|spacer|transparent\."
    r"|1x1|pixel\.|loading\.|lazy[-_]?load|grey\.|default[-_]image|/px\.|/(?:leer|empty|clear|trans)\.",
    re.IGNORECASE | re.DOTALL,
)
_SIZE = re.compile(r"(\d{0,9}\.?\d{0,9})([wx])")
_TINY = 40


def source_of(image: Element) -> str | None:
    """The address of the picture as written; None for placeholders, icons and tracking dots."""
    if _is_tiny(image):
        return None
    given = (image.get("src") or "").strip()
    if given and not _PLACEHOLDER.search(given[:500]) and not _is_held_place(image, given):
        return given
    late = (image.get(name) for name in _LATE)
    sets = (_largest(image.get(name) or "") for name in _LATE_SETS)
    others = (*late, *sets, _around(image), _without_script(image), *_named_sources(image))
    for address in others:
        if address and _is_address(address) and not _PLACEHOLDER.search(address[:500]):
            return address.strip()
    # A picture held in the page itself is no placeholder if it has some size.
    return given if given.startswith("data:image/") and len(given) > 1000 else None


def picture_named(figure: Element) -> str | None:
    """The address by which microdata names the picture of a figure that a script would show."""
    if "ImageObject" not in (figure.get("itemtype") or ""):
        return None
    if any(source_of(image) for image in figure.iter("img")):
        return None
    return figure.get("itemid")


def _is_held_place(image: Element, given: str) -> bool:
    """Whether the page itself says that this file only holds the place of the picture."""
    return any("placeholder" in name and value == given for name, value in image.items())


def _named_sources(image: Element) -> list[str]:
    """Values of attributes that a page calls the source by a name of its own."""
    named = ((str(name), str(value)) for name, value in image.items())
    return [
        value
        for name, value in named
        if _SOURCE_NAME.search(name) and _FILE.search(value[:2000].partition("?")[0])
    ]


_SOURCE_NAME = re.compile(r"^data-(?!.*(?:placeholder|thumb|small|low|blur|tiny)).*src$")
_FILE = re.compile(r"^[^\s{}<>]+\.(?:jpe?g|png|webp|gif|avif|svg)$", re.IGNORECASE)


def _is_tiny(image: Element) -> bool:
    sizes = [re.match(r"\d+", image.get(side) or "") for side in ("width", "height")]
    known = [int(size[0]) for size in sizes if size and len(size[0]) < 6]
    return bool(known) and max(known) <= _TINY


def _is_address(given: str) -> bool:
    return not any(char.isspace() for char in given.strip()) and given.strip()[:1] not in "{[<"


def in_srcset(written: str) -> Iterator[tuple[str, float, str]]:
    """The files of a `srcset` as the page names them, each with a number and its unit: `w` or `x`.

    Word by word, because every pattern for it can be made to take minutes.
    """
    words = deque(written[:20_000].split())
    while words:
        address = words.popleft().lstrip(",")
        said = _until_comma(words) if not address.endswith(",") else "1x"
        size = _SIZE.fullmatch(said or "1x")
        if address.rstrip(",") and size is not None and size[1] not in ("", "."):
            yield address.rstrip(","), float(size[1]), size[2]


def _until_comma(words: deque[str]) -> str:
    """The first of the words up to a comma; they are taken away, and what follows it is left."""
    said = ""
    while words:
        word, comma, rest = words.popleft().partition(",")
        said = said or word
        if rest:
            words.appendleft(rest)
        if comma:
            break
    return said


def _largest(candidates: str) -> str | None:
    """The widest file of a `srcset`."""
    found = max(in_srcset(candidates), key=lambda each: each[1], default=None)
    return found[0] if found is not None else None


def sources_around(image: Element) -> Iterator[Element]:
    """The `source` elements of the `picture` around an image; the parser nests them in a row."""
    above = image.getparent()
    while above is not None and above.tag == "source":
        above = above.getparent()
    if above is not None and above.tag == "picture":
        yield from above.iter("source")


def _around(image: Element) -> str | None:
    """The widest file of the `source` elements of its `picture`."""
    for source in sources_around(image):
        for name in ("srcset", "data-srcset"):
            if (address := _largest(source.get(name) or "")) is not None:
                return address
    return None


def _without_script(image: Element) -> str | None:
    """The picture that the page has for browsers without scripts, right after this one."""
    follower = image.getnext()
    if follower is None or follower.tag != "noscript":
        return None
    inner = next(follower.iter("img"), None)
    if inner is None and follower.text and "<img" in follower.text:
        parsed = etree.fromstring(follower.text[:20_000], etree.HTMLParser())
        inner = next(parsed.iter("img"), None) if parsed is not None else None
    return inner.get("src") if inner is not None else None
