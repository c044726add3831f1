"""`galley check`, `watch`, `read-again`: whether pages have changed, or are read better by now;
and `make-current`, which shows another revision."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence

from reader import again, revising, shapes, watching
from reader.again import Again
from reader.commands.shell import (
    EVERYTHING,
    Shell,
    all_articles,
    apply,
    id_argument,
    json_argument,
    now,
    show,
)
from reader.errors import BadRequest, GalleyError
from reader.intake.child import Child
from reader.library import Library
from reader.messages import _
from reader.model import ArticleId


def check_arguments(parser: argparse.ArgumentParser) -> None:
    _which_articles(parser, _("an article’s id; none means those that are watched"))
    json_argument(parser)


def check(shell: Shell, asked: argparse.Namespace) -> int:
    # Here and not above: other commands run without loading what talks to the network.
    from reader import checking
    from reader.asked import Noting
    from reader.intake.fetch import fetch_again

    noting = Noting(fetch_again)
    with shell.library() as library, Child() as child:
        pages = checking.pages(library, _chosen(library, asked))
        _refuse_without_address(library, asked, {page.article for page in pages})
        answers = checking.ask_all(pages, noting, manners=checking.Manners(), now=now)
        found = (
            checking.judge(library, each, child, requests=noting.taken(each.page.url))
            for each in answers
        )
        return _tell(library, asked, found)


def read_again_arguments(parser: argparse.ArgumentParser) -> None:
    _which_articles(parser, _("an article’s id"))
    json_argument(parser)


def read_again(shell: Shell, asked: argparse.Namespace) -> int:
    from reader.rereading import reread

    with shell.library() as library, Child() as child:
        ids = _chosen(library, asked)
        if not ids and not (asked.all or asked.story):
            raise BadRequest(
                _("Which articles shall be read again?"), _("Name their ids, or say --all.")
            )
        return _tell(library, asked, reread(library, ids, child, now=now))


def watch_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help=_("an article’s id; none lists those that are watched")
    )
    parser.add_argument("--off", action="store_true", help=_("do not watch them any more"))
    json_argument(parser)


def watch(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        found = [library.article(ArticleId(id)) for id in asked.ids]
        for article in found:
            watching.watch(library, article.id, not asked.off)
        found = found or list(watching.watched(library))
        show(
            asked,
            [shapes.article(library, article) for article in found],
            [f"{article.id}  {article.title}" for article in found],
        )
    return 0


def make_current_arguments(parser: argparse.ArgumentParser) -> None:
    id_argument(parser)
    parser.add_argument("revision", type=int, metavar="N", help=_("a revision’s number"))
    json_argument(parser)


def make_current(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        revision = library.revision(ArticleId(asked.id), asked.revision)
        change = revising.make_current(library, revision.article, revision.number)
        if change is not None:
            apply(library, change)
        article = library.article(revision.article)
        line = f"{article.id}  {article.revision}  {article.title}"
        show(asked, shapes.article(library, article), [line])
    return 0


# --- which articles ------------------------------------------------------------------------------


def _which_articles(parser: argparse.ArgumentParser, help: str) -> None:
    parser.add_argument("ids", nargs="*", metavar="ID", help=help)
    more = parser.add_mutually_exclusive_group()
    more.add_argument("--story", metavar="S", help=_("all articles of this story"))
    more.add_argument("--all", action="store_true", help=_("all articles"))


def _chosen(library: Library, asked: argparse.Namespace) -> Sequence[ArticleId]:
    """Those that were named; of a story, or all; else those that are watched, to be checked."""
    if asked.ids:
        return [library.article(ArticleId(id)).id for id in dict.fromkeys(asked.ids)]
    if asked.all:
        return [article.id for article in all_articles(library, EVERYTHING)]
    if asked.story:
        return _of_story(library, asked.story)
    return [article.id for article in watching.watched(library)] if asked.run is check else []


def _of_story(library: Library, title: str) -> Sequence[ArticleId]:
    for story in library.stories():
        if title in (story.title, story.id):
            return [ArticleId(item) for item in story.items if item.startswith("a")]
    raise BadRequest(
        _("There is no story “{title}”.").format(title=title),
        _("There are: {names}.").format(names=", ".join(each.title for each in library.stories())),
    )


def _refuse_without_address(
    library: Library, asked: argparse.Namespace, pages: set[ArticleId]
) -> None:
    """Of articles that were named one by one none is passed over silently."""
    for id in asked.ids:
        if id not in pages:
            raise BadRequest(
                _("“{title}” has no address that could be checked, or is in the trash.").format(
                    title=library.article(ArticleId(id)).title
                ),
                _("Add the file again to see whether it has changed."),
            )


# --- what came -----------------------------------------------------------------------------------


def _tell(library: Library, asked: argparse.Namespace, found: Iterable[Again]) -> int:
    """Keeps each as it comes; the exit status is 1 if any failed."""
    kept = list(_kept(library, found))
    for each in kept:
        if each.error is not None:
            print(f"{each.article}  {each.title}: {each.error}", file=sys.stderr)
    show(
        asked,
        [shapes.looked_again(library, each) for each in kept],
        [_line(each) for each in kept if each.error is None],
    )
    return 1 if any(each.error is not None for each in kept) else 0


def _kept(library: Library, found: Iterable[Again]) -> Iterator[Again]:
    for each in found:
        try:
            current = again.up_to_date(library, each)
            if current.arrival is not None and current.arrival.change is not None:
                apply(library, current.arrival.change, at=now(), blobs=current.arrival.blobs)
            again.remember(library, current)
            yield current
        except GalleyError as error:
            yield again.failed(each, error)


def _line(each: Again) -> str:
    said = each.set_aside or ""
    waits = sum(count for state, count in again.marks(each).items() if state != "exact")
    if each.outcome == "changed" and waits:
        said = _("marks to look at: {count}").format(count=waits)
    return f"{each.article}  {each.outcome}  {each.title}" + (f"  ({said})" if said else "")
