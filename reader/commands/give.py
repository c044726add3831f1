"""`export`, `extract`, `demo`, `self-test`: what goes out."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from reader import export, exporting, selftest, shapes
from reader.commands.shell import (
    EVERYTHING,
    Shell,
    all_articles,
    now,
    print_json,
    revision_argument,
)
from reader.demo import run_demo
from reader.errors import GalleyError
from reader.intake import files
from reader.intake.child import Child
from reader.library import Library
from reader.messages import _, ngettext
from reader.model import (
    ArticleId,
)


def export_arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("ids", nargs="*", metavar="ID", default=[])
    which.add_argument("--all", action="store_true", help=_("every article"))
    parser.add_argument(
        "--to", required=True, metavar="DIR|FILE|-", help=_("a folder, a file, or - to print it")
    )
    parser.add_argument(
        "--format",
        choices=list(export.FORMATS),
        default="annotated",
        help=_("the article with its notes, or the notes alone"),
    )
    parser.add_argument(
        "--marks",
        choices=["equals", "html"],
        default="equals",
        help=_("==marks== for Obsidian and pandoc, <mark> for GitHub"),
    )
    revision_argument(parser)


def export_articles(shell: Shell, asked: argparse.Namespace) -> int:
    status = stayed = 0
    with shell.library() as library:
        ids = asked.ids or [article.id for article in all_articles(library, EVERYTHING)]
        for id in ids:
            try:
                stayed += _export_one(library, id, asked, alone=len(ids) == 1 and not asked.all)
            except GalleyError as error:
                print(f"{id}: {error}", file=sys.stderr)
                status = 1
    if stayed:
        print(
            ngettext(
                "{count} private note stayed here.", "{count} private notes stayed here.", stayed
            ).format(count=stayed),
            file=sys.stderr,
        )
    return status


def _export_one(library: Library, id: ArticleId, asked: argparse.Namespace, *, alone: bool) -> int:
    """Writes one article; how many of its notes stayed."""
    if asked.to == "-":
        exported = library.exported(id, asked.revision)
        sys.stdout.write(export.write(exported, asked.format, marks=_marks(asked)))
        return exported.stayed
    to = Path(asked.to)
    if not alone or to.is_dir() or asked.to.endswith(("/", "\\")):
        to = exporting.place_in(library, to, id, asked.revision)
        if asked.format != "annotated":
            to = to.with_stem(f"{to.stem} ({asked.format})")
    sent = exporting.send(
        library, id, to, asked.format, revision=asked.revision, marks=_marks(asked)
    )
    exporting.remember(library, sent, at=now())
    print(sent.written.path)
    if sentence := sent.left_alone(to):
        print(sentence, file=sys.stderr)
    return sent.exported.stayed


def _marks(asked: argparse.Namespace) -> export.MarkStyle:
    return "html" if asked.marks == "html" else "equals"


def extract_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--url", help=_("the address the page came from"))
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)


def extract(shell: Shell, asked: argparse.Namespace) -> int:
    source = files.read(asked.file, at=now())
    if asked.url:
        source = replace(source, url=asked.url)
    with Child() as child:
        print_json(shapes.extracted(child.to_article(source)))
    return 0


def demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, default=Path("galley-demo"), metavar="DIR")


def demo(shell: Shell, asked: argparse.Namespace) -> int:
    picture = shell.faces.picture if shell.faces else None
    for line in run_demo(asked.to, at=now(), picture=picture):
        print(line)
    return 0


def self_test(shell: Shell, asked: argparse.Namespace) -> int:
    checks = [*selftest.checks(), *(shell.faces.self_tests() if shell.faces else ())]
    for name, problem in checks:
        print(
            f"{'ok  ' if problem is None else 'FAIL'}  {name}" + (f": {problem}" if problem else "")
        )
    if shell.faces is None:
        print(_("not checked: the window (this is Galley without it)"))
    return 1 if any(problem for _name, problem in checks) else 0
