"""Running heads and feet, and the numbers of pages: what stands at the edge of page after page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reader.intake.pdf.columns import bands, pieces
from reader.intake.pdf.paper import Sheet, Word
from reader.values import dataclass

_EDGE = 0.13
"""The share of a sheet's height, above and below, in which they stand."""
_ROWS = 3
_SAME_PLACE = 6.0
"""Points that their line may differ from page to page."""
_LONGEST = 160

_NUMBER = re.compile(r"\d+|\b[ivxlcdm]+\b")
_OF_ALL = re.compile(r"\W*(?:\w+\.?\s)?(\d+)\s?(?:/|\w{1,5})\s?(\d+)\W*")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words at the edge of a page; `numbers` are taken out of `said`."""

    page: int
    row: int
    base: float
    said: str
    numbers: tuple[int, ...]
    words: tuple[Word, ...]


def without(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets without running heads, running feet and page numbers."""
    size = usual_size(sheets)
    found = [piece for sheet in sheets for piece in _pieces(sheet, size)]
    gone: dict[int, set[int]] = defaultdict(set)
    for piece in _furniture(found, len(sheets)):
        gone[piece.page] |= {id(word) for word in piece.words}
    return [
        replace(sheet, words=tuple(w for w in sheet.words if id(w) not in gone[sheet.number]))
        if gone[sheet.number]
        else sheet
        for sheet in sheets
    ]


def usual_size(sheets: Sequence[Sheet]) -> float:
    """The size of most letters, in points."""
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for word in sheet.words:
            sizes[round(word.size * 4) / 4] += len(word.text) if word.at else 0
    return max(sizes.most_common(1)[0][0], 1.0) if sizes else 10.0


def _pieces(sheet: Sheet, size: float) -> Iterator[_Piece]:
    upper = sheet.box.top + _EDGE * sheet.box.height
    lower = sheet.box.bottom - _EDGE * sheet.box.height
    cut = bands(word for word in sheet.words if word.at)
    edges = dict(enumerate(cut[:_ROWS]))
    edges |= {-1 - at: row for at, row in enumerate(cut[::-1][:_ROWS])}
    for row, words in edges.items():
        base = max(word.base for word in words)
        top = min(word.top for word in words)
        if not (base < upper or top > lower) or max(w.size for w in words) > 1.3 * size:
            continue
        for piece in pieces(words, 2 * size):
            text = " ".join(word.text for word in piece)
            if len(text) <= _LONGEST:
                yield _piece(sheet.number, row, base, text, piece)


def _piece(page: int, row: int, base: float, text: str, words: Sequence[Word]) -> _Piece:
    folded = text.casefold()
    numbers = tuple(_value(each) for each in _NUMBER.findall(folded))
    return _Piece(page, row, base, _NUMBER.sub("#", folded), numbers, tuple(words))


def _value(written: str) -> int:
    return int(written[:12]) if written.isdigit() else _roman(written)


def _roman(written: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}[c] for c in written]
    return sum(
        -value if any(value < after for after in values[at + 1 : at + 2]) else value
        for at, value in enumerate(values)
    )


def _furniture(found: Sequence[_Piece], pages: int) -> Iterator[_Piece]:
    near: dict[str, list[_Piece]] = defaultdict(list)
    for piece in found:
        near[piece.said].append(piece)
    numbered: set[tuple[int, int]] = set()
    repeated: set[int] = set()
    for piece in found:
        if any(_repeats(piece, other) for other in _neighbours(piece, near)):
            repeated.add(id(piece))
            if piece.numbers:
                numbered.add((piece.page, piece.row))
    for piece in found:
        beside = (piece.page, piece.row) in numbered and piece.page > 1
        if id(piece) in repeated or beside or _counts_pages(piece, pages):
            yield piece


def _neighbours(piece: _Piece, near: dict[str, list[_Piece]]) -> Iterator[_Piece]:
    """What says the same on the pages around it; a left page has other heads than a right one."""
    for other in near[piece.said]:
        if 0 < abs(other.page - piece.page) <= 2:
            yield other


def _repeats(one: _Piece, other: _Piece) -> bool:
    """Whether two pieces are the same head or foot: numbers in it are equal, or count pages."""
    apart = other.page - one.page
    return abs(one.base - other.base) <= _SAME_PLACE and all(
        there == here or there - here == apart
        for here, there in zip(one.numbers, other.numbers, strict=True)
    )


def _counts_pages(piece: _Piece, pages: int) -> bool:
    """Whether it says "Page 1 of 3", by which even a single page is known."""
    whole = _OF_ALL.fullmatch(" ".join(word.text for word in piece.words))
    return whole is not None and (int(whole[1]), int(whole[2])) == (piece.page, pages)
