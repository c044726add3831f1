"""File names that every system takes, from any headline, and folders from a template."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from reader.errors import BadRequest
from reader.messages import _
from reader.model import Article, Revision

SUFFIX = ".md"

TEMPLATE = "{published|captured:%Y-%m-%d} {title}"
"""Where an export goes, if nobody says otherwise."""

_MOST_CHARACTERS = 120
_MOST_BYTES = 200
_MOST_UNITS = 220
"""UTF-16 units of the name taken apart, of which macOS takes 255 on its older disks."""

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
_RESERVED = re.compile(
    r"(?:CON(?:IN\$|OUT\$)?|PRN|AUX|NUL|(?:COM|LPT)[0-9¹²³])(?=\s*(?:\.|$))", re.IGNORECASE
)
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?!\d)", re.ASCII)
_FIELD = re.compile(r"\{([^{}:]*)(?::([^{}]*))?\}")
_SEPARATOR = re.compile(r"[/\\]")


def file_name(article: Article, revision: Revision) -> str:
    """`2024-10-01 Headline.md`, the date as precise as it is known, else the day of capture."""
    return place_of(article, revision)[-1]


# --- places --------------------------------------------------------------------------------------


def place_of(article: Article, revision: Revision, template: str = TEMPLATE) -> tuple[str, ...]:
    """The folders and, last, the file name that a template gives an article.

    `{site}/{captured:%Y}/{title}`: fields are `title`, `site`, `author`, `lang`, `id`,
    `published` and `captured`. Of `{a|b}` the first that is known counts, `:` gives the form of
    a date in `%Y`, `%m` and `%d`, as far as these are known. A folder of which nothing is known
    is left out; a template that ends in `/` has the usual name behind it. Whatever template and
    article say, every part is a legal name and the place is within the folder it is used in.
    BadRequest for a template that cannot be understood.
    """
    template = template.removesuffix(SUFFIX)
    if not template or _SEPARATOR.match(template[-1]):
        template += TEMPLATE
    check_template(template)
    filled = _FIELD.sub(lambda field: _filled(field, article, revision), template)
    *folders, name = _SEPARATOR.split(filled)
    return (*filter(None, map(_legal, folders)), cleaned(name) + SUFFIX)


def check_template(template: str) -> None:
    """Does nothing, or raises the BadRequest that `place_of` would raise for any article."""
    loose = set("{}") & {*_FIELD.sub("", template)}
    if loose:
        raise _not_understood("".join(sorted(loose)))
    for field in _FIELD.finditer(template):
        if not _is_understood(_names_in(field), field[2]):
            raise _not_understood(field[0])


def _names_in(field: re.Match[str]) -> list[str]:
    return [name.strip() for name in field[1].split("|")]


def _is_understood(asked: Sequence[str], form: str | None) -> bool:
    if any(name not in _TEXTS and name not in _DATES for name in asked):
        return False
    if form is None:
        return True
    return any(name in _DATES for name in asked) and not re.search("%(?![Ymd])", form)


def _filled(field: re.Match[str], article: Article, revision: Revision) -> str:
    form = field[2] if field[2] is not None else "%Y-%m-%d"
    for name in _names_in(field):
        if name in _DATES:
            value = _dated(_DATES[name](article, revision), form)
        else:
            value = _SEPARATOR.sub(" ", _TEXTS[name](article) or "")
        if value:
            return value
    return ""


def _dated(date: str | None, form: str) -> str:
    """The parts of a date that are known, in this form; nothing of what is no date."""
    known = _DATE.match(date or "")
    if known is None:
        return ""
    parts = dict(zip(("%Y", "%m", "%d"), known.groups(""), strict=True))
    filled = re.sub("%[Ymd]", lambda part: parts[part[0]], form)
    return filled if all(parts.values()) else filled.strip(" .,-_/\\()")


_TEXTS: Mapping[str, Callable[[Article], str | None]] = {
    "title": lambda article: article.title,
    "site": lambda article: article.site,
    "author": lambda article: next(iter(article.bylines), None),
    "lang": lambda article: article.lang,
    "id": lambda article: article.id,
}
_DATES: Mapping[str, Callable[[Article, Revision], str | None]] = {
    "published": lambda article, _revision: article.published,
    "captured": lambda _article, revision: revision.captured.strftime("%Y-%m-%d"),
}


def _not_understood(part: str) -> BadRequest:
    return BadRequest(
        _("“{part}” in the template for names is not understood.").format(part=part),
        _("There are: {fields}.").format(
            fields=", ".join(f"{{{field}}}" for field in (*_TEXTS, *_DATES))
        ),
    )


# --- names ---------------------------------------------------------------------------------------


def cleaned(name: str) -> str:
    """A name without extension, legal on Windows, macOS and Linux, and in Obsidian's links.

    At most 120 characters and 200 bytes, cut where no character falls apart; never empty.
    """
    return _legal(name) or "Untitled"


def _legal(name: str) -> str:
    """The same, empty for what has no letter that a name may have."""
    # What cannot be seen goes first: it may stand between characters that NFC puts together.
    name = _JOINER_OUTSIDE_EMOJI.sub("", _INVISIBLE.sub("", name))
    name = unicodedata.normalize("NFC", name)
    name = _COLON.sub(" - ", name)
    name = _FORBIDDEN.sub(" ", name)
    name = " ".join(name.split()).lstrip("~. ").rstrip(". ")  # `~` is the home folder in a shell
    name = shortened(name, most_units=_MOST_UNITS).rstrip(". ")
    if _RESERVED.match(name):
        name = _RESERVED.sub(lambda match: f"{match.group()}_", name, count=1)
    return name


def numbered(name: str, number: int) -> str:
    """`Name (2).md` for `Name.md`, still short enough; the name itself for 1."""
    return name if number == 1 else marked(name, f"({number})")


def marked(name: str, words: str) -> str:
    """`Name words.md` for `Name.md`, still short enough."""
    ending = f" {words}"
    suffix = _SUFFIX.search(name)
    stem = name[: suffix.start()] if suffix else name
    room = (most - len(ending) for most in (_MOST_CHARACTERS, _MOST_BYTES, _MOST_UNITS))
    kept = shortened(stem, *room).rstrip(". ")
    return f"{kept}{ending}{suffix.group() if suffix else SUFFIX}"


def fitted(name: str, room: int) -> str:
    """The name itself, or cut to so many characters if it has more, a number behind it included.

    Of the shortest room eight letters are left.
    """
    if _units(name) <= room:
        return name
    suffix = _SUFFIX.search(name)
    ending = suffix.group() if suffix else ""
    most = max(room - len(ending) - len(" (99)"), 8)
    return shortened(name.removesuffix(ending), most, most_units=most).rstrip(". ") + ending


def collision_key(name: str) -> str:
    """Equal for names that macOS or Windows take for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def shortened(
    name: str,
    characters: int = _MOST_CHARACTERS,
    most_bytes: int = _MOST_BYTES,
    most_units: int = sys.maxsize,
) -> str:
    """The beginning of a name within all limits, cut between what readers see as characters.

    `most_units` counts the UTF-16 units of the characters taken apart.
    """
    length = size = units = 0
    for char in name[:characters]:
        size += len(char.encode())
        units += _units(unicodedata.normalize("NFD", char))
        if size > most_bytes or units > most_units:
            break
        length += 1
    while length and _is_joined(name, length):
        length -= 1
    return name[:length]


def _units(text: str) -> int:
    """How many units of UTF-16 a text has: what Windows and older disks of macOS count."""
    return len(text) + sum(char > "\uffff" for char in text)


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
