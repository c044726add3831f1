"""The notes of the open article: a list of cards, and the editor over the one being written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QStackedLayout, QWidget

from reader import changes
from reader.errors import NotFound
from reader.library import Reader
from reader.messages import _
from reader.model import Annotation, AnnotationId, Article, ArticleId, Change, LabelId, Place
from ui.notes.cards import ARTICLE, Card, CardId, cards
from ui.notes.delegate import NoteDelegate, head_height
from ui.notes.editor import NoteEditor
from ui.notes.model import CARD, Index, NoteModel
from ui.parts import KEYBOARD_REASONS, EmptyState, IconButton, Pane, Words, header
from ui.session import Session

_ON_A_CARD = ("note", "tags", "private", "check", "", "copy", "cite", "", "remove")


class AnnotationDraft:
    """The note and tags of one annotation, read afresh and stored as Changes."""

    def __init__(self, session: Session, id: AnnotationId) -> None:
        self._session = session
        self._id = id

    def _record(self) -> Annotation:
        return self._session.library.annotation(self._id)

    def note(self) -> str:
        return self._record().note

    def tags(self) -> tuple[str, ...] | None:
        return self._record().tags

    def store_note(self, note: str) -> bool:
        at = self._session.now()
        return self._session.do(changes.edit_annotation(self._record(), at=at, note=note))

    def store_tags(self, tags: list[str]) -> bool:
        record = self._record()
        change = changes.edit_annotation(record, at=self._session.now(), tags=tags)
        return change is None or self._session.do(change)


class ArticleDraft:
    """The one free note of an article; it has no tags of its own."""

    def __init__(self, session: Session, id: ArticleId) -> None:
        self._session = session
        self._id = id

    def note(self) -> str:
        return self._session.library.article(self._id).note

    def tags(self) -> tuple[str, ...] | None:
        return None

    def store_note(self, note: str) -> bool:
        article = self._session.library.article(self._id)
        return self._session.do(changes.edit_article(article, note=note))

    def store_tags(self, tags: list[str]) -> bool:
        return False


class CardList(QListView):
    """The cards; it says which one the keyboard or the mouse is on."""

    chosen = Signal(object)
    """CardId that was clicked or stepped to."""
    opened = Signal(object)
    """CardId whose note should be written: double click, Enter."""
    resized = Signal()
    """The cards have another width."""
    moved = Signal()
    """Cards were laid out or scrolled: what lies over one must follow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(_("Notes"))
        self.clicked.connect(self._choose)
        self.doubleClicked.connect(self._open)
        self._cards = NoteDelegate(self)
        self.setItemDelegate(self._cards)

    @property
    def cards(self) -> NoteDelegate:
        """What paints the cards."""
        return self._cards

    def _choose(self, index: Index) -> None:
        self.chosen.emit(index.data(CARD).id)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(CARD).id)

    def currentChanged(self, now: Index, before: Index) -> None:
        super().currentChanged(now, before)
        if self.hasFocus() and now.isValid():
            self._choose(now)

    def lay_out(self) -> None:
        """Measures the cards again, now and not when the list is next idle."""
        self.scheduleDelayedItemsLayout()
        self.executeDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        if event.text() and event.text().isprintable():
            event.ignore()  # letters are actions of the window, not a search among the cards
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._cards.ringed = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._cards.ringed = False
        super().focusOutEvent(event)
        self.viewport().update()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self.moved.emit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
            self.resized.emit()


class NotesPanel(Pane):
    """The pane at the right: what was marked in the open article and what was noted on it."""

    chosen = Signal(object)
    """AnnotationId whose passage the page should show."""
    done = Signal()
    """Writing a note is over; the page takes the keyboard again."""

    def __init__(
        self, session: Session, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__("panel", "left", parent)
        self._session = session
        self._actions = actions
        self._article: ArticleId | None = None
        self._hidden: set[LabelId] = set()
        self._writes_on_article = False
        self._editor: NoteEditor | None = None
        self.model = NoteModel(self)
        self.list = CardList()
        self.list.setModel(self.model)
        self.setFocusProxy(self.list)
        self.count = Words("", 12, tone="secondary")
        self.filter = QAction(_("Show labels"), self)
        self.filter.triggered.connect(self._offer_filter)
        self._filter_button = IconButton(self.filter, "filter")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        title = Words(_("Notes"), 14, 600)
        shut = IconButton(self._actions["notes"], "notes")
        self.column.addWidget(
            header(title, 6, self.count, None, self._filter_button, shut, margins=(24, 0, 12, 0))
        )
        self._empty = EmptyState("note", _("No notes yet"), _("Select words to mark them."))
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.list)
        self.column.addLayout(self._stack, 1)

    def _connect(self) -> None:
        self._session.changed.connect(self._follow)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self.edit)
        self.list.resized.connect(self._fit_editor)
        self.list.moved.connect(self._follow_card)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._offer_actions)

    # --- what is shown -----------------------------------------------------------------------

    def show_article(self, id: ArticleId | None) -> None:
        """Shows the notes of this article, or none."""
        self._stop_writing()
        self._article = id
        self._hidden.clear()
        self._writes_on_article = False
        self.list.cards.active = None
        self._refresh()
        self.list.scrollToTop()

    def set_active(self, id: AnnotationId | None) -> None:
        """Shows which mark is active; its card comes into view."""
        if self._editor and self.list.cards.editing != id:
            self._stop_writing()
        self.list.cards.active = id
        index = self.model.index_of(id)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)
        self.list.viewport().update()

    def cards(self) -> Sequence[Card]:
        """The cards as they are shown."""
        return self.model.cards()

    def _follow(self, change: Change) -> None:
        if self._article is not None and self._touches(change):
            self._refresh()

    def _touches(self, change: Change) -> bool:
        shown = {card.id for card in self.model.cards()}
        for edit in change.edits:
            record = edit.after or edit.before
            match record:
                case Annotation(article=article):
                    if article == self._article:
                        return True
                case Article(id=id):
                    if id == self._article:
                        return True
                case Place(annotation=annotation):
                    if annotation in shown:
                        return True
                case _:
                    if edit.key.kind == "label":
                        return True
        return False

    def _refresh(self) -> None:
        shown = self._cards(self._session.library) if self._article else ()
        editing = self.list.cards.editing
        if editing is not None and all(card.id != editing for card in shown):
            self._close_editor()
        self.model.take(shown)
        marks = sum(card.id != ARTICLE for card in shown)
        self.count.setText(str(marks) if marks else "")
        self._filter_button.setVisible(bool(marks or self._hidden))
        self._stack.setCurrentWidget(self.list if shown else self._empty)
        if self._article is None:
            self._empty.say("", "")
        elif self._hidden:
            self._empty.say(_("Nothing shown"), _("Every note here has a label that is hidden."))
        else:
            self._empty.say(_("No notes yet"), _("Select words to mark them."))
        self._empty.setVisible(self._article is not None and not shown)

    def _cards(self, library: Reader) -> tuple[Card, ...]:
        assert self._article is not None
        try:
            return cards(
                library,
                self._article,
                hidden=self._hidden,
                with_article_note=self._writes_on_article,
            )
        except NotFound:  # undone or erased: the window will soon open another one
            return ()

    # --- choosing ----------------------------------------------------------------------------

    def _choose(self, id: CardId) -> None:
        if self._editor and self.list.cards.editing != id:
            self._stop_writing()
        self.list.cards.active = id
        self.list.viewport().update()
        if id != ARTICLE:
            self.chosen.emit(id)

    def _offer_actions(self, at: QPoint) -> None:
        index = self.list.indexAt(at)
        if not index.isValid() or index.data(CARD).id == ARTICLE:
            return
        self._choose(index.data(CARD).id)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, _label in enumerate(self._session.labels(), 1):
            action = self._actions.get(f"label-{number}")
            if action is not None:
                menu.addAction(action)
        menu.addSeparator()
        for name in _ON_A_CARD:
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()
        menu.popup(self.list.viewport().mapToGlobal(at))

    def _offer_filter(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for label in self._session.library.labels():
            line = menu.addAction(label.name.replace("&", "&&"))
            line.setCheckable(True)
            line.setChecked(label.id not in self._hidden)
            line.setData(label.id)
            line.toggled.connect(self._filter_changed)
        button = self._filter_button
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _filter_changed(self, shown: bool) -> None:
        line = self.sender()
        assert isinstance(line, QAction)
        label = LabelId(line.data())
        (self._hidden.discard if shown else self._hidden.add)(label)
        self._refresh()

    # --- writing -----------------------------------------------------------------------------

    def edit(self, id: CardId) -> None:
        """Opens the note of this card for writing."""
        editor = self._open_editor(id)
        if editor is not None:
            editor.write()

    def edit_tags(self, id: AnnotationId) -> None:
        """Opens the tags of this card for writing."""
        editor = self._open_editor(id)
        if editor is not None:
            editor.write_tags()

    def edit_article_note(self) -> None:
        """Opens the one free note of the article for writing."""
        if self._article is not None:
            self._writes_on_article = True
            self._refresh()
            self.edit(ARTICLE)

    def _open_editor(self, id: CardId) -> NoteEditor | None:
        if self._editor is not None and self.list.cards.editing == id:
            return self._editor
        self._stop_writing()
        index = self.model.index_of(id)
        if not index.isValid() or self._article is None:
            return None
        draft = (
            ArticleDraft(self._session, self._article)
            if id == ARTICLE
            else AnnotationDraft(self._session, AnnotationId(id))
        )
        editor = NoteEditor(draft, top=self._top(index), parent=self.list.viewport())
        self._editor = editor
        self.list.cards.active = self.list.cards.editing = id
        editor.resized.connect(self._fit_editor)
        editor.caret_moved.connect(self._keep_in_sight)
        editor.done.connect(self._end_writing)
        self.list.setCurrentIndex(index)
        # Fitted first: a field that is shown before it has its width keeps lines too long for it.
        self._fit_editor()
        editor.show()
        return editor

    def _top(self, index: QModelIndex) -> int:
        return head_height(index.data(CARD), self.list.visualRect(index).width())

    def _fit_editor(self) -> None:
        editor, delegate = self._editor, self.list.cards
        index = self.model.index_of(delegate.editing)
        if editor is None or not index.isValid():
            return
        editor.set_top(self._top(index))
        delegate.editor_height = editor.needed()
        self.list.lay_out()
        self._follow_card()
        self._keep_in_sight()

    def _follow_card(self) -> None:
        """Keeps the editor over its card.

        Not by `setIndexWidget`: the list then crashed over an editor that had been deleted.
        """
        index = self.model.index_of(self.list.cards.editing)
        if self._editor is not None and index.isValid():
            self._editor.setGeometry(self.list.visualRect(index))

    def _keep_in_sight(self) -> None:
        """Scrolls to the whole card being written on, or to the caret where it is too high."""
        index = self.model.index_of(self.list.cards.editing)
        if self._editor is None or not index.isValid():
            return
        self.list.scrollTo(index)
        room = self.list.viewport().height()
        if self.list.visualRect(index).height() > room:
            below = self._editor.caret_bottom() - room
            bar = self.list.verticalScrollBar()
            bar.setValue(bar.value() + max(0, below))

    def _end_writing(self) -> None:
        self._close_editor()
        self.done.emit()

    def _stop_writing(self) -> None:
        """Stores what was typed and shuts the editor, without moving the keyboard."""
        if self._editor is not None:
            self._editor.save()
            self._close_editor()

    def _close_editor(self) -> None:
        editor, self._editor = self._editor, None
        delegate = self.list.cards
        index = self.model.index_of(delegate.editing)
        delegate.editing = None
        if self._writes_on_article:
            self._writes_on_article = False
            self._refresh()
        if editor is not None:
            editor.hide()
            editor.deleteLater()
        if index.isValid():
            delegate.sizeHintChanged.emit(index)

    def save(self) -> None:
        """Stores what is being typed right now; for closing and exporting."""
        if self._editor is not None:
            self._editor.save()
