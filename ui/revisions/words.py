"""How revisions and their differences are put into words; it knows no library."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from typing import Literal

from PySide6.QtCore import QDateTime, QLocale, QTimeZone

from reader.corrections import Kind
from reader.messages import _, ngettext
from reader.model import PICTURE, Passage, Revision
from reader.revisions import Comparison, Difference
from ui import paint
from ui.parts import Words

_MOST = 80
"""Characters of a difference that are told; a paragraph is told by its beginning."""


def name(number: int) -> str:
    return _("Revision {number}").format(number=QLocale().toString(number))


def when(at: datetime) -> str:
    """A time of our own, in local time with its zone."""
    local = QDateTime.fromSecsSinceEpoch(int(at.timestamp()), QTimeZone.systemTimeZone())
    return f"{QLocale().toString(local, 'd MMM yyyy, HH:mm')} {local.timeZoneAbbreviation()}"


def why(revision: Revision) -> str:
    match revision.why:
        case "added":
            return _("added")
        case "again":
            return _("captured again")
        case "reread":
            return _("read again")


def size(characters: int) -> str:
    return ngettext("{count} character", "{count} characters", characters).format(
        count=QLocale().toString(characters)
    )


def changed(removed: int, added: int) -> str:
    """How many words differ from the revision before."""
    if not removed and not added:
        return _("no word changed")
    number = QLocale().toString
    gone = ngettext("{count} word removed", "{count} words removed", removed)
    if removed and added:
        return _("{removed}, {count} added").format(
            removed=gone.format(count=number(removed)), count=number(added)
        )
    come = ngettext("{count} word added", "{count} words added", added)
    return (come if added else gone).format(count=number(added or removed))


def kind_name(kind: Kind) -> str:
    match kind:
        case "correction":
            return _("Correction")
        case "clarification":
            return _("Clarification")
        case "update":
            return _("Update")
        case "note":
            return _("Editor’s note")


def what(comparison: Comparison, difference: Difference) -> str:
    """What was done to the words of a difference."""
    match difference.kind:
        case "moved":
            return moved(way(comparison, difference))
        case "added":
            return kind_name(difference.correction) if difference.correction else _("Added")
        case "removed":
            return _("Removed")
        case "replaced":
            return _("Changed")


def told(comparison: Comparison, difference: Difference) -> str:
    """The words of a difference; of small things only that they are."""
    if difference.small:
        return _("Only spaces, quotation marks or dashes")
    old = _quoted(comparison.old.text, difference.old)
    new = _quoted(comparison.new.text, difference.new)
    match difference.kind:
        case "moved" | "added":
            return new
        case "removed":
            return old
        case "replaced":
            return _("{old} to {new}").format(old=old, new=new)


Way = Literal["up", "down"]


def way(comparison: Comparison, difference: Difference) -> Way:
    """Which way a paragraph has moved, seen from the paragraphs that stayed."""
    row = comparison.rows[difference.row]
    staying = [each for each in comparison.rows if each.kind in ("same", "changed")]
    above = sum(each.old.start < row.old.start for each in staying)
    now = sum(each.new.start < row.new.start for each in staying)
    return "up" if now < above else "down"


def moved(to: Way) -> str:
    """Of a paragraph where it stands now."""
    return _("Moved up from below") if to == "up" else _("Moved down from above")


def moved_away(to: Way) -> str:
    """Of a paragraph where it stood."""
    return _("Moved up") if to == "up" else _("Moved down")


def _quoted(text: str, passage: Passage) -> str:
    words = " ".join(passage.of(text).replace(PICTURE, _("[picture]")).split())
    short = words if len(words) <= _MOST else f"{words[: _MOST - 1].rstrip()}…"
    return paint.isolated(_("“{words}”").format(words=short)) if short else _("white space")


def say(label: Words, said: str) -> None:
    """Says words in a label that are never elided."""
    label.setText(said)
    # A label's own width is cut to whole pixels, and the last letter would be elided.
    label.setMinimumWidth(ceil(paint.advance(said, label.font())) + 1)
