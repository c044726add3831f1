"""Exports thousands of hostile articles and checks each in three parsers, or in GitHub's too.

    python -m tests.bench.export_fuzz N [--from SEED] [--renderers pymd,mdit,pandoc]
    python -m tests.bench.export_fuzz N --marks html --renderers pymd,mdit,pandoc,gfm

Prints every failing seed with what went wrong; status 1 if any failed. With `--show SEED` it
prints that export and its problems. A seed that failed belongs into the table of
tests/reader/export/test_parsers.py.
"""

from __future__ import annotations

import argparse
import sys
from random import Random

from reader.export import ExportOptions, annotated
from reader.model import Exported
from tests.reader.export.adversarial import exported
from tests.tools.markdown.check_export import ALL, Expected, Findings, check


def expected(case: Exported) -> list[Expected]:
    """What the checker should find of each annotation."""
    return [
        Expected(
            annotation.id,
            place.passage.start,
            place.passage.end,
            case.labels[annotation.label].name,
            annotation.note,
            annotation.tags,
        )
        for annotation, place in case.marks
        if place.passage
    ]


def findings(case: Exported, renderers: list[str], marks: str) -> tuple[str, Findings]:
    written = annotated.write(case, ExportOptions(marks="html" if marks == "html" else "equals"))
    return written, check(written, case.document.text, expected(case), renderers)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--renderers", default=",".join(ALL))
    parser.add_argument("--marks", default="equals", choices=("equals", "html"))
    parser.add_argument("--show", type=int)
    asked = parser.parse_args()
    renderers = asked.renderers.split(",")
    if asked.show is not None:
        written, found = findings(exported(Random(asked.show)), renderers, asked.marks)
        print(written, found, sep="\n")
        return 0 if found.ok else 1
    failed = 0
    for seed in range(asked.first, asked.first + asked.count):
        _written, found = findings(exported(Random(seed)), renderers, asked.marks)
        if not found.ok:
            failed += 1
            problems = [(name, each[0]) for name, each in found.problems.items() if each]
            print(f"seed {seed}:", *(f"{n}: {p}" for n, p in problems), sep="\n    ", flush=True)
    print(f"{asked.count - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
