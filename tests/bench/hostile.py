"""Pages made to break a reader of pages, each through the process that reads them for the window.

    python -m tests.bench hostile [--keep DIR] [--only NAME]

Each has to end within the child's ten seconds with the article or a refusal that says why. The
table shows what came, how long it took and the most memory the process ever held. `--keep` writes
the pages into a folder, for other programs to be tried on.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from reader.errors import NotAnArticle
from reader.intake.child import SECONDS, Child
from reader.model import Source
from reader.values import dataclass

SENTENCE = "The pump failed at night, the board met at dawn, and nobody could say who had paid. "
PARAGRAPH = f"<p>{SENTENCE * 5}</p>\n"
PROSE = PARAGRAPH * 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one page: seconds, megabytes, and the article's length or the refusal."""

    name: str
    size: int
    seconds: float
    megabytes: float
    said: str

    @property
    def holds(self) -> bool:
        """Whether it ended in time, with an article or a refusal and not with a bug."""
        return self.seconds <= SECONDS + 1 and "breaks" not in self.said


def page(body: str, head: str = "<title>The pump</title>") -> bytes:
    return f"<html><head>{head}</head><body><article>{body}</article></body></html>".encode()


def _noise(length: int) -> bytes:
    return random.Random(7).randbytes(length)


def _shuffled(seed: int) -> bytes:
    """Tags in no order at all."""
    chance = random.Random(seed)
    names = ("div", "p", "a", "b", "table", "tr", "td", "ul", "li", "script", "svg", "form", "h1")
    tags = (f"<{chance.choice(('', '/'))}{chance.choice(names)}>" for _tag in range(200_000))
    return page("word, ".join(tags))


def _linked_data(count: int) -> bytes:
    things = (f'{{"@type": "NewsArticle", "headline": "H{number}"}}' for number in range(count))
    return page(PROSE, "".join(map(_script, things)))


def _script(linked_data: str) -> str:
    return f'<script type="application/ld+json">{linked_data}</script>'


def _circle() -> bytes:
    thing = '{"@id": "#%d", "@type": "Article", "author": {"@id": "#%d"}}'
    things = ",".join(thing % (number, (number + 1) % 5000) for number in range(5000))
    return page(PROSE, _script(f'{{"@graph": [{things}]}}'))


def _entities() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "' + f"&e{n - 1};" * 10 + '">' for n in range(1, 12))
    return f'<!DOCTYPE html [<!ENTITY e0 "ha">{levels}]>'.encode() + page(PROSE + "<p>&e11;</p>")


MADE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "white space": lambda: b" \n\t " * 1000,
    "every byte": lambda: bytes(range(256)) * 2000,
    "noise": lambda: _noise(2_000_000),
    "noise called HTML": lambda: b"<html><body><article>" + _noise(2_000_000),
    "50 MB of <": lambda: b"<" * 50_000_000,
    "20 MB of <a": lambda: b"<a" * 10_000_000,
    "20 MB of </": lambda: b"</" * 10_000_000,
    "20 MB of &": lambda: page("&" * 20_000_000),
    "5 MB of <!--": lambda: b"<!--" * 1_250_000,
    "5 MB of <![CDATA[": lambda: b"<![CDATA[" * 500_000,
    "a comment without end": lambda: page(PROSE) + b"<!--" + b"x " * 5_000_000,
    "a script without end": lambda: page(PROSE) + b"<script>" + b"</scrip " * 1_000_000,
    "20 MB of paragraphs": lambda: page(PARAGRAPH * (20_000_000 // len(PARAGRAPH))),
    "one line of 8 MB": lambda: page(f"<p>{'word, ' * 1_300_000}</p>"),
    "one word of 8 MB": lambda: page(PROSE + f"<p>{'w' * 8_000_000}</p>"),
    "300,000 small boxes": lambda: page("<div><a href=#>l</a></div>" * 300_000 + PROSE),
    "300,000 breaks": lambda: page(PROSE + "word<br>" * 300_000),
    "50,000 lines in bold": lambda: page(f"<p><b>Who pays</b></p><p>{SENTENCE}</p>" * 50_000),
    "50,000 links and breaks": lambda: page(f"<p>{f'<a href=/x>a</a>{SENTENCE}<br>' * 50_000}</p>"),
    "300,000 pictures": lambda: page(PROSE + "<img src='/p.jpg'>" * 300_000),
    "100,000 attributes": lambda: page(
        PROSE + f"<p {' '.join(f'a{n}=x' for n in range(100_000))}>words</p>"
    ),
    "100,000 classes": lambda: page(f"<div class='{'share ad-' * 100_000}'>{PROSE}</div>"),
    "an attribute of 5 MB": lambda: page(f"<p title='{'x' * 5_000_000}'>{SENTENCE}</p>" + PROSE),
    "an address of 2 MB": lambda: page(f"<p><a href='/{'x' * 2_000_000}'>link</a></p>" + PROSE),
    "a srcset of 3 MB": lambda: page(f"<img srcset='{'/p.jpg 1x, ' * 300_000}'>" + PROSE),
    "a picture held in 10 MB": lambda: page(
        f"<img src='data:image/png;base64,{'A' * 10_000_000}'>" + PROSE
    ),
    "an inline drawing of 10 MB": lambda: page(
        f"<svg>{'<path d=M0,0L9,9 />' * 500_000}</svg>" + PROSE
    ),
    "100,000 boxes deep": lambda: page("<div>" * 100_000 + PROSE),
    "10,000 boxes deep, closed": lambda: page("<div>" * 10_000 + PROSE + "</div>" * 10_000),
    "5,000 styles deep": lambda: page(PROSE + "<p>" + "<b><i>" * 2500 + SENTENCE),
    "50,000 links deep": lambda: page(PROSE + f"<p>{'<a href=/x>' * 50_000}{SENTENCE}"),
    "5,000 tables deep": lambda: page(PROSE + "<table><tr><td>" * 5000 + SENTENCE),
    "5,000 lists deep": lambda: page(PROSE + "<ul><li>" * 5000 + SENTENCE),
    "5,000 quotes deep": lambda: page(PROSE + "<blockquote>" * 5000 + SENTENCE),
    "a table of 200,000 cells": lambda: page(
        PROSE + "<table>" + ("<tr>" + "<td>1" * 20) * 10_000 + "</table>"
    ),
    "cells that span everything": lambda: page(
        PROSE + f"<table>{'<tr><td rowspan=65000 colspan=1000>x<td>y' * 2000}</table>"
    ),
    "tags in no order": lambda: _shuffled(7),
    "unclosed quotes": lambda: page(PROSE + '<p title="' + "<p title='>" * 200_000),
    "100,000 JSON-LD blocks": lambda: _linked_data(100_000),
    "JSON-LD 100,000 deep": lambda: page(PROSE, _script("[" * 100_000 + "]" * 100_000)),
    "JSON-LD in a circle": _circle,
    "JSON-LD number of 1 MB": lambda: page(PROSE, _script('{"n": %s}' % ("9" * 1_000_000))),
    "a script of quotes": lambda: page("", "<script>\\u003cp>" + '"a' * 3_000_000 + "</script>"),
    "100,000 meta elements": lambda: page(
        PROSE, "<meta name=author content='by A and B and C'>" * 100_000
    ),
    "a title of dashes": lambda: page(PROSE, f"<title>{' - ' * 100_000}</title>"),
    "an author of bys": lambda: page(PROSE, f'<meta name=author content="{"by " * 100_000}">'),
    "a date of digits": lambda: page(
        PROSE + f"<time>{'1/' * 100_000}</time><p class=date>{'2024-' * 100_000}</p>"
    ),
    "200,000 spaces": lambda: page(PROSE + f"<p>a{' ' * 200_000}b</p>"),
    "a billion laughs": _entities,
    "control characters": lambda: page(PROSE + "<p>" + "\x01\x02\x1b\x7f\x85\u202e\ufeff" * 50_000),
    "combining marks": lambda: page(PROSE + "<p>e" + "\u0301" * 500_000),
    "lone surrogates": lambda: page(PROSE).replace(b"pump", b"\xed\xa0\x80pump\xed\xbf\xbf"),
    "broken UTF-8": lambda: page(PROSE) + b"\xff\xfe\xc3\x28\xed\xa0\x80" * 10_000,
    "UTF-7": lambda: page(PROSE, "<meta charset=utf-7><title>+ADw-script+AD4-</title>"),
    "UTF-16": lambda: page(PROSE).decode().encode("utf-16"),
    "UTF-16, cut in a letter": lambda: page(PROSE).decode().encode("utf-16")[:-1],
    "UTF-32": lambda: page(PROSE).decode().encode("utf-32"),
    "labelled UTF-16, being UTF-8": lambda: page(PROSE, "<meta charset=utf-16><title>T</title>"),
    "labelled with no name": lambda: page(PROSE, "<meta charset=klingon-9><title>T</title>"),
    "labelled base64": lambda: page(PROSE, "<meta charset=base64><title>T</title>"),
    "nulls between letters": lambda: page(PROSE).replace(b"pump", b"pu\0mp"),
}  # fmt: skip


class _Reading:
    """The reader's process, with the most memory that each page made it hold."""

    def __init__(self) -> None:
        self.child = Child()

    def of(self, name: str, content: bytes) -> Outcome:
        self.child.to_article(Source(b"Awake.", "text/plain", datetime.now(UTC)))
        source = Source(content, "text/html", datetime.now(UTC), url="https://a.example/x")
        start = time.perf_counter()
        watched = _Peak(self.child)
        try:
            article = self.child.to_article(source)
            said = f"article, {len(article.document.text):,} characters"
        except NotAnArticle as error:
            said = error.sentence
        took = time.perf_counter() - start
        megabytes = watched.megabytes()
        # A new process for each page, so that its memory is its own.
        self.child.close()
        return Outcome(name, len(content), took, megabytes, said)


class _Peak:
    """The most memory that a child's process was seen to hold, by looking on; Linux only."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._kilobytes = 0
        self._over = threading.Event()
        self._looking = threading.Thread(target=self._look)
        self._looking.start()

    def megabytes(self) -> float:
        """Ends the looking."""
        self._see()
        self._over.set()
        self._looking.join()
        return self._kilobytes / 1024

    def _look(self) -> None:
        while not self._over.wait(0.05):
            self._see()

    def _see(self) -> None:
        process = self._child._far.process
        if process is None:
            return
        try:
            status = Path(f"/proc/{process.pid}/status").read_text()
        except OSError:
            return
        if (peak := re.search(r"VmHWM:\s+(\d+)", status)) is not None:
            self._kilobytes = max(self._kilobytes, int(peak[1]))


def outcomes(names: list[str]) -> Iterator[Outcome]:
    reading = _Reading()
    for name in names:
        yield reading.of(name, MADE[name]())


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.bench hostile", description=__doc__)
    parser.add_argument("--keep", type=Path, help="write the pages into this folder")
    parser.add_argument("--only", help="the name of one page")
    asked = parser.parse_args(arguments)
    names = [asked.only] if asked.only else list(MADE)
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
        for name in names:
            file = asked.keep / f"{name.replace(' ', '-').replace('/', '')}.html"
            file.write_bytes(MADE[name]())
    print("| page | bytes | seconds | MB | came to |")
    print("|---|---|---|---|---|")
    bad = 0
    for one in outcomes(names):
        bad += not one.holds
        print(
            f"| {one.name} | {one.size:,} | {one.seconds:.2f} | {one.megabytes:.0f} "
            f"| {one.said}{'' if one.holds else ' **BAD**'} |",
            flush=True,
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
