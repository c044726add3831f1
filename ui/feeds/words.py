"""How feeds and their items are put into words; it knows no library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, QTimeZone

from reader.feeding import Heard, Refreshed
from reader.messages import _, ngettext
from reader.waiting import ItemState, Waiting
from ui import paint
from ui.feeds.asking import FeedRow, ItemRow

_BYLINES = 2


def when(waiting: Waiting) -> str:
    """When an item was published, in local time; else when it was seen."""
    given = waiting.item.published or ""
    if len(given) > 10:
        try:
            return moment(datetime.fromisoformat(given))
        except (ValueError, OverflowError):
            pass
    date = QDate.fromString(given[:10], "yyyy-MM-dd")
    return QLocale().toString(date, "d MMM yyyy") if date.isValid() else moment(waiting.seen)


def moment(at: datetime) -> str:
    """A time in local time; one without a zone as it stands."""
    if at.tzinfo is None:
        local = QDateTime(at.year, at.month, at.day, at.hour, at.minute, 0)
    else:
        local = QDateTime.fromSecsSinceEpoch(int(at.timestamp()), QTimeZone.systemTimeZone())
    return QLocale().toString(local, "d MMM yyyy, HH:mm")


def about(row: ItemRow) -> str:
    """Feed, time and names of an item on one line."""
    item = row.waiting.item
    names = ", ".join(item.bylines[:_BYLINES])
    parts = (row.source, when(row.waiting), names)
    return "  ·  ".join(paint.isolated(part) for part in parts if part)


def badge(row: ItemRow) -> str:
    """What is said beside an item that waits though its article is here."""
    is_here = row.waiting.article is not None and row.waiting.state == "waiting"
    return _("here already") if is_here else ""


def spoken(row: ItemRow) -> str:
    """An item in one sentence, for a screen reader."""
    item = row.waiting.item
    parts = [item.title, badge(row), row.source, when(row.waiting), *item.bylines, item.excerpt]
    return ". ".join(part.rstrip(".") for part in parts if part)


def spoken_feed(row: FeedRow) -> str:
    parts = [row.name, waiting(row.waiting) if row.waiting else "", row.heard.sentence]
    return ", ".join(part.rstrip(".") for part in parts if part)


def waiting(count: int) -> str:
    return ngettext("{count} item waits", "{count} items wait", count).format(
        count=QLocale().toString(count)
    )


def last_asked(heard: Heard) -> str:
    """When a feed was asked last."""
    if heard.checked is None:
        return _("Not asked yet")
    return _("Asked {when}").format(when=moment(heard.checked))


def how_much(row: ItemRow, *, whole: bool) -> str:
    """What will be kept of an item, or what became of it."""
    if row.waiting.state == "kept":
        return _("Kept as an article.")
    if row.waiting.article is not None:
        return _("This article is here already.")
    if whole:
        return _("The feed gives the whole text.")
    if row.waiting.item.url:
        return _("The feed gives the beginning; keeping it fetches the page.")
    return _("The feed gives no more than this.")


def nothing(state: ItemState) -> tuple[str, str]:
    """What an empty list says."""
    match state:
        case "waiting":
            return (
                _("Nothing waits here"),
                _("What the sites publish next waits here until you keep or dismiss it."),
            )
        case "kept":
            return _("Nothing kept yet"), _("Enter keeps an item and opens it as an article.")
        case "dismissed":
            return _("Nothing dismissed"), _("X dismisses an item. It does not come again.")


def came(found: Sequence[Refreshed], new: int) -> str:
    """What a refresh brought, in one sentence or two."""
    failed = [each for each in found if each.error is not None]
    news = (
        ngettext("{count} new item.", "{count} new items.", new).format(
            count=QLocale().toString(new)
        )
        if new
        else _("Nothing new.")
    )
    if not failed:
        return news
    if len(failed) == 1:
        return f"{news} {failed[0].name}: {failed[0].error}"
    wrong = ngettext(
        "{count} feed could not be read; the list says why.",
        "{count} feeds could not be read; the list says why.",
        len(failed),
    ).format(count=len(failed))
    return f"{news} {wrong}"
