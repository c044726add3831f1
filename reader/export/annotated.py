"""An article as annotated Markdown, format 1: its words, its marks, and each mark's note.

`docs/markdown.md` describes the format. Equal values give equal bytes: no clock, no locale.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reader.export import blocks, containment, pictures
from reader.export.escape import escaped_line, escaped_within
from reader.export.front_matter import front_matter, utc
from reader.export.inline import Marking
from reader.export.options import USUAL, ExportOptions
from reader.export.segments import Mark, in_order
from reader.model import Annotation, Document, Exported, Label, Passage, Place, trimmed


def write(exported: Exported, options: ExportOptions = USUAL) -> str:
    """The whole file: UTF-8 text with LF and one newline at the end."""
    sections = [
        front_matter(exported),
        *region(exported, f"id={exported.article.id}", options),
        *note_section(exported.article.note),
        *orphans_section(exported),
        *definitions(exported),
    ]
    return "\n\n".join(sections) + "\n"


def region(
    exported: Exported, said: str, options: ExportOptions, *, marks: Marking | None = None
) -> tuple[str, str, str]:
    """The article between its markers; `said` is what the first of them says of it.

    `marks` are others than the options have.
    """
    placed, _orphans = placed_and_orphans(exported)
    body = blocks.body(
        exported.document,
        [(annotation.id, passage) for annotation, passage in placed],
        where=pictures.whereabouts(exported, options.pictures),
        marking=marks or options.marks,
    )
    return f"<!-- galley:article {said} -->", body, "<!-- /galley:article -->"


def head_line(annotation: Annotation, label: Label, *, chars: Sequence[Passage] = ()) -> str:
    """`**Label** (colour) · #tag · created · ...`: what a definition says before its note."""
    parts = [f"**{escaped_within(label.name)}** ({label.colour})"]
    if annotation.tags:
        parts.append(" ".join(f"#{tag}" for tag in annotation.tags))
    parts.append(utc(annotation.created))
    if annotation.edited:
        parts.append(f"edited {utc(annotation.edited)}")
    if annotation.checked != "none":
        when = f" {utc(annotation.checked_at)}" if annotation.checked_at else ""
        parts.append(f"checked {annotation.checked}{when}")
    if chars:
        parts.append(ranges(chars))
    return " · ".join(parts)


def ranges(chars: Sequence[Passage]) -> str:
    """`chars 13–22, 1–4`: what is marked in blocks of code; nothing if nothing is."""
    pieces = ", ".join(f"{piece.start + 1}–{piece.end}" for piece in chars)
    return f"chars {pieces}" if pieces else ""


def placed_and_orphans(
    exported: Exported,
) -> tuple[list[tuple[Annotation, Passage]], list[tuple[Annotation, Place]]]:
    placed: dict[Mark, Annotation] = {}
    orphans = []
    for annotation, place in exported.marks:
        passage = place.passage and trimmed(exported.document.text, place.passage)
        if passage:
            placed[annotation.id, passage] = annotation
        else:
            orphans.append((annotation, place))
    ordered = [(placed[mark], mark[1]) for mark in in_order(placed)]
    return ordered, sorted(orphans, key=lambda orphan: (orphan[0].anchor.start, orphan[0].id))


# --- notes ---------------------------------------------------------------------------------------


def definitions(exported: Exported) -> Iterator[str]:
    """The footnote of each mark in the order of the text, and below it its note if it has one."""
    placed, _orphans = placed_and_orphans(exported)
    for annotation, passage in placed:
        label = exported.labels[annotation.label]
        chars = in_code(exported.document, passage)
        yield f"[^{annotation.id}]: {head_line(annotation, label, chars=chars)}"
        if annotation.note:
            yield blocks.indented(containment.in_definition(annotation.note))


def in_code(document: Document, passage: Passage) -> list[Passage]:
    """The parts of a passage that are code, each in its own block."""
    return [
        piece for index, piece in document.pieces(passage) if document.blocks[index].kind == "code"
    ]


def orphans_section(exported: Exported) -> Iterator[str]:
    """The marks whose words are gone, between their markers; nothing if there are none."""
    _placed, orphans = placed_and_orphans(exported)
    if not orphans:
        return
    yield f"<!-- galley:orphans id={exported.article.id} -->"
    for annotation, _place in orphans:
        head = head_line(annotation, exported.labels[annotation.label])
        parts = [
            "\n\n".join(escaped_line(line) for line in annotation.anchor.exact.split("\n")),
            f"{head} · orphan · {annotation.id}",
            containment.in_definition(annotation.note),
        ]
        yield blocks.quoted("\n\n".join(part for part in parts if part))
    yield "<!-- /galley:orphans -->"


def note_section(note: str, said: str = "") -> Iterator[str]:
    """The note on the article between its markers; nothing if it is empty."""
    if not note:
        return
    opening = f"<!-- galley:note {said} -->" if said else "<!-- galley:note -->"
    yield f"{opening}\n{containment.in_section(note)}\n<!-- /galley:note -->"
