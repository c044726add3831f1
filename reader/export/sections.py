"""Where the parts of an exported file stand, line by line: ours, and all else, the user's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reader.errors import Detached
from reader.messages import _
from reader.patterns import pattern
from reader.values import dataclass

_OPENING = pattern(
    r"(?:<!--|\[//\]: # \()[ ]?galley:(article|note|orphans|source)\b([^>)]*)(?:-->|\))[ \t]*"
)
_CLOSING = pattern(
    r"(?:<!--|\[//\]: # \()[ ]?/galley:(article|note|orphans|source)[ ]?(?:-->|\))[ \t]*"
)
_SAID = pattern(r"\b(id|revision|hash|flavour)=([\w-]+)")
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
    """Everything of ours in a file of one article, or all of one article's and what is shared.

    `id`, `revision`, `hash` and `flavour` are what the marker of the article says. `source` is
    the credit that stands before each of several articles; the front matter and the footnotes
    are the whole file's.
    """

    matter: Part | None
    article: Part
    id: str | None
    note: Part | None
    orphans: Part | None
    footnotes: tuple[Footnote, ...]
    source: Part | None = None
    revision: str | None = None
    hash: str | None = None
    flavour: str = "annotated"

    @property
    def is_one_of_several(self) -> bool:
        """Whether the article says itself what it is: the front matter is of a whole selection."""
        return self.hash is not None

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is this article's alone, in the order in which it is written."""
        found = (self.source, self.article, self.note, self.orphans)
        return tuple(each for each in found if each)


def sections(lines: Sequence[str]) -> Sections:
    """The parts of a file of one article whose lines have lost their ends.

    Raises Detached where a marker is missing or stands twice, or where a footnote of ours is
    defined twice: then nobody can say what is whose.
    """
    found = all_sections(lines)
    if len(found) > 1:
        raise _twice("article")
    return found[0]


def all_sections(lines: Sequence[str]) -> tuple[Sections, ...]:
    """The parts of a file by article, in the order of the file; one at least.

    Raises Detached as `sections` does, and where one of several articles does not say which it
    is, or stands twice.
    """
    matter = matter_of(lines)
    found = _between_markers(lines, matter.end if matter else 0)
    ours = [*(each.part for each in found), *([matter] if matter else [])]
    footnotes = _footnotes(lines, ours)
    by_article = [_of_one(parts, matter, footnotes) for parts in _by_article(found)]
    if by_article[0].is_one_of_several:
        _refuse_a_lost_beginning(lines, ours)
    return tuple(by_article)


@dataclass(frozen=True, slots=True)
class _Marked:
    """A section between two markers, and what the first of them says."""

    name: str
    said: Mapping[str, str]
    part: Part


def _of_one(
    parts: Mapping[str, _Marked], matter: Part | None, footnotes: tuple[Footnote, ...]
) -> Sections:
    standing = {name: each.part for name, each in parts.items()}
    said = parts["article"].said
    return Sections(
        matter=matter,
        article=standing["article"],
        id=said.get("id"),
        note=standing.get("note"),
        orphans=standing.get("orphans"),
        footnotes=footnotes,
        source=standing.get("source") if "hash" in said else None,
        revision=said.get("revision"),
        hash=said.get("hash"),
        flavour=said.get("flavour", "annotated"),
    )


def _by_article(found: Sequence[_Marked]) -> list[dict[str, _Marked]]:
    """The sections of each article; one that does not say whose it is, is the only one's."""
    articles = [each for each in found if each.name == "article"]
    if not articles:
        raise broken(_("The line “galley:article” is not in it."))
    if len(articles) == 1 and "hash" not in articles[0].said:
        return [_each_once(found)]
    ids = [each.said.get("id", "") for each in articles]
    if len(ids) > 1 and not all("hash" in each.said for each in articles):
        raise _twice("article")
    for each in found:
        if each.said.get("id") not in ids:
            raise broken(
                _("It is not said of which article “galley:{name}” is.").format(name=each.name)
            )
    return [_each_once([each for each in found if each.said["id"] == id]) for id in ids]


def _refuse_a_lost_beginning(lines: Sequence[str], ours: Sequence[Part]) -> None:
    """An article whose first marker is gone would be taken for words of the user's."""
    inside = {line for each in ours for line in range(each.start, each.end)}
    for at, line in enumerate(lines):
        if at not in inside and (closing := _CLOSING.fullmatch(line)):
            raise broken(_("The line “galley:{name}” is not in it.").format(name=closing[1]))


def _each_once(found: Sequence[_Marked]) -> dict[str, _Marked]:
    by_name: dict[str, _Marked] = {}
    for each in found:
        if each.name in by_name:
            raise _twice(each.name)
        by_name[each.name] = each
    return by_name


def _twice(name: str) -> Detached:
    return broken(_("“galley:{name}” is in it twice.").format(name=name))


def broken(reason: str) -> Detached:
    """What to say of a file whose parts cannot be told apart, and why they cannot."""
    return Detached(
        _("This file can no longer be read as an export of Galley.") + " " + reason,
        _("It was left as it is. Export the article again, into a new file."),
    )


def matter_of(lines: Sequence[str]) -> Part | None:
    """The front matter with its `---` lines; None where there is none."""
    if not lines or lines[0].rstrip() != "---":
        return None
    for at in range(1, len(lines)):
        if lines[at].rstrip() in ("---", "..."):
            return Part(0, at + 1)
    return None


def _between_markers(lines: Sequence[str], at: int) -> list[_Marked]:
    found = []
    while at < len(lines):
        opening = _OPENING.fullmatch(lines[at])
        if not opening:
            at += 1
            continue
        name = opening[1]
        end = _closing(lines, at + 1, name)
        if end is None:
            raise broken(_("The line “/galley:{name}” is not in it.").format(name=name))
        found.append(_Marked(name, dict(_SAID.findall(opening[2])), Part(at, end + 1)))
        at = end + 1
    return found


def _closing(lines: Sequence[str], at: int, name: str) -> int | None:
    """Where a section ends; a marker in a code block of the article ends nothing.

    None where it does not end, or not before the next article begins.
    """
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
        elif (opening := _OPENING.fullmatch(line)) and "hash=" in opening[2]:
            return None
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
            raise broken(_("The footnote “{label}” is defined twice.").format(label=label))
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
