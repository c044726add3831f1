"""Exports many articles to a folder, one file each. May run on a worker: nothing is stored.

Whoever sends remembers each file as it is told of: one that is not remembered would be taken for
someone's own the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from reader import exporting
from reader.abroad import in_use
from reader.edited import Edited
from reader.errors import BadRequest, GalleyError
from reader.export import USUAL, ExportOptions, Style, names
from reader.exporting import Sent
from reader.library import Reader
from reader.messages import _
from reader.model import ArticleId, ArticleQuery
from reader.stories import articles_in_order
from reader.values import dataclass

Tell = Callable[[int, int, str], None]
"""Told before each article: how many are done, of how many, and its title. May raise to stop."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be written, and why."""

    title: str
    error: GalleyError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of articles that were sent together.

    `written` counts the files that are new or changed, `stood` those that were as they would be
    written; `beside` holds the sentences about files of someone's own that were left alone;
    `stayed` counts private notes.
    """

    written: int
    stood: int
    beside: tuple[str, ...]
    failures: tuple[Failure, ...]
    stayed: int


def members(reader: Reader, query: ArticleQuery) -> tuple[ArticleId, ...]:
    """All articles of a query, however many: in the order of its story, if it is of one."""
    everything = replace(query, limit=reader.count(query), offset=0)
    ids = tuple(listed.article.id for listed in reader.articles(everything))
    if query.story is None:
        return ids
    story = next((each for each in reader.stories() if each.id == query.story), None)
    in_order = articles_in_order(reader, story) if story else ()
    order = {id: place for place, id in enumerate(in_order)}
    return tuple(sorted(ids, key=lambda id: order.get(id, len(order))))


def edited_in(reader: Reader, folder: Path, ids: Sequence[ArticleId]) -> tuple[Edited, ...]:
    """The files of these articles in a folder that someone has written in since.

    What they say is brought home before they are written anew.
    """
    wanted = set(ids)
    found = []
    for path in exporting.exports_in(folder, wanted):
        if not exporting.is_as_kept(reader, path):
            edited = in_use(reader, path)
            found += [edited] if edited is not None else []
    return tuple(found)


def edited_at(reader: Reader, path: Path) -> tuple[Edited, ...]:
    """The same for one file of several articles."""
    edited = in_use(reader, path)
    return () if edited is None else (edited,)


def send_all(
    reader: Reader,
    folder: Path,
    ids: Sequence[ArticleId],
    style: Style,
    options: ExportOptions = USUAL,
    *,
    tell: Tell,
    sent: Callable[[Sent], None],
    named: str = names.TEMPLATE,
) -> Outcome:
    """Writes each article to its file in a folder; `sent` is called with each one.

    `named` is the template of a new file's name, for `names.place_of`.

    One that cannot be written stops none of the others. Whatever `tell` raises goes through.
    """
    exports = exporting.exports_by_article(folder)
    written = stood = stayed = 0
    beside: list[str] = []
    failures: list[Failure] = []
    for number, id in enumerate(ids):
        title = _title(reader, id)
        tell(number, len(ids), title)
        try:
            to = exporting.place_in(reader, folder, id, style=style, exports=exports, named=named)
            _refuse_undecided(reader, id, to)
            before = _stamp(to)
            one = exporting.send(reader, id, to, style, options)
        except GalleyError as error:
            failures.append(Failure(title, error))
            continue
        sent(one)
        stayed += one.stayed
        if before is not None and _stamp(one.written.path) == before:
            stood += 1
        else:
            written += 1
        beside += [sentence] if (sentence := one.left_alone(to)) else []
    return Outcome(written, stood, tuple(beside), tuple(failures), stayed)


def _refuse_undecided(reader: Reader, id: ArticleId, to: Path) -> None:
    """A file is not written anew while something in it waits for a decision."""
    path = str(to.resolve())
    if any(conflict.file == path for conflict in reader.conflicts(id)):
        raise BadRequest(
            _("{name} was changed here and in the file.").format(name=to.name),
            _("Decide which shall hold, then export again; nothing was written."),
        )


def _title(reader: Reader, id: ArticleId) -> str:
    """What an article is called; its id if it has just gone."""
    try:
        return reader.article(id).title
    except GalleyError:
        return id


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes with every write to a file; None if it is not there."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_ino, about.st_mtime_ns, about.st_size
