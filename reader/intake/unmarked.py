"""What only its place and type tell: headings in bold type, captions below their pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from reader.model import Block

_LONGEST = 110
_LONGEST_QUESTION = 40
"""Longer questions in bold are an interviewer's."""

_LONG_PARAGRAPH = 50
_MOST = 0.34
"""Where more of the paragraphs than this would be headings, bold type means something else."""

_ENDS_SENTENCE = re.compile(r"[.,;:!。！،۔؛…][\"'”’»)\]]*$")


def with_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, the short ones in bold between paragraphs as headings."""
    found = {at for at in range(len(blocks)) if _stands_as_heading(blocks, at)}
    prose = sum(block.kind == "paragraph" and not block.containers for block in blocks)
    if len(found) > _MOST * prose:
        return list(blocks)
    above = list(accumulate((block.level for block in blocks), _latest))
    return [
        _heading(block, min(6, above[at] + 1) if above[at] else _FIRST_LEVEL)
        if at in found
        else block
        for at, block in enumerate(blocks)
    ]


def _latest(above: int, own: int) -> int:
    """The level of the heading that a block stands under, or has itself; 0 for none."""
    return own or above


_FIRST_LEVEL = 3
"""Below the headings that may come; without any, all move up."""


def with_captions(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, the lines below a picture as its caption where the last says whose it is."""
    found: set[int] = set()
    for at, block in enumerate(blocks):
        if block.kind == "picture":
            below = blocks[at + 1 : at + 3]
            credit = next((n for n, line in enumerate(below) if _is_credit(line)), None)
            if credit is not None and all(map(_may_be_caption, below[:credit])):
                found |= set(range(at + 1, at + 2 + credit))
    return [
        replace(block, kind="caption", level=0) if at in found else block
        for at, block in enumerate(blocks)
    ]


_CREDIT = re.compile(
    r"^\W{0,2}(?:(?:image|photo(?:graph)?|picture|foto|bild|fotografía|imagen|fotografia|фото|сурет)"
    r"(?: (?:credit|by|von|de|di))?\s?[:：/]|©|(?:image|photo) (?:credit|courtesy|by)\b|写真|사진)",
    re.IGNORECASE,
)
_LONGEST_CREDIT = 100
_LONGEST_CAPTION = 400


def _is_credit(block: Block) -> bool:
    if not _may_be_caption(block) or len(block.text) > _LONGEST_CREDIT:
        return False
    return _CREDIT.match(block.text) is not None


def _may_be_caption(block: Block) -> bool:
    plain = block.kind == "paragraph" and not block.containers
    return plain and len(block.text) <= _LONGEST_CAPTION and "\n" not in block.text


def _stands_as_heading(blocks: Sequence[Block], at: int) -> bool:
    block = blocks[at]
    if block.kind != "paragraph" or block.containers or not 1 < len(block.text) <= _LONGEST:
        return False
    if _ENDS_SENTENCE.search(block.text) or "\n" in block.text or not _is_bold(block):
        return False
    if block.text.endswith("?") and len(block.text) > _LONGEST_QUESTION:
        return False
    return _is_prose(_before(blocks, at)) and _is_prose(_after(blocks, at))


def _before(blocks: Sequence[Block], at: int) -> Block | None:
    near = (one for one in reversed(blocks[max(0, at - 4) : at]) if one.kind not in _PICTURES)
    return next(near, None)


def _after(blocks: Sequence[Block], at: int) -> Block | None:
    return next((one for one in blocks[at + 1 : at + 5] if one.kind not in _PICTURES), None)


_PICTURES = ("picture", "caption")


def _is_prose(block: Block | None) -> bool:
    """Whether it is text that a heading may follow or stand above."""
    if block is None or block.kind == "heading":
        return False
    return bool(block.containers) or (len(block.text) >= _LONG_PARAGRAPH and not _is_bold(block))


def _is_bold(block: Block) -> bool:
    """Whether all letters are in bold type."""
    bold = [span for span in block.spans if span.style == "strong"]
    return bool(bold) and all(
        any(span.start <= at < span.end for span in bold)
        for at, char in enumerate(block.text)
        if char.isalnum()
    )


def _heading(block: Block, level: int) -> Block:
    spans = tuple(span for span in block.spans if span.style != "strong")
    return replace(block, kind="heading", level=level, spans=spans)
