"""What kind of picture some bytes are and how large it would be: told by its head, undecoded."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping

Size = tuple[int, int]
"""Width and height in pixels, as they are shown."""

_HEADS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"\0\0\1\0", "image/x-icon"),
)


def media_type(content: bytes) -> str | None:
    """The type of a picture of pixels by its first bytes; None if it is none that Galley shows."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[:2] == b"BM" and content[6:10] != bytes(4):
        return None
    return next((kind for head, kind in _HEADS if content.startswith(head)), None)


def size(content: bytes) -> Size | None:
    """How large the picture in these bytes says it is; None if it does not say."""
    measure = _MEASURES.get(media_type(content) or "")
    try:
        found = measure(content) if measure else None
    except (struct.error, IndexError):
        return None
    return found if found and min(found) > 0 else None


def _of_png(content: bytes) -> Size | None:
    if content[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _of_gif(content: bytes) -> Size:
    width, height = struct.unpack_from("<HH", content, 6)
    return width, height


def _of_bmp(content: bytes) -> Size:
    (header,) = struct.unpack_from("<I", content, 14)
    if header == 12:
        width, height = struct.unpack_from("<HH", content, 18)
        return width, height
    width, height = struct.unpack_from("<ii", content, 18)
    return abs(width), abs(height)


def _of_icon(content: bytes) -> Size | None:
    """The largest of those in it; a side of 256 is written as 0."""
    (count,) = struct.unpack_from("<H", content, 4)
    sides = [struct.unpack_from("BB", content, 6 + 16 * each) for each in range(min(count, 64))]
    return max(((width or 256, height or 256) for width, height in sides), default=None)


def _of_webp(content: bytes) -> Size | None:
    kind = content[12:16]
    if kind == b"VP8X":
        width, height = (int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
        return (width + 1, height + 1) if len(content) >= 30 else None
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG's markers of a frame, without those between them that are none."""
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))


def _of_jpeg(content: bytes) -> Size | None:
    at, is_turned = 2, False
    while at < len(content) - 3:
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF or marker in _ALONE:  # filling, or a marker without a segment
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return (height, width) if is_turned else (width, height)
        if marker == 0xE1 and content[at + 4 : at + 10] == b"Exif\0\0":
            is_turned = is_turned or _lies_on_its_side(content[at + 10 : at + 2 + length])
        at += 2 + length
    return None


_ORIENTATION = 0x0112
_ON_ITS_SIDE = (5, 6, 7, 8)


def _lies_on_its_side(exif: bytes) -> bool:
    """Whether a camera was held so that width and height change places (Exif 2.3, 4.6.4 A)."""
    order = ">" if exif[:2] == b"MM" else "<"
    try:
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, start)
        for entry in range(start + 2, start + 2 + 12 * count, 12):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", exif, entry)
            if tag == _ORIENTATION:
                return value in _ON_ITS_SIDE
    except struct.error:
        return False
    return False


_MEASURES: Mapping[str, Callable[[bytes], Size | None]] = {
    "image/png": _of_png,
    "image/jpeg": _of_jpeg,
    "image/gif": _of_gif,
    "image/webp": _of_webp,
    "image/bmp": _of_bmp,
    "image/x-icon": _of_icon,
}
