"""What leaves the window: an article as a file or on paper, words by the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from reader import paths
from reader.model import ArticleId, ArticleQuery
from ui.foot import Foot
from ui.homecoming import Homecoming
from ui.marking import Marking
from ui.remembered import Remembered
from ui.session import Session

if TYPE_CHECKING:
    from reader.templates import Template
    from ui.copying import Copying
    from ui.exporting import Exporting
    from ui.exporting_many import ExportingMany
    from ui.reading.printing.desk import PrintDesk
    from ui.templates.sending import TemplateSending


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
        self._revision: int | None = None

    def open(self, article: ArticleId | None, revision: int | None = None) -> None:
        """Takes up the article that is open now, or none; with a number, that revision of it."""
        self._article, self._revision = article, revision

    def _revision_of(self, article: ArticleId) -> int | None:
        """The revision that is meant where one is shown that is not the current one."""
        return self._revision if article == self._article else None

    # --- files -----------------------------------------------------------------------------------

    # Made when they are first asked for: the window opens without exporters and printers.

    @cached_property
    def exporting(self) -> Exporting:
        """What writes articles to files."""
        from ui.exporting import Exporting

        exporting = Exporting(
            self._session,
            self._homecoming,
            self._remembered,
            self._paint_pdf,
            self._revision_of,
            self._window,
        )
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

    def show_export_options(self) -> None:
        """Asks how exports are written from now on; folders kept in step are written anew."""
        from reader.export.options import by_name, options_named
        from ui.dialogs.export_options import ExportOptionsDialog

        before = options_named(self._remembered.settings.export_options)
        dialog = ExportOptionsDialog(before, self._window)
        chosen = dialog.options() if dialog.exec() else before
        dialog.deleteLater()
        if chosen != before:
            self._remembered.keep(export_options=by_name(chosen))
            if self._remembered.settings.kept_folders:
                self.exporting_many.kept.write_anew()

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

    def show_templates(self) -> None:
        """Opens the editor of templates, with what they make of the open article."""
        from ui.dialogs.templates import TemplatesDialog

        article = self._leave()
        geometry = self._remembered.settings.templates_geometry
        dialog = TemplatesDialog(self._session, article, self._window, geometry=geometry)
        if article is not None:
            dialog.export_wanted.connect(partial(self._export_with, article))
        dialog.exec()
        self._remembered.keep(templates_geometry=dialog.geometry_kept)
        dialog.deleteLater()

    def _export_with(self, article: ArticleId, template: Template) -> None:
        folder = Path(self.exporting.folder)
        self.template_sending.ask(article, template, paths.templates_folder(), folder)

    @cached_property
    def template_sending(self) -> TemplateSending:
        """What writes articles by templates."""
        from ui.templates.sending import TemplateSending

        return TemplateSending(
            self._session, self._homecoming, self._remembered, self.exporting.say, self._window
        )

    def _leave(self) -> ArticleId | None:
        """The open article, with all that was typed about it."""
        self.leaving.emit()
        return self._article

    # --- paper -----------------------------------------------------------------------------------

    @cached_property
    def print_desk(self) -> PrintDesk:
        """What prints."""
        from ui.reading.printing.desk import PrintDesk

        return PrintDesk(self._session, self._window, self._folder, revision=self._revision_of)

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

    @cached_property
    def copying(self) -> Copying:
        """What puts words on the clipboard."""
        from ui.copying import Copying

        return Copying(self._session, self._marking, self._remembered, self._window)

    def copy_as_menu(self, parent: QWidget) -> QMenu:
        """ "Copy as", filled when it is first opened."""
        menu = QMenu(parent)
        menu.aboutToShow.connect(partial(self._fill, menu))
        return menu

    def _fill(self, menu: QMenu) -> None:
        if menu.isEmpty():
            self.copying.fill(menu)

    def copy(self) -> None:
        self.copying.copy()

    def cite(self) -> None:
        self.copying.cite()
