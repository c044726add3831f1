"""`My Clippings.txt` of a Kindle, in whatever language it speaks to its reader.

Four lines a clipping: `Title (Author)`; what it is, where and when; nothing; its words. Then
`==========`. koreader/koreader reads the same in `plugins/exporter.koplugin/clip.lua`. The clock
of a Kindle tells no zone: its times count as UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from reader.intake import dates
from reader.intake.elsewhere import fields
from reader.messages import _
from reader.model import Brought, Missed, Remark, Saved
from reader.values import dataclass

NAME = "Kindle"

Kind = Literal["highlight", "note", "bookmark"]

_RULE = re.compile(r"^={8,}\s*$", re.MULTILINE)
_KINDS: Mapping[Kind, Sequence[str]] = {
    "bookmark": (
        *("bookmark", "lesezeichen", "signet", "marcador", "segnalibro", "bladwijzer", "закладка"),
        *("书签", "書籤", "ブックマーク"),
    ),
    "highlight": (
        *("highlight", "clip", "markierung", "surlignement", "subrayado", "evidenziazione"),
        *("destaque", "markering", "выделенный", "标注", "標註", "ハイライト"),
    ),
    "note": ("note", "notiz", "nota", "notitie", "заметка", "笔记", "筆記", "メモ"),
}
_PAGE = re.compile(
    r"(?:page|seite|p[áa]gina|страниц\w*|стр\.|第)\s*#?(\d{1,6})|(\d{1,6})\s*ページ", re.IGNORECASE
)
_RANGE = re.compile(r"(\d{1,9})(?:\s*[-–~]\s*(\d{1,9}))?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_AFTERNOON = re.compile(r"\bp\.?m\b|下午|午後", re.IGNORECASE)
_FORENOON = re.compile(r"\ba\.?m\b|上午|午前", re.IGNORECASE)
_LIMIT = re.compile(r"^\s*<[^<>]{5,200}>\s*$")


@dataclass(frozen=True, slots=True)
class Clipping:
    """One entry: which book, what it is, between which two locations, when."""

    title: str
    author: str
    kind: Kind
    words: str
    start: int
    end: int
    page: int | None
    at: datetime | None


def is_clippings(head: str) -> bool:
    """Whether a text begins as this file does."""
    lines = head.lstrip("\ufeff").splitlines()[:8]
    return len(lines) > 1 and lines[1].startswith(("-", "–")) and _RULE.search(head) is not None


def from_text(written: str) -> Brought:
    """The books with their highlights in the order of the text; each note with its words."""
    books: dict[tuple[str, str], list[Clipping]] = {}
    missed: list[Missed] = []
    for entry in _RULE.split(written.replace("\r\n", "\n").replace("\ufeff", "")):
        clipping = _clipping(entry)
        if clipping is None:
            if entry.strip():
                missed.append(Missed(_name(entry), _("It is no clipping that could be read.")))
        elif clipping.kind == "bookmark":
            missed.append(Missed(_place(clipping), _("A bookmark marks no words.")))
        elif _LIMIT.match(clipping.words):
            missed.append(Missed(_place(clipping), _("The Kindle kept no words: too much marked.")))
        elif clipping.words:
            books.setdefault((clipping.title, clipping.author), []).append(clipping)
    return Brought(NAME, tuple(_book(*key, found) for key, found in books.items()), tuple(missed))


def _name(entry: str) -> str:
    return fields.line(entry.strip().split("\n")[0])[:80]


def _place(clipping: Clipping) -> str:
    if clipping.page is not None:
        return _("{title}, page {page}").format(title=clipping.title, page=clipping.page)
    return _("{title}, location {number}").format(title=clipping.title, number=clipping.start)


def _clipping(entry: str) -> Clipping | None:
    lines = entry.strip("\n").split("\n")
    if len(lines) < 2 or not lines[1].strip().startswith(("-", "–")):
        return None
    title, author = _title_and_author(lines[0].strip())
    *where, when = lines[1].split("|") if "|" in lines[1] else (lines[1], "")
    place = "|".join(where)
    page = _PAGE.search(place)
    start, end = _locations(place)
    return Clipping(
        title=title,
        author=author,
        kind=_kind(place),
        words=fields.words("\n".join(lines[2:])),
        start=start,
        end=end,
        page=int(page[1] or page[2]) if page else None,
        at=_moment(when),
    )


def _title_and_author(first: str) -> tuple[str, str]:
    """`Title (Series) (Author)`: the last brackets hold who wrote it."""
    found = re.fullmatch(r"(.+?)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)", first[:2_000])
    title, author = (found[1], found[2]) if found else (first, "")
    return fields.line(title), fields.line(author)


def _kind(place: str) -> Kind:
    folded = place.casefold()
    found = (kind for kind, words in _KINDS.items() if any(word in folded for word in words))
    # A language that is not known: what has words is most often a highlight.
    return next(found, "highlight")


def _locations(place: str) -> tuple[int, int]:
    """The last range in what says where; `563-64` ends at 564."""
    ranges = _RANGE.findall(place)
    if not ranges:
        return 0, 0
    first, last = ranges[-1]
    if last and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return int(first), max(int(first), int(last or first))


def _moment(written: str) -> datetime | None:
    day = dates.in_words(written[:200])
    if day is None:
        return None
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    clock = _CLOCK.search(written)
    if clock is None:
        return at
    hour = int(clock[1])
    if _AFTERNOON.search(written) and hour < 12:
        hour += 12
    elif _FORENOON.search(written) and hour == 12:
        hour = 0
    if hour > 23 or int(clock[2]) > 59 or int(clock[3] or 0) > 59:
        return at
    return at + timedelta(hours=hour, minutes=int(clock[2]), seconds=int(clock[3] or 0))


# --- one book ------------------------------------------------------------------------------------


def _book(title: str, author: str, clippings: Sequence[Clipping]) -> Saved:
    highlights = list(_last_versions([each for each in clippings if each.kind == "highlight"]))
    notes = [each for each in clippings if each.kind == "note"]
    remarks = [_remark(each, [note for note in notes if _is_on(note, each)]) for each in highlights]
    alone = [note for note in notes if not any(_is_on(note, each) for each in highlights)]
    placed = [
        *((each.start, remark) for each, remark in zip(highlights, remarks, strict=True)),
        *((note.start, _alone(note)) for note in alone),
    ]
    times = [each.at for each in clippings if each.at]
    return Saved(
        title=title,
        bylines=fields.names(*map(_turned, fields.apart(author, ";", " & "))),
        saved_at=min(times, default=None),
        read=True,
        remarks=tuple(remark for _start, remark in sorted(placed, key=lambda each: each[0])),
    )


def _last_versions(highlights: Sequence[Clipping]) -> Iterator[Clipping]:
    """Without those that were widened or narrowed later: the Kindle keeps every version."""
    seen: list[Clipping] = []
    for each in reversed(highlights):
        nearby = seen[-50:]
        if not any(_is_version(each, later) for later in nearby):
            seen.append(each)
    return reversed(seen)


def _is_version(one: Clipping, later: Clipping) -> bool:
    overlaps = one.start <= later.end and later.start <= one.end
    return overlaps and (one.words in later.words or later.words in one.words)


def _is_on(note: Clipping, highlight: Clipping) -> bool:
    """A note stands at the end of the words that it is about."""
    return note.start > 0 and highlight.start <= note.start <= highlight.end


def _remark(highlight: Clipping, notes: Sequence[Clipping]) -> Remark:
    return Remark(
        quote=highlight.words,
        note=fields.joined(*dict.fromkeys(note.words for note in notes)),
        at=highlight.at,
        page=highlight.page,
    )


def _alone(note: Clipping) -> Remark:
    """A note on no highlight is about the whole, and says where it stands."""
    where = _place(replace(note, title="")).lstrip(", ")
    return Remark(note=f"{where}: {note.words}", at=note.at)


def _turned(name: str) -> str:
    """`Doe, Jane` as she is called; `Doe, Jane, Roe` stays."""
    parts = [part.strip() for part in name.split(",")]
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 and all(parts) else name
