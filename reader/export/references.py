"""A source as the guides write it: APA 7, Chicago (a note), Harvard, MLA 9.

What is not known is left out with its punctuation; nothing says that it is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from reader.export.bylines import Name, name_of
from reader.export.links import is_on_the_web, percent_encoded
from reader.export.quote import Dated, address_of, dated, on_one_line, quoted, spelled
from reader.model import Article, Revision
from reader.values import dataclass

Guide = Literal["apa", "chicago", "harvard", "mla"]

_ENDS = ("?", "!", "…", "?”", "!”")
_MLA_MONTHS = (
    *("Jan.", "Feb.", "Mar.", "Apr.", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
)


class Run(NamedTuple):
    """Words that look the same; `href` is empty where they are no link."""

    text: str
    emphasis: bool = False
    href: str = ""


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What a list of sources says of an article, each part on one line; "" is not known.

    A site that is its own author is not said again. `accessed` is the day of its capture, in UTC.
    """

    id: str
    names: tuple[Name, ...]
    title: str
    site: str
    published: Dated | None
    accessed: Dated
    address: str
    lang: str


def work_of(article: Article, revision: Revision) -> Work:
    """What is known of the article for a list of sources."""
    site = on_one_line(article.site or "")
    bylines = (byline for byline in article.bylines if on_one_line(byline))
    names = tuple(name_of(byline, lang=article.lang, site=site) for byline in bylines)
    captured = revision.captured
    address = address_of(article, revision)
    return Work(
        article.id,
        names,
        on_one_line(article.title),
        "" if site in [name.in_order for name in names] else site,
        dated(article.published),
        Dated(f"{captured.year:04}", captured.month, captured.day),
        percent_encoded(address) if is_on_the_web(address) else "",
        article.lang or "",
    )


def reference(guide: Guide, work: Work) -> Line:
    """The source as this guide wants it; in one line."""
    match guide:
        case "apa":
            return _apa(work)
        case "chicago":
            return _chicago(work)
        case "harvard":
            return _harvard(work)
        case "mla":
            return _mla(work)


# --- the guides ----------------------------------------------------------------------------------


def _apa(work: Work) -> Line:
    """Doe, J., & Roe, R. (2024, October 1). Title. *Site*. URL"""
    authors = _listed([name.with_initials for name in work.names], ", & ", ", & ")
    date = f"({_year_first(work.published)})." if work.published else ""
    title = _stopped(work.title)
    first = (_stopped(authors) if authors and not date else authors, date, title)
    opening = first if authors else (title, date)
    told = _run(" ".join(part for part in opening if part))
    return _spaced([told, _emphasised(work.site, "."), _address(work)])


def _chicago(work: Work) -> Line:
    """Jane Doe and Richard Roe, “Title,” *Site*, October 1, 2024, URL."""
    names = [name.in_order for name in work.names]
    authors = f"{names[0]} et al." if len(names) > 3 else _listed(names, " and ", ", and ")
    comma_within = "" if work.title.endswith(_ENDS) else ","
    title = quoted(f"{work.title}{comma_within}", "en") if work.title else ""
    rest = [_emphasised(work.site), _run(_american(work.published)), _address(work)]
    known = [part for part in rest if part]
    if not known and comma_within:
        title = title.replace(",”", "”")
    opening = ", ".join(part for part in (authors, title) if part)
    told = _spaced([_run(opening), _joined(known, ", ")])
    return told if opening.endswith((".”", "…”")) and not known else (*told, Run("."))


def _harvard(work: Work) -> Line:
    """Doe, J. and Roe, R. (2024) ‘Title’, *Site*, 1 October. Available at: URL (Accessed: 2 …)."""
    names = [name.with_initials for name in work.names]
    authors = f"{names[0]} et al." if len(names) > 3 else _listed(names, " and ", " and ")
    year = f"({work.published.year})" if work.published else ""
    title = f"‘{work.title}’" if work.title else ""
    opening = (authors, year, title) if authors else (title, year)
    day = spelled(work.published).rpartition(" ")[0] if work.published else ""
    known = [_run(" ".join(part for part in opening if part)), _emphasised(work.site), _run(day)]
    told: Line = (*_joined([part for part in known if part], ", "), Run("."))
    if not work.address:
        return told
    accessed = Run(f" (Accessed: {spelled(work.accessed)}).")
    return (*told, Run(" Available at: "), *_address(work), accessed)


def _mla(work: Work) -> Line:
    """Doe, Jane, and Richard Roe. “Title.” *Site*, 1 Oct. 2024, URL. Accessed 2 Oct. 2024."""
    names = (
        [work.names[0].inverted, *(each.in_order for each in work.names[1:])] if work.names else []
    )
    authors = f"{names[0]}, et al." if len(names) > 2 else ", and ".join(names)
    title = quoted(_stopped(work.title), "en") if work.title else ""
    opening = " ".join(part for part in (_stopped(authors), title) if part)
    rest = [_emphasised(work.site), _run(_mla_date(work.published)), _address(work)]
    known = [part for part in rest if part]
    told = _spaced([_run(opening), (*_joined(known, ", "), Run(".")) if known else ()])
    return (*told, Run(f" Accessed {_mla_date(work.accessed)}.")) if work.address else told


# --- their parts ---------------------------------------------------------------------------------


def _listed(names: Sequence[str], of_two: str, of_more: str) -> str:
    """ "A and B", "A, B, and C"."""
    if len(names) < 2:
        return "".join(names)
    between = of_two if len(names) == 2 else of_more
    return f"{', '.join(names[:-1])}{between}{names[-1]}"


def _stopped(words: str) -> str:
    """The words with a full stop, unless they end a sentence already."""
    return words if not words or words.endswith((".", *_ENDS)) else f"{words}."


def _year_first(date: Dated) -> str:
    """ "2024, October 1"."""
    day = f" {date.day}" if date.day else ""
    return f"{date.year}, {date.month_name}{day}" if date.month else date.year


def _american(date: Dated | None) -> str:
    """ "October 1, 2024"."""
    if date is None or not date.month:
        return date.year if date else ""
    return f"{date.month_name} {date.day}, {date.year}" if date.day else spelled(date)


def _mla_date(date: Dated | None) -> str:
    """ "1 Oct. 2024"."""
    if date is None:
        return ""
    month = _MLA_MONTHS[date.month - 1] if date.month else ""
    return " ".join(part for part in (str(date.day or ""), month, date.year) if part)


def _run(words: str) -> Line:
    return (Run(words),) if words else ()


def _emphasised(words: str, after: str = "") -> Line:
    return (Run(words, emphasis=True), Run(after)) if words else ()


def _address(work: Work) -> Line:
    return (Run(work.address, href=work.address),) if work.address else ()


def _spaced(parts: Iterable[Line]) -> Line:
    return _joined([part for part in parts if part], " ")


def _joined(parts: Sequence[Line], between: str) -> Line:
    joined: list[Run] = []
    for part in parts:
        joined += [Run(between)] if joined else []
        joined += [run for run in part if run.text]
    return tuple(joined)
