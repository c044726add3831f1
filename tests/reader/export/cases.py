"""Small articles to export, built by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from reader.model import (
    Anchor,
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    Block,
    BlockKind,
    Container,
    Document,
    Exported,
    Label,
    LabelId,
    Passage,
    Place,
    Revision,
    Sha256,
    Span,
    StoredPicture,
    leaf,
    sha256,
)

AT = datetime(2024, 10, 2, 14, 31, 7, tzinfo=UTC)
ARTICLE = Article(
    ArticleId("a01j9zk3"),
    "Jens Stoltenberg mundur",
    AT,
    bylines=("A. Wartawan", "B. Penulis"),
    site="thedesignweb.co.id",
    url="https://thedesignweb.co.id/nato?utm_source=x",
    canonical="https://thedesignweb.co.id/nato",
    published="2024-10-01",
    lang="id",
    tags=("nato", "budget/2014"),
)
REVISION = Revision(
    ARTICLE.id, 3, AT, "added", Sha256("0" * 64), Sha256("1" * 64), Sha256("2" * 64), "text/html"
)
CLAIM = Label(LabelId("l0000001"), "Claim", "blue", 1)
DOUBT = Label(LabelId("l0000002"), "Doubt", "red", 2)
LABELS = {label.id: label for label in (CLAIM, DOUBT)}


def block(
    raw: str,
    spans: Iterable[Span] = (),
    *containers: Container,
    kind: BlockKind = "paragraph",
    level: int = 0,
) -> Block:
    """A block in canonical text."""
    made = leaf(kind, raw, spans, containers=containers, level=level)
    assert made
    return made


def document(*blocks: Block | str, headline: str = "Headline") -> Document:
    """The headline and these blocks; a string is a paragraph."""
    made = (each if isinstance(each, Block) else block(each) for each in blocks)
    return Document((block(headline, kind="heading", level=1), *made))


def passage(of: Document, words: str, until: str = "") -> Passage:
    """Where these words stand, or from them to the end of `until`."""
    start = of.text.index(words)
    end = of.text.index(until, start) + len(until) if until else start + len(words)
    return Passage(start, end)


def annotation(
    id: str, where: Passage | None, words: str = "", *, label: Label = CLAIM, note: str = ""
) -> tuple[Annotation, Place]:
    """An annotation and its place in the revision."""
    anchor = Anchor(words, "", "", where.start if where else 0)
    made = Annotation(AnnotationId(id), ARTICLE.id, 3, anchor, label.id, AT, note)
    return made, Place(made.id, 3, where, "exact" if where else "orphan")


def stored(src: str, content: bytes, media_type: str = "image/jpeg") -> StoredPicture:
    """A picture of the article that the library keeps."""
    return StoredPicture(ARTICLE.id, src, sha256(content), media_type=media_type)


def exported(
    of: Document, marks: Sequence[tuple[Annotation, Place]] = (), *, note: str = ""
) -> Exported:
    return Exported(replace(ARTICLE, note=note), REVISION, of, tuple(marks), LABELS)


def body(markdown: str) -> str:
    """What stands between the article's markers."""
    _, _, after = markdown.partition(" -->\n\n")
    return after.partition("\n\n<!-- /galley:article -->")[0]
