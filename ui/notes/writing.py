"""Keeps the one editor over the card whose note is being written, whatever the list does below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, Signal

from ui.notes.cards import CardId
from ui.notes.list import CardList
from ui.notes.model import CARD, NoteModel

# The editor is loaded when the first note is written.
if TYPE_CHECKING:
    from ui.notes.drafts import Draft
    from ui.notes.editor import NoteEditor
    from ui.notes.tags import Suggest


class Writing(QObject):
    """The card of a list that is being written on, if any, and its editor."""

    closed = Signal()
    """The editor has gone."""
    done = Signal()
    """It has gone because writing is over; the page takes the keyboard again."""
    link_clicked = Signal(str)
    """The address of a link in the preview; nobody has gone there."""

    def __init__(self, cards: CardList, model: NoteModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._list = cards
        self._model = model
        self._editor: NoteEditor | None = None
        cards.resized.connect(self.fit)
        cards.moved.connect(self._follow_card)

    @property
    def card(self) -> CardId | None:
        """The card that is being written on."""
        return self._list.cards.editing

    def begin(self, index: QModelIndex, draft: Draft, suggest: Suggest) -> NoteEditor:
        """Opens the editor over this card; another one must have been stopped."""
        from ui.notes.editor import NoteEditor

        view = self._list
        editor = NoteEditor(draft, top=self._top(index), suggest=suggest, parent=view.viewport())
        self._editor = editor
        view.cards.active = view.cards.editing = index.data(CARD).id
        editor.link_clicked.connect(self.link_clicked)
        editor.resized.connect(self.fit)
        editor.caret_moved.connect(self._keep_in_sight)
        editor.done.connect(self._end)
        view.select_only(index)
        # Fitted first: a field that is shown before it has its width keeps lines too long for it.
        self.fit()
        editor.show_preview()
        editor.show()
        return editor

    def editor_of(self, id: CardId) -> NoteEditor | None:
        """The editor, if it is open over this card."""
        return self._editor if self.card == id else None

    def follow(self) -> None:
        """The library has changed: the editor shows it where nothing was typed."""
        if self._editor is not None:
            self._editor.follow()

    def save(self) -> None:
        """Stores what is being typed right now."""
        if self._editor is not None:
            self._editor.save()

    def stop(self) -> None:
        """Stores what was typed and shuts the editor, without moving the keyboard."""
        if self._editor is not None:
            self._editor.save()
            self._close()

    def _end(self) -> None:
        self._close()
        self.done.emit()

    def _close(self) -> None:
        editor, self._editor = self._editor, None
        delegate = self._list.cards
        index = self._model.index_of(delegate.editing)
        delegate.editing = None
        if editor is not None:
            editor.shut()
            editor.deleteLater()
        self._list.measure_again(index)
        self.closed.emit()

    # --- where it lies ---------------------------------------------------------------------------

    def _top(self, index: QModelIndex) -> int:
        width = self._list.visualRect(index).width()
        return self._list.cards.head_height(index.data(CARD), width)

    def fit(self) -> None:
        """Puts the editor under the quote as high as that is now, and makes room for it."""
        editor, delegate = self._editor, self._list.cards
        index = self._model.index_of(delegate.editing)
        if editor is None or not index.isValid():
            return
        editor.set_top(self._top(index))
        delegate.editor_height = editor.needed()
        self._list.measure_again(index)
        self._follow_card()
        self._keep_in_sight()

    def _follow_card(self) -> None:
        """Keeps the editor over its card.

        Not by `setIndexWidget`: the list then crashed over an editor that had been deleted.
        """
        index = self._model.index_of(self.card)
        if self._editor is not None and index.isValid():
            self._editor.setGeometry(self._list.visualRect(index))

    def _keep_in_sight(self) -> None:
        """Scrolls to the whole card being written on, or to the caret where it is too high."""
        index = self._model.index_of(self.card)
        if self._editor is None or not index.isValid():
            return
        self._list.scrollTo(index)
        room = self._list.viewport().height()
        if self._list.visualRect(index).height() > room:
            below = self._editor.caret_bottom() - room
            bar = self._list.verticalScrollBar()
            bar.setValue(bar.value() + max(0, below))
