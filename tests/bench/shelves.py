"""A library of many articles, made by a script: the same in every run.

Titles, sites and texts are of several scripts; a third has been opened, each has two marks in the
mean. The texts are short, for the lists that are measured here never read them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from reader import changes, records
from reader.library import Library
from reader.model import (
    AnnotationId,
    ArticleId,
    Block,
    Captured,
    Change,
    Document,
    Edit,
    LabelId,
    Passage,
    Sha256,
    Source,
    TraceKey,
)

FROM = datetime(2016, 1, 4, 6, tzinfo=UTC)
AT_ONCE = 500

_BEGUN = ("The board of the", "Why nobody at the", "A night at the", "What is left of the")
_PLACES = ("Oost water authority", "ferry company", "old archive", "border market", "tram depot")
_TITLES = (
    "مجلس إدارة هيئة المياه يقرر استبدال المضخة",
    "小さな町の図書館が夜も開いている理由",
    "नदी किनारे का गाँव और उसका पुल",
    "Dewan desa menunda pembangunan jembatan di hulu sungai",
)
_TEXT = (
    "The board decided on Tuesday to replace the pump. Nobody could say what it would cost. "
    "“We were told in March,” said the clerk, who asked not to be named in this report. "
)


def filled(path: Path, articles: int) -> Library:
    """A library with so many articles in it."""
    library = Library(path)
    labels = [label.id for label in library.labels()]
    for first in range(0, articles, AT_ONCE):
        _add(library, range(first, min(first + AT_ONCE, articles)), labels)
    return library


def _add(library: Library, numbers: range, labels: list[LabelId]) -> None:
    edits: list[Edit] = []
    blobs: dict[Sha256, bytes] = {}
    opened: list[tuple[ArticleId, datetime]] = []
    taken: set[AnnotationId] = set()
    for number in numbers:
        chance = Random(number)
        id = library.new_article_id()
        at = FROM + timedelta(minutes=43 * number)
        added, packed = _article(id, number, chance, at)
        blobs |= packed
        edits += changes.naming_tags(added, library.tags()).edits
        for label in chance.sample(labels, chance.randrange(5)):
            edits += _mark(_new_id(library, taken), id, number, label, chance, at)
        if chance.random() < 1 / 3:
            opened.append((id, at + timedelta(hours=chance.randrange(1, 9000))))
    library.apply(Change("add", tuple(edits)), at=FROM, by="shell", blobs=blobs)
    for id, at in opened:
        library.trace(TraceKey("opened", id), at)
        library.trace(TraceKey("progress", id), 1.0)


def _article(
    id: ArticleId, number: int, chance: Random, at: datetime
) -> tuple[Change, dict[Sha256, bytes]]:
    content = _document(number, chance)
    published = at - timedelta(days=chance.randrange(400))
    captured = Captured(
        content,
        content.blocks[0].text,
        site=f"paper-{chance.randrange(200)}.example.org",
        published=published.date().isoformat(),
        excerpt=_TEXT[:140],
    )
    source = Source(content.text.encode(), "text/plain", at, name=f"{number}.txt")
    packed = records.pack(source, content)
    change = changes.add(captured, source, packed, article=id, at=at)
    return change, dict(packed.blobs)


def _document(number: int, chance: Random) -> Document:
    usual = f"{chance.choice(_BEGUN)} {chance.choice(_PLACES)}, report {number}"
    title = usual if chance.random() < 0.7 else f"{chance.choice(_TITLES)} {number}"
    return Document((Block("heading", title, level=1), Block("paragraph", f"{_TEXT}{number}")))


def _new_id(library: Library, taken: set[AnnotationId]) -> AnnotationId:
    """An id that is not in the library, nor on its way there."""
    while (id := library.new_annotation_id()) in taken:
        pass
    taken.add(id)
    return id


def _mark(
    mark: AnnotationId, id: ArticleId, number: int, label: LabelId, chance: Random, at: datetime
) -> tuple[Edit, ...]:
    content = _document(number, Random(number))
    start = content.text.index(chance.choice(("decided", "replace", "Nobody", "clerk", "named")))
    passage = Passage(start, start + 20)
    made = changes.mark(content, id, 1, passage, label, id=mark, at=at)
    return made.edits
