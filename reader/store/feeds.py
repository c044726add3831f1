"""What feeds offer: items that wait until they are kept or dismissed. Traces: no journal, no undo.

Whether an item waits is asked of the articles too: one that was kept waits again when the adding
of its article is undone.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from reader.model import ArticleId, FeedId, FeedItem, Sha256, Subscription
from reader.store import tables
from reader.store.comparable import address, instant, order, stored_time
from reader.store.connection import Connection, Row
from reader.values import dataclass
from reader.waiting import ItemQuery, ItemState, Waiting

MOST_WAITING = 500
"""Items of one feed that wait; older ones go."""

MOST_DONE = 1000
"""Items of one feed that were kept or dismissed and are remembered, so that they do not come
again; more than a feed offers at once."""


def subscriptions(db: Connection) -> tuple[Subscription, ...]:
    """All feeds, by folder and name."""
    found: list[Subscription] = tables.some(db, "subscription")
    return tuple(sorted(found, key=lambda feed: (order(feed.folder), order(feed.shown_name))))


# --- taking in -----------------------------------------------------------------------------------


def take(
    db: Connection,
    feed: FeedId,
    items: Sequence[FeedItem],
    at: datetime,
    offered: Collection[Sha256],
) -> int:
    """Adds what a feed offers and gives how many items are new and wait; `offered` are the
    identities of all that it offers, also where these are only some of them.

    Those that are here already are brought up to date while they wait. What belongs to feeds
    that were removed goes.
    """
    before = int(db.value("select coalesce(max(number), 0) from feed_item"))
    known = _known(db, feed)
    others = (row for row in known if row.address and row.identity not in offered)
    by_address = {row.address: row for row in others}
    by_identity = {row.identity: row for row in known}
    # The first one of a feed is its newest: it gets the highest number.
    for item in reversed(items):
        row = by_identity.get(item.identity) or by_address.get(address(item.url) or "")
        if row is None:
            _insert(db, feed, item, at)
        elif row.is_waiting and row.words != _words(item):
            _update(db, row.number, item)
    _drop_old(db, feed)
    _drop_removed(db)
    sql = "select count(*) from feed_item where feed = ? and number > ?"
    return int(db.value(sql, (feed, before)))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is here of an item; an `address` of "" is none."""

    number: int
    identity: Sha256
    address: str
    is_waiting: bool
    words: Row


def _known(db: Connection, feed: FeedId) -> list[_Known]:
    rows = db.rows(
        """
        select number, identity, coalesce(address, ''), state = 'waiting',
            title, url, bylines, excerpt, base, picture, characters
        from feed_item where feed = ?
        """,
        (feed,),
    )
    return [_Known(row[0], Sha256(row[1]), row[2], bool(row[3]), row[4:]) for row in rows]


def _words(item: FeedItem) -> Row:
    """What an item says, but for its content: if that changes, its length or beginning does."""
    return (
        item.title,
        item.url,
        json.dumps(item.bylines, ensure_ascii=False),
        item.excerpt,
        item.base,
        item.picture,
        item.characters,
    )


def _insert(db: Connection, feed: FeedId, item: FeedItem, at: datetime) -> None:
    seen = stored_time(at)
    db.run(
        """
        insert into feed_item (
            feed, identity, title, url, published, bylines, lang, excerpt, base, picture,
            characters, seen, state, at, address, content
        ) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?)
        """,
        (
            feed,
            item.identity,
            item.title,
            item.url,
            item.published,
            json.dumps(item.bylines, ensure_ascii=False),
            item.lang,
            item.excerpt,
            item.base,
            item.picture,
            item.characters,
            seen,
            min(instant(item.published) or seen, seen),
            address(item.url),
            zlib.compress(item.content.encode()),
        ),
    )


def _update(db: Connection, number: int, item: FeedItem) -> None:
    """The words of an item as its feed gives them by now; its place among the others stays."""
    content = zlib.compress(item.content.encode())
    db.run(
        """
        update feed_item set title = ?, url = ?, bylines = ?, excerpt = ?, base = ?, picture = ?,
            characters = ?, address = ?, content = ?
        where number = ?
        """,
        (*_words(item), address(item.url), content, number),
    )


def _drop_old(db: Connection, feed: FeedId) -> None:
    for condition, most in (("state = 'waiting'", MOST_WAITING), ("state <> 'waiting'", MOST_DONE)):
        db.run(
            f"""
            delete from feed_item where number in (
                select number from feed_item where feed = ? and {condition}
                order by at desc, number desc limit -1 offset ?
            )
            """,  # noqa: S608 - conditions of ours
            (feed, most),
        )


def _drop_removed(db: Connection) -> None:
    db.run("delete from feed_item where feed not in (select id from subscription)")
    db.run(
        """
        delete from trace where kind in ('feed', 'asked') and id glob 'f*'
            and id not in (select id from subscription)
        """
    )


def settle(
    db: Connection, numbers: Iterable[int], state: ItemState, article: ArticleId | None
) -> None:
    """Says what became of items; `article` is what was kept of them."""
    db.run(
        """
        update feed_item set state = ?, article = ?
        where number in (select value from json_each(?))
        """,
        (state, article, json.dumps(list(numbers))),
    )


def forget(db: Connection, gone: Iterable[tuple[str, str | None]]) -> None:
    """Takes the words of erased articles, by id and address, out of the items that offered them.

    The item itself stays, dismissed: its feed may offer it again. What belongs to feeds that
    were erased goes.
    """
    db.run_many(
        """
        update feed_item set title = '', url = null, address = null, published = null,
            bylines = '[]', lang = null, excerpt = '', base = null, picture = null,
            characters = 0, content = x'', state = 'dismissed', article = null
        where article = ? or address = ?
        """,
        [(id, address(url)) for id, url in gone],
    )
    _drop_removed(db)


# --- asking --------------------------------------------------------------------------------------

_FOLLOWED = "feed_item.feed in (select id from subscription)"
_IN_FOLDER = """feed_item.feed in (
    select id from subscription where folder || '/' >= ? and folder || '/' < ?
)"""

_STATES: Mapping[ItemState, str] = {
    "waiting": "(feed_item.state = 'waiting' or feed_item.state = 'kept' and not exists"
    " (select 1 from article where article.id = feed_item.article))",
    "kept": "(feed_item.state = 'kept' and exists"
    " (select 1 from article where article.id = feed_item.article))",
    "dismissed": "(feed_item.state = 'dismissed' and feed_item.title <> '')",
}

_COLUMNS = f"""
    feed_item.number, feed_item.feed, feed_item.identity, feed_item.title, feed_item.url,
    feed_item.published, feed_item.bylines, feed_item.lang, feed_item.excerpt, feed_item.base,
    feed_item.picture, feed_item.characters, feed_item.seen,
    case when {_STATES["waiting"]} then 'waiting' else feed_item.state end,
    coalesce(
        (select id from article where id = feed_item.article),
        (select id from article
            where address = feed_item.address and trashed is null order by added desc limit 1)
    )
"""  # noqa: S608 - conditions of ours


def items(db: Connection, query: ItemQuery) -> tuple[Waiting, ...]:
    """One page of the items that the query asks for."""
    condition, values = _condition(query)
    rows = db.rows(
        f"""
        select {_COLUMNS} from feed_item where {condition}
        order by feed_item.at desc, feed_item.number desc limit ? offset ?
        """,  # noqa: S608 - conditions of ours
        (*values, max(query.limit, 0), max(query.offset, 0)),
    )
    return tuple(map(_waiting, rows))


def numbers(db: Connection, query: ItemQuery) -> tuple[int, ...]:
    """The numbers of all items that the query asks for, whatever its limit and offset."""
    condition, values = _condition(query)
    rows = db.rows(f"select number from feed_item where {condition}", values)  # noqa: S608
    return tuple(number for (number,) in rows)


def count(db: Connection, query: ItemQuery) -> int:
    """How many items the query asks for, whatever its limit and offset."""
    condition, values = _condition(query)
    return int(db.value(f"select count(*) from feed_item where {condition}", values))  # noqa: S608


def counts(db: Connection) -> Mapping[FeedId, int]:
    """How many items wait in each feed that has any."""
    rows = db.rows(
        f"""
        select feed, count(*) from feed_item
        where {_STATES["waiting"]} and {_FOLLOWED} group by feed
        """  # noqa: S608
    )
    return {FeedId(feed): number for feed, number in rows}


def item(db: Connection, number: int) -> tuple[Waiting, FeedItem] | None:
    """An item, and the same with its content; None if there is none of this number."""
    row = db.row(f"select {_COLUMNS}, content from feed_item where number = ?", (number,))  # noqa: S608
    if row is None:
        return None
    content = zlib.decompress(row[-1]).decode() if row[-1] else ""
    return _waiting(row), _item(row, content)


def _condition(query: ItemQuery) -> tuple[str, Sequence[Any]]:
    state = _STATES[query.state]
    if query.feed is not None:
        return f"feed_item.feed = ? and {state}", (query.feed,)
    if query.folder:
        within = (f"{query.folder}/", f"{query.folder}0")  # "0" follows "/"
        return f"{_IN_FOLDER} and {state}", within
    return f"{_FOLLOWED} and {state}", ()


def _waiting(row: Row) -> Waiting:
    seen, state, article = datetime.fromisoformat(row[12]), row[13], row[14]
    return Waiting(row[0], FeedId(row[1]), _item(row, ""), seen, state, article)


def _item(row: Row, content: str) -> FeedItem:
    return FeedItem(
        identity=Sha256(row[2]),
        title=row[3],
        url=row[4],
        published=row[5],
        bylines=tuple(json.loads(row[6])),
        lang=row[7],
        excerpt=row[8],
        content=content,
        base=row[9],
        picture=row[10],
        characters=row[11],
    )
