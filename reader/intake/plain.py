"""Plain text to an article: its first line is the headline, its paragraphs are found by what fits.

A paragraph is a line, or what stands between blank lines, or, in text wrapped like mail, a run
of lines of nearly equal length.
"""

from __future__ import annotations

import re
import statistics

from reader import text
from reader.errors import NotAnArticle
from reader.intake import blocks, charset
from reader.intake.document import captured
from reader.intake.metadata import Metadata
from reader.messages import _
from reader.model import Captured, Source

_LONGEST_TITLE = 200
_WIDEST_WRAP = 100
_ENDS = tuple('.!?…。！？:;»”"’)]؟।')


def to_article(source: Source) -> Captured:
    """The article of a plain text; NotAnArticle if it has no words."""
    return of_words(source, charset.decode(source.content, source.charset))


def of_words(source: Source, words: str) -> Captured:
    """The article of these words, which came in as `source`."""
    title, paragraphs = parts(words)
    read = blocks.paragraphs(paragraphs)
    if not any(char.isalnum() for char in title + "".join(paragraphs)):
        raise NotAnArticle(_("There are no words in this text."), _("Choose another file."))
    return captured(source, Metadata(title=title, canonical=source.url), read)


def parts(words: str) -> tuple[str, list[str]]:
    """Headline (empty if there is none) and paragraphs, hard breaks in them as U+2028."""
    lines = [line.rstrip() for line in re.split(r"\r\n|[\r\n\f]", words)]
    lines = lines[next((at for at, line in enumerate(lines) if line.strip()), 0) :]
    title, rest = _headline(lines)
    if not any(line.strip() for line in rest):
        return ("", _paragraphs(lines)) if len(title) > _LONGEST_TITLE / 2 else (title, [])
    return title, _paragraphs(rest)


def _headline(lines: list[str]) -> tuple[str, list[str]]:
    """The first line if it may be a headline, and the lines after it."""
    if not lines:
        return "", []
    first, following = lines[0].strip(), lines[1] if len(lines) > 1 else ""
    if len(first) > _LONGEST_TITLE:
        return "", lines
    if following.strip() and _is_wrapped(lines[: _end_of_run(lines)]):
        return "", lines
    underlined = re.fullmatch(r"\s*[=\-~*_]{3,}\s*", following) is not None
    return first, lines[2:] if underlined else lines[1:]


def _end_of_run(lines: list[str]) -> int:
    return next((at for at, line in enumerate(lines) if not line.strip()), len(lines))


def _paragraphs(lines: list[str]) -> list[str]:
    return [paragraph for run in _runs(lines) for paragraph in _of_run(run)]


def _runs(lines: list[str]) -> list[list[str]]:
    """The lines between blank ones."""
    runs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            runs[-1].append(line)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _of_run(run: list[str]) -> list[str]:
    if len(run) == 1:
        return run
    if _is_wrapped(run):
        return _unwrapped(run)
    if max(map(len, run)) < 60 and not any(line.rstrip().endswith(_ENDS) for line in run[:-1]):
        # Verse, an address: short lines that no sentence ends.
        return [text.HARD_BREAK.join(run)]
    return run


def _is_wrapped(run: list[str]) -> bool:
    """Whether lines of nearly one width break sentences in the middle."""
    widths = [len(line) for line in run]
    if len(run) < 2 or max(widths) > _WIDEST_WRAP or max(widths) < 40:
        return False
    inner = run[:-1]
    open_ended = sum(not line.endswith(_ENDS) for line in inner)
    wide = statistics.median(widths[:-1]) >= 0.8 * max(widths)
    return open_ended >= 0.6 * len(inner) and wide


def _unwrapped(run: list[str]) -> list[str]:
    """The lines joined; one that begins with an indent, or follows a short end, starts anew."""
    width = max(map(len, run))
    paragraphs: list[list[str]] = []
    for at, line in enumerate(run):
        indented = line[:1].isspace() and at > 0 and not run[at - 1][:1].isspace()
        after_end = at > 0 and len(run[at - 1]) < 0.7 * width and run[at - 1].endswith(_ENDS)
        if not paragraphs or indented or after_end:
            paragraphs.append([])
        paragraphs[-1].append(line)
    return [" ".join(paragraph) for paragraph in paragraphs]
