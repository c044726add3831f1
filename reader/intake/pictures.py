"""Which pictures of an article are kept, and why others are not. Nothing is loaded from anywhere.

Only their heads are looked at: what Qt reads, within bounds that keep a picture from becoming
gigabytes of pixels. Drawings are made safe.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import replace
from string import ascii_letters, digits
from urllib.parse import unquote_to_bytes

from reader.intake import picture_size
from reader.messages import _
from reader.model import Block, Captured, Carried, Picture, Span, sha256
from reader.values import dataclass

MOST_BYTES = 10_000_000
MOST_IN_ALL = 60_000_000
MOST_PIXELS = 50_000_000

_NOT_BASE64 = bytes(set(range(256)) - set(b"+/" + (ascii_letters + digits).encode()))
_DATA = re.compile(r"data:([^,]{0,200}),", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture as the library keeps it; its size in pixels, as it is shown."""

    content: bytes
    media_type: str
    width: int
    height: int


def wanted(captured: Captured) -> tuple[str, ...]:
    """The `src` of the article's pictures in reading order, and last of the one that leads it."""
    lead = [captured.picture] if captured.picture else []
    return tuple(dict.fromkeys([*captured.pictures, *lead]))


def lifted(captured: Captured) -> Captured:
    """The same article with pictures that are written into their addresses (`data:`) carried
    beside it, under a short name that their bytes give.

    Else the photos of a page would stand in its text, in the journal and in an index, each anew.
    """
    written = [src for src in wanted(captured) if _DATA.match(src)]
    if not written:
        return captured
    lifted = {src: _lifted(src) for src in written}
    names = {src: each.src for src, each in lifted.items()}
    document = replace(
        captured.document,
        blocks=tuple(_renamed(block, names) for block in captured.document.blocks),
    )
    return replace(
        captured,
        document=document,
        picture=names.get(captured.picture or "", captured.picture),
        pictures=tuple(dict.fromkeys(names.get(src, src) for src in captured.pictures)),
        carried=(*captured.carried, *lifted.values()),
    )


def _lifted(src: str) -> Carried:
    content = _written_out(src) or b""
    if len(content) > MOST_BYTES:
        return Carried(f"cid:{sha256(src.encode())}", b"", too_large())
    return Carried(f"cid:{sha256(content)}", content)


def _renamed(block: Block, names: Mapping[str, str]) -> Block:
    """The block with its pictures under these names."""
    spans = tuple(_renamed_span(span, names) for span in block.spans)
    return block if spans == block.spans else replace(block, spans=spans)


def _renamed_span(span: Span, names: Mapping[str, str]) -> Span:
    style = span.style
    if not isinstance(style, Picture) or style.src not in names:
        return span
    return replace(span, style=Picture(names[style.src], style.alt))


def gather(captured: Captured) -> tuple[dict[str, Kept], dict[str, str]]:
    """The pictures that came with an article by their `src`, and why others in it are missing."""
    found: dict[str, Kept] = {}
    missing: dict[str, str] = {}
    room = MOST_IN_ALL
    carried = {each.src: each for each in captured.carried}
    for src in wanted(captured):
        came = carried.get(src)
        content = came.content if came is not None else _written_out(src)
        if came is not None and came.missing is not None:
            missing[src] = came.missing
            continue
        kept = judged(content, room) if content is not None else _absence(src)
        if isinstance(kept, str):
            missing[src] = kept
        else:
            found[src] = kept
            room -= len(content or b"")
    in_text = set(captured.pictures)
    return found, {src: why for src, why in missing.items() if src in in_text}


def judged(content: bytes, room: int = MOST_IN_ALL) -> Kept | str:
    """The picture in these bytes as it is kept, or why it is not."""
    if len(content) > MOST_BYTES:
        return too_large()
    if len(content) > room:
        return _("The pictures of this article are too large all together.")
    if content.lstrip(_BEFORE_MARKUP).startswith(b"<"):
        return _drawing(content)
    kind = picture_size.media_type(content)
    if kind is None:
        return _strange(content)
    size = picture_size.size(content)
    if size is None:
        return _("It is damaged.")
    if size[0] * size[1] > MOST_PIXELS:
        return _("It would be more than {count} million pixels.").format(
            count=MOST_PIXELS // 1_000_000
        )
    return Kept(content, kind, *size)


def too_large() -> str:
    """Why a picture beyond the limit is missing."""
    return _("It is larger than {size} MB.").format(size=MOST_BYTES // 1_000_000)


_BEFORE_MARKUP = b"\xef\xbb\xbf \t\r\n"


def _drawing(content: bytes) -> Kept | str:
    # Here and not above: few articles have drawings, and lxml takes long to load.
    from reader.intake import safe_svg

    if not safe_svg.is_svg(content):
        return _("It is a page and not a picture.")
    safe = safe_svg.made_safe(content)
    size = safe_svg.size(safe) if safe is not None else None
    if safe is None or size is None:
        return _("It is a drawing that could not be made safe.")
    return Kept(safe, "image/svg+xml", *size)


def _strange(content: bytes) -> str:
    brand = content[8:12] if content[4:8] == b"ftyp" else b""
    name = {b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIC", b"mif1": "HEIC"}.get(brand)
    if name is not None:
        return _("It is an {kind} picture, which Galley does not show.").format(kind=name)
    return _("It is not a PNG, JPEG, GIF, WebP or SVG picture.")


def _absence(src: str) -> str:
    if _WEB.match(src):
        return _("It has not been fetched.")
    return _("It is not part of the file.")


def _written_out(src: str) -> bytes | None:
    """The bytes that a `data:` address holds; None if it is another address, or broken."""
    head = _DATA.match(src)
    if head is None:
        return None
    if len(src) > 2 * MOST_BYTES:
        return b"\0" * (MOST_BYTES + 1)
    if not head[1].lower().rstrip().endswith(";base64"):
        return unquote_to_bytes(src[head.end() :])
    letters = unquote_to_bytes(src[head.end() :]).translate(None, _NOT_BASE64)
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return b""
