"""Exports as files: replaced whole or not at all, and only where nothing of the user's is lost.

A file is written over if its digest is among those that are handed in: the library wrote it, or
knows all that it says. Any other one stays as it is, and the export goes beside it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import NamedTuple

from reader.errors import WriteFailed
from reader.export import left_pictures, names
from reader.export.flavours import SUFFIXES, Style, comes_home, write
from reader.export.options import USUAL, ExportOptions
from reader.export.pictures import FOLDER, attachments
from reader.export.read_together import is_of_several
from reader.export.replacing import IN_USE, clear, content_of, opened, replace
from reader.messages import _
from reader.model import Article, Exported, Revision, Sha256, sha256
from reader.values import dataclass

HEAD = 16_384
"""Bytes in which the front matter of an export ends; no more is read of other files."""

_MOST_ENTRIES = 20_000
"""How much of what lies in a folder and its subfolders is looked at for a file that was moved."""

_LONGEST_PATH = 240 if os.name == "nt" else 4000
"""Characters; Windows takes 259, and a number may come behind the name."""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands where now, and the text to know it by: all of a Markdown file, the digest of
    any other. `beside`: not where it was asked for, since a file of someone's own stands there."""

    path: Path
    text: str
    beside: bool


def write_article(
    to: Path,
    exported: Exported,
    style: Style,
    options: ExportOptions = USUAL,
    *,
    blob: Callable[[Sha256], bytes],
    known: Collection[Sha256] = (),
    rewrite: Callable[[str], str] | None = None,
    made: str | None = None,
) -> Written:
    """Writes an article and its pictures; `made` is its text, where a template made it.

    It goes to `to` if nothing or an empty file stands there, or an export of this article whose
    digest is in `known`; else to the next free name beside it. Where such an export stands,
    `rewrite` makes the new text of the one that is there. `blob` gives the bytes that the
    library keeps under a digest. Pictures come first, so that the text never points to nothing;
    one that someone has changed there stays. Those that it left behind go last, when nothing
    points to them any more. WriteFailed says what went wrong.
    """
    written = write(exported, style, options, blob=blob) if made is None else made
    content = written.encode() if isinstance(written, str) else written
    if _is_markdown(style):
        _write_pictures(to.parent, exported, options, blob)
    text = _to_keep(content, style)
    known = {*known, sha256(text.encode()), sha256(_to_keep(b"", style).encode())}
    with _reasons_said(to):
        path, before = _place(to, lambda there: _is_ours(there, said_by(exported, style), known))
    with _reasons_said(path):
        if before and rewrite is not None:
            text = rewrite(before.decode())
            content = text.encode()
        _write_over(path, before, content)
    if _is_markdown(style):
        clear_pictures(path.parent, exported, options)
    return Written(path, text, path != to)


def _write_pictures(
    folder: Path, exported: Exported, options: ExportOptions, blob: Callable[[Sha256], bytes]
) -> None:
    for kept in attachments(exported, options.pictures):
        _write_picture(folder / kept.path, blob(kept.sha256))


def clear_pictures(folder: Path, exported: Exported, options: ExportOptions) -> None:
    """Removes the pictures of an article that no text in the folder refers to any more."""
    kept = {each.path.rpartition("/")[2] for each in attachments(exported, options.pictures)}
    left_pictures.clear(folder, exported.article.id, kept)


def _write_picture(path: Path, content: bytes) -> None:
    with _reasons_said(path):
        before = content_of(path)
        _write_over(path, before, before or content)


def stands(to: Path, exported: Exported, text: str, options: ExportOptions = USUAL) -> bool:
    """Whether the export of this text is there already, with all its pictures."""
    try:
        return content_of(to) == text.encode() and all(
            (to.parent / kept.path).exists() for kept in attachments(exported, options.pictures)
        )
    except OSError:
        return False


def write_articles(
    to: Path,
    articles: Sequence[Exported],
    options: ExportOptions = USUAL,
    *,
    blob: Callable[[Sha256], bytes],
    is_ours: Callable[[bytes], bool],
    made: Callable[[Path, str], str],
) -> Written:
    """Writes several articles and their pictures to one Markdown file, as `write_article` does.

    `made` gives the text for a place from the one that stands there, which is empty if none does.
    """
    for exported in articles:
        _write_pictures(to.parent, exported, options, blob)
    with _reasons_said(to):
        path, before = _place(to, is_ours)
    text = made(path, (before or b"").decode())
    with _reasons_said(path):
        _write_over(path, before, text.encode())
    for exported in articles:
        clear_pictures(path.parent, exported, options)
    return Written(path, text, path != to)


def write_made(to: Path, content: bytes, *, known: Collection[Sha256] = ()) -> Written:
    """Writes a file that was made elsewhere, a PDF: to `to`, or to the next free name beside it.

    It replaces only a file whose digest is in `known`; WriteFailed says what went wrong.
    """
    known = {*known, sha256(_digest(b"").encode())}
    with _reasons_said(to):
        path, before = _place(to, lambda there: sha256(_digest(there).encode()) in known)
    with _reasons_said(path):
        _write_over(path, before, content)
    return Written(path, _digest(content), path != to)


def _digest(content: bytes) -> str:
    return f"sha256-{sha256(content)}"


def _is_markdown(style: Style) -> bool:
    return SUFFIXES[style].endswith(names.SUFFIX)


def _to_keep(content: bytes, style: Style) -> str:
    """What the library keeps of a file: Markdown may come home again, of the rest it is enough
    to know that it is untouched."""
    return content.decode() if _is_markdown(style) else _digest(content)


def said_by(exported: Exported, style: Style) -> Said:
    """What a file of it says that it is, if it is of a style that comes home."""
    old = exported.revision.number if exported.old else None
    return Said(exported.article.id, style, old)


def _is_ours(content: bytes, wanted: Said, known: Collection[Sha256]) -> bool:
    """Whether this is such an export and nobody has changed it since."""
    head = content[:HEAD]
    if is_of_several(head) or (head and not _is_such(head, wanted)):
        return False
    try:
        return sha256(_to_keep(content, wanted.style).encode()) in known
    except UnicodeDecodeError:
        return False


def _is_such(head: bytes, wanted: Said) -> bool:
    """Whether it says that it is one; of a kind that cannot come home, that it is no other one."""
    said = exported_as(head)
    return said == wanted if comes_home(wanted.style) else said.article != wanted.article


# --- where to --------------------------------------------------------------------------------


def place_for(
    folder: Path,
    article: Article,
    revision: Revision,
    *,
    known: Collection[Sha256] = (),
    template: str = names.TEMPLATE,
) -> Path:
    """The file in this folder to write an article to.

    The file that is its export already, whatever its name is now and in whichever subfolder, if
    its digest is in `known`; else the first free name that the template gives: `Name.md`,
    `Name (2).md`, ... BadRequest for a template that says nothing that is known.
    """
    proposed = _proposed(folder, *names.place_of(article, revision, template))
    if known:
        for path in _exports_of(article, folder, proposed):
            if _is_untouched(path, article, known):
                return path
    taken = {names.collision_key(name) for name, _is_folder in _entries(proposed.parent)}
    return next(
        path for path in _candidates(proposed) if names.collision_key(path.name) not in taken
    )


def _proposed(folder: Path, *place: str) -> Path:
    """This place in the folder, with a name that is cut if the path would be too long."""
    within = folder.joinpath(*place[:-1])
    room = _LONGEST_PATH - len(os.path.abspath(within)) - 1
    return within / names.fitted(place[-1], room)


def _exports_of(article: Article, folder: Path, proposed: Path) -> Iterator[Path]:
    """The files that say they are exports of an article, where one would look first first."""
    if article_of(proposed) == article.id:
        yield proposed
    yield from (path for path, id in exports_in(folder) if id == article.id)


def _is_untouched(path: Path, article: Article, known: Collection[Sha256]) -> bool:
    try:
        return _is_ours(content_of(path) or b"", Said(article.id, "annotated"), known)
    except OSError:
        return False


def _place(to: Path, is_ours: Callable[[bytes], bool]) -> tuple[Path, bytes | None]:
    """The first name from this one on that is free or has a file of ours, and what is there.

    What cannot be read is someone else's; OSError if nobody can say what stands there.
    """
    return next(
        (path, before)
        for path in _candidates(to)
        for before in _standing(path)
        if before is None or is_ours(before)
    )


def _standing(path: Path) -> Iterator[bytes | None]:
    """What stands under a name, or None for nothing; no answer for what cannot be read."""
    try:
        os.stat(path)
    except FileNotFoundError:
        yield None
        return
    try:
        content = content_of(path)
    except OSError:
        return
    yield content


def _candidates(path: Path) -> Iterator[Path]:
    """`Name.md`, `Name (2).md`, ..."""
    yield path
    for number in count(2):
        yield path.with_name(names.numbered(path.name, number))


# --- writing -------------------------------------------------------------------------------------


def write_atomically(path: Path, text: str) -> bool:
    """Replaces or makes a file; False if it holds these very bytes already.

    Whatever happens, the file is the old one or the new one. Its permissions stay, a link is
    followed. WriteFailed if it cannot be written, or if it changed meanwhile.
    """
    return write_bytes_atomically(path, text.encode())


def write_bytes_atomically(path: Path, content: bytes) -> bool:
    """The same for any bytes."""
    with _reasons_said(path):
        return _write_over(path, content_of(path), content)


def _write_over(path: Path, before: bytes | None, content: bytes) -> bool:
    target = Path(os.path.realpath(path))
    clear(target.parent)
    if before == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(target, before, content)
    return True


_ADVICE: Mapping[int, str] = {
    errno.ENOSPC: _("Make room on the disk and try again."),
    errno.EACCES: _("Choose a place that you may write to."),
    errno.EPERM: _("Choose a place that you may write to."),
    errno.EROFS: _("Choose a place that you may write to."),
    errno.ENAMETOOLONG: _("Choose a shorter name."),
}


@contextlib.contextmanager
def _reasons_said(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise WriteFailed(
            _("{file} could not be written: {reason}.").format(
                file=path.name, reason=problem.strerror or problem
            ),
            f"{_advice(problem)} {_('What stood there before is unharmed.')}".lstrip(),
        ) from problem


def _advice(problem: OSError) -> str:
    if getattr(problem, "winerror", None) in IN_USE:
        return _("If another program has it open, close it there and try again.")
    return _ADVICE.get(problem.errno or 0, "")


# --- what lies in the folder --------------------------------------------------------------------


def exports_in(folder: Path) -> Iterator[tuple[Path, str]]:
    """The annotated exports in a folder and its subfolders, each with the article it says it is of.

    Of a very large folder only so much is looked at; hidden subfolders, those of pictures and the
    targets of links to folders are left out.
    """
    for path in _markdown_files(folder):
        id = article_of(path)
        if id is not None:
            yield path, id


def _markdown_files(folder: Path) -> Iterator[Path]:
    """Nearest folders first, in each by name."""
    folders, left = deque([folder]), _MOST_ENTRIES
    while folders and left > 0:
        within = folders.popleft()
        entries = _entries(within)
        left -= len(entries)
        for name, is_folder in entries:
            if is_folder and not name.startswith(".") and name != FOLDER:
                folders.append(within / name)
            elif not is_folder and name.lower().endswith(names.SUFFIX):
                yield within / name


def _entries(folder: Path) -> list[tuple[str, bool]]:
    """What lies in a folder, by name, and whether it is one; nothing where none can be read."""
    try:
        with os.scandir(folder) as entries:
            return sorted((each.name, each.is_dir(follow_symlinks=False)) for each in entries)
    except OSError:
        return []


_ID = re.compile(rb"^galley-id: ([a-z0-9]+)\r?$", re.MULTILINE)
_FLAVOUR = re.compile(rb"^galley-flavour: critic\r?$", re.MULTILINE)
_REVISION = re.compile(rb"^galley-revision: ([0-9]{1,9})\r?$", re.MULTILINE)
_OLD = re.compile(rb"^galley-old-revision: true\r?$", re.MULTILINE)


class Said(NamedTuple):
    """What the front matter of a file says that it is an export of; `article` is None without.

    `old` is the number of the revision that it is to stay at; None where it follows the article.
    """

    article: str | None
    style: Style
    old: int | None = None


def article_of(path: Path) -> str | None:
    """The id of the article that a file says it is an annotated export of.

    Its head is read again only when it has changed: a folder of a thousand is asked for each.
    Where the system cannot tell two changes apart the answer may be that of a moment ago. It
    is only a hint: nothing is written over but by what it holds.
    """
    try:
        about = path.stat()
        return _article_of(path, about.st_ino, about.st_ctime_ns, about.st_mtime_ns, about.st_size)
    except OSError:
        return None


@lru_cache(maxsize=8192)
def _article_of(path: Path, *_state: int) -> str | None:
    with opened(path) as file:
        return article_id(file.read(HEAD))


def article_id(head: bytes) -> str | None:
    """The id of the article that a file says it is an annotated export of, of no old revision.

    Only its front matter is read; the first kilobytes are enough.
    """
    said = exported_as(head)
    return said.article if said.style == "annotated" and said.old is None else None


def exported_as(head: bytes) -> Said:
    """What a file says that it is an export of."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    end = max(head.find(b"\n---", 3), 0) if head.startswith(b"---") else 0
    found = _ID.search(head, 0, end)
    style: Style = "critic" if _FLAVOUR.search(head, 0, end) else "annotated"
    number = _REVISION.search(head, 0, end) if _OLD.search(head, 0, end) else None
    return Said(found[1].decode() if found else None, style, int(number[1]) if number else None)
