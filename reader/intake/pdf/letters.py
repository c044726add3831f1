"""The letters of one sheet as PDFium finds them, put together to words.

PDFium's own order of letters is not trusted further than a word: in right-to-left scripts it
differs from program to program, and two columns may be written line by line.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from reader.intake.pdf.paper import Box, Face, Letters, Word
from reader.values import dataclass

_BLANK = frozenset(
    [*range(0x02), *range(0x03, 0x21), *range(0x7F, 0xA1), 0x1680, *range(0x2000, 0x200C)]
) | {0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF}
_SPACE, _NEW_LINE = 0x20, 0x0A
_LINE_ENDS = (_NEW_LINE, 0x0D)
"""What PDFium puts where it sees a new line: raised numbers are lines to it."""
_WIDE = 0x2E80
"""Where the scripts without spaces begin."""
_HYPHEN = 0x02
"""What PDFium makes of a hyphen at the end of a line."""
_UNKNOWN = frozenset([0x00, 0xFFFD, 0xFFFE, 0xFFFF])
_BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF06E: "■", 0xF06F: "o"}
"""Signs of Symbol and Wingdings, which have no other number."""

_BOLD = re.compile("bold|black|heavy|demi|(?:cm|sf|ec)bx|[-,_]bd|-medi\\b")
_ITALIC = re.compile("italic|oblique|slanted|(?:cm|sf|ec)(?:ti|sl)|[-,_](?:bd)?it\\b")

_SHAPES = ((0x2E80, 0x2FDF), (0xF900, 0xFDFF), (0xFE70, 0xFEFC))
"""Radicals, ligatures, and the shapes of Arabic letters: some programs write them for letters."""

_APART = 0.25
"""Ems between two letters that are not of one word, whether a space is written or not."""
_RAISED = 0.1
"""Ems between the lines that two letters of one word may stand on."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands on a sheet: upright words, words at other angles, letters that are not known."""

    upright: tuple[Word, ...]
    askew: tuple[Word, ...]
    letters: Letters
    turn: Turn
    unread: int
    vertical: int


@dataclass(frozen=True, slots=True)
class Turn:
    """How a sheet is held: by how many degrees its text runs upwards."""

    degrees: int

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the PDF (y upwards) on the sheet (y downwards)."""
        cos, sin = _COS_SIN.get(self.degrees) or _cos_sin(self.degrees)
        return x * cos + y * sin, x * sin - y * cos

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        one, other = self.point(left, bottom), self.point(right, top)
        (low, high), (up, down) = sorted((one[0], other[0])), sorted((one[1], other[1]))
        return Box(low, up, high, down)


_COS_SIN = {0: (1.0, 0.0), 90: (0.0, 1.0), 180: (-1.0, 0.0), 270: (0.0, -1.0)}


def _cos_sin(degrees: int) -> tuple[float, float]:
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))


@dataclass(frozen=True, slots=True)
class _Written:
    """The letters of a page as PDFium tells of them: number in Unicode, place, box."""

    codes: list[int]
    places: list[tuple[float, float]]
    boxes: list[tuple[float, float, float, float]]

    def held(self, page: int, turn: Turn) -> Letters:
        """Where they stand on the sheet."""
        if turn.degrees == 0:
            lefts = [box[0] for box in self.boxes]
            rights = [box[2] for box in self.boxes]
            return Letters(page, lefts, rights, [-y for _x, y in self.places])
        boxes = [turn.box(*box) for box in self.boxes]
        bases = [turn.point(*place)[1] for place in self.places]
        return Letters(page, [box.left for box in boxes], [box.right for box in boxes], bases)


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    face: Face
    degrees: int


def found(pdfium: Any, text: Any, page: int) -> Found:
    """The words of a text page of PDFium, which is this page of its document."""
    written = _written(pdfium, text)
    styles = _Styles(pdfium, text)
    turn = Turn(_most_common_angle(written.codes, styles))
    letters = _with_points(written.codes, written.held(page, turn))
    upright: list[Word] = []
    askew: list[Word] = []
    for run in _runs(written.codes, letters, styles):
        if run.style.degrees == turn.degrees:
            upright.append(run.word(written.codes, letters))
        else:
            askew.append(_held_upright(run, written))
    unread = sum(map(written.codes.count, _UNKNOWN))
    upright = _once(upright)
    return Found(tuple(upright), tuple(askew), letters, turn, unread, _vertical(upright))


def _once(words: Sequence[Word]) -> list[Word]:
    """The words without those that are painted over themselves, for a shadow or as if bold."""
    seen: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
    kept: list[Word] = []
    for word in words:
        row = round(word.base / 2)
        rows = (seen[word.text, row], seen[word.text, row - 1], seen[word.text, row + 1])
        if not any(abs(left - word.left) < 1.5 for lefts in rows for left in lefts):
            kept.append(word)
        rows[0].append(word.left)
    return kept


def _written(pdfium: Any, text: Any) -> _Written:
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    to_x, to_y, to_box = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
    code_of, place_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetCharOrigin
    box_of = pdfium.FPDFText_GetLooseCharBox
    written = _Written([], [], [])
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = code_of(text, index)
        if code == _SPACE and written.codes and written.codes[-1] >= _WIDE:
            # Between Chinese or Japanese and a number there often is room, and no space.
            code = _NEW_LINE if pdfium.FPDFText_IsGenerated(text, index) else code
        elif code >= _WIDE and written.codes[-1:] == [_SPACE]:
            before = pdfium.FPDFText_IsGenerated(text, index - 1)
            written.codes[-1] = _NEW_LINE if before else _SPACE
        written.codes.append(code)
        place_of(text, index, to_x, to_y)
        written.places.append((x.value, y.value))
        box_of(text, index, to_box)
        written.boxes.append((box.left, box.bottom, box.right, box.top))
    return written


def _with_points(codes: Sequence[int], letters: Letters) -> Letters:
    """The letters with vowel points and accents on the line of the letter beside them."""
    points = [at for at, code in enumerate(codes) if code > 0x2FF and _is_point(code)]
    if not points:
        return letters
    bases = list(letters.bases)
    for at in points:
        beside = [
            each for each in (at - 1, at + 1) if 0 <= each < len(codes) and codes[each] > 0x20
        ]
        near = [each for each in beside if abs(bases[each] - bases[at]) < 60]
        if near:
            bases[at] = bases[
                min(near, key=lambda each: abs(letters.lefts[each] - letters.lefts[at]))
            ]
    return replace(letters, bases=bases)


def _is_point(code: int) -> bool:
    return code < 0x110000 and unicodedata.combining(chr(code)) > 0


class _Styles:
    """Size, face and angle of letters, each font asked once."""

    def __init__(self, pdfium: Any, text: Any) -> None:
        self._pdfium = pdfium
        self._text = text
        self._styles: dict[int, _Style] = {}
        self._faces: dict[int, Face] = {}
        self._matrix = pdfium.FS_MATRIX()

    def of(self, index: int) -> _Style:
        """The style of a letter: that of the text object which it is written by."""
        written = self._pdfium.FPDFText_GetTextObject(self._text, index)
        if not written:
            return _Style(10.0, Face(), 0)
        key = ctypes.addressof(written.contents)
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._style(index, written)
        return style

    def _style(self, index: int, written: Any) -> _Style:
        raw, matrix = self._pdfium, self._matrix
        size = raw.FPDFText_GetFontSize(self._text, index)
        if not raw.FPDFText_GetMatrix(self._text, index, matrix):
            return _Style(_sane(size), Face(), 0)
        scale = math.hypot(matrix.c, matrix.d)
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
        angle = round(angle / 90) * 90 % 360 if abs((angle + 45) % 90 - 45) <= 2 else angle
        return _Style(_sane(abs(size) * scale), self._face(written), angle)

    def _face(self, written: Any) -> Face:
        font = self._pdfium.FPDFTextObj_GetFont(written)
        if not font:
            return Face()
        key = ctypes.addressof(font.contents)
        face = self._faces.get(key)
        if face is None:
            face = self._faces[key] = _face(self._pdfium, font)
        return face


def _sane(size: float) -> float:
    return min(max(size, 0.5), 2000.0) if math.isfinite(size) else 10.0


def _face(raw: Any, font: Any) -> Face:
    buffer = ctypes.create_string_buffer(200)
    raw.FPDFFont_GetBaseFontName(font, buffer, 200)
    name = buffer.value.decode("utf-8", errors="replace").lower()
    flags = max(raw.FPDFFont_GetFlags(font), 0)
    # PDFium's own weight is a guess from the width of stems: it calls many plain fonts bold.
    return Face(
        bold=_BOLD.search(name) is not None or bool(flags & 1 << 18),
        italic=_ITALIC.search(name) is not None or bool(flags & 1 << 6),
    )


def _most_common_angle(codes: Sequence[int], styles: _Styles) -> int:
    shown = [at for at, code in enumerate(codes) if code not in _BLANK]
    step = max(1, len(shown) // 40)
    angles = Counter(styles.of(at).degrees for at in shown[::step])
    return angles.most_common(1)[0][0] if angles else 0


@dataclass(frozen=True, slots=True)
class _Run:
    """Letters [start, end) that are a word."""

    start: int
    end: int
    style: _Style
    spaced: bool

    def word(self, codes: Sequence[int], letters: Letters) -> Word:
        text, at = _spelled(codes[self.start : self.end], self.start)
        return Word(
            text,
            at,
            min(letters.lefts[self.start : self.end]),
            max(letters.rights[self.start : self.end]),
            letters.bases[self.start],
            self.style.size,
            self.style.face,
            self.spaced,
        )


def _runs(codes: Sequence[int], letters: Letters, styles: _Styles) -> Iterator[_Run]:
    start, style, spaced = -1, _Style(10.0, Face(), 0), True
    for at, code in enumerate(codes):
        is_blank = code in _BLANK
        if start >= 0 and (is_blank or _is_apart(at, letters, style.size)):
            yield _Run(start, at, style, spaced)
            start, spaced = -1, False
        if is_blank:
            spaced = spaced or code not in _LINE_ENDS
        elif start < 0:
            start, style = at, styles.of(at)
    if start >= 0:
        yield _Run(start, len(codes), style, spaced)


def _is_apart(at: int, letters: Letters, size: float) -> bool:
    """Whether a letter stands too far from the one before it to be of the same word."""
    bases, lefts, rights = letters.bases, letters.lefts, letters.rights
    if abs(bases[at] - bases[at - 1]) > _RAISED * size:
        return True
    far = _APART * size
    return lefts[at] - rights[at - 1] > far or lefts[at - 1] - rights[at] > far


def _spelled(codes: Sequence[int], start: int) -> tuple[str, Sequence[int]]:
    """The characters of a run, and the letter that each is from; ligatures are taken apart."""
    if min(codes) > 0x20 and max(codes) < 0x2E80:
        return "".join(map(chr, codes)), range(start, start + len(codes))
    text: list[str] = []
    at: list[int] = []
    for place, code in enumerate(codes):
        if 0xDC00 <= code < 0xE000 and place and 0xD800 <= codes[place - 1] < 0xDC00:
            text[-1] = chr(0x10000 + ((codes[place - 1] - 0xD800) << 10) + code - 0xDC00)
            continue
        for char in _shown(code):
            text.append(char)
            at.append(start + place)
    return "".join(text), at


def _shown(code: int) -> str:
    if code == _HYPHEN:
        return "-"
    if code in _UNKNOWN or 0xD800 <= code < 0xE000:
        return "\ufffd"
    if any(first <= code <= last for first, last in _SHAPES):
        return unicodedata.normalize("NFKC", chr(code))
    return _BULLETS.get(code) or chr(code)


def _held_upright(run: _Run, written: _Written) -> Word:
    """A word at another angle, on a sheet that is turned so that it stands upright."""
    style, turn = run.style, Turn(run.style.degrees)
    text, at = _spelled(written.codes[run.start : run.end], run.start)
    places = [turn.point(*place) for place in written.places[run.start : run.end]]
    left, right = min(x for x, _y in places), max(x for x, _y in places) + style.size / 2
    if style.degrees % 90 == 0:
        boxes = [turn.box(*box) for box in written.boxes[run.start : run.end]]
        right = max(box.right for box in boxes)
    return Word(text, at, left, right, places[0][1], style.size, style.face, run.spaced)


def _vertical(words: Sequence[Word]) -> int:
    """How many letters stand under the one that was written before them, as vertical text does."""
    return sum(
        len(one.text) == len(other.text) == 1
        and unicodedata.east_asian_width(other.text) == "W"
        and abs(one.left - other.left) < 0.3 * other.size
        and 0.6 < (other.base - one.base) / other.size < 1.6
        for one, other in pairwise(words)
    )
