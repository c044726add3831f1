"""What kind of file some bytes are: by their content first, then by what was said of them."""

from __future__ import annotations

import re
from pathlib import PurePath

from reader.intake import charset
from reader.model import SAVED

COPIED = "text/html; from=clipboard"
"""Rich text that was copied: all of it is wanted, where of a page only the article is."""

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ\x90\x00", "application/x-executable"),
    (b"{\\rtf", "text/rtf"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
    (b"\x00\x01\x00\x00\x00", "font/ttf"),
)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
EPUB = "application/epub+zip"
WEB_ARCHIVE = "application/x-webarchive"
ZIPPED_PAGE = "application/x-zipped-page"
_PAGE = b"index.html"
_PACKAGES = (
    (b"application/epub+zip", EPUB),
    (b"META-INF/container.xml", EPUB),
    (b"application/vnd.oasis.opendocument.text", ODT),
    (b"application/vnd.oasis.opendocument.spreadsheet", "application/x-spreadsheet"),
    (b"application/vnd.oasis.opendocument.presentation", "application/x-presentation"),
    (b"word/document", DOCX),
    (b"xl/workbook", "application/x-spreadsheet"),
    (b"ppt/presentation", "application/x-presentation"),
    (_PAGE, ZIPPED_PAGE),
)
_OLD_OFFICE = (
    ("EncryptedPackage".encode("utf-16-le"), "application/x-locked"),
    ("WordDocument".encode("utf-16-le"), "application/msword"),
    ("__substg1.0_".encode("utf-16-le"), "application/vnd.ms-outlook"),
    ("Workbook".encode("utf-16-le"), "application/x-spreadsheet"),
    ("PowerPoint Document".encode("utf-16-le"), "application/x-presentation"),
)
_HEAD_LINE = re.compile(rb"[!-9;-~]{1,76}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
_TEXT_NAMES = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".mdown": "text/markdown",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".xhtml": "text/html",
    ".shtml": "text/html",
    ".mht": "multipart/related",
    ".mhtml": "multipart/related",
    ".eml": "message/rfc822",
}
_HTML_START = re.compile(
    rb"^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|title"
    rb"|article|main|section|div|h1|p|meta|link|script|style|table|span|a)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML_START = re.compile(rb"^\s*(?:<\?xml|<rss|<feed|<svg)", re.IGNORECASE)
_JSON_FEED = re.compile(rb"\s*\{.{0,4000}?https?:\\?/\\?/jsonfeed\.org\\?/version", re.DOTALL)
_MARKDOWN = re.compile(
    r"^(?:#{1,6}\s+\S|```|~~~|\s{0,3}(?:\*{3,}|-{3,})\s*$|\[[^\]\n]+\]:\s|!\[[^\]\n]*\]\()"
    r"|\[[^\]\n]{1,200}\]\(https?://[^)\s]{1,500}\)|\*\*[^*\n]{1,200}\*\*",
    re.MULTILINE,
)
_CONTROLS = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32)) + b"\x7f"
_LOOKED_AT = 65_536


def media_type(content: bytes, *, name: str | None = None, said: str | None = None) -> str:
    """The media type of these bytes; `application/octet-stream` for what is no text at all."""
    known = _by_magic(content)
    if known is not None:
        return known
    if _is_safari_archive(content):
        return WEB_ARCHIVE
    if _unpacks_itself(content):
        return ZIPPED_PAGE
    if _is_binary(content):
        return "application/octet-stream"
    return _of_text(content, name, (said or "").partition(";")[0].strip().lower())


def _by_magic(content: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if content.startswith(magic) and (len(magic) > 3 or _is_binary(content)):
            return _within(kind, content)
    if content[:4] == b"RIFF" and content[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(content[8:12], "video/x-msvideo")
    if content[4:8] == b"ftyp":
        return "image/avif" if content[8:12] in (b"avif", b"heic", b"mif1") else "video/mp4"
    return None


def _within(kind: str, content: bytes) -> str:
    """What a package or an old office file holds, by the names of its parts; else its own kind."""
    if kind == "application/zip":
        said = content[38:100] if content[30:38] == b"mimetype" else b""
        names = _names_in_package(content)
        return next(
            (held for mark, held in _PACKAGES if said.startswith(mark) or mark in names), kind
        )
    if kind == "application/x-ole-storage":
        return next((held for mark, held in _OLD_OFFICE if mark in content), kind)
    return kind


def _names_in_package(content: bytes) -> bytes:
    """The table at the end of a ZIP file that lists its files; without one, how it begins."""
    end = content.rfind(b"PK\x05\x06", -_LOOKED_AT)
    size = int.from_bytes(content[end + 12 : end + 16], "little") if end >= 0 else 0
    return content[max(0, end - size) : end] if size else content[:_LOOKED_AT]


def _is_binary(content: bytes) -> bool:
    """Whether more than one byte in thirty is a control character that texts do not have."""
    head = content[:_LOOKED_AT]
    if charset.by_mark_or_zeros(head) is not None:
        return False
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) / 30


def _of_text(content: bytes, name: str | None, said: str) -> str:
    by_name = _TEXT_NAMES.get(PurePath(name or "").suffix.lower())
    if content.startswith(b"From ") and _is_letter(content[_end_of_line(content) :]):
        return "application/mbox"
    if _is_letter(content):
        return "message/rfc822"
    if said in ("multipart/related", "message/rfc822") or _is_web_archive(content):
        return "multipart/related"
    head = charset.decode(content[:_LOOKED_AT]).encode("utf-8", errors="replace")
    if said in ("text/html", "application/xhtml+xml"):
        return "text/html"
    if by_name == "text/markdown" or said in ("text/markdown", "text/x-markdown"):
        return "text/markdown"
    if _HTML_START.match(head):
        return "text/html" if said != "text/plain" or by_name == "text/html" else "text/plain"
    if said == "application/feed+json" or _JSON_FEED.match(head):
        return "application/feed+json"
    if _XML_START.match(head):
        return "text/html" if b"<html" in head[:2000].lower() else "application/xml"
    if said in ("application/json", "application/javascript", "text/css", "text/csv", SAVED):
        return said
    if by_name in ("text/html", "message/rfc822"):
        return by_name
    if by_name is None and _looks_like_markdown(head):
        return "text/markdown"
    return "text/plain"


def _end_of_line(content: bytes) -> int:
    return content.find(b"\n", 0, 1000) + 1


def _is_letter(content: bytes) -> bool:
    """Whether these bytes begin with the head of a letter: who wrote it, and how it travelled.

    The pages that browsers save in one file have such a head too, and say that it is one.
    """
    names, at = set[bytes](), 0
    head = content[:_LOOKED_AT].lstrip(b"\r\n\xef\xbb\xbf")
    while len(names) < 100 and (line := _HEAD_LINE.match(head, at)) is not None:
        names.add(line[0].partition(b":")[0].lower())
        at = line.end()
    if not head[at : at + 2].lstrip(b"\r").startswith(b"\n") and at < len(head):
        return False
    if b"snapshot-content-location" in names or b"<saved by " in head[:at].lower():
        return False
    travelled = names & {b"to", b"cc", b"received", b"message-id", b"return-path", b"delivered-to"}
    return b"from" in names and bool(travelled) and len(names) >= 3


def _unpacks_itself(content: bytes) -> bool:
    """Whether a page holds itself with its pictures as a ZIP file, as SingleFile can save it."""
    is_page = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    has_end = b"PK\x05\x06" in content[-_LOOKED_AT:]
    return is_page and has_end and _PAGE in _names_in_package(content)


def _is_safari_archive(content: bytes) -> bool:
    """Whether a property list, in either of its forms, is a page saved by Safari."""
    is_plist = content.startswith(b"bplist00") or b"<plist" in content[:1000]
    return is_plist and b"WebMainResource" in content


def _is_web_archive(content: bytes) -> bool:
    head = content[:2000].lower()
    return b"mime-version:" in head and b"multipart/related" in head


def _looks_like_markdown(head: bytes) -> bool:
    words = head.decode("utf-8", errors="replace")
    return words.startswith("---\n") or len(_MARKDOWN.findall(words[:20_000])) >= 2
