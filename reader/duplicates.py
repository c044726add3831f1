"""Articles that are the same, or nearly: a wire story in three papers, a page added twice.

They are shown together and nothing is dropped: which one to keep is the journalist's to say.
May run on a worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from reader import adding, changes
from reader.adding import Extractor
from reader.errors import BadRequest
from reader.library import Library, Reader
from reader.likeness import NEARLY, are_same, shared, shingles
from reader.messages import _
from reader.model import ArticleId, Change, Sha256, TraceKey
from reader.rereading import source_of
from reader.values import dataclass

How = Literal["same", "nearly"]


@dataclass(frozen=True, slots=True)
class Alike:
    """Another article with the same words; `share` is how much of the shorter text, 0 to 1."""

    article: ArticleId
    how: How
    share: float


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that are alike, the one added first at the beginning. `share` is the least of
    those that hold them together, and they are the `same` if all of these are."""

    articles: tuple[ArticleId, ...]
    how: How
    share: float


def alike(reader: Reader, id: ArticleId) -> tuple[Alike, ...]:
    """The articles that say the same as this one, or nearly, the most alike first."""
    texts = _Texts(reader)
    found = [texts.compared(id, other) for other in reader.near(id)]
    alike = [each for each in found if each is not None]
    return tuple(sorted(alike, key=lambda each: -each.share))


def groups(
    reader: Reader, *, going_on: Callable[[int, int], None] = lambda _done, _of: None
) -> tuple[Group, ...]:
    """All articles that are alike, the group with the newest one first.

    `going_on` is told how many of how many pairs are compared, and may raise to stop it.
    """
    texts, pairs = _Texts(reader), reader.near_pairs()
    held: dict[tuple[ArticleId, ArticleId], Alike] = {}
    for done, (one, other) in enumerate(pairs):
        going_on(done, len(pairs))
        if (alike := texts.compared(one, other)) is not None:
            held[one, other] = alike
    return tuple(
        group_of(reader, together, [held[pair] for pair in held if pair[0] in together])
        for together in _connected(held)
    )


def group_of(reader: Reader, ids: Iterable[ArticleId], held_by: Sequence[Alike]) -> Group:
    """These articles, in the order in which they were added."""
    first = sorted(ids, key=lambda id: (reader.article(id).added, id))
    how: How = "same" if all(each.how == "same" for each in held_by) else "nearly"
    return Group(tuple(first), how, min(each.share for each in held_by))


def _connected(
    pairs: Iterable[tuple[ArticleId, ArticleId]],
) -> Iterator[set[ArticleId]]:
    """What hangs together by pairs, in the order of the first pair of each."""
    of: dict[ArticleId, set[ArticleId]] = {}
    for one, other in pairs:
        whole = of.get(one, {one}) | of.get(other, {other})
        of.update(dict.fromkeys(whole, whole))
    seen: set[ArticleId] = set()
    for id, whole in of.items():
        if id not in seen:
            seen |= whole
            yield whole


class _Texts:
    """The shingles of articles, each read once; of the last ones only, in a long run."""

    _MOST = 500

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[ArticleId, frozenset[int]] = {}

    def compared(self, one: ArticleId, other: ArticleId) -> Alike | None:
        """What the other has in common with the one; None if that is not much."""
        its, others = self._of(one), self._of(other)
        share = shared(its, others)
        if share < NEARLY:
            return None
        return Alike(other, "same" if are_same(its, others) else "nearly", share)

    def _of(self, id: ArticleId) -> frozenset[int]:
        if id not in self._known:
            if len(self._known) >= self._MOST:
                self._known.pop(next(iter(self._known)))
            self._known[id] = shingles(self._reader.document(id).text)
        return self._known[id]


# --- two that stay two ---------------------------------------------------------------------------


def keep_apart(library: Library, group: Group) -> None:
    """Remembers that the journalist has seen these together and keeps them all."""
    library.trace(_kept(group), list(group.articles))


def is_kept_apart(reader: Reader, group: Group) -> bool:
    """Whether she has; a further article that is like them makes it a question again."""
    kept = reader.traced(_kept(group))
    return isinstance(kept, list) and set(group.articles) <= set(kept)


def _kept(group: Group) -> TraceKey:
    return TraceKey("kept-apart", group.articles[0])


# --- two that are one ----------------------------------------------------------------------------


def as_revision(
    reader: Reader, id: ArticleId, of: ArticleId, extractor: Extractor, *, at: datetime
) -> tuple[Change, Mapping[Sha256, bytes]]:
    """An article made a further revision of another one, and put in the trash itself; one Change.

    Its own marks stay with it in the trash, so one that has any is refused (BadRequest).
    """
    article = reader.article(id)
    if reader.count_annotations(id):
        raise BadRequest(
            _("“{title}” has marks of its own.").format(title=article.title),
            _("Keep both, or remove its marks first."),
        )
    arrived = adding.extract(source_of(reader, reader.revision(id)), extractor)
    arrival = adding.arrive_again(reader, of, arrived)
    gone = changes.remove(article, at=at)
    edits = arrival.change.edits if arrival.change else ()
    return Change("revise", (*edits, *gone.edits)), arrival.blobs
