"""What is in a library file: an ordered tuple of steps, run one by one, never edited again.

A fresh file runs the same steps as an old one; `pragma user_version` counts those that were run.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from reader.errors import LibraryProblem
from reader.messages import _
from reader.store.connection import Connection, not_ours, not_writable

APPLICATION_ID = 0x47616C6C
"""“Gall”, in the file's header: https://www.sqlite.org/fileformat.html#application_id"""

FIRST = """
-- The bytes of sources, documents, texts and pictures, by their digest; zlib-compressed.
create table blob (
    sha256 text primary key,
    content blob not null
) strict;

-- `..._at`, `..._order` and `address` are made from the fields beside them, to sort and compare.
create table article (
    id text primary key,
    title text not null,
    added text not null,
    revision integer not null,
    bylines text not null,
    site text,
    url text,
    canonical text,
    published text,
    modified text,
    lang text,
    excerpt text not null,
    picture text,
    archived integer not null,
    starred integer not null,
    tags text not null,
    note text not null,
    trashed text,
    published_at text,
    title_order text not null,
    site_order text,
    address text,
    -- not `restrict`: article and revision name each other, and go together
    foreign key (id, revision) references revision (article, number)
        deferrable initially deferred
) strict;
-- articles(): the list in each of its orders, and its shelf known without the row; count()
create index article_by_added on article (added, id, trashed, archived, starred);
create index article_by_published on article (published_at, added, id, trashed, archived, starred);
create index article_by_title on article (title_order, added desc, id, trashed, archived, starred);
create index article_by_site on article (site_order, added desc, id, trashed, archived, starred);
-- articles(), count(): the short shelves
create index article_starred on article (added, id) where starred = 1;
create index article_trashed on article (added, id) where trashed is not null;
-- article_at()
create index article_by_address on article (address);

create table revision (
    article text not null references article (id)
        on delete restrict deferrable initially deferred,
    number integer not null,
    captured text not null,
    why text not null,
    source text not null references blob (sha256) on delete restrict,
    document text not null references blob (sha256) on delete restrict,
    text text not null references blob (sha256) on delete restrict,
    media_type text not null,
    charset text,
    url text,
    name text,
    status integer,
    etag text,
    last_modified text,
    canonicaliser integer not null,
    set_aside text,
    primary key (article, number)
) strict;
-- article_of_source()
create index revision_by_source on revision (source);

create table label (
    id text primary key,
    name text not null,
    colour text not null,
    position integer not null,
    retired integer not null
) strict;

create table annotation (
    id text primary key,
    article text not null references article (id)
        on delete restrict deferrable initially deferred,
    revision integer not null,
    exact text not null,
    prefix text not null,
    suffix text not null,
    start integer not null,
    label text not null references label (id)
        on delete restrict deferrable initially deferred,
    created text not null,
    note text not null,
    tags text not null,
    private integer not null,
    checked text not null,
    checked_at text,
    edited text,
    trashed text,
    foreign key (article, revision) references revision (article, number)
        on delete restrict deferrable initially deferred
) strict;
-- annotations(), exported(), and the marks of a page of the list
create index annotation_by_article on annotation (article, trashed, label);
-- articles(): those with a label
create index annotation_by_label on annotation (label, trashed, article);

create table place (
    annotation text not null references annotation (id)
        on delete restrict deferrable initially deferred,
    revision integer not null,
    start integer,
    "end" integer,
    state text not null,
    score real not null,
    came_from integer,
    settled integer not null,
    primary key (annotation, revision)
) strict, without rowid;

create table tag (
    key text primary key,
    name text not null,
    colour text
) strict;

-- Which records bear a tag: made from their `tags`, which keep the order.
create table tagged (
    tag text not null,
    kind text not null,
    id text not null,
    primary key (tag, kind, id)
) strict, without rowid;
create table story (
    id text primary key,
    title text not null,
    note text not null,
    items text not null
) strict;

create table picture (
    article text not null references article (id)
        on delete restrict deferrable initially deferred,
    src text not null,
    sha256 text references blob (sha256) on delete restrict,
    missing text,
    media_type text,
    width integer not null,
    height integer not null,
    primary key (article, src)
) strict;

create table conflict (
    kind text not null,
    id text not null,
    field text not null,
    ours text not null,
    theirs text not null,
    file text not null,
    since text not null,
    primary key (kind, id, field)
) strict;

-- `digest` is that of the payload as it was written; `left_digest` that of what an erasure left.
create table journal (
    number integer primary key,
    at text not null,
    by text not null,
    what text not null,
    undoes integer,
    digest text not null,
    left_digest text,
    hash text not null,
    -- last: it may be long, and what follows it in the row is slow to reach
    payload text not null
) strict;

-- history(of=...), and what an erasure must look at
create table touched (
    kind text not null,
    id text not null,
    number integer not null references journal (number) on delete restrict,
    primary key (kind, id, number)
) strict, without rowid;
-- the records of one entry, to undo it
create index touched_by_number on touched (number);

create table trace (
    kind text not null,
    id text not null,
    value text not null,
    primary key (kind, id)
) strict, without rowid;

-- Ids that were ever given out.
create table used (
    id text primary key
) strict, without rowid;

-- The last versions that were written to a file, to tell what was edited there.
create table export_file (
    number integer primary key,
    path text not null,
    article text not null,
    sha256 text not null,
    content blob not null,
    annotations text not null,
    exported_at text not null
) strict;
-- exports()
create index export_file_by_path on export_file (path, number);
-- erasing an article
create index export_file_by_article on export_file (article);

-- Folded text; contentless, so a row goes by handing back what was put in.
create virtual table search using fts5 (
    title, text, byline, note, tags,
    content = '',
    prefix = '1 2 3',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);

-- Which record a row of `search` is of; `live` while the row is there.
create table indexed (
    number integer primary key,
    kind text not null,
    id text not null,
    live integer not null,
    unique (kind, id)
) strict;

-- What the file must know of itself.
create table state (
    name text primary key,
    value text not null
) strict, without rowid;
"""

FEEDS = """
create table subscription (
    id text primary key,
    url text not null,
    title text not null,
    added text not null,
    name text not null,
    site text,
    folder text not null,
    by_itself integer not null,
    retired text
) strict;

-- What feeds offer, a trace: no record refers to it. `at` is when an item was published, as far
-- as that can be (not later than it was seen); `address` is made from `url`, to compare.
create table feed_item (
    number integer primary key,
    feed text not null,
    identity text not null,
    title text not null,
    url text,
    published text,
    bylines text not null,
    lang text,
    excerpt text not null,
    base text,
    picture text,
    characters integer not null,
    seen text not null,
    state text not null,
    article text,
    at text not null,
    address text,
    -- last: it may be long; zlib-compressed
    content blob not null,
    -- take(); and items(), count(), counts(): a feed has 1,500 at most, which are soon sorted
    unique (feed, identity)
) strict;
-- forget(): what offered an article that is erased
create index feed_item_by_address on feed_item (address);
create index feed_item_by_article on feed_item (article) where article is not null;
"""

PRINTS = """
-- Of the text of an article in the index, what it may have in common with others.
create table print (
    value integer not null,
    number integer not null,
    primary key (value, number)
) strict, without rowid;

-- Without an index of single letters, which took 0.8 kB an article: what is asked for by one letter
-- is found by that of two. The rows are put in anew at the next opening.
drop table search;
create virtual table search using fts5 (
    title, text, byline, note, tags,
    content = '',
    prefix = '2 3',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
update indexed set live = 0;
delete from state where name = 'fold';
"""

SEARCHES = """
create table saved_search (
    id text primary key,
    name text not null,
    words text not null,
    position integer not null
) strict;
"""

ORDERS = """
-- To sort by: made from traces and annotations, in no record. `opened` is when it was opened last.
alter table article add column opened text;
alter table article add column marks integer not null default 0;
update article set
    opened = (
        select trim(value, '"') from trace where trace.kind = 'opened' and trace.id = article.id
    ),
    marks = (
        select count(*) from annotation
        where annotation.article = article.id and annotation.trashed is null
    );
create trigger opened_noted after insert on trace when new.kind = 'opened' begin
    update article set opened = trim(new.value, '"') where id = new.id;
end;
create trigger opened_noted_again after update on trace when new.kind = 'opened' begin
    update article set opened = trim(new.value, '"') where id = new.id;
end;
create trigger opened_forgotten after delete on trace when old.kind = 'opened' begin
    update article set opened = null where id = old.id;
end;
-- An article may come back for which a trace was left.
create trigger opened_before after insert on article begin
    update article set opened = (
        select trim(value, '"') from trace where trace.kind = 'opened' and trace.id = new.id
    ) where id = new.id;
end;
create trigger mark_made after insert on annotation when new.trashed is null begin
    update article set marks = marks + 1 where id = new.article;
end;
create trigger mark_gone after delete on annotation when old.trashed is null begin
    update article set marks = marks - 1 where id = old.article;
end;
create trigger mark_removed after update of trashed, article on annotation
when (old.trashed, old.article) is not (new.trashed, new.article) begin
    update article set marks = marks - (old.trashed is null) where id = old.article;
    update article set marks = marks + (new.trashed is null) where id = new.article;
end;
-- articles(): the list in each of its orders, and now its unread shelf known without the row
drop index article_by_added;
drop index article_by_published;
drop index article_by_title;
drop index article_by_site;
create index article_by_added on article (added, id, trashed, archived, starred, opened);
create index article_by_published
    on article (published_at, added, id, trashed, archived, starred, opened);
create index article_by_title
    on article (title_order, added desc, id, trashed, archived, starred, opened);
create index article_by_site
    on article (site_order, added desc, id, trashed, archived, starred, opened);
create index article_by_opened on article (opened, added, id, trashed, archived, starred);
create index article_by_marks on article (marks, added, id, trashed, archived, starred, opened);
"""

PACKED = """
-- Packed by `reader.store.packing`; what was written before stays as it was.
alter table journal add column packed blob not null default x'';
update journal set packed = cast(payload as blob);
alter table journal drop column payload;
alter table journal rename column packed to payload;
-- The text that a document or a page was packed beside: it is read with it.
alter table blob add column repeats text;
"""

NUMBERS = """
-- The number that an article has in the index; each row there knows that of its article. To find
-- by numbers takes a quarter of the time that it takes by ids.
alter table article add column number integer;
update article set number = (
    select number from indexed where indexed.kind = 'article' and indexed.id = article.id
);
alter table indexed add column article integer;
update indexed set article = number where kind = 'article';
update indexed set article = (
    select article.number from annotation join article on article.id = annotation.article
    where annotation.id = indexed.id
) where kind = 'annotation';
create trigger numbered after insert on indexed when new.kind = 'article' begin
    update article set number = new.number where id = new.id;
end;
-- An article may come back that once was in the index.
create trigger numbered_before after insert on article begin
    update article set number = (
        select number from indexed where indexed.kind = 'article' and indexed.id = new.id
    ) where id = new.id;
end;
-- articles(), count(): those in which words are found, without the row
create index article_by_number
    on article (number, trashed, archived, starred, opened, added, id);
-- count(): lang: and site:, without the row
create index article_by_lang
    on article (lang, site_order, address, trashed, archived, starred, opened);
-- is:open, and those with a label
drop index annotation_by_label;
create index annotation_by_label on annotation (label, trashed, article, checked);
-- has:note, is:private, is:orphaned: the few that are
create index annotation_noted on annotation (article) where note <> '' and trashed is null;
create index article_noted on article (id) where note <> '';
create index annotation_private on annotation (article) where private = 1 and trashed is null;
create index place_lost on place (annotation, revision) where start is null;
create index article_revised on article (id) where revision > 1;
"""

STEPS: tuple[str, ...] = (FIRST, FEEDS, PRINTS, SEARCHES, ORDERS, PACKED, NUMBERS)


def open_library(path: Path, steps: Sequence[str] = STEPS) -> Connection:
    """A connection that writes, to a file brought up to date; a missing file is made.

    Raises LibraryProblem for what is not a library, is newer than this program, or cannot be
    written. An older file is copied beside itself before it is changed.
    """
    _check_place(path)
    if path.exists() and not os.access(path, os.W_OK):
        raise not_writable(path)  # SQLite would say so only at the first change
    db = Connection(path)
    try:
        _check_ours(db, len(steps))
        db.run("pragma trusted_schema = off")
        db.run("pragma foreign_keys = on")
        db.run("pragma journal_mode = wal")
        db.run("pragma synchronous = normal")
        # A commit that also brings the log home takes 30 to 100 ms, on the thread that writes. A
        # worker does it a moment after the last commit (`Library.checkpoint`); this is for a log
        # that grows to 64 MB before.
        db.run("pragma wal_autocheckpoint = 16000")
        _bring_up_to_date(db, steps)
        db.stay_with_file()
    except BaseException:
        db.close()
        raise
    return db


def open_reader(path: Path) -> Connection:
    """A connection for any one thread that cannot write, to a library that is open elsewhere."""
    db = Connection(path, make=False, any_thread=True)
    db.run("pragma trusted_schema = off")
    db.run("pragma query_only = on")
    return db


def open_copy(path: Path) -> Connection:
    """A connection that cannot write to a library that nobody works in; it is not brought up to
    date. Raises LibraryProblem for what is none, and for one from a newer version."""
    try:
        if not is_library(path):
            raise not_ours(path)
    except OSError as error:
        raise LibraryProblem(
            _("“{file}” cannot be read: {reason}.").format(
                file=path, reason=error.strerror or error
            ),
            _("Look whether it was moved, or whether its disk is there."),
        ) from error
    db = open_reader(path)
    try:
        _check_ours(db, len(STEPS))
    except BaseException:
        db.close()
        raise
    return db


def is_library(path: Path) -> bool:
    """Whether a file is one of Galley's, by its header."""
    with path.open("rb") as file:
        header = file.read(72)
    return header[:16] == b"SQLite format 3\0" and header[68:72] == APPLICATION_ID.to_bytes(4)


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise not_ours(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryProblem(
            _("There is no folder for “{file}”, and none can be made.").format(file=path),
            _("Choose another place for the library."),
        ) from error


def _check_ours(db: Connection, known: int) -> None:
    tables = db.value("select count(*) from sqlite_schema")
    if tables and db.value("pragma application_id") != APPLICATION_ID:
        raise not_ours(db.path)
    if db.value("pragma user_version") > known:
        raise LibraryProblem(
            _("“{file}” was written by a newer version of Galley.").format(file=db.path),
            _("Install that version; the file was not touched."),
        )


def _bring_up_to_date(db: Connection, steps: Sequence[str]) -> None:
    version = db.value("pragma user_version")
    if 0 < version < len(steps):
        _copy_before(db, version)
    for number, step in enumerate(steps[version:], start=version + 1):
        with db.writing():
            # Another process may have been faster.
            if db.value("pragma user_version") < number:
                db.run_script(step)
                db.run(f"pragma application_id = {APPLICATION_ID}")
                db.run(f"pragma user_version = {number}")


def _copy_before(db: Connection, version: int) -> None:
    copy = Connection(db.path.with_name(f"{db.path.stem}.before-{version + 1}{db.path.suffix}"))
    try:
        db.copy_to(copy)
        copy.run("pragma journal_mode = delete")
    finally:
        copy.close()
