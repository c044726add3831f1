"""A large library: how long it takes to find, filter, note, store and back up in it.

    python -m tests.bench.library [--articles N] [--keep FILE] [--cpu]

Articles have about 5 kB of text in eight languages, in words as frequent as words are (Zipf), and
two marks each in the mean; the same in every run. `--keep` makes the file once and uses it again;
`--cpu` counts the time of the processor, which a busy machine disturbs less.
Floors are the same question in bare sqlite3, with nothing made of the answer.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from reader import changes, records
from reader.library import Library
from reader.model import (
    ArticleId,
    ArticleQuery,
    Block,
    Captured,
    Change,
    Document,
    Edit,
    LabelId,
    Passage,
    Source,
    TraceKey,
)
from reader.noted import NotesQuery

ARTICLES = 100_000
FROM = datetime(2016, 1, 4, 6, tzinfo=UTC)
AT_ONCE = 200

_SYLLABLES = {
    "en": ("board", "wat", "er", "the", "of", "ing", "ed", "pump", "town", "re", "con", "st", "al"),
    "id": ("ber", "kan", "per", "an", "me", "ng", "desa", "air", "sung", "ai", "di", "ke", "pe"),
    "de": ("ver", "ung", "haus", "der", "ge", "sch", "stadt", "en", "keit", "wasser", "un", "be"),
    "es": ("que", "ción", "agua", "el", "ayunta", "miento", "de", "los", "río", "ado", "ar", "mos"),
    "tr": ("su", "lar", "köy", "bele", "diye", "ın", "dir", "ğı", "yor", "ler", "şe", "hir"),
    "ru": ("вод", "город", "ний", "ство", "по", "ова", "ние", "при", "совет", "ка", "ть", "ра"),
    "ar": ("ماء", "مدينة", "ال", "مجلس", "ون", "ات", "مست", "قر", "ار", "بلد", "ية", "سد"),
    "zh": tuple("水市会议长说的在了不是人我他有这中大来上国个到和地为子以时年要就出会可也你对生能"),
}


@dataclass(frozen=True)
class Figure:
    """One line of the table, in milliseconds if it does not say otherwise."""

    what: str
    median: float
    high: float
    floor: float | None
    reach: str


# --- the library ---------------------------------------------------------------------------------


class Speaker:
    """Writes sentences of made-up words in one language, some words far oftener than others."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._random = Random(lang)
        syllables = _SYLLABLES[lang]
        few, many = (1, 2) if lang == "zh" else (1, 4)
        self.words = [
            "".join(self._random.choices(syllables, k=self._random.randint(few, many)))
            for _word in range(8000)
        ]
        self._weights = list(accumulate(1 / (rank + 1) for rank in range(len(self.words))))
        self._space, self._stop = ("", "。") if lang == "zh" else (" ", ". ")

    def text(self, length: int) -> str:
        """About so many bytes of sentences."""
        written: list[str] = []
        size = 0
        while size < length:
            count = self._random.randint(8, 24)
            words = self._random.choices(self.words, cum_weights=self._weights, k=count)
            sentence = self._space.join(words)
            sentence = sentence[:1].upper() + sentence[1:] + self._stop
            written.append(sentence)
            size += len(sentence.encode())
        return "".join(written)


def make(path: Path, articles: int) -> None:
    """Makes the library; tells on stderr how far it is."""
    random = Random(7)
    speakers = [Speaker(lang) for lang in _SYLLABLES]
    sites = [f"{speaker.words[n]} Post" for speaker in speakers for n in range(100, 120)]
    tags = [f"tag-{number}" for number in range(300)]
    with Library(path) as library:
        labels = [label.id for label in library.labels()]
        for start in range(0, articles, AT_ONCE):
            edits: list[Edit] = []
            blobs: dict[Any, bytes] = {}
            opened: list[ArticleId] = []
            for number in range(start, min(start + AT_ONCE, articles)):
                at = FROM + timedelta(minutes=40 * number)
                id = library.new_article_id()
                made, kept = _article(
                    library, id, random, random.choice(speakers), at, sites, tags, labels
                )
                edits += made
                blobs |= kept
                if random.random() < 0.6:
                    opened.append(id)
            change = changes.naming_tags(Change("add", tuple(edits)), library.tags())
            library.apply(change, at=FROM, by="shell", blobs=blobs)
            for id in opened:
                library.trace(TraceKey("opened", id), FROM)
            print(f"\r{start + AT_ONCE} of {articles}", end="", file=sys.stderr)
        story = changes.into_story(
            None,
            [row.article.id for row in library.articles(ArticleQuery(limit=500))],
            new_id=library.new_story_id(),
            title="The water scandal",
        )
        if story is not None:
            library.apply(story, at=FROM, by="shell")
    print(file=sys.stderr)


def _article(
    library: Library,
    id: ArticleId,
    random: Random,
    speaker: Speaker,
    at: datetime,
    sites: Sequence[str],
    tags: Sequence[str],
    labels: Sequence[LabelId],
) -> tuple[list[Edit], dict[Any, bytes]]:
    title = speaker.text(40).rstrip(" .。")
    paragraphs = [speaker.text(600).strip() for _paragraph in range(8)]
    document = Document(
        (
            Block("heading", title, level=1),
            *(Block("paragraph", words) for words in paragraphs),
        ),
        speaker.lang,
    )
    source = Source(document.text.encode(), "text/plain", at, url=f"https://example.org/{id}")
    packed = records.pack(source, document)
    captured = Captured(
        document,
        title,
        bylines=(f"Reporter {random.randrange(400)}",),
        site=random.choice(sites),
        url=source.url,
        canonical=source.url,
        published=at.isoformat(),
        lang=speaker.lang,
        excerpt=paragraphs[0][:300],
    )
    chosen = random.sample(tags, k=random.choice((0, 0, 1, 2)))
    added = changes.add(captured, source, packed, article=id, at=at, tags=chosen)
    edits = list(added.edits)
    for _mark in range(random.choice((0, 1, 2, 3, 4))):
        start = random.randrange(len(document.text) - 80)
        mark = changes.mark(
            document,
            id,
            1,
            Passage(start, start + random.randint(20, 70)),
            random.choice(labels),
            id=library.new_annotation_id(),
            at=at,
            note=speaker.text(80).strip() if random.random() < 0.6 else "",
            tags=random.sample(tags, k=random.choice((0, 0, 1))),
        )
        edits += mark.edits
    return edits, dict(packed.blobs)


# --- measuring -----------------------------------------------------------------------------------


_clock: Callable[[], float] = time.perf_counter


def times(action: Callable[[Any], object], given: Sequence[Any]) -> list[float]:
    """Milliseconds of each call."""
    found = []
    for each in given:
        start = _clock()
        action(each)
        found.append(1000 * (_clock() - start))
    return found


def figure(what: str, found: Sequence[float], floor: Sequence[float] | None, reach: str) -> Figure:
    ordered = sorted(found)
    high = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return Figure(
        what,
        statistics.median(found),
        high,
        statistics.median(floor) if floor else None,
        reach,
    )


def typed(random: Random, count: int) -> list[str]:
    """What a person types to find something: beginnings of words, words, two words."""
    speakers = [Speaker(lang) for lang in _SYLLABLES]
    found = []
    for number in range(count):
        speaker = speakers[number % len(speakers)]
        word = random.choice(speaker.words[: random.choice((50, 1000, 8000))])
        match number % 4:
            case 0:
                found.append(word[:2])
            case 1:
                found.append(word[:4])
            case 2:
                found.append(f"{random.choice(speaker.words[:200])} {word}")
            case _:
                found.append(word)
    return found


FILTERS = (
    *("tag:tag-7", "label:check", "story:water", "is:annotated", "is:unread", "is:open", "lang:id"),
    *("site:post is:unread", "has:note", "before:2018 tag:tag-9", "-is:annotated", "is:orphaned"),
    *("by:reporter after:2019", "is:annotated or is:starred", "private in:notes"),
)


def measured(path: Path) -> Iterator[Figure]:
    """The figures of issue 7 that need no window."""
    random = Random(11)
    with Library(path) as library:
        library.search("warm")
        bare = sqlite3.connect(path)
        words = typed(random, 200)
        yield figure(
            "search as you type, 20 hits with snippets",
            times(lambda each: library.search(each, 20), words),
            times(lambda each: _bare_search(bare, each), words),
            "p95 50",
        )
        yield figure(
            "the list for what is typed, first page and count",
            times(
                lambda each: _page(library, ArticleQuery(words=each, shelf="all", limit=60)),
                words[:60],
            ),
            times(lambda each: _bare_count(bare, each), words[:60]),
            "p95 50",
        )
        given = [each for each in FILTERS for _round in range(4)]
        yield figure(
            "filter by tag, label, story, state; first page and count",
            times(
                lambda each: _page(library, ArticleQuery(words=each, shelf="all", limit=60)), given
            ),
            None,
            "p95 50",
        )
        yield figure(
            "all notes: search, first 60",
            times(lambda each: library.noted(NotesQuery(words=each, limit=60)), words[:80]),
            times(lambda each: _bare_count(bare, each), words[:80]),
            "p95 50",
        )
        bare.close()
        read = [row.article.id for row in library.articles(ArticleQuery(limit=100, offset=40))]
        yield figure("read a document", times(library.document, read), None, "-")
        speaker = Speaker("en")
        new = [_one(library, random, speaker) for _each in range(60)]
        yield figure(
            "store an article with its index",
            times(lambda each: _keep(library, *each), new),
            None,
            "5 median",
        )
        ids = [row.article.id for row in library.articles(ArticleQuery(limit=60))]
        marks = [_mark(library, id) for id in ids]
        yield figure(
            "store one annotation",
            times(lambda each: library.apply(each, at=FROM, by="window"), marks),
            None,
            "1 median",
        )
        yield _backup(library, path)
        articles = library.count(ArticleQuery(shelf="all"))
    size = path.stat().st_size / articles
    yield Figure("size of the file, bytes an article", size, size, None, "12000")


def _page(library: Library, query: ArticleQuery) -> None:
    library.articles(query)
    library.count(query)


def _bare_search(db: sqlite3.Connection, words: str) -> None:
    expression = " AND ".join(f'"{each}"' for each in words.split())
    db.execute(
        "select rowid from search where search match ? order by rowid desc limit 20",
        (f"{expression} *",),
    ).fetchall()


def _bare_count(db: sqlite3.Connection, words: str) -> None:
    expression = " AND ".join(f'"{each}"' for each in words.split())
    db.execute("select count(*) from search where search match ?", (f"{expression} *",)).fetchall()


def _one(library: Library, random: Random, speaker: Speaker) -> tuple[Change, dict[Any, bytes]]:
    labels = [label.id for label in library.labels()]
    id = library.new_article_id()
    edits, blobs = _article(library, id, random, speaker, FROM, ["Post"], ["tag-1"] * 3, labels)
    return changes.naming_tags(Change("add", tuple(edits)), library.tags()), blobs


def _keep(library: Library, change: Change, blobs: dict[Any, bytes]) -> None:
    library.apply(change, at=FROM, by="window", blobs=blobs)


def _mark(library: Library, id: ArticleId) -> Change:
    document = library.document(id)
    label = library.labels()[0].id
    new = library.new_annotation_id()
    return changes.mark(document, id, 1, Passage(100, 140), label, id=new, at=FROM, note="Ask.")


def _backup(library: Library, path: Path) -> Figure:
    """The longest pause of a thread that only ticks while a backup is made on another one."""
    pauses: list[float] = []
    stop = threading.Event()

    def tick() -> None:
        last = time.perf_counter()
        while not stop.is_set():
            time.sleep(0.001)
            now = time.perf_counter()
            pauses.append(1000 * (now - last))
            last = now

    ticker = threading.Thread(target=tick)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        ticker.start()
        worker = threading.Thread(target=library.back_up, args=(Path(folder) / "Copy.galley",))
        worker.start()
        worker.join()
        stop.set()
        ticker.join()
    return Figure("longest pause while it is backed up", max(pauses), max(pauses), None, "50")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.library", description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--keep", type=Path, help="the file to make once and to use again")
    parser.add_argument("--cpu", action="store_true", help="count the time of the processor")
    asked = parser.parse_args(argv)
    if asked.cpu:
        global _clock
        _clock = time.process_time
    with tempfile.TemporaryDirectory(prefix="galley-bench-") as folder:
        path = asked.keep or Path(folder) / "Large.galley"
        if not path.exists():
            make(path, asked.articles)
        print("| what | median | p95 | bare sqlite3 | reach |\n|---|---|---|---|---|")
        for each in measured(path):
            floor = "" if each.floor is None else f"{each.floor:.2f}"
            print(f"| {each.what} | {each.median:.2f} | {each.high:.2f} | {floor} | {each.reach} |")
        rss = Path("/proc/self/status")
        if rss.exists():
            line = next(each for each in rss.read_text().split("\n") if each.startswith("VmRSS"))
            print(f"| memory of this process, MB | {int(line.split()[1]) / 1000:.0f} | | | |")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    sys.exit(main())
