"""`galley duplicates`: articles that are the same, or nearly."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from reader import duplicates, shapes
from reader.commands.shell import Shell, apply, json_argument, now, show
from reader.duplicates import Group
from reader.intake.child import Child
from reader.library import Reader
from reader.messages import _
from reader.model import ArticleId
from reader.records import Json

_SAID = {"same": _("the same words"), "nearly": _("nearly the same words")}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", nargs="?", metavar="ID", help=_("only what is like this article"))
    parser.add_argument(
        "--as-revision-of",
        metavar="OTHER",
        help=_("make ID a further revision of OTHER, and put ID in the trash"),
    )
    json_argument(parser)


def run(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        if asked.as_revision_of:
            with Child() as child:
                change, blobs = duplicates.as_revision(
                    library,
                    ArticleId(asked.id or ""),
                    ArticleId(asked.as_revision_of),
                    child,
                    at=now(),
                )
            apply(library, change, blobs=blobs)
            return 0
        found = _like(library, ArticleId(asked.id)) if asked.id else duplicates.groups(library)
        show(asked, [_shape(library, each) for each in found], list(_lines(library, found)))
    return 0


def _like(library: Reader, id: ArticleId) -> Sequence[Group]:
    alike = duplicates.alike(library, id)
    return [Group((id, each.article), each.how, each.share) for each in alike]


def _shape(library: Reader, group: Group) -> dict[str, Json]:
    return {
        "how": group.how,
        "share": round(group.share, 3),
        "articles": [shapes.article(library, library.article(id)) for id in group.articles],
    }


def _lines(library: Reader, found: Sequence[Group]) -> Iterator[str]:
    for group in found:
        yield f"{_SAID[group.how]} ({group.share:.0%})"
        for id in group.articles:
            article = library.article(id)
            yield f"  {id}  {article.title}" + (f"  ({article.site})" if article.site else "")
