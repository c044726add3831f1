"""How long 1,000 articles with 20 notes each take to a folder, again, and one of them alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TypeVar

from reader import changes, exporting, outbox
from reader.library import Library
from reader.model import ArticleId, ArticleQuery, Change, Passage
from reader.outbox import Outcome
from reader.values import dataclass
from tests.bench.articles import AT, add, document

T = TypeVar("T")

ARTICLES, NOTES = 1000, 20
NOTE = "Ask *who* said so.\n\n- the press office\n- the second source"


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds: all of them, all again, one alone with a changed note, and the same bytes."""

    all: float
    again: float
    one: float
    bare_all: float
    bare_one: float


def measured(folder: Path, articles: int = ARTICLES) -> Times:
    """Exports a library made for this, as the window does it."""
    with Library(folder / "Many.galley") as library:
        for number in range(articles):
            _add_noted(library, number)
        ids = outbox.members(library, ArticleQuery())
        to = folder / "out"
        all_ms, first = _timed(lambda: _send(library, to, ids))
        again_ms, second = _timed(lambda: _send(library, to, ids))
        assert (first.written, second.stood) == (articles, articles), (first, second)
        _write_another_note(library, ids[0])
        one_ms, _one = _timed(lambda: _send(library, to, ids[:1]))
    contents = [path.read_bytes() for path in to.glob("*.md")]
    bare = folder / "bare"
    bare.mkdir()
    bare_all, _none = _timed(lambda: [_write(bare, *each) for each in enumerate(contents)])
    bare_one, _none = _timed(lambda: _write(bare, articles, contents[0]))
    return Times(all_ms, again_ms, one_ms, bare_all, bare_one)


def _timed(action: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    done = action()
    return 1000 * (time.perf_counter() - start), done


def _add_noted(library: Library, number: int) -> None:
    content = document(5)
    id = add(library, content, f"Report {number} on the pump")
    labels, chance = library.labels(), Random(number)
    edits = []
    for note in range(NOTES):
        start = content.text.index(" ", chance.randrange(20, len(content.text) - 80)) + 1
        end = content.text.index(" ", start + chance.randrange(5, 60))
        mark = changes.mark(
            content,
            id,
            1,
            Passage(start, end),
            labels[note % len(labels)].id,
            id=library.new_annotation_id(),
            at=AT,
            note=NOTE,
        )
        edits += mark.edits
    library.apply(Change("mark", tuple(edits)), at=AT, by="shell")


def _write_another_note(library: Library, id: ArticleId) -> None:
    mark = library.annotations(id)[0]
    change = changes.edit_annotation(mark, at=AT, note="She did.")
    assert change is not None
    library.apply(change, at=AT, by="shell")


def _send(library: Library, to: Path, ids: tuple[ArticleId, ...]) -> Outcome:
    edited = outbox.edited_in(library, to, ids)
    assert not edited
    return outbox.send_all(
        library,
        to,
        ids,
        "annotated",
        tell=lambda *_progress: None,
        sent=lambda sent: exporting.remember(library, sent, at=AT),
    )


def _write(folder: Path, number: int, content: bytes) -> None:
    (folder / f"{number}.md").write_bytes(content)
