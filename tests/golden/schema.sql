CREATE TABLE annotation (
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

CREATE TABLE article (
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
    address text, opened text, marks integer not null default 0, number integer,
    -- not `restrict`: article and revision name each other, and go together
    foreign key (id, revision) references revision (article, number)
        deferrable initially deferred
) strict;

CREATE TABLE blob (
    sha256 text primary key,
    content blob not null
, repeats text) strict;

CREATE TABLE conflict (
    kind text not null,
    id text not null,
    field text not null,
    ours text not null,
    theirs text not null,
    file text not null,
    since text not null,
    primary key (kind, id, field)
) strict;

CREATE TABLE export_file (
    number integer primary key,
    path text not null,
    article text not null,
    sha256 text not null,
    content blob not null,
    annotations text not null,
    exported_at text not null
) strict;

CREATE TABLE feed_item (
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

CREATE TABLE indexed (
    number integer primary key,
    kind text not null,
    id text not null,
    live integer not null, article integer,
    unique (kind, id)
) strict;

CREATE TABLE journal (
    number integer primary key,
    at text not null,
    by text not null,
    what text not null,
    undoes integer,
    digest text not null,
    left_digest text,
    hash text not null,
    -- last: it may be long, and what follows it in the row is slow to reach
    payload blob not null default x'') strict;

CREATE TABLE label (
    id text primary key,
    name text not null,
    colour text not null,
    position integer not null,
    retired integer not null
) strict;

CREATE TRIGGER mark_gone after delete on annotation when old.trashed is null begin
    update article set marks = marks - 1 where id = old.article;
end;

CREATE TRIGGER mark_made after insert on annotation when new.trashed is null begin
    update article set marks = marks + 1 where id = new.article;
end;

CREATE TRIGGER mark_removed after update of trashed, article on annotation
when (old.trashed, old.article) is not (new.trashed, new.article) begin
    update article set marks = marks - (old.trashed is null) where id = old.article;
    update article set marks = marks + (new.trashed is null) where id = new.article;
end;

CREATE TRIGGER numbered after insert on indexed when new.kind = 'article' begin
    update article set number = new.number where id = new.id;
end;

CREATE TRIGGER numbered_before after insert on article begin
    update article set number = (
        select number from indexed where indexed.kind = 'article' and indexed.id = new.id
    ) where id = new.id;
end;

CREATE TRIGGER opened_before after insert on article begin
    update article set opened = (
        select trim(value, '"') from trace where trace.kind = 'opened' and trace.id = new.id
    ) where id = new.id;
end;

CREATE TRIGGER opened_forgotten after delete on trace when old.kind = 'opened' begin
    update article set opened = null where id = old.id;
end;

CREATE TRIGGER opened_noted after insert on trace when new.kind = 'opened' begin
    update article set opened = trim(new.value, '"') where id = new.id;
end;

CREATE TRIGGER opened_noted_again after update on trace when new.kind = 'opened' begin
    update article set opened = trim(new.value, '"') where id = new.id;
end;

CREATE TABLE picture (
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

CREATE TABLE place (
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

CREATE TABLE print (
    value integer not null,
    number integer not null,
    primary key (value, number)
) strict, without rowid;

CREATE TABLE revision (
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

CREATE TABLE saved_search (
    id text primary key,
    name text not null,
    words text not null,
    position integer not null
) strict;

CREATE VIRTUAL TABLE search using fts5 (
    title, text, byline, note, tags,
    content = '',
    prefix = '2 3',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);

CREATE TABLE state (
    name text primary key,
    value text not null
) strict, without rowid;

CREATE TABLE story (
    id text primary key,
    title text not null,
    note text not null,
    items text not null
) strict;

CREATE TABLE subscription (
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

CREATE TABLE tag (
    key text primary key,
    name text not null,
    colour text
) strict;

CREATE TABLE tagged (
    tag text not null,
    kind text not null,
    id text not null,
    primary key (tag, kind, id)
) strict, without rowid;

CREATE TABLE touched (
    kind text not null,
    id text not null,
    number integer not null references journal (number) on delete restrict,
    primary key (kind, id, number)
) strict, without rowid;

CREATE TABLE trace (
    kind text not null,
    id text not null,
    value text not null,
    primary key (kind, id)
) strict, without rowid;

CREATE TABLE used (
    id text primary key
) strict, without rowid;

CREATE INDEX annotation_by_article on annotation (article, trashed, label);

CREATE INDEX annotation_by_label on annotation (label, trashed, article, checked);

CREATE INDEX annotation_noted on annotation (article) where note <> '' and trashed is null;

CREATE INDEX annotation_private on annotation (article) where private = 1 and trashed is null;

CREATE INDEX article_by_added on article (added, id, trashed, archived, starred, opened);

CREATE INDEX article_by_address on article (address);

CREATE INDEX article_by_lang
    on article (lang, site_order, address, trashed, archived, starred, opened);

CREATE INDEX article_by_marks on article (marks, added, id, trashed, archived, starred, opened);

CREATE INDEX article_by_number
    on article (number, trashed, archived, starred, opened, added, id);

CREATE INDEX article_by_opened on article (opened, added, id, trashed, archived, starred);

CREATE INDEX article_by_published
    on article (published_at, added, id, trashed, archived, starred, opened);

CREATE INDEX article_by_site
    on article (site_order, added desc, id, trashed, archived, starred, opened);

CREATE INDEX article_by_title
    on article (title_order, added desc, id, trashed, archived, starred, opened);

CREATE INDEX article_noted on article (id) where note <> '';

CREATE INDEX article_revised on article (id) where revision > 1;

CREATE INDEX article_starred on article (added, id) where starred = 1;

CREATE INDEX article_trashed on article (added, id) where trashed is not null;

CREATE INDEX export_file_by_article on export_file (article);

CREATE INDEX export_file_by_path on export_file (path, number);

CREATE INDEX feed_item_by_address on feed_item (address);

CREATE INDEX feed_item_by_article on feed_item (article) where article is not null;

CREATE INDEX place_lost on place (annotation, revision) where start is null;

CREATE INDEX revision_by_source on revision (source);

CREATE INDEX touched_by_number on touched (number);
