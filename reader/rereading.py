"""Sources that are kept are read again, when the program reads pages better than it did.

No network is asked. What is read otherwise than before becomes a new revision with every mark
carried over; nothing is ever replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from reader import adding, again
from reader.adding import Extractor
from reader.again import Again
from reader.errors import GalleyError
from reader.library import Reader
from reader.model import CANONICALISER, ArticleId, Revision, Source


def reread(
    library: Reader,
    ids: Iterable[ArticleId],
    extractor: Extractor,
    *,
    now: Callable[[], datetime],
) -> Iterator[Again]:
    """What the current revision of each article is, read from its bytes as pages are read now.

    One that cannot be read stops none of the others.
    """
    for id in ids:
        title: str = id
        try:
            title = library.article(id).title
            read = adding.extract(source_of(library, library.revision(id)), extractor)
            yield again.judged(library, id, title, read, at=now(), why="reread")
        except GalleyError as error:
            yield Again(id, title, now(), "failed", error=error, why="reread")


def source_of(library: Reader, revision: Revision) -> Source:
    """The bytes that a revision was read from, with what was said about them when they came."""
    return Source(
        library.blob(revision.source),
        revision.media_type,
        revision.captured,
        charset=revision.charset,
        url=revision.url,
        name=revision.name,
        status=revision.status,
        etag=revision.etag,
        last_modified=revision.last_modified,
    )


def outdated(library: Reader, ids: Iterable[ArticleId]) -> tuple[ArticleId, ...]:
    """Those of the articles whose text was made by an older version of the canonical text."""
    return tuple(id for id in ids if library.revision(id).canonicaliser < CANONICALISER)
