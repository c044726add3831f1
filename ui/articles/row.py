"""One article of the list as it is painted and spoken, and the words for that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale

from reader.messages import _, ngettext
from reader.model import Article, Label, Listed, Sort
from reader.values import dataclass


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
    begun = [row.day] if row.day else []
    parts = [
        *begun,
        article.title,
        ", ".join(filter(None, (article.site, row.date))),
        state(listed),
    ]
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
