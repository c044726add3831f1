"""A closer look at marks that need one, taken on a worker when their rows come into sight.

Ten thousand marks may need a look after a page has changed; only what is seen is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from reader.library import Reader
from reader.messages import _
from reader.model import AnnotationId, Article, Change, Edit, Place
from ui.session import Session

if TYPE_CHECKING:
    from ui.look_words import Seen


class Looks(QObject):
    """What is known of marks that need a look, in one revision; or each in its current one."""

    came = Signal(tuple)
    """AnnotationIds that were looked at just now."""
    gone = Signal(tuple)
    """AnnotationIds whose looks are not known any more; where they are in sight, ask again."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._revision: int | None = None
        self._known: dict[AnnotationId, Seen] = {}
        self._awaited: dict[AnnotationId, int] = {}
        """The marks that were asked for, with the number of the asking; 0 is the next one."""
        self._asked = 0
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._ask)
        session.closing.connect(self._timer.stop)

    def of(self, id: str) -> Seen | None:
        """The look at a mark; None if it needs none, or was not taken yet."""
        return self._known.get(AnnotationId(id))

    def want(self, id: AnnotationId) -> None:
        """The mark is in sight: `came` will tell of it, unless its look is known."""
        if id not in self._known and id not in self._awaited:
            self._awaited[id] = 0
            if not self._timer.isActive():
                self._timer.start()

    def begin(self, revision: int | None) -> None:
        """Looks are of this revision from now on; nothing is known of it."""
        self._revision = revision
        self._forget([*self._known, *self._awaited])

    def follow(self, change: Change) -> None:
        """Forgets what a change may have made untrue; without edits, everything."""
        if not change.edits or any(_turns_to_another_version(edit) for edit in change.edits):
            self.begin(self._revision)
        self._forget(
            record.annotation
            for record in (edit.after or edit.before for edit in change.edits)
            if isinstance(record, Place) and self._revision in (None, record.revision)
        )

    def _forget(self, ids: Iterable[AnnotationId]) -> None:
        ids = set(ids)
        gone = tuple(id for id in self._known if id in ids)
        for id in ids:
            self._known.pop(id, None)
            self._awaited.pop(id, None)
        if gone:
            self.gone.emit(gone)

    def _ask(self) -> None:
        ids = tuple(id for id, number in self._awaited.items() if not number)
        if not ids:
            return
        self._asked += 1
        self._awaited.update(dict.fromkeys(ids, self._asked))
        self._session.run(
            self._session.read(looks_at, ids, self._revision),
            done=partial(self._take, self._asked),
            name=_("Comparing"),
        )

    def _take(self, number: int, found: Sequence[Seen]) -> None:
        here = {each.annotation: each for each in found}
        ids = tuple(id for id in here if self._awaited.get(id) == number)
        self._known.update((id, here[id]) for id in ids)
        # What needs no look stays awaited, and is not asked for again until it changes.
        for id in ids:
            del self._awaited[id]
        if ids:
            self.came.emit(ids)


def _turns_to_another_version(edit: Edit) -> bool:
    before, after = edit.before, edit.after
    if not isinstance(before, Article) or not isinstance(after, Article):
        return False
    return before.revision != after.revision


def looks_at(reader: Reader, ids: Iterable[AnnotationId], revision: int | None) -> tuple[Seen, ...]:
    """What looks at these marks show; for a worker."""
    # Here and not above: a window in which nothing has changed compares nothing.
    from reader.drift import looks
    from ui.look_words import seen

    return tuple(seen(look) for look in looks(reader, ids, revision))
