"""What became of a mark in words and pieces to show: on its card, in its row, to a screen reader.

It knows no widget and no library.
"""

from __future__ import annotations

import html
from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale

from reader.drift import Look, glimpse
from reader.messages import _, ngettext
from reader.model import AnnotationId, ArticleId, Passage
from reader.text import direction
from reader.values import dataclass
from ui.note_words import quoted
from ui.paint import Form

Pieces = tuple[tuple[Form, str], ...]

_TIP = 1500
"""Characters of each side in a tooltip: more do not fit on a screen."""


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version of an article, and the words of a mark in it; `name` is for a sentence."""

    article: ArticleId
    revision: int
    passage: Passage
    name: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look shows.

    `pieces` are the comparison, short, or what is left of a mark without a place; empty where the
    words are those that were marked. `was` and `now` are whole, `now` is None without a place.
    `aside` says where the words stood or why it is unsure; `link` leads to the `version`.
    """

    annotation: AnnotationId
    pieces: Pieces
    was: str
    now: str | None
    aside: str
    link: str
    version: Version | None


def seen(look: Look) -> Seen:
    """A look as it is shown."""
    drift, version = look.drift, _version(look)
    placed = drift.new.passage is not None
    link = _("In {version}").format(version=version.name) if version and not placed else ""
    return Seen(
        drift.annotation.id,
        _pieces(look),
        quoted(drift.old.words),
        quoted(drift.new.words) if placed else None,
        _aside(look),
        link,
        version,
    )


def _pieces(look: Look) -> Pieces:
    drift = look.drift
    if drift.new.passage is not None and not drift.is_changed:
        return ()
    short = glimpse(drift)
    shown: list[tuple[Form, str]] = [("around", _on_one_line(short.before))]
    for piece, before in zip(short.pieces, (None, *short.pieces), strict=False):
        if before is not None and before.kind == "gone" and piece.kind == "new":
            shown.append(("same", " "))
        shown += _apart(piece.kind, _on_one_line(piece.words))
    shown.append(("around", _on_one_line(short.after)))
    return tuple((form, said) for form, said in shown if said)


def _apart(form: Form, words: str) -> Pieces:
    """The words in their form, the spaces at their ends as ever: none is struck through."""
    inner = words.strip(" ")
    if form == "same" or not inner:
        return (("same", words),)
    before, _inner, after = words.partition(inner)
    return ("same", before), (form, inner), ("same", after)


def _on_one_line(words: str) -> str:
    """Words as a quote is shown; the spaces at their ends stay."""
    before = " " if words[:1].isspace() else ""
    after = " " if words[-1:].isspace() and words.strip() else ""
    return before + quoted(words) + after


def _aside(look: Look) -> str:
    match look.drift.state:
        case "moved":
            return _moved(look)
        case "unsure":
            return _("{why}; {odds} such places are right").format(
                why=_why(look), odds=_odds(look.drift.score)
            )
        case _:
            return ""


def _moved(look: Look) -> str:
    if look.origin is None:
        return ""
    words = quoted(look.origin.words)
    match look.origin.kind:
        case "under":
            return _("Moved from under “{heading}”").format(heading=words)
        case "in":
            return _("Moved from the paragraph “{words}”").format(words=words)
        case "after":
            return _("Moved; it stood after “{words}”").format(words=words)


def _why(look: Look) -> str:
    """Why it is not sure that a mark stands where it should."""
    if look.drift.is_changed:
        return _("Only some of the words are the same")
    if look.standing > 1:
        return ngettext(
            "The words stand {n} time in the text", "The words stand {n} times in the text",
            look.standing,
        ).format(n=look.standing)  # fmt: skip
    return _("The words are the same, what is around them is not")


def _odds(score: float) -> str:
    """A score as people say it: "7 in 10"."""
    tenths = min(9, round(score * 10))
    return _("{n} in 10").format(n=tenths) if tenths else _("fewer than 1 in 10")


def _version(look: Look) -> Version | None:
    """The version that the words stood in, named by its day; with the time where another is of
    that day. None where it is the one that is shown."""
    old = look.drift.old
    if old.passage is None or old.revision == look.drift.new.revision:
        return None
    local = _local(look.captured)
    same_day = any(_local(each).date() == local.date() for each in look.captures)
    when = QLocale().toString(local, "d MMMM yyyy, HH:mm" if same_day else "d MMMM yyyy")
    name = _("the version of {when}").format(when=when)
    return Version(look.drift.annotation.article, old.revision, old.passage, name)


def _local(time: datetime) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(time.timestamp()))


# --- whole ---------------------------------------------------------------------------------------


def within(seen: Seen) -> Pieces:
    """The comparison without what stands around it, for a row that has one line."""
    return tuple(piece for piece in seen.pieces if piece[0] != "around")


def spoken(seen: Seen) -> str:
    """All of it as a screen reader says it."""
    sides = ""
    if seen.now is not None and seen.pieces:
        sides = _("was: {old}; now: {new}").format(old=seen.was, new=seen.now)
    return ". ".join(part for part in (sides, seen.aside, seen.link) if part)


def tip(seen: Seen) -> str:
    """Old and new words one above the other and what is said of them, for a tooltip; escaped.

    Empty where there is nothing to say.
    """
    said = []
    if seen.pieces:
        said.append(_("Was: {words}").format(words=_short(seen.was)))
    if seen.pieces and seen.now is not None:
        said.append(_("Now: {words}").format(words=_short(seen.now)))
    said += [words for words in (seen.aside, seen.link) if words]
    lines = (f"<p dir='{direction(words)}'>{html.escape(words)}</p>" for words in said)
    return f"<qt>{''.join(lines)}</qt>" if said else ""


def _short(words: str) -> str:
    return words if len(words) <= _TIP else f"{words[:_TIP]}…"
