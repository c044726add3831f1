"""How well and how fast passages are found again. Nothing fails here, numbers are printed.

    python -m tests.bench.anchoring               speed, and hostile texts
    python -m tests.bench.anchoring DEV.jsonl     the score on cases as in shared/anchoring
    python -m tests.bench.anchoring --answer kept|quotes|quote
        what `score.py` of those cases asks: JSON lines in, JSON lines out

`quotes` looks for all quotes of a text at once, as the program does, `quote` for one at a time.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from reader.anchoring import Found, carry_over, describe, locate
from reader.model import Passage

Answer = Callable[[str, str, Sequence[Passage]], list[Found | None]]


def kept(old: str, new: str, passages: Sequence[Passage]) -> list[Found | None]:
    return carry_over(old, new, passages)


def quotes(old: str, new: str, passages: Sequence[Passage]) -> list[Found | None]:
    return locate(new, [describe(old, passage) for passage in passages])


def quote(old: str, new: str, passages: Sequence[Passage]) -> list[Found | None]:
    return [quotes(old, new, [passage])[0] for passage in passages]


ANSWERS: dict[str, Answer] = {"kept": kept, "quotes": quotes, "quote": quote}


# --- the score -----------------------------------------------------------------------------------


def answer_all(how: Answer) -> None:
    """What the cases' own `score.py` reads."""
    for line in sys.stdin:
        asked = json.loads(line)
        found = how(asked["old"], asked["new"], [_passage(each) for each in asked["anchors"]])
        print(json.dumps([each and _json(each.passage) for each in found]), flush=True)


def _passage(anchor: dict[str, int]) -> Passage:
    return Passage(anchor["start"], anchor["end"])


def _json(passage: Passage) -> dict[str, int]:
    return {"start": passage.start, "end": passage.end}


def overlap(here: Passage, there: Passage) -> float:
    """Intersection over union."""
    shared = max(0, min(here.end, there.end) - max(here.start, there.start))
    return shared / max(1, len(here) + len(there) - shared)


def scored(cases: Path, how: Answer) -> dict[str, float]:
    """Shares in per cent, as `score.py` counts them."""
    right: dict[str, list[bool]] = {"recall": [], "exact": [], "edited": [], "moved": []}
    right |= {"orphaned": [], "FALSE": []}
    for line in cases.read_text("utf-8").split("\n"):
        if not line:
            continue
        case = json.loads(line)
        passages = [_passage(each) for each in case["anchors"]]
        for anchor, found in zip(
            case["anchors"], how(case["old"], case["new"], passages), strict=True
        ):
            if anchor["cls"] == "deleted":
                right["orphaned"].append(found is None)
                right["FALSE"].append(found is not None)
                continue
            best = max(_overlaps(found, anchor))
            right["FALSE"].append(found is not None and best < 0.1)
            right["recall"].append(best >= 0.8)
            right["exact"].append(best > 0.9999)
            if anchor["cls"] in right:
                right[anchor["cls"]].append(best >= 0.8)
    return {name: 100 * statistics.mean(each) for name, each in right.items() if each}


def _overlaps(found: Found | None, anchor: dict[str, list[int]]) -> Iterator[float]:
    for start in (anchor["exp"][0], anchor["alt"][0]):
        for end in (anchor["exp"][1], anchor["alt"][1]):
            there = Passage(start, max(start, end))
            yield overlap(found.passage, there) if found else 0.0


# --- speed ---------------------------------------------------------------------------------------


def story(size: int) -> str:
    """About so many characters in paragraphs, with common words and rare ones."""
    chance = random.Random(0)
    rare = ["".join(chance.choices("aeioulnrstdm", k=chance.randint(4, 9))) for _ in range(4000)]
    words = ["the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "was", "said", "they"]
    words += chance.choices(rare, k=size // 10) + words * (size // 400)
    chance.shuffle(words)
    sentences = [" ".join(words[at : at + 18]).capitalize() for at in range(0, len(words), 18)]
    lines = [". ".join(sentences[at : at + 4]) + "." for at in range(0, len(sentences), 4)]
    return "\n".join(lines)[:size]


def edited(text: str, edits: int) -> str:
    """A text with so many words changed, and two paragraphs that changed places."""
    chance = random.Random(1)
    words = text.split(" ")
    for _edit in range(edits):
        words[chance.randrange(len(words))] = "changed"
    lines = " ".join(words).split("\n")
    lines[3], lines[-3] = lines[-3], lines[3]
    return "\n".join(lines)


def passages(text: str, number: int) -> list[Passage]:
    chance = random.Random(2)
    starts = [chance.randrange(len(text) - 100) for _passage in range(number)]
    return [Passage(start, start + chance.randrange(10, 100)) for start in starts]


def hostile(size: int) -> dict[str, tuple[str, str]]:
    """Pairs of texts that are hard on an alignment, of about so many characters."""
    chance = random.Random(3)

    def letters(alphabet: str) -> str:
        return "".join(chance.choices(alphabet, k=size))

    latin, han = "abcdefghijklmnopqrstuvwxyz    ", "".join(map(chr, range(0x4E00, 0x5A00)))
    return {
        "one word, again and again": ("word " * (size // 5), "word " * (size // 6) + "x word"),
        "one line, again and again": ("a line\n" * (size // 7), "a line\n" * (size // 8) + "b"),
        "one character": ("中" * size, "中" * (size // 2) + "国" + "中" * (size // 3)),
        "nothing in common": (letters(latin), letters(latin)),
        "nothing in common, Chinese": (letters(han), letters(han)),
        "two letters and spaces": (letters("ab "), letters("ab ")),
        "lines in another order": _shuffled(size, chance),
    }


def _shuffled(size: int, chance: random.Random) -> tuple[str, str]:
    lines = story(size).split("\n")
    return "\n".join(lines), "\n".join(chance.sample(lines, len(lines)))


def milliseconds(how: Answer, old: str, new: str, wanted: Sequence[Passage]) -> float:
    """Of processor time: the machine may be shared."""
    start = time.process_time()
    how(old, new, wanted)
    return 1000 * (time.process_time() - start)


def print_speed(rounds: int) -> None:
    old = story(200_000)
    wanted = passages(old, 200)
    print("| 200 anchors in 200 kB, ms of processor time | kept | quotes |\n|---|---|---|")
    for edits in (3, 30, 300):
        new = edited(old, edits)
        times = [
            statistics.median(milliseconds(how, old, new, wanted) for _round in range(rounds))
            for how in (kept, quotes)
        ]
        print(f"| {edits} words changed, two paragraphs moved | {times[0]:.0f} | {times[1]:.0f} |")
    print("\n| hostile, 1 MB against 1 MB, s | kept | quotes |\n|---|---|---|")
    for name, (old, new) in hostile(1_000_000).items():
        wanted = passages(old, 200)
        times = [milliseconds(how, old, new, wanted) / 1000 for how in (kept, quotes)]
        print(f"| {name} | {times[0]:.1f} | {times[1]:.1f} |", flush=True)


def print_score(cases: Path) -> None:
    rows = {name: scored(cases, how) for name, how in ANSWERS.items()}
    print(f"| | {' | '.join(rows['kept'])} |\n|{'---|' * (len(rows['kept']) + 1)}")
    for name, row in rows.items():
        print(f"| {name} | {' | '.join(f'{share:.1f}' for share in row.values())} |")


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.anchoring", description=__doc__)
    parser.add_argument("cases", nargs="?", type=Path)
    parser.add_argument("--answer", choices=ANSWERS)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    if asked.answer:
        answer_all(ANSWERS[asked.answer])
    elif asked.cases:
        print_score(asked.cases)
    else:
        print_speed(asked.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
