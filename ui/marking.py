"""What a label, note or check key means: a new mark on the selected words, an edit of the active
mark, or a new mark on the sentence that the cursor is on; in this order.

It knows the selection, the active mark and the cursor but no widget; the window tells it all three
and hears which mark is active now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from reader import changes
from reader.errors import GalleyError, NotFound
from reader.messages import _
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    Change,
    Checked,
    Document,
    Label,
    LabelId,
    Passage,
    Revision,
)
from reader.values import dataclass
from ui.cursor import End, by_word
from ui.session import Session

NEXT_CHECK: Mapping[Checked, Checked] = {"none": "holds", "holds": "wrong", "wrong": "none"}


@dataclass(frozen=True, slots=True)
class Open:
    """What lies on the page."""

    article: Article
    revision: Revision
    document: Document


@dataclass(frozen=True, slots=True)
class ToCopy:
    """Words that may leave, and where they come from.

    `passage` is None where they stand in the text no longer as they were marked.
    """

    shown: Open
    words: str
    passage: Passage | None


class Marking(QObject):
    """The selection and the active mark of the open article, and what is done to them."""

    activated = Signal(object)
    """AnnotationId that is the active mark now, or None."""
    marked = Signal(object)
    """AnnotationId: the selected words are this mark, made just now or before."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._open: Open | None = None
        self._selection: Passage | None = None
        self._active: AnnotationId | None = None
        self._cursor: Passage | None = None
        self._again: Callable[[], object] | None = None
        self._last: LabelId | None = None
        session.changed.connect(self._note_tags)

    @property
    def selection(self) -> Passage | None:
        return self._selection

    @property
    def active(self) -> AnnotationId | None:
        return self._active

    @property
    def can_act(self) -> bool:
        """Whether there are words to mark or a mark to edit."""
        return self._open is not None and (self.words_meant is not None or self._active is not None)

    @property
    def words_meant(self) -> Passage | None:
        """The words that a mark would be put on: those selected, or those under the cursor while
        no mark is active."""
        return self._selection or (self._cursor if self._active is None else None)

    @property
    def passage_meant(self) -> Passage | None:
        """The words meant, else those that the active mark stands on."""
        if self.words_meant is not None or self._open is None or self._active is None:
            return self.words_meant
        place = self._session.library.place(self._active, self._open.revision.number)
        return place.passage if place else None

    def open(self, shown: Open | None) -> None:
        """Another article, or none, lies on the page."""
        self._open = shown
        self._selection = self._cursor = None
        self.activate(None)

    def select(self, passage: Passage | None) -> None:
        self._selection = passage

    def point(self, cursor: Passage | None) -> None:
        """The cursor is on these words, or away; a mark on just these words becomes active."""
        moved = cursor is not None and cursor != self._cursor
        self._cursor = cursor
        if moved and cursor is not None and self._open is not None:
            self.activate(self._marked_on(self._open, cursor))

    def activate(self, id: AnnotationId | None) -> None:
        if id != self._active:
            self._active = id
            self.activated.emit(id)

    def active_mark(self) -> Annotation | None:
        """The active mark as the library has it now; None if it is gone or in the trash."""
        if self._active is None:
            return None
        try:
            annotation = self._session.library.annotation(self._active)
        except NotFound:
            return None
        return None if annotation.trashed else annotation

    def last_label(self) -> Label | None:
        """The label used last, else the first one; None only where there are no labels."""
        labels = self._session.labels()
        return next((each for each in labels if each.id == self._last), next(iter(labels), None))

    def mark_as(self, label: Label) -> AnnotationId | None:
        """Marks the selected words, or gives the active mark another label; the mark, if any."""
        self._last = label.id
        self._again = partial(self.mark_as, label)
        words = self.words_meant
        if words is not None and self._open is not None:
            same = self._marked_already(self._open, words, label)
            return same or self._mark(self._open, words, label)
        annotation = self.active_mark()
        if annotation is None:
            return None
        self._session.do(
            changes.edit_annotation(annotation, at=self._session.now(), label=label.id)
        )
        return annotation.id

    def to_write_on(self) -> AnnotationId | None:
        """The mark that a note or tag is meant for: the selection's, made with the last label if
        need be, else the active one."""
        words = self.words_meant
        if words is None:
            annotation = self.active_mark()
            return annotation.id if annotation else None
        shown, label = self._open, self.last_label()
        if shown is None or label is None:
            return None
        return self._marked_already(shown, words) or self.mark_as(label)

    def repeat(self) -> bool:
        """Does again, to what is meant now, what was done last: a label, a check, private or not,
        or the tags that were added; False if there was nothing."""
        if self._again is None or not self.can_act:
            return False
        self._again()
        return True

    def _note_tags(self, change: Change) -> None:
        """Remembers the tags that the active mark was given, wherever they were typed."""
        if change.what != "tag" or self._active is None:
            return
        for edit in change.edits:
            before, after = edit.before, edit.after
            if isinstance(before, Annotation) and isinstance(after, Annotation):
                added = [tag for tag in after.tags if tag not in before.tags]
                if added and after.id == self._active:
                    self._again = partial(self._tag, added)

    def _tag(self, names: Sequence[str]) -> None:
        id = self.to_write_on()
        if id is not None:
            annotation = self._session.library.annotation(id)
            tags = [*annotation.tags, *names]
            self._session.do(changes.edit_annotation(annotation, at=self._session.now(), tags=tags))
        self._again = partial(self._tag, names)

    def reshape(self, id: AnnotationId, passage: Passage) -> bool:
        """Puts a mark on other words; True if it did."""
        if self._open is None:
            return False
        library = self._session.library
        place = library.place(id, self._open.revision.number)
        if place is None:
            return False
        try:
            change = changes.move_mark(
                self._open.document, library.annotation(id), place, passage, at=self._session.now()
            )
        except GalleyError as error:
            self._session.failed.emit(error)
            return False
        return change is not None and self._session.do(self._in_current(self._open, change))

    def _in_current(self, shown: Open, change: Change) -> Change:
        """What is said of an old version holds in the current one too, as far as it goes there."""
        if shown.revision.number == shown.article.revision:
            return change
        # Here and not above: the window opens without what revises articles.
        from reader.revising import on_current

        return on_current(self._session.library, shown.article, change)

    def move_end(self, which: End, by: int) -> bool:
        """Moves one end of the active mark by a word; False if none is active."""
        if self._active is None or self._open is None:
            return False
        place = self._session.library.place(self._active, self._open.revision.number)
        if place is None or place.passage is None:
            return False
        self.reshape(self._active, by_word(self._open.document.text, place.passage, which, by))
        return True

    def turn_private(self) -> None:
        """Lets the mark stay here, or lets it go out again."""
        annotation = self.active_mark()
        if annotation is not None:
            self._keep(not annotation.private)

    def _keep(self, private: bool) -> None:
        self._again = partial(self._keep, private)
        annotation = self.active_mark()
        if annotation is None:
            return
        change = changes.edit_annotation(annotation, at=self._session.now(), private=private)
        if self._session.do(change):
            self._session.said.emit(
                _("This note stays here: it leaves with no export or copy.")
                if private
                else _("This note goes out with exports again."),
                None,
            )

    def next_check(self) -> None:
        """Not checked, holds, wrong, and round again."""
        annotation = self.active_mark()
        if annotation is not None:
            self._check(NEXT_CHECK[annotation.checked])

    def _check(self, checked: Checked) -> None:
        self._again = partial(self._check, checked)
        annotation = self.active_mark()
        if annotation is not None:
            self._session.do(
                changes.edit_annotation(annotation, at=self._session.now(), checked=checked)
            )

    def remove(self) -> bool:
        """Moves the active mark to the trash; True if it did."""
        annotation = self.active_mark()
        if annotation is None:
            return False
        removed = self._session.do(changes.remove(annotation, at=self._session.now()))
        if removed:
            self.activate(None)
        return removed

    def words(self) -> str:
        """The words to copy: those selected, or those of the active mark, as they stand.

        Empty if there are none, and where the mark stays here, which is then said.
        """
        if self._open is None:
            return ""
        words = self.words_meant
        if words is not None:
            return words.of(self._open.document.text)
        annotation = self.active_mark()
        if annotation is not None and annotation.private:
            self._session.said.emit(
                _("Not copied: this note stays here. Select the words, or let it go out first."),
                None,
            )
            return ""
        return annotation.anchor.exact if annotation else ""

    def to_copy(self) -> ToCopy | None:
        """`words` with their place; None if there are none, or they stay here."""
        words = self.words()
        if self._open is None or not words:
            return None
        passage = self.passage_meant
        as_marked = passage is not None and passage.of(self._open.document.text) == words
        return ToCopy(self._open, words, passage if as_marked else None)

    def _marked_already(
        self, shown: Open, passage: Passage, label: Label | None = None
    ) -> AnnotationId | None:
        """Makes the mark that stands on just these words (with this label) the active one."""
        id = self._marked_on(shown, passage, label)
        if id is not None:
            self._selection = None
            self.marked.emit(id)
            self.activate(id)
        return id

    def _marked_on(
        self, shown: Open, passage: Passage, label: Label | None = None
    ) -> AnnotationId | None:
        """The mark that stands on just these words, of this label if one is named."""
        found = self._session.library.annotations_on(
            shown.article.id, shown.revision.number, passage
        )
        alike = (each for each in found if label is None or each.label == label.id)
        return next((each.id for each in alike), None)

    def _mark(self, shown: Open, passage: Passage, label: Label) -> AnnotationId | None:
        id = self._session.library.new_annotation_id()
        try:
            change = changes.mark(
                shown.document,
                shown.article.id,
                shown.revision.number,
                passage,
                label.id,
                id=id,
                at=self._session.now(),
            )
        except GalleyError as error:
            self._session.failed.emit(error)
            return None
        if not self._session.do(self._in_current(shown, change)):
            return None
        self._selection = None
        self.marked.emit(id)
        self.activate(id)
        return id


def beside(ids: Sequence[AnnotationId], now: AnnotationId | None, step: int) -> AnnotationId | None:
    """The mark `step` after (or before) this one in text order; the first or last to begin with."""
    if not ids:
        return None
    if now not in ids:
        return ids[0 if step > 0 else -1]
    return ids[max(0, min(len(ids) - 1, ids.index(now) + step))]
