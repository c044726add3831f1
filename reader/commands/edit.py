"""`edit`: tags, star, archive and what was read, of one article or of many at once."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from reader import changes, shapes
from reader.commands.shell import Shell, apply, json_argument, now, show
from reader.errors import NotFound
from reader.library import Library
from reader.messages import _
from reader.model import Article, ArticleId, Change, TraceKey, What


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", nargs="+", metavar="ID")
    parser.add_argument(
        "--tag", action="append", default=[], metavar="TAG", help=_("one more tag; as often")
    )
    parser.add_argument(
        "--untag", action="append", default=[], metavar="TAG", help=_("without this tag; as often")
    )
    choice = argparse.BooleanOptionalAction
    parser.add_argument("--star", action=choice, help=_("keep it at hand"))
    parser.add_argument("--archive", action=choice, help=_("done with it"))
    parser.add_argument("--read", action=choice, help=_("as opened and read, or as never opened"))
    json_argument(parser)


def run(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        articles = _articles(library, asked.ids)
        change = _change(articles, asked)
        if change is not None:
            apply(library, change)
        if asked.read is not None:
            library.trace_all(_traces(articles, asked.read))
        edited = _articles(library, asked.ids)
        show(
            asked,
            [shapes.article(library, article) for article in edited],
            [f"{article.id}  {article.title}" for article in edited],
        )
    return 0


def _articles(library: Library, ids: Sequence[str]) -> Sequence[Article]:
    """All of them; NotFound for one that there is not, and nothing is done to the others."""
    wanted = [ArticleId(id) for id in dict.fromkeys(ids)]
    found = library.articles_of(wanted)
    missing = set(wanted) - {article.id for article in found}
    if missing:
        raise NotFound(
            _("There is no article “{id}”.").format(id=min(missing)),
            _("“galley list” names those that there are."),
        )
    return found


def _change(articles: Sequence[Article], asked: argparse.Namespace) -> Change | None:
    given = {"starred": asked.star, "archived": asked.archive}
    fields = {name: on for name, on in given.items() if on is not None}
    if asked.tag or asked.untag:
        return changes.tag_all(articles, asked.tag, asked.untag, **fields)
    return changes.edit_all(_what(fields), articles, **fields) if fields else None


def _what(fields: Mapping[str, bool]) -> What:
    match tuple(fields):
        case ("starred",):
            return "star"
        case ("archived",):
            return "archive"
        case _:
            return "edit-article"


def _traces(articles: Sequence[Article], read: bool) -> Mapping[TraceKey, Any]:
    opened = {TraceKey("opened", each.id): now() if read else None for each in articles}
    to_the_end = {TraceKey("progress", each.id): 1.0 for each in articles}
    return opened | to_the_end if read else opened
