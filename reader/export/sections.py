"""Where the parts of an exported file stand, line by line: ours, and all else, the user's own."""

from __future__ import annotations

from collections.abc import Sequence

from reader.errors import Detached
from reader.messages import _
from reader.patterns import pattern
from reader.values import dataclass

_OPENING = pattern(
    r"(?:<!--|\[//\]: # \()[ ]?galley:(article|note|orphans)\b([^>)]*)(?:-->|\))[ \t]*"
)
_CLOSING = pattern(r"(?:<!--|\[//\]: # \()[ ]?/galley:(article|note|orphans)[ ]?(?:-->|\))[ \t]*")
_ID = pattern(r"\bid=([\w-]+)")
_DEFINITION = pattern(r"\[\^([\w-]+)\]:[ \t]*(.*)")
_FENCE = pattern(r"(`{3,}(?!.*`)|~{3,})")
_NOT_LAZY = pattern(r"[#>|<\-*+_`~\[=]|\d{1,9}[.)]|:::")
"""What begins something else right below a paragraph, or might."""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines [start, end) of a file, their markers included."""

    start: int
    end: int

    def inside(self, lines: Sequence[str]) -> Sequence[str]:
        """The lines between the first and the last."""
        return lines[self.start + 1 : self.end - 1]


@dataclass(frozen=True, slots=True)
class Footnote:
    """The lines of a definition: its label, the words behind it, and where it stands."""

    label: str
    first: str
    start: int
    end: int

    def below(self, lines: Sequence[str]) -> list[str]:
        """The lines below the first one, four columns to the left."""
        return [_dedented(line) for line in lines[self.start + 1 : self.end]]


@dataclass(frozen=True, slots=True)
class Sections:
    """Everything of ours in a file; `id` is what the marker of the article says."""

    matter: Part | None
    article: Part
    id: str | None
    note: Part | None
    orphans: Part | None
    footnotes: tuple[Footnote, ...]


def sections(lines: Sequence[str]) -> Sections:
    """The parts of a file whose lines have lost their ends.

    Raises Detached where a marker is missing or stands twice, or where a footnote of ours is
    defined twice: then nobody can say what is whose.
    """
    matter = _matter(lines)
    found = _between_markers(lines, matter.end if matter else 0)
    article = found.get("article")
    if article is None:
        raise _detached(_("The line “galley:article” is not in it."))
    named = _ID.search(lines[article.start])
    return Sections(
        matter=matter,
        article=article,
        id=named[1] if named else None,
        note=found.get("note"),
        orphans=found.get("orphans"),
        footnotes=_footnotes(lines, [*found.values(), *([matter] if matter else [])]),
    )


def _detached(reason: str) -> Detached:
    return Detached(
        _("This file can no longer be read as an export of Galley.") + " " + reason,
        _("It was left as it is. Export the article again, into a new file."),
    )


def _matter(lines: Sequence[str]) -> Part | None:
    if not lines or lines[0].rstrip() != "---":
        return None
    for at in range(1, len(lines)):
        if lines[at].rstrip() in ("---", "..."):
            return Part(0, at + 1)
    return None


def _between_markers(lines: Sequence[str], at: int) -> dict[str, Part]:
    found: dict[str, Part] = {}
    while at < len(lines):
        opening = _OPENING.fullmatch(lines[at])
        if not opening:
            at += 1
            continue
        name = opening[1]
        if name in found:
            raise _detached(_("“galley:{name}” is in it twice.").format(name=name))
        end = _closing(lines, at + 1, name)
        if end is None:
            raise _detached(_("The line “/galley:{name}” is not in it.").format(name=name))
        found[name] = Part(at, end + 1)
        at = end + 1
    return found


def _closing(lines: Sequence[str], at: int, name: str) -> int | None:
    """Where a section ends; a marker in a code block of the article ends nothing."""
    fence = ""
    for index in range(at, len(lines)):
        line = lines[index]
        run = _FENCE.match(line) if name == "article" else None
        if fence:
            if run and run[1].startswith(fence) and not line.strip(f"{fence[0]} "):
                fence = ""
        elif run:
            fence = run[1]
        elif (closing := _CLOSING.fullmatch(line)) and closing[1] == name:
            return index
    return None


def _footnotes(lines: Sequence[str], ours: Sequence[Part]) -> tuple[Footnote, ...]:
    found: dict[str, Footnote] = {}
    inside = {line for each in ours for line in range(each.start, each.end)}
    at = 0
    while at < len(lines):
        first = None if at in inside else _DEFINITION.fullmatch(lines[at])
        if not first:
            at += 1
            continue
        end = _end_of_footnote(lines, at + 1, inside)
        label = first[1]
        if label in found and is_ours(label):
            raise _detached(_("The footnote “{label}” is defined twice.").format(label=label))
        found.setdefault(label, Footnote(label, first[2].rstrip(), at, end))
        at = end
    return tuple(found.values())


def _end_of_footnote(lines: Sequence[str], at: int, inside: set[int]) -> int:
    end, may_be_lazy = at, True
    while at < len(lines) and at not in inside:
        line = lines[at]
        if not line.strip():
            may_be_lazy = False
        elif line[:4] == "    " or line[:1] == "\t" or (may_be_lazy and not _NOT_LAZY.match(line)):
            end = at + 1
        else:
            break
        at += 1
    return end


_OURS = pattern("k[0-9a-hjkmnp-tv-z]{5}")


def is_ours(label: str) -> bool:
    """Whether a footnote's label is an annotation's id, by its look."""
    return _OURS.fullmatch(label) is not None


def _dedented(line: str) -> str:
    if line.startswith("    "):
        return line[4:]
    return line[1:] if line.startswith("\t") else line
