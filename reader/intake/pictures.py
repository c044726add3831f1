"""Pictures that a source holds in itself. Nothing is loaded from anywhere."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

from reader.messages import _
from reader.model import Captured, Source

MOST_BYTES = 10_000_000
MOST_IN_ALL = 40_000_000

_DATA = re.compile(r"data:([^,]{0,200}),", re.IGNORECASE)


def media_type(content: bytes) -> str | None:
    """The type of a picture by its first bytes; None if it is none that Galley shows."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None


def gather(source: Source, captured: Captured) -> tuple[dict[str, bytes], dict[str, str]]:
    """The bytes of the article's pictures by their `src`, and why the others are missing."""
    found: dict[str, bytes] = {}
    missing: dict[str, str] = {}
    room = MOST_IN_ALL
    carried = {each.src: each.content for each in captured.carried}
    for src in captured.pictures:
        content = carried.get(src) or _written_out(src)
        if content is None:
            missing[src] = _("It is not part of the file.")
        elif len(content) > min(MOST_BYTES, room):
            missing[src] = _("It is too large.")
        elif media_type(content) is None:
            missing[src] = _("It is not a PNG, JPEG, GIF or WebP picture.")
        else:
            found[src] = content
            room -= len(content)
    return found, missing


def _written_out(src: str) -> bytes | None:
    """The bytes that a `data:` address holds; None if it is another address, or broken."""
    head = _DATA.match(src)
    if head is None:
        return None
    if len(src) > 2 * MOST_BYTES:
        return b"\0" * (MOST_BYTES + 1)
    if not head[1].lower().rstrip().endswith(";base64"):
        return unquote_to_bytes(src[head.end() :])
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", unquote_to_bytes(src[head.end() :]))
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return b""
