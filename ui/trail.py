"""The way through the articles that were read: back, forward, and on from there."""

from __future__ import annotations

from dataclasses import replace

from reader.model import ArticleId
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Trail:
    """Articles in the order they were opened; `at` is the index of the one being read, -1 if none.

    Opening one after having gone back forgets what lay ahead, as in a browser.
    """

    articles: tuple[ArticleId, ...] = ()
    at: int = -1

    @property
    def here(self) -> ArticleId | None:
        return self.articles[self.at] if self.at >= 0 else None

    def to(self, article: ArticleId) -> Trail:
        """The trail with this article opened; the same if it is the one being read."""
        if article == self.here:
            return self
        articles = (*self.articles[: self.at + 1], article)
        return Trail(articles, len(articles) - 1)

    def can_go(self, by: int) -> bool:
        return 0 <= self.at + by < len(self.articles)

    def gone(self, by: int) -> Trail:
        """The trail `by` steps further or back; the same where it does not reach that far."""
        return replace(self, at=self.at + by) if self.can_go(by) else self

    def without(self, article: ArticleId) -> Trail:
        """The trail as if this article had never been opened."""
        left = tuple(each for each in self.articles if each != article)
        before = sum(each != article for each in self.articles[: self.at + 1])
        return Trail(left, min(before, len(left)) - 1)
