"""The marks that come with an article, in a document's comments or from another program.

Each becomes an annotation on the words it says it is about, or an orphan with those words where
they are not in the text. What is here already, in the trash or not, is never put a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from reader import changes
from reader.anchoring import CONTEXT, describe, find_quote, locate
from reader.library import Reader
from reader.model import (
    Anchor,
    Annotation,
    AnnotationId,
    Article,
    Edit,
    Label,
    LabelId,
    Place,
    Remark,
    trimmed,
)
from reader.text import clean, normal_note

_LONGEST_QUOTE = 20_000
"""Code points of a quote; longer ones are whole articles."""

_TIED = 0.5
"""The score where the words stand several times and nothing tells the places apart."""

_NOBODY = AnnotationId("")


def edits(
    library: Reader,
    article: Article,
    text: str,
    remarks: Sequence[Remark],
    *,
    known: Sequence[Annotation] = (),
    at: datetime,
) -> tuple[Edit, ...]:
    """What puts these marks on the current revision of an article, whose text this is.

    `known` are the annotations that it has. Marks about the whole article are not among them:
    they are for its note (`about`).
    """
    said = {_said(each.anchor.exact, each.note) for each in known}
    labels = _Labels(library.labels())
    made: list[Edit] = []
    for remark, place in _placed(text, remarks):
        anchor = _anchor(text, remark, place)
        note = _note(remark)
        if _said(anchor.exact, note) in said:
            continue
        said.add(_said(anchor.exact, note))
        id = library.new_annotation_id()
        mark = Annotation(
            id,
            article.id,
            article.revision,
            anchor,
            labels.of(remark),
            created=remark.at or at,
            note=note,
            tags=changes.tidy_tags(remark.tags),
        )
        made += (
            Edit(None, mark),
            Edit(None, replace(place, annotation=id, revision=article.revision)),
        )
    return tuple(made)


def about(text: str, remarks: Sequence[Remark], note: str) -> str:
    """An article's note with the remarks that are about no words of its text; what it says already
    is not said again."""
    for remark in remarks:
        words = _note(remark)
        if words and words not in note and not _has_words(text, remark):
            note = f"{note}\n\n{words}" if note else words
    return normal_note(note)


def _has_words(text: str, remark: Remark) -> bool:
    inside = trimmed(text, remark.passage) if remark.passage is not None else None
    return inside is not None or bool(remark.quote.strip())


def _placed(text: str, remarks: Sequence[Remark]) -> Iterator[tuple[Remark, Place]]:
    """Each remark that has words, and its place; whose place it is comes later."""
    sought: list[Remark] = []
    for remark in remarks:
        here = _where_it_says(text, remark)
        if here is not None:
            yield remark, here
        elif _has_words(text, remark):
            sought.append(remark)
    found = locate(text, [_quoted(remark) for remark in sought]) if sought else []
    for remark, there in zip(sought, found, strict=True):
        if there is None:
            yield remark, Place(_NOBODY, 0, None, "orphan", 0.0)
        else:
            # Where it stood before is not known: a quote that is there word for word has not moved.
            how = "exact" if there.how == "moved" else there.how
            yield remark, Place(_NOBODY, 0, there.passage, how, there.score)


def _where_it_says(text: str, remark: Remark) -> Place | None:
    """The place of a remark that names its passage, or whose quote stands in the text as it is."""
    inside = trimmed(text, remark.passage) if remark.passage is not None else None
    if inside is not None:
        return Place(_NOBODY, 0, inside)
    quote = remark.quote[:_LONGEST_QUOTE]
    places = find_quote(text, quote, remark.prefix, remark.suffix) or find_quote(text, quote)
    if not places:
        return None
    sure = len(places) == 1
    return Place(_NOBODY, 0, places[0], "exact" if sure else "unsure", 1.0 if sure else _TIED)


def _quoted(remark: Remark) -> Anchor:
    """A quote as an anchor; where it stood is not known."""
    words = clean(remark.quote)[0][:_LONGEST_QUOTE]
    return Anchor(words, around(remark.prefix)[-CONTEXT:], around(remark.suffix)[:CONTEXT], 0)


def around(context: str) -> str:
    """What stood before or after a quote as canonical text, with the space that parts them."""
    words = clean(context)[0]
    if not words:
        return ""
    before, after = context[:1].isspace(), context[-1:].isspace()
    return f"{' ' if before else ''}{words}{' ' if after else ''}"


def _anchor(text: str, remark: Remark, place: Place) -> Anchor:
    return describe(text, place.passage) if place.passage is not None else _quoted(remark)


def _note(remark: Remark) -> str:
    """What is said in it, and by whom if someone's name came with it."""
    words = normal_note(remark.note)
    return normal_note(f"{words}\n\n— {remark.by}") if words and remark.by else words


def _said(quote: str, note: str) -> tuple[str, str]:
    """What two marks have in common that are the same one."""
    return " ".join(quote.split()), note


class _Labels:
    """The label of a remark: by its name, else by its colour, else the first one."""

    def __init__(self, labels: Sequence[Label]) -> None:
        standing = [label for label in labels if not label.retired] or list(labels)
        self._by_name = {label.name.casefold(): label.id for label in standing}
        self._by_colour = {label.colour: label.id for label in reversed(standing)}
        self._first = standing[0].id

    def of(self, remark: Remark) -> LabelId:
        named = self._by_name.get((remark.label or "").casefold())
        if named is not None:
            return named
        return self._by_colour.get(remark.colour or "yellow", self._first)
