"""Which rows of the list a change touches, and whether it can bring, take or move some: pure."""

from __future__ import annotations

from collections.abc import Iterator

from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    ArticleQuery,
    Change,
    Conflict,
    Edit,
    Key,
    Place,
    Record,
    Revision,
    Story,
)


def records_of(change: Change) -> Iterator[Record]:
    for edit in change.edits:
        yield from (record for record in (edit.before, edit.after) if record is not None)


def article_of(record: Record) -> ArticleId | None:
    match record:
        case Article(id=article) | Annotation(article=article) | Revision(article=article):
            return article
        case Conflict(record=Key(kind="article", id=id)):
            return ArticleId(id)
        case _:
            return None


def mark_of(record: Record) -> AnnotationId | None:
    """The mark that a record is about, of which it does not say on which article it is."""
    match record:
        case Place(annotation=mark):
            return mark
        case Conflict(record=Key(kind="annotation", id=id)):
            return AnnotationId(id)
        case _:
            return None


def may_move(edit: Edit, query: ArticleQuery) -> bool:
    """Whether an edit can change which articles are listed, or their order."""
    match edit.after or edit.before:
        case Article():
            return bool(query.words or query.tag) or _standing(edit.before, query) != _standing(
                edit.after, query
            )
        case Annotation():
            return bool(query.words or query.label or query.tag) or (
                query.sort == "notes" and _counts(edit.before) != _counts(edit.after)
            )
        case Place():
            return bool(query.words or query.label or query.tag)
        case Story():
            return query.story is not None
        case _:
            return False


def _standing(record: Record | None, query: ArticleQuery) -> object:
    """What says whether an article is on a shelf, and where it stands on it."""
    if not isinstance(record, Article):
        return None
    shelf = (record.trashed is None, record.archived, query.shelf == "starred" and record.starred)
    return record.id, shelf, record.added, _sorted_by(record, query)


def _sorted_by(article: Article, query: ArticleQuery) -> str | None:
    match query.sort:
        case "published":
            return article.published
        case "title":
            return article.title
        case "site":
            return article.site
    return None


def _counts(record: Record | None) -> object:
    """Whether a mark counts among those of its article."""
    return isinstance(record, Annotation) and record.trashed is None and record.article


def moved_in(change: Change, query: ArticleQuery) -> set[ArticleId]:
    """The articles that were on the shelf before and may stand elsewhere on it now."""
    moved: set[ArticleId] = set()
    for edit in change.edits:
        match edit.before, edit.after:
            case Article() as before, Article() as after:
                if (before.added, _sorted_by(before, query)) != (
                    after.added,
                    _sorted_by(after, query),
                ):
                    moved.add(after.id)
            case (Annotation() as mark, _) | (None, Annotation() as mark):
                if query.sort == "notes":
                    moved.add(mark.article)
    return moved


def narrows(query: ArticleQuery) -> bool:
    """Whether a query asks for more than a shelf: no index then has its articles in their order."""
    return bool(query.words or query.tag or query.label or query.story or query.ids is not None)
