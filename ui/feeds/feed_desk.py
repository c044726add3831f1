"""What can be done with the feeds that are followed, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QWidget

from reader import asked, feeding
from reader.errors import GalleyError
from reader.feeding import Found
from reader.messages import _, ngettext
from reader.model import FeedId, Subscription
from ui.feeds import words
from ui.feeds.asking import EVERYTHING, FeedRow, Place
from ui.feeds.following import Following
from ui.feeds.model import Rows
from ui.feeds.refreshing import Refreshing, Round
from ui.foot import ProgressRow
from ui.parts import MessageBar
from ui.session import Session
from ui.tasks import Progress

_OPML = ".opml"


class FeedDesk(QObject):
    """Acts on the feeds of the place that is looked at."""

    place_wanted = Signal(object)
    """Place: what has just come stands there."""

    def __init__(
        self,
        session: Session,
        refreshing: Refreshing,
        rows: Rows[FeedRow],
        place: Callable[[], Place],
        bar: MessageBar,
        progress: ProgressRow,
        folder: str,
        window: QWidget,
    ) -> None:
        """`place` gives what is looked at, `folder` is where lists of feeds are looked for."""
        super().__init__(window)
        self._session = session
        self._rows = rows
        self._place = place
        self._bar = bar
        self._progress = progress
        self._folder = folder
        self._window = window
        self.refreshing = refreshing
        self.following = Following(session, self)
        self._undo = QAction(_("Undo"), self)
        self._undo.triggered.connect(session.undo)
        self._refresh = QAction(_("Refresh"), self)
        self._refresh.triggered.connect(self.refresh)
        refreshing.progressed.connect(self._tell_progress)
        refreshing.ended.connect(self._tell_round)
        self.following.followed.connect(self._tell_followed)
        self.following.imported.connect(self._tell_imported)
        self.following.failed.connect(self._fail_to_follow)

    def row(self) -> FeedRow | None:
        """The row of the place that is looked at."""
        at = self._rows.row_of(self._place())
        return None if at is None else self._rows.rows()[at]

    def feed(self) -> Subscription | None:
        """The feed that is looked at, if it is one alone."""
        row = self.row()
        return row.feed if row is not None else None

    def add(self) -> None:
        """Asks for an address, and follows the feed there."""
        from ui.feeds.dialogs import AddFeedDialog

        dialog = AddFeedDialog(self.folders(), self._window)
        accepted = dialog.exec()
        address, folder = dialog.address, dialog.folder.currentText()
        dialog.deleteLater()
        if accepted:
            self.follow(address, folder)

    def follow(self, address: str, folder: str = "") -> None:
        """Follows the feed at an address, or of the page there."""
        words_now = _("Looking for a feed at {address}").format(address=address)
        self._progress.follow(words_now, Progress(0, 0), self._stop_looking)
        self.following.follow(address, folder)

    def _stop_looking(self) -> None:
        self.following.cancel()
        self._progress.end(self._stop_looking)

    def _tell_followed(self, id: FeedId, found: Found) -> None:
        self._progress.end(self._stop_looking)
        name = self._session.library.subscription(id).shown_name
        said = _("“{name}” is followed now.").format(name=name)
        if found.others:
            said = _("{said} The page names other feeds too: {names}.").format(
                said=said, names=", ".join(each.title or each.url for each in found.others[:3])
            )
        self._bar.say(said)
        self.place_wanted.emit(Place(feed=id))

    def _fail_to_follow(self, error: GalleyError) -> None:
        self._progress.end(self._stop_looking)
        self._bar.warn(str(error))

    def refresh(self) -> None:
        """Asks the feeds of the place for what is new."""
        is_all = self._place() == EVERYTHING
        self.refreshing.refresh(None if is_all else [feed.id for feed in self.feeds()])

    def feeds(self) -> list[Subscription]:
        """The feeds of the place: one, those of a folder and what is in it, or all."""
        place = self._place()
        every = [row.feed for row in self._rows.rows() if row.feed is not None]
        if place.feed is not None:
            return [feed for feed in every if feed.id == place.feed]
        inside = f"{place.folder}/" if place.folder else ""
        return [feed for feed in every if f"{feed.folder}/".startswith(inside)]

    def _tell_progress(self, progress: Progress) -> None:
        said = _("Asking {number} of {all}: {name}").format(
            number=min(progress.done + 1, progress.of), all=progress.of, name=progress.what
        )
        self._progress.follow(said, progress, self.refreshing.cancel)

    def _tell_round(self, round_: Round) -> None:
        self._progress.end(self.refreshing.cancel)
        if round_.by_itself or not self._window.isVisible():
            return
        sentence = words.came(round_.found, round_.new)
        if any(each.error is not None for each in round_.found):
            self._bar.warn(sentence)
        else:
            self._bar.say(sentence)

    def edit(self) -> None:
        """Asks how the chosen feed shall be called and where it shall stand."""
        from ui.feeds.dialogs import FeedDialog

        feed = self.feed()
        if feed is None:
            return
        dialog = FeedDialog(feed, self.folders(), self._window)
        if dialog.exec():
            self._session.do(feeding.edited(feed, **dialog.fields))
        dialog.deleteLater()

    def folders(self) -> list[str]:
        """The folders that there are."""
        rows = (row.feed.folder for row in self._rows.rows() if row.feed)
        return sorted({folder for folder in rows if folder})

    def remove(self) -> None:
        """Follows the feed no more, or those of the folder; never all at once."""
        feeds = self.feeds()
        if self._place() == EVERYTHING or not self._session.do(feeding.unsubscribed(feeds)):
            return
        said = ngettext(
            "“{name}” is not followed any more.",
            "{count} feeds are not followed any more.",
            len(feeds),
        ).format(name=feeds[0].shown_name, count=len(feeds))
        self._bar.say(said, self._undo)

    def open_site(self) -> None:
        feed = self.feed()
        if feed is not None and feed.site:
            QDesktopServices.openUrl(QUrl(feed.site))

    def show_asked(self) -> None:
        """Shows what was asked of the network for the chosen feed."""
        from ui.dialogs.asked import AskedDialog

        feed = self.feed()
        if feed is not None:
            requests = asked.of(self._session.library, feed.id)
            dialog = AskedDialog(feed.shown_name, requests, self._window)
            dialog.exec()
            dialog.deleteLater()

    # --- lists of feeds --------------------------------------------------------------------------

    def import_list(self) -> None:
        """Asks for OPML files, and follows all feeds in them."""
        from ui.file_dialogs import files_to_open

        kinds = _("Lists of feeds (*.opml *.xml);;All files (*)")
        for name in files_to_open(self._window, _("Import feeds"), self._folder, kinds):
            self.following.take_list(Path(name))

    def _tell_imported(self, new: int, known: int) -> None:
        said = ngettext("{count} feed is new.", "{count} feeds are new.", new).format(count=new)
        if known:
            said += " " + ngettext(
                "{count} was followed before.", "{count} were followed before.", known
            ).format(count=known)
        self._bar.say(said, self._refresh if new else None)
        self.place_wanted.emit(EVERYTHING)

    def export_list(self) -> None:
        """Asks for a place and writes the list of feeds there."""
        from ui.exporting import documents_folder
        from ui.file_dialogs import place_to_save

        proposed = Path(self._folder or documents_folder()) / f"{_('Feeds')}{_OPML}"
        path = place_to_save(self._window, _("Export"), proposed, _("Lists of feeds (*.opml)"))
        if path:
            self.write(path if path.suffix else path.with_suffix(_OPML))

    def write(self, to: Path) -> None:
        """Writes the list of feeds to this file."""
        from reader.export.files import write_atomically
        from reader.intake import opml

        feeds = self._session.library.subscriptions()
        try:
            write_atomically(to, opml.write(feeds, at=self._session.now()))
        except GalleyError as error:
            self._bar.warn(str(error))
            return
        self._folder = str(to.parent)
        self._bar.say(_("Written to {name}.").format(name=to.name))
