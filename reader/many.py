"""Many inputs at once: the files of a folder, the addresses in a list, and how long they will take.

It looks at names, and into lists of addresses; what is in an article is never its business.
"""

from __future__ import annotations

import csv
import io
import os
import plistlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from reader.adding import is_address
from reader.errors import GalleyError
from reader.intake import charset
from reader.messages import _, ngettext
from reader.values import dataclass

Skipped = Literal["hidden", "unreadable", "other", "saved"]
"""Why something in a folder is no input: hidden, not to be read by us, of a kind that is no
article, or part of a page that a browser saved beside it."""


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


ARTICLES = _names(
    ".html .htm .xhtml .shtml .mhtml .mht .webarchive .md .markdown .mdown .txt .text .docx .odt"
    " .rtf .epub .eml .mbox .pdf"
)
"""How the names of files end that are articles."""

LINKS = frozenset({".url", ".webloc", ".desktop"})
"""How the names of files end that desktops and browsers keep one address in."""

_LISTS = frozenset({".txt", ".csv"})
_LARGEST_LIST = 10_000_000
_PAGES = (".html", ".htm", ".xhtml")
_PARTS_OF = re.compile(
    r"[-_.](?:files|file|Dateien|fichiers|archivos|ficheiros|arquivos|bestanden|filer|filez"
    r"|tiedostot|pliki|soubory|elementi|fails|failid|data)\Z",
    re.IGNORECASE,
)
"""What browsers put after the name of a page for the folder of its parts, in their languages."""

Tell = Callable[[int], None]
"""Is told how many were found so far; may raise, to stop."""


@dataclass(frozen=True, slots=True)
class Found:
    """The inputs in what was given, and how many things were passed over, by why."""

    inputs: tuple[str, ...]
    skipped: tuple[tuple[Skipped, int], ...] = ()


def _nobody(_count: int) -> None:
    return None


def spread(given: Iterable[str], *, lists: bool = True, tell: Tell = _nobody) -> Found:
    """Folders as the files in them, links as their address, the rest as it is; with `lists` also
    texts that hold nothing but addresses as those.

    Each input comes once, in the order of names within a folder. A folder that cannot be listed
    is counted like everything that cannot be read.
    """
    skipped: Counter[Skipped] = Counter()
    inputs: dict[str, None] = {}
    for each in given:
        for found in _spread_one(each, lists, skipped):
            inputs[found] = None
            if len(inputs) % 100 == 0:
                tell(len(inputs))
    return Found(tuple(inputs), tuple(sorted(skipped.items())))


def _spread_one(given: str, lists: bool, skipped: Counter[Skipped]) -> Iterator[str]:
    if is_address(given):
        yield given
    elif os.path.isdir(given):
        yield from _walk(given, skipped)
    elif lists or _ending(given) in LINKS:
        yield from held_in(given) or [given]
    else:
        yield given


# --- folders -------------------------------------------------------------------------------------


def _walk(folder: str, skipped: Counter[Skipped]) -> Iterator[str]:
    """The articles below a folder; a folder that is reached a second time is not gone into.

    Links are followed, as one keeps pages to read; a text that holds addresses is a text here.
    """
    waiting, seen = [folder], set()
    while waiting:
        here = waiting.pop()
        try:
            about = os.stat(here)
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError:
            skipped["unreadable"] += 1
            continue
        if (about.st_dev, about.st_ino) in seen:
            continue
        seen.add((about.st_dev, about.st_ino))
        pages = {Path(each.name).stem for each in entries if _ending(each.name) in _PAGES}
        inside: list[str] = []
        for entry in entries:
            why = _passed_over(entry, pages)
            if why is not None:
                skipped[why] += 1
            elif _is_folder(entry):
                inside.append(entry.path)
            elif _ending(entry.name) in LINKS:
                yield from held_in(entry.path)
            else:
                yield entry.path
        waiting += reversed(inside)


def _passed_over(entry: os.DirEntry[str], pages: set[str]) -> Skipped | None:
    """Why this is neither an article nor a folder to look into; None if it is one of them."""
    if entry.name.startswith("."):
        return "hidden"
    if _is_folder(entry):
        return "saved" if _is_part_of(entry.name, pages) else None
    if _ending(entry.name) not in ARTICLES | LINKS:
        return "other"
    return None if os.access(entry.path, os.R_OK) and _is_file(entry) else "unreadable"


def _is_part_of(name: str, pages: set[str]) -> bool:
    """Whether a folder holds the pictures and scripts of a saved page that lies beside it."""
    end = _PARTS_OF.search(name)
    return end is not None and name[: end.start()] in pages


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def _ending(name: str) -> str:
    return Path(name).suffix.lower()


def told(skipped: Sequence[tuple[Skipped, int]]) -> str:
    """What was passed over, in one sentence; empty if nothing was that anyone would miss."""
    counts = dict(skipped)
    other, unreadable = counts.get("other", 0), counts.get("unreadable", 0)
    parts = [
        ngettext("{count} could not be read.", "{count} could not be read.", unreadable).format(
            count=unreadable
        )
        if unreadable
        else "",
        ngettext(
            "{count} file of another kind was passed over.",
            "{count} files of other kinds were passed over.",
            other,
        ).format(count=other)
        if other
        else "",
    ]
    return " ".join(part for part in parts if part)


# --- lists of addresses --------------------------------------------------------------------------


def listed(path: Path) -> tuple[str, ...]:
    """The addresses in a list, each once; GalleyError if it cannot be read or holds none.

    One a line, with lines that begin with "#" left out; or a table in which each row has one; or
    a link as desktops keep it.
    """
    try:
        content = _content(path)
    except OSError as error:
        raise GalleyError(
            _("{name} could not be read: {reason}.").format(
                name=path, reason=error.strerror or str(error)
            ),
            _("Look whether it was moved, and whether you may read it."),
        ) from error
    found = _addresses(content, _ending(path.name))
    if not found:
        raise GalleyError(
            _("There are no addresses in {name}.").format(name=path),
            _("It should have one a line, each beginning with “https://”."),
        )
    return found


def held_in(path: str) -> tuple[str, ...]:
    """The addresses in a file that is nothing but a list or a link; none for any other file."""
    ending = _ending(path)
    try:
        if ending in LINKS:
            return _addresses(_content(Path(path)), ending)
        if ending not in _LISTS or not _begins_with_an_address(path):
            return ()
        content = _content(Path(path))
    except OSError:
        return ()
    lines = [line for line in _lines(content) if not line.startswith("#")]
    return _each_once(lines) if all(_is_bare(line) for line in lines) else ()


def _begins_with_an_address(path: str) -> bool:
    with open(path, "rb") as file:
        head = charset.decode(file.read(500)).lstrip("\ufeff \r\n\t")
    return head.startswith("#") or is_address(head)


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST_LIST)


def _lines(content: bytes) -> list[str]:
    lines = charset.decode(content).lstrip("\ufeff").splitlines()
    return [line.strip() for line in lines if line.strip()]


def _is_bare(line: str) -> bool:
    return is_address(line) and len(line.split()) == 1


def _each_once(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(addresses))


def _addresses(content: bytes, ending: str) -> tuple[str, ...]:
    match ending:
        case ".webloc":
            return _in_property_list(content)
        case ".url" | ".desktop":
            named = (line.partition("=") for line in _lines(content))
            found = [value.strip() for name, _is, value in named if name.strip().upper() == "URL"]
            return tuple(each for each in found[:1] if _is_bare(each))
        case ".csv":
            rows = csv.reader(io.StringIO("\n".join(_lines(content))))
            firsts = (next((cell.strip() for cell in row if _is_bare(cell)), "") for row in rows)
            return _each_once(each for each in firsts if each)
    return _each_once(line for line in _lines(content) if _is_bare(line))


def _in_property_list(content: bytes) -> tuple[str, ...]:
    try:
        held = plistlib.loads(content)
    except Exception:  # whatever a damaged one makes the reader raise, it is no link
        return ()
    address = held.get("URL") if isinstance(held, dict) else None
    return (address,) if isinstance(address, str) and _is_bare(address) else ()


# --- how long it takes ---------------------------------------------------------------------------

_SURE_AFTER = 3.0
"""Seconds, and inputs, before which nobody can say how long the rest takes."""
_SURE_WITH = 10


def seconds_left(done: int, of: int, seconds: float) -> float | None:
    """How long the rest will take at the pace so far; None while that is a guess."""
    if done < _SURE_WITH or seconds < _SURE_AFTER:
        return None
    return (of - done) * seconds / done


def time_left(seconds: float) -> str:
    """So many seconds as one says it of a wait."""
    if seconds < 50:
        return _("less than a minute left")
    minutes = max(1, round(seconds / 60))
    if minutes < 90:
        return ngettext("about {count} minute left", "about {count} minutes left", minutes).format(
            count=minutes
        )
    hours = round(minutes / 60)
    return ngettext("about {count} hour left", "about {count} hours left", hours).format(
        count=hours
    )
