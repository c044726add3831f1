"""The list pane: which articles there are, a field to search them, and what to do without any.

It shows one query at a time and tells which article was chosen; it opens nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import get_args

from PySide6.QtCore import QLocale, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from reader.errors import GalleyError
from reader.library import Reader
from reader.messages import _
from reader.model import ArticleId, ArticleQuery, Change, Listed, Shelf, Sort
from reader.values import dataclass
from ui.articles.list import ArticleList
from ui.articles.model import PAGE, ArticleModel
from ui.articles.query_field import QueryField
from ui.articles.several import SeveralHeader
from ui.articles.touched import narrows
from ui.parts import EmptyState, IconButton, LinkButton, Pane, Words, header, key_of
from ui.session import Session

SORTS: tuple[Sort, ...] = get_args(Sort)
ARRANGING = (*(f"sort-{sort}" for sort in SORTS), "group-days", "compact")
"""The ids of the actions that say how the list is shown."""

EVERYTHING = 2**31
"""More articles than there are."""
_SEARCH_AFTER = 120
"""Milliseconds: letters that come together are searched once."""


@dataclass(frozen=True, slots=True)
class Page:
    """The first page of a query, how many it has in all, and their ids where it searches."""

    query: ArticleQuery
    rows: tuple[Listed, ...]
    count: int
    ids: tuple[ArticleId, ...] | None = None


def first_page(reader: Reader, query: ArticleQuery) -> Page:
    """What the list shows of a query before anyone scrolls."""
    if not narrows(query):
        return Page(query, reader.articles(replace(query, limit=PAGE)), reader.count(query))
    # To count them costs as much as to name them.
    ids = reader.article_ids(replace(query, limit=EVERYTHING))
    return Page(query, reader.listed(ids[:PAGE]), len(ids), ids)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the list shows whatever it lists."""

    sort: Sort = "added"
    grouped: bool = False
    compact: bool = False


def arrangement_named(sort: str, grouped: bool, compact: bool) -> Arrangement:
    """The arrangement that was kept as these; by when articles were added where there is none."""
    known = next((each for each in SORTS if each == sort), SORTS[0])
    return Arrangement(known, grouped, compact)


class ArticlesPanel(Pane):
    """Header, search field and list of the articles of one query."""

    chosen = Signal(object)
    """ArticleId: show this one."""
    entered = Signal(object)
    """ArticleId: show this one and take the keyboard to the page."""
    several_changed = Signal(int)
    """So many articles are chosen now, where it is or was more than one."""
    removal_wanted = Signal(object)
    """ArticleId: Delete was pressed on it."""
    arranged = Signal(object)
    """Arrangement: she wants it so from now on."""
    dropped = Signal(object)
    """list[str]: local paths and web addresses that were dropped here."""

    def __init__(
        self,
        session: Session,
        actions: Mapping[str, QAction],
        arrangement: Arrangement = Arrangement(),  # noqa: B008 - a frozen value
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("panel", "right", parent)
        self._session = session
        self._actions = actions
        self._arrangement = arrangement
        self._query = ArticleQuery(sort=arrangement.sort)
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
        self._dress()
        self._ask()

    # --- what it is told -------------------------------------------------------------------------

    def show_query(self, query: ArticleQuery, name: str) -> None:
        """Lists the articles of a query under this name, in the order that she has chosen; its
        words go into the search field."""
        self._query = replace(query, offset=0, sort=self._arrangement.sort)
        self._name = name
        if self.search_field.text().strip() != query.words:
            self.search_field.show_words(query.words)
        self._ask()

    def query(self) -> ArticleQuery:
        """What is listed, with the words that were typed."""
        return replace(self._query, words=self.search_field.text().strip())

    def article(self) -> ArticleId | None:
        """The chosen article."""
        return self.list.article()

    def how_many(self) -> int:
        """How many are chosen, where they are several; else 0."""
        count = self.list.how_many()
        return count if count > 1 else 0

    def articles(self) -> Sequence[ArticleId]:
        """The chosen ones, where they are several; else none."""
        return self.list.articles() if self.list.how_many() > 1 else ()

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

    def read_again(self, ids: Sequence[ArticleId]) -> None:
        """Whether these articles were opened is otherwise than before, of which no change tells."""
        query = self.query()
        if query.shelf == "unread" or query.sort == "read" or query.words:
            self._ask()
        else:
            self.rows.read_again(ids)

    def show_shelf_buttons(self, shown: bool) -> None:
        """The buttons of menu and shelves stand here while the sidebar does not hold them."""
        for button in self._shelf_buttons:
            button.setVisible(shown)

    # --- how it is shown -------------------------------------------------------------------------

    @property
    def arrangement(self) -> Arrangement:
        return self._arrangement

    def sort_by(self, sort: Sort) -> None:
        """Lists in another order from now on."""
        self._arrange(replace(self._arrangement, sort=sort))

    def turn_grouped(self) -> None:
        """Says where a day begins, or no more."""
        self._arrange(replace(self._arrangement, grouped=not self._arrangement.grouped))

    def turn_compact(self) -> None:
        """Shows twice as many rows with less in each, or as before."""
        self._arrange(replace(self._arrangement, compact=not self._arrangement.compact))

    def _arrange(self, arrangement: Arrangement) -> None:
        before, self._arrangement = self._arrangement, arrangement
        self._dress()
        if arrangement.sort != before.sort:
            self.show_query(self.query(), self._name)
        if arrangement != before:
            self.arranged.emit(arrangement)

    def _dress(self) -> None:
        now = self._arrangement
        self.list.set_rows(compact=now.compact, grouped=now.grouped)
        on = {f"sort-{now.sort}", *(["group-days"] * now.grouped), *(["compact"] * now.compact)}
        for id in ARRANGING:
            if id in self._actions:
                self._actions[id].setChecked(id in on)

    # --- parts -----------------------------------------------------------------------------------

    def _make_header(self, actions: Mapping[str, QAction]) -> None:
        self._shelf_buttons = (
            IconButton(actions["menu"], "menu"),
            IconButton(actions["shelves"], "sidebar"),
        )
        self._title = Words("", 14, 600)
        self._number = Words("", 12, tone="secondary")
        parts: list[QWidget | int | None] = [*self._shelf_buttons, 4, self._title, 4, self._number]
        parts.append(None)
        if "arrange" in actions:
            parts.append(IconButton(actions["arrange"], "sort"))
        parts.append(IconButton(actions["add"], "add"))
        self._usual = header(*parts, margins=(10, 0, 10, 0))
        self.several = SeveralHeader(actions)
        self.several.hide()
        self.column.addWidget(self._usual)
        self.column.addWidget(self.several)

    def _show_several(self, count: int) -> None:
        self.several.tell(count)
        self.several.setVisible(count > 1)
        self._usual.setVisible(count < 2)
        self.several_changed.emit(count)

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
        self.list.several_changed.connect(self._show_several)
        self.several.closed.connect(self.list.choose_one)
        self.several.pressed.connect(self._take_keyboard)
        self.list.removal_wanted.connect(self.removal_wanted)
        self._make_trash_line()
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

    def _make_trash_line(self) -> None:
        """What stands over the list of the trash."""
        words = Words(_("Emptied by hand only"), 12, tone="secondary")
        parts: list[QWidget | None] = [words, None]
        if "empty-trash" in self._actions:
            parts.append(LinkButton(self._actions["empty-trash"], px=12))
        self._trash_line = header(*parts, height=32, margins=(30, 0, 12, 0))
        self._trash_line.hide()
        self.column.addWidget(self._trash_line)

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
            self.rows.show(page.query, page.rows, page.count, page.ids)
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
        self._trash_line.setVisible(bool(count) and self._query.shelf == "trash")
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

    def _take_keyboard(self) -> None:
        self.list.setFocus(Qt.FocusReason.MouseFocusReason)

    def _to_the_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _choose_first(self) -> None:
        if self.rows.rowCount():
            self._to_the_list()
            self.list.go_to_first()

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
