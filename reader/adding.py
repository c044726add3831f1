"""From a file or address to the Change that adds it: shared by the shell and the window.

An article that the library knows by its canonical address becomes a further revision, with its
annotations carried over; the same text again is only seen unchanged. What came in the place of a
known article (a log-in, an error, a question about cookies) is kept and set aside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

from reader import changes, records, remarks, revising
from reader.errors import NotAnArticle
from reader.intake import files, page_folder
from reader.intake.refused import TooLittle
from reader.library import Reader
from reader.model import (
    Article,
    ArticleId,
    Asked,
    Captured,
    Carried,
    Change,
    Edit,
    Key,
    Packed,
    Sha256,
    Source,
    TraceKey,
    sha256,
)
from reader.patterns import pattern
from reader.suspicion import SHORTER, Capture, why_set_aside
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an input is to a library. `change` is None for `unchanged`, unless something came
    along with it that was not here: pictures, marks.

    `set_aside` says why what came does not become current. If that is `unchanged`, it was kept
    before: the article itself was not seen.
    """

    outcome: Literal["new", "revision", "unchanged"]
    article: ArticleId
    change: Change | None
    blobs: Mapping[Sha256, bytes]
    set_aside: str | None = None
    requests: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A source and what intake read from it.

    `asked` is the address that was asked for, `requests` all that the network was asked for.
    `refusal` says why `captured`, which is all that there is to read, is no article.
    """

    source: Source
    captured: Captured
    asked: str | None = None
    refusal: NotAnArticle | None = None
    requests: tuple[Asked, ...] = ()


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

OURS = "galley:"
"""How the addresses begin that a browser hands over to this program."""

_OF_SEVERAL = frozenset({".epub", ".mbox", ".mbx"})


def may_hold_several(path: Path) -> bool:
    """Whether `intake.parts` is worth asking: a book, or a mailbox, which may have any name."""
    if path.suffix.lower() in _OF_SEVERAL:
        return True
    try:
        with path.open("rb") as file:
            return not path.suffix and file.read(5) == b"From "
    except (OSError, ValueError):
        return False  # whoever reads it says why it cannot be read


def is_address(words: str) -> bool:
    """Whether what was typed, pasted or dropped is a web address rather than a file's name."""
    return _ADDRESS.match(words.strip()) is not None


Look = Callable[[], None]
"""Is called now and then during what takes long; what it raises ends it."""


def nobody_looks() -> None:
    """Lets it go on."""


def read(
    words: str,
    *,
    at: datetime,
    extractor: Extractor,
    library: Reader | None = None,
    look: Look = nobody_looks,
    from_web: bool = False,
) -> Read:
    """Fetch an address or read a file, and extract its article; raises GalleyError.

    An address that a page on the web handed over (`from_web`) is in no private network.

    The pictures of a page on the web come along, but for those that the library has of it; for a
    file nobody is asked for anything. Too few words for an article are no error yet: they may be
    what a known one shows this time.
    """
    address = words.strip()
    if _SCHEME.match(address) is None:
        return _read_file(Path(words), at, extractor)
    # Here and not above: the window opens without loading what talks to the network.
    from reader.intake.fetch import fetch

    requests: list[Asked] = []
    source = fetch(address, at=at, tell=requests.append, from_web=from_web)
    look()
    arrived = replace(extract(source, extractor, asked=address), requests=tuple(requests))
    if arrived.refusal is not None:
        return arrived
    return with_pictures(arrived, known=_pictures_of(library, arrived), at=at, look=look)


def _read_file(path: Path, at: datetime, extractor: Extractor) -> Read:
    arrived = extract(files.read(path, at=at), extractor)
    beside = page_folder.carried(path, arrived.captured, arrived.source.url)
    return _carrying(arrived, beside) if beside else arrived


def with_pictures(
    arrived: Read, *, known: Iterable[str] = (), at: datetime, look: Look = nobody_looks
) -> Read:
    """What was read of a page with its pictures from the web, or with why they did not come.

    Those whose `src` is known are not asked for.
    """
    from reader.intake import fetch, fetch_pictures

    last = arrived.requests[-1] if arrived.requests else None
    came, requests = fetch_pictures.fetch_pictures(
        arrived.captured,
        known=known,
        of_private_page=last is not None and fetch.was_private(last),
        at=at,
        look=look,
    )
    carrying = _carrying(arrived, came)
    return replace(carrying, requests=(*arrived.requests, *requests))


def _carrying(arrived: Read, pictures: Sequence[Carried]) -> Read:
    captured = arrived.captured
    return replace(arrived, captured=replace(captured, carried=(*captured.carried, *pictures)))


def _pictures_of(library: Reader | None, arrived: Read) -> frozenset[str]:
    """The `src` of the pictures that a library has of what has arrived."""
    if library is None:
        return frozenset()
    canonical = arrived.captured.canonical
    same = library.article_at(canonical) if canonical else None
    article = same or library.article_of_source(sha256(arrived.source.content))
    return pictures_here(library, article.id) if article is not None else frozenset()


def pictures_here(library: Reader, article: ArticleId) -> frozenset[str]:
    """The `src` of the pictures of an article that the library has."""
    pictures = library.pictures(article).values()
    return frozenset(each.src for each in pictures if each.sha256 is not None)


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
    arrival = _arrival(library, arrived, new_id, at, tags, revision_of)
    return replace(arrival, requests=arrived.requests)


def _arrival(
    library: Reader,
    arrived: Read,
    new_id: ArticleId,
    at: datetime,
    tags: Sequence[str],
    revision_of: ArticleId | None,
) -> Arrival:
    source, captured = arrived.source, arrived.captured
    packed = records.pack(source, captured.document)
    known = _known(library, arrived, packed, revision_of)
    if known is not None:
        again = _seen_again(library, known, arrived, packed)
        if again == Arrival("unchanged", known.id, None, {}):
            change, blobs = revising.pictured(library, known.id, captured)
            again = replace(again, change=change, blobs=blobs)
        return _with_remarks(library, known, again, captured, at)
    if arrived.refusal is not None:
        raise arrived.refusal
    kept, blobs = revising.gathered(new_id, captured)
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


def names(arrived: Read, revision_of: ArticleId | None = None) -> Iterator[str]:
    """What else may know the same article: two inputs without one in common are of two articles.

    Addresses are compared roughly: those that only may be the same have a name in common.
    """
    yield sha256(arrived.source.content)
    if revision_of is not None:
        yield revision_of
    for address in (arrived.captured.canonical, arrived.asked):
        if address:
            there = address.partition("://")[2].partition("#")[0].partition("?")[0].casefold()
            yield there.removeprefix("www.").rstrip("/")


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
    none (a wall, an error), or if its text has never come. Another article under it is a new one.
    """
    if revision_of is not None:
        return library.article(revision_of)
    canonical = arrived.captured.canonical
    found = library.article_at(canonical) if canonical else library.article_of_source(packed.source)
    if found is not None or arrived.asked is None:
        return found
    asked = library.article_at(arrived.asked)
    if asked is None or revising.waits_for_text(library, asked):
        return asked
    return asked if _reason(library, asked, arrived) is not None else None


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
    # What stands in for a text is no measure of it: it may be longer, and say none of its words.
    waits = revising.waits_for_text(library, article)
    return why_set_aside("" if waits else library.document(article.id).text, capture)


def _leads_away(library: Reader, article: Article, arrived: Read) -> bool:
    """Whether this has an address of its own that is not the article's; where that has no text
    yet, only whether it is that of a front page."""
    canonical = arrived.captured.canonical
    if not canonical or not article.canonical:
        return False
    if revising.waits_for_text(library, article):
        return _is_front_page(canonical) and not _is_front_page(article.canonical)
    there = library.article_at(canonical)
    return there is None or there.id != article.id


def _is_front_page(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path.strip("/") == "" and not parts.query
