"""Several articles as annotated Markdown in one file: a story, or any selection.

Each article stands between markers that say which it is and of which text it was made; before it
its credit, behind it its note and its orphans. The footnotes of all stand at the end.
`docs/markdown.md` describes the format. Equal values give equal bytes: no clock, no locale.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reader.export import annotated, notes
from reader.export.front_matter import cover, digest
from reader.export.options import USUAL, ExportOptions
from reader.model import Exported, StoryId


def write(
    articles: Sequence[Exported],
    *,
    title: str,
    story: StoryId | None = None,
    tags: Sequence[str] = (),
    options: ExportOptions = USUAL,
) -> str:
    """The whole file, the articles in this order: UTF-8 text with LF and one newline at the end.

    `story` is the one that they are the articles of; `title` and `tags` are the file's.
    """
    sections = [cover(title, story=story, tags=tags)]
    for exported in articles:
        sections += _article(exported, options)
    for exported in articles:
        sections += annotated.definitions(exported)
    return "\n\n".join(sections) + "\n"


def _article(exported: Exported, options: ExportOptions) -> Iterator[str]:
    id = f"id={exported.article.id}"
    made_of = f"{id} revision={exported.revision.number} hash={digest(exported)}"
    for credit in notes.source(exported):
        yield f"<!-- galley:source {id} -->"
        yield credit
        yield "<!-- /galley:source -->"
    yield from annotated.region(exported, made_of, options)
    yield from annotated.note_section(exported.article.note, id)
    yield from annotated.orphans_section(exported)
