"""An article as annotated Markdown, format 1: its words, its marks, and each mark's note.

`docs/markdown.md` describes the format. Equal values give equal bytes: no clock, no locale.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reader.export import blocks, containment, pictures
from reader.export.escape import escaped_line, escaped_within
from reader.export.front_matter import front_matter, utc
from reader.export.inline import MarkStyle
from reader.export.segments import Mark, in_order
from reader.model import Annotation, Document, Exported, Label, Passage, Place, trimmed


def write(exported: Exported, *, marks: MarkStyle = "equals") -> str:
    """The whole file: UTF-8 text with LF and one newline at the end."""
    placed, orphans = placed_and_orphans(exported)
    article_id = exported.article.id
    body = blocks.body(
        exported.document,
        [(annotation.id, passage) for annotation, passage in placed],
        where=pictures.whereabouts(exported),
        mark_style=marks,
    )
    sections = [
        front_matter(exported),
        f"<!-- galley:article id={article_id} -->",
        body,
        "<!-- /galley:article -->",
        *_note_section(exported.article.note),
        *_orphans_section(exported, orphans),
        *_definitions(exported, placed),
    ]
    return "\n\n".join(sections) + "\n"


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
        ranges = ", ".join(f"{piece.start + 1}–{piece.end}" for piece in chars)
        parts.append(f"chars {ranges}")
    return " · ".join(parts)


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


def _definitions(exported: Exported, placed: Sequence[tuple[Annotation, Passage]]) -> Iterator[str]:
    for annotation, passage in placed:
        label = exported.labels[annotation.label]
        chars = _in_code(exported.document, passage)
        yield f"[^{annotation.id}]: {head_line(annotation, label, chars=chars)}"
        if annotation.note:
            yield blocks.indented(containment.in_definition(annotation.note))


def _in_code(document: Document, passage: Passage) -> list[Passage]:
    return [
        piece for index, piece in document.pieces(passage) if document.blocks[index].kind == "code"
    ]


def _orphans_section(
    exported: Exported, orphans: Sequence[tuple[Annotation, Place]]
) -> Iterator[str]:
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


def _note_section(note: str) -> Iterator[str]:
    if not note:
        return
    yield f"<!-- galley:note -->\n{containment.in_section(note)}\n<!-- /galley:note -->"
