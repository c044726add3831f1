"""Rich text (RTF) as groups of words and text, however deep or broken it is.

A text is the bytes as they stand, one character each: which letters they are depends on the font,
which only the reader of the groups knows.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from reader.intake.packed import damaged
from reader.values import dataclass

_DEEPEST = 100
_MOST = 4_000_000
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)"
    r"|[\r\n]+|\\"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A control word with its number, or a sign (`~`) after a backslash."""

    name: str
    number: int | None = None

    @property
    def is_on(self) -> bool:
        """Whether a word that turns something on or off turns it on."""
        return self.number != 0


class Group(list["Word | str | Group"]):
    """What stands between two braces. `name` is its first word, which tells what it is for;
    whoever does not know a `starred` one passes over it."""

    @property
    def name(self) -> str:
        first = next((each for each in self if each != _STAR), None)
        return first.name if isinstance(first, Word) else ""

    @property
    def number(self) -> int | None:
        first = next((each for each in self if each != _STAR), None)
        return first.number if isinstance(first, Word) else None

    @property
    def starred(self) -> bool:
        return bool(self) and self[0] == _STAR

    def groups(self) -> Iterator[Group]:
        """The groups right in this one."""
        return (each for each in self if isinstance(each, Group))

    def child(self, name: str) -> Group:
        """The first group of that name right in this one; an empty one without it."""
        return next((each for each in self.groups() if each.name == name), Group())

    def within(self, name: str) -> Group:
        """The same, however deep it stands."""
        waiting = [self]
        while waiting:
            group = waiting.pop()
            if group is not self and group.name == name:
                return group
            waiting.extend(reversed(list(group.groups())))
        return Group()


_STAR = Word("*")


def parse(content: bytes) -> Group:
    """The outermost group; NotAnArticle if there is far too much in it. Groups that nest deeper
    than any program writes become a part of the one around them."""
    written = content.decode("latin-1")
    top = Group()
    open_groups = [top]
    too_deep = at = count = 0
    pending: list[str] = []
    while at < len(written):
        found = _TOKEN.match(written, at)
        if found is None:
            break
        at = found.end()
        name, number, byte, sign, brace, text = found.groups()
        if byte or text is not None or (sign and sign in "{}\\"):
            pending.append(chr(int(byte, 16)) if byte else text or sign)
            continue
        if not (name or sign or brace):
            continue
        count += 1
        if count > _MOST:
            raise damaged()
        if pending:
            open_groups[-1].append("".join(pending))
            pending.clear()
        if name == "bin":
            at += max(0, int(number or 0))
        elif name or sign:
            word = Word(name or sign, int(number) if number else None)
            open_groups[-1].append(word if sign not in ("\r", "\n") else Word("par"))
        elif brace == "{" and len(open_groups) < _DEEPEST:
            inner = Group()
            open_groups[-1].append(inner)
            open_groups.append(inner)
        elif brace == "{":
            too_deep += 1
        elif too_deep:
            too_deep -= 1
        elif len(open_groups) > 1:
            open_groups.pop()
    open_groups[-1].append("".join(pending))
    return next(top.groups(), top)


# --- letters -------------------------------------------------------------------------------------

CHARACTERS = {
    "line": "\n", "lbr": "\n", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "zwj": "\u200d", "zwnj": "\u200c",
    "ltrmark": "\u200e", "rtlmark": "\u200f", "~": "\u00a0", "_": "\u2011",
}  # fmt: skip
CODE_PAGES = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030",
    136: "big5hkscs", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
"""Which code page the letters of a font are in, by its `\\fcharset`."""


def code_page(name: str) -> str | None:
    """Python's codec for a code page; None if it knows none."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return found.name if found._is_text_encoding else None


def decoded(text: str, page: str) -> str:
    """The letters of a text in a code page; what is none becomes U+FFFD."""
    return text if text.isascii() else text.encode("latin-1").decode(page, errors="replace")


def paired(words: str) -> str:
    """The words with halves of UTF-16 made one character; a lone half becomes U+FFFD."""
    if not any("\ud800" <= char <= "\udfff" for char in words):
        return words
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", errors="replace")


def spoken(group: Group, page: str = "cp1252") -> str:
    """The plain words in a group, those of starred groups in it left out."""
    pieces: list[str] = []
    skip, fallback = 0, 1
    for each in group:
        if isinstance(each, Group):
            pieces.append("" if each.starred else spoken(each, page))
        elif isinstance(each, str):
            pieces.append(decoded(each[skip:], page))
            skip = max(0, skip - len(each))
        elif each.name == "u":
            pieces.append(chr((each.number or 0) & 0xFFFF))
            skip = fallback
        elif each.name == "uc":
            fallback = max(0, min(each.number or 0, 10))
        else:
            pieces.append(CHARACTERS.get(each.name, ""))
    return paired("".join(pieces))
