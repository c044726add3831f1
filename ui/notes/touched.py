"""What a change means for the cards of one article: which of them must be read again."""

from __future__ import annotations

from collections.abc import Container

from reader.model import Annotation, AnnotationId, Article, ArticleId, Change, Place
from reader.values import dataclass
from ui.notes.cards import CardId


@dataclass(frozen=True, slots=True)
class Touched:
    """`marks` have to be read again, `made` of them did not exist; so has the article's record,
    or, where labels were edited, everything."""

    marks: tuple[AnnotationId, ...] = ()
    made: tuple[AnnotationId, ...] = ()
    article: bool = False
    labels: bool = False

    def __bool__(self) -> bool:
        return bool(self.marks) or self.article or self.labels


def touched(change: Change, article: ArticleId, known: Container[CardId]) -> Touched:
    """What a change touches of an article whose marks are `known`."""
    marks: dict[AnnotationId, None] = {}
    made: list[AnnotationId] = []
    of_article = labels = False
    for edit in change.edits:
        match edit.after or edit.before:
            case Annotation(id=id, article=its_article) if its_article == article:
                marks[id] = None
                if edit.before is None:
                    made.append(id)
            case Place(annotation=id) if id in known:
                marks[id] = None
            case Article(id=its_id) if its_id == article:
                of_article = True
            case _:
                labels = labels or edit.key.kind == "label"
    return Touched(tuple(marks), tuple(made), of_article, labels)
