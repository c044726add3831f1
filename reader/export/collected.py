"""Notes of many articles in one file: each a quotation with its source, then what was noted.

The shape is that of `reader.export.notes`, which writes the notes of one article. Notes that
stay here are left out and counted. Equal values give equal bytes: no clock, no locale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reader.export import blocks, containment
from reader.export.escape import escaped, escaped_line, escaped_within
from reader.export.links import destination, is_on_the_web
from reader.export.quote import credit_of
from reader.model import PICTURE, Annotation, Article
from reader.noted import Noted
from reader.values import dataclass

_APART = "<!-- -->"
"""Between two quotations: Python-Markdown would make one of them."""


@dataclass(frozen=True, slots=True)
class Section:
    """Notes under one heading; an empty heading is not written."""

    heading: str
    notes: tuple[Noted, ...]


@dataclass(frozen=True, slots=True)
class Collected:
    """The text, how many different notes are in it, and how many stayed here."""

    text: str
    written: int
    stayed: int


def collected(sections: Sequence[Section], *, title: str = "Notes") -> Collected:
    """A whole file: UTF-8 text with LF and one newline at the end; a section without notes that
    may leave is not in it."""
    parts = [f"# {escaped_line(title, 'heading')}"]
    for section in sections:
        quotations = list(_noted(section.notes))
        if quotations and section.heading.strip():
            parts.append(f"## {escaped_line(section.heading, 'heading')}")
        parts += quotations
    return _counted("\n\n".join(parts) + "\n", sections)


def quotations(notes: Sequence[Noted]) -> Collected:
    """The same for notes to paste somewhere: no title, no headings, no newline at the end."""
    return _counted("\n\n".join(_noted(notes)), [Section("", tuple(notes))])


def page(title: str, note: str, notes: Sequence[Noted]) -> Collected:
    """A piece of work as a whole file: its title, its own note, and what it is made of in just
    this order, articles without a note too."""
    own = (containment.in_section(note),) if note else ()
    parts = [f"# {escaped_line(title, 'heading')}", *own, *_noted(notes)]
    return _counted("\n\n".join(parts) + "\n", [Section("", tuple(notes))])


def _counted(text: str, sections: Iterable[Section]) -> Collected:
    private = {note.id: note.private for section in sections for note in section.notes}
    stayed = sum(private.values())
    return Collected(text, len(private) - stayed, stayed)


def _noted(notes: Iterable[Noted]) -> Iterator[str]:
    """The parts of these notes, each to be set apart by an empty line."""
    follows_a_quotation = False
    for note in notes:
        if note.private:
            continue
        if follows_a_quotation and note.annotation is not None:
            yield _APART
        follows_a_quotation = note.annotation is not None and not note.note
        yield from _of_article(note) if note.annotation is None else _marked(note, note.annotation)


def _of_article(note: Noted) -> Iterator[str]:
    head = "**Note on the article**" if note.note else "**Article**"
    yield " · ".join((head, *_tags(note), _source(note.article)))
    if note.note:
        yield containment.in_definition(note.note)


def _marked(note: Noted, annotation: Annotation) -> Iterator[str]:
    label = note.label.name if note.label else ""
    parts = (f"**{escaped_within(label)}**", *_tags(note), *_state(note), *_check(note))
    credit = f"{' · '.join(parts)} ^{annotation.id}"
    yield blocks.quoted(f"{_quotation(note.quote)}\n\n— {_source(note.article)}\n\n{credit}")
    if note.note:
        yield containment.in_definition(note.note)


def _quotation(quote: str) -> str:
    """Its lines as paragraphs; pictures leave no trace."""
    lines = quote.replace(PICTURE, "").split("\n")
    return "\n\n".join("".join(escaped(line)) for line in lines if line.strip())


def _source(article: Article) -> str:
    """`*Title* · Byline, Site, 1 October 2024 · <https://…>`; what is not known is left out."""
    address = article.canonical or article.url or ""
    link = f"<{destination(address).strip('<>')}>" if is_on_the_web(address) else ""
    credit = escaped_within(credit_of(article))
    return " · ".join(part for part in (f"*{escaped_within(article.title)}*", credit, link) if part)


def _tags(note: Noted) -> Iterator[str]:
    if note.tags:
        yield " ".join(f"#{tag}" for tag in note.tags)


def _state(note: Noted) -> Iterator[str]:
    if note.state != "exact":
        yield note.state


def _check(note: Noted) -> Iterator[str]:
    if note.checked != "none":
        yield f"checked {note.checked}"
