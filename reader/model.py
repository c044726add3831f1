"""The frozen values that every part of Galley passes around, and the laws they keep.

It knows no file, no database, no clock and no screen. All offsets are code points; `end` is
exclusive. Times are aware datetimes in UTC, except `published` and `modified`, which stay the
text that the source gave.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple, NewType

from reader.text import clean
from reader.values import dataclass

ArticleId = NewType("ArticleId", str)
AnnotationId = NewType("AnnotationId", str)
LabelId = NewType("LabelId", str)
StoryId = NewType("StoryId", str)
FeedId = NewType("FeedId", str)
SearchId = NewType("SearchId", str)
Sha256 = NewType("Sha256", str)
"""64 lower-case hex digits."""

CANONICALISER = 1
"""Version of the canonical text: `reader.text.clean` and the order of leaves."""

PICTURE = "\ufffc"
"""What stands in the text where a picture is."""


def sha256(content: bytes) -> Sha256:
    """The digest that names these bytes in the library."""
    return Sha256(hashlib.sha256(content).hexdigest())


# --- the text of one capture ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A range [start, end) of code points in a document's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a passage: {self.start} to {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words of this passage."""
        return text[self.start : self.end]

    def overlaps(self, other: Passage) -> bool:
        return self.start < other.end and other.start < self.end


def trimmed(text: str, passage: Passage) -> Passage | None:
    """The passage without white space at its ends; None if nothing else is in it."""
    start, end = passage.start, min(passage.end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Passage(start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the text, one U+FFFC long; `src` as the page gave it, made absolute."""

    src: str
    alt: str = ""


Style = Literal["strong", "emphasis", "code", "sub", "sup", "deleted"] | Link | Picture


@dataclass(frozen=True, slots=True)
class Span:
    """An inline style over [start, end) of its block's text; spans may nest and overlap."""

    start: int
    end: int
    style: Style


# Containers, from the outside in. `n` is unique among all containers of a document.


@dataclass(frozen=True, slots=True)
class List:
    n: int
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    n: int
    ordinal: int


@dataclass(frozen=True, slots=True)
class Quote:
    n: int


@dataclass(frozen=True, slots=True)
class Table:
    n: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; row and column from 0; `rows` and `columns` are how many it spans."""

    n: int
    row: int
    column: int
    header: bool = False
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    n: int


@dataclass(frozen=True, slots=True)
class Footnote:
    n: int
    mark: str


Container = List | Item | Quote | Table | Cell | Figure | Footnote

Direction = Literal["ltr", "rtl"]
BlockKind = Literal["heading", "paragraph", "code", "picture", "caption"]


@dataclass(frozen=True, slots=True)
class Block:
    """One leaf of a document. A list item, quote, cell or footnote is a paragraph in a container.

    `level` is 1 for the headline (block 0, nowhere else), 2 to 6 for headings, 0 otherwise.
    A picture's text is U+FFFC under one Picture span. `direction` and `lang` are None where
    they are the document's own; `page` counts from 1 where the source has pages.
    """

    kind: BlockKind
    text: str
    spans: tuple[Span, ...] = ()
    containers: tuple[Container, ...] = ()
    level: int = 0
    direction: Direction | None = None
    lang: str | None = None
    page: int | None = None


def leaf(
    kind: BlockKind,
    raw: str,
    spans: Iterable[Span] = (),
    *,
    containers: tuple[Container, ...] = (),
    level: int = 0,
    direction: Direction | None = None,
    lang: str | None = None,
    page: int | None = None,
) -> Block | None:
    """A block in canonical text from raw text and spans over it; None if no text is left.

    Spans that end up empty are dropped, equal ones that touch become one, and the rest stand in
    order of (start, longest first). A U+FFFC of `raw` stays only under a Picture span of its
    own. For a picture `raw` is not read: its text is U+FFFC under the first Picture of `spans`.
    """
    styles = tuple(spans)
    if kind == "picture":
        shown = next(span.style for span in styles if isinstance(span.style, Picture))
        return Block(kind, PICTURE, (Span(0, 1, shown),), containers, page=page)
    pictures = {span.start for span in styles if isinstance(span.style, Picture)}
    text, landing = clean(raw, code=kind == "code", keep_pictures=pictures)
    kept = _joined(
        Span(landing[span.start], landing[span.end], span.style)
        for span in styles
        if landing[span.start] < landing[span.end]
    )
    if not text.strip():
        return None
    return Block(kind, text, kept, containers, level, direction, lang, page)


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    last: dict[Style, int] = {}
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        index = last.get(span.style)
        if index is not None and span.start <= joined[index].end and _joins(span.style):
            joined[index] = replace(joined[index], end=max(joined[index].end, span.end))
            continue
        last[span.style] = len(joined)
        joined.append(span)
    return tuple(sorted(joined, key=lambda span: (span.start, -span.end)))


def _joins(style: Style) -> bool:
    return not isinstance(style, Picture)


@dataclass(frozen=True)
class Document:
    """The leaves of one revision in order, and the one canonical text they make.

    Block 0 is the headline. `text` joins the blocks' texts by a newline; `starts[i]` is where
    block i begins in it.
    """

    blocks: tuple[Block, ...]
    lang: str | None = None
    direction: Direction = "ltr"

    def __post_init__(self) -> None:
        if not self.blocks or self.blocks[0].kind != "heading" or self.blocks[0].level != 1:
            raise ValueError("a document begins with its headline")

    @cached_property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        starts, at = [], 0
        for block in self.blocks:
            starts.append(at)
            at += len(block.text) + 1
        return tuple(starts)

    def block_at(self, offset: int) -> int:
        """Index of the block at this offset; a joining newline belongs to the block before."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def pieces(self, passage: Passage) -> Iterator[tuple[int, Passage]]:
        """The passage cut at block ends: (block index, range within that block), none empty."""
        for index in range(self.block_at(passage.start), len(self.blocks)):
            start = self.starts[index]
            if start >= passage.end:
                return
            low = max(passage.start - start, 0)
            high = min(passage.end - start, len(self.blocks[index].text))
            if low < high:
                yield index, Passage(low, high)


# --- what the library keeps ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Article:
    """What the journalist keeps. `revision` is the number of its current revision."""

    id: ArticleId
    title: str
    added: datetime
    revision: int = 1
    bylines: tuple[str, ...] = ()
    site: str | None = None
    url: str | None = None
    canonical: str | None = None
    published: str | None = None
    modified: str | None = None
    lang: str | None = None
    excerpt: str = ""
    picture: str | None = None
    archived: bool = False
    starred: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""
    trashed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One capture of an article; append-only. Digests name blobs in the library."""

    article: ArticleId
    number: int
    captured: datetime
    why: Literal["added", "again", "reread"]
    source: Sha256
    document: Sha256
    text: Sha256
    media_type: str
    charset: str | None = None
    url: str | None = None
    name: str | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    canonicaliser: int = CANONICALISER
    set_aside: str | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """What finds a passage again (W3C TextQuoteSelector and TextPositionSelector)."""

    exact: str
    prefix: str
    suffix: str
    start: int


Checked = Literal["none", "holds", "wrong"]


@dataclass(frozen=True, slots=True)
class Annotation:
    """A marked passage. It belongs to the article and never changes because a page did."""

    id: AnnotationId
    article: ArticleId
    revision: int
    anchor: Anchor
    label: LabelId
    created: datetime
    note: str = ""
    tags: tuple[str, ...] = ()
    private: bool = False
    checked: Checked = "none"
    checked_at: datetime | None = None
    edited: datetime | None = None
    trashed: datetime | None = None


State = Literal["exact", "moved", "changed", "unsure", "orphan"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an annotation stands in one revision; `passage` is None for an orphan."""

    annotation: AnnotationId
    revision: int
    passage: Passage | None
    state: State = "exact"
    score: float = 1.0
    came_from: int | None = None
    settled: bool = False


Colour = Literal["yellow", "blue", "orange", "green", "grey", "red", "teal", "pink"]


@dataclass(frozen=True, slots=True)
class Label:
    id: LabelId
    name: str
    colour: Colour
    order: int
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """A word of the library's one vocabulary; `key` is the casefolded name."""

    key: str
    name: str
    colour: Colour | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A piece of work: articles and annotations in an order of her own."""

    id: StoryId
    title: str
    note: str = ""
    items: tuple[ArticleId | AnnotationId, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture of an article: its bytes' digest, or why they are missing."""

    article: ArticleId
    src: str
    sha256: Sha256 | None = None
    missing: str | None = None
    media_type: str | None = None
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that is kept and stays live: `words` as they are typed (`reader.query`), looked for
    in all articles; `order` is its place among the others."""

    id: SearchId
    name: str
    words: str
    order: int = 0


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that the journalist follows, asked for at `url`; what it offers waits in it.

    `title` is what the site calls it, `name` what she does (empty: the same); `site` is the
    address of its pages, `folder` her own, with `/` before one inside another. With `by_itself`
    it is asked every so often where that is turned on; one that is `retired` is asked no more.
    """

    id: FeedId
    url: str
    title: str
    added: datetime
    name: str = ""
    site: str | None = None
    folder: str = ""
    by_itself: bool = True
    retired: datetime | None = None

    @property
    def shown_name(self) -> str:
        """What it is called in a list."""
        return self.name or self.title or self.url


class Key(NamedTuple):
    """Names one record: its kind and its id (`a01j9zk3`, `a01j9zk3/3`, `k7f3q9/3`)."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that was changed on both sides; both values wait until someone decides."""

    record: Key
    field: str
    ours: str
    theirs: str
    file: str
    since: datetime


Record = (
    Article
    | Revision
    | Annotation
    | Place
    | Label
    | Tag
    | Story
    | StoredPicture
    | Conflict
    | Subscription
    | SavedSearch
)


def key_of(record: Record) -> Key:
    """The key under which the library keeps this record."""
    match record:
        case Article(id=id):
            return Key("article", id)
        case Revision(article=article, number=number):
            return Key("revision", f"{article}/{number}")
        case Annotation(id=id):
            return Key("annotation", id)
        case Place(annotation=annotation, revision=revision):
            return Key("place", f"{annotation}/{revision}")
        case Label(id=id):
            return Key("label", id)
        case Tag(key=key):
            return Key("tag", key)
        case Story(id=id):
            return Key("story", id)
        case StoredPicture(article=article, src=src):
            return Key("picture", f"{article}/{src}")
        case Conflict(record=record_key, field=name):
            return Key("conflict", f"{record_key.kind}/{record_key.id}/{name}")
        case Subscription(id=id):
            return Key("subscription", id)
        case SavedSearch(id=id):
            return Key("saved_search", id)


# --- changes -------------------------------------------------------------------------------------

What = Literal[
    "add",
    "samples",
    "revise",
    "make-current",
    "mark",
    "edit-note",
    "label",
    "tag",
    "move",
    "settle",
    "private",
    "check",
    "remove",
    "restore",
    "erase",
    "edit-article",
    "article-note",
    "star",
    "archive",
    "story",
    "labels",
    "carry-over",
    "merge",
    "rescue",
    "pictures",
    "subscribe",
    "unsubscribe",
    "search",
    "feed",
]


@dataclass(frozen=True, slots=True)
class Edit:
    """One record before and after; None = it does not exist."""

    before: Record | None
    after: Record | None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("an edit of nothing")
        if self.before and self.after and key_of(self.before) != key_of(self.after):
            raise ValueError("an edit keeps its record's key")

    @property
    def key(self) -> Key:
        record = self.after if self.after is not None else self.before
        assert record is not None
        return key_of(record)

    def inverse(self) -> Edit:
        return Edit(self.after, self.before)


@dataclass(frozen=True, slots=True)
class Change:
    """What the journalist decided: applied whole or not at all."""

    what: What
    edits: tuple[Edit, ...]

    def inverse(self) -> Change:
        """The change that undoes this one: `apply(c); apply(c.inverse())` changes nothing."""
        return replace(self, edits=tuple(edit.inverse() for edit in reversed(self.edits)))


By = Literal["window", "shell", "file", "capture"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal. `change` is None once its payload was erased."""

    number: int
    at: datetime
    by: By
    what: What
    undoes: int | None
    change: Change | None
    hash: str


TraceKind = Literal[
    "opened",
    "position",
    "progress",
    "seen-unchanged",
    "last",
    "validators",
    "checked",
    "watched",
    "compared",
    "kept-apart",
    "asked",
    "feed",
    "to-come",
    "inbox",
]


class TraceKey(NamedTuple):
    """What the program merely noticed about one article (or other id)."""

    kind: TraceKind
    id: str


LAST_OPENED = TraceKey("last", "article")
"""The id of the article that was opened last."""


# --- what crosses the seams of intake, library and export ----------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes as they came, and what was said about them."""

    content: bytes
    media_type: str
    got_at: datetime
    charset: str | None = None
    url: str | None = None
    name: str | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A mark that came with a source: someone's highlight, or a comment beside the text.

    Its words are `passage` of the document where the source says so, else they are found by
    `quote` with what stood before and after it; one without any words is about the whole
    article. `note` is Markdown; `by` and `at` tell who made it and when, `label` and `colour`
    how it was dressed, `page` counts from 1 where it is told.
    """

    quote: str = ""
    passage: Passage | None = None
    prefix: str = ""
    suffix: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    label: str | None = None
    colour: Colour | None = None
    by: str | None = None
    at: datetime | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """A picture that came with a source: its `src` in the document, and its bytes.

    `missing` says why there are none where it should have come and did not.
    """

    src: str
    content: bytes
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A picture that a page offers in several sizes: its `src` in the document, and where the
    best of them for a screen is."""

    src: str
    url: str


Asking = Literal["page", "picture", "feed", "check"]
"""Why the network is asked for something."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that was made of the network, and what came of it.

    `address` is the IP address that was connected to, that of the proxy where `by_proxy`; None
    where nobody was reached. `size` counts the bytes of the body as they were sent; `failure` is
    the sentence that says why nothing came of it.
    """

    at: datetime
    url: str
    why: Asking
    address: str | None = None
    by_proxy: bool = False
    status: int | None = None
    size: int = 0
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Captured:
    """What intake read from a source. `pictures` are the `src` of pictures in reading order.

    `carried` are those of them that the source is a container of (not `data:` addresses, which
    hold their bytes themselves), or that were fetched with it; `offers` those of which the page
    has another size; `remarks` the marks in it, `note` what it says of the article.
    """

    document: Document
    title: str
    bylines: tuple[str, ...] = ()
    site: str | None = None
    url: str | None = None
    canonical: str | None = None
    published: str | None = None
    modified: str | None = None
    lang: str | None = None
    excerpt: str = ""
    picture: str | None = None
    pictures: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    carried: tuple[Carried, ...] = ()
    offers: tuple[Offer, ...] = ()
    remarks: tuple[Remark, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One of several articles in a source (a chapter, a letter), as a source of its own."""

    title: str
    source: Source


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item as its feed gives it; `identity` tells it from all others of the feed.

    `content` is HTML whose links are relative to `base`, empty where the feed gives none;
    `excerpt` is its beginning in plain words, `characters` how many it has in all.
    """

    identity: Sha256
    title: str
    url: str | None = None
    published: str | None = None
    bylines: tuple[str, ...] = ()
    lang: str | None = None
    excerpt: str = ""
    content: str = ""
    base: str | None = None
    picture: str | None = None
    characters: int = 0


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself, and its items, newest first where they have dates."""

    title: str
    site: str | None = None
    items: tuple[FeedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed in an OPML file; `folder` as in a Subscription."""

    url: str
    title: str = ""
    site: str | None = None
    folder: str = ""


SAVED = "application/vnd.galley.saved+json"
"""The media type of a source that tells of an article only what another program kept of it: its
address, its headline, the words that were marked in it. Its text is still to come."""


@dataclass(frozen=True, slots=True)
class Saved:
    """An article or book as another program kept it.

    `content` is its text where that came along, and a source of its own. `remarks` stand in
    reading order as far as that is known. `collections` are the folders, lists or projects that
    it was in; `note` is Markdown.
    """

    title: str = ""
    url: str | None = None
    bylines: tuple[str, ...] = ()
    site: str | None = None
    published: str | None = None
    excerpt: str = ""
    saved_at: datetime | None = None
    read: bool = False
    archived: bool = False
    starred: bool = False
    tags: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    note: str = ""
    remarks: tuple[Remark, ...] = ()
    content: Source | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """Something in another program's file that does not come along, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Brought:
    """All that a file of another program holds. `program` is its name as people know it."""

    program: str
    saved: tuple[Saved, ...]
    missed: tuple[Missed, ...] = ()


@dataclass(frozen=True, slots=True)
class Packed:
    """A capture as blobs, by digest: what `Library.apply` is handed beside the Change."""

    source: Sha256
    document: Sha256
    text: Sha256
    blobs: Mapping[Sha256, bytes] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Exported:
    """All that an exporter needs of one article at one revision.

    `marks` holds no private and no trashed annotation, in text order, orphans last; `stayed`
    counts the private ones. `pictures` maps `src` to the bytes kept in the library. `old` says
    that this is on purpose a revision which the article does not show: it stays what it is.
    """

    article: Article
    revision: Revision
    document: Document
    marks: tuple[tuple[Annotation, Place], ...]
    labels: Mapping[LabelId, Label]
    pictures: Mapping[str, StoredPicture] = field(default_factory=dict)
    stayed: int = 0
    old: bool = False


@dataclass(frozen=True, slots=True)
class ExportBase:
    """What was last written to a file: its text, and the annotations as they were then."""

    path: str
    article: ArticleId
    text: str
    annotations: tuple[Annotation, ...]
    exported_at: datetime


# --- what a library answers ----------------------------------------------------------------------

Shelf = Literal["reading", "unread", "starred", "archive", "trash", "all"]
Sort = Literal["added", "published", "read", "title", "site", "notes"]
"""Newest first: when added, published, or opened last; by title; by site; most marks first."""
Standing = Literal["whole", "to-come", "set-aside"]
"""Of an article's text: it is here; only the address is known; a newer capture was set aside."""


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """Which articles, in which order; `words` are searched as typed.

    With `ids` only those of these articles for which the rest holds.
    """

    words: str = ""
    shelf: Shelf = "reading"
    tag: str | None = None
    label: LabelId | None = None
    story: StoryId | None = None
    sort: Sort = "added"
    limit: int = 200
    offset: int = 0
    ids: tuple[ArticleId, ...] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the article list. `progress` runs from 0 to 1; `labels` in text order.

    `waits` counts what the reader should look at: fields that were changed here and in a file, and
    marks that are not surely on their words.
    """

    article: Article
    opened: datetime | None
    progress: float
    annotations: int
    labels: tuple[LabelId, ...]
    waits: int = 0
    text: Standing = "whole"


@dataclass(frozen=True, slots=True)
class Hit:
    """One find of a search: in the article's text, or in an annotation (its note or quote).

    `passage` is in the current text (None for a find in a title, byline or note); `snippet` is
    plain text and `matches` are ranges within it.
    """

    article: ArticleId
    title: str
    annotation: AnnotationId | None
    passage: Passage | None
    snippet: str
    matches: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What `Library.verify` found; `problems` are sentences, empty if all is sound."""

    problems: tuple[str, ...]
    articles: int
    annotations: int
    entries: int
