"""An export written anew into a file that someone works in: ours is replaced, the rest stays.

Ours are the managed lines of the front matter, the article between its markers, the sections for
its note and its orphans, and the definitions of its annotations. Every other byte is the user's:
the order of her keys, her drafts, her own footnotes, the ends of her lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from reader.export import annotated, read_matter
from reader.export.options import USUAL, ExportOptions
from reader.export.parse import BYTE_ORDER_MARK, lines_of
from reader.export.sections import Footnote, Part, Sections, is_ours, sections
from reader.model import AnnotationId, Exported
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Replacement:
    """Lines [start, end) of the file become these."""

    start: int
    end: int
    lines: Sequence[str]


def update(
    file: str,
    exported: Exported,
    *,
    base: str | None = None,
    adopted: Mapping[str, AnnotationId] | None = None,
    options: ExportOptions = USUAL,
    made: str | None = None,
) -> str:
    """The text of the file with everything of ours as it is now.

    `made` is what the article is written as, where that is no annotated export. `base` is what
    was last in step with the library: its definitions are ours too, and go where their
    annotations are gone. `adopted` are footnotes of the user's that became annotations.
    `update(write(x), y) == write(y)` for two states of one article. Raises Detached where the
    parts of the file cannot be told apart.
    """
    lines = lines_of(file)
    there = sections(lines)
    fresh = lines_of(annotated.write(exported, options) if made is None else made)
    new = sections(fresh)
    known = {each.label for each in new.footnotes} | _labels(base)
    wanted = {each.label: fresh[each.start : each.end] for each in new.footnotes}
    replacements = [
        *matter(lines, there.matter, fresh, new.matter, read_matter.MANAGED),
        *regions(lines, there, fresh, new),
        *definitions(lines, there.footnotes, wanted, known, adopted or {}, [there.article]),
    ]
    return replaced(file, replacements)


def forgetting(file: str, ids: Collection[str]) -> str:
    """The file without a trace of these annotations: no definition, no reference, no orphan."""
    lines = lines_of(file)
    there = sections(lines)
    cut = [without(lines, each.start, each.end) for each in there.footnotes if each.label in ids]
    if there.orphans and any(id in line for line in there.orphans.inside(lines) for id in ids):
        cut.append(without(lines, there.orphans.start, there.orphans.end))
    kept = replaced(file, cut)
    for id in ids:
        kept = kept.replace(f"[^{id}]", "")
    return kept


def _labels(base: str | None) -> set[str]:
    if not base:
        return set()
    labels = {each.label for each in sections(lines_of(base)).footnotes}
    return {label for label in labels if is_ours(label)}


def replaced(file: str, replacements: Iterable[Replacement]) -> str:
    """The file with these lines replaced, and in every other byte as it is."""
    mark = BYTE_ORDER_MARK if file.startswith(BYTE_ORDER_MARK) else ""
    raw = file.removeprefix(BYTE_ORDER_MARK).split("\n")
    carriage_return = "\r" if raw[0].endswith("\r") else ""
    written: list[str] = []
    at = 0
    for each in sorted(replacements, key=lambda each: (each.start, each.end)):
        written += raw[at : each.start]
        # What stands there already keeps the ends of its lines.
        same = [line.removesuffix("\r") for line in raw[each.start : each.end]] == [*each.lines]
        written += (
            raw[each.start : each.end] if same else [line + carriage_return for line in each.lines]
        )
        at = each.end
    return mark + "\n".join([*written, *raw[at:]])


# --- front matter --------------------------------------------------------------------------------


def matter(
    lines: Sequence[str],
    there: Part | None,
    fresh: Sequence[str],
    new: Part | None,
    managed: Sequence[str],
) -> Iterator[Replacement]:
    """The managed keys as they are in the front matter that was written anew."""
    assert new is not None
    if there is None:
        yield Replacement(0, 0, [*fresh[new.start : new.end], ""])
        return
    inside = new.inside(fresh)
    wanted = {
        entry.key: (entry.value, inside[entry.start]) for entry in read_matter.entries(inside)
    }
    standing = {entry.key: entry for entry in read_matter.entries(there.inside(lines))}
    behind = 1
    for key in managed:
        entry = standing.get(key)
        if entry is None:
            if key in wanted:
                yield Replacement(behind, behind, [wanted[key][1]])
            continue
        behind = 1 + entry.end
        if key not in wanted:
            yield Replacement(1 + entry.start, behind, [])
        elif not _is_the_same(entry.value, wanted[key][0]):
            yield Replacement(1 + entry.start, behind, [wanted[key][1]])


def _is_the_same(one: str | tuple[str, ...], other: str | tuple[str, ...]) -> bool:
    return one == other or (isinstance(other, tuple) and other == (one,))


# --- the article, its note, its orphans ----------------------------------------------------------


def regions(
    lines: Sequence[str], there: Sections, fresh: Sequence[str], new: Sections
) -> Iterator[Replacement]:
    """All that is one article's own, and its sections that come or go."""
    behind = there.article.end
    yield from _source(lines, there, fresh, new)
    yield Replacement(there.article.start, behind, fresh[new.article.start : new.article.end])
    for old, wanted in ((there.note, new.note), (there.orphans, new.orphans)):
        if old and wanted:
            yield Replacement(old.start, old.end, fresh[wanted.start : wanted.end])
        elif wanted:
            yield Replacement(behind, behind, ["", *fresh[wanted.start : wanted.end]])
        elif old:
            yield without(lines, old.start, old.end)
        behind = max(behind, old.end if old else 0)


def _source(
    lines: Sequence[str], there: Sections, fresh: Sequence[str], new: Sections
) -> Iterator[Replacement]:
    old, wanted = there.source, new.source
    if old and wanted:
        yield Replacement(old.start, old.end, fresh[wanted.start : wanted.end])
    elif wanted:
        before = there.article.start
        yield Replacement(before, before, [*fresh[wanted.start : wanted.end], ""])
    elif old:
        yield without(lines, old.start, old.end)


def without(lines: Sequence[str], start: int, end: int) -> Replacement:
    """The lines gone, and the blank one that set them apart."""
    is_apart = start > 0 and not lines[start - 1].strip()
    return Replacement(start - is_apart, end, [])


# --- definitions ---------------------------------------------------------------------------------


def definitions(
    lines: Sequence[str],
    there: Sequence[Footnote],
    wanted: Mapping[str, Sequence[str]],
    known: Collection[str],
    adopted: Mapping[str, str],
    articles: Sequence[Part],
) -> Sequence[Replacement]:
    """The wanted footnotes in the place of those that are ours.

    Ours are the `known` ones, and the `adopted` ones that stand for nothing outside `articles`.
    """
    slots = [
        (adopted.get(each.label, each.label), each)
        for each in there
        if each.label in known
        or (each.label in adopted and not _is_used_outside(each, lines, articles))
    ]
    ids = [id for id, _slot in slots]
    if not slots:
        return [_at_the_end(lines, wanted)] if wanted else []
    if ids != [*wanted] and _stand_together(lines, [slot for _id, slot in slots]):
        start, end = slots[0][1].start, slots[-1][1].end
        return [Replacement(start, end, _apart(wanted))] if wanted else [without(lines, start, end)]
    return [*_each_in_its_place(lines, slots, wanted)]


def _each_in_its_place(
    lines: Sequence[str],
    slots: Sequence[tuple[str, Footnote]],
    wanted: Mapping[str, Sequence[str]],
) -> Iterator[Replacement]:
    ids = {id for id, _slot in slots}
    added = {id: written for id, written in wanted.items() if id not in ids}
    last = max((slot.end for id, slot in slots if id in wanted), default=0)
    for id, slot in slots:
        if id in wanted:
            yield Replacement(slot.start, slot.end, wanted[id])
        else:
            yield without(lines, slot.start, slot.end)
    if added:
        yield Replacement(last, last, ["", *_apart(added)]) if last else _at_the_end(lines, added)


def _stand_together(lines: Sequence[str], slots: Sequence[Footnote]) -> bool:
    return not any(
        line.strip() for one, other in pairwise(slots) for line in lines[one.end : other.start]
    )


def _apart(definitions: Mapping[str, Sequence[str]]) -> list[str]:
    """The definitions with a blank line between each two."""
    written: list[str] = []
    for each in definitions.values():
        written += ["", *each] if written else each
    return written


def _at_the_end(lines: Sequence[str], definitions: Mapping[str, Sequence[str]]) -> Replacement:
    added = ["", *_apart(definitions)]
    if lines[-1]:
        return Replacement(len(lines), len(lines), [*added, ""])
    return Replacement(len(lines) - 1, len(lines) - 1, added)


def _is_used_outside(footnote: Footnote, lines: Sequence[str], articles: Sequence[Part]) -> bool:
    """Whether the user refers to a footnote in words of her own."""
    ours: list[Part | Footnote] = [*articles, footnote]
    inside = {line for each in ours for line in range(each.start, each.end)}
    reference = f"[^{footnote.label}]"
    return any(reference in line for at, line in enumerate(lines) if at not in inside)
