"""Several articles written anew into one file that someone works in: ours is replaced, no more.

Ours are, of every article that is still wanted, the same parts as in a file of one article. An
article that is not wanted any more goes if it stands as it was last in step with the library;
if someone wrote in it, it is hers now and stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from reader.export import read_matter, together
from reader.export.options import USUAL, ExportOptions
from reader.export.parse import lines_of
from reader.export.read_together import Portion, own, portions
from reader.export.sections import Footnote, Part, Sections, all_sections, is_ours, sections
from reader.export.update import Replacement, definitions, matter, regions, replaced, without
from reader.model import AnnotationId, ArticleId, Exported, StoryId

Texts = Mapping[ArticleId, str]
"""Of each article its portion of a file."""

Adopted = Mapping[ArticleId, Mapping[str, AnnotationId]]
"""Of each article the footnotes of the user's that became annotations."""


def update(
    file: str,
    articles: Sequence[Exported],
    *,
    title: str,
    story: StoryId | None = None,
    tags: Sequence[str] = (),
    bases: Texts | None = None,
    adopted: Adopted | None = None,
    options: ExportOptions = USUAL,
) -> str:
    """The text of the file with these articles as they are now; there must be one at least.

    `bases` are what was last in step with the library: without one nobody knows whether an
    article that is not wanted any more was written in. An article that is new stands behind the
    last one; those that are there stay where they are, unless all of the file is ours. Then
    `update(write(xs), ys) == write(ys)`. Raises Detached where the parts of the file cannot be
    told apart.
    """
    lines = lines_of(file)
    there = _by_id(all_sections(lines))
    asked = {each.article.id: each for each in articles}
    order = [
        *(ArticleId(id) for id in there if id in asked),
        *(id for id in asked if id not in there),
    ]

    def written(ids: Iterable[ArticleId]) -> str:
        return together.write(
            [asked[id] for id in ids], title=title, story=story, tags=tags, options=options
        )

    staying = _staying(file, there, asked, bases or {})
    fresh = lines_of(written(order))
    updating = _Updating(lines, there, fresh, staying, bases or {})
    if order != [*asked] and updating.is_all_ours(file):
        return written(asked)
    return replaced(file, updating.replacements(adopted or {}))


def _staying(
    file: str,
    there: Mapping[str, Sections],
    asked: Mapping[ArticleId, Exported],
    bases: Texts,
) -> dict[str, Portion]:
    """What is not wanted any more and was written in, or may have been."""
    if there.keys() <= asked.keys():
        return {}
    owners: dict[str, str] = {
        mark.id: id for id, each in asked.items() for mark, _place in each.marks
    }
    here = {each.parsed.id: each for each in portions(file, owners.get)}
    away = (ArticleId(id) for id in there if id not in asked)
    return {id: here[id] for id in away if id not in bases or own(here[id].text) != own(bases[id])}


class _Updating:
    """One file, what shall stand in it, and what of ours has become the user's."""

    def __init__(
        self,
        lines: Sequence[str],
        there: Mapping[str, Sections],
        fresh: Sequence[str],
        staying: Mapping[str, Portion],
        bases: Texts,
    ) -> None:
        self._lines, self._there = lines, there
        self._fresh, self._new = fresh, _by_id(all_sections(fresh))
        self._staying = staying
        self._footnotes = next(iter(there.values())).footnotes
        self._matter = next(iter(there.values())).matter
        self._wanted = {
            each.label: fresh[each.start : each.end]
            for each in next(iter(self._new.values())).footnotes
        }
        stay = {label for each in staying.values() for label in each.parsed.definitions}
        self._known = {*self._wanted, *(set(self._labels_before(bases)) - stay)}

    def _labels_before(self, bases: Texts) -> Iterator[str]:
        """The footnotes that were ours: they go with their marks."""
        for id, base in bases.items():
            if id not in self._staying:
                yield from filter(
                    is_ours, (each.label for each in sections(lines_of(base)).footnotes)
                )

    def is_all_ours(self, file: str) -> bool:
        """Whether nobody has typed a word of her own around the articles."""
        parts = [part for where in self._there.values() for part in where.parts]
        footnotes = [each for each in self._footnotes if each.label in self._known]
        standing: list[Part | Footnote] = [*parts, *footnotes]
        ours = {line for each in standing for line in range(each.start, each.end)}
        ours.update(_managed(self._lines, self._matter) if self._matter else ())
        around = (line for at, line in enumerate(self._lines) if at not in ours)
        return (
            "\n".join(self._lines) == file
            and not self._staying
            and not any(line.strip() for line in around)
        )

    def replacements(self, adopted: Adopted) -> Iterator[Replacement]:
        """All that has to change in the file."""
        [new, *_others] = self._new.values()
        yield from matter(self._lines, self._matter, self._fresh, new.matter, read_matter.COVER)
        for id, where in self._there.items():
            if id in self._new:
                yield from regions(self._lines, where, self._fresh, self._new[id])
            elif id not in self._staying:
                yield from (without(self._lines, each.start, each.end) for each in where.parts)
        yield from self._added()
        ours = [where.article for id, where in self._there.items() if id not in self._staying]
        yield from definitions(
            self._lines, self._footnotes, self._wanted, self._known, self._taken(adopted), ours
        )

    def _added(self) -> Iterator[Replacement]:
        behind = max(part.end for where in self._there.values() for part in where.parts)
        for id, where in self._new.items():
            if id not in self._there:
                parts = (self._fresh[part.start : part.end] for part in where.parts)
                yield Replacement(behind, behind, [line for part in parts for line in ("", *part)])

    def _taken(self, adopted: Adopted) -> Mapping[str, AnnotationId]:
        """The footnotes that became annotations; of several the first has its place."""
        taken: dict[str, AnnotationId] = {}
        for id in self._new:
            for label, annotation in adopted.get(ArticleId(id), {}).items():
                if label not in self._wanted:
                    taken.setdefault(label, annotation)
        return taken


def _by_id(found: Sequence[Sections]) -> dict[str, Sections]:
    return {each.id or "": each for each in found}


def _managed(lines: Sequence[str], where: Part) -> Iterator[int]:
    """The lines of the front matter that are ours."""
    yield from (where.start, where.end - 1)
    for entry in read_matter.entries(where.inside(lines)):
        if entry.key in read_matter.COVER:
            yield from range(where.start + 1 + entry.start, where.start + 1 + entry.end)
