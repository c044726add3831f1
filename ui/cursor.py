"""The sentence cursor: which sentence or paragraph comes next, and how its ends move. Pure.

A cursor is a Passage of the canonical text. Pictures and code blocks are one stop each; every
other leaf is stepped through sentence by sentence.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from reader.model import Block, Document, Passage, trimmed
from reader.text import words

Unit = Literal["sentence", "paragraph"]
End = Literal["start", "end"]


@lru_cache(maxsize=512)
def _stops(block: Block, lang: str | None) -> tuple[Passage, ...]:
    """The stops within one leaf, by offsets of its text."""
    if block.kind in ("code", "picture"):
        return (Passage(0, len(block.text)),)
    # Here and not above: a page opens without a cursor on it.
    from reader.sentences import sentences

    return tuple(Passage(start, end) for start, end in sentences(block.text, lang))


def stops(document: Document, leaf: int) -> list[Passage]:
    """The sentences of a leaf as passages of the document; a picture or code block is one."""
    start, block = document.starts[leaf], document.blocks[leaf]
    within = _stops(block, block.lang or document.lang)
    return [Passage(start + each.start, start + each.end) for each in within]


def sentence_at(document: Document, offset: int) -> Passage:
    """The sentence that holds this offset, else the next one, else the last."""
    leaf = document.block_at(offset)
    for each in stops(document, leaf):
        if offset < each.end:
            return each
    return _first_after(document, leaf + 1) or _last_before(document, leaf + 1)


def step(document: Document, cursor: Passage, by: int, unit: Unit) -> Passage:
    """The stop after (`by` 1) or before (-1) the cursor; at the ends of the text it stays."""
    if unit == "paragraph":
        return _paragraph(document, cursor, by)
    if by > 0:
        return _after(document, cursor.end) or cursor
    return _before(document, cursor.start) or cursor


def extended(document: Document, cursor: Passage, by: int) -> Passage:
    """The cursor with one sentence more at its end, or one less, but never less than one."""
    if by > 0:
        following = _after(document, cursor.end)
        return Passage(cursor.start, following.end) if following else cursor
    last = _before(document, cursor.end)
    shorter = last and _before(document, last.start)
    if shorter is None or shorter.end <= cursor.start:
        return cursor
    return Passage(cursor.start, shorter.end)


def by_word(text: str, passage: Passage, which: End, by: int) -> Passage:
    """The passage with one end moved by a word (a character in scripts without spaces).

    It stays where the text ends, and where nothing would be left.
    """
    if which == "end":
        edge = _next_end(text, passage.end) if by > 0 else _previous_end(text, passage.end)
        moved = Passage(passage.start, max(edge, passage.start))
    else:
        edge = _next_start(text, passage.start) if by > 0 else _previous_start(text, passage.start)
        moved = Passage(min(edge, passage.end), passage.end)
    return trimmed(text, moved) or passage


# --- sentences -----------------------------------------------------------------------------------


def _after(document: Document, offset: int) -> Passage | None:
    """The first stop that begins at or after an offset."""
    leaf = document.block_at(offset)
    for each in stops(document, leaf):
        if each.start >= offset:
            return each
    return _first_after(document, leaf + 1)


def _before(document: Document, offset: int) -> Passage | None:
    """The last stop that begins before an offset."""
    leaf = document.block_at(max(0, offset - 1))
    earlier = [each for each in stops(document, leaf) if each.start < offset]
    return earlier[-1] if earlier else (_last_before(document, leaf) if leaf else None)


def _first_after(document: Document, leaf: int) -> Passage | None:
    """The first stop of this leaf or of the next that has one."""
    for index in range(leaf, len(document.blocks)):
        found = stops(document, index)
        if found:
            return found[0]
    return None


def _last_before(document: Document, leaf: int) -> Passage:
    """The last stop of the leaves before this one; the headline has one in every document."""
    for index in range(leaf - 1, -1, -1):
        found = stops(document, index)
        if found:
            return found[-1]
    return Passage(0, len(document.blocks[0].text))


def _paragraph(document: Document, cursor: Passage, by: int) -> Passage:
    """The whole leaf after or before the one the cursor is in; going back, first its own."""
    leaf = document.block_at(cursor.start)
    whole = _whole(document, leaf)
    if by < 0 and whole is not None and cursor.start > whole.start:
        return whole
    index = (document.block_at(max(cursor.start, cursor.end - 1)) if by > 0 else leaf) + by
    while 0 <= index < len(document.blocks):
        found = _whole(document, index)
        if found is not None:
            return found
        index += by
    return cursor


def _whole(document: Document, leaf: int) -> Passage | None:
    found = stops(document, leaf)
    return Passage(found[0].start, found[-1].end) if found else None


# --- words ---------------------------------------------------------------------------------------

_FAR = 400
"""Characters within which the next word is looked for: more than any word or gap is long."""


def _next_end(text: str, offset: int) -> int:
    for _start, end in words(text[offset : offset + _FAR]):
        return offset + end
    return min(len(text), offset + _FAR)


def _previous_end(text: str, offset: int) -> int:
    low = _start_of_line(text, offset)
    ends = [low + end for _start, end in words(text[low:offset])]
    inside = [end for end in ends if end < offset]
    return inside[-1] if inside else low


def _next_start(text: str, offset: int) -> int:
    low = _start_of_line(text, offset)
    for start, _end in words(text[low : offset + _FAR]):
        if low + start > offset:
            return low + start
    return offset


def _previous_start(text: str, offset: int) -> int:
    low = max(0, offset - _FAR)
    starts = [low + start for start, _end in words(text[low:offset])]
    return starts[-1] if starts else low


def _start_of_line(text: str, offset: int) -> int:
    """Where to begin reading words so that none before `offset` is cut."""
    return max(text.rfind("\n", 0, offset) + 1, offset - _FAR)
