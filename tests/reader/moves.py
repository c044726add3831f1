"""Changes that fit a library, by hand and at random; no hypothesis here, so that a child process
that needs them starts fast."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from reader import anchoring, model, records
from reader import changes as changes_of
from reader.library import Library
from reader.model import AnnotationId, ArticleId, Document, Passage, Sha256

SENTENCES = (
    "Sekretaris Jenderal NATO menyerahkan kepemimpinan kepada Mark Rutte.",
    "She said: “No, thank you” — and left.",
    "قال الوزير إن الميزانية لن تُخفَّض هذا العام.",
    "הממשלה אישרה אתמול את התקציב.",
    "सरकार ने कल नया क़ानून पारित किया।",
    "政府は昨日、新しい法案を可決した。",
    "国防部发言人说：「没有评论」。",
    "정부는 어제 새 법안을 통과시켰다.",
    "Ça coûte 5 €, déjà-vu, Ångström, İstanbul, straße.",
    "e\u0301t\u00e9, n\u0303ino, a\u0323\u0302, \u0928\u093f",
    "👩‍👩‍👧‍👦 🇩🇪 👍🏽 𝒜𝓑 𠮷野家",
    "<b>bold</b> & <img src='file:///etc/passwd'>",
    "*not* _marked_ [at](all) ==here== #tag",
    "50 % of $9 and a\u00a0b, a\u202fb.",
)

AT = datetime(2024, 10, 2, 14, 31, 7, tzinfo=UTC)


def a_document(text: str) -> Document:
    """A document of the lines of a text, the first of them its headline."""
    first, *rest = text.split("\n")
    leaves = [model.leaf("heading", first, level=1), *(model.leaf("paragraph", r) for r in rest)]
    return Document(tuple(leaf for leaf in leaves if leaf is not None))


def an_arrival(
    article: ArticleId, text: str, *, at: datetime = AT, url: str | None = None, **fields: Any
) -> tuple[model.Change, Mapping[Sha256, bytes]]:
    """The change that adds an article of this text, and its blobs."""
    document = a_document(text)
    source = model.Source(text.encode(), "text/plain", at, url=url)
    packed = records.pack(source, document)
    read = model.Captured(document, document.blocks[0].text, url=url, canonical=url, **fields)
    return changes_of.add(read, source, packed, article=article, at=at), packed.blobs


def added(library: Library, text: str, *, at: datetime = AT, **fields: Any) -> ArticleId:
    """The id of an article of this text, now in the library."""
    id = library.new_article_id()
    change, blobs = an_arrival(id, text, at=at, **fields)
    library.apply(change, at=at, by="window", blobs=blobs)
    return id


def marked(
    library: Library, article: ArticleId, words: str, *, note: str = "", at: datetime = AT,
    **fields: Any,
) -> AnnotationId:  # fmt: skip
    """The id of an annotation on the first place of these words, now in the library."""
    document, id = library.document(article), library.new_annotation_id()
    start = document.text.index(words)
    change = changes_of.mark(
        document, article, library.article(article).revision, Passage(start, start + len(words)),
        fields.pop("label", library.labels()[0].id), id=id, at=at, note=note, **fields,
    )  # fmt: skip
    library.apply(changes_of.naming_tags(change, library.tags()), at=at, by="window")
    return id


def revised(library: Library, article: ArticleId, text: str, *, at: datetime = AT) -> int:
    """The number of a further revision of this text, its annotations carried over."""
    now, document = library.article(article), a_document(text)
    number = len(library.revisions(article)) + 1
    change, blobs = _revision(library, now, document, number, at)
    library.apply(change, at=at, by="capture", blobs=blobs)
    return number


def _revision(
    library: Library, article: model.Article, document: Document, number: int, at: datetime
) -> tuple[model.Change, Mapping[Sha256, bytes]]:
    source = model.Source(document.text.encode(), "text/plain", at)
    packed = records.pack(source, document)
    marks = library.annotations(article.id)
    found = anchoring.locate(document.text, [mark.anchor for mark in marks])
    places = [
        model.Place(mark.id, number, f.passage, f.how, f.score, article.revision)
        if f
        else model.Place(mark.id, number, None, "orphan", 0.0)
        for mark, f in zip(marks, found, strict=True)
    ]
    read = model.Captured(document, document.blocks[0].text)
    return changes_of.revise(
        article, read, source, packed, number=number, places=places
    ), packed.blobs


Move = Callable[[Random, Library], "tuple[model.Change | None, Mapping[Sha256, bytes]]"]


def next_change(random: Random, library: Library) -> tuple[model.Change, Mapping[Sha256, bytes]]:
    """Some change that fits the library as it is now, and its blobs."""
    while True:
        change, blobs = random.choice(_MOVES)(random, library)
        if change is not None:
            return changes_of.naming_tags(change, library.tags()), blobs


def _an_article(random: Random, library: Library) -> model.Article | None:
    rows = library.articles(model.ArticleQuery(shelf="all"))
    return random.choice(rows).article if rows else None


def _an_annotation(random: Random, library: Library) -> model.Annotation | None:
    marks = library.annotations()
    return random.choice(marks) if marks else None


def _some_text(random: Random) -> str:
    lines = [" ".join(random.choices(SENTENCES, k=random.randint(1, 4))) for _each in range(3)]
    return "\n".join(lines)


def _add(random: Random, library: Library) -> Any:
    return an_arrival(library.new_article_id(), _some_text(random))


def _revise(random: Random, library: Library) -> Any:
    article = _an_article(random, library)
    if article is None:
        return None, {}
    number = len(library.revisions(article.id)) + 1
    return _revision(library, article, a_document(_some_text(random)), number, AT)


def _mark(random: Random, library: Library) -> Any:
    article = _an_article(random, library)
    if article is None:
        return None, {}
    document = library.document(article.id)
    start = random.choice([i for i, char in enumerate(document.text) if not char.isspace()])
    return changes_of.mark(
        document, article.id, article.revision, Passage(start, start + random.randint(1, 60)),
        random.choice(library.labels()).id, id=library.new_annotation_id(), at=AT,
        note=random.choice(SENTENCES), tags=random.sample(["nato", "選挙", "x/y"], 1),
    ), {}  # fmt: skip


def _edit_annotation(random: Random, library: Library) -> Any:
    mark = _an_annotation(random, library)
    if mark is None:
        return None, {}
    return changes_of.edit_annotation(
        mark, at=AT, note=random.choice(SENTENCES), private=random.random() < 0.3,
        checked=random.choice(["none", "holds", "wrong"]), tags=random.sample(["a", "b"], 1),
    ), {}  # fmt: skip


def _edit_article(random: Random, library: Library) -> Any:
    article = _an_article(random, library)
    if article is None:
        return None, {}
    field, value = random.choice(
        [
            ("note", random.choice(SENTENCES)),
            ("starred", random.random() < 0.5),
            ("archived", random.random() < 0.5),
            ("tags", random.sample(["nato", "Wahl", "بجت"], 2)),
            ("title", random.choice(SENTENCES)),
        ]
    )
    return changes_of.edit_article(article, **{field: value}), {}


def _remove(random: Random, library: Library) -> Any:
    pick = random.choice([_an_article, _an_annotation])
    record = pick(random, library)
    return (None if record is None else changes_of.remove(record, at=AT)), {}


def _restore(random: Random, library: Library) -> Any:
    rows = library.articles(model.ArticleQuery(shelf="trash"))
    trashed = [*(row.article for row in rows), *library.annotations(trashed=True)]
    return (changes_of.restore(random.choice(trashed)) if trashed else None), {}


def _story(random: Random, library: Library) -> Any:
    rows = library.articles(model.ArticleQuery(shelf="all"))
    items = tuple(row.article.id for row in rows if random.random() < 0.5)
    known = library.stories()
    if known and random.random() < 0.7:
        story = random.choice(known)
        after = replace(story, items=items, note=random.choice(SENTENCES))
        return (None if after == story else model.Change("story", (model.Edit(story, after),))), {}
    story = model.Story(library.new_story_id(), random.choice(SENTENCES), items=items)
    return model.Change("story", (model.Edit(None, story),)), {}


def _picture(random: Random, library: Library) -> Any:
    article = _an_article(random, library)
    if article is None:
        return None, {}
    content = random.randbytes(20)
    src = f"https://example.org/{len(library.pictures(article.id))}.png"
    kept = model.StoredPicture(article.id, src, model.sha256(content), None, "image/png", 2, 3)
    return model.Change("revise", (model.Edit(None, kept),)), {model.sha256(content): content}


def _save_search(random: Random, library: Library) -> Any:
    known = library.saved_searches()
    if known and random.random() < 0.5:
        return changes_of.drop_search(random.choice(known)), {}
    words = random.choice(SENTENCES)
    return changes_of.save_search(known, "", words, id=library.new_search_id()), {}


def _follow_feed(random: Random, library: Library) -> Any:
    known = library.subscriptions()
    if known and random.random() < 0.6:
        feed = random.choice(known)
        after = random.choice([None, replace(feed, name=random.choice(SENTENCES))])
        return (None if after == feed else model.Change("feed", (model.Edit(feed, after),))), {}
    id = library.new_feed_id()
    feed = model.Subscription(id, f"https://example.org/{id}", random.choice(SENTENCES), AT)
    return model.Change("subscribe", (model.Edit(None, feed),)), {}


_MOVES: tuple[Move, ...] = (
    _add, _revise, _mark, _mark, _mark, _edit_annotation, _edit_annotation, _edit_article, _remove,
    _restore, _story, _picture, _follow_feed, _save_search,
)  # fmt: skip


def write_for_ever(path: Path, seed: int) -> None:
    """Applies changes and prints each number with its hash once it is confirmed."""
    library, random = Library(path), Random(seed)
    print("ready", flush=True)
    while True:
        change, blobs = next_change(random, library)
        number = library.apply(change, at=AT, by="window", blobs=blobs)
        print(number, library.history(since=number - 1)[-1].hash, flush=True)
        if random.random() < 0.1:
            library.checkpoint()


if __name__ == "__main__":
    write_for_ever(Path(sys.argv[1]), int(sys.argv[2]))
