"""The questions that the library asks about its records, each with its SQL written out."""

import json
from collections.abc import Sequence

from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    Conflict,
    Label,
    Passage,
    Place,
    Revision,
    SavedSearch,
    Sha256,
    StoredPicture,
    Story,
    Tag,
)
from reader.store import tables
from reader.store.connection import Connection


def revisions(db: Connection, article: ArticleId) -> tuple[Revision, ...]:
    """The revisions of an article, oldest first."""
    return tuple(tables.some(db, "revision", "where article = ? order by number", (article,)))


def pictures(db: Connection, article: ArticleId) -> tuple[StoredPicture, ...]:
    """The pictures of an article, in the order they were stored."""
    return tuple(tables.some(db, "picture", "where article = ? order by rowid", (article,)))


def articles_at(db: Connection, address: str) -> tuple[Article, ...]:
    """The newest article of a comparable address that is not in the trash, or none."""
    rest = "where address = ? and trashed is null order by added desc limit 1"
    return tuple(tables.some(db, "article", rest, (address,)))


def articles_of_source(db: Connection, source: Sha256) -> tuple[Article, ...]:
    """The newest article, not in the trash, one of whose revisions came from a source; or none."""
    rest = """
        join revision on revision.article = article.id
        where revision.source = ? and article.trashed is null
        order by article.added desc limit 1
    """
    return tuple(tables.some(db, "article", rest, (source,)))


def articles_shown_from(db: Connection, media_type: str) -> tuple[Article, ...]:
    """The articles with an address whose current revision was read from such a source, none in
    the trash, the newest first."""
    rest = """
        join revision
            on revision.article = article.id and revision.number = article.revision
        where revision.media_type = ? and article.trashed is null and article.url is not null
        order by article.added desc, article.id
    """
    return tuple(tables.some(db, "article", rest, (media_type,)))


def annotations(
    db: Connection, article: ArticleId | None, *, trashed: bool
) -> tuple[Annotation, ...]:
    """Of one article or of all; in text order in the current revision, orphans last."""
    rest = f"""
        join article on article.id = annotation.article
        left join place
            on place.annotation = annotation.id and place.revision = article.revision
        where annotation.trashed is {"not null" if trashed else "null"}
            and {"article.trashed is null" if article is None else "article.id = ?"}
        order by article.added desc, article.id,
            place.start is null, place.start, place."end", annotation.id
    """
    values = () if article is None else (article,)
    return tuple(tables.some(db, "annotation", rest, values))


def count_annotations(db: Connection, article: ArticleId) -> int:
    """How many annotations of an article are not in the trash."""
    sql = "select count(*) from annotation where article = ? and trashed is null"
    return int(db.value(sql, (article,)))


def standing(
    db: Connection, article: ArticleId, revision: int
) -> tuple[tuple[AnnotationId, int | None], ...]:
    """The ids of an article's annotations that are not in the trash, with where they begin in a
    revision; in text order, orphans last."""
    return tuple(
        db.rows(
            """
            select annotation.id, place.start
            from annotation
            left join place on place.annotation = annotation.id and place.revision = ?
            where annotation.article = ? and annotation.trashed is null
            order by place.start is null, place.start, place."end", annotation.id
            """,
            (revision, article),
        )
    )


def annotations_among(db: Connection, ids: Sequence[AnnotationId]) -> tuple[Annotation, ...]:
    """The annotations of these ids, in no order."""
    rest = "where id in (select value from json_each(?))"
    return tuple(tables.some(db, "annotation", rest, (json.dumps(ids),)))


def places_among(db: Connection, ids: Sequence[AnnotationId], revision: int) -> tuple[Place, ...]:
    """Where the annotations of these ids stand in a revision, in no order."""
    rest = "where annotation in (select value from json_each(?)) and revision = ?"
    return tuple(tables.some(db, "place", rest, (json.dumps(ids), revision)))


def annotations_on(
    db: Connection, article: ArticleId, revision: int, passage: Passage
) -> tuple[Annotation, ...]:
    """Those of an article that stand on just this passage of a revision, not in the trash."""
    # Places first, and by the `+` no index of annotations: of an article with 10,000 marks SQLite
    # would else read every one, in 9 ms instead of 0.6. https://www.sqlite.org/optoverview.html#uplus
    rest = """
        where annotation.id in (
                select annotation from place where revision = ? and start = ? and "end" = ?
            )
            and +annotation.article = ? and annotation.trashed is null
        order by annotation.created, annotation.id
    """
    values = (revision, passage.start, passage.end, article)
    return tuple(tables.some(db, "annotation", rest, values))


def places(db: Connection, article: ArticleId, revision: int | None) -> tuple[Place, ...]:
    """Of an article's annotations in a revision (None: the current one), in text order."""
    rest = """
        join annotation on annotation.id = place.annotation
        join article on article.id = annotation.article
        where annotation.article = ? and place.revision = coalesce(?, article.revision)
        order by place.start is null, place.start, place."end", place.annotation
    """
    return tuple(tables.some(db, "place", rest, (article, revision)))


def conflicts(db: Connection, article: ArticleId | None) -> tuple[Conflict, ...]:
    """Of one article and its annotations or of all, oldest first."""
    in_order = "order by since, kind, id, field"
    if article is None:
        return tuple(tables.some(db, "conflict", in_order))
    of_article = """
        where (kind = 'article' and id = ?)
            or (kind = 'annotation'
                and id in (select annotation.id from annotation where article = ?))
    """
    return tuple(tables.some(db, "conflict", of_article + in_order, (article, article)))


def count_all_annotations(db: Connection) -> int:
    """How many annotations there are that are not in the trash."""
    return int(db.value("select count(*) from annotation where trashed is null"))


def labels(db: Connection) -> tuple[Label, ...]:
    """All labels in their order."""
    return tuple(tables.some(db, "label", "order by position, id"))


def tags(db: Connection) -> tuple[Tag, ...]:
    """All tags by key."""
    return tuple(tables.some(db, "tag", "order by key"))


def tag_counts(db: Connection) -> list[tuple[str, int, int]]:
    """Key, articles and annotations of each tag that is borne; nothing in the trash counts."""
    return list(
        db.rows(
            """
            select tagged.tag, count(article.id), count(marked.id)
            from tagged
            left join article
                on tagged.kind = 'article' and article.id = tagged.id and article.trashed is null
            left join annotation
                on tagged.kind = 'annotation' and annotation.id = tagged.id
                and annotation.trashed is null
            left join article as marked
                on marked.id = annotation.article and marked.trashed is null
            group by tagged.tag
            """
        )
    )


def bearing(db: Connection, keys: Sequence[str]) -> tuple[Article | Annotation, ...]:
    """The articles, then the annotations, that bear one of these tags, in the trash or not."""
    rest = """
        where id in (
            select id from tagged where kind = ? and tag in (select value from json_each(?))
        )
    """
    wanted = json.dumps(keys)
    return (
        *tables.some(db, "article", rest, ("article", wanted)),
        *tables.some(db, "annotation", rest, ("annotation", wanted)),
    )


def searches(db: Connection) -> tuple[SavedSearch, ...]:
    """The searches that are kept, in their order."""
    return tuple(tables.some(db, "saved_search", "order by position, id"))


def sites(db: Connection, most: int) -> tuple[str, ...]:
    """The sites that most articles are from, each in one of its spellings."""
    rows = db.rows(
        """
        select max(article.site) from (
            select site_order, count(*) as articles from article indexed by article_by_site
            where site_order is not null and trashed is null
            group by site_order order by articles desc limit ?
        ) often
        join article on article.site_order = often.site_order
        group by often.site_order
        order by often.articles desc, often.site_order
        """,
        (most,),
    )
    return tuple(site for (site,) in rows)


def languages(db: Connection) -> tuple[str, ...]:
    """The languages of the articles."""
    rows = db.rows("select distinct lang from article where lang is not null order by lang")
    return tuple(lang for (lang,) in rows)


def stories(db: Connection) -> tuple[Story, ...]:
    """All stories, in no order."""
    return tuple(tables.some(db, "story"))
