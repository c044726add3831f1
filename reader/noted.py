"""Notes as the whole library sees them: each with its article, label and state, and what to ask.

Values only; who answers is `reader.library`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    Checked,
    Colour,
    Label,
    LabelId,
    State,
    StoryId,
)
from reader.values import dataclass

CHECKING: Colour = "orange"
"""The colour of the label for what is to be checked; its name may be another one by now."""

NoteOrder = Literal["text", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class NotesQuery:
    """Which notes, in which order; `words` are searched as typed.

    A note has one of the `labels`, every one of the `tags` (casefolded) and one of the `states`;
    an empty set asks for nothing. A place that is settled counts as exact. `open_checks` are
    those that wait to be checked. "text" is text order, newest article first. Labels, states,
    checks and privacy are of annotations: a query that names them leaves out the articles' notes.
    """

    words: str = ""
    labels: frozenset[LabelId] = frozenset()
    tags: frozenset[str] = frozenset()
    story: StoryId | None = None
    states: frozenset[State] = frozenset()
    open_checks: bool = False
    private: bool = False
    sort: NoteOrder = "text"
    limit: int | None = None
    offset: int = 0

    @property
    def of_annotations(self) -> bool:
        """Whether it asks for something that only an annotation can have."""
        return bool(self.labels or self.states or self.open_checks or self.private)


@dataclass(frozen=True, slots=True)
class Noted:
    """One annotation, or the one note of an article (`annotation` and `label` are None then).

    `state` is that of its place in the article's current revision, "exact" where it is settled.
    `stories` are those that it, or its article, is in.
    """

    article: Article
    annotation: Annotation | None = None
    label: Label | None = None
    state: State = "exact"
    stories: tuple[StoryId, ...] = ()

    @property
    def id(self) -> AnnotationId | ArticleId:
        return self.annotation.id if self.annotation else self.article.id

    @property
    def quote(self) -> str:
        return self.annotation.anchor.exact if self.annotation else ""

    @property
    def note(self) -> str:
        return self.annotation.note if self.annotation else self.article.note

    @property
    def tags(self) -> tuple[str, ...]:
        return self.annotation.tags if self.annotation else self.article.tags

    @property
    def private(self) -> bool:
        return self.annotation is not None and self.annotation.private

    @property
    def checked(self) -> Checked:
        return self.annotation.checked if self.annotation else "none"

    @property
    def at(self) -> datetime:
        """When it was made; of an article's note it is known only when the article came."""
        return self.annotation.created if self.annotation else self.article.added

    @property
    def is_open_check(self) -> bool:
        """Whether it is marked to be checked and was not."""
        return self.label is not None and self.label.colour == CHECKING and self.checked == "none"
