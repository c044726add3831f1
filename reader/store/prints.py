"""Which articles may be nearly the same: the prints of their texts (`reader.likeness`).

They lie beside the search index and are kept with it: what is not to be found is not compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reader.likeness import ENOUGH, prints
from reader.model import ArticleId
from reader.store.connection import Connection

_COMMON = 100
"""A print that more articles have is of what a site says under everything; it tells nothing."""


def put(db: Connection, number: int, of_text: frozenset[int]) -> None:
    """Keeps the prints of the text of an article, by its number in the index."""
    db.run_many("insert or ignore into print values (?, ?)", [(each, number) for each in of_text])


def take_out(db: Connection, number: int, of_text: frozenset[int]) -> None:
    """Takes them out again: those of the text that was put in."""
    db.run_many(
        "delete from print where (value, number) = (?, ?)", [(each, number) for each in of_text]
    )


def clear(db: Connection) -> None:
    """Takes all of them out."""
    db.run("delete from print")


def near(db: Connection, article: ArticleId, text: str, most: int) -> tuple[ArticleId, ...]:
    """The articles that have most prints in common with one of this text, at most so many."""
    found: Counter[int] = Counter()
    for value in prints(text):
        numbers = db.rows("select number from print where value = ? limit ?", (value, _COMMON + 1))
        if len(numbers) <= _COMMON:
            found.update(number for (number,) in numbers)
    wanted = [number for number, times in found.most_common(most + 1) if times >= ENOUGH]
    return tuple(id for number in wanted if (id := _article(db, number)) not in (None, article))


def pairs(db: Connection) -> Sequence[tuple[ArticleId, ArticleId]]:
    """All pairs of articles that have enough prints in common, the newest first."""
    rows = db.rows(
        """
        select one.id, other.id
        from (
            select first.number as low, second.number as high
            from print first
            join print second on second.value = first.value and second.number > first.number
            where first.value in (
                select value from print group by value having count(*) between 2 and ?
            )
            group by first.number, second.number
            having count(*) >= ?
        ) pair
        join indexed one on one.number = pair.low
        join indexed other on other.number = pair.high
        order by pair.high desc, pair.low desc
        """,
        (_COMMON, ENOUGH),
    )
    return [(ArticleId(one), ArticleId(other)) for one, other in rows]


def _article(db: Connection, number: int) -> ArticleId | None:
    id = db.value("select id from indexed where number = ?", (number,))
    return ArticleId(id) if id is not None else None
