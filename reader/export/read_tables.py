"""Tables read from Markdown: rows between pipes, and raw HTML with all that a cell may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from reader.export.read_inline import Words, attributes, words
from reader.model import BlockKind, Cell, Container, Item, List, Quote, Table
from reader.patterns import pattern
from reader.values import dataclass

_RULE = pattern(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+\|?[ \t]*")
_PIPE = pattern(r"(?<!\\)\|")
_TAG = pattern(
    r"<(?P<end>/?)(?P<tag>table|tr|t[dh]|p|h[1-6]|pre|ul|ol|li|blockquote)(?=[\s/>])"
    r"(?P<attributes>[^<>]*+)>",
    re.IGNORECASE,
)
_HEADING = pattern("h[1-6]")
_DEEPEST = 100
_WIDEST = 200
_MOST_SPOTS = 1000
"""Spots of the grid that one cell may take; the numbers of a hostile table have no end."""
_CODE = pattern(r"\A\s*<code>(.*)</code>\s*\Z", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CellLeaf:
    """One block in a table, and the containers that stand around it inside the table."""

    kind: BlockKind
    words: Words
    containers: tuple[Container, ...]
    level: int = 0


def is_rule(line: str) -> bool:
    """Whether this is the line under the head of a pipe table."""
    return "|" in line and "-" in line and _RULE.fullmatch(line) is not None


def pipe_table(lines: Sequence[str], fresh: Callable[[], int]) -> Iterator[CellLeaf]:
    """The cells of a table from its head, the line under it, and its rows; empty ones have none.

    A head in which nothing stands is no row. `fresh` numbers containers.
    """
    table = Table(fresh())
    rows = [_cells(line) for line in (lines[0], *lines[2:])]
    has_head = any(rows[0])
    for number, row in enumerate(rows if has_head else rows[1:]):
        for column, source in enumerate(row):
            if source:
                header = has_head and number == 0
                cell = Cell(fresh(), number, column, header=header)
                yield CellLeaf("paragraph", words(source), (table, cell))


def _cells(line: str) -> list[str]:
    inside = line.strip()
    inside = inside.removeprefix("|")
    if inside.endswith("|") and not inside.endswith("\\|"):
        inside = inside[:-1]
    return [cell.strip(" \t") for cell in _PIPE.split(inside)]


def html_table(source: str, fresh: Callable[[], int]) -> Iterator[CellLeaf]:
    """The blocks of an HTML table, one in another too, in the order of the source."""
    return _HtmlTable(fresh).leaves(source)


@dataclass(slots=True)
class _Rows:
    """Where the next cell of a table stands."""

    row: int
    column: int
    taken: set[tuple[int, int]]


class _HtmlTable:
    """Reads tag by tag; an end tag closes what it can, and what is left open closes at the end."""

    def __init__(self, fresh: Callable[[], int]) -> None:
        self._fresh = fresh
        self._around: list[tuple[str, Container | None]] = []
        self._rows: list[_Rows] = []
        self._lists: list[int] = []

    def leaves(self, source: str) -> Iterator[CellLeaf]:
        at = 0
        for found in _TAG.finditer(source):
            yield from self._leaf(source[at : found.start()])
            if found["end"]:
                self._close(found["tag"].lower())
            else:
                self._open(found["tag"].lower(), attributes(found["attributes"]))
            at = found.end()
        yield from self._leaf(source[at:])

    def _leaf(self, source: str) -> Iterator[CellLeaf]:
        if not source.strip():
            return
        containers = tuple(container for _tag, container in self._around if container)
        inner = self._around[-1][0] if self._around else ""
        if inner == "pre":
            code = _CODE.match(source)
            yield CellLeaf("code", words(code[1] if code else source), containers)
        elif _HEADING.fullmatch(inner):
            yield CellLeaf("heading", words(source), containers, max(2, int(inner[1:])))
        else:
            yield CellLeaf("paragraph", words(source), containers)

    def _open(self, tag: str, given: dict[str, str]) -> None:
        if len(self._around) >= _DEEPEST:
            return
        match tag:
            case "table":
                self._rows.append(_Rows(-1, 0, set()))
                self._around.append((tag, Table(self._fresh())))
            case "tr":
                if self._rows:
                    self._rows[-1].row += 1
                    self._rows[-1].column = 0
                self._around.append((tag, None))
            case "td" | "th":
                self._around.append((tag, self._cell(tag == "th", given)))
            case "ul" | "ol":
                start = _number(given.get("start"), 1)
                self._lists.append(start - 1)
                self._around.append((tag, List(self._fresh(), tag == "ol", start)))
            case "li":
                if self._lists:
                    self._lists[-1] += 1
                ordinal = self._lists[-1] if self._lists else 1
                self._around.append((tag, Item(self._fresh(), ordinal)))
            case "blockquote":
                self._around.append((tag, Quote(self._fresh())))
            case _:
                self._around.append((tag, None))

    def _cell(self, header: bool, given: dict[str, str]) -> Cell | None:
        if not self._rows:
            return None
        at = self._rows[-1]
        while (at.row, at.column) in at.taken:
            at.column += 1
        columns = min(_number(given.get("colspan"), 1), _WIDEST)
        rows = min(_number(given.get("rowspan"), 1), _WIDEST, _MOST_SPOTS // max(columns, 1))
        at.taken.update(
            (at.row + down, at.column + right) for down in range(rows) for right in range(columns)
        )
        cell = Cell(self._fresh(), max(at.row, 0), at.column, header, rows, columns)
        at.column += columns
        return cell

    def _close(self, tag: str) -> None:
        open_tags = [name for name, _container in self._around]
        if tag not in open_tags:
            return
        while True:
            name, _container = self._around.pop()
            if name == "table":
                self._rows.pop()
            if name in ("ul", "ol"):
                self._lists.pop()
            if name == tag:
                return


def _number(given: str | None, otherwise: int) -> int:
    return int(given) if given and re.fullmatch(r"\d{1,6}", given, re.ASCII) else otherwise
