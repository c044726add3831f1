"""What is drawn on a page of a PDF beside its text: pictures, rules, and dots that are bullets."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from reader.intake.pdf import png
from reader.intake.pdf.letters import Turn
from reader.intake.pdf.paper import Box, Face, Word
from reader.model import PICTURE, Carried
from reader.values import dataclass

_MOST_OBJECTS = 4_000
"""Things on a page that are looked at: a map has a hundred thousand."""
_DEEPEST = 4
_MOST_PICTURES = 100
_MOST_BYTES = 30_000_000
_MOST_PIXELS = 12_000_000
"""Of one picture, and of all that have to be written anew: compressing takes 0.1 s a million."""
_SMALLEST = 30.0
"""Points; what is smaller, in one direction, is an ornament."""
_FEWEST_PIXELS = 32

_JPEG = b"DCTDecode"


@dataclass(frozen=True, slots=True)
class Painted:
    """A picture on a page: PDFium's handle, and where it is."""

    object: Any
    box: Box
    matrix: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    pictures: tuple[Painted, ...]
    rules: tuple[Box, ...]
    dots: tuple[Box, ...]


_Matrix = tuple[float, float, float, float, float, float]
_AS_IT_IS: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def on_page(raw: Any, page: Any, turn: Turn, inside: Box) -> Drawn:
    """What is drawn on a page, inside of this box."""
    pictures: list[Painted] = []
    rules: list[Box] = []
    dots: list[Box] = []
    for thing, kind, matrix in _things(raw, page):
        box = _box(raw, thing, matrix, turn)
        if box is None or not inside.holds((box.left + box.right) / 2, (box.top + box.bottom) / 2):
            continue
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            pictures.append(Painted(thing, box, _linear(raw, thing)))
        elif _is_rule(box):
            rules.append(box)
        elif _is_dot(box):
            dots.append(box)
    return Drawn(tuple(pictures), tuple(rules), tuple(dots))


def _things(raw: Any, page: Any) -> Iterator[tuple[Any, int, _Matrix]]:
    """Pictures and lines, those within others too, with how the others place them."""
    waiting: list[tuple[Any, _Matrix, int]] = [
        (raw.FPDFPage_GetObject(page, index), _AS_IT_IS, 0)
        for index in reversed(range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)))
    ]
    left = _MOST_OBJECTS
    while waiting and left > 0:
        thing, matrix, depth = waiting.pop()
        left -= 1
        kind = raw.FPDFPageObj_GetType(thing)
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH):
            yield thing, kind, matrix
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inner = _times(_matrix(raw, thing), matrix)
            count = min(raw.FPDFFormObj_CountObjects(thing), left)
            waiting += [
                (raw.FPDFFormObj_GetObject(thing, index), inner, depth + 1)
                for index in reversed(range(count))
            ]


def _matrix(raw: Any, thing: Any) -> _Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(thing, matrix):
        return _AS_IT_IS
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _linear(raw: Any, thing: Any) -> tuple[float, float, float, float]:
    return _matrix(raw, thing)[:4]


def _times(one: _Matrix, other: _Matrix) -> _Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _box(raw: Any, thing: Any, matrix: _Matrix, turn: Turn) -> Box | None:
    edges = [ctypes.c_float() for _edge in range(4)]
    if not raw.FPDFPageObj_GetBounds(thing, *edges):
        return None
    left, bottom, right, top = (edge.value for edge in edges)
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return turn.box(min(xs), min(ys), max(xs), max(ys))


def _is_rule(box: Box) -> bool:
    return min(box.width, box.height) <= 2.5 and max(box.width, box.height) >= 8


def _is_dot(box: Box) -> bool:
    return 1.2 < box.width < 9 and 0.75 < box.width / max(box.height, 0.1) < 1.35


# --- pictures ------------------------------------------------------------------------------------


class Pictures:
    """The pictures of one document: `carried` has their bytes once their pages are read."""

    def __init__(self, raw: Any, document: Any) -> None:
        self._raw = raw
        self._document = document
        self._bytes = _MOST_BYTES
        self._pixels = _MOST_PIXELS
        self._seen: Counter[tuple[int, ...]] = Counter()
        self.carried: list[Carried] = []

    def words(
        self, page: Any, painted: Sequence[Painted], words: Sequence[Word], sheet: Box, number: int
    ) -> Iterator[Word]:
        """The pictures of a page that belong to its text, as words in their places."""
        index = 0
        for each in painted:
            if len(self.carried) >= _MOST_PICTURES or not self._belongs(each.box, words, sheet):
                continue
            content = self._content(page, each)
            if content is None:
                continue
            index += 1
            src = f"pdf:{number}/{index}"
            self.carried.append(Carried(src, content))
            self._bytes -= len(content)
            box, face = each.box, Face()
            yield Word(
                PICTURE,
                (),
                box.left,
                box.right,
                box.bottom,
                10.0,
                face,
                True,
                src,
                max(box.height, 1.0),
            )

    def _belongs(self, box: Box, words: Sequence[Word], sheet: Box) -> bool:
        """Whether it is large enough, no ground under words, and not the same on every page."""
        if min(box.width, box.height) < _SMALLEST:
            return False
        place = tuple(round(each) for each in (box.left, box.top, box.right, box.bottom))
        self._seen[place] += 1
        if self._seen[place] > 2 and box.height < 0.2 * sheet.height:
            return False
        inside = sum(box.holds((w.left + w.right) / 2, w.base - w.size / 3) for w in words)
        return inside <= 3 or inside < 0.02 * len(words)

    def _content(self, page: Any, painted: Painted) -> bytes | None:
        """The bytes of a picture: its own JPEG where it is one, else as PNG; None if too large."""
        raw, thing = self._raw, painted.object
        about = raw.FPDF_IMAGEOBJ_METADATA()
        if not raw.FPDFImageObj_GetImageMetadata(thing, page, about):
            return None
        width, height = about.width, about.height
        if min(width, height) < _FEWEST_PIXELS or width * height > _MOST_PIXELS:
            return None
        a, b, c, d = painted.matrix
        upright = a > 0 and d > 0 and abs(b) + abs(c) < 0.01 * (a + d)
        plain = upright and not raw.FPDFPageObj_HasTransparency(thing)
        if plain and about.bits_per_pixel in (8, 24) and self._filters(thing) == [_JPEG]:
            own = self._own_bytes(thing)
            if own.startswith(b"\xff\xd8\xff"):
                return own if len(own) <= self._bytes else None
        if width * height > self._pixels:
            return None
        self._pixels -= width * height
        return self._as_png(page, painted, width, height, plain)

    def _filters(self, thing: Any) -> list[bytes]:
        buffer = ctypes.create_string_buffer(40)
        names: list[bytes] = []
        for index in range(min(self._raw.FPDFImageObj_GetImageFilterCount(thing), 9)):
            self._raw.FPDFImageObj_GetImageFilter(thing, index, buffer, 40)
            names.append(buffer.value)
        return names

    def _own_bytes(self, thing: Any) -> bytes:
        size = self._raw.FPDFImageObj_GetImageDataRaw(thing, None, 0)
        if not 0 < size <= _MOST_BYTES:
            return b""
        buffer = ctypes.create_string_buffer(size)
        self._raw.FPDFImageObj_GetImageDataRaw(thing, buffer, size)
        return buffer.raw

    def _as_png(
        self, page: Any, painted: Painted, width: int, height: int, plain: bool
    ) -> bytes | None:
        raw, thing = self._raw, painted.object
        if plain:
            bitmap = raw.FPDFImageObj_GetBitmap(thing)
        else:
            scale = _scale(painted.matrix, width, height)
            a, b, c, d = (part * scale for part in painted.matrix)
            raw.FPDFPageObj_SetMatrix(thing, raw.FS_MATRIX(a, b, c, d, 0, 0))
            bitmap = raw.FPDFImageObj_GetRenderedBitmap(self._document, page, thing)
        if not bitmap:
            return None
        try:
            return _png(raw, bitmap)
        finally:
            raw.FPDFBitmap_Destroy(bitmap)


def _scale(matrix: Sequence[float], width: int, height: int) -> float:
    """What makes a picture on the page as large as it is in itself."""
    a, b, c, d = matrix
    across, along = math.hypot(a, b), math.hypot(c, d)
    return min(width / max(across, 0.1), height / max(along, 0.1), 20.0)


def _png(raw: Any, bitmap: Any) -> bytes | None:
    width, height = raw.FPDFBitmap_GetWidth(bitmap), raw.FPDFBitmap_GetHeight(bitmap)
    if width * height > 2 * _MOST_PIXELS:
        return None
    stride = raw.FPDFBitmap_GetStride(bitmap)
    content = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * height)
    formats: dict[int, png.Channels] = {
        raw.FPDFBitmap_Gray: "L",
        raw.FPDFBitmap_BGR: "BGR",
        raw.FPDFBitmap_BGRx: "BGRx",
        raw.FPDFBitmap_BGRA: "BGRA",
    }
    channels = formats.get(raw.FPDFBitmap_GetFormat(bitmap))
    return png.encode(content, width, height, stride, channels) if channels else None
