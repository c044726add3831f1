"""The notes of a printed article as a text of their own, numbered as they are in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from reader.messages import _, ngettext
from reader.model import (
    AnnotationId,
    Block,
    Colour,
    Direction,
    Document,
    Item,
    List,
    Passage,
    Span,
    leaf,
)
from reader.text import direction
from reader.values import dataclass
from ui.note_words import plain_note, quoted, state_name
from ui.reading.document import PageHead
from ui.reading.highlights import Mark
from ui.reading.printing.flow import Text
from ui.reading.printing.printout import PrintedMark, Printout
from ui.reading.typography import ReadingStyle

_LONGEST_QUOTE = 280
"""Characters; the words stand in the text above, marked and numbered."""
_SIGN_ROOM = "\u2003"
"""A space as wide as the type is high: the label's sign is painted there."""


def noted(printout: Printout) -> tuple[PrintedMark, ...]:
    """The marks that have a note, in the order in which they are numbered from 1."""
    return tuple(mark for mark in printout.marks if mark.annotation.note.strip())


def notes_text(printout: Printout, style: ReadingStyle, *, marks: bool) -> Text | None:
    """The article's own note and those of its marks; None if there is none.

    With `marks` the words quoted are marked as they are in the text.
    """
    of_marks = noted(printout)
    if not of_marks and not printout.note.strip():
        return None
    written = _Written(printout.document.direction)
    written.add_article_note(printout.note)
    for number, mark in enumerate(of_marks, 1):
        written.add(number, mark)
    document = Document(tuple(written.blocks), direction=printout.document.direction)
    return Text(
        document,
        PageHead(byline=_count(len(of_marks)) or _("Note on the article")),
        style,
        printout.pictures,
        marks=written.placed(document) if marks else (),
        signs=written.signs,
        ends=frozenset(written.ends),
        plain_head=True,
    )


def _count(notes: int) -> str:
    return ngettext("{n} note", "{n} notes", notes).format(n=notes) if notes else ""


@dataclass(slots=True)
class _Written:
    """The blocks so far, and what is painted at which of them."""

    direction: Direction
    blocks: list[Block] = field(default_factory=list)
    signs: dict[int, Colour] = field(default_factory=dict)
    ends: set[int] = field(default_factory=set)
    quotes: list[tuple[int, AnnotationId, Colour]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._put("heading", _("Notes"), level=1)

    def add_article_note(self, note: str) -> None:
        for line in plain_note(note):
            self._put("paragraph", line)

    def add(self, number: int, mark: PrintedMark) -> None:
        """One note: number, sign and label, the quote, the note's lines, its tags."""
        annotation = mark.annotation
        inside = (List(1, ordered=True), Item(number + 1, number))
        label = _SIGN_ROOM + mark.label.name
        self.signs[len(self.blocks)] = mark.label.colour
        strong = Span(0, len(label), "strong")
        words = label + "".join(f"  ·  {each}" for each in _remarks(mark))
        self.blocks.append(Block("paragraph", words, (strong,), inside))
        quote = _shortened(quoted(annotation.anchor.exact))
        if self._put("paragraph", f"“{quote}”", inside):
            self.quotes.append((len(self.blocks) - 1, annotation.id, mark.label.colour))
        for line in plain_note(annotation.note):
            self._put("paragraph", line, inside)
        self._put("paragraph", " ".join(f"#{tag}" for tag in annotation.tags), inside)
        self.ends.add(len(self.blocks) - 1)

    def placed(self, document: Document) -> tuple[Mark, ...]:
        """The quotes as marks of the notes' own text."""
        return tuple(
            Mark(key, _within_quotes(document, at), colour) for at, key, colour in self.quotes
        )

    def _put(
        self, kind: str, words: str, inside: Sequence[List | Item] = (), *, level: int = 0
    ) -> bool:
        """Adds a block in the direction of its words; False if there are no words."""
        made = leaf(
            "heading" if kind == "heading" else "paragraph",
            words,
            containers=tuple(inside),
            level=level,
            direction=direction(words) or self.direction,
        )
        if made is not None:
            self.blocks.append(made)
        return made is not None


def _remarks(mark: PrintedMark) -> tuple[str, ...]:
    """What the mark's card says beside its label."""
    said = []
    if mark.passage is None:
        said.append(_("without a place in this text"))
    elif mark.state != "exact":
        said.append(state_name(mark.state))
    if mark.annotation.checked != "none":
        said.append(_("holds") if mark.annotation.checked == "holds" else _("wrong"))
    if mark.annotation.private:
        said.append(_("stays here"))
    return tuple(said)


def _within_quotes(document: Document, at: int) -> Passage:
    start = document.starts[at]
    return Passage(start + 1, start + len(document.blocks[at].text) - 1)


def _shortened(quote: str) -> str:
    if len(quote) <= _LONGEST_QUOTE:
        return quote
    return quote[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
