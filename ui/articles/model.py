"""The list of articles as Qt sees it: rows read from the library a page at a time.

The rows are plain `Listed` values. A Change inserts, removes, moves or repaints the rows it
touches; the list is only read anew when another query is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)

from reader.errors import NotFound
from reader.messages import _, ngettext
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    ArticleQuery,
    Change,
    Conflict,
    Key,
    Label,
    LabelId,
    Listed,
    Place,
    Record,
    Story,
)
from reader.values import dataclass
from ui.parts import plain_tip

PAGE = 200
_MANY = 500
_COUNT_AFTER = 200
"""Milliseconds after the last change until so many marks are counted: 10,000 take 20."""
ROW = Qt.ItemDataRole.UserRole
"""The role under which an index gives its `Row`."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Articles(Protocol):
    """What the list asks of a library."""

    def articles(self, query: ArticleQuery = ...) -> tuple[Listed, ...]: ...
    def article(self, id: ArticleId) -> Article: ...
    def annotation(self, id: AnnotationId) -> Annotation: ...
    def marks_of(self, article: ArticleId) -> tuple[int, tuple[LabelId, ...]]: ...
    def waits_of(self, article: ArticleId) -> int: ...
    def labels(self) -> tuple[Label, ...]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One article as it is painted and spoken: `labels` are the different ones of its marks."""

    listed: Listed
    labels: tuple[Label, ...]
    date: str

    @property
    def article(self) -> Article:
        return self.listed.article

    @property
    def unread(self) -> bool:
        return self.listed.opened is None


class ArticleModel(QAbstractTableModel):
    """The articles of one query, newest page first loaded, in one column."""

    def __init__(
        self, library: Articles, *, now: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._now = now
        self._query = ArticleQuery()
        self._rows: list[Listed] = []
        self._more = False
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
        """Reads the first page of another query."""
        self.show(query, self._library.articles(replace(query, limit=PAGE, offset=0)))

    def show(self, query: ArticleQuery, first_page: Sequence[Listed]) -> None:
        """Shows a query whose first page was read elsewhere."""
        self.beginResetModel()
        self._query = replace(query, limit=PAGE, offset=0)
        self._rows = list(first_page)
        self._more = len(first_page) == PAGE
        self._opened_here.clear()
        self.endResetModel()

    def row_of(self, article: ArticleId) -> int | None:
        """The row of an article among those that are loaded."""
        rows = (n for n, listed in enumerate(self._rows) if listed.article.id == article)
        return next(rows, None)

    def article_at(self, row: int) -> ArticleId | None:
        return self._rows[row].article.id if 0 <= row < len(self._rows) else None

    def note_opened(self, article: ArticleId, at: datetime) -> None:
        """Shows that the article was opened; it stays where it is, on the unread shelf too."""
        row = self.row_of(article)
        if row is not None and self._rows[row].opened is None:
            self._opened_here.add(article)
            self._put(row, replace(self._rows[row], opened=at))

    def note_progress(self, article: ArticleId, progress: float) -> None:
        """Shows how far the article was read, 0 to 1."""
        row = self.row_of(article)
        if row is not None:
            self._put(row, replace(self._rows[row], progress=progress))

    def take(self, change: Change) -> bool:
        """Brings the rows that a change touches up to date, and no others.

        True if articles may have come into the query or left it.
        """
        records = list(_records(change))
        if any(isinstance(record, Label) for record in records):
            self._read_labels()
            self._repaint(0, len(self._rows) - 1)
        touched = self._touched(records)
        moved = any(_may_move(record, self._query) for record in records)
        if moved:
            self._renew(len(touched))
        else:
            for article in touched:
                self._reread(article)
        return moved

    # --- Qt --------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 1

    def canFetchMore(self, parent: Index) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        """Reads the next page; what has moved onto it from the pages before is not shown twice."""
        if not self._more:
            return
        page = self._library.articles(replace(self._query, offset=self._in_query()))
        self._more = len(page) == PAGE
        shown = {listed.article.id for listed in self._rows}
        new = [listed for listed in page if listed.article.id not in shown]
        if new:
            self._insert(len(self._rows), new)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._row(self._rows[index.row()])
        if role == ROW:
            return row
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.article.title
            case Qt.ItemDataRole.ToolTipRole:
                waits = row.listed.waits
                return plain_tip(row.article.title + (f"\n{waiting(waits)}" if waits else ""))
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(row)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> None:
        """Nothing: Qt's numbers would be read out beside each article."""

    # --- inside ----------------------------------------------------------------------------------

    def _row(self, listed: Listed) -> Row:
        labels = (self._labels.get(label) for label in listed.labels)
        return Row(
            listed,
            tuple(label for label in labels if label is not None),
            shown_date(listed.article, self._now()),
        )

    def _read_labels(self) -> None:
        self._labels = {label.id: label for label in self._library.labels()}

    def _renew(self, touched: int) -> None:
        """Brings the rows of the loaded pages to what they are now in the library."""
        limit = max(PAGE, len(self._rows) + touched)
        fresh = list(self._library.articles(replace(self._query, limit=limit)))
        self._more = False  # a view may ask for the next page between two moves
        self._arrange(self._with_opened_here(fresh))
        self._more = len(fresh) >= limit

    def _with_opened_here(self, fresh: list[Listed]) -> list[Listed]:
        """Keeps what she just opened on the unread shelf until she asks for another query."""
        if self._query.shelf != "unread":
            return fresh
        fresh = list(fresh)
        there = {listed.article.id for listed in fresh}
        for n, listed in enumerate(self._rows):
            if listed.article.id in self._opened_here - there:
                article = self._article(listed.article.id)
                if article is not None and not article.archived and article.trashed is None:
                    fresh.insert(n, self._marks_of(replace(listed, article=article)))
        return fresh

    def _in_query(self) -> int:
        """How many rows the query itself gives: not those that only stayed on the shelf."""
        if self._query.shelf != "unread":
            return len(self._rows)
        return sum(listed.article.id not in self._opened_here for listed in self._rows)

    def _article(self, article: ArticleId) -> Article | None:
        try:
            return self._library.article(article)
        except NotFound:
            return None

    def _marks_of(self, listed: Listed) -> Listed:
        id = listed.article.id
        count, labels = self._library.marks_of(id)
        return replace(listed, annotations=count, labels=labels, waits=self._library.waits_of(id))

    def _touched(self, records: Sequence[Record]) -> Mapping[ArticleId, None]:
        """The articles whose rows may look different, in the order of the records."""
        marked = {each.id: each.article for each in records if isinstance(each, Annotation)}
        others = {mark for mark in map(_mark_of, records) if mark and mark not in marked}
        articles = [*map(_article_of, records), *map(self._article_with, sorted(others))]
        return dict.fromkeys(article for article in articles if article is not None)

    def _article_with(self, mark: AnnotationId) -> ArticleId | None:
        """The article of a mark; None if that was erased meanwhile."""
        try:
            return self._library.annotation(mark).article
        except NotFound:
            return None

    def _reread(self, article: ArticleId) -> None:
        row = self.row_of(article)
        if row is None:
            return
        if self._rows[row].annotations > _MANY:
            self._uncounted.add(article)
            self._count_later.start()
        else:
            self._put(row, self._marks_of(self._rows[row]))

    def _count(self) -> None:
        uncounted, self._uncounted = self._uncounted, set()
        for article in uncounted:
            row = self.row_of(article)
            if row is not None:
                self._put(row, self._marks_of(self._rows[row]))

    def _arrange(self, fresh: Sequence[Listed]) -> None:
        """Turns the rows into `fresh` by removing, moving and inserting single rows."""
        places = {listed.article.id: n for n, listed in enumerate(fresh)}
        for n in reversed(range(len(self._rows))):
            if self._rows[n].article.id not in places:
                self._remove(n)
        for n, listed in enumerate(fresh):
            self._bring(n, listed, places)
            self._put(n, listed)

    def _bring(self, n: int, listed: Listed, places: Mapping[ArticleId, int]) -> None:
        """Sees to it that row n is that article: all rows before it are right already."""
        if self.article_at(n) == listed.article.id:
            return
        at = self.row_of(listed.article.id)
        if at is None:
            self._insert(n, [listed])
        elif at == n + 1:  # its neighbour went down the list: one move, not many upwards
            self._move(n, min(places[self._rows[n].article.id], len(self._rows) - 1))
            self._bring(n, listed, places)
        else:
            self._move(at, n)

    def _put(self, row: int, listed: Listed) -> None:
        if self._rows[row] != listed:
            self._rows[row] = listed
            self._repaint(row, row)

    def _repaint(self, first: int, last: int) -> None:
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def _insert(self, row: int, listed: Sequence[Listed]) -> None:
        self.beginInsertRows(_NOWHERE, row, row + len(listed) - 1)
        self._rows[row:row] = listed
        self.endInsertRows()

    def _remove(self, row: int) -> None:
        self.beginRemoveRows(_NOWHERE, row, row)
        del self._rows[row]
        self.endRemoveRows()

    def _move(self, old: int, new: int) -> None:
        # Qt counts the place to go to before the row is taken out.
        self.beginMoveRows(_NOWHERE, old, old, _NOWHERE, new if new < old else new + 1)
        self._rows.insert(new, self._rows.pop(old))
        self.endMoveRows()


# --- which rows a change touches -----------------------------------------------------------------


def _records(change: Change) -> Iterator[Record]:
    for edit in change.edits:
        yield from (record for record in (edit.before, edit.after) if record is not None)


def _article_of(record: Record) -> ArticleId | None:
    match record:
        case Article(id=article) | Annotation(article=article):
            return article
        case Conflict(record=Key(kind="article", id=id)):
            return ArticleId(id)
        case _:
            return None


def _mark_of(record: Record) -> AnnotationId | None:
    """The mark that a record is about, of which it does not say on which article it is."""
    match record:
        case Place(annotation=mark):
            return mark
        case Conflict(record=Key(kind="annotation", id=id)):
            return AnnotationId(id)
        case _:
            return None


def _may_move(record: Record, query: ArticleQuery) -> bool:
    """Whether a change of this record can change which articles are listed, or their order."""
    match record:
        case Article():
            return True
        case Annotation() | Place():
            return bool(query.words or query.label or query.tag)
        case Story():
            return query.story is not None
        case _:
            return False


# --- words ---------------------------------------------------------------------------------------


def shown_date(article: Article, now: datetime) -> str:
    """The day an article is from, short: when it was published, else when it was added.

    A published date is shown in its own zone and no finer than it was given.
    """
    given = article.published or ""
    match given.split("T")[0].split(" ")[0].split("-"):
        case [year] if _number(year):
            return year
        case [year, month] if _number(year) and _number(month) and 1 <= int(month) <= 12:
            return _local().toString(QDate(int(year), int(month), 1), "MMM yyyy")
        case [_year, _month, _day]:
            try:
                return short_day(date.fromisoformat(given[:10]), now)
            except ValueError:
                pass
    return short_day(article.added.astimezone(now.tzinfo).date(), now)


def _number(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) in (2, 4)


def _local() -> QLocale:
    return QLocale()


def short_day(day: date, now: datetime) -> str:
    """ "Today", "Yesterday", "2 Oct", or "2 Oct 2023" in another year than `now`."""
    match (now.date() - day).days:
        case 0:
            return _("Today")
        case 1:
            return _("Yesterday")
    form = "d MMM" if day.year == now.year else "d MMM yyyy"
    return _local().toString(QDate(day.year, day.month, day.day), form)


def spoken(row: Row) -> str:
    """The row as a screen reader says it."""
    article, listed = row.article, row.listed
    parts = [article.title, ", ".join(filter(None, (article.site, row.date))), state(listed)]
    if listed.annotations:
        marks = ngettext("{count} mark", "{count} marks", listed.annotations)
        names = ", ".join(label.name for label in row.labels)
        parts.append(f"{marks.format(count=listed.annotations)}: {names}")
    if article.starred:
        parts.append(_("Starred"))
    if listed.waits:
        parts.append(waiting(listed.waits))
    return ". ".join(parts)


def waiting(count: int) -> str:
    """That something on an article should be looked at, in words."""
    return ngettext("{count} thing needs a look", "{count} things need a look", count).format(
        count=count
    )


def state(listed: Listed) -> str:
    """How far an article was read, in words."""
    if listed.opened is None:
        return _("Never opened")
    if listed.progress < 1:
        return _("Read to {percent} %").format(percent=int(listed.progress * 100))
    return _("Read")
