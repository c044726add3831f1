"""The window of feeds: the sites she follows at the left, what they offer beside, one item to read
before it is kept. Everything can be done by keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QEvent, QLocale, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from reader import feeding
from reader.errors import GalleyError, NotFound
from reader.messages import _
from reader.model import Change
from reader.waiting import ItemQuery, ItemState
from ui import paint
from ui.checking_told import how_often
from ui.feeds import asking, words
from ui.feeds.asking import EVERYTHING, Answer, ItemRow, Place
from ui.feeds.feed_desk import FeedDesk
from ui.feeds.item_desk import ItemDesk
from ui.feeds.lists import FeedList, ItemList
from ui.feeds.model import feed_rows, item_rows
from ui.feeds.preview import Preview
from ui.feeds.refreshing import Refreshing
from ui.foot import ProgressRow
from ui.parts import Chip, EmptyState, IconButton, MessageBar, Pane, Words, header
from ui.session import Session

EVERY: Sequence[int] = (0, 15, 60, 360, 1440)
"""The minutes that can be chosen between two rounds by itself."""

_USUAL = (1180, 760)
_FEEDS = 236
_NARROW = 940
"""Below this the item is read under the list, not beside it."""
_HALVES = (1000, 1000)
_PAGE = 300
_AFTER = 60
"""Milliseconds: what changes together is read once."""
_OPML = ".opml"


def _take_keys(action: QAction, theirs: QAction) -> None:
    action.setShortcuts(theirs.shortcuts())


class FeedsWindow(QWidget):
    """A window of its own beside the reader's; closing hides it."""

    opened = Signal(object)
    """ArticleId: an item that was kept, to be shown on the page."""
    every_chosen = Signal(int)
    """Minutes between two rounds by itself; 0 is never."""

    def __init__(
        self,
        session: Session,
        actions: Mapping[str, QAction],
        refreshing: Refreshing,
        parent: QWidget | None = None,
        *,
        remembered: str = "",
        every: int = 0,
        folder: str = "",
    ) -> None:
        """`actions` are the reader's window's, whose keys for undo count here too; `remembered`
        is what `geometry_kept` once gave; `folder` is where lists of feeds are looked for."""
        super().__init__(parent, Qt.WindowType.Window)
        self._session = session
        self._window_actions = actions
        self._every = every
        self._place = EVERYTHING
        self._state: ItemState = "waiting"
        self._limit = _PAGE
        self._asking = self._again = False
        self._outdated = True
        self._answer: Answer | None = None
        self._pause = QTimer(self, singleShot=True, interval=_AFTER)
        self._pause.timeout.connect(self._ask)
        self.setWindowTitle(_("Feeds — Galley"))
        self.setMinimumSize(480, 380)
        self._make_lists()
        self.items = ItemDesk(session, self.list, self.place, self.bar, self.progress, self)
        self.desk = FeedDesk(
            session, refreshing, self.feed_rows, self.place, self.bar, self.progress, folder, self
        )
        self._make_actions()
        self._make_parts()
        self._lay_out()
        self._connect()
        if not self.restoreGeometry(QByteArray.fromBase64(remembered.encode())):
            self.resize(*_USUAL)
        self._turn()
        self._suit()

    @property
    def geometry_kept(self) -> str:
        """Where the window stands and how large it is, in Qt's base64, to be remembered."""
        return self.saveGeometry().toBase64().toStdString()

    # --- parts -----------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.actions_by_id: dict[str, QAction] = {}
        for id, name, act, keys in (
            ("add", _("Add a feed…"), self.desk.add, ("Ctrl+N", "A")),
            ("refresh", _("Refresh"), self.desk.refresh, ("F5", "R")),
            ("keep-open", _("Keep and open"), self.items.keep_and_open, ("Return", "Enter")),
            ("keep", _("Keep"), self.items.keep, ("K",)),
            ("full", _("Keep with its page"), self.items.keep_full, ("F",)),
            ("open", _("Open in the browser"), self.items.open_in_browser, ("O",)),
            ("dismiss", _("Dismiss"), self.items.dismiss, ("X",)),
            ("bring-back", _("Bring back"), self.items.bring_back, ("B",)),
            ("dismiss-all", _("Dismiss all that wait here"), self.items.dismiss_all, ("Shift+X",)),
            ("edit", _("Name and folder…"), self.desk.edit, ("F2",)),
            ("remove", _("Remove the feed"), self.desk.remove, ()),
            ("site", _("Open its site"), self.desk.open_site, ()),
            ("asked", _("What was asked of the network…"), self.desk.show_asked, ()),
            ("import", _("Import a list of feeds (OPML)…"), self.desk.import_list, ()),
            ("export", _("Export the list of feeds (OPML)…"), self.desk.export_list, ()),
            ("waiting", _("Waiting"), partial(self.show_state, "waiting"), ("1",)),
            ("kept", _("Kept"), partial(self.show_state, "kept"), ("2",)),
            ("dismissed", _("Dismissed"), partial(self.show_state, "dismissed"), ("3",)),
        ):
            self.actions_by_id[id] = self._action(name, act, *keys)
        states = QActionGroup(self)
        for id in ("waiting", "kept", "dismissed"):
            self.actions_by_id[id].setCheckable(True)
            states.addAction(self.actions_by_id[id])
        self.actions_by_id["waiting"].setChecked(True)
        self._action(_("Close"), self.close).setShortcut(QKeySequence.StandardKey.Close)
        self._take_over("undo", self._session.undo)
        self._take_over("redo", self._session.redo)

    def _action(self, name: str, act: Callable[[], object], *keys: str) -> QAction:
        action = QAction(name, self)
        action.triggered.connect(act)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setAutoRepeat(False)
        self.addAction(action)
        return action

    def _take_over(self, id: str, act: Callable[[], object]) -> None:
        """An action of the reader's window, by the keys that it has there."""
        theirs = self._window_actions.get(id)
        if theirs is not None:
            action = self._action(theirs.text(), act)
            action.setShortcuts(theirs.shortcuts())
            theirs.changed.connect(partial(_take_keys, action, theirs))

    def _make_lists(self) -> None:
        self.feed_rows, self.rows = feed_rows(self), item_rows(self)
        self.feeds, self.list = FeedList(self.feed_rows), ItemList(self.rows)
        self.progress, self.bar = ProgressRow(), MessageBar()

    def _make_parts(self) -> None:
        made = self.actions_by_id
        self.preview = Preview(made)
        self.count = Words("", 13, tone="secondary")
        self.count.setAccessibleName(_("How many items are shown"))
        self.trouble = Words("", 12, tone="secondary", wrap=True)
        self.trouble.setContentsMargins(24, 4, 20, 8)
        self._more = QAction(_("More"), self)
        self._more.setMenu(self._menu())
        self._no_feeds = EmptyState(
            "feed",
            _("No feeds yet"),
            _("Follow a site, and what it publishes waits here until you keep or dismiss it."),
            made["add"],
            made["import"],
        )
        self._nothing = EmptyState("feed", *words.nothing("waiting"))
        self.pile = QStackedWidget()
        for each in (self.list, self._nothing):
            self.pile.addWidget(each)

    def _menu(self) -> QMenu:
        menu, made = QMenu(self), self.actions_by_id
        for id in ("edit", "site", "asked", "dismiss-all", "remove", "", "import", "export", ""):
            menu.addAction(made[id]) if id else menu.addSeparator()
        often = menu.addMenu(_("Refresh by itself"))
        group = QActionGroup(often)
        for minutes in sorted({*EVERY, self._every}):
            line = often.addAction(how_often(minutes))
            line.setCheckable(True)
            line.setChecked(minutes == self._every)
            line.triggered.connect(partial(self._choose_every, minutes))
            group.addAction(line)
        return menu

    def _lay_out(self) -> None:
        self._whole, self._empty = self._body(), Pane("page")
        self._empty.column.addWidget(self._no_feeds)
        self.stack = QStackedWidget()
        for each in (self._whole, self._empty):
            self.stack.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self.stack, 1)
        column.addWidget(self.progress)
        column.addWidget(self.bar)

    def _head(self) -> QWidget:
        made = self.actions_by_id
        states = (_chip(made[id]) for id in ("waiting", "kept", "dismissed"))
        add, refresh = IconButton(made["add"], "add"), IconButton(made["refresh"], "again")
        head = _Head("panel")
        head.column.addWidget(
            header(
                Words(_("Feeds"), 17, 600), 8, self.count, None,
                *states, 10, add, refresh, IconButton(self._more, "more"),
                height=56, margins=(24, 0, 16, 0),
            )
        )  # fmt: skip
        return head

    def _body(self) -> QWidget:
        """Feeds at the left; what they offer, and one item to read, share the rest."""
        left, middle, reading = Pane("panel", "right"), Pane("page"), Pane("page")
        left.setFixedWidth(_FEEDS)
        for pane in (left, middle):
            pane.column.setContentsMargins(0, 6, 0, 0)
        left.column.addWidget(self.feeds)
        middle.column.addWidget(self.trouble)
        middle.column.addWidget(self.pile, 1)
        reading.column.addWidget(self.preview)
        self.split = QSplitter()
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        for n, pane in enumerate((middle, reading)):
            self.split.addWidget(pane)
            self.split.setStretchFactor(n, 1)
        self.split.setSizes(_HALVES)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(self.split, 1)
        return body

    def _connect(self) -> None:
        self._session.changed.connect(self._follow)
        self._session.noticed.connect(self._hear)
        self._session.failed.connect(self._complain)
        self.feeds.chosen.connect(self.show_place)
        self.feeds.gone_right.connect(self._to_the_items)
        self.list.gone_left.connect(self._to_the_feeds)
        self.list.looked_at.connect(self._show_item)
        self.list.end_neared.connect(self._show_more)
        self.list.doubleClicked.connect(self.items.keep_and_open)
        self.list.selectionModel().selectionChanged.connect(self._suit)
        for view in (self.feeds, self.list):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.feeds.customContextMenuRequested.connect(self._offer_for_feed)
        self.list.customContextMenuRequested.connect(self._offer_for_item)
        self.items.opened.connect(self.opened)
        self.desk.place_wanted.connect(self._go_to)

    # --- what is shown ---------------------------------------------------------------------------

    def come(self) -> None:
        """Shows the window, in front, with the keyboard in its list of items."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()
        self._to_the_items()

    def place(self) -> Place:
        """What is looked at."""
        return self._place

    def _go_to(self, place: Place) -> None:
        """Shows what waits there; what has just come is read in any case."""
        self.show_state("waiting")
        self.show_place(place)
        self._pause.start()

    def query(self) -> ItemQuery:
        """What is asked for now."""
        place = self._place
        return ItemQuery(place.feed, place.folder, self._state, limit=self._limit)

    def show_place(self, place: Place) -> None:
        """Shows the items of all feeds, a folder or a feed."""
        if place != self._place:
            self._place, self._limit = place, _PAGE
            self._ask()

    def show_state(self, state: ItemState, _checked: bool = True) -> None:
        """Shows the items that wait, were kept, or were dismissed."""
        self.actions_by_id[state].setChecked(True)
        if state != self._state:
            self._state, self._limit = state, _PAGE
            self._ask()

    def _show_more(self) -> None:
        if self._answer is not None and len(self._answer.items) < self._answer.total:
            self._limit = len(self._answer.items) + _PAGE
            self._ask()

    def _ask(self) -> None:
        """Reads on a worker; what is asked meanwhile is asked once more at the end."""
        self._pause.stop()
        if self._asking or not self.isVisible():
            self._again = self._outdated = True
            return
        self._asking, self._again, self._outdated = True, False, False
        ask = self._session.read(asking.answer, self.query())
        self._session.run(ask, done=self._show, failed=self._fail, name=_("Reading the feeds"))

    def _fail(self, error: GalleyError) -> None:
        self._asking = False
        self._complain(error)

    def _show(self, found: Answer) -> None:
        self._asking = False
        if self._again:
            self._ask()
            return
        before, self._answer = self._answer, found
        self.feed_rows.take(found.feeds)
        places = [row.place for row in found.feeds]
        if self._place not in places and places:
            self._place = EVERYTHING
            self._ask()
        self.feeds.choose(self._place)
        if before is not None and _is_same(before.query, found.query):
            self._bring_up_to_date(found.items)
        else:
            self.rows.show(found.items)
            self.list.scrollToTop()
            self.list.choose_row(0)
        self._tell(found)

    def _bring_up_to_date(self, items: Sequence[ItemRow]) -> None:
        """Rows that stay keep their place and stay chosen; after one that went comes the next."""
        row = self.list.currentIndex().row()
        self.rows.take(items)
        if self.list.current() is None or not self.list.selected():
            self.list.choose_row(max(row, 0))

    def _tell(self, found: Answer) -> None:
        was_empty, had_keyboard = self.stack.currentWidget() is self._empty, self.list.hasFocus()
        self.stack.setCurrentWidget(self._whole if found.feeds else self._empty)
        self.pile.setCurrentWidget(self.list if found.items else self._nothing)
        if found.items and was_empty:
            self._to_the_items()
        elif not found.items and had_keyboard:
            self._to_the_feeds()
        self._nothing.say(*words.nothing(self._state))
        self.count.setText(QLocale().toString(found.total) if found.total else "")
        chosen = self.desk.row()
        said = ""
        if chosen is not None and chosen.is_in_trouble:
            when = words.last_asked(chosen.heard)
            said = f"{chosen.heard.sentence} {chosen.heard.advice} {when}."
        self.trouble.setText(said)
        self.trouble.setVisible(bool(said))
        if not found.items:
            self._show_item(None)
        self._suit()

    def _show_item(self, row: ItemRow | None) -> None:
        self._suit()
        if row is None:
            self.preview.show_item(None, whole=False)
            return
        try:
            _now, item = self._session.library.feed_item(row.waiting.number)
        except NotFound:
            return
        self.preview.show_item(row, whole=feeding.is_whole(item))

    def _follow(self, change: Change) -> None:
        kinds = {edit.key.kind for edit in change.edits}
        if not kinds or kinds & {"subscription", "article"}:
            self._pause.start()

    def _hear(self, kind: str) -> None:
        if kind == "feed":
            self._pause.start()

    def _suit(self, *_changed: object) -> None:
        """What can be done with what is chosen."""
        made, chosen, feed = self.actions_by_id, self.list.selected(), self.desk.feed()
        states = {row.waiting.state for row in chosen}
        can_keep = bool(states - {"kept"})
        for id in ("keep", "full"):
            made[id].setEnabled(can_keep)
        made["full"].setVisible(can_keep)
        made["keep-open"].setEnabled(bool(chosen))
        made["keep-open"].setText(_("Keep and open") if can_keep else _("Open the article"))
        made["open"].setEnabled(any(row.waiting.item.url for row in chosen))
        made["dismiss"].setEnabled("waiting" in states)
        made["dismiss"].setVisible("waiting" in states)
        made["bring-back"].setEnabled("dismissed" in states)
        made["bring-back"].setVisible("dismissed" in states)
        made["dismiss-all"].setEnabled(self._state == "waiting" and self.rows.rowCount() > 0)
        for id in ("edit", "asked"):
            made[id].setEnabled(feed is not None)
        made["remove"].setEnabled(self._place != EVERYTHING)
        made["remove"].setText(
            _("Remove these feeds") if self._place.folder else _("Remove the feed")
        )
        made["site"].setEnabled(feed is not None and bool(feed.site))
        has_feeds = self.feed_rows.rowCount() > 0
        made["export"].setEnabled(has_feeds)
        made["refresh"].setEnabled(has_feeds)

    def _choose_every(self, minutes: int, _checked: bool = True) -> None:
        self._every = minutes
        self.every_chosen.emit(minutes)
        self.bar.say(_("Feeds are refreshed {often}.").format(often=how_often(minutes)))

    # --- menus -----------------------------------------------------------------------------------

    def _offer_for_feed(self, at: QPoint) -> None:
        if self.feeds.indexAt(at).isValid():
            self._offer(("refresh", "dismiss-all", "", "edit", "site", "remove"), self.feeds, at)

    def _offer_for_item(self, at: QPoint) -> None:
        if self.list.indexAt(at).isValid():
            ids = ("keep-open", "keep", "full", "", "open", "", "dismiss", "bring-back")
            self._offer(ids, self.list, at)

    def _offer(self, ids: Sequence[str], over: FeedList | ItemList, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for id in ids:
            menu.addAction(self.actions_by_id[id]) if id else menu.addSeparator()
        menu.popup(over.viewport().mapToGlobal(at))

    # --- keys ------------------------------------------------------------------------------------

    def _to_the_items(self) -> None:
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.list.current() is None:
            self.list.choose_row(0)

    def _to_the_feeds(self) -> None:
        self.feeds.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.feeds.hasFocus() or not self.feed_rows.rowCount():
                self.close()
            else:
                self._to_the_feeds()
        elif event.key() == Qt.Key.Key_Delete:
            self.desk.remove() if self.feeds.hasFocus() else self.items.dismiss()
        else:
            super().keyPressEvent(event)

    # --- Qt --------------------------------------------------------------------------------------

    def _complain(self, error: GalleyError) -> None:
        if self.isActiveWindow():
            self.bar.warn(str(error))

    def _turn(self) -> None:
        """The item is read beside the list where there is room, else under it."""
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        wanted = across if self.width() >= _NARROW else down
        if self.split.orientation() != wanted:
            self.split.setOrientation(wanted)
            self.split.setSizes(_HALVES)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._pause.start()  # what another window or the shell noticed is told by nobody

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._outdated:
            self._ask()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._pause.stop()
        self.bar.dismiss()
        keyboard = self.focusWidget()
        if keyboard is not None:
            keyboard.clearFocus()
        super().closeEvent(event)


def _chip(action: QAction) -> Chip:
    """A chip that is as wide as its words: in a row of a layout a pixel may be lost."""
    chip = Chip(action=action)
    chip.setFixedWidth(chip.sizeHint().width() + 2)
    return chip


def _is_same(one: ItemQuery, other: ItemQuery) -> bool:
    """Whether two questions are of the same items, whatever their limits."""
    return (one.feed, one.folder, one.state) == (other.feed, other.folder, other.state)


class _Head(Pane):
    """The ground of title and buttons, over a hairline."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint.hairline(QPainter(self), 0, self.height() - 1, self.width())
