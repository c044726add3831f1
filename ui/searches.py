"""Searches that are kept in the sidebar: saved, renamed, put in order, dropped."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QMenu, QWidget

from reader import changes
from reader.errors import GalleyError
from reader.messages import _
from reader.model import SavedSearch
from ui.foot import Foot
from ui.session import Session


class Searches(QObject):
    """What can be done with the search that is typed, and with those that are kept."""

    def __init__(
        self, session: Session, foot: Foot, typed: Callable[[], str], window: QWidget
    ) -> None:
        """`typed` gives the words of the search that is shown."""
        super().__init__(window)
        self._session = session
        self._foot = foot
        self._typed = typed
        self._window = window

    def save(self) -> None:
        """Keeps what is searched for now, under a name that is asked for."""
        words = self._typed()
        name = self._ask(_("Save this search"), words, words) if words else ""
        if name is None:
            return
        library = self._session.library
        try:
            change = changes.save_search(
                library.saved_searches(), name, words, id=library.new_search_id()
            )
        except GalleyError as error:
            self._foot.warn(error)
            return
        if change is None:
            self._foot.say(_("This search is kept already."))
        elif self._session.do(change):
            self._foot.say_undoable(_("Kept in the sidebar; it stays live."))

    def show_menu(self, search: SavedSearch, at: QPoint) -> None:
        """Shows what can be done with a kept search."""
        self.menu(search).popup(at)

    def menu(self, search: SavedSearch) -> QMenu:
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Rename…"), lambda: self.rename(search))
        if self._typed() and self._typed() != search.words:
            menu.addAction(_("Search for what is typed now"), lambda: self.refine(search))
        up = menu.addAction(_("Move up"), lambda: self.move(search, -1))
        down = menu.addAction(_("Move down"), lambda: self.move(search, 1))
        ids = [each.id for each in self._session.library.saved_searches()]
        up.setEnabled(search.id != ids[0])
        down.setEnabled(search.id != ids[-1])
        menu.addSeparator()
        menu.addAction(_("Keep it no more"), lambda: self.drop(search))
        return menu

    def rename(self, search: SavedSearch) -> None:
        name = self._ask(_("Rename the search"), search.name, search.words)
        if name:
            self._session.do(changes.edit_search(search, name=name))

    def refine(self, search: SavedSearch) -> None:
        """The kept search with the words that are typed now."""
        self._session.do(changes.edit_search(search, words=self._typed()))

    def move(self, search: SavedSearch, by: int) -> None:
        """One place up or down."""
        self._session.do(changes.move_search(self._session.library.saved_searches(), search, by))

    def drop(self, search: SavedSearch) -> None:
        if self._session.do(changes.drop_search(search)):
            self._foot.say_undoable(_("“{name}” is kept no more.").format(name=search.name))

    def _ask(self, title: str, name: str, words: str) -> str | None:
        """The name that is typed; None if the dialog is cancelled."""
        # Here and not above: the window opens without its dialogs.
        from ui.dialogs.frame import Frame
        from ui.parts import Words

        dialog = Frame(title, self._window, width=420)
        dialog.column.addWidget(Words(words, 13, tone="secondary", wrap=True))
        field = QLineEdit(name)
        field.setAccessibleName(_("Name"))
        field.selectAll()
        dialog.column.addWidget(field)
        dialog.button(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        keep = dialog.button(_("Keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setDefault(True)
        field.textChanged.connect(lambda typed: keep.setEnabled(bool(typed.strip())))
        accepted = dialog.exec()
        dialog.deleteLater()
        return field.text().strip() if accepted else None
