"""Notes to carry into another program: each the quotation with its source, then what was noted.

Notes that stay here are left out and counted. Pure: equal values give equal words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from reader.export import collected, rendered
from reader.export.citing import Copied, credited, in_lines
from reader.export.links import is_on_the_web, percent_encoded
from reader.export.quote import quoted
from reader.model import Article
from reader.noted import Noted
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Carried:
    """The words for three kinds of programs, how many notes are in them, how many stayed here."""

    copied: Copied
    written: int
    stayed: int


def carried(notes: Sequence[Noted]) -> Carried:
    """These notes in their order; all empty where every one of them stays here."""
    markdown = collected.quotations(notes)
    leaving = [note for note in notes if not note.private]
    plain = "\n\n".join("\n".join(_plain(note)) for note in leaving)
    html = "".join(part for note in leaving for part in _html(note))
    return Carried(Copied(plain, markdown.text, html), markdown.written, markdown.stayed)


def _plain(note: Noted) -> Iterator[str]:
    yield _quotation(note).plain
    yield " · ".join(_facts(note))
    if note.note:
        yield note.note


def _html(note: Noted) -> Iterator[str]:
    yield _quotation(note).html
    first, *others = (escape(fact, quote=False) for fact in _facts(note))
    yield f"<p>{' · '.join([f'<strong>{first}</strong>', *others])}</p>"
    if note.note:
        yield rendered.html(note.note)


def _quotation(note: Noted) -> Copied:
    """The marked words, or the title of the article that the note is about, with the source."""
    article = note.article
    said = quoted(note.quote or " ".join(article.title.split()), article.lang)
    return in_lines(credited(said, article, _address(article)))


def _address(article: Article) -> str:
    address = article.canonical or article.url or ""
    return percent_encoded(address) if is_on_the_web(address) else ""


def _facts(note: Noted) -> Iterator[str]:
    """The label, then the tags, the state of its place and what a check found."""
    yield note.label.name if note.label else "Note on the article"
    yield from (f"#{tag}" for tag in note.tags)
    if note.state != "exact":
        yield note.state
    if note.checked != "none":
        yield f"checked {note.checked}"
