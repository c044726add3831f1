"""Folders that are kept in step: exports that follow as notes are written, or when asked to.

Which articles have changed is the library's to say; what an export takes over from the files and
writes anew is `Sending`'s work. An article that leaves the list keeps its file.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Signal

from reader.errors import GalleyError
from reader.library import Reader
from reader.model import ArticleId, ArticleQuery, Change, LabelId, Shelf, StoryId
from reader.settings import KeptFolder
from ui.remembered import Remembered
from ui.session import Session

if TYPE_CHECKING:
    from reader.outbox import Outcome
    from ui.sending import Order, Sending

PAUSE = 2000
"""Milliseconds without a further change, after which the folders follow."""


class KeptFolders(QObject):
    """Those of one library."""

    changed = Signal()
    """One came, went, or has followed."""
    troubled = Signal(object, object)
    """Order and Outcome of a folder that followed by itself, and not without trouble."""

    def __init__(
        self, session: Session, sending: Sending, remembered: Remembered, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._sending = sending
        self._remembered = remembered
        self._library = str(session.library.path.resolve())
        self._ordered: dict[Order, tuple[KeptFolder, int]] = {}
        self._in_trouble: set[Path] = set()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._follow)
        sending.ended.connect(self._note)
        session.changed.connect(self._hear)
        session.closing.connect(self._pause.stop)
        self._pause.start()

    def folders(self) -> tuple[KeptFolder, ...]:
        """Those of this library, in the order they were chosen."""
        kept = self._remembered.settings.kept_folders
        return tuple(each for each in kept if each.library == self._library)

    def keep(
        self, folder: Path, name: str, query: ArticleQuery, style: str, named: str
    ) -> KeptFolder:
        """Keeps these articles in step there; another choice for the folder is replaced."""
        kept = KeptFolder(
            str(folder.resolve()),
            self._library,
            name,
            query.shelf,
            query.tag,
            query.label,
            query.story,
            query.words,
            style,
            named,
        )
        self._replace(kept)
        return kept

    def forget(self, folder: KeptFolder) -> None:
        """Does not follow it any more; its files stay."""
        kept = self._remembered.settings.kept_folders
        self._store(tuple(each for each in kept if not _is_same(each, folder)))

    def let_follow(self, folder: KeptFolder, by_itself: bool) -> None:
        """Whether it follows as notes are written, or only when asked to."""
        self._replace(replace(folder, by_itself=by_itself))
        if by_itself:
            self._pause.start()

    def bring_in_step(self, folder: KeptFolder) -> None:
        """Writes whatever is not there as it would be written."""
        self._send(folder, None, by_itself=False)

    def write_anew(self) -> None:
        """Has every file of the folders that follow looked at: it may be written otherwise now."""
        kept = self._remembered.settings.kept_folders
        self._store(tuple(replace(each, seen=0) for each in kept))
        self._pause.start()

    # --- following -------------------------------------------------------------------------------

    def _hear(self, _change: Change) -> None:
        if any(folder.by_itself for folder in self.folders()):
            self._pause.start()

    def _follow(self) -> None:
        for folder in self.folders():
            if folder.by_itself:
                self._session.run(
                    self._session.read(touched, folder.seen),
                    done=partial(self._send_touched, folder),
                    failed=_wait_for_the_next_time,
                    name="",
                )

    def _send_touched(self, folder: KeptFolder, found: tuple[int, frozenset[ArticleId]]) -> None:
        newest, articles = found
        if articles:
            self._send(folder, articles, by_itself=True, seen=newest)

    def _send(
        self,
        folder: KeptFolder,
        only: frozenset[ArticleId] | None,
        *,
        by_itself: bool,
        seen: int | None = None,
    ) -> None:
        # Here and not above: the window opens without what writes exports.
        from reader.export import Style
        from reader.export.options import options_named
        from ui.sending import Order

        order = Order(
            query_of(folder),
            Path(folder.folder),
            cast(Style, folder.style),
            options_named(self._remembered.settings.export_options),
            only,
            folder.named,
            by_itself=by_itself,
        )
        if seen is None:
            seen, _articles = self._session.library.articles_touched()
        self._ordered[order] = folder, seen
        self._sending.send(order)

    def _note(self, order: Order, outcome: Outcome | None) -> None:
        """What has followed is not sent again."""
        if order not in self._ordered:
            return
        folder, seen = self._ordered.pop(order)
        if outcome is None:
            return
        if order.by_itself:
            self._tell_trouble(order, outcome)
        for each in self.folders():
            if _is_same(each, folder) and not outcome.failures:
                self._replace(replace(each, seen=seen))

    def _tell_trouble(self, order: Order, outcome: Outcome) -> None:
        """Once, and again only if the folder could be followed in between."""
        if not outcome.failures:
            self._in_trouble.discard(order.folder)
        elif order.folder not in self._in_trouble:
            self._in_trouble.add(order.folder)
            self.troubled.emit(order, outcome)

    # --- remembering -----------------------------------------------------------------------------

    def _replace(self, folder: KeptFolder) -> None:
        kept = self._remembered.settings.kept_folders
        if any(_is_same(each, folder) for each in kept):
            self._store(tuple(folder if _is_same(each, folder) else each for each in kept))
        else:
            self._store((*kept, folder))

    def _store(self, kept: tuple[KeptFolder, ...]) -> None:
        self._remembered.keep(kept_folders=kept)
        self.changed.emit()


def _is_same(one: KeptFolder, other: KeptFolder) -> bool:
    return (one.folder, one.library) == (other.folder, other.library)


def touched(reader: Reader, seen: int) -> tuple[int, frozenset[ArticleId]]:
    """The newest entry, and what has changed since `seen`; all if that is of another library."""
    newest, articles = reader.articles_touched(since=seen)
    return (newest, articles) if seen <= newest else reader.articles_touched()


def query_of(folder: KeptFolder) -> ArticleQuery:
    """The articles that a folder holds."""
    return ArticleQuery(
        words=folder.words,
        shelf=cast(Shelf, folder.shelf),
        tag=folder.tag,
        label=LabelId(folder.label) if folder.label else None,
        story=StoryId(folder.story) if folder.story else None,
    )


def _wait_for_the_next_time(_error: GalleyError) -> None:
    """What could not be looked at now is looked at with the next change."""
