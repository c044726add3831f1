"""Tables: which can be drawn with pipes, and raw HTML for those that cannot.

A table with spanning cells, or with more than a line of words in a cell, goes out as HTML. There
a mark names its annotations (`<mark data-galley="k7f3q9">`) and their references stand below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from reader.export import links
from reader.export.escape import escaped_html
from reader.export.segments import Segment
from reader.export.tree import Group, Leaf, Node
from reader.model import Block, Cell, Link, List, Picture, Quote, Span, Table
from reader.values import dataclass

_MOST_COLUMNS = 200
_MOST_PADDING = 4
"""Cells drawn for each one that holds words; beyond, the numbers are nonsense of the source."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one table in the order of the text."""

    cells: tuple[Group, ...]

    @property
    def columns(self) -> int:
        return 1 + max(place(cell).column for cell in self.cells)

    @property
    def has_head(self) -> bool:
        return place(self.cells[0]).header

    @property
    def is_plain(self) -> bool:
        """Whether pipes can draw it, with a head of one row or none."""
        places = [place(cell) for cell in self.cells]
        return (
            self._is_dense()
            and all(cell.rows == cell.columns == 1 for cell in places)
            and all(cell.header == (self.has_head and cell.row == 0) for cell in places)
            and all(_is_one_line(cell) for cell in self.cells)
        )

    def _is_dense(self) -> bool:
        spots = [(place(cell).row, place(cell).column) for cell in self.cells]
        rows = {row for row, _column in spots}
        return (
            spots == sorted({*spots})
            and rows == set(range(len(rows)))
            and self.columns <= _MOST_COLUMNS
            and len(rows) * self.columns <= _MOST_PADDING * len(spots) + _MOST_COLUMNS
        )

    def rows(self) -> Iterator[list[Group | None]]:
        """The rows of a plain grid, None where a cell is empty."""
        columns = self.columns
        for _row, cells in groupby(self.cells, key=lambda cell: place(cell).row):
            filled: list[Group | None] = [None] * columns
            for cell in cells:
                filled[place(cell).column] = cell
            yield filled


def place(cell: Group) -> Cell:
    """Row, column and span of a group that is a cell."""
    assert isinstance(cell.container, Cell)
    return cell.container


def parts(table: Group) -> Iterator[Grid | Node]:
    """The cells of a table together; what is no cell (a caption) by itself, in the text's order."""
    for are_cells, nodes in groupby(table.inside, key=_is_cell):
        if are_cells:
            yield Grid(tuple(node for node in nodes if isinstance(node, Group)))
        else:
            yield from nodes


@dataclass(frozen=True, slots=True)
class Laid:
    """One cell as a table of HTML has it, and what it spans; no cell where the row has a gap."""

    cell: Group | None
    rows: int = 1
    columns: int = 1

    @property
    def spans(self) -> str:
        """The attributes that say so, with a space before each."""
        rows = f' rowspan="{self.rows}"' if self.rows > 1 else ""
        return rows + (f' colspan="{self.columns}"' if self.columns > 1 else "")


def laid(grid: Grid) -> Iterator[list[Laid]]:
    """The rows of any grid, gaps filled where no cell from above reaches into them."""
    taken: set[tuple[int, int]] = set()
    for row, cells in groupby(grid.cells, key=lambda cell: place(cell).row):
        yield list(_laid_row(row, cells, taken))


def _laid_row(row: int, cells: Iterable[Group], taken: set[tuple[int, int]]) -> Iterator[Laid]:
    at = 0
    for cell in cells:
        spot = place(cell)
        while at < min(spot.column, _MOST_COLUMNS):
            if (row, at) not in taken:
                yield Laid(None)
            at += 1
        columns, rows = min(spot.columns, _MOST_COLUMNS), min(spot.rows, _MOST_COLUMNS)
        taken.update(
            (row + down, spot.column + right) for down in range(rows) for right in range(columns)
        )
        at = spot.column + columns
        yield Laid(cell, rows, columns)


def leaves_in_raw_tables(node: Node) -> Iterator[int]:
    """Indexes of the blocks that `raw` will write, under this node."""
    if isinstance(node, Leaf):
        return
    if isinstance(node.container, Table):
        for part in parts(node):
            if isinstance(part, Grid):
                if not part.is_plain:
                    yield from (leaf.index for cell in part.cells for leaf in cell.leaves())
            else:
                yield from leaves_in_raw_tables(part)
        return
    for child in node.inside:
        yield from leaves_in_raw_tables(child)


def _is_cell(node: Node) -> bool:
    return isinstance(node, Group) and isinstance(node.container, Cell)


def _is_one_line(cell: Group) -> bool:
    inside = cell.inside
    return (
        len(inside) == 1
        and isinstance(inside[0], Leaf)
        and inside[0].block.kind in ("paragraph", "picture")
    )


# --- raw HTML -------------------------------------------------------------------------------------


def raw(grid: Grid, segments: Sequence[tuple[Segment, ...]], where: Callable[[str], str]) -> str:
    """The cells as an HTML table, one line a row, without a blank line."""
    html = _Html(segments, where)
    rows = ("".join(_cell(each, html) for each in row) for row in laid(grid))
    return "\n".join(["<table>", *(f"<tr>{row}</tr>" for row in rows), "</table>"])


def _cell(each: Laid, html: _Html) -> str:
    if each.cell is None:
        return "<td></td>"
    tag = "th" if place(each.cell).header else "td"
    return f"<{tag}{each.spans}>{html.nodes(each.cell.inside)}</{tag}>"


@dataclass(frozen=True, slots=True)
class _Html:
    segments: Sequence[tuple[Segment, ...]]
    where: Callable[[str], str]

    def nodes(self, nodes: Sequence[Node]) -> str:
        if len(nodes) == 1 and isinstance(nodes[0], Leaf) and nodes[0].block.kind == "paragraph":
            return self._words(nodes[0])
        return "".join(self._node(node) for node in nodes)

    def _node(self, node: Node) -> str:
        if isinstance(node, Leaf):
            return self._leaf(node)
        match node.container:
            case List(_, ordered, start):
                tag = "ol" if ordered else "ul"
                first = f' start="{start}"' if ordered and start != 1 else ""
                items = "".join(
                    f"<li>{self.nodes(_inside_item(item))}</li>" for item in node.inside
                )
                return f"<{tag}{first}>{items}</{tag}>"
            case Quote():
                return f"<blockquote>{self._all(node)}</blockquote>"
            case Table():
                return "".join(
                    raw(part, self.segments, self.where).replace("\n", "")
                    if isinstance(part, Grid)
                    else self._node(part)
                    for part in parts(node)
                )
        return self._all(node)

    def _all(self, node: Group) -> str:
        return "".join(self._node(child) for child in node.inside)

    def _leaf(self, leaf: Leaf) -> str:
        words = self._words(leaf)
        match leaf.block.kind:
            case "heading":
                return f"<h{leaf.block.level}>{words}</h{leaf.block.level}>"
            case "code":
                return f"<pre><code>{words}</code></pre>"
            case "caption":
                return f"<p><em>{words}</em></p>"
            case "paragraph" | "picture":
                return f"<p>{words}</p>"

    def _words(self, leaf: Leaf) -> str:
        """The block's words with every style and mark closed and opened again at each edge."""
        edges = {0, len(leaf.block.text)}
        for span in leaf.block.spans:
            edges |= {span.start, span.end}
        for segment in self.segments[leaf.index]:
            edges |= {segment.start, segment.end}
        ordered = sorted(edges)
        return "".join(self._piece(leaf, start, end) for start, end in pairwise(ordered))

    def _piece(self, leaf: Leaf, start: int, end: int) -> str:
        written = _lines(leaf.block, start, end)
        for span in sorted(leaf.block.spans, key=_inner_first):
            if span.start <= start and end <= span.end:
                match span.style:
                    case Picture(src, alt):
                        written = self._picture(src, alt)
                    case Link(href):
                        written = _link(href, written)
                    case "deleted":
                        written = f"<s>{written}</s>"
                    case style:
                        tag = {"strong": "strong", "emphasis": "em"}.get(style, style)
                        written = f"<{tag}>{written}</{tag}>"
        for segment in self.segments[leaf.index]:
            if segment.start <= start and end <= segment.end:
                return f'<mark data-galley="{" ".join(segment.ids)}">{written}</mark>'
        return written

    def _picture(self, src: str, alt: str) -> str:
        return f'<img src="{_attribute(self.where(src))}" alt="{escaped_html(_one_line(alt))}">'


def _inner_first(span: Span) -> tuple[bool, int]:
    return not isinstance(span.style, Picture), span.end - span.start


def _inside_item(node: Node) -> Sequence[Node]:
    return node.inside if isinstance(node, Group) else (node,)


def _lines(block: Block, start: int, end: int) -> str:
    words = block.text[start:end]
    if block.kind == "code":
        return escaped_html(words)
    return "<br>".join(escaped_html(line) for line in words.split("\n"))


def _link(href: str, words: str) -> str:
    return f'<a href="{_attribute(href)}">{words}</a>' if links.is_shown(href) else words


def _attribute(address: str) -> str:
    return escaped_html(links.percent_encoded(address))


def _one_line(words: str) -> str:
    return " ".join(words.split())
