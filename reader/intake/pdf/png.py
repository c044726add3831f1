"""Pixels to a PNG file (ISO/IEC 15948): all that is needed of it here, without a library."""

from __future__ import annotations

import struct
import zlib
from typing import Literal

Channels = Literal["L", "BGR", "BGRx", "BGRA"]


def encode(pixels: bytes, width: int, height: int, stride: int, channels: Channels) -> bytes:
    """A PNG of `height` rows that begin every `stride` bytes, a byte for each channel."""
    of_row = {"L": _grey, "BGR": _bgr, "BGRx": _bgrx, "BGRA": _bgra}[channels]
    wide = width * len(channels)
    # A filter of 0 before each row: every byte is as it is.
    rows = b"".join(
        b"\0" + of_row(pixels[at : at + wide]) for at in range(0, height * stride, stride)
    )
    kind = {"L": 0, "BGR": 2, "BGRx": 2, "BGRA": 6}[channels]
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", head),
            _chunk(b"IDAT", zlib.compress(rows, 4)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def _grey(row: bytes) -> bytes:
    return row


def _bgr(row: bytes) -> bytes:
    turned = bytearray(row)
    turned[0::3], turned[2::3] = row[2::3], row[0::3]
    return bytes(turned)


def _bgrx(row: bytes) -> bytes:
    turned = bytearray(len(row) // 4 * 3)
    turned[0::3], turned[1::3], turned[2::3] = row[2::4], row[1::4], row[0::4]
    return bytes(turned)


def _bgra(row: bytes) -> bytes:
    turned = bytearray(row)
    turned[0::4], turned[2::4] = row[2::4], row[0::4]
    return bytes(turned)
