"""What happened to the marks of an article between two of its revisions, in words to show.

"Said 14" became "said 40": for each mark the old words, the new ones, and word by word what is the
same, what is gone and what is new. Of one that needs a look also where it stood and which version
that was. Plain values, for cards and for lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Literal

from reader.errors import NotFound
from reader.library import Reader
from reader.model import Annotation, AnnotationId, ArticleId, Document, Passage, Place, State
from reader.revisions.runs import runs_of
from reader.text import opening, words
from reader.values import dataclass

AROUND = 8
"""Words that are given on both sides of a passage, as far as its block goes."""
NEAR = 6
"""Words that are left of what is the same beside what differs, where room is short."""
_SPACELESS = 3
"""So many characters are as much as a word, in scripts without spaces."""
_OPENING = 60
"""Characters of a paragraph by which it is known again."""

TextOf = Callable[[ArticleId, int], str]
"""The text of an article's revision."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a comparison: on both sides, only in the old text, or only in the new one."""

    kind: Literal["same", "gone", "new"]
    words: str


@dataclass(frozen=True, slots=True)
class Side:
    """A mark in one revision: where it stands, its words, and a few before and after them.

    `passage` is None, and all words empty, where it has no place; an old side that never had one
    keeps the words that were marked.
    """

    revision: int
    passage: Passage | None
    words: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    """One mark between two revisions; `pieces` are its words compared, in the order of reading."""

    annotation: Annotation
    state: State
    score: float
    settled: bool
    old: Side
    new: Side
    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        """Whether the marked words themselves are others now, or gone."""
        return any(piece.kind != "same" for piece in self.pieces)


def drift(
    library: Reader, article: ArticleId, old: int | None = None, new: int | None = None
) -> tuple[Drift, ...]:
    """What became of each mark that is not in the trash, in the order of the new text.

    Orphans come last.

    `new` is by default the current revision; `old` by default the one that each mark was carried
    from, else the one that it was made on.
    """
    number = library.article(article).revision if new is None else new
    places, text_of = library.places(article, number), _texts(library)
    found = [
        _drift(
            library,
            text_of,
            each,
            places.get(each.id),
            _from(each, places.get(each.id), old),
            number,
        )
        for each in library.annotations(article)
    ]
    return tuple(sorted(found, key=_text_order))


def _from(annotation: Annotation, place: Place | None, old: int | None) -> int:
    if old is not None:
        return old
    if place is not None and place.came_from is not None:
        return place.came_from
    return annotation.revision


def _text_order(each: Drift) -> tuple[bool, int, int, str]:
    if each.new.passage is None:
        return True, each.old.passage.start if each.old.passage else 0, 0, each.annotation.id
    return False, each.new.passage.start, each.new.passage.end, each.annotation.id


def _texts(library: Reader) -> TextOf:
    """Texts of revisions, each read once. A document of 1 MB takes 15 ms, its text alone one."""

    @cache
    def text_of(article: ArticleId, revision: int) -> str:
        return library.blob(library.revision(article, revision).text).decode()

    return text_of


def _drift(
    library: Reader,
    text_of: TextOf,
    annotation: Annotation,
    place: Place | None,
    old: int,
    new: int,
) -> Drift:
    before = _side(text_of, annotation, library.place(annotation.id, old), old)
    after = _side(text_of, annotation, place, new)
    if before.passage is None or (old == new and after.words != annotation.anchor.exact):
        before = _as_marked(annotation, old)
    return Drift(
        annotation,
        place.state if place else "orphan",
        place.score if place else 0.0,
        place.settled if place else False,
        before,
        after,
        tuple(compared(before.words, after.words)),
    )


def _side(text_of: TextOf, annotation: Annotation, place: Place | None, revision: int) -> Side:
    passage = place.passage if place else None
    if passage is None:
        return Side(revision, None)
    text = text_of(annotation.article, revision)
    return Side(revision, passage, passage.of(text), _before(text, passage), _after(text, passage))


def _as_marked(annotation: Annotation, revision: int) -> Side:
    """The words that were marked, wherever that was, and a few of what stood around them."""
    anchor = annotation.anchor
    text = anchor.prefix + anchor.exact + anchor.suffix
    passage = Passage(len(anchor.prefix), len(anchor.prefix) + len(anchor.exact))
    return Side(revision, None, anchor.exact, _before(text, passage), _after(text, passage))


def _before(text: str, passage: Passage) -> str:
    """The last words of the same block before a passage."""
    start = text.rfind("\n", 0, passage.start) + 1
    block = text[start : passage.start]
    starts = [low for low, _high in words(block)]
    return block if len(starts) <= AROUND else block[starts[-AROUND] :]


def _after(text: str, passage: Passage) -> str:
    """The first words of the same block after a passage."""
    end = text.find("\n", passage.end)
    block = text[passage.end : end if end >= 0 else len(text)]
    ends = [high for _low, high in words(block)]
    return block if len(ends) <= AROUND else block[: ends[AROUND - 1]]


# --- word by word --------------------------------------------------------------------------------


def compared(old: str, new: str) -> Iterator[Piece]:
    """The words of two passages side by side.

    "same" and "new" together are the new passage. "same" and "gone" are the old one but for white
    space and the shape of quotes and dashes, which count as the same and are given as they are now.
    """
    for run in runs_of(old, new):
        if run.op == "kept" or (run.small and run.op == "added"):
            yield from _piece("same", run.new.of(new))
        elif run.op == "added":
            yield from _piece("new", run.new.of(new))
        elif not run.small:
            yield from _piece("gone", run.old.of(old))


def _piece(kind: Literal["same", "gone", "new"], said: str) -> Iterator[Piece]:
    if said:
        yield Piece(kind, said)


def told(pieces: Sequence[Piece]) -> str:
    """The comparison in one line of plain text: `said [-14-] {+40+} dead`."""
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.words) for piece in pieces)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A comparison cut short, and a few words before and after it; cuts have an ellipsis."""

    before: str
    pieces: tuple[Piece, ...]
    after: str


def glimpse(drift: Drift) -> Glimpse:
    """What a card has room for: what differs, and of what is the same the words beside that.

    Stretches that differ are cut to their ends where they are long. Of words without a place
    those are told that were marked, whole and not as gone.
    """
    side = drift.old if drift.new.passage is None else drift.new
    around = _cut(side.before, 0, NEAR), _cut(side.after, NEAR, 0)
    if drift.new.passage is None:
        return Glimpse(around[0], tuple(_piece("same", drift.old.words)), around[1])
    last = len(drift.pieces) - 1
    pieces = (_shortened(piece, number, last) for number, piece in enumerate(drift.pieces))
    return Glimpse(around[0], tuple(pieces), around[1])


def _shortened(piece: Piece, number: int, last: int) -> Piece:
    """A piece with the words that are left at its beginning and at its end."""
    near = NEAR * (_SPACELESS if _is_spaceless(piece.words) else 1)
    edge = piece.kind == "same" and last > 0
    head = 0 if edge and number == 0 else near
    tail = 0 if edge and number == last else near
    return replace(piece, words=_cut(piece.words, head, tail))


def _is_spaceless(said: str) -> bool:
    """Whether most words are single characters, as in Chinese and Japanese."""
    ranges = list(words(said))
    return sum(end - start for start, end in ranges) < 1.5 * len(ranges)


def _cut(said: str, head: int, tail: int) -> str:
    """The first and the last words of a stretch, an ellipsis in place of those between them."""
    ranges = list(words(said))
    if len(ranges) <= head + tail + 1:
        return said
    first = said[: ranges[head - 1][1]] if head else ""
    last = said[ranges[-tail][0] :] if tail else ""
    return " … ".join((first, last)).strip(" ") if first and last else f"{first}…{last}"


# --- a closer look -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a mark stood before it moved: under that heading, in or after that paragraph."""

    kind: Literal["under", "in", "after"]
    words: str


@dataclass(frozen=True, slots=True)
class Look:
    """What became of one mark that needs a look, with all that helps to decide on it.

    `origin` is given of one that moved; `standing` is how often its words stand in the new text;
    `captured` is when its old version was, and `captures` when each of the others were.
    """

    drift: Drift
    origin: Origin | None
    standing: int
    captured: datetime
    captures: tuple[datetime, ...]


def looks(
    library: Reader, ids: Iterable[AnnotationId], revision: int | None = None
) -> tuple[Look, ...]:
    """A closer look at those of these marks that need one, in the order of the ids.

    In a revision of their article, by default its current one. Marks that stand as they were
    marked, that are settled, in the trash or erased have none.
    """
    text_of = _texts(library)
    found = (_look(library, text_of, id, revision) for id in ids)
    return tuple(look for look in found if look is not None)


def _look(library: Reader, text_of: TextOf, id: AnnotationId, revision: int | None) -> Look | None:
    try:
        annotation = library.annotation(id)
    except NotFound:
        return None
    number = revision or library.article(annotation.article).revision
    place = library.place(id, number)
    fits = place is not None and (place.settled or place.state == "exact")
    if fits or annotation.trashed is not None:
        return None
    old = _from(annotation, place, None)
    found = _drift(library, text_of, annotation, place, old, number)
    versions = library.revisions(annotation.article)
    return Look(
        found,
        _origin(library, found) if found.state == "moved" else None,
        text_of(annotation.article, number).count(found.old.words),
        next(each.captured for each in versions if each.number == found.old.revision),
        tuple(each.captured for each in versions if each.number != found.old.revision),
    )


def _origin(library: Reader, drift: Drift) -> Origin | None:
    was, now = drift.old.passage, drift.new.passage
    if was is None or now is None or drift.old.revision == drift.new.revision:
        return None
    article = drift.annotation.article
    old = library.document(article, drift.old.revision)
    new = library.document(article, drift.new.revision)
    heading = _heading_over(old, was.start)
    if heading and heading != _heading_over(new, now.start):
        return Origin("under", heading)
    leaf = old.block_at(was.start)
    if was.start > old.starts[leaf]:
        return Origin("in", opening(old.blocks[leaf].text, _OPENING))
    return Origin("after", opening(old.blocks[leaf - 1].text, _OPENING)) if leaf else None


def _heading_over(document: Document, offset: int) -> str:
    """The text of the last heading above an offset; empty where only the headline is."""
    above = document.blocks[1 : document.block_at(offset)]
    return next((each.text for each in reversed(above) if each.kind == "heading"), "")
