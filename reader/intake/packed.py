"""A package of files in one (ZIP), as Word, OpenDocument and e-books are; however hostile.

What would be too much once unpacked is refused before it is unpacked. Nothing is written to the
disk, so a name in a package leads nowhere but to that package. XML in it knows no entities of
its own and loads nothing.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from urllib.parse import unquote

from lxml import etree

from reader.errors import NotAnArticle
from reader.intake.html import Element
from reader.messages import _

MOST_FILES = 20_000
MOST_BYTES_OF_ONE = 60_000_000
MOST_BYTES = 200_000_000
"""What may be unpacked of one file, and of a package in all: a book with many pictures has 100 MB,
and they are hardly smaller while they are packed."""

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What `zipfile` raises at bytes that are no sound package: found by trying many."""

_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]{0,2000}(?:\[.{0,100000}?\]\s{0,99})?>", re.DOTALL)


class Package:
    """The files of a package by their names; NotAnArticle if it is broken, locked, or a bomb."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self._entries = {each.filename: each for each in self._zip.infolist()}
        except _BROKEN as error:
            raise damaged() from error
        if len(self._entries) > MOST_FILES:
            raise _too_large()
        self._room = MOST_BYTES
        self._counted: set[str] = set()

    def names(self) -> Iterable[str]:
        """What the files are called, in the order in which they were packed."""
        return self._entries

    def has(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None if there is none of that name."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        if entry.flag_bits & 1:
            raise locked()
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged()
        # What the package says of its size is not believed: no more than that is unpacked.
        known = name in self._counted
        most = MOST_BYTES_OF_ONE if known else min(MOST_BYTES_OF_ONE, self._room)
        if entry.file_size > most:
            raise _too_large()
        try:
            with self._zip.open(entry) as file:
                content = file.read(most + 1)
        except _BROKEN as error:
            raise damaged() from error
        if len(content) > most:
            raise _too_large()
        if not known:
            self._counted.add(name)
            self._room -= len(content)
        return content

    def xml(self, name: str) -> Element | None:
        """The root of an XML file; None if there is none of that name or nothing in it."""
        content = self.read(name)
        return None if content is None else parse_xml(content)


def parse_xml(content: bytes) -> Element | None:
    """The root of an XML text as far as it is sound; None if there is nothing in it."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(_DOCTYPE.sub(b"", content, count=1), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def resolved(base: str, address: str) -> str:
    """The name in a package that a relative address in its file `base` leads to; empty for an
    address that leads out of it."""
    path = unquote(address.partition("#")[0]).replace("\\", "/")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", path):
        return ""
    joined = posixpath.normpath(posixpath.join("/", posixpath.dirname(base), path))
    return joined.lstrip("/")


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A package of these files, in this order; the first is not compressed, as e-books want it.
    Equal files give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for number, (name, content) in enumerate(files):
            entry = zipfile.ZipInfo(name)
            entry.create_system = 0
            entry.compress_type = zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED
            made.writestr(entry, content)
    return out.getvalue()


def damaged() -> NotAnArticle:
    return NotAnArticle(
        _("This file is damaged, or only a part of it has arrived."),
        _("Get it once more from where it came from."),
    )


def locked() -> NotAnArticle:
    return NotAnArticle(
        _("This file is locked with a password."),
        _("Open it where it was made, save it without the password, and add that file."),
    )


def _too_large() -> NotAnArticle:
    return NotAnArticle(
        _("There is far more packed into this file than any article holds."),
        _("Copy the article as text and paste it into Galley."),
    )
