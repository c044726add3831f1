"""The article list: which articles, in which order, and what is shown beside each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from reader import records
from reader.model import (
    SAVED,
    Article,
    ArticleId,
    ArticleQuery,
    LabelId,
    Listed,
    Shelf,
    Sort,
    Standing,
)
from reader.query import Query, parse
from reader.store import asking, index, tables
from reader.store.connection import Connection

MOST_LABELS = 8
"""Labels told of an article."""

# `+`: SQLite would find what is unread by an index of its own, and then sort all of it.
_SHELVES: Mapping[Shelf, str] = {
    "reading": "article.trashed is null and article.archived = 0",
    "unread": "article.trashed is null and article.archived = 0 and +article.opened is null",
    "starred": "article.trashed is null and article.starred = 1",
    "archive": "article.trashed is null and article.archived = 1",
    "trash": "article.trashed is not null",
    "all": "article.trashed is null",
}

_ORDERS: Mapping[Sort, str] = {
    "added": "article.added desc, article.id desc",
    "published": "article.published_at desc, article.added desc, article.id desc",
    "read": "article.opened desc, article.added desc, article.id desc",
    "title": "article.title_order, article.added desc, article.id",
    "site": "article.site_order nulls last, article.added desc, article.id",
    "notes": "article.marks desc, article.added desc, article.id desc",
}


def _backwards(order: str) -> str:
    """The same order from its other end."""
    turned = []
    for term in order.split(", "):
        column, *words = term.split()
        nulls = " nulls first" if "nulls" in words else ""
        turned.append(f"{column}{'' if 'desc' in words else ' desc'}{nulls}")
    return ", ".join(turned)


_BACKWARDS: Mapping[Sort, str] = {sort: _backwards(order) for sort, order in _ORDERS.items()}


def listed(db: Connection, query: ArticleQuery, *, from_end: bool = False) -> tuple[Listed, ...]:
    """One page of the articles that the query asks for; its offset may count from the end."""
    with db.snapshot():
        return rows_of(db, ids(db, query, from_end=from_end))


def ids(db: Connection, query: ArticleQuery, *, from_end: bool = False) -> tuple[ArticleId, ...]:
    """Their ids alone, in the same order."""
    condition, values = _condition(db, query)
    order = (_BACKWARDS if from_end else _ORDERS)[query.sort]
    # The indices of the orders hold what the shelves ask for: no row is read that is passed over.
    found = db.rows(
        f"select article.id from article where {condition}"  # noqa: S608 - conditions of ours
        f" order by {order} limit ? offset ?",
        (*values, max(query.limit, 0), max(query.offset, 0)),
    )
    found_ids = [ArticleId(id) for (id,) in found]
    return tuple(reversed(found_ids) if from_end else found_ids)


def rows_of(db: Connection, ids: Sequence[ArticleId]) -> tuple[Listed, ...]:
    """Articles as the list shows them, in the order of their ids; those that are erased are left
    out."""
    with db.snapshot():
        return _with_marks(db, articles(db, ids))


def articles(db: Connection, ids: Sequence[ArticleId]) -> tuple[Article, ...]:
    """Articles in the order of their ids; those that are erased are left out."""
    rest = "join json_each(?) as wanted on wanted.value = article.id order by wanted.key"
    return tuple(tables.some(db, "article", rest, (json.dumps(ids),)))


def among(db: Connection, query: ArticleQuery, ids: Sequence[ArticleId]) -> frozenset[ArticleId]:
    """Those of these articles that the query asks for."""
    condition, values = _condition(db, query)
    found = db.rows(
        f"""
        select article.id from json_each(?) as wanted join article on article.id = wanted.value
        where {condition}
        """,  # noqa: S608 - conditions of ours
        (json.dumps(ids), *values),
    )
    return frozenset(ArticleId(id) for (id,) in found)


def count(db: Connection, query: ArticleQuery) -> int:
    """How many articles the query asks for, whatever its limit and offset."""
    condition, values = _condition(db, query)
    return int(db.value(f"select count(*) from article where {condition}", values))  # noqa: S608 - conditions of ours


def marks_of(db: Connection, article: ArticleId) -> tuple[int, tuple[LabelId, ...]]:
    """How many annotations an article has, and their different labels in text order."""
    labels, counts = _labels(db, json.dumps([article]))
    return counts[article], tuple(labels[article])[:MOST_LABELS]


def waits_of(db: Connection, article: ArticleId) -> int:
    """How much of an article waits for the reader to look at it."""
    return _waits(db, json.dumps([article])).get(article, 0)


def waits_in(db: Connection, query: ArticleQuery) -> int:
    """How many of the articles that the query asks for wait for a look."""
    condition, values = _condition(db, query)
    ids = db.rows(f"select id from article where {condition}", values)  # noqa: S608 - conditions of ours
    return len(_waits(db, json.dumps([id for (id,) in ids])))


def _condition(db: Connection, query: ArticleQuery) -> tuple[str, Sequence[Any]]:
    asked = parse(query.words)
    shelf = "all" if query.shelf == "reading" and asking.is_in_all(asked) else query.shelf
    conditions: list[str] = [_SHELVES[shelf]]
    values: list[Any] = []
    for condition, given in filter(None, (_words(db, query, asked), *_members(query))):
        conditions.append(f"({condition})")
        values.extend(given)
    return " and ".join(conditions), values


_Condition = tuple[str, Sequence[Any]]


def _words(db: Connection, query: ArticleQuery, asked: Query) -> _Condition | None:
    if query.shelf != "trash":
        return asking.condition(db, asked)
    # What is in the trash is not in the index; its titles are few.
    tokens = [token for term in index.terms_of(asked.words) for token in term.tokens]
    titles = (" and ".join(["instr(article.title_order, ?)"] * len(tokens)), tokens)
    rest = asking.narrowed(db, asked)
    return asking.joined([*([titles] if tokens else []), *([rest] if rest else [])])


def _members(query: ArticleQuery) -> list[_Condition]:
    found: list[_Condition] = []
    if query.tag is not None:
        found.append((_WITH_TAG, (query.tag.casefold(),)))
    if query.label is not None:
        found.append((_WITH_LABEL, (query.label,)))
    if query.story is not None:
        found.append((_IN_STORY, (query.story,)))
    if query.ids is not None:
        found.append((_ONE_OF, (json.dumps(query.ids),)))
    return found


_WITH_TAG = """
article.id in (
    select coalesce(annotation.article, tagged.id)
    from tagged
    left join annotation on tagged.kind = 'annotation' and annotation.id = tagged.id
    where tagged.tag = ? and annotation.trashed is null
)
"""
_ONE_OF = "article.id in (select value from json_each(?))"
_WITH_LABEL = "article.id in (select article from annotation where label = ? and trashed is null)"
_IN_STORY = """
article.id in (
    select coalesce(annotation.article, item.value)
    from story
    join json_each(story.items) as item
    left join annotation on annotation.id = item.value
    where story.id = ?
)
"""


def _with_marks(db: Connection, page: Sequence[Article]) -> tuple[Listed, ...]:
    ids = json.dumps([article.id for article in page])
    labels, counts = _labels(db, ids)
    waits = _waits(db, ids)
    standings = _standings(db, ids)
    traces = {
        (kind, id): records.parsed(value)
        for kind, id, value in db.rows(
            """
            select kind, id, value from trace
            where kind in ('opened', 'progress') and id in (select value from json_each(?))
            """,
            (ids,),
        )
    }
    return tuple(
        Listed(
            article,
            _opened(traces.get(("opened", article.id))),
            _progress(traces.get(("progress", article.id))),
            counts[article.id],
            tuple(labels[article.id])[:MOST_LABELS],
            waits.get(article.id, 0),
            standings.get(article.id, "whole"),
        )
        for article in page
    )


def _labels(
    db: Connection, ids: str
) -> tuple[Mapping[ArticleId, Mapping[LabelId, None]], Mapping[ArticleId, int]]:
    """By article: its different labels in text order, and how many annotations it has."""
    labels: defaultdict[ArticleId, dict[LabelId, None]] = defaultdict(dict)
    counts: defaultdict[ArticleId, int] = defaultdict(int)
    rows = db.rows(
        """
        select annotation.article, annotation.label
        from annotation
        join article on article.id = annotation.article
        left join place
            on place.annotation = annotation.id and place.revision = article.revision
        where annotation.article in (select value from json_each(?))
            and annotation.trashed is null
        order by place.start is null, place.start, annotation.id
        """,
        (ids,),
    )
    for article, label in rows:
        labels[article].setdefault(label)
        counts[article] += 1
    return labels, counts


def _waits(db: Connection, ids: str) -> Mapping[ArticleId, int]:
    """By article: how many fields are in conflict, and how many marks may be on other words."""
    rows = db.rows(
        """
        with wanted as (select value as id from json_each(?))
        select id, count(*) from (
            select conflict.id from conflict
            where kind = 'article' and conflict.id in (select id from wanted)
            union all
            select annotation.article from conflict
            join annotation on annotation.id = conflict.id
            where conflict.kind = 'annotation' and annotation.trashed is null
                and annotation.article in (select id from wanted)
            union all
            select article.id from article
            join annotation on annotation.article = article.id
            join place
                on place.annotation = annotation.id and place.revision = article.revision
            where article.id in (select id from wanted) and annotation.trashed is null
                and place.settled = 0 and place.state in ('changed', 'unsure', 'orphan')
        )
        group by id
        """,
        (ids,),
    )
    return {ArticleId(id): count for id, count in rows}


def _standings(db: Connection, ids: str) -> Mapping[ArticleId, Standing]:
    """By article, where its text is not simply the newest that was captured."""
    rows = db.rows(
        """
        select article.id, case when shown.media_type = ? then 'to-come' else 'set-aside' end
        from json_each(?) as wanted
        join article on article.id = wanted.value
        join revision as shown on (shown.article, shown.number) = (article.id, article.revision)
        where shown.media_type = ? or exists (
            select 1 from revision as later where later.article = article.id
                and later.number > article.revision and later.set_aside is not null
        )
        """,
        (SAVED, ids, SAVED),
    )
    return {ArticleId(id): standing for id, standing in rows}


def _opened(value: Any) -> datetime | None:
    """A time that was traced in whatever form of ISO 8601; None for anything else."""
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _progress(value: Any) -> float:
    return min(max(float(value), 0.0), 1.0) if isinstance(value, int | float) else 0.0
