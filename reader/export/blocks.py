"""The blocks of a document as Markdown: what CommonMark, Python-Markdown and pandoc share.

Each leaf is one line (but for hard breaks and code), lists nest by four columns, and a comment
stands where two things of one kind would run together or where a list item does not begin with
words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from reader.export import tables
from reader.export.braces import means_something
from reader.export.escape import escaped_html
from reader.export.inline import Marking, inline, references_to
from reader.export.segments import Mark, Segment, segments
from reader.export.tree import Group, Leaf, Node, tree
from reader.model import (
    PICTURE,
    AnnotationId,
    Block,
    Cell,
    Container,
    Document,
    Figure,
    Footnote,
    Item,
    List,
    Quote,
    Style,
    Table,
)
from reader.values import dataclass

_NOTHING = "<!-- -->"


def body(
    document: Document,
    marks: Sequence[Mark] = (),
    *,
    where: Callable[[str], str],
    marking: Marking = "equals",
) -> str:
    """The whole document as Markdown, with each mark and its references; no newline at the end.

    `where` gives the destination of a picture's `src`.
    """
    nodes = tree(document.blocks)
    raw = {index for node in nodes for index in tables.leaves_in_raw_tables(node)}
    code = {index for index, block in enumerate(document.blocks) if block.kind == "code"}
    cut = segments(document, marks, barriers=raw | code)
    return _chunks_joined(_Body(cut, where, marking).chunks(nodes))


def fenced(code: str) -> str:
    """A code block with a fence longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code}\n{fence}"


def quoted(markdown: str) -> str:
    """Every line of it behind `> `."""
    return "\n".join(f"> {line}" if line else ">" for line in markdown.split("\n"))


def indented(markdown: str, columns: int = 4) -> str:
    """Every line of it that is not empty moved to the right."""
    return "\n".join(" " * columns + line if line else "" for line in markdown.split("\n"))


def _chunks_joined(chunks: Sequence[str]) -> str:
    return "\n\n".join(chunks)


@dataclass(frozen=True, slots=True)
class _Body:
    segments: Sequence[tuple[Segment, ...]]
    where: Callable[[str], str]
    marking: Marking

    def chunks(self, nodes: Sequence[Node]) -> list[str]:
        """The nodes as Markdown blocks, to be set apart by blank lines."""
        written: list[str] = []
        before: Node | None = None
        for node in nodes:
            if before is not None and _would_run_together(before, node):
                written.append(_NOTHING)
            written.extend(self._chunks_of(node))
            before = node
        return written

    def _chunks_of(self, node: Node) -> list[str]:
        if isinstance(node, Leaf):
            return self._leaf(node)
        match node.container:
            case List():
                return [self._list(node, node.container)]
            case Quote():
                return [quoted(_chunks_joined(self.chunks(node.inside)))]
            case Table():
                return self._table(node)
            case Footnote(_, mark):
                return [f"<!-- galley:footnote {_in_comment(mark)} -->", *self.chunks(node.inside)]
            case Item() | Cell() | Figure():
                return self.chunks(node.inside)

    def _leaf(self, leaf: Leaf) -> list[str]:
        block = leaf.block
        match block.kind:
            case "heading" if _is_under_a_wide_number(leaf.block.containers):
                return [self._inline(leaf, everywhere=("strong",))]
            case "heading":
                return ["#" * block.level + " " + self._inline(leaf, frame_heading=True)]
            case "paragraph" | "picture":
                return [_no_figure(leaf, self._inline(leaf))]
            case "caption":
                return [self._inline(leaf, everywhere=("emphasis",))]
            case "code":
                references = references_to(self._ids(leaf.index), self.marking)
                return [self._code(block.text), *([references] if references else [])]

    def _code(self, code: str) -> str:
        """A fence, or one line of HTML: CriticMarkup is read in code too."""
        if self.marking == "critic" and means_something(code):
            return f"<pre><code>{escaped_html(code)}</code></pre>"
        return fenced(code)

    def _inline(
        self, leaf: Leaf, *, frame_heading: bool = False, everywhere: Sequence[Style] = ()
    ) -> str:
        return inline(
            leaf.block,
            self.segments[leaf.index],
            where=self.where,
            frame="heading" if frame_heading else "line",
            marks=self.marking,
            everywhere=everywhere,
        )

    def _ids(self, *indexes: int) -> list[AnnotationId]:
        """The annotations on these blocks, each once, in the order of their first words."""
        ids = (id for i in indexes for segment in self.segments[i] for id in segment.ids)
        return [*dict.fromkeys(ids)]

    # --- lists

    def _list(self, node: Group, of: List) -> str:
        items = [self._item(child, of) for child in node.inside]
        return ("\n" if _is_tight(node) else "\n\n").join(items)

    def _item(self, node: Node, of: List) -> str:
        outer = _outside(next(node.leaves()).block, of)
        marker = _list_marker_of(of, _container(node), narrow=_is_under_a_wide_number(outer))
        inside = node.inside if _is_item(node) and isinstance(node, Group) else (node,)
        chunks = self.chunks(inside)
        if not _begins_with_words(inside):
            chunks.insert(0, _NOTHING)
        between = "\n" if _is_tight_item(node) else "\n\n"
        return marker + indented(between.join(chunks), len(marker)).lstrip(" ")

    # --- tables

    def _table(self, node: Group) -> list[str]:
        chunks: list[str] = []
        for cells in tables.parts(node):
            if isinstance(cells, tables.Grid):
                if cells.is_plain:
                    chunks.append(self._pipe_table(cells))
                else:
                    chunks.extend(self._raw_table(cells))
            else:
                chunks.extend(self.chunks([cells]))
        return chunks

    def _pipe_table(self, grid: tables.Grid) -> str:
        rows = [[self._cell(node) for node in row] for row in grid.rows()]
        if not grid.has_head:
            rows.insert(0, [""] * grid.columns)
        rows.insert(1, ["---"] * grid.columns)
        return "\n".join("|" + "|".join(f" {cell} " for cell in row) + "|" for row in rows)

    def _cell(self, node: Node | None) -> str:
        if node is None:
            return ""
        leaf = node if isinstance(node, Leaf) else next(iter(node.leaves()))
        return inline(
            leaf.block,
            self.segments[leaf.index],
            where=self.where,
            frame="cell",
            marks=self.marking,
        )

    def _raw_table(self, grid: tables.Grid) -> list[str]:
        ids = self._ids(*(leaf.index for cell in grid.cells for leaf in cell.leaves()))
        references = references_to(ids, self.marking)
        html = tables.raw(grid, self.segments, self.where)
        return [html, *([references] if references else [])]


def _no_figure(leaf: Leaf, markdown: str) -> str:
    """Pandoc makes a figure of a picture alone in its paragraph, and its alt text the caption."""
    return markdown + _NOTHING if leaf.block.text == PICTURE else markdown


def _would_run_together(one: Node, other: Node) -> bool:
    match _container(one), _container(other):
        case List(ordered=ordered), List(ordered=other_ordered):
            return ordered == other_ordered
        case Quote(), Quote():
            return True
    return False


def _container(node: Node) -> Container | None:
    return node.container if isinstance(node, Group) else None


def _is_item(node: Node) -> bool:
    return isinstance(node, Group) and isinstance(node.container, Item)


def _begins_with_words(nodes: Sequence[Node]) -> bool:
    first = nodes[0]
    return isinstance(first, Leaf) and first.block.kind in ("paragraph", "picture", "caption")


def _is_tight(node: Group) -> bool:
    """Whether the list needs no blank lines: each item is one line and perhaps such a list."""
    return all(_is_tight_item(item) for item in node.inside)


def _is_tight_item(node: Node) -> bool:
    inside = node.inside if isinstance(node, Group) and _is_item(node) else (node,)
    if not _begins_with_words(inside) or "\n" in _text(inside[0]):
        return False
    rest = inside[1:]
    return not rest or (
        len(rest) == 1
        and isinstance(rest[0], Group)
        and isinstance(rest[0].container, List)
        and _may_follow_words(rest[0], rest[0].container)
        and _is_tight(rest[0])
    )


def _may_follow_words(node: Group, of: List) -> bool:
    """CommonMark begins a list right after a line of words only with a bullet or a 1."""
    return _list_marker_of(of, _container(node.inside[0])) in (_BULLET, "1.  ")


def _text(node: Node) -> str:
    return node.block.text if isinstance(node, Leaf) else ""


_BULLET = "-   "
_HIGHEST_NUMBER = 999_999_999
"""CommonMark takes no longer ones."""


def _is_under_a_wide_number(containers: Sequence[Container]) -> bool:
    """Whether an item is numbered with three digits or more.

    Its content stands further in than the four columns that Python-Markdown takes off, so that
    a heading is not seen there, and a second such number would be lost.
    """
    return any(
        isinstance(outer, List) and len(_list_marker_of(outer, inner)) > len(_BULLET)
        for outer, inner in pairwise(containers)
    )


def _outside(block: Block, container: Container) -> tuple[Container, ...]:
    """The containers of a block that stand around this one."""
    return block.containers[: block.containers.index(container)]


_BULLET = "-   "
_HIGHEST_NUMBER = 99_999
"""More digits would move an item's blocks four columns further, where they become code."""


def _list_marker_of(of: List, item: Container | None, *, narrow: bool = False) -> str:
    if not of.ordered:
        return _BULLET
    ordinal = item.ordinal if isinstance(item, Item) else of.start
    if narrow and ordinal > 99:
        ordinal = min(ordinal - of.start + 1, 99)
    return f"{min(max(ordinal, 0), _HIGHEST_NUMBER)}.".ljust(3) + " "


def _in_comment(words: str) -> str:
    """Words that cannot end a comment."""
    return re.sub(r"[^\w*†‡§¶ ]", "", words)[:20].strip()
