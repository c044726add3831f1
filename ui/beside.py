"""The windows beside the reading window: all notes, the versions of an article, the feeds and
the stories.

They are made when they are first asked for, remember where they stood, and go with the window.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from reader.model import ArticleId, StoryId
from ui.reading.typography import ReadingStyle
from ui.remembered import Remembered
from ui.session import Session

if TYPE_CHECKING:
    from ui.all_notes.window import AllNotesWindow
    from ui.feeds.refreshing import Refreshing
    from ui.feeds.window import FeedsWindow
    from ui.revisions.window import RevisionsWindow
    from ui.stories.window import StoriesWindow

LOOK_EVERY = 60_000
"""Milliseconds between two looks whether a feed is due, where that is turned on; the first one
comes so long after the window has opened."""


class WindowsBeside(QObject):
    """Opens them, leads back to the reading window, and closes them."""

    leaving = Signal()
    """One is about to be shown: what is being typed belongs in it."""
    note_opened = Signal(object, object)
    """ArticleId, and AnnotationId or None for the article's own note: to be shown where it is."""
    story_export_wanted = Signal(object)
    """Story: how shall its articles leave?"""
    new_story_wanted = Signal()
    version_opened = Signal(object, int, object)
    """ArticleId, number of a revision, and Passage or None: to be shown on the page."""

    def __init__(
        self,
        session: Session,
        actions: Mapping[str, QAction],
        remembered: Remembered,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._actions = actions
        self._remembered = remembered
        self._article: ArticleId | None = None
        self._style = ReadingStyle()
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self.refresh_what_is_due)
        session.closing.connect(self._timer.stop)
        if remembered.settings.refresh_feeds_every:
            self._timer.start()

    def open(self, article: ArticleId | None) -> None:
        """Takes up the article that is open now, or none."""
        self._article = article

    def set_style(self, style: ReadingStyle) -> None:
        """Sets what is read there as the page is set."""
        self._style = style
        if "revisions" in self.__dict__:
            self.revisions.set_style(style)

    @cached_property
    def all_notes(self) -> AllNotesWindow:
        """The window of all notes."""
        from ui.all_notes.window import AllNotesWindow

        kept = self._remembered.settings
        window = AllNotesWindow(
            self._session,
            self._actions,
            remembered=kept.all_notes_geometry,
            folder=kept.export_folder,
        )
        window.opened.connect(self.note_opened)
        return window

    @cached_property
    def revisions(self) -> RevisionsWindow:
        """The window of an article's versions and what was changed in them."""
        from ui.revisions.window import RevisionsWindow

        window = RevisionsWindow(
            self._session,
            self._actions,
            make_current=self._make_current,
            style=self._style,
            remembered=self._remembered.settings.revisions_geometry,
        )
        window.opened.connect(self.version_opened)
        return window

    @cached_property
    def refreshing(self) -> Refreshing:
        """What asks feeds for what is new, also while their window is not open."""
        from ui.feeds.refreshing import Refreshing

        return Refreshing(self._session, self)

    @cached_property
    def feeds(self) -> FeedsWindow:
        """The window of feeds and what waits in them."""
        from ui.feeds.window import FeedsWindow

        kept = self._remembered.settings
        window = FeedsWindow(
            self._session,
            self._actions,
            self.refreshing,
            remembered=kept.feeds_geometry,
            every=kept.refresh_feeds_every,
            folder=kept.add_folder,
        )
        window.opened.connect(self._open_kept)
        window.every_chosen.connect(self._refresh_every)
        return window

    def show_feeds(self) -> None:
        self.leaving.emit()
        self.feeds.come()

    def _open_kept(self, article: ArticleId) -> None:
        self.note_opened.emit(article, None)

    def _refresh_every(self, minutes: int) -> None:
        self._remembered.keep(refresh_feeds_every=minutes)
        if minutes:
            self._timer.start()
        else:
            self._timer.stop()

    def refresh_what_is_due(self) -> None:
        """Asks the feeds that were not asked lately, unless something else goes on."""
        # Here and not above: the window opens without what talks to the network.
        from reader import feeding

        every = timedelta(minutes=self._remembered.settings.refresh_feeds_every)
        due = feeding.due(self._session.library, every, at=self._session.now()) if every else ()
        if due:
            self.refreshing.refresh_by_itself(due)

    @cached_property
    def stories(self) -> StoriesWindow:
        """The window of stories."""
        from ui.stories.window import StoriesWindow

        kept = self._remembered.settings
        window = StoriesWindow(
            self._session,
            self._actions,
            remembered=kept.stories_geometry,
            folder=kept.export_folder,
        )
        window.opened.connect(self.note_opened)
        window.export_wanted.connect(self.story_export_wanted)
        window.new_wanted.connect(self.new_story_wanted)
        return window

    def show_stories(self) -> None:
        self.leaving.emit()
        self.stories.come()

    def show_story(self, id: StoryId) -> None:
        self.leaving.emit()
        self.stories.come(id)

    def show_all_notes(self) -> None:
        self.leaving.emit()
        self.all_notes.come()

    def show_revisions(self) -> None:
        if self._article is not None:
            self.leaving.emit()
            self.revisions.come(self._article)

    def _make_current(self, article: ArticleId, number: int) -> None:
        # Here and not above: the window opens without what revises articles.
        from reader.revising import make_current

        self._session.do(make_current(self._session.library, article, number))

    def close(self) -> None:
        """Closes those that were ever opened, and remembers where they stood."""
        if "all_notes" in self.__dict__:
            self._remembered.keep(all_notes_geometry=self.all_notes.geometry_kept)
            self.all_notes.close()
        if "revisions" in self.__dict__:
            self._remembered.keep(revisions_geometry=self.revisions.geometry_kept)
            self.revisions.close()
        if "feeds" in self.__dict__:
            self._remembered.keep(feeds_geometry=self.feeds.geometry_kept)
            self.feeds.close()
        if "stories" in self.__dict__:
            self._remembered.keep(stories_geometry=self.stories.geometry_kept)
            self.stories.close()

    def end(self) -> None:
        """Those that were ever opened are gone with the reading window."""
        for name in ("all_notes", "revisions", "feeds", "stories"):
            if name in self.__dict__:
                self.__dict__[name].deleteLater()
