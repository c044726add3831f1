"""What leaves the window: an article as a file or on paper, words by the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from reader.messages import _
from reader.model import ArticleId, ArticleQuery
from ui.foot import Foot
from ui.homecoming import Homecoming
from ui.marking import Marking
from ui.remembered import Remembered
from ui.session import Session

if TYPE_CHECKING:
    from ui.exporting import Exporting
    from ui.exporting_many import ExportingMany
    from ui.reading.printing.desk import PrintDesk


class Outgoing(QObject):
    """Exports, prints and copies from the article that is open."""

    leaving = Signal()
    """Something is about to leave: what is being typed belongs in it."""

    def __init__(
        self,
        session: Session,
        marking: Marking,
        foot: Foot,
        remembered: Remembered,
        homecoming: Homecoming,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._marking = marking
        self._foot = foot
        self._remembered = remembered
        self._homecoming = homecoming
        self._window = window
        self._article: ArticleId | None = None

    def open(self, article: ArticleId | None) -> None:
        """Takes up the article that is open now, or none."""
        self._article = article

    # --- files -----------------------------------------------------------------------------------

    # Made when they are first asked for: the window opens without exporters and printers.

    @cached_property
    def exporting(self) -> Exporting:
        """What writes articles to files."""
        from ui.exporting import Exporting

        exporting = Exporting(self._session, self._homecoming, self._paint_pdf, self._window)
        if self._remembered.settings.export_folder:
            exporting.folder = self._remembered.settings.export_folder
        exporting.folder_changed.connect(self._remember_folder)
        return exporting

    def _paint_pdf(self, article: ArticleId, done: Callable[[bytes], None]) -> None:
        self.print_desk.paint_pdf(article, done)

    def _remember_folder(self, folder: str) -> None:
        self._remembered.keep(export_folder=folder)

    def export(self) -> None:
        article = self._leave()
        if article is not None:
            self.exporting.ask(article, "annotated")

    def export_notes(self) -> None:
        article = self._leave()
        if article is not None:
            self.exporting.ask(article, "notes")

    # --- many at once ----------------------------------------------------------------------------

    @cached_property
    def exporting_many(self) -> ExportingMany:
        """What sends whole lists."""
        from ui.exporting_many import ExportingMany

        return ExportingMany(
            self._session, self._homecoming, self._foot, self._remembered, self._window
        )

    def export_list(self, query: ArticleQuery, name: str) -> None:
        self.leaving.emit()
        self.exporting_many.ask(query, name, Path(self._folder()))

    def show_kept_folders(self) -> None:
        self.leaving.emit()
        self.exporting_many.show_kept()

    def keep_folders_in_step(self) -> None:
        """Has the folders of this library followed from now on, if it has any."""
        if self._remembered.settings.kept_folders:
            _ = self.exporting_many.kept

    # --- one article -----------------------------------------------------------------------------

    def _leave(self) -> ArticleId | None:
        """The open article, with all that was typed about it."""
        self.leaving.emit()
        return self._article

    # --- paper -----------------------------------------------------------------------------------

    @cached_property
    def print_desk(self) -> PrintDesk:
        """What prints."""
        from ui.reading.printing.desk import PrintDesk

        return PrintDesk(self._session, self._window, self._folder)

    def _folder(self) -> str:
        return self._remembered.settings.export_folder or self.exporting.folder

    def print_article(self) -> None:
        article = self._leave()
        if article is not None:
            self.print_desk.print_article(article)

    def preview_print(self) -> None:
        article = self._leave()
        if article is not None:
            self.print_desk.preview(article)

    def save_pdf(self) -> None:
        article = self._leave()
        if article is not None:
            self.print_desk.save_pdf(article)

    # --- the clipboard ---------------------------------------------------------------------------

    def copy(self) -> None:
        words = self._marking.words()
        if words:
            QGuiApplication.clipboard().setText(words)

    def cite(self) -> None:
        cited = self._marking.cited()
        if cited:
            QGuiApplication.clipboard().setText(cited)
            self._foot.say(_("Copied with its source."))
