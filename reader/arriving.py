"""The way of many inputs, as far as it can be gone on a worker: sorted out, read, judged.

Writing is for the thread that has the library; in what order, and how much of it at a time, is
for whoever drives this (`ui.arrivals`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from reader import adding
from reader.adding import Arrival, Extractor, Look, Read
from reader.errors import GalleyError, LibraryProblem
from reader.intake import files
from reader.library import Reader
from reader.model import ArticleId, Captured, Part, Remark, Source
from reader.values import dataclass

Item = str | Source
"""A file's path, a web address, or words that were copied."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An input whose turn has not come: its place in the row, and what is known about it.

    `quote` are words in it that were marked where it comes from; `whole` says that it is one
    article although it has parts; `from_web`, that a page on the web asked for it.
    """

    number: int
    item: Item
    revision_of: ArticleId | None = None
    quote: str = ""
    whole: bool = False
    from_web: bool = False


@dataclass(frozen=True, slots=True)
class Sorted:
    """What was given as inputs; the exports among it, and what in its folders is no input."""

    inputs: tuple[Item, ...]
    exports: tuple[str, ...]
    passed_over: str


@dataclass(frozen=True, slots=True)
class Several:
    """An input with articles of its own in it, of which somebody must say how it comes in."""

    waiting: Waiting
    parts: tuple[Part, ...]


HasRead = tuple[Waiting, Read | GalleyError]
Judged = tuple[Waiting, Arrival | GalleyError]


class Stoppable:
    """Reads until `look` raises: no process is started for what nobody waits for any more."""

    def __init__(self, extractor: Extractor, look: Look) -> None:
        self._extractor = extractor
        self.look = look

    def to_article(self, source: Source) -> Captured:
        self.look()
        return self._extractor.to_article(source)

    def parts(self, source: Source) -> tuple[Part, ...]:
        """None from an extractor that knows of no parts."""
        self.look()
        ask = getattr(self._extractor, "parts", None)
        return tuple(ask(source)) if ask is not None else ()


def sort_out(reader: Reader, items: Sequence[Item], look: Look) -> Sorted:
    """Folders and lists as what is in them, and the exports of this library apart."""
    # Here and not above: the window opens without what reads lists.
    from reader import many

    given = [each for each in items if isinstance(each, str)]
    found = many.spread(given, tell=lambda _count: look())
    exports = dict.fromkeys(_exports_among(reader, found.inputs))
    copied = [each for each in items if isinstance(each, Source)]
    inputs = [each for each in found.inputs if each not in exports]
    return Sorted((*inputs, *copied), tuple(exports), many.told(found.skipped))


def _exports_among(reader: Reader, inputs: Sequence[str]) -> list[str]:
    """Those that are files this library could have written, or marks someone sent."""
    named = [each for each in inputs if not adding.is_address(each)]
    if not any(Path(name).suffix for name in named):
        return []
    # Here and not above: the window opens without the reader of exported files.
    from reader.abroad import is_ours
    from reader.sent_marks import SUFFIX

    return [name for name in named if name.lower().endswith(SUFFIX) or is_ours(reader, Path(name))]


def read_in(reader: Reader, waiting: Waiting, at: datetime, extractor: Stoppable) -> Read | Several:
    """Fetches or reads one input; raises GalleyError."""
    item = waiting.item
    if isinstance(item, Source):
        return adding.extract(item, extractor)
    if not (waiting.whole or adding.is_address(item)) and adding.may_hold_several(Path(item)):
        parts = extractor.parts(files.read(Path(item), at=at))
        if parts:
            return Several(waiting, parts)
    read = adding.read(
        item,
        at=at,
        extractor=extractor,
        library=reader,
        look=extractor.look,
        from_web=waiting.from_web,
    )
    if waiting.quote:
        remarks = (*read.captured.remarks, Remark(waiting.quote))
        read = replace(read, captured=replace(read.captured, remarks=remarks))
    return read


def judge(
    reader: Reader, read: Sequence[HasRead], *, ids: Sequence[ArticleId], at: datetime
) -> tuple[list[Judged], list[HasRead]]:
    """What each of these is to the library, and those that cannot be told yet.

    Whatever may be of the same article as one before it has to wait until that is written.
    """
    judged: list[Judged] = []
    names: set[str] = set()
    for number, (waiting, one) in enumerate(read):
        if isinstance(one, GalleyError):
            judged.append((waiting, one))
            continue
        own = set(adding.names(one, waiting.revision_of))
        if names & own:
            return judged, list(read[number:])
        names |= own
        judged.append((waiting, _judged(reader, waiting, one, ids[number], at)))
    return judged, []


def _judged(
    reader: Reader, waiting: Waiting, read: Read, id: ArticleId, at: datetime
) -> Arrival | GalleyError:
    try:
        arrival = adding.arrive(reader, read, new_id=id, at=at, revision_of=waiting.revision_of)
    except LibraryProblem:
        raise
    except GalleyError as error:
        return error
    if arrival.change is None:
        return arrival
    return replace(arrival, blobs=reader.ready(arrival.change, arrival.blobs))
