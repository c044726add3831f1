"""`galley add`: files, folders, lists and addresses become articles."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import field
from pathlib import Path
from time import monotonic

from reader import adding, changes, many, shapes
from reader import asked as asking
from reader.adding import Arrival
from reader.commands.shell import (
    Shell,
    apply,
    json_argument,
    now,
    show,
    tag_argument,
)
from reader.errors import GalleyError, LibraryProblem
from reader.intake import files
from reader.intake.child import Child
from reader.library import Library
from reader.messages import _
from reader.model import Article, ArticleId, Source
from reader.records import Json
from reader.values import dataclass

_TELL_EVERY = 0.2
"""Seconds between two words of progress."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="*", metavar="FILE|FOLDER|URL")
    parser.add_argument(
        "--list",
        action="append",
        type=Path,
        metavar="FILE",
        help=_("the addresses in FILE, one a line; may be given several times"),
    )
    parser.add_argument(
        "--each",
        action="store_true",
        help=_("chapters of a book and letters of a mailbox, each as an article"),
    )
    tag_argument(parser)
    parser.add_argument("--story", help=_("put what is added into this story"))
    parser.add_argument("--revision-of", metavar="ID", help=_("add as a further revision of ID"))
    json_argument(parser)


@dataclass
class _Errand:
    """What one command adds, and what has come of it."""

    library: Library
    child: Child
    tags: tuple[str, ...]
    of: ArticleId | None
    each: bool
    added: list[tuple[Arrival, ArticleId]] = field(default_factory=list)
    failed: int = 0

    def take(self, words: str) -> None:
        """Takes one input in, or says why not: one that is bad stops none of the others."""
        try:
            for read in self._read(words):
                self._keep(read)
        except LibraryProblem:
            raise
        except GalleyError as error:
            self.failed += 1
            print(f"{words}: {error}", file=sys.stderr)

    def _read(self, words: str) -> Iterator[adding.Read]:
        if self.each and not adding.is_address(words) and adding.may_hold_several(Path(words)):
            parts = self.child.parts(files.read(Path(words), at=now()))
            if parts:
                yield from self._parts(words, [part.source for part in parts])
                return
        yield adding.read(words, at=now(), extractor=self.child, library=self.library)

    def _parts(self, words: str, parts: Sequence[Source]) -> Iterator[adding.Read]:
        for source in parts:
            try:
                yield adding.extract(source, self.child)
            except GalleyError as error:
                self.failed += 1
                print(f"{words}, {source.name}: {error}", file=sys.stderr)

    def _keep(self, read: adding.Read) -> None:
        at, library = now(), self.library
        arrival = adding.arrive(
            library,
            read,
            new_id=library.new_article_id(),
            at=at,
            tags=self.tags,
            revision_of=self.of,
        )
        if arrival.change is not None:
            apply(library, arrival.change, at=at, blobs=arrival.blobs)
        elif arrival.set_aside is None:
            library.trace(adding.seen(arrival.article), at)
        asking.keep(library, arrival.article, arrival.requests)
        _tag(library, arrival.article, self.tags)
        # Without the bytes: of 10,000 articles they would fill the memory.
        kept = Arrival(arrival.outcome, arrival.article, None, {}, arrival.set_aside)
        self.added.append((kept, arrival.article))


def add_inputs(shell: Shell, asked: argparse.Namespace) -> int:
    inputs = _inputs(asked)
    tags = changes.tidy_tags(asked.tag or ())
    of = ArticleId(asked.revision_of) if asked.revision_of else None
    with shell.library() as library, Child() as child:
        errand = _Errand(library, child, tags, of, asked.each)
        for words in _with_progress(inputs, monotonic()):
            errand.take(words)
        if asked.story:
            _into_story(library, asked.story, [id for _arrival, id in errand.added])
        came = [(arrival, library.article(id)) for arrival, id in errand.added]
        show(
            asked,
            [_shape(library, *each) for each in came] if asked.json else [],
            (_line(*each) for each in came),
        )
    return 1 if errand.failed else 0


def _inputs(asked: argparse.Namespace) -> Sequence[str]:
    """What is to be added: folders as the files in them, lists as their addresses."""
    lists = [each for path in asked.list or () for each in many.listed(path)]
    if not asked.inputs and not lists:
        raise GalleyError(
            _("There is nothing to add."), _("Name files, folders or addresses, or a --list.")
        )
    found = many.spread([*asked.inputs, *lists], lists=False)
    passed_over = many.told(found.skipped)
    if passed_over:
        print(passed_over, file=sys.stderr)
    return found.inputs


def _with_progress(inputs: Sequence[str], began: float) -> Iterator[str]:
    """The inputs, with a line on a terminal that says how far it is."""
    wanted = len(inputs) > 1 and sys.stderr.isatty()
    told = 0.0
    for done, words in enumerate(inputs):
        if wanted and monotonic() - told > _TELL_EVERY:
            told = monotonic()
            left = many.seconds_left(done, len(inputs), told - began)
            time = f", {many.time_left(left)}" if left is not None else ""
            sys.stderr.write(f"\r\x1b[K{done + 1:,} / {len(inputs):,}{time} ")
            sys.stderr.flush()
        yield words
    if wanted:
        sys.stderr.write("\r\x1b[K")


def _shape(library: Library, arrival: Arrival, article: Article) -> Json:
    return {
        **shapes.article(library, article),
        "outcome": arrival.outcome,
        "set_aside": arrival.set_aside,
    }


def _line(arrival: Arrival, article: Article) -> str:
    aside = f"  ({arrival.set_aside})" if arrival.set_aside else ""
    return f"{article.id}  {arrival.outcome}  {article.title}{aside}"


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
