"""A page saved by a browser in one file, with all that it showed, to an article.

MHTML is what Chromium, Edge and Opera save (RFC 2557), `.webarchive` is Safari's: a property list.
The extension SingleFile also saves a ZIP file, which can unpack itself when a browser opens it.
Pictures are found by the address that the page names them by, or by their id (`cid:`).
"""

from __future__ import annotations

import binascii
import email
import email.policy
import plistlib
import quopri
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from email.message import Message
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin
from xml.parsers.expat import ExpatError

from reader.errors import NotAnArticle
from reader.intake import charset, html, offers, page, page_folder, pictures, saved
from reader.intake.packed import Package, resolved
from reader.messages import _
from reader.model import Captured, Carried, Source
from reader.values import dataclass

_PAGES = ("text/html", "application/xhtml+xml")
_DEEPEST = 8
_MOST_PARTS = 20_000


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of an archive: the address it came from and the id that the page may call it by."""

    content: bytes
    media_type: str
    location: str = ""
    id: str = ""
    charset: str | None = None


def to_article(source: Source) -> Captured:
    """The article of the page in a web archive, with the pictures that came with it.

    NotAnArticle as `page.to_article`, and where there is no page.
    """
    parts = list(_from_mhtml(source.content))
    return _article(source, parts)


def from_safari(source: Source) -> Captured:
    """The same for Safari's `.webarchive`."""
    try:
        whole = plistlib.loads(source.content)
    except (plistlib.InvalidFileException, ExpatError, ValueError, RecursionError, OverflowError):
        raise _damaged() from None
    return _article(source, list(_from_plist(whole)))


def from_package(source: Source) -> Captured:
    """The same for a page and its pictures in a ZIP file, which may stand in a page itself."""
    package = Package(source.content)
    content = package.read("index.html")
    if content is None:
        raise _no_page()
    url = source.url or saved.of(content, "text/html").url
    page_in_it = replace(source, content=content, media_type="text/html", charset=None, url=url)
    captured = page.to_article(page_in_it)
    carried = []
    for src in pictures.wanted(captured):
        name = page_folder.name_beside(src, url)
        picture = package.read(resolved("index.html", name)) if name else None
        if picture is not None:
            carried.append(Carried(src, picture))
    return replace(captured, carried=tuple(carried))


def _article(source: Source, parts: list[_Part]) -> Captured:
    main = next((part for part in parts if part.media_type in _PAGES), None)
    if main is None:
        raise _no_page()
    page_in_it = replace(
        source,
        content=main.content,
        media_type="text/html",
        charset=main.charset,
        url=source.url or _on_the_web(main.location),
    )
    captured = page.to_article(page_in_it)
    return replace(captured, carried=tuple(_carried(captured, page_in_it, parts)), offers=())


def _carried(captured: Captured, page_in_it: Source, parts: Iterable[_Part]) -> Iterator[Carried]:
    """The pictures of the article that are in the archive, in whichever size it has them."""
    held = _by_name(parts, page_in_it.url or "")
    root = html.parse(charset.decode(page_in_it.content, page_in_it.charset))
    wanted = pictures.wanted(captured)
    sizes = offers.addresses(root, page.base_of(root, page_in_it.url), wanted)
    for src in wanted:
        names = (src, *sizes.get(src, ()))
        found = next((held[name] for each in names if (name := _name(each)) in held), None)
        if found is not None:
            yield Carried(src, found.content)


def _by_name(parts: Iterable[_Part], base: str) -> Mapping[str, _Part]:
    held: dict[str, _Part] = {}
    for part in parts:
        if part.location:
            held.setdefault(_name(_joined(base, part.location)), part)
        if part.id:
            held.setdefault(_name(f"cid:{part.id}"), part)
    return held


def _name(address: str) -> str:
    """An address as it is compared: browsers and archives quote it in different ways."""
    return unquote(urldefrag(address.strip()).url)


def _on_the_web(location: str) -> str | None:
    return location if location.lower().startswith(("http://", "https://")) else None


# --- MHTML ---------------------------------------------------------------------------------------


def _from_mhtml(content: bytes) -> Iterator[_Part]:
    """The files of an archive in their order; the standard parser takes seconds for large ones."""
    waiting = [(content, "", 0)]
    for _number in range(_MOST_PARTS):
        if not waiting:
            return
        whole, base, depth = waiting.pop()
        head, body = _split_head(whole)
        said = email.message_from_bytes(head, policy=email.policy.compat32)
        location = _joined(base, _line(said, "Content-Location"))
        base = _joined(base, _line(said, "Snapshot-Content-Location")) or location or base
        boundary = said.get_boundary()
        if said.get_content_maintype() == "multipart" and boundary and depth < _DEEPEST:
            pieces = _pieces(body, boundary.encode("utf-8", "surrogateescape"))
            waiting += [(piece, base, depth + 1) for piece in reversed(pieces)]
        elif depth > 0:
            yield _Part(
                _decoded(body, _line(said, "Content-Transfer-Encoding")),
                said.get_content_type(),
                location,
                _line(said, "Content-ID").strip("<>"),
                said.get_content_charset(),
            )


def _split_head(whole: bytes) -> tuple[bytes, bytes]:
    """The headers and what follows the first empty line."""
    whole = whole.lstrip(b"\r\n")
    for gap in (b"\r\n\r\n", b"\n\n"):
        head, found, body = whole.partition(gap)
        if found and (gap == b"\r\n\r\n" or b"\r\n" not in head):
            return head + b"\n\n", body
    return whole, b""


def _pieces(body: bytes, boundary: bytes) -> list[bytes]:
    """What stands between the boundaries; the end may be missing."""
    pieces = (b"\n" + body).split(b"\n--" + boundary)[1:]
    if any(piece.startswith(b"--") for piece in pieces):
        end = next(at for at, piece in enumerate(pieces) if piece.startswith(b"--"))
        pieces = pieces[:end]
    return [piece.removesuffix(b"\r") for piece in pieces]


def _line(said: Message, name: str) -> str:
    """A header without its folds; empty if there is none."""
    return "".join(each.strip() for each in str(said.get(name, "")).splitlines())


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location) if location else ""
    except ValueError:
        return ""


def _decoded(body: bytes, encoding: str) -> bytes:
    match encoding.lower():
        case "base64":
            try:
                return binascii.a2b_base64(body)
            except binascii.Error:
                return b""
        case "quoted-printable":
            return quopri.decodestring(body)
    return body


# --- Safari --------------------------------------------------------------------------------------


def _from_plist(whole: Any) -> Iterator[_Part]:
    """The main resource first, then the others, also those of frames."""
    waiting: list[tuple[Any, int]] = [(whole, 0)]
    while waiting:
        archive, depth = waiting.pop(0)
        if not isinstance(archive, dict):
            continue
        main, others = archive.get("WebMainResource"), archive.get("WebSubresources")
        for resource in (main, *(others if isinstance(others, list) else ())):
            if (part := _resource(resource)) is not None:
                yield part
        frames = archive.get("WebSubframeArchives")
        if isinstance(frames, list) and depth < _DEEPEST:
            waiting += [(frame, depth + 1) for frame in frames[:_MOST_PARTS]]


def _resource(said: Any) -> _Part | None:
    content = said.get("WebResourceData") if isinstance(said, dict) else None
    if not isinstance(content, bytes):
        return None
    url, kind, letters = (
        value if isinstance(value := said.get(f"WebResource{name}"), str) else ""
        for name in ("URL", "MIMEType", "TextEncodingName")
    )
    return _Part(content, kind.lower(), url, charset=letters or None)


def _no_page() -> NotAnArticle:
    return NotAnArticle(
        _("There is no page in this web archive."), _("Save the page again in your browser.")
    )


def _damaged() -> NotAnArticle:
    return NotAnArticle(
        _("This web archive is damaged."), _("Save the page again in your browser.")
    )
