"""`galley add`: files and addresses become articles."""

from __future__ import annotations

import argparse
import sys

from reader import adding, changes, shapes
from reader.commands.shell import (
    Shell,
    apply,
    json_argument,
    now,
    show,
    tag_argument,
)
from reader.errors import GalleyError
from reader.intake.child import Child
from reader.library import Library
from reader.messages import _
from reader.model import (
    Article,
    ArticleId,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="FILE|URL")
    tag_argument(parser)
    parser.add_argument("--story", help=_("put what is added into this story"))
    parser.add_argument("--revision-of", metavar="ID", help=_("add as a further revision of ID"))
    json_argument(parser)


def add_inputs(shell: Shell, asked: argparse.Namespace) -> int:
    tags = changes.tidy_tags(asked.tag or ())
    of = ArticleId(asked.revision_of) if asked.revision_of else None
    added: list[tuple[adding.Arrival, Article]] = []
    status = 0
    with shell.library() as library, Child() as child:
        for words in asked.inputs:
            try:
                arrival = _add_one(library, child, words, tags, of)
            except GalleyError as error:
                print(f"{words}: {error}", file=sys.stderr)
                status = 1
                continue
            added.append((arrival, library.article(arrival.article)))
        if asked.story:
            _into_story(library, asked.story, [article.id for _arrival, article in added])
        show(
            asked,
            [
                {
                    **shapes.article(library, article),
                    "outcome": arrival.outcome,
                    "set_aside": arrival.set_aside,
                }
                for arrival, article in added
            ],
            [
                f"{article.id}  {arrival.outcome}  {article.title}"
                + (f"  ({arrival.set_aside})" if arrival.set_aside else "")
                for arrival, article in added
            ],
        )
    return status


def _add_one(
    library: Library, child: Child, words: str, tags: tuple[str, ...], of: ArticleId | None
) -> adding.Arrival:
    at = now()
    arrived = adding.read(words, at=at, extractor=child)
    arrival = adding.arrive(
        library, arrived, new_id=library.new_article_id(), at=at, tags=tags, revision_of=of
    )
    if arrival.change is not None:
        apply(library, arrival.change, at=at, blobs=arrival.blobs)
    elif arrival.set_aside is None:
        library.trace(adding.seen(arrival.article), at)
    _tag(library, arrival.article, tags)
    return arrival


def _tag(library: Library, id: ArticleId, tags: tuple[str, ...]) -> None:
    """An article that was known already gets the tags too."""
    article = library.article(id)
    change = changes.edit_article(article, tags=[*article.tags, *tags])
    if change is not None:
        apply(library, change)


def _into_story(library: Library, title: str, ids: list[ArticleId]) -> None:
    known = next((each for each in library.stories() if each.title == title), None)
    new = None if known else library.new_story_id()
    change = changes.into_story(known, ids, new_id=new, title=title)
    if change is not None:
        apply(library, change)
