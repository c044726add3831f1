"""What people bring from other programs goes into the library, shared by the shell and the window.

Of each thing that was saved it is decided what it is: a new article with its text, a new one
whose text is still to come, more marks on one that is here, or nothing new. What is here already
only gains: nothing that the journalist decided here is changed by what she decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from reader import adding, changes, remarks, revising
from reader.adding import Extractor, Read
from reader.anchoring import CONTEXT
from reader.errors import BadRequest, GalleyError, NotAnArticle
from reader.library import Library, Reader
from reader.messages import _
from reader.model import (
    SAVED,
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    ArticleQuery,
    Brought,
    Captured,
    Change,
    Edit,
    Key,
    Place,
    Remark,
    Saved,
    Sha256,
    Shelf,
    Source,
    Story,
    TraceKey,
)
from reader.moved_in import Came, Outcome
from reader.text import clean
from reader.values import dataclass

MOST_BYTES = 200_000_000
"""Bytes of an export file: with the texts of ten years it has some hundred million."""

_PAGE = 500
_SHELVES: Sequence[Shelf] = ("trash", "all")
"""All articles; of two at one address the one that is not in the trash comes last."""
_MARKS_PER_THING = 4
"""So many marks take as long to bring as one more thing."""

_TELLING = 2_000
"""Code points of a quote that tell it from all others."""

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Bringer(Extractor, Protocol):
    """What reads others' bytes: `reader.intake.child.Child`."""

    def brought(self, source: Source) -> Brought: ...


@dataclass(frozen=True, slots=True)
class Portion:
    """Some of the things that were saved, as one Change; `read` are articles that were read.

    `later` are those that are of an article which this very change brings or touches.
    """

    change: Change | None
    blobs: Mapping[Sha256, bytes]
    came: tuple[Came, ...]
    read: tuple[tuple[ArticleId, datetime], ...] = ()
    later: tuple[Saved, ...] = ()


# What reads others' files is imported where it is needed: most commands never do.

# --- files ---------------------------------------------------------------------------------------


def read(path: Path, bringer: Bringer, *, at: datetime) -> Brought:
    """What a file of another program holds; GalleyError if it cannot be had or is none."""
    return bringer.brought(_source(path, at))


def _source(path: Path, at: datetime) -> Source:
    try:
        if not path.is_file():
            raise BadRequest(
                _("{name} is not a file.").format(name=path),
                _("Choose the file that the other program has exported."),
            )
        if path.stat().st_size > MOST_BYTES:
            raise BadRequest(
                _("{name} is larger than 200 MB.").format(name=path),
                _("Export a part of it at a time."),
            )
        content = path.read_bytes()
    except OSError as error:
        raise GalleyError(
            _("{name} could not be read: {reason}.").format(
                name=path, reason=error.strerror or error
            ),
            _("Copy it to another folder and try again."),
        ) from error
    name = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return Source(content, "application/octet-stream", at, name=name)


# --- what is here already ------------------------------------------------------------------------


class Known:
    """The articles of a library, to be found by address, or by title where there is none."""

    def __init__(self, library: Reader) -> None:
        self._library = library
        self._by_url: dict[str, ArticleId] = {}
        self._by_title: dict[str, list[Article]] = {}
        self._fresh: dict[ArticleId, bool] = {}
        for shelf in _SHELVES:
            for article in _all(library, ArticleQuery(shelf=shelf)):
                self._take(article)

    def add(self, article: Article, *, waits: bool) -> None:
        """Takes up an article that is new; `waits` if its text is still to come."""
        self._fresh[article.id] = waits
        self._take(article)

    def expect(self, saved: Saved) -> None:
        """Takes up something that would be new."""
        id = ArticleId(f"?{len(self._fresh)}")
        article = Article(id, saved.title, _LONG_AGO, bylines=saved.bylines, url=saved.url)
        self.add(article, waits=saved.content is None)

    def is_expected(self, id: ArticleId) -> bool:
        """Whether this is no article yet."""
        return id.startswith("?")

    def _take(self, article: Article) -> None:
        for url in (article.url, article.canonical):
            if url and (compared := self._library.compared(url)):
                self._by_url[compared] = article.id
        for title in {_title(article.title), _title(self._headline(article))}:
            self._by_title.setdefault(title, []).append(article)

    def _headline(self, article: Article) -> str:
        """What stood over an article without an address when it came, whatever it is called now."""
        if article.url or article.id in self._fresh:
            return article.title
        return self._library.document(article.id, 1).blocks[0].text

    def find(self, saved: Saved) -> ArticleId | None:
        """The article that this is of; None where it is a new one.

        Without an address it is the only one of its title, unless its authors are others; one
        with an address may be that which came without it.
        """
        compared = self._library.compared(saved.url) if saved.url else None
        if compared and (found := self._by_url.get(compared)) is not None:
            return found
        titled = self._by_title.get(_title(saved.title), ()) if saved.title else ()
        alike = [each for each in titled if _same_people(each.bylines, saved.bylines)]
        if saved.url:
            alike = [each for each in alike if not each.url and self._waits(each)]
        return alike[0].id if len(alike) == 1 else None

    def _waits(self, article: Article) -> bool:
        fresh = self._fresh.get(article.id)
        return revising.waits_for_text(self._library, article) if fresh is None else fresh


def _all(library: Reader, query: ArticleQuery) -> Iterator[Article]:
    offset = 0
    while page := library.articles(replace(query, limit=_PAGE, offset=offset)):
        yield from (row.article for row in page)
        offset += len(page)


def _title(words: str) -> str:
    return " ".join(words.casefold().split())


def _same_people(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether nothing speaks against these being the same authors."""
    ours, theirs = ({_title(name) for name in names} for names in (some, others))
    return not ours or not theirs or bool(ours & theirs)


# --- what would come -----------------------------------------------------------------------------


def foretold(library: Reader, brought: Brought, known: Known | None = None) -> tuple[Came, ...]:
    """What would become of each thing; nothing is read or written.

    `known` learns of what would be new: the next file that is asked about may tell more of it.
    """
    found = known or Known(library)
    return tuple(_foretold(library, found, saved) for saved in brought.saved)


def _foretold(library: Reader, known: Known, saved: Saved) -> Came:
    name = _name(saved)
    if _is_nothing(saved):
        return Came(name, "nothing", why=_has_nothing())
    id = known.find(saved)
    if id is None:
        known.expect(saved)
        outcome = _as_new(saved, has_text=saved.content is not None)
        return Came(name, outcome, saved.url, marks=_quotes(saved.remarks))
    if known.is_expected(id):
        more: Outcome = "marks" if saved.remarks or saved.content else "known"
        return Came(name, more, saved.url, marks=_quotes(saved.remarks))
    article = library.article(id)
    if article.trashed is not None:
        return Came(name, "trash", saved.url, id, why=_in_the_trash())
    new = _new_remarks(saved.remarks, _annotations(library, id))
    gains = bool(new) or _gains(library, article, saved)
    return Came(name, "marks" if gains else "known", saved.url, id, marks=_quotes(new))


def _name(saved: Saved) -> str:
    return saved.title or saved.url or _("Without a title")


def _is_nothing(saved: Saved) -> bool:
    words = any(each.quote.strip() for each in saved.remarks) or saved.excerpt.strip()
    return not saved.url and not words and saved.content is None


def _as_new(saved: Saved, *, has_text: bool) -> Outcome:
    if has_text:
        return "text"
    return "link" if saved.url else "quotes"


def _has_nothing() -> str:
    return _("It has neither an address nor a text.")


def _in_the_trash() -> str:
    return _("It is in the trash and stays there.")


def _quotes(marks: Sequence[Remark]) -> int:
    return sum(bool(each.quote.strip()) for each in marks)


def _gains(library: Reader, article: Article, saved: Saved) -> bool:
    """Whether an article that is here would get anything but marks."""
    told = _told(article, saved)
    waits = revising.waits_for_text(library, article)
    return told != article or (saved.content is not None and waits)


# --- bringing ------------------------------------------------------------------------------------


def portions(saved: Sequence[Saved], size: int) -> Iterator[Sequence[Saved]]:
    """The things in portions of a size, each to be one Change; many marks weigh like things."""
    portion: list[Saved] = []
    weight = 0.0
    for each in saved:
        more = 1 + len(each.remarks) / _MARKS_PER_THING
        if portion and weight + more > size:
            yield tuple(portion)
            portion, weight = [], 0.0
        portion.append(each)
        weight += more
    if portion:
        yield tuple(portion)


def bring(
    library: Reader,
    saved: Sequence[Saved],
    extractor: Extractor,
    *,
    size: int,
    now: Callable[[], datetime],
    check: Callable[[], None] = lambda: None,
) -> Iterator[Portion]:
    """These things as Changes, each of which is written before the next is asked for.

    Nothing is written here. `check` is called before each thing and may raise to end it.
    """
    known = Known(library)
    for portion in portions(saved, size):
        waiting = portion
        while waiting:
            bringing = _Bringing(library, extractor, known, now())
            for each in waiting:
                check()
                bringing.take(each)
            found = bringing.portion()
            waiting = found.later
            yield found


class _Bringing:
    """One portion while it is put together."""

    def __init__(self, library: Reader, extractor: Extractor, known: Known, at: datetime) -> None:
        self._library = library
        self._extractor = extractor
        self._known = known
        self._at = at
        self._edits: list[Edit] = []
        self._blobs: dict[Sha256, bytes] = {}
        self._came: list[Came] = []
        self._read: list[tuple[ArticleId, datetime]] = []
        self._stories: dict[str, list[ArticleId]] = {}
        self._new: set[ArticleId] = set()
        self._later: list[Saved] = []
        self._marks: set[AnnotationId] = set()

    def portion(self) -> Portion:
        edits = (*self._edits, *self._into_stories())
        change = Change("add", edits) if edits else None
        return Portion(
            change, self._blobs, tuple(self._came), tuple(self._read), tuple(self._later)
        )

    def take(self, saved: Saved) -> None:
        """Decides what one thing is, and adds that."""
        if _is_nothing(saved):
            self._came.append(Came(_name(saved), "nothing", why=_has_nothing()))
            return
        id = self._known.find(saved)
        if id is None:
            self._add(saved)
        elif id in self._new:
            self._later.append(saved)
        else:
            self._add_to(self._library.article(id), saved)

    # --- new ones --------------------------------------------------------------------------------

    def _add(self, saved: Saved) -> None:
        arrived, why = self._arrived(saved)
        id = self._library.new_article_id()
        arrival = adding.arrive(self._library, arrived, new_id=id, at=self._at)
        if arrival.change is None or arrival.outcome != "new":
            # The same text under another title.
            self._came.append(Came(_name(saved), "known", saved.url, arrival.article))
            return
        change = _with_own_words(arrival.change, saved) if _is_link(arrived) else arrival.change
        first = change.edits[0].after
        assert isinstance(first, Article)
        article = replace(
            first,
            added=min(saved.saved_at or self._at, self._at),
            archived=saved.archived,
            starred=saved.starred,
        )
        self._edits += (Edit(None, article), *self._with_own_ids(change.edits[1:]))
        self._blobs.update(arrival.blobs)
        self._note(article, saved)
        self._new.add(article.id)
        self._known.add(article, waits=_is_link(arrived))
        marks, unplaced = _marks_in(change)
        outcome = _as_new(saved, has_text=not _is_link(arrived))
        self._came.append(Came(_name(saved), outcome, saved.url, article.id, marks, unplaced, why))
        if saved.read:
            self._read.append((article.id, article.added))

    def _with_own_ids(self, edits: Sequence[Edit]) -> list[Edit]:
        """The edits with no id of a mark that another one of this portion has: the library only
        knows those that are in it, and among ten thousand new ones two are often the same."""
        other: dict[AnnotationId, AnnotationId] = {}
        for each in edits:
            if _is_new_mark(each):
                id = AnnotationId(each.key.id)
                while (new := other.get(id, id)) in self._marks:
                    other[id] = self._library.new_annotation_id()
                self._marks.add(new)
        return [_renamed(each, other) for each in edits] if other else list(edits)

    def _arrived(self, saved: Saved, before: Saved | None = None) -> tuple[Read, str]:
        """What there is to read, and why that is not the text where one came along.

        `before` is what stood in for the text so far: its words stay.
        """
        why = ""
        if saved.content is not None:
            try:
                captured = self._extractor.to_article(saved.content)
                return Read(saved.content, _told_of(captured, saved)), ""
            except NotAnArticle as error:
                why = error.sentence
        from reader.intake.elsewhere import stand_in

        whole = _with_old_words(saved, before) if before is not None else saved
        kept = stand_in.source(whole, self._at)
        captured = stand_in.standing_in(whole, kept)
        old = len(whole.remarks) - len(saved.remarks)
        return Read(kept, replace(captured, remarks=captured.remarks[old:])), why

    def _note(self, article: Article, saved: Saved) -> None:
        for name in saved.collections:
            self._stories.setdefault(name, []).append(article.id)

    def _into_stories(self) -> Iterator[Edit]:
        standing: dict[str, Story] = {each.title: each for each in self._library.stories()}
        for title, ids in self._stories.items():
            known = standing.get(title)
            new = None if known else self._library.new_story_id()
            change = changes.into_story(known, ids, new_id=new, title=title)
            if change is not None:
                yield from change.edits

    # --- those that are here ---------------------------------------------------------------------

    def _add_to(self, article: Article, saved: Saved) -> None:
        name = _name(saved)
        if article.trashed is not None:
            self._came.append(Came(name, "trash", saved.url, article.id, why=_in_the_trash()))
            return
        annotations = _annotations(self._library, article.id)
        new = _new_remarks(saved.remarks, annotations)
        change, blobs, why = self._more(article, replace(saved, remarks=new), annotations)
        change = _with_article(change, article, saved)
        self._note(article, saved)
        if change is None:
            self._came.append(Came(name, "known", saved.url, article.id, why=why))
            return
        self._edits += self._with_own_ids(change.edits)
        self._blobs.update(blobs)
        self._new.add(article.id)
        marks, unplaced = _marks_in(change)
        self._came.append(Came(name, "marks", saved.url, article.id, marks, unplaced, why))

    def _more(
        self, article: Article, saved: Saved, annotations: Sequence[Annotation]
    ) -> tuple[Change | None, Mapping[Sha256, bytes], str]:
        """The marks that are new; and the text, or what stands in for it, where there is none."""
        waits = revising.waits_for_text(self._library, article)
        if waits and (saved.content is not None or _quotes(saved.remarks)):
            arrived, why = self._arrived(saved, self._before(article))
            arrival = adding.arrive(
                self._library, arrived, new_id=article.id, at=self._at, revision_of=article.id
            )
            change = arrival.change
            if change is not None and _is_link(arrived):
                change = _with_own_words(change, saved)
            return change, arrival.blobs, why
        text = self._library.document(article.id).text
        marks = remarks.edits(
            self._library, article, text, saved.remarks, known=annotations, at=self._at
        )
        elsewhere = self._without_doubles(article, annotations, marks)
        return (Change("add", elsewhere) if elsewhere else None), {}, ""

    def _before(self, article: Article) -> Saved:
        """What stands in for the text of an article."""
        from reader.intake.elsewhere import stand_in

        revision = self._library.revision(article.id)
        return stand_in.saved_in(
            Source(self._library.blob(revision.source), SAVED, revision.captured)
        )

    def _without_doubles(
        self, article: Article, annotations: Sequence[Annotation], marks: Sequence[Edit]
    ) -> tuple[Edit, ...]:
        """The marks but for those that say the same of the same passage as one that is here."""
        places = self._library.places(article.id)
        said = {(places[each.id].passage, each.note) for each in annotations if each.id in places}
        of = {each.after.id: each.after for each in marks if isinstance(each.after, Annotation)}
        doubled = {
            each.after.annotation
            for each in marks
            if isinstance(each.after, Place)
            and each.after.passage is not None
            and (each.after.passage, of[each.after.annotation].note) in said
        }
        return tuple(each for each in marks if _mark_of(each) not in doubled)


def _with_old_words(saved: Saved, before: Saved) -> Saved:
    """What was saved, after the words that are here already."""
    new = {each.quote for each in saved.remarks}
    return replace(
        saved,
        title=saved.title or before.title,
        url=saved.url or before.url,
        bylines=saved.bylines or before.bylines,
        excerpt=saved.excerpt or before.excerpt,
        remarks=(*(each for each in before.remarks if each.quote not in new), *saved.remarks),
    )


def _renamed(edit: Edit, other: Mapping[AnnotationId, AnnotationId]) -> Edit:
    match edit.after:
        case Annotation(id=id) as mark if edit.before is None and id in other:
            return Edit(None, replace(mark, id=other[id]))
        case Place(annotation=id) as place if edit.before is None and id in other:
            return Edit(None, replace(place, annotation=other[id]))
    return edit


def _mark_of(edit: Edit) -> str:
    record = edit.after
    return record.annotation if isinstance(record, Place) else edit.key.id


def _is_link(arrived: Read) -> bool:
    return arrived.source.media_type == SAVED


def _told_of(captured: Captured, saved: Saved) -> Captured:
    """What was read of a text, with what the other program knew of it."""
    return replace(
        captured,
        title=saved.title or captured.title,
        bylines=saved.bylines or captured.bylines,
        site=saved.site or captured.site,
        url=saved.url or captured.url,
        canonical=saved.url or captured.canonical,
        published=saved.published or captured.published,
        excerpt=" ".join(saved.excerpt.split())[:1000] or captured.excerpt,
        tags=tuple(dict.fromkeys([*saved.tags, *captured.tags])),
        remarks=(*captured.remarks, *saved.remarks),
        note=saved.note or captured.note,
    )


def _with_own_words(change: Change, saved: Saved) -> Change:
    """The change with each new mark described by its own words alone: what stands around it is not
    around it in the text that is still to come."""
    around = {
        _words(each.quote): (each.prefix, each.suffix)
        for each in saved.remarks
        if each.quote.strip()
    }

    def own(edit: Edit) -> Edit:
        mark = edit.after
        if edit.before is not None or not isinstance(mark, Annotation):
            return edit
        before, after = around.get(_words(mark.anchor.exact), ("", ""))
        anchor = replace(
            mark.anchor,
            prefix=remarks.around(before)[-CONTEXT:],
            suffix=remarks.around(after)[:CONTEXT],
        )
        return Edit(None, replace(mark, anchor=anchor))

    return replace(change, edits=tuple(map(own, change.edits)))


def _marks_in(change: Change) -> tuple[int, int]:
    """How many marks a change makes, and how many of them have no place."""
    made = {each.key.id for each in change.edits if _is_new_mark(each)}
    lost = sum(
        isinstance(each.after, Place)
        and each.after.annotation in made
        and each.after.passage is None
        for each in change.edits
    )
    return len(made), lost


def _is_new_mark(edit: Edit) -> bool:
    return edit.before is None and isinstance(edit.after, Annotation)


def _annotations(library: Reader, id: ArticleId) -> tuple[Annotation, ...]:
    return (*library.annotations(id), *library.annotations(id, trashed=True))


def _new_remarks(marks: Sequence[Remark], annotations: Sequence[Annotation]) -> tuple[Remark, ...]:
    """The marks that are not here: a mark is known by its words and the moment it was made."""
    known = {(_words(each.anchor.exact), each.created) for each in annotations}
    quotes = {words for words, _at in known}
    said = {(_words(each.anchor.exact), each.note) for each in annotations}

    def is_here(mark: Remark) -> bool:
        words = _words(mark.quote)
        if mark.at is not None and (words, mark.at) in known:
            return True
        if mark.at is None and words in quotes:
            return True
        return (words, mark.note) in said

    return tuple(each for each in marks if not each.quote.strip() or not is_here(each))


def _words(quote: str) -> str:
    """What tells one quote from another, as it was given and as it is kept."""
    return " ".join(clean(quote[:_TELLING])[0].split())


def _with_article(change: Change | None, article: Article, saved: Saved) -> Change | None:
    """The change with what the article gains in itself."""
    edits = list(change.edits) if change else []
    own = Key("article", article.id)
    at = next((at for at, each in enumerate(edits) if each.key == own), None)
    now = edits.pop(at).after if at is not None else article
    assert isinstance(now, Article)
    told = _told(now, saved)
    if told != article:
        edits.insert(0, Edit(article, told))
    return Change("add", tuple(edits)) if edits else None


def _told(article: Article, saved: Saved) -> Article:
    """An article with tags, a star, a note and an address that it did not have."""
    note = remarks.about("", saved.remarks, article.note)
    if saved.note.strip() and saved.note.strip() not in note:
        note = remarks.about("", [Remark(note=saved.note)], note)
    tags = changes.tidy_tags([*article.tags, *saved.tags])
    return replace(
        article,
        tags=tags,
        starred=article.starred or saved.starred,
        note=note,
        url=article.url or saved.url,
        canonical=article.canonical or (None if article.url else saved.url),
    )


# --- traces --------------------------------------------------------------------------------------


def remember(library: Library, portion: Portion) -> None:
    """Keeps which of the new articles were read where they come from."""
    for id, when in portion.read:
        library.trace(TraceKey("opened", id), when)
