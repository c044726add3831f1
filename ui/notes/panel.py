"""The notes of the open article: a list of cards, and the editor over the one being written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from reader.errors import NotFound
from reader.messages import _, ngettext
from reader.model import AnnotationId, ArticleId, Change, Label, LabelId
from ui.gathering import AT_ONCE, Gathering
from ui.looks import Looks
from ui.notes.cards import ARTICLE, Card, CardId, Marked, card_of, own_card
from ui.notes.filters import Filter
from ui.notes.hidden import HiddenStrip
from ui.notes.list import CardList
from ui.notes.model import CARD, NoteModel
from ui.notes.touched import touched
from ui.notes.writing import Writing
from ui.parts import Chip, EmptyState, IconButton, Pane, Words, header
from ui.session import Session

# What is not seen when the window opens is loaded when it is wanted.
if TYPE_CHECKING:
    from ui.look_words import Version
    from ui.notes.deciding import Deciding
    from ui.notes.drafts import Draft
    from ui.notes.editor import NoteEditor
    from ui.notes.tag_strip import TagStrip
    from ui.notes.tags import Vocabulary


_PAUSE = 10
"""Milliseconds between two slices of many cards: the page has its marks first."""


class NotesPanel(Pane):
    """The pane at the right: what was marked in the open article and what was noted on it."""

    chosen = Signal(object)
    """AnnotationId whose passage the page should show."""
    done = Signal()
    """Writing a note is over, or Esc was pressed; the page takes the keyboard again."""
    selection_changed = Signal(tuple)
    """The AnnotationIds that are selected now, in the order of the cards."""
    link_clicked = Signal(str)
    """The address of a link in a note; nobody has gone there."""
    settle_wanted = Signal(object)
    """AnnotationId of which the reader says: it is right."""
    put_here_wanted = Signal(object)
    """AnnotationId that belongs on the words that are selected on the page."""
    version_wanted = Signal(object, int, object)
    """ArticleId, number of a revision and Passage: a mark's words in the version that had them."""

    def __init__(
        self, session: Session, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__("panel", "left", parent)
        self._session = session
        self._actions = actions
        self._article: ArticleId | None = None
        self._revision = 0
        self._asked: int | None = None
        self._labels: Mapping[LabelId, Label] = {}
        self._all: dict[CardId, Card] = {}
        self._unseen: set[CardId] = set()
        """Cards that were there before all were read again, and have not come yet."""
        self._unsettled: set[CardId] = set()
        self._gathering = Gathering(session, self, pause=_PAUSE)
        self._filter = Filter()
        self._words_selected = False
        self._writes_on_article = False
        self.looks = Looks(session, self)
        self.model = NoteModel(self.looks, self)
        self.list = CardList(self.model, self.looks)
        self.writing = Writing(self.list, self.model, self)
        self.setFocusProxy(self.list)
        self.count = Words("", 12, tone="secondary")
        self.alarm = QAction(self)
        self.alarm.setCheckable(True)
        self.alarm.triggered.connect(self._show_what_needs_a_look)
        self.filter = QAction(_("Choose what is shown"), self)
        self.filter.triggered.connect(self._offer_filter)
        self._filter_button = IconButton(self.filter, "filter")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        title = Words(_("Notes"), 14, 600)
        shut = IconButton(self._actions["notes"], "notes")
        alarm = Chip(action=self.alarm)
        parts = (title, 6, self.count, None, alarm, self._filter_button, shut)
        self.column.addWidget(header(*parts, margins=(24, 0, 12, 0)))
        self.hidden = HiddenStrip()
        self.column.addWidget(self.hidden)
        self._empty = EmptyState("note", _("No notes yet"), _("Select words to mark them."))
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.list)
        self.column.addLayout(self._stack, 1)

    def _connect(self) -> None:
        self._session.changed.connect(self._follow)
        self._gathering.came.connect(self._take_gathered)
        self._gathering.done.connect(self._all_gathered)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self.edit)
        self.writing.done.connect(self.done)
        self.writing.closed.connect(self._writing_closed)
        self.writing.link_clicked.connect(self.link_clicked)
        self.list.left.connect(self.done)
        self.list.selection_changed.connect(self._selection_changed)
        self.list.link_clicked.connect(self.link_clicked)
        self.list.version_clicked.connect(self._want_version)
        self.looks.came.connect(self._looked_at)
        self.list.removal_wanted.connect(self._remove_selected)
        self.list.drag_wanted.connect(self._drag_selected)
        self.hidden.show_all.connect(self._show_all)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._offer_actions)

    @cached_property
    def tags(self) -> TagStrip:
        """The line in which tags for several marks are typed."""
        from ui.notes.tag_strip import TagStrip

        strip = TagStrip(self._vocabulary.matching, self)
        self.column.insertWidget(self.column.indexOf(self.hidden) + 1, strip)
        strip.given.connect(self._tag)
        strip.closed.connect(self.list.setFocus)
        return strip

    @cached_property
    def deciding(self) -> Deciding:
        """The buttons on the active card while it needs a look."""
        from ui.notes.deciding import Deciding

        deciding = Deciding(self.list, self.model, self)
        deciding.row.settled.connect(self._settle)
        deciding.row.put_here.connect(self._put_here)
        deciding.row.passed_over.connect(self._pass_over)
        deciding.row.version_wanted.connect(self._want_active_version)
        return deciding

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        from ui.notes.tags import Vocabulary

        return Vocabulary(self._session.library)

    # --- what is shown -----------------------------------------------------------------------

    def show_article(self, id: ArticleId | None, revision: int | None = None) -> None:
        """Shows the notes of this article, or none, with their places in the current revision or
        in one that is named."""
        self.writing.stop()
        if id != self._article:
            self._filter = Filter()
        self._article, self._asked, self._revision = id, revision, 0
        self._writes_on_article = False
        self.list.cards.active = None
        self._all.clear()
        self._unsettled.clear()
        self.model.take(())
        self._refresh()
        self.list.scrollToTop()

    def set_active(self, id: AnnotationId | None) -> None:
        """Shows which mark is active; its card comes into view."""
        if self.writing.card != id:
            self.writing.stop()
        self.list.cards.active = id
        if id is not None:
            self._fetch(id)
        index = self.model.index_of(id)
        if index.isValid():
            self.list.make_current(index)
            self.list.scrollTo(index)
        self.list.viewport().update()
        self._offer_decisions()

    def set_words_selected(self, selected: bool) -> None:
        """Whether words are selected on the page, on which a lost mark can be put."""
        self._words_selected = selected
        self._offer_decisions()

    def selected(self) -> tuple[AnnotationId, ...]:
        """The selected annotations in the order of the cards."""
        return self.list.selected()

    def cards(self) -> Sequence[Card]:
        """The cards as they are shown."""
        self._gathering.finish()
        return self.model.cards()

    @property
    def is_filling(self) -> bool:
        """Whether cards are still being read: many come after the page has been painted."""
        return self._gathering.is_going

    def _follow(self, change: Change) -> None:
        if self._article is None:
            return
        what = touched(change, self._article, self._all)
        if not what:
            return
        self.looks.follow(change)
        if what.labels or what.article or len(what.marks) > AT_ONCE:
            self._refresh()
        else:
            self._renew(what.marks)
        for id in what.made[:AT_ONCE]:
            self._reveal(id)
        self._tell()
        self.writing.follow()
        self._offer_decisions()

    def _reveal(self, id: CardId) -> None:
        """Stops hiding what would hide this card."""
        card = self._all.get(id)
        if card is not None and not self._filter.shows(card):
            self._show_only(self._filter.showing(card))

    # --- from the library ------------------------------------------------------------------------

    def _refresh(self) -> None:
        """Brings all cards to what the library has now."""
        library, self._unseen = self._session.library, set(self._all)
        self._gathering.stop()
        try:
            article = library.article(self._article) if self._article else None
        except NotFound:  # undone or erased: the window will soon open another one
            article = None
        if article is None:
            self._all_gathered()
            return
        own = own_card(article, asked=self._writes_on_article)
        if own is not None:
            self._put([own])
        self._labels = {label.id: label for label in library.labels()}
        revision = self._asked or article.revision
        if revision != self._revision:
            self._revision = revision
            self.looks.begin(revision)
        self._gathering.begin(article.id, self._revision)
        self._tell()

    def _take_gathered(self, marked: Sequence[Marked]) -> None:
        self._put([card_of(each, self._labels) for each in marked])
        self._tell()

    def _all_gathered(self) -> None:
        self._drop(self._unseen)
        self._unseen = set()
        self._tell()
        self._offer_decisions()

    def _fetch(self, id: AnnotationId) -> None:
        """Reads a card that is wanted before its turn."""
        if self.is_filling and id not in self._all:
            self._renew([id])

    def _renew(self, ids: Sequence[AnnotationId]) -> None:
        """Brings the cards of these marks to what the library has now."""
        marked = self._session.library.marked(ids, self._revision)
        here = [each for each in marked if each[0].article == self._article]
        self._drop(set(ids).difference(annotation.id for annotation, _place in here))
        self._put([card_of(each, self._labels) for each in here])

    def _put(self, cards: Sequence[Card]) -> None:
        """These cards are there now; the filter lets them through or not."""
        self._all.update((card.id, card) for card in cards)
        self._unsettled.difference_update(card.id for card in cards)
        self._unsettled.update(card.id for card in cards if card.state is not None)
        self._unseen.difference_update(card.id for card in cards)
        self._hide(card.id for card in cards if not self._filter.shows(card))
        self.model.put(card for card in cards if self._filter.shows(card))

    def _drop(self, ids: Iterable[CardId]) -> None:
        """These cards are there no longer."""
        gone = [id for id in ids if self._all.pop(id, None) is not None]
        self._unsettled.difference_update(gone)
        self._hide(gone)

    def _hide(self, ids: Iterable[CardId]) -> None:
        """Shows these cards no longer; what is being typed on one of them is kept."""
        shown = [id for id in ids if id in self.model]
        if self.writing.card in shown:
            self.writing.stop()
        self.model.drop(shown)

    # --- through the filter ----------------------------------------------------------------------

    def _show_only(self, filter: Filter) -> None:
        self._filter = filter
        shown = [card for card in self._all.values() if filter.shows(card)]
        editing = self.writing.card
        if editing is not None and all(card.id != editing for card in shown):
            self.writing.stop()
        selected = self.list.selected()
        if self.model.take(shown):
            self.list.select_ids(selected)
        self._tell()
        self._offer_decisions()

    def _show_all(self) -> None:
        self._show_only(Filter())

    def _show_what_needs_a_look(self, only: bool) -> None:
        """Shows those that need a look and no others, or all again."""
        self._show_only(Filter(needs_a_look=True) if only else Filter())

    def _tell(self) -> None:
        """Says how many cards there are and how many are hidden, or why there are none."""
        shown, there = self.model.rowCount(), len(self._all)
        marks = shown - (ARTICLE in self.model)
        if not self.is_filling:
            self.count.setText(str(marks) if marks else "")
        self.hidden.say(there - shown, filtering=bool(self._filter))
        self._sound_alarm()
        self._filter_button.setVisible(there > (ARTICLE in self._all))
        self._stack.setCurrentWidget(self.list if shown else self._empty)
        if self._article is None:
            self._empty.say("", "")
        elif there and self._filter.needs_a_look and not self._unsettled:
            self._empty.say(_("All looked at"), _("No note here needs a look."))
        elif there:
            self._empty.say(_("Nothing shown"), _("Every note here is hidden."))
        else:
            self._empty.say(_("No notes yet"), _("Select words to mark them."))
        awaited = self._article is None or self.is_filling
        self._empty.setVisible(not awaited and not shown)

    def _sound_alarm(self) -> None:
        """Says how many need a look, as long as one does."""
        count = len(self._unsettled)
        words = ngettext("{n} needs a look", "{n} need a look", count).format(n=count)
        self.alarm.setText(words)
        self.alarm.setChecked(self._filter.needs_a_look)
        self.alarm.setVisible(count > 0)

    # --- choosing ----------------------------------------------------------------------------

    def _choose(self, id: CardId) -> None:
        if self.writing.card != id:
            self.writing.stop()
        self.list.cards.active = id
        self.list.viewport().update()
        self._offer_decisions()
        if id != ARTICLE:
            self.chosen.emit(id)

    def _offer_actions(self, at: QPoint) -> None:
        index = self.list.indexAt(at)
        if not index.isValid() or index.data(CARD).id == ARTICLE:
            return
        card: Card = index.data(CARD)
        ids = self.selected()
        if len(ids) > 1 and card.id in ids:
            menu = self._menu_of_several(ids)
        else:
            self.list.select_only(index)
            self._choose(card.id)
            menu = self._menu_of(card)
        menu.popup(self.list.viewport().mapToGlobal(at))

    def _menu_of(self, card: Card) -> QMenu:
        from ui.notes.menus import CardMenu

        menu = CardMenu(
            card,
            len(self._session.labels()),
            self._actions,
            words_are_selected=self._words_selected,
            version=self._version_name(card.id),
            parent=self,
        )
        menu.settled.connect(self._settle)
        menu.put_here.connect(self._put_here)
        menu.passed_over.connect(self._pass_over)
        menu.version_wanted.connect(self._want_active_version)
        return menu

    def _menu_of_several(self, ids: Sequence[AnnotationId]) -> QMenu:
        from ui.notes.menus import SeveralMenu

        menu = SeveralMenu(self._session, ids, self._actions.get("undo"), self)
        menu.tags_wanted.connect(self._ask_for_tags)
        return menu

    def _selection_changed(self, ids: tuple[AnnotationId, ...]) -> None:
        self._offer_decisions()
        self.selection_changed.emit(ids)

    # --- what needs a look ---------------------------------------------------------------------

    def _offer_decisions(self) -> None:
        """Puts the buttons on the active card, if it needs a look, or takes them away."""
        index = self.model.index_of(self.list.cards.active)
        card: Card | None = index.data(CARD) if index.isValid() else None
        busy = self.list.cards.several or self.list.cards.editing is not None
        if card is None or card.state is None or busy:
            if self.list.cards.deciding is not None:
                self.deciding.offer(None, "", words_are_selected=False)
            return
        name = self._version_name(card.id)
        self.deciding.offer(card, name, words_are_selected=self._words_selected)

    def _looked_at(self, _ids: tuple[AnnotationId, ...]) -> None:
        self.writing.fit()
        self._offer_decisions()

    def _settle(self) -> None:
        self._decide(self.settle_wanted, _("It is right where it stands."))

    def _put_here(self) -> None:
        self._decide(self.put_here_wanted, _("It stands on the selected words now."))

    def _decide(self, wanted: SignalInstance, said: str) -> None:
        """Has the active mark decided on, says so, and goes on to the next."""
        id, following = self.list.cards.active, self._next_to_look_at()
        focused = self.deciding.row.focused() if self.list.cards.deciding is not None else None
        wanted.emit(id)
        card = self._all.get(id) if id is not None else None
        if card is None or card.state is not None:
            return
        self._session.said.emit(said, self._actions.get("undo"))
        self._go_on(following)
        if focused is not None and following is not None:
            self.deciding.row.take_keyboard(focused)
        elif focused is not None:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _pass_over(self) -> None:
        """Leaves the active card as it is and goes to the next one that needs a look."""
        self._go_on(self._next_to_look_at())

    def _next_to_look_at(self) -> CardId | None:
        """The next card after the active one that needs a look, from the top after the last."""
        shown = self.cards()
        row = self.model.row_of(self.list.cards.active)
        after = [*shown[row + 1 :], *shown[:row]] if row is not None else []
        return next((card.id for card in after if card.state is not None), None)

    def _go_on(self, following: CardId | None) -> None:
        if following is not None:
            self.list.make_current(self.model.index_of(following))
            self._choose(following)
        elif self._filter.needs_a_look and not self._unsettled:
            self._show_all()

    def _version(self, id: CardId | None) -> Version | None:
        seen = self.looks.of(id) if id is not None else None
        return seen.version if seen is not None else None

    def _version_name(self, id: CardId) -> str:
        version = self._version(id)
        return version.name if version is not None else ""

    def _want_version(self, id: AnnotationId) -> None:
        version = self._version(id)
        if version is not None:
            self.version_wanted.emit(version.article, version.revision, version.passage)

    def _want_active_version(self) -> None:
        if self.list.cards.active is not None:
            self._want_version(AnnotationId(self.list.cards.active))

    # --- several at once -------------------------------------------------------------------------

    def _ask_for_tags(self) -> None:
        self.tags.ask(self.selected())

    def _tag(self, ids: Sequence[AnnotationId], tags: Sequence[str]) -> None:
        from ui.notes import bulk

        bulk.tag_all(self._session, ids, tags)

    def _remove_selected(self) -> None:
        from ui.notes.menus import removed

        removed(self._session, self.selected(), self._actions.get("undo"))

    def _drag_selected(self) -> None:
        from ui.dragging import drag_out, said_of
        from ui.notes import bulk

        stayed = drag_out(self.list, bulk.noted(self._session, self.selected()))
        if stayed:
            self._session.said.emit(said_of(stayed), None)

    def _offer_filter(self) -> None:
        from ui.notes.filter_menu import FilterMenu

        self._gathering.finish()
        labels = self._session.library.labels()
        menu = FilterMenu(tuple(self._all.values()), labels, self._filter, self._show_only, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        button = self._filter_button
        below = button.rect().bottomRight() if self.isRightToLeft() else button.rect().bottomLeft()
        menu.popup(button.mapToGlobal(below + QPoint(0, 4)))

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

    def save(self) -> None:
        """Stores what is being typed right now; for closing and exporting."""
        self.writing.save()

    def _open_editor(self, id: CardId) -> NoteEditor | None:
        open_already = self.writing.editor_of(id)
        if open_already is not None:
            return open_already
        self.writing.stop()
        if id != ARTICLE:
            self._fetch(AnnotationId(id))
        self._reveal(id)
        index = self.model.index_of(id)
        if not index.isValid() or self._article is None:
            return None
        draft = self._draft(id, self._article)
        editor = self.writing.begin(index, draft, self._vocabulary.matching)
        self._offer_decisions()
        return editor

    def _draft(self, id: CardId, article: ArticleId) -> Draft:
        from ui.notes.drafts import AnnotationDraft, ArticleDraft

        if id == ARTICLE:
            return ArticleDraft(self._session, article)
        return AnnotationDraft(self._session, AnnotationId(id))

    def _writing_closed(self) -> None:
        self._offer_decisions()
        if self._writes_on_article:
            self._writes_on_article = False
            self._refresh()
