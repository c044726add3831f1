"""`extract`, `demo`, `self-test`: what Galley can do without a library of one's own."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from reader import selftest, shapes
from reader.commands.shell import Shell, now, print_json
from reader.demo import run_demo
from reader.intake import files
from reader.intake.child import Child
from reader.messages import _


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
