"""The comments of a Word file, and between which runs each of them lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import docx.document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from reader.export.front_matter import utc
from reader.export.segments import Segment
from reader.export.word_text import Look, element, legal, line, note_paragraphs, run
from reader.model import Annotation, AnnotationId, Document, Exported, Table

GOES_ON = "(The mark goes on here.)"
"""The comment on what lies outside of the table that a mark begins in."""

Spot = tuple[int, int]
"""A block and an offset in it."""


class Comments:
    """The comments of one file; those on marks of the text stand where `cut` has the marks."""

    def __init__(
        self,
        file: docx.document.Document,
        exported: Exported,
        placed: Sequence[Annotation],
        cut: Sequence[tuple[Segment, ...]],
    ) -> None:
        self._file = file
        self._exported = exported
        self._begins: dict[Spot, list[str]] = {}
        self._ends: dict[Spot, list[str]] = {}
        stretches = _stretches(exported.document, cut)
        for annotation in placed:
            for number, (begin, end) in enumerate(stretches[annotation.id]):
                id = self.add(annotation) if number == 0 else self._goes_on(annotation)
                self._begins.setdefault(begin, []).append(id)
                self._ends.setdefault(end, []).append(id)

    def add(self, annotation: Annotation) -> str:
        """Adds the comment that says what was noted; its id."""
        written = note_paragraphs(annotation.note, "CommentText", self._file.part._comments_part)
        if said := facts(self._exported, annotation):
            written.append(line("CommentText", said))
        return self._add(annotation, written)

    def around(self, begin: Spot, end: Spot, words: Element) -> Iterator[Element]:
        """The run from one spot to another, with what begins and ends there."""
        for id in self._begins.get(begin, ()):
            yield begun(id)
        yield words
        for id in self._ends.get(end, ()):
            yield from ended(id)

    def _goes_on(self, annotation: Annotation) -> str:
        return self._add(annotation, [line("CommentText", GOES_ON)])

    def _add(self, annotation: Annotation, written: Sequence[Element]) -> str:
        name = legal(self._exported.labels[annotation.label].name) or "Note"
        comment = self._file.comments.add_comment("", author=name, initials=_initials(name))
        made = comment._comment_elm
        made.set(qn("w:date"), utc(annotation.edited or annotation.created))
        _fill(made, written)
        return str(comment.comment_id)


def begun(id: str) -> Element:
    """Stands where a comment begins."""
    return element("commentRangeStart", id=id)


def ended(id: str) -> Iterator[Element]:
    """Stand where it ends."""
    yield element("commentRangeEnd", id=id)
    reference = run("", Look(style="CommentReference"))
    reference.append(element("commentReference", id=id))
    yield reference


def facts(exported: Exported, annotation: Annotation) -> str:
    """Tags, state and check of an annotation on one line."""
    state = next(place.state for each, place in exported.marks if each.id == annotation.id)
    said = [f"#{tag}" for tag in annotation.tags]
    said += [state] if state != "exact" else []
    said += [f"checked: {annotation.checked}"] if annotation.checked != "none" else []
    return " · ".join(said)


def _stretches(
    document: Document, cut: Sequence[tuple[Segment, ...]]
) -> dict[AnnotationId, list[tuple[Spot, Spot]]]:
    """From where to where the comments of each annotation stand: nearly always one stretch.

    One that begins in a table ends in it at the latest, for LibreOffice drops a comment that
    leaves the table that it began in.
    """
    found: dict[AnnotationId, list[tuple[Spot, Spot]]] = {}
    for index, segments in enumerate(cut):
        for segment in segments:
            end = (index, segment.end)
            for id in segment.ids:
                stretches = found.setdefault(id, [])
                if stretches and _stays(document, stretches[-1][0][0], index):
                    stretches[-1] = (stretches[-1][0], end)
                else:
                    stretches.append(((index, segment.start), end))
    return found


def _stays(document: Document, begun_in: int, index: int) -> bool:
    """Whether a block lies in the table, if any, that an earlier block lies in."""
    tables = [each for each in document.blocks[begun_in].containers if isinstance(each, Table)]
    return not tables or tables[-1] in document.blocks[index].containers


def _fill(comment: Element, written: Sequence[Element]) -> None:
    """Puts the first paragraph's words behind the reference that the comment begins with."""
    if not written:
        return
    empty = comment[0]
    written[0].insert(1, empty[-1])
    comment.remove(empty)
    comment.extend(written)


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split())[:3].upper()
