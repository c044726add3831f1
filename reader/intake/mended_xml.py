"""XML as its parsers can take it, whatever a site wrote: feeds are seldom checked by anyone."""

from __future__ import annotations

import re

_DECLARATION = re.compile(r"<\?xml\b[^>]{0,400}?\?>")
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,12})|([0-9]{1,12}));", re.IGNORECASE)
_NO_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def mended(written: str) -> str:
    """The text without its declaration (it has been decoded) and without what XML cannot hold:
    control characters, and references to what is no character."""
    bare = _DECLARATION.sub("", written, count=1)
    return _REFERENCE.sub(_kept, _NO_CHARACTERS.sub("", bare)).strip()


def _kept(reference: re.Match[str]) -> str:
    point = int(reference[1], 16) if reference[1] else int(reference[2])
    is_character = point <= 0x10FFFF and _NO_CHARACTERS.match(chr(point)) is None
    return reference[0] if is_character else ""
