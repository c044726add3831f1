"""The library as the rest of the program sees it: records read, changes applied and announced.

What the journalist decides goes through `Library.apply`, what the program merely notices through
`Library.trace`. It knows SQL only by way of `reader.store`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

from reader import changes, records
from reader.errors import LibraryProblem, NotFound
from reader.messages import _
from reader.model import (
    SAVED,
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    ArticleQuery,
    By,
    Change,
    Conflict,
    Document,
    Edit,
    Entry,
    ExportBase,
    Exported,
    FeedId,
    FeedItem,
    Hit,
    Key,
    Label,
    LabelId,
    Listed,
    Passage,
    Place,
    Report,
    Revision,
    SavedSearch,
    SearchId,
    Sha256,
    StoredPicture,
    Story,
    StoryId,
    Subscription,
    Tag,
    TraceKey,
    TraceKind,
)
from reader.noted import Noted, NotesQuery
from reader.store import (
    archive,
    asking,
    blobs,
    feeds,
    index,
    journal,
    listing,
    notes,
    noticed,
    prints,
    questions,
    schema,
    tables,
    upkeep,
    writing,
)
from reader.store.comparable import address
from reader.store.connection import Connection
from reader.store.ready import Ready, repetitions
from reader.waiting import ItemQuery, ItemState, Waiting

Listener = Callable[[Change], None]

NO_BLOBS: Mapping[Sha256, bytes] = MappingProxyType({})

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base32 in lower case: https://www.crockford.com/base32.html"""

_KEPT_DOCUMENTS = 8


class Reader:
    """The reading half of a library. Every answer is a value; later changes do not reach it.

    Any answer may raise LibraryProblem if the file cannot be read.
    """

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._documents: dict[Sha256, Document] = {}
        self._given: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the use of the file; nothing can be asked afterwards."""
        self._db.close()

    # --- articles --------------------------------------------------------------------------------

    def articles(
        self,
        query: ArticleQuery = ArticleQuery(),  # noqa: B008 - a frozen value
        *,
        from_end: bool = False,
    ) -> tuple[Listed, ...]:
        """One page of the articles that the query asks for, in its order.

        `labels` are the different labels of an article's annotations in text order, 8 at most.
        Words in which there is no letter or digit ask for nothing. With `from_end` the offset
        counts from the last article: far down in a long list that is found sooner.
        """
        return listing.listed(self._db, query, from_end=from_end)

    def article_ids(self, query: ArticleQuery) -> tuple[ArticleId, ...]:
        """The ids of the articles that `articles` gives, which costs much less for many."""
        return listing.ids(self._db, query)

    def listed(self, ids: Sequence[ArticleId]) -> tuple[Listed, ...]:
        """Articles as a list shows them, in the order of their ids; none that is erased."""
        return listing.rows_of(self._db, ids)

    def articles_of(self, ids: Sequence[ArticleId]) -> tuple[Article, ...]:
        """The articles of these ids in their order, in the trash or not; none that is erased."""
        return listing.articles(self._db, ids)

    def among(self, query: ArticleQuery, ids: Sequence[ArticleId]) -> frozenset[ArticleId]:
        """Those of these articles that the query asks for, whatever its limit and offset."""
        return listing.among(self._db, query, ids)

    def count(self, query: ArticleQuery = ArticleQuery()) -> int:  # noqa: B008 - a frozen value
        """How many articles the query asks for, whatever its limit and offset."""
        return listing.count(self._db, query)

    def marks_of(self, article: ArticleId) -> tuple[int, tuple[LabelId, ...]]:
        """How many annotations an article has, and their different labels, as a list shows them.

        Labels are in text order, 8 at most; what is in the trash is not counted.
        """
        return listing.marks_of(self._db, article)

    def waits_in(self, query: ArticleQuery) -> int:
        """How many of the articles that the query asks for wait for the reader to look at them."""
        return listing.waits_in(self._db, query)

    def waits_of(self, article: ArticleId) -> int:
        """How much of an article waits for the reader to look at it, as `Listed.waits` counts."""
        return listing.waits_of(self._db, article)

    def article(self, id: ArticleId) -> Article:
        """The article of this id, in the trash or not; NotFound if there is none."""
        found = tables.find(self._db, Key("article", id))
        if not isinstance(found, Article):
            raise NotFound(
                _("There is no article “{id}”.").format(id=id),
                _("It may have been erased, or belong to another library."),
            )
        return found

    def revision(self, id: ArticleId, number: int | None = None) -> Revision:
        """A revision of an article, by default the current one; NotFound if there is none."""
        wanted = self.article(id).revision if number is None else number
        found = tables.find(self._db, Key("revision", f"{id}/{wanted}"))
        if not isinstance(found, Revision):
            raise NotFound(
                _("The article “{id}” has no revision {number}.").format(id=id, number=wanted),
                _("“galley revisions {id}” lists those it has.").format(id=id),
            )
        return found

    def revisions(self, id: ArticleId) -> tuple[Revision, ...]:
        """All revisions of an article, oldest first; NotFound if there is no such article."""
        with self._db.snapshot():
            self.article(id)
            return questions.revisions(self._db, id)

    def document(self, id: ArticleId, revision: int | None = None) -> Document:
        """The document of a revision, by default the current one; NotFound if there is none."""
        digest = self.revision(id, revision).document
        if digest not in self._documents:
            if len(self._documents) >= _KEPT_DOCUMENTS:
                self._documents.pop(next(iter(self._documents)))
            self._documents[digest] = self._read_document(digest)
        return self._documents[digest]

    def _read_document(self, digest: Sha256) -> Document:
        try:
            return records.loads(Document, self.blob(digest))
        except ValueError as error:
            raise LibraryProblem(
                _("The text of an article in “{file}” cannot be read.").format(file=self._db.path),
                _("Install the newest version of Galley, or restore a backup."),
            ) from error

    def pictures(self, article: ArticleId) -> Mapping[str, StoredPicture]:
        """The pictures of an article by their `src`, with bytes or without."""
        return {picture.src: picture for picture in questions.pictures(self._db, article)}

    def blob(self, sha256: Sha256) -> bytes:
        """The bytes of a digest; NotFound if the library does not hold them."""
        return blobs.get(self._db, sha256)

    def article_at(self, canonical: str) -> Article | None:
        """The newest article of this page that is not in the trash; None if there is none.

        Scheme, default port, `www.`, fragment and the marks of trackers are not compared.
        """
        compared = address(canonical)
        return _first(questions.articles_at(self._db, compared)) if compared else None

    def without_text(self) -> tuple[ArticleId, ...]:
        """The articles of which another program kept only the address, and whose text has not
        come yet; the newest first."""
        return tuple(each.id for each in questions.articles_shown_from(self._db, SAVED))

    def compared(self, url: str) -> str | None:
        """What the addresses of one page have in common, as `article_at` compares them."""
        return address(url)

    def article_of_source(self, sha256: Sha256) -> Article | None:
        """The newest article, not in the trash, one of whose revisions came from these bytes."""
        return _first(questions.articles_of_source(self._db, sha256))

    # --- annotations -----------------------------------------------------------------------------

    def annotation(self, id: AnnotationId) -> Annotation:
        """The annotation of this id, in the trash or not; NotFound if there is none."""
        found = tables.find(self._db, Key("annotation", id))
        if not isinstance(found, Annotation):
            raise NotFound(
                _("There is no annotation “{id}”.").format(id=id),
                _("It may have been erased, or belong to another library."),
            )
        return found

    def annotations(
        self, article: ArticleId | None = None, *, trashed: bool = False
    ) -> tuple[Annotation, ...]:
        """Annotations in text order in the current revision, orphans last.

        Those of one article; or of all that are not in the trash, newest article first. With
        `trashed` those that are themselves in the trash, and only those.
        """
        return questions.annotations(self._db, article, trashed=trashed)

    def annotations_on(
        self, article: ArticleId, revision: int, passage: Passage
    ) -> tuple[Annotation, ...]:
        """The annotations that stand on just this passage of a revision, none in the trash."""
        return questions.annotations_on(self._db, article, revision, passage)

    def count_all_annotations(self) -> int:
        """How many annotations there are that are not in the trash."""
        return questions.count_all_annotations(self._db)

    def count_annotations(self, article: ArticleId) -> int:
        """How many annotations an article has, without those in the trash."""
        return questions.count_annotations(self._db, article)

    def standing(
        self, article: ArticleId, revision: int
    ) -> tuple[tuple[AnnotationId, int | None], ...]:
        """The ids of an article's annotations, with where each begins in a revision.

        In text order; orphans last, with None. None of them is in the trash.
        """
        return questions.standing(self._db, article, revision)

    def marked(
        self, ids: Sequence[AnnotationId], revision: int
    ) -> tuple[tuple[Annotation, Place | None], ...]:
        """These annotations, as far as they are neither erased nor in the trash, each with its
        place in a revision where that is known; in the order of the ids."""
        found = {each.id: each for each in questions.annotations_among(self._db, ids)}
        places = {each.annotation: each for each in questions.places_among(self._db, ids, revision)}
        there = (found[id] for id in ids if id in found)
        return tuple((each, places.get(each.id)) for each in there if each.trashed is None)

    def noted(
        self,
        query: NotesQuery = NotesQuery(),  # noqa: B008 - a frozen value
        *,
        known: Mapping[AnnotationId | ArticleId, Noted] = MappingProxyType({}),
    ) -> tuple[Noted, ...]:
        """The notes of the whole library that the query asks for, in its order.

        Nothing that is in the trash, or belongs to what is. Words in which there is no letter
        or digit ask for nothing. Notes that are `known`, by their ids, are not read again: a
        search among 10,000 then takes a tenth of the time.
        """
        return notes.noted(self._db, query, known)

    def noted_among(self, ids: Sequence[AnnotationId | ArticleId]) -> tuple[Noted, ...]:
        """These annotations and articles (those without a note too) in the order of their ids;
        none that is erased, or that is in the trash or belongs to what is."""
        return notes.among(self._db, ids)

    def count_noted(self, query: NotesQuery = NotesQuery()) -> int:  # noqa: B008 - a frozen value
        """How many notes the query asks for, whatever its limit and offset."""
        return notes.count(self._db, query)

    def place(self, annotation: AnnotationId, revision: int) -> Place | None:
        """Where an annotation stands in a revision; None where that is not known."""
        found = tables.find(self._db, Key("place", f"{annotation}/{revision}"))
        return found if isinstance(found, Place) else None

    def places(
        self, article: ArticleId, revision: int | None = None
    ) -> Mapping[AnnotationId, Place]:
        """Where the annotations of an article stand in a revision (by default the current one)."""
        found = questions.places(self._db, article, revision)
        return {place.annotation: place for place in found}

    def conflicts(self, article: ArticleId | None = None) -> tuple[Conflict, ...]:
        """What was changed on both sides and is not decided, oldest first; of one or of all."""
        return questions.conflicts(self._db, article)

    # --- what the journalist names ---------------------------------------------------------------

    def labels(self) -> tuple[Label, ...]:
        """All labels in their order, the retired ones too."""
        return questions.labels(self._db)

    def tags(self) -> Mapping[str, Tag]:
        """The vocabulary of tags by key, in alphabetical order."""
        return {tag.key: tag for tag in questions.tags(self._db)}

    def tag_counts(self) -> Mapping[str, tuple[int, int]]:
        """How many articles and how many annotations bear each tag, by its key; those in the
        trash are not counted, and a tag that nothing bears may be missing."""
        return {tag: (articles, notes) for tag, articles, notes in questions.tag_counts(self._db)}

    def bearing(self, tags: Collection[str]) -> tuple[Article | Annotation, ...]:
        """The articles, then the annotations, that bear one of these tags (by their keys), in
        the trash or not."""
        return questions.bearing(self._db, tuple(tags))

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        """The searches that are kept, in their order."""
        return questions.searches(self._db)

    def sites(self, most: int) -> tuple[str, ...]:
        """The sites that most articles are from, at most so many."""
        return questions.sites(self._db, most)

    def languages(self) -> tuple[str, ...]:
        """The languages that there are articles in."""
        return questions.languages(self._db)

    def stories(self) -> tuple[Story, ...]:
        """All stories by title."""
        return tuple(
            sorted(
                questions.stories(self._db), key=lambda story: (story.title.casefold(), story.id)
            )
        )

    def story(self, id: StoryId) -> Story:
        """The story of this id; NotFound if there is none."""
        found = tables.find(self._db, Key("story", id))
        if not isinstance(found, Story):
            raise NotFound(
                _("There is no story “{id}”.").format(id=id), _("“galley stories” lists them.")
            )
        return found

    def near(self, article: ArticleId, most: int = 20) -> tuple[ArticleId, ...]:
        """Other articles that may be nearly the same, those with most in common first."""
        return prints.near(self._db, article, self.document(article).text, most)

    def near_pairs(self) -> Sequence[tuple[ArticleId, ArticleId]]:
        """All pairs of articles that may be nearly the same, the newest first."""
        return prints.pairs(self._db)

    # --- feeds -----------------------------------------------------------------------------------

    def subscriptions(self) -> tuple[Subscription, ...]:
        """All feeds by folder and name, the retired ones too."""
        return feeds.subscriptions(self._db)

    def subscription(self, id: FeedId) -> Subscription:
        """The feed of this id; NotFound if there is none."""
        found = tables.find(self._db, Key("subscription", id))
        if not isinstance(found, Subscription):
            raise NotFound(
                _("There is no feed “{id}”.").format(id=id), _("“galley feeds” lists them.")
            )
        return found

    def subscription_at(self, url: str) -> Subscription | None:
        """The feed of this address, or of one that differs in nothing that matters."""
        wanted = address(url)
        return next((feed for feed in self.subscriptions() if address(feed.url) == wanted), None)

    def feed_items(self, query: ItemQuery = ItemQuery()) -> tuple[Waiting, ...]:  # noqa: B008 - a frozen value
        """One page of the items of feeds that the query asks for, newest first."""
        return feeds.items(self._db, query)

    def count_feed_items(self, query: ItemQuery = ItemQuery()) -> int:  # noqa: B008 - a frozen value
        """How many items the query asks for, whatever its limit and offset."""
        return feeds.count(self._db, query)

    def feed_item_numbers(self, query: ItemQuery) -> tuple[int, ...]:
        """The numbers of all items that the query asks for, whatever its limit and offset."""
        return feeds.numbers(self._db, query)

    def waiting_in_feeds(self) -> Mapping[FeedId, int]:
        """How many items wait in each feed that has any."""
        return feeds.counts(self._db)

    def feed_item(self, number: int) -> tuple[Waiting, FeedItem]:
        """An item of a feed, and the same with its content; NotFound if there is none."""
        found = feeds.item(self._db, number)
        if found is None:
            raise NotFound(
                _("There is no item {number} in the feeds.").format(number=number),
                _("It was too old to be kept waiting, or its feed was removed."),
            )
        return found

    # --- search, history, traces -----------------------------------------------------------------

    def search(self, typed: str, limit: int = 20) -> tuple[Hit, ...]:
        """Where all typed words occur, newest first; whatever is typed is no error.

        The last word may be the beginning of one; words in "..." must stand side by side.
        """
        return asking.hits(self._db, typed, limit)

    def history(self, *, since: int = 0, of: Key | None = None) -> tuple[Entry, ...]:
        """The journal after entry `since`, oldest first.

        With `of`, only the entries that touched that record, and in them only its own edits.
        The change of an entry is None where an erasure left nothing of it.
        """
        return journal.entries(self._db, since=since, of=of)

    def undoing(self, number: int) -> tuple[Change, Mapping[Sha256, bytes]] | None:
        """What undoes an entry of the journal, made `ready`; None if an erasure left nothing."""
        change = journal.entry(self._db, number).change
        if change is None:
            return None
        shown = {each.text for edit in change.edits for each in _revisions(edit)}
        texts = [blobs.get(self._db, digest).decode() for digest in shown]
        return change.inverse(), Ready(NO_BLOBS, texts)

    def last_entry(self) -> tuple[int, str] | None:
        """Number and hash of the journal's newest entry; None where nothing was ever done.

        Two libraries with the same one have the same history.
        """
        return journal.last_entry(self._db)

    def entry_hash(self, number: int) -> str | None:
        """The hash of an entry of the journal; None where there is no such one."""
        return journal.hash_of(self._db, number)

    def articles_touched(self, *, since: int = 0) -> tuple[int, frozenset[ArticleId]]:
        """The number of the newest entry, and the articles whose exports may differ since another.

        What was merged from an export does not count.
        """
        return journal.articles_touched(self._db, since)

    def traced(self, key: TraceKey) -> Any:
        """What was last traced under a key, as JSON gives it; None if nothing was."""
        return noticed.traced(self._db, key)

    def traces(self, kind: TraceKind) -> Mapping[str, Any]:
        """What was last traced of a kind, by article (or other id)."""
        return noticed.traces(self._db, kind)

    # --- exports ---------------------------------------------------------------------------------

    def exported(self, id: ArticleId, revision: int | None = None) -> Exported:
        """All that an exporter needs: no private and no trashed annotation is in it.

        An annotation that has no place in the revision comes as an orphan.
        """
        with self._db.snapshot():
            article = self.article(id)
            shown = self.revision(id, revision)
            places = self.places(id, shown.number)
            marks = [
                (mark, places.get(mark.id) or Place(mark.id, shown.number, None, "orphan", 0.0))
                for mark in self.annotations(id)
            ]
            return Exported(
                article=article,
                revision=shown,
                document=self.document(id, shown.number),
                marks=tuple(sorted((m for m in marks if not m[0].private), key=_text_order)),
                labels={label.id: label for label in self.labels()},
                pictures=self.pictures(id),
                stayed=sum(mark.private for mark, _place in marks),
            )

    def exported_digests(self, article: ArticleId) -> frozenset[Sha256]:
        """Digests of the files that were written for an article, as far as they are kept."""
        return noticed.exported_digests(self._db, article)

    def exported_files(self, limit: int = -1) -> Mapping[str, Sha256]:
        """The files that were written, newest first, each with the digest of its newest version."""
        return noticed.exported_files(self._db, limit)

    def export_bases(self, path: str) -> tuple[ExportBase, ...]:
        """The versions kept of an exported file, newest first; of several articles, of each."""
        return noticed.export_bases(self._db, path)

    def export_bases_of(self, article: ArticleId) -> tuple[ExportBase, ...]:
        """The versions kept of every file that an article was written to, newest first."""
        return noticed.export_bases_of(self._db, article)

    def verify(self) -> Report:
        """Checks the file, its history, its blobs and all anchors; changes nothing."""
        return upkeep.verify(self._db)

    def ready(self, change: Change, blobs: Mapping[Sha256, bytes]) -> Mapping[Sha256, bytes]:
        """The same blobs, with the work on them done that needs no writing: `apply` is quick then.

        For a worker, where a thread that must not be held up applies the change.
        """
        new = [each.after for each in change.edits if isinstance(each.after, Revision)]
        texts = [blobs[each.text].decode() for each in new if each.text in blobs]
        return Ready(blobs, texts, repetitions(blobs, new))

    # --- all of it -------------------------------------------------------------------------------

    def line_counts(self) -> Mapping[str, int]:
        """How many lines `lines_of` gives, by table, and under `blob` how many blobs there are."""
        return archive.counts(self._db)

    def lines_of(self, table: str) -> Iterator[bytes]:
        """A table as lines of JSON (`reader.store.archive`), for the whole library in files."""
        return archive.lines(self._db, table)

    def digests(self) -> Iterator[Sha256]:
        """The digests of all blobs."""
        return archive.digests(self._db)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read within it is of one moment, whatever others write meanwhile."""
        with self._db.snapshot():
            yield

    # --- ids -------------------------------------------------------------------------------------

    def new_article_id(self) -> ArticleId:
        """An id that no article of this library ever had."""
        return ArticleId(self._new_id("a", 7))

    def new_annotation_id(self) -> AnnotationId:
        """An id that no annotation of this library ever had."""
        return AnnotationId(self._new_id("k", 5))

    def new_story_id(self) -> StoryId:
        """An id that no story of this library ever had."""
        return StoryId(self._new_id("s", 7))

    def new_label_id(self) -> LabelId:
        """An id that no label of this library ever had."""
        return LabelId(self._new_id("l", 7))

    def new_search_id(self) -> SearchId:
        """An id that no saved search of this library ever had."""
        return SearchId(self._new_id("q", 7))

    def new_feed_id(self) -> FeedId:
        """An id that no feed of this library ever had."""
        return FeedId(self._new_id("f", 7))

    def was_used(self, id: str) -> bool:
        """Whether a record of this library ever had this id."""
        return writing.was_used(self._db, id)

    def _new_id(self, kind: str, length: int) -> str:
        while True:
            id = kind + "".join(secrets.choice(_DIGITS) for _each in range(length))
            # In one change of thousands two would now and then be the same.
            if id not in self._given and not writing.was_used(self._db, id):
                self._given.add(id)
                return id


def _revisions(edit: Edit) -> Iterator[Revision]:
    return (each for each in (edit.before, edit.after) if isinstance(each, Revision))


def _first(found: Sequence[Article]) -> Article | None:
    return found[0] if found else None


def _text_order(marked: tuple[Annotation, Place]) -> tuple[bool, int, int, str]:
    annotation, place = marked
    if place.passage is None:
        return True, 0, 0, annotation.id
    return False, place.passage.start, place.passage.end, annotation.id


def open_copy(path: Path) -> Reader:
    """A library that nobody works in, a backup for one, to be looked at and not to be changed.

    Raises LibraryProblem for what is no library or cannot be read, and for one from a newer
    version. It is read as it is, also if it is from an older one.
    """
    return Reader(schema.open_copy(path))


def fill(
    path: Path,
    lines_of: Callable[[str], Iterable[bytes]],
    contents: Iterable[tuple[Sha256, bytes]],
) -> None:
    """Makes a library of the lines and blobs that `Reader.lines_of` and `blob` gave.

    There must be no file yet. Raises ValueError for what is no such line, LibraryProblem where
    history, blobs and records do not fit together; there is no file then either.
    """
    db = schema.open_library(path)
    try:
        archive.take_in(db, lines_of, contents)
    except BaseException:
        db.close()
        path.unlink(missing_ok=True)
        raise
    db.close()


def rescue(damaged: Path, to: Path, *, at: datetime) -> tuple[str, ...]:
    """Makes a library of what is whole of a damaged one, and tells what is lost, a sentence each.

    There must be no file at `to` yet. The damaged one is only read. Its history is not taken over:
    the new one begins with an entry that says so. Raises LibraryProblem where nothing can be read.
    """
    from reader.store import rescue as rescuing

    source = schema.open_copy(damaged)
    try:
        db = schema.open_library(to)
        try:
            lost = rescuing.into(db, source, at=at)
        except BaseException:
            db.close()
            to.unlink(missing_ok=True)
            raise
        db.close()
    finally:
        source.close()
    Library(to).close()  # makes the index
    return tuple(rescuing.summary(lost))


class Library(Reader):
    """A library file, open for writing on the thread that opened it.

    `reader`, `checkpoint`, `back_up` and `verify` may be called from any thread.
    """

    def __init__(self, path: Path) -> None:
        """Opens or makes the file; an older one is copied beside itself and brought up to date.

        Raises LibraryProblem for what is not a library, is newer than this program, or cannot be
        written to.
        """
        super().__init__(schema.open_library(path))
        self.path = path
        self._listeners: list[Listener] = []
        self._own: set[int] = set()
        try:
            self._make_ready()
        except BaseException:
            self._db.close()
            raise
        self._version = self._db.data_version()
        self._heard = journal.last(self._db)

    def _make_ready(self) -> None:
        index.fresh(self._db)
        with self._db.writing():
            if journal.last(self._db) == 0:
                first = changes.first_labels([self.new_label_id() for _each in range(6)])
                writing.write(self._db, first, NO_BLOBS, at=datetime.now(UTC), by="window")
        try:
            upkeep.compact(self._db)
        except LibraryProblem:
            # Another window is open; the next opening will do it.
            return

    # --- writing ---------------------------------------------------------------------------------

    def apply(
        self,
        change: Change,
        *,
        at: datetime,
        by: By,
        blobs: Mapping[Sha256, bytes] = NO_BLOBS,
        undoes: int | None = None,
    ) -> int:
        """Stores a change whole, announces it, and gives the number of its journal entry.

        Raises Stale, and writes nothing, where a record is not as the change takes it to be;
        LibraryProblem where the file cannot be written. `at` must be aware.
        """
        with self._db.writing():
            number = writing.write(self._db, change, blobs, at=at, by=by, undoes=undoes)
        self._own.add(number)
        self._announce(change)
        return number

    def trace(self, key: TraceKey, value: Any) -> None:
        """Remembers what the program noticed: JSON, or a time; the last writer wins."""
        self.trace_all({key: value})

    def trace_all(self, noticed_now: Mapping[TraceKey, Any]) -> None:
        """The same for many keys at once; what is None from now on was never noticed."""
        with self._db.writing():
            for key, value in noticed_now.items():
                plain = records.write_time(value) if isinstance(value, datetime) else value
                noticed.trace(self._db, key, plain)

    def keep_export(self, base: ExportBase, *, file: Sha256 | None = None) -> None:
        """Remembers what was written to a file; its last ten versions are kept.

        Of a file that holds several articles each has a base of its own, its portion of the
        file; `file` is the digest of the whole.
        """
        with self._db.writing():
            noticed.keep_export(self._db, base, file)

    def take_feed_items(
        self,
        feed: FeedId,
        items: Sequence[FeedItem],
        *,
        at: datetime,
        offered: Collection[Sha256] | None = None,
    ) -> int:
        """Takes in what a feed offers: how many items are new and wait.

        Where these are only some of them, from the last to the first, `offered` has the
        identities of all. The newest 500 wait, older ones go. What was left of feeds that are
        removed goes too.
        """
        every = {item.identity for item in items} if offered is None else offered
        with self._db.writing():
            return feeds.take(self._db, feed, items, at, every)

    def settle_feed_items(
        self, numbers: Sequence[int], state: ItemState, article: ArticleId | None = None
    ) -> None:
        """Remembers what became of items; `article` is the one that was kept of them."""
        with self._db.writing():
            feeds.settle(self._db, numbers, state, article)

    def erase(self, keys: Iterable[Key], *, at: datetime, by: By) -> int:
        """Erases records for good, with all that depends on them, and gives the entry's number.

        Afterwards no byte of them is in the file. Listeners hear a Change of kind `erase` with
        all that went; other processes only the stories that lost items. Raises NotFound, and
        erases nothing, for a key never used; LibraryProblem where another process keeps the file
        from being written anew: the records are gone then, but the bytes go at the next opening.
        """
        number, change = upkeep.erase(self._db, keys, at=at, by=by)
        self._documents.clear()
        self._own.add(number)
        self._announce(change)
        upkeep.compact(self._db)
        return number

    # --- news ------------------------------------------------------------------------------------

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` with every change after it is stored; call what comes back to stop."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def _announce(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)

    def news(self) -> tuple[Entry, ...]:
        """What other processes wrote since this was last asked; listeners are told of each.

        Of an erasure they hear no more than its kind: whatever was shown must be read again.
        """
        version = self._db.data_version()
        if version == self._version:
            return ()
        self._version = version
        entries = self.history(since=self._heard)
        foreign = tuple(entry for entry in entries if entry.number not in self._own)
        if entries:
            self._heard = entries[-1].number
            self._own = {number for number in self._own if number > self._heard}
        if any(entry.what == "erase" for entry in foreign):
            self._documents.clear()
        for entry in foreign:
            self._announce(entry.change or Change(entry.what, ()))
        return foreign

    def undoable(self, by: By) -> Entry | None:
        """The newest entry by `by` that is neither an undo nor undone; None if there is none."""
        return journal.undoable(self._db, by)

    # --- upkeep ----------------------------------------------------------------------------------

    def reader(self) -> Reader:
        """A connection of its own that cannot write, for one worker thread; close it there."""
        return Reader(schema.open_reader(self.path))

    def checkpoint(self) -> None:
        """Brings what was committed from the -wal file into the library, and syncs it.

        What a reader still needs stays for the next time.
        """
        db = Connection(self.path, make=False, any_thread=True)
        try:
            db.checkpoint()
        finally:
            db.close()

    def back_up(self, to: Path) -> None:
        """A checked copy of the library in one file, `to`, which is replaced if it is a backup.

        Raises BadRequest for the library itself and for a file that is no library, WriteFailed
        where the copy cannot be written, LibraryProblem where it is not sound.
        """
        upkeep.back_up(self.path, to)

    def verify(self) -> Report:
        """The same with a connection of its own."""
        with self.reader() as reader:
            return reader.verify()

    def close(self) -> None:
        """Brings everything into the one file and ends its use; the -wal file is gone then.

        It stays while another connection is open, this process's readers among them.
        """
        super().close()
