"""In which sizes a page offers its pictures, and which of them is the best to keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urljoin, urlsplit

from reader.intake.html import Element
from reader.intake.picture_source import in_srcset, source_of, sources_around
from reader.model import Offer
from reader.values import dataclass

WIDEST = 2000
"""Pixels; a wider picture shows no more on a page, and costs more than it gives."""
_WIDE_ENOUGH = 1000

_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set")
_SHOWN_TYPES = ("", "image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp")
_USUAL_WIDTH = 800
"""What `1x` stands for."""
_MOST = 200
"""Pictures of one page whose sizes are looked at: more than are ever fetched."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One file of a picture, as the page names it; `width` in pixels, as the page says."""

    name: str
    width: float


def of(root: Element, base: str | None, wanted: Sequence[str]) -> tuple[Offer, ...]:
    """For each of the wanted pictures that has several sizes the address of the best one."""
    sets = _candidates_of(root, base, wanted)
    chosen = ((src, absolute(best(found), base)) for src, found in sets.items())
    return tuple(Offer(src, url) for src, url in chosen if url is not None and url != src)


def addresses(
    root: Element, base: str | None, wanted: Sequence[str]
) -> Mapping[str, Sequence[str]]:
    """All the addresses of each of the wanted pictures that has several sizes."""
    sets = _candidates_of(root, base, wanted)
    return {
        src: [url for each in found if (url := absolute(each.name, base)) is not None]
        for src, found in sets.items()
    }


def _candidates_of(
    root: Element, base: str | None, wanted: Sequence[str]
) -> Mapping[str, Sequence[Candidate]]:
    """The sizes of pictures of a page by their `src` as the article has it."""
    left = set(wanted[:_MOST])
    found: dict[str, list[Candidate]] = {}
    for image in root.iter("img"):
        if not left:
            break
        source = source_of(image)
        src = absolute(source, base) if source else None
        if src in left:
            left.discard(src)
            found[src] = list(_candidates(image))
    return {src: found[src] for src in wanted if found.get(src)}


def best(offered: Sequence[Candidate]) -> str:
    """The widest that is not too wide; one that is, if all others are small."""
    bounded = [each for each in offered if each.width <= WIDEST]
    widest = max(bounded, key=lambda each: each.width, default=None)
    wider = [each for each in offered if each.width > WIDEST]
    if wider and (widest is None or widest.width < _WIDE_ENOUGH):
        return min(wider, key=lambda each: each.width).name
    assert widest is not None
    return widest.name


def _candidates(image: Element) -> Iterator[Candidate]:
    """Those of the image itself, and of the `picture` around it, of types that are shown."""
    for element in (image, *sources_around(image)):
        if (element.get("type") or "").strip().lower() not in _SHOWN_TYPES:
            continue
        for name in _SETS:
            for file, number, unit in in_srcset(element.get(name) or ""):
                if not file.startswith("data:"):
                    yield Candidate(file, number if unit == "w" else number * _USUAL_WIDTH)


def absolute(address: str, base: str | None) -> str | None:
    """As the blocks have it; None for what is not of the web."""
    try:
        whole = urljoin(base or "", "".join(address.split("\n")).strip())
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole if parts.scheme in ("http", "https") and parts.netloc else None
