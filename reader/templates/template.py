"""A template as a value: its name, its source, and what its first comment says about it.

{#
about: Each mark as a callout
file: {{ article.published|date("%Y-%m-%d") }} {{ article.title }}
#}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from reader.patterns import pattern
from reader.values import dataclass

SUFFIX = ".md"

_HEAD = pattern(r"\s*\{#[-+]?(.*?)#\}", re.DOTALL)
_LINE = pattern(r"[ \t]*(about|file)[ \t]*:[ \t]*(.*?)[ \t]*")
_COMMENT = pattern(r"\{#.*?#\}", re.DOTALL)
_VALUE = pattern(r"\{\{[-+]?\s*(region|footnotes)\b[^}]*\}\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A template of this name; `path` is None for one that Galley brings."""

    name: str
    source: str
    path: Path | None = None

    @property
    def is_built_in(self) -> bool:
        return self.path is None

    @property
    def about(self) -> str:
        """What it makes, in one line; empty if it does not say."""
        return next((words for key, words, _line in _head(self.source) if key == "about"), "")

    @property
    def file(self) -> tuple[str, int] | None:
        """The template of the file's name and the line it stands in, from 1; None without one."""
        found = ((words, line) for key, words, line in _head(self.source) if key == "file")
        return next(found, None)

    @property
    def file_name(self) -> str:
        """What the file that holds this template is called."""
        return self.name + SUFFIX


def keeps_round_trip(template: Template) -> bool:
    """Whether it shows the article's region and its footnotes: then edits can come home.

    This is read off the source; whether a file really can is known once it is rendered.
    """
    shown = _VALUE.findall(_COMMENT.sub("", template.source))
    return {*shown} == {"region", "footnotes"}


def _head(source: str) -> Iterator[tuple[str, str, int]]:
    """(key, words, line) of each line of the first comment that says something."""
    head = _HEAD.match(source)
    if head is None:
        return
    before = source.count("\n", 0, head.start(1)) + 1
    for number, line in enumerate(head[1].split("\n")):
        said = _LINE.fullmatch(line)
        if said and said[2]:
            yield said[1], said[2], before + number
