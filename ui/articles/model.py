"""The list of articles as Qt sees it: rows read from the library a page at a time.

The rows are plain `Listed` values, read when they are looked at. A Change inserts, removes, moves
or repaints the rows it touches; the list is only reset when another query is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from reader.errors import NotFound
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    ArticleQuery,
    Change,
    Label,
    LabelId,
    Listed,
    Record,
)
from ui.articles.known import Known
from ui.articles.row import Row, day_of, remarks, shown_date, spoken
from ui.articles.touched import article_of, mark_of, may_move, moved_in, narrows, records_of
from ui.parts import plain_tip

PAGE = 60
_AROUND = 24
"""Rows that are read at a time below the first page: a window of rows and a half, in 1.5 ms."""
_MANY = 500
_COUNT_AFTER = 200
"""Milliseconds after the last change until so many marks are counted: 10,000 take 20."""
ROW = Qt.ItemDataRole.UserRole
"""The role under which an index gives its `Row`."""

_ROLES = (
    ROW,
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Articles(Protocol):
    """What the list asks of a library."""

    def articles(
        self, query: ArticleQuery = ..., *, from_end: bool = ...
    ) -> tuple[Listed, ...]: ...
    def article_ids(self, query: ArticleQuery) -> tuple[ArticleId, ...]: ...
    def listed(self, ids: Sequence[ArticleId]) -> tuple[Listed, ...]: ...
    def among(self, query: ArticleQuery, ids: Sequence[ArticleId]) -> frozenset[ArticleId]: ...
    def count(self, query: ArticleQuery = ...) -> int: ...
    def annotation(self, id: AnnotationId) -> Annotation: ...
    def labels(self) -> tuple[Label, ...]: ...


class ArticleModel(QAbstractTableModel):
    """The articles of one query in one column: all of its rows, each read when it is looked at."""

    loosened = Signal()
    """What stands below the first page is not known any more, nor how many of it came or went."""

    def __init__(
        self, library: Articles, *, now: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._now = now
        self._query = ArticleQuery()
        self._known = Known()
        self._ids: Sequence[ArticleId] | None = None
        self._grouped = self._is_between = False
        self._labels: Mapping[LabelId, Label] = {}
        self._opened_here: set[ArticleId] = set()
        self._uncounted: set[ArticleId] = set()
        self._count_later = QTimer(self, singleShot=True, interval=_COUNT_AFTER)
        self._count_later.timeout.connect(self._count)
        self._read_labels()

    # --- what is shown ---------------------------------------------------------------------------

    @property
    def query(self) -> ArticleQuery:
        return self._query

    def ask(self, query: ArticleQuery) -> None:
        """Lists another query."""
        first = self._library.articles(replace(query, limit=PAGE, offset=0))
        self.show(query, first, self._library.count(query))

    def show(
        self,
        query: ArticleQuery,
        first_page: Sequence[Listed],
        count: int,
        ids: Sequence[ArticleId] | None = None,
    ) -> None:
        """Shows a query that was read elsewhere: its first page, how many it has in all, and their
        ids where they were asked for."""
        self.beginResetModel()
        self._query = replace(query, limit=PAGE, offset=0)
        self._known = Known(count, first_page)
        self._ids = ids
        self._opened_here.clear()
        self.endResetModel()

    def group_by_day(self, grouped: bool) -> None:
        """Shows where a day begins, in the orders that have days."""
        if grouped != self._grouped:
            self._grouped = grouped
            self._repaint(0, len(self._known) - 1)

    def row_of(self, article: ArticleId) -> int | None:
        """The row of an article, where it is known."""
        return self._known.row_of(article)

    def find(self, article: ArticleId, near: int) -> int | None:
        """The same; where it is not known, a page around a row is looked through."""
        if self.row_of(article) is None and 0 <= near < len(self._known):
            self._read(near - _AROUND // 2)
        return self.row_of(article)

    def article_at(self, row: int) -> ArticleId | None:
        listed = self._listed(row)
        return None if listed is None else listed.article.id

    def articles_in(self, first: int, last: int) -> Sequence[ArticleId]:
        """The articles of these rows, however many."""
        known = [self._known.at(row) for row in range(first, last + 1)]
        ids = [listed.article.id for listed in known if listed is not None]
        if len(ids) == len(known):
            return ids
        above, within = self._stayed_above(first), self._stayed_above(last + 1)
        limit = len(known) - (within - above)
        if narrows(self._query):
            found = self._ids_at(first - above, limit)
        else:
            wanted = replace(self._query, limit=limit, offset=first - above)
            found = self._library.article_ids(wanted)
        stayed = [id for id in ids if self._keeps_opened and id in self._opened_here]
        return [*found, *stayed]

    def note_opened(self, article: ArticleId, at: datetime) -> None:
        """Shows that the article was opened; it stays where it is, on the unread shelf too."""
        row = self.row_of(article)
        listed = None if row is None else self._known.at(row)
        if row is not None and listed is not None and listed.opened is None:
            self._opened_here.add(article)
            if self._keeps_opened:
                self._ids = None
            self._put(row, replace(listed, opened=at))

    def note_progress(self, article: ArticleId, progress: float) -> None:
        """Shows how far the article was read, 0 to 1."""
        row = self.row_of(article)
        listed = None if row is None else self._known.at(row)
        if row is not None and listed is not None:
            self._put(row, replace(listed, progress=progress))

    def read_again(self, articles: Iterable[ArticleId]) -> None:
        """Shows these as the library has them now; they stay where they are."""
        self._show_again([id for id in articles if self.row_of(id) is not None])

    def take(self, change: Change) -> bool:
        """Brings the rows that a change touches up to date, and no others.

        True if articles may have come into the query or left it.
        """
        records = list(records_of(change))
        if any(isinstance(record, Label) for record in records):
            self._read_labels()
            self._repaint(0, len(self._known) - 1)
        touched = self._touched(records)
        if any(may_move(edit, self._query) for edit in change.edits):
            self._ids = None
            with self._between_two_states():
                if not self._put_on_top(change):
                    self._renew(touched, moved=moved_in(change, self._query))
            return True
        self._reread(touched, own={ArticleId(r.id) for r in records if isinstance(r, Article)})
        return False

    # --- Qt --------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._known)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ROLES or not index.isValid():
            return None
        listed = self._listed(index.row())
        if listed is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return listed.article.title
        row = self._row(index.row(), listed)
        match role:
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip("\n".join([row.article.title, *remarks(listed)]))
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(row)
        return row

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> None:
        """Nothing: Qt's numbers would be read out beside each article."""

    # --- reading rows ----------------------------------------------------------------------------

    def _listed(self, row: int) -> Listed | None:
        """What is in a row, read now if need be; None where another process took it away."""
        if not 0 <= row < len(self._known):
            return None
        if self._known.at(row) is None and not self._is_between:
            self._read(self._first_around(row))
        return self._known.at(row)

    def _first_around(self, row: int) -> int:
        """Where to begin to read for a row: on the side where she is going; a jump wants both."""
        if self._known.at(row - 1) is not None:
            return row
        if self._known.at(row + 1) is not None:
            return row - _AROUND + 1
        return row - _AROUND // 2

    def _read(self, first: int) -> None:
        """Reads some rows from one on."""
        first = max(0, first)
        last = min(first + _AROUND, len(self._known))
        page = iter(self._page(first, last))
        for n in range(first, last):
            if self._has_stayed(n):
                continue
            listed = next(page, None)
            if listed is None:
                break
            self._known.put(n, listed)
        self._known.forget_far_from(first, PAGE)

    def _page(self, first: int, last: int) -> Sequence[Listed]:
        """What the query has in these rows."""
        above, within = self._stayed_above(first), self._stayed_above(last)
        wanted = replace(self._query, limit=last - first - (within - above), offset=first - above)
        if narrows(self._query):
            return self._library.listed(self._ids_at(wanted.offset, wanted.limit))
        # Counted from the end that is nearer.
        below = len(self._known) - last - (self._stayed_above(len(self._known)) - within)
        if below >= wanted.offset:
            return self._library.articles(wanted)
        return self._library.articles(replace(wanted, offset=below), from_end=True)

    def _ids_at(self, offset: int, limit: int) -> Sequence[ArticleId]:
        """Ids of a query that takes long to be asked: it is asked once for all of its pages."""
        if self._ids is None:
            everything = replace(self._query, limit=len(self._known), offset=0)
            self._ids = self._library.article_ids(everything)
        return self._ids[offset : offset + limit]

    def _has_stayed(self, row: int) -> bool:
        """Whether a row is not in the query, and only stayed on the shelf."""
        listed = self._known.at(row)
        return self._keeps_opened and listed is not None and listed.article.id in self._opened_here

    @property
    def _keeps_opened(self) -> bool:
        """What she opens stays on the unread shelf until she asks for another query."""
        return self._query.shelf == "unread"

    def _stayed_above(self, row: int) -> int:
        if not self._keeps_opened:
            return 0
        rows = (self.row_of(article) for article in self._opened_here)
        return sum(at is not None and at < row for at in rows)

    def _row(self, row: int, listed: Listed) -> Row:
        labels = (self._labels.get(label) for label in listed.labels)
        return Row(
            listed,
            tuple(label for label in labels if label is not None),
            shown_date(listed.article, self._now()),
            self._day_begun(row, listed),
        )

    def _day_begun(self, row: int, listed: Listed) -> str | None:
        if not self._grouped:
            return None
        now, sort = self._now(), self._query.sort
        day = day_of(listed, sort, now)
        above = self._listed(row - 1)
        return day if above is None or day_of(above, sort, now) != day else None

    def _read_labels(self) -> None:
        self._labels = {label.id: label for label in self._library.labels()}

    @contextmanager
    def _between_two_states(self) -> Iterator[None]:
        """Rows are counted otherwise here than in the library: nobody who hears that one came or
        went may have others read meanwhile."""
        self._is_between = True
        try:
            yield
        finally:
            self._is_between = False

    # --- following a change ----------------------------------------------------------------------

    def _put_on_top(self, change: Change) -> bool:
        """New articles that stand above all others in the query; False if these are not all.

        A thousand that come in one by one would be a page read for each.
        """
        articles = [edit for edit in change.edits if edit.key.kind == "article"]
        if any(edit.before is not None for edit in articles) or any(
            edit.key.kind in ("annotation", "place", "story") for edit in change.edits
        ):
            return False
        new = {ArticleId(edit.key.id) for edit in articles}
        head = self._library.article_ids(replace(self._query, limit=len(new) + 1))
        below = list(head[len(new) :])
        if set(head[: len(new)]) != new or below != [
            listed.article.id for listed in [self._known.at(0)] if listed is not None
        ]:
            return False
        self._insert(0, len(new))
        return True

    def _renew(self, touched: Mapping[ArticleId, None], moved: set[ArticleId]) -> None:
        """Brings the rows to what they are now in the library.

        The first page is put right row by row, and so is what left from a row that is known. What
        came, went or moved elsewhere leaves all rows below the first page to be read anew.
        """
        unknown = {id for id in touched if self.row_of(id) is None}
        staying = self._drop_what_left(touched)
        first = list(self._library.articles(replace(self._query, limit=PAGE)))
        self._arrange(self._with_stayed(first))
        there = {listed.article.id for listed in first}
        astray = ((unknown & staying) | moved) - there
        length = self._library.count(self._query) + self._stayed_above(len(self._known))
        if astray or length != len(self._known):
            self._settle(length)
        self._reread({id: None for id in touched if id not in there}, own=set(touched))

    def _drop_what_left(self, touched: Mapping[ArticleId, None]) -> frozenset[ArticleId]:
        """Takes away the rows that are not in the query any more; those of the touched articles
        that are."""
        first = [listed.article.id for row, listed in self._known if row < PAGE]
        asked = list(dict.fromkeys([*first, *touched]))
        staying = self._library.among(self._query, asked)
        self._opened_here -= staying
        if self._keeps_opened and self._opened_here:
            staying |= self._still_shelved(asked)
        rows = [self.row_of(id) for id in asked if id not in staying]
        gone = sorted(row for row in rows if row is not None)
        for low, high in reversed(list(_runs(gone))):
            self._remove(low, high)
        return staying

    def _still_shelved(self, ids: Sequence[ArticleId]) -> frozenset[ArticleId]:
        """Those that she opened here, and did not put elsewhere since."""
        opened = [id for id in ids if id in self._opened_here]
        return self._library.among(replace(self._query, shelf="reading"), opened)

    def _with_stayed(self, fresh: list[Listed]) -> list[Listed]:
        if not self._keeps_opened:
            return fresh
        for row, listed in sorted(self._known, key=lambda each: each[0]):
            if listed.article.id in self._opened_here and row <= len(fresh):
                fresh[row:row] = self._library.listed([listed.article.id])
        return fresh

    def _settle(self, length: int) -> None:
        """So many rows there are; of those below the first page nothing is known any more."""
        self.loosened.emit()
        self._known.forget(
            [
                row
                for row, listed in self._known
                if row >= PAGE and listed.article.id not in self._opened_here
            ]
        )
        more = length - len(self._known)
        if more > 0:
            self._insert(len(self._known), more)
        elif more < 0:
            self._remove(length, len(self._known) - 1)
        self._repaint(PAGE, len(self._known) - 1)

    def _touched(self, records: Sequence[Record]) -> Mapping[ArticleId, None]:
        """The articles whose rows may look different, in the order of the records."""
        marked = {each.id: each.article for each in records if isinstance(each, Annotation)}
        others = {mark for mark in map(mark_of, records) if mark and mark not in marked}
        articles = [*map(article_of, records), *map(self._article_with, sorted(others))]
        return dict.fromkeys(article for article in articles if article is not None)

    def _article_with(self, mark: AnnotationId) -> ArticleId | None:
        """The article of a mark; None if that was erased meanwhile."""
        try:
            return self._library.annotation(mark).article
        except NotFound:
            return None

    def _reread(self, articles: Iterable[ArticleId], own: Collection[ArticleId] = ()) -> None:
        """Reads the rows of these articles again; one with very many marks after a pause, unless
        it is one of its `own` fields that has changed."""
        known = [(id, self.row_of(id)) for id in articles]
        now: list[ArticleId] = []
        for id, row in known:
            listed = None if row is None else self._known.at(row)
            if listed is not None and listed.annotations > _MANY and id not in own:
                self._uncounted.add(id)
                self._count_later.start()
            elif listed is not None:
                now.append(id)
        self._show_again(now)

    def _count(self) -> None:
        uncounted, self._uncounted = self._uncounted, set()
        self.read_again(uncounted)

    def _show_again(self, articles: Sequence[ArticleId]) -> None:
        for listed in self._library.listed(articles) if articles else ():
            row = self.row_of(listed.article.id)
            if row is not None:
                self._put(row, listed)

    def _arrange(self, fresh: Sequence[Listed]) -> None:
        """Turns the first rows into `fresh` by moving and inserting single rows."""
        places = {listed.article.id: n for n, listed in enumerate(fresh)}
        for n, listed in enumerate(fresh):
            self._bring(n, listed, places)
            self._put(n, listed)

    def _bring(self, n: int, listed: Listed, places: Mapping[ArticleId, int]) -> None:
        """Sees to it that row n is that article: all rows before it are right already."""
        here, at = self._known.at(n), self.row_of(listed.article.id)
        if at == n:
            return
        if at is None:
            if n >= len(self._known) or here is not None:
                self._insert(n, 1)
        elif at == n + 1 and here is not None:
            # Its neighbour went down the list: one move, not many upwards.
            last = len(self._known) - 1
            self._move(n, min(places.get(here.article.id, last), last))
            self._bring(n, listed, places)
        else:
            self._move(at, n)

    def _put(self, row: int, listed: Listed) -> None:
        before = self._known.at(row)
        if before != listed:
            self._known.put(row, listed)
            self._repaint(row, row)

    def _repaint(self, first: int, last: int) -> None:
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def _insert(self, row: int, count: int) -> None:
        self.beginInsertRows(_NOWHERE, row, row + count - 1)
        self._known.insert(row, count)
        self.endInsertRows()

    def _remove(self, first: int, last: int) -> None:
        self.beginRemoveRows(_NOWHERE, first, last)
        self._known.remove(first, last)
        self.endRemoveRows()

    def _move(self, old: int, new: int) -> None:
        # Qt counts the place to go to before the row is taken out.
        self.beginMoveRows(_NOWHERE, old, old, _NOWHERE, new if new < old else new + 1)
        self._known.move(old, new)
        self.endMoveRows()


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of rows that stand side by side, in order."""
    first = last = -1
    for row in rows:
        if row != last + 1 or first < 0:
            if first >= 0:
                yield first, last
            first = row
        last = row
    if first >= 0:
        yield first, last
