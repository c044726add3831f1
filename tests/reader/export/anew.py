"""Exports the same articles once more, in a process of its own, and tells the digest of each.

`python -m tests.reader.export.anew LIBRARY ORDER`: the library holds one article; its annotations
are made here, in an order that the number ORDER stands for.
"""

from __future__ import annotations

import contextlib
import json
import locale
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from random import Random

from reader import changes
from reader.export import FORMATS, Style, write, write_together
from reader.library import Library
from reader.model import (
    AnnotationId,
    Article,
    ArticleQuery,
    Exported,
    Passage,
    Picture,
    Span,
    StoredPicture,
    sha256,
)
from tests.reader.export import adversarial, cases
from tests.reader.export.cases import ARTICLE, block, document
from tests.reader.moves import AT

TEXT = (
    "İstanbul and the ﬁrst ıssue\n"
    "Mark Rutte took over from Jens Stoltenberg, said the I and the i.\n"
    "NATO has 32 members and Çatalhöyük none."
)
MARKED = ("Mark Rutte", "Rutte took over", "Rutte took over", "İstanbul", "32 members", "none")
TAGS = ("ıssue", "Issue", "nato", "budget/2014", "ÇA", "ça")


def main(path: Path, order: int) -> None:
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")
    with contextlib.closing(Library(path)) as library:
        mark(library, order)
        [id] = (row.id for row in articles(library))
        made = [library.exported(id), pictured()]
        made += [adversarial.exported(Random(seed)) for seed in range(4)]
        print(json.dumps(digests(made)))


def articles(library: Library) -> list[Article]:
    return [listed.article for listed in library.articles(ArticleQuery(shelf="all"))]


def mark(library: Library, order: int) -> None:
    """Makes all annotations, always the same ones."""
    [article] = articles(library)
    document, labels = library.document(article.id), library.labels()
    numbers = list(range(len(MARKED)))
    Random(order).shuffle(numbers)
    for number in numbers:
        start = document.text.index(MARKED[number])
        made = changes.mark(
            document,
            article.id,
            article.revision,
            Passage(start, start + len(MARKED[number])),
            labels[number % len(labels)].id,
            id=AnnotationId(f"k0000{number}"),
            at=AT,
            note=f"Note {number}.",
            tags=(TAGS[number], "nato"),
        )
        library.apply(made, at=AT, by="window")


def pictured() -> Exported:
    """An article with a picture that a Word file and a page hold too."""
    src, content = "https://e.org/a.png", picture(sha256(b""))
    of = document("One paragraph.", block("", [Span(0, 1, Picture(src, "A pump"))], kind="picture"))
    stored = StoredPicture(ARTICLE.id, src, sha256(content), media_type="image/png")
    return replace(cases.exported(of), pictures={src: stored})


def picture(_digest: str) -> bytes:
    return (files("resources") / "samples/the-river-that-moved-a-border.png").read_bytes()


def digests(made: list[Exported]) -> dict[str, str]:
    """The digest of every kind of file of every article, and of those that hold them all."""
    found: dict[str, str] = {}
    for style in FORMATS:
        for number, exported in enumerate(made):
            found[f"{style} {number}"] = _digest(write(exported, style, blob=picture))
        found[f"{style} together"] = _digest(_together(made, style))
    return found


def _together(made: list[Exported], style: Style) -> str:
    return write_together(made, style) or ""


def _digest(written: str | bytes) -> str:
    return sha256(written.encode() if isinstance(written, str) else written)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
