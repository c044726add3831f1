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
from reader.errors import BadRequest
from reader.intake import files
from reader.intake.child import Child
from reader.library import Library
from reader.messages import _, ngettext
from reader.model import (
    ArticleId,
)


def export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", nargs="*", metavar="ID")
    parser.add_argument("--all", action="store_true", help=_("every article"))
    parser.add_argument("--to", required=True, metavar="DIR|FILE|-")
    parser.add_argument("--format", choices=list(export.FORMATS), default="annotated")
    parser.add_argument("--marks", choices=["equals", "html"], default="equals")
    revision_argument(parser)


def export_articles(shell: Shell, asked: argparse.Namespace) -> int:
    if bool(asked.ids) == asked.all:
        raise BadRequest(_("Nothing to export."), _("Name articles, or say --all."))
    with shell.library() as library:
        ids = (
            [article.id for article in all_articles(library, EVERYTHING)]
            if asked.all
            else [library.article(ArticleId(id)).id for id in asked.ids]
        )
        alone = len(ids) == 1 and not asked.all
        stayed = sum(_export_one(library, id, asked, alone=alone) for id in ids)
    if stayed:
        print(
            ngettext(
                "{count} private note stayed here.", "{count} private notes stayed here.", stayed
            ).format(count=stayed),
            file=sys.stderr,
        )
    return 0


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
