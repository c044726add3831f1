"""Addresses and titles as a Markdown link takes them."""

from __future__ import annotations

import re
from urllib.parse import quote

from reader.export.escape import reference

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ALLOWED = re.compile(r"(?:https?|mailto|tel|ftp|geo|sip|xmpp|magnet):", re.IGNORECASE)
# Pandoc would pair a dollar or a tilde of the text with one in an address.
_AS_REFERENCES = {"&": "&amp;", "$": reference("$"), "~": reference("~")}
_PLAIN = re.compile(r"[A-Za-z0-9._~:/?#@!$,;=%+-]")


def is_shown(href: str) -> bool:
    """Whether a link may lead there: no script, no data, no file on the reader's machine."""
    return bool(href.strip()) and (not _SCHEME.match(href) or bool(_ALLOWED.match(href)))


def is_on_the_web(href: str) -> bool:
    """Whether a picture may be loaded from there."""
    return re.match(r"https?://", href, re.IGNORECASE) is not None


def destination(href: str) -> str:
    """The address between the parentheses of a link, for every parser; in < > if it has any."""
    written = "".join(_AS_REFERENCES.get(char, char) for char in percent_encoded(href))
    return f"<{written}>" if "(" in written or ")" in written else written


def percent_encoded(href: str) -> str:
    """The address on one line, without characters that would end it; it leads to the same place."""
    return "".join(_address_char(char) for char in href.strip())


def _address_char(char: str) -> str:
    if _PLAIN.match(char) or char in "()*&" or (char > "\x7f" and char.isalnum()):
        return char
    return quote(char, safe="", errors="replace")


def title(words: str) -> str:
    """A link's title with its quotation marks and a space before it; nothing if it is empty."""
    line = " ".join(words.split())
    safe = "".join(
        char if char.isalnum() or char == " " or char > "\x7f" else reference(char) for char in line
    )
    return f' "{safe}"' if safe else ""
