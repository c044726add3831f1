"""An export written anew into a file that someone works in: ours is replaced, the rest stays.

Ours are the managed lines of the front matter, the article between its markers, the sections for
its note and its orphans, and the definitions of its annotations. Every other byte is the user's:
the order of her keys, her drafts, her own footnotes, the ends of her lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from reader.export import annotated, read_matter
from reader.export.front_matter import front_matter
from reader.export.inline import MarkStyle
from reader.export.parse import BYTE_ORDER_MARK, lines_of
from reader.export.sections import Footnote, Part, Sections, is_ours, sections
from reader.model import AnnotationId, Exported
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class _Replacement:
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
    marks: MarkStyle = "equals",
) -> str:
    """The text of the file with everything of ours as it is now.

    `base` is what was last in step with the library: its definitions are ours too, and go where
    their annotations are gone. `adopted` are footnotes of the user's that became annotations.
    `update(write(x), y) == write(y)` for two states of one article. Raises Detached where the
    parts of the file cannot be told apart.
    """
    lines = lines_of(file)
    there = sections(lines)
    fresh = lines_of(annotated.write(exported, marks=marks))
    new = sections(fresh)
    known = {each.label for each in new.footnotes} | _labels(base)
    replacements = [
        *_matter(lines, there, exported),
        *_regions(lines, there, fresh, new),
        *_definitions(lines, there, fresh, new, known, dict(adopted or {})),
    ]
    return _replaced(file, replacements)


def forgetting(file: str, ids: Collection[str]) -> str:
    """The file without a trace of these annotations: no definition, no reference, no orphan."""
    lines = lines_of(file)
    there = sections(lines)
    cut = [_without(lines, each.start, each.end) for each in there.footnotes if each.label in ids]
    if there.orphans and any(id in line for line in there.orphans.inside(lines) for id in ids):
        cut.append(_without(lines, there.orphans.start, there.orphans.end))
    kept = _replaced(file, cut)
    for id in ids:
        kept = kept.replace(f"[^{id}]", "")
    return kept


def _labels(base: str | None) -> set[str]:
    if not base:
        return set()
    labels = {each.label for each in sections(lines_of(base)).footnotes}
    return {label for label in labels if is_ours(label)}


def _replaced(file: str, replacements: Sequence[_Replacement]) -> str:
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


def _matter(lines: Sequence[str], there: Sections, exported: Exported) -> Iterator[_Replacement]:
    new = front_matter(exported).split("\n")
    if there.matter is None:
        yield _Replacement(0, 0, [*new, ""])
        return
    wanted = {
        entry.key: (entry.value, new[1 + entry.start]) for entry in read_matter.entries(new[1:-1])
    }
    standing = {entry.key: entry for entry in read_matter.entries(there.matter.inside(lines))}
    behind = 1
    for key in read_matter.MANAGED:
        entry = standing.get(key)
        if entry is None:
            if key in wanted:
                yield _Replacement(behind, behind, [wanted[key][1]])
            continue
        behind = 1 + entry.end
        if key not in wanted:
            yield _Replacement(1 + entry.start, behind, [])
        elif not _is_the_same(entry.value, wanted[key][0]):
            yield _Replacement(1 + entry.start, behind, [wanted[key][1]])


def _is_the_same(one: str | tuple[str, ...], other: str | tuple[str, ...]) -> bool:
    return one == other or (isinstance(other, tuple) and other == (one,))


# --- the article, its note, its orphans ----------------------------------------------------------


def _regions(
    lines: Sequence[str], there: Sections, fresh: Sequence[str], new: Sections
) -> Iterator[_Replacement]:
    behind = there.article.end
    yield _Replacement(there.article.start, behind, fresh[new.article.start : new.article.end])
    for old, wanted in ((there.note, new.note), (there.orphans, new.orphans)):
        if old and wanted:
            yield _Replacement(old.start, old.end, fresh[wanted.start : wanted.end])
        elif wanted:
            yield _Replacement(behind, behind, ["", *fresh[wanted.start : wanted.end]])
        elif old:
            yield _without(lines, old.start, old.end)
        behind = max(behind, old.end if old else 0)


def _without(lines: Sequence[str], start: int, end: int) -> _Replacement:
    """The lines gone, and the blank one that set them apart."""
    is_apart = start > 0 and not lines[start - 1].strip()
    return _Replacement(start - is_apart, end, [])


# --- definitions ---------------------------------------------------------------------------------


def _definitions(
    lines: Sequence[str],
    there: Sections,
    fresh: Sequence[str],
    new: Sections,
    known: Collection[str],
    adopted: Mapping[str, str],
) -> Sequence[_Replacement]:
    wanted = {each.label: fresh[each.start : each.end] for each in new.footnotes}
    slots = [
        (adopted.get(each.label, each.label), each)
        for each in there.footnotes
        if each.label in known
        or (each.label in adopted and not _is_used_outside(each, lines, there))
    ]
    ids = [id for id, _slot in slots]
    if not slots:
        return [_at_the_end(lines, wanted)] if wanted else []
    if ids != [*wanted] and _stand_together(lines, [slot for _id, slot in slots]):
        start, end = slots[0][1].start, slots[-1][1].end
        return (
            [_Replacement(start, end, _apart(wanted))] if wanted else [_without(lines, start, end)]
        )
    return [*_each_in_its_place(lines, slots, wanted)]


def _each_in_its_place(
    lines: Sequence[str],
    slots: Sequence[tuple[str, Footnote]],
    wanted: Mapping[str, Sequence[str]],
) -> Iterator[_Replacement]:
    ids = {id for id, _slot in slots}
    added = {id: written for id, written in wanted.items() if id not in ids}
    last = max((slot.end for id, slot in slots if id in wanted), default=0)
    for id, slot in slots:
        if id in wanted:
            yield _Replacement(slot.start, slot.end, wanted[id])
        else:
            yield _without(lines, slot.start, slot.end)
    if added:
        yield _Replacement(last, last, ["", *_apart(added)]) if last else _at_the_end(lines, added)


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


def _at_the_end(lines: Sequence[str], definitions: Mapping[str, Sequence[str]]) -> _Replacement:
    added = ["", *_apart(definitions)]
    if lines[-1]:
        return _Replacement(len(lines), len(lines), [*added, ""])
    return _Replacement(len(lines) - 1, len(lines) - 1, added)


def _is_used_outside(footnote: Footnote, lines: Sequence[str], there: Sections) -> bool:
    """Whether the user refers to a footnote in words of her own."""
    ours: list[Part | Footnote] = [there.article, footnote]
    inside = {line for each in ours for line in range(each.start, each.end)}
    reference = f"[^{footnote.label}]"
    return any(reference in line for at, line in enumerate(lines) if at not in inside)
