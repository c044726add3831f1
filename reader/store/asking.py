"""A typed query (`reader.query`) as conditions of SQL on `article.id`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reader import query
from reader.model import Hit, Key
from reader.noted import CHECKING
from reader.query import Filter, Group, Name, Part, Query, Words
from reader.store import index
from reader.store.comparable import order
from reader.store.connection import Connection
from reader.text import tag

Condition = tuple[str, Sequence[Any]]
"""A condition, and the values for its question marks."""


def condition(db: Connection, asked: Query) -> Condition | None:
    """What holds for the articles that are asked for; None where that are all.

    Words that must be there stand together in the article, or in one note of it.
    """
    wanted = index.terms_of(asked.words)
    found = [_with_words(index.expression(wanted), asked.within)] if wanted else []
    rest = narrowed(db, asked)
    return joined([*found, *([rest] if rest else [])])


def narrowed(db: Connection, asked: Query) -> Condition | None:
    """The same for all that is not just words which must be there."""
    return joined([_any_of(db, group, asked) for group in asked.rest])


def joined(conditions: Sequence[Condition], by: str = "and") -> Condition | None:
    """All conditions, or one of them, as one; None for none."""
    if not conditions:
        return None
    whole = f" {by} ".join(f"({each})" for each, _values in conditions)
    return whole, [value for _each, values in conditions for value in values]


def is_in_all(asked: Query) -> bool:
    """Whether what is archived is asked for, wherever one looks."""
    return any(
        part.what == Filter("is", "archived") and not part.absent
        for group in asked.groups
        for part in group
    )


def _any_of(db: Connection, group: Group, asked: Query) -> Condition:
    found = joined([_part(db, part, asked) for part in group], "or")
    assert found is not None
    return found


def _part(db: Connection, part: Part, asked: Query) -> Condition:
    what = part.what
    if isinstance(what, Words):
        terms = index.terms_of([what])
        # Signs alone are in no text and in every one: they ask for nothing.
        found = _with_words(index.expression(terms), asked.within) if terms else _ALWAYS
        return _not(found) if part.absent and terms else found
    found = _FILTERS[what.name](db, what.value)
    return _not(found) if part.absent else found


_ALWAYS: Condition = ("1", ())


def _not(condition: Condition) -> Condition:
    return f"not coalesce(({condition[0]}), 0)", condition[1]


def _with_words(expression: str, within: str) -> Condition:
    if within == "title":
        return _IN_ARTICLES, (f"title : ({expression})",)
    if within == "notes":
        marks, own = _in_index("indexed.kind = 'annotation'"), _in_index("indexed.kind = 'article'")
        return f"{marks} or {own}", (expression, f"note : ({expression})")
    return _in_index("1"), (expression,)


_IN_ARTICLES = "article.number in (select rowid from search where search match ?)"
"""For the columns that only articles have: their rows have the articles' own numbers."""


def _in_index(kind: str) -> str:
    # `cross`: left to itself SQLite asks the search for every row of `indexed`, 50 times slower.
    return f"""
        article.number in (
            select indexed.article
            from search cross join indexed on indexed.number = search.rowid
            where search match ? and {kind}
        )
    """  # noqa: S608 - conditions of ours


# --- what is found -------------------------------------------------------------------------------


def hits(db: Connection, typed: str, limit: int) -> tuple[Hit, ...]:
    """Articles and annotations that hold every word of what was typed, newest first.

    Where no word is asked for they are the articles that all the rest holds for.
    """
    asked = query.parse(typed)
    wanted = index.terms_of(asked.words)
    if limit <= 0 or not (wanted or asked.rest):
        return ()
    with db.snapshot():
        rows = _rows(db, asked, wanted, limit) if wanted else _articles(db, asked, limit)
        return tuple(index.hit(db, Key(*row), wanted) for row in rows)


def _rows(
    db: Connection, asked: Query, wanted: Sequence[index.Term], limit: int
) -> Sequence[tuple[str, str]]:
    rest = narrowed(db, asked)
    sources = _sources(index.expression(wanted), asked.within)
    found = " union all ".join(_found(kind, rest) for kind, _expression in sources)
    values = [
        value
        for _kind, expression in sources
        for value in (expression, *(rest[1] if rest else ()), limit)
    ]
    return db.rows(
        f"select kind, id from ({found}) order by number desc limit ?",  # noqa: S608 - conditions of ours
        (*values, limit),
    )


def _sources(expression: str, within: str) -> Sequence[tuple[str, str]]:
    """Kind of row ("" is any) and expression: where the words are looked for."""
    if within == "title":
        return (("article", f"title : ({expression})"),)
    if within == "notes":
        return (("annotation", expression), ("article", f"note : ({expression})"))
    return (("", expression),)


def _found(kind: str, rest: Condition | None) -> str:
    """The newest rows of the index that match, of a kind, as far as the rest holds."""
    if not kind and rest is None:
        return """
            select * from (
                select indexed.kind, indexed.id, indexed.number
                from (select rowid from search where search match ? order by rowid desc limit ?) hit
                join indexed on indexed.number = hit.rowid
            )
        """
    of_kind = f"and indexed.kind = '{kind}'" if kind else ""
    of_rest = f"and ({rest[0]})" if rest else ""
    return f"""
        select * from (
            select indexed.kind, indexed.id, indexed.number
            from search cross join indexed on indexed.number = search.rowid
            left join annotation on indexed.kind = 'annotation' and annotation.id = indexed.id
            join article on article.id = coalesce(annotation.article, indexed.id)
            where search match ? {of_kind} {of_rest}
            order by search.rowid desc limit ?
        )
    """  # noqa: S608 - conditions of ours


def _articles(db: Connection, asked: Query, limit: int) -> Sequence[tuple[str, str]]:
    condition, values = narrowed(db, asked) or _ALWAYS
    return db.rows(
        f"""
        select 'article', article.id from article
        where article.trashed is null and ({condition})
        order by article.added desc, article.id desc limit ?
        """,  # noqa: S608 - conditions of ours
        (*values, limit),
    )


# --- filters -------------------------------------------------------------------------------------


def _site(_db: Connection, value: str) -> Condition:
    host = "substr(article.address, 1, instr(article.address || '/', '/') - 1)"
    folded = order(value)
    return f"instr(article.site_order, ?) or instr({host}, ?)", (folded, value.casefold())


def _by(_db: Connection, value: str) -> Condition:
    terms = index.terms_of([Words(value, begun=True)])
    return (_IN_ARTICLES, (f"byline : ({index.expression(terms)})",)) if terms else ("0", ())


def _tag(_db: Connection, value: str) -> Condition:
    named = (tag(value) or value).casefold()
    return _WITH_TAG, (named, f"{named}/", f"{named}0")  # "0" follows "/"


def _label(db: Connection, value: str) -> Condition:
    ids = _named(db, "select id, name from label", value)
    return _marked("label in (select value from json_each(?))"), (json.dumps(ids),)


def _story(db: Connection, value: str) -> Condition:
    ids = _named(db, "select id, title from story", value)
    return _IN_STORIES, (json.dumps(ids),)


def _named(db: Connection, sql: str, value: str) -> list[str]:
    """The ids of those with this name, or with it in their name where none has just this."""
    names = {id: order(name) for id, name in db.rows(sql)}
    exactly = [id for id, name in names.items() if name == order(value)]
    return exactly or [id for id, name in names.items() if order(value) in name]


def _lang(_db: Connection, value: str) -> Condition:
    code = value.casefold()
    return "lower(article.lang) = ? or substr(lower(article.lang), 1, ?) = ?", (
        code,
        len(code) + 1,
        f"{code}-",
    )


def _is(_db: Connection, value: str) -> Condition:
    return _STATES[value]


def _has(_db: Connection, value: str) -> Condition:
    return _HELD[value]


def _before(_db: Connection, value: str) -> Condition:
    return f"{_WHEN} < ?", (query.day(value),)


def _after(_db: Connection, value: str) -> Condition:
    return f"{_WHEN} >= ?", (query.day(value),)


def _in(_db: Connection, _value: str) -> Condition:
    raise AssertionError("where words stand is no condition of its own")


_FILTERS: Mapping[Name, Callable[[Connection, str], Condition]] = {
    "site": _site,
    "by": _by,
    "tag": _tag,
    "label": _label,
    "story": _story,
    "lang": _lang,
    "is": _is,
    "has": _has,
    "before": _before,
    "after": _after,
    "in": _in,
}

_WHEN = "coalesce(article.published_at, article.added)"

_WITH_TAG = """
article.id in (
    select coalesce(annotation.article, tagged.id)
    from tagged
    left join annotation on tagged.kind = 'annotation' and annotation.id = tagged.id
    where (tagged.tag = ? or tagged.tag >= ? and tagged.tag < ?) and annotation.trashed is null
)
"""


def _marked(condition: str) -> str:
    # `+`: of many ids it is quicker to ask of each article whether it is among them.
    return f"""
        +article.id in (
            select annotation.article from annotation
            where annotation.trashed is null and ({condition})
        )
    """  # noqa: S608 - conditions of ours


_IN_STORIES = """
article.id in (
    select coalesce(annotation.article, item.value)
    from story
    join json_each(story.items) as item
    left join annotation on annotation.id = item.value
    where story.id in (select value from json_each(?))
)
"""


_PLACED = """
    select annotation.article from place
    join annotation on annotation.id = place.annotation
    join article its on its.id = annotation.article and its.revision = place.revision
    where annotation.trashed is null
"""

_NOT_PLACED = """
    select annotation.article from article its
    cross join annotation on annotation.article = its.id and annotation.trashed is null
    where its.revision > 1 and not exists (
        select 1 from place
        where place.annotation = annotation.id and place.revision = its.revision
    )
"""
"""Each mark has a place in the revision it was made on: only later ones can lack one."""


_STATES: Mapping[str, Condition] = {
    "unread": ("article.opened is null", ()),
    "starred": ("article.starred = 1", ()),
    "archived": ("article.archived = 1", ()),
    "annotated": ("article.marks > 0", ()),
    "private": (_marked("annotation.private = 1"), ()),
    "open": (
        _marked(
            "annotation.checked = 'none'"
            " and annotation.label in (select id from label where colour = ?)"
        ),
        (CHECKING,),
    ),
    "changed": (
        f"article.id in ({_PLACED} and place.settled = 0 and place.state in ('changed', 'unsure'))",
        (),
    ),
    "orphaned": (f"article.id in ({_PLACED} and place.start is null union {_NOT_PLACED})", ()),
}

_HELD: Mapping[str, Condition] = {
    "note": (
        """
        +article.id in (
            select id from article where note <> ''
            union all
            select article from annotation where note <> '' and trashed is null
        )
        """,
        (),
    ),
    "image": (
        "exists (select 1 from picture where picture.article = article.id"
        " and picture.sha256 is not null)",
        (),
    ),
}
