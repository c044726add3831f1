"""Of a long list only some rows are known; what is known is never wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from reader.model import Article, ArticleId, Listed
from ui.articles.known import Known

AT = datetime(2024, 10, 2, 14, 29, tzinfo=UTC)


def listed(n: int) -> Listed:
    return Listed(Article(ArticleId(f"a{n:07}"), f"Report {n}", AT), None, 0.0, 0, ())


class Whole:
    """The same list with every row known, by number."""

    def __init__(self, length: int) -> None:
        self.rows = list(range(length))
        self.next = length

    def insert(self, row: int, count: int) -> None:
        self.rows[row:row] = range(self.next, self.next + count)
        self.next += count


steps = st.lists(
    st.tuples(
        st.sampled_from(["put", "insert", "remove", "move", "forget"]),
        st.integers(0, 30),
        st.integers(0, 30),
    ),
    max_size=25,
)


@given(st.integers(0, 12), steps)
def test_what_is_known_is_what_is_there(length: int, taken: list[tuple[str, int, int]]) -> None:
    known, whole = Known(length), Whole(length)
    for what, one, other in taken:
        count = len(whole.rows)
        if what == "insert":
            known.insert(min(one, count), 1 + other % 3)
            whole.insert(min(one, count), 1 + other % 3)
        elif count:
            a, b = one % count, other % count
            match what:
                case "put":
                    known.put(a, listed(whole.rows[a]))
                case "remove":
                    known.remove(min(a, b), max(a, b))
                    del whole.rows[min(a, b) : max(a, b) + 1]
                case "move":
                    known.move(a, b)
                    whole.rows.insert(b, whole.rows.pop(a))
                case "forget":
                    known.forget([a])
        assert len(known) == len(whole.rows)
        for row, held in known:
            assert held == listed(whole.rows[row])
            assert known.row_of(held.article.id) == row
            assert known.at(row) == held


def test_no_article_is_known_in_two_rows() -> None:
    known = Known(5, [listed(1), listed(2)])
    known.put(3, listed(1))
    assert known.at(0) is None
    assert known.row_of(listed(1).article.id) == 3
    known.put(1, listed(4))
    assert known.row_of(listed(2).article.id) is None


def test_of_too_many_rows_the_farthest_are_forgotten_but_the_first_stay() -> None:
    with mock.patch("ui.articles.known.MOST", 10):
        known = Known(100, [listed(n) for n in range(5)])
        for row in (*range(20, 23), *range(90, 95)):
            known.put(row, listed(row))
        known.forget_far_from(92, kept=3)
    rows = {row for row, _listed in known}
    assert rows >= {0, 1, 2, *range(90, 95)}
    assert len(rows) <= 3 + 5
