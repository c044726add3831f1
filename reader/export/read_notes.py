"""Definitions and orphans read again: who marked what, and what was noted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from reader.export import containment
from reader.export.parsed import Definition, HeadLine, Orphan
from reader.export.read_inline import lines_joined, plain, words
from reader.model import Checked, Passage
from reader.patterns import pattern

_LABEL = pattern(r"(?:\*\*|__)(?P<label>(?:\\.|[^\\*])++)(?:\*\*|__)[ ]?\((?P<colour>\w+)\)")
_APART = r"(?:\s*·\s*|\s+)"
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_PART = pattern(
    rf"{_APART}(?:(?P<tags>#[^\s#·]+(?:\s+#[^\s#·]+)*)"
    rf"|edited (?P<edited>{_TIME})"
    rf"|checked (?P<checked>holds|wrong)(?: (?P<checked_at>{_TIME}))?"
    rf"|chars (?P<chars>\d{{1,9}}[–-]\d{{1,9}}(?:, \d{{1,9}}[–-]\d{{1,9}})*)"
    rf"|orphan · (?P<orphan>[\w-]+)"
    rf"|(?P<created>{_TIME}))(?=\s|·|$)"
)


def definition(first: str, rest: Sequence[str]) -> Definition:
    """A footnote from the words behind its label and the lines below, which are not indented.

    Prettier moves the first line below the label.
    """
    lines = [*rest]
    while lines and not first.strip():
        first = lines.pop(0)
    head = head_line(first)
    if head is None:
        return Definition(None, containment.out_of_definition("\n".join([first, *lines])).strip())
    if lines and not lines[0]:
        del lines[0]
    typed = [head.rest] if head.rest else []
    return Definition(head, containment.out_of_definition("\n".join([*typed, *lines])))


def head_line(line: str) -> HeadLine | None:
    """What a head line says; None if it is none. What it does not know is its `rest`."""
    found = _LABEL.match(line)
    if not found:
        return None
    said: dict[str, str] = {}
    at = found.end()
    while part := _PART.match(line, at):
        said.update({name: value for name, value in part.groupdict().items() if value})
        at = part.end()
    return HeadLine(
        label=plain(found["label"]),
        colour=found["colour"].lower(),
        tags=tuple(tag.removeprefix("#") for tag in said.get("tags", "").split()),
        created=_time(said.get("created")),
        edited=_time(said.get("edited")),
        checked=_checked(said.get("checked")),
        checked_at=_time(said.get("checked_at")),
        chars=tuple(ranges(said.get("chars", ""))),
        orphan=said.get("orphan"),
        rest=line[at:].strip(" ·\t"),
    )


def _checked(said: str | None) -> Checked:
    return "holds" if said == "holds" else "wrong" if said == "wrong" else "none"


def _time(said: str | None) -> datetime | None:
    try:
        return datetime.strptime(said, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if said else None
    except ValueError:
        return None


def ranges(said: str) -> Iterator[Passage]:
    """The passages that `13–22, 1–4` names, counted from 1, each end included."""
    for each in said.split(", ") if said else ():
        start, end = (int(number) for number in re.split("[–-]", each))
        if 0 < start <= end:
            yield Passage(start - 1, end)


def orphans(lines: Sequence[str]) -> Iterator[Orphan]:
    """The quotations between the markers of the orphans' section."""
    quotation: list[str] = []
    for line in (*lines, ""):
        if line.startswith(">"):
            quotation.append(line[1:].removeprefix(" "))
        elif quotation:
            yield from _orphan(quotation)
            quotation = []


def _orphan(lines: list[str]) -> Iterator[Orphan]:
    for at, line in enumerate(lines):
        head = head_line(line)
        if head and head.orphan:
            below = lines[at + 1 :]
            if below and not below[0]:
                del below[0]
            note = containment.out_of_definition("\n".join(below))
            yield Orphan(head.orphan, _quote(lines[:at]), head, note)
            return


def _quote(lines: Sequence[str]) -> str:
    """The quoted words, each paragraph a line."""
    return "\n".join(" ".join(words(lines_joined([line])).raw.split()) for line in lines if line)
