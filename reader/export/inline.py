"""One block's text as Markdown: its marks, styles, links and pictures around escaped words.

Marks stand outermost and never nest. A style is split where a mark begins or ends, and white
space at its edges goes outside of it. What `*` or `**` cannot delimit for every parser is
written as `<em>` or `<strong>`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush
from typing import Literal, TypeGuard

from reader.export import links
from reader.export.braces import means_something, without_braces
from reader.export.escape import Frame, escaped, escaped_html, escaped_within, reference
from reader.export.segments import Segment
from reader.model import AnnotationId, Block, Link, Passage, Picture, Span, Style, trimmed
from reader.values import dataclass

MarkStyle = Literal["equals", "html"]
"""`==words==`, or `<mark>words</mark>` for places that do not know the first (GitHub)."""

Marking = Literal[MarkStyle, "critic"]
"""Those, or `{==words==}` of CriticMarkup, which has comments where they have footnotes."""

_AROUND: Mapping[Marking, tuple[str, str]] = {
    "equals": ("==", "=="),
    "html": ("<mark>", "</mark>"),
    "critic": ("{==", "==}"),
}


@dataclass(frozen=True, slots=True)
class _Words:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Styled:
    style: Style
    start: int
    end: int
    inside: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Marked:
    segment: Segment
    inside: tuple[_Node, ...]


_Node = _Words | _Styled | _Marked


def inline(
    block: Block,
    segments: Sequence[Segment] = (),
    *,
    where: Callable[[str], str],
    frame: Frame = "line",
    marks: Marking = "equals",
    everywhere: Sequence[Style] = (),
) -> str:
    """The block's text as Markdown, hard breaks as two spaces and a newline.

    In a heading or a cell a hard break is `<br>`. `where` gives the destination of a picture's
    `src`; `everywhere` are styles that the whole text has besides its own.
    """
    spans = [*_shown(block, everywhere)]
    tree = tuple(_marked(block.text, spans, segments))
    written = escaped(block.text, {*_cuts(tree)}, frame=frame, linked=_linked(spans))
    hard_break = "  \n" if frame == "line" else "<br> "
    written = [hard_break if each == "\n" else each for each in written]
    markdown = _joined(_Writer(block.text, written, where, frame, marks).tokens(tree))
    return without_braces(markdown) if marks == "critic" else markdown


def passage_of(block: Block, start: int, end: int) -> Block:
    """The block with only [start, end) of its text and the spans in it."""
    spans = tuple(
        Span(max(span.start, start) - start, min(span.end, end) - start, span.style)
        for span in block.spans
        if span.start < end and start < span.end
    )
    return replace(block, text=block.text[start:end], spans=spans)


def _linked(spans: Sequence[Span]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans if isinstance(span.style, Link)]


# --- the tree ------------------------------------------------------------------------------------


def _shown(block: Block, everywhere: Sequence[Style]) -> Iterator[Span]:
    for style in everywhere:
        yield Span(0, len(block.text), style)
    for span in block.spans:
        leads_astray = isinstance(span.style, Link) and not links.is_shown(span.style.href)
        if span.style not in everywhere and not leads_astray:
            yield span


def _marked(text: str, spans: Sequence[Span], segments: Sequence[Segment]) -> Iterator[_Node]:
    """The nodes of a whole text; `segments` stand in order and do not overlap."""
    ahead = deque(sorted(spans, key=lambda span: span.start))
    here: list[Span] = []
    for start, end, segment in _stretches(text, segments):
        while ahead and ahead[0].start < end:
            here.append(ahead.popleft())
        here = [span for span in here if span.end > start]
        if segment:
            yield _Marked(segment, tuple(_styled(text, start, end, here)))
        else:
            yield from _styled(text, start, end, here)


def _stretches(text: str, segments: Sequence[Segment]) -> Iterator[tuple[int, int, Segment | None]]:
    at = 0
    for segment in segments:
        yield at, segment.start, None
        yield segment.start, segment.end, segment
        at = segment.end
    yield at, len(text), None


def _styled(text: str, start: int, end: int, spans: Iterable[Span]) -> Iterator[_Node]:
    """The nodes of [start, end), code that touches code in one."""
    before: _Node | None = None
    for node in _nested(text, start, end, spans):
        if _is_code(before) and _is_code(node):
            before = _Styled("code", before.start, node.end, ())
            continue
        if before:
            yield before
        before = node
    if before:
        yield before


def _is_code(node: _Node | None) -> TypeGuard[_Styled]:
    return isinstance(node, _Styled) and node.style == "code"


def _nested(text: str, start: int, end: int, spans: Iterable[Span]) -> Iterator[_Node]:
    """The nodes of [start, end): the first and longest style outside, code and pictures inside."""
    clipped = [*filter(None, (_clipped(text, span, start, end) for span in spans))]
    waiting = [(_outer_first(span), span) for span in _code_cut_by_the_others(text, clipped)]
    heapify(waiting)
    at = start
    while waiting:
        _order, outer = heappop(waiting)
        within: list[Span] = []
        while waiting and waiting[0][1].start < outer.end:
            _order, span = heappop(waiting)
            if _nests(span, outer):
                within.append(span)
            beyond = _clipped(text, span, outer.end, end)
            if beyond:
                heappush(waiting, (_outer_first(beyond), beyond))
        if outer.start > at:
            yield _Words(at, outer.start)
        inside = tuple(_styled(text, outer.start, outer.end, within))
        yield _Styled(outer.style, outer.start, outer.end, inside)
        at = outer.end
    if at < end:
        yield _Words(at, end)


def _clipped(text: str, span: Span, start: int, end: int) -> Span | None:
    """The part of a span in [start, end), without white space at its edges."""
    low, high = max(span.start, start), min(span.end, end)
    if low >= high:
        return None
    inner = trimmed(text, Passage(low, high))
    return Span(inner.start, inner.end, span.style) if inner else None


def _code_cut_by_the_others(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Code holds no other style, so it is cut where another one begins or ends inside of it."""
    for span in spans:
        if span.style != "code":
            yield span
            continue
        edges = {span.start, span.end}
        for other in spans:
            if other.style != "code":
                edges |= {edge for edge in (other.start, other.end) if span.start < edge < span.end}
        at = span.start
        for edge in sorted(edges - {span.start}):
            piece = _clipped(text, span, at, edge)
            if piece:
                yield piece
            at = edge


def _outer_first(span: Span) -> tuple[int, bool, bool, int, str]:
    innermost = isinstance(span.style, Picture)
    return (span.start, innermost, span.style == "code", -span.end, repr(span.style))


def _nests(span: Span, outer: Span) -> bool:
    if isinstance(outer.style, Picture) or outer.style == "code" or span.style == outer.style:
        return False
    return not (isinstance(span.style, Link) and isinstance(outer.style, Link))


def _cuts(nodes: Sequence[_Node]) -> Iterator[int]:
    for node in nodes:
        match node:
            case _Styled(_, start, end, inside):
                yield from (start, end)
                yield from _cuts(inside)
            case _Marked(segment, inside):
                yield from (segment.start, segment.end)
                yield from _cuts(inside)


# --- the tokens ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Token:
    """A stretch of source. `char` is the character of the text that it stands for, if just one.

    Words are two: all but their last character (perhaps none), and that one.

    `star` is the delimiter that it becomes where it can, `partner` the other end of the pair.
    """

    source: str
    char: str = ""
    star: str = ""
    partner: int = -1
    opens: bool = False
    begins_mark: bool = False


@dataclass(frozen=True, slots=True)
class _Writer:
    text: str
    written: list[str]
    where: Callable[[str], str]
    frame: Frame
    marks: Marking

    def tokens(self, nodes: Sequence[_Node]) -> list[_Token]:
        out: list[_Token] = []
        self._add(out, nodes, within_stars=False)
        return out

    def _add(self, out: list[_Token], nodes: Sequence[_Node], *, within_stars: bool) -> None:
        for node in nodes:
            match node:
                case _Words(start, end):
                    out.append(_Token("".join(self.written[start : end - 1])))
                    out.append(_Token(self.written[end - 1], self.text[end - 1]))
                case _Marked(segment, inside):
                    self._add_mark(out, segment, inside)
                case _Styled():
                    self._add_styled(out, node, within_stars)

    def _add_mark(self, out: list[_Token], segment: Segment, inside: tuple[_Node, ...]) -> None:
        opening, closing = _AROUND[self.marks]
        out.append(_Token(opening, begins_mark=self.marks == "equals"))
        self._add(out, inside, within_stars=False)
        references = references_to(segment.ids, self.marks) if segment.referenced else ""
        out.append(_Token(closing + references))

    def _add_styled(self, out: list[_Token], node: _Styled, within_stars: bool) -> None:
        match node.style:
            case "code":
                out.append(_Token(self._code(self.text[node.start : node.end])))
            case Picture(src, alt):
                words = escaped_within(alt, self.frame)
                out.append(_Token(f"![{words}]({links.destination(self.where(src))})"))
            case Link(href, title):
                out.append(_Token("["))
                self._add(out, node.inside, within_stars=within_stars)
                out.append(_Token(f"]({links.destination(href)}{links.title(title)})"))
            case "strong" | "emphasis":
                self._add_starred(out, node, within_stars)
            case style:
                tag = {"sub": "sub", "sup": "sup", "deleted": "s"}[style]
                out.append(_Token(f"<{tag}>"))
                self._add(out, node.inside, within_stars=within_stars)
                out.append(_Token(f"</{tag}>"))

    def _add_starred(self, out: list[_Token], node: _Styled, within_stars: bool) -> None:
        star, tag = ("**", "strong") if node.style == "strong" else ("*", "em")
        # Python-Markdown mispairs the stars of a style within a style.
        star = "" if within_stars else star
        opening = len(out)
        out.append(_Token(f"<{tag}>", star=star, opens=True))
        self._add(out, node.inside, within_stars=True)
        out.append(_Token(f"</{tag}>", star=star, partner=opening))
        out[opening].partner = len(out) - 1

    def _code(self, words: str) -> str:
        # Python-Markdown completes an unfinished reference even in code.
        simple = not re.search(r"[`\\\n]|&[#\w]", words)
        simple = simple and not (self.frame == "cell" and "|" in words)
        # Pandoc would pair a dollar of the text with the one in the code.
        simple = simple and not 0 < words.count("$") < self.text.count("$")
        simple = simple and all(char == " " or not char.isspace() for char in words)
        simple = simple and not (self.marks == "critic" and means_something(words))
        # With the bracket of a link at the line's start it would be a definition: `[a`]:` b](c)`.
        simple = simple and "]:" not in words
        if simple and "  " not in words:
            return f"`{words}`"
        lines = (escaped_html(line) for line in words.split("\n"))
        return f"<code>{'<br>'.join(lines)}</code>"


def references_to(ids: Iterable[AnnotationId], marks: Marking = "equals") -> str:
    """The references to these annotations: to their footnotes, or comments that name them."""
    return "".join(f"{{>>({id})<<}}" if marks == "critic" else f"[^{id}]" for id in ids)


# --- the source ----------------------------------------------------------------------------------


def _joined(tokens: list[_Token]) -> str:
    for index, token in enumerate(tokens):
        if token.opens and token.star and _can_be_stars(tokens, index, token.partner):
            token.source = tokens[token.partner].source = token.star
    for index, token in enumerate(tokens):
        if token.begins_mark:
            _let_it_open(tokens, index)
    return "".join(token.source for token in tokens)


def _can_be_stars(tokens: Sequence[_Token], opening: int, closing: int) -> bool:
    around = (opening - 1, opening + 1, closing - 1, closing + 1)
    if any(0 <= index < len(tokens) and tokens[index].star for index in around):
        return False
    return _flanks(_last_char(tokens, opening - 1), _first_char(tokens, opening + 1)) and _flanks(
        _first_char(tokens, closing + 1), _last_char(tokens, closing - 1)
    )


def _flanks(outer: str, inner: str) -> bool:
    """Whether a delimiter between the two is taken as one that holds `inner`."""
    return inner.isalnum() or _lets_open(outer)


def _lets_open(char: str) -> bool:
    """White space, a line's edge, or what every parser counts as punctuation."""
    if not char or char.isspace():
        return True
    if char.isascii():
        return not char.isalnum()
    return unicodedata.category(char).startswith("P")


def _let_it_open(tokens: list[_Token], mark: int) -> None:
    """A == between a letter and punctuation does not open: the letter's reference ends in `;`."""
    before = _last_char(tokens, mark - 1)
    if _first_char(tokens, mark + 1).isalnum() or _lets_open(before):
        return
    token = tokens[mark - 1]
    token.source = reference(token.char)


def _first_char(tokens: Sequence[_Token], index: int) -> str:
    return next((token.source[0] for token in tokens[index : index + 2] if token.source), "")


def _last_char(tokens: Sequence[_Token], index: int) -> str:
    return tokens[index].source[-1:] if index >= 0 else ""
