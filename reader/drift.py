"""What happened to the marks of an article between two of its revisions, in words to show.

"Said 14" became "said 40": for each mark the old words, the new ones, and word by word what is the
same, what is gone and what is new. Of one that needs a look also where it stood and which version
that was. Plain values, for cards and for lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Literal

from reader.errors import NotFound
from reader.export.align import Alignment, Gap
from reader.library import Reader
from reader.model import Annotation, AnnotationId, ArticleId, Document, Passage, Place, State
from reader.text import opening, words
from reader.values import dataclass

AROUND = 8
"""Words that are given on both sides of a passage, as far as its block goes."""
NEAR = 6
"""Words that are left of what is the same beside what differs, where room is short."""
_OPENING = 60
"""Characters of a paragraph by which it is known again."""


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
    places = library.places(article, number)
    found = [
        _drift(library, each, places.get(each.id), _from(each, places.get(each.id), old), number)
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


def _drift(
    library: Reader, annotation: Annotation, place: Place | None, old: int, new: int
) -> Drift:
    before = _side(library, annotation, library.place(annotation.id, old), old)
    after = _side(library, annotation, place, new)
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


def _side(library: Reader, annotation: Annotation, place: Place | None, revision: int) -> Side:
    passage = place.passage if place else None
    if passage is None:
        return Side(revision, None)
    text = library.document(annotation.article, revision).text
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
    space and the look of quotes, which count as the same and are given as they are now.
    """
    at = 0
    for gap in Alignment(old, new).gaps():
        yield from _piece("same", new[at : gap.other.start])
        yield from _piece("gone", _gone(old, gap))
        yield from _piece("new", gap.other.of(new))
        at = gap.other.end
    yield from _piece("same", new[at:])


def _gone(old: str, gap: Gap) -> str:
    """Old words; those that nothing replaces with the space that went with them."""
    start, end = gap.one.start, gap.one.end
    if start == end or len(gap.other):
        return gap.one.of(old)
    while end < len(old) and old[end].isspace():
        end += 1
    while end == gap.one.end and start > 0 and old[start - 1].isspace():
        start -= 1
    return old[start:end]


def _piece(kind: Literal["same", "gone", "new"], said: str) -> Iterator[Piece]:
    if said:
        yield Piece(kind, said)


def told(pieces: Sequence[Piece]) -> str:
    """The comparison in one line of plain text: `said [-14-] {+40+} dead`."""
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.words) for piece in pieces)


def glimpse(drift: Drift) -> tuple[Piece, ...]:
    """The comparison with a few words around it, cut short for a card; cuts have an ellipsis.

    Of what is the same those words are left that stand beside what differs, of long stretches
    that differ their ends. Words without a place are not told as gone, nor cut.
    """
    if drift.new.passage is None:
        whole = (drift.old.before, drift.old.words, drift.old.after)
        return tuple(piece for said in whole for piece in _piece("same", said))
    near = [
        *_piece("same", drift.new.before),
        *drift.pieces,
        *_piece("same", drift.new.after),
    ]
    joined = [
        Piece(kind, "".join(piece.words for piece in run))
        for kind, run in groupby(near, lambda piece: piece.kind)
    ]
    last = len(joined) - 1
    return tuple(
        replace(
            piece,
            words=_cut(
                piece.words,
                head=0 if piece.kind == "same" and number == 0 else NEAR,
                tail=0 if piece.kind == "same" and number == last else NEAR,
            ),
        )
        for number, piece in enumerate(joined)
    )


def _cut(said: str, *, head: int, tail: int) -> str:
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
    found = (_look(library, id, revision) for id in ids)
    return tuple(look for look in found if look is not None)


def _look(library: Reader, id: AnnotationId, revision: int | None) -> Look | None:
    try:
        annotation = library.annotation(id)
    except NotFound:
        return None
    number = revision or library.article(annotation.article).revision
    place = library.place(id, number)
    fits = place is not None and (place.settled or place.state == "exact")
    if fits or annotation.trashed is not None:
        return None
    found = _drift(library, annotation, place, _from(annotation, place, None), number)
    versions = library.revisions(annotation.article)
    return Look(
        found,
        _origin(library, found) if found.state == "moved" else None,
        library.document(annotation.article, number).text.count(found.old.words),
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
