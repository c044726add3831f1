"""The items of feeds as the library holds them: each with what became of it, and what to ask.

Values only; who answers is `reader.library`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from reader.model import ArticleId, FeedId, FeedItem
from reader.values import dataclass

ItemState = Literal["waiting", "kept", "dismissed"]


@dataclass(frozen=True, slots=True)
class ItemQuery:
    """Which items, newest first; those of one feed, of a folder and what is in it, or of all."""

    feed: FeedId | None = None
    folder: str = ""
    state: ItemState = "waiting"
    limit: int = 200
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """One item of a feed; its `item` has no `content` in it, which is asked for by `number`.

    `article` is the one that is here at its address, or was kept from it.
    """

    number: int
    feed: FeedId
    item: FeedItem
    seen: datetime
    state: ItemState = "waiting"
    article: ArticleId | None = None
