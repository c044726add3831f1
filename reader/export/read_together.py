"""A file of several articles taken apart: each comes out as a file of its own would.

What is shared is the front matter and the footnotes. A footnote is of every article that refers
to it. One of ours that no article refers to any more is of the article that its annotation is on,
where somebody knows it, else of the article whose footnote stands before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from reader.errors import Detached
from reader.export import read_matter
from reader.export.parse import body, lines_of, parse, said
from reader.export.parsed import Parsed
from reader.export.sections import Footnote, Part, Sections, all_sections, is_ours, matter_of
from reader.values import dataclass

Owner = Callable[[str], str | None]
"""The id of the article that an annotation is on; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Portion:
    """One article of a file: what it says, and its text as a file of its own.

    `parse(text) == parsed`. Of a file of several articles the text has the managed lines of the
    front matter, the article's own parts and its footnotes, as they stand in the file; lines end
    in LF. A file of one article is its own portion.
    """

    parsed: Parsed
    text: str


def nobody(_annotation: str) -> None:
    """No owner is known."""


def parse_all(markdown: str, owner: Owner = nobody) -> tuple[Parsed, ...]:
    """What an annotated export says of each of its articles, in the order of the file.

    Raises Detached where its parts cannot be told apart.
    """
    return tuple(each.parsed for each in portions(markdown, owner))


def portions(markdown: str, owner: Owner = nobody) -> tuple[Portion, ...]:
    """The same, each with the text that is its own."""
    lines = lines_of(markdown)
    found = all_sections(lines)
    if not found[0].is_one_of_several:
        return (Portion(parse(markdown), markdown),)
    bodies = [body(lines, where) for where in found]
    shares = _shares(found, [each.references for each in bodies], owner)
    head = _cover(lines, found[0].matter)
    return tuple(
        Portion(said(lines, where, each, share), _text(lines, head, where, share))
        for where, each, share in zip(found, bodies, shares, strict=True)
    )


def is_of_several(head: bytes) -> bool:
    """Whether a file says in its front matter that it is an export, and not of one article."""
    matter = _matter(lines_of(head.decode(errors="replace")))
    return "galley-format" in matter and "galley-id" not in matter


def article_ids(markdown: str) -> tuple[str, ...]:
    """The articles that a file says it holds; none where that cannot be told."""
    try:
        return tuple(each.id for each in all_sections(lines_of(markdown)) if each.id)
    except Detached:
        return ()


def own(portion: str) -> str:
    """The text of a portion without what it shares with the others."""
    lines = lines_of(portion)
    [where] = all_sections(lines)
    return "\n".join(lines[where.matter.end if where.matter else 0 :])


def cover_of(portion: str) -> Mapping[str, str | tuple[str, ...]]:
    """What the front matter of a file of several articles says: its own managed keys."""
    matter = _matter(lines_of(portion))
    return {key: value for key, value in matter.items() if key in read_matter.COVER}


def _matter(lines: Sequence[str]) -> Mapping[str, str | tuple[str, ...]]:
    """All keys of the front matter."""
    where = matter_of(lines)
    entries = read_matter.entries(where.inside(lines)) if where else ()
    return {each.key: each.value for each in entries}


def _shares(
    found: Sequence[Sections], references: Sequence[frozenset[str]], owner: Owner
) -> list[list[Footnote]]:
    """The footnotes of each article."""
    ids = [where.id for where in found]
    shares: list[list[Footnote]] = [[] for _each in found]
    before = 0
    for footnote in found[0].footnotes:
        label = footnote.label
        holders = {at for at, refers in enumerate(references) if label in refers}
        if is_ours(label):
            home = owner(label)
            if home in ids:
                holders.add(ids.index(home))
            elif home is None and not holders:
                holders.add(before)
            before = min(holders, default=before)
        for at in holders:
            shares[at].append(footnote)
    return shares


# --- as a file of its own ------------------------------------------------------------------------


def _text(
    lines: Sequence[str], head: Sequence[str], where: Sections, footnotes: Sequence[Footnote]
) -> str:
    ours: list[Part | Footnote] = [*where.parts, *footnotes]
    parts = [lines[each.start : each.end] for each in ours]
    return "\n\n".join("\n".join(part) for part in (head, *parts)) + "\n"


def _cover(lines: Sequence[str], matter: Part | None) -> list[str]:
    return ["---", *_managed(matter.inside(lines) if matter else ()), "---"]


def _managed(lines: Sequence[str]) -> Iterator[str]:
    for entry in read_matter.entries(lines):
        if entry.key in read_matter.COVER:
            yield from lines[entry.start : entry.end]
