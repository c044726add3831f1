"""The list pane: which articles there are, a field to search them, and what to do without any.

It shows one query at a time and tells which article was chosen; it opens nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QLocale, QMimeData, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPalette,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QWidget,
)

from reader.errors import GalleyError
from reader.library import Reader
from reader.messages import _
from reader.model import ArticleId, ArticleQuery, Change, Listed, Shelf
from reader.values import dataclass
from ui import theme
from ui.articles.delegate import HEIGHT, ArticleDelegate
from ui.articles.model import PAGE, ArticleModel
from ui.articles.query_field import QueryField
from ui.parts import (
    KEYBOARD_REASONS,
    EmptyState,
    IconButton,
    Pane,
    Words,
    header,
    key_of,
)
from ui.session import Session

_SEARCH_AFTER = 120
"""Milliseconds: letters that come together are searched once."""


@dataclass(frozen=True, slots=True)
class Page:
    """The first page of a query and how many articles it has in all."""

    query: ArticleQuery
    rows: tuple[Listed, ...]
    count: int


def first_page(reader: Reader, query: ArticleQuery) -> Page:
    """What the list shows of a query before anyone scrolls."""
    return Page(query, reader.articles(query), reader.count(query))


class ArticleList(QTableView):
    """The rows: one column, fixed heights, one selected; it speaks of articles, not of indexes."""

    chosen = Signal(object)
    """ArticleId: she went to this row by key or mouse."""
    entered = Signal(object)
    """ArticleId: Enter or a double click; she wants to read."""
    removal_wanted = Signal(object)
    """ArticleId."""

    def __init__(self, rows: ArticleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._delegate = ArticleDelegate(self)
        self._quiet = False
        self._chosen: ArticleId | None = None
        self._row = -1
        self.setModel(rows)
        self.setItemDelegate(self._delegate)
        self._dress()
        self.selectionModel().currentChanged.connect(self._go)
        self.doubleClicked.connect(self._enter)

    def _dress(self) -> None:
        self.setAccessibleName(_("Articles"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, so that rows keep their width; without a grip when there is no need.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().rangeChanged.connect(self._show_grip)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        # The view paints selected rows over their whole width: our delegate does it better.
        none = QPalette()
        none.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        self.setPalette(none)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.hide()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(1)
        down.setDefaultSectionSize(theme.scaled(HEIGHT))

    def _show_grip(self, _least: int, most: int) -> None:
        self.verticalScrollBar().setEnabled(most > 0)

    # --- which article ---------------------------------------------------------------------------

    def article(self) -> ArticleId | None:
        """The chosen article, on this list or not."""
        return self._chosen

    def choose(self, article: ArticleId | None) -> None:
        """Selects its row, if it is loaded, and tells nobody."""
        self._chosen = article
        self._select()
        row = None if article is None else self._rows.row_of(article)
        if row is not None:
            self.scrollTo(self._rows.index(row, 0))

    def step(self, by: int) -> None:
        """Goes to the next (1) or the previous (-1) row, and tells of it."""
        here = None if self._chosen is None else self._rows.row_of(self._chosen)
        if here is None:  # its row is gone: what took its place is next
            here = self._row if by < 0 else self._row - 1
        to = max(0, min(here + by, self._rows.rowCount() - 1))
        index = self._rows.index(to, 0)
        if index.isValid():
            self.setCurrentIndex(index)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Rows may come, go and move meanwhile: the chosen article stays chosen, nobody is told."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False
        self._select()

    def _select(self) -> None:
        row = None if self._chosen is None else self._rows.row_of(self._chosen)
        was, self._quiet = self._quiet, True
        if row is None:
            self.selectionModel().clear()
        else:
            self._row = row
            self.setCurrentIndex(self._rows.index(row, 0))
        self._quiet = was

    def _go(self, index: QModelIndex) -> None:
        article = self._rows.article_at(index.row()) if index.isValid() else None
        if self._quiet or article is None or article == self._chosen:
            return
        self._chosen, self._row = article, index.row()
        self.chosen.emit(article)

    def _enter(self) -> None:
        if self._chosen is not None:
            self.entered.emit(self._chosen)

    # --- Qt --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = event.key()
        if key in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._delegate.ringed = True
            self.step(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._chosen is not None:
            self.removal_wanted.emit(self._chosen)
        elif event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()  # what can be copied is the window's to say, not the view's
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the window, never a jump in the list."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._delegate.ringed = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)


class ArticlesPanel(Pane):
    """Header, search field and list of the articles of one query."""

    chosen = Signal(object)
    """ArticleId: show this one."""
    entered = Signal(object)
    """ArticleId: show this one and take the keyboard to the page."""
    removal_wanted = Signal(object)
    """ArticleId: Delete was pressed on it."""
    dropped = Signal(object)
    """list[str]: local paths and web addresses that were dropped here."""

    def __init__(
        self,
        session: Session,
        actions: Mapping[str, QAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("panel", "right", parent)
        self._session = session
        self._query = ArticleQuery(limit=PAGE)
        self._name = _("Reading list")
        self._count = 0
        self.setAcceptDrops(True)
        self._make_header(actions)
        self._make_search()
        self._make_list()
        self._shelving = {id: actions[id] for id in ("star", "archive") if id in actions}
        for action in self._shelving.values():
            action.changed.connect(self._say_emptiness)
        session.changed.connect(self._follow)
        self._ask()

    # --- what it is told -------------------------------------------------------------------------

    def show_query(self, query: ArticleQuery, name: str) -> None:
        """Lists the articles of a query under this name; its words go into the search field."""
        self._query, self._name = replace(query, limit=PAGE, offset=0), name
        if self.search_field.text().strip() != query.words:
            self.search_field.blockSignals(True)
            self.search_field.setText(query.words)
            self.search_field.blockSignals(False)
        self._ask()

    def query(self) -> ArticleQuery:
        """What is listed, with the words that were typed."""
        return replace(self._query, words=self.search_field.text().strip())

    def article(self) -> ArticleId | None:
        """The chosen article."""
        return self.list.article()

    def select(self, article: ArticleId | None) -> None:
        """Chooses an article that is shown already; tells nobody."""
        self.list.choose(article)

    def step(self, by: int) -> None:
        """Chooses the next (1) or the previous (-1) article."""
        self.list.step(by)

    def note_opened(self, article: ArticleId, at: datetime) -> None:
        """The article was opened: its row is no longer unread, but stays in its place."""
        self.rows.note_opened(article, at)

    def note_progress(self, article: ArticleId, progress: float) -> None:
        """The article was read so far, 0 to 1."""
        self.rows.note_progress(article, progress)

    def show_shelf_buttons(self, shown: bool) -> None:
        """The buttons of menu and shelves stand here while the sidebar does not hold them."""
        for button in self._shelf_buttons:
            button.setVisible(shown)

    # --- parts -----------------------------------------------------------------------------------

    def _make_header(self, actions: Mapping[str, QAction]) -> None:
        self._shelf_buttons = (
            IconButton(actions["menu"], "menu"),
            IconButton(actions["shelves"], "sidebar"),
        )
        self._title = Words("", 14, 600)
        self._number = Words("", 12, tone="secondary")
        add = IconButton(actions["add"], "add")
        parts = (*self._shelf_buttons, 4, self._title, 4, self._number, None, add)
        self.column.addWidget(header(*parts, margins=(10, 0, 10, 0)))

    def _make_search(self) -> None:
        self.search_field = QueryField(self._session.library, _("Search articles and notes"))
        self.search_field.left.connect(self._to_the_list)
        self.search_field.returnPressed.connect(self._choose_first)
        self.column.addWidget(header(self.search_field, height=44, margins=(12, 0, 12, 8)))
        self._pause = QTimer(self, singleShot=True, interval=_SEARCH_AFTER)
        self._pause.timeout.connect(self._ask)
        self.search_field.textChanged.connect(self._wait_for_more)

    def _make_list(self) -> None:
        self.rows = ArticleModel(self._session.library, now=self._local_now, parent=self)
        self.list = ArticleList(self.rows)
        self.list.chosen.connect(self.chosen)
        self.list.entered.connect(self.entered)
        self.list.removal_wanted.connect(self.removal_wanted)
        self._everywhere = QAction(_("Search everywhere"), self)
        self._everywhere.triggered.connect(self._search_everywhere)
        self._nothing_yet = QWidget()
        """Blank: the page beside it says what to do with a library that is empty."""
        self._nothing_here = EmptyState("inbox", "", " ")
        self._nothing_found = EmptyState("search", _("Nothing found"), " ", link=self._everywhere)
        self.setFocusProxy(self.list)
        self._stack = QStackedWidget()
        for each in (self.list, self._nothing_yet, self._nothing_here, self._nothing_found):
            self._stack.addWidget(each)
        self.column.addWidget(self._stack, 1)

    def _local_now(self) -> datetime:
        return self._session.now().astimezone()

    # --- what is listed --------------------------------------------------------------------------

    def _wait_for_more(self) -> None:
        self._pause.start()

    def _ask(self) -> None:
        """Lists the query: at once, or from a worker if words are searched for."""
        query = self.query()
        if query.words:
            find = self._session.read(first_page, query)
            self._session.run(find, done=self._show, name=_("Searching"))
            return
        try:
            self._show(first_page(self._session.library, query))
        except GalleyError as error:
            self._session.failed.emit(error)

    def _show(self, page: Page) -> None:
        if page.query != self.query():
            return  # she has typed on
        with self.list.quietly():
            self.rows.show(page.query, page.rows)
        self.list.scrollToTop()
        self._tell(page.count)

    def _follow(self, change: Change) -> None:
        with self.list.quietly():
            came_or_went = self.rows.take(change)
        if came_or_went:
            self._tell(self._session.library.count(self.rows.query))

    def _tell(self, count: int) -> None:
        self._count = count
        self._title.setText(self._name)
        self._number.setText(QLocale().toString(count) if count else "")
        self._stack.setCurrentWidget(self.list if count else self._nothing())

    def _nothing(self) -> QWidget:
        """What to show instead of no rows."""
        query = self.query()
        if query.words:
            sentence = _("No article and no note has “{words}”.").format(words=query.words)
            self._nothing_found.say(_("Nothing found"), sentence)
            self._everywhere.setVisible(query != _everywhere(query))
            return self._nothing_found
        if self._session.library.count(ArticleQuery(shelf="all")) == 0:
            return self._nothing_yet
        self._say_emptiness()
        return self._nothing_here

    def _say_emptiness(self) -> None:
        keys = {id: key_of(action) for id, action in self._shelving.items()}
        self._nothing_here.say(*_emptiness(self.query().shelf, keys))

    def _search_everywhere(self) -> None:
        self.show_query(_everywhere(self.query()), _("All articles"))

    # --- keys and drops --------------------------------------------------------------------------

    def _to_the_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _choose_first(self) -> None:
        if self.rows.rowCount():
            self._to_the_list()
            self.list.setCurrentIndex(self.rows.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.search_field.hasFocus():
            self._to_the_list()
            self.list.step(1)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if offered(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        inputs = offered(event.mimeData())
        if inputs:
            event.acceptProposedAction()
            self.dropped.emit(inputs)


def offered(dragged: QMimeData) -> list[str]:
    """The local paths and web addresses in what is dragged."""
    if dragged.hasUrls():
        urls = dragged.urls()
        return [
            url.toLocalFile() if url.isLocalFile() else url.toString()
            for url in urls
            if url.isLocalFile() or url.scheme() in ("http", "https")
        ]
    words = dragged.text().split() if dragged.hasText() else []
    return (
        words if words and all(word.startswith(("http://", "https://")) for word in words) else []
    )


def _everywhere(query: ArticleQuery) -> ArticleQuery:
    return ArticleQuery(words=query.words, shelf="all", sort=query.sort, limit=query.limit)


def _emptiness(shelf: Shelf, keys: Mapping[str, str]) -> tuple[str, str]:
    """What to say of a shelf without articles, a line and a sentence; `keys` by their action."""
    star, archive = keys.get("star"), keys.get("archive")
    match shelf:
        case "reading":
            return _("Nothing left to read"), _("What you archived is in the archive.")
        case "unread":
            return _("Nothing unread"), _("Every article was opened.")
        case "starred" if star:
            how = _("Press {key} on an article to keep it at hand.").format(key=star)
            return _("No stars yet"), how
        case "starred":
            return _("No stars yet"), _("A star keeps an article at hand.")
        case "archive" if archive:
            how = _("Press {key} on an article that you are done with.").format(key=archive)
            return _("The archive is empty"), how
        case "archive":
            return _("The archive is empty"), _("It holds the articles that you are done with.")
        case "trash":
            return _("The trash is empty"), ""
        case "all":
            return _("Nothing here yet"), ""
