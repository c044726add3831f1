"""Marks in a PDF to remarks on the words of the article."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reader.intake.pdf.content import Made, spot
from reader.intake.pdf.paper import Box, Marked, Sheet
from reader.messages import _
from reader.model import Document, Passage, Remark

MOST = 3_000
"""Marks of one document; more are no reader's."""

_ABOVE = 2.0
"""Points above the line that letters stand on: there a mark on them is, however it is drawn."""
_TOGETHER = 3
"""Places between two letters of one passage: a space, an end of a line."""


def remarks(
    sheets: Sequence[Sheet], head: Made | None, blocks: Sequence[Made], document: Document
) -> list[Remark]:
    """The marks of all sheets; `blocks` are the document's from its second one, `head` is what
    became its headline."""
    marked = [(sheet, mark) for sheet in sheets for mark in sheet.marks][:MOST]
    if not marked:
        return []
    pages = {sheet.number for sheet, _mark in marked}
    is_shown = head is not None and head.block.text == document.blocks[0].text
    places = _places([head if is_shown else None, *blocks], document, pages)
    by_page = {sheet.number: _ByBase(sheet) for sheet, _mark in marked}
    return [
        remark
        for sheet, mark in marked
        if (remark := _remark(sheet, mark, by_page[sheet.number], places)) is not None
    ]


def _places(blocks: Sequence[Made | None], document: Document, pages: set[int]) -> dict[int, int]:
    """Where in the document's text each letter stands."""
    places: dict[int, int] = {}
    for made, start in zip(blocks, document.starts, strict=True):
        for at, each in enumerate(made.spots if made else ()):
            if each >= 0 and each >> 24 in pages:
                places.setdefault(each, start + at)
    return places


class _ByBase:
    """The letters of a sheet by the lines that they stand on."""

    def __init__(self, sheet: Sheet) -> None:
        letters = sheet.letters
        self._order = sorted(range(len(letters.bases)), key=letters.bases.__getitem__)
        self._bases = [letters.bases[at] for at in self._order]
        self._letters = letters

    def inside(self, box: Box) -> Iterator[int]:
        """The letters in a box."""
        low = bisect_left(self._bases, box.top + _ABOVE)
        high = bisect_right(self._bases, box.bottom + _ABOVE)
        for at in self._order[low:high]:
            middle = (self._letters.lefts[at] + self._letters.rights[at]) / 2
            if box.left <= middle <= box.right:
                yield at

    def beside(self, box: Box) -> list[int]:
        """The letters of the line that is nearest to a box."""
        middle = (box.top + box.bottom) / 2
        at = bisect_left(self._bases, middle)
        near = [self._bases[each] for each in (at - 1, at) if 0 <= each < len(self._bases)]
        if not near:
            return []
        base = min(near, key=lambda each: abs(each - middle))
        low, high = bisect_left(self._bases, base - 1), bisect_right(self._bases, base + 1)
        lefts = self._letters.lefts
        return sorted(self._order[low:high], key=lambda each: abs(lefts[each] - box.left))


def _remark(sheet: Sheet, mark: Marked, letters: _ByBase, places: dict[int, int]) -> Remark | None:
    said = Remark(note=mark.note, by=mark.by, at=mark.at, colour=mark.colour)
    remark = replace(said, page=sheet.number)
    if mark.kind == "words":
        under = [at for box in mark.boxes for at in letters.inside(box)]
        passage = _passage([places[s] for at in under if (s := spot(sheet.number, at)) in places])
    else:
        passage = _line(letters.beside(mark.boxes[0]), sheet.number, places)
    if passage is not None:
        return replace(remark, passage=passage)
    if not mark.note:
        return None
    page = _("On page {number}:").format(number=sheet.number)
    return replace(remark, note=f"{page} {mark.note}")


def _passage(places: Sequence[int]) -> Passage | None:
    """The longest stretch of these places, or all of them where little else is between."""
    if not places:
        return None
    ordered = sorted(set(places))
    if len(ordered) >= 0.5 * (ordered[-1] - ordered[0] + 1):
        return Passage(ordered[0], ordered[-1] + 1)
    stretches: list[tuple[int, int]] = []
    for place in ordered:
        if stretches and place - stretches[-1][1] <= _TOGETHER:
            stretches[-1] = (stretches[-1][0], place)
        else:
            stretches.append((place, place))
    start, last = max(stretches, key=lambda each: each[1] - each[0])
    return Passage(start, last + 1)


def _line(beside: Sequence[int], page: int, places: dict[int, int]) -> Passage | None:
    """The part of a line around its letter that comes first here."""
    known = [places[s] for at in beside if (s := spot(page, at)) in places]
    if not known:
        return None
    nearest = known[0]
    ordered = sorted(set(known))
    at = ordered.index(nearest)
    low = high = at
    while low > 0 and ordered[low] - ordered[low - 1] <= _TOGETHER:
        low -= 1
    while high + 1 < len(ordered) and ordered[high + 1] - ordered[high] <= _TOGETHER:
        high += 1
    return Passage(ordered[low], ordered[high] + 1)
