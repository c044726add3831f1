"""The records that notes are written on: read afresh each time, and stored as Changes."""

from __future__ import annotations

from typing import Protocol

from reader import changes
from reader.errors import GalleyError
from reader.model import Annotation, AnnotationId, ArticleId
from ui.session import Session


class Draft(Protocol):
    """The record being written on: the editor reads and stores through it."""

    def note(self) -> str: ...
    def tags(self) -> tuple[str, ...] | None: ...
    def store_note(self, note: str) -> bool: ...
    def store_tags(self, tags: list[str]) -> bool: ...


class AnnotationDraft:
    """The note and tags of one annotation."""

    def __init__(self, session: Session, id: AnnotationId) -> None:
        self._session = session
        self._id = id

    def _record(self) -> Annotation:
        return self._session.library.annotation(self._id)

    def note(self) -> str:
        return self._record().note

    def tags(self) -> tuple[str, ...] | None:
        return self._record().tags

    def store_note(self, note: str) -> bool:
        at = self._session.now()
        return self._session.do(changes.edit_annotation(self._record(), at=at, note=note))

    def store_tags(self, tags: list[str]) -> bool:
        try:
            change = changes.edit_annotation(self._record(), at=self._session.now(), tags=tags)
        except GalleyError as error:
            self._session.failed.emit(error)
            return False
        return change is None or self._session.do(change)


class ArticleDraft:
    """The one free note of an article; it has no tags of its own."""

    def __init__(self, session: Session, id: ArticleId) -> None:
        self._session = session
        self._id = id

    def note(self) -> str:
        return self._session.library.article(self._id).note

    def tags(self) -> tuple[str, ...] | None:
        return None

    def store_note(self, note: str) -> bool:
        article = self._session.library.article(self._id)
        return self._session.do(changes.edit_article(article, note=note))

    def store_tags(self, tags: list[str]) -> bool:
        return False
