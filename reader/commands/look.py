"""`list`, `show`, `annotations`, `search`, `revisions`: read and print."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from reader import shapes
from reader.commands.shell import (
    EVERYTHING,
    Shell,
    all_articles,
    annotation_line,
    id_argument,
    json_argument,
    revision_argument,
    show,
)
from reader.drift import drift, told
from reader.errors import BadRequest
from reader.export import annotated
from reader.library import Library
from reader.messages import _
from reader.model import ArticleId, Sort
from reader.records import Json


def list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", help=_("words to search for"))
    parser.add_argument(
        "--sort", choices=get_args(Sort), default="added", help=_("in which order they come")
    )
    json_argument(parser)


def list_articles(shell: Shell, asked: argparse.Namespace) -> int:
    query = replace(EVERYTHING, words=" ".join(asked.query), sort=asked.sort)
    with shell.library() as library:
        found = list(all_articles(library, query))
        show(
            asked,
            [shapes.article(library, article) for article in found],
            [f"{article.id}  {article.title}" for article in found],
        )
    return 0


def show_arguments(parser: argparse.ArgumentParser) -> None:
    id_argument(parser)
    revision_argument(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--text", action="store_true", help=_("only the text, as offsets count it"))
    how.add_argument("--markdown", action="store_true", help=_("as annotated Markdown"))
    json_argument(parser)


def show_article(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        article = library.article(ArticleId(asked.id))
        if asked.text:
            print(library.document(article.id, asked.revision).text)
        elif asked.markdown:
            sys.stdout.write(annotated.write(library.exported(article.id, asked.revision)))
        else:
            whole = shapes.whole_article(library, article, asked.revision)
            show(asked, whole, _described(whole))
    return 0


def _described(whole: Mapping[str, Json]) -> list[str]:
    lines = [f"# {whole['title']}"]
    for name in ("byline", "site", "published", "url", "lang", "tags", "captured", "revision"):
        value = whole[name]
        if value:
            lines.append(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    return [*lines, "", whole["text"], *(["", whole["note"]] if whole["note"] else [])]


def annotations_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", nargs="?", metavar="ID")
    parser.add_argument(
        "--drift",
        action="store_true",
        help=_("what became of the marks of ID since the revision that they came from"),
    )
    json_argument(parser)


def list_annotations(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        article = library.article(ArticleId(asked.id)).id if asked.id else None
        if asked.drift:
            return _list_drift(library, article, asked)
        found = [shapes.annotation(library, each) for each in library.annotations(article)]
        show(asked, found, [annotation_line(each) for each in found])
    return 0


def _list_drift(library: Library, article: ArticleId | None, asked: argparse.Namespace) -> int:
    if article is None:
        raise BadRequest(
            _("Whose marks shall be compared?"), _("Name an article with --drift: its id.")
        )
    found = drift(library, article)
    show(
        asked,
        [shapes.drift(library, each) for each in found],
        [f"{article}/{each.annotation.id}  {each.state}  {told(each.pieces)}" for each in found],
    )
    return 0


def search_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="+")
    json_argument(parser)


def search(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        found = [shapes.hit(hit) for hit in library.search(" ".join(asked.words), limit=200)]
        show(asked, found, [f"{hit['article']}  {hit['title']}: {hit['snippet']}" for hit in found])
    return 0


def revisions_arguments(parser: argparse.ArgumentParser) -> None:
    id_argument(parser)
    json_argument(parser)


def list_revisions(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        article = library.article(ArticleId(asked.id))
        found = [
            shapes.revision(each, library.document(article.id, each.number).text, article.revision)
            for each in library.revisions(article.id)
        ]
        show(
            asked,
            found,
            [f"{each['number']}  {each['captured']}  {each['chars']}" for each in found],
        )
    return 0
