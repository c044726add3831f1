"""Writes exports and remembers what was written: shared by the shell and the window.

What was written is how the next export knows what in a file is the user's own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from reader import homecoming, together
from reader.edited import read
from reader.errors import BadRequest, Detached, NotFound
from reader.export import (
    USUAL,
    ExportOptions,
    Style,
    file_name,
    files,
    names,
    write,
    write_together,
)
from reader.export.files import (
    HEAD,
    Said,
    Written,
    clear_pictures,
    exported_as,
    place_for,
    said_by,
    stands,
    write_article,
    write_made,
)
from reader.export.flavours import comes_home
from reader.export.read_together import is_of_several
from reader.export.replacing import opened
from reader.export.update import update
from reader.homecoming import Brought, bring_home, in_step
from reader.library import Library, Reader
from reader.messages import _
from reader.model import AnnotationId, ArticleId, By, ExportBase, Exported, StoryId, sha256
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written, and where: one article, or several in one file."""

    articles: tuple[Exported, ...]
    written: Written

    @property
    def stayed(self) -> int:
        """How many private notes are not in it."""
        return sum(exported.stayed for exported in self.articles)

    def left_alone(self, asked: Path) -> str | None:
        """The sentence about a file of the user's own that stood in the way, if one did."""
        if not self.written.beside:
            return None
        return _("{name} holds something else and was left alone; see {other}.").format(
            name=asked.name, other=self.written.path.name
        )


def place_in(
    reader: Reader,
    folder: Path,
    id: ArticleId,
    revision: int | None = None,
    style: Style = "annotated",
    *,
    exports: Mapping[str, Path] | None = None,
    named: str = names.TEMPLATE,
) -> Path:
    """The file in a folder that an article is, or should be, exported to.

    `exports` are those in the folder, for whoever asks for many: `exports_by_article`. `named` is
    the template of a new file's name, for `names.place_of`; BadRequest if it is none. A revision
    that the article does not show has a file of its own, which says its number.
    """
    article, captured = reader.article(id), reader.revision(id, revision)
    if captured.number != article.revision:
        place = folder.joinpath(*names.place_of(article, captured, named))
        number = _("(revision {number})").format(number=captured.number)
        return place.with_name(file_name(names.marked(place.name, number), style))
    known = reader.exported_digests(id)
    place = place_for(folder, article, captured, known=known, template=named)
    if not place.exists():
        # One that someone works in is its place too.
        exports = exports_by_article(folder) if exports is None else exports
        place = exports.get(id, place)
    return place.with_name(file_name(place.name, style))


def send(
    reader: Reader,
    id: ArticleId,
    to: Path,
    style: Style,
    options: ExportOptions = USUAL,
    *,
    revision: int | None = None,
    made: str | None = None,
) -> Sent:
    """Writes one article to a file, or beside it; raises WriteFailed. May run on a worker.

    In a file that someone works in, what is ours is written anew and the rest stays, unless it
    says something that has not been brought home. `made` is its text, where a template made it.
    """
    exported = _exported(reader, id, revision)
    known = reader.exported_digests(id)
    if not comes_home(style):
        written = write_article(
            to, exported, style, options, blob=reader.blob, known=known, made=made
        )
        return Sent((exported,), written)
    adopted: Mapping[str, AnnotationId] = {}
    if _said_in(to) == said_by(exported, style):
        text = write(exported, style, options) if made is None else made
        if stands(to, exported, text, options):
            clear_pictures(to.parent, exported, options)
            return Sent((exported,), Written(to, text, beside=False))
        there = sha256(to.read_bytes())
        found = in_step(reader, to, id)
        known = known | {there} if found else known - {there}
        adopted = found.adopted if found else {}

    def rewrite(text: str) -> str:
        if style == "critic":
            return update(text, exported, made=write(exported, style, options))
        return update(text, exported, base=text, adopted=adopted, options=options)

    written = write_article(
        to, exported, style, options, blob=reader.blob, known=known, rewrite=rewrite, made=made
    )
    return Sent((exported,), written)


def send_pdf(
    reader: Reader, id: ArticleId, to: Path, made: bytes, *, revision: int | None = None
) -> Sent:
    """Writes the pages of an article, made by whoever can paint, as `send` writes the rest."""
    written = write_made(to, made, known=reader.exported_digests(id))
    return Sent((reader.exported(id, revision),), written)


def send_together(
    reader: Reader,
    ids: Sequence[ArticleId],
    to: Path,
    style: Style,
    options: ExportOptions = USUAL,
    *,
    title: str = "",
    story: StoryId | None = None,
) -> Sent:
    """Writes articles to one file, or beside it; raises WriteFailed. May run on a worker.

    `title` and `story` say what they are together; without a title it is the file's name.
    BadRequest for a kind of file that holds one article.
    """
    articles = tuple(reader.exported(id) for id in ids)
    if style == "annotated":
        title = title or to.stem
        written = together.send(reader, articles, to, title=title, story=story, options=options)
        return Sent(articles, written)
    text = write_together(articles, style, options)
    if text is None:
        raise BadRequest(
            _("A file of this kind holds one article."),
            _("Export to a folder: each article has a file of its own there."),
        )
    known = frozenset().union(*(reader.exported_digests(id) for id in ids))
    return Sent(articles, write_made(to, text.encode(), known=known))


def bring_home_first(
    library: Library, to: Path, ids: Collection[ArticleId], *, at: datetime, by: By
) -> list[Brought]:
    """Merges what was written into exports of these articles, before they are written anew.

    `to` is the file or the folder. A file of which no version is kept is left for its reader to
    bring home, and so is one that cannot be read.
    """
    paths = exports_in(to, ids) if to.is_dir() else [to] if _is_export_of_any(to, ids) else []
    brought = []
    for path in paths:
        if is_as_kept(library, path):
            continue
        with contextlib.suppress(Detached, NotFound, BadRequest):
            edited = read(library, path)
            if edited.base is not None and not edited.is_untouched:
                brought.append(bring_home(library, path, at=at, by=by))
    return brought


def _is_export_of_any(path: Path, ids: Collection[ArticleId]) -> bool:
    """Whether a file says that it is an export of one of these articles, alone or among others."""
    return path.is_file() and (_said_in(path).article in ids or _is_of_several(path))


def _is_of_several(path: Path) -> bool:
    with opened(path) as file:
        return is_of_several(file.read(HEAD))


def is_as_kept(reader: Reader, path: Path) -> bool:
    """Whether a file is, byte for byte, the version of it that was kept last."""
    bases = reader.export_bases(str(path.resolve()))
    return bool(bases) and path.read_bytes() == bases[0].text.encode()


def exports_by_article(folder: Path) -> Mapping[str, Path]:
    """The export of each article that has one in a folder or below it; the first of several."""
    found: dict[str, Path] = {}
    for path, id in files.exports_in(folder):
        found.setdefault(id, path)
    return found


def exports_in(folder: Path, ids: Container[str]) -> list[Path]:
    """The files in a folder, or below it, that say they are exports of one of these articles."""
    return [path for path, id in files.exports_in(folder) if id in ids]


def _exported(reader: Reader, id: ArticleId, revision: int | None) -> Exported:
    """An article at a revision: an old one if it does not show that."""
    exported = reader.exported(id, revision)
    return replace(exported, old=exported.revision.number != exported.article.revision)


def _said_in(path: Path) -> Said:
    try:
        with opened(path) as file:
            return exported_as(file.read(HEAD))
    except OSError:
        return Said(None, "annotated")


def remember(library: Library, sent: Sent, *, at: datetime) -> None:
    """Keeps what was written, unless that very file is known already."""
    if is_of_several(sent.written.text.encode()[:HEAD]):
        homecoming.remember(library, sent.written.path, sent.written.text, sent.articles, at=at)
        return
    path, text = str(sent.written.path.resolve()), sent.written.text
    bases = library.export_bases(path)
    if bases and bases[0].text == text:
        return
    first = sent.articles[0]
    annotations = tuple(annotation for annotation, _place in first.marks)
    library.keep_export(ExportBase(path, first.article.id, text, annotations, at))
