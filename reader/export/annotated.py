"""An article as annotated Markdown, format 1: its words, its marks, and each mark's note.

`docs/markdown.md` describes the format. Equal values give equal bytes: no clock, no locale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reader.export import blocks, pictures, seal
from reader.export.escape import escaped_line
from reader.export.front_matter import front_matter, utc
from reader.export.inline import MarkStyle
from reader.export.segments import Mark, in_order
from reader.model import Annotation, Document, Exported, Label, Passage, Place, trimmed

_DEFINITION = re.compile(r"^(\\*\[\^[\w-]+\]:)", re.MULTILINE)
_MARKER = re.compile(r"^(\\*(?:<!-- /?galley:|\[\^))", re.MULTILINE)
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*)?/?>"
    r"|<(?P<raw>script|style|pre|textarea)(?=\s|$)|<!--.*?-->",
    re.DOTALL | re.IGNORECASE,
)
_OPEN_ENDED = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr")
)
_FENCE = re.compile(r" {0,3}(`{3,}(?!.*`)|~{3,})")


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
        front_matter(exported, "annotated"),
        f"<!-- galley:article id={article_id} -->",
        body,
        "<!-- /galley:article -->",
        *_note_section(exported.article.note),
        *_orphans_section(exported, orphans),
        *_definitions(exported, placed),
    ]
    return seal.sealed("\n\n".join(sections) + "\n")


def head_line(annotation: Annotation, label: Label, *, chars: Sequence[Passage] = ()) -> str:
    """`**Label** (colour) · #tag · created · ...`: what a definition says before its note."""
    parts = [f"**{escaped_line(label.name)}** ({label.colour})"]
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


def guarded(note: str) -> str:
    """A note in which no line defines a footnote: such a line has one backslash more."""
    return _DEFINITION.sub(r"\\\1", note)


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
            yield blocks.indented(_closed(guarded(annotation.note)))


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
            _closed(guarded(annotation.note)),
        ]
        yield blocks.quoted("\n\n".join(part for part in parts if part))
    yield "<!-- /galley:orphans -->"


def _note_section(note: str) -> Iterator[str]:
    if not note:
        return
    guarded_note = _closed(_MARKER.sub(r"\\\1", note))
    yield f"<!-- galley:note -->\n{guarded_note}\n<!-- /galley:note -->"


def _closed(note: str) -> str:
    """A note that ends the fence or the HTML it leaves open, so that nothing after it is lost."""
    closing = _open_fence(note) or _open_html(note)
    return f"{note}\n{closing}\n<!-- galley:fence -->" if closing else note


def _open_fence(note: str) -> str:
    fence = ""
    for line in note.split("\n"):
        found = _FENCE.match(line)
        if not found:
            continue
        run = found[1]
        if not fence:
            fence = run
        elif run.startswith(fence) and not line.strip(f" {fence[0]}"):
            fence = ""
    return fence


def _open_html(note: str) -> str:
    words = _CODE.sub("", note)
    open_tags: list[str] = []
    for tag in _TAG.finditer(words):
        name = (tag["name"] or tag["raw"] or "").lower()
        if tag["end"] and name in open_tags:
            del open_tags[len(open_tags) - 1 - open_tags[::-1].index(name) :]
        elif name and not tag["end"] and name not in _VOID:
            open_tags.append(name)
    endings = [end for begin, end in _OPEN_ENDED if words.rfind(begin) > words.rfind(end)]
    return "".join(endings) + "".join(f"</{name}>" for name in reversed(open_tags))
