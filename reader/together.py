"""Writes several articles to one Markdown file that can be edited and comes home.

In a file that someone works in, what is ours is written anew and the rest stays, unless it says
something that has not been brought home: then the articles go beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from reader.errors import BadRequest
from reader.export import USUAL, ExportOptions, update_together
from reader.export import together as written_together
from reader.export.files import HEAD, Written, write_articles
from reader.export.read_together import cover_of, is_of_several
from reader.homecoming import all_in_step
from reader.library import Reader
from reader.messages import _
from reader.model import AnnotationId, ArticleId, Exported, Sha256, StoryId, sha256


def send(
    reader: Reader,
    articles: Sequence[Exported],
    to: Path,
    *,
    title: str,
    story: StoryId | None = None,
    tags: Sequence[str] = (),
    options: ExportOptions = USUAL,
) -> Written:
    """Writes articles to one file or beside it; raises WriteFailed, BadRequest if there are none.

    It replaces only a file of the same story, or of none if this is of none, and only if all it
    says is known here. May run on a worker; `homecoming.remember` keeps what was written.
    """
    if not articles:
        raise BadRequest(
            _("There is no article to write."), _("Choose a list that has articles in it.")
        )
    known = _known(reader, articles, to)

    def is_ours(content: bytes) -> bool:
        return not content or (sha256(content) in known and _is_of_story(content, story))

    def made(path: Path, before: str) -> str:
        if not before:
            return written_together.write(
                articles, title=title, story=story, tags=tags, options=options
            )
        return update_together.update(
            before,
            articles,
            title=title,
            story=story,
            tags=tags,
            bases=_bases(reader, path),
            adopted=_adopted(reader, path),
            options=options,
        )

    return write_articles(to, articles, options, blob=reader.blob, is_ours=is_ours, made=made)


def _known(reader: Reader, articles: Sequence[Exported], to: Path) -> frozenset[Sha256]:
    """The digests of files that say nothing which the library does not know."""
    known = frozenset[Sha256]().union(
        *(reader.exported_digests(each.article.id) for each in articles)
    )
    try:
        there = sha256(to.read_bytes())
    except OSError:
        return known
    return known | {there} if all_in_step(reader, to) is not None else known - {there}


def _is_of_story(content: bytes, story: StoryId | None) -> bool:
    if not is_of_several(content[:HEAD]):
        return False
    try:
        return cover_of(content.decode()).get("galley-story") == story
    except UnicodeDecodeError:
        return False


def _bases(reader: Reader, path: Path) -> Mapping[ArticleId, str]:
    """Of each article in a file the portion that was last in step."""
    kept = reversed(reader.export_bases(str(path.resolve())))
    return {base.article: base.text for base in kept if is_of_several(base.text.encode()[:HEAD])}


def _adopted(reader: Reader, path: Path) -> Mapping[ArticleId, Mapping[str, AnnotationId]]:
    came = all_in_step(reader, path) or ()
    return {each.article.id: each.merged.adopted for each in came}
