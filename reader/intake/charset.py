"""Bytes to text: which character set a page or file is written in.

The order: byte order mark, UTF-16 by its zero bytes, the HTTP header, the page's own
declaration, UTF-8, windows-1252. A declaration loses against bytes that are valid UTF-8 with
characters beyond ASCII, since no other encoding yields those by chance.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_AS_BROWSERS_READ = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""Declared names that stand for a larger set (https://encoding.spec.whatwg.org/#names-and-labels)."""

_DECLARED = re.compile(
    rb"<meta[^>]{0,400}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})"
    rb"|<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_LOOKED_AT = 8192


def decode(content: bytes, declared: str | None = None) -> str:
    """The text of these bytes; what no character set explains becomes U+FFFD."""
    mark, encoding = _by_mark(content)
    if encoding is None:
        encoding = _by_zero_bytes(content[:1024]) or _by_words(content, declared)
    return content[mark:].decode(encoding, errors="replace")


def by_mark_or_zeros(head: bytes) -> str | None:
    """The encoding that a byte order mark or the zero bytes of UTF-16 tell."""
    return _by_mark(head)[1] or _by_zero_bytes(head[:1024])


def _by_mark(content: bytes) -> tuple[int, str | None]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return len(mark), encoding
    return 0, None


def _by_zero_bytes(head: bytes) -> str | None:
    pairs = len(head) // 2
    if pairs < 2:
        return None
    if head[1::2].count(0) > 0.4 * pairs and head[0::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if head[0::2].count(0) > 0.4 * pairs and head[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return None


def _by_words(content: bytes, declared: str | None) -> str:
    if _is_utf8(content):
        named = _known(declared) or _in_page(content)
        return named if named and content.isascii() and _is_stateful(named) else "utf-8"
    named = _known(declared) or _in_page(content)
    if named and named != "utf-8":
        return named
    return "utf-8" if _is_mostly_utf8(content) else "cp1252"


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_stateful(encoding: str) -> bool:
    """ISO-2022-JP and HZ write their characters in ASCII bytes."""
    return encoding.startswith(("iso2022", "hz"))


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether at most a fifth of the bytes beyond ASCII is broken, as in a page cut or mixed."""
    beyond = sum(map(content.count, range(0x80, 0x100)))
    broken = content.decode("utf-8", errors="replace").count("\ufffd")
    return broken <= beyond / 5


def _in_page(content: bytes) -> str | None:
    found = _DECLARED.search(content[:_LOOKED_AT])
    if found is None:
        return None
    return _known((found[1] or found[2]).decode("ascii", errors="replace"))


def _known(name: str | None) -> str | None:
    """Python's codec for a declared name as browsers read it; None if it names no text encoding."""
    if not name:
        return None
    try:
        found = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    if not found._is_text_encoding:
        return None
    codec = _AS_BROWSERS_READ.get(found.name, found.name)
    # A page that could be read this far is no UTF-16, whatever it says of itself.
    return "utf-8" if codec.startswith(("utf-16", "utf-32", "utf-7", "utf_7")) else codec
