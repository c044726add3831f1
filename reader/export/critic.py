"""An article with CriticMarkup: `{==words==}{>>Claim #nato: note (k7f3q9)<<}`.

The file is laid out as an annotated one, and says which kind it is in its front matter and in the
marker of the article. A comment is one line of plain text, so it holds less than a footnote: no
colour, no times, no check, and a note without its lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from reader.export import annotated
from reader.export.braces import broken
from reader.export.front_matter import front_matter
from reader.export.options import USUAL, ExportOptions
from reader.model import Annotation, AnnotationId, Exported, Label
from reader.patterns import pattern

PARAGRAPH = " ¶ "
"""What stands in a comment between two paragraphs of a note."""

_REFERENCE = pattern(r"\{>>\((k\w+)\)<<\}")
_APART = pattern(r"\n[ \t]*\n\s*")


def write(exported: Exported, options: ExportOptions = USUAL) -> str:
    """The whole file: UTF-8 text with LF and one newline at the end."""
    said = f"id={exported.article.id} flavour=critic"
    opening, body, closing = annotated.region(exported, said, options, marks="critic")
    sections = [
        front_matter(exported, flavour="critic"),
        opening,
        _with_comments(body, _comments(exported)),
        closing,
        *annotated.note_section(exported.article.note),
        *annotated.orphans_section(exported),
    ]
    return "\n\n".join(sections) + "\n"


def comment(annotation: Annotation, label: Label, *, where: str = "") -> str:
    """What is said of an annotation; `where` goes behind its id."""
    head = " ".join([_escaped(label.name), *(f"#{tag}" for tag in annotation.tags)])
    note = on_one_line(annotation.note)
    words = broken(f"{head}: {note}" if note else head)
    return f"{{>>{words} ({annotation.id}{where})<<}}"


def on_one_line(note: str) -> str:
    """The note as a comment has it: its paragraphs with `¶` between, its lines with a space."""
    return broken(PARAGRAPH.join(" ".join(each.split()) for each in paragraphs(note)))


def paragraphs(note: str) -> list[str]:
    """What a note has between its blank lines."""
    return [each for each in _APART.split(note.strip()) if each]


def _escaped(name: str) -> str:
    """The name of a label, so that it ends where tags or the note begin."""
    return re.sub(r"\\|:(?=\s|$)|#", r"\\\g<0>", " ".join(name.split()))


def _comments(exported: Exported) -> Mapping[AnnotationId, str]:
    """The comment of each annotation that has a place."""
    placed, _orphans = annotated.placed_and_orphans(exported)
    found = {}
    for annotation, passage in placed:
        chars = annotated.ranges(annotated.in_code(exported.document, passage))
        where = f", {chars}" if chars else ""
        label = exported.labels[annotation.label]
        found[annotation.id] = comment(annotation, label, where=where)
    return found


def _with_comments(body: str, comments: Mapping[AnnotationId, str]) -> str:
    """The article with each comment where its annotation is named for the last time."""
    ahead = Counter(named[1] for named in _REFERENCE.finditer(body))

    def said(named: re.Match[str]) -> str:
        ahead[named[1]] -= 1
        return named[0] if ahead[named[1]] else comments[AnnotationId(named[1])]

    return _REFERENCE.sub(said, body)
