"""What people bring from other programs: an export file of theirs, as what is saved in it.

Which program wrote a file is told by what stands in it, never by its name. No file is run, no
address asked; what cannot come along is told, piece by piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from reader import records
from reader.errors import NotAnArticle
from reader.intake import charset
from reader.intake.elsewhere import (
    bookmarks,
    clipper,
    fields,
    hypothesis,
    instapaper,
    karakeep,
    kindle,
    koreader,
    linkwarden,
    omnivore,
    pocket,
    raindrop,
    readwise,
    tables,
    wallabag,
    zotero,
)
from reader.intake.packed import Package
from reader.messages import _
from reader.model import Brought, Missed, Saved, Source
from reader.text import clean

MOST = 200_000
"""Articles of one file; whoever has more has a program that writes them."""

_HEAD = 20_000


def brought(source: Source) -> Brought:
    """What an export file of another program holds; NotAnArticle where it is none that is known.

    Several savings of one address are one, with all that was said of it.
    """
    if source.content[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        found = _in_package(source)
    else:
        found = _in_file(source)
    if found is None:
        raise _unknown()
    return _limited(_once(replace(found, saved=tuple(map(_sound, found.saved)))))


def _in_file(source: Source) -> Brought | None:
    """What is in a file that is no package; None where no program is known to write it."""
    written = charset.decode(source.content, source.charset)
    head = written[:_HEAD].lstrip("\ufeff")
    first = head.lstrip()[:1]
    try:
        if first in ("{", "["):
            return _in_json(records.parsed(written.lstrip("\ufeff")), source)
        if koreader.is_sidecar(head):
            return koreader.from_sidecar(written.lstrip("\ufeff"), source.name or "")
    except ValueError as error:
        raise _damaged() from error
    if first == "<":
        return _in_markup(written, head, source)
    return _in_text(written, head, source) or _in_table(written)


# --- what a file is ------------------------------------------------------------------------------


def _in_json(data: Any, source: Source) -> Brought | None:
    listed = data if isinstance(data, list) else _listed(data)
    first = next(fields.objects(listed), {})
    at = source.got_at
    if hypothesis.is_annotation(first):
        return hypothesis.from_json(data)
    if wallabag.is_entry(first):
        return wallabag.from_json(data, at)
    if omnivore.is_item(first):
        return omnivore.from_json(listed)
    if readwise.is_document(first):
        return readwise.from_json(data)
    if pocket.is_highlights(first):
        return pocket.from_highlights(listed)
    if isinstance(data, list):
        return zotero.from_csl(data) if zotero.is_csl(first) else None
    if karakeep.is_export(data):
        return karakeep.from_json(data, at)
    if linkwarden.is_export(data):
        return linkwarden.from_json(data)
    return koreader.from_json(data) if koreader.is_export(data) else None


def _listed(data: Any) -> list[Any]:
    """The list that an object is there to hold."""
    if "_embedded" in data:
        return fields.many(fields.inside(data["_embedded"]).get("items"))
    return next(
        (fields.many(data[key]) for key in ("annotations", "rows", "results") if key in data), []
    )


def _in_markup(written: str, head: str, source: Source) -> Brought | None:
    if "http://www.zotero.org/namespaces/export#" in head:
        return zotero.from_rdf(source.content, source.got_at)
    if zotero.is_notes(head):
        return zotero.from_notes(source.content, source.charset, source.got_at)
    if bookmarks.is_bookmarks(head):
        return bookmarks.from_page(written)
    return pocket.from_page(written) if pocket.is_page(head) else None


def _in_text(written: str, head: str, source: Source) -> Brought | None:
    if kindle.is_clippings(head):
        return kindle.from_text(written)
    if readwise.is_markdown(written):
        return readwise.from_markdown(written)
    if zotero.is_ris(head):
        return zotero.from_ris(written)
    if clipper.is_note(written):
        return clipper.from_markdown(written, source.got_at)
    return None


_TABLES: tuple[tuple[set[str], Callable[[str], Brought]], ...] = (
    (readwise.COLUMNS, readwise.from_table),
    (readwise.READER_COLUMNS, readwise.from_reader),
    (hypothesis.COLUMNS, hypothesis.from_table),
    (zotero.COLUMNS, zotero.from_table),
    (raindrop.COLUMNS, raindrop.from_table),
    (instapaper.COLUMNS, instapaper.from_table),
    (pocket.COLUMNS, pocket.from_table),
)
"""The columns that tell whose table it is, and what reads it."""


def _in_table(written: str) -> Brought | None:
    columns = set(tables.header(written))
    reads = next((reads for needed, reads in _TABLES if needed <= columns), None)
    return reads(written) if reads else None


# --- packages ------------------------------------------------------------------------------------


def _in_package(source: Source) -> Brought | None:
    """What is in the files of a package; of several programs' files those of the first."""
    package = Package(source.content)
    if omnivore.is_package(package):
        return omnivore.from_package(package, source.got_at)
    missed: list[Missed] = []
    parts = [part for part in _parts(package, source, missed) if part is not None]
    if not parts:
        return None
    program = parts[0].program
    missed += (
        Missed(
            part.program,
            _("It stands in one file with what {program} wrote.").format(program=program),
        )
        for part in parts
        if part.program != program
    )
    own = [part for part in parts if part.program == program]
    if program == pocket.NAME:
        own = [pocket.united(own)]
    return Brought(
        program,
        tuple(saved for part in own for saved in part.saved),
        (*(each for part in own for each in part.missed), *missed),
    )


def _parts(package: Package, source: Source, missed: list[Missed]) -> Iterator[Brought | None]:
    """What is in each file of a package; what could not be read is told."""
    for name in package.names():
        if name.endswith("/") or "__MACOSX/" in name:
            continue
        try:
            content = package.read(name) or b""
            yield _part(name, replace(source, content=content, name=name.rpartition("/")[2]))
        except NotAnArticle as error:
            missed.append(Missed(name, error.sentence))


def _part(name: str, part: Source) -> Brought | None:
    found = _in_file(part)
    if found is None and "collections/" in name:
        # Pocket's own: a list with a title, which by itself tells of no program.
        try:
            return pocket.in_collection(fields.inside(records.parsed(part.content)))
        except ValueError:
            return None
    return found


# --- what all have in common ---------------------------------------------------------------------


def _sound(saved: Saved) -> Saved:
    """What was saved, without marks that have neither words nor a note."""
    marks = [
        each if clean(each.quote)[0].strip() else replace(each, quote="") for each in saved.remarks
    ]
    return replace(saved, remarks=tuple(each for each in marks if each.quote or each.note.strip()))


def _once(found: Brought) -> Brought:
    """Each address once; what has none stays as it is."""
    by_url: dict[str, Saved] = {}
    alone: list[Saved] = []
    order: list[str | Saved] = []
    for each in found.saved:
        if each.url is None:
            alone.append(each)
            order.append(each)
        elif each.url in by_url:
            by_url[each.url] = _together(by_url[each.url], each)
        else:
            by_url[each.url] = each
            order.append(each.url)
    saved = tuple(by_url[each] if isinstance(each, str) else each for each in order)
    return replace(found, saved=saved)


def _together(one: Saved, other: Saved) -> Saved:
    """Two savings of one address: the older one, with what the other says beside it."""
    times = [at for at in (one.saved_at, other.saved_at) if at]
    return replace(
        one,
        title=one.title or other.title,
        bylines=one.bylines or other.bylines,
        site=one.site or other.site,
        published=one.published or other.published,
        excerpt=one.excerpt or other.excerpt,
        saved_at=min(times, default=None),
        read=one.read or other.read,
        archived=one.archived and other.archived,
        starred=one.starred or other.starred,
        tags=_each_once(one.tags, other.tags),
        collections=_each_once(one.collections, other.collections),
        note=one.note if other.note in one.note else fields.joined(one.note, other.note),
        remarks=tuple(dict.fromkeys([*one.remarks, *other.remarks])),
        content=one.content or other.content,
    )


def _each_once(*lists: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for them in lists for each in them))


def _limited(found: Brought) -> Brought:
    if len(found.saved) <= MOST:
        return found
    beyond = tuple(
        Missed(each.title or each.url or "?", _("There are too many in one file."))
        for each in found.saved[MOST:]
    )
    return replace(found, saved=found.saved[:MOST], missed=(*found.missed, *beyond))


def _unknown() -> NotAnArticle:
    return NotAnArticle(
        _("This is no export of a program that Galley knows."),
        _("docs/moving-in.md lists the programs, and which of their exports to choose."),
    )


def _damaged() -> NotAnArticle:
    return NotAnArticle(
        _("This export is damaged, or only a part of it has arrived."),
        _("Export it once more."),
    )
