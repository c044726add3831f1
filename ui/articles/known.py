"""A long list of articles of which only some rows are known: pure, and small however long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reader.model import ArticleId, Listed

MOST = 3000
"""Rows that are kept: about 5 MB."""


class Known:
    """So many rows, and what is known of some of them. No article is known in two rows."""

    def __init__(self, length: int = 0, first: Sequence[Listed] = ()) -> None:
        self._length = max(length, len(first))
        self._rows: dict[int, Listed] = {}
        self._places: dict[ArticleId, int] = {}
        for row, listed in enumerate(first):
            self.put(row, listed)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[tuple[int, Listed]]:
        """The known rows, in no order."""
        return iter(self._rows.items())

    def at(self, row: int) -> Listed | None:
        """The article in a row; None where it is not known."""
        return self._rows.get(row)

    def row_of(self, article: ArticleId) -> int | None:
        """The row of an article, where that is known."""
        return self._places.get(article)

    def put(self, row: int, listed: Listed) -> None:
        """It is known that this article is in this row."""
        elsewhere = self._places.get(listed.article.id)
        if elsewhere is not None and elsewhere != row:
            del self._rows[elsewhere]
        before = self._rows.get(row)
        if before is not None and before.article.id != listed.article.id:
            del self._places[before.article.id]
        self._rows[row] = listed
        self._places[listed.article.id] = row

    def insert(self, row: int, count: int) -> None:
        """So many rows more from this one on, of which nothing is known."""
        self._shift({n: n if n < row else n + count for n in self._rows})
        self._length += count

    def remove(self, first: int, last: int) -> None:
        """These rows are no more."""
        gone = last - first + 1
        self._shift({n: n if n < first else n - gone for n in self._rows if not first <= n <= last})
        self._length -= gone

    def move(self, old: int, new: int) -> None:
        """The row stands elsewhere, `new` counted without it."""
        step = 1 if new < old else -1
        low, high = min(old, new), max(old, new)
        self._shift(
            {n: new if n == old else n + step if low <= n <= high else n for n in self._rows}
        )

    def forget(self, rows: Iterable[int]) -> None:
        """Nothing is known of these rows any more."""
        for row in rows:
            listed = self._rows.pop(row, None)
            if listed is not None:
                del self._places[listed.article.id]

    def forget_far_from(self, row: int, kept: int) -> None:
        """Where too much is known: forgets the rows farthest from one, but not the first `kept`."""
        if len(self._rows) > MOST:
            far = sorted((n for n in self._rows if n >= kept), key=lambda n: abs(n - row))
            self.forget(far[MOST // 2 :])

    def _shift(self, to: dict[int, int]) -> None:
        self._rows = {to[n]: listed for n, listed in self._rows.items() if n in to}
        self._places = {listed.article.id: n for n, listed in self._rows.items()}
