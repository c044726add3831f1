"""The windows beside the reading window: all notes, and the versions of an article.

They are made when they are first asked for, remember where they stood, and go with the window.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from reader.model import ArticleId
from ui.reading.typography import ReadingStyle
from ui.remembered import Remembered
from ui.session import Session

if TYPE_CHECKING:
    from ui.all_notes.window import AllNotesWindow
    from ui.revisions.window import RevisionsWindow


class WindowsBeside(QObject):
    """Opens them, leads back to the reading window, and closes them."""

    leaving = Signal()
    """One is about to be shown: what is being typed belongs in it."""
    note_opened = Signal(object, object)
    """ArticleId, and AnnotationId or None for the article's own note: to be shown where it is."""
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

    def end(self) -> None:
        """Those that were ever opened are gone with the reading window."""
        for name in ("all_notes", "revisions"):
            if name in self.__dict__:
                self.__dict__[name].deleteLater()
