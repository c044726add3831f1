"""The folder that a browser saves beside a page ("complete"): the pictures in it.

Only what lies in that folder is ever read: a page must not bring in other files of its reader.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin

from reader.intake import pictures
from reader.model import Captured, Carried

_ENDING = re.compile(
    r"[_\-. ](?:files|Dateien|fichiers|bestanden|archivos|filer|tiedostot|pliki|soubory|elemei"
    r"|ficheiros|arquivos|dosyalar|datoteke|fitxers|failid|fails|bylos|fajlovi|fitxategiak)",
)
"""How browsers call the folder, after the page's name, in their languages."""


def is_page_folder(name: str) -> bool:
    """Whether a folder is named as browsers name the one of a saved page."""
    found = _ENDING.search(name)
    return found is not None and found.end() == len(name) and found.start() > 0


def carried(page: Path, captured: Captured, url: str | None) -> tuple[Carried, ...]:
    """The pictures of a saved page's article that lie in its folder; `url` is its address."""
    return tuple(_carried(page, captured, url))


def _carried(page: Path, captured: Captured, url: str | None) -> Iterator[Carried]:
    room = pictures.MOST_IN_ALL
    for src in pictures.wanted(captured):
        name = name_beside(src, url)
        path = _within(page, name) if name is not None else None
        content = _content(path, room) if path is not None else None
        if content is not None:
            room -= len(content)
            yield Carried(src, content)


def name_beside(src: str, url: str | None) -> str | None:
    """What a saved page calls a file beside it; None for what is elsewhere.

    Where its address is known, intake has made the name absolute.
    """
    beside = urljoin(url, ".") if url else ""
    if not src.startswith(beside):
        return None
    name = unquote(src[len(beside) :].partition("?")[0].partition("#")[0])
    return None if ":" in name or "\\" in name or "\0" in name else name


def _within(page: Path, name: str) -> Path | None:
    """The file of that name if it is in the page's own folder, by no link and no detour."""
    parts = PurePosixPath(name).parts
    if len(parts) < 2 or name.startswith("/") or ".." in parts:
        return None
    if not (is_page_folder(parts[0]) or parts[0].startswith(page.stem)):
        return None
    path = page.parent.joinpath(*parts)
    try:
        folder = page.parent.resolve(strict=True) / parts[0]
        return path if path.resolve(strict=True).is_relative_to(folder) else None
    except (OSError, RuntimeError, ValueError):
        return None


def _content(path: Path, room: int) -> bytes | None:
    """The bytes of a file; None if it is none, or too large: then its reason is given later."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as file:
            return file.read(min(pictures.MOST_BYTES, max(room, 0)) + 1)
    except OSError:
        return None
