"""A passage as HTML to paste: its paragraphs and lists, emphasis, and links to the web.

Every tag is ours and every word is escaped; pictures leave no trace, for nothing may be fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby

from reader.export.inline import passage_of
from reader.export.links import is_on_the_web, percent_encoded
from reader.export.pieces import Piece, Plain, pieces
from reader.export.tree import Group, Leaf, Node, tree
from reader.model import PICTURE, Block, Document, Item, List, Passage, Quote

_TAGS: Mapping[Plain, str] = {
    "strong": "strong",
    "emphasis": "em",
    "code": "code",
    "sub": "sub",
    "sup": "sup",
    "deleted": "s",
}


def html(document: Document, passage: Passage) -> str:
    """The passage as HTML; empty if there is nothing but pictures in it."""
    blocks = [
        passage_of(document.blocks[index], piece.start, piece.end)
        for index, piece in document.pieces(passage)
    ]
    leftward = ' dir="rtl"' if document.direction == "rtl" else ""
    return _nodes(tree([each for each in blocks if each.kind != "picture"]), leftward)


def paragraphs(text: str) -> str:
    """Words that stand in no document, a paragraph for each line."""
    lines = text.replace(PICTURE, "").split("\n")
    return "".join(f"<p>{words(line)}</p>" for line in lines if line.strip())


def words(text: str) -> str:
    """Escaped, its lines apart."""
    return "<br>".join(escape(line, quote=False) for line in text.split("\n"))


def link(href: str, written: str) -> str:
    """A link around HTML; the HTML alone where the address is none on the web."""
    if not is_on_the_web(href):
        return written
    return f'<a href="{escape(percent_encoded(href))}">{written}</a>'


def _nodes(nodes: Sequence[Node], leftward: str) -> str:
    return "".join(_node(node, leftward) for node in nodes)


def _node(node: Node, leftward: str) -> str:
    if isinstance(node, Leaf):
        return _paragraph(node.block, leftward)
    inside = _nodes(node.inside, leftward)
    match node.container:
        case List():
            return _list(node, node.container, leftward)
        case Item():
            return f"<li>{_bare(node, leftward)}</li>"
        case Quote():
            return f"<blockquote>{inside}</blockquote>"
    return inside


def _list(node: Group, of: List, leftward: str) -> str:
    tag = "ol" if of.ordered else "ul"
    first = node.inside[0].container if isinstance(node.inside[0], Group) else None
    start = first.ordinal if isinstance(first, Item) else of.start
    numbered = f' start="{start}"' if of.ordered and start != 1 else ""
    items = (
        _node(child, leftward)
        if isinstance(child, Group) and isinstance(child.container, Item)
        else f"<li>{_node(child, leftward)}</li>"
        for child in node.inside
    )
    return f"<{tag}{numbered}{leftward}>{''.join(items)}</{tag}>"


def _bare(item: Group, leftward: str) -> str:
    """An item of one paragraph without the paragraph: programs set it closer so."""
    if len(item.inside) == 1 and isinstance(item.inside[0], Leaf):
        block = item.inside[0].block
        if block.kind != "code":
            return _inline(block)
    return _nodes(item.inside, leftward)


def _paragraph(block: Block, leftward: str) -> str:
    if block.kind == "code":
        return f"<pre>{escape(block.text, quote=False)}</pre>"
    return f"<p{leftward}>{_inline(block)}</p>"


def _inline(block: Block) -> str:
    return "".join(_linked(block))


def _linked(block: Block) -> Iterator[str]:
    for to, runs in groupby(pieces(block), key=lambda piece: piece.link):
        written = "".join(_styled(block, piece) for piece in runs)
        yield link(to.href, written) if to else written


def _styled(block: Block, piece: Piece) -> str:
    written = "" if piece.picture else words(block.text[piece.start : piece.end])
    for style in reversed(piece.styles if written else ()):
        written = f"<{_TAGS[style]}>{written}</{_TAGS[style]}>"
    return written
