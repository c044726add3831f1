"""From a file or address to the Change that adds it: shared by the shell and the window.

An article that the library knows by its canonical address becomes a further revision, with its
annotations carried over; the same text again is only seen unchanged. What came in the place of a
known article (a log-in, an error, a question about cookies) is kept and set aside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from reader import changes, records, remarks, revising
from reader.errors import NotAnArticle
from reader.intake import files
from reader.intake.refused import TooLittle
from reader.library import Reader
from reader.model import (
    Article,
    ArticleId,
    Captured,
    Change,
    Edit,
    Key,
    Packed,
    Sha256,
    Source,
    TraceKey,
)
from reader.patterns import pattern
from reader.suspicion import SHORTER, Capture, why_set_aside
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an input is to a library. `change` is None for `unchanged`.

    `set_aside` says why what came does not become current. If that is `unchanged`, it was kept
    before: the article itself was not seen.
    """

    outcome: Literal["new", "revision", "unchanged"]
    article: ArticleId
    change: Change | None
    blobs: Mapping[Sha256, bytes]
    set_aside: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A source and what intake read from it.

    `asked` is the address that was asked for. `refusal` says why `captured`, which is all that
    there is to read, is no article.
    """

    source: Source
    captured: Captured
    asked: str | None = None
    refusal: NotAnArticle | None = None


class Extractor(Protocol):
    def to_article(self, source: Source) -> Captured:
        """The article in a source; raises NotAnArticle."""


def seen(article: ArticleId) -> TraceKey:
    """The trace of when an article was last seen unchanged."""
    return TraceKey("seen-unchanged", article)


_PASSWORD = pattern(rb"<input\b[^>]*\btype\s*=\s*[\"']?password", re.IGNORECASE)

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
"""What `fetch` should judge: it says in its own words that it does not take `ftp:`."""


def is_address(words: str) -> bool:
    """Whether what was typed, pasted or dropped is a web address rather than a file's name."""
    return _ADDRESS.match(words.strip()) is not None


def read(words: str, *, at: datetime, extractor: Extractor) -> Read:
    """Fetch an address or read a file, and extract its article; raises GalleyError.

    Too few words for an article are no error yet: they may be what a known one shows this time.
    """
    # Here and not above: the window opens without loading what talks to the network.
    from reader.intake.fetch import fetch

    address = words.strip()
    far = _SCHEME.match(address) is not None
    source = fetch(address, at=at) if far else files.read(Path(words), at=at)
    return extract(source, extractor, asked=address if far else None)


def extract(source: Source, extractor: Extractor, *, asked: str | None = None) -> Read:
    """What there is to read in a source, however little; NotAnArticle where there is nothing."""
    try:
        return Read(source, extractor.to_article(source), asked)
    except TooLittle as error:
        return Read(source, error.captured, asked, error)


def arrive(
    library: Reader,
    arrived: Read,
    *,
    new_id: ArticleId,
    at: datetime,
    tags: Sequence[str] = (),
    revision_of: ArticleId | None = None,
) -> Arrival:
    """What has arrived as a Change on this library: a new article, a revision, or nothing new.

    Raises NotAnArticle for too few words that are of no article which the library knows.
    """
    source, captured = arrived.source, arrived.captured
    packed = records.pack(source, captured.document)
    known = _known(library, arrived, packed, revision_of)
    if known is not None:
        again = _seen_again(library, known, arrived, packed)
        return _with_remarks(library, known, again, captured, at)
    if arrived.refusal is not None:
        raise arrived.refusal
    kept, blobs = revising.gathered(new_id, source, captured)
    text = captured.document.text
    note = remarks.about(text, captured.remarks, captured.note)
    change = changes.add(
        captured, source, packed, article=new_id, at=at, tags=tags, note=note, pictures=kept
    )
    article = change.edits[0].after
    assert isinstance(article, Article)
    marks = remarks.edits(library, article, text, captured.remarks, at=at)
    change = replace(change, edits=(*change.edits, *marks))
    return Arrival("new", new_id, change, {**packed.blobs, **blobs})


def arrive_again(library: Reader, id: ArticleId, arrived: Read) -> Arrival:
    """The same for what is known to be of this article: a revision of it, or nothing new."""
    packed = records.pack(arrived.source, arrived.captured.document)
    return _seen_again(library, library.article(id), arrived, packed)


def arrive_reread(library: Reader, id: ArticleId, arrived: Read) -> Arrival:
    """What the bytes of the current revision are, read anew: unchanged only if all is read as it
    was, words and structure."""
    article, newest = library.article(id), library.revisions(id)[-1]
    packed = records.pack(arrived.source, arrived.captured.document)
    if arrived.captured.document == library.document(id):
        return Arrival("unchanged", id, None, {})
    if packed.document == newest.document:
        return Arrival("unchanged", id, None, {}, newest.set_aside)
    reason = _reason(library, article, arrived)
    change, blobs = revising.revise(
        library,
        article,
        arrived.source,
        arrived.captured,
        packed,
        set_aside=reason,
        why="reread",
    )
    return Arrival("revision", id, change, blobs, reason)


def _known(
    library: Reader, arrived: Read, packed: Packed, revision_of: ArticleId | None
) -> Article | None:
    """The article that this is of, by its own address, by its bytes, or by what was asked for.

    An address that was asked for and led elsewhere is that of the article only if what came is
    none: a wall, an error. Another article under it is a new one.
    """
    if revision_of is not None:
        return library.article(revision_of)
    canonical = arrived.captured.canonical
    found = library.article_at(canonical) if canonical else library.article_of_source(packed.source)
    if found is not None or arrived.asked is None:
        return found
    asked = library.article_at(arrived.asked)
    return asked if asked is not None and _reason(library, asked, arrived) is not None else None


def _seen_again(library: Reader, article: Article, arrived: Read, packed: Packed) -> Arrival:
    current, newest = library.revision(article.id), library.revisions(article.id)[-1]
    if packed.text == current.text:
        return Arrival("unchanged", article.id, None, {})
    # Not all revisions: a page that goes back to what it said before has changed once more.
    if packed.text == newest.text:
        return Arrival("unchanged", article.id, None, {}, newest.set_aside)
    reason = _reason(library, article, arrived, away=_leads_away(library, article, arrived))
    if reason is not None and reason == newest.set_aside and reason != SHORTER:
        return Arrival("unchanged", article.id, None, {}, reason)
    change, blobs = revising.revise(
        library, article, arrived.source, arrived.captured, packed, set_aside=reason
    )
    return Arrival("revision", article.id, change, blobs, reason)


def _with_remarks(
    library: Reader, article: Article, again: Arrival, captured: Captured, at: datetime
) -> Arrival:
    """What was seen again, with those of its remarks that the library does not have yet."""
    if not captured.remarks:
        return again
    came = again.change.edits if again.change else ()
    now = next((each.after for each in came if isinstance(each.after, Article)), article)
    assert isinstance(now, Article)
    is_shown = now.revision != article.revision
    text = captured.document.text if is_shown else library.document(article.id).text
    noted = replace(now, note=remarks.about(text, captured.remarks, now.note))
    known = [
        each
        for trashed in (False, True)
        for each in library.annotations(article.id, trashed=trashed)
    ]
    marks = remarks.edits(library, now, text, captured.remarks, known=known, at=at)
    others = [each for each in came if each.key != Key("article", article.id)]
    own = [Edit(article, noted)] if noted != article else []
    if not marks and noted == now:
        return again
    change = Change(again.change.what if again.change else "mark", (*own, *others, *marks))
    return replace(again, change=change)


def _reason(library: Reader, article: Article, arrived: Read, *, away: bool = False) -> str | None:
    """Why what came should be set aside; None if it is the article as it is now."""
    capture = Capture(
        arrived.captured.document.text,
        status=arrived.source.status,
        refused=arrived.refusal is not None,
        away=away,
        asks_password=_PASSWORD.search(arrived.source.content) is not None,
    )
    return why_set_aside(library.document(article.id).text, capture)


def _leads_away(library: Reader, article: Article, arrived: Read) -> bool:
    """Whether this has an address of its own that is not the article's."""
    canonical = arrived.captured.canonical
    if not canonical or not article.canonical:
        return False
    there = library.article_at(canonical)
    return there is None or there.id != article.id
