"""The main job from end to end in a library of its own: samples, marks, notes, export, picture."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from reader import changes, export, exporting
from reader.anchoring import find_quote
from reader.library import Library
from reader.messages import _
from reader.model import Annotation, Article, ArticleId, ArticleQuery
from reader.samples import samples

Picture = Callable[[Path, ArticleId, Path], None]


def run_demo(to: Path, *, at: datetime, picture: Picture | None) -> Iterator[str]:
    """Do it all in a temporary library and write the results into the folder `to`.

    Gives a line for each step as it is done. `picture`, if there is one, paints the window.
    """
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="galley-demo-") as folder:
        path = Path(folder) / "Demo.galley"
        library = Library(path)
        try:
            yield from _fill(library, at)
            article = _most_annotated(library)
            yield _("Reading “{title}”.").format(title=article.title)
            yield _mark_first_sentence(library, article, at)
            yield from _list_notes(library, article)
            yield from _write(library, article, to)
        finally:
            library.close()
        if picture is not None:
            painted = to / "window.png"
            picture(path, article.id, painted)
            yield _("Painted {path}").format(path=painted)


def _fill(library: Library, at: datetime) -> Iterator[str]:
    change, blobs = samples(
        library.new_article_id, library.new_annotation_id, library.labels(), at=at
    )
    library.apply(changes.naming_tags(change, library.tags()), at=at, by="shell", blobs=blobs)
    for row in library.articles(ArticleQuery(shelf="all")):
        yield _("Added “{title}”.").format(title=row.article.title)


def _most_annotated(library: Library) -> Article:
    rows = library.articles(ArticleQuery(shelf="all"))
    return max(rows, key=lambda row: row.annotations).article


def _mark_first_sentence(library: Library, article: Article, at: datetime) -> str:
    document = library.document(article.id)
    words = " ".join(document.blocks[1].text.split()[:6])
    change = changes.mark(
        document,
        article.id,
        article.revision,
        find_quote(document.text, words)[0],
        library.labels()[0].id,
        id=library.new_annotation_id(),
        at=at,
        note=_("Marked by *galley demo*."),
    )
    library.apply(change, at=at, by="shell")
    return _("Marked “{words}”.").format(words=words)


def _list_notes(library: Library, article: Article) -> Iterator[str]:
    names = {label.id: label.name for label in library.labels()}
    for annotation in library.annotations(article.id):
        yield f"  {names[annotation.label]}: {_shown(annotation)}"


def _shown(annotation: Annotation) -> str:
    quote = " ".join(annotation.anchor.exact.split())
    return f"“{quote}”" + (f" — {annotation.note.splitlines()[0]}" if annotation.note else "")


def _write(library: Library, article: Article, to: Path) -> Iterator[str]:
    for style in export.FORMATS:
        path = exporting.place_in(library, to, article.id, style=style)
        sent = exporting.send(library, article.id, path, style)
        yield _("Wrote {path}").format(path=sent.written.path)
