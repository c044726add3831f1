"""All notes of the library: which annotations and articles' notes a query asks for."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from reader.model import Annotation, AnnotationId, Article, ArticleId, State, StoryId
from reader.noted import CHECKING, Noted, NoteOrder, NotesQuery
from reader.query import parse
from reader.store import asking, index, questions, tables
from reader.store.connection import Connection

Known = Mapping[AnnotationId | ArticleId, Noted]

_Condition = tuple[str, Sequence[Any]]
_Found = tuple[str, Any, State]
"""Kind (annotation or article), id, and the state to show."""

_ANNOTATIONS = """
    from annotation
    join article on article.id = annotation.article
    left join place
        on place.annotation = annotation.id and place.revision = article.revision
"""
_AMONG = "in (select value from json_each(?))"
_SHOWN_STATE = "case when place.settled then 'exact' else coalesce(place.state, 'orphan') end"
_TEXT_ORDER = 'added desc, article, start is null, start, "end", id'
_ORDERS: Mapping[NoteOrder, str] = {
    "text": _TEXT_ORDER,
    "newest": f"at desc, {_TEXT_ORDER}",
    "oldest": f"at, {_TEXT_ORDER}",
}


def noted(db: Connection, query: NotesQuery, known: Known) -> tuple[Noted, ...]:
    """The notes that the query asks for, in its order, cut to its limit.

    Which ones is found out anew; what is in `known` is not read again.
    """
    with db.snapshot():
        found = _found(db, query)
        new = [each for each in found if each[1] not in known]
        marks = {mark.id: mark for mark in _some(db, "annotation", new)}
        articles = {each.id: each for each in _some(db, "article", new)}
        articles |= {each.id: each for each in _articles_of(db, marks, articles)}
        labels = {label.id: label for label in questions.labels(db)}
        stories = _stories(db)
    told: list[Noted] = []
    for kind, id, state in found:
        if id in known:
            told.append(_in_state(known[id], state))
        elif kind == "article":
            told.append(Noted(articles[id], stories=stories.get(id, ())))
        else:
            mark = marks[id]
            inside = (*stories.get(id, ()), *stories.get(mark.article, ()))
            of_mark = articles[mark.article], mark, labels[mark.label], state
            told.append(Noted(*of_mark, tuple(dict.fromkeys(inside))))
    return tuple(told)


def among(db: Connection, ids: Sequence[str]) -> tuple[Noted, ...]:
    """Annotations, and articles with a note or without, in the order of their ids; none that is
    erased, or that is in the trash or belongs to what is."""
    with db.snapshot():
        marks = {mark.id: mark for mark in _records(db, "annotation", ids) if not mark.trashed}
        articles = {each.id: each for each in _records(db, "article", ids)}
        articles |= {each.id: each for each in _articles_of(db, marks, articles)}
        labels = {label.id: label for label in questions.labels(db)}
        stories, states = _stories(db), _states(db, tuple(marks))
    told: list[Noted] = []
    for id in ids:
        mark = marks.get(id)
        article = articles.get(mark.article if mark else id)
        if article is None or article.trashed:
            continue
        inside = tuple(dict.fromkeys((*stories.get(id, ()), *stories.get(article.id, ()))))
        if mark is None:
            told.append(Noted(article, stories=inside))
        else:
            told.append(Noted(article, mark, labels[mark.label], states[mark.id], inside))
    return tuple(told)


def _states(db: Connection, ids: Sequence[AnnotationId]) -> dict[str, State]:
    """How annotations stand in the current revisions of their articles."""
    sql = f"select annotation.id, {_SHOWN_STATE} {_ANNOTATIONS} where annotation.id {_AMONG}"
    return dict(db.rows(sql, (json.dumps(ids),)))


def _in_state(note: Noted, state: State) -> Noted:
    return note if note.state == state else replace(note, state=state)


def count(db: Connection, query: NotesQuery) -> int:
    """How many notes the query asks for, whatever its limit and offset."""
    union, values = _union(db, query)
    return int(db.value(f"select count(*) from ({union})", values))  # noqa: S608 - conditions of ours


# --- which ---------------------------------------------------------------------------------------


def _found(db: Connection, query: NotesQuery) -> list[_Found]:
    wanted = index.terms(query.words)
    if not wanted or query.sort != "text" or query.limit is None:
        return _page(db, query)
    # In text order the first notes lie in the first articles: a fifth of the time where many hold
    # the words. Those that other conditions leave out may have been too many.
    most = max(query.limit, 0) + max(query.offset, 0)
    hits = _hits_in_first_articles(db, index.expression(wanted), most)
    found = _page(db, query, tuple(hits))
    whole = len(set(hits.values())) < most or len(found) == query.limit
    return found if whole else _page(db, query)


def _hits_in_first_articles(db: Connection, expression: str, most: int) -> Mapping[int, int]:
    """The rows of the index that hold the words in a note, each with that of its article; those
    of the first articles in text order."""
    rows = db.rows(
        """
        with hit (number, article) as materialized (
            select indexed.number, indexed.article
            from search cross join indexed on indexed.number = search.rowid
            where search match ? and indexed.kind = 'annotation'
            union all
            select indexed.number, indexed.article
            from search cross join indexed on indexed.number = search.rowid
            where search match ? and indexed.kind = 'article'
        ), first (number) as materialized (
            select article.number from (select distinct article as number from hit) as of_hit
            cross join article indexed by article_by_number on article.number = of_hit.number
            where article.trashed is null
            order by article.added desc, article.id limit ?
        )
        select number, article from hit where article in (select number from first)
        """,
        (expression, f"note : ({expression})", most),
    )
    return dict(rows)


def _page(db: Connection, query: NotesQuery, hits: Sequence[int] | None = None) -> list[_Found]:
    """Narrow rows are sorted, whole records read afterwards: a third faster than at once."""
    union, values = _union(db, query, hits)
    limit = -1 if query.limit is None else max(query.limit, 0)
    return db.rows(
        f"select kind, id, state from ({union}) order by {_ORDERS[query.sort]} limit ? offset ?",  # noqa: S608 - conditions of ours
        (*values, limit, max(query.offset, 0)),
    )


def _union(db: Connection, query: NotesQuery, hits: Sequence[int] | None = None) -> _Condition:
    """Annotations, and the notes of articles as if they stood before the article's text; those of
    some rows of the index that hold the words, or of all."""
    condition, values = _condition(db, query, hits)
    marks = f"""
        select 'annotation' as kind, annotation.id as id, {_SHOWN_STATE} as state,
            annotation.created as at, article.added as added, article.id as article,
            place.start as start, place."end" as "end"
        {_ANNOTATIONS} where {condition}
    """
    if query.of_annotations:
        return marks, values
    of_articles, more = _note_condition(db, query, hits)
    notes = f"""
        select 'article', article.id, 'exact', article.added, article.added, article.id, -1, -1
        from article where {of_articles}
    """  # noqa: S608 - conditions of ours
    return f"{marks} union all {notes}", [*values, *more]


def _condition(db: Connection, query: NotesQuery, hits: Sequence[int] | None) -> _Condition:
    """The condition on an annotation with its article and place."""
    return _joined(
        ("annotation.trashed is null and article.trashed is null", ()),
        _words(query, "annotation", hits),
        asking.narrowed(db, parse(query.words)),
        _tagged(query, "annotation"),
        _in_story(query, "annotation.id", "annotation.article"),
        _one_of("annotation.label", query.labels),
        _one_of(_SHOWN_STATE, query.states),
        (_OPEN_CHECK, (CHECKING,)) if query.open_checks else None,
        ("annotation.private = 1", ()) if query.private else None,
    )


def _note_condition(db: Connection, query: NotesQuery, hits: Sequence[int] | None) -> _Condition:
    """The condition on an article whose own note is asked for."""
    return _joined(
        ("article.trashed is null and article.note <> ''", ()),
        _words(query, "article", hits),
        asking.narrowed(db, parse(query.words)),
        _tagged(query, "article"),
        _in_story(query, "article.id"),
    )


_OPEN_CHECK = """
annotation.checked = 'none' and annotation.label in (select id from label where colour = ?)
"""


def _joined(*conditions: _Condition | None) -> _Condition:
    wanted = [each for each in conditions if each is not None]
    return (
        " and ".join(f"({condition})" for condition, _values in wanted),
        [value for _condition, values in wanted for value in values],
    )


def _one_of(what: str, chosen: Iterable[str]) -> _Condition | None:
    values = sorted(chosen)
    return (f"{what} {_AMONG}", (json.dumps(values),)) if values else None


def _words(query: NotesQuery, kind: str, hits: Sequence[int] | None) -> _Condition | None:
    """An annotation's quote, note and tags lie in the index by themselves; of an article only
    the column of its note is searched."""
    wanted = index.terms(query.words)
    if not wanted:
        return None
    if hits is not None:
        return f"{kind}.id in ({_OF_KIND})", (json.dumps(hits), kind)
    expression = index.expression(wanted)
    # `cross`: left to itself SQLite asks the search for every row of `indexed`, 50 times slower.
    condition = f"""
        {kind}.id in (
            select indexed.id
            from search cross join indexed on indexed.number = search.rowid
            where search match ? and indexed.kind = '{kind}'
        )
    """  # noqa: S608 - one of two names of ours
    return condition, (expression if kind == "annotation" else f"note : ({expression})",)


_OF_KIND = """
select indexed.id
from json_each(?) as hit cross join indexed on indexed.number = hit.value
where +indexed.kind = ?
"""


def _tagged(query: NotesQuery, kind: str) -> _Condition | None:
    if not query.tags:
        return None
    condition = f"""
        {kind}.id in (
            select id from tagged
            where kind = '{kind}' and tag in (select value from json_each(?))
            group by id having count(*) = ?
        )
    """  # noqa: S608 - one of two names of ours
    return condition, (json.dumps(sorted(query.tags)), len(query.tags))


def _in_story(query: NotesQuery, *ids: str) -> _Condition | None:
    if query.story is None:
        return None
    items = "select item.value from story join json_each(story.items) as item where story.id = ?"
    return " or ".join(f"{id} in ({items})" for id in ids), [query.story] * len(ids)


# --- what is told of each ------------------------------------------------------------------------


def _some(db: Connection, kind: str, found: Iterable[_Found]) -> list[Any]:
    """The records of a kind among what was found, in no order."""
    return _records(db, kind, {id for of_kind, id, _state in found if of_kind == kind})


def _articles_of(
    db: Connection, marks: Mapping[Any, Annotation], known: Collection[ArticleId]
) -> list[Article]:
    return _records(db, "article", {mark.article for mark in marks.values()}.difference(known))


def _records(db: Connection, kind: str, ids: Iterable[str]) -> list[Any]:
    return tables.some(db, kind, f"where {kind}.id {_AMONG}", (json.dumps(sorted(ids)),))


def _stories(db: Connection) -> Mapping[str, tuple[StoryId, ...]]:
    """By what lies in them: the stories it is in."""
    inside: defaultdict[str, tuple[StoryId, ...]] = defaultdict(tuple)
    for story in questions.stories(db):
        for item in story.items:
            inside[item] += (story.id,)
    return inside
