"""The blocks of an article, read from the Markdown between its markers.

It reads what `reader.export.blocks` writes: paragraphs of one line, ATX headings, fences, lists,
quotations, tables, lone pictures with their captions, the article's own footnotes. Of what
editors make of that it takes lines that are wrapped, headings with a line under them and lists
that are indented by less. Anything else is a paragraph. Nesting has an end, so that hostile
input costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reader.export import read_tables
from reader.export.parsed import Stretch
from reader.export.read_inline import Words, lines_joined, words
from reader.model import (
    PICTURE,
    Block,
    BlockKind,
    Container,
    Figure,
    Footnote,
    Item,
    List,
    Picture,
    Quote,
    leaf,
)
from reader.patterns import pattern
from reader.text import clean
from reader.values import dataclass

_FENCE = pattern(r"( {0,3})(`{3,}(?!.*`)|~{3,})")
_HEADING = pattern(r" {0,3}(#{1,6})(?:[ \t]+(.*))?")
_CLOSING_RUN = pattern(r"(?:^|[ \t]+)#+[ \t]*$")
_UNDERLINE = pattern(r" {0,3}(=+|-+)[ \t]*")
_HEADING_NAME = pattern(r"(?<!\\)\{(#[^{}\\\s]+)\}[ \t]*$")
"""Pandoc writes one behind a heading."""
_QUOTE = pattern(r" {0,3}> ?")
_ITEM = pattern(r"( {0,3})([-*+]|([0-9]{1,9})[.)])(?:[ \t]+|$)")
_RULE = pattern(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_COMMENT = pattern(r" {0,3}<!--((?:(?!-->).)*)-->[ \t]*")
_FOOTNOTE = pattern(r" galley:footnote(?: (.*))? ")
_TABLE = pattern(r" {0,3}<table\b", re.IGNORECASE)
_TABLE_TAG = pattern(r"<(/?)table\b", re.IGNORECASE)
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class ReadBlock:
    """A block, its marked stretches, and the references that stand below it.

    `loose` are references within its words, and where. `in_html` is true in an HTML table, where
    marks name their annotations themselves.
    """

    block: Block
    stretches: tuple[Stretch, ...]
    below: tuple[str, ...] = ()
    loose: tuple[tuple[str, int], ...] = ()
    in_html: bool = False


def read_blocks(lines: Sequence[str]) -> tuple[list[ReadBlock], list[str]]:
    """The blocks of these lines in order, and the comments among them that are not ours.

    A block without words is none.
    """
    reading = _Reading()
    reading.read(list(lines), ())
    comments = (comment.strip() for comment in reading.comments)
    return reading.found, [each for each in comments if each and not each.startswith("galley:")]


class _Reading:
    """One reading from top to bottom; containers are numbered as they are met."""

    def __init__(self) -> None:
        self.found: list[ReadBlock] = []
        self.comments: list[str] = []
        self._number = 0

    def _fresh(self) -> int:
        self._number += 1
        return self._number

    def read(self, lines: list[str], around: tuple[Container, ...]) -> None:
        """Reads the lines of one level and, by way of itself, what is nested in them."""
        at, outside = 0, around
        while at < len(lines):
            line = lines[at]
            if not line.strip():
                at += 1
            elif fence := _FENCE.match(line):
                at = self._code(lines, at, fence, around)
            elif comment := _COMMENT.fullmatch(line):
                self.comments.append(comment[1])
                if footnote := _FOOTNOTE.fullmatch(comment[1]):
                    around = (*outside, Footnote(self._fresh(), (footnote[1] or "").strip()))
                at += 1
            elif heading := _HEADING.fullmatch(line):
                self._heading(heading, around)
                at += 1
            elif _RULE.match(line):
                at += 1
            elif _QUOTE.match(line) and len(around) < _DEEPEST:
                at = self._quote(lines, at, around)
            elif (item := _ITEM.match(line)) and len(around) < _DEEPEST:
                at = self._list(lines, at, item, around)
            elif _TABLE.match(line):
                at = self._html_table(lines, at, around)
            elif at + 1 < len(lines) and "|" in line and read_tables.is_rule(lines[at + 1]):
                at = self._pipe_table(lines, at, around)
            else:
                at = self._paragraph(lines, at, around)

    # --- leaves

    def _add(
        self,
        kind: BlockKind,
        read: Words,
        around: tuple[Container, ...],
        *,
        level: int = 0,
        in_html: bool = False,
    ) -> None:
        self.comments += read.comments
        pictures = {span.start for span in read.spans if isinstance(span.style, Picture)}
        text, landing = clean(read.raw, code=kind == "code", keep_pictures=pictures)
        if text == PICTURE and kind == "paragraph":
            kind = "picture"
        spans = () if kind == "code" else read.spans
        made = leaf(kind, read.raw, spans, containers=around, level=level)
        if made is None:
            self._add_below(read)
            return
        stretches = tuple(
            Stretch(landing[each.start], landing[each.end], each.ids)
            for each in read.stretches
            if landing[each.start] < landing[each.end]
        )
        loose = tuple((id, landing[at]) for id, at in read.loose)
        self.found.append(ReadBlock(made, stretches, loose=loose, in_html=in_html))

    def _add_below(self, read: Words) -> None:
        """References in a line of their own belong to the code or the table above."""
        ids = [id for id, _at in read.loose]
        if self.found and ids:
            last = self.found[-1]
            self.found[-1] = replace(last, below=(*last.below, *ids))

    def _paragraph(self, lines: list[str], at: int, around: tuple[Container, ...]) -> int:
        end, underline = at + 1, None
        while end < len(lines) and not (underline := _UNDERLINE.fullmatch(lines[end])):
            if _interrupts(lines, end):
                break
            end += 1
        taken = [line.lstrip(" \t") for line in lines[at:end]]
        read = words(lines_joined(taken))
        if underline:
            self._add("heading", read, around, level=self._rank(1 if "=" in underline[1] else 2))
            return end + 1
        if read.are_references_alone:
            self._add_below(read)
        elif self._is_caption(read, around):
            self._caption(read, around)
        else:
            self._add("paragraph", read, around)
        return end

    def _is_caption(self, read: Words, around: tuple[Container, ...]) -> bool:
        """Whether all of it is emphasised, right below a lone picture."""
        if not self.found or self.found[-1].block.kind != "picture":
            return False
        return self.found[-1].block.containers == around and _is_emphasised(read)

    def _caption(self, read: Words, around: tuple[Container, ...]) -> None:
        inside = (*around, Figure(self._fresh()))
        above = self.found[-1]
        self.found[-1] = replace(above, block=replace(above.block, containers=inside))
        plainer = tuple(span for span in read.spans if span.style != "emphasis")
        self._add("caption", replace(read, spans=plainer), inside)

    def _heading(self, found: re.Match[str], around: tuple[Container, ...]) -> None:
        written = found[2] or ""
        if name := _HEADING_NAME.search(written):
            self.comments.append(name[1])
            written = written[: name.start()]
        source = _CLOSING_RUN.sub("", written).strip(" \t")
        self._add("heading", words(source), around, level=self._rank(len(found[1])))

    def _rank(self, level: int) -> int:
        """The first block is the headline, and no other is."""
        return max(2, level) if self.found else 1

    def _code(
        self, lines: list[str], at: int, fence: re.Match[str], around: tuple[Container, ...]
    ) -> int:
        indent, run = len(fence[1]), fence[2]
        end = at + 1
        while end < len(lines) and not _closes(lines[end], run):
            end += 1
        code = [_without_spaces(line, indent) for line in lines[at + 1 : end]]
        self._add("code", Words("\n".join(code)), around)
        return min(end + 1, len(lines))

    # --- what holds others

    def _quote(self, lines: list[str], at: int, around: tuple[Container, ...]) -> int:
        inside: list[str] = []
        while at < len(lines):
            found = _QUOTE.match(lines[at])
            if found:
                inside.append(lines[at][found.end() :])
            elif inside and inside[-1].strip() and not _interrupts(lines, at):
                inside.append(lines[at])
            else:
                break
            at += 1
        self.read(inside, (*around, Quote(self._fresh())))
        return at

    def _list(
        self, lines: list[str], at: int, first: re.Match[str], around: tuple[Container, ...]
    ) -> int:
        kind = first[2][-1]
        of = List(self._fresh(), first[3] is not None, int(first[3] or 1))
        ordinal = 0
        while at < len(lines):
            found = _ITEM.match(lines[at])
            if not found or found[2][-1] != kind or _RULE.match(lines[at]):
                break
            ordinal += 1
            item = Item(self._fresh(), int(found[3]) if found[3] else ordinal)
            inside, at = _item(lines, at, found)
            self.read(inside, (*around, of, item))
            at = _past_blank_lines(lines, at)
        return at

    def _pipe_table(self, lines: list[str], at: int, around: tuple[Container, ...]) -> int:
        end = at + 2
        while end < len(lines) and "|" in lines[end] and not _interrupts(lines, end):
            end += 1
        for cell in read_tables.pipe_table(lines[at:end], self._fresh):
            self._add(cell.kind, cell.words, (*around, *cell.containers))
        return end

    def _html_table(self, lines: list[str], at: int, around: tuple[Container, ...]) -> int:
        end = depth = 0
        for end in range(at, len(lines)):
            if not lines[end].strip():
                break
            tags = _TABLE_TAG.findall(lines[end])
            depth += sum(-1 if slash else 1 for slash in tags)
            if depth <= 0:
                end += 1
                break
        else:
            end = len(lines)
        for cell in read_tables.html_table("\n".join(lines[at:end]), self._fresh):
            inside = (*around, *cell.containers)
            self._add(cell.kind, cell.words, inside, level=cell.level, in_html=True)
        return end


def _is_emphasised(read: Words) -> bool:
    covered = 0
    for span in sorted((s for s in read.spans if s.style == "emphasis"), key=lambda s: s.start):
        if read.raw[covered : span.start].strip():
            return False
        covered = max(covered, span.end)
    return covered > 0 and not read.raw[covered:].strip()


def _closes(line: str, run: str) -> bool:
    inside = line.strip(" ")
    return len(inside) >= len(run) and not inside.strip(run[0]) and line[:4] != "    "


def _interrupts(lines: Sequence[str], at: int) -> bool:
    """Whether a paragraph ends before this line."""
    line = lines[at]
    if not line.strip():
        return True
    if _FENCE.match(line) or _HEADING.fullmatch(line) or _QUOTE.match(line) or _RULE.match(line):
        return True
    if _COMMENT.fullmatch(line) or _TABLE.match(line):
        return True
    item = _ITEM.match(line)
    return bool(item and item.end() < len(line) and item[3] in (None, "1"))


def _item(lines: list[str], at: int, found: re.Match[str]) -> tuple[list[str], int]:
    """The lines of a list item without its marker and indent, and where the next thing begins."""
    width = found.end()
    spaces = width - len(found[1]) - len(found[2])
    if spaces > 4 or found.end() == len(lines[at]):
        width = len(found[1]) + len(found[2]) + 1
    inside = [lines[at][width:]]
    at += 1
    while at < len(lines):
        line = lines[at]
        stripped = _without_columns(line, width)
        if not line.strip():
            inside.append(stripped or "")
        elif stripped is not None:
            inside.append(stripped)
        elif inside[-1].strip() and not _interrupts(lines, at) and not _ITEM.match(line):
            inside.append(line)
        else:
            break
        at += 1
    return inside, at


def _without_columns(line: str, width: int) -> str | None:
    """The line without so many columns of white space; None if it has not as many."""
    column = index = 0
    while column < width and index < len(line):
        if line[index] == "\t":
            column += 4 - column % 4
        elif line[index] == " ":
            column += 1
        else:
            return None
        index += 1
    return None if column < width else " " * (column - width) + line[index:]


def _without_spaces(line: str, most: int) -> str:
    return line[min(most, len(line) - len(line.lstrip(" "))) :]


def _past_blank_lines(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at
