"""The search index: what is in it, what is typed, and where in a text it was found.

An article is in it with the text of its current revision, an annotation with its quote, note and
tags; what is in the trash, or belongs to what is, is not. All text is folded by `reader.text`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import cast

from reader import query
from reader.model import (
    Annotation,
    Article,
    ArticleId,
    Hit,
    Key,
    Passage,
    Place,
    Record,
    Revision,
)
from reader.query import Words
from reader.store import blobs, prints, tables
from reader.store.connection import Connection
from reader.store.ready import NOTHING, Ready
from reader.text import fold
from reader.values import dataclass

VERSION = f"2/{unicodedata.unidata_version}"
"""What the rows in the index were folded by: a row folded otherwise could not be taken out."""

SNIPPET = 160
"""Code points shown around a find."""

LEAD = 50
"""Code points shown before it."""

MOST_TERMS = 60
"""Words of a typed search that are heeded: SQLite refuses expressions deeper than 256."""

MOST_MATCHES = 500
"""Finds of one word in one text that are weighed for the best place."""

Folds = tuple[str, str, str, str, str]
"""Title, text, bylines with site, note, tags."""


# --- keeping it ----------------------------------------------------------------------------------


def fresh(db: Connection) -> None:
    """Builds the index anew where it was folded by another version."""
    if db.value("select value from state where name = 'fold'") == VERSION:
        return
    with db.writing():
        prints.clear(db)
        db.run("insert into search (search) values ('delete-all')")
        db.run("update indexed set live = 0")
        for key in _ever_indexed(db):
            put(db, key)
        db.run("insert or replace into state values ('fold', ?)", (VERSION,))


def _ever_indexed(db: Connection) -> list[Key]:
    rows = db.rows("select kind, id from indexed order by number")
    return [Key(*row) for row in rows]


def affected(
    db: Connection, changed: Iterable[tuple[Key, Record | None, Record | None]]
) -> set[Key]:
    """The keys whose rows a change makes out of date, from (key, before, after) of its records."""
    keys: set[Key] = set()
    for key, before, after in changed:
        match before or after:
            case Article():
                if _article_words(before) != _article_words(after):
                    keys.add(key)
                if _hidden(before) != _hidden(after):
                    keys.update(_annotations_of(db, key.id))
            case Annotation():
                if _annotation_words(before) != _annotation_words(after):
                    keys.add(key)
    return keys


def _hidden(record: Record | None) -> bool:
    return record is None or (isinstance(record, Article) and record.trashed is not None)


def _article_words(record: Record | None) -> object:
    if not isinstance(record, Article) or record.trashed is not None:
        return None
    return record.title, record.bylines, record.site, record.note, record.revision


def _annotation_words(record: Record | None) -> object:
    if not isinstance(record, Annotation) or record.trashed is not None:
        return None
    return record.anchor.exact, record.note, record.tags


def _annotations_of(db: Connection, article: str) -> list[Key]:
    rows = db.rows("select id from annotation where article = ?", (article,))
    return [Key("annotation", row[0]) for row in rows]


def take_out(db: Connection, key: Key, ready: Ready = NOTHING) -> None:
    """Takes a record's row out; the tables must still hold what was put in."""
    number = db.value("select number from indexed where (kind, id, live) = (?, ?, 1)", key)
    if number is None:
        return
    db.run(
        """
        insert into search (search, rowid, title, text, byline, note, tags)
        values ('delete', ?, ?, ?, ?, ?, ?)
        """,
        (number, *_folds(db, key, ready)),
    )
    if key.kind == "article":
        prints.take_out(db, number, ready.prints_of(_text(db, key)))
    db.run("update indexed set live = 0 where number = ?", (number,))


def put(db: Connection, key: Key, ready: Ready = NOTHING) -> None:
    """Puts a record's row in if it is there to be found; it keeps the number it once had."""
    if not _findable(db, key):
        return
    db.run("insert or ignore into indexed (kind, id, live) values (?, ?, 0)", key)
    number = db.value("select number from indexed where (kind, id) = (?, ?)", key)
    db.run("insert into search (rowid, title, text, byline, note, tags) values (?, ?, ?, ?, ?, ?)",
           (number, *_folds(db, key, ready)))  # fmt: skip
    if key.kind == "article":
        prints.put(db, number, ready.prints_of(_text(db, key)))
    db.run(
        "update indexed set live = 1, article = ? where number = ?",
        (number if key.kind == "article" else _number_of_article(db, key.id), number),
    )


def _number_of_article(db: Connection, annotation: str) -> int | None:
    number: int | None = db.value(
        """
        select article.number from annotation join article on article.id = annotation.article
        where annotation.id = ?
        """,
        (annotation,),
    )
    return number


def forget(db: Connection, keys: Iterable[Key]) -> None:
    """Forgets that these were ever in the index, and packs it so that no word of them is left."""
    db.run_many("delete from indexed where (kind, id) = (?, ?)", keys)
    # A row taken out leaves its words in older segments until they are merged.
    db.run("insert into search (search) values ('optimize')")


def _findable(db: Connection, key: Key) -> bool:
    record = tables.find(db, key)
    if isinstance(record, Annotation):
        return record.trashed is None and _findable(db, Key("article", record.article))
    return isinstance(record, Article) and record.trashed is None


def _folds(db: Connection, key: Key, ready: Ready = NOTHING) -> Folds:
    record = tables.find(db, key)
    if isinstance(record, Annotation):
        words = ("", record.anchor.exact, "", record.note, " ".join(record.tags))
    else:
        article = cast(Article, record)
        text = text_of(db, article.id, article.revision)
        words = (article.title, text, _credits(article), article.note, "")
    title, body, byline, note, tags = map(ready.folded, words)
    return title, body, byline, note, tags


def _credits(article: Article) -> str:
    return "\n".join([*article.bylines, article.site or ""])


def _text(db: Connection, key: Key) -> str:
    article = cast(Article, tables.find(db, key))
    return text_of(db, article.id, article.revision)


def text_of(db: Connection, article: ArticleId, revision: int) -> str:
    """The canonical text of a revision."""
    found = tables.find(db, Key("revision", f"{article}/{revision}"))
    return blobs.get(db, cast(Revision, found).text).decode()


# --- what is typed -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand one after the other; the last may be the beginning of one."""

    tokens: tuple[str, ...]
    open: bool = False

    def expression(self) -> str:
        """As FTS5 wants it: a token holds no quotation mark."""
        return f'"{" ".join(self.tokens)}"' + (" *" if self.open else "")

    def pattern(self) -> re.Pattern[str]:
        return re.compile(r"[\W_]+".join(map(re.escape, self.tokens)))


def terms(typed: str) -> tuple[Term, ...]:
    """The words that must be there of what was typed, as terms; at most MOST_TERMS."""
    return terms_of(query.parse(typed).words)


def terms_of(words: Sequence[Words]) -> tuple[Term, ...]:
    """Words of a query as terms; those that hold nothing to search for are left out."""
    found = [(tuple(_tokens(fold(each.text).text)), each.begun) for each in words]
    return tuple(Term(tokens[:MOST_TERMS], begun) for tokens, begun in found if tokens)[:MOST_TERMS]


def _tokens(folded: str) -> Iterator[str]:
    for kept, chars in groupby(folded, _in_a_word):
        if kept:
            yield "".join(chars)


@lru_cache(4096)
def _in_a_word(char: str) -> bool:
    """Whether FTS5 takes this for part of a word: the categories in the schema."""
    category = unicodedata.category(char)
    return category[0] in "LN" or category in ("Co", "Mn", "Mc")


def expression(wanted: Sequence[Term]) -> str:
    """All terms as one expression of FTS5."""
    return " AND ".join(term.expression() for term in wanted)


# --- what is found -------------------------------------------------------------------------------


def hit(db: Connection, key: Key, wanted: Sequence[Term]) -> Hit:
    """What is shown of an article or annotation in which these terms were found."""
    record = tables.find(db, key)
    if isinstance(record, Annotation):
        return _annotation_hit(db, record, wanted)
    return _article_hit(db, cast(Article, record), wanted)


def _article_hit(db: Connection, article: Article, wanted: Sequence[Term]) -> Hit:
    text = text_of(db, article.id, article.revision)
    if matches := found_in(text, wanted):
        best = _best(matches)
        snippet, shown = _cut(text, best.passage, matches)
        return Hit(article.id, article.title, None, best.passage, snippet, shown)
    for words in (article.title, _credits(article), article.note):
        if matches := found_in(words, wanted):
            snippet, shown = _cut(words, _best(matches).passage, matches)
            return Hit(article.id, article.title, None, None, snippet, shown)
    return Hit(article.id, article.title, None, None, *_cut(text, Passage(0, 0), []))


def _annotation_hit(db: Connection, annotation: Annotation, wanted: Sequence[Term]) -> Hit:
    article = cast(Article, tables.find(db, Key("article", annotation.article)))
    place = tables.find(db, Key("place", f"{annotation.id}/{article.revision}"))
    passage = place.passage if isinstance(place, Place) else None
    quote = annotation.anchor.exact
    for words in (annotation.note, quote, " ".join(annotation.tags)):
        if matches := found_in(words, wanted):
            snippet, shown = _cut(words, _best(matches).passage, matches)
            return Hit(article.id, article.title, annotation.id, passage, snippet, shown)
    snippet, shown = _cut(quote, Passage(0, 0), [])
    return Hit(article.id, article.title, annotation.id, passage, snippet, shown)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a term stands in a text; `term` is its number in what was typed."""

    passage: Passage
    term: int


def found_in(text: str, wanted: Sequence[Term]) -> list[Match]:
    """Where the terms stand in a text, in text order; whole words, but for an open last one."""
    folded = fold(text)
    matches = []
    for number, term in enumerate(wanted):
        places = (found.span() for found in term.pattern().finditer(folded.text))
        whole = [place for place in places if _is_whole(folded.text, *place, term.open)]
        for start, end in whole[:MOST_MATCHES]:
            low, high = folded.original(start, end)
            matches.append(Match(Passage(low, high), number))
    return sorted(matches, key=lambda match: (match.passage, match.term))


def _is_whole(folded: str, start: int, end: int, open: bool) -> bool:
    if start > 0 and _in_a_word(folded[start - 1]):
        return False
    return open or end == len(folded) or not _in_a_word(folded[end])


def _best(matches: Sequence[Match]) -> Match:
    """The first match of the stretch of one snippet that holds the most different terms."""

    def terms_near(index: int) -> int:
        end = matches[index].passage.start + SNIPPET - LEAD
        near = set()
        for match in matches[index:]:
            if match.passage.end > end:
                break
            near.add(match.term)
        return len(near)

    return matches[max(range(len(matches)), key=lambda index: (terms_near(index), -index))]


def _cut(text: str, passage: Passage, matches: Sequence[Match]) -> tuple[str, tuple[Passage, ...]]:
    """About SNIPPET code points of a text around a passage, on one line, and the matches in it."""
    low = _word_start(text, max(0, passage.start - LEAD), passage.start)
    high = min(len(text), max(low + SNIPPET, min(passage.end, low + 2 * SNIPPET)))
    before, after = "…" if low > 0 else "", "…" if high < len(text) else ""
    snippet = before + text[low:high].replace("\n", " ") + after
    shift = len(before) - low
    shown = (
        Passage(match.passage.start + shift, match.passage.end + shift)
        for match in matches
        if low <= match.passage.start and match.passage.end <= high
    )
    return snippet, tuple(_apart(shown))


def _word_start(text: str, low: int, high: int) -> int:
    if low == 0:
        return 0
    space = max(text.find(" ", low, high), text.find("\n", low, high))
    return low if space < 0 else space + 1


def _apart(passages: Iterable[Passage]) -> Iterator[Passage]:
    end = -1
    for passage in passages:
        if passage.start >= end:
            yield passage
            end = passage.end
