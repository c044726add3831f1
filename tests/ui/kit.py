"""What the tests of session and window share: a clock that steps, a library with an article."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from reader import changes, records
from reader.library import Library
from reader.model import (
    AnnotationId,
    ArticleId,
    Captured,
    Change,
    Document,
    LabelId,
    Passage,
    Sha256,
    Source,
    leaf,
)

TITLE = "The river that moved a border"
PARAGRAPHS = (
    "When the spring flood receded, eleven families found that they lived in another country.",
    "Sungai itu berpindah 240 meter pada malam 3 Maret, kata kepala desa.",
    "يقول سكان القرية إن الوعود تكررت في كل موسم انتخابي.",
    "午後十時、閉館の音楽は流れない。",
)


class Clock:
    """A clock that goes on by a minute whenever it is asked, unless it is held."""

    def __init__(self) -> None:
        self.at = datetime(2024, 10, 2, 14, 29, tzinfo=UTC)
        self.step = timedelta(minutes=1)

    def __call__(self) -> datetime:
        self.at += self.step
        return self.at


def document(title: str = TITLE, paragraphs: tuple[str, ...] = PARAGRAPHS) -> Document:
    blocks = [leaf("heading", title, level=1), *(leaf("paragraph", each) for each in paragraphs)]
    return Document(tuple(block for block in blocks if block is not None), lang="en")


def adding(
    library: Library, title: str = TITLE, *, at: datetime, url: str | None = None
) -> tuple[ArticleId, Change, Mapping[Sha256, bytes]]:
    """The change that adds an article, and its blobs."""
    text = document(title)
    content = "\n".join(block.text for block in text.blocks).encode()
    source = Source(content, "text/plain", at, url=url, name="river.txt")
    captured = Captured(text, title, excerpt=PARAGRAPHS[0], url=url, canonical=url, lang="en")
    packed = records.pack(source, text)
    id = library.new_article_id()
    return id, changes.add(captured, source, packed, article=id, at=at), packed.blobs


def marking(
    library: Library, article: ArticleId, words: str, *, at: datetime, label: LabelId | None = None
) -> tuple[AnnotationId, Change]:
    """The change that marks the first place of these words."""
    text = library.document(article)
    start = text.text.index(words)
    id = library.new_annotation_id()
    passage = Passage(start, start + len(words))
    chosen = label or library.labels()[0].id
    return id, changes.mark(text, article, 1, passage, chosen, id=id, at=at)


class PlainText:
    """Takes the first line of any source for its title and the rest for paragraphs."""

    def to_article(self, source: Source) -> Captured:
        lines = [line for line in source.content.decode().split("\n") if line.strip()]
        text = document(lines[0], tuple(lines[1:]))
        return Captured(text, lines[0], url=source.url, canonical=source.url)
