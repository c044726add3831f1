"""Marks and comments that someone left in a PDF, page by page."""

from __future__ import annotations

import colorsys
import ctypes
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from reader.intake.pdf import dated
from reader.intake.pdf.letters import Turn
from reader.intake.pdf.paper import Box, Marked
from reader.model import Colour

MOST = 1_000
"""Marks of one page; more are no reader's."""

_HIDDEN = 1 << 1
_LONGEST = 100_000


def on_page(raw: Any, page: Any, turn: Turn) -> list[Marked]:
    """The marks of a page, in the order in which they stand in the file."""
    marks: list[Marked] = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if annotation:
            try:
                marks += _Annotation(raw, annotation, turn).marks()
            finally:
                raw.FPDFPage_CloseAnnot(annotation)
    return marks


class _Annotation:
    def __init__(self, raw: Any, annotation: Any, turn: Turn) -> None:
        self._raw = raw
        self._annotation = annotation
        self._turn = turn

    def marks(self) -> Iterator[Marked]:
        raw, kind = self._raw, self._raw.FPDFAnnot_GetSubtype(self._annotation)
        if raw.FPDFAnnot_GetFlags(self._annotation) & _HIDDEN:
            return
        on_words = (
            raw.FPDF_ANNOT_HIGHLIGHT,
            raw.FPDF_ANNOT_UNDERLINE,
            raw.FPDF_ANNOT_SQUIGGLY,
            raw.FPDF_ANNOT_STRIKEOUT,
        )
        comments = (
            raw.FPDF_ANNOT_TEXT,
            raw.FPDF_ANNOT_FREETEXT,
            raw.FPDF_ANNOT_CARET,
            raw.FPDF_ANNOT_SQUARE,
            raw.FPDF_ANNOT_CIRCLE,
            raw.FPDF_ANNOT_INK,
            raw.FPDF_ANNOT_LINE,
            raw.FPDF_ANNOT_POLYGON,
        )
        note = self._string(b"Contents").replace("\r\n", "\n").replace("\r", "\n").strip()
        boxes = self._quads() if kind in on_words else ()
        if not (boxes or (note and kind in (*on_words, *comments))):
            return
        yield Marked(
            "words" if boxes else "place",
            boxes or (self._box(),),
            note=note,
            by=" ".join(self._string(b"T").split())[:200] or None,
            at=_moment(self._string(b"M") or self._string(b"CreationDate")),
            colour=self._colour(),
        )

    def _string(self, key: bytes) -> str:
        size = self._raw.FPDFAnnot_GetStringValue(self._annotation, key, None, 0)
        if not 2 < size < 2 * _LONGEST:
            return ""
        buffer = (self._raw.FPDF_WCHAR * (size // 2))()
        self._raw.FPDFAnnot_GetStringValue(self._annotation, key, buffer, size)
        return bytes(buffer)[: size - 2].decode("utf-16-le", errors="replace").replace("\0", "")

    def _quads(self) -> tuple[Box, ...]:
        raw, quad = self._raw, self._raw.FS_QUADPOINTSF()
        boxes: list[Box] = []
        for index in range(min(raw.FPDFAnnot_CountAttachmentPoints(self._annotation), MOST)):
            if raw.FPDFAnnot_GetAttachmentPoints(self._annotation, index, quad):
                xs = (quad.x1, quad.x2, quad.x3, quad.x4)
                ys = (quad.y1, quad.y2, quad.y3, quad.y4)
                boxes.append(self._turn.box(min(xs), min(ys), max(xs), max(ys)))
        return tuple(boxes)

    def _box(self) -> Box:
        box = self._raw.FS_RECTF()
        self._raw.FPDFAnnot_GetRect(self._annotation, box)
        return self._turn.box(box.left, box.bottom, box.right, box.top)

    def _colour(self) -> Colour | None:
        raw, parts = self._raw, [ctypes.c_uint() for _part in range(4)]
        if not raw.FPDFAnnot_HasKey(self._annotation, b"C"):
            return None
        # PDFium tells the colour only of what has no painted appearance. Ours is a copy.
        raw.FPDFAnnot_SetAP(self._annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None)
        kind = raw.FPDFANNOT_COLORTYPE_Color
        if not raw.FPDFAnnot_GetColor(self._annotation, kind, *parts):
            return None
        red, green, blue, _alpha = (part.value for part in parts)
        return nearest(red, green, blue)


def nearest(red: int, green: int, blue: int) -> Colour:
    """The name of a colour (0 to 255 each), of those that labels have."""
    hue, saturation, value = colorsys.rgb_to_hsv(red / 255, green / 255, blue / 255)
    if saturation < 0.15 or value < 0.15:
        return "grey"
    degrees = hue * 360
    reds: tuple[tuple[float, Colour], ...] = (
        (15, "pink" if saturation < 0.6 else "red"),
        (44, "orange"),
        (72, "yellow"),
        (155, "green"),
        (195, "teal"),
        (265, "blue"),
        (345, "pink"),
        (361, "pink" if saturation < 0.6 else "red"),
    )
    return next(name for end, name in reds if degrees < end)


def _moment(written: str) -> datetime | None:
    said = dated.iso(written)
    if said is None or "T" not in said:
        return None
    moment = datetime.fromisoformat(said.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None
