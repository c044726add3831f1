"""What is done to several marks at once: each is one Change, and so one step of undo.

Every function but `noted` and `copied` gives back how many marks it changed; 0 where none had to
be, or where the session has said what went wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from reader import changes
from reader.errors import GalleyError, NotFound
from reader.library import Reader
from reader.model import Annotation, AnnotationId, Change, Checked, LabelId, State, What
from reader.noted import Noted
from reader.values import dataclass
from ui.session import Session

_Edited = Callable[[Annotation], Change | None]


def label_all(session: Session, ids: Sequence[AnnotationId], label: LabelId) -> int:
    """Gives each the label."""
    at = session.now()
    return _each(session, "label", ids, lambda a: changes.edit_annotation(a, at=at, label=label))


def tag_all(session: Session, ids: Sequence[AnnotationId], tags: Sequence[str]) -> int:
    """Gives each the tags, beside those that it has."""
    at = session.now()

    def tagged(annotation: Annotation) -> Change | None:
        return changes.edit_annotation(annotation, at=at, tags=[*annotation.tags, *tags])

    return _each(session, "tag", ids, tagged)


def check_all(session: Session, ids: Sequence[AnnotationId], checked: Checked) -> int:
    """Says of each that it holds, is wrong, or is not checked."""
    at = session.now()
    return _each(
        session, "check", ids, lambda a: changes.edit_annotation(a, at=at, checked=checked)
    )


def private_all(session: Session, ids: Sequence[AnnotationId], private: bool) -> int:
    """Lets each stay here, or go out again."""
    at = session.now()
    return _each(
        session, "private", ids, lambda a: changes.edit_annotation(a, at=at, private=private)
    )


def remove_all(session: Session, ids: Sequence[AnnotationId]) -> int:
    """Moves each to the trash."""
    at = session.now()
    return _each(session, "remove", ids, lambda a: changes.remove(a, at=at))


def _each(session: Session, what: What, ids: Sequence[AnnotationId], edited: _Edited) -> int:
    try:
        change = changes.together(what, map(edited, _there(session.library, ids)))
    except GalleyError as error:
        session.failed.emit(error)
        return 0
    return len(change.edits) if change is not None and session.do(change) else 0


def _there(library: Reader, ids: Iterable[AnnotationId]) -> Iterable[Annotation]:
    """The annotations of these ids, each once, that are neither erased nor in the trash."""
    for id in dict.fromkeys(ids):
        try:
            annotation = library.annotation(id)
        except NotFound:
            continue
        if annotation.trashed is None:
            yield annotation


def noted(session: Session, ids: Sequence[AnnotationId]) -> tuple[Noted, ...]:
    """The marks as the whole library sees them, each with its article, label and state."""
    library = session.library
    labels = {label.id: label for label in library.labels()}
    found = []
    for mark in _there(library, ids):
        article = library.article(mark.article)
        place = library.place(mark.id, article.revision)
        state: State = "orphan" if place is None else "exact" if place.settled else place.state
        found.append(Noted(article, mark, labels[mark.label], state))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Copied:
    """Quotes with their sources and notes, for the clipboard; `left_out` marks stay here."""

    markdown: str
    plain: str
    left_out: int


def copied(session: Session, ids: Sequence[AnnotationId]) -> Copied:
    """The marks in the order of `ids`, without those that stay here."""
    from reader.export.citing import cited_words
    from reader.export.containment import in_section

    library = session.library
    marks = tuple(_there(library, ids))
    markdown, plain = [], []
    for mark in marks:
        if mark.private:
            continue
        article = library.article(mark.article)
        revision = library.revision(mark.article, mark.revision)
        tags = " ".join(f"#{tag}" for tag in mark.tags)
        quotation = cited_words("markdown", article, revision, mark.anchor.exact)
        markdown.append(_joined(quotation.markdown, in_section(mark.note), tags))
        said = cited_words("plain", article, revision, mark.anchor.exact)
        plain.append(_joined(said.plain, mark.note, tags))
    left_out = sum(mark.private for mark in marks)
    return Copied("\n\n".join(markdown), "\n\n".join(plain), left_out)


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
