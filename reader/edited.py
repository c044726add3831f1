"""A file that someone may have written in: read, and held against what is known of it.

It judges nothing: what is to be done about an edit is decided in `homecoming`. May run on a worker.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from reader.errors import BadRequest, Detached, NotFound
from reader.export.parse import parse
from reader.export.parsed import Parsed
from reader.export.read_together import Owner, Portion, portions
from reader.export.replacing import opened
from reader.export.sections import broken
from reader.export.update import forgetting
from reader.library import Reader
from reader.messages import _
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    ExportBase,
    Revision,
    Sha256,
    sha256,
)
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class EditedArticle:
    """One article of a file that someone may have written in, and what is known of it.

    `to_keep` is the text that is its own, without what has become private since: its portion of
    the file, or the whole of a file of one article. `base` is the version that was last in step
    with the library, as far as one is kept.
    """

    parsed: Parsed
    to_keep: str
    article: Article
    revision: Revision
    base: ExportBase | None

    @property
    def is_untouched(self) -> bool:
        """Whether it is what was last written or brought home."""
        return self.base is not None and self.base.text == self.to_keep


@dataclass(frozen=True, slots=True)
class Edited:
    """A file that someone may have written in: its articles, one at least.

    `strange` are the headlines of those that the library does not have. `digest` is of the file,
    where each of its articles keeps only a portion of it and nothing had to be left out.
    """

    path: Path
    articles: tuple[EditedArticle, ...]
    strange: tuple[str, ...] = ()
    digest: Sha256 | None = None

    @property
    def is_of_several(self) -> bool:
        """Whether it is such a file, also if the library has only one of its articles."""
        return self.articles[0].parsed.is_one_of_several

    @property
    def is_untouched(self) -> bool:
        """Whether all of ours is what was last written or brought home."""
        return all(each.is_untouched for each in self.articles)

    @property
    def base(self) -> ExportBase | None:
        """A version of it that was in step; None if none is kept of any of its articles."""
        return next((each.base for each in self.articles if each.base), None)


def read(reader: Reader, path: Path) -> Edited:
    """The file and the articles it is of.

    Raises BadRequest for a file that cannot be read, NotFound where the library has none of its
    articles, Detached for one that cannot be read as an export any more.
    """
    text = text_of(path)
    found = portions(text, owner_in(reader))
    kept = reader.export_bases(str(path.resolve()))
    if found[0].parsed.is_one_of_several:
        _refuse_a_lost_article(text, found, kept)
    here = [each for each in found if _has(reader, each.parsed.id)]
    if not here:
        raise NotFound(
            _("{file} is of an article that this library does not have.").format(file=path.name),
            _("Name the library that wrote it with --library, or add the page first."),
        )
    articles = tuple(_edited(reader, each, kept) for each in here)
    strange = tuple(each.parsed.blocks[0].text for each in found if each not in here)
    return Edited(path, articles, strange, _digest(text, here, articles))


def _edited(reader: Reader, portion: Portion, kept: Sequence[ExportBase]) -> EditedArticle:
    article = reader.article(ArticleId(portion.parsed.id))
    is_critic = portion.parsed.flavour == "critic"
    to_keep = _without_private(reader, article.id, portion.text, is_critic=is_critic)
    base = _base(reader, kept, to_keep, portion.parsed)
    revision = _revision(reader, article, portion.parsed, base)
    return EditedArticle(portion.parsed, to_keep, article, revision, base)


def _has(reader: Reader, id: str) -> bool:
    try:
        return bool(reader.article(ArticleId(id)))
    except NotFound:
        return False


def _digest(
    text: str, found: Sequence[Portion], articles: Sequence[EditedArticle]
) -> Sha256 | None:
    is_whole = all(
        portion.text == each.to_keep for portion, each in zip(found, articles, strict=True)
    )
    return sha256(text.encode()) if found[0].parsed.is_one_of_several and is_whole else None


def owner_in(reader: Reader) -> Owner:
    """Which article an annotation of the library is on."""

    def owner(id: str) -> str | None:
        try:
            return reader.annotation(AnnotationId(id)).article
        except NotFound:
            return None

    return owner


def gone(reader: Reader, id: ArticleId) -> Iterator[Annotation]:
    """The annotations of an article that are in no export: private ones, and those in the trash."""
    yield from (mark for mark in reader.annotations(id) if mark.private)
    yield from reader.annotations(id, trashed=True)


def _without_private(reader: Reader, id: ArticleId, text: str, *, is_critic: bool) -> str:
    private = [mark.id for mark in gone(reader, id) if mark.private]
    if not any(id in text for id in private):
        return text
    if is_critic:
        from reader.export import read_critic

        text = read_critic.forgetting(text, private)
    return forgetting(text, private)


def text_of(path: Path) -> str:
    """All of a text file; BadRequest if it cannot be read, Detached if it is not in UTF-8."""
    try:
        with opened(path) as file:
            return file.read().decode("utf-8")
    except OSError as problem:
        raise BadRequest(
            _("{file} cannot be read: {reason}.").format(
                file=path.name, reason=problem.strerror or problem
            ),
            _("Check its name and whether you may read it."),
        ) from problem
    except UnicodeDecodeError as problem:
        raise Detached(
            _("{file} is not in UTF-8.").format(file=path.name),
            _("Save it as UTF-8 in your editor and try again."),
        ) from problem


# --- what is known of the file -------------------------------------------------------------------


def _refuse_a_lost_article(
    text: str, found: Collection[Portion], kept: Sequence[ExportBase]
) -> None:
    """An article whose lines are there and that is not found has lost itself in another one."""
    lost = {base.article for base in kept} - {each.parsed.id for each in found}
    for id in lost:
        if re.search(rf"galley:article id={re.escape(id)}\b", text):
            raise broken(_("The article {id} cannot be told from the others.").format(id=id))


def _base(reader: Reader, kept: Sequence[ExportBase], text: str, file: Parsed) -> ExportBase | None:
    """The version that this article of a file was made from, of those `kept` of the file.

    The newest that was at its path; of a file that was moved or copied, the one that has the
    same annotations, or as nearly as there is.
    """
    here = [base for base in kept if base.article == file.id]
    same = next((base for base in here if base.text == text), None)
    found = same or next((base for base in here if _is_of(base, file)), None)
    if found is not None:
        return found
    elsewhere = [base for base in reader.export_bases_of(ArticleId(file.id)) if _is_of(base, file)]
    return min(elsewhere, key=lambda base: _difference(base, file), default=None)


def _is_of(base: ExportBase, file: Parsed) -> bool:
    """Whether this is another state of such a file; notes alone and Word files are none."""
    try:
        before = parse(base.text)
    except Detached:
        return False
    return _kind(before) == _kind(file)


def _kind(of: Parsed) -> tuple[str, bool, str]:
    return of.id, of.is_one_of_several, of.flavour


def _difference(base: ExportBase, file: Parsed) -> int:
    return len({*parse(base.text).definitions} ^ {*file.definitions})


def _revision(reader: Reader, article: Article, file: Parsed, base: ExportBase | None) -> Revision:
    """The revision whose text the file was made of, told by its digest."""
    for said in (file, parse(base.text)) if base else (file,):
        digest = (said.matter.hash or "").removeprefix("sha256-")
        same = [each for each in reader.revisions(article.id) if each.text == digest]
        named = [each for each in same if str(each.number) == said.matter.revision]
        if same:
            return (named or same)[-1]
    raise Detached(
        _("This file was made of a version of the article that this library does not have."),
        _("It was left as it is. Export the article again, into a new file."),
    )
