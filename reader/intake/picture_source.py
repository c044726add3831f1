"""Which file an `img` element shows, behind the placeholders of pages that load late."""

from __future__ import annotations

import re

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
    r"|1x1|pixel\.|loading\.|lazy[-_]?load|grey\.|default[-_]image|/px\.",
    re.IGNORECASE | re.DOTALL,
)
_CANDIDATE = re.compile(r"(\S+?)(?:\s+([\d.]+)([wx]))?\s*(?:,\s|,?\s*$)")
_TINY = 40


def source_of(image: Element) -> str | None:
    """The address of the picture as written; None for placeholders, icons and tracking dots."""
    if _is_tiny(image):
        return None
    given = (image.get("src") or "").strip()
    if given and not _PLACEHOLDER.search(given[:500]):
        return given
    late = (image.get(name) for name in _LATE)
    sets = (_largest(image.get(name) or "") for name in _LATE_SETS)
    for address in (*late, *sets, _around(image), _without_script(image)):
        if address and _is_address(address) and not _PLACEHOLDER.search(address[:500]):
            return address.strip()
    # A picture held in the page itself is no placeholder if it has some size.
    return given if given.startswith("data:image/") and len(given) > 1000 else None


def _is_tiny(image: Element) -> bool:
    sizes = [re.match(r"\d+", image.get(side) or "") for side in ("width", "height")]
    known = [int(size[0]) for size in sizes if size and len(size[0]) < 6]
    return bool(known) and max(known) <= _TINY


def _is_address(given: str) -> bool:
    return not any(char.isspace() for char in given.strip()) and given.strip()[:1] not in "{[<"


def _largest(candidates: str) -> str | None:
    """The widest file of a `srcset`."""
    best, most = None, -1.0
    for found in _CANDIDATE.finditer(candidates[:20_000]):
        try:
            size = float(found[2] or 1)
        except ValueError:
            continue
        if size > most:
            best, most = found[1], size
    return best


def _around(image: Element) -> str | None:
    """The widest file of the `source` elements of its `picture`."""
    parent = image.getparent()
    if parent is None or parent.tag != "picture":
        return None
    for source in parent.iter("source"):
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
