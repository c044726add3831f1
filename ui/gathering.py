"""Reads the marks of an article: few at once, many a few milliseconds at a time.

A window with 10,000 marks is painted before they are read. What changes meanwhile is the
listener's to ask for; if its turn comes later, it comes as it is by then.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from reader.model import AnnotationId, ArticleId
from ui.session import Session

AT_ONCE = 300
"""So many marks are read without a pause: in 2 ms, and 5 more for the panel that shows them."""
_SLICE = 150
_BEFORE_MANY = 20
"""Milliseconds before more are looked up: Qt waits 5 for the paint, which comes before them."""


class Gathering(QObject):
    """Tells the marks of one article, all of them in the end."""

    came = Signal(object)
    """tuple[tuple[Annotation, Place | None], ...]: the next ones, none of them in the trash."""
    done = Signal()
    """All have come."""

    def __init__(self, session: Session, parent: QObject | None = None, *, pause: int = 0) -> None:
        """`pause`: milliseconds between two slices, for whoever may be filled later."""
        super().__init__(parent)
        self._library = session.library
        self._left: list[AnnotationId] = []
        self._revision = self._near = 0
        self._article: ArticleId | None = None
        self._pause = pause
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        session.closing.connect(self.stop)

    @property
    def is_going(self) -> bool:
        """Whether there are marks that have not come."""
        return self._timer.isActive()

    def begin(self, article: ArticleId, revision: int, *, near: int = 0) -> None:
        """Tells the marks of a revision in text order from an offset on, then those before it.

        All of them at once if they are few.
        """
        self.stop()
        self._article, self._revision, self._near = article, revision, near
        if self._library.count_annotations(article) > AT_ONCE:
            self._timer.start(_BEFORE_MANY + self._pause)
        else:
            self._list()
            self._tell(AT_ONCE)

    def stop(self) -> None:
        """No more marks come."""
        self._timer.stop()
        self._article, self._left = None, []

    def finish(self) -> None:
        """All that are left come now."""
        while self.is_going:
            self._go_on()

    def _list(self) -> None:
        assert self._article is not None
        standing = self._library.standing(self._article, self._revision)
        self._article = None
        first = _first_from(standing, self._near)
        ids = [id for id, _start in standing]
        self._left = [*ids[first:], *reversed(ids[:first])]

    def _go_on(self) -> None:
        if self._article is not None:
            self._list()
            self._timer.start(0)
        else:
            self._tell(_SLICE)

    def _tell(self, most: int) -> None:
        ids, self._left = self._left[:most], self._left[most:]
        last = not self._left
        if last:
            self._timer.stop()
        else:
            self._timer.start(self._pause)
        marked = self._library.marked(ids, self._revision)
        if marked:
            self.came.emit(marked)
        if last:
            self.done.emit()


def _first_from(standing: Sequence[tuple[AnnotationId, int | None]], offset: int) -> int:
    """The place in the list of the first mark that begins at an offset or after it."""
    placed = bisect_left(standing, True, key=lambda each: each[1] is None)
    return bisect_left(standing, offset, hi=placed, key=lambda each: each[1] or 0)
