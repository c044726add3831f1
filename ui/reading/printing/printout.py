"""One article as it may go onto paper, read from the library.

It is here, and nowhere further on, that notes which stay here are left out.
"""

from __future__ import annotations

from reader.library import Reader
from reader.model import (
    Annotation,
    ArticleId,
    Document,
    Exported,
    Label,
    Passage,
    Place,
    State,
)
from reader.values import dataclass
from ui.reading.document import PageHead, PictureSource
from ui.reading.head import page_head, saved
from ui.reading.images import Images


@dataclass(frozen=True, slots=True)
class PrintedMark:
    """One annotation as paper shows it; `passage` is None where it has no place in the text.

    `state` is "exact" too where the reader settled it.
    """

    annotation: Annotation
    label: Label
    passage: Passage | None
    state: State = "exact"


@dataclass(frozen=True, slots=True)
class Printout:
    """All that goes onto paper. `source` and `saved` are ready to read, `note` is Markdown.

    `marks` stand in text order, those without a place last. `stayed` counts what was left out
    because it stays here, `private` what stays here and was asked for all the same.
    """

    title: str
    source: str
    saved: str
    head: PageHead
    document: Document
    marks: tuple[PrintedMark, ...]
    note: str
    pictures: PictureSource
    stayed: int = 0
    private: int = 0


def printout(
    reader: Reader, article: ArticleId, *, revision: int | None = None, private: bool = False
) -> Printout:
    """One revision of an article with its marks; NotFound if the library has none.

    Pictures are read when they are painted: the reader stays open as long as that.
    """
    exported = reader.exported(article, revision)
    asked = _private(reader, exported) if private else ()
    head = page_head(exported.article, exported.revision, exported.document)
    marks = [_printed(each, exported) for each in (*exported.marks, *asked)]
    return Printout(
        title=exported.article.title,
        source=exported.article.url or exported.revision.url or exported.revision.name or "",
        saved=saved(exported.revision, zone=True),
        head=head,
        document=exported.document,
        marks=tuple(sorted(marks, key=_text_order)),
        note=exported.article.note,
        pictures=Images(exported.pictures, reader.blob),
        stayed=exported.stayed - len(asked),
        private=len(asked),
    )


def _private(reader: Reader, exported: Exported) -> tuple[tuple[Annotation, Place], ...]:
    number = exported.revision.number
    places = reader.places(exported.article.id, number)
    return tuple(
        (each, places.get(each.id) or Place(each.id, number, None, "orphan", 0.0))
        for each in reader.annotations(exported.article.id)
        if each.private
    )


def _printed(marked: tuple[Annotation, Place], exported: Exported) -> PrintedMark:
    annotation, place = marked
    label = exported.labels[annotation.label]
    return PrintedMark(annotation, label, place.passage, "exact" if place.settled else place.state)


def _text_order(mark: PrintedMark) -> tuple[bool, int, int, str]:
    passage = mark.passage or Passage(0, 0)
    return mark.passage is None, passage.start, passage.end, mark.annotation.id
