"""Exports as files: replaced whole or not at all, and only where nothing of the user's is lost.

A file is written over if its digest is among those that are handed in: the library wrote it, or
knows all that it says. Any other one stays as it is, and the export goes beside it.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from itertools import count
from pathlib import Path

from reader.errors import WriteFailed
from reader.export import names
from reader.export.flavours import SUFFIXES, Style, write
from reader.export.inline import MarkStyle
from reader.export.pictures import attachments
from reader.messages import _
from reader.model import Article, Exported, Revision, Sha256, sha256
from reader.values import dataclass

HEAD = 16_384
"""Bytes in which the front matter of an export ends; no more is read of other files."""


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
    *,
    blob: Callable[[Sha256], bytes],
    known: Collection[Sha256] = (),
    marks: MarkStyle = "equals",
    rewrite: Callable[[str], str] | None = None,
) -> Written:
    """Writes an article and its pictures.

    It goes to `to` if nothing or an empty file stands there, or an export of this article whose
    digest is in `known`; else to the next free name beside it. Where such an export stands,
    `rewrite` makes the new text of the one that is there. `blob` gives the bytes that the
    library keeps under a digest. Pictures come first, so that the text never points to nothing.
    WriteFailed says what went wrong.
    """
    written = write(exported, style, marks=marks, blob=blob)
    content = written.encode() if isinstance(written, str) else written
    for kept in attachments(exported) if _is_markdown(style) else ():
        write_bytes_atomically(to.parent / kept.path, blob(kept.sha256))
    text = _to_keep(content, style)
    known = {*known, sha256(text.encode()), sha256(_to_keep(b"", style).encode())}
    path = next(
        path
        for path in _candidates(to)
        if not path.exists() or _is_ours(path, exported.article, style, known)
    )
    with _reasons_said(path):
        before = _content(path.resolve())
        if before and rewrite is not None:
            text = rewrite(before.decode())
            content = text.encode()
        _write_over(path.resolve(), before, content)
    return Written(path, text, path != to)


def stands(to: Path, exported: Exported, text: str) -> bool:
    """Whether the export of this text is there already, with all its pictures."""
    try:
        return to.read_bytes() == text.encode() and all(
            (to.parent / kept.path).exists() for kept in attachments(exported)
        )
    except OSError:
        return False


def write_made(to: Path, content: bytes, *, known: Collection[Sha256] = ()) -> Written:
    """Writes a file that was made elsewhere, a PDF: to `to`, or to the next free name beside it.

    It replaces only a file whose digest is in `known`; WriteFailed says what went wrong.
    """
    path = next(path for path in _candidates(to) if not path.exists() or _is_known(path, {*known}))
    with _reasons_said(path):
        _write_over(path.resolve(), _content(path.resolve()), content)
    return Written(path, _digest(content), path != to)


def _is_known(path: Path, known: Collection[Sha256]) -> bool:
    try:
        content = path.read_bytes()
    except OSError:
        return False
    return not content or sha256(_digest(content).encode()) in known


def _digest(content: bytes) -> str:
    return f"sha256-{sha256(content)}"


def _is_markdown(style: Style) -> bool:
    return SUFFIXES[style] == names.SUFFIX


def _to_keep(content: bytes, style: Style) -> str:
    """What the library keeps of a file: Markdown may come home again, of the rest it is enough
    to know that it is untouched."""
    return content.decode() if _is_markdown(style) else _digest(content)


def place_for(
    folder: Path, article: Article, revision: Revision, *, known: Collection[Sha256] = ()
) -> Path:
    """The file in this folder to write an article to.

    The file that is its export already, whatever its name is now, if its digest is in `known`;
    else the first free name: `Name.md`, `Name (2).md`, ...
    """
    for path in sorted(_markdown_files(folder)):
        if article_of(path) == article.id and _is_ours(path, article, "annotated", known):
            return path
    taken = {names.collision_key(path.name) for path in _entries(folder)}
    name = names.file_name(article, revision)
    return next(
        path for path in _candidates(folder / name) if names.collision_key(path.name) not in taken
    )


def _candidates(path: Path) -> Iterator[Path]:
    """`Name.md`, `Name (2).md`, ..."""
    yield path
    for number in count(2):
        yield path.with_name(names.numbered(path.name, number))


def write_atomically(path: Path, text: str) -> bool:
    """Replaces or makes a file; False if it holds these very bytes already.

    Whatever happens, the file is the old one or the new one. Its permissions stay, a link is
    followed. WriteFailed if it cannot be written, or if it changed meanwhile.
    """
    return write_bytes_atomically(path, text.encode())


def write_bytes_atomically(path: Path, content: bytes) -> bool:
    """The same for any bytes."""
    with _reasons_said(path):
        return _write_over(path.resolve(), _content(path.resolve()), content)


@contextlib.contextmanager
def _reasons_said(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise WriteFailed(
            _("{file} could not be written: {reason}.").format(
                file=path.name, reason=problem.strerror or problem
            ),
            _("What stood there before is unharmed."),
        ) from problem


def _write_over(target: Path, before: bytes | None, content: bytes) -> bool:
    if before == content:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    _replace(target, before, content)
    return True


def _replace(target: Path, before: bytes | None, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".galley-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_permissions(target))
        if _content(target) != before:
            raise WriteFailed(
                _("{file} changed while it was being exported.").format(file=target.name),
                _("Nothing was written. Export it again."),
            )
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _permissions(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """The new name is on the disk too; Windows has no way to ask for that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


# --- what lies in the folder --------------------------------------------------------------------


def _entries(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from folder.iterdir()


def _markdown_files(folder: Path) -> Iterator[Path]:
    return (path for path in _entries(folder) if path.suffix.lower() == names.SUFFIX)


def _is_ours(path: Path, article: Article, style: Style, known: Collection[Sha256]) -> bool:
    """Whether the file is such an export of this article and nobody has changed it since."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            if head and (article_id(head) == article.id) != (style == "annotated"):
                return False
            content = head + file.read()
    except OSError:
        return False
    try:
        return sha256(_to_keep(content, style).encode()) in known
    except UnicodeDecodeError:
        return False


_ID = re.compile(rb"^galley-id: ([a-z0-9]+)\r?$", re.MULTILINE)


def article_of(path: Path) -> str | None:
    """The id of the article that a file says it is an annotated export of.

    Its head is read again only when it has changed: a folder of a thousand is asked for each.
    """
    try:
        about = path.stat()
        return _article_of(path, about.st_mtime_ns, about.st_size)
    except OSError:
        return None


@lru_cache(maxsize=8192)
def _article_of(path: Path, _changed: int, _size: int) -> str | None:
    with path.open("rb") as file:
        return article_id(file.read(HEAD))


def article_id(head: bytes) -> str | None:
    """The id of the article that a file says it is an annotated export of.

    Only its front matter is read; the first kilobytes are enough.
    """
    head = head.removeprefix(b"\xef\xbb\xbf")
    if not head.startswith(b"---"):
        return None
    found = _ID.search(head, 0, max(head.find(b"\n---", 3), 0))
    return found[1].decode() if found else None
