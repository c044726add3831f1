"""What a screen reader should hear of a passage: what it is, its words, the marks on it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from reader.messages import _
from reader.model import (
    PICTURE,
    Block,
    Cell,
    Document,
    Footnote,
    Item,
    Passage,
    Picture,
    Quote,
)


def spoken(document: Document, passage: Passage, marks: Iterable[str] = ()) -> str:
    """One utterance: the part of the article, the words, and what each mark on them says."""
    block = document.blocks[document.block_at(passage.start)]
    words = " ".join(passage.of(document.text).replace(PICTURE, "").split())
    return " ".join(_stopped(part) for part in (_part(block), words, *marks) if part)


def _stopped(words: str) -> str:
    """The words with a stop, for a pause in speech."""
    return words if words[-1] in ".!?…。！？؟।" else f"{words}."


def _part(block: Block) -> str:
    """What kind of part this is; nothing for a plain paragraph."""
    match block.kind:
        case "heading":
            return _("Headline") if block.level == 1 else _("Heading")
        case "code":
            return _("Code")
        case "caption":
            return _("Caption")
        case "picture":
            alt = next((s.style.alt for s in block.spans if isinstance(s.style, Picture)), "")
            return _("Picture: {words}").format(words=alt) if alt else _("Picture")
        case "paragraph":
            return _around(block)


def _around(block: Block) -> str:
    for each in reversed(block.containers):
        match each:
            case Cell(row=row, column=column):
                return _("Row {row}, column {column}").format(row=row + 1, column=column + 1)
            case Footnote(mark=mark):
                return _("Footnote {mark}").format(mark=mark)
            case Quote():
                return _("Quotation")
            case Item():
                return _("List item")
            case _:
                continue
    return ""
