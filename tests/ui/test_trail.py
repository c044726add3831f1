"""The way back and forward through what was read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.model import ArticleId
from ui.trail import Trail

articles = st.sampled_from([ArticleId(each) for each in ("a1", "a2", "a3")])
steps = st.lists(articles | st.sampled_from([-1, 1]), max_size=20)


def walked(steps: list[ArticleId | int]) -> Trail:
    trail = Trail()
    for step in steps:
        trail = trail.gone(step) if isinstance(step, int) else trail.to(step)
    return trail


@given(steps, articles)
def test_what_was_opened_is_what_is_read_and_nothing_lies_ahead(
    steps: list[ArticleId | int], article: ArticleId
) -> None:
    before = walked(steps)
    trail = before.to(article)
    assert trail.here == article
    assert before.here == article or not trail.can_go(1)


@given(steps)
def test_back_and_forward_is_where_one_was(steps: list[ArticleId | int]) -> None:
    trail = walked(steps)
    if trail.can_go(-1):
        assert trail.gone(-1).gone(1) == trail


@given(steps, articles)
def test_an_article_that_is_gone_is_nowhere_on_the_trail(
    steps: list[ArticleId | int], article: ArticleId
) -> None:
    left = walked(steps).without(article)
    assert article not in left.articles
    assert -1 <= left.at < len(left.articles)
    assert left.articles == () or left.here is not None or left.at == -1
