"""Pure functions of strings: canonical text, words, sentences, folding for search, UTF-16.

It knows nothing of articles. Offsets are code points; every range is [start, end).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, repeat
from typing import Literal

from reader.patterns import pattern
from reader.values import dataclass

HARD_BREAK = "\u2028"
"""What a reader of pages writes into raw text for a hard break; it becomes a newline."""

_BREAKS = "\x0b\x85\u2028\u2029"
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF)
)
_REMOVED = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\ufeff\ud800-\udfff" + _NONCHARACTERS
_DROP = "\u200b"
_BUT_SPACE = f"\t\n\r\f{_BREAKS}{_REMOVED}"
# A lone space between words stays as it is: passed over here, long pages take half the time.
_SPACING = pattern(f"[ {_BUT_SPACE}]{{2,}}|[{_BUT_SPACE}]|\\A | \\Z")
_BREAK = pattern(f"[{_BREAKS}]")
_WHITE = pattern("[ \t\n\r\f]")
_CODE_SPACING = pattern(f"\r\n|[\r\f{_BREAKS}{_REMOVED}]")


def clean(
    raw: str, *, code: bool = False, keep_pictures: Collection[int] = ()
) -> tuple[str, list[int]]:
    """Canonical text of one block (version 1), and where each boundary of `raw` lands in it.

    White space collapses to one space and goes at the edges and around hard breaks; several
    hard breaks are one. Soft hyphens, zero-width spaces, controls, noncharacters and lone
    surrogates go; so does U+FFFC except at the offsets in `keep_pictures`. In code, tabs and
    newlines stay and only newlines are trimmed. The result is NFC. The list has
    `len(raw) + 1` entries and never decreases.
    """
    raw = _without_strange_pictures(raw, keep_pictures)
    text, landing = _clean_code(raw) if code else _collapse(raw)
    if unicodedata.is_normalized("NFC", text):
        return text, landing
    composed, moved = _compose(text)
    return composed, [moved[offset] for offset in landing]


def _without_strange_pictures(raw: str, keep: Collection[int]) -> str:
    if "\ufffc" not in raw:
        return raw
    return "".join(
        _DROP if char == "\ufffc" and index not in keep else char for index, char in enumerate(raw)
    )


def _collapse(raw: str) -> tuple[str, list[int]]:
    pieces: list[str] = []
    landing: list[int] = []
    length = at = 0
    for run in _SPACING.finditer(raw):
        pieces.append(raw[at : run.start()])
        landing.extend(range(length, length + run.start() - at))
        length += run.start() - at
        landing.extend([length] * (run.end() - run.start()))
        at = run.end()
        if length > 0 and at < len(raw):
            separator = _separator(run.group())
            pieces.append(separator)
            length += len(separator)
    pieces.append(raw[at:])
    landing.extend(range(length, length + len(raw) - at + 1))
    return "".join(pieces), landing


def _separator(run: str) -> str:
    return "\n" if _BREAK.search(run) else " " if _WHITE.search(run) else ""


def _clean_code(raw: str) -> tuple[str, list[int]]:
    pieces: list[str] = []
    landing: list[int] = []
    length = at = 0
    for match in _CODE_SPACING.finditer(raw):
        pieces.append(raw[at : match.start()])
        landing.extend(range(length, length + match.start() - at))
        length += match.start() - at
        landing.extend([length] * len(match.group()))
        at = match.end()
        if match.group() == "\r\n" or match.group() in _BREAKS + "\r":
            pieces.append("\n")
            length += 1
    pieces.append(raw[at:])
    landing.extend(range(length, length + len(raw) - at + 1))
    text = "".join(pieces)
    trimmed = text.strip("\n")
    lead = len(text) - len(text.lstrip("\n"))
    return trimmed, [min(max(offset - lead, 0), len(trimmed)) for offset in landing]


def _compose(text: str) -> tuple[str, list[int]]:
    """NFC of a text and where its boundaries land; one inside a composed character moves past."""
    pieces: list[str] = []
    landing: list[int] = []
    length = 0
    for start, end in _clusters(text):
        before = text[start:end]
        after = unicodedata.normalize("NFC", before)
        landing.append(length)
        if before == after:
            landing.extend(range(length + 1, length + len(before)))
        else:
            landing.extend([length + len(after)] * (len(before) - 1))
        pieces.append(after)
        length += len(after)
    landing.append(length)
    return "".join(pieces), landing


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Runs that normalise independently of each other."""
    start = 0
    for index in range(1, len(text)):
        if unicodedata.combining(text[index]):
            continue
        if text[index] < "\u0300" or not _composes(text[start:index], text[index]):
            yield start, index
            start = index
    if text:
        yield start, len(text)


def _composes(before: str, starter: str) -> bool:
    nfc = unicodedata.normalize
    return nfc("NFC", before + starter) != nfc("NFC", before) + nfc("NFC", starter)


# --- words and sentences -------------------------------------------------------------------------

_SPACELESS = (
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
_CJK = pattern(
    "[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d"
)
_LETTER = f"(?:(?![{_SPACELESS}])[\\w{_MARKS}])"
_WORD = pattern(
    f"{_LETTER}+(?:[’'\\-.,·](?={_LETTER}){_LETTER}+)*|[{_SPACELESS}][{_MARKS}\u3099\u309a]*"
)


def words(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of the words in order; in scripts without spaces each character is one."""
    for match in _WORD.finditer(text):
        yield match.span()


def word_at(text: str, offset: int) -> tuple[int, int]:
    """The word that holds or touches `offset`; `(offset, offset)` if there is none."""
    low = max(text.rfind("\n", 0, offset) + 1, offset - 200)
    for match in _WORD.finditer(text, low):
        if match.start() > offset:
            break
        if offset <= match.end() and not (offset == match.end() and _starts_word(text, offset)):
            return match.span()
    return offset, offset


def _starts_word(text: str, offset: int) -> bool:
    return _WORD.match(text, offset) is not None


_SENTENCE_END = pattern(r"(?<![.\s]\w)[.!?…؟।]+[\"'”’»)\]]*(?=\s)|[。！？｡]+[」』”’）)]*|\n")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of the sentences, without the white space between them; a newline always ends one."""
    start = 0
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    for end in [*ends, len(text)]:
        low, high = start, end
        while low < high and text[low].isspace():
            low += 1
        while high > low and text[high - 1].isspace():
            high -= 1
        if low < high:
            yield low, high
        start = end


def opening(text: str, most: int = 100) -> str:
    """The first sentence, cut at a word to at most `most` characters with an ellipsis."""
    start, end = next(sentences(text), (0, 0))
    sentence = text[start:end]
    if len(sentence) <= most:
        return sentence
    cut = sentence[: most - 1]
    head, space, _tail = cut.rpartition(" ")
    return (head if space else cut).rstrip(" ,;:–—-") + "…"


def minutes(text: str) -> int:
    """Minutes of reading, at least 1: 230 words or 500 CJK characters each."""
    # An opening page waits for this: a long one in ASCII has its spaces counted, no more.
    spaceless = 0 if text.isascii() else len(_CJK.findall(text))
    spoken = text.count(" ") + text.count("\n") + 1 if len(text) > 50_000 else len(text.split())
    return max(1, round(spaceless / 500 + (0 if spaceless > len(text) / 3 else spoken) / 230))


# --- scripts -------------------------------------------------------------------------------------


def direction(text: str) -> Literal["ltr", "rtl"]:
    """The direction most strong characters of the first two thousand run in."""
    kinds = [unicodedata.bidirectional(char) for char in text[:2000]]
    leftward = sum(kind in ("R", "AL") for kind in kinds)
    return "rtl" if leftward > kinds.count("L") else "ltr"


_ONE_LANGUAGE = (
    ("ja", pattern("[\u3041-\u30ff]"), 0.05),
    ("ko", pattern("[\uac00-\ud7af]"), 0.3),
    ("zh", pattern("[\u4e00-\u9fff]"), 0.3),
    ("he", pattern("[\u05d0-\u05ea]"), 0.3),
    ("el", pattern("[\u0370-\u03ff]"), 0.3),
    ("th", pattern("[\u0e01-\u0e5b]"), 0.3),
    ("ka", pattern("[\u10d0-\u10ff]"), 0.3),
    ("hy", pattern("[\u0531-\u058f]"), 0.3),
)
_ARABIC_SCRIPT = pattern("[\u0621-\u06d3]")


def script_language(text: str) -> str | None:
    """The language that the script alone tells (BCP 47); None where it tells none."""
    sample = re.sub(r"[\s\d\W]", "", text[:5000])
    if not sample:
        return None
    for language, script, share in _ONE_LANGUAGE:
        if len(script.findall(sample)) >= share * len(sample):
            return language
    if len(_ARABIC_SCRIPT.findall(sample)) < 0.3 * len(sample):
        return None
    if re.search("[ےٹڈں]", sample):
        return "ur"
    if re.search("[پچژگ]", sample):
        return "fa"
    return "ar" if "ة" in sample or len(re.findall(r"\bال", text[:5000])) > 2 else None


# --- folding for search --------------------------------------------------------------------------

_UNMARKED = pattern(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u200c-\u200f\u202a-\u202e\u2066-\u2069]"
)
_VARIANTS = str.maketrans({"ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ı": "i", "’": "'"})


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as search sees it; `offsets[i]` is where its character i came from.

    `offsets` has one entry more than `text` has characters: the original's length.
    """

    text: str
    offsets: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original text that [start, end) of the folded text came from."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        last = self.offsets[end - 1]
        return self.offsets[start], self.offsets[bisect_left(self.offsets, last + 1)]


def fold(text: str) -> Folded:
    """Casefolded, without accents and vowel points, CJK characters set apart by spaces."""
    if text.isascii():
        return Folded(text.lower(), range(len(text) + 1))
    if all(len(_FOLDS[char]) == 1 for char in set(text)):  # most texts: a third of the time
        return Folded(text.translate(_BY_NUMBER), range(len(text) + 1))
    pieces = [_FOLDS[char] for char in text]
    origins = chain.from_iterable(map(repeat, range(len(text)), map(len, pieces)))
    return Folded("".join(pieces), (*origins, len(text)))


class _Folds(dict[str, str]):
    """Characters by what they fold to, each found out once: ten times as fast on a long text."""

    def __missing__(self, char: str) -> str:
        self[char] = piece = _fold_char(char)
        return piece


_FOLDS = _Folds()


class _ByNumber(dict[int, str]):
    """The same for `str.translate`."""

    def __missing__(self, number: int) -> str:
        self[number] = piece = _FOLDS[chr(number)]
        return piece


_BY_NUMBER = _ByNumber()


def _fold_char(char: str) -> str:
    if char < "\x80":
        return char.lower()
    if _CJK.match(char):
        return f" {unicodedata.normalize('NFKC', char)} "
    if "\uac00" <= char <= "\ud7a3":
        return char
    plain = unicodedata.normalize("NFKD", char).casefold()
    return _UNMARKED.sub("", plain).translate(_VARIANTS)


# --- UTF-16 --------------------------------------------------------------------------------------


class Utf16:
    """Code point offsets of one text to UTF-16 units and back; Qt counts in units."""

    __slots__ = ("_astral", "whole_units")

    def __init__(self, text: str) -> None:
        self._astral = (
            ()
            if text.isascii()
            else tuple(index for index, char in enumerate(text) if char > "\uffff")
        )
        self.whole_units = len(text) + len(self._astral)

    def units(self, offset: int) -> int:
        """The UTF-16 offset of a code point offset."""
        return offset + bisect_left(self._astral, offset)

    def points(self, unit: int) -> int:
        """The code point offset of a UTF-16 offset; one inside a pair goes before the pair."""
        low, high = 0, len(self._astral)
        while low < high:
            middle = (low + high) // 2
            if self._astral[middle] + middle + 1 < unit:
                low = middle + 1
            else:
                high = middle
        inside = low < len(self._astral) and self._astral[low] + low + 1 == unit
        return unit - low - (1 if inside else 0)


# --- what people type ----------------------------------------------------------------------------

_NOT_IN_TAGS = pattern(f"[^\\w{_MARKS}\\-/]")


def tag(typed: str) -> str | None:
    """A typed tag in Obsidian's character set, a space as `-`; None if no valid tag is left."""
    words_joined = "-".join(unicodedata.normalize("NFC", typed).lstrip("#").split())
    name = _NOT_IN_TAGS.sub("", words_joined).strip("-/")
    return None if not name or name.isdigit() else name


def normal_note(markdown: str) -> str:
    """A note as it is kept: LF, lone white space emptied, no blank lines at its end."""
    lines = markdown.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line if line.strip() else "" for line in lines).rstrip("\n")


def common_prefix(one: str, other: str) -> int:
    """How many characters both begin with."""
    most = min(len(one), len(other))
    return next((i for i in range(most) if one[i] != other[i]), most)
