"""A quotation to paste: the words, who wrote them, where and when. Missing parts leave no trace."""

from __future__ import annotations

import re
from typing import NamedTuple

from reader.export.escape import escaped_line, escaped_within
from reader.export.links import destination, is_on_the_web
from reader.model import PICTURE, Article, Revision

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?!\d)")


class Marks(NamedTuple):
    """Quotation marks of a language: the pair around, and the pair inside of it."""

    open: str
    close: str
    inner_open: str
    inner_close: str


_ENGLISH = Marks("“", "”", "‘", "’")
_CORNERS = Marks("「", "」", "『", "』")
_BY_LANGUAGE = {
    "de": Marks("„", "“", "‚", "‘"),
    "fr": Marks("«\xa0", "\xa0»", "“", "”"),
    "ja": _CORNERS,
    "zh": _CORNERS,
}


def marks_of(lang: str | None) -> Marks:
    """The quotation marks of a BCP 47 language; the English ones where none are known."""
    return _BY_LANGUAGE.get((lang or "").split("-")[0].lower(), _ENGLISH)


def quoted(words: str, lang: str | None = None) -> str:
    """The words in quotation marks; marks of the same kind inside become the inner ones."""
    marks = marks_of(lang)
    said = words.replace(PICTURE, "").strip()
    opening, closing = marks.open.strip("\xa0"), marks.close.strip("\xa0")
    if _is_paired(said, opening, closing):
        said = re.sub(f"{opening}\xa0?", marks.inner_open, said)
        said = re.sub(f"\xa0?{closing}", marks.inner_close, said)
    return f"{marks.open}{said}{marks.close}"


def copied(article: Article, revision: Revision, words: str) -> str:
    """`“Words” — Byline, Site, 1 October 2024. URL` for the clipboard, as plain text."""
    quotation = quoted(words, article.lang)
    credit = credit_of(article)
    url = address_of(article, revision)
    ending = f"{credit}. {url}" if credit and url else credit or url
    return f"{quotation} — {ending}" if ending else quotation


def copied_markdown(article: Article, revision: Revision, words: str) -> str:
    """The same as a Markdown quotation with its credit in the last line."""
    quotation = quoted(words, article.lang)
    lines = [escaped_line(line) for line in quotation.split("\n")]
    url = address_of(article, revision)
    source = f"<{destination(url).strip('<>')}>" if is_on_the_web(url) else ""
    credit = " · ".join(part for part in (escaped_within(credit_of(article)), source) if part)
    paragraphs = [*lines, *([f"— {credit}"] if credit else [])]
    return "\n>\n".join(f"> {line}" for line in paragraphs)


def credit_of(article: Article) -> str:
    """`Byline, Site, 1 October 2024`; what is not known is left out."""
    date = spelled_date(article.published)
    return ", ".join(part for part in (*article.bylines, article.site or "", date) if part)


def address_of(article: Article, revision: Revision) -> str:
    """The address to name, the canonical one first; empty if there is none."""
    return article.canonical or article.url or revision.url or ""


def spelled_date(given: str | None) -> str:
    """`1 October 2024`, `October 2024` or `2024`: as much as was given; empty if unreadable."""
    found = _DATE.match(given or "")
    if not found:
        return ""
    year, month, day = found.groups()
    if not month or not 1 <= int(month) <= 12:
        return year
    name = f"{_MONTHS[int(month) - 1]} {year}"
    return f"{int(day)} {name}" if day else name


def _is_paired(words: str, opening: str, closing: str) -> bool:
    """Whether the marks stand in pairs, none within another, so that they can be exchanged."""
    depth = 0
    for char in words:
        depth += (char == opening) - (char == closing)
        if not 0 <= depth <= 1:
            return False
    return depth == 0
