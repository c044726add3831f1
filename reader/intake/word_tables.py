"""The tables of a Word file: their rows and cells, and how far each cell reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reader.intake.html import Element
from reader.intake.packed import local
from reader.intake.word_parts import W, number, value


def rows(table: Element) -> Iterator[Element]:
    """The rows of a table, those that a content control holds too."""
    for each in table:
        if each.tag == W + "tr":
            yield each
        elif local(each) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from rows(each)


def cells(row: Element) -> Iterator[Element]:
    for each in row:
        if each.tag == W + "tc":
            yield each
        elif local(each) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from cells(each)


def is_data(lines: Sequence[Element]) -> bool:
    """Whether a table is one, and not a frame around some text."""
    widest = max((sum(1 for _cell in cells(row)) for row in lines), default=0)
    holds_table = any(next(row.iterdescendants(W + "tbl"), None) is not None for row in lines)
    return len(lines) > 1 and widest > 1 and not holds_table


def merge(properties: Element | None) -> str:
    """Whether a cell `begins` to span rows, `went on` from the one above, or is alone."""
    said = value(properties, "vMerge")
    if said is None:
        return ""
    return "begins" if said == "restart" else "went on"


def goes_on_below(lines: Sequence[Element]) -> dict[Element, int]:
    """How many rows each cell spans, for those that span several."""
    spans: dict[Element, int] = {}
    open_now: dict[int, Element] = {}
    for row in lines:
        column = number(value(row.find(W + "trPr"), "gridBefore"))
        for cell in cells(row):
            said = cell.find(W + "tcPr")
            how = merge(said)
            if how == "went on" and column in open_now:
                spans[open_now[column]] = spans.get(open_now[column], 1) + 1
            else:
                open_now.pop(column, None)
            if how == "begins":
                open_now[column] = cell
            column += max(1, min(number(value(said, "gridSpan"), 1), 100))
    return spans
