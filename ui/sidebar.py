"""The sidebar: shelves, stories and labels with their counts, the trash at its foot.

It asks for the counts on a worker, once for any number of changes that come together, and tells
which query was chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from reader.library import Reader
from reader.messages import _, ngettext
from reader.model import ArticleQuery, Change, Colour, Label, SavedSearch, Story, StoryId
from reader.values import dataclass
from ui import paint, theme
from ui.parts import IconButton, PaintedButton, Pane, Words, header
from ui.session import Session

_ROW = 32
_SIGN = 13
_COUNTED = frozenset({"article", "annotation", "place", "conflict"})
_COUNT_AFTER = 150
"""Milliseconds: changes that come together are counted once."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One row: what it is called, what it looks like, and which articles it stands for."""

    name: str
    query: ArticleQuery
    icon: str = ""
    colour: Colour | None = None
    search: SavedSearch | None = None


def shelves() -> tuple[Shelf, ...]:
    """The rows that every library has, the trash last."""
    return (
        Shelf(_("Reading list"), ArticleQuery(shelf="reading"), "inbox"),
        Shelf(_("Unread"), ArticleQuery(shelf="unread"), "dot"),
        Shelf(_("Starred"), ArticleQuery(shelf="starred"), "star"),
        Shelf(_("Archive"), ArticleQuery(shelf="archive"), "archive"),
        Shelf(_("Trash"), ArticleQuery(shelf="trash"), "trash"),
    )


def story_rows(stories: Sequence[Story]) -> tuple[Shelf, ...]:
    return tuple(
        Shelf(story.title, ArticleQuery(shelf="all", story=story.id), "story") for story in stories
    )


def label_rows(labels: Sequence[Label]) -> tuple[Shelf, ...]:
    return tuple(
        Shelf(label.name, ArticleQuery(shelf="all", label=label.id), colour=label.colour)
        for label in labels
    )


def search_rows(searches: Sequence[SavedSearch]) -> tuple[Shelf, ...]:
    return tuple(
        Shelf(search.name, ArticleQuery(words=search.words, shelf="all"), "search", search=search)
        for search in searches
    )


def shelf_of(query: ArticleQuery) -> ArticleQuery:
    """The query without what was typed, sorted or paged: what makes two rows the same."""
    return replace(as_saved(query), words="")


def as_saved(query: ArticleQuery) -> ArticleQuery:
    """The query neither sorted nor paged: what makes two saved searches the same."""
    return replace(query, sort="added", limit=200, offset=0)


def in_feeds(reader: Reader) -> int:
    """How many items wait in the feeds."""
    return sum(reader.waiting_in_feeds().values())


def counts(reader: Reader, queries: Sequence[ArticleQuery]) -> dict[ArticleQuery, tuple[int, int]]:
    """How many articles each query stands for, and how many of a story's wait for a look."""
    return {
        query: (reader.count(query), reader.waits_in(query) if query.story else 0)
        for query in queries
    }


class ShelfButton(PaintedButton):
    """One row: icon or sign, name, count; the chosen one lies on the page's ground."""

    def __init__(self, shelf: Shelf, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.shelf = shelf
        self._count = self._waits = 0
        self.setCheckable(True)
        self.setFixedHeight(theme.scaled(_ROW))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(shelf.name)
        self.count(0)

    def count(self, articles: int, waits: int = 0) -> None:
        """Says how many articles there are, and how many of them wait for a look."""
        self._count, self._waits = articles, waits
        need = ngettext("{count} needs a look", "{count} need a look", waits).format(count=waits)
        said = [self.shelf.name, str(articles) if articles else "", need if waits else ""]
        self.setAccessibleName(", ".join(part for part in said if part))
        self.setToolTip(need if waits else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, theme.scaled(_ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        row = QRectF(8, 1, self.width() - 16, self.height() - 2)
        if self.isChecked():
            paint.ground(painter, row, 6, now.page)
        elif self._touched():
            paint.ground(painter, row, 6, now.hover)
        self._paint_mark(painter)
        number = f"{self._count:,}" if self._count else ""
        room = self._mirrored(QRectF(44, 0, self.width() - 64, self.height()))
        taken = paint.text(painter, room, number, theme.ui_font(12), now.secondary, self._end())
        side = taken + 8 if taken else 0
        if self._waits:
            sign = QRectF(room.right() - side - _SIGN, (self.height() - _SIGN) / 2, _SIGN, _SIGN)
            if self.isRightToLeft():
                sign.moveLeft(room.left() + side)
            paint.icon(painter, "changed", sign, now.accent)
            side += _SIGN + 8
        name = room.adjusted(*((side, 0, 0, 0) if self.isRightToLeft() else (0, 0, -side, 0)))
        weight = 500 if self.isChecked() else 400
        paint.text(
            painter, name, self.shelf.name, theme.ui_font(13, weight), now.text, self._start()
        )
        if self.ringed:
            paint.focus_ring(painter, row, 6)

    def _paint_mark(self, painter: QPainter) -> None:
        place = self._mirrored(QRectF(16, (self.height() - 18) / 2, 18, 18))
        if self.shelf.colour is not None:
            paint.sign(painter, self.shelf.colour, QPointF(place.center()), 4.5)
        else:
            now = theme.current()
            ink = now.text if self.isChecked() else now.secondary
            paint.icon(painter, self.shelf.icon, place, ink)

    def _mirrored(self, rect: QRectF) -> QRectF:
        if not self.isRightToLeft():
            return rect
        return QRectF(self.width() - rect.right(), rect.top(), rect.width(), rect.height())

    def _start(self) -> Qt.AlignmentFlag:
        return paint.RIGHT if self.isRightToLeft() else paint.LEFT

    def _end(self) -> Qt.AlignmentFlag:
        return paint.LEFT if self.isRightToLeft() else paint.RIGHT


class Sidebar(Pane):
    """The column of shelves; `chosen` tells the query of the row that was picked."""

    chosen = Signal(object)
    """Shelf: its name is the list's title."""
    menu_wanted = Signal(object, object)
    """SavedSearch, and where on the screen: what can be done with it?"""
    story_menu_wanted = Signal(object, object)
    """StoryId, and where on the screen: the same of a story."""

    def __init__(
        self, session: Session, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__("window", "right", parent)
        self._session = session
        self._rows: dict[ArticleQuery, ShelfButton] = {}
        self._feeds = self._opener(_("Feeds"), "feed", actions["feeds"])
        self._new_story = actions["new-story"]
        self._current = shelf_of(ArticleQuery())
        self.column.addWidget(
            header(
                IconButton(actions["menu"], "menu"),
                IconButton(actions["shelves"], "sidebar"),
                None,
                margins=(10, 0, 10, 0),
            )
        )
        self._list = _Rows()
        scroller = QScrollArea(widgetResizable=True)
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setWidget(self._list)
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.viewport().setAutoFillBackground(False)
        self._list.setAutoFillBackground(False)
        self.column.addWidget(scroller, 1)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(0, 4, 0, 12)
        self.column.addLayout(self._foot)
        self._timer = QTimer(self, singleShot=True, interval=_COUNT_AFTER)
        self._timer.timeout.connect(self._count)
        session.changed.connect(self._follow)
        session.noticed.connect(self._hear)

    def showEvent(self, event: QShowEvent) -> None:
        # Not before: in most windows the shelves are a drawer, and the page waits for no drawer.
        if not self._rows:
            self._rebuild()
        super().showEvent(event)

    def choose(self, query: ArticleQuery) -> None:
        """Shows this shelf as the chosen one; tells nobody."""
        self._current = self._key(query)
        for key, row in self._rows.items():
            row.setChecked(key == self._current)

    def shelf(self, query: ArticleQuery) -> Shelf | None:
        """The row that stands for this query, if there is one."""
        row = self._rows.get(self._key(query))
        return row.shelf if row else None

    def _key(self, query: ArticleQuery) -> ArticleQuery:
        """The row that a query belongs to: that of a saved search if it is one."""
        saved = as_saved(query)
        return saved if saved in self._rows else shelf_of(query)

    def refresh(self) -> None:
        """Counts again soon; several calls are one count."""
        self._timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        rows = list(self._rows.values())
        focused = self.focusWidget()
        if step is None or focused not in rows:
            super().keyPressEvent(event)
            return
        target = rows[max(0, min(len(rows) - 1, rows.index(focused) + step))]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        target.click()

    def _rebuild(self) -> None:
        self._rows.clear()
        self._list.empty()
        while (item := self._foot.takeAt(0)) is not None:
            if item.widget() is not self._feeds:
                _discard(item.widget())
        *first, trash = shelves()
        for shelf in first:
            self._list.add(self._row(shelf))
        self._group(_("Searches"), search_rows(self._session.library.saved_searches()))
        self._group(_("Stories"), story_rows(self._session.library.stories()), self._new_story)
        self._group(_("Labels"), label_rows(self._session.labels()))
        self._foot.addWidget(self._feeds)
        self._foot.addWidget(self._row(trash))
        self.choose(self._current)
        self.refresh()

    def _group(self, title: str, rows: Sequence[Shelf], new: QAction | None = None) -> None:
        if rows or new:
            self._list.add_title(title)
            for shelf in rows:
                self._list.add(self._row(shelf))
        if new:
            self._list.add(self._opener(new.text(), "add", new))

    def _row(self, shelf: Shelf) -> ShelfButton:
        row = ShelfButton(shelf)
        row.clicked.connect(self._pick)
        self._rows[as_saved(shelf.query)] = row
        if shelf.search is not None:
            row.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            row.customContextMenuRequested.connect(partial(self._ask_for_menu, row, shelf.search))
        elif shelf.query.story is not None:
            row.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            row.customContextMenuRequested.connect(
                partial(self._ask_for_story_menu, row, shelf.query.story)
            )
        return row

    def _ask_for_menu(self, row: ShelfButton, search: SavedSearch, at: QPoint) -> None:
        self.menu_wanted.emit(search, row.mapToGlobal(at))

    def _ask_for_story_menu(self, row: ShelfButton, story: StoryId, at: QPoint) -> None:
        self.story_menu_wanted.emit(story, row.mapToGlobal(at))

    def _opener(self, name: str, icon: str, action: QAction) -> ShelfButton:
        """A row that triggers an action: no shelf, it is never the chosen one."""
        row = ShelfButton(Shelf(name, ArticleQuery(), icon), self)
        row.setCheckable(False)
        row.clicked.connect(action.trigger)
        return row

    def _pick(self) -> None:
        row = self.sender()
        if isinstance(row, ShelfButton):
            self.choose(row.shelf.query)
            self.chosen.emit(row.shelf)

    def _follow(self, change: Change) -> None:
        if not self._rows:
            return
        if any(edit.key.kind == "subscription" for edit in change.edits):
            self.refresh()
        if any(edit.key.kind in ("label", "story", "saved_search") for edit in change.edits):
            self._rebuild()
        elif any(edit.key.kind in _COUNTED for edit in change.edits):
            self.refresh()

    def _hear(self, kind: str) -> None:
        if kind == "feed" and self._rows:
            self.refresh()

    def _count(self) -> None:
        self._session.run(self._session.read(in_feeds), done=self._feeds.count, name=_("Counting"))
        self._session.run(
            self._session.read(counts, tuple(self._rows)), done=self._show, name=_("Counting")
        )

    def _show(self, found: Mapping[ArticleQuery, tuple[int, int]]) -> None:
        for query, (number, waits) in found.items():
            if query in self._rows:
                self._rows[query].count(number, waits)


class _Rows(QWidget):
    """The rows that scroll, under their titles."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 6, 0, 6)
        self._column.setSpacing(0)
        self._column.addStretch(1)

    def add(self, widget: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, widget)
        # Now and not with the next event: the keyboard comes to the chosen row at once.
        widget.show()

    def add_title(self, title: str) -> None:
        words = Words(title, 12, 600, "secondary")
        words.setContentsMargins(16, 16, 16, 4)
        self.add(words)

    def empty(self) -> None:
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            assert item is not None
            _discard(item.widget())


def _discard(widget: QWidget | None) -> None:
    if widget is not None:
        widget.hide()
        widget.deleteLater()
