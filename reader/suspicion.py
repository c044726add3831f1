"""Why a capture of a page that is known must not take the place of the text before it.

A site that shows a wall, an error or a question instead of the article has not changed the
article. Judged from the texts alone and what the site answered: pure, and in linear time. When in
doubt a capture is taken: a rewrite that is set aside is a change that nobody hears of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from reader.messages import _
from reader.notices import Notice, notices
from reader.text import fold, words
from reader.values import dataclass

MUCH_SHORTER = 0.5
"""A capture with less than this share of the text before is set aside, whatever it says."""

CUT = 0.85
"""One with less than this share is set aside if it asks for money or a name where the rest was."""

REPLACED = 0.2
"""Where no more than this share of the old words is left, the new ones may be a notice.

Two articles of one country that have nothing to do with each other share up to 0.15 (of 2,200
pairs); the most thorough rewrite among 181 real revisions keeps 0.58."""

SHORT_PAGE = 6000
"""Code points of the longest page that is judged by a notice: of consent, with its partners."""

A_FORM = 1500
"""Code points of the longest page that a field for a password makes a log-in page."""

_NOTICE_LINES = 12
"""Beyond so many lines a notice no longer is what a page is about."""

SHORTER = _("Much shorter than the text before it.")


@dataclass(frozen=True, slots=True)
class Capture:
    """What came this time: its text, and what else tells a page from a wall.

    `refused` says that intake found no article in it; `away` that the address now leads to
    another one; `asks_password` that the page has a field for one.
    """

    text: str
    status: int | None = None
    refused: bool = False
    away: bool = False
    asks_password: bool = False


def why_set_aside(old: str, new: Capture) -> str | None:
    """One plain sentence why the capture should not become current; None if it should.

    A text that is the same as before is never set aside.
    """
    if new.text == old:
        return None
    if new.status is not None and is_refusal(new.status):
        return of_status(new.status)
    is_replaced = surviving(old, new.text) <= REPLACED
    notice = _of_replaced(old, new) if is_replaced or new.refused else _of_cut(old, new.text)
    if notice is not None:
        return _SAID[notice]
    if new.refused:
        return _("No article was found on the page that came.")
    if new.away and is_replaced:
        return _("The address now leads to another page.")
    return SHORTER if len(new.text) < MUCH_SHORTER * len(old) else None


_SAID: Mapping[Notice, str] = {
    "error": _("The site showed an error page instead of the article."),
    "log-in": _("The site asked to log in instead of showing the article."),
    "paywall": _("The site showed the article to subscribers only."),
    "consent": _("The site asked for consent instead of showing the article."),
}
"""In the order in which they are looked for: a page of consent has a log-in at its foot."""


def is_refusal(status: int) -> bool:
    """Whether a site that answers with this status does not show the page."""
    return status >= 400


def of_status(status: int) -> str:
    """What a site did that answered with this status instead of the page."""
    if status in (404, 410):
        return _("There was no page at this address (status {status}).").format(status=status)
    if status in (401, 402, 403, 407, 451):
        return _("The site did not show the page (status {status}).").format(status=status)
    return _("The site answered with an error (status {status}).").format(status=status)


def _of_replaced(old: str, new: Capture) -> Notice | None:
    """What stands in the place of the article; a long page says it in its first lines."""
    said = _news(old, new.text if _is_brief(new.text) else _head(new.text))
    if not said and new.asks_password and len(new.text) <= A_FORM:
        return "log-in"
    return next((notice for notice in _SAID if notice in said), None)


def _of_cut(old: str, new: str) -> Notice | None:
    """What ends an article before its end."""
    if len(new) >= CUT * len(old):
        return None
    said = _news(old, new)
    return next((notice for notice in ("paywall", "log-in") if notice in said), None)


def _news(old: str, said: str) -> frozenset[Notice]:
    """The notices that the page did not carry before."""
    found = notices(said)
    return found - notices(old) if found else found


def _is_brief(text: str) -> bool:
    if len(text) <= A_FORM:
        return True
    return len(text) <= SHORT_PAGE and text.count("\n") <= _NOTICE_LINES


def _head(text: str) -> str:
    return "\n".join(text.split("\n", 2)[:2])


def surviving(old: str, new: str) -> float:
    """The share of the old pairs of neighbouring words that stand in the new text too, 0 to 1."""
    before, now = Counter(_pairs(old)), Counter(_pairs(new))
    if not before:
        return 1.0 if old == new else 0.0
    return (before & now).total() / before.total()


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    folded = fold(text).text
    return pairwise(folded[start:end] for start, end in words(folded))
