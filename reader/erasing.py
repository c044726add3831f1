"""What would be gone for good: told before it is, with the backups that would still hold it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reader.backups import Backup, backups_in
from reader.errors import GalleyError
from reader.library import Reader, open_copy
from reader.model import ArticleId
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Erasing:
    """Articles that are to be deleted for good: their ids, the titles of the first of them, how
    many notes go with them, and the backups that hold one of them, the newest first."""

    articles: tuple[ArticleId, ...]
    titles: tuple[str, ...]
    notes: int
    backups: tuple[Backup, ...]


TITLES = 3


def survey(reader: Reader, ids: Sequence[ArticleId], backups: Path) -> Erasing:
    """What goes with these articles, and which of the backups in a folder hold them."""
    return Erasing(
        tuple(ids),
        tuple(article.title for article in reader.articles_of(ids[:TITLES])),
        sum(len(reader.annotations(id)) for id in ids),
        tuple(each for each in backups_in(backups) if _holds(each, ids)),
    )


def _holds(backup: Backup, ids: Sequence[ArticleId]) -> bool:
    """Whether one of them is in a backup; one that cannot be read may well hold it."""
    try:
        with open_copy(backup.path) as copy:
            return bool(copy.articles_of(ids))
    except GalleyError:
        return True
