"""Lines of a paragraph put together: with a space, without one, or without the hyphen between."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from reader.intake.html import names
from reader.intake.pdf.lines import Line, Run, is_wide

_HYPHENS = "-\u00ad\u2010"
_LAST = re.compile(rf"([^\W\d_]+(?:[{_HYPHENS}’'][^\W\d_]+)*)[{_HYPHENS}]$")
_FIRST = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐’'][^\W\d_]+)*")
_ADDRESS = re.compile(r"(?:://|www\.)\S*[-/_.?=&#%]$")
"""A web address that was broken after one of its signs."""
_AND = names("and or to und oder bis sowie et ou y o e i en of och eller og ja tai ve veya")
"""Words before which a hyphen stands for what is said after them: "pre- and postwar"."""


class Words:
    """The words of a document and how often each stands whole on a line."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._count: Counter[str] = Counter()
        for line in lines:
            words = _WORD.findall(line.text.casefold().replace("\u00ad", ""))
            broken = line.text.rstrip()[-1:] in _HYPHENS
            self._count.update(words[1 : -1 if broken else None] if len(words) > 1 else ())
            self._count.update(words[:1] if len(words) > 1 or not broken else ())

    def keeps_hyphen(self, one: str, other: str) -> bool:
        """Whether two halves of a word keep the hyphen that a line ends with between them."""
        one, other = one.casefold(), other.casefold()
        whole, hyphened = self._count[one + other], self._count[f"{one}-{other}"]
        if whole or hyphened:
            return hyphened > whole
        if "-" in one:
            return False
        return min(len(one), len(other)) > 2 and bool(self._count[one] and self._count[other])


def joined(lines: Sequence[Line], words: Words) -> list[Run]:
    """The runs of a paragraph's lines with what belongs between them."""
    runs: list[Run] = []
    for line in lines:
        if runs:
            _put_after(runs, line, words)
        runs += line.runs
    return runs


def _put_after(runs: list[Run], line: Line, words: Words) -> None:
    """Mend the end of these runs so that a line can follow."""
    before = "".join(run.text for run in runs[-4:])
    last, first = _LAST.search(before), _FIRST.match(line.text)
    if _ADDRESS.search(before):
        return
    if before[-1:] == "\u00ad" and first:
        _drop_last(runs)
    elif last and first and first[0][0].islower():
        if first[0] in _AND:
            runs.append(_space(runs[-1]))
        elif not words.keeps_hyphen(last[1], first[0]):
            _drop_last(runs)
    elif before[-1:] in _HYPHENS and before[-2:-1].isalnum() and line.text[:1].isalnum():
        pass  # "Anglo-" "Saxon", "COVID-" "19"
    elif not (before and is_wide(before[-1]) and is_wide(line.text[0])):
        runs.append(_space(runs[-1]))


def _space(beside: Run) -> Run:
    return Run(" ", (-1,), beside.bold, beside.italic)


def _drop_last(runs: list[Run]) -> None:
    last = runs[-1]
    runs[-1] = replace(last, text=last.text[:-1], at=last.at[:-1])
