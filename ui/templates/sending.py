"""Writes the open article by a template where the user says, off the main thread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reader import templating
from reader.export import ExportOptions
from reader.export.options import options_named
from reader.exporting import Sent
from reader.library import Reader
from reader.messages import _
from reader.model import ArticleId, Exported
from reader.templates import Rendered, Template
from ui.file_dialogs import place_to_save
from ui.homecoming import Homecoming
from ui.remembered import Remembered
from ui.session import Session

Say = Callable[[tuple[Path, Sent]], None]
"""Remembers what was written, and says so."""


class TemplateSending(QObject):
    """Asks for a place with the name that the template says, and writes there."""

    def __init__(
        self,
        session: Session,
        homecoming: Homecoming,
        remembered: Remembered,
        say: Say,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._homecoming = homecoming
        self._remembered = remembered
        self._say = say
        self._window = window

    def ask(self, article: ArticleId, template: Template, templates: Path, folder: Path) -> None:
        """Opens the system's dialog in `folder`, and writes if a place was chosen.

        `templates` is where those lie that this one may include.
        """
        self._session.run(
            self._session.read(_filled, article, template, templates, self._options(), self._now()),
            done=partial(self._ask_where, article, template, templates, folder),
            name=_("Exporting"),
        )

    def _ask_where(
        self,
        article: ArticleId,
        template: Template,
        templates: Path,
        folder: Path,
        filled: tuple[Exported, Rendered],
    ) -> None:
        exported, made = filled
        proposed = templating.place_in(folder, exported, template, made)
        kinds = f"{_('Markdown')} (*.md)"
        path = place_to_save(self._window, _("Export"), proposed, kinds, confirm=False)
        if path is None:
            return
        write = partial(self._write, article, template, templates, path)
        if made.comes_home and path.exists():
            self._homecoming.bring_first(path, write)
        else:
            write()

    def _write(self, article: ArticleId, template: Template, templates: Path, to: Path) -> None:
        self._session.run(
            self._session.read(
                _written, article, template, templates, to, self._options(), self._now()
            ),
            done=self._say,
            name=_("Exporting"),
        )

    def _options(self) -> ExportOptions:
        return options_named(self._remembered.settings.export_options)

    def _now(self) -> datetime:
        return self._session.now().astimezone()


def _filled(
    reader: Reader,
    article: ArticleId,
    template: Template,
    templates: Path,
    options: ExportOptions,
    at: datetime,
) -> tuple[Exported, Rendered]:
    return templating.fill(reader, article, template, templates, options, at=at)


def _written(
    reader: Reader,
    article: ArticleId,
    template: Template,
    templates: Path,
    to: Path,
    options: ExportOptions,
    at: datetime,
) -> tuple[Path, Sent]:
    """Where it was asked for, and what became of it. It is filled in again: what was brought
    home first belongs in it."""
    _exported, made = templating.fill(reader, article, template, templates, options, at=at)
    return to, templating.send(reader, article, to, made, options)
