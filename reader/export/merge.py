"""An edited file brought home: what it says now, against what it said, against the library.

Field by field: what only the file has changed is taken over, what only the library has changed
stays, and where both did, both are kept and someone decides. The article's words are never
changed, a deletion only goes to the trash, and nothing that was typed is thrown away: what is no
annotation's becomes a note, a conflict, or a line of the list. Pure; docs/decisions/0010 says why
it is as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import get_args
from urllib.parse import unquote

from reader.export.merge_marks import Marks
from reader.export.merged import Ids, Merged, Remark
from reader.export.merging import Merging
from reader.export.options import PicturePlace
from reader.export.parsed import Matter, Parsed, aside
from reader.export.pictures import pictures_in, whereabouts
from reader.export.three_way import merged_set
from reader.model import AnnotationId, Article, Conflict, Exported
from reader.patterns import pattern
from reader.text import normal_note

_ONLY_LISTED = (
    *("modified", "site", "url", "canonical", "captured", "lang", "format", "id", "revision"),
    "hash",
)
_SCHEME = pattern(r"\A(?:https?://|mailto:)")


def merge(
    base: Parsed | None,
    file: Parsed,
    now: Exported,
    *,
    name: str,
    at: datetime,
    ids: Ids,
    standing: Sequence[Conflict] = (),
    away: Collection[AnnotationId] = (),
) -> Merged:
    """What to change in the library, after what was done to a file of this article.

    `base` is what the file said when it was last in step with the library, if that is known;
    `now` the article at the revision that the file is of; `standing` the conflicts that wait
    already; `away` are annotations of the article in the trash, and those that stay here. `name`
    is the file's, for the conflicts that arise. Merging again changes nothing.
    """
    merging = Merging(now, name=name, at=at, ids=ids, standing=standing)
    article = replace(
        _of_the_matter(merging, base, file, now.article),
        note=_note(merging, base, file, now.article),
    )
    if article != now.article:
        merging.edit(now.article, article)
    Marks(merging, base, file, away).merge()
    if base is not None:
        _list_what_is_not_shown(merging, base, file, now)
    return merging.merged()


def _of_the_matter(merging: Merging, base: Parsed | None, file: Parsed, now: Article) -> Article:
    """The article with what the front matter says of it; of one of several it says nothing."""
    before = base.matter if base else None
    if file.is_one_of_several:
        _list_what_is_not_taken(merging, before, file.matter)
        if base and file.source not in ("", base.source):
            merging.listed.append(Remark("matter", words=f"source: {file.source}"))
        return now
    article = _described(merging, before, file.matter, now)
    article = _tagged(merging, before, file.matter, article)
    _list_what_is_not_taken(merging, before, file.matter)
    return article


def _described(merging: Merging, base: Matter | None, file: Matter, now: Article) -> Article:
    """The article with the title, the names and the date of the file where those were changed."""
    was, sure = base or Matter(), base is not None
    title = merging.field(now, "title", was.title, file.title or None, now.title, sure=sure)
    bylines = merging.field(now, "author", was.author, file.author, now.bylines, sure=sure)
    published = merging.field(
        now, "published", was.published, file.published or None, now.published, sure=sure
    )
    return replace(now, title=title, bylines=bylines, published=published)


def _tagged(merging: Merging, base: Matter | None, file: Matter, now: Article) -> Article:
    tags = merged_set(
        None if base is None else base.tags or (), merging.valid(file.tags or ()), now.tags
    )
    if tags != now.tags:
        merging.done.append(Remark("article-tags", words=" ".join(f"#{each}" for each in tags)))
    return replace(now, tags=tags)


def _list_what_is_not_taken(merging: Merging, base: Matter | None, file: Matter) -> None:
    for key in _ONLY_LISTED if base else ():
        said, before = getattr(file, key), getattr(base, key)
        if said is not None and said != before:
            merging.listed.append(Remark("matter", words=f"{key}: {said}"))


def _list_what_is_not_shown(merging: Merging, base: Parsed, file: Parsed, now: Exported) -> None:
    """Comments and addresses that were typed into the article.

    A formatter encodes addresses, and makes a link of one that only stood there; an export that
    puts its pictures in another place gives them other ones.
    """
    known = Counter(map(unquote, (*base.asides, *_where_pictures_may_be(base, now))))
    for words in file.asides:
        if known[unquote(words)]:
            known[unquote(words)] -= 1
        elif _SCHEME.sub("", unquote(words)) not in base.text:
            merging.listed.append(Remark("text", words=words))


def _where_pictures_may_be(base: Parsed, now: Exported) -> Iterator[str]:
    """Each picture as it is read of an export that puts pictures beside it, leaves them where
    they are, or has only their words."""
    places = [whereabouts(now, place) for place in get_args(PicturePlace)]
    shown, there = tuple(pictures_in(base.document)), tuple(pictures_in(now.document))
    for read, picture in zip(shown, there, strict=False):
        for src in {place(picture.src) for place in places}:
            yield aside(src, read.alt)


def _note(merging: Merging, base: Parsed | None, file: Parsed, now: Article) -> str:
    if file.note is None:
        if base and base.note:
            merging.listed.append(Remark("note-section-removed"))
        return now.note
    before = normal_note(base.note or "") if base else "" if not now.note else None
    theirs = normal_note(file.note.lstrip("\n"))
    return merging.note(now, "article-note", before, theirs, now.note)
