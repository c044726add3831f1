"""What the window of all notes shows as plain values: headings, and the notes under them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Literal

from PySide6.QtCore import QDate, QLocale

from reader.messages import _, ngettext
from reader.model import Article, Colour, Story, StoryId
from reader.noted import Noted
from reader.values import dataclass
from ui.note_words import plain_note, quoted, state_name

Grouping = Literal["article", "label", "tag", "story", "day"]
GROUPINGS: tuple[Grouping, ...] = ("article", "label", "tag", "story", "day")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a group. `key` is the group's own; `colour` is that of a label."""

    key: str
    title: str
    meta: str = ""
    colour: Colour | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One note in a group; one with several tags stands in several groups.

    `source` names its article where the heading does not.
    """

    group: str
    noted: Noted
    source: str = ""


Row = Heading | Line


def key_of(row: Row) -> tuple[str, str]:
    """What tells a row from all others, whatever is written in it."""
    return (row.key, "") if isinstance(row, Heading) else (row.group, row.noted.id)


@dataclass(frozen=True, slots=True)
class Groups:
    """How notes are grouped: by what, with which stories, and by whose days."""

    by: Grouping = "article"
    stories: tuple[Story, ...] = ()
    zone: tzinfo | None = None
    """None is the machine's own."""

    def rows(self, notes: Iterable[Noted]) -> tuple[Row, ...]:
        """The notes under their headings; groups as they come, or labels, tags, stories in
        their own order and those without one last."""
        kept: dict[str, list[Noted]] = {}
        for note in notes:
            for key in self._keys(note):
                kept.setdefault(key, []).append(note)
        made: list[Row] = []
        for key in sorted(kept, key=self._place(kept)):
            made.append(self._heading(key, kept[key]))
            made += (Line(key, note, self._source(note)) for note in kept[key])
        return tuple(made)

    def _keys(self, note: Noted) -> Sequence[str]:
        match self.by:
            case "article":
                return (note.article.id,)
            case "label":
                return (note.label.id if note.label else "",)
            case "tag":
                return tuple(tag.casefold() for tag in note.tags) or ("",)
            case "story":
                return note.stories or ("",)
            case "day":
                return (note.at.astimezone(self.zone).date().isoformat(),)

    def _place(self, kept: Mapping[str, Sequence[Noted]]) -> Callable[[str], tuple[bool, object]]:
        """The order of groups; equal ones stay as they came, as articles and days do."""
        titles = {story.id: (story.title.casefold(), story.id) for story in self.stories}

        def place(key: str) -> tuple[bool, object]:
            match self.by:
                case "label":
                    label = kept[key][0].label
                    return not key, label.order if label else 0
                case "tag":
                    return not key, key
                case "story":
                    return not key, titles.get(StoryId(key), ("", ""))
            return False, 0

        return place

    def _heading(self, key: str, notes: Sequence[Noted]) -> Heading:
        first = notes[0]
        match self.by:
            case "article":
                return Heading(key, first.article.title, source_of(first.article))
            case "label":
                title = first.label.name if first.label else _("Notes on articles")
                colour = first.label.colour if first.label else None
                return Heading(key, title, how_many(len(notes)), colour)
            case "tag":
                name = next((tag for tag in first.tags if tag.casefold() == key), "")
                title = f"#{name}" if name else _("Without a tag")
            case "story":
                titles = {str(story.id): story.title for story in self.stories}
                title = titles.get(key, _("In no story"))
            case "day":
                title = long_day(date.fromisoformat(key))
        return Heading(key, title, how_many(len(notes)))

    def _source(self, note: Noted) -> str:
        if self.by == "article":
            return ""
        return " · ".join(part for part in (note.article.title, note.article.site) if part)


def notes_of(rows: Iterable[Row]) -> tuple[Noted, ...]:
    """The notes of these rows, each once."""
    found = {row.noted.id: row.noted for row in rows if isinstance(row, Line)}
    return tuple(found.values())


# --- words ---------------------------------------------------------------------------------------


def source_of(article: Article) -> str:
    """`Site  ·  2 October 2024`: as much as is known."""
    return "  ·  ".join(part for part in (article.site, _published(article)) if part)


def _published(article: Article) -> str:
    """The day in full; as much of it as the source gave; "" where that cannot be read."""
    given = (article.published or "")[:10]
    match given.split("-"):
        case [year] if year.isdecimal():
            return year
        case [year, month] if year.isdecimal() and month in _MONTHS:
            return QLocale().toString(QDate(int(year), int(month), 1), "MMMM yyyy")
    try:
        return _full(datetime.fromisoformat(given).date(), "d MMMM yyyy")
    except ValueError:
        return ""


_MONTHS = frozenset(f"{month:02}" for month in range(1, 13))


def how_many(notes: int) -> str:
    """ "12 notes"."""
    count = QLocale().toString(notes)
    return ngettext("{count} note", "{count} notes", notes).format(count=count)


def long_day(day: date) -> str:
    """ "Wednesday, 2 October 2024"."""
    return _full(day, "dddd, d MMMM yyyy")


def _full(day: date, form: str) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), form)


def shown_quote(noted: Noted) -> str:
    """The quote on one line."""
    return quoted(noted.quote)


def shown_note(noted: Noted) -> str:
    """The note on one line, as a row shows it."""
    return "  ".join(line.strip() for line in plain_note(noted.note))


def label_name(noted: Noted) -> str:
    """What stands beside the sign."""
    return noted.label.name if noted.label else _("Article note")


def grouping_name(by: Grouping) -> str:
    match by:
        case "article":
            return _("Article")
        case "label":
            return _("Label")
        case "tag":
            return _("Tag")
        case "story":
            return _("Story")
        case "day":
            return _("Day")


def spoken(row: Row) -> str:
    """The row as a screen reader says it."""
    if isinstance(row, Heading):
        return ". ".join(part for part in (row.title, row.meta) if part)
    noted = row.noted
    parts = [label_name(noted)]
    if noted.quote:
        parts.append(f"“{shown_quote(noted)}”")
    parts += [shown_note(noted)] if noted.note else []
    parts += [f"#{tag}" for tag in noted.tags]
    if noted.state != "exact":
        parts.append(state_name(noted.state))
    if noted.checked != "none":
        parts.append(_("holds") if noted.checked == "holds" else _("wrong"))
    if noted.private:
        parts.append(_("stays here"))
    parts += [row.source] if row.source else []
    return ". ".join(parts)
