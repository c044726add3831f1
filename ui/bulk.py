"""What is done to several articles at once: tagged, starred, archived, put away and got back.

Each is one step of undo. Few are one Change; many are worked out on a worker and stored a few at a
time, so that the window stays alive. What was read is no decision but a trace: no Change tells of
it, and it is taken back only by the Undo that is offered with the sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from reader import changes
from reader.erasing import Erasing, survey
from reader.errors import GalleyError
from reader.library import Reader
from reader.messages import _, ngettext
from reader.model import (
    Article,
    ArticleId,
    ArticleQuery,
    Change,
    Key,
    TraceKey,
    What,
)
from ui.foot import Foot
from ui.into_story import IntoStory
from ui.series import Series
from ui.session import Session
from ui.slices import Slices
from ui.tasks import Progress

Make = Callable[[Sequence[Article]], Change | None]
"""What is done to these articles."""

_AT_ONCE, _PART = 500, 50
"""So many are one Change; of more than these, so many at a time: 35 ms, and 4."""
_HEAVY: Mapping[What, tuple[int, int]] = {"remove": (12, 3), "restore": (12, 3)}
"""The same for what also changes the search: an article takes 2 ms."""


class Bulk(QObject):
    """Does to all articles that are meant what is asked for."""

    read_changed = Signal(object)
    """Sequence[ArticleId]: whether these were opened is otherwise than before."""

    def __init__(
        self,
        session: Session,
        foot: Foot,
        meant: Callable[[], Sequence[ArticleId]],
        backups: Callable[[], Path],
        window: QWidget,
    ) -> None:
        """`meant` gives the articles that are chosen, or the open one; `backups` the folder of the
        library's copies."""
        super().__init__(window)
        self._session = session
        self._foot = foot
        self._meant = meant
        self._backups = backups
        self._window = window
        self._slices: Slices | None = None
        self._done = 0
        session.closing.connect(self.stop)

    # --- decisions -------------------------------------------------------------------------------

    def tag(self) -> None:
        """Asks for tags that all shall have, or have no more."""
        from ui.dialogs.tagging import TaggingDialog

        ids = self._meant()
        if not ids:
            return
        library = self._session.library
        articles = library.articles_of(ids[:_AT_ONCE])
        dialog = TaggingDialog(library, articles, len(ids), self._window)
        chosen = dialog.chosen() if dialog.exec() else None
        dialog.deleteLater()
        if chosen is not None:
            self.tag_with(ids, *chosen)

    def tag_with(
        self, ids: Sequence[ArticleId], tags: Sequence[str], without: Sequence[str] = ()
    ) -> None:
        """Gives all of them these tags, and takes others away."""
        said = ngettext("{count} article tagged.", "{count} articles tagged.", len(ids))
        self._do("tag", ids, partial(changes.tag_all, tags=tags, without=without), said)

    def star(self) -> None:
        """Stars all of them; where all are starred, takes the stars away."""
        ids = self._meant()
        on = not self._are_all(ids, ArticleQuery(shelf="starred"))
        said = (
            ngettext("{count} article starred.", "{count} articles starred.", len(ids))
            if on
            else ngettext("No star on {count} article.", "No star on {count} articles.", len(ids))
        )
        self._do("star", ids, partial(changes.edit_all, "star", starred=on), said)

    def archive(self) -> None:
        """Archives all of them; where all are archived, brings them back."""
        ids = self._meant()
        on = not self._are_all(ids, ArticleQuery(shelf="archive"))
        said = (
            ngettext("{count} article archived.", "{count} articles archived.", len(ids))
            if on
            else ngettext(
                "{count} article back in the reading list.",
                "{count} articles back in the reading list.",
                len(ids),
            )
        )
        self._do("archive", ids, partial(changes.edit_all, "archive", archived=on), said)

    def trash(self) -> None:
        """Moves all of them to the trash, with their notes; those that are there stay as long."""
        ids, at = self._meant(), self._session.now()
        said = ngettext(
            "{count} article moved to the trash.", "{count} articles moved to the trash.", len(ids)
        )
        self._do("remove", ids, partial(_trashed, at), said)

    def restore(self) -> None:
        """Takes all of them out of the trash, with all their notes."""
        ids = self._meant()
        said = ngettext("{count} article is back.", "{count} articles are back.", len(ids))
        self._do("restore", ids, partial(changes.edit_all, "restore", trashed=None), said)

    def _are_all(self, ids: Sequence[ArticleId], query: ArticleQuery) -> bool:
        return len(self._session.library.among(query, ids)) == len(ids)

    # --- stories ---------------------------------------------------------------------------------

    def fill_stories(self, menu: QMenu) -> None:
        """The stories that the articles can be put into, and a new one."""
        IntoStory(self._session, self._foot.say_undoable, self._window).fill(menu, self._meant())

    # --- what was read ---------------------------------------------------------------------------

    def mark_read(self) -> None:
        """All of them count as opened now, and as read to the end."""
        ids, at = self._meant(), self._session.now()
        now = {TraceKey("opened", id): at for id in ids} | {
            TraceKey("progress", id): 1.0 for id in ids
        }
        said = ngettext(
            "{count} article marked as read.", "{count} articles marked as read.", len(ids)
        )
        self._note(now, said.format(count=f"{len(ids):,}"))

    def mark_unread(self) -> None:
        """None of them counts as opened; where she read to is kept."""
        ids = self._meant()
        said = ngettext(
            "{count} article marked as unread.", "{count} articles marked as unread.", len(ids)
        )
        now = dict.fromkeys((TraceKey("opened", id) for id in ids), None)
        self._note(now, said.format(count=f"{len(ids):,}"))

    def _note(self, now: Mapping[TraceKey, Any], said: str) -> None:
        if not now or self._is_busy():
            return
        before = {key: self._session.library.traced(key) for key in now}
        undo = QAction(_("Undo"), self)
        ids = list(dict.fromkeys(ArticleId(key.id) for key in now))
        undo.triggered.connect(lambda: self._write(before, lambda: self._end_reading(ids)))
        self._write(now, lambda: self._end_reading(ids, said, undo))

    def _write(self, traces: Mapping[TraceKey, Any], ended: Callable[[], None]) -> None:
        items = list(traces.items())
        parts = [dict(items[n : n + _AT_ONCE]) for n in range(0, len(items), _AT_ONCE)]
        library = self._session.library
        self._begin([partial(library.trace_all, part) for part in parts], ended)

    def _end_reading(
        self, ids: Sequence[ArticleId], said: str = "", undo: QAction | None = None
    ) -> None:
        self.read_changed.emit(ids)
        if said:
            self._foot.say(said, undo)

    # --- for good --------------------------------------------------------------------------------

    def erase(self) -> None:
        """Asks whether those that are in the trash shall be deleted for good, and does it."""
        ids = self._session.library.among(ArticleQuery(shelf="trash"), self._meant())
        self._survey(tuple(ids))

    def empty_trash(self) -> None:
        """Asks the same of all that is in the trash."""
        library = self._session.library
        everything = ArticleQuery(shelf="trash")
        count = library.count(everything)
        if not count:
            self._foot.say(_("The trash is empty."))
            return
        self._survey(library.article_ids(ArticleQuery(shelf="trash", limit=count)))

    def _survey(self, ids: Sequence[ArticleId]) -> None:
        if ids:
            self._session.run(
                self._session.read(survey, ids, self._backups()),
                done=self._ask,
                name=_("Looking into the backups"),
            )

    def _ask(self, going: Erasing) -> None:
        from ui.dialogs.erasing import is_meant

        if is_meant(going, self._window):
            self.erase_now(going)

    def erase_now(self, going: Erasing) -> None:
        """Deletes these articles for good, with all that belongs to them."""
        keys = [Key("article", id) for id in going.articles]
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._session.library.erase(keys, at=self._session.now(), by="window")
        except GalleyError as error:
            self._session.failed.emit(error)
        else:
            count = len(going.articles)
            said = ngettext(
                "{count} article deleted for good.", "{count} articles deleted for good.", count
            )
            self._foot.say(said.format(count=f"{count:,}"))
        finally:
            QGuiApplication.restoreOverrideCursor()
            self._session.tell()

    # --- many ------------------------------------------------------------------------------------

    @property
    def is_going(self) -> bool:
        """Whether something is being done in parts."""
        return self._slices is not None

    def _is_busy(self) -> bool:
        if self.is_going:
            self._foot.say(_("The last step is still going on."))
        return self.is_going

    def _do(self, what: What, ids: Sequence[ArticleId], make: Make, said: str) -> None:
        """Does it to all of them, and says so with an undo."""
        if not ids or self._is_busy():
            return
        at_once, part = _HEAVY.get(what, (_AT_ONCE, _PART))
        if len(ids) <= at_once:
            self._do_at_once(ids, make, said)
            return
        sizes = [ids[n : n + part] for n in range(0, len(ids), part)]
        self._session.run(
            self._session.read(worked_out, sizes, make),
            done=partial(self._do_in_parts, what, said),
            name=_("Preparing"),
        )

    def _do_at_once(self, ids: Sequence[ArticleId], make: Make, said: str) -> None:
        try:
            change = make(self._session.library.articles_of(ids))
        except GalleyError as error:
            self._session.failed.emit(error)
            return
        if self._session.do(change):
            self._foot.say_undoable(said.format(count=f"{len(ids):,}"))

    def _do_in_parts(self, what: What, said: str, found: Sequence[Change]) -> None:
        if not found or self._is_busy():
            return
        series, self._done = Series(what), 0
        steps = [partial(self._do_part, series, each) for each in found]
        self._begin(steps, partial(self._end, series, said))

    def _do_part(self, series: Series, change: Change) -> None:
        if series.is_undone:  # while it was still going on
            self.stop()
            return
        error = self._session.do_within(series, change, blobs={})
        if error is not None:
            self._session.failed.emit(error)
            self.stop()
            return
        self._done += sum(isinstance(edit.after, Article) for edit in change.edits)

    def _end(self, series: Series, said: str) -> None:
        self._session.tell()
        if self._done and not series.is_undone:
            self._foot.say_undoable(said.format(count=f"{self._done:,}"))

    def _begin(self, steps: Sequence[Callable[[], object]], ended: Callable[[], None]) -> None:
        self._slices = Slices(steps, self)
        self._slices.went_on.connect(self._show_progress)
        self._slices.ended.connect(partial(self._finish, ended))
        self._slices.start()

    def _show_progress(self, progress: Progress) -> None:
        words = _("{percent} % done").format(percent=100 * progress.done // progress.of)
        self._foot.progress.follow(words, progress, self.stop)

    def _finish(self, ended: Callable[[], None]) -> None:
        self._foot.progress.end(self.stop)
        self._slices = None
        ended()

    def stop(self) -> None:
        """Leaves the rest as it is."""
        if self._slices is not None:
            self._slices.stop()


def _trashed(at: datetime, articles: Sequence[Article]) -> Change | None:
    left = [article for article in articles if article.trashed is None]
    return changes.edit_all("remove", left, trashed=at)


def worked_out(
    reader: Reader, parts: Sequence[Sequence[ArticleId]], make: Make
) -> Sequence[Change]:
    """What is done to the articles of each part; nothing where it is done already."""
    found = (make(reader.articles_of(part)) for part in parts)
    return [change for change in found if change is not None]
