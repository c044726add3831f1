"""The articles that the bench reads: long, plain, and the same in every run."""

from __future__ import annotations

from datetime import UTC, datetime

from reader import changes, records
from reader.library import Library
from reader.model import ArticleId, Block, Captured, Document, Source

AT = datetime(2024, 10, 2, 14, 29, 55, tzinfo=UTC)
LATIN = "The board of the Oost water authority decided on Tuesday to replace the pump. "
ARABIC = "قرر مجلس إدارة هيئة المياه يوم الثلاثاء استبدال المضخة. "


def document(kilobytes: int, *, mixed: bool = False) -> Document:
    """Paragraphs of about 500 characters; `mixed` ones are half Arabic."""
    words = ((LATIN + ARABIC) * 4 if mixed else LATIN * 6).strip()
    count = kilobytes * 1000 // len(words)
    return Document((Block("heading", "The pump", level=1), *[Block("paragraph", words)] * count))


def add(library: Library, content: Document, title: str = "The pump") -> ArticleId:
    """Keeps a document as an article that nobody has marked."""
    id = library.new_article_id()
    source = Source(id.encode(), "text/plain", AT, name="pump.txt")
    packed = records.pack(source, content)
    added = changes.add(Captured(content, title), source, packed, article=id, at=AT)
    library.apply(added, at=AT, by="shell", blobs=packed.blobs)
    return id
