"""The words of one block, read from Markdown: their styles, their marks, and the references.

It reads what `reader.export.inline` writes, and what editors make of that: other stars, other
escapes. What it does not know is text. The time it takes grows with the length of the words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reader.export.parsed import Stretch
from reader.model import PICTURE, Link, Picture, Span, Style
from reader.patterns import pattern
from reader.text import HARD_BREAK
from reader.values import dataclass

_ESCAPED = r"\\(?P<escaped>[!-/:-@\[-`{-~])"
_REFERENCE = (
    r"&(?:#(?P<number>[0-9]{1,7})|#[xX](?P<hex>[0-9a-fA-F]{1,6})"
    r"|(?P<name>lt|gt|amp|quot|apos|nbsp));"
)
_TAG = (
    r"<(?P<end>/?)(?P<tag>em|strong|[bi]|sub|sup|s|del|code|mark|br|a|img)(?=[\s/>])"
    r"(?P<attributes>[^<>]*+)>"
)
_TOKEN = pattern(
    "|".join(
        (
            r"(?P<plain>[^\\&<`*_=\[\]!]++)",
            _ESCAPED,
            _REFERENCE,
            r"(?P<ticks>`++)",
            _TAG,
            r"<(?P<address>(?:https?|ftp|mailto):[^\s<>]*+)>",
            r"(?P<comment><!--)",
            r"!\[(?P<alt>(?:\\.|[^\\\[\]])*+)\](?=\()",
            r"\[\^(?P<reference>[\w-]++)\]",
            r"(?P<bracket>[\[\]])",
            r"(?P<run>\*++|_++|=++)",
        )
    ),
    re.DOTALL | re.IGNORECASE,
)
_TAIL = pattern(
    r"\(\s*(?:<(?P<held>[^<>\n]*+)>|(?P<bare>(?:[^\s()<>]|\([^\s()<>]*+\))*+))"
    r"(?:\s+(?:\"(?P<title>[^\"]*+)\"|'(?P<other>[^']*+)'))?\s*\)"
)
_ENTITY = pattern(f"{_ESCAPED}|{_REFERENCE}")
_ATTRIBUTE = pattern(r"([\w-]+)\s*=\s*\"([^\"]*+)\"")
_TICKS = pattern("`+")
_ESCAPED_MARK = pattern(rf"(?:\A|(?<=[\n{HARD_BREAK}]))\\(?===[^=\s])")
"""Remark takes the == at a line's start for the line under a heading."""

_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": "\xa0"}
_STYLES: dict[str, Style] = {
    "em": "emphasis",
    "i": "emphasis",
    "strong": "strong",
    "b": "strong",
    "sub": "sub",
    "sup": "sup",
    "s": "deleted",
    "del": "deleted",
    "code": "code",
}
_NAMES_OF_A_MARK = "data-galley"
"""What a mark in an HTML table names its annotations by."""


@dataclass(frozen=True, slots=True)
class Words:
    """Raw text, not yet canonical, and what stands over it.

    `loose` are references that stand behind no mark, and where; `comments` those of HTML.
    """

    raw: str
    spans: tuple[Span, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    loose: tuple[tuple[str, int], ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def are_references_alone(self) -> bool:
        return bool(self.loose) and not self.raw.strip()


def words(markdown: str) -> Words:
    """The words of one block; a hard break in it is U+2028."""
    comments: list[str] = []
    tokens = [*_tokens(_ESCAPED_MARK.sub("", markdown), comments)]
    _pair(tokens)
    return replace(_read(tokens), comments=tuple(comments))


def plain(markdown: str) -> str:
    """Escaped words as text, on one line: a picture's words, a label's name."""
    return " ".join(words(markdown).raw.split())


def lines_joined(lines: Sequence[str]) -> str:
    """The lines of a paragraph as one string: a hard break is U+2028, a soft one stays."""
    return "".join([*map(_with_its_break, lines[:-1]), *lines[-1:]])


def _with_its_break(line: str) -> str:
    ending = line[len(line.rstrip(" ")) :]
    if len(ending) >= 2:
        return line.rstrip(" ") + HARD_BREAK
    backslashes = len(line) - len(line.rstrip("\\"))
    return line[:-1] + HARD_BREAK if backslashes % 2 else line + "\n"


def decoded(markdown: str) -> str:
    """Escapes and character references as what they stand for; nothing else is read."""
    return _ENTITY.sub(_char, markdown)


def attributes(tag: str) -> dict[str, str]:
    """The quoted attributes of an HTML tag."""
    return {name.lower(): decoded(value) for name, value in _ATTRIBUTE.findall(tag)}


def _char(found: re.Match[str]) -> str:
    if found["escaped"]:
        return found["escaped"]
    if found["name"]:
        return _NAMED[found["name"].lower()]
    number = int(found["number"]) if found["number"] else int(found["hex"], 16)
    is_char = 0 < number < 0x110000 and not 0xD800 <= number < 0xE000
    return chr(number) if is_char else "\ufffd"


# --- the tokens ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Token:
    """A stretch of source; `text` is what it reads as where it is nothing else.

    `edges` are the first and the last character of the source, where those of `text` are others.
    `kind` names what it opens or closes (tokens of one kind pair), `opens` whether it must do
    the one or the other; `style` is what it stands for. `partner` is found when they are paired.
    """

    text: str
    kind: str = ""
    opens: bool | None = None
    style: Style | None = None
    ids: tuple[str, ...] = ()
    partner: int = -1
    edges: str = ""

    @property
    def first(self) -> str:
        return (self.edges or self.text)[:1]

    @property
    def last(self) -> str:
        return (self.edges or self.text)[-1:]


def _tokens(markdown: str, comments: list[str]) -> Iterator[_Token]:
    """The tokens in order; the words of comments go into the list."""
    at, last_comment = 0, markdown.rfind("-->")
    ticks = _runs_of_ticks(markdown)
    while at < len(markdown):
        found = _TOKEN.match(markdown, at)
        if not found:
            yield _Token(markdown[at])
            at += 1
            continue
        at = found.end()
        if found["ticks"]:
            end = _next_run(ticks, len(found.group()), at)
            yield _code(markdown[at:end]) if end >= 0 else _Token(found.group())
            at = end + len(found.group()) if end >= 0 else at
        elif found["comment"]:
            if at > last_comment:
                yield _Token(found.group())
            else:
                end = markdown.index("-->", at)
                comments.append(markdown[at:end])
                at = end + 3
        elif found["alt"] is not None or found["bracket"] == "]":
            tail = _TAIL.match(markdown, at)
            yield _picture(found, tail) if found["alt"] is not None else _link_end(tail)
            at = tail.end() if tail else at
        else:
            yield from _token(found)


def _runs_of_ticks(markdown: str) -> dict[int, list[int]]:
    """Where runs of backticks begin, by their length."""
    runs: dict[int, list[int]] = {}
    for run in _TICKS.finditer(markdown):
        runs.setdefault(len(run.group()), []).append(run.start())
    return runs


def _next_run(runs: dict[int, list[int]], length: int, at: int) -> int:
    starts = runs.get(length, [])
    index = bisect_left(starts, at)
    return starts[index] if index < len(starts) else -1


def _code(source: str) -> _Token:
    inside = source.replace("\n", " ")
    if inside.startswith(" ") and inside.endswith(" ") and inside.strip():
        inside = inside[1:-1]
    return _Token(inside, "`", style="code", edges="``")


def _picture(found: re.Match[str], tail: re.Match[str] | None) -> _Token:
    if tail is None:
        return _Token(found.group())
    shown = Picture(_destination(tail), plain(found["alt"]))
    return _Token(PICTURE, "!", style=shown, edges="!)")


def _link_end(tail: re.Match[str] | None) -> _Token:
    if tail is None:
        return _Token("]", "[", opens=False)
    title = decoded(tail["title"] or tail["other"] or "")
    return _Token("]" + tail.group(), "[", opens=False, style=Link(_destination(tail), title))


def _destination(tail: re.Match[str]) -> str:
    return decoded(tail["held"] if tail["held"] is not None else tail["bare"])


def _token(found: re.Match[str]) -> Iterator[_Token]:
    source = found.group()
    if found["plain"] or found["address"]:
        yield _Token(found["plain"] or found["address"], edges="<>" if found["address"] else "")
    elif found["tag"]:
        yield _html(found)
    elif found["reference"]:
        yield _Token(source, "^", ids=(found["reference"],))
    elif found["bracket"]:
        yield _Token(source, "[", opens=True)
    elif found["run"]:
        yield from _run(source)
    else:
        yield _Token(_char(found), edges=source)


def _html(found: re.Match[str]) -> _Token:
    tag, opens = found["tag"].lower(), not found["end"]
    if tag == "br":
        return _Token(HARD_BREAK)
    if tag == "mark":
        ids = attributes(found["attributes"]).get(_NAMES_OF_A_MARK, "") if opens else ""
        return _Token(found.group(), "<mark>", opens, ids=tuple(ids.split()))
    if tag == "img":
        given = attributes(found["attributes"])
        shown = Picture(given.get("src", ""), given.get("alt", ""))
        return _Token(PICTURE, "!", style=shown)
    if tag == "a":
        href = attributes(found["attributes"]).get("href", "")
        return _Token(found.group(), "<a>", opens, Link(href) if opens else None)
    return _Token(found.group(), f"<{tag}>", opens, _STYLES[tag])


def _run(source: str) -> Iterator[_Token]:
    length = len(source)
    if source[0] == "=":
        # Four of them are two marks that touch: the reference between them was deleted.
        marks = length if length in (2, 4) else 0
        yield from [_Token("==", "==") for _each in range(marks // 2)] or [_Token(source)]
        return
    lengths = {1: (1,), 2: (2,), 3: (2, 1)}.get(length)
    if lengths is None:
        yield _Token(source)
        return
    for each in lengths:
        yield _Token(source[:each], source[:each], style="strong" if each == 2 else "emphasis")


# --- what opens and what closes ------------------------------------------------------------------


def _pair(tokens: Sequence[_Token]) -> None:
    """Finds the partner of every token that has one."""
    waiting: dict[str, list[int]] = {}
    for index, token in enumerate(tokens):
        if token.kind in ("", "`", "!", "^"):
            continue
        standing = waiting.setdefault(token.kind, [])
        if token.opens:
            standing.append(index)
        elif token.opens is False or (standing and _may_close(tokens, index)):
            _close(tokens, standing, index)
        elif _may_open(tokens, index):
            standing.append(index)


def _close(tokens: Sequence[_Token], standing: list[int], index: int) -> None:
    if not standing:
        return
    opening = standing.pop()
    if tokens[index].kind == "[" and tokens[index].style is None:
        return
    tokens[opening].partner, tokens[index].partner = index, opening


def _may_close(tokens: Sequence[_Token], index: int) -> bool:
    before = tokens[index - 1].last if index else ""
    if not before or before.isspace():
        return False
    return tokens[index].kind[0] != "_" or not _first(tokens, index + 1).isalnum()


def _may_open(tokens: Sequence[_Token], index: int) -> bool:
    after = _first(tokens, index + 1)
    if not after or after.isspace():
        return False
    return tokens[index].kind[0] != "_" or not (index and tokens[index - 1].last.isalnum())


def _first(tokens: Sequence[_Token], index: int) -> str:
    return tokens[index].first if index < len(tokens) else ""


# --- what it says --------------------------------------------------------------------------------


def _read(tokens: Sequence[_Token]) -> Words:
    pieces: list[str] = []
    starts: list[int] = []
    spans: list[Span] = []
    stretches: list[Stretch] = []
    loose: list[tuple[str, int]] = []
    length = 0
    follows_mark = False
    for token in tokens:
        starts.append(length)
        if token.kind == "^":
            if follows_mark:
                last = stretches[-1]
                stretches[-1] = Stretch(last.start, last.end, (*last.ids, *token.ids))
            else:
                loose.extend((id, length) for id in token.ids)
            continue
        follows_mark = False
        if token.partner < 0:
            pieces.append(token.text)
            length += len(token.text)
            if token.kind in ("`", "!") and token.style:
                spans.append(Span(starts[-1], length, token.style))
        elif token.partner < len(starts) - 1:
            start, opening = starts[token.partner], tokens[token.partner]
            if token.kind in ("==", "<mark>"):
                stretches.append(Stretch(start, length, opening.ids))
                follows_mark = True
            else:
                style = token.style or opening.style
                assert style is not None
                spans.append(Span(start, length, style))
    return Words("".join(pieces), tuple(spans), tuple(stretches), tuple(loose))
