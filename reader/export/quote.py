"""The parts of a quotation with its source: quotation marks, credit, address, dates.

Missing parts leave no trace. `reader.export.citing` puts them together.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from typing import NamedTuple

from reader.model import PICTURE, Article, Revision

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?![0-9])")


# --- quotation marks -----------------------------------------------------------------------------


class Marks(NamedTuple):
    """Quotation marks of a language: the pair around, and the pair inside of it."""

    open: str
    close: str
    inner_open: str
    inner_close: str


_ENGLISH = Marks("“", "”", "‘", "’")
_GERMAN = Marks("„", "“", "‚", "‘")
_FRENCH = Marks("«\xa0", "\xa0»", "“", "”")
_ANGLES = Marks("«", "»", "“", "”")
_RUSSIAN = Marks("«", "»", "„", "“")
_POLISH = Marks("„", "”", "«", "»")
_SWEDISH = Marks("”", "”", "’", "’")
_CORNERS = Marks("「", "」", "『", "』")
_BY_LANGUAGE = {
    **dict.fromkeys(("bg", "cs", "de", "is", "lt", "sk", "sl"), _GERMAN),
    **dict.fromkeys(("ar", "ca", "el", "es", "fa", "it", "nb", "nn", "no"), _ANGLES),
    **dict.fromkeys(("be", "hy", "ru", "uk"), _RUSSIAN),
    **dict.fromkeys(("hr", "hu", "pl", "ro"), _POLISH),
    **dict.fromkeys(("fi", "sv"), _SWEDISH),
    **dict.fromkeys(("ja", "zh"), _CORNERS),
    "fr": _FRENCH,
    "pt-pt": _ANGLES,
}
"""The languages that do not quote as English does; Indonesian, Dutch and Brazil's Portuguese do."""


def marks_of(lang: str | None) -> Marks:
    """The quotation marks of a BCP 47 language; the English ones where none are known."""
    tag = (lang or "").lower()
    return _BY_LANGUAGE.get(tag) or _BY_LANGUAGE.get(tag.split("-")[0], _ENGLISH)


def quoted(words: str, lang: str | None = None) -> str:
    """The words in quotation marks; marks of the same kind inside become the inner ones."""
    marks = marks_of(lang)
    return f"{marks.open}{nested(without_pictures(words), marks)}{marks.close}"


def nested(words: str, marks: Marks) -> str:
    """The words as they stand between these marks: pairs of the same kind, and those within them,
    change places. What does not stand in pairs stays."""
    opening, closing = marks.open.strip("\xa0"), marks.close.strip("\xa0")
    if not _is_paired(words, opening, closing):
        return words
    space = "[ \xa0\u202f]?" if "\xa0" in marks.open else ""
    within = re.compile(f"{opening}{space}(.*?){space}{closing}", re.DOTALL)
    return within.sub(_turned(marks), words)


def _turned(marks: Marks) -> Callable[[re.Match[str]], str]:
    """A quotation within a quotation in the inner marks, one within that in the outer ones.

    An apostrophe ends no quotation, so that where the inner marks have one they stay.
    """

    def turned(found: re.Match[str]) -> str:
        within = found[1]
        paired = _is_paired(within, marks.inner_open, marks.inner_close)
        if marks.inner_close not in "’‘" and paired:
            within = within.replace(marks.inner_open, marks.open)
            within = within.replace(marks.inner_close, marks.close)
        return f"{marks.inner_open}{within}{marks.inner_close}"

    return turned


def _is_paired(words: str, opening: str, closing: str) -> bool:
    """Whether the marks stand in pairs, none within another, so that they can be exchanged."""
    if opening == closing:
        return words.count(opening) % 2 == 0
    depth = 0
    for char in words:
        depth += (char == opening) - (char == closing)
        if not 0 <= depth <= 1:
            return False
    return depth == 0


def without_pictures(words: str) -> str:
    """The words of a quotation, without white space around them."""
    return words.replace(PICTURE, "").strip()


def on_one_line(words: str) -> str:
    """The words with single spaces between them and no pictures."""
    return " ".join(words.replace(PICTURE, " ").split())


# --- who, where, when ----------------------------------------------------------------------------


def credit_of(article: Article) -> str:
    """`Byline, Site, 1 October 2024`; what is not known is left out."""
    site = "" if article.site in article.bylines else article.site or ""
    said = (on_one_line(part) for part in (*article.bylines, site))
    return ", ".join(part for part in (*said, spelled_date(article.published)) if part)


def address_of(article: Article, revision: Revision) -> str:
    """The address to name, the canonical one first; empty if there is none."""
    return article.canonical or article.url or revision.url or ""


class Dated(NamedTuple):
    """A date as precise as it is known."""

    year: str
    month: int = 0
    day: int = 0

    @property
    def month_name(self) -> str:
        return MONTHS[self.month - 1] if self.month else ""

    @property
    def numbers(self) -> tuple[int, ...]:
        """(2024, 10, 1), as far as it is known."""
        return tuple(part for part in (int(self.year), self.month, self.day) if part)


def dated(given: str | None) -> Dated | None:
    """The date that a source gave; None if it is unreadable."""
    found = _DATE.match(given or "")
    if not found or found[1] == "0000":
        return None
    year, month, day = found[1], int(found[2] or 0), int(found[3] or 0)
    if not 1 <= month <= 12:
        return Dated(year)
    return Dated(year, month, day if 1 <= day <= monthrange(int(year), month)[1] else 0)


def spelled_date(given: str | None) -> str:
    """`1 October 2024`, `October 2024` or `2024`: as much as was given; empty if unreadable."""
    date = dated(given)
    return spelled(date) if date else ""


def spelled(date: Dated) -> str:
    """`1 October 2024`, `October 2024` or `2024`."""
    return " ".join(part for part in (str(date.day or ""), date.month_name, date.year) if part)
