"""What a PDF says of itself, as far as it can be believed."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Protocol

from reader.intake.metadata import Metadata
from reader.intake.pdf import dated
from reader.model import Source

_FILE = re.compile(
    r"\.(?:docx?|odt|rtf|pdf|indd|qxd|qxp|tex|dvi|ps|pptx?|xlsx?|html?|txt|pages)\b", re.I
)
_PROGRAM = re.compile(
    r"(?:microsoft |libreoffice |openoffice )?(?:word|excel|powerpoint|writer|pagemaker)\s*[-–]\s*",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(?:untitled|unbenannt|sans titre|sin título|document|dokument|titel|title|layout|print"
    r"|slide|presentation|powerpoint presentation|about:blank|none|null|new)[\s_\-]*\d*",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:user|admin|administrator|owner|author|unknown|anonymous|default|root|pc|test|none|null"
    r"|microsoft.*|adobe.*|libreoffice.*|canon.*|hp|xerox.*|scanner|office.*)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\s*(?:;|\band\b|&|\bund\b|\n)\s*")


class Says(Protocol):
    """What tells what a file says under a name ("Title"), and its language."""

    def said(self, key: str) -> str: ...

    @property
    def lang(self) -> str | None: ...


def facts(paper: Says, source: Source) -> Metadata:
    """Title, authors, dates and language; empty where there is nothing to believe."""
    created = dated.iso(paper.said("CreationDate"))
    changed = dated.iso(paper.said("ModDate"))
    return Metadata(
        title=_title(paper.said("Title"), source),
        bylines=bylines(paper.said("Author")),
        canonical=source.url,
        published=created or changed,
        modified=changed if created and changed != created else None,
        declared_lang=paper.lang,
        excerpt=" ".join(paper.said("Subject").split())[:1000],
        url=source.url,
    )


def _title(said: str, source: Source) -> str:
    """The title, unless it is the name of a file or a program's word for nothing."""
    title = " ".join(said.replace("\0", "").split())
    if _PROGRAM.match(title) or _FILE.search(title) or _NOTHING.fullmatch(title):
        return ""
    name = PurePath(source.name or "").stem.casefold()
    if not any(char.isalpha() for char in title) or title.casefold() == name:
        return ""
    one_word = " " not in title and title.isascii()
    if one_word and (re.search(r"[_\d/\\]", title) or len(title) < 4):
        return ""
    return title[:500]


def bylines(said: str) -> tuple[str, ...]:
    """The authors named; a login or the name of a program is none."""
    names: list[str] = []
    for name in _SEVERAL.split(said.replace("\0", "")):
        parts = [part.strip() for part in name.split(",")]
        names += parts if all(" " in part for part in parts) else [name]
    tidy = [" ".join(name.split())[:200] for name in names]
    return tuple(dict.fromkeys(name for name in tidy if _is_a_name(name)))


def _is_a_name(name: str) -> bool:
    if not any(char.isalpha() for char in name) or _NOBODY.fullmatch(name) or "@" in name:
        return False
    return not (name.isascii() and " " not in name and name.islower())
