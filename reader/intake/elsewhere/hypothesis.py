"""Annotations of Hypothesis: its own export as JSON or CSV, and the answers of its API.

The export is `src/sidebar/services/annotations-exporter.tsx` of hypothesis/client, an annotation
`src/types/api.ts` there; the API is https://h.readthedocs.io/en/latest/api-reference/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reader.intake.elsewhere import fields, tables
from reader.messages import _
from reader.model import Brought, Missed, Remark, Saved

NAME = "Hypothesis"
COLUMNS = {"creation date", "url", "annotation/reply type", "quote", "body"}

Json = Mapping[str, Any]


def is_annotation(data: Json) -> bool:
    """Whether this is an annotation as the export and the API write it."""
    return "uri" in data and "target" in data


def from_json(data: Any) -> Brought:
    """What is in an export, in an answer of the API, or in a list of annotations."""
    listed = data if isinstance(data, list) else data.get("annotations", data.get("rows"))
    found = list(fields.objects(listed))
    own = _own(data, found)
    pages: dict[str, list[Json]] = {}
    for each in found:
        pages.setdefault(fields.line(each.get("uri")), []).append(each)
    saved = [_page(uri, listed, own) for uri, listed in pages.items()]
    return Brought(NAME, tuple(saved))


def _own(data: Any, found: Sequence[Json]) -> str:
    """The account whose annotations need no name: that of who exported, or the only one."""
    users = {fields.line(each.get("user")) for each in found}
    exported_by = "" if isinstance(data, list) else fields.line(data.get("export_userid"))
    return exported_by or (users.pop() if len(users) == 1 else "")


def _page(uri: str, annotations: Sequence[Json], own: str) -> Saved:
    """One page with all that was written on it; replies stand with what they answer."""
    answers: dict[str, list[Json]] = {}
    for each in annotations:
        for first in fields.many(each.get("references"))[:1]:
            answers.setdefault(fields.line(first), []).append(each)
    ids = {fields.line(each.get("id")) for each in annotations}
    heads = [each for each in annotations if not _answers_one_of(each, ids)]
    remarks = [_remark(each, answers.get(fields.line(each.get("id")), ()), own) for each in heads]
    times = [remark.at for remark in remarks if remark.at]
    return Saved(
        title=next(filter(None, map(_title, annotations)), ""),
        url=fields.address(uri) or next(filter(None, map(_link, annotations)), None),
        saved_at=min(times, default=None),
        read=True,
        remarks=tuple(each for _at, each in sorted(_placed(heads, remarks), key=lambda it: it[0])),
    )


def _answers_one_of(annotation: Json, ids: set[str]) -> bool:
    first = fields.many(annotation.get("references"))[:1]
    return bool(first) and fields.line(first[0]) in ids


def _title(annotation: Json) -> str:
    given = fields.inside(annotation.get("document")).get("title")
    return fields.line(next(iter(fields.many(given)), given))


def _link(annotation: Json) -> str | None:
    """The address of a document whose own name is none, as that of a PDF file is."""
    links = fields.objects(fields.inside(annotation.get("document")).get("link"))
    return next(filter(None, (fields.address(each.get("href")) for each in links)), None)


def _placed(heads: Sequence[Json], remarks: Sequence[Remark]) -> Iterator[tuple[float, Remark]]:
    """Each remark, and where in the text it stands as far as that is told."""
    for annotation, remark in zip(heads, remarks, strict=True):
        positions = (each.get("start") for each in _selectors(annotation, "TextPositionSelector"))
        yield fields.number(next(positions, None)), remark


def _selectors(annotation: Json, kind: str) -> Iterator[Json]:
    for target in fields.objects(annotation.get("target")):
        for selector in fields.objects(target.get("selector")):
            if selector.get("type") == kind:
                yield selector


def _remark(annotation: Json, answers: Sequence[Json], own: str) -> Remark:
    quote: Json = next(_selectors(annotation, "TextQuoteSelector"), {})
    note = fields.words(annotation.get("text"))
    said = [_said(each, own) for each in sorted(answers, key=_when)]
    return Remark(
        quote=fields.words(quote.get("exact")),
        prefix=_raw(quote.get("prefix")),
        suffix=_raw(quote.get("suffix")),
        note=fields.joined(_said(annotation, own) if said else note, *said),
        tags=fields.tags(annotation.get("tags")),
        by=None if said else _by(annotation, own),
        at=fields.moment(annotation.get("created")),
    )


def _raw(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _when(annotation: Json) -> str:
    return fields.line(annotation.get("created"))


def _said(annotation: Json, own: str) -> str:
    words, by = fields.words(annotation.get("text")), _by(annotation, own)
    return f"{words}\n\n— {by}" if words and by else words


def _by(annotation: Json, own: str) -> str | None:
    """The name that is shown, else that of the account (`acct:name@hypothes.is`)."""
    shown = fields.line(fields.inside(annotation.get("user_info")).get("display_name"))
    account = fields.line(annotation.get("user"))
    if account == own:
        return None
    return shown or account.removeprefix("acct:").partition("@")[0] or None


# --- CSV -----------------------------------------------------------------------------------------


def from_table(written: str) -> Brought:
    """What is in the export as CSV, which is of one page; of replies it says no more than that."""
    missed: list[Missed] = []
    found = list(tables.rows(written, missed))
    alone = len({row.cells.get("user") for row in found}) < 2
    pages: dict[str, list[Remark]] = {}
    for row in found:
        cells = row.cells
        remark = Remark(
            quote=fields.words(cells.get("quote")),
            note=fields.words(cells.get("body")),
            tags=fields.tags(fields.apart(cells.get("tags"), ",")),
            by=None if alone else fields.line(cells.get("user")) or None,
            at=fields.moment(cells.get("creation date")),
        )
        if not remark.quote and not remark.note:
            missed.append(Missed(row.name, _("It has neither a quote nor a note.")))
            continue
        pages.setdefault(fields.line(cells.get("url")), []).append(remark)
    saved = [
        Saved(
            title="" if fields.address(uri) else uri,
            url=fields.address(uri),
            read=True,
            remarks=tuple(remarks),
        )
        for uri, remarks in pages.items()
    ]
    return Brought(NAME, tuple(saved), tuple(missed))
