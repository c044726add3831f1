"""A digest in a file that Galley wrote, which tells whether anyone has changed the file since.

Without a kept copy this is the only way to know that a file holds nothing of the user's own
and may be replaced.
"""

from __future__ import annotations

import re

from reader.model import sha256

LINE = "galley-seal: "
_SEAL = re.compile(r"^galley-seal: sha256-([0-9a-f]{64})$", re.MULTILINE)
ID_KEYS = {"annotated": "galley-id", "notes": "galley-notes"}
"""The front matter key that holds the article's id, by flavour."""


def sealed(text: str) -> str:
    """The text with its first line `galley-seal: ` completed."""
    return text.replace(f"\n{LINE}\n", f"\n{LINE}sha256-{sha256(text.encode())}\n", 1)


def is_unbroken(content: bytes) -> bool:
    """Whether the file is as Galley wrote it; line ends and a byte order mark do not count."""
    text = _normal(content)
    found = _SEAL.search(text)
    if not found:
        return False
    blank = text[: found.start()] + LINE + text[found.end() :]
    return sha256(blank.encode("utf-8", "surrogateescape")) == found[1]


def article_id(content: bytes, style: str) -> str | None:
    """The id of the article that this file says it is an export of, in that flavour.

    The first kilobytes are enough.
    """
    head = _normal(content)
    if not head.startswith("---\n"):
        return None
    found = re.search(
        rf"^{ID_KEYS[style]}: ([a-z0-9]+)$", head[: head.find("\n---", 3)], re.MULTILINE
    )
    return found[1] if found else None


def _normal(content: bytes) -> str:
    text = content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    return text.replace("\r\n", "\n")
