"""Addresses that lead a browser to the very words: text fragments, `#:~:text=…`.

The rules are those of https://wicg.github.io/scroll-to-text-fragment/: a term stands within one
block, begins and ends at a word, and the first place that fits is shown. A term here is one line
of a block, and what is not said twice in the article, whatever the case of its letters, their
accents and the white space, is said well enough. What else stands on the page is not known.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

from reader.export.escape import reference
from reader.export.links import destination
from reader.model import PICTURE, Document, Passage
from reader.patterns import pattern
from reader.text import words
from reader.values import dataclass

_MOST_CHARACTERS, _MOST_WORDS = 300, 12
"""What is longer, or runs over a line's end, is told by its first and last words."""
_EDGE_WORDS = (4, 8)
_CONTEXT_WORDS = (3, 5, 8)
_CHARACTER = 2 / 3
"""What a character counts in scripts without spaces: six are as good as four words."""
_FARTHEST = 40
"""Characters in which a sure beginning of a word is looked for in such scripts."""

_CJK = "\u3006\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CJK += "\uff66-\uff9d\U00020000-\U0003ffff"
_IS_CJK = pattern(f"[{_CJK}]")
_SPACELESS = pattern(f"[{_CJK}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_HEBREW = pattern("[\u05d0-\u05f4]")
_REGIONAL = pattern("[\U0001f1e6-\U0001f1ff]")
_EXTENDING = pattern("[\u200d\ufe0f\U0001f3fb-\U0001f3ff]")
_JOINING = frozenset("'’‘.,:;·‧․﹒＇．'\"״׳")
"""Punctuation that does not part the letters or digits on its two sides (UAX #29)."""
_LIKE_LETTERS = pattern(
    "[\u00b8\u02c2-\u02ff\u055a-\u055e\u058a\u05f3\u0600-\u0605\u066b\u06dd\u070f\u0890\u0891"
    "\u08e2\u24b6-\u24e9\u0e4f\u0e5a\u0e5b\u202f\ua708-\ua721\ua789\ua78a\uab5b\uff9e\uff9f\U0001f130-\U0001f189]"
)
"""Signs that are letters to UAX #29, and the narrow space that joins what it stands between."""
_CONNECTORS = ("Pc", "Mc", "Mn")
_KATAKANA = pattern("[\u30a1-\u30f6]")
_QUOTES = str.maketrans("‘’‛′`´“”„‟″", "''''''\"\"\"\"\"")


def link_to(address: str, document: Document, passage: Passage) -> str | None:
    """The address with the way to these words; None where `fragment` knows none."""
    found = fragment(document, passage)
    if not address or found is None:
        return None
    return f"{address}{'' if '#' in address else '#'}:~:text={found}"


def in_markdown(link: str) -> str:
    """The link between the parentheses of a Markdown link, its sign `:~:` as it is.

    Some programs follow an address there without reading the references in it.
    """
    return destination(link).replace(f":{reference('~')}:text=", ":~:text=")


def fragment(document: Document, passage: Passage) -> str | None:
    """What follows `:~:text=` for these words, widened to whole ones; letters, digits, `.`, `_`,
    `%` and the signs of the syntax only.

    None where it would lead nowhere or astray: pictures, code, and words that stand several times
    between the same words.
    """
    within = _worded(document.text, passage)
    if within is None:
        return None
    page = _Page(document)
    first, last = page.line_of(within.start), page.line_of(within.end - 1)
    if first is None or last is None:
        return None
    wide = _widened(document.text, within, first, last)
    if document.text[wide.start].isspace():  # an accent on a space
        return None
    for crossing in (False, True):
        for terms in page.ways_to(wide, first, last, crossing=crossing):
            if page.leads_to_one_place(terms):
                return terms.written(document.text)
    return None


def _worded(text: str, passage: Passage) -> Passage | None:
    """The passage without white space and pictures at its ends; None if nothing else is in it."""
    start, end = passage.start, min(passage.end, len(text))
    while start < end and (text[start].isspace() or text[start] == PICTURE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == PICTURE):
        end -= 1
    return Passage(start, end) if start < end else None


_Core = tuple[Passage, Passage | None]
"""The first term of a passage, and the last one where it is told by both."""


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of one fragment, each a stretch of the text."""

    start: Passage
    end: Passage | None = None
    prefix: Passage | None = None
    suffix: Passage | None = None

    def written(self, text: str) -> str:
        parts = [f"{_encoded(self.prefix.of(text))}-"] if self.prefix else []
        parts += [_encoded(each.of(text)) for each in (self.start, self.end) if each]
        parts += [f"-{_encoded(self.suffix.of(text))}"] if self.suffix else []
        return ",".join(parts)


def _encoded(term: str) -> str:
    """Percent-encoded, the signs of the syntax and those of Markdown too."""
    return quote(term, safe="").replace("-", "%2D").replace("~", "%7E")


# --- which terms ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Page:
    """The article as a browser searches it."""

    document: Document

    @property
    def text(self) -> str:
        return self.document.text

    def line_of(self, at: int) -> Passage | None:
        """The line that holds this character: no term crosses a break or a picture.

        None where it is code, or nothing that is searched.
        """
        index = self.document.block_at(at)
        block, start = self.document.blocks[index], self.document.starts[index]
        end = start + len(block.text)
        if block.kind in ("code", "picture") or not start <= at < end:
            return None
        ends = (self.text.rfind(char, start, at) + 1 for char in f"\n{PICTURE}")
        begins = (self.text.find(char, at, end) for char in f"\n{PICTURE}")
        low, high = max(start, *ends), min(each for each in (*begins, end) if each >= 0)
        line = _worded(self.text, Passage(low, high))
        return line if line and line.start <= at < line.end else None

    def ways_to(
        self, wide: Passage, first: Passage, last: Passage, *, crossing: bool
    ) -> Iterator[_Terms]:
        """Terms for this passage, the shortest first.

        With `crossing` those whose context is another line: on the page more may lie between.
        """
        whole: list[_Core] = [(wide, None)] if first == last else []
        short = whole and _is_short(wide.of(self.text))
        by_ends = [] if short else [*self._told_by_ends(wide, first, last)]
        for start, end in by_ends or whole:
            if not crossing:
                yield from self._sure(_Terms(start, end))
            for most in _CONTEXT_WORDS:
                before = self._before(wide.start, first, most, crossing=crossing)
                after = self._after(wide.end, last, most, crossing=crossing)
                for prefix, suffix in ((before, None), (None, after), (before, after)):
                    if prefix or suffix:
                        yield from self._sure(_Terms(start, end, prefix, suffix))

    def _told_by_ends(self, wide: Passage, first: Passage, last: Passage) -> Iterator[_Core]:
        for most in _EDGE_WORDS:
            head = Passage(wide.start, min(wide.end, first.end))
            tail = Passage(max(wide.start, last.start), wide.end)
            start = Passage(head.start, _end_of_words(self.text, head, most))
            end = Passage(_start_of_words(self.text, tail, most), tail.end)
            if start.end <= end.start and _is_edge(self.text, end.start):
                yield start, end

    def _sure(self, terms: _Terms) -> Iterator[_Terms]:
        """The terms, if every browser finds a word's edge where the syntax wants one.

        Where words are not set apart, dictionaries decide; a prefix or suffix that has a sure
        edge needs none on its other side.
        """
        begins = (terms.prefix or terms.start).start
        ends = (terms.suffix or terms.end or terms.start).end
        if _is_edge(self.text, begins) and _is_edge(self.text, ends):
            yield terms

    def _before(self, at: int, line: Passage, most: int, *, crossing: bool) -> Passage | None:
        if at == line.start and crossing and self.text[at - 1 : at] == "\n":
            line = self.line_of(at - 2) or line
        within = _worded(self.text, Passage(line.start, at)) if line.start < at else None
        if within is None:
            return None
        return Passage(_start_of_words(self.text, within, most), within.end)

    def _after(self, at: int, line: Passage, most: int, *, crossing: bool) -> Passage | None:
        if at == line.end and crossing and self.text[at : at + 1] == "\n":
            line = self.line_of(at + 1) or line
        within = _worded(self.text, Passage(at, line.end)) if at < line.end else None
        if within is None:
            return None
        return Passage(within.start, _end_of_words(self.text, within, most))

    # --- whether they are enough -----------------------------------------------------------------

    def leads_to_one_place(self, terms: _Terms) -> bool:
        """Whether no other place of the article fits, even for a browser that is lenient."""
        core = terms.start if terms.end else Passage(terms.start.start, _end_of(terms))
        told = Passage(terms.prefix.start if terms.prefix else core.start, core.end)
        if not _stands_once(_folded_page(self.text), _folded(told.of(self.text))):
            return False
        return terms.end is None or self._ends_first(terms.start, terms.end, _end_of(terms))

    def _ends_first(self, start: Passage, end: Passage, at: int) -> bool:
        """Whether the end, with its suffix up to `at`, stands nowhere between it and the start."""
        between = _folded(self.text[start.end : at])
        wanted = _folded(self.text[end.start : at])
        return bool(wanted) and between.find(wanted) == len(between) - len(wanted)


def _end_of(terms: _Terms) -> int:
    return (terms.suffix or terms.end or terms.start).end


def _is_short(told: str) -> bool:
    counted = sum(_counts(told[start:end]) for start, end in words(told))
    return len(told) <= _MOST_CHARACTERS and counted <= _MOST_WORDS


def _counts(word: str) -> float:
    return _CHARACTER if _SPACELESS.match(word) else 1


def _end_of_words(text: str, within: Passage, most: int) -> int:
    """Where the first words of a stretch end, surely at the edge of one."""
    counted: float = 0
    for _start, end in words(within.of(text)):
        counted += _counts(text[within.start + end - 1])
        if counted >= most - _CHARACTER / 2:
            return _next_edge(text, within.start + end, within.end)
    return within.end


def _start_of_words(text: str, within: Passage, most: int) -> int:
    """Where the last words of a stretch begin, surely at the edge of one."""
    counted: float = 0
    for start, _end in reversed([*words(within.of(text))]):
        counted += _counts(text[within.start + start])
        if counted >= most - _CHARACTER / 2:
            return _edge_before(text, within.start + start, within.start)
    return within.start


# --- words as browsers know them -----------------------------------------------------------------


def _widened(text: str, passage: Passage, first: Passage, last: Passage) -> Passage:
    """The passage with the words at its ends taken in whole, as far as spaces tell of words."""
    start, end = passage.start, passage.end
    while start > first.start and not _is_edge(text, start) and not _is_between_signs(text, start):
        start -= 1
    while end < last.end and not _is_edge(text, end) and not _is_between_signs(text, end):
        end += 1
    return Passage(start, end)


def _next_edge(text: str, at: int, most: int) -> int:
    while at < most and not _is_edge(text, at):
        at += 1
    return at


def _edge_before(text: str, at: int, least: int) -> int:
    """The edge of a word at or before this place; the place itself if none is near."""
    near = max(least, at - _FARTHEST)
    return next((each for each in range(at, near - 1, -1) if _is_edge(text, each)), at)


def _is_between_signs(text: str, at: int) -> bool:
    """Whether only a dictionary knows if a word ends here."""
    return bool(
        _SPACELESS.match(text[at - 1]) and _SPACELESS.match(text[at]) and not _extends(text[at])
    )


def _is_edge(text: str, at: int) -> bool:
    """Whether a word surely begins or ends here; UAX #29, and no where it leaves room."""
    if not 0 < at < len(text) or "\n" in text[at - 1 : at + 1] or PICTURE in text[at - 1 : at + 1]:
        return True
    before, after = text[at - 1], text[at]
    if _extends(after) or (before == "\u200d" and not after.isspace()):
        return False
    if _REGIONAL.match(before) and _REGIONAL.match(after):
        return False
    base = _base_before(text, at)
    if _is_of_words(base) and _is_of_words(after):
        one_has_spaces = bool(_SPACELESS.match(base)) != bool(_SPACELESS.match(after))
        one_is_cjk = bool(_IS_CJK.match(base)) != bool(_IS_CJK.match(after))
        return base.isalnum() and after.isalnum() and one_has_spaces and one_is_cjk
    return not _is_joined(text, at, base, after)


def _is_joined(text: str, at: int, before: str, after: str) -> bool:
    """Whether punctuation here stands within a word: `don't`, `3.5`, `צה"ל`."""
    if after in _JOINING and _is_of_words(before):
        return bool(_HEBREW.match(before)) or _is_of_words(text[at + 1 : at + 2])
    return before in _JOINING and _is_of_words(after) and _is_of_words(_base_before(text, at - 1))


def _base_before(text: str, at: int) -> str:
    """The character before this place that is not an accent on another one."""
    while at > 1 and _extends(text[at - 1]) and text[at - 2] != "\n":
        at -= 1
    return text[at - 1 : at]


def _is_of_words(char: str) -> bool:
    """Whether this is a character, and one of a word."""
    if not char:
        return False
    return (
        char.isalnum()
        or bool(_LIKE_LETTERS.match(char))
        or unicodedata.category(char) in _CONNECTORS
    )


def _extends(char: str) -> bool:
    """Whether it belongs to the character before; one that Python does not know yet may."""
    kind = unicodedata.category(char)
    return kind in ("Mn", "Mc", "Me", "Cf", "Cn") or bool(_EXTENDING.match(char))


# --- the text as a lenient browser compares it ---------------------------------------------------


def _stands_once(page: str, words: str) -> bool:
    at = page.find(words) if words else -1
    return at >= 0 and page.find(words, at + 1) < 0


@lru_cache(maxsize=2)
def _folded_page(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    """The text without case, accents, white space, and what tells quotation marks apart."""
    return "".join(map(_fold, text))


@lru_cache(maxsize=8192)
def _fold(char: str) -> str:
    kept = (
        each
        for each in unicodedata.normalize("NFKD", char)
        if not each.isspace() and unicodedata.category(each) not in ("Mn", "Me", "Cf", "Cc")
    )
    plain = "".join(kept).casefold().translate(_QUOTES).replace("\u0640", "")
    return _KATAKANA.sub(lambda sign: chr(ord(sign[0]) - 0x60), plain)
