"""The pictures of an article that are on the web and not in the library, fetched when asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from reader import adding, asked, rereading, revising
from reader.adding import Extractor, Look, nobody_looks
from reader.errors import GalleyError
from reader.export.pictures import pictures_in
from reader.library import Reader
from reader.model import Article, ArticleId, Asked, Captured, Change, Offer, Sha256
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Got:
    """What came of the pictures that an article lacked: how many came, and why others did not.

    `change` is None where nothing is known now that was not known before.
    """

    came: int
    reasons: Mapping[str, str]
    change: Change | None
    blobs: Mapping[Sha256, bytes]
    requests: tuple[Asked, ...]


def lacking(library: Reader, id: ArticleId) -> tuple[str, ...]:
    """The `src` of the pictures in an article's text that are on the web and not here."""
    known = library.pictures(id)
    return tuple(
        src
        for src in _in_text(library, id)
        if adding.is_address(src) and (src not in known or known[src].sha256 is None)
    )


def get(
    library: Reader,
    id: ArticleId,
    *,
    at: datetime,
    extractor: Extractor,
    look: Look = nobody_looks,
) -> Got:
    """Asks for each picture that an article lacks, once, in the best size that its page offers.

    `extractor` reads the kept page for these sizes.
    """
    # Here and not above: the window opens without loading what talks to the network.
    from reader.intake.fetch_pictures import fetch_pictures

    lacks = lacking(library, id)
    wanted = Captured(library.document(id), library.article(id).title, pictures=lacks)
    came, requests = fetch_pictures(
        replace(wanted, offers=_offers(library, id, extractor) if lacks else ()),
        of_private_page=_was_private(library, library.article(id)),
        at=at,
        look=look,
    )
    change, blobs = revising.pictured(library, id, replace(wanted, carried=came))
    found = {each.key.id: each.after for each in change.edits} if change else {}
    kept = [each for each in found.values() if getattr(each, "sha256", None)]
    reasons = {each.src: each.missing for each in came if each.missing is not None}
    return Got(len(kept), reasons, change, blobs, requests)


def _in_text(library: Reader, id: ArticleId) -> Sequence[str]:
    return tuple(dict.fromkeys(each.src for each in pictures_in(library.document(id))))


def _offers(library: Reader, id: ArticleId, extractor: Extractor) -> tuple[Offer, ...]:
    """The sizes that the page had; none if it cannot be read any more."""
    try:
        return extractor.to_article(rereading.source_of(library, library.revision(id))).offers
    except GalleyError:
        return ()


def _was_private(library: Reader, article: Article) -> bool:
    """Whether the page was in a private network: by who answered, else by the name of its host."""
    from reader.intake import fetch

    pages = [each for each in asked.of(library, article.id) if each.why in ("page", "check")]
    if pages:
        return fetch.was_private(pages[-1])
    return article.url is not None and fetch.is_private_name(urlsplit(article.url).hostname or "")
