"""Blocks as the Markdown of a note: what a comment in a document says, for the journalist's notes.

Only what would be read as something else is escaped: a note is there to be read and edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from reader.model import PICTURE, Block, Item, Link, List, Span, Style

_SPECIAL = re.compile(
    r"\\(?=[\\`*_{}\[\]()>#+\-.!])|`|\*(?=\S)|(?<=\S)\*|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)"
    r"|\[(?=[^\]\n]*\][(\[:])"
)
"""What Markdown would take for markup; HTML in a note is words anyhow."""

_ENTITY = re.compile(r"&(?=#?\w{1,30};)")
_OPENING = re.compile(r"(#{1,6}|>|[-+*](?=\s|$)|-{2,}\s*$)")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?= |$)")
_ROUND: dict[Style, tuple[str, str]] = {
    "strong": ("**", "**"),
    "emphasis": ("*", "*"),
}


def as_note(blocks: Iterable[Block]) -> str:
    """The paragraphs and lists of these blocks as Markdown; pictures are left out."""
    pieces: list[str] = []
    was_item = False
    for block in blocks:
        words = _inline(block) if block.kind != "code" else _code(block.text)
        if not words:
            continue
        before = _before(block)
        joined = "\n" if was_item and before else "\n\n"
        pieces += [joined if pieces else "", before, words]
        was_item = bool(before)
    return "".join(pieces)


def _before(block: Block) -> str:
    """What stands before the words of an item."""
    depth = sum(isinstance(each, List) for each in block.containers)
    item = next((each for each in reversed(block.containers) if isinstance(each, Item)), None)
    if item is None:
        return ""
    of = [each for each in block.containers if isinstance(each, List)][-1]
    return "    " * (depth - 1) + (f"{item.ordinal}. " if of.ordered else "- ")


def _code(words: str) -> str:
    return "\n".join(f"    {line}" for line in words.split("\n"))


def _inline(block: Block) -> str:
    edges = sorted({0, len(block.text), *(at for span in block.spans for at in _ends(span))})
    written = "".join(_piece(block, start, end) for start, end in pairwise(edges))
    return "\n".join(_line(line) for line in written.split("\n")).strip()


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _piece(block: Block, start: int, end: int) -> str:
    words = block.text[start:end].replace(PICTURE, "")
    over = [span.style for span in block.spans if span.start <= start and span.end >= end]
    inside = words.strip()
    if not inside:
        return words
    at = words.index(inside)
    if "code" in over and "`" not in inside:
        made = f"`{inside}`"
    else:
        made = _ENTITY.sub("&amp;", _SPECIAL.sub(lambda found: "\\" + found[0], inside))
        for style, (opening, closing) in _ROUND.items():
            if style in over and "\n" not in made:
                made = f"{opening}{made}{closing}"
    link = next((style for style in over if isinstance(style, Link)), None)
    if link is not None:
        made = _linked(made, inside, link.href)
    return words[:at] + made + words[at + len(inside) :]


def _linked(made: str, words: str, href: str) -> str:
    if re.search(r"[\s<>()]", href) or "\n" in made:
        return made
    return f"<{href}>" if words == href else f"[{made}]({href})"


def _line(line: str) -> str:
    """A line that would open a heading, a list or a quotation, as words."""
    line = _OPENING.sub(r"\\\1", line, count=1) if _OPENING.match(line) else line
    return _NUMBER.sub(r"\1\\\2", line, count=1) if _NUMBER.match(line) else line
