"""Plain text to Markdown that every parser shows as that text again.

The parsers are Python-Markdown, markdown-it, pandoc, GitHub's and Obsidian's. A backslash goes
only before characters that all of them unescape; everything else that could mean something is
written as a numeric character reference, which all of them read. Each rule says whose reading
it prevents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from reader.patterns import pattern

Frame = Literal["line", "heading", "cell"]
"""Where a text stands: a line of its own, an ATX heading (one line), a cell of a pipe table."""

_BACKSLASHED = frozenset("\\`*_{}[]()>#+-.!")
_NAMED = {"<": "&lt;", "&": "&amp;"}
_ALNUM = r"[^\W_]"
_ROMAN = "[ivxlcdm]+|[IVXLCDM]+"
_WHITE_SPACE_BUT_SPACE_AND_BREAK = r"[^\S \n]"
_HOLDS_WORDS_TOGETHER = r"(?<=\S)[\u00a0\u202f](?=\S)"
"""As French has it before every `!`; a reader of the source would stumble over a reference."""


def plain(char: str) -> str:
    """One character that no parser reads as anything but itself."""
    if char in _BACKSLASHED:
        return "\\" + char
    return _NAMED.get(char) or reference(char)


def reference(char: str) -> str:
    """The character as a numeric reference."""
    return f"&#{ord(char)};"


class _Rule(NamedTuple):
    """Every character of group `at` (or of the match) is written plain."""

    pattern: re.Pattern[str]
    why: str
    frames: Collection[Frame]


def _rule(pattern: str, why: str, *frames: Frame) -> _Rule:
    return _Rule(re.compile(pattern, re.MULTILINE), why, frames or ("line", "heading", "cell"))


_RULES = (
    _rule(r"[\\`*\[\]{}]", "escapes, code, emphasis, links, attributes: everywhere"),
    _rule(rf"(?<!{_ALNUM})_|_(?!{_ALNUM})", "emphasis, unless between letters or digits"),
    _rule("<", "tags and autolinks: everywhere"),
    _rule(r"&(?=[#\w]|$)", "character references"),
    _rule(
        rf"=(?<!{_ALNUM}=(?={_ALNUM}))(?<! =(?= ))",
        "==marks== and the line under a setext heading; a=b and a = b stay",
    ),
    _rule(r"\^", "superscript in pandoc, inline notes and block ids in Obsidian"),
    _rule("%%", "a comment in Obsidian"),
    _rule(r"^\|", "a table, or a line block in pandoc", "line"),
    _rule(r"\|", "the next cell", "cell"),
    _rule(r"\$", "mathematics that pandoc closes in another cell", "cell"),
    _rule(r"(?:^|(?<=\s))#", "a heading in Python-Markdown, a tag in Obsidian"),
    _rule(r"#+$", "the closing run of a heading", "heading"),
    _rule(r"!(?=\[)", "a picture"),
    _rule(rf"(?<!{_ALNUM}):(?=[\w+-]+:)", "an emoji's name on GitHub"),
    _rule(r"^[+\->:]", "a list, a quote, the line under a heading, a definition in pandoc"),
    _rule(r"^[Tt]able(?P<at>:)", "the caption of a table in pandoc"),
    _rule(
        rf"^\(?(?:\d+|[A-Za-z]|{_ROMAN}|#|@\w*)(?P<at>[.)])(?=\s|$)",
        "a numbered list; pandoc counts in letters, Roman numbers and (@examples) too",
    ),
    _rule(
        rf"^(?P<at>\()(?:\d+|[A-Za-z]|{_ROMAN}|#|@\w*)\)(?=\s|$)",
        "a numbered list in pandoc",
    ),
    _rule(r"(?:^|(?<= )) | $", "spaces that would be stripped or collapsed"),
    _rule(
        rf"(?!{_HOLDS_WORDS_TOGETHER})(?:{_WHITE_SPACE_BUT_SPACE_AND_BREAK}|[\u200b\ufeff\ufffc])",
        "Python strips and splits at every kind of space",
    ),
)

_CHECK_BOX = re.compile(r"\[[ xX]\](?=\s|$)")
_OPENS_MATHS = re.compile(r"\$(?=[^ \n])[^$]*[^ \n]\$(?!\d)|\$\$|\$`")


class _Edge(NamedTuple):
    """Characters written plain where our own Markdown stands before or after them."""

    before: bool
    after: bool
    why: str


_HARMLESS = _Edge(False, False, "")
_AT_EDGES = {
    "_": _Edge(True, True, "it would pair with the next piece"),
    "=": _Edge(True, True, "it would join the == beside it"),
    **dict.fromkeys("\u00a0\u202f", _Edge(True, True, "white space outside of a mark is stripped")),
    "~": _Edge(True, True, "cmark-gfm does not count it when it judges a delimiter"),
    "!": _Edge(False, True, "the [ of a link or reference may follow"),
    "&": _Edge(False, True, "what follows could complete a reference"),
    "(": _Edge(True, False, "after a reference markdown-it reads a link"),
    ":": _Edge(True, False, "after a reference it makes a definition"),
    "$": _Edge(True, True, "beside our own Markdown it may open or close mathematics"),
}


def escaped(
    text: str,
    cuts: Collection[int] = (),
    *,
    frame: Frame = "line",
    linked: Sequence[tuple[int, int]] = (),
) -> list[str]:
    """The Markdown of each character of one block's text, in order; line breaks stay `\\n`.

    `cuts` are the offsets where Markdown of our own will stand between two characters; `linked`
    the ranges that are inside a link already. Joined, and with a hard break for every `\\n`, the
    result renders as `text` in every parser.
    """
    written = list(text)
    for at in _specials(text, frame):
        written[at] = plain(text[at])
    for at in cuts:
        _escape_at_edge(text, written, at)
    _write_addresses(text, written, cuts, linked)
    if _CHECK_BOX.match(text):
        # Pandoc makes a box of it in a list item even when it is escaped.
        written[0] += "<!-- -->"
    return written


def escaped_within(text: str, frame: Frame = "line") -> str:
    """One line for a place within other text: a picture's words, a label's name."""
    begun = "".join(escaped(f"·{' '.join(text.split())}", frame=frame)[1:])
    return begun.replace("$", reference("$")).replace("~", reference("~"))


def escaped_line(text: str, frame: Frame = "line") -> str:
    """The Markdown of a text of its own, its line breaks become spaces."""
    return "".join(escaped(" ".join(text.split()), frame=frame))


def _specials(text: str, frame: Frame) -> set[int]:
    found: set[int] = set()
    for rule in _RULES:
        if frame not in rule.frames:
            continue
        group: int | str = "at" if "at" in rule.pattern.groupindex else 0
        for match in rule.pattern.finditer(text):
            found.update(range(*match.span(group)))
    if text.count("~") > 1 or text.startswith("~") or text.endswith("~") or "\n~" in text:
        found.update(at for at, char in enumerate(text) if char == "~")
    if "$" in text and _OPENS_MATHS.search(text):
        found.update(at for at, char in enumerate(text) if char == "$")
    return found


def _escape_at_edge(text: str, written: list[str], cut: int) -> None:
    after = text[cut : cut + 1]
    if after and _edge_of(text, after).before:
        written[cut] = plain(after)
    elif after and unicodedata.category(after).startswith("M"):
        # A normalising editor would compose it with the = or > before it.
        written[cut] = reference(after)
    before = text[cut - 1 : cut]
    if before and _edge_of(text, before).after:
        written[cut - 1] = plain(before)


def _edge_of(text: str, char: str) -> _Edge:
    alone = char == "$" and text.count("$") == 1
    return _HARMLESS if alone else _AT_EDGES.get(char, _HARMLESS)


# --- web addresses in plain text -----------------------------------------------------------------

_ADDRESS = re.compile(r"(?:https?|ftp)(?P<colon>:)//|www(?P<dot>\.)", re.IGNORECASE)
_TRAILING = "?!.,:*_~'\")];"
_SHOWN_AS_IS = pattern(
    rf"https?://[A-Za-z0-9._:/?#@!,+=-]++(?=[{re.escape(_TRAILING)}]*+(?:[\s<>]|\Z))"
)
_NOT_SHOWN = re.compile(r"https?://(?:\Z|(?:.*\.)?xn--)")
_OPENINGS = frozenset("([{\"'“‘«„‚「『—–")


def _write_addresses(
    text: str, written: list[str], cuts: Collection[int], linked: Sequence[tuple[int, int]]
) -> None:
    """Bare addresses: in < > where that shows them as they are, else so that none is found.

    Inside an address that GitHub finds by itself, references and backslashes are shown raw. It
    finds none that begins in a link.
    """
    past = end = 0
    for begins in _ADDRESS.finditer(text):
        start = begins.start()
        if start < past or any(low <= start < high for low, high in linked):
            continue
        past = _end_of_shown(text, cuts, start)
        if past:
            written[start:past] = text[start:past]
            written[start] = "<" + text[start]
            written[past - 1] += ">"
            continue
        if end <= start:
            end = _end_of_raw(text, written, cuts, start)
        if end < len(text) and text[end] not in " \n":
            at = begins.start("colon") if begins["colon"] else begins.start("dot")
            written[at] = reference(text[at])


def _end_of_shown(text: str, cuts: Collection[int], start: int) -> int:
    """Where an address ends that < > show as it is; 0 if they do not."""
    found = _SHOWN_AS_IS.match(text, start) if _stands_free(text, start) else None
    address = found.group().rstrip(_TRAILING) if found else ""
    end = start + len(address)
    if not address or _NOT_SHOWN.match(address) or any(at in cuts for at in range(start + 1, end)):
        return 0
    return end


def _end_of_raw(text: str, written: Sequence[str], cuts: Collection[int], start: int) -> int:
    """Where what GitHub takes for an address ends, or else where it is not as in the text.

    It ends at a space of the source; other spaces, < and > are references there.
    """
    for at in range(start, len(text)):
        if text[at] in " \n" or written[at] != text[at] or (at in cuts and at > start):
            return at
    return len(text)


def _stands_free(text: str, start: int) -> bool:
    return start == 0 or text[start - 1].isspace() or text[start - 1] in _OPENINGS


# --- inside raw HTML ------------------------------------------------------------------------------


def escaped_html(text: str) -> str:
    """The text inside raw HTML, so that it is the same whether Markdown is read in there or not."""
    return "".join(_in_html(char) for char in text)


def _in_html(char: str) -> str:
    safe = char == " " or char.isalnum() or (char > "\x7f" and not char.isspace())
    return char if safe else reference(char)
