"""File names that every system takes, from any headline."""

from __future__ import annotations

import re
import unicodedata

from reader.model import Article, Revision

SUFFIX = ".md"
_MOST_CHARACTERS = 120
_MOST_BYTES = 200

_SUFFIX = re.compile(r"\.[A-Za-z]{1,8}$")
_COLON = re.compile(r"(?<=\w):(?=\s)|(?<=\w)\s*:\s+(?=\w)")
_FORBIDDEN = re.compile('[<>:"/\\\\|?*#^\\[\\]\x00-\x1f\x7f-\x9f\ud800-\udfff]')
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
    "\U000e0001\ufffe\uffff]"
)
_JOINER_OUTSIDE_EMOJI = re.compile(
    "(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d|\u200d(?![\u2190-\u2bff\U0001f000-\U0001faff])"
)
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|(?:COM|LPT)[0-9¹²³])(?=\s*(?:\.|$))", re.IGNORECASE)
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?!\d)", re.ASCII)


def file_name(article: Article, revision: Revision) -> str:
    """`2024-10-01 Headline.md`, the date as precise as it is known, else the day of capture."""
    published = _DATE.match(article.published or "")
    date = published.group() if published else revision.captured.strftime("%Y-%m-%d")
    return cleaned(f"{date} {article.title}") + SUFFIX


def cleaned(name: str) -> str:
    """A name without extension, legal on Windows, macOS and Linux, and in Obsidian's links.

    At most 120 characters and 200 bytes, cut where no character falls apart; never empty.
    """
    # What cannot be seen goes first: it may stand between characters that NFC puts together.
    name = _JOINER_OUTSIDE_EMOJI.sub("", _INVISIBLE.sub("", name))
    name = unicodedata.normalize("NFC", name)
    name = _COLON.sub(" - ", name)
    name = _FORBIDDEN.sub(" ", name)
    name = " ".join(name.split()).strip(". ")
    name = shortened(name).rstrip(". ")
    name = (
        _RESERVED.sub(lambda match: f"{match.group()}_", name, count=1)
        if (_RESERVED.match(name))
        else name
    )
    return name or "Untitled"


def numbered(name: str, number: int) -> str:
    """`Name (2).md` for `Name.md`, still short enough; the name itself for 1."""
    if number == 1:
        return name
    ending = f" ({number})"
    suffix = _SUFFIX.search(name)
    stem = name[: suffix.start()] if suffix else name
    kept = shortened(stem, _MOST_CHARACTERS - len(ending), _MOST_BYTES - len(ending)).rstrip(". ")
    return f"{kept}{ending}{suffix.group() if suffix else SUFFIX}"


def collision_key(name: str) -> str:
    """Equal for names that macOS or Windows take for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def shortened(name: str, characters: int = _MOST_CHARACTERS, most_bytes: int = _MOST_BYTES) -> str:
    """The beginning of a name within both limits, cut between what readers see as characters."""
    if len(name) <= characters and len(name.encode()) <= most_bytes:
        return name
    length = size = 0
    for char in name[:characters]:
        size += len(char.encode())
        if size > most_bytes:
            break
        length += 1
    while length and _is_joined(name, length):
        length -= 1
    return name[:length]


def _is_joined(name: str, at: int) -> bool:
    """Whether a cut before `name[at]` would take a character apart."""
    if at >= len(name):
        return False
    after, before = name[at], name[at - 1]
    return (
        unicodedata.category(after).startswith("M")
        or after in "\u200d\ufe0f"
        or before == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U000e0020" <= after <= "\U000e007f"
        or "\u1160" <= after <= "\u11ff"
        or (_is_flag(after) and _flags_before(name, at) % 2 == 1)
        or unicodedata.combining(before) == 9
    )


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(name: str, at: int) -> int:
    count = 0
    while count < at and _is_flag(name[at - 1 - count]):
        count += 1
    return count
