"""Damaged files of every kind through the process that reads them, for as long as one likes.

    python -m tests.bench.intake_fuzz [--minutes N] [--seed N] [--kind docx]

Each file is one of ours, cut, overwritten, with pieces left out, repeated or put in, in packages
also within one of their files. Printed are faults (anything but an article or a refusal with an
advice), files that took more than two seconds or were given up, and how much the reading process
grew. The seed of each finding repeats it.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from random import Random

from reader.errors import GalleyError
from reader.intake.child import Child
from reader.model import Source
from tests.reader.intake import packages, pdf_made
from tests.reader.intake.sources import AT

ROOT = Path(__file__).resolve().parents[1]
SLOW = 2.0
_HARMFUL = (
    *(b"<", b">", b"/>", b"&", b"]]>", b"<!--", b"&#0;", b"\0", b"\xff\xfe", b"{", b"}", b"\\"),
    *(b'"', b"--", b"=", b"\r\n\r\n", b"99999999999", b"-1", b"<a>" * 300, b"From x\n", b"[", b"%"),
    *(b"\xed\xa0\x80", b"\xe2\x80\xa8", "\u202e".encode(), b"endobj", b"stream\n", b"\x1b", b",,,"),
)
_FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>'
    b"<link>https://a.example/</link><item><title>One &amp;amp; two</title><link>/1</link>"
    b"<guid>1</guid><pubDate>Tue, 01 Oct 2024 07:00:00 +0700</pubDate>"
    b"<description>&lt;p&gt;Words.&lt;/p&gt;</description></item></channel></rss>"
)
_OPML = (
    b'<opml version="2.0"><body><outline text="News"><outline text="A" '
    b'xmlUrl="https://a.example/f" htmlUrl="https://a.example/"/></outline></body></opml>'
)
_LETTER = (
    b"From: Desk <desk@post.example>\nSubject: =?utf-8?q?The_pump?=\n"
    b"Date: Tue, 01 Oct 2024 07:00:00 +0700\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/alternative; boundary=x\n\n--x\n"
    b"Content-Type: text/plain; charset=utf-8\n\nThe board met.\n--x\nContent-Type: text/html\n"
    b"Content-Transfer-Encoding: quoted-printable\n\n<p>The board=20met on Tuesday.</p>\n--x--\n"
)
_RTF = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\b The pump\b0\par The board met \u233? on Tuesday.\par}"


def kept() -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each file that is damaged."""
    for path in sorted((ROOT / "pages").rglob("*")):
        if path.suffix in (".html", ".mhtml", ".zip"):
            yield path.name, path.read_bytes()
    for path in sorted((ROOT / "reader" / "intake" / "copied").iterdir()):
        yield path.name, path.read_bytes()
    for path in sorted((ROOT / "reader/intake/elsewhere/exports").iterdir()):
        yield path.name, path.read_bytes()
    for each in (files("resources") / "samples").iterdir():
        if each.name.endswith((".html", ".md", ".txt")):
            yield each.name, each.read_bytes()
    for kind in ("docx", "odt", "epub", "rtf", "epub2"):
        yield f"story.{kind.rstrip('2')}", packages.by_pandoc(kind)
    yield "report.pdf", _pdf()
    yield "letter.eml", _LETTER
    yield "letters.mbox", b"From x\n" + _LETTER + b"\nFrom y\n" + _LETTER
    yield "text.rtf", _RTF
    yield "feed.xml", _FEED
    yield "feeds.opml", _OPML
    yield "notes.md", b"---\ntitle: Pump\n---\n\n# Pump\n\nThe *board* met.[^1]\n\n[^1]: Who?\n"


def _pdf() -> bytes:
    """One page of lines with a marked one."""
    page = pdf_made.Page()
    for number, line in enumerate(
        pdf_made.fill(["The", "board", "met", "on", "Tuesday,"] * 60, 400)
    ):
        page.say(72, 760 - 14 * number, line)
    page.mark("Highlight", (72, 730, 300, 742), "/Contents (Who?)")
    return pdf_made.pdf([page], {"Title": "Minutes"})


def damaged(random: Random, content: bytes) -> bytes:
    """The bytes after one to four accidents, or, of a package, one of its files after them."""
    if content[:2] == b"PK" and random.random() < 0.7:
        return _within(random, content)
    for _step in range(random.randint(1, 4)):
        at = random.randrange(len(content) + 1)
        until = min(len(content), at + random.choice((0, 1, 2, 8, 60, 900)))
        put = random.choice(_HARMFUL) if random.random() < 0.7 else random.randbytes(8)
        match random.randrange(4):
            case 0:
                content = content[: max(at, 1)]
            case 1:
                content = content[:at] + put + content[at:]
            case 2:
                content = content[:at] + content[until:]
            case _:
                content = content[:until] + content[at:]
    return content


def _within(random: Random, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = random.choice([each for each in parts if not each.endswith("/")])
    parts[name] = damaged(random, parts[name] or b" ")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for each, part in parts.items():
            made.writestr(each, part)
    return out.getvalue()


def asks(child: Child) -> Mapping[str, Callable[[Source], object]]:
    """All that can be asked about a file, by name."""
    return {
        "article": child.to_article,
        "parts": child.parts,
        "brought": child.brought,
        "feed": child.feed,
        "outlines": child.outlines,
    }


def _memory(child: Child) -> int:
    """Megabytes that the reading process holds, where the system tells."""
    process = child._far.process
    status = Path(f"/proc/{process.pid}/status") if process else None
    if status is None or not status.exists():
        return 0
    line = next(each for each in status.read_text().split("\n") if each.startswith("VmRSS"))
    return int(line.split()[1]) // 1000


def run(minutes: float, first: int, kind: str) -> int:
    """Prints what was found; the number of faults."""
    sources = [each for each in kept() if kind in each[0]]
    tried: Counter[str] = Counter()
    faults = slow = 0
    end = time.monotonic() + 60 * minutes
    seed, started, least = first, 0, 0
    with Child() as child:
        questions = asks(child)
        while time.monotonic() < end:
            random = Random(seed)
            name, content = random.choice(sources)
            broken = damaged(random, content)
            question = random.choices(
                list(questions), weights=(6, 1, 2 if "export" in name else 1, 1, 1)
            )[0]
            began = time.monotonic()
            told = _told(questions[question], Source(broken, "", AT, name=name))
            took = time.monotonic() - began
            tried[question] += 1
            if told:
                faults += 1
                print(f"seed {seed}: {question} of {name}: {told}")
            if took > SLOW:
                slow += 1
                print(f"seed {seed}: {question} of {name} took {took:.1f} s ({len(broken)} bytes)")
            if started == 200:
                least = _memory(child)
            started += 1
            seed += 1
        grown = _memory(child) - least
    print(f"{started} files ({dict(tried)}):")
    print(f"{faults} faults, {slow} slow, {grown} MB more at the end than after 200")
    return faults


def _told(ask: Callable[[Source], object], source: Source) -> str:
    """What is wrong with an answer; empty for a sound one."""
    try:
        ask(source)
    except GalleyError as refusal:
        if refusal.__cause__ is not None and "the process ended" not in str(refusal.__cause__):
            return f"{refusal.__cause__}"
        return "" if refusal.sentence and refusal.advice else f"no advice: {refusal!r}"
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}"
    return ""


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.intake_fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", default="", help="only files with this in their name")
    asked = parser.parse_args(argv)
    return 1 if run(asked.minutes, asked.seed, asked.kind) else 0


if __name__ == "__main__":
    sys.exit(main())
