"""What the commands share: the library they work on, arguments, finding records, printing."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reader import changes
from reader.errors import BadRequest, NotFound
from reader.library import Library
from reader.messages import _
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    ArticleQuery,
    Change,
    Label,
    Sha256,
)
from reader.records import Json
from reader.values import dataclass

if TYPE_CHECKING:
    from reader.cli import Faces

EVERYTHING = ArticleQuery(shelf="all")
PAGE = 500


@dataclass(frozen=True, slots=True)
class Shell:
    """Which library a command works on, and what can show a picture or a window."""

    path: Path
    faces: Faces | None

    @contextmanager
    def library(self) -> Iterator[Library]:
        """The library, opened, and closed again whatever happens."""
        library = Library(self.path)
        try:
            yield library
        finally:
            library.close()


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its line of help, its arguments, and what it does (giving the exit status)."""

    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Shell, argparse.Namespace], int]


def now() -> datetime:
    """The clock of the shell: UTC."""
    return datetime.now(UTC)


def all_articles(library: Library, query: ArticleQuery) -> Iterator[Article]:
    """Every article of a query, read in pages."""
    offset = 0
    while page := library.articles(replace(query, limit=PAGE, offset=offset)):
        yield from (row.article for row in page)
        offset += len(page)


def label(library: Library, name: str | None) -> Label:
    labels = [label for label in library.labels() if not label.retired]
    if name is None:
        return labels[0]
    for label in labels:
        if label.name.casefold() == name.casefold():
            return label
    raise BadRequest(
        _("There is no label “{name}”.").format(name=name),
        _("There are: {names}.").format(names=", ".join(label.name for label in labels)),
    )


def annotation_line(shape: Mapping[str, Json]) -> str:
    quote = " ".join(shape["quote"].split())
    note = " ".join(shape["note"].split())
    return f"{shape['article']}/{shape['id']}  {shape['label']}  “{quote}”" + (
        f"  {note}" if note else ""
    )


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes nothing."""


def id_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help=_("an article’s id, as “galley list” shows it"))


def annotation_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("annotation", metavar="ANNOTATION", help=_("ARTICLE/ANNOTATION"))


def revision_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--revision", type=int, metavar="N", help=_("instead of the current one"))


def tag_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tag", action="append", metavar="T", help=_("may be given several times"))


def json_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("print JSON and nothing else"))


def apply(
    library: Library,
    change: Change,
    *,
    at: datetime | None = None,
    blobs: Mapping[Sha256, bytes] | None = None,
) -> None:
    named = changes.naming_tags(change, library.tags())
    library.apply(named, at=at or now(), by="shell", blobs=blobs or {})


def find(library: Library, id: str) -> Article | Annotation:
    """The article `ID` or the annotation `ARTICLE/ANNOTATION`; raises NotFound."""
    if "/" in id or id.startswith("k"):
        return find_annotation(library, id)
    return library.article(ArticleId(id))


def find_annotation(library: Library, id: str) -> Annotation:
    article, _slash, own = id.rpartition("/")
    annotation = library.annotation(AnnotationId(own))
    if article and annotation.article != article:
        raise NotFound(
            _("Article {article} has no annotation {id}.").format(article=article, id=own),
            _("See “galley annotations {article}”.").format(article=article),
        )
    return annotation


def show(asked: argparse.Namespace, shape: Json, lines: Iterable[str]) -> None:
    if asked.json:
        print_json(shape)
        return
    for line in lines:
        print(line)


def print_json(shape: Json) -> None:
    print(json.dumps(shape, ensure_ascii=False, indent=1))
