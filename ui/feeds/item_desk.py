"""What can be done with the items that are chosen, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, QObject, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices

from reader.errors import GalleyError
from reader.feeding import Kept
from reader.messages import _, ngettext
from reader.model import ArticleId
from reader.waiting import ItemQuery, ItemState
from ui.feeds.asking import ItemRow, Place
from ui.feeds.keeping import Keeping
from ui.feeds.lists import ItemList
from ui.foot import ProgressRow
from ui.parts import MessageBar
from ui.session import Session
from ui.tasks import Progress

_MOST_OPENED = 5


class ItemDesk(QObject):
    """Acts on the items that are chosen in a list."""

    opened = Signal(object)
    """ArticleId: an item that was kept, to be shown on the page."""

    def __init__(
        self,
        session: Session,
        list_: ItemList,
        place: Callable[[], Place],
        bar: MessageBar,
        progress: ProgressRow,
        parent: QObject,
    ) -> None:
        """`place` gives what is looked at."""
        super().__init__(parent)
        self._session = session
        self._list = list_
        self._place = place
        self._bar = bar
        self._progress = progress
        self._dismissed: Sequence[int] = ()
        self._last: ArticleId | None = None
        self.keeping = Keeping(session, self)
        self._bring_back = QAction(_("Bring back"), self)
        self._bring_back.triggered.connect(self._undo_dismissing)
        self._show_kept = QAction(_("Show"), self)
        self._show_kept.triggered.connect(self._open_last)
        self.keeping.progressed.connect(self._tell_keeping)
        self.keeping.kept.connect(self._tell_kept)
        self.keeping.failed.connect(self._tell_not_kept)
        self.keeping.ended.connect(self._end_keeping)

    def keep_and_open(self) -> None:
        """Keeps the chosen items and opens the current one as an article."""
        row = self._list.current()
        if row is None:
            return
        if row.waiting.article is not None and row.waiting.state == "kept":
            self.opened.emit(row.waiting.article)
            return
        self._keep([row], full=None, opening=True)

    def keep(self) -> None:
        """Keeps the chosen items, and goes on to the next one."""
        self._keep(self._list.selected(), full=None, opening=False)

    def keep_full(self) -> None:
        """Keeps the chosen items with what their pages have, whatever the feed gives."""
        self._keep(self._list.selected(), full=True, opening=False)

    def _keep(self, chosen: Sequence[ItemRow], *, full: bool | None, opening: bool) -> None:
        numbers = [row.waiting.number for row in chosen if row.waiting.state != "kept"]
        if numbers:
            self._list.choose_beside(numbers)
            self.keeping.keep(numbers, full=full, opening=opening)
            self._list.mark_busy(self.keeping.numbers)

    def _tell_keeping(self, progress: Progress) -> None:
        said = _("Keeping {number} of {all}").format(number=progress.done + 1, all=progress.of)
        self._progress.follow(said, progress, self.keeping.cancel)

    def _tell_kept(self, kept: Kept, opening: bool) -> None:
        self._last = kept.article
        title = self._session.library.article(kept.article).title
        if kept.failure is not None:
            said = _("“{title}” is kept as its feed gives it. {why}")
            self._bar.say(said.format(title=title, why=kept.failure), self._show_kept)
        elif kept.here is not None:
            self._bar.say(_("“{title}” is here already.").format(title=title), self._show_kept)
        else:
            self._bar.say(_("Kept “{title}”.").format(title=title), self._show_kept)
        self._list.mark_busy(self.keeping.numbers)
        if opening:
            self.opened.emit(kept.article)

    def _tell_not_kept(self, _number: int, error: GalleyError) -> None:
        self._bar.warn(str(error))

    def _end_keeping(self) -> None:
        self._progress.end(self.keeping.cancel)
        self._list.mark_busy(self.keeping.numbers)

    def _open_last(self) -> None:
        if self._last is not None:
            self.opened.emit(self._last)

    def open_in_browser(self) -> None:
        """Opens the pages of the chosen items."""
        for row in self._list.selected()[:_MOST_OPENED]:
            if row.waiting.item.url:
                QDesktopServices.openUrl(QUrl(row.waiting.item.url))

    def dismiss(self) -> None:
        """Lets the chosen items go; they do not come again."""
        chosen = self._list.selected()
        self._dismiss([row.waiting.number for row in chosen if row.waiting.state == "waiting"])

    def dismiss_all(self) -> None:
        """Lets all items go that wait in the chosen place, also those that are not in sight."""
        query = ItemQuery(self._place().feed, self._place().folder)
        self._dismiss(self._session.library.feed_item_numbers(query))

    def _dismiss(self, numbers: Sequence[int]) -> None:
        if not numbers:
            return
        self._list.choose_beside(numbers)
        self._dismissed = tuple(numbers)
        self._settle(numbers, "dismissed")
        said = ngettext("{count} item dismissed.", "{count} items dismissed.", len(numbers))
        self._bar.say(said.format(count=QLocale().toString(len(numbers))), self._bring_back)

    def _undo_dismissing(self) -> None:
        numbers, self._dismissed = self._dismissed, ()
        self._settle(numbers, "waiting")

    def bring_back(self) -> None:
        """Has the chosen items that were dismissed wait again."""
        chosen = self._list.selected()
        self._settle(
            [row.waiting.number for row in chosen if row.waiting.state == "dismissed"], "waiting"
        )

    def _settle(self, numbers: Sequence[int], state: ItemState) -> None:
        if numbers:
            self._session.library.settle_feed_items(numbers, state)
            self._session.noticed.emit("feed")
