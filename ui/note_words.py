"""How notes are put into words wherever they are shown: in the panel, in the window of all notes.

It knows no widget and no library.
"""

from __future__ import annotations

import re

from reader.messages import _
from reader.model import PICTURE, State


def state_name(state: State) -> str:
    """The state as its badge says it."""
    match state:
        case "exact":
            return _("exact")
        case "moved":
            return _("moved")
        case "changed":
            return _("changed")
        case "unsure":
            return _("unsure")
        case "orphan":
            return _("orphan")


_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^\s{0,3}(?:#{1,6}|>)\s+"), ""),
    (re.compile(r"^(\s*)[-*+]\s+"), r"\1• "),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"`([^`]+)`"), r"\1"),
)


def quoted(words: str) -> str:
    """Marked words on one line; a picture among them says that it is one."""
    return " ".join(words.replace(PICTURE, _("[picture]")).split())


def plain_note(markdown: str) -> list[str]:
    """The lines of a note as they are shown, the commonest marks of Markdown taken away."""
    lines = [line for line in markdown.split("\n") if line.strip()]
    for pattern, replacement in _MARKUP:
        lines = [pattern.sub(replacement, line) for line in lines]
    return lines
