"""Exports the list: asks how, sends it, says what became of it; and what follows by itself."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reader.errors import WriteFailed
from reader.export.options import options_named
from reader.messages import _
from reader.model import ArticleQuery
from reader.outbox import Outcome
from ui.dialogs.export_many import Choice, ExportManyDialog
from ui.foot import Foot
from ui.homecoming import Homecoming
from ui.kept_folders import KeptFolders
from ui.remembered import Remembered
from ui.sending import Order, Sending, SendingTold
from ui.session import Session


class ExportingMany(QObject):
    """Whole lists of one window."""

    def __init__(
        self,
        session: Session,
        homecoming: Homecoming,
        foot: Foot,
        remembered: Remembered,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._foot = foot
        self._remembered = remembered
        self._window = window
        self._told = SendingTold(foot, window)
        self.sending = Sending(session, homecoming, foot, self)
        self.sending.ended.connect(self._tell)

    @cached_property
    def kept(self) -> KeptFolders:
        """The folders that are kept in step; they are followed from when this is first asked."""
        kept = KeptFolders(self._session, self.sending, self._remembered, self)
        kept.troubled.connect(self._told.tell)
        return kept

    def ask(self, query: ArticleQuery, name: str, folder: Path) -> None:
        """Asks how these articles shall leave, and sends them."""
        count = self._session.library.count(query)
        if not count:
            self._foot.say(_("There is nothing in this list to export."))
            return
        named = self._remembered.settings.export_name
        dialog = ExportManyDialog(
            name, count, folder, self._window, named=named, can_follow=query.ids is None
        )
        choice = dialog.choice() if dialog.exec() else None
        dialog.deleteLater()
        if choice is not None:
            self.send(query, name, choice)

    def send(self, query: ArticleQuery, name: str, choice: Choice) -> None:
        """Sends a list as it was chosen; a folder that is not there is made."""
        options = options_named(self._remembered.settings.export_options)
        if choice.together:
            self.sending.send(Order(query, choice.to, choice.style, options, together=name))
            return
        try:
            choice.to.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            self._session.failed.emit(_no_folder(choice.to, problem))
            return
        self._remembered.keep(export_folder=str(choice.to), export_name=choice.named)
        if choice.follow:
            self.kept.bring_in_step(
                self.kept.keep(choice.to, name, query, choice.style, choice.named)
            )
        else:
            self.sending.send(Order(query, choice.to, choice.style, options, named=choice.named))

    def show_kept(self) -> None:
        """Shows the folders that are kept in step."""
        from ui.dialogs.kept_folders import KeptFoldersDialog

        dialog = KeptFoldersDialog(self.kept, self._window)
        dialog.exec()
        dialog.deleteLater()

    def _tell(self, order: Order, outcome: Outcome | None) -> None:
        """What follows by itself is silent where all went well."""
        if outcome is not None and not order.by_itself:
            self._told.tell(order, outcome)


def _no_folder(folder: Path, problem: OSError) -> WriteFailed:
    return WriteFailed(
        _("The folder “{name}” cannot be made: {reason}.").format(
            name=folder.name, reason=problem.strerror or problem
        ),
        _("Choose another one; nothing was written."),
    )
