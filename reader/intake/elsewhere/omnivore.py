"""The package of Omnivore: what is saved as JSON, its text as HTML, its highlights as Markdown.

What writes it is `packages/api/src/jobs/export.ts` of omnivore-app/omnivore; a highlight is
`highlightToMarkdown` of its `utils/parser.ts`: a quote, then its labels, then its note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from reader import records
from reader.errors import NotAnArticle
from reader.intake import charset
from reader.intake.elsewhere import fields
from reader.intake.packed import Package
from reader.messages import _
from reader.model import Brought, Missed, Remark, Saved

NAME = "Omnivore"

_METADATA = re.compile(r"(?:.*/)?metadata_\d+_to_\d+\.json")
_LABELS = re.compile(r"(?:#\S+ ?)+")


def is_package(package: Package) -> bool:
    return any(_METADATA.fullmatch(name) for name in package.names())


def is_item(data: Mapping[str, Any]) -> bool:
    return "slug" in data and "savedAt" in data


def from_package(package: Package, at: datetime) -> Brought:
    """All articles of the package, with text and highlights as far as they are in it."""
    saved: list[Saved] = []
    missed: list[Missed] = []
    for name in [name for name in package.names() if _METADATA.fullmatch(name)]:
        folder = name.rpartition("/")[0]
        above = f"{folder}/" if folder else ""
        try:
            listed = records.parsed(package.read(name) or b"[]")
        except ValueError:
            missed.append(Missed(name, _("This part of the package is damaged.")))
            continue
        for each in fields.objects(listed):
            saved.append(_complete(package, above, each, at, missed))
    return Brought(NAME, tuple(saved), tuple(missed))


def from_json(data: Any) -> Brought:
    """The articles of one of its metadata files alone."""
    return Brought(NAME, tuple(map(_item, fields.objects(data))))


def _item(data: Mapping[str, Any]) -> Saved:
    url = fields.address(data.get("url"))
    if url and "omnivore.app/no_url" in url:
        url = None
    return Saved(
        title=fields.line(data.get("title")),
        url=url,
        bylines=fields.names(data.get("author")),
        published=fields.published(data.get("publishedAt")),
        excerpt=fields.words(data.get("description")),
        saved_at=fields.moment(data.get("savedAt")),
        read=0 < fields.number(data.get("readingProgress")) <= 100,
        archived=fields.line(data.get("state")).casefold() == "archived",
        tags=fields.tags(data.get("labels")),
    )


def _complete(
    package: Package, above: str, data: Mapping[str, Any], at: datetime, missed: list[Missed]
) -> Saved:
    saved, slug = _item(data), fields.line(data.get("slug"))
    try:
        body = package.read(f"{above}content/{slug}.html")
        marks = package.read(f"{above}highlights/{slug}.md")
    except NotAnArticle as error:
        missed.append(Missed(saved.title or slug, error.sentence))
        return saved
    if marks:
        remarks, note = _marks(charset.decode(marks))
        saved = replace(saved, remarks=remarks, note=note)
    written = charset.decode(body, "utf-8") if body else ""
    if not written.strip():
        return saved
    page = fields.page(
        written,
        at,
        title=saved.title,
        url=saved.url,
        bylines=saved.bylines,
        published=saved.published,
    )
    return replace(saved, content=page)


def _marks(written: str) -> tuple[tuple[Remark, ...], str]:
    """The highlights of an article, and the note that stands before them."""
    portions = list(_portions(written.replace("\r\n", "\n")))
    note = [portion for portion in portions if not portion.startswith(">")]
    first = next((at for at, each in enumerate(portions) if each.startswith(">")), len(portions))
    remarks: list[Remark] = []
    for portion in portions[first:]:
        if portion.startswith(">"):
            remarks.append(Remark(quote=_quote(portion)))
            continue
        last = remarks[-1]
        if _LABELS.fullmatch(portion) and not last.note and not last.tags:
            remarks[-1] = replace(last, tags=fields.tags(portion.split()))
        else:
            remarks[-1] = replace(last, note=fields.joined(last.note, portion))
    return tuple(remarks), fields.joined(*note[:first])


def _portions(written: str) -> Iterator[str]:
    """The text between blank lines."""
    for portion in re.split(r"\n[ \t]*\n", written):
        if portion.strip():
            yield portion.strip()


def _quote(portion: str) -> str:
    return "\n".join(re.sub(r"^> ?", "", line).strip() for line in portion.split("\n")).strip()
