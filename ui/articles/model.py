"""The list of articles as Qt sees it: rows read from the library a page at a time.

The rows are plain `Listed` values, read when they are looked at. A Change inserts, removes, moves
or repaints the rows it touches; the list is only reset when another query is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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
    Signal,
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
    Edit,
    Key,
    Label,
    LabelId,
    Listed,
    Place,
    Record,
    Sort,
    Story,
)
from reader.values import dataclass
from ui.articles.known import Known
from ui.parts import plain_tip

PAGE = 60
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

    def articles(self, query: ArticleQuery = ...) -> tuple[Listed, ...]: ...
    def article_ids(self, query: ArticleQuery) -> tuple[ArticleId, ...]: ...
    def listed(self, ids: Sequence[ArticleId]) -> tuple[Listed, ...]: ...
    def among(self, query: ArticleQuery, ids: Sequence[ArticleId]) -> frozenset[ArticleId]: ...
    def count(self, query: ArticleQuery = ...) -> int: ...
    def annotation(self, id: AnnotationId) -> Annotation: ...
    def labels(self) -> tuple[Label, ...]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One article as it is painted and spoken: `labels` are the different ones of its marks.

    `day` heads the group that begins with this row; None within one, and where there are none.
    """

    listed: Listed
    labels: tuple[Label, ...]
    date: str
    day: str | None = None

    @property
    def article(self) -> Article:
        return self.listed.article

    @property
    def unread(self) -> bool:
        return self.listed.opened is None


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
        self._grouped = False
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

    def show(self, query: ArticleQuery, first_page: Sequence[Listed], count: int) -> None:
        """Shows a query that was read elsewhere: its first page, and how many it has in all."""
        self.beginResetModel()
        self._query = replace(query, limit=PAGE, offset=0)
        self._known = Known(count, first_page)
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
            self._read(near)
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
        wanted = replace(self._query, limit=limit, offset=first - above)
        stayed = [id for id in ids if self._keeps_opened and id in self._opened_here]
        return [*self._library.article_ids(wanted), *stayed]

    def note_opened(self, article: ArticleId, at: datetime) -> None:
        """Shows that the article was opened; it stays where it is, on the unread shelf too."""
        row = self.row_of(article)
        listed = None if row is None else self._known.at(row)
        if row is not None and listed is not None and listed.opened is None:
            self._opened_here.add(article)
            self._put(row, replace(listed, opened=at))

    def note_progress(self, article: ArticleId, progress: float) -> None:
        """Shows how far the article was read, 0 to 1."""
        row = self.row_of(article)
        listed = None if row is None else self._known.at(row)
        if row is not None and listed is not None:
            self._put(row, replace(listed, progress=progress))

    def take(self, change: Change) -> bool:
        """Brings the rows that a change touches up to date, and no others.

        True if articles may have come into the query or left it.
        """
        records = list(_records(change))
        if any(isinstance(record, Label) for record in records):
            self._read_labels()
            self._repaint(0, len(self._known) - 1)
        touched = self._touched(records)
        if any(_may_move(edit, self._query) for edit in change.edits):
            if not self._put_on_top(change):
                self._renew(touched, moved=_moved(change, self._query))
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
        if self._known.at(row) is None:
            self._read(row)
        return self._known.at(row)

    def _read(self, row: int) -> None:
        """Reads a page around a row."""
        first = max(0, row - PAGE // 2)
        offset = first - self._stayed_above(first)
        page = iter(self._library.articles(replace(self._query, limit=PAGE, offset=offset)))
        for n in range(first, min(first + PAGE, len(self._known))):
            if self._has_stayed(n):
                continue
            listed = next(page, None)
            if listed is None:
                break
            self._known.put(n, listed)
        self._known.forget_far_from(row, PAGE)

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
        others = {mark for mark in map(_mark_of, records) if mark and mark not in marked}
        articles = [*map(_article_of, records), *map(self._article_with, sorted(others))]
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
        self._show_again([id for id in uncounted if self.row_of(id) is not None])

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


def _may_move(edit: Edit, query: ArticleQuery) -> bool:
    """Whether an edit can change which articles are listed, or their order."""
    match edit.after or edit.before:
        case Article():
            return bool(query.words or query.tag) or _standing(edit.before, query) != _standing(
                edit.after, query
            )
        case Annotation():
            return bool(query.words or query.label or query.tag) or (
                query.sort == "notes" and _counts(edit.before) != _counts(edit.after)
            )
        case Place():
            return bool(query.words or query.label or query.tag)
        case Story():
            return query.story is not None
        case _:
            return False


def _standing(record: Record | None, query: ArticleQuery) -> object:
    """What says whether an article is on a shelf, and where it stands on it."""
    if not isinstance(record, Article):
        return None
    shelf = (record.trashed is None, record.archived, query.shelf == "starred" and record.starred)
    return record.id, shelf, record.added, _sorted_by(record, query)


def _sorted_by(article: Article, query: ArticleQuery) -> str | None:
    match query.sort:
        case "published":
            return article.published
        case "title":
            return article.title
        case "site":
            return article.site
    return None


def _counts(record: Record | None) -> object:
    """Whether a mark counts among those of its article."""
    return isinstance(record, Annotation) and record.trashed is None and record.article


def _moved(change: Change, query: ArticleQuery) -> set[ArticleId]:
    """The articles that were on the shelf before and may stand elsewhere on it now."""
    moved: set[ArticleId] = set()
    for edit in change.edits:
        match edit.before, edit.after:
            case Article() as before, Article() as after:
                if (before.added, _sorted_by(before, query)) != (
                    after.added,
                    _sorted_by(after, query),
                ):
                    moved.add(after.id)
            case (Annotation() as mark, _) | (None, Annotation() as mark):
                if query.sort == "notes":
                    moved.add(mark.article)
    return moved


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
    return short_day(_local_day(article.added, now), now)


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


def day_of(listed: Listed, sort: Sort, now: datetime) -> str | None:
    """What heads the group that an article is in: its day in that order; None in one without."""
    article = listed.article
    match sort:
        case "added":
            return long_day(_local_day(article.added, now), now)
        case "published":
            return _published_day(article, now) or _("Without a date")
        case "read":
            opened = listed.opened
            return long_day(_local_day(opened, now), now) if opened else _("Never opened")
    return None


def _local_day(at: datetime, now: datetime) -> date:
    return at.astimezone(now.tzinfo).date()


def _published_day(article: Article, now: datetime) -> str | None:
    try:
        return long_day(date.fromisoformat((article.published or "")[:10]), now)
    except ValueError:
        return shown_date(article, now) if article.published else None


def long_day(day: date, now: datetime) -> str:
    """ "Today", "Yesterday", "Wednesday, 2 October", with the year where it is another one."""
    if 0 <= (now.date() - day).days <= 1:
        return short_day(day, now)
    form = "dddd, d MMMM" if day.year == now.year else "d MMMM yyyy"
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
    return ". ".join([*parts, *remarks(listed)])


def remarks(listed: Listed) -> Sequence[str]:
    """What else is to be said of an article: that it waits for a look, what its text lacks."""
    said = [waiting(listed.waits)] if listed.waits else []
    match listed.text:
        case "to-come":
            said.append(_("Its text is still to come"))
        case "set-aside":
            said.append(_("A newer capture was set aside"))
        case "whole":
            pass
    return said


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
