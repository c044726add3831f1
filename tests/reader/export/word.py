"""A Word file read back: its text, what is highlighted, and what lies between comment anchors."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import docx
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from reader.export.word_marks import GOES_ON

OURS = {"Source", "Spacer", "NotesHeading", "NoteText", "NoteQuote", "NoteHead"}
"""Styles of paragraphs that are no part of the article."""


@dataclass
class Back:
    """What a file holds of an article; offsets are those of `text`."""

    text: str = ""
    highlighted: dict[int, str] = field(default_factory=dict)
    commented: dict[str, set[int]] = field(default_factory=dict)
    comments: list[tuple[str, str]] = field(default_factory=list)
    """Author and text of each."""

    def noted(self) -> list[set[int]]:
        """What each mark is on, in the order of the comments; one may go on in a second."""
        found: list[set[int]] = []
        for number, (_author, text) in enumerate(self.comments):
            if text != GOES_ON:
                found.append(set())
            found[-1] |= self.commented[str(number)]
        return found


def read(content: bytes) -> Back:
    """The article in a file, as far as it has one."""
    document = docx.Document(io.BytesIO(content))
    back = Back(comments=[(each.author, each.text) for each in document.comments])
    open_comments: set[str] = set()
    lines: list[str] = []
    at = 0
    for paragraph in document.element.body.iter(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val"))
        if style in OURS:
            continue
        line = []
        for tag, char, highlight in _events(paragraph, open_comments):
            if tag == "char":
                line.append(char)
                for id in open_comments:
                    back.commented.setdefault(id, set()).add(at)
                if highlight:
                    back.highlighted[at] = highlight
                at += 1
        lines.append("".join(line))
        at += 1
    assert not open_comments
    back.text = "\n".join(lines)
    return back


def _events(
    paragraph: BaseOxmlElement, open_comments: set[str]
) -> Iterator[tuple[str, str, str | None]]:
    for each in paragraph.iter():
        if each.tag == qn("w:commentRangeStart"):
            open_comments.add(each.get(qn("w:id")))
        elif each.tag == qn("w:commentRangeEnd"):
            open_comments.remove(each.get(qn("w:id")))
        elif each.tag == qn("w:r"):
            yield from _characters(each)


def _characters(run: BaseOxmlElement) -> Iterator[tuple[str, str, str | None]]:
    style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
    name = style.get(qn("w:val")) if style is not None else ""
    found = run.find(f"{qn('w:rPr')}/{qn('w:highlight')}")
    highlight = found.get(qn("w:val")) if found is not None else None
    if name == "Aside":
        return
    if name == "PictureWords":
        yield "char", "\ufffc", highlight
        return
    for each in run:
        words = {"br": "\n", "tab": "\t", "drawing": "\ufffc"}.get(
            each.tag.rpartition("}")[2], each.text if each.tag == qn("w:t") else ""
        )
        for char in words or "":
            yield "char", char, highlight
