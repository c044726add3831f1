"""What a template is given: an article, its marks and its notes as plain values.

Everything is a dict, a list, a string, a number or None, so that a template can reach nothing
behind it. Times of ours are ISO 8601 in UTC; what the source gave stays as it was given. A note
is closed as in every export: whatever is in it, what stands below it is not lost. docs/templates.md
lists the names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from reader import text
from reader.export import annotated, containment, names, notes, pictures, rendered
from reader.export.escape import escaped_line
from reader.export.fragment import link_to
from reader.export.front_matter import utc
from reader.export.headings import heading_paths
from reader.export.links import is_on_the_web, percent_encoded
from reader.export.options import USUAL, ExportOptions
from reader.export.parse import lines_of
from reader.export.quote import address_of, credit_of
from reader.export.sections import sections
from reader.model import PICTURE, Annotation, Exported, Label, Passage, sha256
from reader.templates.filters import slug

Values = dict[str, Any]

APP = "Galley"


def values(exported: Exported, options: ExportOptions = USUAL) -> Values:
    """All that a template sees, but for the hour: `with_hour` adds it."""
    whole = _Whole(exported, options)
    made = whole.annotations()
    return {
        "article": whole.article(),
        "annotations": made,
        "labels": whole.labels(made),
        "groups": {
            "label": _grouped(made, lambda one: [one["label"]["name"]]),
            "heading": _grouped(made, lambda one: [" › ".join(one["block"]["heading_path"])]),
            "tag": _grouped(made, lambda one: one["tags"] or [""]),
        },
        **_ready_parts(exported, options),
    }


def with_hour(values: Values, now: datetime, version: str) -> Values:
    """The values with the hour they are used at, in its own time zone, and the program's name."""
    return {
        **values,
        "now": now.isoformat(timespec="seconds"),
        "app": {"name": APP, "version": version},
    }


def _ready_parts(exported: Exported, options: ExportOptions) -> Mapping[str, str]:
    """The article between its markers, with its note and orphans, and the definitions."""
    lines = lines_of(annotated.write(exported, options))
    where = sections(lines)
    first = where.footnotes[0].start if where.footnotes else len(lines)
    return {
        "region": "\n".join(lines[where.article.start : first]).strip("\n"),
        "footnotes": "\n".join(lines[first:]).strip("\n"),
    }


def _grouped(
    made: Sequence[Values], names_of: Callable[[Values], Sequence[str]]
) -> list[dict[str, Any]]:
    """The annotations by a name of each, in the order in which the names appear."""
    found: dict[str, list[Values]] = {}
    for one in made:
        for name in names_of(one):
            found.setdefault(name, []).append(one)
    return [{"name": name, "annotations": inside} for name, inside in found.items()]


class _Whole:
    """One article while its values are made."""

    def __init__(self, exported: Exported, options: ExportOptions) -> None:
        self._exported = exported
        self._document = exported.document
        self._where = pictures.whereabouts(exported, options.pictures)
        self._headings = tuple(heading_paths(exported.document))
        self._address = _link(address_of(exported.article, exported.revision))

    def article(self) -> Values:
        article, revision = self._exported.article, self._exported.revision
        return {
            "id": article.id,
            "title": _on_one_line(article.title),
            "authors": [_on_one_line(name) for name in article.bylines],
            "byline": _on_one_line(", ".join(article.bylines)),
            "credit": _on_one_line(credit_of(article)),
            "site": article.site and _on_one_line(article.site),
            "url": article.url,
            "canonical": article.canonical,
            "link": self._address,
            "app_link": f"galley://{article.id}",
            "published": article.published,
            "modified": article.modified,
            "captured": utc(revision.captured),
            "lang": article.lang,
            "dir": self._document.direction,
            "tags": [*article.tags],
            "note": containment.in_section(article.note),
            "note_html": rendered.html(article.note),
            "excerpt": article.excerpt,
            "word_count": sum(1 for _word in text.words(self._document.text)),
            "hash": sha256(self._document.text.encode("utf-8", "replace")),
            "text": self._document.text,
            "path": names.file_name(article, revision),
        }

    def annotations(self) -> list[Values]:
        placed, orphans = annotated.placed_and_orphans(self._exported)
        found: list[tuple[Annotation, Passage | None]] = [*placed]
        found += [(annotation, None) for annotation, _place in orphans]
        return [
            self._annotation(number, annotation, passage)
            for number, (annotation, passage) in enumerate(found, 1)
        ]

    def _annotation(self, number: int, annotation: Annotation, passage: Passage | None) -> Values:
        quote = passage.of(self._document.text) if passage else annotation.anchor.exact
        return {
            "id": annotation.id,
            "index": number,
            "label": _label(self._exported.labels[annotation.label]),
            "tags": [*annotation.tags],
            "note": containment.in_definition(annotation.note),
            "note_html": rendered.html(annotation.note),
            "quote": quote,
            "quote_md": self._in_markdown(quote, passage),
            "quote_plain": _on_one_line(quote.replace(PICTURE, "")),
            "prefix": annotation.anchor.prefix,
            "suffix": annotation.anchor.suffix,
            "start": passage.start if passage else None,
            "end": passage.end if passage else None,
            "block": self._block(passage),
            "created": utc(annotation.created),
            "edited": utc(annotation.edited) if annotation.edited else None,
            "checked": annotation.checked,
            "checked_at": utc(annotation.checked_at) if annotation.checked_at else None,
            "link": self._link(passage),
            "app_link": notes.app_address(annotation),
            "orphan": passage is None,
        }

    def _in_markdown(self, quote: str, passage: Passage | None) -> str:
        if passage is None:
            return "\n\n".join(map(escaped_line, quote.split("\n")))
        return notes.quoted_passage(self._document, passage, self._where)

    def _link(self, passage: Passage | None) -> str | None:
        """The address that leads to the words, or as near to them as can be."""
        if self._address is None or passage is None:
            return self._address
        return link_to(self._address, self._document, passage) or self._address

    def _block(self, passage: Passage | None) -> Values:
        if passage is None:
            return {"kind": None, "index": None, "heading_path": []}
        index = self._document.block_at(passage.start)
        return {
            "kind": self._document.blocks[index].kind,
            "index": index,
            "heading_path": self._headings[index],
        }

    def labels(self, made: Sequence[Values]) -> list[Values]:
        """Every label that can be used, in the order of the library, with how often it was."""
        used = [one["label"]["name"] for one in made]
        ordered = sorted(self._exported.labels.values(), key=lambda label: label.order)
        return [{**_label(label), "count": used.count(label.name)} for label in ordered]


def _on_one_line(words: str) -> str:
    return " ".join(words.split())


def _label(label: Label) -> Values:
    return {"name": label.name, "colour": label.colour, "key": slug(label.name)}


def _link(address: str) -> str | None:
    """The address if it is one of the web, without anything that would end it in Markdown."""
    if not is_on_the_web(address):
        return None
    return percent_encoded(address).replace("(", "%28").replace(")", "%29")
