"""The marks of articles as rows of a spreadsheet, one each.

RFC 4180 with a byte order mark, without which Excel takes UTF-8 for something else. What a
spreadsheet would take for a formula begins with an apostrophe:
https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from reader.export.front_matter import utc
from reader.export.paging import pages_of
from reader.export.quote import address_of
from reader.model import PICTURE, Annotation, Exported, Place

COLUMNS = (
    *("article", "byline", "site", "published", "url"),
    *("label", "quote", "note", "tags", "checked", "state", "created", "edited", "id"),
    "page",
)

FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What begins a formula somewhere: Excel takes the full-width forms too."""

_BYTE_ORDER_MARK = "\ufeff"


def write(*articles: Exported) -> str:
    """A row of headings, then every mark of these articles in order; lines end in CRLF."""
    out = io.StringIO(newline="")
    # Every cell stands in quotes: in half of Europe a spreadsheet parts bare ones at semicolons.
    sheet = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    sheet.writerow(COLUMNS)
    for exported in articles:
        sheet.writerows(map(_harmless, rows(exported)))
    return _BYTE_ORDER_MARK + out.getvalue()


def rows(exported: Exported) -> Iterable[tuple[str, ...]]:
    """The cells of each mark as they are meant, in the order of `COLUMNS`."""
    return (_row(exported, annotation, place) for annotation, place in exported.marks)


def _harmless(cells: Iterable[str]) -> list[str]:
    return [f"'{cell}" if cell[:1] in FORMULA else cell for cell in cells]


def _row(exported: Exported, annotation: Annotation, place: Place) -> tuple[str, ...]:
    article = exported.article
    passage = place.passage
    quote = passage.of(exported.document.text) if passage else annotation.anchor.exact
    return (
        article.title,
        ", ".join(article.bylines),
        article.site or "",
        article.published or "",
        address_of(article, exported.revision),
        exported.labels[annotation.label].name,
        quote.replace(PICTURE, ""),
        annotation.note,
        " ".join(annotation.tags),
        annotation.checked,
        place.state,
        utc(annotation.created),
        utc(annotation.edited) if annotation.edited else "",
        annotation.id,
        pages_of(exported.document, passage),
    )
