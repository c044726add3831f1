"""How fast PDFs are read, and what mutated ones do: `python -m tests.bench.pdf [FILE ...]`.

Without files a made-up report of 300 pages is read. Each page is two columns of 40 lines.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

from reader import intake
from reader.errors import NotAnArticle
from reader.intake.child import Child
from reader.intake.pdf.opening import Paper
from tests.reader.intake.pdf_made import Page, fill, pdf, source

SAID = (
    "the board of the polder decided that responsibility for the embankments and the financial"
    " consequences of their reconstruction is the municipality's and nobody asked why"
)


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]]
    contents = [file.read_bytes() for file in files] or [report(300)]
    for content in contents:
        measure(content)
    mutate(contents, seconds=60)


def report(pages: int) -> bytes:
    """A PDF of so many full pages."""
    chance = random.Random(7)
    made = [Page() for _page in range(pages)]
    for page in made:
        for left in (50, 302):
            words = chance.choices(SAID.split(), k=300)
            sentence = " ".join(f"{word}." if chance.random() < 0.08 else word for word in words)
            for row, line in enumerate(fill(sentence.split(), 234)[:40]):
                page.say(left, 700 - 12 * row, line)
    return pdf(made, {"Title": "A report"})


def measure(content: bytes) -> None:
    began = time.process_time()
    captured = intake.to_article(source(content))
    took = time.process_time() - began
    with Paper(content) as paper:
        pages = paper.pages
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    letters = len(captured.document.text)
    rate = pages / took
    print(f"{pages} pages, {letters} letters: {took:.2f} s of CPU, {rate:.0f} a second, {most} MB")


def mutate(contents: list[bytes], *, seconds: float) -> None:
    """Files with changed bytes, in a child process; what became of them."""
    chance = random.Random(11)
    outcomes: dict[str, int] = {}
    slowest = 0.0
    ends = time.monotonic() + seconds
    with Child() as child:
        while time.monotonic() < ends:
            content = bytearray(chance.choice(contents)[: chance.randrange(100, 10_000_000)])
            for _change in range(chance.choice((1, 5, 50, 500))):
                at = chance.randrange(5, len(content))
                content[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
            began = time.monotonic()
            try:
                child.to_article(source(bytes(content)))
                told = "an article"
            except NotAnArticle as refused:
                told = refused.sentence
            slowest = max(slowest, time.monotonic() - began)
            outcomes[told] = outcomes.get(told, 0) + 1
    for told, count in sorted(outcomes.items(), key=lambda each: -each[1]):
        print(f"{count:6} {told}")
    print(f"the slowest took {slowest:.1f} s")


if __name__ == "__main__":
    main()
