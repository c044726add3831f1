"""What happened to the marks of an article between two of its revisions, in words to show.

"Said 14" became "said 40": for each mark the old words, the new ones, and word by word what is the
same, what is gone and what is new. Plain values, for cards and for lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from reader.export.align import Alignment, Gap
from reader.library import Reader
from reader.model import Annotation, ArticleId, Passage, Place, State
from reader.text import words
from reader.values import dataclass

AROUND = 8
"""Words that are given on both sides of a passage, as far as its block goes."""


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
    if before.passage is None:
        before = Side(old, None, annotation.anchor.exact)
    after = _side(library, annotation, place, new)
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
